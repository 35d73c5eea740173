//! The change log in SQLite: facts that stay, values that can be erased, and a chain over the facts.

use rusqlite::{Connection, Row, ToSql, params};
use sha2::{Digest, Sha256};

use super::codes::{Code, Coded, json, to_json, word};
use super::error::to_store_error;
use super::tx::{SqliteTx, refs};
use crate::model::change::{Change, ChangeEntry, ChangedField, LogHead, RecordKind};
use crate::model::ids::{CustomerId, GroupId};
use crate::model::provenance::How;
use crate::model::time::Timestamp;
use crate::store::{LogReads, LogStamp, LogWrites, StoreError, StoreResult};

/// The counter's share of the hybrid logical clock.
const CLOCK_STEPS: i64 = 1 << 16;

/// What the chain covers of a row.
struct ChainedRow<'r> {
    hlc: i64,
    node: i64,
    at: i64,
    actor: &'r str,
    how: i64,
    operation: &'r str,
    kind: &'r str,
    record: &'r str,
    subject: Option<&'r [u8]>,
    fields: &'r str,
    body_hash: &'r [u8],
    asserted: Option<&'r str>,
}

impl ChainedRow<'_> {
    /// The link of this row: a hash over the link before and everything in the row, each part with
    /// its length, so that no two rows are written alike.
    fn link(&self, before: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        part(before);
        for number in [self.hlc, self.node, self.at, self.how] {
            part(&number.to_be_bytes());
        }
        for text in [self.actor, self.operation, self.kind, self.record, self.fields] {
            part(text.as_bytes());
        }
        part(self.subject.unwrap_or_default());
        part(self.body_hash);
        // Entries from before there was such a thing have no such part.
        if let Some(asserted) = self.asserted {
            part(asserted.as_bytes());
        }
        hash.finalize().into()
    }
}

/// The hash of the values: with the salt gone too, it says nothing about them.
fn body_hash(salt: &[u8], body: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(body);
    hash.finalize().into()
}

fn read(row: &Row<'_>) -> rusqlite::Result<ChangeEntry> {
    let fields: String = row.get("fields")?;
    let body: Option<String> = row.get("body")?;
    Ok(ChangeEntry {
        seq: row.get("seq")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        how: row.get::<_, Code<How>>("how")?.0,
        operation: row.get("operation")?,
        kind: word(row, "kind", RecordKind::from_word)?,
        id: row.get("record")?,
        subject: row.get("subject")?,
        fields: json(&fields)?,
        values: body.map(|text| json::<Vec<ChangedField>>(&text)).transpose()?.unwrap_or_default(),
        asserted: row
            .get::<_, Option<String>>("asserted")?
            .iter()
            .flat_map(|keys| keys.split('\n'))
            .filter_map(|key| GroupId::new(key).ok())
            .collect(),
    })
}

impl LogReads for SqliteTx<'_> {
    fn changes(
        &self,
        after: u64,
        subject: Option<CustomerId>,
        limit: u32,
    ) -> StoreResult<Vec<ChangeEntry>> {
        let mut sql = "SELECT l.*, v.body FROM change_log l LEFT JOIN change_value v ON v.seq = l.seq WHERE l.seq > ?".to_owned();
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(after)];
        if let Some(subject) = subject {
            sql.push_str(" AND l.subject = ?");
            values.push(Box::new(subject));
        }
        sql.push_str(" ORDER BY l.seq LIMIT ?");
        values.push(Box::new(limit));
        self.rows(&sql, refs(&values).as_slice(), read)
    }

    fn log_head(&self) -> StoreResult<LogHead> {
        let sql = "SELECT seq, chain FROM change_log ORDER BY seq DESC LIMIT 1";
        let head = self.row(sql, [], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        Ok(head.map_or_else(LogHead::default, |(seq, chain)| LogHead { seq, link: hex(&chain) }))
    }

    fn log_problems(&self, from: &LogHead) -> StoreResult<Vec<String>> {
        Ok(verify_from(self.connection, from)?.problems)
    }
}

/// What looking the log over found.
pub(super) struct LogCheck {
    pub(super) problems: Vec<String>,
    pub(super) entries: u64,
}

/// Holds every entry against the chain, and the whole against a head that somebody kept.
pub(super) fn verify_from(connection: &Connection, from: &LogHead) -> StoreResult<LogCheck> {
    let sql = "SELECT l.*, v.salt, v.body FROM change_log l LEFT JOIN change_value v ON v.seq = l.seq ORDER BY l.seq";
    let mut statement = connection.prepare(sql).map_err(to_store_error)?;
    let mut rows = statement.query([]).map_err(to_store_error)?;
    let mut check = LogCheck { problems: Vec::new(), entries: 0 };
    let mut before: Vec<u8> = Vec::new();
    let mut met = from.seq == 0;
    while let Some(row) = rows.next().map_err(to_store_error)? {
        let (seq, chain, sound) = verify(row, &before).map_err(to_store_error)?;
        if !sound {
            check.problems.push(format!("change_log: entry {seq} was altered"));
        }
        met |= seq == from.seq && hex(&chain) == from.link;
        check.entries += 1;
        before = chain;
    }
    if !met {
        check.problems.push(format!("change_log: entry {} is not the one that it was", from.seq));
    }
    Ok(check)
}

