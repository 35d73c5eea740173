//! The example as a user runs it: on its own data, on mailboxes of others, and on bad input.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use customer_core::{
    Actor, CreationMode, CustomerBook, CustomerListing, CustomerSort, CustomerStatus,
};
use customer_core_examples::inbox::Pass;
use customer_core_examples::options::{MailSource, Options};
use customer_core_examples::story;
use customer_core_examples::trouble::{Result, Trouble};
use tempfile::TempDir;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn tell(options: &Options) -> Result<(Vec<Pass>, String)> {
    let mut out = Vec::new();
    let passes = story::tell(options, &mut out)?;
    Ok((passes, String::from_utf8(out).unwrap()))
}

fn trouble(options: &Options) -> String {
    match tell(options) {
        Ok((_, text)) => panic!("no error: {text}"),
        Err(trouble) => trouble.to_string(),
    }
}

/// Options with a mailbox of one message and nothing else.
fn small(folder: &TempDir) -> Options {
    let path = folder.path().join("one.mbox");
    let from = "From x@y.example Thu Jan  1 00:00:00 1970\n";
    let mail = "From: Anna <anna@example.com>\nMessage-ID: <1@example.com>\n\nHello\n";
    fs::write(&path, format!("{from}{mail}")).unwrap();
    Options {
        mail: MailSource::Mbox(path),
        generate: None,
        customers: None,
        settings: None,
        sent: None,
        db: Some(folder.path().join("book.db")),
        mode: None,
        dry_run: false,
        threads: 1,
    }
}

/// A mailbox that is made up is the same each time, meets every outcome but the rare ones, and is told
/// in sums with its rate.
#[test]
fn a_generated_mailbox_is_told_in_sums() {
    let options = Options { generate: Some(600), ..Options::of_data(&data()) };
    let (passes, text) = tell(&options).unwrap();
    let count = |pass: &Pass, outcome| pass.lines.iter().filter(|of| of.outcome == outcome).count();
    let [manual, automatic] = passes.as_slice() else { panic!("two modes") };
    assert_eq!((manual.lines.len(), automatic.lines.len()), (600, 600));
    for outcome in ["assigned", "created", "not_a_customer"] {
        assert!(count(automatic, outcome) > 30, "{outcome}: {}", count(automatic, outcome));
    }
    assert_eq!(count(manual, "created"), 0);
    assert!(text.contains(" a second"), "{text}");
    assert!(!text.contains("message 17 "), "not one by one: {text}");
    let (again, _) = tell(&options).unwrap();
    assert_eq!(again[1].lines, automatic.lines);
    let (by_many, text) = tell(&Options { threads: 8, ..options }).unwrap();
    assert!(text.contains("600 messages by 8 threads in"), "{text}");
    for outcome in ["assigned", "created", "candidates", "not_a_customer", "ignored", "invalid"] {
        assert_eq!(count(&by_many[1], outcome), count(automatic, outcome), "{outcome}");
    }
}

fn customers(path: &Path) -> Vec<(String, CustomerStatus)> {
    let book = CustomerBook::open(path).unwrap();
    let session = book.session(&Actor::agent("inbox", "Inbox").unwrap()).unwrap();
    let mut listing = CustomerListing {
        sort: CustomerSort::Created,
        include_inactive: true,
        limit: 500,
        ..CustomerListing::default()
    };
    let mut found = Vec::new();
    loop {
        let page = session.list_customers(&listing).unwrap();
        found.extend(page.items.iter().map(|of| (of.display_name.clone(), of.status)));
        match page.next {
            Some(next) => listing.after = Some(next),
            None => return found,
        }
    }
}

