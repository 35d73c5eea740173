//! Looking into lanes.

use rusqlite::{Row, ToSql};

use super::codes::Coded;
use super::customers::{COLUMNS, read_record};
use super::tx::{SqliteTx, Values, key_value, refs};
use super::{filters, scope};
use crate::model::access::Access;
use crate::model::customer::ReferenceSlot;
use crate::model::ids::CustomerId;
use crate::model::key::PointFamily;
use crate::model::page::CursorKey;
use crate::model::phone::calling_code_of;
use crate::model::search::words::Term;
use crate::model::search::{KeyIndex, KeyRange, Lane, WordWays};
use crate::model::time::Timestamp;
use crate::store::{CustomerReads, LaneFound, LaneRequest, SearchReads, StoreResult};

/// There are some 220 calling codes; more are made of numbers that are none.
const MOST_CODES: usize = 300;

/// A table of keys, as it stands beside a row `c` of customers.
struct KeyTable {
    from: &'static str,
    key: &'static str,
    customer: &'static str,
    family: Option<i64>,
}

fn table(index: KeyIndex) -> KeyTable {
    let points = |key, family: PointFamily| KeyTable {
        from: "contact_point k CROSS JOIN customer c ON c.id = k.customer_id",
        key,
        customer: "k.customer_id",
        family: Some(family.code()),
    };
    let own = |key| KeyTable { from: "customer c", key, customer: "c.id", family: None };
    match index {
        KeyIndex::Point(family) => points("k.norm", family),
        KeyIndex::Coarse(family) => points("k.weak", family),
        KeyIndex::Reference(ReferenceSlot::Ref1) => own("c.ref1 COLLATE NOCASE"),
        KeyIndex::Reference(ReferenceSlot::Ref2) => own("c.ref2 COLLATE NOCASE"),
        KeyIndex::Tail => KeyTable {
            from: "phone_tail k CROSS JOIN customer c ON c.id = k.customer_id",
            key: "k.tail",
            customer: "k.customer_id",
            family: None,
        },
    }
}

/// That a key is in a range, and the range's values.
fn in_range(key: &str, range: &KeyRange, values: &mut Values) -> String {
    values.push(key_value(&range.from));
    match &range.before {
        None => format!("{key} = ?"),
        Some(before) => {
            values.push(key_value(before));
            format!("{key} >= ? AND {key} < ?")
        }
    }
}

/// The words of a lane as the full-text index asks for them.
fn expression(all: &[WordWays], but_not: &[WordWays]) -> String {
    let words = |of: &[WordWays]| {
        let each: Vec<String> = of.iter().map(|ways| format!("({})", any_way(ways))).collect();
        each.join(" AND ")
    };
    if but_not.is_empty() {
        words(all)
    } else {
        format!("({}) NOT ({})", words(all), words(but_not))
    }
}

fn any_way(ways: &WordWays) -> String {
    let each = ways.iter().map(|way| {
        let terms: Vec<String> = way.iter().map(quoted).collect();
        format!("({})", terms.join(" AND "))
    });
    each.collect::<Vec<_>>().join(" OR ")
}

/// Tokens hold letters and digits alone; whatever else came this far stands in quotes.
fn quoted(term: &Term) -> String {
    let text = term.text.replace('"', "\"\"");
    format!("\"{text}\"{}", if term.prefix { " *" } else { "" })
}

/// The local keys of those whom the store finds in some lanes, as a subquery. Some come several times, so
/// that who asks for a few need not wait until all are found.
pub(super) fn subquery<'l>(
    lanes: impl IntoIterator<Item = &'l Lane>,
    values: &mut Values,
) -> String {
    let each: Vec<String> = lanes.into_iter().map(|lane| of_lane(lane, values)).collect();
    if each.is_empty() { "SELECT 0 WHERE 0".to_owned() } else { each.join(" UNION ALL ") }
}

