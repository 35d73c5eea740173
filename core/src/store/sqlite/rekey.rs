//! Match keys that were made by earlier rules are made anew when a book is opened: Unicode, IDNA and
//! the numbering plans change, and an address whose key does not would no longer be found.
//!
//! It goes in batches, each a transaction that says how far it came, so that a process which dies
//! half-way leaves nothing half done, and the next one goes on; processes that open the book at once
//! take turns. From the first batch on, libraries with earlier rules are refused, else they would go
//! on writing their keys.
//!
//! Nothing is lost: what was typed stays as it is. Two addresses of one customer whose keys become
//! one stay two: the later keeps its earlier key, since the first is found by the new one.

use rusqlite::types::Value;
use rusqlite::{Connection, ToSql, params};

use super::card_rows::{self, KeyColumns};
use super::codes::{Code, Coded};
use super::error::to_store_error;
use super::tx::SqliteTx;
use super::writer::roll_back;
use crate::model::ids::CustomerId;
use crate::model::interaction::InteractionKind;
use crate::model::key::{KEY_VERSION, MatchKey, PointFamily};
use crate::model::reason::StorageKind;
use crate::store::{StoreError, StoreErrorKind, StoreResult};

/// Rows, or customers, of one transaction: a few milliseconds, so that others who want to write are
/// not kept waiting.
const BATCH: u32 = 500;

/// Makes all keys anew whose rules have changed.
pub(super) fn bring_up(connection: &Connection) -> StoreResult<()> {
    if is_due(connection)? {
        while run_batch(connection, BATCH)? {}
    }
    Ok(())
}

/// The rules by which the keys of a book were made.
pub(super) fn check_version(connection: &Connection) -> StoreResult<u32> {
    let sql = "SELECT key_version FROM book";
    let mut statement = connection.prepare_cached(sql).map_err(to_store_error)?;
    let version = statement.query_row([], |row| row.get(0)).map_err(to_store_error)?;
    check(version)?;
    Ok(version)
}

/// Refuses keys that were made by later rules than these.
pub(super) fn check(version: u32) -> StoreResult<()> {
    if version > KEY_VERSION {
        return Err(StoreError::storage(StorageKind::NewerFile));
    }
    Ok(())
}

fn is_due(connection: &Connection) -> StoreResult<bool> {
    Ok(check_version(connection)? < KEY_VERSION || progress(&SqliteTx::new(connection))?.is_some())
}

/// How far it came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Progress {
    stage: i64,
    after_number: i64,
    after_text: String,
}

fn progress(tx: &SqliteTx<'_>) -> StoreResult<Option<Progress>> {
    tx.row("SELECT stage, after_number, after_text FROM key_progress", [], |row| {
        Ok(Progress { stage: row.get(0)?, after_number: row.get(1)?, after_text: row.get(2)? })
    })
}

/// One transaction. False when there was nothing left to do.
pub(super) fn run_batch(connection: &Connection, most: u32) -> StoreResult<bool> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(to_store_error)?;
    let done = run_locked(&SqliteTx::new(connection), most).and_then(|done| {
        connection.execute_batch("COMMIT").map_err(to_store_error)?;
        Ok(done)
    });
    if done.is_err() {
        roll_back(connection);
    }
    done
}

fn run_locked(tx: &SqliteTx<'_>, most: u32) -> StoreResult<bool> {
    if check_version(tx.connection)? < KEY_VERSION {
        tx.run("UPDATE book SET key_version = ?", [KEY_VERSION])?;
        tx.run("DELETE FROM key_progress", [])?;
        keep(tx, &Progress::default())?;
    }
    let Some(at) = progress(tx)? else {
        return Ok(false);
    };
    let next = match at.stage {
        0 => points(tx, &at, most)?,
        1 => facts(tx, &at, most)?,
        2 => interactions(tx, &at, most)?,
        3 => sent_messages(tx, &at, most)?,
        4 => words(tx, &at, most)?,
        _ => {
            tx.run("DELETE FROM key_progress", [])?;
            return Ok(true);
        }
    };
    keep(tx, &next.unwrap_or_else(|| Progress { stage: at.stage + 1, ..Progress::default() }))?;
    Ok(true)
}

fn keep(tx: &SqliteTx<'_>, progress: &Progress) -> StoreResult<()> {
    let sql = "INSERT OR REPLACE INTO key_progress(id, stage, after_number, after_text) VALUES (1, ?, ?, ?)";
    tx.run(sql, params![progress.stage, progress.after_number, progress.after_text]).map(drop)
}

