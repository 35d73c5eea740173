//! Customers: create, get, change, set status, block, delete.

use crate::error::{Error, Result};
use crate::model::access::{Levels, RowScope};
use crate::model::change::{ChangedField, RecordKind};
use crate::model::contact::{AlsoAt, Warning};
use crate::model::customer::{
    Blocked, Customer, CustomerPatch, CustomerRecord, CustomerStatus, CustomerWritten, NewCustomer,
    ReferenceSlot,
};
use crate::model::field::{CustomerField, FieldSet, FieldValues};
use crate::model::grant::FieldLevel;
use crate::model::ids::CustomerId;
use crate::model::permission::Permission;
use crate::model::provenance::How;
use crate::model::reason::RefusedReason;
use crate::model::text::line_within;
use crate::rules::{contacts, customers};

use super::create::{check_reference, create};
use super::gate::{Permit, WriteCall};
use super::lookups;
use super::operations::{
    BlockCustomer, CreateCustomer, DeleteCustomer, GetCustomer, Operation, SetCustomerStatus,
    UpdateCustomer,
};
use super::points;
use super::records::{self, Found};
use super::session::Session;

impl Session {
    /// A customer by its id. The id of a record that was merged into another finds that one, and the
    /// answer says so.
    ///
    /// # Errors
    /// `not_found` (also when the actor may not see the customer), `denied`.
    pub fn get_customer(&self, id: CustomerId) -> Result<Customer> {
        self.gate.read::<GetCustomer, _>(&self.who, |call| {
            let access = call.permit.access();
            records::show(call.tx, records::find(call.tx, access, id)?)
        })
    }

    /// Creates a customer that somebody entered. Only a name is needed. The answer tells which other
    /// customers hold the same addresses; they do not stand in the way.
    ///
    /// # Errors
    /// `invalid` with all violations; `conflict` for a reference that is in use or was; `refused`
    /// (`lookup_throttled`) for whoever asks too often whether a reference is taken; `denied`.
    pub fn create_customer(&self, new: NewCustomer) -> Result<CustomerWritten> {
        self.gate.write::<CreateCustomer, _>(&self.who, move |call| {
            let settings = call.tx.settings()?;
            let record = create(call, &new, &settings, How::Typed)?;
            written(call, record)
        })
    }

    /// Changes fields of a customer that was read at a version. Two who change different fields both
    /// succeed; the second who changes the same field gets a conflict that names it.
    ///
    /// # Errors
    /// `invalid`, `conflict`, `not_found`; `denied`, also when the actor might do more with the
    /// customer afterwards, because it would be his own or his team's; `refused` when a new email or
    /// phone is over the limits, and `lookup_throttled` as for creating.
    pub fn update_customer(
        &self,
        id: CustomerId,
        version: u64,
        patch: CustomerPatch,
    ) -> Result<CustomerWritten> {
        self.gate
            .write::<UpdateCustomer, _>(&self.who, move |call| update(call, id, version, &patch))
    }

    /// Makes a customer active or inactive. Inactive customers are hidden from lists and still
    /// matched.
    ///
    /// # Errors
    /// `not_found`, `denied`.
    pub fn set_customer_status(&self, id: CustomerId, status: CustomerStatus) -> Result<Customer> {
        self.gate.write::<SetCustomerStatus, _>(&self.who, move |call| {
            let mut draft = records::find_to_change(call.tx.as_read(), &call.permit, id)?;
            if draft.record.status != status {
                set_status(call, &mut draft.record, status, How::Typed)?;
            }
            show(call, draft.record.id)
        })
    }