/// Each message of the inbox, both modes: class, row of the decision table, outcome, customers.
#[test]
fn the_inbox_is_answered_as_expected() {
    let (passes, _) = tell(&Options::of_data(&data())).unwrap();
    let [manual, automatic] = passes.as_slice() else { panic!("two passes") };
    let mut expected = csv::Reader::from_path(data().join("expected.csv")).unwrap();
    let mut count = 0;
    for (record, (manual, automatic)) in
        expected.records().zip(manual.lines.iter().zip(&automatic.lines))
    {
        let record = record.unwrap();
        let cell = |at: usize| record.get(at).unwrap();
        let row = cell(2).replace('_', " ");
        assert_eq!(automatic.message, cell(0));
        assert_eq!(automatic.class, cell(1).replace('_', " "), "{}", cell(0));
        assert_eq!(automatic.row, row, "{}", cell(0));
        assert!(manual.row == row || row == "duplicate", "{}: {}", cell(0), manual.row);
        assert_eq!((manual.outcome, automatic.outcome), (cell(3), cell(4)), "{}", cell(0));
        assert_eq!(automatic.references.join(";"), cell(5), "{}", cell(0));
        count += 1;
    }
    assert_eq!((count, count, count), (174, manual.lines.len(), automatic.lines.len()));
}

/// The inbox meets all classes and all rows, so that a reader sees each of them once.
#[test]
fn the_inbox_meets_every_class_and_row() {
    let mut expected = csv::Reader::from_path(data().join("expected.csv")).unwrap();
    let records: Vec<_> = expected.records().map(|record| record.unwrap()).collect();
    let met = |at: usize, word: &str| records.iter().any(|record| record.get(at) == Some(word));
    for class in customer_core::SenderClass::ALL {
        assert!(met(1, class.as_str()), "class {class}");
    }
    for row in customer_core::DecisionRow::ALL {
        // Needs another setting than the shop's.
        let by_setting = *row == customer_core::DecisionRow::Unverified;
        assert!(by_setting || met(2, row.as_str()), "row {row}");
    }
}

#[test]
fn a_dry_run_writes_no_customer() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { dry_run: true, ..small(&folder) };
    let (passes, text) = tell(&options).unwrap();
    assert_eq!(passes[1].lines[0].outcome, "created");
    assert!(text.contains("nothing written"), "{text}");
    assert!(!options.db.as_ref().unwrap().exists());
}

/// A book that is there stays as it is, to the byte: customers, settings and mode included.
#[test]
fn a_dry_run_leaves_a_book_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let options = small(&folder);
    tell(&options).unwrap();
    let path = options.db.clone().unwrap();
    let before = fs::read(&path).unwrap();
    let csv = folder.path().join("people.csv");
    fs::write(&csv, "ref,full_name\nR9,Bo\n").unwrap();
    let settings = Some(data().join("settings.json"));
    let dry = Options { dry_run: true, customers: Some(csv), settings, ..options };
    let (_, text) = tell(&dry).unwrap();
    assert!(text.contains("a copy of") && text.contains("1 imported"), "{text}");
    assert!(fs::read(&path).unwrap() == before, "the book was changed");
}

/// The mode that the book had is the mode that it keeps.
#[test]
fn a_run_leaves_the_mode_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let options = small(&folder);
    tell(&options).unwrap();
    let book = CustomerBook::open(options.db.as_ref().unwrap()).unwrap();
    let admin = Actor::agent("inbox", "Inbox").unwrap();
    let settings = book.session(&admin).unwrap().get_settings().unwrap();
    assert_eq!(settings.email_mode, CreationMode::Manual);
}

#[test]
fn the_same_mail_and_customers_can_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("people.csv");
    fs::write(&csv, "ref,full_name,status\nR1,Bo,inactive\nR2,Cy,\n,Di,\n").unwrap();
    let options = Options { customers: Some(csv), ..small(&folder) };
    let (passes, _) = tell(&options).unwrap();
    assert_eq!((passes[0].lines[0].outcome, passes[1].lines[0].outcome), ("no_match", "created"));
    let before = customers(options.db.as_ref().unwrap());
    assert_eq!(before.len(), 4);
    assert!(before.contains(&("Bo".into(), CustomerStatus::Inactive)));
    let (passes, text) = tell(&options).unwrap();
    assert_eq!(
        (passes[0].lines[0].outcome, passes[1].lines[0].outcome),
        ("assigned", "assigned"),
        "what was linked before stays so in every mode"
    );
    assert!(text.contains("2 were in the book already"), "{text}");
    assert!(text.contains("1 have no `ref`"), "{text}");
    assert_eq!(customers(options.db.as_ref().unwrap()), before);
}

