//! A row of digits on the stack.

/// Room for the digits of the longest text that is read, and for what a rule puts before them.
const ROOM: usize = 72;

/// Digits as values from 0 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    values: [u8; ROOM],
    len: usize,
}

impl Sequence {
    pub(super) const EMPTY: Self = Self { values: [0; ROOM], len: 0 };

    pub(super) fn of(values: &[u8]) -> Self {
        let mut sequence = Self::EMPTY;
        sequence.extend(values);
        sequence
    }

    /// Adds a digit. What finds no room is dropped: a sequence of that length is no number anyway.
    pub(super) fn push(&mut self, value: u8) {
        if let Some(place) = self.values.get_mut(self.len) {
            *place = value;
            self.len += 1;
        }
    }

    pub(super) fn extend(&mut self, values: &[u8]) {
        values.iter().for_each(|value| self.push(*value));
    }

    pub(super) fn values(&self) -> &[u8] {
        self.values.get(..self.len).unwrap_or_default()
    }
}
