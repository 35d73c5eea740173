//! Arrays handed out through Arrow's C stream interface.
//!
//! `arrow-array` makes streams of record batches alone, and a record batch has no null rows.

use std::any::Any;
use std::ffi::{CString, c_char, c_int};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use arrow_array::ArrayReader;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_schema::ArrowError;

/// `EIO`, the same number on every system that Python has.
const FAILED: c_int = 5;

/// What a stream owns.
struct Held {
    arrays: Box<dyn ArrayReader + Send>,
    problem: CString,
}

/// Puts arrays into a stream, whose consumer asks for one after the other.
pub(super) fn stream_of(arrays: Box<dyn ArrayReader + Send>) -> FFI_ArrowArrayStream {
    let held = Box::into_raw(Box::new(Held { arrays, problem: CString::default() }));
    // SAFETY: the callbacks are called with this very stream, find what it owns in its private data, and
    // `release` frees that once and marks the stream as released.
    unsafe {
        FFI_ArrowArrayStream::new_unchecked(
            Some(get_schema),
            Some(get_next),
            Some(get_last_error),
            Some(release),
            held.cast(),
        )
    }
}

unsafe extern "C" fn get_schema(
    stream: *mut FFI_ArrowArrayStream,
    out: *mut FFI_ArrowSchema,
) -> c_int {
    // SAFETY: the interface says what a consumer calls with.
    unsafe { answer(stream, out, |held| FFI_ArrowSchema::try_from(held.arrays.field().as_ref())) }
}

unsafe extern "C" fn get_next(
    stream: *mut FFI_ArrowArrayStream,
    out: *mut FFI_ArrowArray,
) -> c_int {
    let next = |held: &mut Held| match held.arrays.next().transpose()? {
        Some(array) => Ok(FFI_ArrowArray::new(&array.to_data())),
        // A released array is the end.
        None => Ok(FFI_ArrowArray::empty()),
    };
    // SAFETY: as above.
    unsafe { answer(stream, out, next) }
}

unsafe extern "C" fn get_last_error(stream: *mut FFI_ArrowArrayStream) -> *const c_char {
    // SAFETY: the stream is one of `stream_of` that is not released.
    unsafe { (*(*stream).private_data().cast::<Held>()).problem.as_ptr() }
}

unsafe extern "C" fn release(stream: *mut FFI_ArrowArrayStream) {
    // SAFETY: the stream is one of `stream_of`; without a release callback nobody releases it again.
    unsafe {
        let held = (*stream).set_private_data(ptr::null_mut());
        (*stream).set_release(None);
        drop(Box::from_raw(held.cast::<Held>()));
    }
}

/// Writes what is asked for to its place, or keeps why it could not be made. A panic may not cross into C.
///
/// # Safety
/// The stream is one of `stream_of` that is not released, and there is a place for a `T` behind `out`.
unsafe fn answer<T>(
    stream: *mut FFI_ArrowArrayStream,
    out: *mut T,
    make: impl FnOnce(&mut Held) -> Result<T, ArrowError>,
) -> c_int {
    // SAFETY: the caller's promise.
    let held = unsafe { &mut *(*stream).private_data().cast::<Held>() };
    let problem = match catch_unwind(AssertUnwindSafe(|| make(held))) {
        Ok(Ok(made)) => {
            // SAFETY: the caller's promise. What stood there is not a value yet, so it is not dropped.
            unsafe { out.write(made) };
            return 0;
        }
        Ok(Err(error)) => text_of(&error),
        Err(panic) => panicked(&panic),
    };
    held.problem = CString::new(problem).unwrap_or_default();
    FAILED
}

/// What went wrong, without Arrow's word for whose fault it was.
pub(super) fn text_of(error: &ArrowError) -> String {
    match error {
        ArrowError::ExternalError(inner) => inner.to_string(),
        other => other.to_string(),
    }
}

/// What a panic says could hold what was worked on.
fn panicked(_panic: &Box<dyn Any + Send>) -> String {
    customer_core::Error::Internal { place: "panic".to_owned() }.to_string()
}
