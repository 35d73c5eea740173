//! A2.3, C19: what a dry run says is what the import does, over files and rights that chance makes; and
//! it writes nothing.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::io::Cursor;

use customer_core::{
    Actor, ActorKind, BlankCells, BookOptions, CustomerBook, CustomerId, Durability, Error,
    ExistingRows, Grant, GrantScope, GroupId, ImportKey, ImportOptions, ImportRow,
    ImportRowOutcome, ImportSource, Member, NewCustomer, Permission, PermissionGroup,
    RefusedReason, Session, Settings,
};

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn pick<'p, T>(&mut self, of: &'p [T]) -> &'p T {
        &of[self.below(of.len() as u64) as usize]
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

fn open(path: &std::path::Path) -> CustomerBook {
    let durability = Durability::MayLoseLastCommits;
    CustomerBook::open_with(path, BookOptions { durability, ..BookOptions::default() }).unwrap()
}

fn admin() -> Actor {
    Actor::agent("admin", "Admin").unwrap()
}

fn importer() -> Actor {
    Actor::agent("a1", "A").unwrap().in_teams(["north"])
}

const CELLS: [&str; 7] = ["ref1", "ref2", "full_name", "email", "phone", "city", "team"];

/// Few values, so that rows meet each other and what is there.
fn cell(dice: &mut Dice, name: &str) -> String {
    let n = dice.below(6);
    match name {
        _ if dice.percent(20) => String::new(),
        "ref1" => format!("K{n}"),
        "ref2" => format!("R{n}"),
        "full_name" => format!("Person {n}"),
        "email" if dice.percent(5) => "nobody".to_owned(),
        "email" => format!("p{n}@example.com"),
        "phone" => format!("+49 151 1234567{n}"),
        "city" => (*dice.pick(&["Bonn", "Ulm", "Rom"])).to_owned(),
        _ => (*dice.pick(&["north", "south", ""])).to_owned(),
    }
}

fn file(dice: &mut Dice) -> String {
    let columns: Vec<&str> = CELLS.into_iter().filter(|_| dice.percent(70)).collect();
    let columns = if columns.is_empty() { vec!["full_name"] } else { columns };
    let mut file = format!("{}\n", columns.join(","));
    for _ in 0..4 + dice.below(12) {
        let cells: Vec<String> = columns.iter().map(|name| cell(dice, name)).collect();
        file.push_str(&format!("{}\n", cells.join(",")));
    }
    file
}

fn options(dice: &mut Dice) -> ImportOptions {
    use ImportKey::{Email, Phone, Ref1, Ref2};
    let keys = [None, Some(Ref1), Some(Ref2), Some(Email), Some(Email), Some(Phone)];
    ImportOptions {
        match_by: *dice.pick(&keys),
        existing: *dice.pick(&[ExistingRows::Update, ExistingRows::Update, ExistingRows::Skip]),
        blank: *dice.pick(BlankCells::ALL),
        source: dice.percent(50).then(|| "crm".to_owned()),
        batch_rows: 1 + dice.below(5) as u32,
        ..ImportOptions::default()
    }
}

/// What the importer holds: import and creation, and some of what changing takes.
fn grants(dice: &mut Dice) -> Vec<Grant> {
    use Permission::*;
    let scope =
        |dice: &mut Dice| *dice.pick(&[GrantScope::Book, GrantScope::Book, GrantScope::Team]);
    let whole = scope(dice);
    let mut grants: Vec<Grant> =
        [CustomerImport, CustomerCreate].map(|of| Grant::allow(of).within(whole)).into();
    for of in [CustomerView, CustomerEdit, FieldView, FieldEdit, ContactView, ContactEdit] {
        if dice.percent(75) {
            grants.push(Grant::allow(of).within(scope(dice)));
        }
    }
    grants
}

fn fill(dice: &mut Dice, session: &Session, grants: Vec<Grant>) {
    let id = GroupId::new("tried").unwrap();
    let group =
        PermissionGroup { id: id.clone(), name: "T".into(), description: String::new(), grants };
    session.put_group(group).unwrap();
    let actor = importer();
    let groups = if dice.percent(40) { vec![GroupId::new("admin").unwrap()] } else { vec![id] };
    let member = Member { id: actor.id, name: actor.name, kind: ActorKind::Agent, groups };
    session.set_member_groups(member).unwrap();
    let max_lookups = dice.percent(50).then_some(2);
    session
        .update_settings(Settings { max_lookups, max_points: 3, ..Settings::default() })
        .unwrap();
    let there = (0..2 + dice.below(6)).map(|n| NewCustomer {
        full_name: Some(format!("There {n}")),
        ref1: Some(cell(dice, "ref1")),
        email: Some(format!("p{}@example.com", dice.below(3))),
        team: Some(cell(dice, "team")),
        ..NewCustomer::default()
    });
    session.create_customers(there.collect()).unwrap();
}

