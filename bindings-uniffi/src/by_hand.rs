//! What has a form of its own: opening, and where files are read from.

use std::sync::Arc;
use std::time::Duration;

use customer_core as core;

use crate::convert::{Back, Out, Wrong, back, guarded, usual};
use crate::elsewhere::{Lane, elsewhere};
use crate::surface::{
    CustomerBook, CustomerCoreError, Durability, Import, ImportOptions, JobHandle, Session,
};

/// How a book is opened. What is absent is as usual.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct BookOptions {
    /// How long a write waits for its turn; thirty seconds by default.
    #[uniffi(default = None)]
    pub busy_timeout: Option<Duration>,
    /// How long one operation may work; thirty seconds by default.
    #[uniffi(default = None)]
    pub time_limit: Option<Duration>,
    /// What an answered write survives.
    #[uniffi(default = None)]
    pub durability: Option<Durability>,
    /// How many read connections are kept open: 1 to 8; by default as many as there are cores.
    #[uniffi(default = None)]
    pub readers: Option<u32>,
    /// The page cache of the write connection in KiB; by default 8 MiB, since phones want less than
    /// the 64 MiB of a server.
    #[uniffi(default = None)]
    pub cache_kib: Option<u32>,
}

/// The page cache of the write connection of a phone, in KiB.
const CACHE_KIB: u32 = 8 * 1024;

fn opening(options: Option<BookOptions>) -> Result<core::BookOptions, CustomerCoreError> {
    let mut opening = core::BookOptions { cache_kib: CACHE_KIB, ..core::BookOptions::default() };
    let Some(options) = options else { return Ok(opening) };
    let BookOptions { busy_timeout, time_limit, durability, readers, cache_kib } = options;
    opening.busy_timeout = busy_timeout.unwrap_or(opening.busy_timeout);
    opening.time_limit = time_limit.unwrap_or(opening.time_limit);
    if let Some(of) = durability {
        opening.durability = back(of, "options.durability")?;
    }
    opening.readers = readers.map_or(opening.readers, |of| of as usize);
    opening.cache_kib = cache_kib.unwrap_or(opening.cache_kib);
    Ok(opening)
}

#[uniffi::export]
impl CustomerBook {
    /// Opens a book's file, or makes a new one where there is none.
    ///
    /// Errors: `storage`: a file that is no book, that a newer version wrote, whose schema was altered,
    /// or that is damaged is refused and left as it is.
    #[uniffi::constructor(default(options = None))]
    pub async fn open(
        path: String,
        options: Option<BookOptions>,
    ) -> Result<Arc<Self>, CustomerCoreError> {
        let work = move || Ok(Out::out(core::CustomerBook::open_with(path, opening(options)?)?));
        elsewhere(Lane::Long, work).await
    }

    /// As `open`, on the thread of the caller.
    #[uniffi::constructor(default(options = None))]
    pub fn open_blocking(
        path: String,
        options: Option<BookOptions>,
    ) -> Result<Arc<Self>, CustomerCoreError> {
        guarded(|| Ok(Out::out(core::CustomerBook::open_with(path, opening(options)?)?)))
    }

    /// Makes a book in memory. It is gone when it is closed.
    #[uniffi::constructor(default(options = None))]
    pub fn open_in_memory(options: Option<BookOptions>) -> Result<Arc<Self>, CustomerCoreError> {
        guarded(|| Ok(Out::out(core::CustomerBook::open_in_memory_with(opening(options)?)?)))
    }
}

#[uniffi::export]
impl JobHandle {
    /// A handle on work that has not begun.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Out::out(core::Job::new())
    }
}

/// Where a file is read from.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum ImportSource {
    /// A file of this device.
    Path {
        /// Its path.
        path: String,
    },
    /// The file itself.
    Octets {
        /// Its octets.
        octets: Vec<u8>,
    },
}

impl Back<ImportSource> for core::ImportSource {
    fn back(of: ImportSource) -> Result<Self, Wrong> {
        Ok(match of {
            ImportSource::Path { path } => Self::Path(path.into()),
            ImportSource::Octets { octets } => octets.into(),
        })
    }
}

fn start(
    session: &core::Session,
    source: ImportSource,
    options: Option<ImportOptions>,
) -> Result<Arc<Import>, CustomerCoreError> {
    let options: core::ImportOptions = usual(options, "options")?;
    Ok(Out::out(session.start_import(back(source, "source")?, options)?))
}

#[uniffi::export]
impl Session {
    /// Begins to bring a file of customers in. Nothing is read but its beginning; each call of
    /// `nextBatch` does the next rows in one transaction. An import that has a name goes on where it
    /// stopped when it is begun again with the same file and the same options.
    #[uniffi::method(default(options = None))]
    pub async fn start_import(
        &self,
        source: ImportSource,
        options: Option<ImportOptions>,
    ) -> Result<Arc<Import>, CustomerCoreError> {
        let session = self.0.clone();
        elsewhere(Lane::Long, move || start(&session, source, options)).await
    }

    /// As `startImport`, on the thread of the caller.
    #[uniffi::method(default(options = None))]
    pub fn start_import_blocking(
        &self,
        source: ImportSource,
        options: Option<ImportOptions>,
    ) -> Result<Arc<Import>, CustomerCoreError> {
        let session = self.0.clone();
        guarded(|| start(&session, source, options))
    }
}
