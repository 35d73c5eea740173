//! Customers are written as their actor sees them, and come back as they were (T36, T42).

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

use customer_core::{
    Actor, CustomerBook, CustomerSelection, CustomerStatus, Error, ExportColumn, ExportOptions,
    ExportProgress, FieldLevel, FileFormat, FileOptions, Grant, GrantScope, GroupId, ImportOptions,
    ImportSource, Job, Member, NewContact, NewCustomer, NewEmail, NewHandle, NewPhone, Permission,
    PermissionGroup, Session, preview_file,
};

fn book() -> (CustomerBook, Session) {
    let admin = Actor::agent("admin", "Admin").unwrap();
    let book = CustomerBook::open_in_memory().unwrap();
    book.add_first_administrator(&admin).unwrap();
    let session = book.session(&admin).unwrap();
    (book, session)
}

fn exported(session: &Session, options: ExportOptions) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut export = session.export_customers(options).unwrap();
    let progress = export.write_to(&mut bytes).unwrap();
    assert_eq!(progress.bytes, bytes.len() as u64);
    bytes
}

/// Customers with all that a file can hold, and what breaks careless writers.
fn fill(session: &Session, count: usize) {
    let hostile = ["=1+1", "'quoted", "a,b;c", "say \"hi\"", "+49 30 1", "-x", "\u{FF1D}2", "名前"];
    let new = (0..count).map(|n| NewCustomer {
        full_name: Some(format!("{} {n}", hostile[n % hostile.len()])),
        ref1: Some(format!("K{n}")),
        ref2: (n % 3 == 0).then(|| format!("@{n}")),
        email: (n % 2 == 0).then(|| format!("p{n}@example.com")),
        phone: (n % 5 == 0).then(|| NewPhone::new(format!("+49 151 {:08}", 10_000_000 + n))),
        city: Some(hostile[(n + 3) % hostile.len()].to_owned()),
        country: Some("DE".into()),
        contacts: if n % 7 == 0 {
            vec![NewContact {
                label: Some("office".into()),
                person_name: Some("Bo".into()),
                phones: vec![NewPhone { contactable: false, ..NewPhone::new("030 123456") }],
                emails: vec![NewEmail {
                    preferred: true,
                    ..NewEmail::new(format!("o{n}@x.example"))
                }],
                handles: vec![NewHandle::new(customer_core::HandleChannel::Twitter, "anna")],
            }]
        } else {
            Vec::new()
        },
        ..NewCustomer::default()
    });
    let created = session.create_customers(new.collect()).unwrap();
    for (n, outcome) in created.iter().enumerate() {
        let customer_core::CreateOutcome::Created { id } = outcome else { panic!("{outcome:?}") };
        if n % 11 == 0 {
            session.set_customer_status(*id, CustomerStatus::Inactive).unwrap();
        }
    }
}

/// T36, T42: out, into an empty book, and out again: the same octets.
#[test]
fn what_is_exported_comes_back_as_it_was() {
    let (_book, session) = book();
    fill(&session, 1_203);
    for format in [FileFormat::Csv, FileFormat::JsonLines] {
        let options = || ExportOptions { format, ..ExportOptions::default() };
        let first = exported(&session, options());
        let (_other, empty) = self::book();
        let source = ImportSource::Reader(Box::new(Cursor::new(first.clone())));
        let mut import = empty.start_import(source, ImportOptions::default()).unwrap();
        while import.next_batch().unwrap().is_some() {}
        let summary = import.summary();
        assert_eq!(summary.progress.created, 1_203, "{format}: {summary:?}");
        let second = exported(&empty, options());
        let (first, second) =
            (String::from_utf8(first).unwrap(), String::from_utf8(second).unwrap());
        for (a, b) in first.lines().zip(second.lines()) {
            assert_eq!(a, b, "{format}");
        }
        assert_eq!(first.len(), second.len());
    }
}

