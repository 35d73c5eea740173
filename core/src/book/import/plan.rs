//! What a row does: decided over the book, by the rules of what people enter and edit by hand.

use crate::book::create::{check_reference, may_enter};
use crate::book::customers::{changed_fields, may_move};
use crate::book::records::{self, Draft, sees_card};
use crate::error::{Error, Result};
use crate::model::access::{Levels, RowScope};
use crate::model::change::ChangedField;
use crate::model::contact::{ContactRecord, PointRecord, Warning};
use crate::model::customer::{CustomerRecord, CustomerStatus, ReferenceSlot};
use crate::model::field::{CustomerField, FieldSet, FieldValues};
use crate::model::ids::{ContactId, CustomerId};
use crate::model::key::PointFamily;
use crate::model::permission::Permission;
use crate::model::reason::RefusedReason;
use crate::model::violation::MOST_OF_A_RECORD;
use crate::rules::contacts::{self, ContactDraft, PointDraft};
use crate::rules::customers::{self, CustomerDraftRecord};
use crate::store::KeptProperty;

use super::answer::ImportDuplicate;
use super::check::Entered;
use super::ground::{Ground, Match};
use super::options::{BlankCells, ExistingRows};

/// What a row does.
pub(super) enum Plan {
    Create(Box<Creation>),
    Update(Box<Change>),
    Unchanged(CustomerId),
    MatchedMany(Vec<CustomerId>),
    Rejected(Error),
}

/// A customer to create.
pub(super) struct Creation {
    pub(super) draft: CustomerDraftRecord,
    pub(super) status: CustomerStatus,
    pub(super) preferred_channel: Option<PointFamily>,
    pub(super) preserved: Vec<KeptProperty>,
}

/// A change of a customer that there is.
pub(super) struct Change {
    /// As it is.
    pub(super) before: Draft,
    /// Its record as it will be, but for its version.
    pub(super) after: CustomerRecord,
    pub(super) changed: Vec<ChangedField>,
    /// Addresses that it lacks, and the cards that they go to.
    pub(super) points: Vec<(ContactId, PointDraft)>,
    pub(super) cards: Vec<ContactDraft>,
    /// What replaces what is kept of its card, if anything does.
    pub(super) preserved: Option<Vec<KeptProperty>>,
}

/// What a row does, and what is told about it.
pub(super) struct Planned {
    pub(super) plan: Plan,
    pub(super) duplicates: Vec<ImportDuplicate>,
    pub(super) warnings: Vec<Warning>,
}

impl Planned {
    pub(super) fn only(plan: Plan) -> Self {
        Self { plan, duplicates: Vec::new(), warnings: Vec::new() }
    }
}

/// Decides what a row does. Errors that concern the row alone reject it; others stop the import.
pub(super) fn plan(ground: &Ground<'_>, row: &Entered) -> Result<Planned> {
    let found = ground.find(row)?;
    if !row.entry.violations.is_empty() {
        let nameless = row.entry.nameless && matches!(found, Match::Nobody);
        let all = nameless.then(customers::no_name).into_iter();
        let all = all.chain(row.entry.violations.iter().cloned()).take(MOST_OF_A_RECORD).collect();
        return Ok(Planned::only(Plan::Rejected(Error::Invalid { violations: all })));
    }
    let own = match &found {
        Match::One(id) => Some(*id),
        _ => None,
    };
    let duplicates = ground.duplicates(row, own)?;
    let mut warnings = Vec::new();
    let plan = match found {
        Match::Many(customers) => Ok(Plan::MatchedMany(customers)),
        Match::One(id) if ground.options.existing == ExistingRows::Skip => Ok(Plan::Unchanged(id)),
        Match::One(id) => update(ground, row, id, &mut warnings),
        Match::Nobody => create(ground, row),
    };
    match plan {
        Ok(plan) => Ok(Planned { plan, duplicates, warnings }),
        Err(error) if concerns_the_row(&error) => {
            Ok(Planned { plan: Plan::Rejected(error), duplicates, warnings: Vec::new() })
        }
        Err(error) => Err(error),
    }
}

fn concerns_the_row(error: &Error) -> bool {
    use Error::{Conflict, Denied, Invalid, Refused};
    matches!(error, Invalid { .. } | Conflict { .. } | Denied { .. } | Refused { .. })
        && !is_throttled(error)
}

/// The actor has spent his budget for look-ups: the row is as good as it was, and waits.
pub(super) fn is_throttled(error: &Error) -> bool {
    matches!(error, Error::Refused { reason: RefusedReason::LookupThrottled, .. })
}

