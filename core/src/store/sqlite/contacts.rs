//! Contact cards and points in SQLite.

use std::sync::LazyLock;

use rusqlite::{Row, ToSql, params};

use super::codes::{Code, Coded};
use super::error::to_store_error;
use super::row_sum::{self, Cells};
use super::tx::SqliteTx;
use crate::model::access::Access;
use crate::model::contact::{
    AddressFacts, ContactRecord, PointKind, PointRecord, PointValue, Undeliverable, Verified,
};
use crate::model::country::CountryCode;
use crate::model::email::Email;
use crate::model::handle::{Handle, HandleChannel};
use crate::model::holder::Holder;
use crate::model::ids::{ActorId, ContactId, CustomerId, PointId};
use crate::model::key::{MatchKey, PointFamily};
use crate::model::phone::{Confidence, E164, KnownPhone, LineType, Phone, RegionOrigin};
use crate::model::provenance::{How, Provenance};
use crate::model::reason::StorageKind;
use crate::model::time::Timestamp;
use crate::store::{
    Claim, ContactReads, ContactWrites, HolderQuery, KeyDigest, ProfileNote, StoreError,
    StoreResult,
};

/// How many values of one attribute a channel's profile keeps.
const MOST_VALUES: usize = 50;
const PREFERRED: i64 = 1;
const CONTACTABLE: i64 = 2;

/// What is known about a phone beside its key, in one number: line type, what the plan says, where
/// the region came from; four bits each.
fn pack_traits(phone: &Phone) -> i64 {
    phone.line_type().code()
        | phone.plan_confidence().code() << 4
        | phone.region_origin().code() << 8
}

fn unpack_traits(traits: i64) -> Option<(LineType, Confidence, RegionOrigin)> {
    Some((
        LineType::from_code(traits & 15)?,
        Confidence::from_code(traits >> 4 & 15)?,
        RegionOrigin::from_code(traits >> 8 & 15)?,
    ))
}

/// The columns of a point; all but the last two are summed up in the last but one. Whose it is, is not
/// among them: that stands in the customer's sum over all cards.
const POINT: &str = "uid, contact_seq, kind, family, norm, extension, value, weak, \
     account, selector, assumed, region, traits, flags, verified_by, verified_at, made_by, \
     made_how, made_at, made_source, row_sum, customer_id";
const POINT_SUMMED: usize = 20;

/// The columns of a card, likewise.
const CARD: &str = "seq, uid, label, person_name, row_sum, customer_id";
const CARD_SUMMED: usize = 4;

/// The tables whose rows are summed up, with the columns and how many of them are covered.
pub(super) const SUMMED: [(&str, &str, usize); 2] =
    [("contact", CARD, CARD_SUMMED), ("contact_point", POINT, POINT_SUMMED)];

/// The card's place and the point, from a row of [`POINT`].
fn read_point(row: &Row<'_>) -> rusqlite::Result<(i64, PointRecord)> {
    row_sum::verify(row, POINT_SUMMED)?;
    let mut cells = Cells::new(row);
    let (id, card) = (cells.next()?, cells.next()?);
    let kind = cells.next::<Code<PointKind>>()?.0;
    cells.skip(1);
    let value = read_value(&mut cells, kind)?;
    let flags: i64 = cells.next()?;
    let verified = match cells.next::<Option<ActorId>>()? {
        Some(by) => Some(Verified { by, at: cells.next()? }),
        None => {
            cells.skip(1);
            None
        }
    };
    let point = PointRecord {
        id,
        kind,
        value,
        preferred: flags & PREFERRED != 0,
        contactable: flags & CONTACTABLE != 0,
        verified,
        provenance: Provenance {
            by: cells.next()?,
            how: cells.next::<Code<How>>()?.0,
            at: cells.next()?,
            source: cells.next()?,
        },
    };
    Ok((card, point))
}

