//! From a decision to the answer that the actor gets: what he may not see is left out.

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::Result;
use crate::model::access::Access;
use crate::model::contact::ContactRecord;
use crate::model::customer::{CustomerRecord, CustomerStatus};
use crate::model::field::CustomerField;
use crate::model::ids::CustomerId;
use crate::model::key::MatchKey;
use crate::model::matching::{
    Candidate, CannotRemember, Explanation, MatchAnswer, MatchNote, MatchOutcome,
    NotACustomerReason, VerifiedBy,
};
use crate::model::permission::Permission;
use crate::rules::sender::decide::Result as Decided;
use crate::rules::sender::matter::Listed;
use crate::rules::sender::patterns::SenderBook;
use crate::rules::sender::table::Count;
use crate::rules::{contacts, names};
use crate::store::ReadTx;

use super::apply::Applied;
use super::plan::Plan;
use crate::book::gate::{Gate, Permit};
use crate::book::records::{self, Draft};

/// What the actor may see of customers.
struct View<'v> {
    plan: &'v Plan,
    senders: Arc<SenderBook>,
    /// The customers that the actor may open, of all whom the answer could name.
    seen: HashMap<CustomerId, Seen>,
    /// May the actor know that there are customers whom he may not see?
    sees_hidden: bool,
    /// Pairs of those whom a person said are two.
    apart: Vec<(CustomerId, CustomerId)>,
}

struct Seen {
    record: CustomerRecord,
    cards: Vec<ContactRecord>,
}

pub(super) fn answer<O>(
    tx: &dyn ReadTx,
    gate: &Gate,
    permit: &Permit<'_, O>,
    plan: &Plan,
    mut applied: Option<Applied>,
) -> Result<MatchAnswer> {
    let judgement = &plan.judgement;
    let created = applied.as_mut().and_then(|applied| applied.created.take());
    let known = match &judgement.result {
        Decided::Assign(id) | Decided::Returned(id) => Some(*id),
        _ => None,
    };
    let customer = known.or(created.as_ref().map(|created| created.record.id));
    // Who may open no customer at all sees none.
    let access = permit.also(&[Permission::CustomerView]).ok();
    let sees_hidden = permit.effective().holds_on_book(Permission::MatchSeeHidden);
    let mut view = View::of(tx, gate.senders(&plan.settings)?, plan, access.as_ref(), known)?;
    if let (Some(access), Some(created)) = (&access, created) {
        view.add(access, created);
    }
    view.sees_hidden = sees_hidden;
    let outcome = view.outcome(customer);
    let earlier =
        plan.earlier.as_ref().filter(|_| matches!(judgement.result, Decided::Returned(_)));
    let reply_address = match customer {
        Some(id) => view.reply_address(id),
        None => sole_reply_address(&outcome),
    };
    Ok(MatchAnswer {
        applied: applied.is_some(),
        interaction: applied
            .and_then(|applied| applied.interaction)
            .or(earlier.map(|earlier| earlier.interaction)),
        may_auto_reply: plan.may_auto_reply,
        safe_to_auto_reply: plan.may_auto_reply && plan.verified_by != VerifiedBy::Nobody,
        reply_address,
        cannot_remember: plan.cannot_remember,
        outcome,
        explanation: view.explanation(),
    })
}

fn sole_reply_address(outcome: &MatchOutcome) -> Option<String> {
    match outcome {
        MatchOutcome::Candidates { candidates } => match candidates.as_slice() {
            [one] => one.reply_address.clone(),
            _ => None,
        },
        _ => None,
    }
}

impl<'v> View<'v> {
    /// Reads all whom the answer could name, each once.
    fn of(
        tx: &dyn ReadTx,
        senders: Arc<SenderBook>,
        plan: &'v Plan,
        access: Option<&Access>,
        customer: Option<CustomerId>,
    ) -> Result<Self> {
        let judgement = &plan.judgement;
        let listed = match &judgement.result {
            Decided::List(listed) => listed.as_slice(),
            _ => &[],
        };
        let listed = judgement.candidates.iter().chain(&judgement.suggestions).chain(listed);
        let mut ids: Vec<CustomerId> = listed.map(|one| one.holder.customer).collect();
        ids.extend(plan.about.iter().chain(&customer).chain(&judgement.thread_customer));
        ids.sort_unstable();
        ids.dedup();
        let apart = tx.kept_apart(&ids)?;
        let records = match access {
            Some(access) => tx.customers(access, &ids)?,
            None => Vec::new(),
        };
        // Nothing of the cards of those of whom none is seen is read.
        let cards = records::cards_seen(tx, &records)?;
        let seen = records.into_iter().zip(cards);
        let seen = seen.map(|(record, cards)| (record.id, Seen { record, cards })).collect();
        Ok(Self { plan, senders, seen, sees_hidden: false, apart })
    }

