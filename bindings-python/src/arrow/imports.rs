//! Tables are brought in.

use std::sync::{Arc, Mutex};

use arrow_array::{Array, ArrayRef};
use arrow_schema::{ArrowError, Field};
use customer_core as core;
use pyo3::prelude::*;

use super::FULL;
use super::capsules::broken;
use super::column::ArrowColumn;
use super::json_rows::{JsonRows, Problem};
use super::outcomes::Outcomes;
use crate::convert::{Reading, ToPy, Working, locked, or_usual, run, run_safe};
use crate::surface::Session;

/// A table that is being brought in.
#[pyclass(frozen, name = "_TableImport", module = "customer_core._native")]
pub(crate) struct TableImport {
    import: Working<core::Import>,
    problem: Problem,
    outcomes: Mutex<Told>,
}

/// What became of rows: whole arrays, and the one that is being written.
#[derive(Default)]
struct Told {
    full: Vec<ArrayRef>,
    last: Outcomes,
}

impl Told {
    fn push(&mut self, rows: &[core::ImportRow]) -> Result<(), ArrowError> {
        rows.iter().for_each(|row| self.last.push(row));
        if self.last.octets() >= FULL {
            self.full.push(self.last.rows()?);
            self.last = Outcomes::default();
        }
        Ok(())
    }

    fn column(&self) -> Result<ArrowColumn, ArrowError> {
        let last = self.last.rows()?;
        let field = Arc::new(Field::new("", last.data_type().clone(), false));
        let mut chunks = self.full.clone();
        if !last.is_empty() || chunks.is_empty() {
            chunks.push(last);
        }
        Ok(ArrowColumn { field, chunks })
    }
}

impl TableImport {
    /// What the table's own stream said, where it is why the core could not read on.
    fn raised(problem: &Problem, error: PyErr) -> PyErr {
        locked(problem).take().map_or(error, |of| broken("table", &of))
    }
}

#[pymethods]
impl TableImport {
    #[new]
    #[pyo3(signature = (session, table, options=None))]
    fn new(
        py: Python<'_>,
        session: &Bound<'_, Session>,
        table: &Bound<'_, PyAny>,
        options: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let mut options: core::ImportOptions =
            or_usual(options.as_ref(), "options").map_err(|wrong| wrong.raise(py))?;
        let problem = Problem::default();
        let rows = JsonRows::of(table, &options.file.columns, Arc::clone(&problem))?;
        // A table is no file: of how files are read, only the meaning of columns says something.
        options.file = core::FileOptions {
            format: Some(core::FileFormat::JsonLines),
            columns: options.file.columns,
            ..core::FileOptions::default()
        };
        let source = core::ImportSource::Reader(Box::new(rows));
        let session = &session.get().0;
        let import = run(py, || session.start_import(source, options))
            .map_err(|error| Self::raised(&problem, error))?;
        let import = Working::new(import, Reading::default());
        Ok(Self { import, problem, outcomes: Mutex::default() })
    }

    fn next_batch<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let done = self.import.work(py, |import| {
            let Some(batch) = import.next_batch()? else { return Ok(None) };
            Ok(Some((locked(&self.outcomes).push(&batch.rows), batch.progress)))
        });
        let done = done.map_err(|error| Self::raised(&self.problem, error))?;
        let Some((written, progress)) = done else { return Ok(None) };
        written.map_err(|error| broken("outcomes", &error))?;
        progress.to_py(py).map(Some)
    }

    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.import.look(py, |seen| seen.summary.clone())?.to_py(py)
    }

    /// What became of the rows so far.
    fn outcomes(&self, py: Python<'_>) -> PyResult<ArrowColumn> {
        self.import.own_process(py)?;
        let column = run_safe(py, || locked(&self.outcomes).column())?;
        column.map_err(|error| broken("outcomes", &error))
    }
}
