//! JSON Lines.

use super::*;

fn read(content: impl AsRef<[u8]>) -> Vec<Content> {
    records_with(content, &of_format(FileFormat::JsonLines))
}

fn only(line: &str) -> Content {
    let mut records = read(line);
    assert_eq!(records.len(), 1, "{line}");
    records.pop().unwrap()
}

/// Everything that can be entered by hand can stand on a line, in the same words.
#[test]
fn a_line_is_a_new_customer() {
    let line = r#"{"kind":"entity","full_name":"ACME","ref1":"K-1","email":"info@acme.example","phone":{"number":"030 1234","region":"DE","kind":"business","preferred":true},"country":"DE","contacts":[{"label":"office","person_name":"Anna","phones":[],"emails":[{"address":"a@acme.example"}],"handles":[{"channel":"custom","account":"line","handle":"acme"}]}],"status":"inactive","preferred_channel":"phone","team":null}"#;
    let found = only(line).unwrap();
    let mut wanted: serde_json::Value = serde_json::from_str(line).unwrap();
    for beside in ["status", "preferred_channel"] {
        wanted.as_object_mut().unwrap().remove(beside);
    }
    assert!(found.new == serde_json::from_value(wanted).unwrap());
    assert_eq!(found.status.as_deref(), Some("inactive"));
    assert_eq!(found.preferred_channel.as_deref(), Some("phone"));
    assert_eq!(found.new.team, None, "null is absent");
}

#[test]
fn names_are_guessed_and_mapped_as_columns_are() {
    let content =
        "{\"First Name\":\"Anna\",\"Nachname\":\"B\",\"vip\":true}\n{\"Nachname\":\"C\"}\n";
    let mut file = open_with(content, &FileOptions::default());
    assert_eq!(file.format, FileFormat::JsonLines);
    let first = file.reader.next_record().unwrap().unwrap().content.unwrap();
    assert_eq!(first.new.given_name.as_deref(), Some("Anna"));
    let second = file.reader.next_record().unwrap().unwrap().content.unwrap();
    assert_eq!(second.new.family_name.as_deref(), Some("C"));
    assert_eq!(file.reader.unknown(), ["vip"]);
    assert_eq!(file.reader.columns().len(), 3);

    let options = mapped(&[("vip", "location"), ("Nachname", "")]);
    let records = records_with(content, &options);
    let first = &records[0].as_ref().unwrap().new;
    assert_eq!((first.location.as_deref(), first.family_name.as_deref()), (Some("true"), None));
}

#[test]
fn plain_values_are_taken_as_text() {
    let found = only(
        r#"{"name":"Anna","ref1":12345678901234567890123,"postal_code":53111,"phone":4930123456}"#,
    );
    let found = found.unwrap().new;
    assert_eq!(found.ref1.as_deref(), Some("12345678901234567890123"));
    assert_eq!(found.postal_code.as_deref(), Some("53111"));
    assert_eq!(found.phone.unwrap().number, "4930123456");
}

/// T35, A3.28: each line that is wrong is told by itself, with the path, and the next one is read.
#[test]
fn what_is_wrong_is_told_by_its_path() {
    for (line, wanted) in [
        ("{\"name\":\"Anna\"", &["record not_json"][..]),
        ("nothing", &["record not_json"]),
        ("{\"name\":\"Anna\"} {}", &["record not_json"]),
        ("\"Anna\"", &["record wrong_type"]),
        ("{\"name\":\"A\",\"name\":\"B\"}", &["name duplicate_member"]),
        ("{\"name\":[\"Anna\"],\"city\":{}}", &["name wrong_type", "city wrong_type"]),
        ("{\"ref1\":1e21}", &["ref1 wrong_type"]),
        ("{\"name\":\"\\ud800\"}", &["name not_json"]),
        ("{\"name\":\"A\\u0000\"}", &["name control_character"]),
        ("{\"kind\":\"robot\"}", &["kind unknown_value"]),
        ("{\"name\":\"J••• D•••\"}", &["name masked_value"]),
        ("{\"display_name\":\"J••• D•••\"}", &["display_name masked_value"]),
        ("{\"phone\":{\"region\":\"DE\"}}", &["phone.number required"]),
        ("{\"contacts\":{}}", &["contacts wrong_type"]),
        (
            "{\"contacts\":[{\"phones\":[{\"number\":\"1\",\"kind\":\"fax\"},{\"nr\":1}],\"points\":[]}]}",
            &[
                "contacts[0].phones[0].kind unknown_value",
                "contacts[0].phones[1].nr unknown_member",
                "contacts[0].phones[1].number required",
                "contacts[0].points unknown_member",
            ],
        ),
        (
            "{\"contacts\":[{\"emails\":[{\"address\":\"a\",\"address\":\"b\"}],\"handles\":[1]}]}",
            &[
                "contacts[0].emails[0].address duplicate_member",
                "contacts[0].emails[0].address required",
                "contacts[0].handles[0] wrong_type",
            ],
        ),
    ] {
        let records = read(format!("{line}\n{{\"name\":\"next\"}}\n"));
        assert_eq!(told(&records[0]), wanted, "{line}");
        assert_eq!(records[1].as_ref().unwrap().new.full_name.as_deref(), Some("next"), "{line}");
    }
}

#[test]
fn blank_lines_and_line_ends_do_not_matter() {
    let records = read("\u{FEFF}\r\n{\"name\":\"A\"}\r\n\n  {\"name\":\"B\"}  \r{\"name\":\"C\"}");
    let names: Vec<_> = records.into_iter().map(|of| of.unwrap().new.full_name.unwrap()).collect();
    assert_eq!(names, ["A", "B", "C"]);
    assert!(read("").is_empty() && read("\n \r\n").is_empty());
}
