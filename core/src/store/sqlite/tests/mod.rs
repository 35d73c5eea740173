//! What only this engine can be asked: schemas that grow, and disks that are full.

mod rekey;
mod writer;

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::schema::{self, Schema, sum};
use super::{NewBook, SqliteOptions, SqliteStore, open};
use crate::model::reason::StorageKind;
use crate::model::time::Timestamp;
use crate::store::{Abort, Store, StoreErrorKind};

const OPTIONS: SqliteOptions = SqliteOptions {
    busy_timeout: Duration::from_secs(1),
    time_limit: Duration::from_secs(30),
    readers: 1,
    cache_kib: 256,
    durable: true,
    claims: false,
};

const FIRST: &str = include_str!("../migrations/0001_first.sql");
const SECOND: &str = include_str!("../migrations/0002_key_progress.sql");
const THIRD: &str = include_str!("../migrations/0003_permissions.sql");
const FOURTH: &str = include_str!("../migrations/0004_search.sql");
const FIFTH: &str = include_str!("../migrations/0005_import.sql");
const GROWN: &[&str] =
    &[FIRST, SECOND, THIRD, FOURTH, FIFTH, "CREATE TABLE later(x INTEGER NOT NULL) STRICT"];
const BROKEN: &[&str] = &[
    FIRST,
    SECOND,
    THIRD,
    FOURTH,
    FIFTH,
    "CREATE TABLE later(x INTEGER NOT NULL) STRICT; \
     INSERT INTO later SELECT NULL FROM book",
];

/// The schema of scripts, with the sums of what they make.
fn made(scripts: &'static [&'static str]) -> Schema {
    let connection = Connection::open_in_memory().unwrap();
    let mut sums = vec![sum(&connection).unwrap()];
    for script in scripts {
        connection.execute_batch(script).unwrap();
        sums.push(sum(&connection).unwrap());
    }
    let sums = sums.into_iter().map(|sum| &*sum.leak()).collect::<Vec<&str>>();
    Schema { scripts, sums: sums.leak() }
}

/// A file is ours by these sums, and a script that was released is never changed.
#[test]
fn the_sums_are_those_of_the_scripts() {
    assert_eq!(schema::BOOK.sums, made(schema::BOOK.scripts).sums);
}

fn new_book() -> NewBook {
    NewBook { uid: [1; 16], node: 7, salt: [9; 32], at: Timestamp::from_millis(0), groups: vec![] }
}

fn versions(path: &Path) -> (i64, i64) {
    let file = Connection::open(path).unwrap();
    let one = |sql| file.query_row(sql, [], |row| row.get(0)).unwrap();
    (one("PRAGMA user_version"), one("SELECT count(*) FROM sqlite_schema WHERE name = 'later'"))
}

#[test]
fn an_older_file_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    open::open_file(&path, OPTIONS, &new_book(), &schema::BOOK).unwrap().0.close().unwrap();
    assert_eq!(versions(&path), (5, 0));
    for _ in 0..2 {
        open::open_file(&path, OPTIONS, &new_book(), &made(GROWN)).unwrap().0.close().unwrap();
        assert_eq!(versions(&path), (6, 1));
    }
    let refused =
        open::open_file(&path, OPTIONS, &new_book(), &schema::BOOK).map(drop).unwrap_err();
    assert_eq!(refused.kind, StoreErrorKind::Storage(StorageKind::NewerFile));
}

/// A script that cannot run leaves the file as it was: the older library still opens it.
#[test]
fn a_script_that_fails_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    open::open_file(&path, OPTIONS, &new_book(), &schema::BOOK).unwrap().0.close().unwrap();
    let before = fs::read(&path).unwrap();
    let refused =
        open::open_file(&path, OPTIONS, &new_book(), &made(BROKEN)).map(drop).unwrap_err();
    // Only a file with a row in `book` stumbles: the scripts themselves are fine.
    assert!(matches!(refused.kind, StoreErrorKind::Internal(_)), "{:?}", refused.kind);
    assert!(fs::read(&path).unwrap() == before);
    open::open_file(&path, OPTIONS, &new_book(), &schema::BOOK).unwrap().0.close().unwrap();
}

/// What the disk does not take is not half taken, and the book goes on when there is room again.
#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    let store = SqliteStore::open(&path, OPTIONS, &new_book()).unwrap();
    let pages = |most: i64| {
        let mut held = store.shared.hold();
        let connection = store.shared.resume(&mut held).unwrap();
        connection.pragma_update(None, "max_page_count", most).unwrap();
    };
    let store_ref = &store;
    let put = |n: u32| {
        store_ref.write(Box::new(move |tx| {
            let id = format!("{n} {}", "x".repeat(1000));
            tx.record_sent(&id, &["a@b.example".into()], None, Timestamp::from_millis(0))?;
            Ok(())
        }))
    };
    pages(1);
    let mut written = Vec::new();
    let outcome = (0..10_000).find_map(|n| match put(n) {
        Ok(()) => {
            written.push(n);
            None
        }
        Err(abort) => Some(abort),
    });
    match outcome {
        Some(Abort::Store(error)) => {
            assert_eq!(error.kind, StoreErrorKind::Storage(StorageKind::DiskFull));
        }
        _ => panic!("the disk was never full"),
    }
    pages(1 << 30);
    put(10_000).unwrap();
    drop(store);
    let store = SqliteStore::open(&path, OPTIONS, &new_book()).unwrap();
    assert!(store.check().unwrap().problems.is_empty());
    let mut kept = 0;
    store
        .read(&mut |tx| {
            for n in written.iter().chain(&[10_000]) {
                kept += tx.sent_message(&format!("{n} {}", "x".repeat(1000)))?.len();
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(kept, written.len() + 1);
}

/// Opening a book that this process has open takes nobody's locks: another process that wants the file
/// for itself does not get it.
#[test]
fn a_second_opening_keeps_the_locks_of_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    let asks = || {
        let out = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "store::sqlite::tests::another_process_asks"])
            .env("BOOK_TO_ASK_FOR", &path)
            .output()
            .unwrap();
        let told = String::from_utf8(out.stdout).unwrap();
        assert!(out.status.success(), "{told}");
        told.lines().find_map(|line| line.strip_prefix("the file is ")).map(str::to_owned).unwrap()
    };
    let first = SqliteStore::open(&path, OPTIONS, &new_book()).unwrap();
    assert_eq!(asks(), "held");
    let second = SqliteStore::open(&path, OPTIONS, &new_book()).unwrap();
    assert_eq!(asks(), "held");
    drop(second);
    assert_eq!(asks(), "held");
    drop(first);
    assert_eq!(asks(), "free", "else this proves nothing");
}

/// What the other process does.
#[test]
fn another_process_asks() {
    let Some(path) = std::env::var_os("BOOK_TO_ASK_FOR") else { return };
    let file = Connection::open(path).unwrap();
    file.busy_timeout(Duration::ZERO).unwrap();
    file.execute_batch("PRAGMA locking_mode = EXCLUSIVE").unwrap();
    let read = file.query_row("SELECT count(*) FROM book", [], |row| row.get::<_, i64>(0));
    println!("the file is {}", if read.is_ok() { "free" } else { "held" });
}
