//! Files of customers: what a row, a line or a card of one says, and how customers are written down.
//!
//! This room turns text into values and values into text, over [`Read`](std::io::Read) and
//! [`Write`](std::io::Write). It knows no book, no session and no permission: what may be written, and
//! whether it is right, is decided above. Whatever the input, a reader answers with a record, with
//! what is wrong with the record, or with what is wrong with the file, in bounded memory.

mod js_contact;
mod vcard;

use std::io;

use crate::model::customer::NewCustomer;
use crate::model::exchange::FileProblem;
use crate::model::violation::Violation;

/// One customer of a file: a row, a line, a card.
pub(crate) struct FileRecord {
    /// Its place among the records of the file, from 1 on; a header is none.
    pub(crate) number: u64,
    /// What it says, or all that is wrong with it.
    pub(crate) content: Result<RawCustomer, Vec<Violation>>,
}

/// What a record says of a customer: raw text, checked by nobody. A cell that is there and blank is
/// `Some("")`, one that is not there is `None`.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct RawCustomer {
    /// The customer as it would be entered by hand.
    pub(crate) new: NewCustomer,
    /// `active` or `inactive`.
    pub(crate) status: Option<String>,
    /// `email`, `phone` or `handle`.
    pub(crate) preferred_channel: Option<String>,
    /// What the format holds and a customer has no place for.
    pub(crate) preserved: Vec<PreservedProperty>,
}

/// A property of a card that a customer has no place for: kept, so that it comes out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PreservedProperty {
    /// Where it comes from: `vcard` or `jscontact`.
    pub(crate) format: &'static str,
    /// The name of the property, or the JSON pointer of the member.
    pub(crate) name: String,
    /// The rest of the unfolded content line behind the name, parameters and all; or the JSON text.
    pub(crate) value: String,
}

/// Reads a file record by record.
pub(crate) trait RecordReader: Send {
    /// The next record; none at the end. After a problem of the file there are no more.
    ///
    /// # Errors
    /// What is wrong with the file as a whole: nothing behind it can be read.
    fn next_record(&mut self) -> Result<Option<FileRecord>, FileProblem>;

    /// How many octets of the file were read.
    fn bytes_read(&self) -> u64;
}

/// Where records are read from.
pub(crate) type Source = Box<dyn io::Read + Send>;
