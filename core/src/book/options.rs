//! How a book is opened, and what looking it over finds. What concerns the customers stands in the
//! book's settings instead.

use std::time::Duration;

use crate::env::Env;

/// How a book is opened.
#[derive(Debug, Clone)]
pub struct BookOptions {
    /// Clock and randomness.
    pub env: Env,
    /// How long a write waits for other processes before it answers `busy`. Ten seconds by default.
    pub busy_timeout: Duration,
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
            busy_timeout: Duration::from_secs(10),
            readers: cores.min(8),
            cache_kib: 64 * 1024,
        }
    }
}

/// What looking a book over found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckSummary {
    /// What is wrong, and where; nothing when this is empty.
    pub problems: Vec<String>,
    /// How many entries of the change log were verified.
    pub log_entries: u64,
}
