//! Records as they are read, shown and changed: what the operations of several nouns share.

use crate::error::{Error, Result};
use crate::model::access::{Access, Levels};
use crate::model::contact::{
    AddressFacts, Contact, ContactPoint, ContactRecord, PointRecord, ShownValue,
};
use crate::model::country::CountryCode;
use crate::model::customer::{Customer, CustomerRecord, CustomerSummary};
use crate::model::field::CustomerField;
use crate::model::grant::FieldLevel;
use crate::model::ids::{ContactId, CustomerId};
use crate::model::interaction::InteractionKind;
use crate::model::key::{MatchKey, PointFamily};
use crate::model::mask;
use crate::model::permission::Permission;
use crate::model::provenance::{FieldProvenance, How};
use crate::model::reason::ConflictReason;
use crate::model::time::{TimeZoneName, Timestamp};
use crate::rules::{contacts, names};
use crate::store::{HolderQuery, ReadTx, WriteTx};

use super::gate::{Permit, WriteCall};
use super::operations::Operation;

/// A record that was found, perhaps under an id that was merged into it.
pub(super) struct Found {
    pub(super) record: CustomerRecord,
    pub(super) redirected_from: Option<CustomerId>,
}

/// Finds a customer in scope. Out of scope answers as if there were none.
pub(super) fn find(tx: &dyn ReadTx, access: &Access, id: CustomerId) -> Result<Found> {
    let survivor = tx.survivor(id)?.ok_or_else(|| Error::not_found("customer"))?;
    let record =
        tx.customers(access, &[survivor])?.pop().ok_or_else(|| Error::not_found("customer"))?;
    Ok(Found { record, redirected_from: (survivor != id).then_some(id) })
}

/// A customer with its cards, to be changed: all fields, of the rows in scope.
pub(super) struct Draft {
    pub(super) record: CustomerRecord,
    pub(super) cards: Vec<ContactRecord>,
}

pub(super) fn find_to_change<O>(
    tx: &dyn ReadTx,
    permit: &Permit<'_, O>,
    id: CustomerId,
) -> Result<Draft> {
    let found = find(tx, &permit.whole_rows(), id)?;
    let cards = cards_of(tx, found.record.id)?;
    Ok(Draft { record: found.record, cards })
}

/// All cards of a customer, whoever asks: for rules over counts and keys.
pub(super) fn cards_of(tx: &dyn ReadTx, id: CustomerId) -> Result<Vec<ContactRecord>> {
    Ok(tx.cards(&[id])?.pop().unwrap_or_default())
}

/// How much the actor sees of a record that was read whole.
pub(super) fn seen_of(access: &Access, record: &CustomerRecord) -> Levels {
    let value = |field| record.values.get(field);
    *access.levels(value(CustomerField::Team), value(CustomerField::Owner))
}

/// Who changes contact cards sees them: what a change answers would tell of them.
pub(super) fn find_to_change_contacts<O>(
    tx: &dyn ReadTx,
    permit: &Permit<'_, O>,
    id: CustomerId,
) -> Result<Draft> {
    let draft = find_to_change(tx, permit, id)?;
    sees_contacts(permit, &draft.record)?;
    Ok(draft)
}

pub(super) fn sees_contacts<O>(permit: &Permit<'_, O>, record: &CustomerRecord) -> Result<()> {
    if seen_of(permit.access(), record).shows_contacts() {
        Ok(())
    } else {
        Err(Error::Denied { missing: vec![Permission::ContactReveal] })
    }
}

/// What is kept of a card beside the customer may name anything of it: it is for those who see all
/// addresses and all fields.
pub(super) fn sees_card(seen: &Levels) -> bool {
    seen.shows_contacts() && CustomerField::ALL.iter().all(|field| seen.view.contains(*field))
}

/// A text of a contact point, as far as it is seen.
pub(super) fn shown_text(point: Option<&PointRecord>, level: FieldLevel) -> Option<String> {
    point.and_then(|of| ShownValue::new(&of.value, level).text().map(str::to_owned))
}

/// A customer as the actor may see it: what its record says is seen.
pub(super) fn show(tx: &dyn ReadTx, found: Found) -> Result<Customer> {
    let (id, seen) = (found.record.id, found.record.seen);
    let cards = cards_seen(tx, std::slice::from_ref(&found.record))?.pop().unwrap_or_default();
    let last = tx.last_contacts(&[id])?.pop().flatten();
    let contacts = show_cards(tx, &cards, seen.contacts)?;
    let withheld = found.record.withheld;
    let names_source = seen.view.contains(CustomerField::Source);
    let mut customer = customer(found.record, &cards, contacts, last);
    customer.redirected_from = found.redirected_from;
    // Where matching made a customer, that is its source, too.
    customer.provenance.source = customer.provenance.source.filter(|_| names_source);
    if !seen.shows_contacts() {
        customer.field_provenance.retain(|of| !matches!(of.field.as_str(), "email" | "phone"));
    }
    let at = |level| CustomerField::ALL.iter().copied().filter(move |of| seen.of(*of) == level);
    customer.hidden = at(FieldLevel::Hidden).collect();
    customer.masked = at(FieldLevel::Masked).filter(|field| field.has_form()).collect();
    customer.present = withheld.iter().collect();
    customer.contact_level = seen.contacts;
    Ok(customer)
}

