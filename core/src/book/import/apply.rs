//! What was decided is written, or in a dry run remembered.

use crate::book::create::{Origin, make, new_card, new_point, write_new};
use crate::book::gate::{Permit, WriteCall};
use crate::book::operations::ImportCustomers;
use crate::book::points::other_primary;
use crate::book::records::{self, Draft};
use crate::env::Env;
use crate::error::Result;
use crate::model::change::{ChangedField, RecordKind};
use crate::model::contact::{ContactRecord, PointRecord};
use crate::model::customer::ReferenceSlot;
use crate::model::ids::{ContactId, CustomerId};
use crate::model::provenance::How;
use crate::model::settings::Settings;
use crate::rules::contacts::all_points;
use crate::store::KeptProperty;

use super::answer::{ImportRow, ImportRowOutcome};
use super::overlay::{Overlay, Shadow};
use super::plan::{Change, Creation, Plan, Planned, warnings_of};

/// What writing a row needs beside its plan.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) settings: &'p Settings,
    pub(super) source: Option<&'p str>,
    pub(super) run: i64,
    /// The row's number.
    pub(super) row: u64,
}

impl Place<'_> {
    fn origin(&self, creation: &Creation) -> Origin {
        Origin {
            source: self.source.map(str::to_owned),
            status: creation.status,
            preferred_channel: creation.preferred_channel,
            log_values: false,
            ..Origin::of(How::Imported)
        }
    }
}

/// Writes what was planned.
pub(super) fn write(
    call: &mut WriteCall<'_, ImportCustomers>,
    planned: Planned,
    place: Place<'_>,
) -> Result<ImportRow> {
    let Planned { plan, duplicates, mut warnings } = planned;
    let outcome = match plan {
        Plan::Create(creation) => {
            let origin = place.origin(&creation);
            let new = write_new(call, creation.draft, place.settings, origin)?;
            let id = new.record.id;
            call.tx.touch_imported(place.run, id, place.row, Some(new.record.version))?;
            if !creation.preserved.is_empty() {
                call.tx.put_preserved(id, &creation.preserved)?;
            }
            let written = all_points(&new.cards).map(|(_, point)| point);
            warnings_of(&new.cards, written, &mut warnings);
            ImportRowOutcome::Created { id: Some(id) }
        }
        Plan::Update(change) => {
            let revised = revise(call.gate.env(), &call.permit, *change, place.source)?;
            write_revised(call, &revised)?;
            let (id, version) = (revised.after.record.id, revised.after.record.version);
            touch(call, place, id, version)?;
            warnings_of(&revised.after.cards, revised.written(), &mut warnings);
            ImportRowOutcome::Updated { id: Some(id), fields: revised.fields }
        }
        Plan::Unchanged(id) => {
            if call.tx.touched(place.run, id)?.is_none() {
                call.tx.touch_imported(place.run, id, place.row, None)?;
            }
            ImportRowOutcome::Unchanged { id: Some(id) }
        }
        Plan::MatchedMany(customers) => ImportRowOutcome::MatchedMany { customers },
        Plan::Rejected(error) => ImportRowOutcome::Rejected { error },
    };
    Ok(ImportRow { number: place.row, outcome, duplicates, warnings })
}

/// A customer that this run created is the run's own as long as nobody else changes it.
fn touch(
    call: &mut WriteCall<'_, ImportCustomers>,
    place: Place<'_>,
    id: CustomerId,
    version: u64,
) -> Result<()> {
    let left = call.tx.touched(place.run, id)?.and_then(|of| of.version);
    let own = left == Some(version.saturating_sub(1));
    Ok(call.tx.touch_imported(place.run, id, place.row, own.then_some(version))?)
}

/// A customer as a row leaves it.
struct Revised {
    before: Draft,
    after: Draft,
    changed: Vec<ChangedField>,
    points: Vec<(ContactId, PointRecord)>,
    cards: Vec<ContactRecord>,
    preserved: Option<Vec<KeptProperty>>,
    /// What changed, as the row is told.
    fields: Vec<String>,
}

impl Revised {
    /// The addresses that were added.
    fn written(&self) -> impl Iterator<Item = &PointRecord> {
        let on_cards = self.cards.iter().flat_map(|card| &card.points);
        self.points.iter().map(|(_, point)| point).chain(on_cards)
    }
}

