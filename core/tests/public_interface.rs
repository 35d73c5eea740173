//! What hosts and bindings rely on in the shape of the interface.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::error::Error as StdError;

use customer_core::{
    Actor, CustomerBook, Email, Error, InboundEmail, MatchAnswer, Permission, Phone, Session,
    Settings, Violation, operations,
};

/// Sessions are handed to threads and across language borders: owned, shared, cloned.
#[test]
fn books_and_sessions_can_be_shared_among_threads() {
    fn is_shareable<T: Send + Sync + Clone + 'static>() {}
    is_shareable::<CustomerBook>();
    is_shareable::<Session>();
    is_shareable::<MatchAnswer>();
    is_shareable::<InboundEmail>();
    is_shareable::<Settings>();
    is_shareable::<Phone>();
    is_shareable::<Email>();
}

#[test]
fn errors_travel_as_errors_do() {
    fn is_error<T: StdError + Send + Sync + 'static>() {}
    is_error::<Error>();
    is_error::<Violation>();
}

/// Dec.11: each operation says what it needs, by a name of its own.
#[test]
fn operations_have_names_and_needs() {
    let names: BTreeSet<&str> = operations().iter().map(|operation| operation.name).collect();
    assert_eq!(names.len(), operations().len());
    for operation in operations() {
        let for_all = ["effective_permissions", "check", "check_many"].contains(&operation.name);
        assert_eq!(operation.needs.is_empty(), for_all, "{}", operation.name);
    }
}

/// The words are stable: files and other languages hold them.
#[test]
fn permissions_are_read_back_from_their_words() {
    for permission in Permission::ALL {
        assert_eq!(Permission::from_word(permission.as_str()), Some(*permission));
    }
}

/// A session outlives the variable that the book was in.
#[test]
fn a_session_keeps_its_book_open() {
    let admin = Actor::agent("admin", "Admin").unwrap();
    let session = {
        let book = CustomerBook::open_in_memory().unwrap();
        book.add_first_administrator(&admin).unwrap();
        book.session(&admin).unwrap()
    };
    assert_eq!(session.get_settings().unwrap(), Settings::default());
}

/// The names of the public methods of `Session`, as the sources say.
fn methods() -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/book");
    let mut files = ["", "matching", "import", "export"].map(|of| folder.join(of)).to_vec();
    let mut names = BTreeSet::new();
    while let Some(path) = files.pop() {
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|of| of != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            for block in text.split("\nimpl Session {\n").skip(1) {
                let block = block.split("\n}\n").next().unwrap();
                let lines = block.lines().filter_map(|line| line.strip_prefix("    pub fn "));
                names.extend(lines.map(|line| line.split(['(', '<']).next().unwrap().to_owned()));
            }
        }
    }
    names
}

/// Operations that are done in several ways.
const WAYS: &[(&str, &[&str])] = &[
    ("import_customers", &["start_import", "import_file"]),
    ("export_customers", &["export_customers", "export_to_file"]),
];

/// T20, F5.1: what a session can do is what is declared, with its needs; but for saying who acts.
#[test]
fn every_method_of_a_session_is_a_declared_operation() {
    let mut declared: BTreeSet<String> =
        operations().iter().map(|operation| operation.name.to_owned()).collect();
    for (operation, ways) in WAYS {
        assert!(declared.remove(*operation) || ways.contains(operation), "{operation}");
        declared.extend(ways.iter().map(|way| (*way).to_owned()));
    }
    declared.extend(["actor", "asserted_groups"].map(str::to_owned));
    assert_eq!(methods(), declared);
}

/// The lines of the documentation that the declarations make.
fn documented() -> String {
    let words = |permissions: &[Permission]| {
        permissions.iter().map(|of| format!("`{of}`")).collect::<Vec<_>>().join(" ")
    };
    let mut lines = vec![
        "| operation | what it does | needs | reach | parts need | log |".to_owned(),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    lines.extend(operations().iter().map(|of| {
        let (needs, further) = (words(of.needs), words(of.further));
        let needs = if needs.is_empty() { "nothing".to_owned() } else { needs };
        format!(
            "| `{}` | {} | {needs} | {} | {further} | {} |",
            of.name, of.about, of.reach, of.audit
        )
    }));
    lines.join("\n")
}

/// F5.1: the page says of each operation what is declared; `WRITE_DOCS=1` writes it.
#[test]
fn the_documentation_lists_what_is_declared() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/permissions.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = ("<!-- operations -->\n", "<!-- end of operations -->");
    let (before, rest) = text.split_once(begin).unwrap();
    let (written, after) = rest.split_once(end).unwrap();
    let due = format!("{}\n", documented());
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(path, format!("{before}{begin}{due}{end}{after}")).unwrap();
    } else {
        assert!(written == due, "run this test with WRITE_DOCS=1, and look at the difference");
    }
}
