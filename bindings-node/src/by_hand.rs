//! What Node has a form of its own for: opening, imports from streams.

use std::time::Duration;

use customer_core as core;
use napi::Env;
use napi::bindgen_prelude::{AsyncTask, Result, Unknown};
use napi_derive::napi;

use crate::convert::{FromJs, ToJs, Wrong, native, optional, or_usual, required};
use crate::fields::Fields;
use crate::lane::{Held, Lane};
use crate::surface::{CustomerBook, Import, Job, Session};
use crate::work::Work;

/// Options of opening, in milliseconds and KiB.
struct Opening(core::BookOptions);

impl FromJs for Opening {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        let names = ["busyTimeout", "timeLimit", "durability", "readers", "cacheKib"];
        let fields = Fields::of(env, value, "BookOptions")?.known(&names)?;
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

fn opening(env: &Env, options: &Unknown<'_>) -> std::result::Result<core::BookOptions, Wrong> {
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
        AsyncTask::new(Work::of(|| {
            let path: String = required(env, &path, "path")?;
            let options = opening(env, &options)?;
            Ok(move || core::CustomerBook::open_with(path, options))
        }))
    }

    #[napi]
    pub fn open_in_memory(env: &Env, options: Unknown<'_>) -> AsyncTask<Work<core::CustomerBook>> {
        AsyncTask::new(Work::of(|| {
            let options = opening(env, &options)?;
            Ok(move || core::CustomerBook::open_in_memory_with(options))
        }))
    }
}

#[napi]
impl Session {
    /// `stop` stops it before there is an import whose own job could.
    #[napi]
    pub fn start_import<'env>(
        &self,
        env: &'env Env,
        source: Unknown<'_>,
        options: Unknown<'_>,
        stop: Unknown<'_>,
    ) -> Result<Unknown<'env>> {
        let session = self.0.clone();
        let lane = Lane::reading(env, &source)?;
        let going_on = lane.clone();
        let work = Work::of(|| {
            // The source first: whatever else is wrong, it is let go of.
            let source: core::ImportSource = required(env, &source, "source")?;
            let options: core::ImportOptions = or_usual(env, &options, "options")?;
            let stop: core::Job = optional(env, &stop, "stop")?.unwrap_or_default();
            let check =
                move || if stop.is_cancelled() { Err(core::Error::Cancelled) } else { Ok(()) };
            Ok(move || {
                check()?;
                let begun = session.start_import(source, options);
                check()?;
                begun.map(|import| Begun(import, going_on))
            })
        });
        lane.run(env, work)
    }
}

#[napi]
impl Job {
    #[napi(constructor)]
    pub fn new() -> Self {
        Self(core::Job::new())
    }
}

#[napi]
impl Import {
    /// Lets go of what is read, and of the thread that reads it.
    #[napi]
    pub fn close(&self) {
        self.0.close();
    }
}

/// An import that has begun, and where it goes on.
pub struct Begun(core::Import, Lane);

impl ToJs for Begun {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        native(env, Import(Held::on(self.1, self.0)))
    }
}

/// The error of work that was stopped before it was begun.
#[cfg(not(test))] // In tests nothing registers it.
#[napi]
pub fn cancelled(env: &Env) -> Result<Unknown<'_>> {
    core::Error::Cancelled.to_js(env)
}

/// Panics on its way in, and on its way out.
#[cfg(all(debug_assertions, not(test)))]
struct Panics;

#[cfg(all(debug_assertions, not(test)))]
impl ToJs for Panics {
    fn to_js<'env>(self, _: &'env Env) -> Result<Unknown<'env>> {
        panic!("for a test")
    }
}

#[cfg(all(debug_assertions, not(test)))]
impl FromJs for Panics {
    fn from_js(_: &Env, _: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        panic!("for a test")
    }
}

/// Panics where it is said (in a call, in its arguments, in an item of a list that is answered or given, or at
/// once), so that a test sees how that is told.
#[cfg(all(debug_assertions, not(test)))]
#[napi]
pub fn panic_for_tests<'env>(env: &'env Env, place: String) -> Result<Unknown<'env>> {
    match place.as_str() {
        "call" => native(env, AsyncTask::new(Work::<()>::of(|| Ok(|| panic!("for a test"))))),
        "arguments" => {
            let made = || if place.is_empty() { Ok(|| Ok(())) } else { panic!("for a test") };
            native(env, AsyncTask::new(Work::<()>::of(made)))
        }
        "list" => crate::work::tell(env, || Ok(Ok(vec![Panics]))),
        "given list" => crate::work::tell(env, || {
            let list = native(env, vec![0_u32])?;
            let given: Vec<Panics> = required(env, &list, "list")?;
            Ok(Ok(given))
        }),
        _ => crate::work::tell::<()>(env, || panic!("for a test")),
    }
}