#[test]
fn a_mailbox_is_answered_like_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut mbox = Vec::new();
    let mut files: Vec<_> =
        fs::read_dir(data().join("inbox")).unwrap().map(|of| of.unwrap().path()).collect();
    files.sort();
    for path in files {
        mbox.extend_from_slice(b"From x@y.example Thu Jan  1 00:00:00 1970\n");
        for line in fs::read(path).unwrap().split_inclusive(|octet| *octet == b'\n') {
            let quotes = line.iter().take_while(|octet| **octet == b'>').count();
            if line[quotes..].starts_with(b"From ") {
                mbox.push(b'>');
            }
            mbox.extend_from_slice(line);
        }
        mbox.extend_from_slice(b"\n\n");
    }
    let path = folder.path().join("inbox.mbox");
    fs::write(&path, mbox).unwrap();
    let of_files = Options::of_data(&data());
    let of_mbox = Options { mail: MailSource::Mbox(path), ..of_files.clone() };
    let outcomes = |options: &Options| -> Vec<_> {
        let (passes, _) = tell(options).unwrap();
        passes.iter().flat_map(|pass| pass.lines.iter().map(|line| line.outcome)).collect()
    };
    assert_eq!(outcomes(&of_mbox), outcomes(&of_files));
}

/// A row that breaks a rule is told by line, column and rule; the others go in; what stands in the
/// row is not repeated.
#[test]
fn broken_rows_are_told_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("people.csv");
    let mut rows = b"\xEF\xBB\xBFref,full_name,emails,phones,phone_region,country,kind,colour\n\
        R1,Secretname One,secret@example.com,030 123456,DE,,,red\n\
        R2,Secretname Two,secret@@example.com;b@example.com,12,XX,Atlantis,,\n\
        R3,Secretname Three\n\
        R4,,,,,,,\n\
        R5,Secretname Five,,,,,robot,\n"
        .to_vec();
    rows.extend_from_slice(b"R6,Secretname \xFF,,,,,,\nR1,Secretname Seven,,,,,,\n");
    fs::write(&csv, rows).unwrap();
    let options = Options { customers: Some(csv), ..small(&folder) };
    let (_, text) = tell(&options).unwrap();
    for wanted in [
        "Customers  1 imported",
        "line 8: `ref` stands in line 2 already",
        "columns that mean nothing here: colour",
        "line 3: `country` breaks the rule `unknown_country`",
        "`phones[0].region` breaks the rule `unknown_region`",
        "`emails[0]` breaks the rule `many_at_signs`",
        "line 4: 2 fields where the header has 8",
        "line 5: `name` breaks the rule `required`",
        "line 6: `kind` is neither",
        "line 7: not UTF-8",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(!text.contains("secret@") && !text.contains("Secretname"), "{text}");
    assert_eq!(customers(options.db.as_ref().unwrap()).len(), 2);
}

/// A file that was cut off within quotes: the rows that went into that cell do not vanish unsaid.
#[test]
fn a_quote_that_is_never_closed_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("people.csv");
    let rows = "full_name,note\nBo,\"two\nlines\"\nCy,\"a cut\nDi,lost\nEd,lost\n";
    fs::write(&csv, rows).unwrap();
    let options = Options { customers: Some(csv.clone()), ..small(&folder) };
    let (_, text) = tell(&options).unwrap();
    assert!(text.contains("Customers  1 imported"), "{text}");
    assert!(text.contains("line 4: a quote that is never closed"), "{text}");
    fs::write(&csv, "full_name,\"note\nBo,x\n").unwrap();
    let told = trouble(&Options { customers: Some(csv), ..small(&folder) });
    assert!(told.contains("the header: a quote that is never closed"), "{told}");
}

