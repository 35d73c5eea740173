//! P12: what the library is for a phone: its size, and what it takes to be there.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use customer_core::NewCustomer;

use crate::full;
use crate::peers::root;
use crate::rounds::middle;
use crate::rows::Result;
use crate::table::{Line, Target};

const STARTS: usize = 5;
const MB: f64 = 1e6;
/// The parts that are printed, the largest ones.
const PARTS: usize = 12;

/// Opening a book and finding a first address, in processes that are new.
pub(crate) fn opening(path: &Path, people: &[NewCustomer]) -> Result<Vec<Line>> {
    let emails = people.iter().flat_map(|of| &of.contacts).flat_map(|of| &of.emails);
    let addresses: Vec<&str> = emails.map(|of| of.address.as_str()).collect();
    let (mut waits, mut memory) = (Vec::new(), Vec::new());
    for start in 0..=STARTS {
        let address = addresses.get(addresses.len() * start / (STARTS + 1)).ok_or("no address")?;
        let done = full::child(&["look-up", "1"], &[path, Path::new(address)])?;
        if start > 0 {
            waits.push(done.cost.wall * 1e6);
            memory.push(done.memory_mb);
        }
    }
    let work = "a book opened and a first address found, by a new process";
    Ok(vec![
        Line::new("P12", work, "wall", middle(waits), Target::Micros(2_000.0)),
        Line::new("P12", "memory of that process, MB", "", middle(memory), Target::Most(20.0)),
    ])
}

/// The size of the library of Swift and Kotlin, and of its largest parts.
pub(crate) fn library() -> Result<Vec<Line>> {
    let root = root();
    let run = |program: &str, arguments: &[&str]| -> Option<String> {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&root).stderr(Stdio::inherit());
        let output = command.output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let work = "library of Swift and Kotlin, stripped, MB";
    let stripped = "target/languages/phone.so";
    let built = run("scripts/phone-library", &[]);
    let Some(path) = built.as_deref().map(str::trim) else {
        return Ok(vec![Line::missing("P12", work)]);
    };
    let Some(symbols) = run("strip", &["-o", stripped, path])
        .and_then(|_| run("nm", &["--print-size", "--demangle", path]))
    else {
        return Ok(vec![Line::missing("P12", work)]);
    };
    #[expect(clippy::cast_precision_loss, reason = "a library is small")]
    let size = root.join(stripped).metadata()?.len() as f64 / MB;
    let mut lines = vec![Line::new("P12", work, "", size, Target::Most(5.0))];
    let mut parts: Vec<(String, f64)> = parts(&symbols).into_iter().collect();
    parts.sort_by(|one, other| other.1.total_cmp(&one.1));
    lines.extend(parts.into_iter().take(PARTS).map(|(part, size)| {
        Line::new("P12", format!("of it named by {part}, MB"), "", size, Target::None)
    }));
    Ok(lines)
}

/// The megabytes of code and tables of each crate, by the names of the symbols. What is generic counts to
/// the crate that wrote it; texts and tables without a name count to none.
fn parts(symbols: &str) -> BTreeMap<String, f64> {
    let mut parts = BTreeMap::new();
    for line in symbols.lines() {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        let [_, size, kind, name] = words.as_slice() else { continue };
        let Ok(size) = u32::from_str_radix(size, 16) else { continue };
        if !matches!(*kind, "b" | "B") {
            *parts.entry(part(name)).or_insert(0.0) += f64::from(size) / MB;
        }
    }
    parts
}

fn part(name: &str) -> String {
    let start = name.trim_start_matches(['<', '&', '*', '(', '[']);
    let start = start.strip_prefix("dyn ").or_else(|| start.strip_prefix("mut ")).unwrap_or(start);
    match start.split_once("::") {
        Some((of, _)) if of.chars().all(|of| of.is_alphanumeric() || of == '_') => of.to_owned(),
        Some(_) => "types without a crate".to_owned(),
        None => "C (SQLite)".to_owned(),
    }
}
