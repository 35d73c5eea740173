//! Customers as CSV: RFC 4180, safe to open in a spreadsheet, and read back as they were.

use std::io::{self, Write};

use crate::model::customer::Customer;
use crate::model::exchange::ExportColumn;

use super::cells::csv_cells;
use super::safe_cell::guarded;

/// Without it Excel takes UTF-8 for the encoding of the machine.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Writes customers as CSV. Several writers may write one file, each its part.
pub(crate) struct CsvWriter<'w> {
    writer: csv::Writer<&'w mut dyn Write>,
    columns: Vec<ExportColumn>,
}

impl<'w> CsvWriter<'w> {
    pub(crate) fn new(out: &'w mut dyn Write, columns: &[ExportColumn]) -> Self {
        let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        Self { writer, columns: columns.to_vec() }
    }

    /// Writes a byte order mark, for spreadsheets. It may only stand at the beginning of a file.
    pub(crate) fn mark(out: &mut dyn Write) -> io::Result<()> {
        out.write_all(BYTE_ORDER_MARK)
    }

    /// Writes the names of the columns.
    pub(crate) fn header(&mut self) -> io::Result<()> {
        let names = self.columns.iter().map(|column| column.as_str());
        Ok(self.writer.write_record(names)?)
    }

    /// Writes a customer.
    pub(crate) fn row(&mut self, customer: &Customer) -> io::Result<()> {
        for cell in csv_cells(customer, &self.columns) {
            self.writer.write_field(guarded(&cell).as_ref())?;
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// Hands on what is kept back. Errors are lost without it.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
