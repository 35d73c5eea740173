//! The writer: one thread that owns writing. Jobs that wait together are written with one commit, and
//! nobody is told before that commit lasts.
//!
//! A job that fails has written nothing as a rule, since operations check before they write; then the
//! others go on. When it has, the group is undone, and each of its jobs is done again with a commit of
//! its own. A savepoint around each job would cost all of them some 7 % of their time for that.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::SqliteOptions;
use super::deadline;
use super::error::to_store_error;
use super::queue::{Command, Outcome, Queued, Taken, left_of, now};
use super::shared::{Held, Shared};
use super::tx::SqliteTx;
use crate::model::reason::StorageKind;
use crate::store::{Abort, StoreError, StoreErrorKind, StoreResult};

/// The shortest and the longest pause between two tries to get the write lock of the file.
const PAUSES: (Duration, Duration) = (Duration::from_micros(200), Duration::from_millis(20));

/// What the thread does: everything in its order, until the book is closed.
pub(super) fn run(shared: &Arc<Shared>) {
    let _end = Abandon(shared);
    while let Some(taken) = shared.queue.take() {
        match taken {
            Taken::Jobs(jobs) => write(shared, jobs),
            Taken::Command(command, reply) => {
                let done = match command {
                    Command::Suspend => shared.let_go(Held::Suspended),
                    Command::Close => shared.let_go(Held::Closed),
                };
                let _ = reply.send(done);
            }
        }
    }
}

/// Whatever ends the thread, nobody waits for it.
struct Abandon<'s>(&'s Shared);

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        self.0.queue.abandon();
    }
}

fn write(shared: &Shared, jobs: Vec<Queued>) {
    let mut held = shared.hold();
    match shared.resume(&mut held) {
        Ok(connection) => {
            let fate = write_group(shared, connection, jobs);
            if fate == Fate::Unknown {
                shared.poison(&mut held);
            }
        }
        Err(error) => tell_all(jobs, &error),
    }
}

/// Is it known what is in the file?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Known,
    Unknown,
}

/// Writes jobs with one commit. When the transaction breaks, the others are done again, each with a
/// commit of its own, so that one job's trouble is not another's.
fn write_group(shared: &Shared, connection: &Connection, jobs: Vec<Queued>) -> Fate {
    let Some(jobs) = begin(shared, connection, jobs) else {
        return Fate::Known;
    };
    shared.counters.group(jobs.len());
    let alone = jobs.len() == 1;
    let mut done: Vec<(Queued, Outcome)> = Vec::with_capacity(jobs.len());
    let mut jobs = jobs.into_iter();
    while let Some(mut next) = jobs.next() {
        let before = connection.total_changes();
        let outcome = run_job(connection, &mut next, shared.options());
        if connection.is_autocommit() {
            // SQLite gave the whole transaction up. What the others did, or found, is gone with it.
            next.tell(outcome.and(Err(Abort::Store(StoreError::internal("store.lost")))));
            let others = done.into_iter().map(|(job, _)| job).chain(jobs);
            return write_singly(shared, connection, others);
        }
        let half_done = outcome.is_err() && connection.total_changes() != before;
        done.push((next, outcome));
        if half_done && !alone {
            roll_back(connection);
            let all = done.into_iter().map(|(job, _)| job).chain(jobs);
            return write_singly(shared, connection, all);
        }
    }
    commit(shared, connection, done)
}

fn commit(shared: &Shared, connection: &Connection, done: Vec<(Queued, Outcome)>) -> Fate {
    if done.iter().all(|(_, outcome)| outcome.is_err()) {
        roll_back(connection);
        tell_each(done);
        return Fate::Known;
    }
    let Err(error) = connection.execute_batch("COMMIT").map_err(to_store_error) else {
        tell_each(done);
        return Fate::Known;
    };
    roll_back(connection);
    if error.kind == StoreErrorKind::Storage(StorageKind::Io) {
        // What reached the disk is not known, and asking for it again would not tell.
        let unknown = shared.place(StoreError::storage(StorageKind::Poisoned));
        tell_all(done.into_iter().map(|(job, _)| job), &unknown);
        return Fate::Unknown;
    }
    if done.len() == 1 {
        tell_all(done.into_iter().map(|(job, _)| job), &shared.place(error));
        return Fate::Known;
    }
    write_singly(shared, connection, done.into_iter().map(|(job, _)| job))
}

