//! Contact points: phones, emails, handles.

use crate::error::{Error, Result};
use crate::model::change::{ChangedField, RecordKind};
use crate::model::contact::{
    ContactRecord, NewEmail, NewPhone, NewPoint, PhoneKind, PointKind, PointPatch, PointRecord,
    PointValue, PointWritten,
};
use crate::model::customer::{CustomerPatch, CustomerRecord};
use crate::model::email::Email;
use crate::model::handle::Handle;
use crate::model::ids::{ContactId, CustomerId, PointId};
use crate::model::permission::Permission;
use crate::model::phone::Phone;
use crate::model::provenance::How;
use crate::model::settings::Settings;
use crate::model::violation::{Rule, Violation};
use crate::rules::contacts::{self, PointDraft};
use crate::store::KeyDigest;

use super::gate::WriteCall;
use super::operations::{AddPoint, Operation, RemovePoint, UpdateCustomer, UpdatePoint};
use super::records::{self, Draft};
use super::session::Session;

impl Session {
    /// Adds a phone, email or handle to a customer: to the card that is named, else to the first
    /// one, which is made when needed. An address that the customer has already is answered as it
    /// stands, with `already_present`.
    ///
    /// # Errors
    /// `invalid`, `refused` (`point_limit`, `contact_limit`), `not_found`, `denied`.
    pub fn add_point(
        &self,
        customer: CustomerId,
        contact: Option<ContactId>,
        point: NewPoint,
    ) -> Result<PointWritten> {
        self.gate.write::<AddPoint, _>(&self.who, move |call| {
            let checked = contacts::check_point(&point, &call.tx.settings()?)?;
            let draft =
                records::find_to_change_contacts(call.tx.as_read(), &call.permit, customer)?;
            add(call, &draft, contact, checked, How::Typed, None)
        })
    }

    /// Changes a point. Its id, flags and history stay; a proof that the customer holds the address
    /// does not outlive a change of the address.
    ///
    /// # Errors
    /// `invalid`, with rule `duplicate` when the customer has the new address already and
    /// `kind_change` when a phone should become something else; `not_found`, `denied`.
    pub fn update_point(
        &self,
        customer: CustomerId,
        point: PointId,
        patch: PointPatch,
    ) -> Result<PointWritten> {
        self.gate.write::<UpdatePoint, _>(&self.who, move |call| {
            let settings = call.tx.settings()?;
            let draft =
                records::find_to_change_contacts(call.tx.as_read(), &call.permit, customer)?;
            let (card, old) = find_point(&draft.cards, point)?;
            let (kind, value) = patched(old, &patch, &settings)?;
            change(call, &draft, card.id, old, kind, value)
        })
    }

    /// Removes a point.
    ///
    /// # Errors
    /// `not_found`, `denied`.
    pub fn remove_point(&self, customer: CustomerId, point: PointId) -> Result<()> {
        self.gate.write::<RemovePoint, _>(&self.who, move |call| {
            let draft =
                records::find_to_change_contacts(call.tx.as_read(), &call.permit, customer)?;
            let (_, old) = find_point(&draft.cards, point)?;
            remove(call, &draft, old)
        })
    }
}

pub(super) fn find_point(
    cards: &[ContactRecord],
    id: PointId,
) -> Result<(&ContactRecord, &PointRecord)> {
    contacts::all_points(cards)
        .find(|(_, point)| point.id == id)
        .ok_or_else(|| Error::not_found("point"))
}