/// What became of the rows; and the error that ended it, when the budget for look-ups was spent.
fn bring(session: &Session, file: &str, options: ImportOptions) -> (Vec<ImportRow>, Option<Error>) {
    let source = ImportSource::Reader(Box::new(Cursor::new(file.as_bytes().to_vec())));
    let mut import = session.start_import(source, options).unwrap();
    let mut rows = Vec::new();
    let ended = loop {
        match import.next_batch() {
            Ok(Some(batch)) => rows.extend(batch.rows),
            Ok(None) => break None,
            Err(error) => {
                let throttled =
                    matches!(error, Error::Refused { reason: RefusedReason::LookupThrottled, .. });
                assert!(throttled, "{error}");
                // The row waits: it is tried again, and comes to the same.
                assert_eq!(import.next_batch().unwrap_err(), error);
                break Some(error);
            }
        }
    };
    assert_eq!(import.summary().progress.rows, rows.len() as u64);
    (rows, ended)
}

/// The ids of customers that were created by the rows; they have none in a dry run.
fn created(rows: &[ImportRow]) -> BTreeSet<CustomerId> {
    let id = |row: &ImportRow| match row.outcome {
        ImportRowOutcome::Created { id } => id,
        _ => None,
    };
    rows.iter().filter_map(id).collect()
}

fn without_new_ids(mut rows: Vec<ImportRow>) -> Vec<ImportRow> {
    let new = created(&rows);
    for row in &mut rows {
        match &mut row.outcome {
            ImportRowOutcome::Created { id }
            | ImportRowOutcome::Updated { id, .. }
            | ImportRowOutcome::Unchanged { id } => *id = id.filter(|id| !new.contains(id)),
            ImportRowOutcome::MatchedMany { customers } => customers.retain(|id| !new.contains(id)),
            ImportRowOutcome::Rejected { .. } => {}
        }
    }
    rows
}

#[test]
fn a_dry_run_says_what_the_import_does() {
    let (mut seen, mut told, mut stopped) = (BTreeSet::new(), 0, 0);
    let rounds = std::env::var("DRY_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(80);
    for seed in 0..rounds {
        let dice = &mut Dice(seed);
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one.db", "other.db"].map(|name| folder.path().join(name));
        let book = open(&one);
        book.add_first_administrator(&admin()).unwrap();
        let grants = grants(dice);
        fill(dice, &book.session(&admin()).unwrap(), grants);
        book.backup_to(&other).unwrap();
        let (file, options) = (file(dice), options(dice));
        let session = book.session(&importer()).unwrap();
        let (head, writes) =
            (book.session(&admin()).unwrap().log_head().unwrap(), book.stats().writes);
        let (dry, dry_end) =
            bring(&session, &file, ImportOptions { dry_run: true, ..options.clone() });
        assert_eq!(book.session(&admin()).unwrap().log_head().unwrap(), head);
        let throttled =
            book.session(&admin()).unwrap().get_settings().unwrap().max_lookups.is_some();
        // But for what trying references costs, nothing is written.
        assert!(throttled || book.stats().writes == writes, "seed {seed}");
        let session = open(&other).session(&importer()).unwrap();
        let (real, end) = bring(&session, &file, options.clone());
        let real = without_new_ids(real);
        assert_eq!(dry, real, "seed {seed}: {options:?}\n{file}");
        assert_eq!(dry_end, end, "seed {seed}");
        stopped += u32::from(end.is_some());
        for row in &real {
            told += row.duplicates.len();
            let outcome = serde_json::to_value(&row.outcome).unwrap();
            let code = outcome["error"]["code"].as_str().unwrap_or_default();
            seen.insert(format!("{} {code}", outcome["outcome"].as_str().unwrap()));
        }
    }
    // Else nothing was proved.
    for outcome in ["created ", "updated ", "unchanged ", "matched_many "] {
        assert!(seen.contains(outcome), "{seen:?}");
    }
    assert!(stopped > 0, "the budget was never spent");
    for code in ["invalid", "conflict", "denied", "refused"] {
        assert!(seen.contains(&format!("rejected {code}")), "{seen:?}");
    }
    assert!(told > 50, "{told}");
}
