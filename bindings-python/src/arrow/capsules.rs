//! Arrow's capsule interface: arrays and streams cross as pointers, without a copy.

use std::ffi::CStr;
use std::iter;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, ArrayIterator, ArrayReader};
use arrow_schema::{ArrowError, Field};
use pyo3::exceptions::{PyKeyboardInterrupt, PySystemExit, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use super::reader::{StreamReader, array_of, taken_before};
use super::stream::{stream_of, text_of};
use crate::convert::guarded;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// The arrays that something of Python's holds; none when it does not speak the interface. What has
/// both forms is read as a stream, since an array may not be able to hold all of it.
pub(super) fn arrays_of(
    value: &Bound<'_, PyAny>,
    name: &str,
) -> PyResult<Option<Box<dyn ArrayReader + Send>>> {
    guarded(value.py(), || unguarded(value, name))
}

fn unguarded(
    value: &Bound<'_, PyAny>,
    name: &str,
) -> PyResult<Option<Box<dyn ArrayReader + Send>>> {
    let py = value.py();
    let read = if value.hasattr(intern!(py, "__arrow_c_stream__"))? {
        let capsule = value.call_method0(intern!(py, "__arrow_c_stream__"))?;
        let stream = taken_stream(&capsule)?;
        // Whoever made it may want the interpreter to say what it is.
        py.detach(|| read_stream(stream))
    } else if value.hasattr(intern!(py, "__arrow_c_array__"))? {
        let pair = value.call_method0(intern!(py, "__arrow_c_array__"))?;
        let (schema, array): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
        read_array(&taken_schema(&schema)?, taken_array(&array)?)
    } else {
        return Ok(None);
    };
    read.map(Some).map_err(|error| PyTypeError::new_err(format!("{name}: {}", text_of(&error))))
}

/// A stream that broke off.
pub(super) fn broken(name: &str, error: &ArrowError) -> PyErr {
    let text = text_of(error);
    stop(&text).unwrap_or_else(|| PyValueError::new_err(format!("{name}: {text}")))
}

/// What stops a program is raised again. Of exceptions behind its streams pyarrow tells the traceback as a
/// text, whose last line is the class and what it says. What an exception says may be data and have such a
/// line of its own: so it has to be the only line that is no part of the list of calls. Another exception
/// that is none of `Exception`, or one that was raised while another was handled, is told as a broken stream.
fn stop(text: &str) -> Option<PyErr> {
    let (_, trace) = text.split_once("Python exception: ")?;
    let trace = trace.strip_prefix("Traceback (most recent call last):\n").unwrap_or(trace);
    let mut said = trace.lines().filter(|line| !line.starts_with(' ') && !line.is_empty());
    let (Some(said), None) = (said.next(), said.next()) else { return None };
    match said.split_once(": ") {
        None if said == "KeyboardInterrupt" => Some(PyKeyboardInterrupt::new_err(())),
        None if said == "SystemExit" => Some(PySystemExit::new_err(())),
        Some(("SystemExit", code)) => {
            code.parse().ok().map(|code: i32| PySystemExit::new_err(code))
        }
        _ => None,
    }
}

pub(super) fn schema_capsule<'py>(
    py: Python<'py>,
    field: &Field,
) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(field).map_err(|error| broken("schema", &error))?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

pub(super) fn array_capsule<'py>(
    py: Python<'py>,
    array: &dyn Array,
) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArray::new(&array.to_data()), ARRAY)
}

pub(super) fn stream_capsule(
    py: Python<'_>,
    arrays: Box<dyn ArrayReader + Send>,
) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, stream_of(arrays), STREAM)
}

fn read_stream(stream: FFI_ArrowArrayStream) -> Result<Box<dyn ArrayReader + Send>, ArrowError> {
    Ok(Box::new(StreamReader::open(stream)?))
}

fn read_array(
    schema: &FFI_ArrowSchema,
    array: FFI_ArrowArray,
) -> Result<Box<dyn ArrayReader + Send>, ArrowError> {
    if schema.release().is_none() || array.is_released() {
        return Err(taken_before());
    }
    let field = Arc::new(Field::try_from(schema)?);
    // SAFETY: who offers an array under this interface promises that it agrees with its schema.
    let array = unsafe { array_of(array, field.data_type()) }?;
    Ok(Box::new(ArrayIterator::new(iter::once(Ok(array)), field)))
}

fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &CStr) -> PyResult<*mut T> {
    let capsule = capsule.cast::<PyCapsule>()?;
    Ok(capsule.pointer_checked(Some(name))?.cast().as_ptr())
}

fn taken_stream(capsule: &Bound<'_, PyAny>) -> PyResult<FFI_ArrowArrayStream> {
    let stream = pointer(capsule, STREAM)?;
    // SAFETY: a capsule of this name points to a stream; it is moved out, and marked as released there.
    Ok(unsafe { FFI_ArrowArrayStream::from_raw(stream) })
}

fn taken_schema(capsule: &Bound<'_, PyAny>) -> PyResult<FFI_ArrowSchema> {
    let schema = pointer(capsule, SCHEMA)?;
    // SAFETY: as with streams.
    Ok(unsafe { FFI_ArrowSchema::from_raw(schema) })
}

fn taken_array(capsule: &Bound<'_, PyAny>) -> PyResult<FFI_ArrowArray> {
    let array = pointer(capsule, ARRAY)?;
    // SAFETY: as with streams.
    Ok(unsafe { FFI_ArrowArray::from_raw(array) })
}