#[test]
fn columns_and_status_are_chosen() {
    let (_book, session) = book();
    fill(&session, 12);
    let columns = vec![ExportColumn::Ref1, ExportColumn::Status];
    let all = ExportOptions { columns, ..ExportOptions::default() };
    let text = String::from_utf8(exported(&session, all.clone())).unwrap();
    assert!(text.starts_with("ref1,status\r\nK0,inactive\r\nK1,active\r\n"), "{text}");
    assert_eq!(text.lines().count(), 13);
    let active = ExportOptions { include_inactive: false, byte_order_mark: true, ..all };
    let text = String::from_utf8(exported(&session, active)).unwrap();
    assert!(text.starts_with("\u{FEFF}ref1,status\r\nK1,active\r\n"), "{text}");
    assert_eq!(text.lines().count(), 11);
    let twice = vec![ExportColumn::Ref1, ExportColumn::City, ExportColumn::Ref1];
    let options = ExportOptions { columns: twice, ..ExportOptions::default() };
    let error = session.export_customers(options).unwrap_err();
    assert_eq!(error.violations()[0].field, "columns[2]");
}

/// F5.1: whom the actor does not see is not in his file; what he sees masked is masked there.
#[test]
fn an_export_holds_what_its_actor_sees() {
    let (book, admin) = book();
    let mut file = "ref1,full_name,email,team\r\n".to_owned();
    for n in 0..1_000 {
        let team = if n % 4 == 0 { "north" } else { "south" };
        write!(file, "K{n},Anna Alm,anna{n}@example.com,{team}\r\n").unwrap();
    }
    let source = ImportSource::Reader(Box::new(Cursor::new(file.into_bytes())));
    let mut import = admin.start_import(source, ImportOptions::default()).unwrap();
    while import.next_batch().unwrap().is_some() {}
    let id = GroupId::new("part").unwrap();
    let team = |of| Grant::allow(of).within(GrantScope::Team);
    use Permission::*;
    let mut grants: Vec<Grant> = [CustomerExport, CustomerView, CustomerSearch].map(team).into();
    grants.push(team(FieldView).on("plain"));
    grants.push(team(FieldView).on("personal").at(FieldLevel::Masked));
    grants.push(team(ContactView).at(FieldLevel::Masked));
    let group =
        PermissionGroup { id: id.clone(), name: "P".into(), description: String::new(), grants };
    admin.put_group(group).unwrap();
    let actor = Actor::agent("a1", "A").unwrap().in_teams(["north"]);
    let (name, kind) = (actor.name.clone(), actor.kind);
    admin.set_member_groups(Member { id: actor.id.clone(), name, kind, groups: vec![id] }).unwrap();
    let session = book.session(&actor).unwrap();
    for format in [FileFormat::Csv, FileFormat::JsonLines] {
        let options = ExportOptions { format, ..ExportOptions::default() };
        let text = String::from_utf8(exported(&session, options)).unwrap();
        assert!(!text.contains("Anna Alm") && !text.contains("@example.com"), "{format}");
        assert!(text.contains("K0") && text.contains("K996") && !text.contains("K997"));
        let header = usize::from(format == FileFormat::Csv);
        assert_eq!(text.lines().count(), 250 + header);
    }
    let entries = admin.list_changes(0, None, 500).unwrap();
    assert!(entries.iter().all(|entry| entry.operation != "export_customers"));
    let all = admin.list_changes(1_000, None, 500).unwrap();
    let exports = all.iter().filter(|of| of.operation == "export_customers").count();
    assert_eq!(exports, 1, "once an hour in a session");
    let nobody = Actor::agent("b", "B").unwrap();
    let error = book.session(&nobody).unwrap().export_customers(ExportOptions::default());
    assert!(matches!(error, Err(Error::Denied { .. })));
}

