//! Carrying a decision out.

use crate::error::Result;
use crate::model::change::{ChangedField, RecordKind};
use crate::model::contact::Undeliverable;
use crate::model::customer::{CustomerKind, CustomerStatus};
use crate::model::field::{CustomerField, FieldValues};
use crate::model::ids::{CustomerId, InteractionId};
use crate::model::interaction::InteractionRecord;
use crate::model::matching::VerifiedBy;
use crate::model::provenance::How;
use crate::rules::contacts::{ContactDraft, PointDraft};
use crate::rules::customers::CustomerDraftRecord;
use crate::rules::sender::bounce::AddressMark;
use crate::rules::sender::decide::Result as Decided;
use crate::rules::sender::read::key_of;

use super::plan::Plan;
use super::required_id;
use crate::book::create::{Origin, insert};
use crate::book::customers::set_status;
use crate::book::gate::WriteCall;
use crate::book::operations::Operation;
use crate::book::records::{self, Draft};

/// What was written.
pub(super) struct Applied {
    /// The customer that was created.
    pub(super) created: Option<Draft>,
    pub(super) interaction: Option<InteractionId>,
}

/// Writes what the decision says, all of it or nothing.
pub(super) fn apply<O: Operation>(
    call: &mut WriteCall<'_, O>,
    plan: &Plan,
) -> Result<Option<Applied>> {
    for mark in &plan.marks {
        mark_address(call, mark)?;
    }
    let mut created = None;
    let customer = match &plan.judgement.result {
        Decided::Create => Some(created.insert(create(call, plan)?).record.id),
        Decided::Assign(id) => Some(*id),
        _ if plan.marks.is_empty() => return Ok(None),
        // A report that left marks is remembered, so that it does not count twice.
        _ => None,
    };
    let interaction = link(call, plan, customer, created.is_some())?;
    if let Some(customer) = customer {
        if plan.judgement.reactivate {
            reactivate(call, customer)?;
        }
        if !plan.judgement.automated {
            call.tx.note_contact(customer, plan.at)?;
        }
    }
    Ok(Some(Applied { created, interaction: Some(interaction) }))
}

fn link<O: Operation>(
    call: &mut WriteCall<'_, O>,
    plan: &Plan,
    customer: Option<CustomerId>,
    created: bool,
) -> Result<InteractionId> {
    let record = InteractionRecord {
        id: InteractionId::from_uuid(call.gate.env().uuid()?),
        kind: plan.kind,
        external_id: required_id(plan.external_id.as_deref(), plan.kind)?,
        identity: plan.key.clone().unwrap_or_default(),
        customer,
        at: plan.at,
        automated: plan.judgement.automated,
        linked_by: call.permit.actor().id.clone(),
        linked_by_hand: false,
        linked_at: call.permit.now(),
        created_customer: created,
        participants: plan.participants.clone(),
    };
    call.tx.put_interaction(&record)?;
    let linked = customer.map(|id| ChangedField::new("customer", None, Some(id.to_string())));
    call.log(
        How::Captured,
        RecordKind::Interaction,
        record.id,
        customer,
        linked.into_iter().collect(),
    )?;
    Ok(record.id)
}

/// A customer made of a message holds what the message says and nothing that is guessed.
fn create<O: Operation>(call: &mut WriteCall<'_, O>, plan: &Plan) -> Result<Draft> {
    let mut values = FieldValues::default();
    values.set(CustomerField::FullName, plan.draft.full_name.clone());
    values.set(CustomerField::Source, Some(plan.kind.to_string()));
    let points = plan.sender_point.iter().map(|point| PointDraft {
        kind: point.kind,
        value: point.value.clone(),
        preferred: false,
        contactable: true,
    });
    let card = ContactDraft { points: points.collect(), ..ContactDraft::default() };
    let contacts = if card.points.is_empty() { Vec::new() } else { vec![card] };
    let draft = CustomerDraftRecord { kind: CustomerKind::Person, values, contacts };
    let origin = Origin {
        source: Some(plan.kind.to_string()),
        verified: plan.verified_by != VerifiedBy::Nobody,
        auto_created: true,
        derived: plan.draft.name_is_derived.then_some(CustomerField::FullName),
        ..Origin::of(How::Captured)
    };
    insert(call, draft, &plan.settings, origin)
}

fn reactivate<O: Operation>(call: &mut WriteCall<'_, O>, customer: CustomerId) -> Result<()> {
    let access = crate::model::access::Access::internal();
    let mut record = records::find(call.tx.as_read(), &access, customer)?.record;
    set_status(call, &mut record, CustomerStatus::Active, How::Captured)
}

fn mark_address<O: Operation>(call: &mut WriteCall<'_, O>, mark: &AddressMark) -> Result<()> {
    let key = key_of(&mark.email);
    let mut facts = records::facts_of(call.tx.as_read(), &key)?;
    let changed = match &mark.undeliverable {
        Some(code) => {
            if facts.undeliverable.is_none() {
                facts.undeliverable =
                    Some(Undeliverable { since: call.permit.now(), code: code.clone() });
            }
            ChangedField::new("undeliverable", None, code.clone())
        }
        None => {
            facts.soft_bounces = facts.soft_bounces.saturating_add(1);
            ChangedField::new("soft_bounces", None, Some(facts.soft_bounces.to_string()))
        }
    };
    call.tx.put_address_facts(&key, &facts)?;
    call.log(How::Captured, RecordKind::Address, key.family, None, vec![changed])
}
