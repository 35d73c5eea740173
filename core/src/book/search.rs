//! Finding customers as somebody types.

use crate::error::Result;
use crate::model::contact::ContactRecord;
use crate::model::customer::CustomerRecord;
use crate::model::ids::CustomerId;
use crate::model::page::{Cursor, CursorKey, Page, check_limit};
use crate::model::point_value::ShownValue;
use crate::model::search::{CustomerSearch, HitPoint, SearchHit, SearchPage};
use crate::model::time::Timestamp;
use crate::model::violation::{Rule, Violation};
use crate::rules::contacts::all_points;
use crate::rules::search::{Query, Seen, matches};
use crate::store::{LaneRequest, ReadTx};

use super::operations::SearchCustomers;
use super::records;
use super::selection::{Asked, Text, Wanted, wanted};
use super::session::Session;

/// So many customers are read at once when those before them were not what is sought.
const MORE: usize = 256;

impl Session {
    /// The customers that a text may mean, the best first: those whose email, phone, reference, handle
    /// or id it is; those in whose names all its words are; those in whose names words begin so; those
    /// with an identifier that begins, or a phone that ends, with it. Among equals the newest comes
    /// first; identifiers in part stand in their own order.
    ///
    /// Nobody is found by what the actor may not see. Inactive customers are left out unless asked for.
    ///
    /// # Errors
    /// `invalid` for a limit outside 1 to 500, a cursor of another search, a filter that breaks a rule
    /// or looks at what the actor may not see; `not_found` for a segment that is not there; `denied`.
    pub fn search_customers(&self, search: &CustomerSearch) -> Result<SearchPage> {
        let limit = check_limit(search.limit)? as usize;
        let list = list_of(search);
        let start = search.after.as_deref().map(|text| Start::read(text, &list)).transpose()?;
        self.gate.read::<SearchCustomers, _>(&self.who, |call| {
            let wanted = wanted(call.tx, call.permit.access(), &search.into())?;
            let Text::Sought(query) = &wanted.text else {
                return Ok(Page { items: Vec::new(), next: None });
            };
            let walk = Walk { tx: call.tx, wanted: &wanted, query, search };
            let mut found = walk.run(start.as_ref(), limit + 1)?;
            let more = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| more).map(|last| last.cursor(&list).encode());
            Ok(Page { items: hits(call.tx, query, found)?, next })
        })
    }
}

/// A cursor belongs to a text, a filter and a segment.
fn list_of(search: &CustomerSearch) -> String {
    format!("search:{}", Asked::from(search).mark(search.include_inactive))
}

/// A customer that was found, and its place.
struct Found {
    record: CustomerRecord,
    cards: Vec<ContactRecord>,
    lane: usize,
    key: Option<CursorKey>,
}

impl Found {
    fn cursor(&self, list: &str) -> Cursor {
        let key = match &self.key {
            None => "-".to_owned(),
            Some(CursorKey::Text(text)) => format!("t{text}"),
            Some(CursorKey::Number(number)) => format!("n{}", number.unwrap_or_default()),
        };
        let place = format!("{}.{}.{key}", self.lane, self.record.created_at.as_millis());
        Cursor {
            list: list.to_owned(),
            key: CursorKey::Text(place),
            id: self.record.id.as_uuid().into_bytes(),
        }
    }
}

/// Where a page begins: behind this place.
struct Start {
    lane: usize,
    key: Option<CursorKey>,
    id: CustomerId,
    created_at: Timestamp,
}

impl Start {
    fn read(text: &str, list: &str) -> std::result::Result<Self, Violation> {
        let cursor = Cursor::decode(text, list)?;
        let bad = || Violation::new("after", Rule::NotACursor);
        let CursorKey::Text(place) = &cursor.key else {
            return Err(bad());
        };
        let mut parts = place.splitn(3, '.');
        let mut part = || parts.next().ok_or_else(bad);
        let lane = part()?.parse().map_err(|_| bad())?;
        let created_at = Timestamp::from_millis(part()?.parse().map_err(|_| bad())?);
        let key = part()?;
        let key = match key.split_at_checked(1).ok_or_else(bad)? {
            ("-", "") => None,
            ("t", text) => Some(CursorKey::Text(text.to_owned())),
            ("n", number) => Some(CursorKey::Number(number.parse().ok())),
            _ => return Err(bad()),
        };
        let id = CustomerId::from_uuid(uuid::Uuid::from_bytes(cursor.id));
        Ok(Self { lane, key, id, created_at })
    }
}

