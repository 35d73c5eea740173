//! Where files are read from.

use std::io::{self, Read};
use std::path::PathBuf;

use customer_core as core;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::{FromPy, Wrong};

/// Where a file is read from: its path, its octets, or something with `read`.
pub(crate) enum Source {
    Path(PathBuf),
    File(std::fs::File),
    Octets(io::Cursor<Vec<u8>>),
    Reader(PyReader),
}

impl FromPy for Source {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {
        if value.hasattr(intern!(value.py(), "read"))? {
            let reader = value.clone().unbind();
            return Ok(Self::Reader(PyReader { reader, rest: Vec::new() }));
        }
        if let Ok(octets) = value.cast::<PyBytes>() {
            return Ok(Self::Octets(io::Cursor::new(octets.as_bytes().to_vec())));
        }
        PathBuf::from_py(value)
            .map(Self::Path)
            .map_err(|_| Wrong::kind(value, "path, bytes or file"))
    }
}

impl Source {
    /// The source of an import.
    pub(crate) fn of_import(self) -> core::ImportSource {
        match self {
            Self::Path(path) => core::ImportSource::Path(path),
            other => core::ImportSource::Reader(Box::new(other)),
        }
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Self::Path(path) = self {
            *self = Self::File(std::fs::File::open(path)?);
        }
        match self {
            Self::Path(_) => Ok(0),
            Self::File(file) => file.read(into),
            Self::Octets(octets) => octets.read(into),
            Self::Reader(reader) => reader.read(into),
        }
    }
}

/// A binary file of Python's.
pub(crate) struct PyReader {
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
