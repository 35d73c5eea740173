//! T35, A2.3: files that were made to be more than an import can bear are imported, or refused row by
//! row, and neither the book nor the next export suffers.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fmt::Write as _;
use std::io::Cursor;

use customer_core::{
    Actor, ColumnMapping, CountryCode, CustomerBook, CustomerListing, Error, ExportOptions,
    FileFormat, FileOptions, ImportOptions, ImportRow, ImportRowOutcome, ImportSource, Rule,
    Session, ShownValue, Violation,
};

fn session() -> Session {
    let book = CustomerBook::open_in_memory().unwrap();
    let admin = Actor::agent("admin", "Admin").unwrap();
    book.add_first_administrator(&admin).unwrap();
    book.session(&admin).unwrap()
}

/// What became of the rows, batch by batch.
fn batches(session: &Session, text: &str, options: ImportOptions) -> Vec<Vec<ImportRow>> {
    let source = ImportSource::Reader(Box::new(Cursor::new(text.as_bytes().to_vec())));
    let mut import = session.start_import(source, options).unwrap();
    let mut all = Vec::new();
    while let Some(batch) = import.next_batch().unwrap() {
        all.push(batch.rows);
    }
    all
}

fn violations(row: &ImportRow) -> &[Violation] {
    match &row.outcome {
        ImportRowOutcome::Rejected { error: Error::Invalid { violations } } => violations,
        other => panic!("{other:?}"),
    }
}

fn exported(session: &Session, format: FileFormat) -> String {
    let options = ExportOptions { format, ..ExportOptions::default() };
    let mut octets = Vec::new();
    session.export_customers(options).unwrap().write_to(&mut octets).unwrap();
    String::from_utf8(octets).unwrap()
}

/// Twenty mistakes of each row are told, and what a batch tells fits into the book, however long the
/// paths are; the batch behind goes on where it stopped.
#[test]
fn rows_of_mistakes_are_told_in_bounds() {
    let session = session();
    let name = "phone ".to_owned() + &"long ".repeat(38);
    let header: Vec<String> = (0..60).map(|at| format!("{name}{at:02}")).collect();
    let columns = header.iter().map(|of| (of.clone(), "phone".to_owned()));
    let options = ImportOptions {
        file: FileOptions {
            columns: columns.map(|(column, target)| ColumnMapping { column, target }).collect(),
            ..FileOptions::default()
        },
        batch_rows: 5_000,
        ..ImportOptions::default()
    };
    let mut text = header.join(",") + "\n";
    for _ in 0..2_000 {
        writeln!(text, "{}", vec!["\0"; 60].join(",")).unwrap();
    }
    let batches = batches(&session, &text, options);
    assert!(batches.len() > 1, "{}", batches.len());
    let rows: Vec<ImportRow> = batches.into_iter().flatten().collect();
    assert_eq!(rows.len(), 2_000);
    assert!(rows.iter().map(|row| row.number).eq(1..=2_000));
    assert!(rows.iter().all(|row| violations(row).len() == 20));
}

#[test]
fn a_list_has_as_many_items_as_a_customer_can_hold() {
    let session = session();
    let line = format!("{{\"name\":\"A\",\"contacts\":[{}]}}\n", vec!["{}"; 1_001].join(","));
    let rows = batches(&session, &line, ImportOptions::default()).concat();
    assert_eq!(violations(&rows[0]), [Violation::limited("contacts", Rule::TooMany, 1_000)]);
}

/// A preserved property is written into the next card: none of them ends it or begins another.
#[test]
fn no_property_is_the_frame_of_a_card() {
    let session = session();
    let card =
        |line: &str| format!("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna\r\n{line}\r\nEND:VCARD\r\n");
    for line in ["item1.END:VCARD", "BEGIN:VEVENT", "x.BEGIN:VCARD"] {
        let rows = batches(&session, &card(line), ImportOptions::default()).concat();
        assert_eq!(
            violations(&rows[0]),
            [Violation::new("lines[3]", Rule::NotAProperty)],
            "{line}"
        );
    }
    let json = "{\"@type\":\"Card\",\"name\":{\"full\":\"Anna\"},\
                \"vCardProps\":[[\"end\",{},\"unknown\",\"VCARD\"]]}";
    let rows = batches(&session, json, ImportOptions::default()).concat();
    assert_eq!(violations(&rows[0]), [Violation::new("vCardProps[0]", Rule::NotAProperty)]);
}

/// A pointer of a million steps stays the property that it is, and no export goes as deep as it.
#[test]
fn a_deep_pointer_is_kept_as_it_stands() {
    let session = session();
    let pointer = "a/".repeat(20_000) + "a";
    let deep = format!("{}1{}", "[".repeat(90), "]".repeat(90));
    let text = format!(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna\r\nJSPROP;JSPTR={pointer}:1\r\n\
         JSPROP;JSPTR=b/{}:{deep}\r\nJSPROP;JSPTR=c/d:2\r\nEND:VCARD\r\n",
        "b/".repeat(20)
    );
    let rows = batches(&session, &text, ImportOptions::default()).concat();
    assert!(matches!(rows[0].outcome, ImportRowOutcome::Created { .. }), "{:?}", rows[0]);
    let json = exported(&session, FileFormat::JsContact);
    let card: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(card.pointer("/c/d"), Some(&serde_json::json!(2)));
    assert_eq!((card.get("a"), card.get("b")), (None, None));
    let kept = card.pointer("/vCardProps").and_then(|of| of.as_array()).unwrap();
    assert_eq!(kept.len(), 2);
    let again = exported(&session, FileFormat::VCard).replace("\r\n ", "");
    assert!(again.contains(&pointer));
}

