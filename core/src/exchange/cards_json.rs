//! Contact cards as JSON, in the shape of `NewContact`: they hold what no cell can, and come back as
//! they were.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::model::contact::{
    Contact, NewContact, NewEmail, NewHandle, NewPhone, PhoneKind, PointKind, ShownValue,
};
use crate::model::handle::HandleChannel;
use crate::model::phone::{Phone, RegionOrigin};
use crate::model::violation::{Rule, Violation, gather};

use super::json::{self, Walk};

/// Reads the text of a cell. What is wrong is told by its path, which begins with the column's name.
pub(super) fn read(text: &str, path: &str, violations: &mut Vec<Violation>) -> Vec<NewContact> {
    match json::parse(text) {
        Ok(value) => read_value(value, path, violations),
        Err(violation) => {
            gather(violations, violation.at(path));
            Vec::new()
        }
    }
}

/// Reads a list of cards.
pub(super) fn read_value(
    value: &RawValue,
    path: &str,
    violations: &mut Vec<Violation>,
) -> Vec<NewContact> {
    let mut walk = Walk { violations };
    walk.each(value, path, card)
}

fn card(walk: &mut Walk<'_>, value: &RawValue, path: &str) -> NewContact {
    let mut card = NewContact::default();
    for (name, value) in walk.members(value, path) {
        let path = format!("{path}.{name}");
        match name.as_str() {
            "label" => card.label = walk.text(value, &path),
            "person_name" => card.person_name = walk.text(value, &path),
            "phones" => card.phones = walk.each(value, &path, mobile),
            "emails" => card.emails = walk.each(value, &path, email),
            "handles" => card.handles = walk.each(value, &path, handle),
            _ => walk.refuse(path, Rule::UnknownMember),
        }
    }
    card
}

fn mobile(walk: &mut Walk<'_>, value: &RawValue, path: &str) -> NewPhone {
    phone(walk, value, path, PhoneKind::Mobile)
}

/// Reads a phone as an object, or as the number alone.
pub(super) fn phone(
    walk: &mut Walk<'_>,
    value: &RawValue,
    path: &str,
    kind: PhoneKind,
) -> NewPhone {
    let mut phone = NewPhone { kind, ..NewPhone::new("") };
    if !json::is_object(value) {
        phone.number = walk.required(value, path);
        return phone;
    }
    let mut said = false;
    for (name, value) in walk.members(value, path) {
        let path = format!("{path}.{name}");
        match name.as_str() {
            "number" => (phone.number, said) = (walk.required(value, &path), true),
            "region" => phone.region = walk.text(value, &path),
            "kind" => phone.kind = walk.word(value, &path, PhoneKind::from_word).unwrap_or(kind),
            "preferred" => phone.preferred = walk.flag(value, &path, false),
            "contactable" => phone.contactable = walk.flag(value, &path, true),
            _ => walk.refuse(path, Rule::UnknownMember),
        }
    }
    walk.require(said, path, "number");
    phone
}

fn email(walk: &mut Walk<'_>, value: &RawValue, path: &str) -> NewEmail {
    let mut email = NewEmail::new("");
    if !json::is_object(value) {
        email.address = walk.required(value, path);
        return email;
    }
    let mut said = false;
    for (name, value) in walk.members(value, path) {
        let path = format!("{path}.{name}");
        match name.as_str() {
            "address" => (email.address, said) = (walk.required(value, &path), true),
            "preferred" => email.preferred = walk.flag(value, &path, false),
            "contactable" => email.contactable = walk.flag(value, &path, true),
            _ => walk.refuse(path, Rule::UnknownMember),
        }
    }
    walk.require(said, path, "address");
    email
}

fn handle(walk: &mut Walk<'_>, value: &RawValue, path: &str) -> NewHandle {
    let mut handle = NewHandle::new(HandleChannel::Custom, "");
    if !json::is_object(value) {
        walk.refuse(path, Rule::WrongType);
        return handle;
    }
    let (mut said, mut channel_said) = (false, false);
    for (name, value) in walk.members(value, path) {
        let path = format!("{path}.{name}");
        match name.as_str() {
            "channel" => {
                channel_said = true;
                if let Some(channel) = walk.word(value, &path, HandleChannel::from_word) {
                    handle.channel = channel;
                }
            }
            "account" => handle.account = walk.text(value, &path),
            "handle" => (handle.handle, said) = (walk.required(value, &path), true),
            "preferred" => handle.preferred = walk.flag(value, &path, false),
            "contactable" => handle.contactable = walk.flag(value, &path, true),
            _ => walk.refuse(path, Rule::UnknownMember),
        }
    }
    walk.require(channel_said, path, "channel");
    walk.require(said, path, "handle");
    handle
}

