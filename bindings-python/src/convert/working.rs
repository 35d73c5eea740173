//! Objects that work for long, one call at a time.

use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, TryLockError};
use std::thread;
use std::time::Duration;

use customer_core as core;
use pyo3::exceptions::PyRuntimeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

use super::source::Reading;
use super::{locked, raise, run};

/// An object that works, and of which something is known meanwhile.
pub(crate) trait Worker: Send {
    /// What is known.
    type Seen: Send;

    fn seen(&self) -> Self::Seen;
}

/// What works, and beside it what was known of it before the work at hand.
pub(crate) struct Working<T: Worker> {
    object: Mutex<T>,
    seen: Mutex<T::Seen>,
    /// The thread that is at work; 0 for none.
    at_work: AtomicUsize,
    /// The process that it belongs to.
    process: u32,
    reading: Reading,
}

/// For so long one waits for another thread's work before one looks at signals.
const PAUSE: Duration = Duration::from_millis(5);

impl<T: Worker> Working<T> {
    pub(crate) fn new(object: T, reading: Reading) -> Self {
        let (seen, process) = (Mutex::new(object.seen()), process::id());
        Self { object: Mutex::new(object), seen, at_work: AtomicUsize::new(0), process, reading }
    }

    /// Looks at what is known, whoever is at work.
    pub(crate) fn look<A>(&self, py: Python<'_>, look: impl FnOnce(&T::Seen) -> A) -> PyResult<A> {
        self.own_process(py)?;
        Ok(look(&locked(&self.seen)))
    }

    /// Refuses a forked child: there a lock may be held by a thread that is not there.
    pub(crate) fn own_process(&self, py: Python<'_>) -> PyResult<()> {
        if self.process == process::id() {
            return Ok(());
        }
        let (kind, place) = (core::StorageKind::Forked, None);
        Err(raise(py, core::Error::Storage { kind, place }))
    }

    /// Works without the interpreter, when nobody else does any more.
    pub(crate) fn work<A: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut T) -> core::Result<A> + Send,
    ) -> PyResult<A> {
        self.own_process(py)?;
        if self.at_work.load(Ordering::Relaxed) == this_thread() {
            let text = "what is being read cannot go on inside its own reader";
            return Err(PyRuntimeError::new_err(text));
        }
        let mut work = Some(work);
        loop {
            let done = run(py, || self.try_work(&mut work));
            if let Some(answer) = done.map_err(|error| self.reading.told(py, error))? {
                return Ok(answer);
            }
            py.check_signals()?;
        }
    }

    /// None, after a pause, when somebody else is at work.
    fn try_work<A>(
        &self,
        work: &mut Option<impl FnOnce(&mut T) -> core::Result<A>>,
    ) -> core::Result<Option<A>> {
        let mut object = match self.object.try_lock() {
            Ok(object) => object,
            // A panic inside was told as an exception; the object still answers.
            Err(TryLockError::Poisoned(object)) => object.into_inner(),
            Err(TryLockError::WouldBlock) => {
                thread::sleep(PAUSE);
                return Ok(None);
            }
        };
        let Some(work) = work.take() else { return Ok(None) };
        let _turn = Turn::of(&self.at_work);
        let answer = work(&mut object);
        *locked(&self.seen) = object.seen();
        answer.map(Some)
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.reading.traverse(visit)
    }

    pub(crate) fn clear(&self) {
        self.reading.clear();
    }
}

/// As long as it lasts, a thread is known to be at work.
struct Turn<'w>(&'w AtomicUsize);

impl<'w> Turn<'w> {
    fn of(at_work: &'w AtomicUsize) -> Self {
        at_work.store(this_thread(), Ordering::Relaxed);
        Self(at_work)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// A number that no other thread has that lives now.
fn this_thread() -> usize {
    thread_local!(static OWN: u8 = const { 0 });
    OWN.with(|own| (&raw const *own).addr())
}
