//! Linking an interaction to a customer by a person's decision.

use crate::error::{Error, Result, unless};
use crate::model::change::{ChangedField, RecordKind};
use crate::model::contact::{PointKind, PointValue};
use crate::model::email::{Email, EmailOptions};
use crate::model::handle::Handle;
use crate::model::ids::{CustomerId, InteractionId};
use crate::model::interaction::{
    Interaction, InteractionRecord, InteractionRef, LinkAddress, LinkRequest, LinkSender,
    LinkTarget, Linked,
};
use crate::model::permission::Permission;
use crate::model::phone::{Phone, PhoneOptions};
use crate::model::provenance::How;
use crate::model::reason::RefusedReason;
use crate::model::sender::SenderClass;
use crate::model::settings::Settings;
use crate::rules::contacts::PointDraft;
use crate::rules::sender::contact::is_withheld;

use super::create::create;
use super::gate::WriteCall;
use super::interactions::{check_external_id, plain_id};
use super::matching::point_kind;
use super::operations::LinkInteraction;
use super::points;
use super::records::{self, Draft};
use super::session::Session;

impl Session {
    /// Links a message, call, chat or ticket to a customer, or to a new one that is created in the
    /// same step; again to another one, if a person decides so. Matching does not change such a link.
    ///
    /// With `remember_sender` the sender's address is added to the customer, so that the next message
    /// is a single match. Creating needs `customer.create` beside the operation's own permissions,
    /// remembering `contact.edit`.
    ///
    /// # Errors
    /// `invalid`, also for a time outside of the years 1 to 9999; `refused` (`cannot_remember`,
    /// `point_limit`, `contact_limit`); `conflict` and
    /// `invalid` as for creating; `not_found`; `denied`. Nothing is linked then.
    pub fn link_interaction(&self, request: LinkRequest) -> Result<Linked> {
        let InteractionRef { kind, external_id } = &request.interaction;
        let external_id = check_external_id(plain_id(*kind, external_id), "external_id");
        let external_id = unless(external_id, request.at.check("at"))?;
        self.gate
            .write::<LinkInteraction, _>(&self.who, move |call| link(call, &request, &external_id))
    }
}

fn link(
    call: &mut WriteCall<'_, LinkInteraction>,
    request: &LinkRequest,
    external_id: &str,
) -> Result<Linked> {
    let settings = call.tx.settings()?;
    let sender = request.sender.as_ref().and_then(|sender| read_sender(sender, &settings));
    let (customer, created) = match &request.target {
        LinkTarget::Existing { customer } => {
            (records::find(call.tx.as_read(), call.permit.access(), *customer)?.record.id, false)
        }
        LinkTarget::New { customer } => {
            let record = create(call, customer, &settings, How::Typed)?;
            records::also_on(&call.permit, &[Permission::CustomerCreate], &record)?;
            (record.id, true)
        }
    };
    let remembered =
        request.remember_sender && remember(call, request, sender.as_ref(), customer, &settings)?;
    let (record, previous) =
        relink(call, request, external_id, sender.as_ref(), customer, created)?;
    // What a machine sent is no contact with a person, whoever links it.
    if !record.automated {
        call.tx.note_contact(customer, request.at)?;
    }
    let fields = vec![ChangedField::new(
        "customer",
        previous.map(|id| id.to_string()),
        Some(customer.to_string()),
    )];
    if previous.is_some() {
        // Who reads the history of the one that lost it finds it there too.
        call.log(How::Typed, RecordKind::Interaction, record.id, previous, fields.clone())?;
    }
    call.log(How::Typed, RecordKind::Interaction, record.id, Some(customer), fields)?;
    Ok(Linked { interaction: Interaction::from(record), customer, created, remembered, previous })
}

/// The sender's address, as far as it can be read.
fn read_sender(sender: &LinkSender, settings: &Settings) -> Option<PointDraft> {
    let text = sender.address.as_str();
    let draft = |kind, value| PointDraft { kind, value, preferred: false, contactable: true };
    if let Some(channel) = sender.point.channel() {
        let handle = Handle::parse(channel, sender.account.as_deref(), text).ok()?;
        return Some(draft(PointKind::from(channel), PointValue::Handle(handle)));
    }
    match sender.point {
        LinkAddress::Email => {
            let options = EmailOptions { allow_local_domains: settings.allow_local_domains };
            Email::parse(text, &options)
                .ok()
                .map(|email| draft(PointKind::Email, PointValue::Email(email)))
        }
        LinkAddress::Phone if is_withheld(text) => None,
        LinkAddress::Phone => {
            let options =
                PhoneOptions { default_region: settings.default_region, ..PhoneOptions::default() };
            let phone = Phone::parse(text, sender.region.as_deref(), &options).ok()?;
            Some(draft(point_kind(&phone), PointValue::Phone(phone)))
        }
        _ => None,
    }
}

