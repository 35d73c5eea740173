//! Writes the inputs that fuzzing begins with: `cargo run -p conformance --example seeds -- FOLDER`.

#![expect(clippy::print_stderr, reason = "it is a command")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use conformance::seeds;

/// Each fuzz target, and whose inputs it begins with.
const TARGETS: [(&str, &str); 13] = [
    ("email", "email"),
    ("phone", "phone"),
    ("message", "message"),
    ("matching", "message"),
    ("authentication", "authentication"),
    ("mbox", "mbox"),
    ("csv", "csv"),
    ("csv_import", "csv_import"),
    ("json_lines", "json_lines"),
    ("search", "search"),
    ("vcard", "vcard"),
    ("js_contact", "js_contact"),
    ("database", "database"),
];

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("seeds: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), String> {
    let folder: PathBuf = env::args_os().nth(1).ok_or("which folder?")?.into();
    for (target, property) in TARGETS {
        let corpus = folder.join(target);
        fs::create_dir_all(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
        for (at, seed) in seeds::of(property)?.into_iter().enumerate() {
            let path = corpus.join(format!("vector-{at:03}"));
            fs::write(&path, seed).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}
