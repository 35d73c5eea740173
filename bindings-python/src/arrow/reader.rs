//! Arrays taken through Arrow's C interfaces.

use std::ffi::CStr;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayReader, ArrayRef, make_array};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields};

/// Reads a stream array by array, of whatever type they are.
pub(super) struct StreamReader {
    stream: FFI_ArrowArrayStream,
    field: FieldRef,
}

impl StreamReader {
    pub(super) fn open(mut stream: FFI_ArrowArrayStream) -> Result<Self, ArrowError> {
        let get_schema = stream.get_schema().filter(|_| stream.release().is_some());
        let get_schema = get_schema.ok_or_else(taken_before)?;
        let mut schema = FFI_ArrowSchema::empty();
        // SAFETY: the callback is the stream's own, which is not released.
        if unsafe { get_schema(&raw mut stream, &raw mut schema) } != 0 {
            return Err(problem(&mut stream));
        }
        Ok(Self { field: Arc::new(Field::try_from(&schema)?), stream })
    }

    fn read(&mut self) -> Result<Option<ArrayRef>, ArrowError> {
        let get_next = self.stream.get_next().ok_or_else(taken_before)?;
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: as above.
        if unsafe { get_next(&raw mut self.stream, &raw mut array) } != 0 {
            return Err(problem(&mut self.stream));
        }
        if array.is_released() {
            return Ok(None);
        }
        // SAFETY: whoever offers a stream promises that its arrays agree with its schema.
        unsafe { array_of(array, self.field.data_type()) }.map(Some)
    }
}

impl Iterator for StreamReader {
    type Item = Result<ArrayRef, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

impl ArrayReader for StreamReader {
    fn field(&self) -> &FieldRef {
        &self.field
    }
}

/// What stands at the other end was taken by somebody before.
pub(super) fn taken_before() -> ArrowError {
    ArrowError::ExternalError("it was taken before".into())
}

/// Takes an array over.
///
/// # Safety
/// The array agrees with the type.
pub(super) unsafe fn array_of(
    array: FFI_ArrowArray,
    of: &DataType,
) -> Result<ArrayRef, ArrowError> {
    let of = as_it_is(&array, of);
    if is_skewed(&array, &of) {
        return Err(ArrowError::ExternalError("its offsets are not aligned".into()));
    }
    // SAFETY: the caller's promise; `as_it_is` names another type only for arrays of its shape.
    Ok(make_array(unsafe { from_ffi_and_data_type(array, of) }?))
}

/// The type by which an array can be read. polars gives arrays of type null a mask (pola-rs/polars#22934),
/// which `arrow-array` refuses; a mask and nothing else is what a struct without fields has.
fn as_it_is(array: &FFI_ArrowArray, of: &DataType) -> DataType {
    let inner = |at: usize, field: &FieldRef| {
        let of = match at < array.num_children() {
            true => as_it_is(array.child(at), field.data_type()),
            false => field.data_type().clone(),
        };
        Arc::new(field.as_ref().clone().with_data_type(of))
    };
    match of {
        DataType::Null if array.num_buffers() == 1 => DataType::Struct(Fields::empty()),
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().enumerate().map(|(at, of)| inner(at, of)).collect())
        }
        DataType::List(field) => DataType::List(inner(0, field)),
        DataType::LargeList(field) => DataType::LargeList(inner(0, field)),
        other => other.clone(),
    }
}

/// Does an array, or one inside of it, have offsets or lengths at a place that numbers cannot stand at? The
/// interface lets a consumer refuse that. `arrow-array` aligns what it keeps, but reads these before, to know
/// how long the text behind them is.
fn is_skewed(array: &FFI_ArrowArray, of: &DataType) -> bool {
    let (at, width) = match of {
        DataType::Utf8 | DataType::Binary => (Some(1), align_of::<i32>()),
        DataType::LargeUtf8 | DataType::LargeBinary => (Some(1), align_of::<i64>()),
        // The lengths of what the views point into.
        DataType::Utf8View | DataType::BinaryView => {
            (array.num_buffers().checked_sub(1).filter(|at| *at > 2), align_of::<i64>())
        }
        _ => (None, 1),
    };
    // Of an array without rows nothing is read.
    let is_read = !array.is_empty() || array.offset() > 0;
    let at = at.filter(|at| is_read && *at < array.num_buffers());
    at.is_some_and(|at| !array.buffer(at).addr().is_multiple_of(width))
        || inside(array, of).into_iter().any(|(array, of)| is_skewed(array, of))
}

/// The arrays inside of an array, each with its type.
fn inside<'a>(
    array: &'a FFI_ArrowArray,
    of: &'a DataType,
) -> Vec<(&'a FFI_ArrowArray, &'a DataType)> {
    let types: Vec<&DataType> = match of {
        DataType::Dictionary(_, values) => {
            return array.dictionary().map(|of| (of, values.as_ref())).into_iter().collect();
        }
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::ListView(field)
        | DataType::LargeListView(field)
        | DataType::FixedSizeList(field, _)
        | DataType::Map(field, _) => vec![field.data_type()],
        DataType::Struct(fields) => fields.iter().map(|field| field.data_type()).collect(),
        DataType::Union(fields, _) => fields.iter().map(|(_, field)| field.data_type()).collect(),
        DataType::RunEndEncoded(ends, values) => vec![ends.data_type(), values.data_type()],
        _ => Vec::new(),
    };
    let children = 0..array.num_children().min(types.len());
    children.map(|at| array.child(at)).zip(types).collect()
}

/// What a stream says of the call that just failed.
fn problem(stream: &mut FFI_ArrowArrayStream) -> ArrowError {
    let text = stream.get_last_error().map(|get_last_error| {
        // SAFETY: the stream is not released, and its last call failed.
        unsafe { get_last_error(stream) }
    });
    let text = text.filter(|of| !of.is_null()).map(|of| {
        // SAFETY: it is a text that ends with a zero, and stays until the next call on the stream.
        unsafe { CStr::from_ptr(of) }.to_string_lossy().into_owned()
    });
    ArrowError::ExternalError(text.unwrap_or_else(|| "the stream failed".to_owned()).into())
}