/// The points of the next customers.
fn points(tx: &SqliteTx<'_>, at: &Progress, most: u32) -> StoreResult<Option<Progress>> {
    let sql = "SELECT DISTINCT customer_id FROM contact_point WHERE customer_id > ? ORDER BY customer_id LIMIT ?";
    let customers: Vec<i64> = tx.rows(sql, params![at.after_number, most], |row| row.get(0))?;
    customers.iter().try_for_each(|customer| points_of(tx, *customer))?;
    Ok(customers.last().map(|last| Progress { after_number: *last, ..at.clone() }))
}

/// A point: its row, and the columns that today's rules make of it.
struct Rekeyed {
    row: Vec<Value>,
    after: KeyColumns,
    /// The earlier key stays.
    keeps: bool,
}

impl Rekeyed {
    /// What is unique within a customer: kind, key, extension.
    fn slot(&self) -> [Option<&Value>; 3] {
        let of_key = if self.keeps { card_rows::key_columns(&self.row) } else { &self.after };
        [self.row.get(card_rows::KIND), of_key.first(), of_key.get(1)]
    }
}

fn points_of(tx: &SqliteTx<'_>, customer: i64) -> StoreResult<()> {
    let mut all = tx.rows(&card_rows::WHOLE_POINTS, [customer], |row| {
        let whole = card_rows::whole_point(row)?;
        let kept = card_rows::key_columns(&whole);
        let after = match card_rows::read_point(row) {
            Ok((_, point)) => card_rows::key_columns_of(&point.value.read_again()),
            // A row that rotted stays as it is; whoever reads it is told.
            Err(_) => kept.to_vec(),
        };
        Ok(Rekeyed { keeps: kept == after, after, row: whole })
    })?;
    // Earlier keys are all different, so each step leaves one clash less.
    while let Some(point) = clash(&all).and_then(|at| all.get_mut(at)) {
        point.keeps = true;
    }
    all.retain(|point| !point.keeps);
    let before: Vec<Value> = all
        .iter()
        .filter_map(|point| card_rows::key_columns(&point.row).first().cloned())
        .collect();
    // All go before the first comes back: one may get a key that another had.
    for point in &all {
        card_rows::delete_whole(tx, customer, &point.row)?;
    }
    for (point, before) in all.iter_mut().zip(before) {
        let change = card_rows::insert_rekeyed(tx, &mut point.row, &point.after)?;
        tx.add_to_cards_sum(customer, change)?;
        copy_fact(tx, &point.row.get(card_rows::FAMILY), &before, point.after.first())?;
    }
    Ok(())
}

/// A point whose new key another one has, or will have: of two with a new key, the later.
fn clash(all: &[Rekeyed]) -> Option<usize> {
    all.iter().enumerate().rev().find_map(|(at, point)| {
        let taken = all.iter().enumerate().any(|(other, of)| {
            other != at && of.slot() == point.slot() && (other < at || of.keeps)
        });
        (!point.keeps && taken).then_some(at)
    })
}

/// What is known about an address is known under its new key too.
fn copy_fact(
    tx: &SqliteTx<'_>,
    family: &dyn ToSql,
    before: &Value,
    after: Option<&Value>,
) -> StoreResult<()> {
    if after == Some(before) {
        return Ok(());
    }
    let sql = "INSERT INTO address_fact(family, norm, shared, undeliverable_since, undeliverable_code, soft_bounces) \
               SELECT family, ?3, shared, undeliverable_since, undeliverable_code, soft_bounces \
               FROM address_fact WHERE family = ?1 AND norm = ?2 \
               ON CONFLICT(family, norm) DO UPDATE SET shared = max(shared, excluded.shared), \
               undeliverable_since = coalesce(undeliverable_since, excluded.undeliverable_since), \
               undeliverable_code = coalesce(undeliverable_code, excluded.undeliverable_code), \
               soft_bounces = max(soft_bounces, excluded.soft_bounces)";
    tx.run(sql, params![family, before, after]).map(drop)
}

