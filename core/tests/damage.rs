//! C4: a file that rotted is told and not believed. `FLIPS` asks for more than the short form.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use customer_core::{
    Actor, CustomerBook, CustomerId, Error, NewContact, NewCustomer, NewEmail, NewPhone, Session,
};

const CUSTOMERS: u32 = 25;

fn admin() -> Actor {
    Actor::agent("admin", "Admin").unwrap()
}

/// A book, closed, and what is in it.
fn a_book(path: &Path) -> Vec<(CustomerId, String)> {
    let book = CustomerBook::open(path).unwrap();
    book.add_first_administrator(&admin()).unwrap();
    let session = book.session(&admin()).unwrap();
    let made: Vec<_> = (0..CUSTOMERS)
        .map(|n| {
            let card = NewContact {
                label: Some(format!("card {n}")),
                emails: vec![NewEmail::new(format!("person{n}@example.com"))],
                phones: vec![NewPhone::new(format!("+49151123450{n:02}"))],
                ..NewContact::default()
            };
            let new = NewCustomer {
                full_name: Some(format!("Person {n}")),
                ref1: Some(format!("K-{n}")),
                city: Some("Bonn".to_owned()),
                contacts: vec![card],
                ..NewCustomer::default()
            };
            let id = session.create_customer(new).unwrap().customer.id;
            (id, shown(&session, id).unwrap())
        })
        .collect();
    book.close().unwrap();
    made
}

fn shown(session: &Session, id: CustomerId) -> Result<String, Error> {
    session.get_customer(id).map(|customer| serde_json::to_string(&customer).unwrap())
}

/// Where two texts begin to differ.
fn difference(was: &str, is: &str) -> String {
    let at = was.bytes().zip(is.bytes()).take_while(|(a, b)| a == b).count();
    let part = |text: &str| {
        text.get(at.saturating_sub(40)..).unwrap_or(text).chars().take(120).collect::<String>()
    };
    format!("was {} and is {}", part(was), part(is))
}

/// What came of one damage.
#[derive(Debug, Default)]
struct Tally {
    refused: u32,
    told: u32,
    missing: u32,
    harmless: u32,
}

/// Reads a damaged file. Every customer is what it was, or an error; one that is not found is found
/// missing by the check.
#[expect(clippy::disallowed_methods, reason = "damage must not make reading slow")]
fn read(path: &Path, wanted: &[(CustomerId, String)], tally: &mut Tally, what: &str) {
    let start = std::time::Instant::now();
    let Ok(book) = CustomerBook::open(path) else {
        tally.refused += 1;
        return;
    };
    // Rights have no sums; the library itself sees all.
    let Ok(session) = book.system_session("damage") else {
        tally.told += 1;
        return;
    };
    let (mut told, mut missing) = (false, false);
    for (id, was) in wanted {
        match shown(&session, *id) {
            Ok(is) if is == *was => {}
            Ok(is) => panic!("{what}: wrong data was believed: {}", difference(was, &is)),
            Err(Error::NotFound { .. }) => missing = true,
            Err(Error::Storage { .. } | Error::Denied { .. } | Error::Internal { .. }) => {
                told = true;
            }
            Err(other) => panic!("{what}: {other:?}"),
        }
    }
    if missing {
        let report = book.check();
        assert!(
            report.is_err() || !report.unwrap().problems.is_empty(),
            "{what}: a customer is missing and the check finds nothing"
        );
    }
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "{what}: {took:?}");
    match (told, missing) {
        (true, _) => tally.told += 1,
        (_, true) => tally.missing += 1,
        _ => tally.harmless += 1,
    }
}

/// Numbers that look random and are the same each time (SplitMix64).
fn dice(seed: &mut u64, below: usize) -> usize {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    usize::try_from((z ^ (z >> 31)) % below as u64).unwrap()
}

#[test]
fn a_bit_that_flips_never_makes_wrong_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    let wanted = a_book(&path);
    let whole = fs::read(&path).unwrap();
    let flips = std::env::var("FLIPS").ok().and_then(|text| text.parse().ok()).unwrap_or(400);
    let mut seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    let mut tally = Tally::default();
    for _ in 0..flips {
        let (at, bit) = (dice(&mut seed, whole.len()), dice(&mut seed, 8));
        let mut damaged = whole.clone();
        if let Some(byte) = damaged.get_mut(at) {
            *byte ^= 1 << bit;
        }
        fs::write(&path, &damaged).unwrap();
        read(&path, &wanted, &mut tally, &format!("bit {bit} of octet {at}"));
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(folder.path().join(format!("book.db{suffix}")));
        }
    }
    println!("{tally:?}");
    assert!(tally.told + tally.missing + tally.refused > 0, "no flip hit anything: {tally:?}");
}

/// Pages that are swapped, emptied or cut off are told as well.
#[test]
fn pages_that_are_lost_never_make_wrong_data() {
    const PAGE: usize = 4096;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    let wanted = a_book(&path);
    let whole = fs::read(&path).unwrap();
    let pages = whole.len() / PAGE;
    let mut tally = Tally::default();
    for page in 1..pages {
        let (from, to) = (page * PAGE, (page + 1) * PAGE);
        let mut empty = whole.clone();
        empty[from..to].fill(0);
        fs::write(&path, &empty).unwrap();
        read(&path, &wanted, &mut tally, &format!("page {page} is empty"));
        let mut swapped = whole.clone();
        let other = if page + 1 < pages { page + 1 } else { 1 };
        for at in 0..PAGE {
            swapped.swap(from + at, other * PAGE + at);
        }
        fs::write(&path, &swapped).unwrap();
        read(&path, &wanted, &mut tally, &format!("page {page} is swapped"));
        fs::write(&path, &whole[..from]).unwrap();
        read(&path, &wanted, &mut tally, &format!("cut before page {page}"));
    }
    println!("{tally:?}");
    assert!(tally.told + tally.missing + tally.refused > 0, "{tally:?}");
}
