//! Chance and time that both books of a pair share.

use std::sync::{Arc, Mutex};

use customer_core::{Clock, Env, Randomness, RandomnessFailed, Timestamp};

/// Mixes a number (the finaliser of splitmix64).
pub(super) fn mixed(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Numbers that follow from a seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(mixed(seed))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        mixed(self.0)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap() % end.max(1)
    }

    /// True so many times of a hundred.
    pub(super) fn percent(&mut self, of: usize) -> bool {
        self.below(100) < of
    }

    pub(super) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    /// One of a list that may be empty.
    pub(super) fn maybe<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        if list.is_empty() { None } else { Some(self.pick(list)) }
    }
}

/// The clock and the randomness of a book: both are set before each step, so that what a step makes
/// depends on the step alone, and not on the steps before it that the other book may lack.
#[derive(Default)]
pub(super) struct Dial(Mutex<(i64, u64)>);

/// The first moment of a book.
pub(super) const BEGIN: i64 = 1_795_262_400_000;

impl Dial {
    pub(super) fn env(self: &Arc<Self>) -> Env {
        Env::new(Arc::clone(self) as Arc<dyn Clock>, Arc::clone(self) as Arc<dyn Randomness>)
    }

    /// Begins a step: `at` says when, in milliseconds since the beginning.
    pub(super) fn step(&self, at: u64) {
        *self.0.lock().unwrap() = (BEGIN + i64::try_from(at).unwrap(), mixed(at));
    }
}

impl Clock for Dial {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.lock().unwrap().0)
    }
}

impl Randomness for Dial {
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomnessFailed> {
        let mut state = self.0.lock().unwrap();
        for octet in octets {
            state.1 = mixed(state.1);
            *octet = state.1.to_le_bytes()[3];
        }
        Ok(())
    }
}
