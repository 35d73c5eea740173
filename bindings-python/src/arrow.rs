//! Columns and tables in Arrow's layout: from pyarrow, polars, pandas and whatever else speaks the
//! capsule interface, and back to them, with none of them needed at run time.

mod addresses;
mod capsules;
mod column;
mod exports;
mod imports;
mod json_rows;
mod outcomes;
mod reader;
mod stream;
mod texts;
mod validate;
mod values;

use pyo3::prelude::*;

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<column::ArrowColumn>()?;
    module.add_class::<column::ArrowStream>()?;
    module.add_class::<imports::TableImport>()?;
    module.add_function(wrap_pyfunction!(addresses::_match_addresses, module)?)?;
    module.add_function(wrap_pyfunction!(exports::_export_table, module)?)?;
    module.add_function(wrap_pyfunction!(validate::_validate_emails, module)?)?;
    module.add_function(wrap_pyfunction!(validate::_validate_phones, module)?)
}

/// A text column ends behind so many octets, well before its offsets end at 2 GiB.
const FULL: usize = 1 << 30;
