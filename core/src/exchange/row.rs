//! What the cells of a row say together: one customer.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::contact::{NewContact, NewEmail, NewHandle, NewPhone, PhoneKind};
use crate::model::country::{CountryCode, address_countries};
use crate::model::customer::CustomerKind;
use crate::model::field::CustomerField;
use crate::model::handle::HandleChannel;
use crate::model::text::fold;
use crate::model::violation::{Rule, Violation, gather};

use super::RawCustomer;
use super::cards_json;
use super::columns::Target;
use super::refused::refused;

/// The field of a violation that is the whole record's.
pub(super) const RECORD: &str = "record";

/// The longest path that is told, in characters.
const MAX_PATH: usize = 200;

/// A customer in the making.
#[derive(Default)]
pub(super) struct Row {
    customer: RawCustomer,
    violations: Vec<Violation>,
    emails: Vec<NewEmail>,
    phones: Vec<NewPhone>,
    handles: Vec<NewHandle>,
    /// Some cell for an email was there, blank or not; likewise for a phone.
    email_seen: bool,
    phone_seen: bool,
}

impl Row {
    /// Says what is wrong with it.
    pub(super) fn refuse(&mut self, field: impl Into<String>, rule: Rule) {
        gather(&mut self.violations, Violation::new(clipped(field.into()), rule));
    }

    /// Where violations are gathered.
    pub(super) fn violations(&mut self) -> &mut Vec<Violation> {
        &mut self.violations
    }

    /// Takes the text of a cell. Blank cells of what stands once are kept, since they may clear.
    pub(super) fn text(&mut self, target: Target, column: &str, text: String) {
        if let Some(rule) = refused(&text) {
            self.refuse(column, rule);
            return;
        }
        let word = text.trim();
        match target {
            Target::Field(field) => *self.customer.new.text_mut(field) = Some(value(field, text)),
            Target::Status => self.customer.status = Some(word.to_lowercase()),
            Target::PreferredChannel => self.customer.preferred_channel = Some(word.to_lowercase()),
            Target::Kind if word.is_empty() => {}
            Target::Kind => match CustomerKind::from_word(&word.to_lowercase()) {
                Some(kind) => self.kind(kind),
                None => self.refuse(column, Rule::UnknownValue),
            },
            Target::Email => {
                self.email_seen = true;
                if !word.is_empty() {
                    self.emails.push(NewEmail::new(text));
                }
            }
            Target::Phone(kind) => {
                self.phone_seen = true;
                if !word.is_empty() {
                    self.phones.push(NewPhone { kind, ..NewPhone::new(text) });
                }
            }
            Target::Handle(channel) if !word.is_empty() => self.handles.push(handle(channel, word)),
            Target::Handle(_) => {}
            Target::Contacts if word.is_empty() => {}
            Target::Contacts => {
                let cards = cards_json::read(word, column, &mut self.violations);
                self.customer.new.contacts = cards;
            }
        }
    }

    fn kind(&mut self, kind: CustomerKind) {
        self.customer.kind = Some(kind);
        self.customer.new.kind = kind;
    }

    /// Takes a phone with all that is said of it.
    pub(super) fn phone(&mut self, phone: NewPhone) {
        self.phone_seen = true;
        self.phones.push(phone);
    }

    /// Takes contact cards.
    pub(super) fn contacts(&mut self, cards: Vec<NewContact>) {
        self.customer.new.contacts = cards;
    }

    /// The customer, or all that is wrong.
    pub(super) fn finish(mut self) -> Result<RawCustomer, Vec<Violation>> {
        if !self.violations.is_empty() {
            return Err(self.violations);
        }
        if !self.customer.new.contacts.is_empty() {
            self.drop_what_cards_hold();
        }
        self.place_points();
        Ok(self.customer)
    }

    /// An address that stands on a card is not added to another one. The cards say more of it.
    fn drop_what_cards_hold(&mut self) {
        let cards = &self.customer.new.contacts;
        let same = |one: &str, other: &str| one.trim() == other.trim();
        self.emails.retain(|email| {
            let mut held = cards.iter().flat_map(|card| &card.emails);
            !held.any(|of| same(&of.address, &email.address))
        });
        self.phones.retain(|phone| {
            let mut held = cards.iter().flat_map(|card| &card.phones);
            !held.any(|of| same(&of.number, &phone.number))
        });
        self.handles.retain(|handle| {
            let mut held = cards.iter().flat_map(|card| &card.handles);
            !held.any(|of| of.channel == handle.channel && same(&of.handle, &handle.handle))
        });
        // What is blank beside them says nothing, since the cards say it all.
        (self.email_seen, self.phone_seen) = (false, false);
    }

    /// One email and one phone are entered as such, and stand on the first card then. More than that
    /// stands on one card too: it is one person.
    fn place_points(&mut self) {
        let new = &mut self.customer.new;
        if self.emails.len() <= 1 && self.phones.len() <= 1 && self.handles.is_empty() {
            let blank = |seen: bool| seen.then(String::new);
            new.email = self.emails.pop().map(|email| email.address).or(blank(self.email_seen));
            new.phone = self.phones.pop().or(blank(self.phone_seen).map(NewPhone::new));
            return;
        }
        let card = NewContact {
            emails: std::mem::take(&mut self.emails),
            phones: std::mem::take(&mut self.phones),
            handles: std::mem::take(&mut self.handles),
            ..NewContact::default()
        };
        new.contacts.insert(0, card);
    }
}

/// A path as it is told. A name in a file can be as long as a record.
pub(super) fn clipped(mut path: String) -> String {
    if let Some((at, _)) = path.char_indices().nth(MAX_PATH) {
        path.truncate(at);
    }
    path
}

/// The codes of countries by their folded English names.
static COUNTRIES: LazyLock<HashMap<String, CountryCode>> = LazyLock::new(|| {
    let countries = address_countries();
    countries.iter().map(|country| (fold(country.name()), country.code())).collect()
});

/// Lists name countries by name where a form has a code: an English name becomes its code, anything
/// else is left to the rules.
fn value(field: CustomerField, text: String) -> String {
    let name = text.trim();
    if field != CustomerField::Country || name.chars().count() <= 2 || name.len() > 100 {
        return text;
    }
    let found = COUNTRIES.get(&fold(name));
    found.map_or(text, |code| code.as_str().to_owned())
}

/// The account of a handle that needs one stands before a colon, which no account holds.
fn handle(channel: HandleChannel, word: &str) -> NewHandle {
    let needs_account = matches!(channel, HandleChannel::FacebookPsid | HandleChannel::Custom);
    match word.split_once(':') {
        Some((account, handle)) if needs_account => {
            NewHandle { account: Some(account.to_owned()), ..NewHandle::new(channel, handle) }
        }
        _ => NewHandle::new(channel, word),
    }
}

/// The kind of a phone that does not say one.
pub(super) const fn kind_of(target: Target) -> PhoneKind {
    match target {
        Target::Phone(kind) => kind,
        _ => PhoneKind::Mobile,
    }
}
