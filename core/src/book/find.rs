//! Finding a customer by something exact: a reference, an address.

use crate::error::{Error, Result};
use crate::model::contact::NewPoint;
use crate::model::customer::{Customer, CustomerSummary, ReferenceSlot};
use crate::model::field::CustomerField;
use crate::model::permission::Permission;
use crate::model::phone::PhoneAcceptance;
use crate::model::settings::Settings;
use crate::model::text::line_within;
use crate::model::violation::{Rule, Violation};
use crate::rules::contacts;
use crate::store::{HolderQuery, ReferenceUse};

use super::operations::{FindByAddress, FindByReference};
use super::records;
use super::session::Session;

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
            // What was accepted once can be looked for, however strict the book is now.
            let settings = call.tx.settings()?;
            let settings =
                Settings { phone_acceptance: PhoneAcceptance::AtLeast4Digits, ..settings };
            let wanted = contacts::check_point(address, &settings)?;
            let query =
                HolderQuery { keys: vec![wanted.value.match_key()], ..HolderQuery::default() };
            let mut holders = call.tx.holders(&query)?;
            holders.retain(|holder| {
                access.rows.admits(holder.team.as_deref(), holder.owner.as_deref())
            });
            holders.sort_by_key(|holder| (holder.status, holder.customer));
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
}
