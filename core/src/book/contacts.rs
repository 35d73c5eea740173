//! Contact cards.

use crate::error::{Error, Result};
use crate::model::change::{ChangedField, RecordKind};
use crate::model::contact::{
    Contact, ContactPatch, ContactRecord, ContactRoom, NewContact, PointRecord,
};
use crate::model::grant::FieldLevel;
use crate::model::ids::{ContactId, CustomerId};
use crate::model::provenance::How;
use crate::model::reason::RefusedReason;
use crate::model::settings::Settings;
use crate::model::text::line_within;
use crate::rules::contacts::{self, ContactDraft};

use super::create::new_card;
use super::gate::WriteCall;
use super::operations::{
    AddContact, CanAddContact, ListContacts, Operation, RemoveContact, RevealContacts,
    UpdateContact,
};
use super::points;
use super::records;
use super::session::Session;

impl Session {
    /// The contact cards of a customer, in the order in which they were added, as are the points on
    /// each.
    ///
    /// # Errors
    /// `not_found`, `denied`.
    pub fn list_contacts(&self, customer: CustomerId) -> Result<Vec<Contact>> {
        self.gate.read::<ListContacts, _>(&self.who, |call| {
            let access = call.permit.access();
            let record = records::find(call.tx, access, customer)?.record;
            let cards = records::cards_seen(call.tx, std::slice::from_ref(&record))?;
            records::show_cards(call.tx, &cards.concat(), record.seen.contacts)
        })
    }

    /// The contact cards of a customer in full, for those who see them masked otherwise. That they
    /// were looked at is written to the change log.
    ///
    /// # Errors
    /// `not_found`, `denied`.
    pub fn reveal_contacts(&self, customer: CustomerId) -> Result<Vec<Contact>> {
        self.gate.write::<RevealContacts, _>(&self.who, move |call| {
            let access = call.permit.access();
            let record = records::find(call.tx.as_read(), access, customer)?.record;
            let cards = records::cards_of(call.tx.as_read(), record.id)?;
            call.log(How::Typed, RecordKind::Access, record.id, Some(record.id), Vec::new())?;
            records::show_cards(call.tx.as_read(), &cards, FieldLevel::View)
        })
    }

    /// May another card be added to a customer? If not, the answer says which cap was reached.
    ///
    /// # Errors
    /// `not_found`, `denied`.
    pub fn can_add_contact(&self, customer: CustomerId) -> Result<ContactRoom> {
        self.gate.read::<CanAddContact, _>(&self.who, |call| {
            let id = records::find(call.tx, call.permit.access(), customer)?.record.id;
            let cards = records::cards_of(call.tx, id)?;
            Ok(contacts::room(cards.len(), &call.tx.settings()?))
        })
    }

    /// Adds a contact card. All its addresses are checked, and all violations told; if one fails
    /// nothing is added. An address that the customer has already is not added twice.
    ///
    /// # Errors
    /// `invalid`, `refused` (`contact_limit`, `point_limit`), `not_found`, `denied`.
    pub fn add_contact(&self, customer: CustomerId, contact: NewContact) -> Result<Contact> {
        self.gate.write::<AddContact, _>(&self.who, move |call| add(call, customer, &contact))
    }

    /// Changes a card's label and name.
    ///
    /// # Errors
    /// `invalid`, `not_found`, `denied`.
    pub fn update_contact(
        &self,
        customer: CustomerId,
        contact: ContactId,
        patch: ContactPatch,
    ) -> Result<Contact> {
        self.gate.write::<UpdateContact, _>(&self.who, move |call| {
            let draft =
                records::find_to_change_contacts(call.tx.as_read(), &call.permit, customer)?;
            let mut card = records::find_card(&draft.cards, contact)?.clone();
            let mut changed = Vec::new();
            for (field, text, slot, max) in [
                ("label", &patch.label, &mut card.label, contacts::MAX_LABEL),
                (
                    "person_name",
                    &patch.person_name,
                    &mut card.person_name,
                    contacts::MAX_PERSON_NAME,
                ),
            ] {
                let Some(text) = text else { continue };
                let new = line_within(text, field, max)?;
                if new != *slot {
                    changed.push(ChangedField::new(field, slot.clone(), new.clone()));
                    *slot = new;
                }
            }
            if !changed.is_empty() {
                call.tx.put_contact(draft.record.id, &card)?;
                points::touch_cards(call, &draft, How::Typed)?;
                call.log(How::Typed, RecordKind::Contact, card.id, Some(customer), changed)?;
            }
            show(call, &card)
        })
    }

