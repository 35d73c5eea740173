//! What permissions come to among processes, over time, and against those who write the file.

#![cfg(all(feature = "sqlite", unix))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use customer_core::{
    Actor, ActorId, ActorKind, BookOptions, Clock, CustomerBook, CustomerId, Durability, Env,
    Error, Grant, GrantScope, GroupId, InteractionKind, InteractionRef, LinkRequest, LinkTarget,
    LogHead, Member, Narrowing, NewCustomer, NewEmail, NewPoint, Permission, PermissionGroup,
    RefusedReason, Session, SystemRandomness, Timestamp,
};
use rusqlite::Connection;
use rusqlite::types::Value;

fn asked(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn admin() -> Actor {
    Actor::agent("admin", "Admin").unwrap()
}

fn fast() -> BookOptions {
    BookOptions { durability: Durability::MayLoseLastCommits, ..BookOptions::default() }
}

/// A book with an administrator, and his session.
fn a_book(path: &Path) -> (CustomerBook, Session) {
    let book = CustomerBook::open_with(path, fast()).unwrap();
    book.add_first_administrator(&admin()).unwrap();
    let session = book.session(&admin()).unwrap();
    (book, session)
}

fn id(text: &str) -> GroupId {
    GroupId::new(text).unwrap()
}

fn member(name: &str, groups: &[&str]) -> Member {
    Member {
        id: ActorId::new(name).unwrap(),
        name: name.to_owned(),
        kind: ActorKind::Agent,
        groups: groups.iter().map(|group| id(group)).collect(),
    }
}

fn group(name: &str, grants: Vec<Grant>) -> PermissionGroup {
    PermissionGroup { id: id(name), name: name.to_owned(), description: String::new(), grants }
}

fn anna(session: &Session) -> CustomerId {
    let new = NewCustomer {
        full_name: Some("Anna".into()),
        email: Some("anna@example.com".into()),
        ..NewCustomer::default()
    };
    session.create_customer(new).unwrap().customer.id
}

/// What the child does: it takes Bo's rights and gives them back, as it is told. Without a book it is
/// no test.
#[test]
fn child() {
    let Some(path) = std::env::var_os("CHILD_BOOK").map(PathBuf::from) else { return };
    let book = CustomerBook::open_with(&path, fast()).unwrap();
    let session = book.session(&admin()).unwrap();
    let say = |line: &str| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{line}").unwrap();
        out.flush().unwrap();
    };
    // The test runner has begun a line.
    say("");
    say("ready");
    for line in std::io::stdin().lock().lines() {
        let groups: &[&str] = if line.unwrap() == "give" { &["viewer"] } else { &[] };
        session.set_member_groups(member("bo", groups)).unwrap();
        say("done");
    }
}

/// T26, F5.13, F5.15: rights that another process took away are gone at the next call.
#[test]
fn rights_that_another_process_takes_away_are_gone_at_the_next_call() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    let (book, session) = a_book(&path);
    let anna = anna(&session);
    let bo = book.session(&Actor::agent("bo", "Bo").unwrap()).unwrap();
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .env("CHILD_BOOK", &path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut to, from) = (other.stdin.take().unwrap(), other.stdout.take().unwrap());
    let mut lines = BufReader::new(from).lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "ready"));
    let mut tell = |order: &str| {
        writeln!(to, "{order}").unwrap();
        assert_eq!(lines.next().as_deref(), Some("done"));
    };
    let rounds = asked("REVOKE_ROUNDS", 200);
    for round in 0..rounds {
        tell("give");
        assert!(bo.get_customer(anna).is_ok(), "round {round}");
        tell("take");
        let denied = Error::Denied { missing: vec![Permission::CustomerView] };
        assert_eq!(bo.get_customer(anna), Err(denied), "round {round}");
    }
    drop(to);
    assert!(other.wait().unwrap().success());
}

