//! May somebody do something, and why?

use crate::error::{Error, Result};
use crate::model::access::{Access, RowClass};
use crate::model::actor::Actor;
use crate::model::contact::ContactRoom;
use crate::model::customer::{CustomerRecord, CustomerStatus};
use crate::model::decision::{Asked, Because, CheckOutcome, Decision, Question, StateReason};
use crate::model::field::CustomerField;
use crate::model::grant::FieldLevel;
use crate::model::ids::ActorId;
use crate::model::permission::Permission;
use crate::model::settings::Settings;
use crate::model::time::Timestamp;
use crate::model::violation::{Rule, Violation};
use crate::rules::access::decide::{Judge, Subject};
use crate::rules::contacts;
use crate::store::ReadTx;

use super::gate::{Permit, ReadCall};
use super::operations::{
    AddContact, AddPoint, AuditRule, Check, CheckMany, DeleteCustomer, Explain, FindByAddress,
    FindIdsByAddress, Operation, OperationInfo, OperationReach,
};
use super::records;
use super::session::Session;
use super::who::{Rights, Who};

/// The most questions at once.
const MAX_QUESTIONS: usize = 10_000;

impl Session {
    /// May the actor of this session do something, and why? For hiding buttons and for telling people
    /// what they lack. It permits nothing: every operation asks anew.
    ///
    /// Permissions and the customer's state are told apart: `missing` holds the permissions, the
    /// states stand in `because`, as far as the actor may know them: that interactions forbid deleting
    /// is told with `customer.delete` or `history.view`, that there is no room for an address to those
    /// who see how many there are.
    ///
    /// # Errors
    /// `not_found` for a customer that there is not, or that the actor may not know of; `invalid` for
    /// an operation that there is not.
    pub fn check(&self, question: &Question) -> Result<Decision> {
        let operation = check_question(question, "question")?;
        self.gate.read::<Check, _>(&self.who, |call| own_decision(call, question, operation))
    }

    /// The answers to up to 10,000 such questions, all as the book is at one moment, in the order of
    /// the questions.
    ///
    /// # Errors
    /// `invalid` for more than 10,000, or for an operation that there is not.
    pub fn check_many(&self, questions: &[Question]) -> Result<Vec<CheckOutcome>> {
        if questions.len() > MAX_QUESTIONS {
            let limit = MAX_QUESTIONS as u32;
            return Err(Violation::limited("questions", Rule::TooMany, limit).into());
        }
        let operations = questions
            .iter()
            .enumerate()
            .map(|(at, question)| check_question(question, &format!("questions[{at}]")))
            .collect::<Result<Vec<_>>>()?;
        self.gate.read::<CheckMany, _>(&self.who, |call| {
            let each = questions.iter().zip(&operations);
            each.map(|(question, operation)| match own_decision(call, question, *operation) {
                Ok(decision) => Ok(CheckOutcome::Decided { decision }),
                Err(Error::NotFound { .. }) => Ok(CheckOutcome::NotFound),
                Err(error) => Err(error),
            })
            .collect()
        })
    }

    /// May this actor do something, and why? With the actor as the host knows it, so that its teams
    /// count; the groups are those of the member. To ask about a customer, the actor *of this session*
    /// has to see its team and its owner, since the answer tells of them.
    ///
    /// # Errors
    /// `not_found` for a customer that there is not, or that the actor *of this session* may not know
    /// of; `invalid` for an operation that there is not; `denied`.
    pub fn explain(&self, actor: &Actor, question: &Question) -> Result<Decision> {
        let operation = check_question(question, "question")?;
        let who = Who::new(actor.clone(), Default::default(), None);
        self.gate.read::<Explain, _>(&self.who, |call| {
            let target = target_of_others(call.tx, &call.permit, question)?;
            let rights = who.rights(call.tx, call.permit.now())?;
            let about = About { question, operation, target: target.as_ref() };
            about.decide(call.tx, &who, &rights, call.permit.now())
        })
    }
}