/// Adds the sender's address to the customer. The host's own addresses and machines are nobody's.
fn remember(
    call: &mut WriteCall<'_, LinkInteraction>,
    request: &LinkRequest,
    sender: Option<&PointDraft>,
    customer: CustomerId,
    settings: &Settings,
) -> Result<bool> {
    let refused = || Error::refused(RefusedReason::CannotRemember);
    let sender = sender.ok_or_else(refused)?;
    let class = request.sender.as_ref().and_then(|sender| sender.class);
    let machine = matches!(
        class,
        Some(
            SenderClass::Bounce
                | SenderClass::AutoGenerated
                | SenderClass::NoReply
                | SenderClass::OwnAddress
                | SenderClass::Loop
                | SenderClass::Invalid
        )
    );
    let senders = call.gate.senders(settings)?;
    let nobodys = match &sender.value {
        PointValue::Email(email) => senders.is_own(email) || senders.is_no_reply(email),
        PointValue::Phone(_) | PointValue::Handle(_) => false,
    };
    if machine || nobodys {
        return Err(refused());
    }
    let record = records::find(call.tx.as_read(), &call.permit.whole_rows(), customer)?.record;
    records::also_on(&call.permit, &[Permission::ContactView, Permission::ContactEdit], &record)?;
    records::sees_contacts(&call.permit, &record)?;
    let cards = records::cards_of(call.tx.as_read(), customer)?;
    let written =
        points::add(call, &Draft { record, cards }, None, sender.clone(), How::Typed, None)?;
    Ok(!written.already_present)
}

/// The customer that an interaction is taken from has to be within reach, like the one that gets it.
fn linked_before(
    call: &WriteCall<'_, LinkInteraction>,
    id: CustomerId,
) -> Result<Option<CustomerId>> {
    let Some(living) = call.tx.survivor(id)? else { return Ok(None) };
    match records::find(call.tx.as_read(), call.permit.access(), living) {
        Ok(found) => Ok(Some(found.record.id)),
        Err(Error::NotFound { .. }) => {
            Err(Error::Denied { missing: vec![Permission::InteractionLink] })
        }
        Err(error) => Err(error),
    }
}

/// Matching said that a machine sent it.
fn is_automated(request: &LinkRequest) -> bool {
    let class = request.sender.as_ref().and_then(|sender| sender.class);
    class.is_some_and(SenderClass::is_machine)
}

/// Writes the link over the one that stands, if any.
fn relink(
    call: &mut WriteCall<'_, LinkInteraction>,
    request: &LinkRequest,
    external_id: &str,
    sender: Option<&PointDraft>,
    customer: CustomerId,
    created: bool,
) -> Result<(InteractionRecord, Option<CustomerId>)> {
    let kind = request.interaction.kind;
    let standing = call.tx.interactions(kind, external_id)?;
    let key = sender.map(|sender| sender.value.match_key().text);
    let of_sender = standing.iter().find(|of| key.as_ref().is_some_and(|key| of.identity == *key));
    let sole = match standing.as_slice() {
        [one] if key.is_none() || one.identity.is_empty() => Some(one),
        _ => None,
    };
    let old = of_sender.or(sole);
    let previous = match old.and_then(|old| old.customer) {
        Some(id) => linked_before(call, id)?.filter(|id| *id != customer),
        None => None,
    };
    let record = InteractionRecord {
        id: match old {
            Some(old) => old.id,
            None => InteractionId::from_uuid(call.gate.env().uuid()?),
        },
        kind,
        external_id: external_id.to_owned(),
        identity: old.map(|old| old.identity.clone()).or(key).unwrap_or_default(),
        customer: Some(customer),
        at: old.map_or(request.at, |old| old.at),
        automated: old.is_some_and(|old| old.automated) || is_automated(request),
        linked_by: call.permit.actor().id.clone(),
        linked_by_hand: true,
        linked_at: call.permit.now(),
        created_customer: created,
        participants: old.map(|old| old.participants.clone()).unwrap_or_default(),
    };
    call.tx.put_interaction(&record)?;
    Ok((record, previous))
}
