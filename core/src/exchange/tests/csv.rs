//! Sound CSV, in the forms that it has.

use proptest::prelude::*;

use super::*;
use crate::model::contact::PhoneKind;
use crate::model::customer::CustomerKind;
use crate::model::handle::HandleChannel;

/// The display names of the records.
fn names(content: impl AsRef<[u8]>) -> Vec<String> {
    let records = records(content);
    records.into_iter().map(|of| of.unwrap().new.full_name.unwrap_or_default()).collect()
}

fn only(content: &str) -> RawCustomer {
    let mut records = records(content);
    assert_eq!(records.len(), 1);
    records.pop().unwrap().unwrap()
}

#[test]
fn line_ends_marks_and_blank_lines_do_not_matter() {
    let wanted = ["Anna", "Bo", "Cy"];
    for content in [
        "name,city\nAnna,Bonn\nBo,Ulm\nCy,Trier\n",
        "name,city\r\nAnna,Bonn\r\nBo,Ulm\r\nCy,Trier",
        "name,city\rAnna,Bonn\rBo,Ulm\rCy,Trier\r",
        "\u{FEFF}name,city\r\nAnna,Bonn\nBo,Ulm\rCy,Trier\n\n\n",
        "\n\r\nname,city\n\nAnna,Bonn\r\n \r\nBo,Ulm\n,\n,,,\nCy,Trier",
        "\"name\",\"city\"\n\"Anna\",\"Bonn\"\n\"Bo\",Ulm\n\"Cy\",\"Trier\"",
    ] {
        assert_eq!(names(content), wanted, "{content:?}");
    }
}

#[test]
fn the_delimiter_is_found() {
    for (content, wanted) in [
        ("name,city\nAnna,Bonn", ','),
        ("name;city\nAnna;Bonn", ';'),
        ("name\tcity\nAnna\tBonn", '\t'),
        ("name|city\nAnna|Bonn", '|'),
        ("name;\"a,b,c\"\nAnna;Bonn", ';'),
        ("sep=;\nname;city\nAnna;Bonn", ';'),
        ("\"sep=|\"\r\nname|city;town;village\r\nAnna|Bonn", '|'),
        ("name\nAnna", ','),
    ] {
        let file = open_with(content, &FileOptions::default());
        assert_eq!(file.delimiter, Some(wanted), "{content:?}");
        assert_eq!(names(content), ["Anna"], "{content:?}");
    }
    let said = FileOptions { delimiter: Some('~'), ..FileOptions::default() };
    let records = records_with("name~city\nAnna~Bonn", &said);
    assert_eq!(records[0].as_ref().unwrap().new.city.as_deref(), Some("Bonn"));
}

#[test]
fn quotes_hold_delimiters_line_ends_and_quotes() {
    let found = only("name,city\r\n\"Müller, \"\"Anna\"\"\r\nLena\",5\" pipe");
    assert_eq!(found.new.full_name.as_deref(), Some("Müller, \"Anna\"\r\nLena"));
    assert_eq!(found.new.city.as_deref(), Some("5\" pipe"));
    assert_eq!(names("name,city\n\"Anna\" ,Bonn"), ["Anna "], "white space behind a quote");
}

#[test]
fn what_is_missing_is_absent_and_what_is_blank_is_blank() {
    let found = only("name,city,email,phone\nAnna,,\n");
    assert_eq!(found.new.city.as_deref(), Some(""));
    assert_eq!(found.new.email.as_deref(), Some(""));
    assert_eq!((found.new.phone, found.new.state, found.kind), (None, None, None));
}

#[test]
fn every_target_has_its_place() {
    let found = only(
        "full_name,kind,status,preferred_channel,email,phone.home,handle.custom,handle.whatsapp\n\
         ACME,Entity,Inactive,Email,info@acme.example,+49 30 1234,line:acme,'+491511234567\n",
    );
    assert_eq!((found.new.kind, found.kind), (CustomerKind::Entity, Some(CustomerKind::Entity)));
    assert_eq!(found.status.as_deref(), Some("inactive"));
    assert_eq!(found.preferred_channel.as_deref(), Some("email"));
    let card = &found.new.contacts[0];
    assert_eq!((found.new.email, found.new.phone), (None, None));
    assert_eq!(card.emails[0].address, "info@acme.example");
    assert_eq!(
        (card.phones[0].number.as_str(), card.phones[0].kind),
        ("+49 30 1234", PhoneKind::Home)
    );
    let handles: Vec<_> = card
        .handles
        .iter()
        .map(|of| (of.channel, of.account.as_deref(), of.handle.as_str()))
        .collect();
    let wanted = [
        (HandleChannel::Custom, Some("line"), "acme"),
        (HandleChannel::Whatsapp, None, "+491511234567"),
    ];
    assert_eq!(handles, wanted);
}

