//! T1, T20, T26, T28, F5.1: trespassing does not compile, not even inside the crate.
//!
//! `tests/trespass` holds modules that try what nobody may. They are put into a copy of the crate,
//! and the copy is built. A line that ends in a mark such as `//~ E0616 store` is a trespass: the
//! compiler has to refuse it with this code and this word, and has to refuse nothing else. Without
//! the marked lines all of it compiles, so each is refused for what it does and not for a slip
//! beside it.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// What tries, and where it is put in the copy.
const TRESPASSERS: &[(&str, &str)] = &[
    ("book", "core/src/book/trespass"),
    ("elsewhere.rs", "core/src/trespass.rs"),
    ("outside.rs", "core/examples/outside.rs"),
];

/// The compiler looks at fields in literals when nothing else is wrong, so this file goes alone.
const BY_HAND: &str = "core/src/book/trespass/by_hand.rs";

/// A host's program, compiled when the library is.
const OUTSIDE: &str = "core/examples/outside.rs";

const MARK: &str = "//~ ";

/// A file of the copy, a line in it, and what the compiler is to say there, or says.
type Place = (String, u64, String);

/// The copy, for one test at a time.
struct CrateCopy {
    root: PathBuf,
    _alone: File,
}

impl CrateCopy {
    fn make() -> Self {
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let alone = File::create(temporary.join("trespass.lock")).unwrap();
        alone.lock().unwrap();
        let copy = Self { root: temporary.join("trespass"), _alone: alone };
        let core = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["src", "build"] {
            mirror(&core.join(folder), &copy.root.join("core").join(folder));
        }
        // Under a name of its own, the copy's artifacts are not taken for those of the crate.
        let renamed = |line: &str| match line {
            r#"name = "customer-core""# => Some(r#"name = "customer-core-trespass""#.to_owned()),
            _ => Some(line.to_owned()),
        };
        let workspace = core.parent().unwrap();
        copy.put("core/Cargo.toml", &edited(&core.join("Cargo.toml"), renamed));
        copy.put("Cargo.lock", &edited(&workspace.join("Cargo.lock"), renamed));
        copy.put("Cargo.toml", &edited(&workspace.join("Cargo.toml"), only_the_core));
        copy
    }

    fn put(&self, path: &str, text: &str) {
        put(&self.root.join(path), text.as_bytes());
    }

    /// Lets the trespassers in, with the marked lines of these files alone. Answers the marks.
    fn let_in(&self, trespassing: impl Fn(&str) -> bool) -> Vec<Place> {
        let mut marks = Vec::new();
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trespass");
        for (path, from) in TRESPASSERS.iter().flat_map(|(from, to)| files(&home.join(from), to)) {
            let mut kept = String::new();
            for (at, line) in (1..).zip(fs::read_to_string(from).unwrap().lines()) {
                match line.split_once(MARK) {
                    None => kept.push_str(line),
                    Some((_, mark)) if trespassing(&path) => {
                        kept.push_str(line);
                        marks.push((path.clone(), at, mark.to_owned()));
                    }
                    // An empty line in its place, so that the others keep their numbers.
                    Some(_) => {}
                }
                kept.push('\n');
            }
            self.put(&path, &kept);
        }
        for parent in ["core/src/lib.rs", "core/src/book/mod.rs"] {
            let of = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(parent);
            self.put(parent, &format!("{}mod trespass;\n", fs::read_to_string(of).unwrap()));
        }
        marks
    }

    /// Builds the copy: beside the crate itself, and as its tests are built, so that the libraries
    /// that it needs are there.
    fn build(&self) -> Output {
        Command::new(env!("CARGO"))
            .args(["build", "--offline", "--lib", "--example=outside", "--message-format=json"])
            .args(if cfg!(debug_assertions) { &[][..] } else { &["--release"] })
            .arg("--target-dir")
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
            .current_dir(&self.root)
            .output()
            .unwrap()
    }
}

/// A file with each line changed or left out.
fn edited(path: &Path, line: impl Fn(&str) -> Option<String>) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter_map(line).map(|line| line + "\n").collect()
}

