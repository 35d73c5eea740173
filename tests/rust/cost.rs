//! No input costs more than a few milliseconds of the processor, whatever is in it.

use conformance::{properties, seeds};
use customer_core::{SenderSettings, classify_sender, parse_email, parse_message, parse_phone};
use rustix::time::{ClockId, clock_gettime};

use crate::inputs::{Dice, random, rounds};

/// Milliseconds that any input may cost.
const LIMIT: f64 = 5.0;
/// Milliseconds that each megabyte of a message beyond [`SMALL`] may cost besides: it has to be read.
const PER_MEGABYTE: f64 = 20.0;
/// A message of this size or less, as nearly all are, is told apart in the figures.
const SMALL: usize = 64 << 10;
/// Without optimisation everything takes that much longer.
const SLOWER: f64 = if cfg!(debug_assertions) { 20.0 } else { 1.0 };

/// Milliseconds that a message of so many octets may cost here.
pub(crate) fn limit_of_message(octets: usize) -> f64 {
    let beyond = octets.saturating_sub(SMALL);
    (LIMIT + PER_MEGABYTE * beyond as f64 / 1e6) * SLOWER
}

/// Milliseconds of processor time of this thread.
pub(crate) fn cost(work: impl FnOnce()) -> f64 {
    let now = || {
        let at = clock_gettime(ClockId::ThreadCPUTime);
        at.tv_sec as f64 * 1e3 + at.tv_nsec as f64 / 1e6
    };
    let before = now();
    work();
    now() - before
}

/// The best of three: what the input costs, and not what the machine did meanwhile.
pub(crate) fn best(first: f64, mut again: impl FnMut() -> f64) -> f64 {
    (0..2).fold(first, |best, _| best.min(again()))
}

/// Throws random inputs at a family; none panics, none costs more than it may.
fn measure(
    family: &str,
    rounds: u32,
    most: usize,
    limit: impl Fn(usize) -> f64,
    mut ask: impl FnMut(&[u8]),
    mut property: impl FnMut(&[u8]),
) {
    let seeds = seeds::of(family).unwrap();
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    ask(&seeds[0]);
    let (mut sum, mut octets) = (0.0, 0_u64);
    // Of all, and of those that are no larger than most mail.
    let mut slowest = [(0.0, 0); 2];
    for _ in 0..rounds {
        let input = random(&seeds, most, &mut dice);
        let mut took = cost(|| ask(&input));
        sum += took;
        octets += input.len() as u64;
        let limit = limit(input.len());
        let small = usize::from(input.len() <= SMALL);
        if took > limit.min(slowest[small].0) {
            took = best(took, || cost(|| ask(&input)));
        }
        assert!(
            took <= limit,
            "{family}: {took:.2} ms for {} octets, which begin {:?} and have {:?} in their middle",
            input.len(),
            String::from_utf8_lossy(&input[..input.len().min(400)]),
            String::from_utf8_lossy(
                &input[input.len() / 2..input.len().min(input.len() / 2 + 100)]
            )
        );
        for slowest in &mut slowest[..=small] {
            if took > slowest.0 {
                *slowest = (took, input.len());
            }
        }
        property(&input);
    }
    let [(all, of_all), (small, of_small)] = slowest;
    println!(
        "{family}: {rounds} inputs, {octets} octets, {:.4} ms each, the slowest {all:.3} ms for \
         {of_all} octets, and of those up to {SMALL} octets {small:.3} ms for {of_small}",
        sum / f64::from(rounds)
    );
}

#[test]
fn phones() {
    let ask = |input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        let (region, number) = seeds::region_and_number(&text);
        drop(parse_phone(number, region));
    };
    let property = |input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        let (region, number) = seeds::region_and_number(&text);
        properties::phone(number, region);
    };
    measure("phone", rounds() * 2, 10_000, |_| LIMIT * SLOWER, ask, property);
}

#[test]
fn emails() {
    let ask = |input: &[u8]| drop(parse_email(&String::from_utf8_lossy(input)));
    let property = |input: &[u8]| properties::email(&String::from_utf8_lossy(input));
    measure("email", rounds() * 2, 2_500, |_| LIMIT * SLOWER, ask, property);
}

#[test]
fn messages() {
    let settings = SenderSettings::default();
    let ask = |input: &[u8]| drop(classify_sender(&parse_message(input), &settings));
    measure("message", rounds() * 2, 1 << 20, limit_of_message, ask, |_| ());
}
