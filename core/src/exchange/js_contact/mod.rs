//! JSContact: RFC 9553 and RFC 9982, in and out, by way of the lines of a vCard (RFC 9555).
//!
//! A member that has a line becomes one, and goes through the mapping of vCard; what a line cannot say
//! of it is preserved under its JSON pointer, as is every member that has none. What stands in
//! `vCardProps` is lines already.

mod jcard;
mod objects;
mod places;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::io::{self, Write};

use super::{FileRecord, PreservedProperty, RecordReader, Source};
use crate::model::customer::Customer;
use crate::model::exchange::FileProblem;
use crate::model::violation::{Rule, Violation};

use super::vcard::MAX_CARD;
use objects::{Next, Objects, Stop};

/// Reads a file of cards: one on each line, or an array of them.
pub(crate) fn reader(source: Source) -> Box<dyn RecordReader> {
    Box::new(Cards { objects: Objects::new(source), number: 0, begins_at: 0, done: false })
}

/// Writes a customer as a card on a line of its own, as far as it is shown.
///
/// # Errors
/// What the writer answers.
pub(crate) fn write_card(
    customer: &Customer,
    preserved: &[PreservedProperty],
    out: &mut dyn Write,
) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &write::card_of(customer, preserved))?;
    out.write_all(b"\n")
}

struct Cards {
    objects: Objects,
    number: u64,
    begins_at: u64,
    done: bool,
}

impl Cards {
    fn problem(&self, stop: &Stop) -> FileProblem {
        let (rule, limit) = match stop {
            Stop::Io(kind) => return FileProblem::Io(*kind),
            Stop::Endless => (Rule::TooLong, u32::try_from(MAX_CARD).ok()),
            Stop::Unclosed => (Rule::Unclosed, None),
        };
        FileProblem::Broken { rule, limit, record: self.number + 1, at: self.begins_at }
    }
}

impl RecordReader for Cards {
    fn next_record(&mut self) -> Result<Option<FileRecord>, FileProblem> {
        if self.done {
            return Ok(None);
        }
        self.begins_at = self.objects.read();
        let content = match self.objects.next() {
            Err(stop) => {
                self.done = true;
                return Err(self.problem(&stop));
            }
            Ok(Next::End) => {
                self.done = true;
                return Ok(None);
            }
            Ok(Next::Value(octets)) => read::card(&octets),
            Ok(Next::Broken(rule, limit)) => {
                let limit = limit.and_then(|of| u32::try_from(of).ok());
                Err(vec![Violation { field: "card".to_owned(), rule, limit }])
            }
        };
        self.number += 1;
        Ok(Some(FileRecord { number: self.number, content }))
    }

    fn bytes_read(&self) -> u64 {
        self.objects.read()
    }
}