fn of_lane(lane: &Lane, values: &mut Values) -> String {
    match lane {
        Lane::Customers(ids) => {
            values.extend(ids.iter().map(|id| Box::new(*id) as Box<dyn ToSql>));
            format!("SELECT id FROM customer WHERE uid IN ({})", vec!["?"; ids.len()].join(","))
        }
        Lane::Words { all, .. } => {
            values.push(Box::new(expression(all, &[])));
            "SELECT rowid FROM search WHERE search MATCH ?".to_owned()
        }
        Lane::Keys { index, ranges } => {
            let of = table(*index);
            let family = of.family.map(|family| {
                values.push(Box::new(family));
                "k.family = ? AND "
            });
            let each: Vec<String> = ranges
                .iter()
                .map(|range| format!("({})", in_range(of.key, range, values)))
                .collect();
            let from = of.from.split(" CROSS").next().unwrap_or_default();
            let family = family.unwrap_or_default();
            format!("SELECT {} FROM {from} WHERE {family}({})", of.customer, each.join(" OR "))
        }
    }
}

impl SearchReads for SqliteTx<'_> {
    fn calling_codes(&self) -> StoreResult<Vec<u16>> {
        // From one code to the first number behind its last: as many steps as there are codes.
        let sql = "SELECT norm FROM contact_point WHERE norm >= ? AND norm < '+:' AND family = 1 ORDER BY norm LIMIT 1";
        let (mut codes, mut from) = (Vec::new(), "+".to_owned());
        while codes.len() < MOST_CODES {
            let Some(norm) = self.row(sql, [&from], |row| row.get::<_, String>(0))? else { break };
            let Some(code) = calling_code_of(&norm, None) else { break };
            codes.push(code);
            from = format!("+{code}{}", char::MAX);
        }
        Ok(codes)
    }

    fn search_lane(
        &self,
        access: &Access,
        request: &LaneRequest<'_>,
    ) -> StoreResult<Vec<LaneFound>> {
        match request.lane {
            Lane::Customers(ids) => self.of_ids(access, request, ids),
            Lane::Words { all, but_not } => self.of_words(access, request, all, but_not),
            Lane::Keys { index, ranges } => {
                let mut found = Vec::new();
                for range in ranges {
                    let left = request.limit.saturating_sub(found.len());
                    if left == 0 {
                        break;
                    }
                    // Ranges are sorted: those before the place are done.
                    let done = |place: &(CursorKey, i64)| {
                        range.before.as_ref().is_some_and(|before| *before <= place.0)
                    };
                    if !request.place.as_ref().is_some_and(done) {
                        found.extend(self.of_range(access, request, *index, range, left)?);
                    }
                }
                Ok(found)
            }
        }
    }

    fn place_of(
        &self,
        access: &Access,
        id: CustomerId,
        created_at: Timestamp,
        lane: &Lane,
    ) -> StoreResult<i64> {
        // Of somebody out of scope not even that he is there is told.
        if !self.customers(access, &[id])?.is_empty() {
            return self.key_of(id);
        }
        let sql = "SELECT id FROM customer WHERE merged_into IS NULL AND (created_at, uid) >= (?, ?) ORDER BY created_at, uid LIMIT 1";
        let next = self.row(sql, rusqlite::params![created_at, id], |row| row.get(0))?;
        let next: i64 = next.unwrap_or(i64::MAX);
        Ok(if lane.is_ascending() { next.saturating_sub(1) } else { next })
    }
}

/// A look into a table.
struct Look {
    sql: String,
    values: Values,
    order: String,
    limit: usize,
    /// Keys are compared in lower case.
    lower: bool,
}

