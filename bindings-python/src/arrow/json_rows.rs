//! A table as the JSON Lines that the core imports.

use std::collections::HashSet;
use std::io::{self, Read};
use std::sync::{Arc, Mutex};

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayReader, ArrayRef};
use arrow_schema::{ArrowError, DataType, Fields};
use customer_core as core;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use super::capsules::arrays_of;
use super::values::{Members, are_written, json_of, values_of};
use crate::convert::{Wrong, locked};

/// So many octets are made ahead.
const AHEAD: usize = 64 * 1024;

/// Why a table could not be read to its end.
pub(super) type Problem = Arc<Mutex<Option<ArrowError>>>;

/// Reads a table, record batch by record batch; of the batch at hand only the next rows are text.
pub(super) struct JsonRows {
    arrays: Box<dyn ArrayReader + Send>,
    /// The columns whose texts are JSON.
    cards: HashSet<String>,
    batch: Option<Batch>,
    text: Vec<u8>,
    /// What of the text was read.
    read: usize,
    problem: Problem,
}

struct Batch {
    members: Members,
    next: usize,
    rows: usize,
}

impl JsonRows {
    pub(super) fn of(
        table: &Bound<'_, PyAny>,
        columns: &[core::ColumnMapping],
        problem: Problem,
    ) -> PyResult<Self> {
        let wrong = |found: String| {
            let wanted = "a table (something with `__arrow_c_stream__`)".to_owned();
            Wrong::Kind { place: "table".to_owned(), wanted, found }.raise(table.py())
        };
        let Some(arrays) = arrays_of(table, "table")? else {
            return Err(wrong(table.get_type().name()?.to_string()));
        };
        let DataType::Struct(fields) = arrays.field().data_type() else {
            return Err(wrong(arrays.field().data_type().to_string()));
        };
        if let Some(field) = fields.iter().find(|field| !are_written(field.data_type())) {
            let (name, of) = (field.name(), field.data_type());
            let text = format!("table: column `{name}` is of a type that has no text: {of}");
            return Err(PyTypeError::new_err(text));
        }
        let cards = cards(fields, columns);
        Ok(Self { arrays, cards, batch: None, text: Vec::new(), read: 0, problem })
    }

    fn batch_of(&self, array: &ArrayRef) -> Option<Batch> {
        let table = array.as_struct_opt()?;
        let columns = table.fields().iter().zip(table.columns()).map(|(field, column)| {
            let is_json = self.cards.contains(field.name());
            is_json.then(|| json_of(column)).flatten().or_else(|| values_of(column))
        });
        let names = table.fields().iter().map(|field| field.name().as_str());
        let members = Members::of(names, columns.collect::<Option<_>>()?);
        Some(Batch { members, next: 0, rows: table.len() })
    }

    /// Makes the next rows. False at the end.
    fn fill(&mut self) -> Result<bool, ArrowError> {
        self.text.clear();
        self.read = 0;
        while self.text.is_empty() {
            let Some(batch) = self.batch.as_mut().filter(|batch| batch.next < batch.rows) else {
                let Some(array) = self.arrays.next().transpose()? else { return Ok(false) };
                let unlike = || ArrowError::SchemaError("a batch unlike the table".to_owned());
                self.batch = Some(self.batch_of(&array).ok_or_else(unlike)?);
                continue;
            };
            while batch.next < batch.rows && self.text.len() < AHEAD {
                batch.members.write(batch.next, &mut self.text);
                self.text.push(b'\n');
                batch.next += 1;
            }
        }
        Ok(true)
    }
}

/// The columns of contact cards, which an export writes as JSON.
fn cards(fields: &Fields, columns: &[core::ColumnMapping]) -> HashSet<String> {
    let names = fields.iter().map(|field| field.name());
    let means_cards = |name: &&String| {
        let mapped = columns.iter().find(|of| of.column.trim() == name.trim());
        mapped.map_or(name.trim(), |of| of.target.trim()).eq_ignore_ascii_case("contacts")
    };
    names.filter(means_cards).cloned().collect()
}

impl Read for JsonRows {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.read >= self.text.len() {
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return Ok(0),
                Err(error) => {
                    *locked(&self.problem) = Some(error);
                    return Err(io::Error::other("the table broke off"));
                }
            }
        }
        let count = self.text.get(self.read..).unwrap_or_default().read(into)?;
        self.read += count;
        Ok(count)
    }
}