/// Adds a checked point to a customer.
pub(super) fn add<O: Operation>(
    call: &mut WriteCall<'_, O>,
    draft: &Draft,
    contact: Option<ContactId>,
    new: PointDraft,
    how: How,
    source: Option<String>,
) -> Result<PointWritten> {
    let customer = draft.record.id;
    if let Some((card, same)) = contacts::find_same(&draft.cards, new.kind, &new.value) {
        let (card, same) = (card.id, same.clone());
        return answer(call, &draft.record, &draft.cards, card, same, true);
    }
    if let Some((reason, cap)) = contacts::no_room_for_point(&draft.cards, &call.tx.settings()?) {
        return Err(Error::Refused { reason, count: Some(cap), of: vec!["point".to_owned()] });
    }
    let card = match (contact, draft.cards.first()) {
        (Some(id), _) => records::find_card(&draft.cards, id)?.id,
        (None, Some(first)) => first.id,
        (None, None) => new_card(call, customer)?,
    };
    let point = PointRecord {
        id: PointId::from_uuid(call.gate.env().uuid()?),
        kind: new.kind,
        value: new.value,
        preferred: new.preferred,
        contactable: new.contactable,
        verified: None,
        provenance: call.permit.provenance(how, source),
    };
    if point.preferred {
        clear_preferred(call, customer, &draft.cards, &point)?;
    }
    call.tx.put_point(customer, card, &point)?;
    let record = touch_cards(call, draft, how)?;
    let added =
        ChangedField::new(point.kind.as_str(), None, Some(point.value.as_typed().to_owned()));
    call.log(how, RecordKind::Point, point.id, Some(customer), vec![added])?;
    answer(call, &record, &draft.cards, card, point, false)
}

fn new_card<O: Operation>(call: &mut WriteCall<'_, O>, customer: CustomerId) -> Result<ContactId> {
    let id = ContactId::from_uuid(call.gate.env().uuid()?);
    let card = ContactRecord { id, label: None, person_name: None, points: Vec::new() };
    call.tx.put_contact(customer, &card)?;
    Ok(id)
}

/// What a patch makes of a point.
fn patched(
    old: &PointRecord,
    patch: &PointPatch,
    settings: &Settings,
) -> Result<(PointKind, PointValue)> {
    let kind_change = || Error::from(Violation::new("phone_kind", Rule::KindChange));
    let text = patch.text.as_deref();
    match &old.value {
        PointValue::Phone(phone) => {
            let kind = patch.phone_kind.map_or(old.kind, PointKind::from);
            if text.is_none() && patch.region.is_none() {
                return Ok((kind, old.value.clone()));
            }
            let region = match patch.region.as_deref().map(str::trim) {
                Some("") => None,
                Some(region) => Some(region.to_owned()),
                None => phone.selector().map(String::from),
            };
            let text = text.unwrap_or(phone.as_typed());
            let phone = Phone::parse(text, region.as_deref(), &contacts::phone_options(settings))?;
            Ok((kind, PointValue::Phone(phone)))
        }
        _ if patch.phone_kind.is_some() || patch.region.is_some() => Err(kind_change()),
        PointValue::Email(email) => {
            let email =
                Email::parse(text.unwrap_or(email.as_typed()), &contacts::email_options(settings))?;
            Ok((old.kind, PointValue::Email(email)))
        }
        PointValue::Handle(handle) => {
            let account = patch.account.as_deref().or(handle.account());
            let handle = Handle::parse(handle.channel(), account, text.unwrap_or(handle.value()))?;
            Ok((old.kind, PointValue::Handle(handle)))
        }
    }
}

fn change<O: Operation>(
    call: &mut WriteCall<'_, O>,
    draft: &Draft,
    card: ContactId,
    old: &PointRecord,
    kind: PointKind,
    value: PointValue,
) -> Result<PointWritten> {
    let twin =
        contacts::find_same(&draft.cards, kind, &value).filter(|(_, same)| same.id != old.id);
    if twin.is_some() {
        return Err(Violation::new("text", Rule::Duplicate).into());
    }
    let same_text = value.as_typed() == old.value.as_typed()
        && value.duplicate_key() == old.value.duplicate_key();
    if same_text && kind == old.kind && value.match_key() == old.value.match_key() {
        return answer(call, &draft.record, &draft.cards, card, old.clone(), false);
    }
    let same_address = value.match_key() == old.value.match_key();
    let point = PointRecord {
        kind,
        verified: old.verified.clone().filter(|_| same_address),
        provenance: call.permit.provenance(How::Typed, None),
        value,
        ..old.clone()
    };
    if !same_address {
        note_removal(call, draft.record.id, old)?;
    }
    call.tx.put_point(draft.record.id, card, &point)?;
    let record = touch_cards(call, draft, How::Typed)?;
    let typed = |point: &PointRecord| Some(point.value.as_typed().to_owned());
    let changed = ChangedField::new(kind.as_str(), typed(old), typed(&point));
    call.log(How::Typed, RecordKind::Point, point.id, Some(record.id), vec![changed])?;
    answer(call, &record, &draft.cards, card, point, false)
}

