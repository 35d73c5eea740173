//! Ways to reach a customer: `EMAIL`, `TEL` and the handles, as lines and as points.

use super::line::Line;
use super::text::{escape, filled, percent_decoded, unescape};
use super::{handles, own};
use crate::exchange::cards_json::region_of;
use crate::model::contact::{
    Contact, ContactPoint, NewContact, NewEmail, NewHandle, NewPhone, PhoneKind, PointKind,
    ShownValue,
};
use crate::model::customer::Customer;
use crate::model::key::PointFamily;
use crate::model::phone::Phone;

/// What a phone is used for, and the type that says so; the first that a line has counts.
const KINDS: &[(&str, PhoneKind)] = &[
    ("cell", PhoneKind::Mobile),
    ("work", PhoneKind::Business),
    ("home", PhoneKind::Home),
    ("voice", PhoneKind::Other),
];
/// Numbers that nobody speaks or writes to.
const MACHINES: &[&str] =
    &["fax", "homefax", "workfax", "otherfax", "pager", "modem", "bbs", "textphone"];

/// A point that was read, and what its detail is found by.
pub(super) enum Point {
    Email(NewEmail),
    Phone(NewPhone),
    Handle(NewHandle),
}

impl Point {
    /// The point that a line is, if the library has a place for it.
    pub(super) fn read(line: &Line) -> Option<Self> {
        match line.name.as_str() {
            "EMAIL" => email(line).map(Self::Email),
            "TEL" => phone(line).map(Self::Phone),
            "IMPP" | "SOCIALPROFILE" | "X-SOCIALPROFILE" => handles::read(line).map(Self::Handle),
            _ => None,
        }
    }

    pub(super) fn family(&self) -> PointFamily {
        match self {
            Self::Email(_) => PointFamily::Email,
            Self::Phone(_) => PointFamily::Phone,
            Self::Handle(_) => PointFamily::Handle,
        }
    }

    /// Puts it on a card; where it stands there.
    pub(super) fn put(mut self, contactable: bool, card: &mut NewContact) -> usize {
        match &mut self {
            Self::Email(email) => email.contactable = contactable,
            Self::Phone(phone) => phone.contactable = contactable,
            Self::Handle(handle) => handle.contactable = contactable,
        }
        match self {
            Self::Email(email) => push(&mut card.emails, email),
            Self::Phone(phone) => push(&mut card.phones, phone),
            Self::Handle(handle) => push(&mut card.handles, handle),
        }
    }

    /// What is left of its line when the point is taken out of it.
    pub(super) fn take_out(&self, line: &mut Line) {
        for name in
            [own::CARD, own::CONTACTABLE, own::CHANNEL, own::ACCOUNT, own::TYPED, own::REGION]
        {
            line.take(name);
        }
        line.take("PREF");
        line.take("VALUE");
        line.take_types(&["pref"]);
        match self {
            Self::Email(email) => {
                line.take_types(&["internet"]);
                line.value = escape(&email.address);
            }
            Self::Phone(phone) => {
                let kind = KINDS.iter().find(|(_, kind)| *kind == phone.kind);
                line.take_types(&["voice", kind.map_or("voice", |(word, _)| *word)]);
                line.value = escape(&phone.number);
            }
            Self::Handle(handle) => {
                handles::take_out(line);
                let account = handle.account.as_deref();
                line.value = escape(&handles::key(handle.channel, account, &handle.handle));
            }
        }
    }
}

fn push<T>(list: &mut Vec<T>, item: T) -> usize {
    list.push(item);
    list.len() - 1
}

/// Makes a point the preferred one of its sort.
pub(super) fn prefer(card: &mut NewContact, family: PointFamily, at: usize) {
    let preferred = match family {
        PointFamily::Email => card.emails.get_mut(at).map(|of| &mut of.preferred),
        PointFamily::Phone => card.phones.get_mut(at).map(|of| &mut of.preferred),
        PointFamily::Handle => card.handles.get_mut(at).map(|of| &mut of.preferred),
    };
    if let Some(preferred) = preferred {
        *preferred = true;
    }
}

fn email(line: &Line) -> Option<NewEmail> {
    let text = unescape(&line.value);
    let address = match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => {
            let address = text.get(7..).unwrap_or_default();
            percent_decoded(address.split('?').next().unwrap_or_default())
        }
        _ => text,
    };
    filled(&address).map(NewEmail::new)
}