/// Facts about addresses that no point holds any more, or that nobody ever had.
fn facts(tx: &SqliteTx<'_>, at: &Progress, most: u32) -> StoreResult<Option<Progress>> {
    let sql = "SELECT f.family, f.norm, EXISTS (SELECT 1 FROM contact_point p WHERE p.norm = f.norm AND p.family = f.family) \
               FROM address_fact f WHERE (f.family, f.norm) > (?, ?) ORDER BY f.family, f.norm LIMIT ?";
    let found = tx.rows(sql, params![at.after_number, at.after_text, most], |row| {
        let key = MatchKey::new(row.get::<_, Code<PointFamily>>(0)?.0, row.get::<_, String>(1)?);
        Ok((key, row.get::<_, bool>(2)?))
    })?;
    for (key, _) in found.iter().filter(|(_, held)| !held) {
        let again = key.made_again();
        if again != *key {
            let (before, after) = (key.text.clone().into(), again.text.into());
            copy_fact(tx, &key.family.code(), &before, Some(&after))?;
            let sql = "DELETE FROM address_fact WHERE family = ? AND norm = ?";
            tx.run(sql, params![key.family.code(), key.text])?;
        }
    }
    Ok(found.last().map(|(key, _)| Progress {
        after_number: key.family.code(),
        after_text: key.text.clone(),
        ..at.clone()
    }))
}

/// Who sent an interaction: a message that comes again is still the same.
fn interactions(tx: &SqliteTx<'_>, at: &Progress, most: u32) -> StoreResult<Option<Progress>> {
    let sql = "SELECT id, kind, identity FROM interaction WHERE id > ? ORDER BY id LIMIT ?";
    let found = tx.rows(sql, params![at.after_number, most], |row| {
        let kind = row.get::<_, Code<InteractionKind>>(1)?.0;
        Ok((row.get::<_, i64>(0)?, kind, row.get::<_, String>(2)?))
    })?;
    for (id, kind, identity) in &found {
        let family = match kind {
            InteractionKind::Email => PointFamily::Email,
            InteractionKind::Call => PointFamily::Phone,
            InteractionKind::Chat | InteractionKind::Ticket => PointFamily::Handle,
        };
        let key = MatchKey::new(family, identity.as_str());
        let again = key.made_again();
        if again != key {
            // Where the same sender stands under the new key already, that one counts.
            let sql = "UPDATE OR IGNORE interaction SET identity = ? WHERE id = ?";
            tx.run(sql, params![again.text, id])?;
        }
    }
    Ok(found.last().map(|(id, ..)| Progress { after_number: *id, ..at.clone() }))
}

/// To whom a message was sent: an answer to it still finds its customer.
fn sent_messages(tx: &SqliteTx<'_>, at: &Progress, most: u32) -> StoreResult<Option<Progress>> {
    let sql = "SELECT DISTINCT message_id FROM sent_message WHERE message_id > ? ORDER BY message_id LIMIT ?";
    let ids: Vec<String> = tx.rows(sql, params![at.after_text, most], |row| row.get(0))?;
    for id in &ids {
        let sql = "SELECT norm FROM sent_message WHERE message_id = ?";
        let norms: Vec<String> = tx.rows(sql, [id], |row| row.get(0))?;
        for norm in norms {
            let key = MatchKey::new(PointFamily::Email, norm);
            let again = key.made_again();
            if again != key {
                let sql =
                    "UPDATE OR IGNORE sent_message SET norm = ? WHERE message_id = ? AND norm = ?";
                tx.run(sql, params![again.text, id, key.text])?;
            }
        }
    }
    Ok(ids.last().map(|id| Progress { after_text: id.clone(), ..at.clone() }))
}

/// What customers are found by: all of it is made of other rows.
fn words(tx: &SqliteTx<'_>, at: &Progress, most: u32) -> StoreResult<Option<Progress>> {
    if at.after_number == 0 {
        tx.run("INSERT INTO search(search) VALUES ('delete-all')", [])?;
        tx.run("DELETE FROM phone_tail", [])?;
    }
    let sql = "SELECT id, uid, merged_into IS NULL FROM customer WHERE id > ? ORDER BY id LIMIT ?";
    let found: Vec<(i64, CustomerId, bool)> =
        tx.rows(sql, params![at.after_number, most], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    for (key, id, own) in &found {
        if *own {
            // Of a row that rotted nothing is made; whoever reads it is told.
            match tx.renew_words(*id) {
                Err(error) if error.kind != StoreErrorKind::Storage(StorageKind::Corrupt) => {
                    return Err(error);
                }
                _ => tx.renew_tails(*key)?,
            }
        }
    }
    Ok(found.last().map(|(key, ..)| Progress { after_number: *key, ..at.clone() }))
}
