//! P6, P9, P10: a whole customer, an edit, and what field rules cost.

use std::hint::black_box;

use customer_core::{
    Actor, CustomerBook, CustomerId, CustomerListing, CustomerPatch, CustomerSort, FieldLevel,
    Grant, GrantScope, GroupId, Member, Permission, PermissionGroup, Session,
};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Statement, params};

use crate::people::Dice;
use crate::rounds::{Waits, by_turns, cost, wait};
use crate::rows::Result;
use crate::store::Full;
use crate::table::{Line, Row, Target};

const READS: usize = 5_000;
const EDITS: usize = 400;
const EDIT_BLOCK: usize = 40;
const LISTS: usize = 100;
const DECISIONS: usize = 1_000_000;

pub(crate) fn lines(full: &Full) -> Result<Vec<Line>> {
    let ids = ids(full)?;
    let mut lines = vec![Line::of("P6", &whole_customer_of(full, &ids)?)];
    lines.extend(edit(full, &ids)?);
    lines.push(decision(full)?);
    lines.push(Line::of("P10", &list_with_field_rules(full)?));
    lines.push(Line::of("P10", &list_with_rules_by_row(full)?));
    Ok(lines)
}

fn ids(full: &Full) -> Result<Vec<CustomerId>> {
    let listing = CustomerListing { limit: 500, ..CustomerListing::default() };
    let page = full.session.list_customers(&listing)?;
    Ok(page.items.into_iter().map(|customer| customer.id).collect())
}

fn bytes(id: CustomerId) -> [u8; 16] {
    id.as_uuid().into_bytes()
}

fn all_cells(statement: &mut Statement<'_>, key: &Value) -> rusqlite::Result<usize> {
    let columns = statement.column_count();
    let mut rows = statement.query([key])?;
    let mut cells = 0;
    while let Some(row) = rows.next()? {
        for at in 0..columns {
            black_box(row.get::<_, Value>(at)?);
            cells += 1;
        }
    }
    Ok(cells)
}

/// A customer with cards, points, facts about the addresses and the last contact, beside the five
/// statements that fetch them.
pub(crate) fn whole_customer_of(full: &Full, ids: &[CustomerId]) -> Result<Row> {
    let bare = Connection::open_with_flags(&full.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    bare.execute_batch("PRAGMA cache_size = -65536;")?;
    let mut key_of = bare.prepare("SELECT id FROM customer WHERE uid = ?")?;
    let mut sections = [
        bare.prepare("SELECT * FROM customer WHERE id = ?")?,
        bare.prepare("SELECT * FROM contact WHERE customer_id = ? ORDER BY seq")?,
        bare.prepare("SELECT * FROM contact_point WHERE customer_id = ? ORDER BY seq")?,
        bare.prepare(
            "SELECT f.* FROM contact_point p JOIN address_fact f ON f.family = p.family AND f.norm = p.norm WHERE p.customer_id = ?",
        )?,
        bare.prepare("SELECT last_contact_at FROM customer_activity WHERE customer_id = ?")?,
    ];
    let mut dice = Dice::new(19);
    let asked: Vec<CustomerId> =
        (0..READS).filter_map(|_| ids.get(dice.below(ids.len())).copied()).collect();
    let mut found = 0;
    let pair = by_turns(
        || {
            for id in &asked {
                found += usize::from(black_box(full.session.get_customer(*id)).is_ok());
            }
        },
        || {
            for id in &asked {
                let _ = bare.execute_batch("BEGIN");
                let key = key_of.query_row([bytes(*id)], |row| row.get::<_, Value>(0));
                for section in &mut sections {
                    let _ = black_box(key.as_ref().map(|key| all_cells(section, key)));
                }
                let _ = bare.execute_batch("COMMIT");
            }
        },
    );
    if found == 0 {
        return Err("no customer was found".into());
    }
    Ok(Row {
        work: "a whole customer, permissions included",
        beside: "its statements in one transaction",
        items: READS,
        pair,
        target: Target::Ratio(1.3),
    })
}

/// A field is edited and the change logged, each edit safe on the disk before the next.
fn edit(full: &Full, ids: &[CustomerId]) -> Result<[Line; 2]> {
    let twin = full.path.with_file_name("edit-bare.db");
    std::fs::copy(&full.path, &twin)?;
    let bare = Connection::open(&twin)?;
    bare.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;",
    )?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut versions: Vec<(CustomerId, u64)> = ids.iter().map(|id| (*id, 1)).collect();
    for block in 0..EDITS / EDIT_BLOCK {
        let from = block * EDIT_BLOCK;
        for at in from..from + EDIT_BLOCK {
            let len = versions.len();
            let Some((id, version)) = versions.get_mut(at % len) else { continue };
            let patch =
                CustomerPatch { city: Some(format!("City {at}")), ..CustomerPatch::default() };
            let mut written = None;
            ours.push(wait(|| written = full.session.update_customer(*id, *version, patch).ok()));
            *version = written.ok_or("an edit failed")?.customer.version;
        }
        for at in from..from + EDIT_BLOCK {
            let id = ids.get(at % ids.len()).copied().ok_or("no customer")?;
            let mut written = Ok(());
            theirs.push(wait(|| written = bare_edit(&bare, id, &format!("City {at}"))));
            written?;
        }
    }
    let (ours, theirs) = (Waits::new(ours), Waits::new(theirs));
    Ok([
        Line::new(
            "P9",
            "an edit with its log, on the disk",
            "wall, p50",
            ours.permille(500),
            Target::Ratio(1.3),
        )
        .beside("the same rows, bare", theirs.permille(500)),
        Line::new(
            "P9",
            "the slowest of a hundred",
            "wall, p99",
            ours.permille(990),
            Target::Micros(7_000.0),
        )
        .beside("the same rows, bare", theirs.permille(990)),
    ])
}

