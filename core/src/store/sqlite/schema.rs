//! The schema: numbered scripts, and the proof at open that a file has exactly the schema that they
//! make.

use std::sync::OnceLock;

use rusqlite::Connection;

use super::error::to_store_error;
use crate::store::{StoreError, StoreResult};

/// Marks a file as a book: `CUST`.
pub(super) const APPLICATION_ID: i32 = 0x4355_5354;

/// The schema of a book.
pub(super) static BOOK: Schema = Schema::new(&[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_key_progress.sql"),
    include_str!("migrations/0003_permissions.sql"),
    include_str!("migrations/0004_search.sql"),
    include_str!("migrations/0005_import.sql"),
]);

/// Numbered scripts, in their order. A script that was released is never changed.
pub(super) struct Schema {
    scripts: &'static [&'static str],
    /// What the file looks like after each script, and before the first.
    known: OnceLock<Vec<Vec<SchemaObject>>>,
}

/// One object of a schema: type, name, table, statement.
type SchemaObject = (String, String, String, Option<String>);

impl Schema {
    pub(super) const fn new(scripts: &'static [&'static str]) -> Self {
        Self { scripts, known: OnceLock::new() }
    }

    /// The version that this library writes.
    pub(super) fn newest(&self) -> usize {
        self.scripts.len()
    }

    /// Runs the scripts behind a version. The caller holds the transaction.
    pub(super) fn migrate(&self, connection: &Connection, from: usize) -> StoreResult<()> {
        for script in self.scripts.iter().skip(from) {
            connection.execute_batch(script).map_err(to_store_error)?;
        }
        connection.pragma_update(None, "user_version", self.newest() as i64).map_err(to_store_error)
    }

    /// Does the file have exactly the schema of a version? A trigger or a view more would run with
    /// every statement of ours.
    pub(super) fn is_known(&self, connection: &Connection, version: usize) -> StoreResult<bool> {
        if self.known.get().is_none() {
            // Another thread that was faster found the same.
            let _ = self.known.set(self.run_all()?);
        }
        let known = self.known.get().and_then(|known| known.get(version));
        let known = known.ok_or_else(|| StoreError::internal("store.schema"))?;
        Ok(read(connection)? == *known)
    }

    /// What the scripts make, found by running them.
    fn run_all(&self) -> StoreResult<Vec<Vec<SchemaObject>>> {
        let connection = Connection::open_in_memory().map_err(to_store_error)?;
        let mut known = vec![read(&connection)?];
        for script in self.scripts {
            connection.execute_batch(script).map_err(to_store_error)?;
            known.push(read(&connection)?);
        }
        Ok(known)
    }
}

/// The version that a file says it has.
pub(super) fn user_version(connection: &Connection) -> StoreResult<usize> {
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(to_store_error)?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
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
