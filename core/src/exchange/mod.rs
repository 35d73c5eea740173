//! Files of customers: what a row, a line or a card of one says, and how customers are written down.
//!
//! This room turns text into values and values into text, over [`Read`](std::io::Read) and
//! [`Write`](std::io::Write). It knows no book, no session and no permission: what may be written, and
//! whether it is right, is decided above. Whatever the input, a reader answers with a record, with
//! what is wrong with the record, or with what is wrong with the file, in bounded memory.

mod cards_json;
pub(crate) mod cells;
mod columns;
mod csv;
mod csv_header;
pub(crate) mod csv_write;
pub(crate) mod js_contact;
mod json;
mod json_lines;
pub(crate) mod json_lines_write;
mod lines;
mod refused;
mod row;
mod safe_cell;
mod synonyms;
#[cfg(test)]
mod tests;
mod text_input;
pub(crate) mod vcard;

use std::io;

use crate::model::codes::debug_shows;
use crate::model::customer::{CustomerKind, NewCustomer};
use crate::model::exchange::{FileColumn, FileFormat, FileOptions, FileProblem};
use crate::model::violation::Violation;

use csv::CsvReader;
use json_lines::JsonLinesReader;
use text_input::TextInput;

/// The deepest JSON that is read: how many lists and objects may stand inside each other.
pub(crate) const MAX_DEPTH: u32 = 32;

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
    /// The kind, where the record says one; `new.kind` is a person otherwise.
    pub(crate) kind: Option<CustomerKind>,
    /// `active` or `inactive`.
    pub(crate) status: Option<String>,
    /// `email`, `phone` or `handle`.
    pub(crate) preferred_channel: Option<String>,
    /// What the format holds and a customer has no place for.
    pub(crate) preserved: Vec<PreservedProperty>,
}

/// A property of a card that a customer has no place for: kept, so that it comes out again.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PreservedProperty {
    /// Where it comes from: `vcard` or `jscontact`.
    pub(crate) format: &'static str,
    /// The name of the property, or the JSON pointer of the member.
    pub(crate) name: String,
    /// The rest of the unfolded content line behind the name, parameters and all; or the JSON text.
    pub(crate) value: String,
}

// The value is a person's, and JSON pointers can be.
debug_shows!(PreservedProperty { format });

/// Reads a file record by record.
pub(crate) trait RecordReader: Send {
    /// The next record; none at the end. After a problem of the file there are no more.
    ///
    /// # Errors
    /// What is wrong with the file as a whole: nothing behind it can be read.
    fn next_record(&mut self) -> Result<Option<FileRecord>, FileProblem>;

    /// How many octets of the file were read.
    fn bytes_read(&self) -> u64;

    /// The columns of the file, or the members of the records that were read so far. Formats whose
    /// properties have a meaning of their own have none.
    fn columns(&self) -> Vec<FileColumn> {
        Vec::new()
    }

    /// The names of those that mean nothing and are left out.
    fn unknown(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Where records are read from.
pub(crate) type Source = Box<dyn io::Read + Send>;

/// A file that is being read.
pub(crate) struct OpenFile {
    pub(crate) format: FileFormat,
    /// The name of the encoding.
    pub(crate) encoding: &'static str,
    /// What stands between the cells of CSV.
    pub(crate) delimiter: Option<char>,
    /// The columns of CSV; members of JSON Lines are known as they come (see
    /// [`RecordReader::columns`]).
    pub(crate) columns: Vec<FileColumn>,
    pub(crate) reader: Box<dyn RecordReader>,
}

/// Begins to read a file: finds out what it is, and reads its header.
///
/// # Errors
/// What is wrong with the options, or with the beginning of the file.
pub(crate) fn open(source: Source, options: &FileOptions) -> Result<OpenFile, FileProblem> {
    let text = TextInput::open(source, options)?;
    let format = options.format.unwrap_or_else(|| format_of(text.rest()));
    let encoding = text.encoding();
    let (delimiter, reader): (_, Box<dyn RecordReader>) = match format {
        FileFormat::Csv => {
            let reader = CsvReader::open(text, options)?;
            (Some(reader.delimiter()), Box::new(reader))
        }
        FileFormat::JsonLines => (None, Box::new(JsonLinesReader::open(text, options)?)),
        FileFormat::VCard => (None, vcard::reader(Box::new(text))),
        FileFormat::JsContact => (None, js_contact::reader(Box::new(text))),
    };
    Ok(OpenFile { format, encoding, delimiter, columns: reader.columns(), reader })
}

/// What a file is, by its beginning.
fn format_of(text: &[u8]) -> FileFormat {
    let text = text.trim_ascii_start();
    let begins =
        |with: &[u8]| text.get(..with.len()).is_some_and(|of| of.eq_ignore_ascii_case(with));
    if begins(b"BEGIN:VCARD") {
        FileFormat::VCard
    } else if begins(b"{") || begins(b"[") {
        if is_js_contact(text) { FileFormat::JsContact } else { FileFormat::JsonLines }
    } else {
        FileFormat::Csv
    }
}

/// A card says that it is one: `"@type": "Card"`.
fn is_js_contact(text: &[u8]) -> bool {
    const NAME: &[u8] = b"\"@type\"";
    let mut names = text.windows(NAME.len()).enumerate().filter(|(_, of)| *of == NAME);
    names.any(|(at, _)| {
        let behind = text.get(at + NAME.len()..).unwrap_or_default().trim_ascii_start();
        let value = behind.strip_prefix(b":").unwrap_or_default().trim_ascii_start();
        value.starts_with(b"\"Card\"")
    })
}
