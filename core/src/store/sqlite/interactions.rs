//! Interactions and sent messages in SQLite.

use rusqlite::{Row, ToSql, params};

use super::codes::{Code, Coded, json, to_json};
use super::error::to_store_error;
use super::tx::{SqliteTx, refs};
use crate::model::ids::CustomerId;
use crate::model::interaction::{InteractionKind, InteractionRecord};
use crate::model::page::{Cursor, CursorKey};
use crate::model::time::Timestamp;
use crate::store::{InteractionReads, InteractionWrites, SentRecord, StoreResult};

const SELECT: &str = "SELECT i.uid, i.kind, i.external_id, i.identity, i.at, i.automated, i.linked_by, i.linked_by_hand, \
                      i.linked_at, i.created_customer, i.participants, c.uid AS customer \
                      FROM interaction i LEFT JOIN customer c ON c.id = i.customer_id";

fn read(row: &Row<'_>) -> rusqlite::Result<InteractionRecord> {
    let participants: Option<String> = row.get("participants")?;
    Ok(InteractionRecord {
        id: row.get("uid")?,
        kind: row.get::<_, Code<InteractionKind>>("kind")?.0,
        external_id: row.get("external_id")?,
        identity: row.get("identity")?,
        customer: row.get("customer")?,
        at: row.get("at")?,
        automated: row.get("automated")?,
        linked_by: row.get("linked_by")?,
        linked_by_hand: row.get("linked_by_hand")?,
        linked_at: row.get("linked_at")?,
        created_customer: row.get("created_customer")?,
        participants: participants.map(|text| json(&text)).transpose()?.unwrap_or_default(),
    })
}

impl InteractionReads for SqliteTx<'_> {
    fn interactions(
        &self,
        kind: InteractionKind,
        external_id: &str,
    ) -> StoreResult<Vec<InteractionRecord>> {
        let sql = format!("{SELECT} WHERE i.kind = ? AND i.external_id = ? ORDER BY i.id");
        self.rows(&sql, params![kind.code(), external_id], read)
    }

    fn interactions_of(
        &self,
        customer: CustomerId,
        limit: u32,
        after: Option<&Cursor>,
    ) -> StoreResult<Vec<InteractionRecord>> {
        let Some(key) = self.key(customer)? else {
            return Ok(Vec::new());
        };
        let mut sql = format!("{SELECT} WHERE i.customer_id = ?");
        let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(key)];
        if let Some(Cursor { key: CursorKey::Number(Some(at)), id, .. }) = after {
            sql.push_str(" AND (i.at, i.uid) < (?, ?)");
            values.push(Box::new(*at));
            values.push(Box::new(id.to_vec()));
        }
        sql.push_str(" ORDER BY i.at DESC, i.uid DESC LIMIT ?");
        values.push(Box::new(limit));
        self.rows(&sql, refs(&values).as_slice(), read)
    }

    fn interaction_counts(&self, customer: CustomerId) -> StoreResult<Vec<(InteractionKind, u32)>> {
        // What was linked to records that were merged into this one is linked to it.
        let sql = "SELECT i.kind, count(*) FROM interaction i JOIN customer c ON c.id = i.customer_id \
                   WHERE c.uid = ?1 OR c.merged_into = (SELECT s.id FROM customer s WHERE s.uid = ?1) GROUP BY i.kind";
        self.rows(sql, [customer], |row| {
            Ok((row.get::<_, Code<InteractionKind>>(0)?.0, row.get(1)?))
        })
    }

    fn sent_message(&self, message_id: &str) -> StoreResult<Vec<SentRecord>> {
        let sql = "SELECT s.norm, c.uid FROM sent_message s LEFT JOIN customer c ON c.id = s.customer_id WHERE s.message_id = ?";
        self.rows(sql, [message_id], |row| {
            Ok(SentRecord { key: row.get(0)?, customer: row.get(1)? })
        })
    }
}

impl InteractionWrites for SqliteTx<'_> {
    fn put_interaction(&mut self, record: &InteractionRecord) -> StoreResult<()> {
        let customer = record.customer.map(|id| self.key_of(id)).transpose()?;
        let participants = if record.participants.is_empty() {
            None
        } else {
            Some(to_json(&record.participants).map_err(to_store_error)?)
        };
        let sql = "INSERT INTO interaction(uid, kind, external_id, identity, customer_id, at, automated, linked_by, \
                   linked_by_hand, linked_at, created_customer, participants) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
                   ON CONFLICT(kind, external_id, identity) DO UPDATE SET customer_id = excluded.customer_id, \
                   automated = excluded.automated, linked_by = excluded.linked_by, \
                   linked_by_hand = excluded.linked_by_hand, linked_at = excluded.linked_at, \
                   created_customer = excluded.created_customer, \
                   participants = coalesce(excluded.participants, participants)";
        let values = params![
            record.id,
            record.kind.code(),
            record.external_id,
            record.identity,
            customer,
            record.at,
            record.automated,
            record.linked_by,
            record.linked_by_hand,
            record.linked_at,
            record.created_customer,
            participants,
        ];
        self.run(sql, values).map(drop)
    }

    fn record_sent(
        &mut self,
        message_id: &str,
        keys: &[String],
        customer: Option<CustomerId>,
        at: Timestamp,
    ) -> StoreResult<()> {
        let customer = customer.map(|id| self.key_of(id)).transpose()?;
        let sql = "INSERT INTO sent_message(message_id, norm, customer_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
        keys.iter()
            .try_for_each(|key| self.run(sql, params![message_id, key, customer, at]).map(drop))
    }
}