/// The cards of customers, for those of whom some of them is seen.
pub(super) fn cards_seen(
    tx: &dyn ReadTx,
    records: &[CustomerRecord],
) -> Result<Vec<Vec<ContactRecord>>> {
    let of = |record: &CustomerRecord| match record.seen.contacts {
        FieldLevel::Hidden => Ok(Vec::new()),
        _ => cards_of(tx, record.id),
    };
    records.iter().map(of).collect()
}

/// Lines of a list, in the order of the records.
pub(super) fn summaries(
    tx: &dyn ReadTx,
    records: &[CustomerRecord],
) -> Result<Vec<CustomerSummary>> {
    let ids: Vec<CustomerId> = records.iter().map(|record| record.id).collect();
    let cards = cards_seen(tx, records)?;
    let last = tx.last_contacts(&ids)?;
    let lines = records.iter().zip(&cards).zip(last);
    Ok(lines.map(|((record, cards), last)| summary(record, cards, last)).collect())
}

pub(super) fn show_cards(
    tx: &dyn ReadTx,
    cards: &[ContactRecord],
    level: FieldLevel,
) -> Result<Vec<Contact>> {
    let text = |text: &Option<String>| match level {
        FieldLevel::Hidden | FieldLevel::Presence => None,
        FieldLevel::Masked => text.as_deref().map(mask::text),
        FieldLevel::View | FieldLevel::Edit => text.clone(),
    };
    let shown = cards.iter().filter(|_| level > FieldLevel::Hidden);
    shown
        .map(|card| {
            let points = card.points.iter().map(|point| show_point(tx, point, level));
            Ok(Contact {
                id: card.id,
                label: text(&card.label),
                person_name: text(&card.person_name),
                points: points.collect::<Result<_>>()?,
            })
        })
        .collect()
}

pub(super) fn show_point(
    tx: &dyn ReadTx,
    point: &PointRecord,
    level: FieldLevel,
) -> Result<ContactPoint> {
    // That there is one is all that is told at the lowest level.
    let facts = match level {
        FieldLevel::Hidden | FieldLevel::Presence => AddressFacts::default(),
        _ => facts_of(tx, &point.value.match_key())?,
    };
    Ok(ContactPoint {
        id: point.id,
        kind: point.kind,
        value: ShownValue::new(&point.value, level),
        preferred: point.preferred,
        contactable: point.contactable,
        shared: facts.shared,
        undeliverable: facts.undeliverable,
        soft_bounces: facts.soft_bounces,
        verified: point.verified.clone(),
        provenance: point.provenance.clone(),
    })
}

pub(super) fn facts_of(tx: &dyn ReadTx, key: &MatchKey) -> Result<AddressFacts> {
    Ok(tx.address_facts(std::slice::from_ref(key))?.pop().unwrap_or_default())
}

fn customer(
    record: CustomerRecord,
    cards: &[ContactRecord],
    contacts: Vec<Contact>,
    last_contact_at: Option<Timestamp>,
) -> Customer {
    let level = record.seen.contacts;
    let email = shown_text(contacts::primary_email(cards), level);
    let phone = shown_text(contacts::primary_phone(cards), level);
    let text = |field| record.values.owned(field);
    Customer {
        id: record.id,
        kind: record.kind,
        status: record.status,
        display_name: names::display_name(&record, email.as_deref(), phone.as_deref()),
        full_name: text(CustomerField::FullName),
        given_name: text(CustomerField::GivenName),
        family_name: text(CustomerField::FamilyName),
        ref1: text(CustomerField::Ref1),
        ref2: text(CustomerField::Ref2),
        email,
        phone,
        address_line1: text(CustomerField::AddressLine1),
        address_line2: text(CustomerField::AddressLine2),
        address_line3: text(CustomerField::AddressLine3),
        city: text(CustomerField::City),
        state: text(CustomerField::State),
        postal_code: text(CustomerField::PostalCode),
        country: text(CustomerField::Country).and_then(|code| CountryCode::parse(&code).ok()),
        time_zone: text(CustomerField::TimeZone).and_then(|name| TimeZoneName::parse(&name).ok()),
        location: text(CustomerField::Location),
        avatar: text(CustomerField::Avatar),
        locale: text(CustomerField::Locale),
        source: text(CustomerField::Source),
        owner: text(CustomerField::Owner),
        team: text(CustomerField::Team),
        preferred_channel: record.preferred_channel,
        verified: record.verified,
        blocked: record.blocked,
        contacts,
        created_at: record.created_at,
        updated_at: record.updated_at,
        last_contact_at,
        version: record.version,
        provenance: record.provenance,
        field_provenance: record.field_provenance.into_values().collect(),
        redirected_from: None,
        hidden: Vec::new(),
        masked: Vec::new(),
        present: Vec::new(),
        contact_level: level,
    }
}

