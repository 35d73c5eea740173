//! A2.3, C19, T35: files of customers are brought in by the rules of what people enter and edit, each
//! row is told, and what was interrupted goes on.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::io::Cursor;

use customer_core::{
    Actor, BlankCells, BookOptions, CustomerBook, CustomerId, CustomerStatus, Durability, Error,
    ExistingRows, FieldLevel, Grant, GrantScope, GroupId, Import, ImportBatch, ImportKey,
    ImportOptions, ImportRow, ImportRowOutcome, ImportSource, ImportSummary, Member, NewCustomer,
    Permission, PermissionGroup, ReferenceSlot, Rule, Session, Warning,
};

fn admin() -> Actor {
    Actor::agent("admin", "Admin").unwrap()
}

fn book() -> (CustomerBook, Session) {
    let book = CustomerBook::open_in_memory().unwrap();
    book.add_first_administrator(&admin()).unwrap();
    let session = book.session(&admin()).unwrap();
    (book, session)
}

/// A session of somebody who holds exactly this.
fn holding(book: &CustomerBook, grants: Vec<Grant>) -> Session {
    let id = GroupId::new("tried").unwrap();
    let admin = book.session(&admin()).unwrap();
    let group =
        PermissionGroup { id: id.clone(), name: "T".into(), description: String::new(), grants };
    admin.put_group(group).unwrap();
    let actor = Actor::agent("a1", "A").unwrap().in_teams(["north"]);
    let (name, kind) = (actor.name.clone(), actor.kind);
    admin.set_member_groups(Member { id: actor.id.clone(), name, kind, groups: vec![id] }).unwrap();
    book.session(&actor).unwrap()
}

fn source(text: &str) -> ImportSource {
    ImportSource::Reader(Box::new(Cursor::new(text.as_bytes().to_vec())))
}

fn by(key: ImportKey) -> ImportOptions {
    ImportOptions { match_by: Some(key), ..ImportOptions::default() }
}

fn to_the_end(mut import: Import) -> (Vec<ImportRow>, ImportSummary) {
    let mut rows = Vec::new();
    while let Some(ImportBatch { rows: of, .. }) = import.next_batch().unwrap() {
        rows.extend(of);
    }
    (rows, import.summary())
}

fn bring(session: &Session, text: &str, options: ImportOptions) -> Vec<ImportRow> {
    to_the_end(session.start_import(source(text), options).unwrap()).0
}

fn word(row: &ImportRow) -> &'static str {
    match &row.outcome {
        ImportRowOutcome::Created { .. } => "created",
        ImportRowOutcome::Updated { .. } => "updated",
        ImportRowOutcome::Unchanged { .. } => "unchanged",
        ImportRowOutcome::MatchedMany { .. } => "matched_many",
        ImportRowOutcome::Rejected { error } => error.code(),
    }
}

fn words(rows: &[ImportRow]) -> Vec<&'static str> {
    rows.iter().map(word).collect()
}

fn id(row: &ImportRow) -> CustomerId {
    match &row.outcome {
        ImportRowOutcome::Created { id }
        | ImportRowOutcome::Updated { id, .. }
        | ImportRowOutcome::Unchanged { id } => id.unwrap(),
        other => panic!("{other:?}"),
    }
}

fn rejected(row: &ImportRow) -> &Error {
    match &row.outcome {
        ImportRowOutcome::Rejected { error } => error,
        other => panic!("{other:?}"),
    }
}

fn fields(row: &ImportRow) -> Vec<&str> {
    match &row.outcome {
        ImportRowOutcome::Updated { fields, .. } => fields.iter().map(String::as_str).collect(),
        other => panic!("{other:?}"),
    }
}

