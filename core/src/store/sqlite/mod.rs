//! The embedded store: SQLite, one file, nothing to install.
//!
//! Integer keys inside and UUIDs outside, WAL with `synchronous=FULL`, one write connection, read
//! connections of their own. The measurements behind these choices are in
//! docs/decisions/0007-embedded-store.md.

mod access;
mod codes;
mod contacts;
mod customers;
mod error;
mod holders;
mod interactions;
mod log;
mod maintenance;
mod open;
mod pages;
mod schema;
mod scope;
mod settings;
#[cfg(test)]
mod tests;
mod tx;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use super::{
    Abort, Capabilities, CheckReport, ReadTx, Store, StoreError, StoreErrorKind, StoreResult,
    WriteJob,
};
use crate::model::reason::StorageKind;
use error::to_store_error;
use tx::SqliteTx;

pub(crate) use open::NewBook;

/// How a file is opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SqliteOptions {
    /// How long a write waits for another process.
    pub(crate) busy_timeout: Duration,
    /// How many read connections are kept.
    pub(crate) readers: usize,
    /// The page cache of the write connection, in KiB.
    pub(crate) cache_kib: u32,
}

/// A book in a SQLite file, or in memory.
pub(crate) struct SqliteStore {
    writer: Mutex<Writer>,
    readers: Option<Readers>,
    path: Option<PathBuf>,
    /// The process that opened the file: a copy of it made by `fork` must not use the connections.
    process: u32,
}

enum Writer {
    Open(Connection),
    /// The fate of a commit is not known.
    Poisoned,
    Closed,
}

/// Read connections that are not in use.
struct Readers {
    idle: Mutex<Option<Vec<Connection>>>,
    keep: usize,
    options: SqliteOptions,
}

impl SqliteStore {
    /// Opens a book's file, or makes a new one.
    pub(crate) fn open(path: &Path, options: SqliteOptions, new: &NewBook) -> StoreResult<Self> {
        let writer =
            open::open_file(path, options, new, &schema::BOOK).map_err(|error| error.at(path))?;
        let readers =
            Readers { idle: Mutex::new(Some(Vec::new())), keep: options.readers, options };
        Ok(Self::new(writer, Some(readers), Some(path.to_path_buf())))
    }

    /// Makes a book in memory.
    pub(crate) fn open_in_memory(options: SqliteOptions, new: &NewBook) -> StoreResult<Self> {
        Ok(Self::new(open::open_memory(options, new)?, None, None))
    }

    fn new(writer: Connection, readers: Option<Readers>, path: Option<PathBuf>) -> Self {
        Self {
            writer: Mutex::new(Writer::Open(writer)),
            readers,
            path,
            process: std::process::id(),
        }
    }

    fn check_process(&self) -> StoreResult<()> {
        if std::process::id() == self.process {
            Ok(())
        } else {
            Err(StoreError::storage(StorageKind::Forked))
        }
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        // A panic inside a job is caught before it can poison the lock.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, error: StoreError) -> StoreError {
        match &self.path {
            Some(path) => error.at(path),
            None => error,
        }
    }

    /// Runs something on the write connection.
    fn with_writer<T>(&self, f: impl FnOnce(&mut Connection) -> StoreResult<T>) -> StoreResult<T> {
        self.check_process()?;
        match &mut *self.lock() {
            Writer::Open(connection) => f(connection),
            Writer::Poisoned => Err(StoreError::storage(StorageKind::Poisoned)),
            Writer::Closed => Err(StoreError::closed()),
        }
    }

    /// Runs something on a read connection.
    fn with_reader<T>(&self, f: impl FnOnce(&Connection) -> StoreResult<T>) -> StoreResult<T> {
        self.check_process()?;
        let (Some(readers), Some(path)) = (&self.readers, &self.path) else {
            return self.with_writer(|connection| f(connection));
        };
        let connection = readers.take(path)?;
        let result = f(&connection);
        readers.give_back(connection);
        result
    }

