//! Where files are read from.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use customer_core as core;
use pyo3::exceptions::{PyException, PyTypeError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView};

use super::{FromPy, Wrong, locked};

/// A path, octets, or something with `read`.
pub(crate) struct Source {
    of: core::ImportSource,
    reading: Reading,
}

impl Source {
    /// What the core reads, and what is known of the reading beside it.
    pub(crate) fn parts(self) -> (core::ImportSource, Reading) {
        (self.of, self.reading)
    }
}

impl FromPy for Source {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {
        if value.hasattr(intern!(value.py(), "read"))? {
            let file = Arc::new(File::of(value));
            let reader = Box::new(PyReader { file: Arc::clone(&file), rest: Vec::new() });
            let of = core::ImportSource::Reader(reader);
            return Ok(Self { of, reading: Reading(Some(file)) });
        }
        let of = match octets(value)? {
            Some(octets) => octets.into(),
            None => {
                let path = PathBuf::from_py(value);
                let path = path.map_err(|_| Wrong::kind(value, "path, bytes or file"));
                core::ImportSource::Path(path?)
            }
        };
        Ok(Self { of, reading: Reading::default() })
    }
}

/// The octets of something that holds nothing else.
pub(super) fn octets(value: &Bound<'_, PyAny>) -> PyResult<Option<Vec<u8>>> {
    if let Ok(octets) = value.cast::<PyBytes>() {
        return Ok(Some(octets.as_bytes().to_vec()));
    }
    if !value.is_instance_of::<PyByteArray>() && !value.is_instance_of::<PyMemoryView>() {
        return Ok(None);
    }
    let copied = value.py().get_type::<PyBytes>().call1((value,))?;
    Ok(Some(copied.cast::<PyBytes>()?.as_bytes().to_vec()))
}

/// A binary file of Python's, which the core reads and the one who reads with it looks after.
struct File {
    /// None when the collector of garbage took it away.
    file: Mutex<Option<Py<PyAny>>>,
    raised: Mutex<Option<Raised>>,
}

/// Why a file could not be read.
enum Raised {
    /// It raised this.
    Inside(PyErr),
    /// It answered something that it should not.
    Misuse(PyErr),
}

impl File {
    fn of(file: &Bound<'_, PyAny>) -> Self {
        Self { file: Mutex::new(Some(file.clone().unbind())), raised: Mutex::default() }
    }

    fn read(&self, py: Python<'_>, most: usize) -> Result<Vec<u8>, Raised> {
        let file = locked(&self.file).as_ref().map(|of| of.clone_ref(py));
        let Some(file) = file else { return Ok(Vec::new()) };
        let read = file.bind(py).call_method1(intern!(py, "read"), (most,));
        let read = read.map_err(Raised::Inside)?;
        octets(&read).map_err(Raised::Misuse)?.ok_or_else(|| {
            let wrong = Wrong::kind(&read, "bytes").within("source.read");
            Raised::Misuse(wrong.raise(py))
        })
    }
}

/// What is known of the reading of a source.
#[derive(Default)]
pub(crate) struct Reading(Option<Arc<File>>);

impl Reading {
    /// What is raised for an error of the core: what the file raised is its cause. What is no exception, such
    /// as the keys that stop a program, is raised as it is.
    pub(crate) fn told(&self, py: Python<'_>, error: PyErr) -> PyErr {
        let raised = self.0.as_ref().and_then(|of| locked(&of.raised).take());
        match raised {
            Some(Raised::Inside(inner)) if inner.is_instance_of::<PyException>(py) => {
                error.set_cause(py, Some(inner));
                error
            }
            Some(Raised::Inside(other) | Raised::Misuse(other)) => other,
            None => error,
        }
    }

    /// Shows the collector of garbage what is held.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self.0.as_ref().map(|of| of.file.try_lock()) {
            Some(Ok(file)) => visit.call(&*file),
            // Who holds the lock is about to read.
            _ => Ok(()),
        }
    }

    /// Lets go of what is held.
    pub(crate) fn clear(&self) {
        let file = self.0.as_ref().and_then(|of| locked(&of.file).take());
        drop(file);
    }
}

/// A file as the core reads it.
struct PyReader {
    file: Arc<File>,
    /// What it gave beyond what was asked for.
    rest: Vec<u8>,
}

impl Read for PyReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            let read = Python::try_attach(|py| self.file.read(py, into.len()));
            let ended = || Raised::Misuse(PyTypeError::new_err("source: Python has ended"));
            self.rest = read.unwrap_or_else(|| Err(ended())).map_err(|raised| {
                *locked(&self.file.raised) = Some(raised);
                io::Error::other("the reader failed")
            })?;
        }
        let count = self.rest.len().min(into.len());
        let rest = self.rest.split_off(count);
        for (to, from) in into.iter_mut().zip(&self.rest) {
            *to = *from;
        }
        self.rest = rest;
        Ok(count)
    }
}
