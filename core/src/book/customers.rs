//! Customers: create, get, change, set status, block, delete.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::model::access::Levels;
use crate::model::change::{ChangedField, RecordKind};
use crate::model::contact::{AlsoAt, ContactRecord, PointRecord, Warning};
use crate::model::customer::{
    Blocked, Customer, CustomerPatch, CustomerRecord, CustomerStatus, CustomerWritten, NewCustomer,
    ReferenceSlot,
};
use crate::model::field::{CustomerField, FieldSet, FieldValues};
use crate::model::grant::FieldLevel;
use crate::model::ids::{ContactId, CustomerId, PointId};
use crate::model::permission::Permission;
use crate::model::provenance::How;
use crate::model::reason::{ConflictReason, RefusedReason};
use crate::model::settings::Settings;
use crate::model::text::line_within;
use crate::rules::contacts::{ContactDraft, PointDraft};
use crate::rules::customers::{self, CustomerDraftRecord};
use crate::rules::{contacts, names, references};
use crate::store::ReferenceUse;

use super::gate::WriteCall;
use super::lookups;
use super::operations::{
    BlockCustomer, CreateCustomer, DeleteCustomer, GetCustomer, Operation, SetCustomerStatus,
    UpdateCustomer,
};
use super::points;
use super::records::{self, Found};
use super::session::Session;

/// How often a generated reference is drawn again when it is taken. With 50 random bits once is
/// plenty.
const REFERENCE_TRIES: u32 = 8;

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

/// Creates a customer from what somebody entered or a file brought.
pub(super) fn create<O: Operation>(
    call: &mut WriteCall<'_, O>,
    new: &NewCustomer,
    settings: &Settings,
    how: How,
) -> Result<CustomerRecord> {
    let mut draft = customers::check_new(new, settings)?;
    let typed: Vec<CustomerField> = draft.values.iter().map(|(field, _)| field).collect();
    claim_scope(call, &mut draft.values)?;
    let value = |field| draft.values.get(field);
    let levels =
        call.permit.access().levels(value(CustomerField::Team), value(CustomerField::Owner));
    let denied = levels.denied;
    if typed.iter().any(|field| denied.contains(*field)) {
        return Err(Error::Denied { missing: vec![Permission::FieldEdit] });
    }
    let origin = Origin { how, source: None, verified: true, auto_created: false, derived: None };
    insert(call, draft, settings, origin).map(|created| created.record)
}

/// How a customer that is inserted came to be.
pub(super) struct Origin {
    pub(super) how: How,
    pub(super) source: Option<String>,
    pub(super) verified: bool,
    pub(super) auto_created: bool,
    /// A field that was concluded from another.
    pub(super) derived: Option<CustomerField>,
}

/// Gives a checked customer ids and references, and writes it with its cards.
pub(super) fn insert<O: Operation>(
    call: &mut WriteCall<'_, O>,
    draft: CustomerDraftRecord,
    settings: &Settings,
    origin: Origin,
) -> Result<records::Draft> {
    let id = CustomerId::from_uuid(call.gate.env().uuid()?);
    let mut values = draft.values;
    if ReferenceSlot::ALL.iter().any(|slot| values.get(slot.field()).is_some()) {
        lookups::may_probe(call)?;
    }
    for slot in ReferenceSlot::ALL {
        if let Some(value) = values.get(slot.field()) {
            check_reference(call, *slot, value, None)?;
        }
    }
    let generated = references::slots_to_fill(settings.generate_refs, &values);
    for slot in &generated {
        values.set(slot.field(), Some(new_reference(call, *slot)?));
    }
    claim_scope(call, &mut values)?;
    let now = call.permit.now();
    let mut record = CustomerRecord {
        id,
        kind: draft.kind,
        status: CustomerStatus::Active,
        sort_name: names::sort_key(&values),
        values,
        preferred_channel: None,
        merged_into: None,
        verified: origin.verified,
        auto_created: origin.auto_created,
        blocked: None,
        created_at: now,
        updated_at: now,
        version: 0,
        provenance: call.permit.provenance(origin.how, origin.source.clone()),
        field_provenance: BTreeMap::new(),
        withheld: FieldSet::NONE,
        seen: Levels::ALL,
    };
    let made: Vec<&str> = generated.iter().map(|slot| slot.field().as_str()).collect();
    records::step(&mut record, &call.permit, How::Generated, &made);
    if let Some(field) = origin.derived {
        records::note_provenance(&mut record, &call.permit, How::Derived, field.as_str());
    }
    let cards = draft.contacts.into_iter();
    let cards = cards.map(|card| new_card(call, card, origin.how, origin.source.as_deref()));
    let cards = cards.collect::<Result<Vec<_>>>()?;
    call.tx.insert_customer(&record, &cards)?;
    let fields = log_of_new(&record, &cards);
    call.log(origin.how, RecordKind::Customer, id, Some(id), fields)?;
    Ok(records::Draft { record, cards })
}

