//! How a customer comes into the book: what whoever enters it may enter, its ids and references.

use std::collections::BTreeMap;

use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::access::Levels;
use crate::model::change::{ChangedField, RecordKind};
use crate::model::contact::{ContactRecord, PointRecord};
use crate::model::customer::{CustomerRecord, CustomerStatus, NewCustomer, ReferenceSlot};
use crate::model::field::{CustomerField, FieldSet, FieldValues};
use crate::model::ids::{ContactId, CustomerId, PointId};
use crate::model::key::PointFamily;
use crate::model::permission::Permission;
use crate::model::provenance::How;
use crate::model::reason::ConflictReason;
use crate::model::settings::Settings;
use crate::rules::contacts::{ContactDraft, PointDraft};
use crate::rules::customers::{self, CustomerDraftRecord};
use crate::rules::{contacts, names, references};
use crate::store::ReferenceUse;

use super::gate::{Permit, WriteCall};
use super::lookups;
use super::operations::Operation;
use super::records;

/// How often a generated reference is drawn again when it is taken. With 50 random bits once is
/// plenty.
const REFERENCE_TRIES: u32 = 8;

/// Creates a customer from what somebody entered or a file brought.
pub(super) fn create<O: Operation>(
    call: &mut WriteCall<'_, O>,
    new: &NewCustomer,
    settings: &Settings,
    how: How,
) -> Result<CustomerRecord> {
    let mut draft = customers::check_new(new, settings)?;
    may_enter(&call.permit, &mut draft.values)?;
    insert(call, draft, settings, Origin::of(how)).map(|created| created.record)
}

/// A customer that somebody enters belongs where he works, and has no field that he is denied.
pub(super) fn may_enter<O: Operation>(
    permit: &Permit<'_, O>,
    values: &mut FieldValues,
) -> Result<()> {
    let typed: Vec<CustomerField> = values.iter().map(|(field, _)| field).collect();
    claim_scope(permit, values)?;
    let value = |field| values.get(field);
    let levels = permit.access().levels(value(CustomerField::Team), value(CustomerField::Owner));
    if typed.iter().any(|field| levels.denied.contains(*field)) {
        return Err(Error::Denied { missing: vec![Permission::FieldEdit] });
    }
    Ok(())
}

/// How a customer that is inserted came to be.
pub(super) struct Origin {
    pub(super) how: How,
    pub(super) source: Option<String>,
    pub(super) verified: bool,
    pub(super) auto_created: bool,
    /// A field that was concluded from another.
    pub(super) derived: Option<CustomerField>,
    pub(super) status: CustomerStatus,
    pub(super) preferred_channel: Option<PointFamily>,
    /// Its values stand in the change log, and not only the names of its fields.
    pub(super) log_values: bool,
}

impl Origin {
    /// Somebody vouches for it, and everything stands in the log.
    pub(super) fn of(how: How) -> Self {
        Self {
            how,
            source: None,
            verified: true,
            auto_created: false,
            derived: None,
            status: CustomerStatus::Active,
            preferred_channel: None,
            log_values: true,
        }
    }
}

/// Gives a checked customer ids and references, and writes it with its cards.
pub(super) fn insert<O: Operation>(
    call: &mut WriteCall<'_, O>,
    draft: CustomerDraftRecord,
    settings: &Settings,
    origin: Origin,
) -> Result<records::Draft> {
    if ReferenceSlot::ALL.iter().any(|slot| draft.values.get(slot.field()).is_some()) {
        lookups::may_probe(call)?;
    }
    for slot in ReferenceSlot::ALL {
        if let Some(value) = draft.values.get(slot.field()) {
            let used = call.tx.reference_use(*slot, value)?;
            check_reference(used, *slot, None)?;
        }
    }
    write_new(call, draft, settings, origin)
}

