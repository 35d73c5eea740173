//! Contact cards: caps, preferred addresses, primary addresses.

use std::collections::HashSet;

use crate::model::contact::{
    CapReason, ContactRecord, ContactRoom, NewContact, NewHandle, NewPhone, NewPoint, PointKind,
    PointRecord, PointValue, Warning,
};
use crate::model::email::{Email, EmailOptions};
use crate::model::handle::Handle;
use crate::model::key::PointFamily;
use crate::model::phone::{Phone, PhoneOptions};
use crate::model::reason::RefusedReason;
use crate::model::settings::Settings;
use crate::model::text::line_within;
use crate::model::violation::{Rule, Violation};

/// A point, checked.
#[derive(Clone)]
pub(crate) struct PointDraft {
    pub(crate) kind: PointKind,
    pub(crate) value: PointValue,
    pub(crate) preferred: bool,
    pub(crate) contactable: bool,
}

/// A card, checked.
#[derive(Clone, Default)]
pub(crate) struct ContactDraft {
    pub(crate) label: Option<String>,
    pub(crate) person_name: Option<String>,
    pub(crate) points: Vec<PointDraft>,
}

pub(crate) const MAX_LABEL: u32 = 128;
pub(crate) const MAX_PERSON_NAME: u32 = 256;

/// Reads a phone as the book's settings ask.
pub(crate) fn phone_options(settings: &Settings) -> PhoneOptions {
    PhoneOptions { default_region: settings.default_region, acceptance: settings.phone_acceptance }
}

/// Reads an email as the book's settings ask.
pub(crate) fn email_options(settings: &Settings) -> EmailOptions {
    EmailOptions { allow_local_domains: settings.allow_local_domains }
}

pub(crate) fn check_phone(new: &NewPhone, settings: &Settings) -> Result<PointDraft, Violation> {
    let region = new.region.as_deref().filter(|region| !region.trim().is_empty());
    let phone = Phone::parse(&new.number, region, &phone_options(settings))?;
    draft(new.kind.into(), PointValue::Phone(phone), new.preferred, new.contactable, "phone")
}

pub(crate) fn check_email(
    address: &str,
    preferred: bool,
    contactable: bool,
    settings: &Settings,
) -> Result<PointDraft, Violation> {
    let email = Email::parse(address, &email_options(settings))?;
    draft(PointKind::Email, PointValue::Email(email), preferred, contactable, "email")
}

pub(crate) fn check_handle(new: &NewHandle) -> Result<PointDraft, Violation> {
    let handle = Handle::parse(new.channel, new.account.as_deref(), &new.handle)?;
    draft(new.channel.into(), PointValue::Handle(handle), new.preferred, new.contactable, "handle")
}

fn draft(
    kind: PointKind,
    value: PointValue,
    preferred: bool,
    contactable: bool,
    field: &str,
) -> Result<PointDraft, Violation> {
    if preferred && !contactable {
        return Err(Violation::new(field, Rule::NotContactable));
    }
    Ok(PointDraft { kind, value, preferred, contactable })
}

pub(crate) fn check_point(new: &NewPoint, settings: &Settings) -> Result<PointDraft, Violation> {
    match new {
        NewPoint::Phone(phone) => check_phone(phone, settings),
        NewPoint::Email(email) => {
            check_email(&email.address, email.preferred, email.contactable, settings)
        }
        NewPoint::Handle(handle) => check_handle(handle),
    }
}

/// Checks a whole card: all violations at once, each with its path.
pub(crate) fn check_contact(
    new: &NewContact,
    path: &str,
    settings: &Settings,
) -> Result<ContactDraft, Vec<Violation>> {
    let mut card = ContactDraft::default();
    let mut violations = Vec::new();
    let mut line = |text: &Option<String>, field: &str, max: u32| {
        line_within(text.as_deref().unwrap_or_default(), &format!("{path}.{field}"), max)
            .unwrap_or_else(|violation| {
                violations.push(violation);
                None
            })
    };
    card.label = line(&new.label, "label", MAX_LABEL);
    card.person_name = line(&new.person_name, "person_name", MAX_PERSON_NAME);
    let phones = new.phones.iter().map(|phone| ("phones", check_phone(phone, settings)));
    let phones = phones.enumerate();
    let emails = new.emails.iter().map(|email| {
        ("emails", check_email(&email.address, email.preferred, email.contactable, settings))
    });
    let handles = new.handles.iter().map(|handle| ("handles", check_handle(handle)));
    for (at, (list, point)) in phones.chain(emails.enumerate()).chain(handles.enumerate()) {
        match point {
            Ok(point) => card.points.push(point),
            Err(violation) => violations.push(at_item(violation, path, list, at)),
        }
    }
    if violations.is_empty() { Ok(card) } else { Err(violations) }
}

fn at_item(violation: Violation, path: &str, list: &str, at: usize) -> Violation {
    let item = format!("{path}.{list}[{at}]");
    match violation.field.as_str() {
        "region" | "account" => {
            let field = format!("{item}.{}", violation.field);
            violation.at(field)
        }
        _ => violation.at(item),
    }
}

