//! Cards of JSContact as they come, and broken ones.

use super::reader;
use crate::exchange::RawCustomer;
use crate::model::contact::PhoneKind;
use crate::model::customer::CustomerKind;
use crate::model::exchange::FileProblem;
use crate::model::violation::Violation;

type Record = Result<RawCustomer, Vec<Violation>>;

fn records(octets: impl Into<Vec<u8>>) -> (Vec<Record>, Option<FileProblem>) {
    let mut reader = reader(Box::new(std::io::Cursor::new(octets.into())));
    let mut records = Vec::new();
    loop {
        match reader.next_record() {
            Ok(Some(record)) => records.push(record.content),
            Ok(None) => return (records, None),
            Err(problem) => return (records, Some(problem)),
        }
    }
}

fn card(text: &str) -> RawCustomer {
    let (mut records, problem) = records(text);
    assert!(problem.is_none() && records.len() == 1, "{} records", records.len());
    records.remove(0).unwrap_or_else(|violations| panic!("{violations:?}"))
}

fn preserved(raw: &RawCustomer) -> Vec<String> {
    raw.preserved.iter().map(|of| format!("{} {}", of.name, of.value)).collect()
}

/// D16: what a customer has a place for is found, the rest is kept under its pointer.
#[test]
fn the_members_of_a_card_find_their_fields() {
    let raw = card(
        r#"{
  "@type": "Card", "version": "1.0", "uid": "urn:uuid:1", "updated": "2024-01-01T00:00:00Z",
  "kind": "individual", "prodId": "x",
  "name": {"@type": "Name", "full": "Dr. Anna Alm", "isOrdered": true, "components": [
    {"kind": "title", "value": "Dr."}, {"kind": "given", "value": "Anna"},
    {"kind": "surname", "value": "Alm"}]},
  "emails": {"work": {"address": "anna@example.com", "contexts": {"work": true}, "label": "Büro"},
             "priv": {"address": "a@example.org", "pref": 1}},
  "phones": {"m": {"number": "tel:+49-151-1", "features": {"mobile": true, "voice": true}},
             "f": {"number": "+49 30 2", "features": {"fax": true}}},
  "onlineServices": {"t": {"service": "Twitter", "uri": "https://twitter.com/anna_m"},
                     "s": {"service": "Mastodon", "user": "@anna@example.social"}},
  "addresses": {"h": {"components": [{"kind": "name", "value": "Hauptstr."},
      {"kind": "number", "value": "1"}, {"kind": "locality", "value": "Köln"},
      {"kind": "postcode", "value": "50667"}], "countryCode": "DE", "isOrdered": true,
      "timeZone": "Europe/Berlin", "contexts": {"private": true}}},
  "preferredLanguages": {"l": {"language": "de-DE"}},
  "media": {"p": {"kind": "photo", "uri": "https://a.example/p"},
            "l": {"kind": "logo", "uri": "https://a.example/l"}},
  "notes": {"n": {"note": "hello"}},
  "example.com:x": [1, null],
  "vCardProps": [["x-a", {"group": "item1", "type": "b"}, "unknown", "r;a,w"]]
}"#,
    );
    let new = &raw.new;
    assert_eq!(new.kind, CustomerKind::Person);
    assert_eq!(new.full_name.as_deref(), Some("Dr. Anna Alm"));
    assert_eq!(new.given_name.as_deref(), Some("Anna"));
    assert_eq!(new.address_line1.as_deref(), Some("Hauptstr. 1"));
    assert_eq!((new.city.as_deref(), new.country.as_deref()), (Some("Köln"), Some("DE")));
    assert_eq!(new.time_zone.as_deref(), Some("Europe/Berlin"));
    assert_eq!(new.locale.as_deref(), Some("de-DE"));
    assert_eq!(new.avatar.as_deref(), Some("https://a.example/p"));
    let contact = &new.contacts[0];
    assert_eq!(contact.label.as_deref(), Some("Büro"));
    let emails: Vec<_> = contact.emails.iter().map(|of| (&*of.address, of.preferred)).collect();
    assert_eq!(emails, [("a@example.org", true), ("anna@example.com", false)]);
    assert_eq!(contact.phones.len(), 1);
    assert_eq!(contact.phones[0].number, "+49-151-1");
    assert_eq!(contact.phones[0].kind, PhoneKind::Mobile);
    assert_eq!(contact.handles[0].handle, "anna_m");
    let kept = preserved(&raw);
    for property in [
        "UID :urn:uuid:1",
        "item1.X-A ;TYPE=b:r;a,w",
        "/emails/work/label \"Büro\"",
        "/media/l {\"kind\":\"logo\",\"uri\":\"https://a.example/l\"}",
        "/notes/n {\"note\":\"hello\"}",
        "/example.com:x [1,null]",
        "/name/isOrdered true",
        "/onlineServices/s {\"service\":\"Mastodon\",\"user\":\"@anna@example.social\"}",
        "/phones/f {\"features\":{\"fax\":true},\"number\":\"+49 30 2\"}",
    ] {
        assert!(kept.iter().any(|of| of == property), "{property} is not among {kept:#?}");
    }
    assert!(!kept.iter().any(|of| of.contains("timeZone")), "{kept:#?}");
}

