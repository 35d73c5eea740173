//! Opens the file of an import, and knows it again.

use std::fs::File;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::exchange::{self, RecordReader, Source};
use crate::model::exchange::FileProblem;
use crate::model::reason::StorageKind;
use crate::store::is_open_here;

use super::options::{ImportOptions, ImportSource};

/// By so many octets of its beginning a file is known again.
const BEGINNING: u64 = 64 * 1024;

/// A file that is open.
pub(super) struct Opened {
    pub(super) reader: Box<dyn RecordReader>,
    pub(super) total_bytes: Option<u64>,
    /// Of the options and of the file's beginning.
    pub(super) fingerprint: [u8; 32],
}

impl ImportSource {
    /// Opens it; and how long it is, where that is known.
    pub(in crate::book) fn open(self) -> Result<(Source, Option<u64>)> {
        let path = match self {
            Self::Reader(reader) => return Ok((reader, None)),
            Self::Path(path) => path,
        };
        let at = |error: io::Error| Error::of_file(&error, Some(&path));
        // To open and close it here would let go of the book's locks.
        if is_open_here(&path) {
            return Err(Error::storage_at(StorageKind::InUse, &path));
        }
        let file = File::open(&path).map_err(at)?;
        let about = file.metadata().map_err(at)?;
        if about.is_dir() {
            return Err(at(io::ErrorKind::IsADirectory.into()));
        }
        Ok((Box::new(file), Some(about.len())))
    }
}

pub(super) fn open(source: ImportSource, options: &ImportOptions) -> Result<Opened> {
    let (mut source, total_bytes) = source.open()?;
    let mut beginning = Vec::new();
    let read = source.by_ref().take(BEGINNING).read_to_end(&mut beginning);
    read.map_err(|error| FileProblem::Io(error.kind()))?;
    let mut hash = Sha256::new();
    let identity = options.identity()?;
    hash.update((identity.len() as u64).to_be_bytes());
    hash.update(identity);
    hash.update(&beginning);
    let fingerprint = hash.finalize().into();
    let whole: Source = Box::new(io::Cursor::new(beginning).chain(source));
    let reader = exchange::open(whole, &options.file)?.reader;
    Ok(Opened { reader, total_bytes, fingerprint })
}