/// A2.3, C19: one bad row keeps no other out, and each is told with its fields and rules.
#[test]
fn each_row_is_told_and_none_keeps_the_others_out() {
    let (_book, session) = book();
    let file = "full_name,email,phone,country\n\
                Anna,anna@example.com,+49 151 12345678,DE\n\
                ,bo@example.com,12,Atlantis\n\
                Bo,bo@example.com,,\n";
    let rows = bring(&session, file, ImportOptions::default());
    assert_eq!(words(&rows), ["created", "invalid", "created"]);
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3]);
    let found: Vec<_> =
        rejected(&rows[1]).violations().iter().map(|v| (v.field.as_str(), v.rule)).collect();
    assert_eq!(found[0], ("name", Rule::Required));
    assert!(found.contains(&("country", Rule::UnknownCountry)), "{found:?}");
    assert!(found.contains(&("phone", Rule::TooFewDigits)), "{found:?}");
    let anna = session.get_customer(id(&rows[0])).unwrap();
    assert_eq!(anna.phone.as_deref(), Some("+49 151 12345678"));
    assert_eq!(anna.provenance.how, customer_core::How::Imported);
}

/// C19: a row whose reference there is changes that customer; one that says nothing new changes
/// nothing, and writes nothing to the log.
#[test]
fn rows_are_recognised_by_a_reference() {
    let (_book, session) = book();
    let options = || ImportOptions { source: Some("crm".into()), ..by(ImportKey::Ref1) };
    let first = bring(&session, "ref1,full_name,city\nK1,Anna,Bonn\nK2,Bo,\n", options());
    assert_eq!(words(&first), ["created", "created"]);
    let before = session.log_head().unwrap().seq;
    let file = "ref1,full_name,city,email\nK1,Anna,Bonn,\nK2,Bo,Ulm,bo@example.com\nK3,Cy,,\n";
    let rows = bring(&session, file, options());
    assert_eq!(words(&rows), ["unchanged", "updated", "created"]);
    assert_eq!(fields(&rows[1]), ["city", "email"]);
    assert_eq!(id(&rows[1]), id(&first[1]));
    let bo = session.get_customer(id(&first[1])).unwrap();
    assert_eq!(
        (bo.version, bo.city.as_deref(), bo.email.as_deref()),
        (2, Some("Ulm"), Some("bo@example.com"))
    );
    assert_eq!(bo.contacts[0].points[0].provenance.source.as_deref(), Some("crm"));
    assert_eq!(session.get_customer(id(&first[0])).unwrap().version, 1);
    // The import's beginning and end, one for Bo's city, one for his address, one for Cy.
    let entries = session.list_changes(before, None, 500).unwrap();
    let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["import", "customer", "point", "customer", "import", "access"]);
    assert_eq!(entries[1].values[0].new.as_deref(), Some("Ulm"));
}

/// The log of an import names the fields of each new customer, and does not hold every value twice.
#[test]
fn what_is_created_is_logged_without_values() {
    let (book, session) = book();
    let rows =
        bring(&session, "full_name,email\nAnna,anna@example.com\n", ImportOptions::default());
    let entries = session.list_changes(0, Some(id(&rows[0])), 10).unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].operation, "import_customers");
    assert_eq!(entries[0].fields, ["full_name", "email"]);
    assert!(entries[0].values.is_empty());
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn blank_cells_leave_or_clear() {
    let (_book, session) = book();
    let file = "ref1,full_name,city,email\nK1,Anna,Bonn,anna@example.com\n";
    let first = id(&bring(&session, file, by(ImportKey::Ref1))[0]);
    let blank = "ref1,full_name,city,email\nK1,,,\n";
    assert_eq!(words(&bring(&session, blank, by(ImportKey::Ref1))), ["unchanged"]);
    let clear = ImportOptions { blank: BlankCells::Clear, ..by(ImportKey::Ref1) };
    // A name has to be left.
    let rows = bring(&session, blank, clear.clone());
    assert_eq!(rejected(&rows[0]).violations()[0].field, "name");
    let rows = bring(&session, "ref1,city,email\nK1,,\n", clear);
    assert_eq!(fields(&rows[0]), ["city"]);
    let anna = session.get_customer(first).unwrap();
    assert_eq!((anna.city, anna.email.as_deref()), (None, Some("anna@example.com")));
}

