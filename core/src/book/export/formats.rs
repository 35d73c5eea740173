//! Where customers become octets.

use std::io;

use super::ExportOptions;
use crate::exchange::csv_write::CsvWriter;
use crate::exchange::json_lines_write::JsonLinesWriter;
use crate::model::customer::Customer;
use crate::model::exchange::FileFormat;
use crate::store::StoredProperty;

/// A customer as the actor sees it, and what is kept of its card.
pub(super) struct Line {
    pub(super) customer: Customer,
    pub(super) preserved: Vec<StoredProperty>,
}

/// Writes customers behind those that were written before; the first time with what stands at the
/// beginning of a file.
pub(super) fn write(
    lines: &[Line],
    options: &ExportOptions,
    first: bool,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    match options.format {
        FileFormat::Csv => {
            if first && options.byte_order_mark {
                CsvWriter::mark(out)?;
            }
            let mut writer = CsvWriter::new(out, &options.columns);
            if first {
                writer.header()?;
            }
            lines.iter().try_for_each(|line| writer.row(&line.customer))?;
            writer.finish()
        }
        FileFormat::JsonLines => {
            let mut writer = JsonLinesWriter::new(out, &options.columns);
            lines.iter().try_for_each(|line| writer.row(&line.customer))
        }
        FileFormat::VCard | FileFormat::JsContact => {
            let _ = lines.iter().map(|line| &line.preserved);
            Err(io::ErrorKind::Unsupported.into())
        }
    }
}
