//! What an import is asked for, and the handle by which it is watched and stopped.

use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::codes::{debug_shows, word_enum};
use crate::model::country::CountryCode;
use crate::model::exchange::FileOptions;
use crate::model::settings::Settings;
use crate::model::text::line_within;
use crate::model::violation::{Rule, Violation};

/// The most rows of one batch.
const MAX_BATCH: u32 = 10_000;
/// The longest name of an import and of a source, in characters.
const MAX_NAME: u32 = 128;

word_enum! {
    /// What a row is recognised by: a customer of the book that has it is changed by the row.
    pub enum ImportKey {
        /// The first reference.
        Ref1 = "ref1",
        /// The second reference.
        Ref2 = "ref2",
        /// The first email address of the row.
        Email = "email",
        /// The first phone of the row.
        Phone = "phone",
    }
}

word_enum! {
    /// What a row does to the customer that it is recognised as.
    pub enum ExistingRows {
        /// It changes it.
        Update = "update",
        /// It leaves it as it is.
        Skip = "skip",
    }
}

word_enum! {
    /// What a blank cell does to a field of a customer that there is.
    pub enum BlankCells {
        /// It changes nothing.
        Leave = "leave",
        /// It clears the field. Addresses are never taken off.
        Clear = "clear",
    }
}

/// How a file of customers is brought in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportOptions {
    /// How the file is read.
    pub file: FileOptions,
    /// What rows are recognised by; without it each row creates a customer.
    pub match_by: Option<ImportKey>,
    /// What a row does to a customer that there is: `update` by default.
    pub existing: ExistingRows,
    /// What a blank cell does: `leave` by default.
    pub blank: BlankCells,
    /// The region of phone numbers that have neither `+` nor a country beside them; the book's own
    /// when absent.
    pub default_region: Option<CountryCode>,
    /// Where the file comes from, kept as the source of what it brings. At most 128 characters.
    pub source: Option<String>,
    /// Answer as if, and write nothing. What it says of duplicates inside the file, and of customers whom
    /// several rows change, holds for the first 100,000 customers that rows find or create, or 256 MiB of
    /// their text.
    pub dry_run: bool,
    /// How many rows are written together: 1 to 10,000, by default 2,000.
    pub batch_rows: u32,
    /// The host's name for this import, at most 128 characters. One that was interrupted goes on where
    /// it stopped when it is started again under its name. A name is known to its actor alone.
    pub import_id: Option<String>,
}

// The columns of a file can be anything.
debug_shows!(ImportOptions { match_by, existing, blank, default_region, dry_run, batch_rows });

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            file: FileOptions::default(),
            match_by: None,
            existing: ExistingRows::Update,
            blank: BlankCells::Leave,
            default_region: None,
            source: None,
            dry_run: false,
            batch_rows: 2_000,
            import_id: None,
        }
    }
}

impl ImportOptions {
    /// The same in canonical form.
    pub(super) fn checked(mut self) -> Result<Self> {
        let mut violations = Vec::new();
        if !(1..=MAX_BATCH).contains(&self.batch_rows) {
            violations.push(Violation::limited("batch_rows", Rule::OutOfRange, MAX_BATCH));
        }
        for (field, text) in [("source", &mut self.source), ("import_id", &mut self.import_id)] {
            match line_within(text.as_deref().unwrap_or_default(), field, MAX_NAME) {
                Ok(line) => *text = line,
                Err(violation) => violations.push(violation),
            }
        }
        if violations.is_empty() { Ok(self) } else { Err(violations.into()) }
    }

    /// The book's settings, with the region of this file.
    pub(super) fn settings(&self, settings: Settings) -> Settings {
        Settings { default_region: self.default_region.or(settings.default_region), ..settings }
    }

    /// What makes two imports of one file different; the size of batches does not.
    pub(super) fn identity(&self) -> Result<Vec<u8>> {
        let same = Self { import_id: None, batch_rows: 0, ..self.clone() };
        serde_json::to_vec(&same).map_err(|_| Error::internal("import.options"))
    }
}

/// Where a file is read from.
pub enum ImportSource {
    /// A file of this machine.
    Path(PathBuf),
    /// Anything that can be read from its beginning. To go on with an import that was interrupted it
    /// has to be the same again.
    Reader(Box<dyn Read + Send>),
}

impl fmt::Debug for ImportSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path(_) => "Path",
            Self::Reader(_) => "Reader",
        })
    }
}

impl From<Vec<u8>> for ImportSource {
    fn from(octets: Vec<u8>) -> Self {
        Self::Reader(Box::new(std::io::Cursor::new(octets)))
    }
}

impl From<PathBuf> for ImportSource {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<&std::path::Path> for ImportSource {
    fn from(path: &std::path::Path) -> Self {
        Self::Path(path.to_path_buf())
    }
}

/// A handle on long work, to look at it and to stop it from another thread.
#[derive(Clone, Default)]
pub struct Job {
    state: Arc<JobState>,
}

#[derive(Default)]
struct JobState {
    cancelled: AtomicBool,
    rows: AtomicU64,
    bytes: AtomicU64,
    total_bytes: AtomicU64,
}

/// How far work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JobProgress {
    /// Rows that are done.
    pub rows: u64,
    /// Octets of the file that were read or written.
    pub bytes: u64,
    /// How many octets there are, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_bytes: Option<u64>,
}

impl Job {
    /// A handle on work that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the work: it answers `cancelled` soon, and what is not written is not written.
    pub fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::Relaxed);
    }

    /// Was it stopped?
    pub fn is_cancelled(&self) -> bool {
        self.state.cancelled.load(Ordering::Relaxed)
    }

    /// How far the work is.
    pub fn progress(&self) -> JobProgress {
        let read = |of: &AtomicU64| of.load(Ordering::Relaxed);
        let total = read(&self.state.total_bytes);
        JobProgress {
            rows: read(&self.state.rows),
            bytes: read(&self.state.bytes),
            total_bytes: (total > 0).then_some(total),
        }
    }

    pub(in crate::book) fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }

    pub(in crate::book) fn tell(&self, rows: u64, bytes: u64, total_bytes: Option<u64>) {
        self.state.rows.store(rows, Ordering::Relaxed);
        self.state.bytes.store(bytes, Ordering::Relaxed);
        self.state.total_bytes.store(total_bytes.unwrap_or(0), Ordering::Relaxed);
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("progress", &self.progress()).finish_non_exhaustive()
    }
}
