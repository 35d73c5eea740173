//! Opening files: what is no book is refused and left as it is, and what goes wrong says where.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use customer_core::{
    Actor, CustomerBook, CustomerListing, Error, NewCustomer, NewPhone, StorageKind,
};
use rusqlite::Connection;
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    (folder, path)
}

/// A book with one customer, closed.
fn a_book(path: &Path) {
    let book = CustomerBook::open(path).unwrap();
    let admin = Actor::agent("admin", "Admin").unwrap();
    book.add_first_administrator(&admin).unwrap();
    let new = NewCustomer {
        full_name: Some("Anna".into()),
        email: Some("anna@example.com".into()),
        ..NewCustomer::default()
    };
    book.session(&admin).unwrap().create_customer(new).unwrap();
    book.close().unwrap();
}

fn customers(book: &CustomerBook) -> usize {
    let admin = Actor::agent("admin", "Admin").unwrap();
    book.session(&admin).unwrap().list_customers(&CustomerListing::default()).unwrap().items.len()
}

fn all_files(folder: &TempDir) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// Opening fails with the kind, names the file, and changes not a byte of the folder.
fn refused(folder: &TempDir, path: &Path, kind: StorageKind) {
    let before = all_files(folder);
    match CustomerBook::open(path) {
        Err(Error::Storage { kind: found, place }) => {
            assert_eq!(found, kind);
            assert_eq!(place.as_deref(), Some(path.to_str().unwrap()));
        }
        other => panic!("wanted {kind}, got {other:?}"),
    }
    assert!(all_files(folder) == before, "the folder was changed");
}

