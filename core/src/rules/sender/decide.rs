//! From what is known about a sender to the decision: the cell of the table, and the rules that
//! stand across the table.

use crate::model::customer::CustomerStatus;
use crate::model::ids::CustomerId;
use crate::model::matching::{
    CandidateRole, IgnoredReason, MatchNote, MatchStrength, NotACustomerReason, NotCreatedReason,
    VerifiedBy,
};
use crate::model::settings::{CreationMode, ErasedSenders, MachineSenders, ReplyFromNewAddress};

use super::matter::{Listed, Matter};
use super::table::{Action, Count, Decision, Row, look_up};

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Result {
    Assign(CustomerId),
    /// Matched before: returned, not written again.
    Returned(CustomerId),
    Create,
    List(Vec<Listed>),
    Draft(Option<NotCreatedReason>),
    NotACustomer(NotACustomerReason),
    Quarantine,
    Ignore(IgnoredReason),
    Invalid,
}

/// The decision and its reasons.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    pub(crate) row: Row,
    pub(crate) count: Count,
    pub(crate) result: Result,
    pub(crate) candidates: Vec<Listed>,
    pub(crate) suggestions: Vec<Listed>,
    pub(crate) notes: Vec<MatchNote>,
    pub(crate) hidden_inactive: u32,
    pub(crate) would_create: bool,
    pub(crate) reactivate: bool,
    pub(crate) automated: bool,
    pub(crate) thread_customer: Option<CustomerId>,
}

/// Decides.
pub(crate) fn decide(table: &[Decision], matter: &Matter<'_>) -> Judgement {
    let thread = matter.known.thread_customer.as_ref().map(|holder| holder.customer);
    let candidates = ordered(&matter.counted, thread);
    let (effective, hidden_inactive) = effective(&candidates, thread);
    let mut notes = notes(matter, &candidates, thread);
    let count = count(matter.mode, &effective, thread);
    let row = if is_repeated(matter) { Row::Duplicate } else { matter.row };
    let action = look_up(table, row, matter.mode, count);
    let result = settle(matter, action, count, &effective);
    let would_create = matter.mode == CreationMode::Automatic
        && count == Count::Zero
        && matter.soft
        && matter.identified
        && matches!(result, Result::NotACustomer(_));
    let assigned_inactive = matches!(result, Result::Assign(_))
        && effective.first().is_some_and(|listed| listed.holder.status == CustomerStatus::Inactive);
    if assigned_inactive {
        notes.push(MatchNote::CustomerInactive);
    }
    let suggestions = suggestions(matter, &candidates, &result);
    if matches!(result, Result::Create)
        && suggestions.iter().any(|s| s.role == CandidateRole::Related)
    {
        notes.push(MatchNote::MergeSuggested);
    }
    Judgement {
        row,
        count,
        reactivate: assigned_inactive
            && matter.settings.reactivate_on_inbound
            && matter.verified_by != VerifiedBy::Nobody
            && !matter.automated,
        result,
        candidates,
        suggestions,
        notes,
        hidden_inactive,
        would_create,
        automated: matter.automated,
        thread_customer: thread,
    }
}

/// Hard classes answer the same however often they are asked, and write nothing that could double.
fn is_repeated(matter: &Matter<'_>) -> bool {
    let hard = matches!(matter.row, Row::Bounce | Row::Own | Row::Invalid | Row::Blocked);
    matter.known.earlier.is_some() && !hard
}

/// Each customer once: the thread's customer first, active before inactive, older before newer.
fn ordered(listed: &[Listed], thread: Option<CustomerId>) -> Vec<Listed> {
    let mut sorted: Vec<Listed> = Vec::new();
    for one in listed {
        match sorted.iter_mut().find(|of| of.holder.customer == one.holder.customer) {
            // An address that is stored twice counts once; that it is shared is not forgotten.
            Some(same) => same.holder.shared |= one.holder.shared,
            None => sorted.push(one.clone()),
        }
    }
    sorted.sort_by_key(|one| {
        let inactive = one.holder.status == CustomerStatus::Inactive;
        (Some(one.holder.customer) != thread, inactive, one.holder.customer)
    });
    sorted
}

/// Those who count: the thread's customer if it is among them, else the active ones, else all.
fn effective(candidates: &[Listed], thread: Option<CustomerId>) -> (Vec<Listed>, u32) {
    if let Some(own) = candidates.iter().find(|one| Some(one.holder.customer) == thread) {
        return (vec![own.clone()], 0);
    }
    let active = |one: &&Listed| one.holder.status == CustomerStatus::Active;
    let living: Vec<Listed> = candidates.iter().filter(active).cloned().collect();
    if living.is_empty() {
        return (candidates.to_vec(), 0);
    }
    let hidden = candidates.len() - living.len();
    (living, u32::try_from(hidden).unwrap_or(u32::MAX))
}

/// A sole holder of a shared address is as good as several when nobody looks; within the thread of
/// that customer it is that customer.
fn count(mode: CreationMode, effective: &[Listed], thread: Option<CustomerId>) -> Count {
    match effective {
        [] => Count::Zero,
        [one] => {
            let in_thread = Some(one.holder.customer) == thread;
            let doubtful = one.holder.shared && mode == CreationMode::Automatic && !in_thread;
            if doubtful { Count::Many } else { Count::One }
        }
        _ => Count::Many,
    }
}

