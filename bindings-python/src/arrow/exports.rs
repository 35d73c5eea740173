//! Customers go out as record batches.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayReader, ArrayRef, StructArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields};
use customer_core as core;
use pyo3::prelude::*;
use serde_json::value::RawValue;

use super::column::ArrowStream;
use crate::convert::{or_usual, run};
use crate::surface::Session;

/// A record batch ends behind so many customers, or so many octets of them.
const ROWS: usize = 8_192;
const OCTETS: usize = 32 * 1024 * 1024;

#[pyfunction]
#[pyo3(signature = (session, options=None))]
pub(super) fn _export_table(
    py: Python<'_>,
    session: &Bound<'_, Session>,
    options: Option<Bound<'_, PyAny>>,
) -> PyResult<ArrowStream> {
    let mut options: core::ExportOptions =
        or_usual(options.as_ref(), "options").map_err(|wrong| wrong.raise(py))?;
    // JSON tells an empty text, a number and what is hidden from each other, and escapes no formulas.
    options.format = core::FileFormat::JsonLines;
    if options.columns.is_empty() {
        options.columns = core::ExportColumn::defaults();
    }
    let columns = options.columns.clone();
    let session = &session.get().0;
    let export = run(py, || session.export_customers(options))?;
    Ok(ArrowStream::new(Box::new(Customers::new(export, columns))))
}

/// Customers, as record batches of text columns.
struct Customers {
    export: core::Export,
    columns: Vec<core::ExportColumn>,
    fields: Fields,
    field: FieldRef,
    ended: bool,
}

impl Customers {
    fn new(export: core::Export, columns: Vec<core::ExportColumn>) -> Self {
        let fields: Fields =
            columns.iter().map(|of| Field::new(of.as_str(), DataType::Utf8, true)).collect();
        let field = Arc::new(Field::new("", DataType::Struct(fields.clone()), false));
        Self { export, columns, fields, field, ended: false }
    }

    fn next_batch(&mut self) -> Result<Option<ArrayRef>, ArrowError> {
        let mut builders: Vec<StringBuilder> = Vec::new();
        builders.resize_with(self.columns.len(), StringBuilder::new);
        let (mut rows, mut octets) = (0, 0);
        while rows < ROWS && octets < OCTETS {
            let Some(chunk) = self.export.next_chunk().map_err(external)? else {
                self.ended = true;
                break;
            };
            octets += chunk.bytes.len();
            rows += self.push(&chunk.bytes, &mut builders)?;
        }
        if rows == 0 {
            return Ok(None);
        }
        let arrays = builders.iter_mut().map(|of| Arc::new(of.finish()) as ArrayRef).collect();
        Ok(Some(Arc::new(StructArray::try_new(self.fields.clone(), arrays, None)?)))
    }

    /// Takes lines of JSON apart, and says how many there were. What the actor may not know of is no
    /// member of its line.
    fn push(&self, lines: &[u8], builders: &mut [StringBuilder]) -> Result<usize, ArrowError> {
        let unread = |_| external(core::Error::Internal { place: "arrow.export".to_owned() });
        let mut rows = 0;
        let lines = serde_json::Deserializer::from_slice(lines);
        for line in lines.into_iter::<HashMap<&str, &RawValue>>() {
            let line = line.map_err(unread)?;
            for (column, builder) in self.columns.iter().zip(builders.iter_mut()) {
                match line.get(column.as_str()).map(|value| value.get()) {
                    None | Some("null") => builder.append_null(),
                    Some(text) if text.starts_with('"') => {
                        let text: String = serde_json::from_str(text).map_err(unread)?;
                        builder.append_value(text);
                    }
                    Some(json) => builder.append_value(json),
                }
            }
            rows += 1;
        }
        Ok(rows)
    }
}

fn external(error: core::Error) -> ArrowError {
    ArrowError::ExternalError(Box::new(error))
}

impl Iterator for Customers {
    type Item = Result<ArrayRef, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        // Who asks may hold the interpreter or not, and a book is read for long. A panic must not pass
        // through it, either.
        let mut batch = || catch_unwind(AssertUnwindSafe(|| self.next_batch()));
        let detached = Python::try_attach(|py| py.detach(&mut batch));
        let batch = detached.unwrap_or_else(batch);
        let panicked = |_| Err(external(core::Error::Internal { place: "panic".to_owned() }));
        let batch = batch.unwrap_or_else(panicked);
        // What broke off is not gone on with.
        self.ended |= batch.is_err();
        batch.transpose()
    }
}

impl ArrayReader for Customers {
    fn field(&self) -> &FieldRef {
        &self.field
    }
}
