//! Contact cards and points in SQLite: which there are, and what belongs to them.

use rusqlite::{ToSql, params};

use super::card_rows::{self, CARD_SUMMED, POINT_SUMMED};
use super::codes::Coded;
use super::row_sum;
use super::tx::SqliteTx;
use crate::model::access::RowScope;
use crate::model::contact::{AddressFacts, ContactRecord, PointRecord, Undeliverable};
use crate::model::holder::Holder;
use crate::model::ids::{ContactId, CustomerId, PointId};
use crate::model::key::MatchKey;
use crate::model::reason::StorageKind;
use crate::model::time::Timestamp;
use crate::store::{
    Claim, ContactReads, ContactWrites, HolderQuery, KeyDigest, ProfileNote, StoreError,
    StoreResult,
};

/// How many values of one attribute a channel's profile keeps.
const MOST_VALUES: usize = 50;

impl ContactReads for SqliteTx<'_> {
    fn cards(&self, ids: &[CustomerId]) -> StoreResult<Vec<Vec<ContactRecord>>> {
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

    fn holder_ids(&self, rows: &RowScope, keys: &[MatchKey]) -> StoreResult<Vec<Vec<CustomerId>>> {
        super::holders::holder_ids(self, rows, keys)
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
        let mut cards = self.rows(&card_rows::READ_CARDS, [key], |row| {
            sum ^= row_sum::stored(row, CARD_SUMMED)?;
            card_rows::read_card(row)
        })?;
        let points = self.rows(&card_rows::READ_POINTS, [key], |row| {
            sum ^= row_sum::stored(row, POINT_SUMMED)?;
            card_rows::read_point(row)
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
    pub(super) fn add_to_cards_sum(&self, customer: i64, sum: i64) -> StoreResult<()> {
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

    /// The domain of a point that is an email.
    fn domain_of(&self, customer: i64, point: PointId) -> StoreResult<Option<String>> {
        let sql = "SELECT norm FROM contact_point WHERE customer_id = ? AND uid = ? AND family = 0";
        let norm: Option<String> = self.row(sql, params![customer, point], |row| row.get(0))?;
        Ok(norm.and_then(|norm| norm.rsplit_once('@').map(|(_, domain)| domain.to_owned())))
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
        let sql = "SELECT person_name FROM contact WHERE customer_id = ? AND seq = ?";
        let before: Option<String> = self.row(sql, [key, seq], |row| row.get(0))?.flatten();
        self.sum_cards(key, "contact", "seq = ?", &seq)?;
        let sum = card_rows::write_card(self, key, seq, card)?;
        self.add_to_cards_sum(key, sum)?;
        if before == card.person_name { Ok(()) } else { self.renew_words(customer) }
    }

    fn delete_contact(&mut self, customer: CustomerId, card: ContactId) -> StoreResult<()> {
        let key = self.key_of(customer)?;
        let Some(seq) = self.card_seq(key, card)? else {
            return Ok(());
        };
        self.sum_cards(key, "contact_point", "contact_seq = ?", &seq)?;
        self.sum_cards(key, "contact", "seq = ?", &seq)?;
        self.drop_tails(key, "contact_seq = ?2", seq)?;
        self.run(
            "DELETE FROM contact_point WHERE customer_id = ? AND contact_seq = ?",
            [key, seq],
        )?;
        self.run("DELETE FROM contact WHERE customer_id = ? AND seq = ?", [key, seq])?;
        self.renew_tails(key)?;
        self.renew_words(customer)
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
        let domain = self.domain_of(key, point.id)?;
        self.drop_tails(key, "uid = ?2", point.id)?;
        // The key of the row may change with the address, hence not an update.
        self.run(
            "DELETE FROM contact_point WHERE customer_id = ? AND uid = ?",
            params![key, point.id],
        )?;
        let sum = card_rows::insert_point(self, key, card, seq, point)?;
        self.add_to_cards_sum(key, sum)?;
        self.renew_tails(key)?;
        if self.domain_of(key, point.id)? == domain { Ok(()) } else { self.renew_words(customer) }
    }

    fn delete_point(&mut self, customer: CustomerId, point: PointId) -> StoreResult<()> {
        let key = self.key_of(customer)?;
        self.sum_cards(key, "contact_point", "uid = ?", &point)?;
        let domain = self.domain_of(key, point)?;
        self.drop_tails(key, "uid = ?2", point)?;
        let sql = "DELETE FROM contact_point WHERE customer_id = ? AND uid = ?";
        self.run(sql, params![key, point])?;
        self.renew_tails(key)?;
        if domain.is_none() { Ok(()) } else { self.renew_words(customer) }
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
