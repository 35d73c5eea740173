//! Where files are read from.

use std::io::{self, Cursor, Read};
use std::path::PathBuf;

use customer_core as core;
use napi::Env;
use napi::bindgen_prelude::Unknown;

use crate::convert::{FromJs, Octets, Wrong, held};

/// Where a file is read from: its path, or its octets.
pub(crate) enum Source {
    Path(PathBuf),
    File(std::fs::File),
    Octets(Cursor<Vec<u8>>),
    Feed(crate::by_hand::Fed),
}

impl FromJs for Source {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        if let Ok(path) = String::from_js(env, value) {
            return Ok(Self::Path(path.into()));
        }
        if let Ok(feed) = held::<crate::by_hand::Feed>(env, value, "Feed") {
            return Ok(Self::Feed(feed.reader()?));
        }
        let octets = Octets::from_js(env, value).map_err(|of| of.instead("path or Uint8Array"))?;
        Ok(Self::Octets(Cursor::new(octets.0)))
    }
}

impl Source {
    /// The source of an import.
    pub(crate) fn of_import(self) -> core::ImportSource {
        match self {
            Self::Path(path) => core::ImportSource::Path(path),
            other => core::ImportSource::Reader(Box::new(other)),
        }
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Self::Path(path) = self {
            *self = Self::File(std::fs::File::open(path)?);
        }
        match self {
            Self::Path(_) => Ok(0),
            Self::File(file) => file.read(into),
            Self::Octets(octets) => octets.read(into),
            Self::Feed(feed) => feed.read(into),
        }
    }
}
