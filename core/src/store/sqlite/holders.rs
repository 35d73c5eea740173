//! Who holds an address: the look-up that every match begins with.

use rusqlite::{Row, Rows, params};

use super::codes::{Code, Coded};
use super::error::to_store_error;
use super::tx::SqliteTx;
use crate::model::access::RowScope;
use crate::model::customer::CustomerStatus;
use crate::model::holder::Holder;
use crate::model::ids::CustomerId;
use crate::model::key::{MatchKey, PointFamily};
use crate::store::{CustomerReads, HolderQuery, StoreResult};

/// One point and its customer, before redirects.
struct Found {
    key: MatchKey,
    customer: CustomerId,
    redirected: bool,
    holder: Holder,
}

macro_rules! select_where {
    ($condition:literal) => {
        concat!(
            "SELECT p.family, p.norm, c.uid, c.merged_into IS NOT NULL, c.status, ",
            "c.blocked_by IS NOT NULL, c.team, c.owner, coalesce(f.shared, 0) ",
            "FROM contact_point p JOIN customer c ON c.id = p.customer_id ",
            "LEFT JOIN address_fact f ON f.family = p.family AND f.norm = p.norm WHERE ",
            $condition
        )
    };
}

const BY_NORM: &str = select_where!("p.norm = ? AND p.family = ?");
const BY_WEAK: &str = select_where!("p.weak = ? AND p.family = ?");

pub(super) fn holders(tx: &SqliteTx<'_>, query: &HolderQuery) -> StoreResult<Vec<Holder>> {
    let mut found = Vec::new();
    for key in &query.keys {
        found.extend(tx.rows(BY_NORM, params![key.text, key.family.code()], read)?);
    }
    for related in &query.related_emails {
        for sql in [BY_NORM, BY_WEAK] {
            found.extend(tx.rows(sql, params![related, PointFamily::Email.code()], read)?);
        }
    }
    for digits in &query.digits {
        found.extend(tx.rows(BY_WEAK, params![digits, PointFamily::Phone.code()], read)?);
    }
    let mut holders: Vec<Holder> = Vec::with_capacity(found.len());
    for one in found {
        let holder = if one.redirected { survivor(tx, one)? } else { Some(one.holder) };
        // The same address on the same customer counts once.
        holders.extend(holder.filter(|new| {
            !holders.iter().any(|of| of.key == new.key && of.customer == new.customer)
        }));
    }
    Ok(holders)
}

/// One of those who hold an address, as far as it must be known to list him.
type Brief = (CustomerStatus, CustomerId);

/// Ids alone, of many addresses: one statement for all of them.
pub(super) fn holder_ids(
    tx: &SqliteTx<'_>,
    rows: &RowScope,
    keys: &[MatchKey],
) -> StoreResult<Vec<Vec<CustomerId>>> {
    let sql = "SELECT c.uid, c.status, c.merged_into IS NOT NULL, c.team, c.owner \
               FROM contact_point p JOIN customer c ON c.id = p.customer_id \
               WHERE p.norm = ? AND p.family = ?";
    let mut statement = tx.connection.prepare_cached(sql).map_err(to_store_error)?;
    keys.iter()
        .map(|key| {
            let mut found = statement
                .query(params![key.text, key.family.code()])
                .and_then(|found| brief(found, rows))
                .map_err(to_store_error)?;
            if found.is_none() {
                found = Some(through_redirects(tx, rows, key)?);
            }
            let mut found = found.unwrap_or_default();
            found.sort_unstable();
            found.dedup();
            Ok(found.into_iter().map(|(_, id)| id).collect())
        })
        .collect()
}

/// Those in scope; none at all when one of them was merged into another.
fn brief(mut found: Rows<'_>, rows: &RowScope) -> rusqlite::Result<Option<Vec<Brief>>> {
    let mut holders = Vec::new();
    while let Some(row) = found.next()? {
        if row.get(2)? {
            return Ok(None);
        }
        let text = |at: usize| row.get_ref(at)?.as_str_or_null().map_err(rusqlite::Error::from);
        if rows.is_all() || rows.admits(text(3)?, text(4)?) {
            holders.push((row.get::<_, Code<CustomerStatus>>(1)?.0, row.get(0)?));
        }
    }
    Ok(Some(holders))
}

fn through_redirects(
    tx: &SqliteTx<'_>,
    rows: &RowScope,
    key: &MatchKey,
) -> StoreResult<Vec<Brief>> {
    let query = HolderQuery { keys: vec![key.clone()], ..HolderQuery::default() };
    let mut found = holders(tx, &query)?;
    found.retain(|holder| rows.admits(holder.team.as_deref(), holder.owner.as_deref()));
    Ok(found.into_iter().map(|holder| (holder.status, holder.customer)).collect())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Found> {
    let key = MatchKey::new(row.get::<_, Code<PointFamily>>(0)?.0, row.get::<_, String>(1)?);
    let customer: CustomerId = row.get(2)?;
    let holder = Holder {
        key: key.clone(),
        customer,
        merged_from: None,
        status: row.get::<_, Code<CustomerStatus>>(4)?.0,
        blocked: row.get(5)?,
        team: row.get(6)?,
        owner: row.get(7)?,
        shared: row.get(8)?,
    };
    Ok(Found { key, customer, redirected: row.get(3)?, holder })
}

/// A record that was merged away stands as its survivor, with the survivor's status and scope.
fn survivor(tx: &SqliteTx<'_>, found: Found) -> StoreResult<Option<Holder>> {
    let Some(id) = tx.survivor(found.customer)? else {
        return Ok(None);
    };
    let sql = "SELECT status, blocked_by IS NOT NULL, team, owner FROM customer WHERE uid = ?";
    tx.row(sql, [id], |row| {
        Ok(Holder {
            key: found.key,
            customer: id,
            merged_from: Some(found.customer),
            status: row.get::<_, Code<CustomerStatus>>(0)?.0,
            blocked: row.get(1)?,
            team: row.get(2)?,
            owner: row.get(3)?,
            shared: found.holder.shared,
        })
    })
}