#[test]
fn rows_that_exist_can_be_skipped() {
    let (_book, session) = book();
    bring(&session, "ref1,full_name\nK1,Anna\n", by(ImportKey::Ref1));
    let skip = ImportOptions { existing: ExistingRows::Skip, ..by(ImportKey::Ref1) };
    let rows = bring(&session, "ref1,full_name\nK1,Other\nK2,Bo\n", skip);
    assert_eq!(words(&rows), ["unchanged", "created"]);
    assert_eq!(session.get_customer(id(&rows[0])).unwrap().display_name, "Anna");
}

/// C19: duplicates inside the file are found: a reference stands in the way, an address does not.
#[test]
fn duplicates_inside_the_file_are_told() {
    let (_book, session) = book();
    let there = session
        .create_customer(NewCustomer {
            full_name: Some("Old".into()),
            email: Some("family@example.com".into()),
            ..NewCustomer::default()
        })
        .unwrap();
    let file = "ref1,full_name,email\nK1,Anna,family@example.com\nK1,Bo,\n,Cy,FAMILY@example.com\n";
    for batch_rows in [1, 1_000] {
        let options = ImportOptions { batch_rows, dry_run: true, ..ImportOptions::default() };
        let rows = bring(&session, file, options);
        assert_eq!(words(&rows), ["created", "conflict", "created"]);
    }
    let rows = bring(&session, file, ImportOptions { batch_rows: 1, ..ImportOptions::default() });
    assert_eq!(words(&rows), ["created", "conflict", "created"]);
    assert!(matches!(rejected(&rows[1]), Error::Conflict { fields, .. } if fields == &["ref1"]));
    let told = |row: &ImportRow| -> Vec<(String, Vec<u64>, Vec<CustomerId>)> {
        row.duplicates
            .iter()
            .map(|of| (of.field.clone(), of.rows.clone(), of.customers.clone()))
            .collect()
    };
    let old = there.customer.id;
    assert_eq!(told(&rows[0]), [("email".into(), vec![], vec![old])]);
    assert_eq!(told(&rows[1]), [("ref1".into(), vec![1], vec![])]);
    assert_eq!(told(&rows[2]), [("email".into(), vec![1], vec![old])]);
}

#[test]
fn an_address_that_several_have_is_nobody_s_key() {
    let (_book, session) = book();
    let file =
        "full_name,email\nAnna,family@example.com\nBo,family@example.com\nCy,cy@example.com\n";
    let there = bring(&session, file, ImportOptions::default());
    let file = "email,city\nfamily@example.com,Bonn\nCY@example.com,Ulm\nnew@example.com,Rom\n";
    let rows = bring(&session, file, by(ImportKey::Email));
    assert_eq!(words(&rows), ["matched_many", "updated", "invalid"]);
    let mut both = vec![id(&there[0]), id(&there[1])];
    both.sort_unstable();
    assert_eq!(rows[0].outcome, ImportRowOutcome::MatchedMany { customers: both });
    assert_eq!(session.get_customer(id(&there[0])).unwrap().version, 1);
    assert_eq!(fields(&rows[1]), ["city"]);
}

#[test]
fn status_kind_and_channel_are_taken() {
    let (_book, session) = book();
    let file = "ref1,full_name,kind,status,preferred_channel\nK1,Acme,entity,inactive,phone\nK2,Bo,,gone,\n";
    let rows = bring(&session, file, by(ImportKey::Ref1));
    assert_eq!(words(&rows), ["created", "invalid"]);
    assert_eq!(rejected(&rows[1]).violations()[0].field, "status");
    let acme = session.get_customer(id(&rows[0])).unwrap();
    assert_eq!((acme.status, acme.kind.as_str()), (CustomerStatus::Inactive, "entity"));
    assert_eq!(acme.preferred_channel.unwrap().as_str(), "phone");
    let rows = bring(&session, "ref1,status\nK1,active\n", by(ImportKey::Ref1));
    assert_eq!(fields(&rows[0]), ["status"]);
    assert_eq!(session.get_customer(id(&rows[0])).unwrap().kind.as_str(), "entity");
}

