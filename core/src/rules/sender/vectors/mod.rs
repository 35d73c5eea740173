//! The vectors of sender matching against the rules alone, without a store; and the proof that no
//! entry of the tables could be another without a vector turning red.

mod ask;
mod world;

use serde_json::Value;

use crate::model::sender::{EvidenceKind, SenderClass, SenderTier};
use crate::rules::sender::classes::{CLASSES, ClassRule};
use crate::rules::sender::table::{Action, DECISIONS, Decision};

use ask::{ask, mismatch, shape};
use world::World;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/senders/");

/// The tables under test.
struct Tables<'t> {
    classes: &'t [ClassRule],
    decisions: &'t [Decision],
}

fn cases(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(format!("{ROOT}{file}")).expect("vector file");
    let value: Value = serde_json::from_str(&text).expect("vector file is JSON");
    value["cases"].as_array().expect("cases").clone()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

fn run(tables: &Tables<'_>, case: &Value) -> Result<(), String> {
    let mut world = World::of(case);
    for step in list(&case["before"]) {
        let (asked, judgement) = ask(tables, &world, case, step);
        world.apply(&asked, &judgement);
    }
    world.link_by_hand(&case["linked_after"]);
    for name in list(&case["deleted"]) {
        let at = world.customers.iter().position(|of| of.name == *name);
        if let Some(person) = at.and_then(|at| world.customers.get_mut(at)) {
            person.gone = true;
        }
    }
    let (asked, judgement) = ask(tables, &world, case, case);
    let actual = shape(&world, &asked, &judgement, case["dry_run"] == true);
    match mismatch(&case["expect"], &actual) {
        None => Ok(()),
        Some(why) => Err(format!("{}: {why}", case["id"])),
    }
}

fn all_cases() -> Vec<Value> {
    let files = ["decisions.json", "classes.json", "rules.json", "hostile.json"];
    files.iter().flat_map(|file| cases(file)).collect()
}

const TABLES: Tables<'static> = Tables { classes: &CLASSES, decisions: &DECISIONS };

/// E2, E3, E4 without a store.
#[test]
fn the_rules_answer_every_vector() {
    let failures: Vec<String> =
        all_cases().iter().filter_map(|case| run(&TABLES, case).err()).collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

const ACTIONS: [Action; 9] = [
    Action::Draft,
    Action::List,
    Action::Create,
    Action::Assign,
    Action::NotACustomer,
    Action::Invalid,
    Action::Ignore,
    Action::Quarantine,
    Action::Earlier,
];

/// Each of the 132 cells, changed to each of the eight other actions, turns a vector red.
#[test]
fn no_cell_of_the_decision_table_can_be_another() {
    let cases = cases("decisions.json");
    let mut unnoticed = Vec::new();
    for (row_at, (row, cells)) in DECISIONS.iter().enumerate() {
        let name = row.name().to_string();
        let of_row: Vec<&Value> =
            cases.iter().filter(|case| case["rows"][0] == format!("E3.{name}")).collect();
        for (column, action) in cells.iter().enumerate() {
            for other in ACTIONS.iter().filter(|other| *other != action) {
                let mut flipped = DECISIONS;
                flipped[row_at].1[column] = *other;
                let tables = Tables { classes: &CLASSES, decisions: &flipped };
                if of_row.iter().all(|case| run(&tables, case).is_ok()) {
                    unnoticed.push(format!("{row:?} column {column}: {action:?} -> {other:?}"));
                }
            }
        }
    }
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}

/// Each permission and tier of each class, changed, turns a vector red.
#[test]
fn no_entry_of_the_class_table_can_be_another() {
    let cases = cases("classes.json");
    let red = |classes: &[ClassRule]| {
        let tables = Tables { classes, decisions: &DECISIONS };
        cases.iter().any(|case| run(&tables, case).is_err())
    };
    for at in 0..CLASSES.len() {
        let flips: [fn(&mut ClassRule); 4] = [
            |rule| rule.may_create = !rule.may_create,
            |rule| rule.may_assign = !rule.may_assign,
            |rule| rule.may_auto_reply = !rule.may_auto_reply,
            |rule| {
                rule.tier =
                    if rule.tier == SenderTier::Soft { SenderTier::Hard } else { SenderTier::Soft }
            },
        ];
        for (which, flip) in flips.iter().enumerate() {
            let mut classes = CLASSES;
            flip(&mut classes[at]);
            assert!(red(&classes), "{:?}: entry {which} can be another", classes[at].class);
        }
        let mut classes = CLASSES;
        classes[at].test = |_| Vec::new();
        let normal = classes[at].class == SenderClass::Normal;
        assert!(normal || red(&classes), "{:?} is never found", classes[at].class);
    }
}

/// Classes that one message can have both of stand in an order that vectors hold. Invalid and own
/// address exclude each other.
#[test]
fn the_order_of_the_classes_is_held() {
    let cases = cases("classes.json");
    for at in 1..CLASSES.len() - 1 {
        let mut classes = CLASSES;
        classes.swap(at, at + 1);
        let tables = Tables { classes: &classes, decisions: &DECISIONS };
        let red = cases.iter().any(|case| run(&tables, case).is_err());
        assert!(red, "{:?} and {:?} can change places", CLASSES[at].class, CLASSES[at + 1].class);
    }
}

/// All kinds of evidence that emails can give are met in the vectors.
#[test]
fn every_evidence_is_met() {
    let mut met = Vec::new();
    for case in all_cases() {
        let world = World::of(&case);
        let (asked, _) = ask(&TABLES, &world, &case, &case);
        met.extend(asked.verdict.evidence.iter().map(|of| of.kind));
    }
    let of_calls = [EvidenceKind::WithheldNumber, EvidenceKind::ChannelIdentifier];
    let missing: Vec<_> = EvidenceKind::ALL
        .iter()
        .filter(|kind| !met.contains(kind) && !of_calls.contains(kind))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
