//! What holds for any file that is to be imported, whatever its octets and the pieces in which they
//! come. Held by the fuzz targets and by a short test, as [`properties`](crate::properties).

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a property that does not hold ends the test"
)]

use std::io::{self, Cursor, Read};

use customer_core::{
    Error, FileFormat, FileOptions, FilePreview, ImportSource, NewCustomer, PreviewRecord,
    preview_file,
};

/// More than these are not previewed.
const RECORDS: u32 = 500;
/// A longer line is refused.
const MAX_LINE: usize = 1024 * 1024;

/// Encodings that a file may be said to have.
const ENCODINGS: [Option<&str>; 5] =
    [None, None, Some("windows-1252"), Some("utf-16le"), Some("shift_jis")];

/// Gives a file in pieces, whose sizes are made of a number.
struct InPieces {
    content: Cursor<Vec<u8>>,
    sizes: u64,
}

impl Read for InPieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.sizes = self.sizes.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let size = usize::try_from(self.sizes >> 55).unwrap_or(1).max(1).min(into.len());
        match into.get_mut(..size) {
            Some(piece) => self.content.read(piece),
            None => Ok(0),
        }
    }
}

/// A list of customers as CSV.
pub fn csv_import(content: &[u8]) {
    let Some(preview) = read(FileFormat::Csv, content) else { return };
    let customers = preview.records.iter().filter_map(|record| record.customer.as_ref());
    customers.for_each(comes_back);
}

/// A list of customers as JSON Lines.
pub fn json_lines(content: &[u8]) {
    let Some(preview) = read(FileFormat::JsonLines, content) else { return };
    let customers = preview.records.iter().filter_map(|record| record.customer.as_ref());
    customers.for_each(comes_back);
}

/// Customers as vCards.
pub fn vcard(content: &[u8]) {
    read(FileFormat::VCard, content);
}

/// Customers as JSContact cards.
pub fn js_contact(content: &[u8]) {
    read(FileFormat::JsContact, content);
}

/// What a file says is told, the same in one piece and in many. Octets say which encoding is asked for.
fn read(format: FileFormat, content: &[u8]) -> Option<FilePreview> {
    let octets = content.iter().fold(0_u64, |sum, octet| sum.wrapping_mul(31) + u64::from(*octet));
    let encoding = ENCODINGS.iter().cycle().nth((octets % 5) as usize).copied().flatten();
    let encoding = encoding.map(str::to_owned);
    let options = FileOptions { format: Some(format), encoding, ..FileOptions::default() };
    let whole = preview_file(content.to_vec().into(), &options, RECORDS);
    let pieces = InPieces { content: Cursor::new(content.to_vec()), sizes: octets };
    let in_pieces = preview_file(ImportSource::Reader(Box::new(pieces)), &options, RECORDS);
    assert!(whole == in_pieces, "pieces matter");
    match whole {
        Ok(preview) => {
            preview.records.iter().zip(1..).for_each(|(record, number)| is_told(record, number));
            Some(preview)
        }
        Err(Error::Invalid { violations }) => {
            assert!(!violations.is_empty(), "a refused file says why");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// A record is a customer, or all that is wrong with it.
fn is_told(record: &PreviewRecord, number: u64) {
    assert_eq!(record.number, number, "records come in their order");
    assert_ne!(record.customer.is_some(), !record.violations.is_empty(), "{record:?}");
    for violation in &record.violations {
        assert!(violation.field.chars().count() <= 200, "a path is no value");
    }
}

/// A customer that was read is read again from a line of JSON: nothing is lost between the formats.
fn comes_back(customer: &NewCustomer) {
    let line = serde_json::to_string(customer).expect("a customer has a form");
    if line.len() > MAX_LINE {
        return;
    }
    let options = FileOptions { format: Some(FileFormat::JsonLines), ..FileOptions::default() };
    let preview = preview_file(line.into_bytes().into(), &options, 2).expect("a sound line");
    let [record] = preview.records.as_slice() else { panic!("{} lines", preview.records.len()) };
    assert!(record.customer.as_ref() == Some(customer), "{:?}", record.violations);
}