/// A line of a list.
pub(super) fn summary(
    record: &CustomerRecord,
    cards: &[ContactRecord],
    last: Option<Timestamp>,
) -> CustomerSummary {
    let level = record.seen.contacts;
    let email = shown_text(contacts::primary_email(cards), level);
    let phone = shown_text(contacts::primary_phone(cards), level);
    let others = |family: PointFamily| {
        let all =
            contacts::all_points(cards).filter(|(_, point)| point.kind.family() == family).count();
        u32::try_from(all.saturating_sub(1)).unwrap_or(u32::MAX)
    };
    CustomerSummary {
        id: record.id,
        kind: record.kind,
        status: record.status,
        display_name: names::display_name(record, email.as_deref(), phone.as_deref()),
        ref1: record.values.owned(CustomerField::Ref1),
        ref2: record.values.owned(CustomerField::Ref2),
        email,
        more_emails: others(PointFamily::Email),
        phone,
        more_phones: others(PointFamily::Phone),
        location: record.values.owned(CustomerField::Location),
        avatar: record.values.owned(CustomerField::Avatar),
        created_at: record.created_at,
        last_contact_at: last,
        version: record.version,
    }
}

/// Gives a record its next version: the field's provenance, the time, the number.
pub(super) fn step<O>(
    record: &mut CustomerRecord,
    permit: &Permit<'_, O>,
    how: How,
    fields: &[&str],
) {
    record.version += 1;
    record.updated_at = record.updated_at.max(permit.now());
    for field in fields {
        note_provenance(record, permit, how, field);
    }
    record.sort_name = names::sort_key(&record.values);
}

/// Notes where a field's value came from.
pub(super) fn note_provenance<O>(
    record: &mut CustomerRecord,
    permit: &Permit<'_, O>,
    how: How,
    field: &str,
) {
    let provenance = FieldProvenance {
        field: field.to_owned(),
        version: record.version,
        by: permit.actor().id.clone(),
        how,
        at: permit.now(),
    };
    record.field_provenance.insert(field.to_owned(), provenance);
}

/// Writes a record whose version was stepped inside this transaction.
pub(super) fn save(tx: &mut dyn WriteTx, record: &CustomerRecord) -> Result<()> {
    if tx.update_customer(record, record.version - 1)? {
        Ok(())
    } else {
        Err(Error::internal("records.save"))
    }
}

/// The other customers that hold an address, as far as the actor may see them.
pub(super) fn also_at<O: Operation>(
    call: &WriteCall<'_, O>,
    own: CustomerId,
    key: &MatchKey,
) -> Result<Vec<CustomerId>> {
    let seen = call.permit.also(&[Permission::CustomerView, Permission::ContactView]).ok();
    let Some(seen) = seen.and_then(|access| access.only_where(Levels::shows_contacts)) else {
        return Ok(Vec::new());
    };
    let query = HolderQuery { keys: vec![key.clone()], ..HolderQuery::default() };
    let holders = call.tx.holders(&query)?;
    let others = holders.into_iter().filter(|holder| {
        holder.customer != own && seen.rows.admits(holder.team.as_deref(), holder.owner.as_deref())
    });
    let mut ids: Vec<CustomerId> = others.map(|holder| holder.customer).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// The tickets and chats that stand in the way of deleting a customer.
pub(super) fn standing_interactions(
    tx: &dyn ReadTx,
    id: CustomerId,
) -> Result<Vec<(InteractionKind, u32)>> {
    let blocking = tx.settings()?.delete_blocked_by;
    let counts = tx.interaction_counts(id)?.into_iter();
    Ok(counts.filter(|(kind, count)| *count > 0 && blocking.contains(kind)).collect())
}

/// The card of a customer with this id.
pub(super) fn find_card(cards: &[ContactRecord], id: ContactId) -> Result<&ContactRecord> {
    cards.iter().find(|card| card.id == id).ok_or_else(|| Error::not_found("contact"))
}

/// Somebody else changed one of these fields since the caller read the record.
pub(super) fn check_versions<'f>(
    record: &CustomerRecord,
    version: u64,
    fields: impl Iterator<Item = &'f str>,
) -> Result<()> {
    let ahead = version > record.version;
    let conflicts: Vec<String> = fields
        .filter(|field| ahead || record.field_version(field) > version)
        .map(str::to_owned)
        .collect();
    if conflicts.is_empty() {
        Ok(())
    } else {
        Err(Error::Conflict { reason: ConflictReason::Version, fields: conflicts })
    }
}

/// The access that further permissions give on a customer, or which of them are missing there.
pub(super) fn also_on<O>(
    permit: &Permit<'_, O>,
    needs: &[Permission],
    record: &CustomerRecord,
) -> Result<Access> {
    let access = permit.also(needs)?;
    if admits(&access, record) {
        return Ok(access);
    }
    let reaches = |need: &Permission| {
        permit.also(std::slice::from_ref(need)).is_ok_and(|of| admits(&of, record))
    };
    Err(Error::Denied { missing: needs.iter().copied().filter(|need| !reaches(need)).collect() })
}

fn admits(access: &Access, record: &CustomerRecord) -> bool {
    let value = |field| record.values.get(field);
    access.rows.admits(value(CustomerField::Team), value(CustomerField::Owner))
}
