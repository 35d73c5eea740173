//! Many patterns side by side, walked digit by digit.

use std::collections::BTreeSet;

use regex_syntax::hir::{Hir, HirKind};

use crate::pattern::{Pattern, Unsupported, digit_sets};

/// Where a walk can stand.
enum Place {
    /// One of these digits leads on.
    Digits(u16, usize),
    /// Every one of these places is entered at once.
    Ways(Vec<usize>),
    /// The pattern matches, if nothing follows.
    Match(usize),
    /// The pattern matches, whatever follows.
    MatchForGood(usize),
}

/// Patterns by number; equal ones have one number.
#[derive(Default)]
pub(crate) struct Automaton {
    places: Vec<Place>,
    starts: Vec<usize>,
    known: Vec<(String, bool)>,
}

/// The places where a walk stands at the same time, smallest first, without those that only lead
/// to others.
pub(crate) type Standing = Vec<usize>;

impl Automaton {
    /// Adds a pattern that the whole number has to match, or only its beginning. None when there is
    /// no pattern, which no number matches.
    pub(crate) fn add(
        &mut self,
        base: Option<&str>,
        beginning: bool,
    ) -> Result<Option<usize>, Unsupported> {
        let Some(base) = base else { return Ok(None) };
        let key = (base.to_owned(), beginning);
        if let Some(number) = self.known.iter().position(|known| *known == key) {
            return Ok(Some(number));
        }
        let number = self.known.len();
        let start = match Pattern::parse(base)? {
            Pattern::Everywhere if beginning => self.place(Place::MatchForGood(number)),
            Pattern::Everywhere => return Err(Unsupported(base.to_owned())),
            Pattern::Digits(hir) => {
                let end =
                    if beginning { Place::MatchForGood(number) } else { Place::Match(number) };
                let end = self.place(end);
                self.pattern(&hir, end)?
            }
        };
        self.known.push(key);
        self.starts.push(start);
        Ok(Some(number))
    }

    fn place(&mut self, place: Place) -> usize {
        self.places.push(place);
        self.places.len() - 1
    }

    /// The place where the pattern begins that goes on at `next`.
    fn pattern(&mut self, hir: &Hir, next: usize) -> Result<usize, Unsupported> {
        if let Some(sets) = digit_sets(hir.kind())? {
            let step = |next, set: &u16| self.place(Place::Digits(*set, next));
            return Ok(sets.iter().rev().fold(next, step));
        }
        match hir.kind() {
            HirKind::Empty => Ok(next),
            HirKind::Capture(capture) => self.pattern(&capture.sub, next),
            HirKind::Concat(parts) => {
                parts.iter().rev().try_fold(next, |next, part| self.pattern(part, next))
            }
            HirKind::Alternation(parts) => {
                let ways: Result<_, _> =
                    parts.iter().map(|part| self.pattern(part, next)).collect();
                Ok(self.place(Place::Ways(ways?)))
            }
            HirKind::Repetition(repeated) => {
                let most = repeated.max.ok_or_else(|| Unsupported(format!("{hir}")))?;
                let mut at = next;
                for _ in repeated.min..most {
                    let way = self.pattern(&repeated.sub, at)?;
                    at = self.place(Place::Ways(vec![way, next]));
                }
                (0..repeated.min).try_fold(at, |next, _| self.pattern(&repeated.sub, next))
            }
            _ => Err(Unsupported(format!("{hir}"))),
        }
    }

    /// Where a walk through all patterns begins.
    pub(crate) fn start(&self) -> Standing {
        let mut found = BTreeSet::new();
        self.starts.iter().for_each(|start| self.enter(*start, &mut found));
        found.into_iter().collect()
    }

    /// Where one more digit leads.
    pub(crate) fn step(&self, standing: &Standing, digit: u8) -> Standing {
        let mut found = BTreeSet::new();
        for at in standing {
            match self.places.get(*at) {
                Some(Place::Digits(set, next)) if set >> digit & 1 == 1 => {
                    self.enter(*next, &mut found);
                }
                Some(Place::MatchForGood(_)) => {
                    found.insert(*at);
                }
                _ => {}
            }
        }
        found.into_iter().collect()
    }

    fn enter(&self, at: usize, found: &mut BTreeSet<usize>) {
        match self.places.get(at) {
            Some(Place::Ways(ways)) => ways.iter().for_each(|way| self.enter(*way, found)),
            Some(_) => {
                found.insert(at);
            }
            None => {}
        }
    }

    /// The patterns that match where the walk stands.
    pub(crate) fn matches(&self, standing: &Standing) -> BTreeSet<usize> {
        let number = |at: &usize| match self.places.get(*at)? {
            Place::Match(number) | Place::MatchForGood(number) => Some(*number),
            _ => None,
        };
        standing.iter().filter_map(number).collect()
    }

    /// Will no further digit change what matches?
    pub(crate) fn is_over(&self, standing: &Standing) -> bool {
        standing.iter().all(|at| matches!(self.places.get(*at), Some(Place::MatchForGood(_))))
    }
}
