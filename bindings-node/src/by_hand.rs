//! What Node has a form of its own for: opening, imports from streams.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use customer_core as core;
use napi::Env;
use napi::bindgen_prelude::{AsyncTask, Unknown};
use napi_derive::napi;

use crate::convert::{Fields, FromJs, Octets, Wrong, locked, misuse, optional, or_usual, required};
use crate::surface::{CustomerBook, Export, Import, Job, Session};
use crate::work::Work;

/// Options of opening, in milliseconds and KiB.
struct Opening(core::BookOptions);

impl FromJs for Opening {
    fn from_js(env: &Env, value: &Unknown<'_>) -> Result<Self, Wrong> {
        let fields = Fields::of(env, value, "BookOptions")?;
        let mut options = core::BookOptions::default();
        if let Some(millis) = fields.maybe::<u64>("busyTimeout")? {
            options.busy_timeout = Duration::from_millis(millis);
        }
        if let Some(millis) = fields.maybe::<u64>("timeLimit")? {
            options.time_limit = Duration::from_millis(millis);
        }
        if let Some(durability) = fields.maybe("durability")? {
            options.durability = durability;
        }
        if let Some(readers) = fields.maybe("readers")? {
            options.readers = readers;
        }
        if let Some(kib) = fields.maybe("cacheKib")? {
            options.cache_kib = kib;
        }
        Ok(Self(options))
    }
}

fn opening(env: &Env, options: &Unknown<'_>) -> Result<core::BookOptions, Wrong> {
    let given: Option<Opening> = optional(env, options, "options")?;
    Ok(given.map_or_else(core::BookOptions::default, |of| of.0))
}

#[napi]
impl CustomerBook {
    #[napi]
    pub fn open(
        env: &Env,
        path: Unknown<'_>,
        options: Unknown<'_>,
    ) -> AsyncTask<Work<core::CustomerBook>> {
        let made = (|| {
            let path: String = required(env, &path, "path")?;
            let options = opening(env, &options)?;
            Ok(move || core::CustomerBook::open_with(path, options))
        })();
        AsyncTask::new(Work::of(made))
    }

    #[napi]
    pub fn open_in_memory(env: &Env, options: Unknown<'_>) -> AsyncTask<Work<core::CustomerBook>> {
        let made = opening(env, &options)
            .map(|options| move || core::CustomerBook::open_in_memory_with(options));
        AsyncTask::new(Work::of(made))
    }
}

#[napi]
impl Session {
    #[napi]
    pub fn start_import(
        &self,
        env: &Env,
        source: Unknown<'_>,
        options: Unknown<'_>,
    ) -> AsyncTask<Work<core::Import>> {
        let session = self.0.clone();
        let made = (|| {
            let source: core::ImportSource = required(env, &source, "source")?;
            let options: core::ImportOptions = or_usual(env, &options, "options")?;
            Ok(move || session.start_import(source, options))
        })();
        AsyncTask::new(Work::of(made))
    }
}

#[napi]
impl Job {
    #[napi(constructor)]
    pub fn new() -> Self {
        Self(core::Job::new())
    }
}

/// How many pieces of a stream wait to be read.
const WAITING: usize = 4;

/// A piece of a stream, its end, or that it broke.
enum Piece {
    Octets(Vec<u8>),
    End,
    Broken,
}

/// A stream on its way into an import: what is pushed on the thread of JavaScript is read on another.
#[napi]
pub struct Feed {
    sender: SyncSender<Piece>,
    receiver: Mutex<Option<Receiver<Piece>>>,
}

#[napi]
impl Feed {
    #[napi(constructor)]
    pub fn new() -> Self {
        let (sender, receiver) = sync_channel(WAITING);
        Self { sender, receiver: Mutex::new(Some(receiver)) }
    }

    /// Hands a piece over, and waits until there is room; false when nobody reads any more.
    #[napi]
    pub fn push(&self, env: &Env, piece: Unknown<'_>) -> AsyncTask<Work<bool>> {
        let sender = self.sender.clone();
        let made = optional(env, &piece, "piece").map(|piece: Option<Octets>| {
            move || {
                Ok(sender.send(piece.map_or(Piece::End, |of| Piece::Octets(of.to_vec()))).is_ok())
            }
        });
        AsyncTask::new(Work::of(made))
    }

    /// Says that the stream broke.
    #[napi]
    pub fn fail(&self) -> AsyncTask<Work<bool>> {
        let sender = self.sender.clone();
        AsyncTask::new(Work::of(Ok(move || Ok(sender.send(Piece::Broken).is_ok()))))
    }

    pub(crate) fn reader(&self) -> Result<Fed, Wrong> {
        let receiver = locked(&self.receiver).take();
        let receiver = receiver.ok_or_else(|| Wrong::Thrown(misuse("a stream is read once")))?;
        Ok(Fed {
            receiver: Arc::new(Mutex::new(receiver)),
            rest: io::Cursor::new(Vec::new()),
            ended: false,
        })
    }
}

/// The other end of a feed.
pub(crate) struct Fed {
    receiver: Arc<Mutex<Receiver<Piece>>>,
    rest: io::Cursor<Vec<u8>>,
    ended: bool,
}

impl Read for Fed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.rest.read(into)?;
            if count > 0 || self.ended || into.is_empty() {
                return Ok(count);
            }
            match locked(&self.receiver).recv() {
                Ok(Piece::Octets(piece)) => self.rest = io::Cursor::new(piece),
                Ok(Piece::End) => self.ended = true,
                Ok(Piece::Broken) | Err(_) => {
                    return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
                }
            }
        }
    }
}

/// Panics, so that a test sees how that is told.
#[cfg(all(debug_assertions, not(test)))]
#[napi]
pub fn panic_for_tests() -> AsyncTask<Work<()>> {
    AsyncTask::new(Work::of(Ok(|| panic!("for a test"))))
}

// Both are looked at through the methods that are written for them.
const _: fn(&Import, &Export) = |_, _| {};
