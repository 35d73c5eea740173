//! Randomness that is none.

/// Numbers that look random and are the same each time (SplitMix64).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, smaller than the limit; 0 when the limit is.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap_or(0)
    }

    /// From the first to the last, both among them.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below((last + 1).saturating_sub(first))
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of a list; nothing when the list is empty.
    pub fn pick<'list, T: ?Sized>(&mut self, list: &[&'list T]) -> Option<&'list T> {
        list.get(self.below(list.len())).copied()
    }

    /// One of a list of texts; the empty text when the list is empty.
    pub fn word<'list>(&mut self, list: &[&'list str]) -> &'list str {
        self.pick(list).unwrap_or_default()
    }

    /// As [`word`](Self::word), but what stands first comes more often.
    pub fn pick_common<'list>(&mut self, list: &[&'list str]) -> &'list str {
        let (a, b) = (self.below(list.len()), self.below(list.len()));
        list.get(a.min(b)).copied().unwrap_or_default()
    }

    /// So many ASCII digits.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).filter_map(|_| char::from_digit(self.below(10) as u32, 10)).collect()
    }

    /// One of the choices, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, choices: &[(usize, T)]) -> Option<T> {
        let mut at = self.below(choices.iter().map(|(weight, _)| weight).sum());
        choices.iter().find_map(|(weight, choice)| match at.checked_sub(*weight) {
            Some(rest) => {
                at = rest;
                None
            }
            None => Some(*choice),
        })
    }
}