/// Writes a customer whose references are known to be free.
pub(super) fn write_new<O: Operation>(
    call: &mut WriteCall<'_, O>,
    draft: CustomerDraftRecord,
    settings: &Settings,
    origin: Origin,
) -> Result<records::Draft> {
    let mut draft = draft;
    let generated = references::slots_to_fill(settings.generate_refs, &draft.values);
    for slot in &generated {
        draft.values.set(slot.field(), Some(new_reference(call, *slot)?));
    }
    claim_scope(&call.permit, &mut draft.values)?;
    let new = make(call.gate.env(), &call.permit, draft, &origin, &generated)?;
    call.tx.insert_customer(&new.record, &new.cards)?;
    let (id, fields) = (new.record.id, log_of_new(&new.record, &new.cards));
    if origin.log_values {
        call.log(origin.how, RecordKind::Customer, id, Some(id), fields)?;
    } else {
        call.log_names(origin.how, RecordKind::Customer, id, Some(id), fields)?;
    }
    Ok(new)
}

/// A checked customer with its ids, as it is written. Some references were generated.
pub(super) fn make<O>(
    env: &Env,
    permit: &Permit<'_, O>,
    draft: CustomerDraftRecord,
    origin: &Origin,
    generated: &[ReferenceSlot],
) -> Result<records::Draft> {
    let id = CustomerId::from_uuid(env.uuid()?);
    let values = draft.values;
    let now = permit.now();
    let mut record = CustomerRecord {
        id,
        kind: draft.kind,
        status: origin.status,
        sort_name: names::sort_key(&values),
        values,
        preferred_channel: origin.preferred_channel,
        merged_into: None,
        verified: origin.verified,
        auto_created: origin.auto_created,
        blocked: None,
        created_at: now,
        updated_at: now,
        version: 0,
        provenance: permit.provenance(origin.how, origin.source.clone()),
        field_provenance: BTreeMap::new(),
        withheld: FieldSet::NONE,
        seen: Levels::ALL,
    };
    let made: Vec<&str> = generated.iter().map(|slot| slot.field().as_str()).collect();
    records::step(&mut record, permit, How::Generated, &made);
    if let Some(field) = origin.derived {
        records::note_provenance(&mut record, permit, How::Derived, field.as_str());
    }
    let cards = draft.contacts.into_iter();
    let cards = cards.map(|card| new_card(env, permit, card, origin.how, origin.source.as_deref()));
    Ok(records::Draft { record, cards: cards.collect::<Result<_>>()? })
}

/// Gives a checked card and its points their ids.
pub(super) fn new_card<O>(
    env: &Env,
    permit: &Permit<'_, O>,
    draft: ContactDraft,
    how: How,
    source: Option<&str>,
) -> Result<ContactRecord> {
    let points = draft.points.into_iter();
    let points = points.map(|point| new_point(env, permit, point, how, source));
    Ok(ContactRecord {
        id: ContactId::from_uuid(env.uuid()?),
        label: draft.label,
        person_name: draft.person_name,
        points: points.collect::<Result<_>>()?,
    })
}

/// Gives a checked point its id.
pub(super) fn new_point<O>(
    env: &Env,
    permit: &Permit<'_, O>,
    draft: PointDraft,
    how: How,
    source: Option<&str>,
) -> Result<PointRecord> {
    Ok(PointRecord {
        id: PointId::from_uuid(env.uuid()?),
        kind: draft.kind,
        value: draft.value,
        preferred: draft.preferred,
        contactable: draft.contactable,
        verified: None,
        provenance: permit.provenance(how, source.map(str::to_owned)),
    })
}

/// A customer that is created by somebody who works with part of the book belongs to that part.
fn claim_scope<O: Operation>(permit: &Permit<'_, O>, values: &mut FieldValues) -> Result<()> {
    let scope = &permit.access().rows;
    let admits = |values: &FieldValues| {
        scope.admits(values.get(CustomerField::Team), values.get(CustomerField::Owner))
    };
    if admits(values) {
        return Ok(());
    }
    // A team of his alone, if that does; else he looks after it himself.
    let rows = &permit.who().rows;
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
pub(super) fn check_reference(
    used: Option<ReferenceUse>,
    slot: ReferenceSlot,
    own: Option<CustomerId>,
) -> Result<()> {
    let reason = match used {
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
