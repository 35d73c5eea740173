//! Many customers at once: the same rules as one by one, each reported on its own.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::customer::NewCustomer;
use crate::model::ids::CustomerId;
use crate::model::provenance::How;
use crate::model::violation::{Rule, Violation};

use super::create::create;
use super::lookups;
use super::operations::CreateCustomers;
use super::session::Session;

/// The most customers of one batch.
const MAX_BATCH: usize = 10_000;

/// What became of one customer of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CreateOutcome {
    /// It was created.
    Created {
        /// The new id.
        id: CustomerId,
    },
    /// It was not, and nothing of it was written.
    Rejected {
        /// Why: `invalid`, `conflict`, `denied`, or `refused` (`lookup_throttled`).
        error: Error,
    },
}

impl Session {
    /// Creates up to 10,000 customers in one transaction. One that breaks a rule is rejected with
    /// its violations, and does not keep the others out. The answers stand in the order of the
    /// customers.
    ///
    /// # Errors
    /// `denied`; `storage` and `busy`, and then none was created; `invalid` for more than 10,000.
    pub fn create_customers(&self, new: Vec<NewCustomer>) -> Result<Vec<CreateOutcome>> {
        if new.len() > MAX_BATCH {
            return Err(Violation::limited("customers", Rule::TooMany, MAX_BATCH as u32).into());
        }
        self.gate.write::<CreateCustomers, _>(&self.who, move |call| {
            let settings = call.tx.settings()?;
            let mut outcomes = Vec::with_capacity(new.len());
            for new in &new {
                // Each asks for itself.
                call.probed = false;
                outcomes.push(match create(call, new, &settings, How::Imported) {
                    Ok(record) => CreateOutcome::Created { id: record.id },
                    // These are found before anything of the customer is written.
                    Err(
                        error @ (Error::Invalid { .. }
                        | Error::Conflict { .. }
                        | Error::Denied { .. }
                        | Error::Refused { .. }),
                    ) => {
                        if call.probed {
                            call.probed = false;
                            lookups::probed(call)?;
                        }
                        CreateOutcome::Rejected { error }
                    }
                    Err(error) => return Err(error),
                });
            }
            Ok(outcomes)
        })
    }
}