    fn write_job(&self, connection: &mut Connection, job: &mut WriteJob) -> Result<(), Abort> {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(to_store_error)?;
        let ran = catch_unwind(AssertUnwindSafe(|| job(&mut SqliteTx::new(connection))));
        match ran {
            Ok(Ok(())) => connection.execute_batch("COMMIT").map_err(|error| {
                let error = to_store_error(error);
                roll_back(connection);
                Abort::Store(error)
            }),
            Ok(Err(abort)) => {
                roll_back(connection);
                Err(abort)
            }
            Err(_) => {
                roll_back(connection);
                Err(Abort::Store(StoreError::internal("store.write")))
            }
        }
    }
}

/// Undoes what is open. SQLite undoes some failures itself; then there is nothing left to undo.
fn roll_back(connection: &Connection) {
    if !connection.is_autocommit() {
        // Should this fail too, the connection still holds the transaction, and the next job sees
        // an error and nothing else.
        let _ = connection.execute_batch("ROLLBACK");
    }
}

impl Store for SqliteStore {
    fn read(&self, job: &mut dyn FnMut(&dyn ReadTx) -> StoreResult<()>) -> StoreResult<()> {
        self.with_reader(|connection| {
            let tx = connection.unchecked_transaction().map_err(to_store_error)?;
            let result = catch_unwind(AssertUnwindSafe(|| job(&SqliteTx::new(&tx))));
            // A read transaction ends the same way whatever came of the job.
            let ended = tx.finish().map_err(to_store_error);
            result.unwrap_or_else(|_| Err(StoreError::internal("store.read"))).and(ended)
        })
        .map_err(|error| self.place(error))
    }

    fn write(&self, mut job: WriteJob) -> Result<(), Abort> {
        self.check_process().map_err(|error| self.place(error))?;
        let mut writer = self.lock();
        let outcome = match &mut *writer {
            Writer::Open(connection) => self.write_job(connection, &mut job),
            Writer::Poisoned => Err(Abort::Store(StoreError::storage(StorageKind::Poisoned))),
            Writer::Closed => Err(Abort::Store(StoreError::closed())),
        };
        if let Err(Abort::Store(error)) = &outcome
            && error.kind == StoreErrorKind::Storage(StorageKind::Io)
        {
            // What reached the disk is not known. Only opening the file anew tells.
            *writer = Writer::Poisoned;
        }
        outcome.map_err(|abort| match abort {
            Abort::Store(error) => Abort::Store(self.place(error)),
            Abort::Caller => Abort::Caller,
        })
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { file: self.path.is_some() }
    }

    fn backup_to(&self, path: &Path) -> StoreResult<()> {
        self.with_reader(|connection| maintenance::backup_to(connection, path))
            .map_err(|error| error.at(path))
    }

    fn check(&self) -> StoreResult<CheckReport> {
        self.with_reader(maintenance::check).map_err(|error| self.place(error))
    }

    fn close(&self) -> StoreResult<()> {
        self.check_process()?;
        if let Some(readers) = &self.readers {
            readers.close();
        }
        match std::mem::replace(&mut *self.lock(), Writer::Closed) {
            Writer::Open(connection) => {
                // The log of the last writes goes into the file, so that the file alone is the book.
                let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
                connection
                    .close()
                    .map_err(|(_, error)| to_store_error(error))
                    .map_err(|error| self.place(error))
            }
            Writer::Poisoned | Writer::Closed => Ok(()),
        }
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        if self.check_process().is_err() {
            // The parent process still uses the file; closing here would take away its locks.
            let writer = std::mem::replace(
                self.writer.get_mut().unwrap_or_else(PoisonError::into_inner),
                Writer::Closed,
            );
            std::mem::forget(writer);
            std::mem::forget(self.readers.take());
        }
    }
}

impl Readers {
    fn take(&self, path: &Path) -> StoreResult<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(list) = idle.as_mut() else {
            return Err(StoreError::closed());
        };
        match list.pop() {
            Some(connection) => Ok(connection),
            None => {
                drop(idle);
                open::open_reader(path, self.options)
            }
        }
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = idle.as_mut().filter(|list| list.len() < self.keep) {
            list.push(connection);
        }
    }

    fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
