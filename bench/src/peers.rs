//! What users would pick instead, run over the same rows. A peer that cannot be installed is missing,
//! never beaten.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use customer_core_bench::crowd::customer;
use customer_core_bench::email_rows::email_rows;
use customer_core_bench::phone_rows::phone_rows;
use serde_json::{Value, json};

/// Rows for peers that take microseconds, and for those that take milliseconds.
const MANY: usize = 20_000;
const FEW: usize = 1_000;

/// A peer's name and its CPU time for a row, in microseconds, where it could be measured.
pub(crate) type Peer = (String, Option<f64>);

/// A program that measures a peer: the name when it is missing, the words of its command line before
/// the rows' file, how many rows.
type Program = (&'static str, &'static [&'static str], usize);

const PHONES: [Program; 3] = [
    ("Python phonenumbers", &["target/peers/python/bin/python", "bench/peers/phones.py"], FEW),
    ("Node libphonenumber-js", &["node", "target/peers/libphonenumber-js.mjs"], MANY),
    ("Node google-libphonenumber", &["node", "target/peers/google-libphonenumber.mjs"], MANY),
];
const EMAILS: [Program; 2] = [
    ("Python email-validator", &["target/peers/python/bin/python", "bench/peers/emails.py"], FEW),
    ("Node validator", &["node", "target/peers/validator.mjs"], MANY),
];

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Installs them under `target/peers`. What is missing is found out when it is called.
pub(crate) fn install() {
    let _ = Command::new("bench/peers/install").current_dir(root()).output();
}

pub(crate) fn phones() -> Result<Vec<Peer>, Box<dyn Error>> {
    let rows = phone_rows().take(MANY);
    let file = write("phones", rows.map(|row| json!({"text": row.text, "region": row.region})))?;
    let mut peers: Vec<Peer> = PHONES.iter().map(|program| measured(program, &file)).collect();
    let cargo = [
        "run",
        "--release",
        "--quiet",
        "-p",
        "customer-core-oracles",
        "--bin",
        "phonenumber_peer",
        "--",
    ];
    let mut command = Command::new(env!("CARGO"));
    command.args(cargo).arg(FEW.to_string());
    peers.push(("Rust phonenumber".to_owned(), figure(&mut command)));
    Ok(peers)
}

pub(crate) fn emails() -> Result<Vec<Peer>, Box<dyn Error>> {
    let file = write("emails", email_rows().take(MANY).map(|row| json!({"text": row.text})))?;
    Ok(EMAILS.iter().map(|program| measured(program, &file)).collect())
}

/// What else puts customers into a SQLite file.
pub(crate) fn imports(count: usize) -> Result<Vec<Peer>, Box<dyn Error>> {
    let rows = (0..count).map(|at| serde_json::to_value(customer(at)).unwrap_or_default());
    let file = write("customers", rows)?;
    let python = "target/peers/python/bin/python";
    let ways = [
        ("Python sqlite3 executemany", "sqlite3"),
        ("SQLAlchemy Core", "core"),
        ("SQLAlchemy ORM add_all", "orm"),
        ("Django bulk_create", "django"),
    ];
    Ok(ways
        .into_iter()
        .map(|(name, way)| {
            let mut command = Command::new(python);
            command.arg("bench/peers/imports.py").arg(&file).arg(count.to_string()).arg(way);
            (name.to_owned(), figure(&mut command))
        })
        .collect())
}

fn write(what: &str, rows: impl Iterator<Item = Value>) -> Result<PathBuf, Box<dyn Error>> {
    let folder = root().join("target/peers");
    fs::create_dir_all(&folder)?;
    let path = folder.canonicalize()?.join(format!("{what}.jsonl"));
    let mut out = BufWriter::new(File::create(&path)?);
    for row in rows {
        writeln!(out, "{row}")?;
    }
    out.flush()?;
    Ok(path)
}

fn measured((name, command, rows): &Program, file: &Path) -> Peer {
    let mut words = command.iter();
    let cpu = words.next().and_then(|program| {
        figure(Command::new(program).args(words).arg(file).arg(rows.to_string()))
    });
    ((*name).to_owned(), cpu)
}

/// Runs a peer, and reads name, rows, ns CPU and ns wall from what it prints.
fn figure(command: &mut Command) -> Option<f64> {
    let output = command.current_dir(root()).output().ok().filter(|of| of.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let cpu: f64 = text.trim().split('\t').nth(2)?.parse().ok()?;
    Some(cpu / 1_000.0)
}
