//! The book beside bare prepared statements that write and read the same rows.

use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use customer_core::{Actor, CustomerBook, NewCustomer, NewEmail, NewPoint, Session};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::people::{Dice, customers};
use crate::rounds::{Cost, Pair, by_turns, cost, median};
use crate::table::{Row, Target};

const CUSTOMERS: usize = 20_000;
const BATCH: usize = 2_000;
const IMPORTS: usize = 3;
const LOOKUPS: usize = 20_000;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A book with customers in it.
pub(crate) struct Full {
    pub(crate) import: Row,
    path: PathBuf,
    session: Session,
    people: Vec<NewCustomer>,
}

/// Imports customers, and beside it copies the rows that came of it with bare statements: the same
/// rows, the same indexes, the same commits.
pub(crate) fn import(folder: &Path) -> Result<Full> {
    let people = customers(CUSTOMERS);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut last = None;
    for round in 0..=IMPORTS {
        let path = folder.join(format!("book-{round}.db"));
        let session = new_book(&path)?;
        let batches: Vec<Vec<NewCustomer>> = people.chunks(BATCH).map(<[_]>::to_vec).collect();
        let mut outcome = Ok(());
        let mine = cost(&mut || {
            outcome = batches
                .iter()
                .try_for_each(|batch| session.create_customers(batch.clone()).map(|_| ()));
        });
        outcome?;
        let rows = rows_of(&path)?;
        let other = bare_copy(&path, &folder.join(format!("bare-{round}.db")), &rows)?;
        if round > 0 {
            ours.push(mine);
            theirs.push(other);
        }
        last = Some((path, session));
    }
    let (path, session) = last.ok_or("no import was measured")?;
    let import = Row {
        work: "import: check, customers, cards, points, log",
        beside: "bare statements, the same rows",
        items: CUSTOMERS,
        pair: Pair { ours: median(&ours), theirs: median(&theirs) },
        // With validation: 60 % of the bare speed.
        target: Target::Ratio(1.67),
    };
    Ok(Full { import, path, session, people })
}

fn new_book(path: &Path) -> Result<Session> {
    let book = CustomerBook::open(path)?;
    let admin = Actor::agent("bench", "Bench")?;
    book.add_first_administrator(&admin)?;
    Ok(book.session(&admin)?)
}

/// The rows of each table.
struct Rows {
    table: String,
    columns: usize,
    rows: Vec<Vec<Value>>,
}

fn rows_of(path: &Path) -> Result<Vec<Rows>> {
    let file = Connection::open(path)?;
    let mut tables = file.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'",
    )?;
    let names: Vec<String> =
        tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    names
        .into_iter()
        .map(|table| {
            let mut all = file.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = all.column_count();
            let rows = all
                .query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Rows { table, columns, rows })
        })
        .collect()
}

/// Writes the rows into an empty file with the same schema, in as many commits as there were batches.
fn bare_copy(from: &Path, to: &Path, rows: &[Rows]) -> Result<Cost> {
    let schema: Vec<String> = Connection::open(from)?
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let file = Connection::open(to)?;
    file.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA foreign_keys = OFF;")?;
    for statement in schema {
        file.execute_batch(&statement)?;
    }
    let commits = CUSTOMERS.div_ceil(BATCH);
    let mut outcome = Ok(());
    let cost = cost(&mut || {
        outcome = (0..commits).try_for_each(|commit| write_share(&file, rows, commit, commits));
    });
    outcome?;
    Ok(cost)
}

fn write_share(
    file: &Connection,
    rows: &[Rows],
    commit: usize,
    commits: usize,
) -> rusqlite::Result<()> {
    file.execute_batch("BEGIN IMMEDIATE")?;
    for table in rows {
        let places = vec!["?"; table.columns].join(",");
        let mut insert =
            file.prepare_cached(&format!("INSERT INTO \"{}\" VALUES ({places})", table.table))?;
        let share = table.rows.len().div_ceil(commits).max(1);
        for row in table.rows.iter().skip(commit * share).take(share) {
            insert.execute(params_from_iter(row))?;
        }
    }
    file.execute_batch("COMMIT")
}

/// Who has this email address? Beside the statement that answers it.
pub(crate) fn address_to_customer(full: &Full) -> Result<Row> {
    let mut dice = Dice::new(17);
    let addresses: Vec<String> = (0..LOOKUPS)
        .filter_map(|_| {
            let card = full.people.get(dice.below(full.people.len()))?.contacts.first()?;
            Some(card.emails.first()?.address.clone())
        })
        .collect();
    let bare = Connection::open(&full.path)?;
    bare.execute_batch("PRAGMA cache_size = -65536;")?;
    let mut find = bare.prepare(
        "SELECT c.uid FROM contact_point p JOIN customer c ON c.id = p.customer_id WHERE p.norm = ?",
    )?;
    let mut found = (0_usize, 0_usize);
    let pair = by_turns(
        || {
            for address in &addresses {
                let point = NewPoint::Email(NewEmail::new(address.as_str()));
                found.0 += full.session.find_by_address(&point).map_or(0, |all| all.len());
            }
        },
        || {
            for address in &addresses {
                let rows = find.query_map([address.as_str()], |row| row.get::<_, [u8; 16]>(0));
                found.1 += black_box(rows.map_or(0, Iterator::count));
            }
        },
    );
    if found.0 == 0 {
        return Err("no address was found".into());
    }
    Ok(Row {
        work: "address to customers, with permission",
        beside: "one prepared statement, ids alone",
        items: LOOKUPS,
        pair,
        target: Target::Ratio(1.3),
    })
}