/// The columns from `norm` to `traits`.
fn read_value(cells: &mut Cells<'_, '_>, kind: PointKind) -> rusqlite::Result<PointValue> {
    let norm: String = cells.next()?;
    let extension: String = cells.next()?;
    let typed = cells.next::<Option<String>>()?.unwrap_or_else(|| norm.clone());
    cells.skip(1);
    let account: Option<String> = cells.next()?;
    let (selector, assumed) = (cells.next()?, cells.next()?);
    let region: Option<CountryCode> = cells.next()?;
    let traits = cells.next()?;
    let invalid = || {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Text,
            "contact point".into(),
        )
    };
    match kind.family() {
        PointFamily::Email => Ok(PointValue::Email(Email::from_stored(typed, norm))),
        PointFamily::Handle => {
            let channel = HandleChannel::from_word(kind.as_str()).ok_or_else(invalid)?;
            Handle::parse(channel, account.as_deref(), &typed)
                .map(PointValue::Handle)
                .map_err(|_| invalid())
        }
        PointFamily::Phone => {
            let (line_type, plan, origin) = unpack_traits(traits).ok_or_else(invalid)?;
            let calling_code = || crate::model::phone::calling_code_of(&norm, region);
            let e164 = if norm.starts_with('+') {
                calling_code().and_then(|code| E164::new(norm.clone(), code))
            } else {
                None
            };
            let known = KnownPhone { e164, region, line_type, plan };
            let extension = Some(extension).filter(|e| !e.is_empty());
            let phone = Phone::from_stored(typed, extension, selector, assumed, origin, known);
            phone.map(PointValue::Phone).map_err(|_| invalid())
        }
    }
}

/// The card's place and the card without its points, from a row of [`CARD`].
fn read_card(row: &Row<'_>) -> rusqlite::Result<(i64, ContactRecord)> {
    row_sum::verify(row, CARD_SUMMED)?;
    let mut cells = Cells::new(row);
    let seq = cells.next()?;
    let card = ContactRecord {
        id: cells.next()?,
        label: cells.next()?,
        person_name: cells.next()?,
        points: Vec::new(),
    };
    Ok((seq, card))
}

static READ_CARDS: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {CARD} FROM contact WHERE customer_id = ? ORDER BY seq"));
static READ_POINTS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {POINT} FROM contact_point WHERE customer_id = ? ORDER BY seq")
});
static INSERT_POINT: LazyLock<String> = LazyLock::new(|| {
    let marks = vec!["?"; POINT_SUMMED + 3].join(", ");
    format!("INSERT INTO contact_point({POINT}, seq) VALUES ({marks})")
});

/// The columns that only some points have.
struct PointColumns {
    norm: String,
    typed: Option<String>,
    extension: String,
    weak: Option<String>,
    account: Option<String>,
    selector: Option<String>,
    assumed: Option<String>,
    region: Option<String>,
    traits: i64,
}

fn columns(value: &PointValue) -> PointColumns {
    let norm = value.match_key().text;
    let typed = Some(value.as_typed().to_owned()).filter(|typed| *typed != norm);
    let plain = PointColumns {
        weak: None,
        typed,
        extension: String::new(),
        account: None,
        selector: None,
        assumed: None,
        region: None,
        traits: 0,
        norm,
    };
    match value {
        PointValue::Email(email) => {
            let related = email.related_key();
            let weak = (related != email.match_key()).then(|| related.into_owned());
            PointColumns { weak, ..plain }
        }
        PointValue::Handle(handle) => {
            PointColumns { account: handle.account().map(str::to_owned), ..plain }
        }
        PointValue::Phone(phone) => PointColumns {
            extension: phone.extension().unwrap_or_default().to_owned(),
            weak: phone.digits_key().map(str::to_owned),
            selector: phone.selector().map(String::from),
            assumed: phone.assumed_region.map(String::from),
            region: phone.region().map(String::from),
            traits: pack_traits(phone),
            ..plain
        },
    }
}

