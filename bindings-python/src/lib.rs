//! customer-core for Python: conversions and habits of the language, no rule.
//!
//! What is converted, and the functions and methods over it, are written from the core's sources when
//! this crate is built.

mod arrow;
mod by_hand;
mod convert;
mod surface;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    surface::add_functions(module)?;
    module.add_class::<surface::CustomerBook>()?;
    module.add_class::<surface::Session>()?;
    module.add_class::<surface::Import>()?;
    module.add_class::<surface::Export>()?;
    module.add_class::<surface::Job>()?;
    arrow::add(module)?;
    #[cfg(debug_assertions)]
    module.add_function(wrap_pyfunction!(by_hand::_panic, module)?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
