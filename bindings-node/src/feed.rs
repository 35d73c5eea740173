//! A stream on its way into an import: what is pushed on the thread of JavaScript is read on another.

use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use napi::bindgen_prelude::{Function, Uint8ArraySlice, Unknown};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;

use crate::convert::{Wrong, locked, misuse, required};
use crate::work::tell;

/// From so many octets on that wait to be read, the stream waits. What is being read was taken from them,
/// so that an import holds at most twice as many, and the piece that filled them.
const FULL: usize = 256 * 1024;

/// What was pushed and not read.
#[derive(Default)]
struct Queue {
    octets: Vec<u8>,
    end: Option<End>,
    /// The stream waits until there is room.
    is_awaited: bool,
    /// Nobody reads any more.
    is_left: bool,
}

#[derive(Clone, Copy)]
enum End {
    Whole,
    Broken,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
}

/// Calls back into JavaScript, and keeps no process alive: whoever reads is waited for himself.
type Call = ThreadsafeFunction<(), Unknown<'static>, (), Status, false, true>;

/// A stream, where it is pushed. Nothing of it ever waits.
#[napi]
pub struct Feed {
    shared: Arc<Shared>,
    fed: Mutex<Option<Fed>>,
}

#[napi]
impl Feed {
    /// `changed` is called when there is room again, and when nobody reads any more.
    #[napi(constructor)]
    pub fn new(changed: Function<'_, (), Unknown<'static>>) -> napi::Result<Self> {
        let changed = changed.build_threadsafe_function::<()>().weak::<true>().build()?;
        let shared = Arc::new(Shared::default());
        let fed = Fed { shared: Arc::clone(&shared), rest: io::Cursor::default(), changed };
        Ok(Self { shared, fed: Mutex::new(Some(fed)) })
    }

    /// Hands a piece over. False when the next one has to wait.
    #[napi]
    pub fn push<'env>(&self, env: &'env Env, piece: Unknown<'_>) -> napi::Result<Unknown<'env>> {
        tell(env, || {
            let piece: Uint8ArraySlice<'_> = required(env, &piece, "source")?;
            Ok(Ok(self.shared.push(&piece)))
        })
    }

    /// Says that there is no more.
    #[napi]
    pub fn end(&self) {
        self.shared.end(End::Whole);
    }

    /// Says that there is no more, and that it was not all.
    #[napi]
    pub fn fail(&self) {
        self.shared.end(End::Broken);
    }

    /// Says that no import takes it any more. What waits to be taken calls back into JavaScript, and so holds the
    /// stream, which holds this: none of them would ever be collected.
    #[napi]
    pub fn let_go(&self) {
        let untaken = locked(&self.fed).take();
        drop(untaken);
    }

    /// Does nobody read it any more?
    #[napi]
    pub fn is_left(&self) -> bool {
        locked(&self.shared.queue).is_left
    }

    pub(crate) fn reader(&self) -> Result<Fed, Wrong> {
        locked(&self.fed).take().ok_or_else(|| Wrong::Thrown(misuse("a stream is read once")))
    }
}

impl Drop for Feed {
    /// A worker that ends takes its streams with it, and leaves nobody waiting for them.
    fn drop(&mut self) {
        self.shared.end(End::Broken);
    }
}

impl Shared {
    fn push(&self, piece: &[u8]) -> bool {
        let mut queue = locked(&self.queue);
        if queue.is_left {
            return false;
        }
        queue.octets.extend_from_slice(piece);
        queue.is_awaited = queue.octets.len() >= FULL;
        self.arrived.notify_one();
        !queue.is_awaited
    }

    fn end(&self, how: End) {
        locked(&self.queue).end.get_or_insert(how);
        self.arrived.notify_one();
    }

    /// All that is there, as soon as there is something, and whether somebody waits for room; nothing
    /// at the end.
    fn take(&self) -> io::Result<(Vec<u8>, bool)> {
        let mut queue = locked(&self.queue);
        while queue.octets.is_empty() {
            match queue.end {
                Some(End::Whole) => break,
                Some(End::Broken) => return Err(io::ErrorKind::UnexpectedEof.into()),
                None => {
                    queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
        Ok((std::mem::take(&mut queue.octets), std::mem::take(&mut queue.is_awaited)))
    }
}

/// A stream, where it is read.
pub(crate) struct Fed {
    shared: Arc<Shared>,
    rest: io::Cursor<Vec<u8>>,
    changed: Call,
}

impl Read for Fed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.rest.read(into)?;
        if count > 0 || into.is_empty() {
            return Ok(count);
        }
        let (octets, is_awaited) = self.shared.take()?;
        self.rest = io::Cursor::new(octets);
        if is_awaited {
            self.tell();
        }
        self.rest.read(into)
    }
}

impl Fed {
    fn tell(&self) {
        // It is refused while the environment is torn down: then nobody listens.
        self.changed.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }
}

impl Drop for Fed {
    fn drop(&mut self) {
        {
            let mut queue = locked(&self.shared.queue);
            queue.is_left = true;
            queue.octets = Vec::new();
        }
        self.tell();
    }
}
