//! Customers as JSON Lines, in the words of `NewCustomer`.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::customer::Customer;
use crate::model::exchange::ExportColumn;

use super::cards_json::written;
use super::cells::{CellValue, value};

/// Writes customers as JSON Lines.
pub(crate) struct JsonLinesWriter<'w> {
    out: &'w mut dyn Write,
    columns: Vec<ExportColumn>,
}

impl<'w> JsonLinesWriter<'w> {
    pub(crate) fn new(out: &'w mut dyn Write, columns: &[ExportColumn]) -> Self {
        Self { out, columns: columns.to_vec() }
    }

    /// Writes a customer. What is empty is `null`; what the actor may not know of is no member.
    pub(crate) fn row(&mut self, customer: &Customer) -> io::Result<()> {
        serde_json::to_writer(&mut *self.out, &Line { customer, columns: &self.columns })?;
        self.out.write_all(b"\n")
    }
}

struct Line<'l> {
    customer: &'l Customer,
    columns: &'l [ExportColumn],
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for column in self.columns {
            let name = column.as_str();
            match value(self.customer, *column) {
                CellValue::Hidden => {}
                CellValue::Empty => map.serialize_entry(name, &())?,
                CellValue::Text(text) => map.serialize_entry(name, text)?,
                CellValue::Made(text) => map.serialize_entry(name, &text)?,
                CellValue::Flag(flag) => map.serialize_entry(name, &flag)?,
                CellValue::Number(number) => map.serialize_entry(name, &number)?,
                CellValue::Cards(cards) => map.serialize_entry(name, &written(&cards))?,
            }
        }
        map.end()
    }
}
