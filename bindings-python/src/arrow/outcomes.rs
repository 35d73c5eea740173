//! What became of the rows of a table, as a table.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, UInt64Builder};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{ArrowError, Field, Fields};
use customer_core as core;

/// The rows of an import as columns that are being written.
#[derive(Default)]
pub(super) struct Outcomes {
    number: UInt64Builder,
    outcome: StringBuilder,
    id: StringBuilder,
    error: StringBuilder,
    fields: ListBuilder<StringBuilder>,
    rules: ListBuilder<StringBuilder>,
}

impl Outcomes {
    pub(super) fn push(&mut self, row: &core::ImportRow) {
        self.number.append_value(row.number);
        let (word, id) = match &row.outcome {
            core::ImportRowOutcome::Created { id } => ("created", id.as_ref()),
            core::ImportRowOutcome::Updated { id, .. } => ("updated", id.as_ref()),
            core::ImportRowOutcome::Unchanged { id } => ("unchanged", id.as_ref()),
            core::ImportRowOutcome::MatchedMany { .. } => ("matched_many", None),
            core::ImportRowOutcome::Rejected { .. } => ("rejected", None),
        };
        self.outcome.append_value(word);
        self.id.append_option(id.map(ToString::to_string));
        let error = match &row.outcome {
            core::ImportRowOutcome::Rejected { error } => Some(error),
            _ => None,
        };
        self.error.append_option(error.map(core::Error::code));
        match error {
            Some(core::Error::Invalid { violations }) => {
                for of in violations {
                    self.breaks(&of.field, of.rule.as_str());
                }
            }
            Some(core::Error::Conflict { reason, fields }) => {
                for field in fields {
                    self.breaks(field, reason.as_str());
                }
            }
            _ => {}
        }
        self.fields.append(true);
        self.rules.append(true);
    }

    fn breaks(&mut self, field: &str, rule: &str) {
        self.fields.values().append_value(field);
        self.rules.values().append_value(rule);
    }

    /// How long the longest text column is, in octets.
    pub(super) fn octets(&self) -> usize {
        let (fields, rules) = (self.fields.values_ref(), self.rules.values_ref());
        let columns = [&self.outcome, &self.id, &self.error, fields, rules];
        columns.into_iter().map(|of| of.values_slice().len()).max().unwrap_or(0)
    }

    /// The rows so far.
    pub(super) fn rows(&self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<(&str, ArrayRef, bool)> = vec![
            ("number", Arc::new(self.number.finish_cloned()), false),
            ("outcome", Arc::new(self.outcome.finish_cloned()), false),
            ("id", Arc::new(self.id.finish_cloned()), true),
            ("error", Arc::new(self.error.finish_cloned()), true),
            ("fields", Arc::new(self.fields.finish_cloned()), false),
            ("rules", Arc::new(self.rules.finish_cloned()), false),
        ];
        let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns
            .into_iter()
            .map(|(name, array, empty)| (Field::new(name, array.data_type().clone(), empty), array))
            .unzip();
        Ok(Arc::new(StructArray::try_new(Fields::from(fields), arrays, None)?))
    }
}
