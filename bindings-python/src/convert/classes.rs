//! The classes of the package, as the conversions make and read them.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};

use super::{FromPy, Wrong};

/// A class of `customer_core`, found once.
pub(crate) struct Class {
    name: &'static str,
    class: PyOnceLock<Py<PyType>>,
}

impl Class {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, class: PyOnceLock::new() }
    }

    fn get<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyType>> {
        self.class.import(py, "customer_core._records", self.name)
    }

    pub(crate) fn is(&self, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        value.is_instance(self.get(value.py())?)
    }

    /// The fields of a record that is given.
    pub(crate) fn fields<'py>(&self, value: &Bound<'py, PyAny>) -> Result<Fields<'py>, Wrong> {
        if self.is(value)? { Ok(Fields(value.clone())) } else { Err(Wrong::kind(value, self.name)) }
    }
}

/// The fields of a record.
pub(crate) struct Fields<'py>(Bound<'py, PyAny>);

impl Fields<'_> {
    pub(crate) fn take<T: FromPy>(&self, name: &Bound<'_, PyString>) -> Result<T, Wrong> {
        let value = self.0.getattr(name)?;
        T::from_py(&value).map_err(|wrong| wrong.within(&name.to_string_lossy()))
    }
}

/// The members of a word enum, found once.
pub(crate) struct Words {
    class: Class,
    words: &'static [&'static str],
    members: PyOnceLock<Vec<Py<PyAny>>>,
}

impl Words {
    pub(crate) const fn new(name: &'static str, words: &'static [&'static str]) -> Self {
        Self { class: Class::new(name), words, members: PyOnceLock::new() }
    }

    pub(crate) fn get<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Bound<'py, PyAny>> {
        let all = self.members.get_or_try_init(py, || {
            let class = self.class.get(py)?;
            self.words
                .iter()
                .map(|word| class.call1((word,)).map(Bound::unbind))
                .collect::<PyResult<_>>()
        })?;
        all.get(at)
            .map(|of| of.bind(py).clone())
            .ok_or_else(|| PyValueError::new_err(self.class.name))
    }
}