impl ContactReads for SqliteTx<'_> {
    fn cards(&self, access: &Access, ids: &[CustomerId]) -> StoreResult<Vec<Vec<ContactRecord>>> {
        if !access.contacts {
            return Ok(vec![Vec::new(); ids.len()]);
        }
        ids.iter().map(|id| self.cards_of(*id)).collect()
    }

    fn address_facts(&self, keys: &[MatchKey]) -> StoreResult<Vec<AddressFacts>> {
        let sql = "SELECT shared, undeliverable_since, undeliverable_code, soft_bounces FROM address_fact WHERE family = ? AND norm = ?";
        keys.iter()
            .map(|key| {
                let facts = self.row(sql, params![key.family.code(), key.text], |row| {
                    let undeliverable = match row.get::<_, Option<Timestamp>>(1)? {
                        Some(since) => Some(Undeliverable { since, code: row.get(2)? }),
                        None => None,
                    };
                    Ok(AddressFacts {
                        shared: row.get(0)?,
                        undeliverable,
                        soft_bounces: row.get(3)?,
                    })
                })?;
                Ok(facts.unwrap_or_default())
            })
            .collect()
    }

    fn holders(&self, query: &HolderQuery) -> StoreResult<Vec<Holder>> {
        super::holders::holders(self, query)
    }

    fn removed_point(
        &self,
        customer: CustomerId,
        digest: &KeyDigest,
    ) -> StoreResult<Option<(String, Timestamp)>> {
        let sql = "SELECT r.source, r.removed_at FROM removed_point r JOIN customer c ON c.id = r.customer_id WHERE c.uid = ? AND r.digest = ?";
        self.row(sql, params![customer, digest.0], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn suppressed(&self, digests: &[KeyDigest]) -> StoreResult<Vec<bool>> {
        let sql = "SELECT 1 FROM suppressed_key WHERE digest = ?";
        digests.iter().map(|digest| Ok(self.row(sql, [digest.0], |_| Ok(()))?.is_some())).collect()
    }
}

impl SqliteTx<'_> {
    fn cards_of(&self, id: CustomerId) -> StoreResult<Vec<ContactRecord>> {
        let sql = "SELECT id, cards_sum, uid FROM customer WHERE uid = ?";
        let found = self.row(sql, [id], |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get::<_, CustomerId>(2)?))
        })?;
        let Some((key, cards_sum, uid)): Option<(i64, Option<i64>, _)> = found else {
            return Ok(Vec::new());
        };
        if uid != id {
            return Err(StoreError::storage(StorageKind::Corrupt));
        }
        let mut sum = 0;
        let mut cards = self.rows(&READ_CARDS, [key], |row| {
            sum ^= row_sum::stored(row, CARD_SUMMED)?;
            read_card(row)
        })?;
        let points = self.rows(&READ_POINTS, [key], |row| {
            sum ^= row_sum::stored(row, POINT_SUMMED)?;
            read_point(row)
        })?;
        if cards_sum.is_some_and(|of| of != sum) {
            return Err(StoreError::storage(StorageKind::Corrupt));
        }
        for (seq, point) in points {
            if let Some((_, card)) = cards.iter_mut().find(|(of, _)| *of == seq) {
                card.points.push(point);
            }
        }
        Ok(cards.into_iter().map(|(_, card)| card).collect())
    }

    /// Takes the sums of rows that are about to go, or to be written anew, off their customer's.
    fn sum_cards(
        &self,
        customer: i64,
        table: &'static str,
        which: &'static str,
        value: &dyn ToSql,
    ) -> StoreResult<()> {
        let sql = format!("SELECT row_sum FROM {table} WHERE customer_id = ? AND {which}");
        let sums = self.rows(&sql, params![customer, value], |row| row.get(0))?;
        let sum = sums.into_iter().fold(0, |sum, of: Option<i64>| sum ^ of.unwrap_or(0));
        if sum == 0 { Ok(()) } else { self.add_to_cards_sum(customer, sum) }
    }

    /// SQLite knows no exclusive or: what is in one of two is what is in either less what is in both.
    fn add_to_cards_sum(&self, customer: i64, sum: i64) -> StoreResult<()> {
        let sql = "UPDATE customer SET cards_sum = (coalesce(cards_sum, 0) | ?1) - (coalesce(cards_sum, 0) & ?1) WHERE id = ?2";
        self.run(sql, params![sum, customer]).map(drop)
    }

    /// The place of a card in the order of its customer.
    fn card_seq(&self, customer: i64, card: ContactId) -> StoreResult<Option<i64>> {
        self.row(
            "SELECT seq FROM contact WHERE customer_id = ? AND uid = ?",
            params![customer, card],
            |row| row.get(0),
        )
    }

    fn next_seq(&self, table: &'static str, customer: i64) -> StoreResult<i64> {
        let sql = format!("SELECT coalesce(max(seq), 0) + 1 FROM {table} WHERE customer_id = ?");
        Ok(self.row(&sql, [customer], |row| row.get(0))?.unwrap_or(1))
    }
}

