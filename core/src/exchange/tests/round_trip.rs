//! What is written is read back as it was.

use proptest::prelude::*;

use super::*;
use crate::exchange::cells::csv_cells;
use crate::exchange::csv_write::CsvWriter;
use crate::exchange::json_lines_write::JsonLinesWriter;
use crate::model::contact::{
    Contact, ContactPoint, NewContact, NewEmail, NewHandle, NewPhone, PhoneKind, PointKind,
    ShownValue,
};
use crate::model::country::CountryCode;
use crate::model::customer::{Customer, CustomerKind, NewCustomer};
use crate::model::email::{Email, EmailOptions};
use crate::model::exchange::ExportColumn;
use crate::model::field::CustomerField;
use crate::model::grant::FieldLevel;
use crate::model::handle::{Handle, HandleChannel};
use crate::model::phone::{Phone, PhoneOptions};

/// A customer as a book would show it.
fn customer(new: &NewCustomer) -> Customer {
    let mut record = serde_json::json!({
        "id": "0199a000-0000-7000-8000-000000000001",
        "kind": new.kind, "status": "inactive", "display_name": "somebody",
        "verified": true, "created_at": 1_795_262_400_000_i64, "updated_at": 1_795_262_400_000_i64,
        "version": 3, "contacts": [], "field_provenance": [], "contact_level": "edit",
        "preferred_channel": "phone",
        "provenance": { "by": "a-1", "how": "typed", "at": 0 },
    });
    for (field, text) in new.texts() {
        let key = field.as_str();
        record[key] = serde_json::json!(text);
    }
    let mut record: Customer = serde_json::from_value(record).unwrap();
    record.contacts = new.contacts.iter().enumerate().map(|(at, card)| shown(at, card)).collect();
    let mut points = record.contacts.iter().flat_map(|card| &card.points);
    let texts: Vec<_> = points.by_ref().map(|of| (of.kind, of.value.text())).collect();
    let first = |wanted: fn(PointKind) -> bool| {
        texts.iter().find(|of| wanted(of.0)).and_then(|of| of.1.map(str::to_owned))
    };
    record.email = first(|kind| kind == PointKind::Email);
    record.phone = first(|kind| matches!(kind, PointKind::Mobile | PointKind::Home));
    record
}

fn shown(at: usize, card: &NewContact) -> Contact {
    let point = |n: usize, kind: PointKind, value: ShownValue, flags: (bool, bool)| {
        let id = format!("0199a000-0000-7000-8000-0000000{at:02}{n:03}");
        let mut point: ContactPoint = serde_json::from_value(serde_json::json!({
            "id": id, "kind": kind, "value": { "masked": "" }, "shared": false, "soft_bounces": 0,
            "preferred": flags.0, "contactable": flags.1,
            "provenance": { "by": "a-1", "how": "typed", "at": 0 },
        }))
        .unwrap();
        point.value = value;
        point
    };
    let phones = card.phones.iter().map(|of| {
        let options = PhoneOptions::default();
        let phone = Phone::parse(&of.number, of.region.as_deref(), &options).unwrap();
        (of.kind.into(), ShownValue::Phone(phone), (of.preferred, of.contactable))
    });
    let emails = card.emails.iter().map(|of| {
        let email = Email::parse(&of.address, &EmailOptions::default()).unwrap();
        (PointKind::Email, ShownValue::Email(email), (of.preferred, of.contactable))
    });
    let handles = card.handles.iter().map(|of| {
        let handle = Handle::parse(of.channel, of.account.as_deref(), &of.handle).unwrap();
        (of.channel.into(), ShownValue::Handle(handle), (of.preferred, of.contactable))
    });
    let points = phones.chain(emails).chain(handles).enumerate();
    Contact {
        id: serde_json::from_value(serde_json::json!(format!(
            "0199a000-0000-7000-8000-00000000f{at:03}"
        )))
        .unwrap(),
        label: card.label.clone(),
        person_name: card.person_name.clone(),
        points: points.map(|(n, (kind, value, flags))| point(n, kind, value, flags)).collect(),
    }
}

