//! Finding a customer by something exact: a reference, an address.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::access::Access;
use crate::model::contact::NewPoint;
use crate::model::customer::{Customer, CustomerSummary, ReferenceSlot};
use crate::model::field::CustomerField;
use crate::model::holder::Holder;
use crate::model::ids::CustomerId;
use crate::model::permission::Permission;
use crate::model::phone::PhoneAcceptance;
use crate::model::settings::Settings;
use crate::model::text::line_within;
use crate::model::violation::{Rule, Violation};
use crate::rules::contacts;
use crate::store::{HolderQuery, ReadTx, ReferenceUse};

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
            let access = call.permit.access();
            if !access.may_view(slot.field()) {
                return Err(Error::Denied { missing: vec![Permission::FieldView] });
            }
            let id = match call.tx.reference_use(slot, &reference)? {
                Some(ReferenceUse::Living(id) | ReferenceUse::Retired(id)) => id,
                None => return Err(Error::not_found("customer")),
            };
            records::show(call.tx, access, records::find(call.tx, access, id)?)
        })
    }

    /// The customers that hold an address, active ones first. A number without `+` is read in the
    /// book's default region.
    ///
    /// # Errors
    /// `invalid`, `denied`.
    pub fn find_by_address(&self, address: &NewPoint) -> Result<Vec<CustomerSummary>> {
        self.gate.read::<FindByAddress, _>(&self.who, |call| {
            let access = call.permit.access();
            let settings = lenient(call.tx)?;
            let holders = holders(call.tx, access, address, &settings)?;
            let ids: Vec<_> = holders.iter().map(|holder| holder.customer).collect();
            let found = call.tx.customers(access, &ids)?;
            let cards = call.tx.cards(access, &ids)?;
            let last = call.tx.last_contacts(&ids)?;
            Ok(found
                .iter()
                .zip(&cards)
                .zip(last)
                .map(|((record, cards), last)| records::summary(record, cards, last))
                .collect())
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
            let access = call.permit.access();
            let settings = lenient(call.tx)?;
            addresses
                .iter()
                .map(|address| match holders(call.tx, access, address, &settings) {
                    Ok(found) => {
                        let customers = found.iter().map(|holder| holder.customer).collect();
                        Ok(AddressOutcome::Found { customers })
                    }
                    Err(error @ Error::Invalid { .. }) => Ok(AddressOutcome::Rejected { error }),
                    Err(error) => Err(error),
                })
                .collect()
        })
    }
}

/// What was accepted once can be looked for, however strict the book is now.
fn lenient(tx: &dyn ReadTx) -> Result<Settings> {
    Ok(Settings { phone_acceptance: PhoneAcceptance::AtLeast4Digits, ..tx.settings()? })
}

/// Who in scope holds an address, active ones first.
fn holders(
    tx: &dyn ReadTx,
    access: &Access,
    address: &NewPoint,
    settings: &Settings,
) -> Result<Vec<Holder>> {
    let wanted = contacts::check_point(address, settings)?;
    let query = HolderQuery { keys: vec![wanted.value.match_key()], ..HolderQuery::default() };
    let mut holders = tx.holders(&query)?;
    holders.retain(|holder| access.rows.admits(holder.team.as_deref(), holder.owner.as_deref()));
    holders.sort_by_key(|holder| (holder.status, holder.customer));
    Ok(holders)
}
