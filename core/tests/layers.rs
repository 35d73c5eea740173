//! Dependencies point strictly down, and only the gate reaches the store.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms that it may name.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("rules", &["model"]),
    ("store", &["model"]),
    ("exchange", &["model"]),
    ("env", &["model"]),
    ("error", &["model", "store"]),
    ("parse", &["model", "rules", "error"]),
    ("book", &["model", "rules", "store", "exchange", "env", "error"]),
    ("lib", &["model", "rules", "store", "exchange", "env", "error", "parse", "book"]),
];

/// What only the gate may name: with it, anybody could read and write without being asked.
const ONLY_THE_GATE: &[&str] = &[
    "SqliteStore",
    "dyn Store",
    "store::Store",
    ", Store,",
    "Store}",
    ".store.read",
    ".store.write",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|of| of == "rs") {
            found.push(path);
        }
    }
}

/// Is it a module, or inside one, that its parent declares for tests alone?
fn is_for_tests(root: &Path, path: &Path) -> bool {
    path.ancestors().take_while(|of| *of != root).any(|module| {
        let name = module.file_stem().unwrap().to_str().unwrap();
        let folder = module.parent().unwrap();
        let parents = [folder.join("mod.rs"), folder.join("lib.rs")];
        parents.iter().filter_map(|parent| fs::read_to_string(parent).ok()).any(|text| {
            [
                format!("#[cfg(test)]\nmod {name};"),
                format!("#[cfg(all(test, feature = \"sqlite\"))]\nmod {name};"),
            ]
            .iter()
            .any(|declared| text.contains(declared))
        })
    })
}

/// The room that a file belongs to, and its text without tests and comments.
fn files() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.retain(|path| !is_for_tests(&root, path));
    let read = |path: PathBuf| {
        let inside = path.strip_prefix(&root).unwrap();
        let room =
            inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        (room, inside.to_path_buf(), lines.collect::<Vec<_>>().join("\n"))
    };
    paths.into_iter().map(read).collect()
}

fn rooms_named(code: &str) -> impl Iterator<Item = &str> {
    code.split("crate::")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap())
}

#[test]
fn arrows_point_down() {
    for (room, path, code) in files() {
        let (_, may_name) = MAY_NAME
            .iter()
            .find(|(of, _)| *of == room)
            .unwrap_or_else(|| panic!("{room} is no room"));
        for named in rooms_named(&code) {
            let known = MAY_NAME.iter().any(|(of, _)| *of == named);
            assert!(
                !known || named == room || may_name.contains(&named),
                "{} names {named}",
                path.display()
            );
        }
    }
}

#[test]
fn only_the_gate_reaches_the_store() {
    for (room, path, code) in files().into_iter().filter(|(room, ..)| room == "book") {
        let gate = path.ends_with("gate.rs");
        for word in ONLY_THE_GATE {
            assert!(gate || !code.contains(word), "{} names {word}: {room}", path.display());
        }
    }
}

/// What passes by the rights of whoever asks, and who may say it: the session of the system, the
/// library's own look at all customers, and rights of somebody other than who asks.
const PASSES_BY: &[(&str, &[&str])] = &[
    ("Who::system(", &["book/session.rs", "book/who.rs"]),
    ("Who::new(", &["book/session.rs", "book/check.rs", "book/policy.rs", "book/who.rs"]),
    (
        "Access::internal()",
        &[
            "book/matching/gather.rs",
            "book/matching/apply.rs",
            "store/sqlite/customers.rs",
            "store/sqlite/search_rows.rs",
            "model/access.rs",
        ],
    ),
    ("Access::whole(", &["book/gate.rs", "book/check.rs", "model/access.rs"]),
    ("Effective::everything(", &["book/who.rs", "rules/access/mod.rs"]),
];

/// T20, T28.
#[test]
fn only_few_pass_by_the_rights_of_who_asks() {
    for (_, path, code) in files() {
        for (word, places) in PASSES_BY {
            let allowed = places.iter().any(|of| path.ends_with(of));
            assert!(allowed || !code.contains(word), "{} says {word}", path.display());
        }
    }
}

#[test]
fn only_the_rules_of_access_make_an_access() {
    for (_, path, code) in files() {
        let maker = ["model/access.rs", "rules/access/mod.rs", "book/gate.rs"]
            .iter()
            .any(|of| path.ends_with(of));
        assert!(maker || !code.contains("Access {"), "{} makes an access", path.display());
    }
}