    /// Removes a card and the points on it.
    ///
    /// # Errors
    /// `not_found`, `denied`.
    pub fn remove_contact(&self, customer: CustomerId, contact: ContactId) -> Result<()> {
        self.gate.write::<RemoveContact, _>(&self.who, move |call| {
            let draft =
                records::find_to_change_contacts(call.tx.as_read(), &call.permit, customer)?;
            let card = records::find_card(&draft.cards, contact)?;
            for point in &card.points {
                points::note_removal(call, draft.record.id, point)?;
            }
            let removed = card.points.iter().map(|point| {
                ChangedField::new(
                    point.kind.as_str(),
                    Some(point.value.as_typed().to_owned()),
                    None,
                )
            });
            let removed = removed.collect();
            call.tx.delete_contact(draft.record.id, contact)?;
            points::touch_cards(call, &draft, How::Typed)?;
            call.log(How::Typed, RecordKind::Contact, contact, Some(customer), removed)
        })
    }
}

fn show<O: Operation>(call: &WriteCall<'_, O>, card: &ContactRecord) -> Result<Contact> {
    // Who changes cards sees them.
    let cards = std::slice::from_ref(card);
    let shown = records::show_cards(call.tx.as_read(), cards, FieldLevel::Edit)?;
    shown.into_iter().next().ok_or_else(|| Error::internal("contacts.show"))
}

fn add(
    call: &mut WriteCall<'_, AddContact>,
    customer: CustomerId,
    new: &NewContact,
) -> Result<Contact> {
    let settings = call.tx.settings()?;
    let draft = records::find_to_change_contacts(call.tx.as_read(), &call.permit, customer)?;
    let checked = contacts::check_contact(new, "contact", &settings)?;
    let checked = fitting(checked, &draft.cards, &settings)?;
    let card = new_card(call.gate.env(), &call.permit, checked, How::Typed, None)?;
    call.tx.put_contact(draft.record.id, &card)?;
    for point in &card.points {
        if point.preferred {
            points::clear_preferred(call, draft.record.id, &draft.cards, point)?;
        }
        call.tx.put_point(draft.record.id, card.id, point)?;
    }
    points::touch_cards(call, &draft, How::Typed)?;
    let typed = |point: &PointRecord| Some(point.value.as_typed().to_owned());
    let added = card.points.iter().map(|of| ChangedField::new(of.kind.as_str(), None, typed(of)));
    let added = added.collect();
    call.log(How::Typed, RecordKind::Contact, card.id, Some(customer), added)?;
    show(call, &card)
}

/// The card without the addresses that the customer has already, when there is room for it.
fn fitting(
    card: ContactDraft,
    cards: &[ContactRecord],
    settings: &Settings,
) -> Result<ContactDraft> {
    let refused = |reason, cap, of: &str| {
        Err(Error::Refused { reason, count: Some(cap), of: vec![of.to_owned()] })
    };
    let room = contacts::room(cards.len(), settings);
    if !room.allowed {
        return refused(RefusedReason::ContactLimit, room.cap, "contact");
    }
    let mut cleaned = [card];
    contacts::drop_repeated(&mut cleaned);
    let [mut card] = cleaned;
    card.points.retain(|of| contacts::find_same(cards, of.kind, &of.value).is_none());
    let held: usize = cards.iter().map(|card| card.points.len()).sum();
    if held + card.points.len() > settings.max_points as usize {
        return refused(RefusedReason::PointLimit, settings.max_points, "point");
    }
    Ok(card)
}
