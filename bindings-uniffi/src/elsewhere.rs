//! Calls that wait, on threads of our own: a future that keeps its thread would keep the app's.

use std::collections::VecDeque;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use customer_core as core;

use crate::convert::{guarded, locked};
use crate::surface::CustomerCoreError;

/// Calls that wait for one another. Those of one lane do not stop those of another: a screen is read while
/// writes wait for their turn, and both while a file is imported.
#[derive(Clone, Copy)]
pub(crate) enum Lane {
    Reads,
    Writes,
    /// Files, backups, checks, and what opens and closes a book.
    Long,
}

/// Operations that write nothing and may still take long: the check of the log reads all of it. Four of them would
/// keep every screen waiting.
const LONG_READS: &[&str] = &["verify_log"];

impl Lane {
    /// The lane of a session's method. What is written down of an operation says whether it has to wait for its
    /// turn to write; what is no single operation may take long.
    pub(crate) fn of(method: &str) -> Self {
        if LONG_READS.contains(&method) {
            return Self::Long;
        }
        match core::operations().iter().find(|of| of.name == method).map(|of| of.audit) {
            Some(core::AuditRule::Nothing) => Self::Reads,
            Some(core::AuditRule::Change | core::AuditRule::Access) => Self::Writes,
            None => Self::Long,
        }
    }

    fn line(self) -> &'static Line {
        static READS: Line = Line::new(4);
        static WRITES: Line = Line::new(4);
        static LONG: Line = Line::new(16);
        match self {
            Self::Reads => &READS,
            Self::Writes => &WRITES,
            Self::Long => &LONG,
        }
    }
}

type Call = Box<dyn FnOnce() + Send>;

/// Calls in the order in which they came, and the threads that do them, which begin when they are needed.
struct Line {
    most_threads: usize,
    calls: Mutex<Calls>,
    came: Condvar,
}

struct Calls {
    waiting: VecDeque<Call>,
    threads: usize,
    idle: usize,
}

impl Line {
    const fn new(most_threads: usize) -> Self {
        let calls = Calls { waiting: VecDeque::new(), threads: 0, idle: 0 };
        Self { most_threads, calls: Mutex::new(calls), came: Condvar::new() }
    }

    /// False when there is no thread for it and none can be had.
    fn send(&'static self, call: Call) -> bool {
        let mut calls = locked(&self.calls);
        calls.waiting.push_back(call);
        if calls.waiting.len() > calls.idle && calls.threads < self.most_threads {
            match std::thread::Builder::new().spawn(|| self.work_through()) {
                Ok(_) => calls.threads += 1,
                Err(_) if calls.threads == 0 => {
                    calls.waiting.pop_back();
                    return false;
                }
                Err(_) => {}
            }
        }
        self.came.notify_one();
        true
    }

    fn work_through(&self) {
        loop {
            let call = self.next();
            // A waker is somebody else's code: what breaks in it does not end the thread.
            let _ = catch_unwind(AssertUnwindSafe(call));
        }
    }

    fn next(&self) -> Call {
        let mut calls = locked(&self.calls);
        loop {
            if let Some(call) = calls.waiting.pop_front() {
                return call;
            }
            calls.idle += 1;
            calls = self.came.wait(calls).unwrap_or_else(PoisonError::into_inner);
            calls.idle -= 1;
        }
    }
}

/// Where an answer is laid down, and who waits for it.
struct Slot<T> {
    answer: Option<T>,
    waker: Option<Waker>,
}

struct Answer<T>(Arc<Mutex<Slot<T>>>);

impl<T> Future for Answer<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut slot = locked(&self.0);
        match slot.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// Does work on another thread. Work that nobody waits for any more when its turn comes is not done.
pub(crate) async fn elsewhere<T: Send + 'static>(
    lane: Lane,
    work: impl FnOnce() -> Result<T, CustomerCoreError> + Send + 'static,
) -> Result<T, CustomerCoreError> {
    on(lane.line(), work).await
}

async fn on<T: Send + 'static>(
    line: &'static Line,
    work: impl FnOnce() -> Result<T, CustomerCoreError> + Send + 'static,
) -> Result<T, CustomerCoreError> {
    let slot = Arc::new(Mutex::new(Slot { answer: None, waker: None }));
    let theirs = Arc::clone(&slot);
    let call: Call = Box::new(move || {
        if Arc::strong_count(&theirs) == 1 {
            return;
        }
        let answer = guarded(work);
        let waker = {
            let mut slot = locked(&theirs);
            slot.answer = Some(answer);
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    });
    if !line.send(call) {
        return Err(core::Error::Internal { place: "threads".to_owned() }.into());
    }
    Answer(slot).await
}

#[cfg(test)]
mod tests;
