//! The storage port: what the library asks of a store, in the words of the library.
//!
//! A store runs jobs. A read job sees one state of the book; a write job is all or nothing, alone,
//! and done when it returns. Everything above the port thinks in values of `model`; everything below
//! it in its own language. A second engine has to pass the same contract tests (`store/contract`).

#[cfg(test)]
mod contract;
mod digest;
mod error;
mod reads;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
mod writes;

use std::path::Path;

pub(crate) use digest::{BookSalt, KeyDigest};
pub(crate) use error::{StoreError, StoreErrorKind};
pub(crate) use reads::{
    AccessReads, AddressHolder, ContactReads, CustomerPageRequest, CustomerReads, CustomerRows,
    CustomersAfter, HolderQuery, ImportReads, ImportRun, InteractionReads, KeptProperty, LaneFound,
    LaneRequest, LogReads, ReferenceUse, RowCount, RunState, SearchReads, SegmentReads, SentRecord,
    SettingsReads, Touched,
};
#[cfg(feature = "sqlite")]
pub(crate) use sqlite::here::{is_in_use, is_open_here};
pub(crate) use writes::{
    AccessWrites, Claim, ContactWrites, CustomerWrites, ImportWrites, InteractionWrites, LogStamp,
    LogWrites, ProfileNote, SegmentWrites, SettingsWrites,
};

pub(crate) type StoreResult<T> = Result<T, StoreError>;

/// Why a write job came to nothing.
#[derive(Debug)]
pub(crate) enum Abort {
    /// The store failed.
    Store(StoreError),
    /// The job's owner wants nothing written, and knows why.
    Caller,
}

impl From<StoreError> for Abort {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A write job is owned, so that it can be run elsewhere and later, together with others. It may be
/// run again: what it leaves behind outside the transaction must bear that.
pub(crate) type WriteJob = Box<dyn FnMut(&mut dyn WriteTx) -> Result<(), Abort> + Send>;

/// A store.
pub(crate) trait Store: Send + Sync {
    /// Runs a job on one state of the book.
    fn read(&self, job: &mut dyn FnMut(&dyn ReadTx) -> StoreResult<()>) -> StoreResult<()>;

    /// Runs a job alone. All of it is written and lasts when this returns, or none of it.
    fn write(&self, job: WriteJob) -> Result<(), Abort>;

    /// What the engine can do beyond the port.
    fn capabilities(&self) -> Capabilities;

    /// Writes a copy of the whole book to a new file. Others read and write meanwhile.
    fn backup_to(&self, path: &Path) -> StoreResult<()>;

    /// Looks the whole book over.
    fn check(&self) -> StoreResult<CheckReport>;

    /// What the store has done since it was opened.
    fn stats(&self) -> StoreStats;

    /// Puts everything into the file and lets go of it until the next job.
    fn suspend(&self) -> StoreResult<()>;

    /// Ends the use of the store. Jobs that come later answer `closed`.
    fn close(&self) -> StoreResult<()>;
}

/// What an engine can do beyond the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// It keeps the book in a file, which can be backed up.
    pub(crate) file: bool,
}

/// What a store has done since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct StoreStats {
    pub(crate) reads: u64,
    pub(crate) write_jobs: u64,
    pub(crate) write_groups: u64,
    pub(crate) largest_group: u64,
    pub(crate) most_waiting: u64,
    pub(crate) lock_retries: u64,
    pub(crate) groups_lost: u64,
}

/// What looking a book over found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CheckReport {
    /// Nothing is wrong when this is empty. Each entry names a place and says what is wrong, and
    /// holds nothing of a customer.
    pub(crate) problems: Vec<String>,
    /// How many entries of the change log were verified.
    pub(crate) log_entries: u64,
}

/// A read transaction.
pub(crate) trait ReadTx:
    CustomerReads
    + ContactReads
    + SearchReads
    + SegmentReads
    + InteractionReads
    + AccessReads
    + SettingsReads
    + LogReads
    + ImportReads
{
}

/// A write transaction: it reads what it wrote.
pub(crate) trait WriteTx:
    ReadTx
    + CustomerWrites
    + ContactWrites
    + InteractionWrites
    + AccessWrites
    + SegmentWrites
    + SettingsWrites
    + LogWrites
    + ImportWrites
{
    /// The same transaction, for reading.
    fn as_read(&self) -> &dyn ReadTx;
}
