//! P11: what crossing into another language costs, over the same call in Rust. The programs are in
//! `bench/languages`; the packages are built as they are released.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use customer_core::{EmailOptions, NewEmail, NewPoint, PhoneOptions, parse_emails, parse_phones};
use customer_core_bench::phone_rows::phone_rows;

use crate::peers::root;
use crate::rounds::{cost, median, middle};
use crate::rows::Result;
use crate::store::Full;
use crate::table::{Line, Target};

/// As many addresses as one look-up takes.
const ITEMS: usize = 10_000;
const ROUNDS: usize = 7;
/// Rust, then the languages, and again.
const TURNS: usize = 3;

/// What is called: its name in the programs' output, and what it does.
const WORK: [(&str, &str); 3] = [
    ("phones", "10,000 phones read"),
    ("emails", "10,000 emails read"),
    ("look-ups", "10,000 emails to ids of customers"),
];

/// A way into a language, the end of its names of works, and the microseconds of an item that crossing may
/// take.
struct Way {
    name: &'static str,
    end: &'static str,
    most: f64,
}

const WAYS: [Way; 4] = [
    Way { name: "Python, Arrow columns", end: ", columns", most: 0.1 },
    Way { name: "Python, lists", end: "", most: 0.5 },
    Way { name: "Node", end: "", most: 2.0 },
    Way { name: "Kotlin", end: "", most: 1.0 },
];

/// Builds the packages, and says what could not be built. That it is missing is found out when it is called.
pub(crate) fn install() {
    let mut command = Command::new("bench/languages/install");
    let _ = command.current_dir(root()).stdout(Stdio::null()).status();
}

pub(crate) fn lines(full: &Full) -> Result<Vec<Line>> {
    let texts = Texts::of(full);
    let file = texts.write()?;
    let mut rust: [Vec<f64>; 3] = Default::default();
    // One list for each way, of one list for each work.
    let mut found: Vec<[Vec<f64>; 3]> = WAYS.iter().map(|_| Default::default()).collect();
    for _ in 0..TURNS {
        for (all, each) in rust.iter_mut().zip(texts.in_rust(full)?) {
            all.push(each);
        }
        for program in [python, node, kotlin] {
            let Some((names, output)) = program(&file, &full.path) else { continue };
            for (way, all) in WAYS.iter().zip(&mut found).filter(|(way, _)| names(way)) {
                for ((work, _), all) in WORK.iter().zip(all) {
                    all.extend(figure(&output, &format!("{work}{}", way.end)));
                }
            }
        }
    }
    let rust = rust.map(middle);
    let mut lines = Vec::new();
    for (way, all) in WAYS.iter().zip(found) {
        for (((_, work), rust), all) in WORK.iter().zip(rust).zip(all) {
            let text = format!("{}: {work}, over Rust", way.name);
            lines.push(match (all.is_empty(), middle(all)) {
                (true, _) => Line::missing("P11", text),
                (false, each) => {
                    Line::new("P11", text, "CPU", each - rust, Target::Micros(way.most))
                        .beside("Rust itself", rust)
                }
            });
        }
    }
    Ok(lines)
}

/// The microseconds of CPU of an item, from a line of name, items, ns CPU and ns wall.
fn figure(output: &str, work: &str) -> Option<f64> {
    let mut words = output.lines().find(|line| line.split('\t').next() == Some(work))?.split('\t');
    Some(words.nth(2)?.parse::<f64>().ok()? / 1_000.0)
}

/// Which ways a program shows, and what it printed.
type Shown = (fn(&Way) -> bool, String);

fn python(texts: &Path, book: &Path) -> Option<Shown> {
    let mut command = Command::new("target/languages/venv/bin/python");
    command.env("PYTHONPATH", "target/languages/python").arg("bench/languages/crossing.py");
    Some((|way| way.name.starts_with("Python"), printed(command.arg(texts).arg(book))?))
}

fn node(texts: &Path, book: &Path) -> Option<Shown> {
    let mut command = Command::new("node");
    command.arg("bench/languages/crossing.mjs").arg(root().join("target/languages/node"));
    Some((|way| way.name == "Node", printed(command.arg(texts).arg(book))?))
}

fn kotlin(texts: &Path, book: &Path) -> Option<Shown> {
    let classpath = fs::read_to_string(root().join("target/languages/classpath")).ok()?;
    let mut command = Command::new("java");
    command.args(["-Djna.library.path=target/release", "-cp", classpath.trim(), "CrossingKt"]);
    Some((|way| way.name == "Kotlin", printed(command.arg(texts).arg(book))?))
}

fn printed(command: &mut Command) -> Option<String> {
    command.current_dir(root()).stderr(Stdio::inherit());
    let output = command.output().ok().filter(|of| of.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The same texts for all.
struct Texts {
    phones: Vec<String>,
    emails: Vec<String>,
}

impl Texts {
    fn of(full: &Full) -> Self {
        let numbers = phone_rows().map(|row| row.text);
        let emails = full.people.iter().flat_map(|of| &of.contacts).flat_map(|of| &of.emails);
        Self {
            phones: numbers
                .filter(|of| of.starts_with('+') && !of.contains('\t'))
                .take(ITEMS)
                .collect(),
            emails: emails.map(|of| of.address.clone()).take(ITEMS).collect(),
        }
    }

    fn write(&self) -> Result<PathBuf> {
        let folder = root().join("target/languages");
        fs::create_dir_all(&folder)?;
        let path = folder.canonicalize()?.join("texts.tsv");
        let mut out = BufWriter::new(File::create(&path)?);
        self.phones.iter().try_for_each(|of| writeln!(out, "phone\t{of}"))?;
        self.emails.iter().try_for_each(|of| writeln!(out, "email\t{of}"))?;
        out.flush()?;
        Ok(path)
    }

    /// Microseconds of CPU of an item, for each work.
    fn in_rust(&self, full: &Full) -> Result<[f64; 3]> {
        let phones: Vec<&str> = self.phones.iter().map(String::as_str).collect();
        let emails: Vec<&str> = self.emails.iter().map(String::as_str).collect();
        let points: Vec<NewPoint> =
            self.emails.iter().map(|of| NewPoint::Email(NewEmail::new(of))).collect();
        full.session.find_ids_by_address(&points)?;
        Ok([
            each(|| drop(parse_phones(&phones, None, &PhoneOptions::default()))),
            each(|| drop(parse_emails(&emails, &EmailOptions::default()))),
            each(|| drop(full.session.find_ids_by_address(&points))),
        ])
    }
}

#[expect(clippy::cast_precision_loss, reason = "items are few")]
fn each(mut work: impl FnMut()) -> f64 {
    work();
    let costs: Vec<_> = (0..ROUNDS).map(|_| cost(&mut work)).collect();
    median(&costs).cpu * 1e6 / ITEMS as f64
}