impl SqliteTx<'_> {
    fn found(
        &self,
        access: &Access,
        request: &LaneRequest<'_>,
        look: Look,
    ) -> StoreResult<Vec<LaneFound>> {
        let Look { mut sql, mut values, order, limit, lower } = look;
        sql.push_str(" AND c.merged_into IS NULL");
        if !request.include_inactive {
            sql.push_str(" AND c.status = 0");
        }
        scope::append(&mut sql, &mut values, &access.rows);
        if let Some(filter) = request.filter {
            let condition = filters::condition(filter, &mut values);
            sql.push_str(&format!(" AND ({condition})"));
        }
        sql.push_str(&format!(" ORDER BY {order} LIMIT {limit}"));
        self.rows(&sql, refs(&values).as_slice(), |row| read_found(row, access, lower))
    }

    fn of_ids(
        &self,
        access: &Access,
        request: &LaneRequest<'_>,
        ids: &[CustomerId],
    ) -> StoreResult<Vec<LaneFound>> {
        if request.place.is_some() {
            return Ok(Vec::new());
        }
        let values: Values = ids.iter().map(|id| Box::new(*id) as Box<dyn ToSql>).collect();
        let marks = vec!["?"; ids.len()].join(",");
        let sql = format!(
            "SELECT {}, c.id AS found_id, NULL AS found_key FROM customer c WHERE c.uid IN ({marks})",
            COLUMNS.as_str()
        );
        let order = "c.id DESC".to_owned();
        self.found(access, request, Look { sql, values, order, limit: request.limit, lower: false })
    }

    fn of_words(
        &self,
        access: &Access,
        request: &LaneRequest<'_>,
        all: &[WordWays],
        but_not: &[WordWays],
    ) -> StoreResult<Vec<LaneFound>> {
        let mut values: Values = vec![Box::new(expression(all, but_not))];
        let mut sql = format!(
            "SELECT {}, c.id AS found_id, NULL AS found_key FROM search s CROSS JOIN customer c ON c.id = s.rowid \
             WHERE s.search MATCH ?",
            COLUMNS.as_str()
        );
        if let Some((_, row)) = &request.place {
            sql.push_str(" AND s.rowid < ?");
            values.push(Box::new(*row));
        }
        let order = "s.rowid DESC".to_owned();
        self.found(access, request, Look { sql, values, order, limit: request.limit, lower: false })
    }

    fn of_range(
        &self,
        access: &Access,
        request: &LaneRequest<'_>,
        index: KeyIndex,
        range: &KeyRange,
        limit: usize,
    ) -> StoreResult<Vec<LaneFound>> {
        let of = table(index);
        let mut values: Values = Vec::new();
        let mut sql = format!(
            "SELECT {}, c.id AS found_id, {} AS found_key FROM {} WHERE ",
            COLUMNS.as_str(),
            of.key,
            of.from
        );
        if let Some(family) = of.family {
            sql.push_str("k.family = ? AND ");
            values.push(Box::new(family));
        }
        // Equal keys are one place: the newest customer first. Of a beginning, key by key.
        let newest_first = range.before.is_none();
        match (&request.place, newest_first) {
            (Some((key, row)), false) if range.contains(key) => {
                // Two conditions that the index serves, where a comparison of pairs would be one that
                // it does not.
                values.push(key_value(key));
                sql.push_str(&in_range(
                    of.key,
                    &KeyRange { from: key.clone(), before: range.before.clone() },
                    &mut Vec::new(),
                ));
                values.extend(range.before.as_ref().map(key_value));
                sql.push_str(&format!(" AND ({0} > ? OR {1} > ?)", of.key, of.customer));
                values.push(key_value(key));
                values.push(Box::new(*row));
            }
            (place, _) => {
                sql.push_str(&in_range(of.key, range, &mut values));
                if let (Some((_, row)), true) = (place, newest_first) {
                    sql.push_str(&format!(" AND {} < ?", of.customer));
                    values.push(Box::new(*row));
                }
            }
        }
        let order = if newest_first {
            format!("{} DESC", of.customer)
        } else {
            format!("{}, {}", of.key, of.customer)
        };
        let lower = matches!(index, KeyIndex::Reference(_));
        self.found(access, request, Look { sql, values, order, limit, lower })
    }
}

fn read_found(row: &Row<'_>, access: &Access, lower: bool) -> rusqlite::Result<LaneFound> {
    let key = match row.get_ref("found_key")? {
        rusqlite::types::ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            let key = if lower { text.to_ascii_lowercase() } else { text.into_owned() };
            Some(CursorKey::Text(key))
        }
        rusqlite::types::ValueRef::Integer(number) => Some(CursorKey::Number(Some(number))),
        _ => None,
    };
    Ok(LaneFound { record: read_record(row, access)?, row: row.get("found_id")?, key })
}
