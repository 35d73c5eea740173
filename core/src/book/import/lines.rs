//! A stand-in for the readers of formats: JSON objects, one on each line, with the names of fields.

use std::io::{BufRead, BufReader, Read};

use crate::exchange::{FileRecord, RawCustomer, RecordReader, Source};
use crate::model::contact::NewPhone;
use crate::model::customer::NewCustomer;
use crate::model::exchange::FileProblem;
use crate::model::violation::{Rule, Violation};

const LONGEST: u64 = 1024 * 1024;

pub(super) struct Lines {
    source: BufReader<Source>,
    number: u64,
    bytes: u64,
}

impl Lines {
    pub(super) fn new(source: Source) -> Self {
        Self { source: BufReader::new(source), number: 0, bytes: 0 }
    }
}

impl RecordReader for Lines {
    fn next_record(&mut self) -> Result<Option<FileRecord>, FileProblem> {
        let mut line = Vec::new();
        let read = self.source.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        let read = read.map_err(|error| FileProblem::Io(error.kind()))?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if read as u64 == LONGEST {
            let (record, at) = (self.number, self.bytes);
            return Err(FileProblem::Broken { rule: Rule::TooLong, limit: None, record, at });
        }
        self.bytes += read as u64;
        let content = raw(&line).ok_or_else(|| vec![Violation::new("row", Rule::UnknownValue)]);
        Ok(Some(FileRecord { number: self.number, content }))
    }

    fn bytes_read(&self) -> u64 {
        self.bytes
    }
}

fn raw(line: &[u8]) -> Option<RawCustomer> {
    let mut value: serde_json::Value = serde_json::from_slice(line).ok()?;
    let object = value.as_object_mut()?;
    let mut take = |name: &str| object.remove(name).and_then(|of| of.as_str().map(str::to_owned));
    let (status, preferred_channel) = (take("status"), take("preferred_channel"));
    let phone = take("phone").map(NewPhone::new);
    let new: NewCustomer = serde_json::from_value(value).ok()?;
    let new = NewCustomer { phone, ..new };
    Some(RawCustomer { new, status, preferred_channel, preserved: Vec::new() })
}
