//! Making keys anew in small steps, with a process that dies after each.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::{OPTIONS, new_book};
use crate::store::Store;
use crate::store::sqlite::{SqliteStore, open, rekey, schema};

const TABLES: [&str; 9] = [
    "book",
    "customer",
    "contact_point",
    "address_fact",
    "interaction",
    "sent_message",
    "key_progress",
    "phone_tail",
    "(SELECT id, 0 FROM search_docsize)",
];

fn earlier(path: &Path) {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/book-keys-0.db");
    fs::copy(kept, path).unwrap();
}

fn rows(path: &Path) -> Vec<Vec<Vec<Value>>> {
    let file = Connection::open(path).unwrap();
    TABLES
        .iter()
        .map(|table| {
            let mut all = file.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
            let columns = all.column_count();
            let read = all.query_map([], |row| (0..columns).map(|at| row.get(at)).collect());
            read.unwrap().collect::<Result<_, _>>().unwrap()
        })
        .collect()
}

fn change(path: &Path, sql: &str) {
    let file = Connection::open(path).unwrap();
    file.execute_batch(sql).unwrap();
}

/// However far it came, whoever opens the book next ends where it ends in one go.
#[test]
fn it_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    earlier(&path);
    drop(SqliteStore::open(&path, OPTIONS, &new_book()).unwrap());
    let whole = rows(&path);
    for most in [1, 2, 3] {
        for died_after in 0.. {
            earlier(&path);
            let file = Connection::open(&path).unwrap();
            schema::BOOK.migrate(&file, schema::user_version(&file).unwrap()).unwrap();
            let steps = (0..died_after).take_while(|_| rekey::run_batch(&file, most).unwrap());
            let steps = steps.count();
            drop(file);
            let store = SqliteStore::open(&path, OPTIONS, &new_book()).unwrap();
            assert!(store.check().unwrap().problems.is_empty());
            drop(store);
            assert!(rows(&path) == whole, "{most} at a time, died after {died_after}");
            if steps < died_after {
                assert!(steps >= 12, "{steps} steps are too few to say anything");
                break;
            }
        }
    }
}

/// Rules that are newer still begin from the start, whatever was done towards the ones between.
#[test]
fn newer_rules_begin_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    earlier(&path);
    drop(SqliteStore::open(&path, OPTIONS, &new_book()).unwrap());
    let whole = rows(&path);
    earlier(&path);
    change(
        &path,
        "INSERT INTO key_progress(id, stage, after_number, after_text) VALUES (1, 3, 99, 'z')",
    );
    drop(SqliteStore::open(&path, OPTIONS, &new_book()).unwrap());
    assert!(rows(&path) == whole);
}

/// The second of two new keys that clash keeps its own, and so does one whose key a kept one has.
#[test]
fn a_key_that_another_has_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    earlier(&path);
    drop(SqliteStore::open(&path, OPTIONS, &new_book()).unwrap());
    let norms = |path: &Path| -> Vec<String> {
        let sql = "SELECT norm FROM contact_point WHERE norm LIKE 'bo@%' ORDER BY seq";
        let file = Connection::open(path).unwrap();
        let mut statement = file.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(norms(&path), ["Bo@example.com", "bo@example.com"], "the earlier key was taken");
}

/// A row that rotted does not keep the book shut: it stays as it is, and who reads it is told.
#[test]
fn a_row_that_rotted_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    earlier(&path);
    change(&path, "UPDATE contact_point SET made_at = made_at + 1 WHERE norm LIKE 'Anna%'");
    let store = SqliteStore::open(&path, OPTIONS, &new_book()).unwrap();
    assert!(!store.check().unwrap().problems.is_empty());
    drop(store);
    let file = Connection::open(&path).unwrap();
    let kept = "SELECT count(*) FROM contact_point WHERE norm LIKE 'Anna.Alm@%' AND norm GLOB 'A*'";
    assert_eq!(file.query_row(kept, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

/// A book that was put away and exchanged for an earlier copy of itself is brought up to date too.
#[test]
fn a_book_that_comes_back_with_earlier_keys_gets_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    earlier(&path);
    let uid = open::book_id(&Connection::open(&path).unwrap()).unwrap();
    open::open_again(&path, uid, OPTIONS, &schema::BOOK).unwrap().0.close().unwrap();
    let file = Connection::open(&path).unwrap();
    let version = "SELECT key_version FROM book";
    assert_eq!(
        file.query_row(version, [], |row| row.get::<_, u32>(0)).unwrap(),
        crate::model::key::KEY_VERSION
    );
}
