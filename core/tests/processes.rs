//! N14, E4.10: several processes work with one book, and any of them may be killed at any moment.
//!
//! Each test starts this test program again, as children that do one job (see `child`). The short
//! form runs everywhere; `RACE_SENDERS` and `KILL_ROUNDS` ask for more.

#![cfg(all(feature = "sqlite", unix))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use customer_core::{
    Actor, CreationMode, CustomerBook, CustomerListing, EmailToMatch, Error, MatchOptions,
    MatchOutcome, NewCustomer, NewEmail, NewPoint, ReferenceSlot, SenderAuth, Session, Timestamp,
    parse_message,
};

const PROCESSES: usize = 4;
const THREADS: usize = 8;

fn asked(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn admin() -> Actor {
    Actor::agent("admin", "Admin").unwrap()
}

fn new_book(path: &Path) {
    let book = CustomerBook::open(path).unwrap();
    book.add_first_administrator(&admin()).unwrap();
    let session = book.session(&admin()).unwrap();
    session.set_creation_modes(Some(CreationMode::Automatic), None, None).unwrap();
    book.close().unwrap();
}

fn email(sender: &str, message: &str) -> EmailToMatch {
    let raw = format!(
        "From: {sender} <{sender}@example.com>\r\nMessage-ID: <{message}@x.example>\r\n\r\nx"
    );
    EmailToMatch {
        message: parse_message(raw.as_bytes()),
        auth: SenderAuth::Unverified,
        received_at: Timestamp::from_millis(1),
        thread: None,
        keep_participants: false,
    }
}

/// Says a line to the parent, at once.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// Starts this program again to do one job.
fn start(job: &str, path: &Path, argument: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .envs([("CHILD_JOB", job), ("CHILD_ARGUMENT", argument)])
        .env("CHILD_BOOK", path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What a child does. Without a job it is no test.
#[test]
fn child() {
    let Ok(job) = std::env::var("CHILD_JOB") else { return };
    let path = PathBuf::from(std::env::var_os("CHILD_BOOK").unwrap());
    let argument = std::env::var("CHILD_ARGUMENT").unwrap();
    let book = CustomerBook::open(&path).unwrap();
    let session = book.session(&admin()).unwrap();
    // The test runner has begun a line.
    say("");
    match job.as_str() {
        "race" => race(&session, &argument),
        "import" => import(&session, &argument),
        "match" => match_new_senders(&session, &argument),
        "backup" => back_up(&book, &session, &path, &argument),
        other => panic!("no job {other}"),
    }
}

/// Every thread of every process asks about every sender.
fn race(session: &Session, process: &str) {
    let senders = asked("RACE_SENDERS", 100);
    let created: usize = thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS)
            .map(|worker| {
                let session = session.clone();
                scope.spawn(move || {
                    let ask = |sender: usize| {
                        let message = format!("{process}-{worker}-{sender}");
                        let email = email(&format!("s{sender}"), &message);
                        session.match_email(&email, MatchOptions::default()).unwrap().outcome
                    };
                    (0..senders)
                        .filter(|sender| matches!(ask(*sender), MatchOutcome::Created { .. }))
                        .count()
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    say(&format!("created {created}"));
}

fn import(session: &Session, round: &str) {
    for batch in 0.. {
        let people = (0..20).map(|n| NewCustomer {
            full_name: Some(format!("Person {n}")),
            ref1: Some(format!("{round}-{batch}-{n}")),
            email: Some(format!("p{round}-{batch}-{n}@example.com")),
            ..NewCustomer::default()
        });
        session.create_customers(people.collect()).unwrap();
        say(&format!("import {round}-{batch}"));
    }
}

fn match_new_senders(session: &Session, round: &str) {
    for n in 0.. {
        let sender = format!("m{round}-{n}");
        let answer = session.match_email(&email(&sender, &sender), MatchOptions::default());
        assert!(matches!(answer.unwrap().outcome, MatchOutcome::Created { .. }));
        say(&format!("match {sender}"));
    }
}

fn back_up(book: &CustomerBook, session: &Session, path: &Path, round: &str) {
    for n in 0.. {
        let sender = format!("b{round}-{n}");
        session.match_email(&email(&sender, &sender), MatchOptions::default()).unwrap();
        say(&format!("match {sender}"));
        book.backup_to(path.with_extension("copy")).unwrap();
        say(&format!("backup {sender}"));
    }
}

fn lines(child: &mut Child) -> Vec<String> {
    let out = BufReader::new(child.stdout.take().unwrap());
    out.lines().map_while(std::io::Result::ok).collect()
}

#[test]
fn processes_and_threads_create_one_customer_for_each_new_sender() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    new_book(&path);
    let children: Vec<Child> =
        (0..PROCESSES).map(|n| start("race", &path, &n.to_string())).collect();
    let told: Vec<Vec<String>> = thread::scope(|scope| {
        let reading: Vec<_> = children
            .into_iter()
            .map(|mut child| {
                scope.spawn(move || {
                    let told = lines(&mut child);
                    assert!(child.wait().unwrap().success(), "{told:?}");
                    told
                })
            })
            .collect();
        reading.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let created: Vec<usize> = told
        .iter()
        .flatten()
        .filter_map(|line| line.strip_prefix("created ")?.parse().ok())
        .collect();
    let senders = asked("RACE_SENDERS", 100);
    assert_eq!(created.len(), PROCESSES);
    assert_eq!(created.iter().sum::<usize>(), senders, "{created:?}");
    let book = CustomerBook::open(&path).unwrap();
    let session = book.session(&admin()).unwrap();
    let mut seen = BTreeSet::new();
    for sender in 0..senders {
        let found = session.find_by_address(&address(&format!("s{sender}"))).unwrap();
        assert_eq!(found.len(), 1, "sender {sender}");
        let id = found.first().unwrap().id;
        assert!(seen.insert(id));
        // Each thread's message is linked: none was lost.
        let linked = session.list_interactions(id, 500, None).unwrap();
        assert_eq!(linked.items.len(), PROCESSES * THREADS, "sender {sender}");
    }
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

fn address(sender: &str) -> NewPoint {
    NewPoint::Email(NewEmail::new(format!("{sender}@example.com")))
}

/// C1: what was answered is there, however the process died; the next one opens at once.
#[test]
fn a_killed_process_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    new_book(&path);
    let (mut answered, mut beyond) = (0, 0);
    for round in 0..asked("KILL_ROUNDS", 12) {
        let job = ["import", "match", "backup"][round % 3];
        let told = run_and_kill(job, &path, round);
        answered += told.len();
        beyond += verify(&path, &told, round);
    }
    // Else nothing was proved: each child worked, and in many rounds some died between writing and
    // telling.
    let rounds = asked("KILL_ROUNDS", 12);
    assert!(answered > 50 && answered >= 5 * rounds, "{answered} answers");
    assert!(rounds < 100 || beyond > 0, "nobody died between writing and telling");
    println!("{answered} answers kept, {beyond} writes beyond them");
}

/// Runs a child until it told a few things, and some milliseconds beyond. What it told until it died.
fn run_and_kill(job: &str, path: &Path, round: usize) -> Vec<String> {
    let mut child = start(job, path, &round.to_string());
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    let is_word = |line: &String| line.starts_with("import") || line.starts_with("match");
    let words = out.by_ref().map_while(std::io::Result::ok).filter(is_word);
    let mut told: Vec<String> = words.take(5 + round % 5).collect();
    let reading = thread::spawn(move || out.map_while(std::io::Result::ok).collect::<Vec<_>>());
    // Up to 20 ms, another one each round.
    thread::sleep(Duration::from_micros((round as u64 * 3_700) % 20_000));
    child.kill().unwrap();
    child.wait().unwrap();
    told.extend(reading.join().unwrap());
    told
}

/// Everything that was told is in the book. How many writes are there that were not told.
#[expect(clippy::disallowed_methods, reason = "how long opening takes is a promise")]
fn verify(path: &Path, told: &[String], round: usize) -> usize {
    let start = std::time::Instant::now();
    let book = CustomerBook::open(path).unwrap();
    let session = book.session(&admin()).unwrap();
    session.list_customers(&CustomerListing::default()).unwrap();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(1), "round {round}: opening took {took:?}");
    let report = book.check().unwrap();
    assert_eq!(report.problems, Vec::<String>::new(), "round {round}");
    for line in told {
        match line.split_once(' ') {
            Some(("import", batch)) => {
                for n in 0..20 {
                    let reference = format!("{batch}-{n}");
                    session.find_by_reference(ReferenceSlot::Ref1, &reference).unwrap();
                }
            }
            Some(("match", sender)) => has(&session, sender, round),
            Some(("backup", sender)) => {
                let copy = CustomerBook::open(path.with_extension("copy")).unwrap();
                assert_eq!(copy.check().unwrap().problems, Vec::<String>::new());
                has(&copy.session(&admin()).unwrap(), sender, round);
            }
            _ => {}
        }
    }
    beyond(&session, told, round)
}

fn has(session: &Session, sender: &str, round: usize) {
    let found = session.find_by_address(&address(sender)).unwrap();
    assert_eq!(found.len(), 1, "round {round}: {sender}");
}

/// The write behind the last one that was told: it may be there whole, or not at all.
fn beyond(session: &Session, told: &[String], round: usize) -> usize {
    let Some((job, last)) = told.iter().rev().find_map(|line| line.split_once(' ')) else {
        return 0;
    };
    let next = |text: &str| -> Option<String> {
        let (head, n) = text.rsplit_once('-')?;
        Some(format!("{head}-{}", n.parse::<u32>().ok()? + 1))
    };
    let next = next(last).unwrap();
    if job == "import" {
        let there = (0..20).filter(|n| {
            match session.find_by_reference(ReferenceSlot::Ref1, &format!("{next}-{n}")) {
                Ok(_) => true,
                Err(Error::NotFound { .. }) => false,
                Err(other) => panic!("{other}"),
            }
        });
        let count = there.count();
        assert!(count == 0 || count == 20, "round {round}: half a batch, {count} of 20");
        usize::from(count == 20)
    } else {
        session.find_by_address(&address(&next)).unwrap().len()
    }
}
