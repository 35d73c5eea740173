//! What an import answers.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::contact::Warning;
use crate::model::ids::CustomerId;
use crate::model::time::Timestamp;

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its place among the records of the file, from 1 on; a header is none.
    pub number: u64,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: ImportRowOutcome,
    /// References and addresses of the row that others have too: earlier rows that were written, and
    /// customers that were there before. At most ten of each are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<ImportDuplicate>,
    /// What is worth telling.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// What became of a row. In a dry run, what would become of it; a customer that is not there yet has
/// no id then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ImportRowOutcome {
    /// It created a customer.
    Created {
        /// The new id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<CustomerId>,
    },
    /// It changed a customer.
    Updated {
        /// The customer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<CustomerId>,
        /// What changed: fields by their keys, `status`, `email`, `phone` or `handle` for addresses that
        /// were added, `preserved` for what a card holds beside.
        fields: Vec<String>,
    },
    /// The customer is as the row says, or rows of customers that there are were to be skipped.
    Unchanged {
        /// The customer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<CustomerId>,
    },
    /// Several customers have the address by which rows are recognised. Nothing was written.
    MatchedMany {
        /// The first ten of those that the actor may see.
        customers: Vec<CustomerId>,
    },
    /// It breaks a rule, or the actor may not do this. Nothing of it was written.
    Rejected {
        /// Why: `invalid` with the first 20 violations, `conflict` for a reference that is another's,
        /// `denied`, `refused`.
        error: Error,
    },
}

/// Somebody else has a reference or an address of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDuplicate {
    /// `ref1`, `ref2`, `email`, `phone` or `handle`.
    pub field: String,
    /// Earlier rows of this import that brought or found the customers who have it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<u64>,
    /// Other customers who have it, as far as the actor may see them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<CustomerId>,
}

/// How far an import is, and what it came to so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportProgress {
    /// Rows that are done.
    pub rows: u64,
    /// Octets of the file that were read for them.
    pub bytes: u64,
    /// How long the file is, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_bytes: Option<u64>,
    /// Customers created.
    pub created: u64,
    /// Customers changed.
    pub updated: u64,
    /// Rows that changed nothing.
    pub unchanged: u64,
    /// Rows that several customers answered to.
    pub matched_many: u64,
    /// Rows that were rejected.
    pub rejected: u64,
    /// How long it took, in milliseconds; pauses between calls count, those between two runs do not.
    pub elapsed_millis: u64,
}

impl ImportProgress {
    fn count(&mut self, row: &ImportRow) {
        self.rows += 1;
        *match row.outcome {
            ImportRowOutcome::Created { .. } => &mut self.created,
            ImportRowOutcome::Updated { .. } => &mut self.updated,
            ImportRowOutcome::Unchanged { .. } => &mut self.unchanged,
            ImportRowOutcome::MatchedMany { .. } => &mut self.matched_many,
            ImportRowOutcome::Rejected { .. } => &mut self.rejected,
        } += 1;
    }
}

/// Rows that were written together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportBatch {
    /// What became of each row, in the order of the file.
    pub rows: Vec<ImportRow>,
    /// How far the import is after them.
    pub progress: ImportProgress,
    /// The import went on after an interruption, and these rows were done before it: whether that was
    /// told nobody knows.
    #[serde(default)]
    pub repeated: bool,
}

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// What the rows came to.
    pub progress: ImportProgress,
    /// The end of the file was reached.
    pub finished: bool,
    /// It wrote nothing.
    pub dry_run: bool,
}

/// From where an import counts.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) before: ImportProgress,
    /// Octets of the file that were read by the end of the batch.
    pub(super) bytes: u64,
    pub(super) begun_at: Timestamp,
    /// How long the runs before took.
    pub(super) millis_before: u64,
}

impl Clock {
    /// How far the import is with these rows.
    pub(super) fn after(&self, rows: &[ImportRow], now: Timestamp) -> ImportProgress {
        let mut progress = ImportProgress { bytes: self.bytes, ..self.before };
        rows.iter().for_each(|row| progress.count(row));
        let millis = now.as_millis().saturating_sub(self.begun_at.as_millis());
        progress.elapsed_millis = self.millis_before + u64::try_from(millis).unwrap_or(0);
        progress
    }
}
