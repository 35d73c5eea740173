//! Who has each of many addresses.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef};
use arrow_schema::Field;
use customer_core as core;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use super::FULL;
use super::column::ArrowColumn;
use super::texts::Texts;
use crate::convert::{optional, run};
use crate::surface::Session;

/// The most addresses that the core looks for at once.
const AT_ONCE: usize = 10_000;

#[pyfunction]
#[pyo3(signature = (session, emails=None, phones=None, region=None))]
pub(super) fn _match_addresses(
    py: Python<'_>,
    session: &Bound<'_, Session>,
    emails: Option<Bound<'_, PyAny>>,
    phones: Option<Bound<'_, PyAny>>,
    region: Option<Bound<'_, PyAny>>,
) -> PyResult<ArrowColumn> {
    let region: Option<String> =
        optional(region.as_ref(), "region").map_err(|wrong| wrong.raise(py))?;
    let emails = emails.map(|of| Texts::of(&of, "emails")).transpose()?;
    let phones = phones.map(|of| Texts::of(&of, "phones")).transpose()?;
    let columns: Vec<&Texts> = emails.iter().chain(&phones).collect();
    let Some(first) = columns.first() else {
        return Err(PyTypeError::new_err("emails or phones expected"));
    };
    if columns.iter().any(|of| of.len() != first.len()) {
        return Err(PyValueError::new_err("phones: as many rows as in emails expected"));
    }
    let (mut left, most) = (first.len(), AT_ONCE / columns.len());
    let mut emails = emails.as_ref().map(Texts::rows);
    let mut phones = phones.as_ref().map(Texts::rows);
    let session = &session.get().0;
    let mut found = Found::default();
    while left > 0 {
        py.check_signals()?;
        let rows = left.min(most);
        let (mut asked, mut of) = (Vec::new(), Vec::new());
        for row in 0..rows {
            let email = emails.as_mut().and_then(|all| all.next().flatten());
            let phone = phones.as_mut().and_then(|all| all.next().flatten());
            let email = email.map(|text| core::NewPoint::Email(core::NewEmail::new(text)));
            let phone = phone.map(|text| core::NewPoint::Phone(number(text, region.as_deref())));
            for point in email.into_iter().chain(phone) {
                asked.push(point);
                of.push(row);
            }
        }
        let outcomes = run(py, || session.find_ids_by_address(&asked))?;
        found.push(rows, &of, outcomes);
        left -= rows;
    }
    Ok(found.column())
}

fn number(text: &str, region: Option<&str>) -> core::NewPhone {
    core::NewPhone { region: region.map(str::to_owned), ..core::NewPhone::new(text) }
}

#[derive(Default)]
struct Found {
    ids: ListBuilder<StringBuilder>,
    chunks: Vec<ArrayRef>,
}

impl Found {
    /// Writes the customers of each row, everyone once; `of` says which row each outcome belongs to.
    fn push(&mut self, rows: usize, of: &[usize], outcomes: Vec<core::AddressOutcome>) {
        let mut outcomes = of.iter().zip(outcomes).peekable();
        for row in 0..rows {
            let (mut ids, mut asked) = (Vec::new(), false);
            while let Some((_, outcome)) = outcomes.next_if(|(of, _)| **of == row) {
                if let core::AddressOutcome::Found { customers } = outcome {
                    asked = true;
                    let new = customers.into_iter().filter(|id| !ids.contains(id));
                    ids.extend(new.collect::<Vec<_>>());
                }
            }
            for id in ids {
                self.ids.values().append_value(id.to_string());
            }
            self.ids.append(asked);
        }
        if self.ids.values_ref().values_slice().len() >= FULL {
            self.chunks.push(Arc::new(self.ids.finish()));
        }
    }

    fn column(mut self) -> ArrowColumn {
        let last = self.ids.finish();
        let field = Arc::new(Field::new("", last.data_type().clone(), true));
        if !last.is_empty() || self.chunks.is_empty() {
            self.chunks.push(Arc::new(last));
        }
        ArrowColumn { field, chunks: self.chunks }
    }
}