/// A2.44: what a person took off a customer, the source that brought it does not bring back.
#[test]
fn a_removed_address_stays_removed_for_its_source() {
    let (_book, session) = book();
    let options = || ImportOptions { source: Some("crm".into()), ..by(ImportKey::Ref1) };
    let file = "ref1,full_name,email\nK1,Anna,old@example.com\n";
    let anna = session.get_customer(id(&bring(&session, file, options())[0])).unwrap();
    session.remove_point(anna.id, anna.contacts[0].points[0].id).unwrap();
    for dry_run in [true, false] {
        let rows = bring(&session, file, ImportOptions { dry_run, ..options() });
        assert_eq!(words(&rows), ["unchanged"]);
        assert_eq!(rows[0].warnings, [Warning::RemovedBefore]);
    }
    let rows = bring(&session, file, by(ImportKey::Ref1));
    assert_eq!(fields(&rows[0]), ["email"]);
}

#[test]
fn a_reference_that_moves_is_retired() {
    let (_book, session) = book();
    bring(&session, "ref1,ref2,full_name\nK1,A,Anna\n", ImportOptions::default());
    let rows = bring(&session, "ref1,ref2\nK1,B\n", by(ImportKey::Ref1));
    assert_eq!(fields(&rows[0]), ["ref2"]);
    let file = "ref2,full_name\nA,Bo\n";
    for key in [ImportKey::Ref1, ImportKey::Ref2] {
        let rows = bring(&session, file, by(key));
        assert!(
            matches!(rejected(&rows[0]), Error::Conflict { reason, .. } if reason.as_str() == "retired")
        );
    }
    assert_eq!(session.find_by_reference(ReferenceSlot::Ref2, "A").unwrap().display_name, "Anna");
}

#[test]
fn numbers_are_read_in_the_region_of_the_file() {
    let (_book, session) = book();
    let options = ImportOptions {
        default_region: Some(customer_core::CountryCode::parse("AT").unwrap()),
        ..ImportOptions::default()
    };
    let rows = bring(&session, "full_name,phone\nAnna,0664 1234567\n", options);
    let anna = session.get_customer(id(&rows[0])).unwrap();
    let point = serde_json::to_value(&anna.contacts[0].points[0]).unwrap();
    assert!(point.to_string().contains("+436641234567"), "{point}");
}

/// F5.1, C32: an import does nothing that its actor may not do by hand.
#[test]
fn rows_are_held_to_the_rights_of_manual_edits() {
    let (book, session) = book();
    let file = "ref1,full_name,city,email\nK1,Anna,Bonn,anna@example.com\n";
    bring(&session, file, ImportOptions::default());
    let bare =
        vec![Grant::allow(Permission::CustomerImport), Grant::allow(Permission::CustomerCreate)];
    let with = |more: &[Permission]| {
        let more = more.iter().copied().map(Grant::allow);
        bare.iter().cloned().chain(more).collect::<Vec<_>>()
    };
    use Permission::*;
    let missing = |grants: Vec<Grant>, file: &str| -> Vec<Permission> {
        let rows = bring(&holding(&book, grants), file, by(ImportKey::Ref1));
        match &rows[0].outcome {
            ImportRowOutcome::Rejected { error: Error::Denied { missing } } => missing.clone(),
            other => panic!("{other:?}"),
        }
    };
    // Whom he may not see he does not change, and is told as when he creates by hand.
    let rows = bring(&holding(&book, bare.clone()), file, by(ImportKey::Ref1));
    assert!(matches!(rejected(&rows[0]), Error::Conflict { .. }));
    let sees = [CustomerView, FieldView, ContactView];
    let change = "ref1,city\nK1,Ulm\n";
    assert_eq!(missing(with(&sees), change), [FieldEdit]);
    let address = "ref1,email\nK1,new@example.com\n";
    assert_eq!(missing(with(&sees), address), [ContactEdit]);
    assert_eq!(missing(with(&sees), "ref1,status\nK1,inactive\n"), [CustomerStatus]);
    assert_eq!(missing(with(&[CustomerView, FieldView]), address), [ContactReveal]);
    // What is the same to somebody who sees it is no change.
    let rows = bring(&holding(&book, with(&sees)), file, by(ImportKey::Ref1));
    assert_eq!(words(&rows), ["unchanged"]);
    // Who does not see a field learns nothing of it by its being the same.
    let mut masked = with(&[CustomerView]);
    masked.push(Grant::allow(FieldView).on("plain"));
    masked.push(Grant::allow(FieldView).on("personal").at(FieldLevel::Masked));
    assert_eq!(missing(masked, "ref1,city\nK1,Bonn\n"), [FieldEdit]);
    // Inactive from the beginning is a status that somebody set.
    assert_eq!(missing(bare, "full_name,status\nBo,inactive\n"), [CustomerStatus]);
    assert!(session.find_by_reference(ReferenceSlot::Ref1, "K1").unwrap().version == 1);
}