#[test]
fn a_book_comes_back_as_it_was_closed() {
    let (folder, path) = folder();
    a_book(&path);
    assert_eq!(all_files(&folder).len(), 1, "a closed book is one file");
    let book = CustomerBook::open(&path).unwrap();
    assert!(book.is_file());
    assert_eq!(customers(&book), 1);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn an_empty_file_becomes_a_book() {
    let (_folder, path) = folder();
    fs::write(&path, b"").unwrap();
    a_book(&path);
    assert_eq!(customers(&CustomerBook::open(&path).unwrap()), 1);
}

#[test]
fn foreign_files_are_refused_and_left_as_they_are() {
    for content in [&b"x"[..], b"not a database at all, but longer than a hundred octets ........................................", &[0; 4096]] {
        let (folder, path) = folder();
        fs::write(&path, content).unwrap();
        refused(&folder, &path, StorageKind::ForeignFile);
    }
    let (folder, path) = folder();
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE t(x); INSERT INTO t VALUES (1)")
        .unwrap();
    refused(&folder, &path, StorageKind::ForeignFile);
}

#[test]
fn a_newer_file_is_refused_and_left_as_it_is() {
    let (folder, path) = folder();
    a_book(&path);
    Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA journal_mode=DELETE; PRAGMA user_version=9999")
        .unwrap();
    refused(&folder, &path, StorageKind::NewerFile);
}

/// A trigger, a view, a table, an index more or less: each would run or answer with statements of
/// ours.
#[test]
fn an_altered_schema_is_refused_and_left_as_it_is() {
    for change in [
        "CREATE TRIGGER t AFTER INSERT ON customer BEGIN DELETE FROM change_log; END",
        "CREATE VIEW v AS SELECT * FROM customer",
        "CREATE TABLE extra(x)",
        "CREATE INDEX extra ON customer(city)",
        "DROP INDEX contact_point_norm",
        "ALTER TABLE customer ADD COLUMN extra TEXT",
        "DROP TABLE suppressed_key",
        "PRAGMA user_version=0",
    ] {
        let (folder, path) = folder();
        a_book(&path);
        let file = Connection::open(&path).unwrap();
        file.execute_batch("PRAGMA journal_mode=DELETE").unwrap();
        file.execute_batch(change).unwrap();
        drop(file);
        refused(&folder, &path, StorageKind::AlteredSchema);
    }
}

#[test]
fn a_damaged_file_is_refused_and_left_as_it_is() {
    let (folder, path) = folder();
    a_book(&path);
    let mut bytes = fs::read(&path).unwrap();
    // The page of the schema, behind the header that says whose file it is.
    bytes[100..600].fill(0xA5);
    fs::write(&path, &bytes).unwrap();
    refused(&folder, &path, StorageKind::Corrupt);
}

#[test]
fn a_folder_is_no_book() {
    let (folder, _) = folder();
    let path = folder.path().to_path_buf();
    match CustomerBook::open(&path) {
        Err(Error::Storage { kind: StorageKind::IsADirectory, place }) => {
            assert_eq!(place.as_deref(), path.to_str());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let (folder, _) = folder();
    refused(&folder, &folder.path().join("no/such/book.db"), StorageKind::NotFound);
}

/// Names that mean something in a URI are names of files all the same.
#[test]
fn odd_names_of_files_work() {
    let (folder, _) = folder();
    for name in ["a b.db", "a?mode=ro.db", "a#b.db", "100%25.db", "ä 山.db", "file:x.db"] {
        let path = folder.path().join(name);
        a_book(&path);
        assert_eq!(customers(&CustomerBook::open(&path).unwrap()), 1, "{name}");
        assert!(path.is_file(), "{name}");
    }
}

#[test]
fn a_copy_of_the_closed_file_is_the_whole_book() {
    let (folder, path) = folder();
    a_book(&path);
    let copy = folder.path().join("copy.db");
    fs::copy(&path, &copy).unwrap();
    assert_eq!(customers(&CustomerBook::open(&copy).unwrap()), 1);
}

#[test]
fn a_backup_is_a_book() {
    let (folder, path) = folder();
    a_book(&path);
    let book = CustomerBook::open(&path).unwrap();
    let copy = folder.path().join("backup.db");
    book.backup_to(&copy).unwrap();
    book.backup_to(&copy).unwrap();
    assert_eq!(customers(&CustomerBook::open(&copy).unwrap()), 1);
    match book.backup_to(folder.path()) {
        Err(Error::Storage { kind: StorageKind::IsADirectory, .. }) => {}
        other => panic!("{other:?}"),
    }
    assert!(book.backup_to(folder.path().join("no/such.db")).is_err());
    let leftovers =
        all_files(&folder).into_iter().filter(|(name, _)| name.ends_with(".part")).count();
    assert_eq!(leftovers, 0);
}

#[test]
fn a_book_in_memory_is_kept_by_a_backup() {
    let (_folder, path) = folder();
    let book = CustomerBook::open_in_memory().unwrap();
    let admin = Actor::agent("admin", "Admin").unwrap();
    book.add_first_administrator(&admin).unwrap();
    for name in ["Anna", "Bo"] {
        let new = NewCustomer { full_name: Some(name.into()), ..NewCustomer::default() };
        book.session(&admin).unwrap().create_customer(new).unwrap();
        book.backup_to(&path).unwrap();
    }
    assert_eq!(customers(&CustomerBook::open(&path).unwrap()), 2);
}

#[test]
fn a_closed_book_says_so() {
    let (_folder, path) = folder();
    a_book(&path);
    let book = CustomerBook::open(&path).unwrap();
    let session = book.session(&Actor::agent("admin", "Admin").unwrap()).unwrap();
    book.close().unwrap();
    book.close().unwrap();
    assert_eq!(session.list_customers(&CustomerListing::default()).unwrap_err(), Error::Closed);
    assert_eq!(session.create_customer(NewCustomer::default()).unwrap_err(), Error::Closed);
    assert_eq!(book.check().unwrap_err(), Error::Closed);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_new_book() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = folder();
    let book = CustomerBook::open(&path).unwrap();
    book.add_first_administrator(&Actor::agent("admin", "Admin").unwrap()).unwrap();
    book.backup_to(path.with_file_name("copy.db")).unwrap();
    for name in ["book.db", "book.db-wal", "copy.db"] {
        let mode = fs::metadata(path.with_file_name(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

/// Writes the file of the newest schema once, before it is released:
/// `cargo test -p customer-core --test files -- --ignored keep_a_file`.
#[test]
#[ignore = "writes into the source tree"]
fn keep_a_file_of_the_newest_schema() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/book-5.db");
    fs::create_dir_all(kept.parent().unwrap()).unwrap();
    let (_folder, path) = folder();
    a_book(&path);
    let book = CustomerBook::open(&path).unwrap();
    let session = book.session(&Actor::agent("admin", "Admin").unwrap()).unwrap();
    let new = NewCustomer {
        full_name: Some("Zoë Ltd".into()),
        phone: Some(NewPhone::new("+49 30 123456")),
        ..NewCustomer::default()
    };
    session.create_customer(new).unwrap();
    book.close().unwrap();
    fs::copy(&path, kept).unwrap();
}

/// The file that was first written with this schema still opens, and holds what it held. A file of
/// every schema that was released is kept here.
#[test]
fn files_of_all_released_schemas_open() {
    for name in ["book-1.db", "book-2.db", "book-3.db", "book-5.db"] {
        let (_folder, path) = folder();
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name);
        fs::copy(kept, &path).unwrap();
        let book = CustomerBook::open(&path).unwrap();
        assert_eq!(customers(&book), 2, "{name}");
        assert_eq!(book.check().unwrap().problems, Vec::<String>::new(), "{name}");
    }
}

/// T29, D5: the log is chained, and who changes an entry is found out.
#[test]
fn a_changed_log_is_found() {
    for change in [
        "UPDATE change_log SET actor = 'other' WHERE seq = 2",
        "UPDATE change_log SET at = at + 1 WHERE seq = 2",
        "DELETE FROM change_log WHERE seq = 1",
        "UPDATE change_value SET body = replace(body, 'Anna', 'Eve')",
    ] {
        let (_folder, path) = folder();
        a_book(&path);
        let file = Connection::open(&path).unwrap();
        file.execute_batch(&format!("PRAGMA foreign_keys=OFF; {change}")).unwrap();
        drop(file);
        let report = CustomerBook::open(&path).unwrap().check().unwrap();
        assert!(!report.problems.is_empty(), "{change}");
    }
    let (_folder, path) = folder();
    a_book(&path);
    let file = Connection::open(&path).unwrap();
    file.execute_batch("DELETE FROM change_value").unwrap();
    drop(file);
    let report = CustomerBook::open(&path).unwrap().check().unwrap();
    assert_eq!(
        (report.problems, report.log_entries),
        (Vec::new(), 2),
        "values may be erased, facts stay"
    );
}

/// The book's own file, by whatever name, is no place for its copy; neither is a book that is open.
#[test]
fn a_backup_does_not_replace_a_book_that_is_open() {
    let (folder, path) = folder();
    a_book(&path);
    let book = CustomerBook::open(&path).unwrap();
    let refused = |target: &Path| match book.backup_to(target) {
        Err(Error::Storage { kind, .. }) => assert_eq!(kind, StorageKind::InUse),
        other => panic!("{other:?}"),
    };
    refused(&path);
    #[cfg(unix)]
    {
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        refused(&link);
    }
    let other = folder.path().join("other.db");
    a_book(&other);
    let open = CustomerBook::open(&other).unwrap();
    customers(&open);
    refused(&other);
    open.close().unwrap();
    book.backup_to(&other).unwrap();
    assert_eq!(customers(&book), 1);
    assert_eq!(customers(&CustomerBook::open(&other).unwrap()), 1);
}

/// Backups to one name at once: each is whole, and nothing is left beside the last.
#[test]
fn backups_at_once_do_not_mix() {
    let (folder, path) = folder();
    a_book(&path);
    let book = CustomerBook::open(&path).unwrap();
    let copy = folder.path().join("copy.db");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..5).for_each(|_| book.backup_to(&copy).unwrap()));
        }
    });
    assert_eq!(customers(&CustomerBook::open(&copy).unwrap()), 1);
    assert!(!all_files(&folder).iter().any(|(name, _)| name.ends_with(".part")));
}

/// A process that died while it made the book: its journal undoes what was begun.
#[test]
fn a_book_that_was_half_made_is_made_anew() {
    let (folder, path) = folder();
    a_book(&path);
    let whole = fs::read(&path).unwrap();
    // The first page was written, the others were not, and the journal says how it was: empty.
    fs::write(&path, &whole[..4096]).unwrap();
    let mut journal = vec![0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    // No pages to put back, a nonce, a file of no pages, sectors of 512 octets, pages of 4,096.
    for word in [0_u32, 1, 0, 512, 4096] {
        journal.extend(word.to_be_bytes());
    }
    journal.resize(512, 0);
    fs::write(folder.path().join("book.db-journal"), &journal).unwrap();
    let book = CustomerBook::open(&path).unwrap();
    book.add_first_administrator(&Actor::agent("admin", "Admin").unwrap()).unwrap();
    assert_eq!(customers(&book), 0);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}