#[test]
fn a_file_is_whole_or_not_there() {
    let (_book, session) = book();
    fill(&session, 600);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    let job = Job::new();
    job.cancel();
    let cancelled = session.export_to_file(&path, ExportOptions::default(), false, Some(&job));
    assert_eq!(cancelled, Err(Error::Cancelled));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let progress = session.export_to_file(&path, ExportOptions::default(), false, None).unwrap();
    assert_eq!((progress.rows, std::fs::metadata(&path).unwrap().len()), (600, progress.bytes));
    let again = session.export_to_file(&path, ExportOptions::default(), false, None);
    assert!(matches!(again, Err(Error::Storage { kind, .. }) if kind.as_str() == "already_there"));
    session.export_to_file(&path, ExportOptions::default(), true, None).unwrap();
    let error = session.export_to_file(folder.path(), ExportOptions::default(), true, None);
    assert!(matches!(error, Err(Error::Storage { kind, .. }) if kind.as_str() == "is_a_directory"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// T36: a book's own file is neither written over by an export or a report nor read as a file of
/// customers: whoever opens and closes it beside SQLite takes the locks from those who use it.
#[test]
fn an_open_book_is_no_file_of_customers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("customers.book");
    let admin = Actor::agent("admin", "Admin").unwrap();
    let book = CustomerBook::open(&path).unwrap();
    book.add_first_administrator(&admin).unwrap();
    let session = book.session(&admin).unwrap();
    fill(&session, 3);
    let in_use = |answer: Option<Error>| {
        assert!(
            matches!(&answer, Some(Error::Storage { kind, .. }) if kind.as_str() == "in_use"),
            "{answer:?}"
        );
    };
    in_use(session.export_to_file(&path, ExportOptions::default(), true, None).err());
    in_use(session.export_to_file(&path, ExportOptions::default(), false, None).err());
    let source = ImportSource::Path(path.clone());
    in_use(session.start_import(source, ImportOptions::default()).err());
    in_use(preview_file(path.clone().into(), &FileOptions::default(), 1).err());
    let file = folder.path().join("one.csv");
    std::fs::write(&file, "full_name\nAnna\n").unwrap();
    in_use(session.import_file(&file, ImportOptions::default(), Some(&path), None).err());
    book.close().unwrap();
    let book = CustomerBook::open(&path).unwrap();
    let whole = book.session(&admin).unwrap().export_customers(ExportOptions::default());
    assert_eq!(whole.unwrap().write_to(&mut Vec::new()).unwrap().rows, 3);
}

/// The names and octets of what is in a folder.
fn held(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let each = std::fs::read_dir(folder).unwrap().map(|entry| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
    });
    each.collect()
}

fn assert_in_use(answer: Result<ExportProgress, Error>) {
    let in_use = matches!(&answer, Err(Error::Storage { kind, .. }) if kind.as_str() == "in_use");
    assert!(in_use, "{answer:?}");
}

/// T36: a log without its book is one that another process has moved or not made yet. A file under the
/// name before it would be taken for that book, and the log for its own.
#[test]
fn an_export_keeps_clear_of_a_log_that_stands_alone() {
    let (_book, session) = book();
    fill(&session, 3);
    for suffix in ["-wal", "-journal"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        std::fs::write(folder.path().join(format!("out.csv{suffix}")), "a log").unwrap();
        let before = held(folder.path());
        for replace in [false, true] {
            let answer = session.export_to_file(&path, ExportOptions::default(), replace, None);
            assert_in_use(answer);
            assert_eq!(held(folder.path()), before, "{suffix}");
        }
        // A log of another name is in nobody's way.
        let beside = folder.path().join("other.csv");
        session.export_to_file(&beside, ExportOptions::default(), false, None).unwrap();
    }
}

/// T36: a book that is open here is known by what it is, and not by the log beside it: under another name
/// it has none.
#[cfg(unix)]
#[test]
fn an_export_keeps_clear_of_an_open_book_without_a_log_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("customers.book");
    let admin = Actor::agent("admin", "Admin").unwrap();
    let book = CustomerBook::open(&path).unwrap();
    book.add_first_administrator(&admin).unwrap();
    let session = book.session(&admin).unwrap();
    fill(&session, 3);
    let elsewhere = tempfile::tempdir().unwrap();
    let (linked, hard) = (elsewhere.path().join("a.csv"), elsewhere.path().join("b.csv"));
    std::os::unix::fs::symlink(&path, &linked).unwrap();
    std::fs::hard_link(&path, &hard).unwrap();
    for other in [&linked, &hard] {
        for replace in [false, true] {
            let answer = session.export_to_file(other, ExportOptions::default(), replace, None);
            assert_in_use(answer);
        }
    }
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 2, "nothing is left beside");
    drop(session);
    book.close().unwrap();
    // Nobody has it open any more, and no log is left: the name can have another file.
    let (_other, session) = self::book();
    session.export_to_file(&hard, ExportOptions::default(), true, None).unwrap();
    let book = CustomerBook::open(&path).unwrap();
    assert_eq!(
        book.session(&admin)
            .unwrap()
            .count_customers(&CustomerSelection::default())
            .unwrap()
            .active,
        2
    );
}