/// A line of a hundred thousand parameters is no property; it costs no more than to be read.
#[test]
fn endless_parameters_are_refused() {
    let session = session();
    let mut line = "X-A".to_owned();
    for at in 0..60_000 {
        write!(line, ";P{at}=1").unwrap();
    }
    let types: Vec<String> = (0..100_000).map(|at| format!("t{at}")).collect();
    for line in [
        line + ":1",
        format!("TEL;TYPE={}:1", types.join(",")),
        format!("TEL;TYPE=\"{}\":1", types.join(",")),
    ] {
        let text = format!("BEGIN:VCARD\nVERSION:4.0\nFN:Anna\n{line}\nEND:VCARD\n");
        let rows = batches(&session, &text, ImportOptions::default()).concat();
        assert_eq!(violations(&rows[0]), [Violation::new("lines[3]", Rule::NotAProperty)]);
    }
    // Nor do ends of lines that could go on.
    let ends = "a=\n".repeat(100_000);
    let text = format!("BEGIN:VCARD\nVERSION:4.0\nFN:Anna\n{ends}END:VCARD\n");
    let rows = batches(&session, &text, ImportOptions::default()).concat();
    assert_eq!(violations(&rows[0]).len(), 20);
}

/// A program that dropped our parameters must not make values of masks.
#[test]
fn masks_on_cards_do_not_come_in() {
    let session = session();
    for (line, field) in [
        ("TITLE:x\r\nFN:J••• D•••", "full_name"),
        ("FN:Anna\r\nEMAIL:a•••@example.com", "contacts[0].emails[0]"),
        ("FN:Anna\r\nTEL:+49 ••• ••67", "contacts[0].phones[0]"),
        ("FN:Anna\r\nX-CUSTOMER-CORE-REF1:K•••", "ref1"),
    ] {
        let text = format!("BEGIN:VCARD\r\nVERSION:4.0\r\n{line}\r\nEND:VCARD\r\n");
        let rows = batches(&session, &text, ImportOptions::default()).concat();
        assert_eq!(violations(&rows[0]), [Violation::new(field, Rule::MaskedValue)], "{line}");
    }
    let note = "BEGIN:VCARD\nVERSION:4.0\nFN:Anna\nNOTE:•••\nEND:VCARD\n";
    let rows = batches(&session, note, ImportOptions::default()).concat();
    assert!(matches!(rows[0].outcome, ImportRowOutcome::Created { .. }), "a note may have bullets");
}

/// A national number says by which region it was read, as it does in the other formats.
#[test]
fn numbers_on_cards_keep_their_region() {
    let germany = ImportOptions {
        default_region: Some(CountryCode::parse("DE").unwrap()),
        ..ImportOptions::default()
    };
    let from = session();
    batches(&from, "name,phone\nAnna,030 901820\n", germany);
    for format in [FileFormat::VCard, FileFormat::JsContact, FileFormat::Csv, FileFormat::JsonLines]
    {
        let (text, to) = (exported(&from, format), session());
        let america = ImportOptions {
            default_region: Some(CountryCode::parse("US").unwrap()),
            ..ImportOptions::default()
        };
        batches(&to, &text, america);
        let found = to.list_customers(&CustomerListing::default()).unwrap().items;
        let customer = to.get_customer(found[0].id).unwrap();
        let point = &customer.contacts[0].points[0];
        let ShownValue::Phone(phone) = &point.value else { panic!("{point:?}") };
        assert_eq!(
            (phone.e164(), phone.as_typed()),
            (Some("+4930901820"), "030 901820"),
            "{format:?}"
        );
    }
}

/// What is preserved says nothing of the customer itself.
#[test]
fn no_preserved_member_takes_the_place_of_the_customers_own() {
    let session = session();
    let text = "BEGIN:VCARD\nVERSION:4.0\nFN:Anna\nUID:urn:a\nEMAIL:a@b.example\n\
                JSPROP;JSPTR=uid:\"urn:b\"\nJSPROP;JSPTR=@type:\"Group\"\n\
                JSPROP;JSPTR=emails:[]\nEND:VCARD\n";
    batches(&session, text, ImportOptions::default());
    let card: serde_json::Value =
        serde_json::from_str(&exported(&session, FileFormat::JsContact)).unwrap();
    assert_eq!((&card["uid"], &card["@type"]), (&"urn:a".into(), &"Card".into()));
    assert!(card["emails"].is_object(), "{card}");
}