/// How many cards a customer may have: the lower of the two caps.
pub(crate) fn cap(settings: &Settings) -> (u32, CapReason) {
    match settings.phone_slots {
        Some(slots) if slots < settings.max_contacts => (slots, CapReason::PhoneSlots),
        _ => (settings.max_contacts, CapReason::MaxContacts),
    }
}

/// May another card be added? A cap stops only adding.
pub(crate) fn room(count: usize, settings: &Settings) -> ContactRoom {
    let (cap, reason) = cap(settings);
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let allowed = count < cap;
    ContactRoom { allowed, count, cap, reason: (!allowed).then_some(reason) }
}

/// Why a point cannot be added: too many points, or no card for it and no room for one.
pub(crate) fn no_room_for_point(
    cards: &[ContactRecord],
    settings: &Settings,
) -> Option<(RefusedReason, u32)> {
    let points: usize = cards.iter().map(|card| card.points.len()).sum();
    if points >= settings.max_points as usize {
        return Some((RefusedReason::PointLimit, settings.max_points));
    }
    let room = room(cards.len(), settings);
    (cards.is_empty() && !room.allowed).then_some((RefusedReason::ContactLimit, room.cap))
}

/// The caps of a customer that is entered with all its cards.
pub(crate) fn check_limits(
    cards: &[ContactDraft],
    settings: &Settings,
    violations: &mut Vec<Violation>,
) {
    let (cap, _) = cap(settings);
    if cards.len() > cap as usize {
        violations.push(Violation::limited("contacts", Rule::TooMany, cap));
    }
    let points: usize = cards.iter().map(|card| card.points.len()).sum();
    if points > settings.max_points as usize {
        violations.push(Violation::limited("contacts", Rule::TooMany, settings.max_points));
    }
}

/// An address that stands twice on a customer is kept once, and of several preferred ones of a sort
/// the first.
pub(crate) fn drop_repeated(cards: &mut [ContactDraft]) {
    let mut seen = HashSet::new();
    let mut preferred = HashSet::new();
    for card in cards {
        card.points.retain(|point| seen.insert((point.kind, point.value.duplicate_key())));
        for point in &mut card.points {
            point.preferred = point.preferred && preferred.insert(point.kind.family());
        }
    }
}

/// The point that is the same address already.
pub(crate) fn find_same<'c>(
    cards: &'c [ContactRecord],
    kind: PointKind,
    value: &PointValue,
) -> Option<(&'c ContactRecord, &'c PointRecord)> {
    let key = value.duplicate_key();
    all_points(cards).find(|(_, point)| point.kind == kind && point.value.duplicate_key() == key)
}

pub(crate) fn all_points(
    cards: &[ContactRecord],
) -> impl Iterator<Item = (&ContactRecord, &PointRecord)> {
    cards.iter().flat_map(|card| card.points.iter().map(move |point| (card, point)))
}

/// What is worth telling about a point that is written.
pub(crate) fn warnings(
    cards: &[ContactRecord],
    kind: PointKind,
    value: &PointValue,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let key = value.duplicate_key();
    let twin = all_points(cards).any(|(_, point)| {
        point.kind != kind
            && point.kind.family() == PointFamily::Phone
            && point.value.duplicate_key() == key
    });
    if kind.family() == PointFamily::Phone && twin {
        warnings.push(Warning::SamePhoneTwoKinds);
    }
    if let PointValue::Phone(phone) = value
        && phone.selector_overruled()
    {
        warnings.push(Warning::SelectorOverruled);
    }
    warnings
}

/// The primary email: the preferred one, else the oldest contactable, else the oldest.
pub(crate) fn primary_email(cards: &[ContactRecord]) -> Option<&PointRecord> {
    primary(cards, &[PointKind::Email])
}

/// The primary phone: the preferred one, else the oldest contactable, else the oldest; over mobile,
/// business, home and other in this order.
pub(crate) fn primary_phone(cards: &[ContactRecord]) -> Option<&PointRecord> {
    primary(
        cards,
        &[PointKind::Mobile, PointKind::Business, PointKind::Home, PointKind::OtherPhone],
    )
}

fn primary<'c>(cards: &'c [ContactRecord], kinds: &[PointKind]) -> Option<&'c PointRecord> {
    all_points(cards)
        .filter_map(|(_, point)| {
            kinds.iter().position(|kind| *kind == point.kind).map(|rank| (rank, point))
        })
        .min_by_key(|(rank, point)| (!point.preferred, !point.contactable, *rank, age(point)))
        .map(|(_, point)| point)
}

/// When a point was added: its id says so, whatever was edited since. Of two that were added in the
/// same moment the first in the list is the older one.
fn age(point: &PointRecord) -> u128 {
    const MILLIS_SHIFT: u32 = 80;
    point.id.as_uuid().as_u128() >> MILLIS_SHIFT
}

/// The address to answer to: the preferred contactable email that somebody reads, none if there is
/// none.
pub(crate) fn reply_address(
    cards: &[ContactRecord],
    is_read: impl Fn(&Email) -> bool,
) -> Option<&Email> {
    all_points(cards)
        .filter(|(_, point)| point.contactable)
        .filter_map(|(_, point)| match &point.value {
            PointValue::Email(email) if is_read(email) => Some((point, email)),
            _ => None,
        })
        .min_by_key(|(point, _)| (!point.preferred, age(point)))
        .map(|(_, email)| email)
}
