//! Pages of the list of customers: by key, never by offset.

use rusqlite::{Row, ToSql};

use super::customers::{COLUMNS, read_record};
use super::scope;
use super::tx::{SqliteTx, refs};
use crate::model::access::Access;
use crate::model::customer::{CustomerRecord, CustomerSort};
use crate::model::page::{Cursor, CursorKey};
use crate::store::{CustomerPageRequest, CustomerRows, StoreResult};

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
    let in_unkeyed =
        request.after.as_ref().is_some_and(|after| after.key == CursorKey::Number(None));
    let mut found = if in_unkeyed {
        Vec::new()
    } else {
        part(tx, access, request, Part::Keyed, request.after.as_ref(), wanted)?
    };
    if request.sort == CustomerSort::LastContact && found.len() < wanted {
        // Customers without contact come last, whichever way the list runs.
        let after = if in_unkeyed { request.after.as_ref() } else { None };
        let rest = wanted - found.len();
        found.extend(part(tx, access, request, Part::Unkeyed, after, rest)?);
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
    after: Option<&Cursor>,
    limit: usize,
) -> StoreResult<Vec<(CustomerRecord, CursorKey)>> {
    let key = key_column(request.sort, part);
    let mut sql = format!(
        "SELECT {}, {} AS sort_key FROM customer c {}",
        COLUMNS.as_str(),
        key.unwrap_or("NULL"),
        join(request.sort, part)
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
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    scope::append(&mut sql, &mut values, &access.rows);
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
    let by = key.map(|key| format!("{key} {order}, ")).unwrap_or_default();
    sql.push_str(&format!(" ORDER BY {by}c.uid {order} LIMIT {limit}"));
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

fn join(sort: CustomerSort, part: Part) -> &'static str {
    match (sort, part) {
        (CustomerSort::LastContact, Part::Keyed) => {
            "JOIN customer_activity a ON a.customer_id = c.id"
        }
        _ => "",
    }
}

fn key_value(key: &CursorKey) -> Box<dyn ToSql> {
    match key {
        CursorKey::Text(text) => Box::new(text.clone()),
        CursorKey::Number(number) => Box::new(*number),
    }
}

fn read_key(row: &Row<'_>, sort: CustomerSort, part: Part) -> rusqlite::Result<CursorKey> {
    Ok(match (sort, part) {
        (CustomerSort::Name, _) => CursorKey::Text(row.get("sort_key")?),
        (_, Part::Unkeyed) => CursorKey::Number(None),
        _ => CursorKey::Number(Some(row.get("sort_key")?)),
    })
}