fn revise(
    env: &Env,
    permit: &Permit<'_, ImportCustomers>,
    change: Change,
    source: Option<&str>,
) -> Result<Revised> {
    let Change { before, after: mut record, changed, points, cards, preserved } = change;
    let how = How::Imported;
    let points = points.into_iter();
    let points = points.map(|(card, of)| Ok((card, new_point(env, permit, of, how, source)?)));
    let points: Vec<(ContactId, PointRecord)> = points.collect::<Result<_>>()?;
    let cards = cards.into_iter().map(|card| new_card(env, permit, card, how, source));
    let cards: Vec<ContactRecord> = cards.collect::<Result<_>>()?;
    let mut all = before.cards.clone();
    for (id, point) in &points {
        let card = all.iter_mut().find(|card| card.id == *id);
        card.into_iter().for_each(|card| card.points.push(point.clone()));
    }
    all.extend(cards.iter().cloned());
    let mut fields: Vec<String> = changed.iter().map(|of| of.field.clone()).collect();
    let mut stepped: Vec<&str> = changed.iter().map(|of| of.field.as_str()).collect();
    stepped.extend(other_primary(&before.cards, &all));
    records::step(&mut record, permit, how, &stepped);
    let added = points.iter().map(|(_, point)| point);
    let added = added.chain(cards.iter().flat_map(|card| &card.points));
    for point in added {
        let family = point.kind.family().as_str();
        if !fields.iter().any(|field| field == family) {
            fields.push(family.to_owned());
        }
    }
    fields.extend(preserved.is_some().then(|| "preserved".to_owned()));
    let after = Draft { record, cards: all };
    Ok(Revised { before, after, changed, points, cards, preserved, fields })
}

fn write_revised(call: &mut WriteCall<'_, ImportCustomers>, revised: &Revised) -> Result<()> {
    let record = &revised.after.record;
    let (id, now) = (record.id, call.permit.now());
    for slot in ReferenceSlot::ALL {
        let old = revised.before.record.values.get(slot.field());
        if let Some(old) = old.filter(|old| record.values.get(slot.field()) != Some(*old)) {
            call.tx.retire_reference(*slot, old, id, now)?;
        }
    }
    for card in &revised.cards {
        call.tx.put_contact(id, card)?;
        for point in &card.points {
            call.tx.put_point(id, card.id, point)?;
        }
    }
    for (card, point) in &revised.points {
        call.tx.put_point(id, *card, point)?;
    }
    records::save(call.tx, record)?;
    if !revised.changed.is_empty() {
        let changed = revised.changed.clone();
        call.log(How::Imported, RecordKind::Customer, id, Some(id), changed)?;
    }
    for point in revised.written() {
        let typed = Some(point.value.as_typed().to_owned());
        let added = vec![ChangedField::new(point.kind.as_str(), None, typed)];
        call.log(How::Imported, RecordKind::Point, point.id, Some(id), added)?;
    }
    if let Some(preserved) = &revised.preserved {
        call.tx.put_preserved(id, preserved)?;
        let changed = vec![ChangedField::new("preserved", None, None)];
        call.log_names(How::Imported, RecordKind::Customer, id, Some(id), changed)?;
    }
    Ok(())
}

/// Remembers what would be written, and answers as if it were.
pub(super) fn pretend(
    overlay: &mut Overlay,
    env: &Env,
    permit: &Permit<'_, ImportCustomers>,
    planned: Planned,
    place: Place<'_>,
) -> Result<ImportRow> {
    let Planned { plan, duplicates, mut warnings } = planned;
    let public = |overlay: &Overlay, id: CustomerId| {
        overlay.get(id).is_none_or(|shadow| !shadow.created).then_some(id)
    };
    let outcome = match plan {
        Plan::Create(creation) => {
            let origin = place.origin(&creation);
            let Creation { draft, preserved, .. } = *creation;
            let draft = make(env, permit, draft, &origin, &[])?;
            let written = all_points(&draft.cards).map(|(_, point)| point);
            warnings_of(&draft.cards, written, &mut warnings);
            overlay.put(Shadow { draft, preserved, created: true }, place.row);
            ImportRowOutcome::Created { id: None }
        }
        Plan::Update(change) => {
            let revised = revise(env, permit, *change, place.source)?;
            warnings_of(&revised.after.cards, revised.written(), &mut warnings);
            let (id, draft) = (revised.after.record.id, revised.after);
            let kept = overlay.get(id).map(|shadow| shadow.preserved.clone());
            let preserved = revised.preserved.or(kept).unwrap_or_default();
            for slot in ReferenceSlot::ALL {
                let old = revised.before.record.values.owned(slot.field());
                let new = draft.record.values.get(slot.field());
                if let Some(old) = old.filter(|old| Some(old.as_str()) != new) {
                    overlay.retire(*slot, old, id);
                }
            }
            overlay.put(Shadow { draft, preserved, created: false }, place.row);
            ImportRowOutcome::Updated { id: public(overlay, id), fields: revised.fields }
        }
        Plan::Unchanged(id) => {
            overlay.touch(id, place.row, false);
            ImportRowOutcome::Unchanged { id: public(overlay, id) }
        }
        Plan::MatchedMany(customers) => ImportRowOutcome::MatchedMany { customers },
        Plan::Rejected(error) => ImportRowOutcome::Rejected { error },
    };
    Ok(ImportRow { number: place.row, outcome, duplicates, warnings })
}
