//! How a book is opened, and what looking it over finds. What concerns the customers stands in the
//! book's settings instead.

use std::time::Duration;

use crate::env::Env;

/// How a book is opened.
#[derive(Debug, Clone)]
pub struct BookOptions {
    /// Clock and randomness.
    pub env: Env,
    /// How long a write waits for its turn, behind others of this process and of other processes,
    /// before it answers `busy`. Thirty seconds by default.
    pub busy_timeout: Duration,
    /// How long one operation may work in the store before it answers `cancelled`. Thirty seconds by
    /// default. Backups and [`CustomerBook::check`](crate::CustomerBook::check) take their time.
    pub time_limit: Duration,
    /// What an answered write survives.
    pub durability: Durability,
    /// How many read connections are kept open: 1 to 8; by default as many as there are cores.
    pub readers: usize,
    /// The page cache of the write connection in KiB; 64 MiB by default. Phones want less.
    pub cache_kib: u32,
}

impl Default for BookOptions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            env: Env::system(),
            busy_timeout: Duration::from_secs(30),
            time_limit: Duration::from_secs(30),
            durability: Durability::Full,
            readers: cores.min(8),
            cache_kib: 64 * 1024,
        }
    }
}

/// What an answered write survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// The death of the process, and the failure of power.
    #[default]
    Full,
    /// The death of the process. When the power fails, the last commits may be gone; the book is
    /// whole all the same.
    MayLoseLastCommits,
}

/// What a book has done since it was opened. The figures only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BookStats {
    /// Reading operations.
    pub reads: u64,
    /// Writing operations, those that came to nothing included; one that is done again counts again.
    pub writes: u64,
    /// Write transactions: writes that wait together are written together.
    pub transactions: u64,
    /// The most writes of one transaction.
    pub largest_group: u64,
    /// The most writes that ever waited at once.
    pub most_waiting: u64,
    /// How often another process had the write lock.
    pub lock_retries: u64,
    /// How often a group's transaction broke and its writes were done again one by one.
    pub groups_repeated: u64,
}

/// What looking a book over found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckSummary {
    /// What is wrong, and where; nothing when this is empty.
    pub problems: Vec<String>,
    /// How many entries of the change log were verified.
    pub log_entries: u64,
}
