//! Which cases were played, and by whom.
//!
//! Another language has played a case only if the case made its player call its package. Where the types
//! of a language cannot hold what a case passes, the package was asked nothing: that is told apart
//! (`refused`), and taken for right only where the error that is wanted is `invalid`. That `invalid` has
//! the right field and rule is proved by this library and by the languages that can say it.
//!
//! `VECTOR_RECORD` names a file that gets a line for each case, `VECTOR_LIST` one that gets a line for
//! each case that there is: `scripts/vectors` compares them.

use std::cell::RefCell;
use std::io::Write;

use conformance::{difference, files, names};
use serde_json::Value;

use crate::book::{answer, shows_nobody};
use crate::player::{self, Unanswered};

thread_local! {
    /// Why the types of the language did not take what the case passes.
    static REFUSED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Plays a case: `prepare` is what it needs, `play` what it proves. Answers what is wrong.
pub(crate) fn case<T>(
    file: &str,
    name: &str,
    prepare: impl FnOnce() -> T,
    play: impl FnOnce(T) -> Option<String>,
) -> Option<String> {
    let prepared = prepare();
    let before = player::calls();
    REFUSED.take();
    let wrong = play(prepared);
    if player::is_remote() && player::calls() == before {
        return Some(format!("{name}: the language was asked nothing"));
    }
    match REFUSED.take() {
        Some(why) => note(file, name, "refused", &why),
        None => note(file, name, "played", ""),
    }
    wrong.map(|wrong| format!("{name}: {wrong}"))
}

/// Holds what came in place of an answer against the error that is wanted.
pub(crate) fn wrong_error(wanted: Option<&Value>, got: Unanswered) -> Option<String> {
    match (got, wanted) {
        (Unanswered::Error(error), wanted) => {
            shows_nobody(&error.to_string());
            let error = answer(error);
            match wanted {
                Some(wanted) => difference(wanted, &error),
                None => Some(format!("got the error {error}")),
            }
        }
        (Unanswered::CannotSay(why), Some(wanted)) if wanted["code"] == "invalid" => {
            REFUSED.set(Some(why));
            None
        }
        (Unanswered::CannotSay(why), _) => Some(format!("the language cannot say it: {why}")),
    }
}

fn note(file: &str, name: &str, what: &str, why: &str) {
    let Some(path) = std::env::var_os("VECTOR_RECORD") else { return };
    let mut record = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
    // In one piece, since other threads do the same.
    record.write_all(format!("{}\t{what}\t{why}\n", line(file, name)).as_bytes()).unwrap();
}

/// A case on one line, whatever its name is.
fn line(file: &str, name: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.into() };
    format!("{file}\t{}", name.chars().map(shown).collect::<String>())
}

/// What there is to be played, read from the folder and not from the tests that play it.
#[test]
fn all_cases_are_listed() {
    let files = files().unwrap();
    let all = files.iter().flat_map(|file| {
        names(file).unwrap().into_iter().map(move |name| line(file, &name) + "\n")
    });
    let all: Vec<String> = all.collect();
    if let Some(path) = std::env::var_os("VECTOR_LIST") {
        std::fs::write(path, all.concat()).unwrap();
    }
}