/// The cards of a customer as somebody would enter them. Points that are not shown whole are left out.
pub(super) fn cards_of(contacts: &[Contact]) -> Vec<NewContact> {
    contacts.iter().map(card_of).collect()
}

fn card_of(contact: &Contact) -> NewContact {
    let mut card = NewContact {
        label: contact.label.clone(),
        person_name: contact.person_name.clone(),
        ..NewContact::default()
    };
    for point in &contact.points {
        let (preferred, contactable) = (point.preferred, point.contactable);
        match &point.value {
            ShownValue::Email(email) => {
                let address = email.as_typed().to_owned();
                card.emails.push(NewEmail { address, preferred, contactable });
            }
            ShownValue::Phone(phone) => card.phones.push(NewPhone {
                number: phone.as_typed().to_owned(),
                region: region_of(phone),
                kind: phone_kind(point.kind),
                preferred,
                contactable,
            }),
            ShownValue::Handle(handle) => card.handles.push(NewHandle {
                channel: handle.channel(),
                account: handle.account().map(str::to_owned),
                handle: handle.value().to_owned(),
                preferred,
                contactable,
            }),
            ShownValue::Masked(_) | ShownValue::Withheld => {}
        }
    }
    card
}

/// The selector, or the book's own region where the number was read by it: in a book with another
/// region it must stay the same number.
pub(super) fn region_of(phone: &Phone) -> Option<String> {
    let by_default = phone.region_origin() == RegionOrigin::Default;
    let region = phone.selector().or_else(|| phone.region().filter(|_| by_default));
    region.map(|region| region.as_str().to_owned())
}

const fn phone_kind(kind: PointKind) -> PhoneKind {
    match kind {
        PointKind::Home => PhoneKind::Home,
        PointKind::Business => PhoneKind::Business,
        PointKind::OtherPhone => PhoneKind::Other,
        _ => PhoneKind::Mobile,
    }
}

/// A card as it is written: what is not said is what it would be anyway.
#[derive(Serialize)]
pub(super) struct WrittenCard<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person_name: Option<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    phones: Vec<WrittenPhone<'c>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emails: Vec<WrittenEmail<'c>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    handles: Vec<WrittenHandle<'c>>,
}

#[derive(Serialize)]
struct WrittenPhone<'c> {
    number: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'c str>,
    #[serde(skip_serializing_if = "is_mobile")]
    kind: PhoneKind,
    #[serde(skip_serializing_if = "is_no")]
    preferred: bool,
    #[serde(skip_serializing_if = "is_yes")]
    contactable: bool,
}

#[derive(Serialize)]
struct WrittenEmail<'c> {
    address: &'c str,
    #[serde(skip_serializing_if = "is_no")]
    preferred: bool,
    #[serde(skip_serializing_if = "is_yes")]
    contactable: bool,
}

#[derive(Serialize)]
struct WrittenHandle<'c> {
    channel: HandleChannel,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'c str>,
    handle: &'c str,
    #[serde(skip_serializing_if = "is_no")]
    preferred: bool,
    #[serde(skip_serializing_if = "is_yes")]
    contactable: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_no(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_yes(flag: &bool) -> bool {
    *flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_mobile(kind: &PhoneKind) -> bool {
    *kind == PhoneKind::Mobile
}

/// Cards in the shape in which they are written.
pub(super) fn written(cards: &[NewContact]) -> Vec<WrittenCard<'_>> {
    let phone = |of: &'_ NewPhone| (of.kind, of.preferred, of.contactable);
    cards
        .iter()
        .map(|card| WrittenCard {
            label: card.label.as_deref(),
            person_name: card.person_name.as_deref(),
            phones: card
                .phones
                .iter()
                .map(|of| {
                    let (kind, preferred, contactable) = phone(of);
                    let region = of.region.as_deref();
                    WrittenPhone { number: &of.number, region, kind, preferred, contactable }
                })
                .collect(),
            emails: card
                .emails
                .iter()
                .map(|of| WrittenEmail {
                    address: &of.address,
                    preferred: of.preferred,
                    contactable: of.contactable,
                })
                .collect(),
            handles: card
                .handles
                .iter()
                .map(|of| WrittenHandle {
                    channel: of.channel,
                    account: of.account.as_deref(),
                    handle: &of.handle,
                    preferred: of.preferred,
                    contactable: of.contactable,
                })
                .collect(),
        })
        .collect()
}