fn bring(session: &Session, file: &str, options: ImportOptions) -> Vec<customer_core::ImportRow> {
    let source = ImportSource::Reader(Box::new(Cursor::new(file.as_bytes().to_vec())));
    let mut import = session.start_import(source, options).unwrap();
    let mut rows = Vec::new();
    while let Some(batch) = import.next_batch().unwrap() {
        rows.extend(batch.rows);
    }
    rows
}

/// What a card says and a customer has no place for comes out again; a later card replaces it.
#[test]
fn cards_keep_what_a_customer_has_no_place_for() {
    let (of_anna, session) = book();
    let card = |more: &str| {
        format!(
            "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna Alm\r\nEMAIL:anna@example.com\r\n{more}END:VCARD\r\n"
        )
    };
    let by_email = || ImportOptions {
        match_by: Some(customer_core::ImportKey::Email),
        ..ImportOptions::default()
    };
    let words = |rows: &[customer_core::ImportRow]| -> Vec<String> {
        let told = serde_json::to_value(rows).unwrap();
        told.as_array().unwrap().iter().map(|row| row["outcome"].to_string()).collect()
    };
    let hobby = card("HOBBY;LEVEL=high:reading\r\n");
    assert_eq!(words(&bring(&session, &hobby, by_email())), ["\"created\""]);
    assert_eq!(words(&bring(&session, &hobby, by_email())), ["\"unchanged\""]);
    let cards = |format| {
        let options = ExportOptions { format, ..ExportOptions::default() };
        String::from_utf8(exported(&session, options)).unwrap()
    };
    for format in [FileFormat::VCard, FileFormat::JsContact] {
        let text = cards(format);
        assert!(text.contains("Anna Alm") && text.contains("reading"), "{format}: {text}");
        let (_other, empty) = self::book();
        assert_eq!(words(&bring(&empty, &text, ImportOptions::default())), ["\"created\""]);
    }
    let other = card("HOBBY:sailing\r\n");
    for (dry_run, outcome) in
        [(true, "\"updated\""), (false, "\"updated\""), (false, "\"unchanged\"")]
    {
        let options = ImportOptions { dry_run, ..by_email() };
        assert_eq!(words(&bring(&session, &other, options)), [outcome]);
    }
    let text = cards(FileFormat::VCard);
    assert!(text.contains("sailing") && !text.contains("reading"), "{text}");
    // Who does not see the customer whole does not get it.
    let id = GroupId::new("part").unwrap();
    use Permission::*;
    let grants = [CustomerExport, CustomerView, CustomerSearch, FieldView].map(Grant::allow);
    let group = PermissionGroup {
        id: id.clone(),
        name: "P".into(),
        description: String::new(),
        grants: grants.into(),
    };
    session.put_group(group).unwrap();
    let actor = Actor::agent("a1", "A").unwrap();
    let (name, kind) = (actor.name.clone(), actor.kind);
    session
        .set_member_groups(Member { id: actor.id.clone(), name, kind, groups: vec![id] })
        .unwrap();
    let options = ExportOptions { format: FileFormat::VCard, ..ExportOptions::default() };
    let text = exported(&of_anna.session(&actor).unwrap(), options);
    assert!(!String::from_utf8(text).unwrap().contains("sailing"));
}
