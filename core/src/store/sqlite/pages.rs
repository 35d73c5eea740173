//! Pages of the list of customers: by key, never by offset.

use rusqlite::Row;

use super::customers::{COLUMNS, read_record};
use super::tx::{SqliteTx, Values, key_value, refs};
use super::{filters, scope, search};
use crate::model::access::Access;
use crate::model::customer::{CustomerRecord, CustomerSort};
use crate::model::page::{Cursor, CursorKey};
use crate::model::search::CustomerCount;
use crate::store::{CustomerPageRequest, CustomerRows, StoreResult};

/// So few customers are sorted when they are found; more are walked through in their order.
const FEW: i64 = 2_000;

/// A part of a list: rows that have a sort key, or rows that have none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Keyed,
    Unkeyed,
}

pub(super) fn customer_page(
    tx: &SqliteTx<'_>,
    access: &Access,
    request: &CustomerPageRequest,
) -> StoreResult<CustomerRows> {
    let wanted = request.limit as usize + 1;
    let few = are_few(tx, access, request)?;
    let in_unkeyed =
        request.after.as_ref().is_some_and(|after| after.key == CursorKey::Number(None));
    let mut found = if in_unkeyed {
        Vec::new()
    } else {
        part(tx, access, request, Part::Keyed, few, request.after.as_ref(), wanted)?
    };
    if request.sort == CustomerSort::LastContact && found.len() < wanted {
        // Customers without contact come last, whichever way the list runs.
        let after = if in_unkeyed { request.after.as_ref() } else { None };
        let rest = wanted - found.len();
        found.extend(part(tx, access, request, Part::Unkeyed, few, after, rest)?);
    }
    let more = found.len() == wanted;
    found.truncate(request.limit as usize);
    let next = found.last().filter(|_| more).map(|(record, key)| Cursor {
        list: request.list.clone(),
        key: key.clone(),
        id: record.id.as_uuid().into_bytes(),
    });
    Ok(CustomerRows { rows: found.into_iter().map(|(record, _)| record).collect(), next })
}

fn part(
    tx: &SqliteTx<'_>,
    access: &Access,
    request: &CustomerPageRequest,
    part: Part,
    few: bool,
    after: Option<&Cursor>,
    limit: usize,
) -> StoreResult<Vec<(CustomerRecord, CursorKey)>> {
    let key = key_column(request.sort, part);
    let mut sql = format!(
        "SELECT {}, {} AS sort_key FROM {}",
        COLUMNS.as_str(),
        key.unwrap_or("NULL"),
        tables(request.sort, part, few)
    );
    sql.push_str(" WHERE c.merged_into IS NULL");
    if part == Part::Unkeyed {
        sql.push_str(
            " AND NOT EXISTS (SELECT 1 FROM customer_activity a WHERE a.customer_id = c.id)",
        );
    }
    if !request.include_inactive {
        sql.push_str(" AND c.status = 0");
    }
    let mut values: Values = Vec::new();
    append_wanted(&mut sql, &mut values, access, request);
    if let Some(after) = after {
        let sign = if request.descending { "<" } else { ">" };
        match key {
            Some(key) => {
                sql.push_str(&format!(" AND ({key}, c.uid) {sign} (?, ?)"));
                values.push(key_value(&after.key));
            }
            None => sql.push_str(&format!(" AND c.uid {sign} ?")),
        }
        values.push(Box::new(after.id.to_vec()));
    }
    let order = if request.descending { "DESC" } else { "ASC" };
    // Those who are few are sorted as they are found: the order is hidden from the indexes that have it.
    let hidden = if few { "+" } else { "" };
    let by = key.map(|key| format!("{hidden}{key} {order}, ")).unwrap_or_default();
    sql.push_str(&format!(" ORDER BY {by}{hidden}c.uid {order} LIMIT {limit}"));
    tx.rows(&sql, refs(&values).as_slice(), |row| {
        Ok((read_record(row, access)?, read_key(row, request.sort, part)?))
    })
}

