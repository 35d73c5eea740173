//! Records as they are read, shown and changed: what the operations of several nouns share.

use crate::error::{Error, Result};
use crate::model::access::Access;
use crate::model::contact::{AddressFacts, Contact, ContactPoint, ContactRecord, PointRecord};
use crate::model::country::CountryCode;
use crate::model::customer::{Customer, CustomerRecord, CustomerSummary};
use crate::model::field::CustomerField;
use crate::model::ids::{ContactId, CustomerId};
use crate::model::key::{MatchKey, PointFamily};
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
    Ok(tx.cards(&Access::internal(), &[id])?.pop().unwrap_or_default())
}

/// A customer as the actor may see it.
pub(super) fn show(tx: &dyn ReadTx, access: &Access, found: Found) -> Result<Customer> {
    let id = found.record.id;
    let cards = tx.cards(access, &[id])?.pop().unwrap_or_default();
    let last = tx.last_contacts(&[id])?.pop().flatten();
    let contacts = show_cards(tx, &cards)?;
    let mut customer = customer(found.record, &cards, contacts, last);
    customer.redirected_from = found.redirected_from;
    if !access.contacts {
        customer.field_provenance.retain(|of| !matches!(of.field.as_str(), "email" | "phone"));
    }
    customer.hidden =
        CustomerField::ALL.iter().copied().filter(|field| !access.may_view(*field)).collect();
    Ok(customer)
}

pub(super) fn show_cards(tx: &dyn ReadTx, cards: &[ContactRecord]) -> Result<Vec<Contact>> {
    cards
        .iter()
        .map(|card| {
            let points =
                card.points.iter().map(|point| show_point(tx, point)).collect::<Result<_>>()?;
            Ok(Contact {
                id: card.id,
                label: card.label.clone(),
                person_name: card.person_name.clone(),
                points,
            })
        })
        .collect()
}

pub(super) fn show_point(tx: &dyn ReadTx, point: &PointRecord) -> Result<ContactPoint> {
    let facts = facts_of(tx, &point.value.match_key())?;
    Ok(ContactPoint {
        id: point.id,
        kind: point.kind,
        value: point.value.clone(),
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
    let email = contacts::primary_email(cards).map(|point| point.value.as_typed().to_owned());
    let phone = contacts::primary_phone(cards).map(|point| point.value.as_typed().to_owned());
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
    }
}

/// A line of a list.
pub(super) fn summary(
    record: &CustomerRecord,
    cards: &[ContactRecord],
    last: Option<Timestamp>,
) -> CustomerSummary {
    let email = contacts::primary_email(cards);
    let phone = contacts::primary_phone(cards);
    let others = |family: PointFamily| {
        let all =
            contacts::all_points(cards).filter(|(_, point)| point.kind.family() == family).count();
        u32::try_from(all.saturating_sub(1)).unwrap_or(u32::MAX)
    };
    let typed = |point: Option<&PointRecord>| point.map(|point| point.value.as_typed().to_owned());
    let (email, phone) = (typed(email), typed(phone));
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
    let Ok(seen) = call.permit.also(&[Permission::CustomerView, Permission::ContactView]) else {
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
        Ok(access)
    } else {
        Err(Error::Denied { missing: needs.to_vec() })
    }
}

fn admits(access: &Access, record: &CustomerRecord) -> bool {
    let value = |field| record.values.get(field);
    access.rows.admits(value(CustomerField::Team), value(CustomerField::Owner))
}

/// Everybody who holds an address is within what these permissions reach.
pub(super) fn holders_on<O: Operation>(
    call: &WriteCall<'_, O>,
    key: &MatchKey,
    needs: &[Permission],
) -> Result<()> {
    let query = HolderQuery { keys: vec![key.clone()], ..HolderQuery::default() };
    let mut ids: Vec<CustomerId> =
        call.tx.holders(&query)?.into_iter().map(|holder| holder.customer).collect();
    ids.sort_unstable();
    ids.dedup();
    let within = call.tx.customers(&call.permit.also(needs)?, &ids)?.len();
    if within == ids.len() { Ok(()) } else { Err(Error::Denied { missing: needs.to_vec() }) }
}