/// The workspace without its other members, which are not copied.
fn only_the_core(line: &str) -> Option<String> {
    match line.split(' ').next() {
        Some("members") => Some(r#"members = ["core"]"#.to_owned()),
        Some("default-members" | "exclude") => None,
        _ => Some(line.to_owned()),
    }
}

/// Writes a file unless it is so already: what did not change is not compiled anew.
fn put(path: &Path, bytes: &[u8]) {
    if fs::read(path).is_ok_and(|of| of == bytes) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Makes a folder the same as another, but for what is changed in it later.
fn mirror(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(to).unwrap().map(Result::unwrap) {
        let (here, there) = (entry.path(), from.join(entry.file_name()));
        if here.is_dir() && !there.is_dir() {
            fs::remove_dir_all(here).unwrap();
        } else if here.is_file() && !there.is_file() {
            fs::remove_file(here).unwrap();
        }
    }
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            mirror(&entry.path(), &to);
        } else {
            put(&to, &fs::read(entry.path()).unwrap());
        }
    }
}

/// A file, or those of a folder, and the names that they get.
fn files(from: &Path, to: &str) -> Vec<(String, PathBuf)> {
    if from.is_file() {
        return vec![(to.to_owned(), from.to_owned())];
    }
    let named =
        |path: PathBuf| (format!("{to}/{}", path.file_name().unwrap().to_str().unwrap()), path);
    fs::read_dir(from).unwrap().map(|entry| named(entry.unwrap().path())).collect()
}

/// What the compiler refuses: the code, if there is one, and the message.
fn refusals(output: &Output) -> Vec<Place> {
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let messages = lines.map(|line| serde_json::from_slice::<Value>(line).unwrap());
    let refusal = |of: Value| {
        let message = &of["message"];
        let text = message["message"].as_str()?;
        let sums_up = text.starts_with("aborting due to");
        if message["level"] != "error" || sums_up {
            return None;
        }
        let code = message["code"]["code"].as_str().unwrap_or_default();
        let spans = message["spans"].as_array().unwrap();
        let place = spans.iter().find(|span| span["is_primary"] == true);
        let file = place.and_then(|span| span["file_name"].as_str()).unwrap_or_default();
        let line = place.and_then(|span| span["line_start"].as_u64()).unwrap_or_default();
        Some((file.replace('\\', "/"), line, format!("{code} {text}").trim_start().to_owned()))
    };
    messages.filter_map(refusal).collect()
}

/// A mark is how the refusal begins, and a word of the rest.
fn fits(mark: &str, refusal: &str) -> bool {
    let (begin, word) = mark.split_once(' ').unwrap_or((mark, ""));
    refusal.starts_with(begin) && refusal.contains(word)
}

/// Builds with the marked lines of some files. They are refused, and nothing else is.
fn are_refused(trespassing: impl Fn(&str) -> bool) {
    let copy = CrateCopy::make();
    let marks = copy.let_in(trespassing);
    assert!(!marks.is_empty(), "nothing is tried");
    let output = copy.build();
    let refusals = refusals(&output);
    let fit = |(file, line, mark): &Place, (of, at, refusal): &Place| {
        (file, line) == (of, at) && fits(mark, refusal)
    };
    let unmarked = refusals.iter().filter(|refusal| !marks.iter().any(|mark| fit(mark, refusal)));
    let unmarked = unmarked.map(|(file, line, refusal)| format!("{file}:{line}: {refusal}"));
    let let_pass = marks.iter().filter(|mark| !refusals.iter().any(|refusal| fit(mark, refusal)));
    let let_pass =
        let_pass.map(|(file, line, mark)| format!("{file}:{line}: not refused with {mark}"));
    let wrong: Vec<_> = let_pass.chain(unmarked).collect();
    assert!(
        wrong.is_empty(),
        "{}\n\n{}",
        wrong.join("\n"),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Else the others prove nothing.
#[test]
fn what_goes_through_the_gate_compiles() {
    let copy = CrateCopy::make();
    copy.let_in(|_| false);
    let output = copy.build();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:#?}\n\n{said}", refusals(&output));
}

/// T1, T20, T26, T28, F5.1: no transaction without a permit, no permit without the gate, neither of
/// them when the transaction is over, and no session without an actor.
#[test]
fn nobody_inside_the_crate_gets_past_the_gate() {
    are_refused(|file| file != BY_HAND && file != OUTSIDE);
}

/// T20: nor can anybody write down as a literal what only the gate makes.
#[test]
fn what_the_gate_makes_is_made_by_nobody_else() {
    are_refused(|file| file == BY_HAND);
}

/// T1, T28, F5.1: a host has nothing but sessions, and needs an actor for one.
#[test]
fn a_host_gets_nothing_without_an_actor() {
    are_refused(|file| file == OUTSIDE);
}
