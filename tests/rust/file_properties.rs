//! What holds for any file whatever: mailboxes, lists of customers, book files that were changed.
//! Held by the fuzz targets and by a short test, as [`properties`](crate::properties).

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a property that does not hold ends the test"
)]

use std::fs;
use std::path::PathBuf;

use customer_core::{
    Actor, BookOptions, CustomerBook, CustomerId, CustomerListing, Durability, EmailToMatch, Error,
    MatchOptions, NewContact, NewCustomer, NewEmail, NewPhone, NewPoint, Result, SenderAuth,
    Session, Timestamp, parse_message,
};
use customer_core_examples::options::MailSource;
use customer_core_examples::trouble::Trouble;
use customer_core_examples::{mail, people};
use tempfile::TempDir;

use crate::properties;

/// A folder for the files of a property.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty folder.
    #[expect(clippy::new_without_default, reason = "a folder is made, not assumed")]
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn put(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).expect("a file is written");
        path
    }
}

/// A mailbox is divided where the rule says and nowhere else, and no octet of it is lost or changed
/// but the quote before a line `From `. Each message is read then.
pub fn mbox(desk: &Desk, content: &[u8]) {
    let path = desk.put("mail.mbox", content);
    let wanted = divided(content);
    let found = match (mail::messages(&MailSource::Mbox(path)), &wanted) {
        (Ok(found), Some(_)) => found,
        (Err(Trouble::Content { .. }), None) => return,
        (Ok(_), None) => panic!("a foreign file is taken for a mailbox"),
        (Err(trouble), _) => panic!("{trouble}"),
    };
    let mut count = 0;
    for (at, (message, wanted)) in found.zip(wanted.iter().flatten()).enumerate() {
        let message = message.expect("a file can be read");
        assert!(message.bytes == *wanted, "message {} has other octets", at + 1);
        properties::message(&message.bytes);
        count += 1;
    }
    assert_eq!(Some(count), wanted.map(|of| of.len()), "all messages come");
}

/// The messages of a mailbox by the rule of its format; none for a file that is no mailbox.
fn divided(content: &[u8]) -> Option<Vec<Vec<u8>>> {
    let lines: Vec<&[u8]> = content.split_inclusive(|octet| *octet == b'\n').collect();
    let is_blank = |line: &[u8]| line.iter().all(u8::is_ascii_whitespace);
    let Some(first) = lines.iter().position(|line| !is_blank(line)) else {
        return Some(Vec::new());
    };
    let mut messages = Vec::new();
    // The beginning of a file divides as an empty line does.
    let mut behind_blank = true;
    for line in lines.into_iter().skip(first) {
        if behind_blank && line.starts_with(b"From ") && tells_time(line) {
            messages.push(Vec::new());
            behind_blank = false;
            continue;
        }
        let unquoted = line.strip_prefix(b">").filter(|rest| {
            let text = rest.iter().position(|octet| *octet != b'>').unwrap_or(rest.len());
            rest.get(text..).is_some_and(|text| text.starts_with(b"From "))
        });
        messages.last_mut()?.extend_from_slice(unquoted.unwrap_or(line));
        behind_blank = is_blank(line);
    }
    Some(messages)
}

/// Two digits, a colon, two digits.
fn tells_time(line: &[u8]) -> bool {
    let colons = line.iter().enumerate().filter(|(_, octet)| **octet == b':');
    colons.map(|(at, _)| at).any(|at| {
        let around = [at.checked_sub(2), at.checked_sub(1), Some(at + 1), Some(at + 2)];
        around.iter().all(|at| at.and_then(|at| line.get(at)).is_some_and(u8::is_ascii_digit))
    })
}

