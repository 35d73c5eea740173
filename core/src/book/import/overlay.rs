//! What a dry run would have written, so that later rows of its file find it.

use std::collections::HashMap;

use crate::book::records::Draft;
use crate::model::customer::ReferenceSlot;
use crate::model::field::CustomerField;
use crate::model::ids::CustomerId;
use crate::model::key::MatchKey;
use crate::rules::contacts;
use crate::store::{KeptProperty, ReferenceUse, Touched};

/// How many customers a dry run remembers.
const MOST: usize = 100_000;
/// How many octets of text it remembers of them: enough for as many of the usual length.
const MOST_OCTETS: usize = 256 << 20;

/// Customers as they would be by now.
#[derive(Default)]
pub(super) struct Overlay {
    customers: HashMap<CustomerId, Shadow>,
    touched: HashMap<CustomerId, Touched>,
    references: HashMap<(ReferenceSlot, String), ReferenceUse>,
    addresses: HashMap<MatchKey, Vec<CustomerId>>,
    octets: usize,
}

/// A customer as it would be by now.
pub(super) struct Shadow {
    pub(super) draft: Draft,
    pub(super) preserved: Vec<KeptProperty>,
    /// It is not in the book.
    pub(super) created: bool,
}

impl Shadow {
    /// The octets of its texts. An address stands on its card and among the keys.
    fn octets(&self) -> usize {
        let values = &self.draft.record.values;
        let fields = CustomerField::ALL.iter().filter_map(|field| values.get(*field));
        let kept = self.preserved.iter().map(|of| of.name.len() + of.value.len());
        let points = contacts::all_points(&self.draft.cards);
        let points = points.map(|(_, of)| 2 * of.value.as_typed().len());
        fields.map(str::len).sum::<usize>() + kept.sum::<usize>() + points.sum::<usize>()
    }
}

impl Overlay {
    pub(super) fn get(&self, id: CustomerId) -> Option<&Shadow> {
        self.customers.get(&id)
    }

    /// Who has a reference by now, where that differs from the book.
    pub(super) fn reference_use(&self, slot: ReferenceSlot, value: &str) -> Option<ReferenceUse> {
        self.references.get(&(slot, value.to_owned())).copied()
    }

    /// Who was changed or would be created, and holds an address.
    pub(super) fn holders(&self, key: &MatchKey) -> &[CustomerId] {
        self.addresses.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Which row was about a customer first.
    pub(super) fn touched(&self, id: CustomerId) -> Option<Touched> {
        self.touched.get(&id).copied()
    }

    /// Remembers that a row was about a customer. False when there is no room.
    pub(super) fn touch(&mut self, id: CustomerId, row: u64, created: bool) -> bool {
        let room = self.touched.contains_key(&id) || self.touched.len() < MOST;
        if room {
            self.touched.entry(id).or_insert(Touched { row, version: None, fresh: created });
        }
        room
    }

    /// Remembers a customer as a row would leave it.
    pub(super) fn put(&mut self, shadow: Shadow, row: u64) {
        let id = shadow.draft.record.id;
        if !self.touch(id, row, shadow.created) {
            return;
        }
        let before = self.customers.get(&id);
        let octets = self.octets - before.map_or(0, Shadow::octets) + shadow.octets();
        if octets > MOST_OCTETS {
            return;
        }
        self.octets = octets;
        for slot in ReferenceSlot::ALL {
            let old = before.and_then(|of| of.draft.record.values.owned(slot.field()));
            let new = shadow.draft.record.values.owned(slot.field());
            if let Some(old) = old.filter(|old| Some(old) != new.as_ref()) {
                self.references.insert((*slot, old), ReferenceUse::Retired(id));
            }
            if let Some(new) = new {
                self.references.insert((*slot, new), ReferenceUse::Living(id));
            }
        }
        for (_, point) in contacts::all_points(&shadow.draft.cards) {
            let holders = self.addresses.entry(point.value.match_key()).or_default();
            if !holders.contains(&id) {
                holders.push(id);
            }
        }
        let created = before.map_or(shadow.created, |before| before.created);
        self.customers.insert(id, Shadow { created, ..shadow });
    }

    /// A reference that a customer of the book gives up.
    pub(super) fn retire(&mut self, slot: ReferenceSlot, value: String, id: CustomerId) {
        self.references.insert((slot, value), ReferenceUse::Retired(id));
    }
}
