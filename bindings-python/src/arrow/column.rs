//! What Python gets: a column that can be taken many times, and a stream that can be taken once.

use std::sync::Mutex;

use arrow_array::{Array, ArrayIterator, ArrayReader, ArrayRef};
use arrow_schema::FieldRef;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use super::capsules::{array_capsule, schema_capsule, stream_capsule};
use crate::convert::locked;

/// A column, in one chunk unless its texts are longer than an array can hold.
#[pyclass(frozen, module = "customer_core.arrow")]
pub(crate) struct ArrowColumn {
    pub(super) field: FieldRef,
    pub(super) chunks: Vec<ArrayRef>,
}

#[pymethods]
impl ArrowColumn {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.field)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        // The interface lets whoever has one form answer with it.
        drop(requested_schema);
        let [chunk] = self.chunks.as_slice() else {
            let text = "the column has more text than one array can hold: take it as a stream";
            return Err(PyValueError::new_err(text));
        };
        Ok((schema_capsule(py, &self.field)?, array_capsule(py, chunk)?))
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let chunks = self.chunks.clone().into_iter().map(Ok);
        stream_capsule(py, Box::new(ArrayIterator::new(chunks, self.field.clone())))
    }

    fn __len__(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    fn __repr__(&self) -> String {
        format!("ArrowColumn(rows={})", self.__len__())
    }
}

/// Record batches that are made as they are asked for.
#[pyclass(frozen, module = "customer_core.arrow")]
pub(crate) struct ArrowStream {
    field: FieldRef,
    arrays: Mutex<Option<Box<dyn ArrayReader + Send>>>,
}

impl ArrowStream {
    pub(super) fn new(arrays: Box<dyn ArrayReader + Send>) -> Self {
        Self { field: arrays.field().clone(), arrays: Mutex::new(Some(arrays)) }
    }
}

#[pymethods]
impl ArrowStream {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.field)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let arrays = locked(&self.arrays).take();
        let arrays = arrays.ok_or_else(|| PyValueError::new_err("the stream was taken before"))?;
        stream_capsule(py, arrays)
    }
}
