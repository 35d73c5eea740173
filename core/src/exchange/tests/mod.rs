//! Files as they come: what is read of them, and what is told.

mod broken_files;
mod csv;
mod json_lines;
mod round_trip;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{OpenFile, RawCustomer, Source, open};
use crate::model::exchange::{ColumnMapping, FileFormat, FileOptions, FileProblem};
use crate::model::violation::Violation;

/// What became of a record.
pub(super) type Content = Result<RawCustomer, Vec<Violation>>;

pub(super) fn source(content: impl AsRef<[u8]>) -> Source {
    Box::new(io::Cursor::new(content.as_ref().to_vec()))
}

pub(super) fn of_format(format: FileFormat) -> FileOptions {
    FileOptions { format: Some(format), ..FileOptions::default() }
}

pub(super) fn mapped(pairs: &[(&str, &str)]) -> FileOptions {
    let pair = |(column, target): &(&str, &str)| ColumnMapping {
        column: (*column).to_owned(),
        target: (*target).to_owned(),
    };
    FileOptions { columns: pairs.iter().map(pair).collect(), ..FileOptions::default() }
}

pub(super) fn open_with(content: impl AsRef<[u8]>, options: &FileOptions) -> OpenFile {
    open(source(content), options).ok().unwrap()
}

/// All records of a file, and the problem that ended it.
pub(super) fn drain(file: Result<OpenFile, FileProblem>) -> (Vec<Content>, Option<FileProblem>) {
    let mut records = Vec::new();
    let mut reader = match file {
        Ok(file) => file.reader,
        Err(problem) => return (records, Some(problem)),
    };
    loop {
        match reader.next_record() {
            Ok(Some(record)) => {
                records.push(record.content);
                assert_eq!(record.number, records.len() as u64);
            }
            Ok(None) => {
                assert!(matches!(reader.next_record(), Ok(None)), "the end is the end");
                return (records, None);
            }
            Err(problem) => {
                assert!(matches!(reader.next_record(), Ok(None)), "nothing is behind a problem");
                return (records, Some(problem));
            }
        }
    }
}

/// The records of a file that is sound as a whole.
pub(super) fn records_with(content: impl AsRef<[u8]>, options: &FileOptions) -> Vec<Content> {
    let (records, problem) = drain(open(source(content), options));
    assert_eq!(problem, None);
    records
}

pub(super) fn records(content: impl AsRef<[u8]>) -> Vec<Content> {
    records_with(content, &FileOptions::default())
}

/// What was told of a record: `field rule limit`.
pub(super) fn told(content: &Content) -> Vec<String> {
    let violations = content.as_ref().err().map(Vec::as_slice).unwrap_or_default();
    let told = violations.iter().map(|of| match of.limit {
        Some(limit) => format!("{} {} {limit}", of.field, of.rule),
        None => format!("{} {}", of.field, of.rule),
    });
    told.collect()
}

/// A source that is made while it is read: so many octets of a pattern behind a beginning, counted.
pub(super) struct Endless {
    begin: Vec<u8>,
    pattern: Vec<u8>,
    length: u64,
    at: u64,
    read: Arc<AtomicU64>,
}

impl Endless {
    pub(super) fn new(begin: &str, pattern: &str, length: u64) -> (Self, Arc<AtomicU64>) {
        let read = Arc::new(AtomicU64::new(0));
        let (begin, pattern) = (begin.as_bytes().to_vec(), pattern.as_bytes().to_vec());
        (Self { begin, pattern, length, at: 0, read: Arc::clone(&read) }, read)
    }
}

impl io::Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length - self.at).unwrap_or(usize::MAX);
        let count = into.len().min(left);
        for slot in into.iter_mut().take(count) {
            let at = usize::try_from(self.at).unwrap();
            *slot = match self.begin.get(at) {
                Some(octet) => *octet,
                None => self.pattern[(at - self.begin.len()) % self.pattern.len()],
            };
            self.at += 1;
        }
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
