//! What Python has a form of its own for: opening, context managers, iterators.

use std::path::PathBuf;
use std::time::Duration;

use customer_core as core;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

use crate::convert::{FromPy, Source, ToPy, Working, Wrong, or_usual, required, run};
use crate::surface::{CustomerBook, Export, Import, Job, Session};

fn options(
    py: Python<'_>,
    busy_timeout: Option<Duration>,
    time_limit: Option<Duration>,
    durability: Option<Bound<'_, PyAny>>,
    readers: Option<usize>,
    cache_kib: Option<u32>,
) -> PyResult<core::BookOptions> {
    let mut options = core::BookOptions::default();
    if let Some(of) = busy_timeout {
        options.busy_timeout = of;
    }
    if let Some(of) = time_limit {
        options.time_limit = of;
    }
    if let Some(of) = &durability {
        options.durability = core::Durability::from_py(of).map_err(|wrong| wrong.raise(py))?;
    }
    if let Some(of) = readers {
        options.readers = of;
    }
    if let Some(of) = cache_kib {
        options.cache_kib = of;
    }
    Ok(options)
}

#[pymethods]
impl CustomerBook {
    #[staticmethod]
    #[pyo3(signature = (path, *, busy_timeout=None, time_limit=None, durability=None, readers=None, cache_kib=None))]
    fn open(
        py: Python<'_>,
        path: PathBuf,
        busy_timeout: Option<Duration>,
        time_limit: Option<Duration>,
        durability: Option<Bound<'_, PyAny>>,
        readers: Option<usize>,
        cache_kib: Option<u32>,
    ) -> PyResult<Self> {
        let options = options(py, busy_timeout, time_limit, durability, readers, cache_kib)?;
        run(py, || core::CustomerBook::open_with(path, options)).map(Self)
    }

    #[staticmethod]
    #[pyo3(signature = (*, busy_timeout=None, time_limit=None, readers=None, cache_kib=None))]
    fn open_in_memory(
        py: Python<'_>,
        busy_timeout: Option<Duration>,
        time_limit: Option<Duration>,
        readers: Option<usize>,
        cache_kib: Option<u32>,
    ) -> PyResult<Self> {
        let options = options(py, busy_timeout, time_limit, None, readers, cache_kib)?;
        run(py, || core::CustomerBook::open_in_memory_with(options)).map(Self)
    }

    fn __enter__(of: Py<Self>) -> Py<Self> {
        of
    }

    #[pyo3(signature = (*_raised))]
    fn __exit__(&self, py: Python<'_>, _raised: &Bound<'_, PyAny>) -> PyResult<()> {
        let book = &self.0;
        run(py, || book.close())
    }
}

#[pymethods]
impl Session {
    #[pyo3(signature = (source, options=None))]
    fn start_import(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        options: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Import> {
        let raised = |wrong: Wrong| wrong.raise(py);
        let source: Source = required(Some(source), "source").map_err(raised)?;
        let options: core::ImportOptions = or_usual(options.as_ref(), "options").map_err(raised)?;
        let (session, (source, reading)) = (&self.0, source.parts());
        let import = run(py, || session.start_import(source, options))
            .map_err(|error| reading.told(py, error))?;
        Ok(Import(Working::new(import, reading)))
    }
}

#[pymethods]
impl Import {
    fn __iter__(of: Py<Self>) -> Py<Self> {
        of
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let batch = self.0.work(py, core::Import::next_batch)?;
        batch.map(|of| of.to_py(py)).transpose()
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.0.traverse(&visit)
    }

    fn __clear__(&self) {
        self.0.clear();
    }
}

#[pymethods]
impl Export {
    fn __iter__(of: Py<Self>) -> Py<Self> {
        of
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let chunk = self.0.work(py, core::Export::next_chunk)?;
        chunk.map(|of| of.bytes.to_py(py)).transpose()
    }
}

#[pymethods]
impl Job {
    #[new]
    fn new() -> Self {
        Self(core::Job::new())
    }
}

/// Panics, so that a test sees how that is told.
#[cfg(debug_assertions)]
#[pyfunction]
#[pyo3(signature = (infallible=false))]
pub(crate) fn _panic(py: Python<'_>, infallible: bool) -> PyResult<()> {
    if infallible {
        crate::convert::run_safe(py, || panic!("for a test"))
    } else {
        run(py, || panic!("for a test"))
    }
}