fn phone(line: &Line) -> Option<NewPhone> {
    let machine = MACHINES.iter().any(|of| line.is_type(of));
    if machine && !line.is_type("voice") && !line.is_type("cell") {
        return None;
    }
    let number = match line.param(own::TYPED) {
        Some(typed) => typed.to_owned(),
        None => number_of(line)?,
    };
    let kind = KINDS.iter().find(|(word, _)| line.is_type(word));
    Some(NewPhone {
        region: line.param(own::REGION).map(str::to_owned),
        kind: kind.map_or(PhoneKind::Other, |(_, kind)| *kind),
        ..NewPhone::new(filled(&number)?)
    })
}

/// The number of a `tel:` URI or a text; none when the URI is of another sort.
fn number_of(line: &Line) -> Option<String> {
    let scheme = line.value.get(..4).unwrap_or_default();
    if scheme.eq_ignore_ascii_case("tel:") {
        return line.value.get(4..).map(percent_decoded);
    }
    (line.param("VALUE") != Some("uri")).then(|| unescape(&line.value))
}

/// The lines of a customer's contact cards: their points, and what the cards are called.
pub(super) fn lines_of(
    customer: &Customer,
    mut dress: impl FnMut(Line, &str) -> Line,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let several = customer.contacts.len() > 1;
    let masked = customer.contact_level == crate::model::grant::FieldLevel::Masked;
    for (card, number) in customer.contacts.iter().zip(1_u32..) {
        let named = card.label.is_some() || card.person_name.is_some();
        let on_card = |mut line: Line| {
            if several || named {
                line.group = Some(format!("card{number}"));
                line.add(own::CARD, vec![number.to_string()]);
            }
            line
        };
        for point in &card.points {
            if let Some((line, key)) = point_line(point) {
                let line = on_card(with_flags(line, point));
                lines.push(match key {
                    Some(key) => dress(line, &escape(&key)),
                    None => line,
                });
            }
        }
        if several || named {
            lines.push(on_card(label_line(card, masked)));
        }
    }
    lines
}

fn label_line(card: &Contact, masked: bool) -> Line {
    let mut line = Line::new("X-ABLABEL", escape(card.label.as_deref().unwrap_or_default()));
    if let Some(person) = &card.person_name {
        line.add(own::PERSON, vec![person.clone()]);
    }
    if masked {
        line.add(own::MASKED, vec!["value".to_owned()]);
    }
    line
}

fn with_flags(mut line: Line, point: &ContactPoint) -> Line {
    if point.preferred {
        line.add("PREF", vec!["1".to_owned()]);
    }
    if !point.contactable {
        line.add(own::CONTACTABLE, vec!["false".to_owned()]);
    }
    let kind = KINDS.iter().find(|(_, kind)| PointKind::from(*kind) == point.kind);
    if let Some((word, _)) = kind {
        line.add("TYPE", vec![(*word).to_owned()]);
    }
    line
}

/// The line of a point, and what its detail is found by; none when nothing of it is shown.
fn point_line(point: &ContactPoint) -> Option<(Line, Option<String>)> {
    Some(match &point.value {
        ShownValue::Email(email) => {
            (Line::new("EMAIL", escape(email.as_typed())), Some(email.as_typed().to_owned()))
        }
        ShownValue::Phone(phone) => (phone_line(phone), Some(phone.as_typed().to_owned())),
        ShownValue::Handle(handle) => {
            let (channel, account, user) = (handle.channel(), handle.account(), handle.value());
            (handles::write(channel, account, user), Some(handles::key(channel, account, user)))
        }
        ShownValue::Masked(mask) => {
            let line = match point.kind.family() {
                PointFamily::Email => Line::new("EMAIL", escape(mask)),
                PointFamily::Phone => Line::new("TEL", escape(mask)),
                PointFamily::Handle => Line::new("SOCIALPROFILE", escape(mask))
                    .with("SERVICE-TYPE", point.kind.as_str())
                    .with("VALUE", "text"),
            };
            (line.with(own::MASKED, "value"), None)
        }
        ShownValue::Withheld => return None,
    })
}

/// A number that is known is a URI, which every program understands alike.
fn phone_line(phone: &Phone) -> Line {
    let typed = phone.as_typed();
    let mut line = match (phone.e164(), phone.extension()) {
        (Some(e164), Some(extension)) => {
            Line::new("TEL", format!("tel:{e164};ext={extension}")).with("VALUE", "uri")
        }
        (Some(e164), None) => Line::new("TEL", format!("tel:{e164}")).with("VALUE", "uri"),
        (None, _) => Line::new("TEL", escape(typed)),
    };
    let said = number_of(&line);
    if said.as_deref() != Some(typed) {
        line.add(own::TYPED, vec![typed.to_owned()]);
    }
    if let Some(region) = region_of(phone) {
        line.add(own::REGION, vec![region]);
    }
    line
}
