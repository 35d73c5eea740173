//! Who wrote this? Imports customers, puts every message of a mailbox to a customer book, in manual
//! and in automatic mode, and prints what came of each.
//!
//! ```sh
//! cargo run --release --example support_inbox
//! cargo run --release --example support_inbox -- --mbox archive.mbox --customers people.csv
//! ```

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use customer_core_examples::options::{HELP, Options};
use customer_core_examples::story;
use customer_core_examples::trouble::{Result, Trouble};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            // Nothing is left to be done when not even this can be written.
            let _ = writeln!(io::stderr(), "support_inbox: {trouble}");
            ExitCode::from(if matches!(trouble, Trouble::Usage(_)) { 2 } else { 1 })
        }
    }
}

fn run() -> Result<()> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut out = io::stdout().lock();
    match Options::parse(lexopt::Parser::from_env(), &data)? {
        Some(options) => story::tell(&options, &mut out).map(drop),
        None => {
            let _ = writeln!(out, "{HELP}");
            Ok(())
        }
    }
}
