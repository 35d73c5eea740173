//! The embedded store: SQLite, one file, nothing to install.
//!
//! Integer keys inside and UUIDs outside, WAL with `synchronous=FULL`, one write connection, read
//! connections of their own. The measurements behind these choices are in
//! docs/decisions/0007-embedded-store.md.

mod access;
mod card_rows;
mod codes;
mod contacts;
mod customers;
mod deadline;
mod error;
mod filters;
pub(crate) mod here;
mod holders;
mod imports;
mod interactions;
mod log;
mod maintenance;
mod open;
mod pages;
mod queue;
mod readers;
mod rekey;
mod row_sum;
mod schema;
mod scope;
mod search;
mod search_rows;
mod segments;
mod settings;
mod shared;
#[cfg(test)]
mod tests;
mod tx;
mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use super::{
    Abort, Capabilities, CheckReport, ReadTx, Store, StoreError, StoreErrorKind, StoreResult,
    StoreStats, WriteJob,
};
use crate::model::reason::StorageKind;
use error::to_store_error;
use queue::{Command, Queued};
use readers::Readers;
use shared::Shared;
use tx::SqliteTx;

pub(crate) use open::NewBook;

/// How a file is opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SqliteOptions {
    /// How long a write waits for its turn, in the queue and for other processes.
    pub(crate) busy_timeout: Duration,
    /// How long one job may work.
    pub(crate) time_limit: Duration,
    /// How many read connections are kept.
    pub(crate) readers: usize,
    /// The page cache of the write connection, in KiB.
    pub(crate) cache_kib: u32,
    /// What is answered lasts when the power fails, and not only when the process dies.
    pub(crate) durable: bool,
    /// Addresses are claimed although writes are alone, as engines must whose writes are not.
    pub(crate) claims: bool,
}

/// No wait is longer than a day: more is a mistake, and clocks cannot count it.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl SqliteOptions {
    fn bounded(self) -> Self {
        Self {
            busy_timeout: self.busy_timeout.min(LONGEST),
            time_limit: self.time_limit.min(LONGEST),
            ..self
        }
    }
}

/// A book in a SQLite file, or in memory.
pub(crate) struct SqliteStore {
    shared: Arc<Shared>,
    readers: Option<Readers>,
    writer: Option<JoinHandle<()>>,
    options: SqliteOptions,
    /// The process that opened the file: a copy of it made by `fork` has neither the writer's thread
    /// nor the right to the connections.
    process: u32,
}

impl SqliteStore {
    /// Opens a book's file, or makes a new one.
    pub(crate) fn open(path: &Path, options: SqliteOptions, new: &NewBook) -> StoreResult<Self> {
        let options = options.bounded();
        // The file stays this one, wherever the process goes.
        let file = std::path::absolute(path).map_err(|error| StoreError::from(error).at(path))?;
        let writer =
            open::open_file(&file, options, new, &schema::BOOK).map_err(|error| error.at(path))?;
        let shared = Shared::of_file(writer, &file, options)?;
        let readers = Readers::new(&file, shared.book(), options);
        Self::start(shared, Some(readers), options)
    }

    /// Makes a book in memory.
    pub(crate) fn open_in_memory(options: SqliteOptions, new: &NewBook) -> StoreResult<Self> {
        let options = options.bounded();
        let shared = Shared::of_memory(open::open_memory(options, new)?, options);
        Self::start(shared, None, options)
    }

    fn start(
        shared: Shared,
        readers: Option<Readers>,
        options: SqliteOptions,
    ) -> StoreResult<Self> {
        let shared = Arc::new(shared);
        let of_thread = Arc::clone(&shared);
        let writer = std::thread::Builder::new()
            .name("customer-book-writer".to_owned())
            .spawn(move || writer::run(&of_thread))?;
        let process = std::process::id();
        Ok(Self { shared, readers, writer: Some(writer), options, process })
    }

    fn check_process(&self) -> StoreResult<()> {
        if std::process::id() == self.process {
            Ok(())
        } else {
            Err(self.shared.place(StoreError::storage(StorageKind::Forked)))
        }
    }

