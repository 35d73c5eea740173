//! The numbering plans as tables, made by `core/build` out of the engine's own metadata.

use super::LineType;

/// One step of reading a prefix.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// One digit of this set (bit 0 for the digit 0).
    Digit(u16),
    /// Goes on at the first step; if that leads nowhere, at the second.
    Fork(u16, u16),
    /// Goes on there.
    Goto(u16),
    /// A group begins or ends here.
    Mark(u8),
    /// Nothing may follow.
    End,
    /// The prefix ends here.
    Found,
}

/// What a state says of a number that ends in it.
pub(super) struct Class {
    pub(super) country: Option<[u8; 2]>,
    pub(super) line_type: LineType,
}

/// The numbers of a calling code.
pub(super) struct Plan {
    pub(super) calling_code: u16,
    /// The territory by whose rules numbers of this code are read that come from abroad.
    pub(super) main: u16,
    /// The state in front of the first digit.
    pub(super) start: u16,
}

/// How numbers are written in a territory.
pub(super) struct Territory {
    pub(super) plan: u16,
    /// The state in front of the first digit; what the general description has ends in
    /// [`MATCHES`].
    pub(super) general: u16,
    /// Where the program of the prefix begins that leads abroad.
    pub(super) international_prefix: Option<u16>,
    /// Where the program of the prefix begins that is dialled within the country.
    pub(super) national_prefix: Option<u16>,
    /// What becomes of a number with such a prefix: digits, and `$1` or `$2` for a group of it.
    pub(super) transform: &'static str,
    /// Lengths that numbers have, as bits.
    pub(super) lengths: u32,
    /// Lengths that numbers have which can be dialled nearby alone, as bits.
    pub(super) local_lengths: u32,
}

/// The class of what a general description has.
pub(super) const MATCHES: u16 = 1;

/// The mark of a calling code whose plan is not in the tables.
pub(super) const LEFT_OUT: u16 = u16::MAX;

include!(concat!(env!("OUT_DIR"), "/phone_plans.rs"));

/// The states: ten ways on, then the class of a number that ends here, two bytes each, low byte
/// first on every machine.
static STATES: &[[u8; 22]] =
    include_bytes!(concat!(env!("OUT_DIR"), "/phone_states.bin")).as_chunks::<22>().0;

/// The class of a number whose digits are walked from a state on.
pub(super) fn class_behind(start: u16, digits: &[u8]) -> u16 {
    const CLASS: u8 = 10;
    let state = digits.iter().fold(start, |state, digit| word(state, *digit));
    word(state, CLASS)
}

fn word(state: u16, at: u8) -> u16 {
    let row = STATES.get(usize::from(state)).map(|row| row.as_chunks::<2>().0);
    let word = row.and_then(|row| row.get(usize::from(at)));
    u16::from_le_bytes(word.copied().unwrap_or_default())
}