    /// A customer that was created just now need not be read back.
    fn add(&mut self, access: &Access, created: Draft) {
        let Draft { mut record, cards } = created;
        let of = |field| record.values.get(field);
        let (team, owner) = (of(CustomerField::Team), of(CustomerField::Owner));
        if access.rows.admits(team, owner) {
            record.seen = *access.levels(team, owner);
            (record.values, record.withheld) = record.values.seen_at(&record.seen);
            self.seen.insert(record.id, Seen { record, cards });
        }
    }

    fn explanation(&self) -> Explanation {
        let (plan, judgement) = (self.plan, &self.plan.judgement);
        let candidates = self.candidates(&judgement.candidates);
        let suggestions = self.candidates(&judgement.suggestions);
        let hidden_candidates = judgement.candidates.len() - candidates.len();
        let hidden = hidden_candidates + judgement.suggestions.len() - suggestions.len();
        // What follows from customers whom the actor may not see tells of them.
        let tells = self.sees_hidden || hidden_candidates == 0;
        let count = match (tells, judgement.count, candidates.len()) {
            (true, Count::Zero, _) | (false, _, 0) => 0,
            (true, Count::One, _) | (false, _, 1) => 1,
            (true, Count::Many, _) | (false, ..) => 2,
        };
        let notes = judgement.notes.iter().copied();
        let notes = notes.filter(|note| self.may_know(*note, &candidates, &suggestions));
        Explanation {
            kind: plan.kind,
            mode: plan.mode,
            class: plan.class,
            tier: plan.tier,
            row: judgement.row.name(),
            count,
            identity: plan.identity.clone(),
            key: plan.key.clone(),
            verified_by: plan.verified_by,
            evidence: plan.evidence.clone(),
            flags: plan.flags.clone(),
            notes: notes.collect(),
            candidates,
            suggestions,
            hidden_inactive: if tells { judgement.hidden_inactive } else { 0 },
            hidden_by_permission: self
                .sees_hidden
                .then(|| u32::try_from(hidden).unwrap_or(u32::MAX)),
            thread_customer: judgement.thread_customer.filter(|id| self.sees(*id)),
            other_senders: plan.other_senders.clone(),
            original_sender: plan.original_sender.clone(),
            would_create: judgement.would_create,
            writes: plan.writes(),
        }
    }

    /// A note about a customer tells of that customer.
    fn may_know(
        &self,
        note: MatchNote,
        candidates: &[Candidate],
        suggestions: &[Candidate],
    ) -> bool {
        let judgement = &self.plan.judgement;
        let knows = match note {
            MatchNote::SharedAddress => candidates.iter().any(|of| of.shared),
            MatchNote::CustomerInactive => {
                candidates.iter().any(|of| of.status == CustomerStatus::Inactive)
            }
            MatchNote::ThreadOfAnotherCustomer => {
                judgement.thread_customer.is_some_and(|id| self.sees(id))
            }
            MatchNote::OwnAddressOnRecord => !candidates.is_empty(),
            MatchNote::MergeSuggested => !suggestions.is_empty(),
            _ => true,
        };
        knows || self.sees_hidden
    }

    fn sees(&self, id: CustomerId) -> bool {
        self.seen.contains_key(&id)
    }