fn create(ground: &Ground<'_>, row: &Entered) -> Result<Plan> {
    if row.entry.nameless {
        return Err(customers::no_name().into());
    }
    let mut draft = row.entry.draft.clone();
    may_enter(ground.permit, &mut draft.values)?;
    let status = row.status.unwrap_or(CustomerStatus::Active);
    if status != CustomerStatus::Active {
        may_set_status(ground, &draft.values)?;
    }
    let references =
        ReferenceSlot::ALL.iter().filter_map(|slot| Some((*slot, draft.values.get(slot.field())?)));
    for (slot, value) in references {
        ground.probe()?;
        check_reference(ground.reference_use(slot, value)?, slot, None)?;
    }
    Ok(Plan::Create(Box::new(Creation {
        draft,
        status,
        preferred_channel: row.preferred_channel,
        preserved: row.preserved.clone(),
    })))
}

/// A new customer is active; making it inactive is what it is for one that there is.
fn may_set_status(ground: &Ground<'_>, values: &FieldValues) -> Result<()> {
    let needs = [Permission::CustomerStatus];
    let (team, owner) = (values.get(CustomerField::Team), values.get(CustomerField::Owner));
    if ground.permit.also(&needs)?.rows.admits(team, owner) {
        Ok(())
    } else {
        Err(Error::Denied { missing: needs.to_vec() })
    }
}

fn update(
    ground: &Ground<'_>,
    row: &Entered,
    id: CustomerId,
    warnings: &mut Vec<Warning>,
) -> Result<Plan> {
    let before = ground.draft(id)?;
    let seen = records::seen_of(ground.permit.access(), &before.record);
    let after = edited(ground, row, &before.record, &seen)?;
    let mut changed = changed_fields(&before.record, &after);
    let additions = additions(ground, row, &before, &seen, warnings)?;
    let preserved = new_properties(ground, row, id, &seen)?;
    may_change(ground, &before, &after, &changed, &additions, preserved.is_some())?;
    if before.record.status != after.status {
        let word = |of: &CustomerRecord| Some(of.status.to_string());
        changed.push(ChangedField::new("status", word(&before.record), word(&after)));
    }
    let Additions { points, cards } = additions;
    if changed.is_empty() && points.is_empty() && cards.is_empty() && preserved.is_none() {
        return Ok(Plan::Unchanged(id));
    }
    Ok(Plan::Update(Box::new(Change { before, after, changed, points, cards, preserved })))
}

/// The record with what the row says of it.
fn edited(
    ground: &Ground<'_>,
    row: &Entered,
    before: &CustomerRecord,
    seen: &Levels,
) -> Result<CustomerRecord> {
    let mut after = before.clone();
    let new = &row.entry.draft;
    for field in &row.named {
        let value = new.values.owned(*field);
        if value.is_none() && ground.options.blank == BlankCells::Leave {
            continue;
        }
        // Who sees that it is the same changes nothing. To others the answer would tell.
        if seen.view.contains(*field) && before.values.get(*field) == value.as_deref() {
            continue;
        }
        if !seen.edit.contains(*field) {
            return Err(Error::Denied { missing: vec![Permission::FieldEdit] });
        }
        after.values.set(*field, value);
    }
    after.kind = row.kind.unwrap_or(before.kind);
    after.preferred_channel = row.preferred_channel.or(before.preferred_channel);
    after.status = row.status.unwrap_or(before.status);
    Ok(after)
}

/// What a row adds to the addresses of a customer.
#[derive(Default)]
struct Additions {
    points: Vec<(ContactId, PointDraft)>,
    cards: Vec<ContactDraft>,
}

fn additions(
    ground: &Ground<'_>,
    row: &Entered,
    before: &Draft,
    seen: &Levels,
    warnings: &mut Vec<Warning>,
) -> Result<Additions> {
    let mut added = Additions::default();
    if row.points().next().is_none() {
        return Ok(added);
    }
    if !seen.shows_contacts() {
        // Which of them are there already must not be told.
        return Err(Error::Denied { missing: vec![Permission::ContactReveal] });
    }
    for card in &row.entry.draft.contacts {
        let mut missing = Vec::new();
        for point in &card.points {
            if holds(&before.cards, point) {
                continue;
            }
            if ground.removed_before(before.record.id, &point.value.match_key())? {
                warnings.push(Warning::RemovedBefore);
                continue;
            }
            let first = !has_preferred(&before.cards, point.kind.family());
            missing.push(PointDraft { preferred: point.preferred && first, ..point.clone() });
        }
        if missing.is_empty() {
            continue;
        }
        match card_for(card, &before.cards) {
            Some(id) => added.points.extend(missing.into_iter().map(|point| (id, point))),
            None => added.cards.push(ContactDraft { points: missing, ..card.clone() }),
        }
    }
    has_room(ground, before, &added)?;
    Ok(added)
}

