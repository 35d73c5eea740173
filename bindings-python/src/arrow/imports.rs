//! Tables are brought in.

use std::sync::{Arc, Mutex};

use arrow_array::{Array, ArrayRef};
use arrow_schema::Field;
use customer_core as core;
use pyo3::prelude::*;

use super::capsules::broken;
use super::column::ArrowColumn;
use super::json_rows::{JsonRows, Problem};
use super::outcomes::Outcomes;
use crate::convert::{ToPy, locked, or_usual, run};
use crate::surface::Session;

/// A table that is being brought in.
#[pyclass(frozen, name = "_TableImport", module = "customer_core._native")]
pub(crate) struct TableImport {
    import: Mutex<core::Import>,
    problem: Problem,
    outcomes: Mutex<Vec<ArrayRef>>,
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
        Ok(Self { import: Mutex::new(import), problem, outcomes: Mutex::default() })
    }

    fn next_batch<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let done = run(py, || {
            let Some(batch) = locked(&self.import).next_batch()? else { return Ok(None) };
            let mut outcomes = Outcomes::default();
            batch.rows.iter().for_each(|row| outcomes.push(row));
            Ok(Some((outcomes.take(), batch.progress)))
        });
        let done = done.map_err(|error| Self::raised(&self.problem, error))?;
        let Some((outcomes, progress)) = done else { return Ok(None) };
        locked(&self.outcomes).push(outcomes.map_err(|error| broken("outcomes", &error))?);
        progress.to_py(py).map(Some)
    }

    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let summary = py.detach(|| locked(&self.import).summary());
        summary.to_py(py)
    }

    /// What became of the rows so far.
    fn outcomes(&self) -> PyResult<ArrowColumn> {
        let none = Outcomes::default().take().map_err(|error| broken("outcomes", &error))?;
        let field = Arc::new(Field::new("", none.data_type().clone(), false));
        Ok(ArrowColumn { field, chunks: locked(&self.outcomes).clone() })
    }
}
