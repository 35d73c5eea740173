//! One piece of work in a process of its own; it prints seconds of CPU and wall, MB of memory, bytes.

#![expect(clippy::print_stdout, reason = "it is what the command is for")]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use customer_core::{
    Actor, CustomerBook, ExportOptions, ImportKey, ImportOptions, ImportSource, NewEmail, NewPoint,
};
use customer_core_bench::crowd;
use rusqlite::types::Value;
use rusqlite::{Connection, params};

use crate::rounds::{Cost, cost};
use crate::rows::{Result, WORDS, empty_twin, read_words};
use crate::store::new_book;

/// Customers of one transaction.
const BATCH: usize = 10_000;

/// The tables that grow with customers, by the column that names the customer.
const TABLES: [(&str, &str); 4] = [
    ("customer", "id"),
    ("contact", "customer_id"),
    ("contact_point", "customer_id"),
    ("phone_tail", "customer_id"),
];

pub(crate) fn run(words: &[String]) -> Result<()> {
    let [what, size, paths @ ..] = words else { return Err("what, and how many?".into()) };
    let size: usize = size.parse()?;
    let paths: Vec<&Path> = paths.iter().map(Path::new).collect();
    let (done, path) = match (what.as_str(), paths.as_slice()) {
        ("csv", [path, rows]) => (csv(path, rows)?, path),
        ("export", [path, book]) => (export(path, book)?, path),
        ("look-up", [path, address]) => (look_up(path, address)?, path),
        ("rows", [path]) => (write_rows(size, path)?, path),
        ("bare", [path, from]) => (bare(size, path, from)?, path),
        _ => return Err("no such work".into()),
    };
    println!("{} {} {} {}", done.cpu, done.wall, memory_mb()?, fs::metadata(path)?.len());
    Ok(())
}

/// The most memory that the process ever had, in MB.
fn memory_mb() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: f64 = line.and_then(|of| of.split_whitespace().next()).unwrap_or("nan").parse()?;
    Ok(kib / 1024.0)
}

fn csv(path: &Path, rows: &Path) -> Result<Cost> {
    let session = new_book(path)?;
    let options = ImportOptions { match_by: Some(ImportKey::Ref1), ..ImportOptions::default() };
    let mut outcome = Ok(());
    let cost = cost(&mut || {
        outcome = session
            .start_import(ImportSource::Path(rows.to_path_buf()), options.clone())
            .and_then(|mut import| {
                while import.next_batch()?.is_some() {}
                Ok(())
            });
    });
    outcome?;
    Ok(cost)
}

fn export(path: &Path, book: &Path) -> Result<Cost> {
    let book = CustomerBook::open(book)?;
    let session = book.session(&Actor::agent("bench", "Bench")?)?;
    let mut outcome = Ok(());
    let cost = cost(&mut || {
        outcome = session.export_to_file(path, ExportOptions::default(), false, None).map(|_| ());
    });
    outcome?;
    Ok(cost)
}

/// The first thing that an app asks after its start: an address.
fn look_up(path: &Path, address: &Path) -> Result<Cost> {
    let address = address.to_str().ok_or("an address")?;
    // The book stays open until the clock was read.
    let mut found = None;
    let cost = cost(&mut || found = Some(first_look_up(path, address)));
    match found {
        Some(Ok((_book, 1..))) => Ok(cost),
        Some(Err(error)) => Err(error),
        _ => Err("nobody was found".into()),
    }
}

fn first_look_up(path: &Path, address: &str) -> Result<(CustomerBook, usize)> {
    let book = CustomerBook::open(path)?;
    let session = book.session(&Actor::agent("bench", "Bench")?)?;
    let found = session.find_by_address(&NewPoint::Email(NewEmail::new(address)))?.len();
    Ok((book, found))
}

/// The crowd as a file of rows.
fn write_rows(size: usize, path: &Path) -> Result<Cost> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "given_name,family_name,ref1,city,country,locale,source,phone,email,email")?;
    for number in 0..size {
        let of = crowd::customer(number);
        let text = |value: Option<String>| value.unwrap_or_default();
        let card = of.contacts.into_iter().next().unwrap_or_default();
        let phone = card.phones.first().map(|phone| format!("'{}", phone.number));
        let email = |at: usize| text(card.emails.get(at).map(|email| email.address.clone()));
        let names =
            [of.given_name, of.family_name, of.ref1, of.city, of.country, of.locale, of.source];
        let names: Vec<String> = names.map(text).to_vec();
        writeln!(out, "{},{},{},{}", names.join(","), text(phone), email(0), email(1))?;
    }
    out.flush()?;
    Ok(Cost { wall: 0.0, cpu: 0.0 })
}

/// Writes the rows of a book into an empty file with the same schema, ten thousand customers in a
/// transaction. Reading them is not counted.
fn bare(size: usize, path: &Path, from: &Path) -> Result<Cost> {
    let file = empty_twin(from, path)?;
    let book = Connection::open(from)?;
    book.execute_batch("PRAGMA temp_store = FILE")?;
    read_words(&book)?;
    book.execute_batch(&format!(
        "CREATE TEMP TABLE of_words(id INTEGER PRIMARY KEY, words TEXT); INSERT INTO of_words {WORDS}"
    ))?;
    let mut all = Cost { wall: 0.0, cpu: 0.0 };
    for from in (0..size).step_by(BATCH) {
        let (low, high) = (from as i64 + 1, (from + BATCH) as i64);
        let mut tables = Vec::new();
        for (table, column) in TABLES {
            let sql = format!("SELECT * FROM {table} WHERE {column} BETWEEN ? AND ?");
            let (columns, rows) = read(&book, &sql, low, high)?;
            tables.push((insert(table, columns), rows));
        }
        let log = "SELECT * FROM change_log WHERE seq BETWEEN ? AND ?";
        let values = "SELECT * FROM change_value WHERE seq BETWEEN ? AND ?";
        for (table, sql) in [("change_log", log), ("change_value", values)] {
            let (columns, rows) = read(&book, sql, low, high)?;
            tables.push((insert(table, columns), rows));
        }
        let sql = "SELECT id, words FROM of_words WHERE id BETWEEN ? AND ?";
        let (_, rows) = read(&book, sql, low, high)?;
        tables.push(("INSERT INTO search(rowid, words) VALUES (?, ?)".to_owned(), rows));
        let mut outcome = Ok(());
        let one = cost(&mut || outcome = write_all(&file, &tables));
        outcome?;
        all = Cost { wall: all.wall + one.wall, cpu: all.cpu + one.cpu };
    }
    file.close().map_err(|(_, error)| error)?;
    Ok(all)
}

fn insert(table: &str, columns: usize) -> String {
    format!("INSERT INTO {table} VALUES ({})", vec!["?"; columns].join(","))
}

type Read = (usize, Vec<Vec<Value>>);

fn read(book: &Connection, sql: &str, low: i64, high: i64) -> Result<Read> {
    let mut statement = book.prepare_cached(sql)?;
    let columns = statement.column_count();
    let rows = statement
        .query_map(params![low, high], |row| (0..columns).map(|at| row.get(at)).collect())?
        .collect::<rusqlite::Result<_>>()?;
    Ok((columns, rows))
}

fn write_all(file: &Connection, tables: &[(String, Vec<Vec<Value>>)]) -> rusqlite::Result<()> {
    file.execute_batch("BEGIN IMMEDIATE")?;
    for (insert, rows) in tables {
        let mut statement = file.prepare_cached(insert)?;
        for row in rows {
            statement.execute(rusqlite::params_from_iter(row))?;
        }
    }
    file.execute_batch("COMMIT")
}
