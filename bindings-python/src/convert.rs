//! How values cross: what every conversion is made of.

mod classes;
mod makers;
mod moments;
mod source;
mod working;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use customer_core as core;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PySequence, PyString, PyTuple};

pub(crate) use classes::{Class, Words};
use makers::NoGarbage;
pub(crate) use makers::{AsText, Maker, Texts};
pub(crate) use moments::{time_in, time_out, uuid_in, uuid_out};
pub(crate) use source::{Reading, Source};
pub(crate) use working::{Worker, Working};

/// Comes out.
pub(crate) trait ToPy {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

/// Goes in.
pub(crate) trait FromPy: Sized {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong>;
}

/// What is wrong with a value that goes in, and where it stands.
pub(crate) enum Wrong {
    /// It is of another type than it should be.
    Kind { place: String, wanted: String, found: String },
    /// It breaks a rule.
    Violation(core::Violation),
    /// Python raised an exception.
    Raised(PyErr),
}

impl Wrong {
    pub(crate) fn kind(value: &Bound<'_, PyAny>, wanted: &str) -> Self {
        let found = value.get_type().name().map_or_else(|_| "?".to_owned(), |of| of.to_string());
        Self::Kind { place: String::new(), wanted: wanted.to_owned(), found }
    }

    /// A word that means nothing here.
    pub(crate) fn word() -> Self {
        Self::Violation(core::Violation::new("", core::Rule::UnknownValue))
    }

    /// The same, seen from one level further out.
    fn within(mut self, outer: &str) -> Self {
        let place = match &mut self {
            Self::Kind { place, .. } => place,
            Self::Violation(of) => &mut of.field,
            Self::Raised(_) => return self,
        };
        *place = match place.as_str() {
            "" => outer.to_owned(),
            inner if inner.starts_with('[') => format!("{outer}{inner}"),
            inner => format!("{outer}.{inner}"),
        };
        self
    }

    pub(crate) fn raise(self, py: Python<'_>) -> PyErr {
        match self {
            Self::Kind { place, wanted, found } => {
                PyTypeError::new_err(format!("{place}: {wanted} expected, {found} found"))
            }
            Self::Violation(violation) => raise(py, violation.into()),
            Self::Raised(error) => error,
        }
    }
}

impl From<PyErr> for Wrong {
    fn from(error: PyErr) -> Self {
        Self::Raised(error)
    }
}

/// A word, as a member of its enum or as plain text.
pub(crate) fn word_of<'v>(
    value: &'v Bound<'_, PyAny>,
    wanted: &str,
) -> Result<Cow<'v, str>, Wrong> {
    let text = value.cast::<PyString>().map_err(|_| Wrong::kind(value, wanted))?;
    Ok(Cow::Owned(text.extract::<String>()?))
}

/// An argument that has to be there.
pub(crate) fn required<T: FromPy>(
    value: Option<&Bound<'_, PyAny>>,
    name: &str,
) -> Result<T, Wrong> {
    match value {
        Some(value) => T::from_py(value).map_err(|wrong| wrong.within(name)),
        None => Err(Wrong::Kind {
            place: name.to_owned(),
            wanted: "a value".to_owned(),
            found: "None".to_owned(),
        }),
    }
}

/// An argument that may be `None`.
pub(crate) fn optional<T: FromPy>(
    value: Option<&Bound<'_, PyAny>>,
    name: &str,
) -> Result<Option<T>, Wrong> {
    value.map(|value| T::from_py(value).map_err(|wrong| wrong.within(name))).transpose()
}

/// Options: the usual ones for `None`.
pub(crate) fn or_usual<T: FromPy + Default>(
    value: Option<&Bound<'_, PyAny>>,
    name: &str,
) -> Result<T, Wrong> {
    optional(value, name).map(Option::unwrap_or_default)
}

/// An error of the core as an exception.
pub(crate) fn raise(py: Python<'_>, error: core::Error) -> PyErr {
    match crate::surface::exception(py, error) {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// Calls the core without the interpreter. A panic is an error of its own, and not the end of the process.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T, core::Error> + Send,
) -> PyResult<T> {
    match py.detach(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(raise(py, error)),
        Err(_) => Err(panicked(py)),
    }
}

/// The same, for what cannot fail.
pub(crate) fn run_safe<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    run(py, || Ok(work()))
}

/// Does something with the interpreter that others' data may bring to panic.
pub(crate) fn guarded<T>(py: Python<'_>, work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(panicked(py)))
}

fn panicked(py: Python<'_>) -> PyErr {
    raise(py, core::Error::Internal { place: "panic".to_owned() })
}

