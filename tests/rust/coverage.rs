//! The vectors themselves: every class, every cell, every rule is there.

use std::collections::BTreeSet;

use conformance::{cases, files, items, names, text};
use customer_core::SenderClass;

fn rows_of(files: &[&str]) -> BTreeSet<String> {
    let all = files.iter().flat_map(|file| cases(file).unwrap());
    all.flat_map(|case| {
        items(&case["rows"]).iter().map(|row| text(row).to_owned()).collect::<Vec<_>>()
    })
    .collect()
}

/// The rows of E3, each with the rows of the table that stand for it.
const ROWS: &[(&str, &[&str])] = &[
    ("E3.normal", &["normal"]),
    ("E3.bounce", &["bounce"]),
    ("E3.auto_reply", &["auto_reply"]),
    ("E3.auto_generated", &["auto_generated", "auto_generated_allowed"]),
    ("E3.list", &["list"]),
    ("E3.no_reply", &["no_reply"]),
    ("E3.own", &["own"]),
    ("E3.agent", &["agent", "agent_never"]),
    ("E3.forward_agent", &["forward_agent", "forward_agent_text"]),
    ("E3.forward_other", &["forward_other"]),
    ("E3.several_from", &["several_from"]),
    ("E3.reply_to", &["reply_to"]),
    ("E3.trusted_form", &["trusted_form"]),
    ("E3.group", &["group"]),
    ("E3.invalid", &["invalid"]),
    ("E3.blocked", &["blocked"]),
    ("E3.duplicate", &["duplicate"]),
    ("E3.unverified", &["unverified_quarantine", "unverified_ignore"]),
];

#[test]
fn every_cell_of_the_decision_table_has_a_vector() {
    let cells: BTreeSet<String> = cases("senders/decisions.json")
        .unwrap()
        .iter()
        .map(|case| text(&case["cell"]).to_owned())
        .collect();
    for row in ROWS.iter().flat_map(|(_, rows)| rows.iter()) {
        for mode in ["manual", "automatic"] {
            for count in ["0", "1", "many"] {
                let cell = format!("{row} {mode} {count}");
                assert!(cells.contains(&cell), "no vector for the cell {cell}");
            }
        }
    }
    assert_eq!(cells.len(), ROWS.iter().map(|(_, rows)| rows.len() * 6).sum::<usize>());
}

#[test]
fn every_class_and_every_rule_has_a_vector() {
    let rows = rows_of(&[
        "senders/classes.json",
        "senders/decisions.json",
        "senders/rules.json",
        "calls.json",
        "chats.json",
    ]);
    for class in (1..=10).map(|n| format!("E2.{n}")).chain(["E2.2b".to_owned()]) {
        assert!(rows.contains(&class), "no vector for the class {class}");
    }
    for (row, _) in ROWS {
        assert!(rows.contains(*row), "no vector for the row {row}");
    }
    // E4.7, that nothing crosses books, needs two of them: `core/tests/concurrency.rs`.
    for rule in (1..=16).filter(|n| *n != 7).map(|n| format!("E4.{n}")) {
        assert!(rows.contains(&rule), "no vector for the rule {rule}");
    }
    let classes: BTreeSet<String> = cases("senders/classes.json")
        .unwrap()
        .iter()
        .map(|case| text(&case["expect"]["class"]).to_owned())
        .collect();
    for class in SenderClass::ALL {
        assert!(classes.contains(class.as_str()), "no vector for the class {class}");
    }
}

/// A case without a name, or two with the same, cannot be talked about.
#[test]
fn every_case_has_a_name_of_its_own() {
    for file in files().unwrap() {
        let mut known = BTreeSet::new();
        for name in names(&file).unwrap() {
            assert!(!name.is_empty() && known.insert(name.clone()), "{file}: {name}");
        }
        for case in cases(&file).unwrap() {
            assert!(!items(&case["rows"]).is_empty(), "{file}: {} proves no row", case["id"]);
        }
    }
}
