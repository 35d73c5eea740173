//! A customer goes out and comes in again, by every format.

use proptest::prelude::*;

use super::samples::{
    ID, any_json, content_line, customer, details, member_name, new_customer, point, properties,
};
use super::{line, records, records_of};
use crate::exchange::vcard::{VCardVersion, write_card};
use crate::exchange::{PreservedProperty, RawCustomer, js_contact};
use crate::model::contact::{Contact, NewContact, NewEmail, PointKind, ShownValue};
use crate::model::customer::{Customer, CustomerStatus, NewCustomer};
use crate::model::field::CustomerField;
use crate::model::grant::FieldLevel;
use crate::model::ids::ContactId;
use crate::model::key::PointFamily;

fn write(customer: &Customer, preserved: &[PreservedProperty], format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    match format {
        Format::V3 => write_card(customer, preserved, VCardVersion::V3, &mut out).unwrap(),
        Format::V4 => write_card(customer, preserved, VCardVersion::V4, &mut out).unwrap(),
        Format::Json => js_contact::write_card(customer, preserved, &mut out).unwrap(),
    }
    out
}

fn read(octets: Vec<u8>, format: Format) -> RawCustomer {
    let (mut found, problem) = match format {
        Format::Json => records_of(js_contact::reader(Box::new(std::io::Cursor::new(octets)))),
        _ => {
            for row in octets.split(|b| *b == b'\n') {
                assert!(row.len() <= 76, "a row is too long");
            }
            records(octets)
        }
    };
    assert!(problem.is_none() && found.len() == 1);
    found.remove(0).unwrap_or_else(|violations| panic!("{violations:?}"))
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Format {
    V3,
    V4,
    Json,
}

fn sorted(preserved: &[PreservedProperty]) -> Vec<String> {
    let mut sorted: Vec<String> =
        preserved.iter().map(|of| format!("{} {} {}", of.format, of.name, of.value)).collect();
    sorted.sort_unstable();
    sorted
}

/// What a customer says, to be compared and shown.
fn said(new: &NewCustomer) -> String {
    let mut new = new.clone();
    // Members of a JSContact card have no order: one that keeps a name of its own changes places.
    for contact in &mut new.contacts {
        contact.phones.sort_by(|a, b| (&a.number, a.kind).cmp(&(&b.number, b.kind)));
    }
    // A card on which nothing stands is not written when it is the only one.
    if let [only] = new.contacts.as_slice()
        && *only == NewContact::default()
    {
        new.contacts.clear();
    }
    serde_json::to_string_pretty(&new).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// D16: names, addresses, points, kinds and flags come back as they were, and what has no place
    /// comes out again, whatever formats it went through.
    #[test]
    fn what_goes_out_comes_in_again(new in new_customer(), extra in properties(), dressed in any::<bool>()) {
        let mut extra = extra;
        if dressed {
            extra.extend(details(&new));
        }
        let inactive = customer(&new, CustomerStatus::Inactive, Some(PointFamily::Phone));
        let mut preserved = extra.clone();
        for format in [Format::V4, Format::Json, Format::V3, Format::Json, Format::V4] {
            let octets = write(&inactive, &preserved, format);
            let raw = read(octets, format);
            prop_assert_eq!(said(&raw.new), said(&new), "{:?}", format);
            prop_assert_eq!(raw.status.as_deref(), Some("inactive"));
            prop_assert_eq!(raw.preferred_channel.as_deref(), Some("phone"));
            prop_assert_eq!(sorted(&raw.preserved), sorted(&extra), "{:?}", format);
            preserved = raw.preserved;
        }
    }

    /// Any octets are read to their end without a panic, in every format.
    #[test]
    fn any_octets_are_read(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        for _ in records(octets.clone()).0 {}
        for _ in records_of(js_contact::reader(Box::new(std::io::Cursor::new(octets)))).0 {}
    }

    /// So is what looks like a card; and what was preserved of it goes out and comes in unchanged.
    #[test]
    fn what_looks_like_a_card_is_kept(lines in proptest::collection::vec(content_line(), 0..8)) {
        let text = format!("BEGIN:VCARD\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n"));
        for raw in records(text.into_bytes()).0.into_iter().flatten() {
            comes_again(&raw)?;
        }
    }

    /// The same for JSContact.
    #[test]
    fn what_looks_like_an_object_is_kept(
        members in proptest::collection::btree_map(member_name(), any_json(), 0..6),
    ) {
        let mut card = serde_json::Map::from_iter(members);
        card.insert("@type".to_owned(), "Card".into());
        let octets = serde_json::Value::Object(card).to_string().into_bytes();
        let (records, problem) = records_of(js_contact::reader(Box::new(std::io::Cursor::new(octets))));
        prop_assert!(problem.is_none() && records.len() == 1);
        for raw in records.into_iter().flatten() {
            comes_again(&raw)?;
        }
    }
}

