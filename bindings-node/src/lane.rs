//! Objects that are worked with by one call at a time, and looked at meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use customer_core as core;
use napi::Env;
use napi::bindgen_prelude::{AsyncTask, Result, Unknown};

use crate::convert::{ToJs, Wrong, held, locked, native};
use crate::feed::Feed;
use crate::work::{Answer, Work, raised};

/// Where the calls of an object are made.
#[derive(Clone)]
pub(crate) enum Lane {
    /// On libuv's pool.
    Pool,
    /// On a thread of its own, which ends with the last of its senders. What waits for the thread of
    /// JavaScript itself has to wait here: four of it on the pool would be the end of all files.
    Own(Sender<Box<dyn FnOnce() + Send>>),
}

impl Lane {
    /// For work that reads this: what reads a stream has a thread of its own.
    pub(crate) fn reading(env: &Env, source: &Unknown<'_>) -> Result<Self> {
        if held::<Feed>(env, source, "Feed").is_err() {
            return Ok(Self::Pool);
        }
        Self::own().map_err(|error| raised(env, error))
    }

    /// A thread of its own.
    fn own() -> std::result::Result<Self, core::Error> {
        let (sender, receiver) = channel();
        let named = thread::Builder::new().name("customer-core-import".to_owned());
        match named.spawn(|| follow(receiver)) {
            Ok(_) => Ok(Self::Own(sender)),
            Err(_) => Err(core::Error::Internal { place: "thread".to_owned() }),
        }
    }

    /// Makes a call; the answer is a promise.
    pub(crate) fn run<'env, T>(&self, env: &'env Env, mut work: Work<T>) -> Result<Unknown<'env>>
    where
        T: ToJs + Send + 'static,
    {
        let Self::Own(thread) = self else {
            return native(env, AsyncTask::new(work));
        };
        let (deferred, promise) = env.create_deferred()?;
        let promise = native(env, promise)?;
        let call = Box::new(move || {
            let done = work.done();
            deferred.resolve(move |env| Work::told(env, done));
        });
        // The thread is there as long as there is a sender; were it not, its call would be made here.
        if let Err(back) = thread.send(call) {
            (back.0)();
        }
        Ok(promise)
    }
}

fn follow(calls: Receiver<Box<dyn FnOnce() + Send>>) {
    for call in calls {
        // What can panic in a call was caught there already.
        let _ = catch_unwind(AssertUnwindSafe(call));
    }
}

/// What is worked with by one call at a time.
pub trait Looked: Send + 'static {
    /// What can be seen of it at any time.
    type Seen: Send + 'static;

    /// Looks at it.
    fn look(&self) -> Self::Seen;
}

/// An object of the core behind one of JavaScript.
pub struct Held<T: Looked> {
    /// None when it was closed.
    open: Mutex<Option<Open<T>>>,
    /// As it was behind the last call: to look at it waits for none.
    seen: Arc<Mutex<T::Seen>>,
}

struct Open<T> {
    object: Arc<Mutex<T>>,
    lane: Lane,
}

impl<T: Looked> Held<T> {
    pub(crate) fn on(lane: Lane, object: T) -> Self {
        let seen = Arc::new(Mutex::new(object.look()));
        let object = Arc::new(Mutex::new(object));
        Self { open: Mutex::new(Some(Open { object, lane })), seen }
    }

    pub(crate) fn see<A>(&self, look: impl FnOnce(&T::Seen) -> A) -> A {
        look(&locked(&self.seen))
    }

    /// Lets go of it, as soon as no call works with it.
    pub(crate) fn close(&self) {
        drop(locked(&self.open).take());
    }

    /// Makes a call that works with it.
    pub(crate) fn run<'env, A, F>(
        &self,
        env: &'env Env,
        make: impl FnOnce() -> std::result::Result<F, Wrong>,
    ) -> Result<Unknown<'env>>
    where
        A: ToJs + Send + 'static,
        F: FnOnce(&mut T) -> Answer<A> + Send + 'static,
    {
        let (object, lane) = match &*locked(&self.open) {
            Some(open) => (Some(Arc::clone(&open.object)), open.lane.clone()),
            None => (None, Lane::Pool),
        };
        let seen = Arc::clone(&self.seen);
        let work = Work::of(|| {
            let call = make()?;
            Ok(move || {
                let object = object.ok_or(core::Error::Cancelled)?;
                let mut object = locked(&object);
                let answer = call(&mut object);
                *locked(&seen) = object.look();
                answer
            })
        });
        lane.run(env, work)
    }
}
