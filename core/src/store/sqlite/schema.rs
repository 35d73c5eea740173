//! The schema: numbered scripts, and the proof at open that a file has exactly the schema that they
//! make.

use std::sync::OnceLock;

use rusqlite::Connection;

use super::error::to_store_error;
use crate::store::{StoreError, StoreResult};

/// Marks a file as a book: `CUST`.
pub(super) const APPLICATION_ID: i32 = 0x4355_5354;

/// The scripts, in their order. A script that was released is never changed.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_first.sql")];

/// The version that this library writes.
pub(super) fn newest() -> usize {
    MIGRATIONS.len()
}

/// One object of a schema: type, name, table, statement.
type SchemaObject = (String, String, String, Option<String>);

/// Runs the scripts behind a version. The caller holds the transaction.
pub(super) fn migrate(connection: &Connection, from: usize) -> StoreResult<()> {
    for script in MIGRATIONS.iter().skip(from) {
        connection.execute_batch(script).map_err(to_store_error)?;
    }
    connection.pragma_update(None, "user_version", newest() as i64).map_err(to_store_error)
}

/// The version that a file says it has.
pub(super) fn user_version(connection: &Connection) -> StoreResult<usize> {
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(to_store_error)?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

/// Does the file have exactly the schema of a version? A trigger or a view more would run with every
/// statement of ours.
pub(super) fn is_known(connection: &Connection, version: usize) -> StoreResult<bool> {
    let expected = expected(version)?;
    Ok(read(connection)? == expected)
}

fn read(connection: &Connection) -> StoreResult<Vec<SchemaObject>> {
    // Statistics for the planner may come and go; they hold no statement.
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema \
               WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4') ORDER BY type, name";
    let mut statement = connection.prepare(sql).map_err(to_store_error)?;
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
    rows.and_then(Iterator::collect).map_err(to_store_error)
}

/// The schema that the scripts up to a version make, found by running them.
fn expected(version: usize) -> StoreResult<Vec<SchemaObject>> {
    static KNOWN: OnceLock<Vec<Vec<SchemaObject>>> = OnceLock::new();
    if KNOWN.get().is_none() {
        let mut known = Vec::with_capacity(newest() + 1);
        let connection = Connection::open_in_memory().map_err(to_store_error)?;
        known.push(read(&connection)?);
        for script in MIGRATIONS {
            connection.execute_batch(script).map_err(to_store_error)?;
            known.push(read(&connection)?);
        }
        // Another thread that was faster found the same.
        let _ = KNOWN.set(known);
    }
    let known = KNOWN.get().and_then(|known| known.get(version));
    known.cloned().ok_or_else(|| StoreError::internal("store.schema"))
}
