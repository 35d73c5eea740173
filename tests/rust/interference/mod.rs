//! Two books that are equal but for what an actor may not see must give him equal answers to
//! everything he does. What the library tells of things out of sight is listed by name in `told`, and
//! nothing else may differ.
//!
//! A pair is made of a seed. Calls that would make a disclosure are left out and counted, so that the
//! books of a pair stay equal to the actor's eyes however long he works. `PAIRS` says how many pairs
//! there are; `PAIR` runs one of them.

mod ask;
mod build;
mod dice;
mod hide;
mod messages;
mod pair;
mod rights;
mod sweep;
mod told;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};

use customer_core::operations;

use pair::{Pair, Tally};
use told::Told;

/// How many calls the actor makes in a pair.
const CALLS: usize = 60;

fn pairs() -> u64 {
    let asked = std::env::var("PAIRS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(100)
}

/// F5.2, F5.3, F5.19, T21: what an actor may not see changes none of his answers.
#[test]
fn what_an_actor_may_not_see_changes_no_answer() {
    let one: Option<u64> = std::env::var("PAIR").ok().and_then(|text| text.parse().ok());
    let seeds = one.map_or(0..pairs(), |seed| seed..seed + 1);
    let asked = seeds.end - seeds.start;
    let next = AtomicU64::new(seeds.start);
    let work = || {
        let mut tally = Tally::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return tally;
            }
            let pair = Pair::of(seed);
            if let Some(difference) = pair.run(&mut tally, CALLS) {
                panic!("{}", pair.shrunk(difference));
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let tally = std::thread::scope(|scope| {
        let all: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let tallies = all.into_iter().map(|one| one.join().unwrap());
        tallies.fold(Tally::default(), Tally::with)
    });
    println!("{}", tally.report());
    if asked < 100 {
        return;
    }
    assert!(tally.told.keys().all(|one| Told::ALL.contains(one)), "all that is told has a name");
    assert!(tally.differing * 10 >= asked * 8, "in most pairs something hidden differs");
    let left_out: u64 = tally.told.values().sum();
    assert!(tally.compared() >= 9 * left_out, "most calls tell nothing of what is out of sight");
    for operation in operations() {
        let (answers, allowed) = tally.calls.get(operation.name).copied().unwrap_or_default();
        assert!(answers * 5 >= asked / 2, "{}: {answers} answers", operation.name);
        assert!(allowed > 0, "{}: never allowed", operation.name);
    }
}

/// F5.19: what is told is told by the documentation too, and nothing else is.
#[test]
fn every_disclosure_stands_in_the_documentation() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/permissions.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, told) = page.split_once("## What is told all the same").unwrap();
    let (told, _) = told.split_once("## All operations").unwrap();
    for one in Told::ALL {
        assert!(told.contains(&format!("* **{}.**", one.title())), "{one:?}");
    }
    assert_eq!(told.matches("\n* **").count(), Told::ALL.len());
}

/// F5.2: what the test looks for is there to be found: books that differ in what the actor sees give
/// other answers.
#[test]
fn what_an_actor_sees_changes_answers() {
    let found = (0..40).filter(|seed| {
        let pair = Pair::of_what_is_seen(*seed);
        pair.run(&mut Tally::default(), CALLS).is_some()
    });
    let found = found.count();
    assert!(found >= 12, "{found} of 40 pairs");
}