    /// Blocks a customer, or unblocks it: mail from the customer's addresses is reported as blocked.
    ///
    /// # Errors
    /// `not_found`, `denied`; `invalid` for a reason of more than 255 characters.
    pub fn block_customer(
        &self,
        id: CustomerId,
        blocked: bool,
        reason: Option<String>,
    ) -> Result<Customer> {
        let reason = line_within(reason.as_deref().unwrap_or_default(), "reason", 255)?;
        self.gate.write::<BlockCustomer, _>(&self.who, move |call| {
            let mut record = records::find_to_change(call.tx.as_read(), &call.permit, id)?.record;
            let old = record.blocked.is_some();
            let by = call.permit.actor().id.clone();
            record.blocked =
                blocked.then(|| Blocked { by, at: call.permit.now(), reason: reason.clone() });
            records::step(&mut record, &call.permit, How::Typed, &["blocked"]);
            records::save(call.tx, &record)?;
            let changed =
                ChangedField::new("blocked", Some(old.to_string()), Some(blocked.to_string()));
            call.log(How::Typed, RecordKind::Customer, record.id, Some(record.id), vec![changed])?;
            show(call, record.id)
        })
    }

    /// Deletes a customer. While tickets or chats are linked to it (the setting `delete_blocked_by`)
    /// it is refused for everybody, with their numbers. Its references are never used again.
    ///
    /// # Errors
    /// `refused` (`has_interactions`), `not_found`, `denied`.
    pub fn delete_customer(&self, id: CustomerId) -> Result<()> {
        self.gate.write::<DeleteCustomer, _>(&self.who, move |call| {
            let record = records::find_to_change(call.tx.as_read(), &call.permit, id)?.record;
            let standing = records::standing_interactions(call.tx.as_read(), record.id)?;
            if !standing.is_empty() {
                let count = standing.iter().map(|(_, count)| count).sum();
                let of = standing.iter().map(|(kind, count)| format!("{kind}: {count}")).collect();
                return Err(Error::Refused {
                    reason: RefusedReason::HasInteractions,
                    count: Some(count),
                    of,
                });
            }
            call.tx.delete_customer(record.id, call.permit.now())?;
            call.log(How::Typed, RecordKind::Customer, record.id, Some(record.id), Vec::new())
        })
    }
}

/// The answer of an operation that wrote a customer with its addresses.
pub(super) fn written<O: Operation>(
    call: &WriteCall<'_, O>,
    record: CustomerRecord,
) -> Result<CustomerWritten> {
    let id = record.id;
    let (mut also_at, mut warnings): (Vec<AlsoAt>, Vec<Warning>) = (Vec::new(), Vec::new());
    let customer = show(call, id)?;
    // What is told about addresses is told to those who see them.
    let cards = if customer.contact_level >= FieldLevel::View {
        records::cards_of(call.tx.as_read(), id)?
    } else {
        Vec::new()
    };
    for (_, point) in contacts::all_points(&cards) {
        let customers = records::also_at(call, id, &point.value.match_key())?;
        if !customers.is_empty() {
            also_at.push(AlsoAt { point: point.id, customers });
        }
        warnings.extend(contacts::warnings(&cards, point.kind, &point.value));
    }
    warnings.sort_unstable();
    warnings.dedup();
    Ok(CustomerWritten { customer, also_at, warnings })
}

/// A customer as the actor may see it, after it was written. Who may write and not read sees the
/// bare record.
fn show<O: Operation>(call: &WriteCall<'_, O>, id: CustomerId) -> Result<Customer> {
    let access = call.permit.access();
    let record =
        call.tx.customers(access, &[id])?.pop().ok_or_else(|| Error::not_found("customer"))?;
    records::show(call.tx.as_read(), Found { record, redirected_from: None })
}

pub(super) fn set_status<O: Operation>(
    call: &mut WriteCall<'_, O>,
    record: &mut CustomerRecord,
    status: CustomerStatus,
    how: How,
) -> Result<()> {
    let old = record.status;
    record.status = status;
    records::step(record, &call.permit, how, &["status"]);
    records::save(call.tx, record)?;
    let changed = ChangedField::new("status", Some(old.to_string()), Some(status.to_string()));
    call.log(how, RecordKind::Customer, record.id, Some(record.id), vec![changed])
}