fn own_decision<O>(
    call: &ReadCall<'_, O>,
    question: &Question,
    operation: Option<&OperationInfo>,
) -> Result<Decision> {
    let target = target(call.tx, &call.permit, question)?;
    let about = About { question, operation, target: target.as_ref() };
    about.decide(call.tx, call.permit.who(), call.permit.rights(), call.permit.now())
}

/// The operation that is asked about, if it is one.
pub(super) fn check_question(
    question: &Question,
    place: &str,
) -> Result<Option<&'static OperationInfo>> {
    match &question.asked {
        Asked::Permission { .. } => Ok(None),
        Asked::Operation { operation } => match OperationInfo::find(operation) {
            Some(found) => Ok(Some(found)),
            None => Err(Violation::new(format!("{place}.operation"), Rule::UnknownValue).into()),
        },
    }
}

/// The customer that is asked about, when whoever asks may know of it.
pub(super) fn target<O>(
    tx: &dyn ReadTx,
    permit: &Permit<'_, O>,
    question: &Question,
) -> Result<Option<Target>> {
    let Some(id) = question.customer else { return Ok(None) };
    let not_found = || Error::not_found("customer");
    let access = permit.also(&[Permission::CustomerView]).map_err(|_| not_found())?;
    let rows = Access::whole(access.rows.clone());
    let record = records::find(tx, &rows, id)?.record;
    let held =
        |permission| records::also_on(permit, &[Permission::CustomerView, permission], &record);
    let interactions =
        held(Permission::CustomerDelete).is_ok() || held(Permission::HistoryView).is_ok();
    let cards = records::seen_of(&access, &record).contacts > FieldLevel::Hidden;
    Ok(Some(Target { record, cards, interactions }))
}

/// The same for answers about somebody else. Whose a customer is decides what they may do to it, so
/// such an answer tells it: it is for those who see team and owner.
pub(super) fn target_of_others<O>(
    tx: &dyn ReadTx,
    permit: &Permit<'_, O>,
    question: &Question,
) -> Result<Option<Target>> {
    let target = target(tx, permit, question)?;
    if let Some(Target { record, .. }) = &target {
        let seen = records::seen_of(&permit.also(&[Permission::CustomerView])?, record);
        let shown = |field| seen.view.contains(field);
        if !shown(CustomerField::Team) || !shown(CustomerField::Owner) {
            return Err(Error::Denied { missing: vec![Permission::FieldView] });
        }
    }
    Ok(target)
}

/// A customer that is asked about, and what whoever asks may know of its state.
pub(super) struct Target {
    /// All of it.
    pub(super) record: CustomerRecord,
    /// How many cards and points it has.
    cards: bool,
    /// That there are interactions.
    interactions: bool,
}

/// A question with its customer.
pub(super) struct About<'a> {
    pub(super) question: &'a Question,
    pub(super) operation: Option<&'a OperationInfo>,
    pub(super) target: Option<&'a Target>,
}

