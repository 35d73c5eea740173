//! What the writer's thread and the callers share.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::here::Here;
use super::queue::Queue;
use super::{SqliteOptions, open, schema, writer};
use crate::model::reason::StorageKind;
use crate::store::{StoreError, StoreErrorKind, StoreResult, StoreStats};

/// The write connection, and everything about it.
pub(super) struct Shared {
    connection: Mutex<Held>,
    pub(super) queue: Queue,
    pub(super) counters: Counters,
    /// A file, and the id of the book in it.
    file: Option<(PathBuf, [u8; 16])>,
    /// The connection is not open: put away, or poisoned.
    asleep: AtomicBool,
    options: SqliteOptions,
}

/// A connection to a file, which is noted as open for as long.
pub(super) struct Opened {
    connection: Connection,
    _here: Option<Here>,
}

/// The write connection. For a book in memory readers use it too, hence the lock around it.
pub(super) enum Held {
    Open(Opened),
    /// Put away; the next job opens the file again.
    Suspended,
    /// The fate of a commit is not known.
    Poisoned,
    Closed,
}

impl Shared {
    pub(super) fn of_file(
        (connection, here): (Connection, Here),
        path: &Path,
        options: SqliteOptions,
    ) -> StoreResult<Self> {
        let uid = open::book_id(&connection)?;
        let opened = Opened { connection, _here: Some(here) };
        Ok(Self::new(opened, Some((path.to_path_buf(), uid)), options))
    }

    pub(super) fn of_memory(connection: Connection, options: SqliteOptions) -> Self {
        Self::new(Opened { connection, _here: None }, None, options)
    }

    fn new(opened: Opened, file: Option<(PathBuf, [u8; 16])>, options: SqliteOptions) -> Self {
        Self {
            connection: Mutex::new(Held::Open(opened)),
            queue: Queue::new(),
            counters: Counters::default(),
            file,
            asleep: AtomicBool::new(false),
            options,
        }
    }

    /// The file.
    pub(super) fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(|(path, _)| path.as_path())
    }

    /// The id of the book in the file.
    pub(super) fn book(&self) -> [u8; 16] {
        self.file.as_ref().map(|(_, uid)| *uid).unwrap_or_default()
    }

    pub(super) fn options(&self) -> &SqliteOptions {
        &self.options
    }

    pub(super) fn hold(&self) -> MutexGuard<'_, Held> {
        // A panic inside a job is caught before it can poison the lock.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection, opened again when it was put away.
    pub(super) fn resume<'h>(&self, held: &'h mut Held) -> StoreResult<&'h Connection> {
        if let (Held::Suspended, Some((path, uid))) = (&*held, &self.file) {
            let (connection, here) = open::open_again(path, *uid, self.options, &schema::BOOK)
                .map_err(|error| error.at(path))?;
            *held = Held::Open(Opened { connection, _here: Some(here) });
            self.asleep.store(false, Ordering::Release);
        }
        match held {
            Held::Open(opened) => Ok(&opened.connection),
            Held::Poisoned => Err(self.place(StoreError::storage(StorageKind::Poisoned))),
            Held::Suspended | Held::Closed => Err(StoreError::closed()),
        }
    }

    /// Before reading: what was put away may have been exchanged, and is looked at like any file. Of a
    /// file whose last commit is not known nothing is read.
    pub(super) fn wake(&self) -> StoreResult<()> {
        if self.asleep.load(Ordering::Acquire) {
            self.resume(&mut self.hold())?;
        }
        Ok(())
    }

    /// Puts the connection away. A book in memory is nowhere else, so it stays until it is closed.
    pub(super) fn let_go(&self, becomes: Held) -> StoreResult<()> {
        let mut held = self.hold();
        let suspends = matches!(becomes, Held::Suspended);
        if suspends {
            match &*held {
                Held::Poisoned => {
                    return Err(self.place(StoreError::storage(StorageKind::Poisoned)));
                }
                Held::Open(_) if self.file.is_some() => {}
                _ => return Ok(()),
            }
        }
        let before = std::mem::replace(&mut *held, becomes);
        self.asleep.store(suspends, Ordering::Release);
        match before {
            Held::Open(Opened { connection, _here }) => match writer::put_away(connection) {
                // Another process reads an older state. For closing that is no trouble: the log
                // beside the file is part of the book until that one closes it.
                Err(error) if error.kind == StoreErrorKind::Busy && !suspends => Ok(()),
                done => done.map_err(|error| self.place(error)),
            },
            Held::Suspended | Held::Poisoned | Held::Closed => Ok(()),
        }
    }

    /// The fate of the last commit is not known; nothing is read or written until the file is opened
    /// anew.
    pub(super) fn poison(&self, held: &mut Held) {
        *held = Held::Poisoned;
        self.asleep.store(true, Ordering::Release);
    }

    pub(super) fn place(&self, error: StoreError) -> StoreError {
        match &self.file {
            Some((path, _)) if error.place.is_none() => error.at(path),
            _ => error,
        }
    }

    pub(super) fn stats(&self) -> StoreStats {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        StoreStats {
            reads: of(&self.counters.reads),
            write_jobs: of(&self.counters.jobs),
            write_groups: of(&self.counters.groups),
            largest_group: of(&self.counters.largest),
            most_waiting: self.queue.most(),
            lock_retries: of(&self.counters.retries),
            groups_lost: of(&self.counters.lost),
        }
    }
}

/// What has been done since the book was opened.
#[derive(Debug, Default)]
pub(super) struct Counters {
    reads: AtomicU64,
    jobs: AtomicU64,
    groups: AtomicU64,
    largest: AtomicU64,
    retries: AtomicU64,
    lost: AtomicU64,
}

impl Counters {
    pub(super) fn read(&self) {
        self.reads.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn group(&self, jobs: usize) {
        self.groups.fetch_add(1, Ordering::Relaxed);
        self.jobs.fetch_add(jobs as u64, Ordering::Relaxed);
        self.largest.fetch_max(jobs as u64, Ordering::Relaxed);
    }

    pub(super) fn retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn group_lost(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
    }
}
