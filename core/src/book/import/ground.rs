//! What a row is decided over: the book as it is, and in a dry run what earlier rows would have made of
//! it.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::book::gate::Permit;
use crate::book::lookups;
use crate::book::operations::ImportCustomers;
use crate::book::records::{self, Draft};
use crate::error::Result;
use crate::model::access::{Access, Levels};
use crate::model::customer::{CustomerRecord, ReferenceSlot};
use crate::model::field::CustomerField;
use crate::model::ids::CustomerId;
use crate::model::key::{MatchKey, PointFamily};
use crate::model::permission::Permission;
use crate::model::settings::Settings;
use crate::store::{KeptProperty, KeyDigest, ReadTx, ReferenceUse, Touched};

use super::answer::ImportDuplicate;
use super::check::Entered;
use super::options::{ImportKey, ImportOptions};
use super::overlay::Overlay;

/// How many others are named beside one value.
const MOST_NAMED: usize = 10;

/// Rows of the book, by what the actor may do with them.
pub(super) struct Sight {
    view: Option<Access>,
    /// Those whose addresses he sees.
    shows: Option<Access>,
    pub(super) edit: Option<Access>,
}

impl Sight {
    pub(super) fn of(permit: &Permit<'_, ImportCustomers>) -> Self {
        use Permission::{ContactView, CustomerEdit, CustomerImport, CustomerView};
        let shows = permit.also(&[CustomerView, ContactView]).ok();
        Self {
            view: permit.also(&[CustomerView]).ok(),
            shows: shows.and_then(|access| access.only_where(Levels::shows_contacts)),
            edit: permit.also(&[CustomerImport, CustomerView, CustomerEdit]).ok(),
        }
    }
}

fn admits(access: Option<&Access>, record: &CustomerRecord) -> bool {
    let value = |field| record.values.get(field);
    let (team, owner) = (value(CustomerField::Team), value(CustomerField::Owner));
    access.is_some_and(|access| access.rows.admits(team, owner))
}

/// Whom a row is recognised as.
pub(super) enum Match {
    Nobody,
    One(CustomerId),
    Many(Vec<CustomerId>),
}

/// An answer about a reference, once there is one.
type Asked = Option<Option<ReferenceUse>>;

/// What a row is decided over.
pub(super) struct Ground<'g> {
    pub(super) tx: &'g dyn ReadTx,
    pub(super) permit: &'g Permit<'g, ImportCustomers>,
    pub(super) settings: &'g Settings,
    pub(super) options: &'g ImportOptions,
    pub(super) sight: &'g Sight,
    pub(super) run: Option<i64>,
    pub(super) overlay: Option<&'g Overlay>,
    /// References that were tried in vain, and are not written down yet.
    pub(super) pending_probes: u64,
    /// The row tried a reference of which the actor does not see whether it is taken.
    pub(super) probed: Cell<bool>,
    /// Who has each of the row's references, as far as it was asked.
    pub(super) asked: (Cell<Asked>, Cell<Asked>),
}

