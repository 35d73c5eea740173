//! The read connections: each sees the book as the last commit left it, and none waits for a writer.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rusqlite::Connection;

use super::here::Here;
use super::queue::left_of;
use super::{SqliteOptions, open};
use crate::model::reason::StorageKind;
use crate::store::{StoreError, StoreResult};

/// Read connections. More than are kept can be in use at once.
pub(super) struct Readers {
    state: Mutex<State>,
    came_back: Condvar,
    options: SqliteOptions,
    path: PathBuf,
    book: [u8; 16],
}

struct State {
    idle: Vec<Opened>,
    in_use: usize,
    /// Nobody gets one: the file is being let go of.
    held: bool,
    closed: bool,
    /// Grows when the file is let go of: connections from before are not used again.
    generation: u64,
}

/// A connection in use.
pub(super) struct Reader {
    opened: Opened,
    generation: u64,
}

impl Reader {
    pub(super) fn connection(&self) -> &Connection {
        &self.opened.connection
    }
}

/// A connection, and that the file is open for it.
struct Opened {
    connection: Connection,
    _here: Here,
}

impl Readers {
    pub(super) fn new(path: &Path, book: [u8; 16], options: SqliteOptions) -> Self {
        let state =
            State { idle: Vec::new(), in_use: 0, held: false, closed: false, generation: 0 };
        Self {
            state: Mutex::new(state),
            came_back: Condvar::new(),
            options,
            path: path.to_path_buf(),
            book,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection, opened when none is idle. Between being let in and opening it the file is woken.
    pub(super) fn take_awake(&self, wake: impl FnOnce() -> StoreResult<()>) -> StoreResult<Reader> {
        let mut state = self.lock();
        while state.held && !state.closed {
            state = self.came_back.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            return Err(StoreError::closed());
        }
        let (idle, generation) = (state.idle.pop(), state.generation);
        state.in_use += 1;
        drop(state);
        match wake().and_then(|()| idle.map_or_else(|| self.open(), Ok)) {
            Ok(opened) => Ok(Reader { opened, generation }),
            Err(error) => {
                self.one_less();
                Err(error)
            }
        }
    }

    fn open(&self) -> StoreResult<Opened> {
        let here = Here::again(&self.path)?;
        let connection = open::open_reader(&self.path, self.options)?;
        if open::book_id(&connection)? == self.book {
            Ok(Opened { connection, _here: here })
        } else {
            Err(StoreError::storage(StorageKind::ForeignFile))
        }
    }

    pub(super) fn give_back(&self, reader: Reader) {
        let mut state = self.lock();
        let keep = !state.closed
            && reader.generation == state.generation
            && state.idle.len() < self.options.readers;
        if keep {
            state.idle.push(reader.opened);
            drop(state);
        } else {
            drop(state);
            drop(reader.opened);
        }
        self.one_less();
    }

    fn one_less(&self) {
        self.lock().in_use -= 1;
        self.came_back.notify_all();
    }

    /// Lets nobody in, closes those that are idle, and waits for those in use. Who comes meanwhile
    /// waits until the answer is dropped.
    pub(super) fn hold(&self, deadline: Instant) -> StoreResult<Held<'_>> {
        let mut state = self.lock();
        state.held = true;
        state.generation += 1;
        state.idle.clear();
        let held = Held(self);
        while state.in_use > 0 {
            let wait = left_of(deadline);
            if wait.is_zero() {
                drop(state);
                drop(held);
                return Err(StoreError::busy());
            }
            state =
                self.came_back.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(held)
    }

    /// Closes them for good, and waits a while for those in use: the last connection to close takes
    /// the log away, and only the writer's can.
    pub(super) fn close(&self, deadline: Instant) {
        let mut state = self.lock();
        state.closed = true;
        state.idle.clear();
        self.came_back.notify_all();
        while state.in_use > 0 {
            let wait = left_of(deadline);
            if wait.is_zero() {
                return;
            }
            state =
                self.came_back.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// While it lives, nobody gets a reader.
pub(super) struct Held<'r>(&'r Readers);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.lock().held = false;
        self.0.came_back.notify_all();
    }
}
