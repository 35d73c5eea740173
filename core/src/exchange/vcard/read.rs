//! From the lines of a card to a customer.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::address::Address;
use super::line::Line;
use super::points::{Point, prefer};
use super::text::{components, filled, structured, unescape};
use super::{DETAIL, MAX_PRESERVED, own};
use crate::exchange::refused::refused_texts;
use crate::exchange::{MAX_DEPTH, PreservedProperty, RawCustomer};
use crate::model::contact::NewContact;
use crate::model::customer::{CustomerKind, NewCustomer};
use crate::model::field::CustomerField;
use crate::model::key::PointFamily;
use crate::model::time::TimeZoneName;
use crate::model::violation::{Rule, Violation};

/// What the lines of a card say.
pub(in crate::exchange) struct Mapped {
    pub(in crate::exchange) raw: RawCustomer,
    /// The members of a JSContact card whose lines found no place.
    pub(in crate::exchange) unplaced: HashSet<String>,
}

/// Cards of these kinds are no customers.
const NO_CUSTOMERS: &[&str] = &["group", "location", "device", "application"];
/// The most items of an object that are kept one by one.
const MAX_SPLIT_MEMBERS: usize = 1_000;
/// About the file and not the customer: they are made anew.
const OF_THE_FILE: &[&str] = &["VERSION", "PRODID", "REV"];
/// Text fields that vCard has no property for.
pub(super) const OWN_FIELDS: &[CustomerField] = &[
    CustomerField::Ref1,
    CustomerField::Ref2,
    CustomerField::Location,
    CustomerField::Avatar,
    CustomerField::Source,
    CustomerField::Owner,
    CustomerField::Team,
];

/// The name of the property for a field or word of ours: `ref1` is `X-CUSTOMER-CORE-REF1`.
pub(super) fn own_name(word: &str) -> String {
    format!("{}{}", own::PREFIX, word.replace('_', "-").to_ascii_uppercase())
}

/// Maps lines to a customer: texts as they stand, checked by nobody.
///
/// # Errors
/// `version` or `kind` with rule `unknown_value`: a version that is none, a card of a group, a place,
/// a device. A value with rule `masked_value`, a mask that no parameter says to be one, or with
/// `control_character`.
pub(in crate::exchange) fn customer_of(lines: Vec<Line>) -> Result<Mapped, Vec<Violation>> {
    let mut reading = Reading::default();
    check_version(&lines)?;
    reading.find_kind(&lines)?;
    reading.find_labels(&lines);
    let chosen: HashSet<usize> = SINGLE.iter().filter_map(|(name, _)| best(&lines, name)).collect();
    for (at, line) in lines.into_iter().enumerate() {
        reading.read(line, chosen.contains(&at));
    }
    let mapped = reading.finish();
    let refused = refused_texts(&mapped.raw.new);
    if refused.is_empty() { Ok(mapped) } else { Err(refused) }
}

fn check_version(lines: &[Line]) -> Result<(), Vec<Violation>> {
    let version = lines.iter().find(|of| of.name == "VERSION").map(|of| of.value.trim());
    match version {
        None | Some("2.1" | "3.0" | "4.0") => Ok(()),
        Some(_) => Err(vec![Violation::new("version", Rule::UnknownValue)]),
    }
}

/// Can a line be the customer's own?
type Fits = fn(&Line) -> bool;

/// Properties of which a customer has one, and which of their lines can be it.
const SINGLE: &[(&str, Fits)] = &[
    ("FN", |line| {
        line.param("DERIVED").is_none_or(|of| !of.eq_ignore_ascii_case("true")) && is_filled(line)
    }),
    ("N", |line| names_of(&line.value) != (None, None)),
    ("ORG", is_filled),
    ("ADR", |line| !Address::read(line).is_empty()),
    ("TZ", |line| TimeZoneName::parse(&unescape(&line.value)).is_ok()),
    ("LANG", |line| is_tag(line.value.trim())),
    ("PHOTO", |line| {
        is_filled(line) && !line.value.starts_with("data:") && fits_avatar(&line.value)
    }),
];

fn is_filled(line: &Line) -> bool {
    filled(&unescape(&line.value)).is_some()
}

fn fits_avatar(value: &str) -> bool {
    value.chars().count() <= CustomerField::Avatar.max_chars() as usize
}

