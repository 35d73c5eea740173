//! Importing, beside bare prepared statements that write the same rows.

use std::path::{Path, PathBuf};

use customer_core::{Actor, CustomerBook, NewCustomer, Session};
use rusqlite::Connection;

use crate::people::customers;
use crate::rounds::{Cost, Pair, cost, median};
use crate::rows::{Result, Rows, empty_twin, rows_of, write};
use crate::table::{Row, Target};

const CUSTOMERS: usize = 20_000;
const BATCH: usize = 2_000;
const IMPORTS: usize = 3;

/// A book with customers in it.
pub(crate) struct Full {
    pub(crate) import: Option<Row>,
    pub(crate) path: PathBuf,
    pub(crate) session: Session,
    pub(crate) people: Vec<NewCustomer>,
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
    Ok(Full { import: Some(import), path, session, people })
}

pub(crate) fn new_book(path: &Path) -> Result<Session> {
    let book = CustomerBook::open(path)?;
    let admin = Actor::agent("bench", "Bench")?;
    book.add_first_administrator(&admin)?;
    Ok(book.session(&admin)?)
}

/// Writes the rows into an empty file with the same schema, in as many commits as there were batches.
fn bare_copy(from: &Path, to: &Path, rows: &[Rows]) -> Result<Cost> {
    let file = empty_twin(from, to)?;
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
        let insert = table.insert();
        let share = table.rows.len().div_ceil(commits).max(1);
        for row in table.rows.iter().skip(commit * share).take(share) {
            write(file, &insert, row)?;
        }
    }
    file.execute_batch("COMMIT")
}