/// Each row of a list of customers becomes one, or is told with its line, and the same file again
/// makes nobody a second time.
pub fn csv(desk: &Desk, content: &[u8]) {
    let path = desk.put("people.csv", content);
    let (book, admin) = (CustomerBook::open_in_memory().expect("a book in memory"), admin());
    book.add_first_administrator(&admin).expect("the first administrator");
    let session = book.session(&admin).expect("a session");
    let (rows, is_open) = rows_of(content);
    let first = match people::import(&session, &path) {
        Ok(first) => first,
        // The header cannot be read, and nothing behind it was.
        Err(Trouble::Content { .. }) => {
            assert!(customers(&session).expect("a list").is_empty(), "half a file went in");
            return;
        }
        Err(trouble) => panic!("{trouble}"),
    };
    let told = |import: &people::Import| {
        let kept = u64::from(import.created) + u64::from(import.known) + u64::from(import.unsure);
        kept + import.refused.len() as u64
    };
    assert_eq!(told(&first), rows, "every row is told: {first:?}");
    let open = first.refused.iter().any(|of| of.why.contains("never closed"));
    assert_eq!(open, is_open, "what went into an open quote is told: {first:?}");
    let there = customers(&session).expect("a list").len() as u64;
    assert_eq!(there, u64::from(first.created), "who was created is there");
    let lines = content.iter().filter(|octet| matches!(octet, b'\n' | b'\r')).count() as u64 + 1;
    for refused in &first.refused {
        assert!((1..=lines).contains(&refused.line) && !refused.why.is_empty(), "{refused:?}");
    }
    let again = people::import(&session, &path).expect("what was read once is read again");
    assert_eq!((again.created, told(&again)), (0, rows), "{again:?}");
}

/// How many rows stand behind the header: lines with something in them, where an end of line
/// between quotes ends none. And whether the last quote is open.
fn rows_of(content: &[u8]) -> (u64, bool) {
    #[derive(PartialEq)]
    enum At {
        Row,
        Field,
        Plain,
        Quoted,
        Quote,
    }
    let text = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    let (mut rows, mut at) = (0, At::Row);
    for octet in text {
        at = match (at, octet) {
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) | (At::Quote | At::Row | At::Field, b'"') => At::Quoted,
            (At::Row, b'\r' | b'\n') => At::Row,
            (_, b'\r' | b'\n') => {
                rows += 1;
                At::Row
            }
            (_, b',') => At::Field,
            _ => At::Plain,
        };
    }
    if at != At::Row {
        rows += 1;
    }
    (u64::saturating_sub(rows, 1), at == At::Quoted)
}

fn admin() -> Actor {
    Actor::agent("admin", "Admin").expect("a sound actor")
}

/// Every customer of a book, page by page. A list that does not end ends the test.
fn customers(session: &Session) -> Result<Vec<CustomerId>> {
    let mut listing =
        CustomerListing { include_inactive: true, limit: 500, ..CustomerListing::default() };
    let mut found = Vec::new();
    for _ in 0..1_000 {
        let page = session.list_customers(&listing)?;
        found.extend(page.items.iter().map(|of| of.id));
        match page.next {
            Some(next) => listing.after = Some(next),
            None => return Ok(found),
        }
    }
    panic!("a list has no end")
}

/// A small sound book file, and who stands in it.
pub struct BookFile {
    desk: Desk,
    octets: Vec<u8>,
    people: Vec<(CustomerId, String)>,
}

/// How many octets a patch of [`database`] takes: where, and what is put there.
const PATCH: usize = 4;

impl BookFile {
    /// A book with three customers, closed.
    #[expect(clippy::new_without_default, reason = "a book is made, not assumed")]
    pub fn new() -> Self {
        let desk = Desk::new();
        let path = desk.folder.path().join("book.db");
        let book = CustomerBook::open(&path).expect("a new book");
        book.add_first_administrator(&admin()).expect("the first administrator");
        let session = book.session(&admin()).expect("a session");
        let people = ["Anna", "Bo", "Cy"].map(|name| {
            let card = NewContact {
                emails: vec![NewEmail::new(format!("{name}@example.com"))],
                phones: vec![NewPhone::new("+4930123456")],
                ..NewContact::default()
            };
            let new = NewCustomer {
                full_name: Some(name.to_owned()),
                ref1: Some(format!("K-{name}")),
                contacts: vec![card],
                ..NewCustomer::default()
            };
            let id = session.create_customer(new).expect("a customer").customer.id;
            (id, shown(&session, id).expect("a customer"))
        });
        let _ = session.match_email(&letter(), MatchOptions::default()).expect("an answer");
        book.close().expect("a book is closed");
        let octets = fs::read(&path).expect("a book is a file");
        Self { desk, octets, people: people.to_vec() }
    }

