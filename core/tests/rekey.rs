//! A book whose match keys were made by earlier rules: opened, it finds whom it found, and loses
//! nothing.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use customer_core::{
    Actor, CallPhase, CallToMatch, CreationMode, Customer, CustomerBook, EmailToMatch, Error,
    KEY_VERSION, MatchAnswer, MatchOptions, MatchOutcome, NewContact, NewCustomer, NewEmail,
    NewPhone, NewPoint, PointFlags, SenderAuth, SentMessage, Session, StorageKind, Timestamp,
    parse_message,
};
use rusqlite::Connection;
use tempfile::TempDir;

const AT: Timestamp = Timestamp::from_millis(1_795_262_400_000);

/// A file that a build of this library with other rules has written, see `tests/files/README.md`.
fn earlier() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/book-keys-0.db")
}

fn copy() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    fs::copy(earlier(), &path).unwrap();
    (folder, path)
}

fn admin() -> Actor {
    Actor::agent("admin", "Admin").unwrap()
}

fn open(path: &Path) -> (CustomerBook, Session) {
    let book = CustomerBook::open(path).unwrap();
    let session = book.session(&admin()).unwrap();
    (book, session)
}

fn person(name: &str, emails: &[&str], phones: &[(&str, &str)]) -> NewCustomer {
    let card = NewContact {
        emails: emails.iter().map(|text| NewEmail::new(*text)).collect(),
        phones: phones
            .iter()
            .map(|(text, region)| NewPhone {
                region: Some((*region).to_owned()),
                ..NewPhone::new(*text)
            })
            .collect(),
        ..NewContact::default()
    };
    NewCustomer { full_name: Some(name.into()), contacts: vec![card], ..NewCustomer::default() }
}

fn email(session: &Session) -> MatchAnswer {
    let raw = b"From: Anna.Alm@example.com\r\nMessage-ID: <m1@example.com>\r\n\r\nHello";
    let email = EmailToMatch {
        message: parse_message(raw),
        auth: SenderAuth::Unverified,
        received_at: AT,
        thread: None,
        keep_participants: false,
    };
    session.match_email(&email, MatchOptions::default()).unwrap()
}

fn call(session: &Session) -> MatchAnswer {
    let call = CallToMatch {
        call_id: "c1".into(),
        caller: "0151 12345678".into(),
        region: Some("DE".into()),
        caller_name: None,
        phase: CallPhase::Accepted,
        at: AT,
    };
    session.match_call(&call, MatchOptions::default()).unwrap()
}

fn flag(session: &Session, customer: &Customer, flags: PointFlags) {
    let point = customer.contacts[0].points[0].id;
    session.set_point_flags(customer.id, point, flags).unwrap();
}

/// Run with rules that differ as `tests/files/README.md` says:
/// `cargo test -p customer-core --test rekey -- --ignored keep_a_file`.
#[test]
#[ignore = "writes into the source tree, and needs other rules"]
fn keep_a_file_of_earlier_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    let book = CustomerBook::open(&path).unwrap();
    book.add_first_administrator(&admin()).unwrap();
    let session = book.session(&admin()).unwrap();
    let mode = Some(CreationMode::Automatic);
    session.set_creation_modes(mode, mode, None).unwrap();
    let create = |new| session.create_customer(new).unwrap().customer;
    create(person("Case", &["Anna.Alm@example.com"], &[]));
    let sharp = create(person("Sharp", &["kasse@straße.example"], &[]));
    flag(&session, &sharp, PointFlags { undeliverable: Some(true), ..PointFlags::default() });
    create(person("Mobile", &[], &[("0151 12345678", "DE")]));
    create(person("Twice", &["Bo@example.com", "bo@example.com"], &[]));
    let one = create(person("One", &["Team@firm.example"], &[]));
    flag(&session, &one, PointFlags { shared: Some(true), ..PointFlags::default() });
    create(person("Other", &["team@firm.example"], &[]));
    create(person("Same", &["same@example.com"], &[("+44 121 280 5977", "GB"), ("1234", "DE")]));
    email(&session);
    call(&session);
    let sent = SentMessage {
        message_id: "s1@host.example".into(),
        recipients: vec!["Anna.Alm@example.com".into()],
        customer: None,
        at: AT,
    };
    session.record_sent(sent).unwrap();
    book.close().unwrap();
    fs::copy(&path, earlier()).unwrap();
}

fn holders(session: &Session, point: NewPoint) -> Vec<String> {
    let found = session.find_by_address(&point).unwrap();
    let mut names: Vec<_> = found.into_iter().map(|customer| customer.display_name).collect();
    names.sort();
    names
}

fn by_email(session: &Session, text: &str) -> Vec<String> {
    holders(session, NewPoint::Email(NewEmail::new(text)))
}