fn written(customers: &[&Customer], columns: &[ExportColumn]) -> (Vec<u8>, Vec<u8>) {
    let (mut csv, mut json) = (Vec::new(), Vec::new());
    let mut writer = CsvWriter::new(&mut csv, columns);
    writer.header().unwrap();
    customers.iter().for_each(|of| writer.row(of).unwrap());
    writer.finish().unwrap();
    let mut writer = JsonLinesWriter::new(&mut json, columns);
    customers.iter().for_each(|of| writer.row(of).unwrap());
    (csv, json)
}

/// What a file says, without cells that are blank: a form leaves them blank too.
fn read_back(content: Vec<u8>, format: FileFormat) -> RawCustomer {
    let mut raw = records_with(content, &of_format(format)).remove(0).unwrap();
    for field in CustomerField::ALL {
        let text = raw.new.text_mut(*field);
        *text = text.take().filter(|text| !text.is_empty());
    }
    raw.new.email = raw.new.email.filter(|text| !text.is_empty());
    raw.new.phone = raw.new.phone.filter(|phone| !phone.number.is_empty());
    raw
}

fn acme() -> NewCustomer {
    NewCustomer {
        kind: CustomerKind::Entity,
        full_name: Some("=ACME; \"Söhne\", +Töchter".into()),
        ref1: Some("-17".into()),
        country: Some("DE".into()),
        time_zone: Some("Europe/Berlin".into()),
        contacts: vec![
            NewContact {
                label: Some("office".into()),
                person_name: Some("@Anna".into()),
                phones: vec![
                    NewPhone { kind: PhoneKind::Business, ..NewPhone::new("+49 30 1234567") },
                    NewPhone {
                        region: Some("AT".into()),
                        kind: PhoneKind::Home,
                        contactable: false,
                        ..NewPhone::new("0664 1234567")
                    },
                    NewPhone { preferred: true, ..NewPhone::new("+49 151 12345678 ext. 5") },
                ],
                emails: vec![
                    NewEmail::new("info@acme.example"),
                    NewEmail { preferred: true, ..NewEmail::new("Anna@ACME.example") },
                ],
                handles: vec![
                    NewHandle {
                        account: Some("line".into()),
                        ..NewHandle::new(HandleChannel::Custom, "x:y")
                    },
                    NewHandle::new(HandleChannel::Webchat, "+v"),
                ],
            },
            NewContact { label: Some("empty".into()), ..NewContact::default() },
        ],
        ..NewCustomer::default()
    }
}

/// A2.3, T36.
#[test]
fn an_export_can_be_imported_again_without_loss() {
    let new = acme();
    let (csv, json) = written(&[&customer(&new)], &ExportColumn::defaults());
    for (content, format) in [(csv, FileFormat::Csv), (json, FileFormat::JsonLines)] {
        let found = read_back(content, format);
        assert!(found.new == new, "{format}");
        assert_eq!(found.kind, Some(CustomerKind::Entity));
        assert_eq!(found.status.as_deref(), Some("inactive"));
        assert_eq!(found.preferred_channel.as_deref(), Some("phone"));
    }
}

/// A number that was read by the region of its book stays the same number in a book of another one.
#[test]
fn numbers_keep_the_region_by_which_they_were_read() {
    let mut of_book = customer(&acme());
    let options =
        PhoneOptions { default_region: CountryCode::parse("DE").ok(), ..PhoneOptions::default() };
    let phone = Phone::parse("0151 12345678", None, &options).unwrap();
    of_book.contacts[0].points[0].value = ShownValue::Phone(phone);
    let (csv, _) = written(&[&of_book], &ExportColumn::defaults());
    let found = read_back(csv, FileFormat::Csv).new;
    assert_eq!(found.contacts[0].phones[0].region.as_deref(), Some("DE"));
}