/// A1.9: one email and one phone are entered as a form enters them; more stand on one card, the first
/// is the primary one.
#[test]
fn addresses_of_a_row_stand_on_one_card() {
    let one = only("name,email,phone\nAnna,a@x.example,+4930123456\n");
    assert_eq!(one.new.email.as_deref(), Some("a@x.example"));
    assert_eq!(one.new.phone.unwrap().number, "+4930123456");
    assert!(one.new.contacts.is_empty());

    let more = only("name,email,E-Mail 2,mobile,work phone\nAnna,,b@x.example,0151 1,030 1\n");
    let card = &more.new.contacts[0];
    assert_eq!(more.new.contacts.len(), 1);
    assert_eq!(card.emails[0].address, "b@x.example");
    let kinds: Vec<_> = card.phones.iter().map(|of| of.kind).collect();
    assert_eq!(kinds, [PhoneKind::Mobile, PhoneKind::Business]);
}

#[test]
fn cards_of_a_cell_hold_what_no_cell_can() {
    let cell = r#"[{""label"":""office"",""emails"":[{""address"":""a@x.example"",""preferred"":true}],""phones"":[{""number"":""030 1234"",""region"":""DE"",""kind"":""home"",""contactable"":false}]}]"#;
    let content = format!("name,email,phone,contacts\nAnna, a@x.example,+4915112345,\"{cell}\"\n");
    let found = only(&content).new;
    let cards: Vec<_> = found.contacts.iter().map(|card| card.label.as_deref()).collect();
    assert_eq!(cards, [Some("office")]);
    let phone = &found.contacts[0].phones[0];
    assert_eq!((phone.region.as_deref(), phone.kind), (Some("DE"), PhoneKind::Home));
    assert!(found.contacts[0].emails[0].preferred && !phone.contactable);
    assert_eq!(found.email, None, "it stands on the card");
    assert_eq!(found.phone.unwrap().number, "+4915112345", "it does not");
}

#[test]
fn countries_may_be_named() {
    let of = |cell: &str| only(&format!("name,country\nAnna,{cell}\n")).new.country.unwrap();
    assert_eq!(of("Germany"), "DE");
    assert_eq!(of("france "), "FR");
    assert_eq!(of("de"), "de");
    assert_eq!(of("Atlantis"), "Atlantis", "the rules refuse it");
}

#[test]
fn octets_are_counted_and_columns_are_told() {
    let content = "name,Shoe size\nAnna,38\n";
    let mut file = open_with(content, &FileOptions::default());
    while file.reader.next_record().unwrap().is_some() {}
    assert_eq!(file.reader.bytes_read(), content.len() as u64);
    assert_eq!(file.reader.unknown(), ["Shoe size"]);
    assert_eq!(file.columns[0].target.as_deref(), Some("full_name"));
    assert!(file.columns[0].guessed && file.columns[1].target.is_none());
}

#[test]
fn other_encodings_are_read() {
    let said = FileOptions { encoding: Some("windows-1252".into()), ..FileOptions::default() };
    let records = records_with(b"name;ort\nM\xFCller;K\xF6ln\n", &said);
    assert_eq!(records[0].as_ref().unwrap().new.city.as_deref(), Some("Köln"));
    let excel: Vec<u8> =
        "\u{FEFF}name\tort\r\nMüller\tKöln".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(names(excel), ["Müller"]);
}

/// What a reader without our diagnoses reads: the rows of the crate `csv`.
fn plain_rows(content: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .from_reader(content.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Every row in which nothing is wrong has the cells that another reader finds.
    #[test]
    fn sound_rows_are_read_as_others_read_them(body in "([a-c,;\"'= \r\n]|\"\"|,\"|\",){0,60}") {
        let content = format!("full_name,city,state\n{body}");
        let is_blank = |row: &Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
        let plain: Vec<_> =
            plain_rows(&content).into_iter().skip(1).filter(|row| !is_blank(row)).collect();
        let mut records = records(&content);
        // An open quote with nothing in it is told all the same.
        if records.len() > plain.len() {
            let last = records.pop().unwrap();
            prop_assert_eq!(told(&last), ["record unclosed_quote"]);
        }
        prop_assert_eq!(records.len(), plain.len());
        for (found, row) in records.iter().zip(&plain) {
            if let Ok(found) = found {
                let new = &found.new;
                let cells = [&new.full_name, &new.city, &new.state];
                for (cell, wanted) in cells.into_iter().zip(row) {
                    let wanted = crate::exchange::safe_cell::unguarded(wanted);
                    prop_assert_eq!(cell.as_deref(), Some(wanted));
                }
            }
        }
    }
}
