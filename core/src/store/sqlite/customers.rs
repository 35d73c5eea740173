//! Customers in SQLite.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::{Row, ToSql, params, params_from_iter};

use super::card_rows;
use super::codes::{Code, Coded, json, to_json};
use super::error::to_store_error;
use super::pages;
use super::row_sum::{self, Cells};
use super::scope;
use super::search_rows::same_words;
use super::tx::{SqliteTx, refs};
use crate::model::access::{Access, Levels};
use crate::model::contact::ContactRecord;
use crate::model::customer::{
    Blocked, CustomerKind, CustomerRecord, CustomerStatus, ReferenceSlot,
};
use crate::model::field::{CustomerField, FieldSet, FieldValues};
use crate::model::ids::{ActorId, CustomerId};
use crate::model::key::PointFamily;
use crate::model::mask;
use crate::model::provenance::{FieldProvenance, How, Provenance};
use crate::model::reason::StorageKind;
use crate::model::search::CustomerCount;
use crate::model::time::Timestamp;
use crate::store::{
    CustomerPageRequest, CustomerReads, CustomerRows, CustomerWrites, ReferenceUse, StoreError,
    StoreResult,
};

/// How many redirects are followed. Merging flattens them, so more is a fault.
const MAX_REDIRECTS: u32 = 32;

/// The columns of a record beside its text fields.
const FIXED: &[&str] = &[
    "uid",
    "kind",
    "status",
    "preferred_channel",
    "verified",
    "auto_created",
    "blocked_by",
    "blocked_at",
    "blocked_reason",
    "created_at",
    "updated_at",
    "version",
    "made_by",
    "made_how",
    "made_at",
    "made_source",
    "provenance",
    "sort_name",
];

/// What is selected for a record. Text fields bear the names of their columns.
pub(super) static COLUMNS: LazyLock<String> = LazyLock::new(|| {
    let fixed = FIXED.iter().map(|name| (*name).to_owned());
    let fields = CustomerField::ALL.iter().map(|field| field.as_str().to_owned());
    let list: Vec<String> = fixed.chain(fields).map(|name| format!("c.{name}")).collect();
    format!(
        "{}, (SELECT m.uid FROM customer m WHERE m.id = c.merged_into) AS merged_uid, c.row_sum",
        list.join(", ")
    )
});

/// How many columns of a record its sum covers; where a merged one points is the last.
pub(super) const SUMMED: usize = FIXED.len() + CustomerField::ALL.len() + 1;

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let names: Vec<&str> = written().collect();
    let marks = vec!["?"; names.len()].join(", ");
    format!("INSERT INTO customer({}, cards_sum) VALUES ({marks}, ?)", names.join(", "))
});

static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let sets: Vec<String> = written().map(|name| format!("{name} = ?")).collect();
    format!("UPDATE customer SET {} WHERE uid = ? AND version = ?", sets.join(", "))
});

fn written() -> impl Iterator<Item = &'static str> {
    let fields = CustomerField::ALL.iter().map(|field| field.as_str());
    FIXED.iter().copied().chain(fields).chain(["row_sum"])
}

/// How much of a row is seen: the same of all rows, or by whose it is.
fn levels_of(row: &Row<'_>, access: &Access) -> rusqlite::Result<Levels> {
    if let Some(levels) = access.same_levels() {
        return Ok(*levels);
    }
    let text = |field: CustomerField| row.get::<_, Option<String>>(FIXED.len() + field as usize);
    let (team, owner) = (text(CustomerField::Team)?, text(CustomerField::Owner)?);
    Ok(*access.levels(team.as_deref(), owner.as_deref()))
}

/// The values of the text fields, as far as they are seen; and the fields that have one which is not.
fn read_values(
    cells: &mut Cells<'_, '_>,
    seen: &Levels,
) -> rusqlite::Result<(FieldValues, FieldSet)> {
    let (mut values, mut withheld) = (FieldValues::default(), FieldSet::NONE);
    for field in CustomerField::ALL {
        if seen.view.contains(*field) {
            values.set(*field, cells.next()?);
        } else if seen.masked.contains(*field) && field.has_form() {
            let value: Option<String> = cells.next()?;
            values.set(*field, value.map(|value| mask::text(&value)));
        } else if seen.presence.contains(*field) {
            if cells.next::<Option<String>>()?.is_some() {
                withheld = withheld.with(*field);
            }
        } else {
            cells.skip(1);
        }
    }
    Ok((values, withheld))
}

