//! Finding a customer by something exact: a reference, an address.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::access::{Access, Levels};
use crate::model::contact::NewPoint;
use crate::model::customer::{Customer, CustomerSummary, ReferenceSlot};
use crate::model::field::CustomerField;
use crate::model::ids::CustomerId;
use crate::model::key::MatchKey;
use crate::model::permission::Permission;
use crate::model::phone::PhoneAcceptance;
use crate::model::settings::Settings;
use crate::model::text::line_within;
use crate::model::violation::{Rule, Violation};
use crate::rules::contacts;
use crate::store::{ReadTx, ReferenceUse};

use super::gate::Permit;
use super::operations::{FindByAddress, FindByReference, FindIdsByAddress};
use super::records;
use super::session::Session;

/// The most addresses of one batch.
const MAX_ADDRESSES: usize = 10_000;

/// Who has one address of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum AddressOutcome {
    /// The customers that hold it, active ones first; perhaps none.
    Found {
        /// Their ids.
        customers: Vec<CustomerId>,
    },
    /// It is no address.
    Rejected {
        /// Why: `invalid`.
        error: Error,
    },
}

impl Session {
    /// The customer that has a reference. A reference that was given up still finds its customer
    /// while that one lives.
    ///
    /// # Errors
    /// `not_found`, `denied`; `invalid` for a blank reference or one of more than 255 characters.
    pub fn find_by_reference(&self, slot: ReferenceSlot, reference: &str) -> Result<Customer> {
        let max = CustomerField::Ref1.max_chars();
        let reference = line_within(reference, slot.as_str(), max)?
            .ok_or_else(|| Violation::new(slot.as_str(), Rule::Required))?;
        self.gate.read::<FindByReference, _>(&self.who, |call| {
            // Where the reference is not shown, nobody is found by it.
            let seen = call.permit.access().only_where(|of| of.view.contains(slot.field()));
            let denied = || Error::Denied { missing: vec![Permission::FieldView] };
            let access = &seen.ok_or_else(denied)?;
            let id = match call.tx.reference_use(slot, &reference)? {
                Some(ReferenceUse::Living(id) | ReferenceUse::Retired(id)) => id,
                None => return Err(Error::not_found("customer")),
            };
            records::show(call.tx, records::find(call.tx, access, id)?)
        })
    }

    /// The customers that hold an address, active ones first. A number without `+` is read in the
    /// book's default region.
    ///
    /// # Errors
    /// `invalid`, `denied`.
    pub fn find_by_address(&self, address: &NewPoint) -> Result<Vec<CustomerSummary>> {
        self.gate.read::<FindByAddress, _>(&self.who, |call| {
            let access = &where_contacts_are_shown(&call.permit)?;
            let settings = lenient(call.tx)?;
            let wanted = contacts::check_point(address, &settings)?;
            let keys = [wanted.value.match_key()];
            let ids = call.tx.holder_ids(&access.rows, &keys)?.pop().unwrap_or_default();
            records::summaries(call.tx, &call.tx.customers(access, &ids)?)
        })
    }

    /// Who has each of up to 10,000 addresses: the ids alone, all as the book is at one moment. The
    /// answers stand in the order of the addresses; one that is no address is rejected and keeps no
    /// other out.
    ///
    /// # Errors
    /// `denied`; `invalid` for more than 10,000.
    pub fn find_ids_by_address(&self, addresses: &[NewPoint]) -> Result<Vec<AddressOutcome>> {
        if addresses.len() > MAX_ADDRESSES {
            let limit = MAX_ADDRESSES as u32;
            return Err(Violation::limited("addresses", Rule::TooMany, limit).into());
        }
        self.gate.read::<FindIdsByAddress, _>(&self.who, |call| {
            let access = &where_contacts_are_shown(&call.permit)?;
            let settings = lenient(call.tx)?;
            // Those that are no addresses keep their place, and are not asked for.
            let keys: Vec<Result<MatchKey>> = addresses
                .iter()
                .map(|address| Ok(contacts::check_point(address, &settings)?.value.match_key()))
                .collect();
            let asked: Vec<MatchKey> = keys.iter().flatten().cloned().collect();
            let mut found = call.tx.holder_ids(&access.rows, &asked)?.into_iter();
            let outcomes = keys.into_iter().map(|key| match key {
                Ok(_) => AddressOutcome::Found { customers: found.next().unwrap_or_default() },
                Err(error) => AddressOutcome::Rejected { error },
            });
            Ok(outcomes.collect())
        })
    }
}

/// Nobody is found by an address that is not shown.
fn where_contacts_are_shown<O>(permit: &Permit<'_, O>) -> Result<Access> {
    let denied = || Error::Denied { missing: vec![Permission::ContactReveal] };
    permit.access().only_where(Levels::shows_contacts).ok_or_else(denied)
}

/// What was accepted once can be looked for, however strict the book is now.
pub(super) fn lenient(tx: &dyn ReadTx) -> Result<Settings> {
    Ok(Settings { phone_acceptance: PhoneAcceptance::AtLeast4Digits, ..tx.settings()? })
}
