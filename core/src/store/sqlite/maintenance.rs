//! Copies of the whole book, and looking it over.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;

use super::error::to_store_error;
use super::here::{is_in_use, sidecar};
use super::log;
use super::open::create_empty;
use super::{card_rows, customers, row_sum};
use crate::model::change::LogHead;
use crate::model::reason::StorageKind;
use crate::store::{CheckReport, StoreError, StoreResult};

/// Writes a copy under another name, makes sure that it is on the disk, and gives it its name. What
/// stood there before is never lost to half a copy.
///
/// The book's own file is refused, and so is a file that somebody has open as a book: its log would
/// be taken for the copy's.
pub(super) fn backup_to(
    connection: &Connection,
    own: Option<&Path>,
    path: &Path,
) -> StoreResult<()> {
    if path.is_dir() {
        return Err(StoreError::storage(StorageKind::IsADirectory));
    }
    let same =
        |own: &Path| matches!((own.canonicalize(), path.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if own.is_some_and(same) || is_in_use(path) {
        return Err(StoreError::storage(StorageKind::InUse));
    }
    // A damaged book does not take the place of a good copy.
    let mut report = CheckReport::default();
    check_sums(connection, &mut report)?;
    if !report.problems.is_empty() {
        return Err(StoreError::storage(StorageKind::Corrupt));
    }
    let part = &part_of(path);
    let name = part.to_str().ok_or_else(|| StoreError::storage(StorageKind::NotFound))?;
    let kept = create_empty(part).and_then(|()| {
        copy_into(connection, name)?;
        File::open(part)?.sync_all()?;
        fs::rename(part, path)?;
        sync_folder(path)
    });
    if kept.is_err() {
        // The copy is useless; what matters is the error that is told.
        let _ = fs::remove_file(part);
    }
    kept
}

/// A name beside the copy's that no other backup has: two at once do not write into one file. What a
/// killed process left of its own is of no use to anybody.
fn part_of(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let part = sidecar(path, &format!(".{}-{count}.part", std::process::id()));
    let _ = fs::remove_file(&part);
    part
}

/// The new name lasts only when the folder is on the disk too.
fn sync_folder(path: &Path) -> StoreResult<()> {
    #[cfg(unix)]
    if let Some(folder) = std::path::absolute(path)?.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Read connections refuse whatever writes; for a copy they are told not to.
fn copy_into(connection: &Connection, name: &str) -> StoreResult<()> {
    let query_only: bool = connection
        .pragma_query_value(None, "query_only", |row| row.get(0))
        .map_err(to_store_error)?;
    connection.pragma_update(None, "query_only", false).map_err(to_store_error)?;
    let copied = connection.execute("VACUUM INTO ?", [name]);
    connection.pragma_update(None, "query_only", query_only).map_err(to_store_error)?;
    copied.map(drop).map_err(to_store_error)
}

/// SQLite's own look, the foreign keys, and the chain of the change log.
pub(super) fn check(connection: &Connection) -> StoreResult<CheckReport> {
    let mut report = CheckReport::default();
    let mut statement = connection.prepare("PRAGMA integrity_check(20)").map_err(to_store_error)?;
    let found = statement
        .query_map([], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<Result<Vec<_>, _>>);
    // The texts of SQLite name tables and pages, and can quote what is in them.
    let broken = found.map_err(to_store_error)?.iter().filter(|line| *line != "ok").count();
    if broken > 0 {
        report.problems.push(format!("integrity: {broken} problems"));
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check").map_err(to_store_error)?;
    let tables = statement
        .query_map([], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut orphans: BTreeMap<String, usize> = BTreeMap::new();
    for table in tables.map_err(to_store_error)? {
        *orphans.entry(table).or_default() += 1;
    }
    report.problems.extend(
        orphans.iter().map(|(table, count)| format!("{table}: {count} rows without their record")),
    );
    check_sums(connection, &mut report)?;
    let log = log::verify_from(connection, &LogHead::default())?;
    report.problems.extend(log.problems);
    report.log_entries = log.entries;
    Ok(report)
}

/// Holds every row of customers, cards and points against its sum.
fn check_sums(connection: &Connection, report: &mut CheckReport) -> StoreResult<()> {
    let customer = ("customer c", customers::COLUMNS.as_str(), customers::SUMMED);
    for (table, columns, summed) in [customer].into_iter().chain(card_rows::SUMMED) {
        let sql = format!("SELECT {columns} FROM {table}");
        let mut statement = connection.prepare(&sql).map_err(to_store_error)?;
        let mut rows = statement.query([]).map_err(to_store_error)?;
        let mut altered = 0_u64;
        while let Some(row) = rows.next().map_err(to_store_error)? {
            altered += u64::from(!row_sum::is_sound(row, summed).map_err(to_store_error)?);
        }
        if altered > 0 {
            let table = table.trim_end_matches(" c");
            report.problems.push(format!("{table}: {altered} rows are not what was written"));
        }
    }
    check_cards(connection, report)
}

/// Holds the cards and points of every customer against the customer's sum over them: none is missing
/// and none is another's.
fn check_cards(connection: &Connection, report: &mut CheckReport) -> StoreResult<()> {
    let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
    for (table, ..) in card_rows::SUMMED {
        let sql = format!("SELECT customer_id, coalesce(row_sum, 0) FROM {table}");
        let mut statement = connection.prepare(&sql).map_err(to_store_error)?;
        let mut rows = statement.query([]).map_err(to_store_error)?;
        while let Some(row) = rows.next().map_err(to_store_error)? {
            let customer = row.get(0).map_err(to_store_error)?;
            let sum: i64 = row.get(1).map_err(to_store_error)?;
            *sums.entry(customer).or_default() ^= sum;
        }
    }
    let sql = "SELECT id, cards_sum FROM customer";
    let mut statement = connection.prepare(sql).map_err(to_store_error)?;
    let mut rows = statement.query([]).map_err(to_store_error)?;
    let mut wrong = 0_u64;
    while let Some(row) = rows.next().map_err(to_store_error)? {
        let customer: i64 = row.get(0).map_err(to_store_error)?;
        let sum = sums.remove(&customer).unwrap_or(0);
        let stored: Option<i64> = row.get(1).map_err(to_store_error)?;
        wrong += u64::from(stored.is_some_and(|stored| stored != sum));
    }
    wrong += sums.len() as u64;
    if wrong > 0 {
        report.problems.push(format!("customer: the cards of {wrong} are not what was written"));
    }
    Ok(())
}
