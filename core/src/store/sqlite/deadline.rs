//! How long a job may work on a connection. SQLite asks now and then whether to go on.

use std::cell::Cell;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::error::to_store_error;
use super::queue::now;
use crate::store::StoreResult;

/// SQLite asks after so many steps of its machine: a few times a millisecond.
const STEPS: i32 = 5_000;

thread_local! {
    /// A job works on one thread, and a thread on one job.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Holds while a job works; then nothing is limited again.
pub(super) struct Limit(());

/// Limits what this thread does on its connection.
pub(super) fn within(time: Duration) -> Limit {
    DEADLINE.set(now().checked_add(time));
    Limit(())
}

impl Drop for Limit {
    fn drop(&mut self) {
        DEADLINE.set(None);
    }
}

/// Makes a connection ask.
pub(super) fn install(connection: &mut Connection) -> StoreResult<()> {
    let is_over = || DEADLINE.get().is_some_and(|deadline| deadline <= now());
    connection.progress_handler(STEPS, Some(is_over)).map_err(to_store_error)
}
