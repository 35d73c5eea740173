//! C1, T35: an import that is killed at any row goes on and does each row once; its memory does not
//! grow with its file.
//!
//! Each test starts this test program again, as a child that imports. The short form runs everywhere;
//! `KILL_ROUNDS` and `IMPORT_MIB` ask for more.

#![cfg(all(feature = "sqlite", unix))]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use customer_core::{
    Actor, BookOptions, CustomerBook, CustomerListing, ImportKey, ImportOptions, ImportRow,
    ImportRowOutcome, ImportSource, Session,
};

fn asked(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn admin() -> Actor {
    Actor::agent("admin", "Admin").unwrap()
}

fn session(book: &CustomerBook) -> Session {
    book.session(&admin()).unwrap()
}

fn new_book(path: &Path) {
    let book = CustomerBook::open(path).unwrap();
    book.add_first_administrator(&admin()).unwrap();
    book.close().unwrap();
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

fn start(job: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .env("CHILD_JOB", job)
        .env("CHILD_FOLDER", folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What a child does. Without a job it is no test.
#[test]
fn child() {
    let Ok(job) = std::env::var("CHILD_JOB") else { return };
    let folder = PathBuf::from(std::env::var_os("CHILD_FOLDER").unwrap());
    say("");
    if job == "import" {
        let book = CustomerBook::open(folder.join("book.db")).unwrap();
        say("open");
        bring(&session(&book), &folder);
        say("done");
    } else {
        let options = BookOptions { cache_kib: 16 * 1024, ..BookOptions::default() };
        let book = CustomerBook::open_with(folder.join("book.db"), options).unwrap();
        let octets = asked("IMPORT_MIB", 30) as u64 * 1024 * 1024;
        let source = ImportSource::Reader(Box::new(Rows::new(octets)));
        let mut import = session(&book).start_import(source, ImportOptions::default()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "how long it takes is told")]
        let begun = std::time::Instant::now();
        let mut rows = 0;
        while let Some(batch) = import.next_batch().unwrap() {
            rows += batch.rows.len();
        }
        assert_eq!(import.summary().progress.created, rows as u64);
        println!("{rows} rows in {:?}", begun.elapsed());
        say(&format!("rows {rows}"));
        say(&format!("peak {}", peak_kib()));
    }
}

/// Upserts by reference, a small batch at a time, under a name.
fn bring(session: &Session, folder: &Path) {
    let options = ImportOptions {
        match_by: Some(ImportKey::Ref1),
        batch_rows: 37,
        import_id: Some("the one".into()),
        ..ImportOptions::default()
    };
    let (file, report) = (folder.join("in.csv"), folder.join("report.jsonl"));
    session.import_file(file, options, Some(&report), None).unwrap();
}

const ROWS: usize = 3_000;

/// Every tenth row changes an earlier one, every thirteenth is broken, and every seventh has no
/// reference, so that doing it twice would make two.
fn file() -> String {
    let mut file = "ref1,full_name,email,city\n".to_owned();
    for n in 1..=ROWS {
        let line = match n {
            n if n % 13 == 0 => format!("B{n},Bad,nobody,\n"),
            n if n % 10 == 0 => format!("K{},,,City {n}\n", n - 9),
            n if n % 7 == 0 => format!(",Single {n},s{n}@example.com,\n"),
            n => format!("K{n},Person {n},p{n}@example.com,\n"),
        };
        file.push_str(&line);
    }
    file
}

/// C1: killed at random rows and gone on with, no row is lost and none is done twice.
#[test]
fn a_killed_import_goes_on_and_does_each_row_once() {
    let folder = tempfile::tempdir().unwrap();
    let due = {
        let clean = tempfile::tempdir().unwrap();
        new_book(&clean.path().join("book.db"));
        std::fs::write(clean.path().join("in.csv"), file()).unwrap();
        let book = CustomerBook::open(clean.path().join("book.db")).unwrap();
        bring(&session(&book), clean.path());
        (names(&session(&book)), outcomes(clean.path()))
    };
    let (mut kills, rounds) = (0, asked("KILL_ROUNDS", 5));
    while kills < rounds {
        // From the beginning again, when one got through.
        let folder = folder.path().join(format!("{kills}"));
        std::fs::create_dir_all(&folder).unwrap();
        new_book(&folder.join("book.db"));
        std::fs::write(folder.join("in.csv"), file()).unwrap();
        while !run_and_kill(&folder, kills) {
            kills += 1;
        }
        kills += 1;
        let book = CustomerBook::open(folder.join("book.db")).unwrap();
        let session = session(&book);
        assert!(names(&session) == due.0, "others are there");
        assert!(outcomes(&folder) == due.1, "the report says otherwise");
        assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
        let options = CustomerListing::default();
        assert!(!session.list_customers(&options).unwrap().items.is_empty());
    }
}

/// Runs a child and kills it some time later. True when it was done before that.
fn run_and_kill(folder: &Path, round: usize) -> bool {
    let mut child = start("import", folder);
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(out.by_ref().map_while(Result::ok).any(|line| line == "open"));
    // From a few milliseconds to the time that the whole import takes, and some.
    let wait = Duration::from_millis((round as u64 * 97 + 13) % 400);
    std::thread::sleep(wait);
    child.kill().unwrap();
    let done = out.map_while(Result::ok).any(|line| line == "done");
    child.wait().unwrap();
    done
}

/// Names and cities of all customers, in the order of their creation.
fn names(session: &Session) -> Vec<(String, Option<String>)> {
    let sort = customer_core::CustomerSort::Created;
    let mut listing = CustomerListing { sort, limit: 500, ..CustomerListing::default() };
    let mut all = Vec::new();
    loop {
        let page = session.list_customers(&listing).unwrap();
        for line in &page.items {
            let customer = session.get_customer(line.id).unwrap();
            all.push((customer.display_name, customer.city));
        }
        match page.next {
            Some(next) => listing.after = Some(next),
            None => return all,
        }
    }
}

/// The report, each line without the ids, which are others in every book.
fn outcomes(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("report.jsonl")).unwrap();
    let mut seen = BTreeSet::new();
    let told = |line: &str| {
        let mut row: ImportRow = serde_json::from_str(line).unwrap();
        assert!(seen.insert(row.number), "row {} is told twice", row.number);
        match &mut row.outcome {
            ImportRowOutcome::Created { id }
            | ImportRowOutcome::Updated { id, .. }
            | ImportRowOutcome::Unchanged { id } => *id = None,
            _ => {}
        }
        serde_json::to_string(&row).unwrap()
    };
    let all: Vec<String> = text.lines().map(told).collect();
    assert_eq!(all.len(), ROWS);
    all
}

/// A file of so many octets that is made as it is read.
struct Rows {
    left: u64,
    number: u64,
    /// How long cells are, at most.
    longest: u64,
    line: Vec<u8>,
}

impl Rows {
    fn new(octets: u64) -> Self {
        let header = b"ref1,full_name,email,phone,city,state,address_line1,address_line2\n";
        let longest = asked("IMPORT_CELLS", 250) as u64;
        Self { left: octets, number: 0, longest, line: header.to_vec() }
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.line.is_empty() && self.left > 0 {
            self.number += 1;
            let n = self.number;
            // Long rows, so that a large file is done in a short time.
            let filler = |at: u64| "x".repeat(((n + at) % self.longest) as usize);
            let line = format!(
                "K{n},Person {n},p{n}@example.com,+49 151 {:08},{},{},{},{}\n",
                10_000_000 + n % 80_000_000,
                filler(0),
                filler(60),
                filler(120),
                filler(180)
            );
            self.left = self.left.saturating_sub(line.len() as u64);
            self.line = line.into_bytes();
        }
        let take = self.line.as_slice().read(buffer)?;
        self.line.drain(..take);
        Ok(take)
    }
}

/// The most memory that this process ever held, in KiB.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|of| of.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or(0)
}

/// T35: 100 MB are enough for a file of a gigabyte (`IMPORT_MIB=1024`, in release).
#[test]
fn memory_does_not_grow_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    new_book(&folder.path().join("book.db"));
    let mut child = start("memory", folder.path());
    let out = BufReader::new(child.stdout.take().unwrap());
    let lines: Vec<String> = out.lines().map_while(Result::ok).collect();
    assert!(child.wait().unwrap().success(), "{lines:?}");
    let told = |word: &str| -> u64 {
        lines.iter().find_map(|line| line.strip_prefix(word)?.trim().parse().ok()).unwrap()
    };
    let (rows, peak) = (told("rows "), told("peak "));
    let took = lines.iter().find(|line| line.contains(" rows in "));
    println!("{}, at most {peak} KiB", took.unwrap());
    assert!(rows > 0);
    assert!(peak < 100 * 1_000_000 / 1024, "{peak} KiB");
}