/// The shape of a language tag (BCP 47): what has another is kept and not taken for one.
fn is_tag(text: &str) -> bool {
    let subtag =
        |of: &str| (1..=8).contains(&of.len()) && of.bytes().all(|b| b.is_ascii_alphanumeric());
    let language = text.split('-').next().unwrap_or_default();
    (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && text.len() <= CustomerField::Locale.max_chars() as usize
        && text.split('-').all(subtag)
}

/// The line of a property that is the customer's: the most preferred, else the first.
fn best(lines: &[Line], name: &str) -> Option<usize> {
    let (_, fits) = SINGLE.iter().find(|(of, _)| *of == name)?;
    let candidates = lines.iter().enumerate();
    let candidates = candidates.filter(|(_, of)| of.name == name && of.param(own::KEPT).is_none());
    let found = candidates.filter(|(_, of)| fits(of));
    found.min_by_key(|(_, of)| of.preference().unwrap_or(u8::MAX)).map(|(at, _)| at)
}

/// Given and family name of `N`.
pub(in crate::exchange) fn names_of(value: &str) -> (Option<String>, Option<String>) {
    let parts = components(value);
    let part = |at: usize| parts.get(at).and_then(|of| filled(&of.join(" ")));
    (part(1), part(0))
}

/// The value of `N` for a given and a family name.
pub(super) fn name_value(given: Option<&str>, family: Option<&str>) -> String {
    let part = |of: Option<&str>| vec![of.unwrap_or_default().to_owned()];
    structured(&[part(family), part(given), part(None), part(None), part(None)])
}

/// The one name of `ORG`; none when it has units too.
fn organization(value: &str) -> Option<String> {
    let mut parts = components(value).into_iter().filter_map(|of| filled(&of.join(", ")));
    let name = parts.next();
    name.filter(|_| parts.next().is_none())
}

#[derive(Default)]
struct Reading {
    raw: RawCustomer,
    kind: Option<CustomerKind>,
    /// What the groups are called: `X-ABLabel`.
    labels: HashMap<String, String>,
    /// Contact cards by number, and whether they said what they are called.
    cards: BTreeMap<u32, NewContact>,
    labelled: bool,
    labels_seen: Vec<String>,
    /// The most preferred of each sort: how much, and where.
    preferred: BTreeMap<PointFamily, (u8, u32, usize)>,
    organization: Option<Line>,
    unplaced: HashSet<String>,
}

impl Reading {
    fn find_kind(&mut self, lines: &[Line]) -> Result<(), Vec<Violation>> {
        for line in lines.iter().filter(|of| of.param(own::KEPT).is_none()) {
            let value = line.value.trim().to_lowercase();
            match (line.name.as_str(), value.as_str()) {
                ("KIND", "individual") => self.kind = Some(CustomerKind::Person),
                ("KIND", "org") | ("X-ABSHOWAS", "company") => {
                    self.kind = Some(CustomerKind::Entity);
                }
                ("KIND" | "X-ADDRESSBOOKSERVER-KIND", other) if NO_CUSTOMERS.contains(&other) => {
                    return Err(vec![Violation::new("kind", Rule::UnknownValue)]);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn find_labels(&mut self, lines: &[Line]) {
        for line in lines.iter().filter(|of| of.name == "X-ABLABEL") {
            if let (Some(group), Some(label)) = (&line.group, filled(&unescape(&line.value))) {
                // Apple writes its own words as `_$!<Work>!$_`.
                let word = label.strip_prefix("_$!<").and_then(|of| of.strip_suffix(">!$_"));
                self.labels.insert(group.clone(), word.unwrap_or(&label).to_owned());
            }
        }
    }

    fn read(&mut self, line: Line, chosen: bool) {
        if OF_THE_FILE.contains(&line.name.as_str()) {
            return;
        }
        if line.param(own::KEPT).is_some() {
            let mut line = line;
            line.take(own::KEPT);
            return self.keep(line);
        }
        if line.name.starts_with(own::PREFIX) {
            return self.read_own(line);
        }
        match line.name.as_str() {
            "EMAIL" | "TEL" | "IMPP" | "SOCIALPROFILE" | "X-SOCIALPROFILE" => self.read_point(line),
            "X-ABLABEL" if line.param(own::CARD).is_some() => self.read_card(&line),
            "KIND" if matches!(line.value.trim().to_lowercase().as_str(), "individual" | "org") => {
            }
            "X-ABSHOWAS" if self.kind == Some(CustomerKind::Entity) => {}
            "JSPROP" => self.read_member(line),
            _ if chosen => self.read_single(line),
            // A blank line, or a name made of others, says nothing.
            "FN" | "N" | "ADR" | "ORG" if !says_something(&line) => {}
            "FN" if line.param("DERIVED").is_some() => {}
            _ => self.keep(line),
        }
    }

    /// A property of which a customer has one.
    fn read_single(&mut self, mut line: Line) {
        if line.name == "ORG" {
            self.organization = Some(line);
            return;
        }
        let masked: Vec<String> = line.values(own::MASKED).to_vec();
        line.take(own::MASKED);
        line.take("PREF");
        line.take_types(&["pref"]);
        let text = filled(&unescape(&line.value));
        let mut generated = None;
        let new = &mut self.raw.new;
        match line.name.as_str() {
            "FN" => new.full_name = text,
            "TZ" => new.time_zone = text,
            "LANG" => new.locale = text,
            "PHOTO" => new.avatar = text,
            "N" => {
                (new.given_name, new.family_name) = names_of(&line.value);
                generated = Some(name_value(new.given_name.as_deref(), new.family_name.as_deref()));
            }
            "ADR" => {
                let address = Address::read(&line);
                let same = address.line();
                match same.param("CC") {
                    Some(code) if line.param("CC").is_none() => {
                        line.add("CC", vec![code.to_owned()]);
                    }
                    _ => {}
                }
                let bare = line.params.iter().all(|of| of.name == "CC");
                if bare && same.value == line.value {
                    line.take("CC");
                }
                generated = Some(same.value);
                address.put(new);
            }
            _ => {}
        }
        // A mask is no value.
        for field in masked {
            clear(new, &field);
        }
        let more = generated.is_some_and(|of| trimmed(&of) != trimmed(&line.value));
        self.keep_detail(line, more);
    }

    /// A property of our own.
    fn read_own(&mut self, line: Line) {
        if line.param(own::MASKED).is_some() {
            return;
        }
        let text = Some(unescape(&line.value));
        let named = |word: &str| line.name == own_name(word);
        let field = OWN_FIELDS.iter().find(|of| named(of.as_str()));
        let new = &mut self.raw.new;
        match field {
            Some(CustomerField::Ref1) => new.ref1 = text,
            Some(CustomerField::Ref2) => new.ref2 = text,
            Some(CustomerField::Location) => new.location = text,
            Some(CustomerField::Avatar) => new.avatar = text,
            Some(CustomerField::Source) => new.source = text,
            Some(CustomerField::Owner) => new.owner = text,
            Some(CustomerField::Team) => new.team = text,
            _ if named("status") => self.raw.status = text,
            _ if named("preferred_channel") => self.raw.preferred_channel = text,
            _ => self.keep(line),
        }
    }

    fn read_point(&mut self, mut line: Line) {
        if line.param(own::MASKED).is_some() || line.value.trim().is_empty() {
            return;
        }
        let Some(point) = Point::read(&line) else { return self.keep(line) };
        let number = line.param(own::CARD).and_then(|of| of.parse().ok()).unwrap_or(1);
        let contactable = line.param(own::CONTACTABLE) != Some("false");
        let preference = line.preference();
        if line.group.as_ref().is_some_and(|of| *of == format!("card{number}"))
            && line.param(own::CARD).is_some()
        {
            line.group = None;
        }
        let label = line.group.as_ref().and_then(|of| self.labels.get(of));
        let label = label.or_else(|| line.member.as_ref().and_then(|of| of.label.as_ref()));
        self.labels_seen.extend(label.cloned());
        point.take_out(&mut line);
        let family = point.family();
        let at = point.put(contactable, self.cards.entry(number).or_default());
        if let Some(preference) = preference {
            let found = (preference, number, at);
            let best = self.preferred.entry(family).or_insert(found);
            if preference < best.0 {
                *best = found;
            }
        }
        self.keep_detail(line, false);
    }

    /// What a contact card of ours is called.
    fn read_card(&mut self, line: &Line) {
        let number = line.param(own::CARD).and_then(|of| of.parse().ok()).unwrap_or(1);
        let card = self.cards.entry(number).or_default();
        self.labelled = true;
        if line.param(own::MASKED).is_none() {
            card.label = filled(&unescape(&line.value));
            card.person_name = line.param(own::PERSON).map(str::to_owned);
        }
    }

    /// A member of a JSContact card that had no line of its own (RFC 9555, section 3.2.1).
    fn read_member(&mut self, line: Line) {
        let text = unescape(&line.value);
        let json: Option<serde_json::Value> = serde_json::from_str(&text).ok();
        match (line.param("JSPTR"), json) {
            (Some(pointer), Some(json)) if nesting(pointer, &json) <= MAX_DEPTH as usize => {
                let pointer = match pointer.strip_prefix('/') {
                    Some(_) => pointer.to_owned(),
                    None => format!("/{pointer}"),
                };
                preserve_member(&mut self.raw.preserved, pointer, json);
            }
            _ => self.keep(line),
        }
    }

    /// Keeps a line as a property of its own.
    fn keep(&mut self, line: Line) {
        if let Some(member) = line.member {
            self.unplaced.insert(member.pointer);
            return;
        }
        self.preserve(line.full_name(), &line);
    }

    /// Keeps what a line says beyond the value that was taken from it.
    fn keep_detail(&mut self, line: Line, more: bool) {
        let has_more = line.member.as_ref().is_some_and(|of| of.has_more);
        if more || has_more || line.group.is_some() || !line.params.is_empty() {
            self.preserve(format!("{DETAIL}{}", line.full_name()), &line);
        }
    }

    fn preserve(&mut self, name: String, line: &Line) {
        let value = line.rest();
        if name.len() + value.len() <= MAX_PRESERVED {
            self.raw.preserved.push(PreservedProperty { format: "vcard", name, value });
        }
    }

    fn finish(mut self) -> Mapped {
        self.settle_organization();
        self.raw.kind = self.kind;
        self.raw.new.kind = self.kind.unwrap_or_default();
        for (family, (_, number, at)) in &self.preferred {
            if let Some(card) = self.cards.get_mut(number) {
                prefer(card, *family, *at);
            }
        }
        self.labels_seen.sort_unstable();
        self.labels_seen.dedup();
        if let ([label], false) = (self.labels_seen.as_slice(), self.labelled)
            && let Some(mut card) = self.cards.first_entry()
        {
            card.get_mut().label = Some(label.clone());
        }
        self.raw.new.contacts = std::mem::take(&mut self.cards).into_values().collect();
        Mapped { raw: self.raw, unplaced: self.unplaced }
    }

    /// A card that names an organization and no person is the organization's.
    fn settle_organization(&mut self) {
        let Some(line) = self.organization.take() else { return };
        let new = &mut self.raw.new;
        let name = organization(&line.value);
        let alone = new.given_name.is_none() && new.family_name.is_none();
        if self.kind.is_none()
            && alone
            && (new.full_name.is_none() || new.full_name == name)
            && is_filled(&line)
        {
            self.kind = Some(CustomerKind::Entity);
        }
        let is_entity = self.kind == Some(CustomerKind::Entity);
        if is_entity && new.full_name.is_none() {
            let parts = components(&line.value);
            new.full_name = parts.first().and_then(|of| filled(&of.join(", ")));
        }
        let same = is_entity && name.is_some() && name == new.full_name;
        let plain = line.params.is_empty() && line.group.is_none();
        let has_more = line.member.as_ref().is_some_and(|of| of.has_more);
        if !(same && plain) || has_more {
            self.keep(line);
        }
    }
}

/// Keeps a member of a JSContact card. An object at the top is kept item by item, so that it does not
/// matter whether it came as one or as several.
pub(in crate::exchange) fn preserve_member(
    preserved: &mut Vec<PreservedProperty>,
    pointer: String,
    value: serde_json::Value,
) {
    match value {
        serde_json::Value::Object(items)
            if pointer.matches('/').count() == 1
                && (1..=MAX_SPLIT_MEMBERS).contains(&items.len()) =>
        {
            for (name, item) in items {
                let name = name.replace('~', "~0").replace('/', "~1");
                preserve_member(preserved, format!("{pointer}/{name}"), item);
            }
        }
        value => {
            let value = value.to_string();
            if pointer.len() + value.len() <= MAX_PRESERVED {
                let name = pointer;
                preserved.push(PreservedProperty { format: "jscontact", name, value });
            }
        }
    }
}

/// How deep a card becomes with a value at a pointer. A property that goes deeper than what is read stays
/// a property.
pub(in crate::exchange) fn nesting(pointer: &str, value: &serde_json::Value) -> usize {
    pointer.strip_prefix('/').unwrap_or(pointer).split('/').count() + depth(value)
}

/// How many lists and objects stand inside each other. What was parsed is nested 128 deep at most.
fn depth(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        serde_json::Value::Object(items) => 1 + items.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn says_something(line: &Line) -> bool {
    components(&line.value).iter().flatten().any(|of| !of.trim().is_empty())
}

/// A structured value without the empty components at its end.
fn trimmed(value: &str) -> &str {
    value.trim_end_matches(';')
}

fn clear(new: &mut NewCustomer, field: &str) {
    let place = match CustomerField::ALL.iter().find(|of| of.as_str() == field) {
        Some(CustomerField::FullName) => &mut new.full_name,
        Some(CustomerField::GivenName) => &mut new.given_name,
        Some(CustomerField::FamilyName) => &mut new.family_name,
        Some(CustomerField::AddressLine1) => &mut new.address_line1,
        Some(CustomerField::AddressLine2) => &mut new.address_line2,
        Some(CustomerField::AddressLine3) => &mut new.address_line3,
        Some(CustomerField::City) => &mut new.city,
        Some(CustomerField::State) => &mut new.state,
        Some(CustomerField::PostalCode) => &mut new.postal_code,
        _ => return,
    };
    *place = None;
}