/// Makes a record of a row of [`COLUMNS`], without the fields that are not to be seen.
pub(super) fn read_record(row: &Row<'_>, access: &Access) -> rusqlite::Result<CustomerRecord> {
    row_sum::verify(row, SUMMED)?;
    let seen = levels_of(row, access)?;
    let view = seen.view;
    let mut cells = Cells::new(row);
    let id = cells.next()?;
    let kind = cells.next::<Code<CustomerKind>>()?.0;
    let status = cells.next::<Code<CustomerStatus>>()?.0;
    let preferred_channel = cells.next::<Option<Code<PointFamily>>>()?.map(|code| code.0);
    let (verified, auto_created) = (cells.next()?, cells.next()?);
    let blocked = match cells.next::<Option<ActorId>>()? {
        Some(by) => Some(Blocked { by, at: cells.next()?, reason: cells.next()? }),
        None => {
            cells.skip(2);
            None
        }
    };
    let (created_at, updated_at, version) = (cells.next()?, cells.next()?, cells.next()?);
    let provenance = Provenance {
        by: cells.next()?,
        how: cells.next::<Code<How>>()?.0,
        at: cells.next()?,
        source: cells.next()?,
    };
    let field_provenance = read_provenance(cells.next()?, view)?;
    let sort_name = if view.contains_all(FieldSet::NAMES) {
        cells.next()?
    } else {
        cells.skip(1);
        String::new()
    };
    let (values, withheld) = read_values(&mut cells, &seen)?;
    Ok(CustomerRecord {
        id,
        kind,
        status,
        sort_name,
        values,
        preferred_channel,
        merged_into: cells.next()?,
        verified,
        auto_created,
        blocked,
        created_at,
        updated_at,
        version,
        provenance,
        field_provenance,
        withheld,
        seen,
    })
}

/// `{field: [version, actor, how, at]}`
type ProvenanceColumn = BTreeMap<String, (u64, ActorId, i64, Timestamp)>;

fn read_provenance(
    column: Option<String>,
    view: FieldSet,
) -> rusqlite::Result<BTreeMap<String, FieldProvenance>> {
    let Some(text) = column else {
        return Ok(BTreeMap::new());
    };
    let stored: ProvenanceColumn = json(&text)?;
    let seen = |name: &str| CustomerField::from_word(name).is_none_or(|field| view.contains(field));
    let entries = stored.into_iter().filter(|(name, _)| seen(name)).filter_map(
        |(field, (version, by, how, at))| {
            Some((
                field.clone(),
                FieldProvenance { field, version, by, how: How::from_code(how)?, at },
            ))
        },
    );
    Ok(entries.collect())
}

fn write_provenance(record: &CustomerRecord) -> rusqlite::Result<Option<String>> {
    if record.field_provenance.is_empty() {
        return Ok(None);
    }
    let column: ProvenanceColumn = record
        .field_provenance
        .values()
        .map(|of| (of.field.clone(), (of.version, of.by.clone(), of.how.code(), of.at)))
        .collect();
    to_json(&column).map(Some)
}

/// The values of the written columns, in their order.
fn values(record: &CustomerRecord) -> rusqlite::Result<Vec<Box<dyn ToSql>>> {
    let blocked = record.blocked.as_ref();
    let mut values: Vec<Box<dyn ToSql>> = vec![
        Box::new(record.id),
        Box::new(record.kind.code()),
        Box::new(record.status.code()),
        Box::new(record.preferred_channel.map(Coded::code)),
        Box::new(record.verified),
        Box::new(record.auto_created),
        Box::new(blocked.map(|blocked| blocked.by.clone())),
        Box::new(blocked.map(|blocked| blocked.at)),
        Box::new(blocked.and_then(|blocked| blocked.reason.clone())),
        Box::new(record.created_at),
        Box::new(record.updated_at),
        Box::new(record.version),
        Box::new(record.provenance.by.clone()),
        Box::new(record.provenance.how.code()),
        Box::new(record.provenance.at),
        Box::new(record.provenance.source.clone()),
        Box::new(write_provenance(record)?),
        Box::new(record.sort_name.clone()),
    ];
    for field in CustomerField::ALL {
        values.push(Box::new(record.values.owned(*field)));
    }
    values.push(Box::new(record.merged_into));
    let sum = row_sum::of_values(&refs(&values))?;
    // Where it points is written by itself, as the key of a row.
    values.pop();
    values.push(Box::new(sum));
    Ok(values)
}