/// RFC 9982: an id is optional in version 2.0. A card without a name of its own, and an organization.
#[test]
fn an_organization_of_version_2() {
    let raw = card(
        r#"[{"@type":"Card","version":"2.0","kind":"org","organizations":{"o":{"name":"Muster GmbH"}},
          "addresses":{"a":{"full":"Hauptstr. 1\n50667 Köln"}}}]"#,
    );
    assert_eq!(
        (raw.new.kind, raw.new.full_name.as_deref()),
        (CustomerKind::Entity, Some("Muster GmbH"))
    );
    assert_eq!(raw.new.address_line2.as_deref(), Some("50667 Köln"));
}

fn told(text: &[u8]) -> (Vec<String>, Option<String>) {
    let (records, problem) = records(text);
    let one = |of: &Record| match of {
        Ok(raw) => raw.new.full_name.clone().unwrap_or_default(),
        Err(found) => {
            let each = found.iter().map(|of| format!("{} {}", of.field, of.rule));
            each.collect::<Vec<_>>().join(", ")
        }
    };
    let problem = problem.map(|of| match of {
        FileProblem::Broken { rule, .. } => rule.to_string(),
        FileProblem::Options(found) => format!("{found:?}"),
        FileProblem::Io(kind) => kind.to_string(),
    });
    (records.iter().map(one).collect(), problem)
}

const ANNA: &str = r#"{"@type":"Card","name":{"full":"Anna"}}"#;

/// C19: one bad card is told and costs no other.
#[test]
fn a_broken_card_is_told_and_the_next_is_read() {
    let deep = format!("{{\"@type\":\"Card\",\"a\":{}{}}}", "[".repeat(40), "]".repeat(40));
    for (broken, what) in [
        ("{\"@type\":\"Card\"", "card unclosed"),
        ("{\"a\": tru}", "card not_json"),
        ("{\"@type\":\"Card\",\"name\":{\"full\":\"Bo}}", "card unclosed"),
        ("some text", "card not_json"),
        ("{}", "@type required"),
        ("{\"@type\":\"Group\"}", "@type not_a_card"),
        ("{\"@type\":\"Card\",\"version\":\"3.0\"}", "version unknown_value"),
        ("{\"@type\":\"Card\",\"kind\":\"group\"}", "kind unknown_value"),
        ("{\"@type\":\"Card\",\"emails\":{\"e\":{\"address\":5}}}", "emails/e/address required"),
        (
            "{\"@type\":\"Card\",\"vCardProps\":[[\"a b\",{},\"text\",\"c\"]]}",
            "vCardProps[0] not_a_property",
        ),
        (deep.as_str(), "card too_deep"),
    ] {
        let file = format!("{ANNA}\n{broken}\n{ANNA}\n");
        let (records, problem) = told(file.as_bytes());
        assert!(problem.is_none());
        // An unclosed text ends with its line, and so does the card.
        let first = records.iter().position(|of| of != "Anna").unwrap();
        let expected = if broken.ends_with("Bo}}") { "card not_json" } else { what };
        assert_eq!(records[first], expected, "{broken}");
        assert_eq!((records.first(), records.last()), (Some(&"Anna".into()), Some(&"Anna".into())));
        assert_eq!(records.len(), 3, "{broken}: {records:?}");
    }
}

#[test]
fn arrays_are_read_one_by_one() {
    let file = format!("\u{FEFF}[ {ANNA} ,\n5, {{\"a\":}},{ANNA}\n]\n");
    let (records, problem) = told(file.as_bytes());
    assert_eq!(records, ["Anna", "card not_a_card", "card not_json", "Anna"]);
    assert_eq!(problem, None);
    let (records, problem) = told(format!("[{ANNA},{ANNA}").as_bytes());
    assert_eq!((records.len(), problem.as_deref()), (2, Some("unclosed")), "it was cut off");
    let (records, problem) = told(b"[{\"@type\":\"Card\",\"x\":\"");
    assert_eq!((records.len(), problem.as_deref()), (0, Some("unclosed")));
    assert_eq!(told(b"[]"), (vec![], None));
    assert_eq!(told(b" \n"), (vec![], None));
    assert_eq!(told(b"\xFF\xFE[\0]\0").0, ["card not_utf8"]);
    assert_eq!(told(b"{\"@type\":\"Card\",\"name\":{\"full\":\"\xFC\"}}").0, ["card not_utf8"]);
}

/// T35: what is too large is refused, and not held; without an end it is given up.
#[test]
fn a_large_card_is_refused() {
    let large = format!("{{\"@type\":\"Card\",\"x\":\"{}\"}}", "x".repeat(super::MAX_CARD));
    let (records, problem) = told(format!("{ANNA}\n{large}\n{ANNA}\n").as_bytes());
    assert_eq!(
        (records, problem),
        (vec!["Anna".into(), "card too_long".into(), "Anna".into()], None)
    );
    let (records, problem) = told(format!("[{large},{ANNA}]").as_bytes());
    assert_eq!((records.len(), problem), (2, None));
    let endless = std::io::Read::chain(&b"[{\"@type\":\""[..], std::io::repeat(b'x'));
    let mut cards = reader(Box::new(endless));
    assert!(matches!(cards.next_record(), Err(FileProblem::Broken { .. })));
    let many = vec!["[\"x-a\",{},\"text\",\"1\"]"; 10_001].join(",");
    let (records, _) = told(format!("{{\"@type\":\"Card\",\"vCardProps\":[{many}]}}").as_bytes());
    assert_eq!(records, ["card too_many"]);
}
