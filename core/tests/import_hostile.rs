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

/// That it has no name is told among the twenty.
#[test]
fn a_row_without_a_name_is_told_in_bounds() {
    let emails = vec![r#"{"address":"@"}"#; 30].join(",");
    let line = format!("{{\"contacts\":[{{\"emails\":[{emails}]}}]}}\n");
    let rows = batches(&session(), &line, ImportOptions::default()).concat();
    let told = violations(&rows[0]);
    assert_eq!((told.len(), told[0].rule), (20, Rule::Required));
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

/// A pointer of twenty thousand steps stays the property that it is. What is a member of the exported card
/// can be read again, up to the deepest.
#[test]
fn a_deep_pointer_is_kept_as_it_stands() {
    let session = session();
    let pointer = "a/".repeat(20_000) + "a";
    let lists = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let text = format!(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna\r\nJSPROP;JSPTR={pointer}:1\r\n\
         JSPROP;JSPTR=b/b:{}\r\nJSPROP;JSPTR=c/c:{}\r\nEND:VCARD\r\n",
        lists(31),
        lists(30)
    );
    let rows = batches(&session, &text, ImportOptions::default()).concat();
    assert!(is_created(&rows[0]), "{:?}", rows[0]);
    let json = exported(&session, FileFormat::JsContact);
    let card: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(card.pointer("/c/c/0/0").is_some());
    assert_eq!((card.get("a"), card.get("b")), (None, None));
    let kept = card.pointer("/vCardProps").and_then(|of| of.as_array()).unwrap();
    assert_eq!(kept.len(), 2);
    let again = exported(&session, FileFormat::VCard).replace("\r\n ", "");
    assert!(again.contains(&pointer));
    comes_in(&json);
}

fn is_created(row: &ImportRow) -> bool {
    matches!(row.outcome, ImportRowOutcome::Created { .. })
}

/// Another book takes it.
fn comes_in(text: &str) {
    let rows = batches(&session(), text, ImportOptions::default()).concat();
    assert!(matches!(&rows[..], [row] if is_created(row)), "{rows:?}");
}

/// What we add to a line does not make it one that we refuse.
#[test]
fn a_line_of_the_most_parameters_comes_back() {
    let types = |count: usize| (0..count).map(|at| format!("t{at}")).collect::<Vec<_>>().join(",");
    let card = |count: usize| {
        format!(
            "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna\r\nADR:;;Main;Bonn;;;\r\n\
             ADR;X-A={}:;;Other;Ulm;;;\r\nEND:VCARD\r\n",
            types(count)
        )
    };
    let session = session();
    let rows = batches(&session, &card(200), ImportOptions::default()).concat();
    assert!(is_created(&rows[0]), "{:?}", rows[0]);
    comes_in(&exported(&session, FileFormat::VCard));
    comes_in(&exported(&session, FileFormat::JsContact));
    let rows = batches(&session, &card(201), ImportOptions::default()).concat();
    assert_eq!(violations(&rows[0]), [Violation::new("lines[4]", Rule::NotAProperty)]);
}

/// A line of many parameters is no property; it costs no more than to be read.
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
}

/// Lines that could go on are looked through once, and not once for each of their ends.
#[test]
#[expect(clippy::disallowed_methods, reason = "what is shown is that it takes no minutes")]
fn a_line_of_many_ends_is_read_once() {
    let session = session();
    let begun = std::time::Instant::now();
    for line in ["X=\n".to_owned() + &" a=\n".repeat(200_000), "a=\n".repeat(200_000)] {
        let text = format!("BEGIN:VCARD\nVERSION:4.0\nFN:Anna\n{line}END:VCARD\n");
        let rows = batches(&session, &text, ImportOptions::default()).concat();
        assert_eq!(violations(&rows[0])[0], Violation::new("lines[3]", Rule::NotAProperty));
    }
    // Read again for each end, it takes minutes.
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
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
        (
            "FN:Anna\r\nSOCIALPROFILE;X-CUSTOMER-CORE-CHANNEL=twitter;VALUE=text:a•••",
            "contacts[0].handles[0]",
        ),
        (
            "FN:Anna\r\nSOCIALPROFILE;SERVICE-TYPE=x;X-CUSTOMER-CORE-CHANNEL=webchat;\
             X-CUSTOMER-CORE-ACCOUNT=J•••;VALUE=text:v1",
            "contacts[0].handles[0].account",
        ),
        ("FN:Anna\r\nitem1.EMAIL:a@b.example\r\nitem1.X-ABLABEL:Bü•••", "contacts[0].label"),
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

/// What is preserved says more of the customer, and nothing else.
#[test]
fn no_preserved_member_takes_the_place_of_the_customers_own() {
    let session = session();
    let text = "BEGIN:VCARD\nVERSION:4.0\nFN:Anna\nN:Alm;Anna;;;\nUID:urn:a\nEMAIL;PROP-ID=e1:a@b.example\n\
                TEL;PROP-ID=p1;VALUE=uri:tel:+4930901820\n\
                JSPROP;JSPTR=uid:\"urn:b\"\nJSPROP;JSPTR=@type:\"Group\"\n\
                JSPROP;JSPTR=emails:[]\nJSPROP;JSPTR=name/full:\"Mallory\"\n\
                JSPROP;JSPTR=name/components:[{\"kind\":\"given\"\\,\"value\":\"Mallory\"}]\n\
                JSPROP;JSPTR=emails/e1/address:\"m@x.example\"\n\
                JSPROP;JSPTR=phones/p1:{\"number\":\"tel:+4930111111\"}\n\
                JSPROP;JSPTR=emails/e1/x.example:1\nEND:VCARD\n";
    let rows = batches(&session, text, ImportOptions::default()).concat();
    assert!(is_created(&rows[0]), "{:?}", rows[0]);
    let json = exported(&session, FileFormat::JsContact);
    let card: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&card["uid"], &card["@type"]), (&"urn:a".into(), &"Card".into()));
    assert!(!json.contains("Mallory") && card["name"]["full"] == "Anna", "{card}");
    assert_eq!(card["emails"]["e1"]["address"], "a@b.example", "{card}");
    assert_eq!(card["phones"]["p1"]["number"], "tel:+4930901820", "{card}");
    comes_in(&json);
}
