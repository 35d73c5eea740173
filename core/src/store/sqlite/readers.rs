//! The read connections: each sees the book as the last commit left it, and none waits for a writer.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::{SqliteOptions, open};
use crate::store::{StoreError, StoreResult};

/// Read connections that are not in use. More than are kept can be in use at once.
pub(super) struct Readers {
    idle: Mutex<Option<Vec<Connection>>>,
    options: SqliteOptions,
    path: PathBuf,
}

impl Readers {
    pub(super) fn new(path: &Path, options: SqliteOptions) -> Self {
        Self { idle: Mutex::new(Some(Vec::new())), options, path: path.to_path_buf() }
    }

    fn idle(&self) -> MutexGuard<'_, Option<Vec<Connection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection, opened when none is idle.
    pub(super) fn take(&self) -> StoreResult<Connection> {
        let idle = self.idle().as_mut().ok_or_else(StoreError::closed)?.pop();
        match idle {
            Some(connection) => Ok(connection),
            None => open::open_reader(&self.path, self.options),
        }
    }

    pub(super) fn give_back(&self, connection: Connection) {
        if let Some(list) = self.idle().as_mut().filter(|list| list.len() < self.options.readers) {
            list.push(connection);
        }
    }

    /// Closes those that are idle.
    pub(super) fn let_go(&self) {
        if let Some(list) = self.idle().as_mut() {
            list.clear();
        }
    }

    /// Closes them for good.
    pub(super) fn close(&self) {
        self.idle().take();
    }
}
