//! Ids and moments.

use customer_core as core;
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDateTime, PyDelta, PyDeltaAccess, PyString, PyTzInfo};

use super::{Maker, Wrong};

pub(crate) fn uuid_out(py: Python<'_>, id: uuid::Uuid) -> PyResult<Bound<'_, PyAny>> {
    static MAKER: Maker = Maker::foreign("uuid", "UUID", &["int", "is_safe"]);
    static UNKNOWN: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let safe = UNKNOWN.get_or_try_init(py, || {
        let of = py.import("uuid")?.getattr("SafeUUID")?.getattr("unknown");
        of.map(Bound::unbind)
    })?;
    let made = MAKER.make(py, [id.as_u128().into_pyobject(py)?.into_any(), safe.bind(py).clone()]);
    // A later Python may have a `UUID` of other slots.
    made.or_else(|_| id.into_pyobject(py))
}

/// An id, as `UUID` or as its text.
pub(crate) fn uuid_in(value: &Bound<'_, PyAny>) -> Result<uuid::Uuid, Wrong> {
    if let Ok(text) = value.cast::<PyString>() {
        let wrong = |_| Wrong::Violation(core::Violation::new("", core::Rule::NotAnId));
        return uuid::Uuid::try_parse(&text.to_string_lossy()).map_err(wrong);
    }
    value.extract().map_err(|_| Wrong::kind(value, "UUID"))
}

/// The moment from which time is counted.
fn epoch(py: Python<'_>) -> PyResult<&Bound<'_, PyDateTime>> {
    static EPOCH: PyOnceLock<Py<PyDateTime>> = PyOnceLock::new();
    let epoch = EPOCH.get_or_try_init(py, || {
        let utc = PyTzInfo::utc(py)?.to_owned();
        PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&utc)).map(Bound::unbind)
    })?;
    Ok(epoch.bind(py))
}

const DAY: i64 = 86_400_000;

pub(crate) fn time_out(py: Python<'_>, time: core::Timestamp) -> PyResult<Bound<'_, PyAny>> {
    let millis = time.as_millis();
    let (days, rest) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    let out_of_range = |_| PyValueError::new_err("a moment that datetime does not hold");
    let days = i32::try_from(days).map_err(out_of_range)?;
    let (seconds, millis) = (rest / 1_000, rest % 1_000);
    let seconds = i32::try_from(seconds).map_err(out_of_range)?;
    let micros = i32::try_from(millis * 1_000).map_err(out_of_range)?;
    epoch(py)?.add(PyDelta::new(py, days, seconds, micros, true)?)
}

/// A moment with its zone. One without a zone could be any of two dozen.
pub(crate) fn time_in(value: &Bound<'_, PyAny>) -> Result<core::Timestamp, Wrong> {
    let wanted = "datetime with a time zone";
    let time = value.cast::<PyDateTime>().map_err(|_| Wrong::kind(value, wanted))?;
    if time.getattr(intern!(value.py(), "tzinfo"))?.is_none() {
        return Err(Wrong::Kind {
            place: String::new(),
            wanted: wanted.to_owned(),
            found: "datetime without one".to_owned(),
        });
    }
    let since = time.sub(epoch(value.py())?)?;
    let since = since.cast::<PyDelta>().map_err(|_| Wrong::kind(value, wanted))?;
    let millis = i64::from(since.get_days()) * DAY
        + i64::from(since.get_seconds()) * 1_000
        + i64::from(since.get_microseconds()) / 1_000;
    Ok(core::Timestamp::from_millis(millis))
}