/// A phone under another kind is still the same phone: a column of a file rarely says which it is.
fn holds(cards: &[ContactRecord], point: &PointDraft) -> bool {
    let key = point.value.duplicate_key();
    contacts::all_points(cards)
        .any(|(_, of)| of.kind.family() == point.kind.family() && of.value.duplicate_key() == key)
}

fn has_preferred(cards: &[ContactRecord], family: PointFamily) -> bool {
    contacts::all_points(cards).any(|(_, of)| of.preferred && of.kind.family() == family)
}

/// The card of a customer that one of a row is: of the same label and person, or the first one where
/// the row's has neither.
fn card_for(card: &ContactDraft, cards: &[ContactRecord]) -> Option<ContactId> {
    let found = match (&card.label, &card.person_name) {
        (None, None) => cards.first(),
        _ => cards.iter().find(|of| of.label == card.label && of.person_name == card.person_name),
    };
    found.map(|of| of.id)
}

fn has_room(ground: &Ground<'_>, before: &Draft, added: &Additions) -> Result<()> {
    let refused = |reason, cap, of: &str| {
        Err(Error::Refused { reason, count: Some(cap), of: vec![of.to_owned()] })
    };
    let on_cards: usize = added.cards.iter().map(|card| card.points.len()).sum();
    let new = added.points.len() + on_cards;
    let held = contacts::all_points(&before.cards).count();
    let most = ground.settings.max_points;
    if new > 0 && held + new > most as usize {
        return refused(RefusedReason::PointLimit, most, "point");
    }
    let (cap, _) = contacts::cap(ground.settings);
    if !added.cards.is_empty() && before.cards.len() + added.cards.len() > cap as usize {
        return refused(RefusedReason::ContactLimit, cap, "contact");
    }
    Ok(())
}

/// The properties of the row's card, where they are others than those that are kept.
fn new_properties(
    ground: &Ground<'_>,
    row: &Entered,
    id: CustomerId,
    seen: &Levels,
) -> Result<Option<Vec<KeptProperty>>> {
    // Who does not see all of a card does not see what is kept of it, nor replaces it.
    if row.preserved.is_empty() || !sees_card(seen) {
        return Ok(None);
    }
    let same = ground.preserved(id)? == row.preserved;
    Ok((!same).then(|| row.preserved.clone()))
}

/// What it takes to make a change, on the customer that it is made to.
fn may_change(
    ground: &Ground<'_>,
    before: &Draft,
    after: &CustomerRecord,
    changed: &[ChangedField],
    additions: &Additions,
    card: bool,
) -> Result<()> {
    let edits = !changed.is_empty() || card;
    let sets_status = before.record.status != after.status;
    let adds = !additions.points.is_empty() || !additions.cards.is_empty();
    if !(edits || sets_status || adds) {
        return Ok(());
    }
    let mut needs = vec![Permission::CustomerImport, Permission::CustomerView];
    needs.extend(edits.then_some(Permission::CustomerEdit));
    needs.extend(sets_status.then_some(Permission::CustomerStatus));
    if adds {
        needs.extend([Permission::ContactView, Permission::ContactEdit]);
    }
    records::also_on(ground.permit, &needs, &before.record)?;
    if changed.is_empty() {
        return Ok(());
    }
    let seen = records::seen_of(ground.permit.access(), &before.record);
    let shown = |values: &FieldValues| values.seen_at(&Levels { masked: FieldSet::NONE, ..seen }).0;
    customers::keeps_a_name(&shown(&before.record.values), &shown(&after.values))?;
    for slot in ReferenceSlot::ALL {
        let of = |record: &CustomerRecord| record.values.owned(slot.field());
        if let Some(new) = of(after).filter(|new| of(&before.record).as_ref() != Some(new)) {
            ground.probe()?;
            check_reference(ground.reference_use(*slot, &new)?, *slot, Some(after.id))?;
        }
    }
    let none = RowScope::none(&ground.permit.access().rows);
    let rows = ground.sight.edit.as_ref().map_or(&none, |edit| &edit.rows);
    may_move(ground.permit, rows, &before.record, after)
}

/// What is told of addresses that a row wrote, beside the others of the customer.
pub(super) fn warnings_of<'p>(
    cards: &[ContactRecord],
    written: impl IntoIterator<Item = &'p PointRecord>,
    warnings: &mut Vec<Warning>,
) {
    for point in written {
        warnings.extend(contacts::warnings(cards, point.kind, &point.value));
    }
    warnings.sort_unstable();
    warnings.dedup();
}