/// A walk through the lanes of a query.
struct Walk<'w> {
    tx: &'w dyn ReadTx,
    wanted: &'w Wanted,
    query: &'w Query,
    search: &'w CustomerSearch,
}

impl Walk<'_> {
    fn run(&self, start: Option<&Start>, most: usize) -> Result<Vec<Found>> {
        let mut all: Vec<Found> = Vec::new();
        let first = start.map_or(0, |start| start.lane);
        let sees_all = self.wanted.sees_all_that_is_sought();
        for (at, lane) in self.query.lanes().enumerate().skip(first) {
            // The index knows words that the actor does not see: those that it would leave out for them
            // may stand here for him.
            let whole = (!sees_all).then(|| lane.with_those_before());
            let lane = whole.as_ref().unwrap_or(lane);
            let mut place = match start.filter(|start| start.lane == at) {
                Some(start) => {
                    let key = start.key.clone().unwrap_or(CursorKey::Number(None));
                    let access = &self.wanted.access;
                    let row = self.tx.place_of(access, start.id, start.created_at, lane)?;
                    Some((key, row))
                }
                None => None,
            };
            let mut limit = most - all.len();
            loop {
                let found = self.tx.search_lane(
                    &self.wanted.access,
                    &LaneRequest {
                        lane,
                        filter: self.wanted.filter.as_ref(),
                        include_inactive: self.search.include_inactive,
                        limit,
                        place: place.take(),
                    },
                )?;
                let whole = found.len() == limit;
                place = found
                    .last()
                    .map(|last| (last.key.clone().unwrap_or(CursorKey::Number(None)), last.row));
                for (record, key) in found.into_iter().map(|found| (found.record, found.key)) {
                    self.keep(at, record, key, &mut all)?;
                    if all.len() == most {
                        return Ok(all);
                    }
                }
                if !whole {
                    break;
                }
                limit = MORE;
            }
        }
        Ok(all)
    }

    /// Keeps a customer whose place this is, by what the actor sees of it.
    fn keep(
        &self,
        lane: usize,
        record: CustomerRecord,
        key: Option<CursorKey>,
        all: &mut Vec<Found>,
    ) -> Result<()> {
        // One whose two points have the same key comes twice.
        if all.last().is_some_and(|last| last.lane == lane && last.record.id == record.id) {
            return Ok(());
        }
        let cards = records::cards_seen(self.tx, std::slice::from_ref(&record))?;
        let cards = cards.into_iter().next().unwrap_or_default();
        let standing = self.query.standing(&Seen::new(&record, &cards));
        if standing.is_some_and(|of| of.lane == lane && of.key == key) {
            all.push(Found { record, cards, lane, key });
        }
        Ok(())
    }
}

fn hits(tx: &dyn ReadTx, query: &Query, found: Vec<Found>) -> Result<Vec<SearchHit>> {
    let ids: Vec<CustomerId> = found.iter().map(|of| of.record.id).collect();
    let last = tx.last_contacts(&ids)?;
    Ok(found.iter().zip(last).map(|(of, last)| hit(query, of, last)).collect())
}

fn hit(query: &Query, of: &Found, last: Option<Timestamp>) -> SearchHit {
    let level = of.record.seen.contacts;
    let points = all_points(&of.cards).map(|(card, point)| HitPoint {
        contact: card.id,
        point: point.id,
        kind: point.kind,
        value: ShownValue::new(&point.value, level),
        actions: if point.contactable { point.kind.capabilities().to_vec() } else { Vec::new() },
    });
    SearchHit {
        customer: records::summary(&of.record, &of.cards, last),
        points: points.collect(),
        matched: matches(query, &of.record, &of.cards),
    }
}