fn texts(path: &Path, sql: &str) -> Vec<String> {
    let file = Connection::open(path).unwrap();
    let mut statement = file.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// What is told of each point and is no key.
const TYPED: &str = "SELECT hex(customer.uid) || coalesce(value, norm) || contact_point.kind || contact_seq || flags || contact_point.made_at \
     FROM contact_point JOIN customer ON customer.id = customer_id ORDER BY 1";

#[test]
fn the_file_was_written_by_other_rules() {
    let norms = texts(&earlier(), "SELECT norm FROM contact_point");
    for key in ["Anna.Alm@example.com", "kasse@strasse.example", "local:DE:015112345678"] {
        assert!(norms.iter().any(|norm| norm == key), "{key}: {norms:?}");
    }
    assert_eq!(texts(&earlier(), "SELECT CAST(key_version AS TEXT) FROM book"), ["0"]);
}

#[test]
fn whom_the_earlier_keys_found_the_new_ones_find() {
    let (_folder, path) = copy();
    let (book, session) = open(&path);
    assert_eq!(by_email(&session, "anna.alm@EXAMPLE.com"), ["Case"]);
    assert_eq!(by_email(&session, "kasse@xn--strae-oqa.example"), ["Sharp"]);
    assert_eq!(by_email(&session, "BO@example.com"), ["Twice"]);
    assert_eq!(by_email(&session, "TEAM@firm.example"), ["One", "Other"]);
    assert_eq!(by_email(&session, "same@example.com"), ["Same"]);
    let phone = NewPoint::Phone(NewPhone::new("+49 151 12345678"));
    assert_eq!(holders(&session, phone), ["Mobile"]);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
    book.close().unwrap();
    assert_eq!(
        texts(&path, "SELECT CAST(key_version AS TEXT) FROM book"),
        [KEY_VERSION.to_string()]
    );
    assert!(texts(&path, "SELECT CAST(stage AS TEXT) FROM key_progress").is_empty());
}

#[test]
fn what_was_typed_stays_and_two_spellings_stay_two() {
    let (_folder, path) = copy();
    let before = texts(&path, TYPED);
    let (book, session) = open(&path);
    let twice = session.find_by_address(&NewPoint::Email(NewEmail::new("bo@example.com"))).unwrap();
    let twice = session.get_customer(twice[0].id).unwrap();
    let typed: Vec<_> =
        twice.contacts[0].points.iter().map(|point| point.value.text().unwrap()).collect();
    assert_eq!(typed, ["Bo@example.com", "bo@example.com"]);
    book.close().unwrap();
    assert_eq!(texts(&path, TYPED), before);
}

#[test]
fn facts_go_with_their_address() {
    let (_folder, path) = copy();
    let (_book, session) = open(&path);
    let facts = |address: &str| {
        let found = session.find_by_address(&NewPoint::Email(NewEmail::new(address))).unwrap();
        let customer = session.get_customer(found[0].id).unwrap();
        let point = &customer.contacts[0].points[0];
        (point.shared, point.undeliverable.is_some())
    };
    assert_eq!(facts("kasse@straße.example"), (false, true));
    assert_eq!(facts("team@firm.example"), (true, false));
    assert_eq!(facts("anna.alm@example.com"), (false, false));
}

/// The same message and the same call are known again: nobody is created twice.
#[test]
fn interactions_are_known_again() {
    let (_folder, path) = copy();
    let (_book, session) = open(&path);
    let known = |answer: MatchAnswer, name: &str| {
        let MatchOutcome::Assigned { customer } = answer.outcome else {
            panic!("{:?}", answer.outcome)
        };
        assert_eq!(session.get_customer(customer).unwrap().display_name, name);
        assert_eq!(session.list_interactions(customer, 10, None).unwrap().items.len(), 1);
    };
    known(email(&session), "Case");
    known(call(&session), "Mobile");
    assert_eq!(texts(&path, "SELECT norm FROM sent_message"), ["anna.alm@example.com"]);
}

#[test]
fn several_who_open_it_at_once_take_turns() {
    let (_folder, path) = copy();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(by_email(&open(&path).1, "anna.alm@example.com"), ["Case"]));
        }
    });
    assert_eq!(open(&path).0.check().unwrap().problems, Vec::<String>::new());
}

/// A newer library took the book over: by the rules here nobody would be found.
#[test]
fn keys_of_later_rules_are_refused() {
    let (_folder, path) = copy();
    let (book, session) = open(&path);
    let file = Connection::open(&path).unwrap();
    file.execute("UPDATE book SET key_version = ?", [KEY_VERSION + 1]).unwrap();
    let refused = |error: Error| match error {
        Error::Storage { kind, .. } => assert_eq!(kind, StorageKind::NewerFile),
        other => panic!("{other:?}"),
    };
    let find = session.find_by_address(&NewPoint::Email(NewEmail::new("same@example.com")));
    refused(find.unwrap_err());
    refused(session.create_customer(person("New", &[], &[])).unwrap_err());
    refused(book.system_session("import").unwrap_err());
    book.close().unwrap();
    drop(file);
    refused(CustomerBook::open(&path).unwrap_err());
}
