//! A transaction of the SQLite store.

use rusqlite::{Connection, OptionalExtension, ToSql};

use super::error::to_store_error;
use crate::model::ids::CustomerId;
use crate::model::page::CursorKey;
use crate::model::reason::StorageKind;
use crate::store::{ReadTx, StoreError, StoreResult, WriteTx};

/// A transaction: everything goes through the connection that holds it.
pub(super) struct SqliteTx<'c> {
    pub(super) connection: &'c Connection,
    /// Writes are alone, so claims prove nothing here; they are made where the path that other
    /// engines take is to be walked.
    pub(super) claims: bool,
}

impl<'c> SqliteTx<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, claims: false }
    }

    /// All rows of a query.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> StoreResult<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(to_store_error)?;
        let rows = statement.query_map(values, read).and_then(Iterator::collect);
        rows.map_err(to_store_error)
    }

    /// The row of a query, if there is one.
    pub(super) fn row<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> StoreResult<Option<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(to_store_error)?;
        statement.query_row(values, read).optional().map_err(to_store_error)
    }

    /// Runs a statement and answers how many rows it changed.
    pub(super) fn run(&self, sql: &str, values: impl rusqlite::Params) -> StoreResult<usize> {
        let mut statement = self.connection.prepare_cached(sql).map_err(to_store_error)?;
        statement.execute(values).map_err(to_store_error)
    }

    /// The local key of a customer.
    pub(super) fn key(&self, id: CustomerId) -> StoreResult<Option<i64>> {
        let sql = "SELECT id, uid FROM customer WHERE uid = ?";
        let found = self.row(sql, [id], |row| Ok((row.get(0)?, row.get::<_, CustomerId>(1)?)))?;
        match found {
            // An index that rotted leads to another's row.
            Some((_, uid)) if uid != id => Err(StoreError::storage(StorageKind::Corrupt)),
            found => Ok(found.map(|(key, _)| key)),
        }
    }

    /// The local key of a customer that must be there.
    pub(super) fn key_of(&self, id: CustomerId) -> StoreResult<i64> {
        self.key(id)?.ok_or_else(|| StoreError::internal("store.customer_key"))
    }
}

/// Values that are bound to a statement that is put together.
pub(super) type Values = Vec<Box<dyn ToSql>>;

/// A key of a cursor as a value.
pub(super) fn key_value(key: &CursorKey) -> Box<dyn ToSql> {
    match key {
        CursorKey::Text(text) => Box::new(text.clone()),
        CursorKey::Number(number) => Box::new(*number),
    }
}

/// Values for a list of placeholders.
pub(super) fn refs(values: &[Box<dyn ToSql>]) -> Vec<&dyn ToSql> {
    values.iter().map(AsRef::as_ref).collect()
}

impl ReadTx for SqliteTx<'_> {}

impl WriteTx for SqliteTx<'_> {
    fn as_read(&self) -> &dyn ReadTx {
        self
    }
}
