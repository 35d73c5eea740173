//! Python: conversions for the native module, typed records in Python, and the types of the native
//! module's functions.

mod conversions;
mod errors;
mod names;
mod records;
mod stubs;

use crate::model::Surface;

/// What is written for Python.
#[derive(Debug)]
pub struct Python {
    /// Rust: conversions, functions and methods.
    pub conversions: String,
    /// `_errors.py`: exceptions.
    pub errors: String,
    /// `_records.py`: words, records, unions.
    pub records: String,
    /// `_native.pyi`: functions and objects.
    pub stubs: String,
}

/// Writes the layer of Python.
#[must_use]
pub fn python(surface: &Surface) -> Python {
    Python {
        conversions: conversions::write(surface),
        errors: errors::write(surface),
        records: records::write(surface),
        stubs: stubs::write(surface),
    }
}
