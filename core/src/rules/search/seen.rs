//! What is seen of a customer, in the form in which it is sought.

use crate::model::access::Levels;
use crate::model::contact::ContactRecord;
use crate::model::customer::{CustomerRecord, ReferenceSlot};
use crate::model::ids::CustomerId;
use crate::model::key::PointFamily;
use crate::model::page::CursorKey;
use crate::model::search::words::{self, Tokens};
use crate::model::search::{KeyIndex, Lane};

/// What is seen of a customer: the words of its names, its keys.
pub(crate) struct Seen {
    id: CustomerId,
    pub(super) names: Tokens,
    references: [Option<String>; 2],
    points: Vec<(PointFamily, String)>,
    coarse: Vec<(PointFamily, String)>,
    tails: Vec<i64>,
}

impl Seen {
    pub(crate) fn new(record: &CustomerRecord, cards: &[ContactRecord]) -> Self {
        let levels: &Levels = &record.seen;
        let mut names = words::of_names(&record.values, levels.view);
        let shown = if levels.shows_contacts() { cards } else { &[] };
        words::add_cards(&mut names, shown);
        let reference = |slot: ReferenceSlot| {
            let value =
                record.values.get(slot.field()).filter(|_| levels.view.contains(slot.field()));
            value.map(str::to_ascii_lowercase)
        };
        let points = || shown.iter().flat_map(|card| &card.points);
        Self {
            id: record.id,
            names,
            references: [reference(ReferenceSlot::Ref1), reference(ReferenceSlot::Ref2)],
            points: points().map(|of| (of.kind.family(), of.value.match_key().text)).collect(),
            coarse: points()
                .filter_map(|of| Some((of.kind.family(), of.value.coarse_key()?)))
                .collect(),
            tails: points().filter_map(|of| of.value.tail()).collect(),
        }
    }

    /// Is it in a lane? In a lane of keys, by which one first.
    pub(super) fn key_in(&self, lane: &Lane) -> Option<Option<CursorKey>> {
        match lane {
            Lane::Customers(ids) => ids.contains(&self.id).then_some(None),
            Lane::Words { all, .. } => {
                let found = |ways: &[Vec<words::Term>]| {
                    ways.iter().any(|way| way.iter().all(|term| term.is_in(&self.names)))
                };
                all.iter().all(|ways| found(ways)).then_some(None)
            }
            Lane::Keys { index, ranges } => {
                let keys = self.keys(*index).into_iter();
                keys.filter(|key| ranges.iter().any(|range| range.contains(key))).min().map(Some)
            }
        }
    }

    fn keys(&self, index: KeyIndex) -> Vec<CursorKey> {
        let of = |keys: &[(PointFamily, String)], family| {
            let keys = keys.iter().filter(|(of, _)| *of == family);
            keys.map(|(_, key)| CursorKey::Text(key.clone())).collect()
        };
        match index {
            KeyIndex::Point(family) => of(&self.points, family),
            KeyIndex::Coarse(family) => of(&self.coarse, family),
            KeyIndex::Reference(slot) => {
                let [ref1, ref2] = &self.references;
                let value = if slot == ReferenceSlot::Ref1 { ref1 } else { ref2 };
                value.iter().cloned().map(CursorKey::Text).collect()
            }
            KeyIndex::Tail => {
                self.tails.iter().map(|tail| CursorKey::Number(Some(*tail))).collect()
            }
        }
    }
}
