//! How instances of Python's classes are made without their constructors.

use std::ffi::c_int;
use std::{mem, ptr};

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple, PyType};

/// A record of `customer_core` that comes out. Its constructor, which sets the fields of a frozen record one
/// by one, takes several times as long.
pub(crate) struct Maker {
    module: &'static str,
    name: &'static str,
    fields: &'static [&'static str],
    form: PyOnceLock<Form>,
}

impl Maker {
    pub(crate) const fn new(name: &'static str, fields: &'static [&'static str]) -> Self {
        Self::foreign("customer_core._records", name, fields)
    }

    /// A class of another module. It has to have these slots.
    pub(super) const fn foreign(
        module: &'static str,
        name: &'static str,
        fields: &'static [&'static str],
    ) -> Self {
        Self { module, name, fields, form: PyOnceLock::new() }
    }

    /// Makes one, of values in the order of the fields.
    pub(crate) fn make<'py, const N: usize>(
        &self,
        py: Python<'py>,
        values: [Bound<'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>> {
        let form = self.form.get_or_try_init(py, || {
            let class = py.import(self.module)?.getattr(self.name)?.cast_into::<PyType>()?;
            Form::of(&class, self.fields)
        })?;
        form.fill(py, values)
    }
}

/// A class whose instances are slots and nothing else.
struct Form {
    class: Py<PyType>,
    nothing: Py<PyTuple>,
    new: ffi::newfunc,
    slots: Vec<Py<PyAny>>,
    set: ffi::descrsetfunc,
}

impl Form {
    fn of(class: &Bound<'_, PyType>, fields: &[&str]) -> PyResult<Self> {
        let py = class.py();
        let descriptors = py.import("types")?.getattr("MemberDescriptorType")?;
        let descriptors = descriptors.cast_into::<PyType>()?;
        let mut slots = Vec::new();
        for field in fields {
            let slot = class.getattr(*field)?;
            if !slot.get_type().is(&descriptors) {
                return Err(PyTypeError::new_err(format!("{class}.{field} is no slot")));
            }
            slots.push(slot.unbind());
        }
        let missing = || PyTypeError::new_err(format!("{class} cannot be made"));
        // SAFETY: the slot is asked of a type, and holds a function of this kind or nothing.
        let new: Option<ffi::newfunc> =
            unsafe { mem::transmute(ffi::PyType_GetSlot(class.as_type_ptr(), ffi::Py_tp_new)) };
        // SAFETY: as above.
        let set: Option<ffi::descrsetfunc> = unsafe {
            mem::transmute(ffi::PyType_GetSlot(descriptors.as_type_ptr(), ffi::Py_tp_descr_set))
        };
        Ok(Self {
            class: class.clone().unbind(),
            nothing: PyTuple::empty(py).unbind(),
            new: new.ok_or_else(missing)?,
            slots,
            set: set.ok_or_else(missing)?,
        })
    }

    fn fill<'py, const N: usize>(
        &self,
        py: Python<'py>,
        values: [Bound<'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>> {
        let class = self.class.as_ptr().cast::<ffi::PyTypeObject>();
        // SAFETY: `new` is the class's own, and is called as Python calls it for a class without arguments;
        // what it answers is a new reference, or null with an exception.
        let made = unsafe {
            let made = (self.new)(class, self.nothing.as_ptr(), ptr::null_mut());
            Bound::from_owned_ptr_or_err(py, made)?
        };
        for (slot, value) in self.slots.iter().zip(values) {
            // SAFETY: `set` belongs to descriptors of slots, which this is one of. It holds the value with
            // a reference of its own, and looks itself whether what was made has the slot.
            let done: c_int = unsafe { (self.set)(slot.as_ptr(), made.as_ptr(), value.as_ptr()) };
            if done < 0 {
                return Err(PyErr::fetch(py));
            }
        }
        Ok(made)
    }
}

/// While a long list is made, nothing becomes garbage, and each look for it would look at the whole list. The
/// switch is the process's: without the interpreter's lock, other threads go without the collector meanwhile.
pub(super) struct NoGarbage(c_int);

impl NoGarbage {
    /// From so many items on it pays: about as many objects are made between two looks.
    const MANY: usize = 500;

    pub(super) fn of(_py: Python<'_>, items: usize) -> Option<Self> {
        // SAFETY: the interpreter is held.
        (items >= Self::MANY).then(|| Self(unsafe { ffi::PyGC_Disable() }))
    }
}

impl Drop for NoGarbage {
    fn drop(&mut self) {
        if self.0 != 0 {
            // SAFETY: made while the interpreter is held, and dropped before it is let go of.
            unsafe { ffi::PyGC_Enable() };
        }
    }
}

/// The texts of a record. Some of them are often equal, such as the forms of a phone number: then they are
/// one object.
#[derive(Default)]
pub(crate) struct Texts<'py>([Option<Bound<'py, PyString>>; 6]);

impl<'py> Texts<'py> {
    pub(crate) fn take(&mut self, py: Python<'py>, of: &impl AsText) -> Bound<'py, PyAny> {
        let Some(text) = of.as_text() else { return py.None().into_bound(py) };
        // Python keeps shorter ones itself; of longer ones, and of others than ASCII, a look costs too much.
        if !(2..=64).contains(&text.len()) || !text.is_ascii() {
            return PyString::new(py, text).into_any();
        }
        for place in &mut self.0 {
            match place {
                Some(of) if of.to_str().is_ok_and(|of| of == text) => return of.clone().into_any(),
                Some(_) => {}
                None => return place.insert(PyString::new(py, text)).clone().into_any(),
            }
        }
        PyString::new(py, text).into_any()
    }
}

/// What comes out as a text, or as nothing.
pub(crate) trait AsText {
    fn as_text(&self) -> Option<&str>;
}

impl AsText for &str {
    fn as_text(&self) -> Option<&str> {
        Some(self)
    }
}

impl AsText for String {
    fn as_text(&self) -> Option<&str> {
        Some(self)
    }
}

impl AsText for std::borrow::Cow<'_, str> {
    fn as_text(&self) -> Option<&str> {
        Some(self)
    }
}

impl<T: AsText> AsText for Option<T> {
    fn as_text(&self) -> Option<&str> {
        self.as_ref().and_then(AsText::as_text)
    }
}