impl Ground<'_> {
    /// Who has a reference of the row, or had it. It is asked several times while a row is decided.
    pub(super) fn reference_use(
        &self,
        slot: ReferenceSlot,
        value: &str,
    ) -> Result<Option<ReferenceUse>> {
        let asked = match slot {
            ReferenceSlot::Ref1 => &self.asked.0,
            ReferenceSlot::Ref2 => &self.asked.1,
        };
        if let Some(used) = asked.get() {
            return Ok(used);
        }
        let used = match self.overlay.and_then(|overlay| overlay.reference_use(slot, value)) {
            Some(used) => Some(used),
            None => self.tx.reference_use(slot, value)?,
        };
        asked.set(Some(used));
        Ok(used)
    }

    /// Trying whether a reference is taken costs of the budget; this comes before it is known.
    pub(super) fn probe(&self) -> Result<()> {
        let costs = lookups::would_probe(self.tx, self.permit, self.pending_probes)?;
        self.probed.set(self.probed.get() || costs);
        Ok(())
    }

    /// The whole customer and its cards, as they are by now.
    pub(super) fn draft(&self, id: CustomerId) -> Result<Draft> {
        if let Some(shadow) = self.overlay.and_then(|overlay| overlay.get(id)) {
            let draft = &shadow.draft;
            return Ok(Draft { record: draft.record.clone(), cards: draft.cards.clone() });
        }
        let view = self.sight.view.as_ref().unwrap_or_else(|| self.permit.access());
        let whole = self.permit.whole(view);
        let record = records::find(self.tx, &whole, id)?.record;
        let cards = records::cards_of(self.tx, record.id)?;
        Ok(Draft { record, cards })
    }

    pub(super) fn preserved(&self, id: CustomerId) -> Result<Vec<KeptProperty>> {
        match self.overlay.and_then(|overlay| overlay.get(id)) {
            Some(shadow) => Ok(shadow.preserved.clone()),
            None => Ok(self.tx.preserved(id)?),
        }
    }

    /// Was an address taken off a customer after the source of this import had brought it?
    pub(super) fn removed_before(&self, id: CustomerId, key: &MatchKey) -> Result<bool> {
        let Some(source) = &self.options.source else { return Ok(false) };
        let digest = KeyDigest::new(&self.tx.salt()?, key);
        Ok(self.tx.removed_point(id, &digest)?.is_some_and(|(of, _)| of == *source))
    }

    fn touched(&self, id: CustomerId) -> Result<Option<Touched>> {
        match (self.run, self.overlay) {
            (Some(run), _) => Ok(self.tx.touched(run, id)?),
            (None, overlay) => Ok(overlay.and_then(|of| of.touched(id))),
        }
    }

    /// The customer that the row is about, as far as the actor sees it.
    pub(super) fn find(&self, row: &Entered) -> Result<Match> {
        match self.options.match_by {
            None => Ok(Match::Nobody),
            Some(ImportKey::Ref1) => self.find_by_reference(row, ReferenceSlot::Ref1),
            Some(ImportKey::Ref2) => self.find_by_reference(row, ReferenceSlot::Ref2),
            Some(ImportKey::Email) => self.find_by_address(row, PointFamily::Email),
            Some(ImportKey::Phone) => self.find_by_address(row, PointFamily::Phone),
        }
    }

    fn find_by_reference(&self, row: &Entered, slot: ReferenceSlot) -> Result<Match> {
        let Some(value) = row.entry.draft.values.get(slot.field()) else {
            return Ok(Match::Nobody);
        };
        // One that was given up is nobody's: creating with it answers that it is retired.
        let Some(ReferenceUse::Living(id)) = self.reference_use(slot, value)? else {
            return Ok(Match::Nobody);
        };
        let shows = |record: &CustomerRecord| {
            let seen = records::seen_of(self.permit.access(), record);
            admits(self.sight.view.as_ref(), record) && seen.view.contains(slot.field())
        };
        if let Some(shadow) = self.overlay.and_then(|overlay| overlay.get(id)) {
            return Ok(if shows(&shadow.draft.record) { Match::One(id) } else { Match::Nobody });
        }
        let Some(id) = self.tx.survivor(id)? else { return Ok(Match::Nobody) };
        let Some(view) = &self.sight.view else { return Ok(Match::Nobody) };
        let found = self.tx.customers(view, &[id])?.pop();
        let seen = found.is_some_and(|record| record.seen.view.contains(slot.field()));
        Ok(if seen { Match::One(id) } else { Match::Nobody })
    }

    fn find_by_address(&self, row: &Entered, family: PointFamily) -> Result<Match> {
        let point = row.points().find(|point| point.kind.family() == family);
        let (Some(point), Some(shows)) = (point, &self.sight.shows) else {
            return Ok(Match::Nobody);
        };
        let key = point.value.match_key();
        let most = MOST_NAMED as u32 + 1;
        let found = self.tx.address_holders(&shows.rows, None, &key, most)?;
        let mut ids: Vec<CustomerId> = found.into_iter().map(|holder| holder.customer).collect();
        if let Some(overlay) = self.overlay {
            ids.extend(overlay.holders(&key));
            ids.retain(|id| {
                overlay.get(*id).is_none_or(|of| admits(Some(shows), &of.draft.record))
            });
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(match ids.as_slice() {
            [] => Match::Nobody,
            [id] => Match::One(*id),
            _ => {
                ids.truncate(MOST_NAMED);
                // In a dry run some of them have no ids yet.
                ids.retain(|id| self.public_id(*id).is_some());
                Match::Many(ids)
            }
        })
    }

    /// The id of a customer that is in the book.
    pub(super) fn public_id(&self, id: CustomerId) -> Option<CustomerId> {
        let created = self.overlay.and_then(|of| of.get(id)).is_some_and(|of| of.created);
        (!created).then_some(id)
    }

    /// Who else has the references and addresses of a row.
    pub(super) fn duplicates(
        &self,
        row: &Entered,
        own: Option<CustomerId>,
    ) -> Result<Vec<ImportDuplicate>> {
        let mut found = Vec::new();
        for slot in ReferenceSlot::ALL {
            let Some(value) = row.entry.draft.values.get(slot.field()) else { continue };
            let Some(ReferenceUse::Living(id)) = self.reference_use(*slot, value)? else {
                continue;
            };
            let touched = self.touched(id)?;
            if let Some(touched) = touched.filter(|of| of.fresh || own == Some(id)) {
                let (field, rows) = (slot.as_str().to_owned(), vec![touched.row]);
                found.push(ImportDuplicate { field, rows, customers: Vec::new() });
            }
        }
        for point in row.points() {
            let field = point.kind.family().as_str();
            let others = self.others_at(&point.value.match_key(), own)?;
            let rows = others.values().copied().flatten();
            let mut rows: Vec<u64> = rows.collect();
            rows.sort_unstable();
            rows.truncate(MOST_NAMED);
            let customers = others.iter().filter(|(_, row)| row.is_none()).map(|(id, _)| *id);
            let customers: Vec<CustomerId> = customers.take(MOST_NAMED).collect();
            if !rows.is_empty() || !customers.is_empty() {
                found.push(ImportDuplicate { field: field.to_owned(), rows, customers });
            }
        }
        Ok(found)
    }

    /// Those who hold an address, and the rows that they came of.
    fn others_at(
        &self,
        key: &MatchKey,
        own: Option<CustomerId>,
    ) -> Result<BTreeMap<CustomerId, Option<u64>>> {
        let shows = self.sight.shows.as_ref();
        let rows = match shows {
            Some(shows) => shows.rows.clone(),
            None => self.permit.access().rows.none(),
        };
        let most = MOST_NAMED as u32 + 1;
        let found = self.tx.address_holders(&rows, self.run, key, most)?;
        let mut others: BTreeMap<CustomerId, Option<u64>> =
            found.into_iter().map(|holder| (holder.customer, holder.row)).collect();
        if let Some(overlay) = self.overlay {
            let shown = |id: CustomerId| {
                overlay.get(id).is_none_or(|of| of.created || admits(shows, &of.draft.record))
            };
            let row = |id: CustomerId| overlay.touched(id).map(|of| of.row);
            let now = overlay.holders(key).iter().map(|id| (*id, None));
            others.extend(now);
            others.retain(|id, _| shown(*id));
            for (id, of) in &mut others {
                *of = row(*id);
            }
        }
        // A customer is no duplicate of its own, unless an earlier row was about it, too.
        others.retain(|id, row| own != Some(*id) || row.is_some());
        Ok(others)
    }
}