/// What was preserved comes again when a customer is written who has nothing else of the card.
fn comes_again(raw: &RawCustomer) -> Result<(), TestCaseError> {
    let mut kept = raw.preserved.clone();
    // Details are nothing without their value.
    kept.retain(|of| !of.name.starts_with('='));
    kept.retain(|of| of.format == "vcard" || of.name.matches('/').count() < 3);
    kept.retain(|of| of.format == "vcard" || !of.name.starts_with("/name/"));
    if !kept.iter().any(|of| of.name == "UID") {
        kept.push(line("UID:1"));
    }
    let new = NewCustomer { full_name: Some("A".into()), ..NewCustomer::default() };
    let somebody = customer(&new, CustomerStatus::Active, None);
    for format in [Format::V4, Format::Json, Format::V3] {
        let again = read(write(&somebody, &kept, format), format);
        prop_assert_eq!(said(&again.new), said(&new), "{:?}", format);
        prop_assert_eq!(sorted(&again.preserved), sorted(&kept), "{:?}", format);
    }
    Ok(())
}

/// A masked value is written as it is shown, a hidden one not at all, and neither is read as a value.
#[test]
fn masks_stay_masks() {
    let new = NewCustomer {
        full_name: Some("J••• D•••".into()),
        given_name: Some("J•••".into()),
        family_name: Some("Doe".into()),
        city: Some("K•••".into()),
        postal_code: Some("50667".into()),
        location: Some("H•••".into()),
        ..NewCustomer::default()
    };
    let mut shown = customer(&new, CustomerStatus::Active, None);
    shown.masked = vec![
        CustomerField::FullName,
        CustomerField::GivenName,
        CustomerField::City,
        CustomerField::Location,
    ];
    let mask = |kind, mask: &str| point(kind, ShownValue::Masked(mask.into()), true, true);
    shown.contact_level = FieldLevel::Masked;
    shown.contacts = vec![Contact {
        id: ContactId::from_uuid(ID),
        label: Some("o•••".into()),
        person_name: None,
        points: vec![
            mask(PointKind::Email, "j•••@e•••.com"),
            mask(PointKind::Mobile, "+49 ••• ••67"),
            mask(PointKind::Twitter, "j•••"),
            point(PointKind::Home, ShownValue::Withheld, false, true),
        ],
    }];
    let kept = [PreservedProperty {
        format: "vcard",
        name: "=item1.EMAIL".to_owned(),
        value: ";TYPE=home:jane@example.com".to_owned(),
    }];
    for format in [Format::V4, Format::V3, Format::Json] {
        let octets = write(&shown, &kept, format);
        let text = String::from_utf8(octets.clone()).unwrap();
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("j•••@e•••.com") && unfolded.contains("J••• D•••"), "{unfolded}");
        assert!(
            !unfolded.contains("jane"),
            "what was preserved of a value is not told: {unfolded}"
        );
        let raw = read(octets, format);
        let expected = NewCustomer {
            family_name: Some("Doe".into()),
            postal_code: Some("50667".into()),
            contacts: raw.new.contacts.clone(),
            ..NewCustomer::default()
        };
        assert_eq!(said(&raw.new), said(&expected), "{format:?}");
        assert!(raw.new.contacts.iter().all(|of| *of == NewContact::default()), "{format:?}");
    }
}

/// A name that was made of something else is not read as one.
#[test]
fn a_derived_name_is_no_name() {
    let nameless = customer(&NewCustomer::default(), CustomerStatus::Active, None);
    for format in [Format::V4, Format::V3, Format::Json] {
        assert_eq!(read(write(&nameless, &[], format), format).new.full_name, None);
    }
}

/// What was preserved of a value goes when the value goes.
#[test]
fn details_go_with_their_value() {
    let kept = [
        ("vcard", "=EMAIL", ";PROP-ID=e1;X-A=b:old@example.com"),
        ("jscontact", "/emails/e1/label", "\"old\""),
        ("jscontact", "/notes/n1", "{\"note\":\"stays\"}"),
    ];
    let kept = kept.map(|(format, name, value)| PreservedProperty {
        format,
        name: name.to_owned(),
        value: value.to_owned(),
    });
    let mut new = NewCustomer { full_name: Some("Anna".into()), ..NewCustomer::default() };
    new.contacts.push(NewContact {
        emails: vec![NewEmail::new("new@example.com")],
        ..NewContact::default()
    });
    for format in [Format::V4, Format::Json] {
        let text = write(&customer(&new, CustomerStatus::Active, None), &kept, format);
        let text = String::from_utf8(text).unwrap();
        assert!(!text.contains("old") && text.contains("stays") && text.contains("new@"), "{text}");
    }
    new.contacts[0].emails[0].address = "old@example.com".into();
    for format in [Format::V4, Format::Json] {
        let text = write(&customer(&new, CustomerStatus::Active, None), &kept, format);
        let text = String::from_utf8(text).unwrap().to_lowercase();
        assert!(text.contains("x-a") && text.contains("label"), "{text}");
    }
}
