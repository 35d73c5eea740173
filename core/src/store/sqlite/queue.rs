//! The queue before the write connection: bounded, with a deadline for each job.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use crate::store::{Abort, StoreError, StoreResult, WriteJob};

/// How many jobs may wait. Whoever comes next waits to be let in.
pub(super) const CAPACITY: usize = 1_024;
/// How many jobs are written with one commit.
pub(super) const GROUP: usize = 256;

/// What a job came to.
pub(super) type Outcome = Result<(), Abort>;

/// A job, and who waits for it.
pub(super) struct Queued {
    pub(super) job: WriteJob,
    pub(super) deadline: Instant,
    reply: mpsc::Sender<Outcome>,
}

impl Queued {
    pub(super) fn new(job: WriteJob, deadline: Instant) -> (Self, mpsc::Receiver<Outcome>) {
        let (reply, answer) = mpsc::channel();
        (Self { job, deadline, reply }, answer)
    }

    /// Tells the one who waits. The job is let go before: it holds what its owner holds, and he may
    /// let go of it at once.
    pub(super) fn tell(self, outcome: Outcome) {
        let Self { job, reply, .. } = self;
        drop(job);
        let _ = reply.send(outcome);
    }
}

/// What the writer is to do beside writing. It is done when all jobs that came before are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Put everything into the file and let go of it until the next job.
    Suspend,
    /// The same, for good.
    Close,
}

/// What the writer takes from the queue.
pub(super) enum Taken {
    Jobs(Vec<Queued>),
    Command(Command, mpsc::Sender<StoreResult<()>>),
}

enum Item {
    Job(Queued),
    Command(Command, mpsc::Sender<StoreResult<()>>),
}

struct State {
    items: VecDeque<Item>,
    /// Nothing comes in any more.
    closed: bool,
    #[cfg(test)]
    came: u64,
}

/// The queue.
pub(super) struct Queue {
    state: Mutex<State>,
    /// Not behind the lock: a copy of the process that `fork` made may find the lock held by nobody.
    most: AtomicU64,
    came: Condvar,
    left: Condvar,
}

impl Queue {
    pub(super) fn new() -> Self {
        let state = State {
            items: VecDeque::new(),
            closed: false,
            #[cfg(test)]
            came: 0,
        };
        Self {
            state: Mutex::new(state),
            most: AtomicU64::new(0),
            came: Condvar::new(),
            left: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nobody panics while holding it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a job in. While the queue is full it waits, at most until the job's deadline.
    pub(super) fn put(&self, job: Queued) -> StoreResult<()> {
        let mut state = self.lock();
        while !state.closed && state.items.len() >= CAPACITY {
            let wait = left_of(job.deadline);
            if wait.is_zero() {
                return Err(StoreError::busy());
            }
            state = self.left.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
        if state.closed {
            return Err(StoreError::closed());
        }
        state.items.push_back(Item::Job(job));
        self.most.fetch_max(state.items.len() as u64, Ordering::Relaxed);
        #[cfg(test)]
        {
            state.came += 1;
        }
        drop(state);
        self.came.notify_one();
        Ok(())
    }

    /// Puts a command in, however full the queue is. Behind `Close` nothing comes in.
    pub(super) fn order(&self, command: Command) -> StoreResult<mpsc::Receiver<StoreResult<()>>> {
        let (reply, answer) = mpsc::channel();
        let mut state = self.lock();
        if state.closed {
            return Err(StoreError::closed());
        }
        state.closed = command == Command::Close;
        state.items.push_back(Item::Command(command, reply));
        drop(state);
        self.came.notify_one();
        self.left.notify_all();
        Ok(answer)
    }

    /// Waits for something to do: a command, or all jobs that stand before the next command, at most
    /// [`GROUP`]. None when nothing will come any more.
    pub(super) fn take(&self) -> Option<Taken> {
        let mut state = self.lock();
        loop {
            match state.items.pop_front() {
                Some(Item::Command(command, reply)) => {
                    return Some(Taken::Command(command, reply));
                }
                Some(Item::Job(first)) => {
                    let mut jobs = vec![first];
                    take_jobs(&mut state.items, &mut jobs);
                    drop(state);
                    self.left.notify_all();
                    return Some(Taken::Jobs(jobs));
                }
                None if state.closed => return None,
                None => state = self.came.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Ends the queue: nothing comes in, and who waits inside is let go.
    pub(super) fn abandon(&self) {
        let mut state = self.lock();
        state.closed = true;
        let items = std::mem::take(&mut state.items);
        drop(state);
        drop(items);
        self.left.notify_all();
    }

    /// How many wait inside.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.lock().items.len()
    }

    /// How many jobs ever came in.
    #[cfg(test)]
    pub(super) fn put_count(&self) -> u64 {
        self.lock().came
    }

    /// The most jobs that ever waited at once.
    pub(super) fn most(&self) -> u64 {
        self.most.load(Ordering::Relaxed)
    }
}

fn take_jobs(items: &mut VecDeque<Item>, jobs: &mut Vec<Queued>) {
    while jobs.len() < GROUP {
        match items.pop_front() {
            Some(Item::Job(job)) => jobs.push(job),
            Some(command) => {
                items.push_front(command);
                return;
            }
            None => return,
        }
    }
}

/// How long it is to a deadline.
pub(super) fn left_of(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(now())
}

/// Deadlines are the machine's own time, whatever clock the host gave the book: a clock that a test
/// holds still must not make anybody wait for ever.
#[expect(clippy::disallowed_methods, reason = "see above; no value of a record comes from it")]
pub(super) fn now() -> Instant {
    Instant::now()
}
