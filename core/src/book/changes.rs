//! The change log.

use crate::error::Result;
use crate::model::change::ChangeEntry;
use crate::model::ids::CustomerId;
use crate::model::page::check_limit;

use super::operations::ListChanges;
use super::session::Session;

impl Session {
    /// The entries of the change log behind a number, the oldest first; of one customer if it is
    /// named. Begin with 0, and go on behind the last number that you got.
    ///
    /// # Errors
    /// `denied`; `invalid` for a limit outside 1 to 500.
    pub fn list_changes(
        &self,
        after: u64,
        customer: Option<CustomerId>,
        limit: u32,
    ) -> Result<Vec<ChangeEntry>> {
        let limit = check_limit(limit)?;
        self.gate.read::<ListChanges, _>(&self.who, |call| {
            Ok(call.tx.changes(after, customer, limit)?)
        })
    }
}