    fn outcome(&self, customer: Option<CustomerId>) -> MatchOutcome {
        let plan = self.plan;
        let draft = || plan.draft.clone();
        match &plan.judgement.result {
            // Whom the actor may not see is not told; but "nobody" would invite a second customer.
            Decided::Assign(id) | Decided::Returned(id) if !self.sees(*id) => {
                MatchOutcome::Candidates { candidates: Vec::new() }
            }
            Decided::Assign(id) | Decided::Returned(id) => MatchOutcome::Assigned { customer: *id },
            Decided::Create => MatchOutcome::Created { customer },
            Decided::List(listed) => match self.candidates(listed) {
                // To whom nobody of them is told, there is nobody.
                none if none.is_empty() && !self.sees_hidden => {
                    MatchOutcome::NoMatch { draft: draft(), reason: None }
                }
                candidates => MatchOutcome::Candidates { candidates },
            },
            Decided::Draft(reason) => MatchOutcome::NoMatch { draft: draft(), reason: *reason },
            Decided::NotACustomer(reason) => MatchOutcome::NotACustomer {
                reason: *reason,
                draft: (may_become_one(*reason) && plan.identity.is_some()).then(draft),
                about: plan.about.iter().copied().filter(|id| self.sees(*id)).collect(),
            },
            Decided::Quarantine => MatchOutcome::Quarantined { draft: draft() },
            Decided::Ignore(reason) => MatchOutcome::Ignored { reason: *reason },
            Decided::Invalid if plan.unidentified => MatchOutcome::Unidentified,
            Decided::Invalid => {
                MatchOutcome::Invalid { raw: plan.raw.clone(), display_name: plan.raw_name.clone() }
            }
        }
    }

    fn candidates(&self, listed: &[Listed]) -> Vec<Candidate> {
        let seen =
            listed.iter().filter_map(|one| Some((one, self.seen.get(&one.holder.customer)?)));
        let beside: Vec<CustomerId> = seen.clone().map(|(_, seen)| seen.record.id).collect();
        seen.map(|(one, seen)| self.candidate(one, seen, &beside)).collect()
    }

    fn candidate(&self, one: &Listed, seen: &Seen, beside: &[CustomerId]) -> Candidate {
        let record = &seen.record;
        let level = record.seen.contacts;
        let email = records::shown_text(contacts::primary_email(&seen.cards), level);
        let phone = records::shown_text(contacts::primary_phone(&seen.cards), level);
        let kept_apart_from = self.apart.iter().filter_map(|(a, b)| {
            if *a == record.id { Some(*b) } else { (*b == record.id).then_some(*a) }
        });
        Candidate {
            customer: record.id,
            display_name: names::display_name(record, email.as_deref(), phone.as_deref()),
            status: one.holder.status,
            strength: one.strength,
            role: one.role,
            key: self.may_show(&one.holder.key, seen).then(|| one.holder.key.text.clone()),
            shared: one.holder.shared,
            blocked: one.holder.blocked,
            merged_from: one.holder.merged_from,
            kept_apart_from: kept_apart_from.filter(|id| beside.contains(id)).collect(),
            reply_address: self.readable(seen),
            cannot_remember: self.cannot_remember(seen),
        }
    }

    /// A key that the message itself names is no secret; another one is an address of the customer.
    fn may_show(&self, key: &MatchKey, seen: &Seen) -> bool {
        seen.record.seen.shows_contacts() || self.plan.key.as_deref() == Some(key.text.as_str())
    }

    /// An address to answer to. A mask is none.
    fn readable(&self, seen: &Seen) -> Option<String> {
        if !seen.record.seen.shows_contacts() {
            return None;
        }
        let read = contacts::reply_address(&seen.cards, |email| !self.senders.is_no_reply(email));
        read.map(|email| email.as_typed().to_owned())
    }

    fn reply_address(&self, id: CustomerId) -> Option<String> {
        self.seen.get(&id).and_then(|seen| self.readable(seen))
    }

    /// Why the sender's address could not be added to a customer.
    fn cannot_remember(&self, seen: &Seen) -> Option<CannotRemember> {
        let cards = &seen.cards;
        // What a customer has is told to those who see it.
        if self.plan.cannot_remember.is_some() || !seen.record.seen.shows_contacts() {
            return self.plan.cannot_remember;
        }
        let point = self.plan.sender_point.as_ref()?;
        let same = contacts::all_points(cards)
            .any(|(_, of)| of.value.match_key() == point.value.match_key());
        if same {
            return Some(CannotRemember::AlreadyPresent);
        }
        contacts::no_room_for_point(cards, &self.plan.settings).map(|_| CannotRemember::CapReached)
    }
}

/// Machines and colleagues can turn out to be customers after all; a bounce and the host itself
/// cannot.
fn may_become_one(reason: NotACustomerReason) -> bool {
    matches!(
        reason,
        NotACustomerReason::AutoReply
            | NotACustomerReason::AutoGenerated
            | NotACustomerReason::MailingList
            | NotACustomerReason::NoReply
            | NotACustomerReason::OwnDomain
    )
}