impl ContactWrites for SqliteTx<'_> {
    fn claim_address(&mut self, key: &MatchKey) -> StoreResult<Claim> {
        if !self.claims {
            return Ok(Claim::Alone);
        }
        let sql =
            "INSERT INTO temp.address_claim(family, norm) VALUES (?, ?) ON CONFLICT DO NOTHING";
        self.run(sql, params![key.family.code(), key.text])?;
        Ok(Claim::ReadAgain)
    }

    fn put_contact(&mut self, customer: CustomerId, card: &ContactRecord) -> StoreResult<()> {
        let key = self.key_of(customer)?;
        let seq = match self.card_seq(key, card.id)? {
            Some(seq) => seq,
            None => self.next_seq("contact", key)?,
        };
        self.sum_cards(key, "contact", "seq = ?", &seq)?;
        let values = params![seq, card.id, card.label, card.person_name];
        let sum = row_sum::of_values(values).map_err(to_store_error)?;
        self.add_to_cards_sum(key, sum)?;
        let sql = "INSERT INTO contact(seq, uid, label, person_name, row_sum, customer_id) VALUES (?, ?, ?, ?, ?, ?) \
                   ON CONFLICT(customer_id, seq) DO UPDATE SET \
                   label = excluded.label, person_name = excluded.person_name, row_sum = excluded.row_sum";
        self.run(sql, [values, params![sum, key]].concat().as_slice()).map(drop)
    }

    fn delete_contact(&mut self, customer: CustomerId, card: ContactId) -> StoreResult<()> {
        let key = self.key_of(customer)?;
        let Some(seq) = self.card_seq(key, card)? else {
            return Ok(());
        };
        self.sum_cards(key, "contact_point", "contact_seq = ?", &seq)?;
        self.sum_cards(key, "contact", "seq = ?", &seq)?;
        self.run(
            "DELETE FROM contact_point WHERE customer_id = ? AND contact_seq = ?",
            [key, seq],
        )?;
        self.run("DELETE FROM contact WHERE customer_id = ? AND seq = ?", [key, seq]).map(drop)
    }

    fn put_point(
        &mut self,
        customer: CustomerId,
        card: ContactId,
        point: &PointRecord,
    ) -> StoreResult<()> {
        let key = self.key_of(customer)?;
        let card = self.card_seq(key, card)?.ok_or_else(|| StoreError::internal("store.card"))?;
        let sql = "SELECT seq FROM contact_point WHERE customer_id = ? AND uid = ?";
        let seq = match self.row(sql, params![key, point.id], |row| row.get(0))? {
            Some(seq) => seq,
            None => self.next_seq("contact_point", key)?,
        };
        self.sum_cards(key, "contact_point", "uid = ?", &point.id)?;
        // The key of the row may change with the address, hence not an update.
        self.run(
            "DELETE FROM contact_point WHERE customer_id = ? AND uid = ?",
            params![key, point.id],
        )?;
        let of = columns(&point.value);
        let flags =
            (i64::from(point.preferred) * PREFERRED) | (i64::from(point.contactable) * CONTACTABLE);
        let verified = point.verified.as_ref();
        let values = params![
            point.id,
            card,
            point.kind.code(),
            point.kind.family().code(),
            of.norm,
            of.extension,
            of.typed,
            of.weak,
            of.account,
            of.selector,
            of.assumed,
            of.region,
            of.traits,
            flags,
            verified.map(|verified| verified.by.clone()),
            verified.map(|verified| verified.at),
            point.provenance.by,
            point.provenance.how.code(),
            point.provenance.at,
            point.provenance.source,
        ];
        let sum = row_sum::of_values(values).map_err(to_store_error)?;
        self.add_to_cards_sum(key, sum)?;
        self.run(&INSERT_POINT, [values, params![sum, key, seq]].concat().as_slice()).map(drop)
    }

    fn delete_point(&mut self, customer: CustomerId, point: PointId) -> StoreResult<()> {
        let key = self.key_of(customer)?;
        self.sum_cards(key, "contact_point", "uid = ?", &point)?;
        self.run("DELETE FROM contact_point WHERE customer_id = ? AND uid = ?", params![key, point])
            .map(drop)
    }

    fn put_address_facts(&mut self, key: &MatchKey, facts: &AddressFacts) -> StoreResult<()> {
        if *facts == AddressFacts::default() {
            let sql = "DELETE FROM address_fact WHERE family = ? AND norm = ?";
            return self.run(sql, params![key.family.code(), key.text]).map(drop);
        }
        let undeliverable = facts.undeliverable.as_ref();
        let sql = "INSERT OR REPLACE INTO address_fact(family, norm, shared, undeliverable_since, undeliverable_code, soft_bounces) \
                   VALUES (?, ?, ?, ?, ?, ?)";
        let values = params![
            key.family.code(),
            key.text,
            facts.shared,
            undeliverable.map(|of| of.since),
            undeliverable.and_then(|of| of.code.clone()),
            facts.soft_bounces,
        ];
        self.run(sql, values).map(drop)
    }

    fn note_removed_point(
        &mut self,
        customer: CustomerId,
        digest: &KeyDigest,
        source: &str,
        at: Timestamp,
    ) -> StoreResult<()> {
        let sql = "INSERT OR REPLACE INTO removed_point(customer_id, digest, source, removed_at) VALUES (?, ?, ?, ?)";
        self.run(sql, params![self.key_of(customer)?, digest.0, source, at]).map(drop)
    }

    fn suppress(&mut self, digest: &KeyDigest, at: Timestamp) -> StoreResult<()> {
        let sql = "INSERT INTO suppressed_key(digest, at) VALUES (?, ?) ON CONFLICT DO NOTHING";
        self.run(sql, params![digest.0, at]).map(drop)
    }

    fn note_profile(&mut self, note: &ProfileNote<'_>) -> StoreResult<()> {
        let key = self.key_of(note.customer)?;
        let of = params![key, note.channel, note.account, note.user_id, note.at];
        let sql = "INSERT INTO channel_profile(customer_id, channel, account, user_id, first_at, last_at, attributes) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?5, '{}') ON CONFLICT DO UPDATE SET \
                   first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)";
        self.run(sql, of)?;
        let Some((name, value)) = note.attribute else {
            return Ok(());
        };
        // Each attribute is a list of the values that came, each once.
        let sql = "SELECT attributes FROM channel_profile WHERE customer_id = ? AND channel = ? AND account = ? AND user_id = ?";
        let place = params![key, note.channel, note.account, note.user_id];
        let stored: String = self.row(sql, place, |row| row.get(0))?.unwrap_or_default();
        let mut attributes: std::collections::BTreeMap<String, Vec<String>> =
            super::codes::json(&stored).map_err(super::error::to_store_error)?;
        let values = attributes.entry(name.to_owned()).or_default();
        if values.iter().any(|of| of == value) {
            return Ok(());
        }
        values.push(value.to_owned());
        // The newest are kept.
        values.drain(..values.len().saturating_sub(MOST_VALUES));
        let body = super::codes::to_json(&attributes).map_err(super::error::to_store_error)?;
        let sql = "UPDATE channel_profile SET attributes = ? WHERE customer_id = ? AND channel = ? AND account = ? AND user_id = ?";
        self.run(sql, params![body, key, note.channel, note.account, note.user_id]).map(drop)
    }
}
