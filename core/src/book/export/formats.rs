//! Where customers become octets.

use std::io;

use super::{CardVersion, ExportOptions};
use crate::exchange::csv_write::CsvWriter;
use crate::exchange::json_lines_write::JsonLinesWriter;
use crate::exchange::vcard::{self, VCardVersion};
use crate::exchange::{PreservedProperty, js_contact};
use crate::model::customer::Customer;
use crate::model::exchange::FileFormat;
use crate::store::KeptProperty;

/// A customer as the actor sees it, and what is kept of its card.
pub(super) struct Line {
    pub(super) customer: Customer,
    pub(super) preserved: Vec<KeptProperty>,
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
        FileFormat::VCard => lines.iter().try_for_each(|line| {
            let version = match options.card_version {
                CardVersion::V3 => VCardVersion::V3,
                CardVersion::V4 => VCardVersion::V4,
            };
            vcard::write_card(&line.customer, &preserved(line), version, out)
        }),
        FileFormat::JsContact => lines
            .iter()
            .try_for_each(|line| js_contact::write_card(&line.customer, &preserved(line), out)),
    }
}

/// What is kept of the customer's card, in the words of the formats. Other words there are none.
fn preserved(line: &Line) -> Vec<PreservedProperty> {
    let formats = ["vcard", "jscontact"];
    let known = line.preserved.iter().filter_map(|of| {
        let format = formats.into_iter().find(|format| of.format == *format)?;
        Some(PreservedProperty { format, name: of.name.clone(), value: of.value.clone() })
    });
    known.collect()
}