fn remove<O: Operation>(
    call: &mut WriteCall<'_, O>,
    draft: &Draft,
    old: &PointRecord,
) -> Result<()> {
    let customer = draft.record.id;
    note_removal(call, customer, old)?;
    call.tx.delete_point(customer, old.id)?;
    touch_cards(call, draft, How::Typed)?;
    let removed = ChangedField::new(old.kind.as_str(), Some(old.value.as_typed().to_owned()), None);
    call.log(How::Typed, RecordKind::Point, old.id, Some(customer), vec![removed])
}

/// What was taken off by hand is not brought back by the source that it came from.
pub(super) fn note_removal<O: Operation>(
    call: &mut WriteCall<'_, O>,
    customer: CustomerId,
    point: &PointRecord,
) -> Result<()> {
    let digest = KeyDigest::new(&call.tx.salt()?, &point.value.match_key());
    let source = point.provenance.source.clone().unwrap_or_default();
    Ok(call.tx.note_removed_point(customer, &digest, &source, call.permit.now())?)
}

/// Of each sort of address at most one is preferred: another one that was is no longer.
pub(super) fn clear_preferred<O: Operation>(
    call: &mut WriteCall<'_, O>,
    customer: CustomerId,
    cards: &[ContactRecord],
    by: &PointRecord,
) -> Result<()> {
    for (card, point) in contacts::all_points(cards) {
        if point.preferred && point.id != by.id && point.kind.family() == by.kind.family() {
            let cleared = PointRecord { preferred: false, ..point.clone() };
            call.tx.put_point(customer, card.id, &cleared)?;
        }
    }
    Ok(())
}

/// Steps the customer's version because its cards were written. When that made another address the
/// primary one, the single field that shows it changed too: whoever edits that field by what he read
/// before has to read again.
pub(super) fn touch_cards<O: Operation>(
    call: &mut WriteCall<'_, O>,
    before: &Draft,
    how: How,
) -> Result<CustomerRecord> {
    let mut record = before.record.clone();
    let after = records::cards_of(call.tx.as_read(), record.id)?;
    let fields = other_primary(&before.cards, &after);
    records::step(&mut record, &call.permit, how, &fields);
    records::save(call.tx, &record)?;
    Ok(record)
}

/// The single fields that show another address than before.
pub(super) fn other_primary(
    before: &[ContactRecord],
    after: &[ContactRecord],
) -> Vec<&'static str> {
    let same = |a: Option<&PointRecord>, b: Option<&PointRecord>| {
        let of = |point: &PointRecord| {
            (point.id, point.value.as_typed().to_owned(), point.value.duplicate_key())
        };
        a.map(of) == b.map(of)
    };
    let email = same(contacts::primary_email(before), contacts::primary_email(after));
    let phone = same(contacts::primary_phone(before), contacts::primary_phone(after));
    [(email, "email"), (phone, "phone")].iter().filter(|of| !of.0).map(|of| of.1).collect()
}

pub(super) fn answer<O: Operation>(
    call: &WriteCall<'_, O>,
    record: &CustomerRecord,
    cards: &[ContactRecord],
    contact: ContactId,
    point: PointRecord,
    already_present: bool,
) -> Result<PointWritten> {
    let seen = records::seen_of(call.permit.access(), record);
    let (mut also_at, mut warnings) = (Vec::new(), Vec::new());
    if seen.shows_contacts() {
        also_at = records::also_at(call, record.id, &point.value.match_key())?;
        warnings = contacts::warnings(cards, point.kind, &point.value);
    }
    Ok(PointWritten {
        also_at,
        warnings,
        point: records::show_point(call.tx.as_read(), &point, seen.contacts)?,
        contact,
        already_present,
        version: record.version,
    })
}