impl CustomerReads for SqliteTx<'_> {
    fn customers(&self, access: &Access, ids: &[CustomerId]) -> StoreResult<Vec<CustomerRecord>> {
        let mut sql = format!("SELECT {} FROM customer c WHERE c.uid = ?", COLUMNS.as_str());
        let mut scoped: Vec<Box<dyn ToSql>> = Vec::new();
        scope::append(&mut sql, &mut scoped, &access.rows);
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            let mut bound: Vec<&dyn ToSql> = vec![id];
            bound.extend(refs(&scoped));
            let found = self.row(&sql, bound.as_slice(), |row| read_record(row, access))?;
            // An index that rotted leads to another's row, which is sound by itself.
            if found.as_ref().is_some_and(|record| record.id != *id) {
                return Err(StoreError::storage(StorageKind::Corrupt));
            }
            records.extend(found);
        }
        Ok(records)
    }

    fn survivor(&self, id: CustomerId) -> StoreResult<Option<CustomerId>> {
        let sql = "SELECT c.uid, (SELECT m.uid FROM customer m WHERE m.id = c.merged_into) FROM customer c WHERE c.uid = ?";
        let mut at = id;
        for _ in 0..MAX_REDIRECTS {
            let found: Option<(CustomerId, Option<CustomerId>)> =
                self.row(sql, [at], |row| Ok((row.get(0)?, row.get(1)?)))?;
            match found {
                None => return Ok(None),
                Some((own, _)) if own != at => {
                    return Err(StoreError::storage(StorageKind::Corrupt));
                }
                Some((own, None)) => return Ok(Some(own)),
                Some((_, Some(next))) => {
                    // Reading it whole holds it against its sum: a redirect that rotted into being
                    // would lead to somebody else.
                    self.customers(&Access::internal(), &[at])?;
                    at = next;
                }
            }
        }
        Err(StoreError::internal("store.redirects"))
    }

    fn customer_page(
        &self,
        access: &Access,
        request: &CustomerPageRequest,
    ) -> StoreResult<CustomerRows> {
        pages::customer_page(self, access, request)
    }

    fn customer_count(
        &self,
        access: &Access,
        request: &CustomerPageRequest,
    ) -> StoreResult<CustomerCount> {
        pages::count(self, access, request)
    }

    fn reference_use(&self, slot: ReferenceSlot, value: &str) -> StoreResult<Option<ReferenceUse>> {
        let sql = match slot {
            ReferenceSlot::Ref1 => "SELECT uid FROM customer WHERE ref1 = ?",
            ReferenceSlot::Ref2 => "SELECT uid FROM customer WHERE ref2 = ?",
        };
        if let Some(id) = self.row(sql, [value], |row| row.get(0))? {
            return Ok(Some(ReferenceUse::Living(id)));
        }
        let sql = "SELECT uid FROM retired_reference WHERE slot = ? AND value = ?";
        let retired = self.row(sql, params![slot_number(slot), value], |row| row.get(0))?;
        Ok(retired.map(ReferenceUse::Retired))
    }

    fn last_contacts(&self, ids: &[CustomerId]) -> StoreResult<Vec<Option<Timestamp>>> {
        let sql = "SELECT a.last_contact_at FROM customer_activity a JOIN customer c ON c.id = a.customer_id WHERE c.uid = ?";
        ids.iter().map(|id| self.row(sql, [id], |row| row.get(0))).collect()
    }

    fn auto_creates_since(&self, since: Timestamp, most: u32) -> StoreResult<u32> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM customer WHERE auto_created = 1 AND created_at > ? LIMIT ?)";
        Ok(self.row(sql, params![since, most], |row| row.get(0))?.unwrap_or(0))
    }

    fn kept_apart(&self, ids: &[CustomerId]) -> StoreResult<Vec<(CustomerId, CustomerId)>> {
        let mut pairs = Vec::new();
        for low in ids {
            for high in
                self.rows("SELECT high FROM keep_apart WHERE low = ?", [low], |row| row.get(0))?
            {
                if ids.contains(&high) {
                    pairs.push((*low, high));
                }
            }
        }
        Ok(pairs)
    }
}

