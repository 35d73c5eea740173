//! Where files are read from.

use std::io::{self, Read};
use std::path::PathBuf;

use customer_core as core;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::{FromPy, Wrong};

/// A path, octets, or something with `read`.
impl FromPy for core::ImportSource {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {
        if value.hasattr(intern!(value.py(), "read"))? {
            let reader = value.clone().unbind();
            return Ok(Self::Reader(Box::new(PyReader { reader, rest: Vec::new() })));
        }
        if let Ok(octets) = value.cast::<PyBytes>() {
            return Ok(octets.as_bytes().to_vec().into());
        }
        let path = PathBuf::from_py(value);
        path.map(Self::Path).map_err(|_| Wrong::kind(value, "path, bytes or file"))
    }
}

/// A binary file of Python's.
struct PyReader {
    reader: Py<PyAny>,
    /// What it gave beyond what was asked for.
    rest: Vec<u8>,
}

impl Read for PyReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = Python::attach(|py| {
                let read = self.reader.bind(py).call_method1("read", (into.len(),));
                read.and_then(|of| of.extract::<Vec<u8>>()).map_err(|error| {
                    error.write_unraisable(py, None);
                    io::Error::other("the reader failed")
                })
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
