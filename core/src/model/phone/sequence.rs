//! A row of digits on the stack.

/// Room for the digits of the longest text that is read, and for what a rule puts before them.
const ROOM: usize = 72;

/// Digits as values from 0 to 9.
#[derive(Clone, Copy)]
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

    /// Takes ASCII digits.
    pub(super) fn of_ascii(digits: &str) -> Self {
        let mut sequence = Self::EMPTY;
        for (place, digit) in sequence.values.iter_mut().zip(digits.bytes()) {
            *place = digit.wrapping_sub(b'0');
            sequence.len += 1;
        }
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
        let free = self.values.get_mut(self.len..).unwrap_or_default();
        let fits = values.len().min(free.len());
        if let (Some(free), Some(values)) = (free.get_mut(..fits), values.get(..fits)) {
            free.copy_from_slice(values);
            self.len += fits;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn values(&self) -> &[u8] {
        self.values.get(..self.len).unwrap_or_default()
    }
}

impl PartialEq for Sequence {
    fn eq(&self, other: &Self) -> bool {
        self.values() == other.values()
    }
}