fn slot_number(slot: ReferenceSlot) -> i64 {
    match slot {
        ReferenceSlot::Ref1 => 1,
        ReferenceSlot::Ref2 => 2,
    }
}

impl CustomerWrites for SqliteTx<'_> {
    fn insert_customer(
        &mut self,
        record: &CustomerRecord,
        cards: &[ContactRecord],
    ) -> StoreResult<()> {
        let mut values = values(record).map_err(to_store_error)?;
        values.push(Box::new(card_rows::sum_of(cards)?));
        self.run(&INSERT, params_from_iter(refs(&values)))?;
        let key = self.connection.last_insert_rowid();
        card_rows::insert_cards(self, key, cards)?;
        self.enter_words(key, &record.values, cards)
    }

    fn update_customer(&mut self, record: &CustomerRecord, expected: u64) -> StoreResult<bool> {
        let mut values = values(record).map_err(to_store_error)?;
        values.push(Box::new(record.id));
        values.push(Box::new(expected));
        let before = self.names_of(record.id)?;
        if self.run(&UPDATE, params_from_iter(refs(&values)))? != 1 {
            return Ok(false);
        }
        if !before.is_some_and(|before| same_words(&before, &record.values)) {
            self.renew_words(record.id)?;
        }
        Ok(true)
    }

    fn delete_customer(&mut self, id: CustomerId, at: Timestamp) -> StoreResult<()> {
        let key = self.key_of(id)?;
        // Redirects that end here end nowhere now: they go too, the farthest first.
        let sql = "WITH RECURSIVE gone(id, step) AS (VALUES (?, 0) UNION ALL \
                   SELECT c.id, g.step + 1 FROM customer c JOIN gone g ON c.merged_into = g.id) \
                   SELECT c.id, c.uid, c.ref1, c.ref2 FROM gone g JOIN customer c ON c.id = g.id \
                   ORDER BY g.step DESC";
        let gone: Vec<(i64, CustomerId, Option<String>, Option<String>)> =
            self.rows(sql, [key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        for (key, of, ref1, ref2) in gone {
            for (slot, value) in [(ReferenceSlot::Ref1, ref1), (ReferenceSlot::Ref2, ref2)] {
                if let Some(value) = value {
                    self.retire_reference(slot, &value, of, at)?;
                }
            }
            self.leave_search(key)?;
            self.run("DELETE FROM customer WHERE id = ?", [key])?;
        }
        Ok(())
    }

    fn retire_reference(
        &mut self,
        slot: ReferenceSlot,
        value: &str,
        of: CustomerId,
        at: Timestamp,
    ) -> StoreResult<()> {
        let sql = "INSERT INTO retired_reference(slot, value, uid, retired_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
        self.run(sql, params![slot_number(slot), value, of, at]).map(drop)
    }

    fn note_contact(&mut self, id: CustomerId, at: Timestamp) -> StoreResult<()> {
        let sql = "INSERT INTO customer_activity(customer_id, last_contact_at) VALUES (?, ?) \
                   ON CONFLICT(customer_id) DO UPDATE SET last_contact_at = max(last_contact_at, excluded.last_contact_at)";
        self.run(sql, params![self.key_of(id)?, at]).map(drop)
    }

    fn redirect_customer(&mut self, from: CustomerId, to: CustomerId) -> StoreResult<()> {
        let (key, survivor) = (self.key_of(from)?, self.key_of(to)?);
        let mut records = self.customers(&Access::internal(), &[from])?;
        let mut record = records.pop().ok_or_else(|| StoreError::internal("store.customer_key"))?;
        record.merged_into = Some(to);
        let values = values(&record).map_err(to_store_error)?;
        let sum = values.last().ok_or_else(|| StoreError::internal("store.row_sum"))?;
        let sql = "UPDATE customer SET merged_into = ?, row_sum = ? WHERE id = ?";
        self.run(sql, params![survivor, sum, key])?;
        self.leave_search(key)
    }

    fn keep_apart(
        &mut self,
        a: CustomerId,
        b: CustomerId,
        by: &ActorId,
        at: Timestamp,
    ) -> StoreResult<()> {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let sql =
            "INSERT INTO keep_apart(low, high, by, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
        self.run(sql, params![low, high, by, at]).map(drop)
    }
}