/// F3: what is masked stays masked, and its mask never comes back as a value.
#[test]
fn masks_go_out_and_do_not_come_in() {
    let mut masked = customer(&acme());
    masked.full_name = Some("A••• S•••".into());
    masked.masked = vec![CustomerField::FullName];
    masked.email = Some("i•••@a•••.example".into());
    masked.phone = None;
    masked.city = None;
    masked.present = vec![CustomerField::City];
    masked.hidden = vec![CustomerField::Team];
    masked.contact_level = FieldLevel::Masked;
    let columns = ExportColumn::defaults();
    let cells = csv_cells(&masked, &columns);
    let cell = |wanted| &cells[columns.iter().position(|of| *of == wanted).unwrap()];
    assert_eq!(cell(ExportColumn::FullName), "A••• S•••");
    assert_eq!(
        (cell(ExportColumn::Contacts).as_str(), cell(ExportColumn::City).as_str()),
        ("", "•••")
    );
    let (csv, json) = written(&[&masked], &columns);
    let text = String::from_utf8([csv.clone(), json.clone()].concat()).unwrap();
    assert!(!text.contains("info@acme") && !text.contains("1234567"), "{text}");
    assert!(!String::from_utf8(json.clone()).unwrap().contains("\"team\""));
    for (content, format) in [(csv, FileFormat::Csv), (json, FileFormat::JsonLines)] {
        let record = records_with(content, &of_format(format)).remove(0);
        let wanted = ["full_name masked_value", "email masked_value", "city masked_value"];
        assert_eq!(told(&record), wanted, "{format}");
    }
    masked.contact_level = FieldLevel::Presence;
    masked.email = None;
    let points = csv_cells(&masked, &[ExportColumn::Email, ExportColumn::Phone]);
    assert_eq!(points, ["•••", "•••"]);
}

#[test]
fn every_column_is_written_and_none_that_is_not_imported_comes_back() {
    let (csv, json) = written(&[&customer(&acme())], ExportColumn::ALL);
    let file = open_with(&csv, &FileOptions::default());
    for (column, found) in ExportColumn::ALL.iter().zip(&file.columns) {
        assert_eq!(found.name, column.as_str());
        assert_eq!(found.target.is_some(), column.is_imported(), "{column}");
    }
    assert!(file.reader.unknown().is_empty());
    let text = String::from_utf8(csv).unwrap();
    assert!(text.contains(",2026-11-21T12:00:00.000Z,"), "{text}");
    assert!(text.ends_with(",3\r\n") && text.contains("'=ACME"), "{text}");
    let line: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(line["verified"], true);
    assert_eq!(line["last_contact_at"], serde_json::Value::Null);
    assert_eq!(line["contacts"][0]["phones"][1]["region"], "AT");
}

fn text() -> impl Strategy<Value = Option<String>> {
    let text = "['=+@,;\"\t\r\n -]{0,3}\\PC{0,8}['\",;\r\n]{0,2}";
    prop::option::of(text.prop_filter("no mask, and not blank", |text| {
        !text.contains('•') && !text.trim().is_empty()
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// T36: whatever the text, above all phones, which begin with a sign of a formula.
    #[test]
    fn any_text_comes_back(
        name in text(), city in text(), location in text(), label in text(),
        phones in prop::collection::vec("\\+49[0-9]{4,9} ?[0-9]", 0..3),
        addresses in prop::collection::vec("[-+='a-z]{1,8}@[a-z]{1,8}\\.example", 0..3),
    ) {
        let mut new = NewCustomer { full_name: name, city, location, ..NewCustomer::default() };
        let phones = phones.iter().map(|of| NewPhone::new(of.trim_end())).collect();
        let emails = addresses.iter().map(NewEmail::new).collect();
        new.contacts = vec![NewContact { label, phones, emails, ..NewContact::default() }];
        let (csv, json) = written(&[&customer(&new)], &ExportColumn::defaults());
        prop_assert!(read_back(csv, FileFormat::Csv).new == new);
        prop_assert!(read_back(json, FileFormat::JsonLines).new == new);
    }
}