    /// What an input makes of the file: its first octet says how, the others say what.
    fn changed(&self, input: &[u8]) -> (Vec<u8>, Option<&'static str>) {
        let (how, what) = input.split_first().unwrap_or((&0, &[]));
        let mut octets = self.octets.clone();
        let mut patches = what;
        match how % 5 {
            1 => return (what.to_vec(), None),
            2 => {
                let (end, rest) = what.split_at_checked(3).unwrap_or((&[], what));
                octets.truncate(place(end, octets.len()));
                patches = rest;
            }
            3 => return (octets, Some("book.db-wal")),
            4 => return (octets, Some("book.db-journal")),
            _ => {}
        }
        for patch in patches.chunks_exact(PATCH) {
            if let Some((to, at)) = patch.split_last() {
                let at = place(at, octets.len());
                if let Some(octet) = octets.get_mut(at) {
                    *octet = *to;
                }
            }
        }
        (octets, None)
    }
}

/// A place in a file of so many octets.
fn place(octets: &[u8], length: usize) -> usize {
    let at = octets.iter().fold(0, |at, octet| (at << 8) | usize::from(*octet));
    at % length.max(1)
}

fn shown(session: &Session, id: CustomerId) -> Result<String> {
    session.get_customer(id).map(|of| serde_json::to_string(&of).expect("a customer has a form"))
}

/// Nothing here has to outlive a failure of power.
fn fast() -> BookOptions {
    let durability = Durability::MayLoseLastCommits;
    BookOptions { durability, readers: 1, cache_kib: 1_024, ..BookOptions::default() }
}

fn letter() -> EmailToMatch {
    EmailToMatch {
        message: parse_message(
            b"From: Anna <anna@example.com>\r\nMessage-ID: <1@a.example>\r\n\r\n",
        ),
        auth: SenderAuth::Unverified,
        received_at: Timestamp::from_millis(1_795_262_400_000),
        thread: None,
        keep_participants: true,
    }
}

/// A book file that was changed in any way is refused and left as it is, or opened; then every
/// operation has an answer or an error, and no customer who is shown is another than he was.
pub fn database(file: &BookFile, input: &[u8]) {
    let folder = file.desk.folder.path();
    for entry in fs::read_dir(folder).expect("a folder") {
        let _ = fs::remove_file(entry.expect("an entry").path());
    }
    let (octets, beside) = file.changed(input);
    let path = file.desk.put("book.db", &octets);
    if let Some(name) = beside {
        file.desk.put(name, input.get(1..).unwrap_or_default());
    }
    let Ok(book) = CustomerBook::open_with(&path, fast()) else {
        // What stands beside a file belongs to it: SQLite undoes or redoes what it says.
        if beside.is_none() {
            let left = fs::read_dir(folder).expect("a folder").count();
            let same = fs::read(&path).is_ok_and(|now| now == octets);
            assert!(same && left == 1, "a refused file was written to");
        }
        return;
    };
    if let Ok(session) = book.system_session("a file that was changed") {
        for (id, was) in &file.people {
            if let Ok(is) = shown(&session, *id) {
                assert_eq!(is, *was, "a customer who was changed is believed");
            }
        }
        let _ = use_all(&session);
    }
    let copy = folder.join("copy.db");
    let kept = book.backup_to(&copy);
    let _ = book.check();
    let _ = book.close();
    if kept.is_ok() {
        let book =
            CustomerBook::open_with(&copy, fast()).expect("a backup that was made is a book");
        let _ = book.check();
    }
}

/// Reads, asks and writes; one error does not keep the others from being tried.
fn use_all(session: &Session) -> [std::result::Result<(), Error>; 11] {
    let email = NewPoint::Email(NewEmail::new("anna@example.com"));
    let phone = NewPoint::Phone(NewPhone::new("+4930123456"));
    let new = NewCustomer { full_name: Some("Di".into()), ..NewCustomer::default() };
    let all = customers(session);
    let each = all.as_ref().map_or(&[][..], Vec::as_slice);
    for id in each {
        let _ = session.get_customer(*id);
        let _ = session.list_interactions(*id, 100, None);
        let _ = session.list_contacts(*id);
    }
    [
        all.map(drop),
        session.get_settings().map(drop),
        session.list_groups().map(drop),
        session.list_members().map(drop),
        session.list_changes(0, None, 500).map(drop),
        session.find_by_address(&email).map(drop),
        session.find_by_address(&phone).map(drop),
        session.match_email(&letter(), MatchOptions::DRY_RUN).map(drop),
        session.match_email(&letter(), MatchOptions::default()).map(drop),
        session.create_customer(new).map(drop),
        session.set_creation_modes(None, None, None).map(drop),
    ]
}