/// The classes of exceptions.
pub(crate) struct Errors;

pub(crate) static ERRORS: Errors = Errors;

impl Errors {
    #[expect(clippy::unused_self, reason = "the conversions read as those of records")]
    pub(crate) fn make<'py>(
        &self,
        py: Python<'py>,
        class: &str,
        message: String,
        fields: Vec<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let class = py.import("customer_core._errors")?.getattr(class)?;
        let mut args = vec![message.to_py(py)?];
        args.extend(fields);
        let args = PyTuple::new(py, args)?;
        class.call1(args)
    }
}

impl ToPy for core::Error {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::surface::exception(py, self)
    }
}

pub(crate) fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic inside was told as an exception; the object still answers.
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

macro_rules! plain {
    ($($type:ty: $wanted:literal),* $(,)?) => {$(
        impl ToPy for $type {
            fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(self.into_pyobject(py)?.to_owned().into_any())
            }
        }

        impl FromPy for $type {
            fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {
                value.extract().map_err(|error: PyErr| match error {
                    error if error.is_instance_of::<PyTypeError>(value.py()) => Wrong::kind(value, $wanted),
                    error => Wrong::Raised(error),
                })
            }
        }
    )*};
}

plain! {
    bool: "bool",
    u16: "int",
    u32: "int",
    u64: "int",
    usize: "int",
    String: "str",
    char: "str of one character",
}

impl ToPy for () {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(py.None().into_bound(py))
    }
}

impl ToPy for &str {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, self).into_any())
    }
}

impl ToPy for Cow<'_, str> {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        (&*self).to_py(py)
    }
}

impl ToPy for &core::Country {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.clone().to_py(py)
    }
}

impl<T: ToPy> ToPy for Option<T> {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Some(of) => of.to_py(py),
            None => ().to_py(py),
        }
    }
}

impl<T: FromPy> FromPy for Option<T> {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {
        if value.is_none() { Ok(None) } else { T::from_py(value).map(Some) }
    }
}

impl<T: ToPy> ToPy for Box<T> {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        (*self).to_py(py)
    }
}

impl<T: FromPy> FromPy for Box<T> {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {
        T::from_py(value).map(Box::new)
    }
}

/// Octets are `bytes`, everything else a list.
pub(crate) trait Item: Sized {
    fn list<'py>(items: Vec<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

impl<T: ToPy> Item for T {
    fn list<'py>(items: Vec<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let _quiet = NoGarbage::of(py, items.len());
        let items: Vec<_> = items.into_iter().map(|of| of.to_py(py)).collect::<PyResult<_>>()?;
        Ok(PyList::new(py, items)?.into_any())
    }
}

impl Item for u8 {
    fn list<'py>(items: Vec<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyBytes::new(py, &items).into_any())
    }
}

impl<T: Item> ToPy for Vec<T> {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        T::list(self, py)
    }
}

impl<T: Item + Clone> ToPy for &[T] {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        T::list(self.to_vec(), py)
    }
}

/// For so many items room is made at once.
const LIKELY: usize = 10_000;

impl<T: FromPy> FromPy for Vec<T> {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {
        // A text is a sequence of texts, which nobody means.
        if value.is_instance_of::<PyString>() {
            return Err(Wrong::kind(value, "list"));
        }
        let items = value.cast::<PySequence>().map_err(|_| Wrong::kind(value, "list"))?;
        // Python's own lists tell the truth of their length; what others say is believed up to a point.
        let mut found = Vec::with_capacity(items.len()?.min(LIKELY));
        for (at, item) in items.try_iter()?.enumerate() {
            found.push(T::from_py(&item?).map_err(|wrong| wrong.within(&format!("[{at}]")))?);
        }
        Ok(found)
    }
}

/// Octets, as an argument.
impl FromPy for Octets {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {
        source::octets(value)?.map(Self).ok_or_else(|| Wrong::kind(value, "bytes"))
    }
}

/// Octets that are given.
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl std::ops::Deref for Octets {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl<T: ToPy> ToPy for core::Page<T> {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        static MAKER: Maker = Maker::new("Page", &["items", "next"]);
        let core::Page { items, next } = self;
        MAKER.make(py, [items.to_py(py)?, next.to_py(py)?])
    }
}

impl<T: ToPy> ToPy for Result<T, core::Violation> {
    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Ok(of) => of.to_py(py),
            Err(violation) => violation.to_py(py),
        }
    }
}

impl FromPy for PathBuf {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {
        value.extract().map_err(|_| Wrong::kind(value, "path"))
    }
}
