//! The schema: numbered scripts, and the proof at open that a file has exactly the schema that they
//! make.

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::error::to_store_error;
use crate::store::{StoreError, StoreResult};

/// Marks a file as a book: `CUST`.
pub(super) const APPLICATION_ID: i32 = 0x4355_5354;

/// The schema of a book.
pub(super) static BOOK: Schema = Schema {
    scripts: &[
        include_str!("migrations/0001_first.sql"),
        include_str!("migrations/0002_key_progress.sql"),
        include_str!("migrations/0003_permissions.sql"),
        include_str!("migrations/0004_search.sql"),
        include_str!("migrations/0005_import.sql"),
    ],
    // A test finds them by running the scripts, so that no process has to when it opens a book.
    sums: &[
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "2c5733dd7418aaffef97c57e2bd10dbb00a18c6ce7bab290b496d75535c1c398",
        "8b6a4ed1af0ce165a4152e1b97175cd30b401cb2af57d9add84ccbd3879c085d",
        "b851f54749cf0bd523e6e7abc67c783414fdc8e6704dce6efe2f13874e09fbcf",
        "c887535aec57486a5f9ee225031607ee76f4d18dbe85ce1c4bc4d6e1daef2d81",
        "d6123403cc4c2445415257aeee5ef2b1a632eddb1cd4715393fecc062f9b53ae",
    ],
};

/// Numbered scripts, in their order. A script that was released is never changed.
pub(super) struct Schema {
    pub(super) scripts: &'static [&'static str],
    /// The sum of what is in the file before the first script, and after each.
    pub(super) sums: &'static [&'static str],
}

/// One object of a schema: type, name, table, statement.
type SchemaObject = (String, String, String, Option<String>);

impl Schema {
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
        let known = self.sums.get(version);
        let known = known.ok_or_else(|| StoreError::internal("store.schema"))?;
        Ok(sum(connection)? == *known)
    }
}

/// The version that a file says it has.
pub(super) fn user_version(connection: &Connection) -> StoreResult<usize> {
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(to_store_error)?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

/// A sum of all that is in the schema: of types, names, tables and statements, each behind its length.
pub(super) fn sum(connection: &Connection) -> StoreResult<String> {
    let mut hash = Sha256::new();
    for (sort, name, table, statement) in read(connection)? {
        for text in [Some(sort), Some(name), Some(table), statement] {
            let length = text.as_ref().map_or(u64::MAX, |text| text.len() as u64);
            hash.update(length.to_le_bytes());
            hash.update(text.unwrap_or_default());
        }
    }
    Ok(hash.finalize().iter().map(|octet| format!("{octet:02x}")).collect())
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