/// What cannot be used is told with its place, before anything is written.
#[test]
fn bad_input_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let there = |name: &str| folder.path().join(name);
    let base = small(&folder);
    fs::write(there("text.csv"), "a,b\n1,2\n").unwrap();
    fs::write(there("empty.csv"), "").unwrap();
    fs::write(there("text.json"), "{\"max_points\": ").unwrap();
    fs::write(there("odd.json"), "{\"senders\": {\"own_adresses\": []}}").unwrap();
    fs::write(there("wrong.json"), "{\"max_points\": \"many\"}").unwrap();
    fs::write(there("letter.eml"), "From: a@b.example\n\nHi\n").unwrap();
    fs::create_dir(there("empty")).unwrap();
    let with_customers = |name: &str| Options { customers: Some(there(name)), ..base.clone() };
    let with_settings = |name: &str| Options { settings: Some(there(name)), ..base.clone() };
    let with_mail = |mail: MailSource| Options { mail, ..base.clone() };
    for (options, wanted) in [
        (with_mail(MailSource::Mbox(there("no.mbox"))), "no.mbox: no such file or folder"),
        (with_mail(MailSource::Mbox(there("empty"))), "empty: this is a folder"),
        (with_mail(MailSource::Mbox(there("letter.eml"))), "letter.eml: not in mbox format"),
        (with_mail(MailSource::Folder(there("letter.eml"))), "letter.eml: this is a file"),
        (with_mail(MailSource::Folder(there("empty"))), "empty: there is no message"),
        (with_customers("no.csv"), "no.csv: no such file"),
        (with_customers("empty"), "empty: this is a folder"),
        (with_customers("text.csv"), "text.csv: the first line names none of the columns"),
        (with_customers("empty.csv"), "empty.csv: the first line names none of the columns"),
        (with_settings("text.json"), "text.json: line 1: not JSON"),
        (with_settings("odd.json"), "odd.json: there is no setting `own_adresses` in `senders`"),
        (with_settings("wrong.json"), "wrong.json: a setting has a value"),
        (Options { db: Some(there("empty")), ..base.clone() }, "storage: is_a_directory"),
        (Options { db: Some(there("letter.eml")), ..base.clone() }, "storage: foreign_file"),
    ] {
        let found = trouble(&options);
        assert!(found.contains(wanted), "wanted {wanted}, got {found}");
    }
    assert_eq!(customers(base.db.as_ref().unwrap()), []);
}

#[test]
fn messages_that_were_sent_need_sound_rows() {
    let folder = tempfile::tempdir().unwrap();
    let sent = folder.path().join("sent.csv");
    let options = Options { sent: Some(sent.clone()), ..small(&folder) };
    for (row, wanted) in [
        ("<1@x.example>,a@b.example,,yesterday", "line 2: `sent_at`"),
        (
            "<1@x.example>,a@b.example,NOBODY,2026-01-01T00:00:00Z",
            "line 2: `customer_ref`: no such",
        ),
        (",a@b.example,,2026-01-01T00:00:00Z", "line 2: invalid input: `message_id`"),
    ] {
        fs::write(&sent, format!("message_id,to,customer_ref,sent_at\n{row}\n")).unwrap();
        let found = trouble(&options);
        assert!(found.contains(wanted), "wanted {wanted}, got {found}");
    }
}

#[test]
fn the_command_line_is_understood_or_explained() {
    let parse = |line: &str| {
        let words = ["support_inbox"].into_iter().chain(line.split_whitespace());
        Options::parse(lexopt::Parser::from_iter(words), Path::new("data"))
    };
    assert_eq!(parse("").unwrap(), Some(Options::of_data(Path::new("data"))));
    assert_eq!(parse("--help").unwrap(), None);
    let found = parse("--mbox a.mbox --mode manual --dry-run --db b.db").unwrap().unwrap();
    assert_eq!(found.mail, MailSource::Mbox("a.mbox".into()));
    assert_eq!((found.customers, found.settings, found.sent), (None, None, None));
    assert_eq!((found.mode, found.dry_run), (Some(CreationMode::Manual), true));
    for wrong in ["--mode sometimes", "--mbox", "--mbox a --eml b", "--colour", "stray"] {
        assert!(matches!(parse(wrong), Err(Trouble::Usage(_))), "{wrong}");
    }
}