fn write_singly(
    shared: &Shared,
    connection: &Connection,
    jobs: impl Iterator<Item = Queued>,
) -> Fate {
    shared.counters.group_lost();
    let mut jobs = jobs;
    while let Some(job) = jobs.next() {
        if write_group(shared, connection, vec![job]) == Fate::Unknown {
            tell_all(jobs, &shared.place(StoreError::storage(StorageKind::Poisoned)));
            return Fate::Unknown;
        }
    }
    Fate::Known
}

/// Runs a job in the open transaction.
fn run_job(connection: &Connection, next: &mut Queued, options: &SqliteOptions) -> Outcome {
    let limit = deadline::within(options.time_limit);
    let mut tx = SqliteTx { connection, claims: options.claims };
    let ran = catch_unwind(AssertUnwindSafe(|| (next.job)(&mut tx)));
    drop(limit);
    ran.unwrap_or_else(|_| Err(Abort::Store(StoreError::internal("store.write"))))
}

/// Gets the write lock. Other processes hold it now and then: it is asked for again after pauses of
/// random length, so that two who wait do not keep meeting. Jobs whose time is over are told `busy`;
/// none is left when it is over for all.
fn begin(shared: &Shared, connection: &Connection, jobs: Vec<Queued>) -> Option<Vec<Queued>> {
    let mut pause = PAUSES.0;
    let busy = shared.place(StoreError::busy());
    let mut jobs = in_time(jobs, &busy);
    while !jobs.is_empty() {
        let error = match connection.execute_batch("BEGIN IMMEDIATE").map_err(to_store_error) {
            Ok(()) => return Some(jobs),
            Err(error) => error,
        };
        if error.kind != StoreErrorKind::Busy {
            tell_all(jobs, &shared.place(error));
            return None;
        }
        shared.counters.retry();
        let longest = jobs.iter().map(|job| left_of(job.deadline)).max().unwrap_or_default();
        std::thread::sleep(jitter(pause).min(longest));
        pause = (pause * 2).min(PAUSES.1);
        jobs = in_time(jobs, &busy);
    }
    None
}

/// The jobs whose time is not over; the others are told.
fn in_time(jobs: Vec<Queued>, busy: &StoreError) -> Vec<Queued> {
    let time = now();
    let (late, waiting): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| job.deadline <= time);
    tell_all(late, busy);
    waiting
}

/// Between a half of it and all of it.
fn jitter(pause: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish();
    let share = u32::try_from(random % 1_000).unwrap_or(0);
    pause / 2 + pause / 2 * share / 1_000
}

fn tell_each(done: Vec<(Queued, Outcome)>) {
    for (job, outcome) in done {
        job.tell(outcome);
    }
}

fn tell_all(jobs: impl IntoIterator<Item = Queued>, error: &StoreError) {
    for job in jobs {
        job.tell(Err(Abort::Store(error.clone())));
    }
}

/// Undoes what is open. SQLite undoes some failures itself; then there is nothing left to undo.
pub(super) fn roll_back(connection: &Connection) {
    if !connection.is_autocommit() {
        // Should this fail too, the connection still holds the transaction, and the next job sees
        // an error and nothing else.
        let _ = connection.execute_batch("ROLLBACK");
    }
}

/// Lets go of a connection: the log of the last writes goes into the file, so that the file alone is
/// the book.
pub(super) fn put_away(connection: Connection) -> StoreResult<()> {
    let _ = connection.busy_timeout(Duration::from_secs(1));
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    let closed = connection.close().map_err(|(_, error)| to_store_error(error));
    match busy {
        // Somebody else reads an older state: what was written is in the log beside the file.
        Ok(true) => closed.and(Err(StoreError::busy())),
        Ok(false) | Err(_) => closed,
    }
}