impl About<'_> {
    /// Who may, and then what the customer's state says to everybody.
    pub(super) fn decide(
        &self,
        tx: &dyn ReadTx,
        who: &Who,
        rights: &Rights,
        now: Timestamp,
    ) -> Result<Decision> {
        let mut decision = self.permitted(who, rights, now);
        if self.target.is_none() {
            decision.level = None;
        }
        if let Some((state, count)) = self.state(tx)? {
            decision.allowed = false;
            decision.because.push(Because::State { state, count });
        }
        Ok(decision)
    }

    fn permitted(&self, who: &Who, rights: &Rights, now: Timestamp) -> Decision {
        let judge = Judge {
            grants: rights.grants.as_deref(),
            narrowing: &who.narrowing,
            classes: &rights.classes,
            effective: &rights.effective,
            rows: &who.rows,
            now,
        };
        let value = |field| self.target.and_then(|target| target.record.values.get(field));
        let row = self
            .target
            .map(|_| who.rows.class_of(value(CustomerField::Team), value(CustomerField::Owner)));
        // What concerns the whole book has to be held on customers of every class.
        let on_book = match (&self.question.asked, self.operation) {
            (Asked::Permission { permission }, _) => permission.concerns_the_book(),
            (_, operation) => operation.is_some_and(|of| of.reach == OperationReach::Book),
        };
        let needs = self.needs(&who.actor.id);
        let by_address = [FindByAddress::INFO.name, FindIdsByAddress::INFO.name];
        let contacts = needs.contains(&Permission::ContactEdit)
            || self.operation.is_some_and(|of| by_address.contains(&of.name));
        let subject = Subject {
            needs: &needs,
            row: if on_book { Some(RowClass::Other) } else { row },
            on_book,
            contacts,
            field: self.question.field.map(|field| (field, self.wanted_level())),
            action: self.question.action.as_deref(),
        };
        judge.decide(&subject)
    }

    /// All that has to be held.
    fn needs(&self, actor: &ActorId) -> Vec<Permission> {
        match (&self.question.asked, self.operation) {
            (Asked::Operation { .. }, operation) => {
                operation.map_or_else(Vec::new, |of| of.needs.to_vec())
            }
            (Asked::Permission { permission }, _) => {
                let others = self.question.author.as_ref().is_some_and(|author| author != actor);
                let permission = if others { permission.for_others() } else { *permission };
                permission.rests_on().iter().copied().chain([permission]).collect()
            }
        }
    }

    fn wanted_level(&self) -> FieldLevel {
        let edits = match (&self.question.asked, self.operation) {
            (Asked::Permission { permission }, _) => {
                matches!(permission, Permission::FieldEdit | Permission::CustomerEdit)
            }
            (_, operation) => operation.is_some_and(|of| of.audit == AuditRule::Change),
        };
        if edits { FieldLevel::Edit } else { FieldLevel::View }
    }

    /// What the customer's state forbids to everybody, as far as whoever asks may know of it.
    fn state(&self, tx: &dyn ReadTx) -> Result<Option<(StateReason, Option<u32>)>> {
        let Some(target) = self.target else { return Ok(None) };
        let record = &target.record;
        let is = |operation: OperationInfo| self.operation.is_some_and(|of| *of == operation);
        match &self.question.asked {
            Asked::Permission { permission } if permission.needs_an_active_customer() => {
                let inactive = record.status == CustomerStatus::Inactive;
                let state = inactive.then_some(StateReason::Inactive);
                let blocked = record.blocked.as_ref().map(|_| StateReason::Blocked);
                Ok(state.or(blocked).map(|state| (state, None)))
            }
            Asked::Permission { permission: Permission::CustomerDelete } if target.interactions => {
                guarded(tx, record)
            }
            _ if is(DeleteCustomer::INFO) && target.interactions => guarded(tx, record),
            _ if is(AddContact::INFO) && target.cards => {
                let cards = records::cards_of(tx, record.id)?;
                Ok(full(&contacts::room(cards.len(), &tx.settings()?)))
            }
            _ if is(AddPoint::INFO) && target.cards => no_room(tx, record, &tx.settings()?),
            _ => Ok(None),
        }
    }
}

fn guarded(tx: &dyn ReadTx, record: &CustomerRecord) -> Result<Option<(StateReason, Option<u32>)>> {
    let standing = records::standing_interactions(tx, record.id)?;
    let count: u32 = standing.iter().map(|(_, count)| count).sum();
    Ok((count > 0).then_some((StateReason::HasInteractions, Some(count))))
}

fn full(room: &ContactRoom) -> Option<(StateReason, Option<u32>)> {
    (!room.allowed).then_some((StateReason::LimitReached, Some(room.cap)))
}

fn no_room(
    tx: &dyn ReadTx,
    record: &CustomerRecord,
    settings: &Settings,
) -> Result<Option<(StateReason, Option<u32>)>> {
    let cards = records::cards_of(tx, record.id)?;
    let over = contacts::no_room_for_point(&cards, settings);
    Ok(over.map(|(_, cap)| (StateReason::LimitReached, Some(cap))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_found_by_name() {
        assert_eq!(OperationInfo::find("check"), Some(&Check::INFO));
        assert_eq!(OperationInfo::find("nothing"), None);
    }
}