/// Gives a checked card and its points their ids.
pub(super) fn new_card<O: Operation>(
    call: &WriteCall<'_, O>,
    draft: ContactDraft,
    how: How,
    source: Option<&str>,
) -> Result<ContactRecord> {
    let env = call.gate.env();
    let point = |of: PointDraft| -> Result<PointRecord> {
        Ok(PointRecord {
            id: PointId::from_uuid(env.uuid()?),
            kind: of.kind,
            value: of.value,
            preferred: of.preferred,
            contactable: of.contactable,
            verified: None,
            provenance: call.permit.provenance(how, source.map(str::to_owned)),
        })
    };
    Ok(ContactRecord {
        id: ContactId::from_uuid(env.uuid()?),
        label: draft.label,
        person_name: draft.person_name,
        points: draft.points.into_iter().map(point).collect::<Result<_>>()?,
    })
}

/// A customer that is created by somebody who works with part of the book belongs to that part.
fn claim_scope<O: Operation>(call: &WriteCall<'_, O>, values: &mut FieldValues) -> Result<()> {
    let scope = &call.permit.access().rows;
    let admits = |values: &FieldValues| {
        scope.admits(values.get(CustomerField::Team), values.get(CustomerField::Owner))
    };
    if admits(values) {
        return Ok(());
    }
    // A team of his alone, if that does; else he looks after it himself.
    let rows = &call.permit.who().rows;
    let teams = rows.teams.iter().map(|team| Some(team.clone())).chain([None]);
    let owners = [None, Some(rows.owner.clone())];
    let ways = owners.iter().flat_map(|owner| teams.clone().map(move |team| (owner.clone(), team)));
    for (owner, team) in ways {
        let mut tried = values.clone();
        for (field, value) in [(CustomerField::Owner, owner), (CustomerField::Team, team)] {
            if tried.get(field).is_none() {
                tried.set(field, value);
            }
        }
        if admits(&tried) {
            *values = tried;
            return Ok(());
        }
    }
    Err(Error::Denied { missing: O::INFO.needs.to_vec() })
}

/// References are unique among the living, and one that was somebody's is never another's.
fn check_reference<O: Operation>(
    call: &WriteCall<'_, O>,
    slot: ReferenceSlot,
    value: &str,
    own: Option<CustomerId>,
) -> Result<()> {
    let reason = match call.tx.reference_use(slot, value)? {
        None => return Ok(()),
        Some(ReferenceUse::Living(of) | ReferenceUse::Retired(of)) if Some(of) == own => {
            return Ok(());
        }
        Some(ReferenceUse::Living(_)) => ConflictReason::AlreadyInUse,
        Some(ReferenceUse::Retired(_)) => ConflictReason::Retired,
    };
    Err(Error::Conflict { reason, fields: vec![slot.as_str().to_owned()] })
}

fn new_reference<O: Operation>(call: &WriteCall<'_, O>, slot: ReferenceSlot) -> Result<String> {
    for _ in 0..REFERENCE_TRIES {
        let reference = references::from_random(u64::from_be_bytes(call.gate.env().random()?));
        if call.tx.reference_use(slot, &reference)?.is_none() {
            return Ok(reference);
        }
    }
    Err(Error::internal("customers.new_reference"))
}

fn log_of_new(record: &CustomerRecord, cards: &[ContactRecord]) -> Vec<ChangedField> {
    let values = record
        .values
        .iter()
        .map(|(field, value)| ChangedField::new(field.as_str(), None, Some(value.to_owned())));
    let points = contacts::all_points(cards).map(|(_, point)| {
        ChangedField::new(point.kind.as_str(), None, Some(point.value.as_typed().to_owned()))
    });
    values.chain(points).collect()
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
    let value = |field| record.values.get(field);
    let rows = &call.permit.access().rows;
    if !rows.admits(value(CustomerField::Team), value(CustomerField::Owner)) {
        // Nobody edits a customer out of his own sight.
        return Err(Error::Denied { missing: vec![Permission::CustomerEdit] });
    }
    let rows = &call.permit.who().rows;
    let class = |record: &CustomerRecord| {
        let value = |field| record.values.get(field);
        rows.class_of(value(CustomerField::Team), value(CustomerField::Owner))
    };
    let gained = call.permit.effective().gained(class(&before), class(&record));
    if !gained.is_empty() {
        // Nor into his own hands, where he may do more with it.
        return Err(Error::Denied { missing: gained });
    }
    if !changed.is_empty() {
        let names: Vec<&str> = changed.iter().map(|field| field.field.as_str()).collect();
        records::step(&mut record, &call.permit, How::Typed, &names);
        records::save(call.tx, &record)?;
        call.log(How::Typed, RecordKind::Customer, record.id, Some(record.id), changed)?;
    }
    points::patch_primary(call, &mut record, &draft.cards, &before, version, patch)?;
    written(call, record)
}

/// The fields that differ, with their values before and after.
fn changed_fields(before: &CustomerRecord, after: &CustomerRecord) -> Vec<ChangedField> {
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
        check_reference(call, slot, new, Some(after.id))?;
    }
    match old {
        Some(old) => Ok(call.tx.retire_reference(slot, old, after.id, call.permit.now())?),
        None => Ok(()),
    }
}
