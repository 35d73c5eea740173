//! P5: who has this address?

use std::hint::black_box;

use customer_core::{AddressOutcome, NewEmail, NewPoint, Session, parse_email};
use rusqlite::{Connection, OpenFlags, Statement};

use crate::people::Dice;
use crate::rounds::{Cost, Pair, by_turns, cost, median};
use crate::rows::Result;
use crate::store::Full;
use crate::table::{Line, Row, Target};

const LOOKUPS: usize = 20_000;
const BATCH: usize = 1_000;
const THREAD_ROUNDS: usize = 5;

const FIND: &str =
    "SELECT c.uid FROM contact_point p JOIN customer c ON c.id = p.customer_id WHERE p.norm = ?";

pub(crate) fn lines(full: &Full) -> Result<Vec<Line>> {
    let addresses = addresses(full);
    // The bare statement is given the key ready-made.
    let keys: Vec<String> = addresses
        .iter()
        .filter_map(|of| Some(parse_email(of).ok()?.match_key().to_owned()))
        .collect();
    let bare = Connection::open_with_flags(&full.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    bare.execute_batch("PRAGMA cache_size = -65536;")?;
    Ok(vec![
        Line::of("P5", &ids_one_by_one(full, &addresses, &keys, &bare)?),
        Line::of("P5", &summaries(full, &addresses, &keys, &bare)?),
        Line::of("P5", &ids_in_batches(full, &addresses, &keys, &bare)?),
        two_threads(full, &addresses),
    ])
}

fn addresses(full: &Full) -> Vec<String> {
    let mut dice = Dice::new(17);
    (0..LOOKUPS)
        .filter_map(|_| {
            let card = full.people.get(dice.below(full.people.len()))?.contacts.first()?;
            Some(card.emails.first()?.address.clone())
        })
        .collect()
}

fn point(address: &str) -> NewPoint {
    NewPoint::Email(NewEmail::new(address))
}

fn bare_find(find: &mut Statement<'_>, address: &str) -> usize {
    find.query_map([address], |row| row.get::<_, [u8; 16]>(0))
        .map_or(0, |rows| black_box(rows.count()))
}

fn summaries(full: &Full, addresses: &[String], keys: &[String], bare: &Connection) -> Result<Row> {
    let mut find = bare.prepare(FIND)?;
    let mut found = (0, 0);
    let pair = by_turns(
        || {
            for address in addresses {
                found.0 += full.session.find_by_address(&point(address)).map_or(0, |all| all.len());
            }
        },
        || found.1 += keys.iter().map(|of| bare_find(&mut find, of)).sum::<usize>(),
    );
    same(found)?;
    Ok(Row {
        work: "address to summaries of customers, one by one",
        beside: "one cached statement, ids alone",
        items: LOOKUPS,
        pair,
        target: Target::None,
    })
}

fn ids_one_by_one(
    full: &Full,
    addresses: &[String],
    keys: &[String],
    bare: &Connection,
) -> Result<Row> {
    let mut find = bare.prepare(FIND)?;
    let mut found = (0, 0);
    let pair = by_turns(
        || found.0 += addresses.iter().map(|of| ids(&full.session, &[point(of)])).sum::<usize>(),
        || found.1 += keys.iter().map(|of| bare_find(&mut find, of)).sum::<usize>(),
    );
    same(found)?;
    Ok(Row {
        work: "address to ids of customers, one by one",
        beside: "one cached statement",
        items: LOOKUPS,
        pair,
        target: Target::Ratio(1.3),
    })
}

fn ids_in_batches(
    full: &Full,
    addresses: &[String],
    keys: &[String],
    bare: &Connection,
) -> Result<Row> {
    let batches: Vec<Vec<NewPoint>> =
        addresses.chunks(BATCH).map(|chunk| chunk.iter().map(|of| point(of)).collect()).collect();
    let mut find = bare.prepare(FIND)?;
    let mut found = (0, 0);
    let pair = by_turns(
        || found.0 += batches.iter().map(|batch| ids(&full.session, batch)).sum::<usize>(),
        || {
            for chunk in keys.chunks(BATCH) {
                let _ = bare.execute_batch("BEGIN");
                found.1 += chunk.iter().map(|of| bare_find(&mut find, of)).sum::<usize>();
                let _ = bare.execute_batch("COMMIT");
            }
        },
    );
    same(found)?;
    Ok(Row {
        work: "address to ids of customers, in batches",
        beside: "one cached statement, one transaction",
        items: LOOKUPS,
        pair,
        target: Target::Ratio(1.5),
    })
}

fn ids(session: &Session, batch: &[NewPoint]) -> usize {
    let found = session.find_ids_by_address(batch).unwrap_or_default();
    let counts = found.iter().map(|of| match of {
        AddressOutcome::Found { customers } => customers.len(),
        AddressOutcome::Rejected { .. } => 0,
    });
    counts.sum()
}

/// Both sides found the same, and something.
fn same(found: (usize, usize)) -> Result<()> {
    match found {
        (0, _) => Err("no address was found".into()),
        (ours, theirs) if ours == theirs => Ok(()),
        (ours, theirs) => Err(format!("found {ours}, and the bare statement {theirs}").into()),
    }
}

/// Half of the addresses by each of two threads, and all of them by one: what counts is the wall
/// clock.
fn two_threads(full: &Full, addresses: &[String]) -> Line {
    let batches: Vec<Vec<NewPoint>> =
        addresses.chunks(BATCH).map(|chunk| chunk.iter().map(|of| point(of)).collect()).collect();
    let run = |batches: &[Vec<NewPoint>]| {
        batches.iter().map(|batch| ids(&full.session, batch)).sum::<usize>()
    };
    let (first, second) = batches.split_at(batches.len() / 2);
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for round in 0..=THREAD_ROUNDS {
        let costs: (Cost, Cost) = (
            cost(&mut || {
                black_box(run(&batches));
            }),
            cost(&mut || {
                std::thread::scope(|scope| {
                    scope.spawn(|| black_box(run(first)));
                    black_box(run(second));
                });
            }),
        );
        if round > 0 {
            one.push(costs.0);
            two.push(costs.1);
        }
    }
    let pair = Pair { ours: median(&two), theirs: median(&one) };
    #[expect(clippy::cast_precision_loss, reason = "items are few")]
    let each = |seconds: f64| seconds * 1e6 / LOOKUPS as f64;
    Line::new(
        "P5",
        "the same by two threads",
        "wall",
        each(pair.ours.wall),
        Target::Ratio(1.0 / 1.9),
    )
    .beside("by one thread", each(pair.theirs.wall))
}