fn notes(matter: &Matter<'_>, candidates: &[Listed], thread: Option<CustomerId>) -> Vec<MatchNote> {
    let known = matter.known;
    let other_thread = thread.is_some()
        && !candidates.is_empty()
        && !candidates.iter().any(|one| Some(one.holder.customer) == thread);
    let own_on_record = matter.row == Row::Own && !candidates.is_empty();
    let by_hand =
        known.earlier.as_ref().is_some_and(|earlier| earlier.by_hand && earlier.customer.is_some());
    [
        (matter.automated, MatchNote::Automated),
        (is_repeated(matter), MatchNote::Duplicate),
        (is_repeated(matter) && by_hand, MatchNote::LinkedByHand),
        (known.id_reused, MatchNote::MessageIdReused),
        (own_on_record, MatchNote::OwnAddressOnRecord),
        (other_thread, MatchNote::ThreadOfAnotherCustomer),
        (known.suppressed, MatchNote::ErasedBefore),
        (candidates.iter().any(|one| one.holder.shared), MatchNote::SharedAddress),
    ]
    .into_iter()
    .filter_map(|(holds, note)| holds.then_some(note))
    .collect()
}

/// From the cell to the result, through the rules that stand across the table.
fn settle(matter: &Matter<'_>, action: Action, count: Count, effective: &[Listed]) -> Result {
    let automatic_zero = matter.mode == CreationMode::Automatic && count == Count::Zero;
    match action {
        Action::Create => create(matter),
        Action::NotACustomer
            if automatic_zero
                && matter.soft
                && matter.identified
                && matter.settings.machine_senders == MachineSenders::Create =>
        {
            create(matter)
        }
        // A machine that nobody vouches for is no more a customer than one that somebody does.
        Action::Draft | Action::Quarantine
            if matter.row == Row::UnverifiedQuarantine && matter.soft =>
        {
            Result::NotACustomer(matter.reason)
        }
        Action::Draft => Result::Draft(forward_in_text(matter)),
        Action::Quarantine => Result::Quarantine,
        Action::NotACustomer => Result::NotACustomer(matter.reason),
        Action::Assign => match (matter.hold, effective.first()) {
            (None, Some(one)) => Result::Assign(one.holder.customer),
            _ => list(matter, effective),
        },
        Action::List => list(matter, effective),
        Action::Ignore => Result::Ignore(match matter.row {
            Row::UnverifiedIgnore => IgnoredReason::Unverified,
            _ => IgnoredReason::Blocked,
        }),
        Action::Invalid => Result::Invalid,
        Action::Earlier => match matter.known.earlier.as_ref().and_then(|earlier| earlier.customer)
        {
            Some(customer) => Result::Returned(customer),
            None => Result::Draft(Some(NotCreatedReason::CustomerGone)),
        },
    }
}

fn forward_in_text(matter: &Matter<'_>) -> Option<NotCreatedReason> {
    let text = matter.row == Row::ForwardAgentText && matter.mode == CreationMode::Automatic;
    text.then_some(NotCreatedReason::ForwardInText)
}

/// The likeliest first: the sender's own, then whom Reply-To names.
fn list(matter: &Matter<'_>, effective: &[Listed]) -> Result {
    let mut listed = effective.to_vec();
    if matter.row == Row::ReplyTo {
        add_missing(&mut listed, &matter.named);
    }
    Result::List(listed)
}

/// Creating is the seed's rule; these are the cases in which a person decides instead.
fn create(matter: &Matter<'_>) -> Result {
    if let Some(reason) = matter.hold {
        return Result::Draft(Some(reason)).or_list(matter);
    }
    if matter.own_domain {
        return Result::NotACustomer(NotACustomerReason::OwnDomain);
    }
    let settings = matter.settings;
    if matter.known.suppressed && settings.erased_senders == ErasedSenders::AskFirst {
        return Result::Draft(Some(NotCreatedReason::ErasedBefore));
    }
    if matter.ask_on_related && !matter.related.is_empty() {
        return Result::List(ordered(&matter.related, None));
    }
    if matter.row == Row::ReplyTo && settings.ask_on_reply_to && !matter.named.is_empty() {
        return Result::List(ordered(&matter.named, None));
    }
    if settings.reply_from_new_address == ReplyFromNewAddress::Ask
        && let Some(thread) = thread_listed(matter)
    {
        return Result::List(vec![thread]);
    }
    if settings.max_auto_creates.is_some_and(|most| matter.known.auto_creates >= most) {
        return Result::Draft(Some(NotCreatedReason::CreateThrottled));
    }
    Result::Create
}

impl Result {
    /// While nothing may be written, those who may be meant are listed all the same.
    fn or_list(self, matter: &Matter<'_>) -> Self {
        if matter.related.is_empty() { self } else { Self::List(ordered(&matter.related, None)) }
    }
}

fn thread_listed(matter: &Matter<'_>) -> Option<Listed> {
    let holder = matter.known.thread_customer.clone()?;
    Some(Listed { holder, role: CandidateRole::Thread, strength: MatchStrength::Weak })
}

/// Whom else a person may want to look at: the thread's customer, those of Reply-To, those with
/// related addresses; less those who are candidates already.
fn suggestions(matter: &Matter<'_>, candidates: &[Listed], result: &Result) -> Vec<Listed> {
    let mut all: Vec<Listed> = thread_listed(matter).into_iter().collect();
    add_missing(&mut all, &ordered(&matter.named, None));
    add_missing(&mut all, &ordered(&matter.related, None));
    let listed = match result {
        Result::List(listed) => listed.as_slice(),
        _ => &[],
    };
    all.retain(|one| {
        !candidates.iter().chain(listed).any(|of| of.holder.customer == one.holder.customer)
    });
    all
}

fn add_missing(list: &mut Vec<Listed>, more: &[Listed]) {
    for one in more {
        if !list.iter().any(|of| of.holder.customer == one.holder.customer) {
            list.push(one.clone());
        }
    }
}