fn update(
    call: &mut WriteCall<'_, UpdateCustomer>,
    id: CustomerId,
    version: u64,
    patch: &CustomerPatch,
) -> Result<CustomerWritten> {
    let changes = customers::check_patch(patch)?;
    let draft = records::find_to_change(call.tx.as_read(), &call.permit, id)?;
    let (before, mut record) = (draft.record.clone(), draft.record);
    let seen = records::seen_of(call.permit.access(), &before);
    if changes.iter().any(|(field, _)| !seen.edit.contains(*field)) {
        return Err(Error::Denied { missing: vec![Permission::FieldEdit] });
    }
    for (field, value) in changes {
        record.values.set(field, value);
    }
    record.kind = patch.kind.unwrap_or(record.kind);
    record.preferred_channel = patch.preferred_channel.or(record.preferred_channel);
    let changed = changed_fields(&before, &record);
    records::check_versions(&before, version, changed.iter().map(|field| field.field.as_str()))?;
    // Whether a name is left is judged by the names that the actor sees, or the answer would tell of
    // the others.
    let shown = |values: &FieldValues| values.seen_at(&Levels { masked: FieldSet::NONE, ..seen }).0;
    customers::keeps_a_name(&shown(&before.values), &shown(&record.values))?;
    for slot in ReferenceSlot::ALL {
        move_reference(call, *slot, &before, &record)?;
    }
    may_move(&call.permit, &call.permit.access().rows, &before, &record)?;
    if !changed.is_empty() {
        let names: Vec<&str> = changed.iter().map(|field| field.field.as_str()).collect();
        records::step(&mut record, &call.permit, How::Typed, &names);
        records::save(call.tx, &record)?;
        call.log(How::Typed, RecordKind::Customer, record.id, Some(record.id), changed)?;
    }
    points::patch_primary(call, &mut record, &draft.cards, &before, version, patch)?;
    written(call, record)
}

/// Nobody edits a customer out of the rows that he may edit, nor into his own hands, where he may do
/// more with it.
pub(super) fn may_move<O>(
    permit: &Permit<'_, O>,
    rows: &RowScope,
    before: &CustomerRecord,
    after: &CustomerRecord,
) -> Result<()> {
    fn place(of: &CustomerRecord) -> [Option<&str>; 2] {
        [CustomerField::Team, CustomerField::Owner].map(|field| of.values.get(field))
    }
    let [team, owner] = place(after);
    if !rows.admits(team, owner) {
        return Err(Error::Denied { missing: vec![Permission::CustomerEdit] });
    }
    let me = &permit.who().rows;
    let class = |of: &CustomerRecord| {
        let [team, owner] = place(of);
        me.class_of(team, owner)
    };
    let gained = permit.effective().gained(class(before), class(after));
    if gained.is_empty() { Ok(()) } else { Err(Error::Denied { missing: gained }) }
}

/// The fields that differ, with their values before and after.
pub(super) fn changed_fields(before: &CustomerRecord, after: &CustomerRecord) -> Vec<ChangedField> {
    let mut changed = Vec::new();
    if before.kind != after.kind {
        changed.push(ChangedField::new(
            "kind",
            Some(before.kind.to_string()),
            Some(after.kind.to_string()),
        ));
    }
    if before.preferred_channel != after.preferred_channel {
        let word = |of: &CustomerRecord| of.preferred_channel.map(|family| family.to_string());
        changed.push(ChangedField::new("preferred_channel", word(before), word(after)));
    }
    for field in CustomerField::ALL {
        let (old, new) = (before.values.owned(*field), after.values.owned(*field));
        if old != new {
            changed.push(ChangedField::new(field.as_str(), old, new));
        }
    }
    changed
}

/// A reference that is given up stays this customer's.
fn move_reference(
    call: &mut WriteCall<'_, UpdateCustomer>,
    slot: ReferenceSlot,
    before: &CustomerRecord,
    after: &CustomerRecord,
) -> Result<()> {
    let (old, new) = (before.values.get(slot.field()), after.values.get(slot.field()));
    if old == new {
        return Ok(());
    }
    if let Some(new) = new {
        lookups::may_probe(call)?;
        let used = call.tx.reference_use(slot, new)?;
        check_reference(used, slot, Some(after.id))?;
    }
    match old {
        Some(old) => Ok(call.tx.retire_reference(slot, old, after.id, call.permit.now())?),
        None => Ok(()),
    }
}