/// The single-field edit of the primary email and phone: it changes that point, adds one where there
/// is none, and removes that one only when the text is blank.
pub(super) fn patch_primary(
    call: &mut WriteCall<'_, UpdateCustomer>,
    record: &mut CustomerRecord,
    cards: &[ContactRecord],
    before: &CustomerRecord,
    version: u64,
    patch: &CustomerPatch,
) -> Result<()> {
    if patch.email.is_none() && patch.phone.is_none() {
        return Ok(());
    }
    records::also_on(&call.permit, &[Permission::ContactView, Permission::ContactEdit], before)?;
    records::sees_contacts(&call.permit, before)?;
    let settings = call.tx.settings()?;
    if let Some(address) = &patch.email {
        records::check_versions(before, version, ["email"].into_iter())?;
        let new = NewPoint::Email(NewEmail::new(address.clone()));
        patch_one(call, record, contacts::primary_email(cards), &new, address, "email", &settings)?;
    }
    if let Some(phone) = &patch.phone {
        records::check_versions(before, version, ["phone"].into_iter())?;
        let primary = contacts::primary_phone(cards);
        patch_one(
            call,
            record,
            primary,
            &NewPoint::Phone(phone.clone()),
            &phone.number,
            "phone",
            &settings,
        )?;
    }
    Ok(())
}

fn patch_one(
    call: &mut WriteCall<'_, UpdateCustomer>,
    record: &mut CustomerRecord,
    primary: Option<&PointRecord>,
    new: &NewPoint,
    text: &str,
    field: &'static str,
    settings: &Settings,
) -> Result<()> {
    let blank = text.trim().is_empty();
    let draft =
        Draft { record: record.clone(), cards: records::cards_of(call.tx.as_read(), record.id)? };
    match primary {
        None if blank => return Ok(()),
        None => {
            let checked = contacts::check_point(new, settings)
                .map_err(|violation| named(violation, field))?;
            add(call, &draft, None, checked, How::Typed, None)?;
        }
        Some(old) if blank => remove(call, &draft, old)?,
        Some(old) => {
            let (card, old) = find_point(&draft.cards, old.id)?;
            let (kind, value) = patched(old, &point_patch(new), settings)
                .map_err(|error| named_error(error, field))?;
            change(call, &draft, card.id, old, kind, value)?;
        }
    }
    *record = call
        .tx
        .customers(&call.permit.whole_rows(), &[record.id])?
        .pop()
        .ok_or_else(|| Error::not_found("customer"))?;
    Ok(())
}

fn point_patch(new: &NewPoint) -> PointPatch {
    match new {
        NewPoint::Email(NewEmail { address, .. }) => {
            PointPatch { text: Some(address.clone()), ..PointPatch::default() }
        }
        NewPoint::Phone(NewPhone { number, region, kind, .. }) => PointPatch {
            text: Some(number.clone()),
            region: region.clone(),
            // The kind of a form's single phone field says nothing about the phone that is there.
            phone_kind: Some(*kind).filter(|kind| *kind != PhoneKind::Mobile),
            ..PointPatch::default()
        },
        NewPoint::Handle(handle) => {
            PointPatch { text: Some(handle.handle.clone()), ..PointPatch::default() }
        }
    }
}

fn named(violation: Violation, field: &str) -> Violation {
    if violation.field == "region" {
        violation.at(format!("{field}.region"))
    } else {
        violation.at(field)
    }
}

fn named_error(error: Error, field: &str) -> Error {
    match error {
        Error::Invalid { violations } => Error::Invalid {
            violations: violations.into_iter().map(|violation| named(violation, field)).collect(),
        },
        other => other,
    }
}