/// F5.1: rows go to the part of the book in which the actor works.
#[test]
fn an_import_reaches_as_far_as_its_grants() {
    let (book, session) = book();
    bring(&session, "ref1,full_name,team\nK1,Anna,south\nK2,Bo,north\n", ImportOptions::default());
    let team = |of| Grant::allow(of).within(GrantScope::Team);
    use Permission::*;
    let grants = [CustomerImport, CustomerCreate, CustomerView, CustomerEdit, FieldView];
    let session = holding(&book, grants.map(team).to_vec());
    let file = "ref1,full_name,city,team\nK1,Anna,Bonn,\nK2,Bo,Bonn,\nK2,Bo,Ulm,south\nK3,Cy,,\nK4,Di,,south\n";
    for dry_run in [true, false] {
        let rows = bring(&session, file, ImportOptions { dry_run, ..by(ImportKey::Ref1) });
        assert_eq!(words(&rows), ["conflict", "updated", "denied", "created", "denied"]);
    }
    let cy = session.find_by_reference(ReferenceSlot::Ref1, "K3");
    let admin = book.session(&admin()).unwrap();
    let team = admin.find_by_reference(ReferenceSlot::Ref1, "K3").unwrap().team;
    assert_eq!(team.as_deref(), Some("north"));
    assert!(cy.is_err(), "he may not search");
}

/// A file that breaks off is told, and what stands before that is done.
#[test]
fn a_broken_file_is_told_behind_what_is_done() {
    let (_book, session) = book();
    let file = format!("full_name\nAnna\n\"{}", "x".repeat(3_000_000));
    let mut import = session.start_import(source(&file), ImportOptions::default()).unwrap();
    let batch = import.next_batch().unwrap().unwrap();
    assert_eq!(words(&batch.rows), ["created"]);
    for _ in 0..2 {
        let error = import.next_batch().unwrap_err();
        assert_eq!(error.violations()[0].field, "file.records[2]");
    }
    assert!(!import.summary().finished);
}

#[test]
fn options_are_checked() {
    let (_book, session) = book();
    for (options, field) in [
        (ImportOptions { batch_rows: 0, ..Default::default() }, "batch_rows"),
        (ImportOptions { batch_rows: 10_001, ..Default::default() }, "batch_rows"),
        (ImportOptions { import_id: Some("x".repeat(129)), ..Default::default() }, "import_id"),
        (ImportOptions { source: Some("x".repeat(129)), ..Default::default() }, "source"),
    ] {
        let error = session.start_import(source("full_name\nA\n"), options).unwrap_err();
        assert_eq!(error.violations()[0].field, field);
    }
}

/// A job that is cancelled writes nothing of the batch that is open.
#[test]
fn an_import_can_be_stopped() {
    let (_book, session) = book();
    let options = ImportOptions { batch_rows: 1, ..ImportOptions::default() };
    let mut import = session.start_import(source("full_name\nAnna\nBo\n"), options).unwrap();
    let job = import.job();
    import.next_batch().unwrap().unwrap();
    assert_eq!(job.progress().rows, 1);
    job.cancel();
    assert_eq!(import.next_batch().unwrap_err(), Error::Cancelled);
    let listing = customer_core::CustomerListing::default();
    assert_eq!(session.list_customers(&listing).unwrap().items.len(), 1);
}