/// The entry's number, its link, and whether link and values are what they should be.
fn verify(row: &Row<'_>, before: &[u8]) -> rusqlite::Result<(u64, Vec<u8>, bool)> {
    let (actor, operation, kind): (String, String, String) =
        (row.get("actor")?, row.get("operation")?, row.get("kind")?);
    let (record, fields): (String, String) = (row.get("record")?, row.get("fields")?);
    let (subject, hash): (Option<Vec<u8>>, Vec<u8>) = (row.get("subject")?, row.get("body_hash")?);
    let asserted: Option<String> = row.get("asserted")?;
    let chained = ChainedRow {
        hlc: row.get("hlc")?,
        node: row.get("node")?,
        at: row.get("at")?,
        actor: &actor,
        how: row.get("how")?,
        operation: &operation,
        kind: &kind,
        record: &record,
        subject: subject.as_deref(),
        fields: &fields,
        body_hash: &hash,
        asserted: asserted.as_deref(),
    };
    let chain: Vec<u8> = row.get("chain")?;
    let salt: Option<Vec<u8>> = row.get("salt")?;
    let values_sound = match (salt, row.get::<_, Option<String>>("body")?) {
        (Some(salt), Some(body)) => body_hash(&salt, &body).as_slice() == hash,
        // Erased, or nothing to say.
        _ => true,
    };
    let sound = chained.link(before).as_slice() == chain && values_sound;
    Ok((row.get("seq")?, chain, sound))
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The end of the log.
struct Head {
    hlc: i64,
    chain: Vec<u8>,
}

impl SqliteTx<'_> {
    fn head(&self) -> StoreResult<Head> {
        let sql = "SELECT hlc, chain FROM change_log ORDER BY seq DESC LIMIT 1";
        let head = self.row(sql, [], |row| Ok(Head { hlc: row.get(0)?, chain: row.get(1)? }))?;
        Ok(head.unwrap_or(Head { hlc: 0, chain: Vec::new() }))
    }
}

/// The clock of the log never stands still and never goes back, whatever the machine's clock does.
fn next_hlc(last: i64, now: Timestamp) -> i64 {
    now.as_millis().saturating_mul(CLOCK_STEPS).max(last.saturating_add(1))
}

impl LogWrites for SqliteTx<'_> {
    fn append_change(&mut self, change: &Change, stamp: &LogStamp<'_>) -> StoreResult<()> {
        let head = self.head()?;
        let node: i64 = self
            .row("SELECT node FROM book", [], |row| row.get(0))?
            .ok_or_else(|| StoreError::internal("store.book"))?;
        let names: Vec<&str> = change.fields.iter().map(|field| field.field.as_str()).collect();
        let fields = to_json(&names).map_err(to_store_error)?;
        // Without values there is nothing to hash; what is chained then is that there are none.
        let valued = match &stamp.salt {
            Some(salt) => {
                let body = to_json(&change.fields).map_err(to_store_error)?;
                Some((salt, body_hash(salt, &body), body))
            }
            None => None,
        };
        let body_hash = valued.as_ref().map_or(&[][..], |(_, hash, _)| hash);
        let subject = change.subject.map(|id| id.as_uuid().into_bytes());
        let row = ChainedRow {
            hlc: next_hlc(head.hlc, stamp.at),
            node,
            at: stamp.at.as_millis(),
            actor: stamp.actor.as_str(),
            how: change.how.code(),
            operation: change.operation,
            kind: change.kind.as_str(),
            record: &change.id,
            subject: subject.as_ref().map(<[u8; 16]>::as_slice),
            fields: &fields,
            body_hash,
            asserted: stamp.asserted,
        };
        let chain = row.link(&head.chain);
        let sql = "INSERT INTO change_log(hlc, node, at, actor, how, operation, kind, record, subject, fields, body_hash, asserted, chain) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let values = params![
            row.hlc,
            row.node,
            row.at,
            row.actor,
            row.how,
            row.operation,
            row.kind,
            row.record,
            row.subject,
            row.fields,
            row.body_hash,
            row.asserted,
            chain,
        ];
        self.run(sql, values)?;
        let seq = self.connection.last_insert_rowid();
        let sql = "INSERT INTO change_value(seq, salt, body) VALUES (?, ?, ?)";
        match valued.as_ref().filter(|_| !change.fields.is_empty()) {
            Some((salt, _, body)) => self.run(sql, params![seq, salt, body]).map(drop),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C13: the log's clock does not follow a clock that goes back or stands still.
    #[test]
    fn the_clock_of_the_log_only_goes_on() {
        let at = Timestamp::from_millis;
        let first = next_hlc(0, at(1_000));
        let second = next_hlc(first, at(1_000));
        let third = next_hlc(second, at(10));
        let fourth = next_hlc(third, at(2_000));
        assert!(first < second && second < third && third < fourth);
        assert_eq!(next_hlc(i64::MAX, at(i64::MAX)), i64::MAX);
    }
}