/// F5.21: scopes arrive with their data; until then nobody can write one down, and a book that holds
/// one all the same grants nothing by it.
#[test]
fn scopes_without_data_are_no_scopes() {
    for word in ["group", "customer_group", "assigned", "worked_with", "tenant", "project"] {
        assert_eq!(GrantScope::from_word(word), None);
        let json = format!(r#"{{"permission": "customer.view", "scope": "{word}"}}"#);
        assert!(serde_json::from_str::<Grant>(&json).is_err(), "{word}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    let (book, session) = a_book(&path);
    session.put_group(group("g", vec![Grant::allow(Permission::CustomerView)])).unwrap();
    session.set_member_groups(member("bo", &["g"])).unwrap();
    let anna = anna(&session);
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "UPDATE permission_grant SET scope = 'assigned' WHERE group_id = 'g'; \
             UPDATE book SET policy_epoch = policy_epoch + 1",
        )
        .unwrap();
    let bo = book.session(&Actor::agent("bo", "Bo").unwrap()).unwrap();
    assert!(matches!(bo.get_customer(anna), Err(Error::Storage { .. })));
}

/// F5.11: what guards the data holds for the system session too.
#[test]
fn guards_hold_for_the_system_session() {
    let folder = tempfile::tempdir().unwrap();
    let (book, session) = a_book(&folder.path().join("book.db"));
    let anna = anna(&session);
    let system = book.system_session("repair").unwrap();
    let interaction =
        InteractionRef { kind: InteractionKind::Ticket, external_id: "ticket 1".into() };
    let target = LinkTarget::Existing { customer: anna };
    let at = Timestamp::from_millis(1);
    system
        .link_interaction(LinkRequest {
            interaction,
            at,
            target,
            remember_sender: false,
            sender: None,
        })
        .unwrap();
    let refused = system.delete_customer(anna);
    assert!(matches!(
        refused,
        Err(Error::Refused { reason: RefusedReason::HasInteractions, count: Some(1), .. })
    ));
    assert!(session.get_customer(anna).is_ok());
}

/// F5.15: groups that a host asserts have to be there.
#[test]
fn unknown_groups_are_not_asserted() {
    let folder = tempfile::tempdir().unwrap();
    let (book, _) = a_book(&folder.path().join("book.db"));
    let bo = Actor::agent("bo", "Bo").unwrap();
    let of = |groups: &[GroupId]| book.session_in_groups(&bo, groups, Narrowing::default());
    assert_eq!(of(&[id("viewer")]).unwrap().asserted_groups(), Some(&[id("viewer")][..]));
    assert!(matches!(of(&[id("nobody")]), Err(Error::Invalid { .. })));
    assert!(book.session(&bo).unwrap().asserted_groups().is_none());
}

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// T24, F5.17: look-ups are counted per actor, and grow back with the injected clock.
#[test]
fn look_ups_grow_back_over_an_hour() {
    let clock = Arc::new(SetClock(AtomicI64::new(1_000_000)));
    let env = Env::new(Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(SystemRandomness));
    let book = CustomerBook::open_in_memory_with(BookOptions { env, ..fast() }).unwrap();
    book.add_first_administrator(&admin()).unwrap();
    let session = book.session(&admin()).unwrap();
    anna(&session);
    let settings = session.get_settings().unwrap();
    session.update_settings(customer_core::Settings { max_lookups: Some(60), ..settings }).unwrap();
    session.put_group(group("g", vec![Grant::allow(Permission::ContactLookup)])).unwrap();
    let looker = |name: &str| {
        session.set_member_groups(member(name, &["g"])).unwrap();
        book.session(&Actor::agent(name, name).unwrap()).unwrap()
    };
    let (bo, cy) = (looker("bo"), looker("cy"));
    let (here, nobody) = ("anna@example.com", "nobody@example.com");
    let look = |who: &Session, text: &str| {
        who.lookup_address(&NewPoint::Email(NewEmail::new(text))).map(|found| found.len())
    };
    // Found or not, a look-up costs one.
    let spent = (0..60).filter(|n| look(&bo, if n % 2 == 0 { here } else { nobody }).is_ok());
    assert_eq!(spent.count(), 60);
    let throttled = |answer: Result<usize, Error>| {
        matches!(answer, Err(Error::Refused { reason: RefusedReason::LookupThrottled, .. }))
    };
    assert!(throttled(look(&bo, here)) && throttled(look(&bo, nobody)));
    assert_eq!(look(&cy, here), Ok(1));
    clock.0.fetch_add(60_000, Ordering::Relaxed);
    assert_eq!(look(&bo, here), Ok(1), "after a minute there is one more");
    assert!(throttled(look(&bo, here)));
    clock.0.fetch_add(3_600_000, Ordering::Relaxed);
    assert_eq!((0..100).filter(|_| look(&bo, here).is_ok()).count(), 60);
}

/// T27: somebody with each of the 64 sets of six rights, two of them to keep permissions: he gives what
/// he holds for good and nothing else, does not help himself to more, and somebody always keeps
/// permissions.
#[test]
fn nobody_makes_himself_more_than_he_is() {
    let book = CustomerBook::open_in_memory().unwrap();
    book.add_first_administrator(&admin()).unwrap();
    let root = book.session(&admin()).unwrap();
    let manage = |scope| Grant::allow(Permission::PermissionManage).within(scope);
    let rights = [
        Grant::allow(Permission::CustomerView),
        Grant::allow(Permission::CustomerEdit),
        Grant::allow(Permission::CustomerDelete),
        Grant::allow(Permission::FieldView),
        manage(GrantScope::Own),
        manage(GrantScope::Book),
    ];
    let names = ["a", "b", "c"];
    let mut tried = 0;
    for bits in 0..64_u32 {
        let held: Vec<Grant> = rights
            .iter()
            .zip(0..)
            .filter(|(_, n)| bits & (1 << n) != 0)
            .map(|of| of.0.clone())
            .collect();
        let keeps_all = held.contains(&manage(GrantScope::Book));
        let keeps = keeps_all || held.contains(&manage(GrantScope::Own));
        root.put_group(group("a", held.clone())).unwrap();
        root.put_group(group("b", vec![])).unwrap();
        root.put_group(group("c", vec![rights[2].clone()])).unwrap();
        for name in names {
            root.set_member_groups(member(name, &[name])).unwrap();
        }
        let actor = book.session(&Actor::agent("a", "A").unwrap()).unwrap();
        for right in &rights {
            // Into an empty group, which is another's.
            let given = actor.put_group(group("b", vec![right.clone()]));
            // Who sees no field edits none, whatever he holds, and has no editing to give.
            let in_full = right.permission != Permission::CustomerEdit || held.contains(&rights[3]);
            let own = in_full && held.contains(right);
            let holds = own || right.scope == GrantScope::Own && keeps_all;
            let due = keeps_all || keeps && holds && right.scope == GrantScope::Book;
            assert_eq!(given.is_ok(), due, "{right:?} by {held:?}");
            if given.is_ok() {
                root.put_group(group("b", vec![])).unwrap();
            }
            tried += 1;
        }
        // Himself into the group that may delete, and out of his own.
        let joins = actor.set_member_groups(member("a", &["a", "c"]));
        assert_eq!(joins.is_ok(), keeps_all || keeps && held.contains(&rights[2]), "{held:?}");
        // The last administrator is not to be had by anybody.
        let refused = actor.set_member_groups(member("admin", &[]));
        assert!(refused.is_err() || keeps_all, "{held:?}");
        let members = root.list_members();
        assert!(members.is_ok() || keeps_all);
        if members.is_err() {
            actor.set_member_groups(member("admin", &["admin"])).unwrap();
        }
    }
    assert_eq!(tried, 64 * 6);
}

type LogRow = Vec<Value>;

const COLUMNS: usize = 14;
const SUBJECT: usize = 9;

fn read_log(file: &Connection) -> Vec<LogRow> {
    let mut all = file.prepare("SELECT * FROM change_log ORDER BY seq").unwrap();
    assert_eq!(all.column_count(), COLUMNS);
    let rows = all.query_map([], |row| (0..COLUMNS).map(|at| row.get(at)).collect());
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn write_log(file: &Connection, rows: &[LogRow]) {
    file.execute_batch("BEGIN; DELETE FROM change_log").unwrap();
    {
        let marks = ["?"; COLUMNS].join(",");
        let mut put = file.prepare(&format!("INSERT INTO change_log VALUES({marks})")).unwrap();
        for row in rows {
            put.execute(rusqlite::params_from_iter(row)).unwrap();
        }
    }
    file.execute_batch("COMMIT").unwrap();
}

/// The value, and another one of the same type.
fn other(value: &Value, column: usize) -> Value {
    match value {
        // Of the columns that can be empty the customer's id is a blob, and the other one a text.
        Value::Null if column == SUBJECT => Value::Blob(vec![1; 16]),
        Value::Null => Value::Text("x".into()),
        Value::Integer(number) => Value::Integer(number ^ 1),
        Value::Real(number) => Value::Real(number + 1.0),
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Blob(octets) => Value::Blob(
            octets.iter().zip(0..).map(|(of, n)| if n == 3 { of ^ 1 } else { *of }).collect(),
        ),
    }
}

/// All that can be done to one entry of a log: each answers the log that is left.
fn tampered(log: &[LogRow], at: usize) -> Vec<(&'static str, Vec<LogRow>)> {
    let seq = |row: &LogRow, n: i64| [vec![Value::Integer(n)], row[1..].to_vec()].concat();
    let mut all = Vec::new();
    let mut deleted = log.to_vec();
    deleted.remove(at);
    all.push(("deleted", deleted));
    let mut swapped = log.to_vec();
    let next = (at + 1) % log.len();
    let (one, two) = (log[at][0].clone(), log[next][0].clone());
    swapped[at] = [vec![one], log[next][1..].to_vec()].concat();
    swapped[next] = [vec![two], log[at][1..].to_vec()].concat();
    all.push(("swapped", swapped));
    let mut edited = log.to_vec();
    let column = 1 + at % (COLUMNS - 1);
    edited[at][column] = other(&edited[at][column], column);
    all.push(("edited", edited));
    let mut doubled = log.to_vec();
    doubled.push(seq(&log[at], i64::try_from(log.len()).unwrap() + 1));
    all.push(("doubled", doubled));
    all.push(("cut off", log[..at].to_vec()));
    all
}

/// T29, F2.28: whoever writes the log anew, takes from it, adds to it or cuts it off is found out by
/// the head that somebody kept. Without a head, a log that was cut off looks like a shorter one.
#[test]
fn a_log_that_was_written_anew_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    let (_book, session) = a_book(&path);
    let entries = asked("LOG_ENTRIES", 60);
    for n in 1..entries {
        session.set_member_groups(member(&format!("m{n}"), &["viewer"])).unwrap();
    }
    let head = session.log_head().unwrap();
    assert_eq!(head.seq, entries as u64);
    assert_eq!(session.verify_log(&head), Ok(Vec::new()));
    let file = Connection::open(&path).unwrap();
    file.pragma_update(None, "foreign_keys", false).unwrap();
    let log = read_log(&file);
    for at in 0..log.len() {
        for (how, changed) in tampered(&log, at) {
            write_log(&file, &changed);
            let found = session.verify_log(&head).unwrap();
            assert!(!found.is_empty(), "entry {at} was {how}");
            if how == "cut off" {
                let alone = session.verify_log(&LogHead::default()).unwrap();
                assert_eq!(alone, Vec::<String>::new(), "a shorter log is a log");
            }
        }
    }
    write_log(&file, &log);
    assert_eq!(session.verify_log(&head), Ok(Vec::new()));
    let kinds: BTreeSet<&str> = tampered(&log, 0).iter().map(|of| of.0).collect();
    assert_eq!(kinds.len(), 5);
}