fn key_column(sort: CustomerSort, part: Part) -> Option<&'static str> {
    match (sort, part) {
        (_, Part::Unkeyed) => None,
        (CustomerSort::Name, _) => Some("c.sort_name"),
        (CustomerSort::Created, _) => Some("c.created_at"),
        (CustomerSort::LastContact, _) => Some("a.last_contact_at"),
    }
}

/// The tables of a list. Walked through in its order, the index that has the order is named, since the
/// planner does not know how few or many a condition leaves.
fn tables(sort: CustomerSort, part: Part, few: bool) -> &'static str {
    match (sort, part, few) {
        (_, Part::Unkeyed, _) | (CustomerSort::Name | CustomerSort::Created, _, true) => {
            "customer c"
        }
        (CustomerSort::Name, _, false) => "customer c INDEXED BY customer_sort_name",
        (CustomerSort::Created, _, false) => "customer c INDEXED BY customer_created",
        (CustomerSort::LastContact, _, true) => {
            "customer c JOIN customer_activity a ON a.customer_id = c.id"
        }
        (CustomerSort::LastContact, _, false) => {
            "customer_activity a INDEXED BY customer_activity_at CROSS JOIN customer c ON c.id = a.customer_id"
        }
    }
}

/// Whom the list is of.
fn append_wanted(
    sql: &mut String,
    values: &mut Values,
    access: &Access,
    request: &CustomerPageRequest,
) {
    scope::append(sql, values, &access.rows);
    if let Some(filter) = &request.filter {
        let condition = filters::condition(filter, values);
        sql.push_str(&format!(" AND ({condition})"));
    }
    if let Some(lanes) = &request.lanes {
        let found = search::subquery(lanes, values);
        sql.push_str(&format!(" AND c.id IN ({found})"));
    }
}

/// Does a condition that an index serves leave few? Each is asked for no more than that.
fn are_few(tx: &SqliteTx<'_>, access: &Access, request: &CustomerPageRequest) -> StoreResult<bool> {
    let mut probes: Vec<(String, Values)> = Vec::new();
    if let Some(lanes) = &request.lanes {
        let mut values = Vec::new();
        probes.push((search::subquery(lanes, &mut values), values));
    }
    for part in request.filter.iter().flat_map(filters::served_by_index) {
        let mut values = Vec::new();
        let condition = filters::condition(part, &mut values);
        probes.push((format!("SELECT 1 FROM customer c WHERE {condition}"), values));
    }
    if !access.rows.is_all() {
        let (mut sql, mut values) = ("SELECT 1 FROM customer c WHERE 1".to_owned(), Vec::new());
        scope::append(&mut sql, &mut values, &access.rows);
        probes.push((sql, values));
    }
    for (sql, values) in probes {
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT {})", FEW + 1);
        let count: Option<i64> = tx.row(&sql, refs(&values).as_slice(), |row| row.get(0))?;
        if count.is_some_and(|count| count <= FEW) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many customers there are whom a list is of: active and inactive ones.
pub(super) fn count(
    tx: &SqliteTx<'_>,
    access: &Access,
    request: &CustomerPageRequest,
) -> StoreResult<CustomerCount> {
    let mut sql =
        "SELECT coalesce(sum(c.status = 0), 0), coalesce(sum(c.status <> 0), 0) FROM customer c \
         WHERE c.merged_into IS NULL"
            .to_owned();
    if !request.include_inactive {
        sql.push_str(" AND c.status = 0");
    }
    let mut values = Vec::new();
    append_wanted(&mut sql, &mut values, access, request);
    let counted = tx.row(&sql, refs(&values).as_slice(), |row| {
        Ok(CustomerCount { active: row.get(0)?, inactive: row.get(1)? })
    })?;
    Ok(counted.unwrap_or_default())
}

fn read_key(row: &Row<'_>, sort: CustomerSort, part: Part) -> rusqlite::Result<CursorKey> {
    Ok(match (sort, part) {
        (CustomerSort::Name, _) => CursorKey::Text(row.get("sort_key")?),
        (_, Part::Unkeyed) => CursorKey::Number(None),
        _ => CursorKey::Number(Some(row.get("sort_key")?)),
    })
}