    /// Runs something on a read connection. A book in memory has one connection for all.
    fn with_reader<T>(&self, f: impl FnOnce(&Connection) -> StoreResult<T>) -> StoreResult<T> {
        self.check_process()?;
        self.shared.counters.read();
        let Some(readers) = &self.readers else {
            return f(self.shared.resume(&mut self.shared.hold())?);
        };
        // First the reader, then the look: who waited while the file was let go of finds it asleep.
        let reader = readers.take_awake(|| self.shared.wake())?;
        let result = f(reader.connection());
        readers.give_back(reader);
        result
    }

    /// The addresses that were claimed.
    #[cfg(test)]
    pub(crate) fn claimed(&self) -> Vec<String> {
        let mut held = self.shared.hold();
        let tx = SqliteTx::new(self.shared.resume(&mut held).unwrap());
        tx.rows("SELECT norm FROM temp.address_claim", [], |row| row.get(0)).unwrap()
    }

    /// Tells the writer, and waits until it is done.
    fn order(&self, command: Command) -> StoreResult<()> {
        let answer = self.shared.queue.order(command)?;
        answer.recv().unwrap_or_else(|_| Err(StoreError::internal("store.writer")))
    }
}

impl Store for SqliteStore {
    fn read(&self, job: &mut dyn FnMut(&dyn ReadTx) -> StoreResult<()>) -> StoreResult<()> {
        self.with_reader(|connection| {
            let tx = connection.unchecked_transaction().map_err(to_store_error)?;
            let limit = deadline::within(self.options.time_limit);
            let result = catch_unwind(AssertUnwindSafe(|| job(&SqliteTx::new(&tx))));
            drop(limit);
            // A read transaction ends the same way whatever came of the job.
            let ended = tx.finish().map_err(to_store_error);
            result.unwrap_or_else(|_| Err(StoreError::internal("store.read"))).and(ended)
        })
        .map_err(|error| self.shared.place(error))
    }

    fn write(&self, job: WriteJob) -> Result<(), Abort> {
        self.check_process()?;
        let deadline = queue::now() + self.options.busy_timeout;
        let (job, answer) = Queued::new(job, deadline);
        self.shared.queue.put(job).map_err(|error| self.shared.place(error))?;
        let outcome = answer
            .recv()
            .unwrap_or_else(|_| Err(Abort::Store(StoreError::internal("store.writer"))));
        outcome.map_err(|abort| match abort {
            Abort::Store(error) => Abort::Store(self.shared.place(error)),
            Abort::Caller => Abort::Caller,
        })
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { file: self.readers.is_some() }
    }

    fn backup_to(&self, path: &Path) -> StoreResult<()> {
        let own = self.shared.path();
        self.with_reader(|connection| maintenance::backup_to(connection, own, path))
            .map_err(|error| error.at(path))
    }

    fn check(&self) -> StoreResult<CheckReport> {
        self.with_reader(maintenance::check).map_err(|error| self.shared.place(error))
    }

    fn stats(&self) -> StoreStats {
        self.shared.stats()
    }

    fn suspend(&self) -> StoreResult<()> {
        self.check_process()?;
        // The writer goes last: only the last connection takes the log away, and only one that may
        // write.
        let deadline = queue::now() + self.options.busy_timeout;
        let held = self.readers.as_ref().map(|readers| readers.hold(deadline)).transpose()?;
        let done = self.order(Command::Suspend);
        drop(held);
        done
    }

    fn close(&self) -> StoreResult<()> {
        self.check_process()?;
        if let Some(readers) = &self.readers {
            readers.close(queue::now() + self.options.busy_timeout);
        }
        match self.order(Command::Close) {
            // It was closed before.
            Err(error) if error.kind == StoreErrorKind::Closed => Ok(()),
            done => done,
        }
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        if self.check_process().is_err() {
            // The parent process still uses the file; closing here would take away its locks. The
            // locks of this process's memory may be held by threads that do not exist here.
            std::mem::forget(Arc::clone(&self.shared));
            std::mem::forget(self.readers.take());
            std::mem::forget(self.writer.take());
            return;
        }
        if let Some(readers) = &self.readers {
            // Nobody else has the store, so nobody reads.
            readers.close(queue::now());
        }
        let ordered = self.shared.queue.order(Command::Close);
        let Some(writer) = self.writer.take() else { return };
        // A job's owner may let go of the book while the writer still holds the job: the last one
        // out is then the writer itself, which cannot wait for itself.
        if writer.thread().id() != std::thread::current().id() {
            drop(ordered);
            let _ = writer.join();
        }
    }
}