/// The rows that an edit writes: the customer, an entry of the log, its values.
fn bare_edit(bare: &Connection, id: CustomerId, city: &str) -> rusqlite::Result<()> {
    bare.execute_batch("BEGIN IMMEDIATE")?;
    bare.prepare_cached("UPDATE customer SET city = ?, updated_at = updated_at + 1, version = version + 1, row_sum = row_sum + 1 WHERE uid = ?")?
        .execute(params![city, bytes(id)])?;
    bare.prepare_cached(
        "INSERT INTO change_log(hlc, node, at, actor, how, operation, kind, record, subject, fields, body_hash, chain) \
         SELECT hlc, node, at, actor, how, operation, kind, record, subject, fields, body_hash, chain FROM change_log ORDER BY seq DESC LIMIT 1",
    )?
    .execute([])?;
    bare.prepare_cached(
        "INSERT INTO change_value(seq, salt, body) VALUES (last_insert_rowid(), zeroblob(16), ?)",
    )?
    .execute([format!("[{{\"field\":\"city\",\"old\":null,\"new\":\"{city}\"}}]")])?;
    bare.execute_batch("COMMIT")
}

/// What hosts ask most: does a session hold a permission? (What an operation decides is held to the
/// same 20 ns by a test of the library.)
fn decision(full: &Full) -> Result<Line> {
    let permissions = full.session.effective_permissions()?;
    let mut dice = Dice::new(23);
    let asked: Vec<Permission> = (0..DECISIONS)
        .filter_map(|_| Permission::ALL.get(dice.below(Permission::ALL.len())).copied())
        .collect();
    let mut costs: Vec<f64> = (0..9)
        .map(|_| {
            let run =
                || asked.iter().filter(|of| black_box(&permissions).holds_on_book(**of)).count();
            cost(&mut || {
                black_box(run());
            })
            .cpu
        })
        .collect();
    costs.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "decisions are few")]
    let each = costs.get(costs.len() / 2).copied().unwrap_or(f64::NAN) * 1e6 / asked.len() as f64;
    Ok(Line::new("P10", "is a permission held, by its set", "CPU", each, Target::Micros(0.02)))
}

/// A page of 500 customers for somebody who may not see all fields, beside somebody who may.
fn list_with_field_rules(full: &Full) -> Result<Row> {
    let grants = [Permission::CustomerSearch, Permission::CustomerView, Permission::ContactView]
        .map(Grant::allow)
        .into_iter()
        .chain(["plain", "personal"].map(|of| Grant::allow(Permission::FieldView).on(of)))
        .collect();
    page_beside(full, "a page of 500 with field rules", CustomerSort::Name, ("some", grants))
}

/// The same for somebody who sees his own customers in full and those of others, which all of these
/// are, masked: what is seen is looked up row by row.
fn list_with_rules_by_row(full: &Full) -> Result<Row> {
    let masked = |permission| Grant::allow(permission).at(FieldLevel::Masked);
    let own = |permission| Grant::allow(permission).within(GrantScope::Own);
    let grants = vec![
        Grant::allow(Permission::CustomerSearch),
        Grant::allow(Permission::CustomerView),
        Grant::allow(Permission::FieldView).on("plain"),
        masked(Permission::FieldView).on("personal"),
        masked(Permission::ContactView),
        own(Permission::FieldView),
        own(Permission::ContactView),
    ];
    let work = "a page of 500 with rules by row, masked";
    page_beside(full, work, CustomerSort::Created, ("masked", grants))
}

/// A page for somebody with these grants, beside the same page for somebody who may do everything.
fn page_beside(
    full: &Full,
    work: &'static str,
    sort: CustomerSort,
    (name, grants): (&str, Vec<Grant>),
) -> Result<Row> {
    let book = CustomerBook::open(&full.path)?;
    let admin = book.session(&Actor::agent("bench", "Bench")?)?;
    let some = somebody(&book, &admin, name, grants)?;
    let listing = CustomerListing { limit: 500, sort, ..CustomerListing::default() };
    let list = |session: &Session| {
        for _ in 0..LISTS {
            let _ = black_box(session.list_customers(&listing));
        }
    };
    if some.list_customers(&listing)?.items.len() != 500 {
        return Err("the page is not full".into());
    }
    Ok(Row {
        work,
        beside: "the page with every right",
        items: LISTS,
        pair: by_turns(|| list(&some), || list(&admin)),
        target: Target::Ratio(1.05),
    })
}

fn somebody(
    book: &CustomerBook,
    admin: &Session,
    name: &str,
    grants: Vec<Grant>,
) -> Result<Session> {
    let actor = Actor::agent(name, name)?;
    let group = GroupId::new(name)?;
    admin.put_group(PermissionGroup {
        id: group.clone(),
        name: name.to_owned(),
        description: String::new(),
        grants,
    })?;
    let member = Member {
        id: actor.id.clone(),
        kind: actor.kind,
        name: actor.name.clone(),
        groups: vec![group],
    };
    admin.set_member_groups(member)?;
    Ok(book.session(&actor)?)
}