/// An import under a name goes on where it stopped; the last batch is told again.
#[test]
fn an_import_goes_on_where_it_stopped() {
    let (_book, session) = book();
    let file = "full_name\nAnna\nBo\nCy\nDi\nEd\n";
    let options = |dry_run| ImportOptions {
        batch_rows: 2,
        import_id: Some("monday".into()),
        dry_run,
        ..ImportOptions::default()
    };
    let mut import = session.start_import(source(file), options(false)).unwrap();
    let first = import.next_batch().unwrap().unwrap();
    drop(import);
    let mut import = session.start_import(source(file), options(false)).unwrap();
    let again = import.next_batch().unwrap().unwrap();
    assert!(again.repeated && again.rows == first.rows);
    assert_eq!(again.progress.rows, 2);
    let (rows, summary) = to_the_end(import);
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 4, 5]);
    assert!(summary.finished);
    assert_eq!(summary.progress.created, 5);
    // One that is over says what it came to, and does nothing.
    let head = session.log_head().unwrap();
    let (rows, summary) = to_the_end(session.start_import(source(file), options(false)).unwrap());
    assert_eq!((rows.len(), summary.progress.created, summary.finished), (1, 5, true));
    assert_eq!(session.log_head().unwrap(), head);
    // Another file, or the same with other options, is another import.
    for (file, more) in [
        ("full_name\nZoe\n", options(false)),
        (file, ImportOptions { match_by: Some(ImportKey::Ref1), ..options(false) }),
    ] {
        let error = session.start_import(source(file), more).unwrap_err();
        assert!(
            matches!(error, Error::Conflict { reason, .. } if reason.as_str() == "other_import")
        );
    }
    assert!(session.forget_import("monday").unwrap());
    assert!(!session.forget_import("monday").unwrap());
    let (rows, _) = to_the_end(session.start_import(source(file), options(false)).unwrap());
    assert_eq!(rows.len(), 5);
}

/// Two that go on with the same import at once do no row twice.
#[test]
fn the_same_import_twice_at_once_does_each_row_once() {
    let (_book, session) = book();
    let file = "full_name\nAnna\nBo\n";
    let options =
        || ImportOptions { batch_rows: 1, import_id: Some("x".into()), ..Default::default() };
    let mut one = session.start_import(source(file), options()).unwrap();
    let mut other = session.start_import(source(file), options()).unwrap();
    one.next_batch().unwrap();
    assert!(matches!(other.next_batch(), Err(Error::Conflict { .. })));
    one.next_batch().unwrap();
    let listing = customer_core::CustomerListing::default();
    assert_eq!(session.list_customers(&listing).unwrap().items.len(), 2);
}

/// A report holds a line for each row, and none twice when the import goes on.
#[test]
fn a_report_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        BookOptions { durability: Durability::MayLoseLastCommits, ..BookOptions::default() };
    let book = CustomerBook::open_with(folder.path().join("book.db"), options).unwrap();
    book.add_first_administrator(&admin()).unwrap();
    let session = book.session(&admin()).unwrap();
    let (file, report) = (folder.path().join("in.csv"), folder.path().join("report.jsonl"));
    std::fs::write(&file, "full_name\nAnna\n\nBo\nCy\n").unwrap();
    let options =
        ImportOptions { batch_rows: 1, import_id: Some("x".into()), ..Default::default() };
    let mut import = session.start_import(file.as_path().into(), options.clone()).unwrap();
    import.next_batch().unwrap();
    drop(import);
    let summary = session.import_file(&file, options.clone(), Some(&report), None).unwrap();
    assert_eq!(summary.progress.created, 3);
    let lines = |text: &str| -> Vec<ImportRow> {
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let text = std::fs::read_to_string(&report).unwrap();
    assert_eq!(lines(&text).iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3]);
    // Again: the last row is told again, and stands there once.
    std::fs::write(&report, format!("{text}half a li")).unwrap();
    session.import_file(&file, options, Some(&report), None).unwrap();
    assert_eq!(std::fs::read_to_string(&report).unwrap(), text);
    // A file that nobody began here is not overwritten.
    let error =
        session.import_file(&file, ImportOptions::default(), Some(&report), None).unwrap_err();
    assert!(matches!(error, Error::Storage { kind, .. } if kind.as_str() == "already_there"));
}
