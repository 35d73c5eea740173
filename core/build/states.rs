//! The states of all plans in one table: what each digit leads to, and what is known if the number
//! ends there. Equal states are one.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;

use crate::automaton::{Automaton, Standing};

/// Ten ways on, and the class of a number that ends here.
type State = ([u16; 10], u16);

/// More digits than this come to no state: no number has as many.
const DEEPEST: usize = 64;

#[derive(Default)]
pub(crate) struct States {
    states: Vec<State>,
    known: HashMap<State, u16>,
    /// The states that lead to themselves, by class.
    ends: HashMap<u16, u16>,
}

/// The table is full: its states are numbered with 16 bits.
#[derive(Debug)]
pub(crate) struct Full;

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the numbering plans have more states than 16 bits can number")
    }
}

impl Error for Full {}

/// Walks an automaton to the end of all its numbers.
struct Walk<'w, C> {
    automaton: &'w Automaton,
    class: C,
    seen: HashMap<(Standing, usize), u16>,
    longest: usize,
}

impl States {
    /// Adds the states of an automaton, and returns the first. `class` says what a number is that
    /// ends where the walk stands, behind so many digits.
    pub(crate) fn add(
        &mut self,
        automaton: &Automaton,
        longest: usize,
        class: impl FnMut(&Standing, usize) -> u16,
    ) -> Result<u16, Full> {
        let longest = longest.min(DEEPEST);
        let mut walk = Walk { automaton, class, seen: HashMap::new(), longest };
        self.walk(&mut walk, automaton.start(), 0)
    }

    fn walk<C: FnMut(&Standing, usize) -> u16>(
        &mut self,
        walk: &mut Walk<'_, C>,
        standing: Standing,
        digits: usize,
    ) -> Result<u16, Full> {
        if walk.automaton.is_over(&standing) {
            let class = (walk.class)(&standing, digits);
            return self.end(class);
        }
        let key = (standing, digits);
        if let Some(state) = walk.seen.get(&key) {
            return Ok(*state);
        }
        let class = (walk.class)(&key.0, digits);
        let mut ways = [0; 10];
        for (digit, way) in (0..).zip(&mut ways) {
            let next = walk.automaton.step(&key.0, digit);
            *way = if digits < walk.longest {
                self.walk(walk, next, digits + 1)?
            } else {
                self.end(0)?
            };
        }
        let state = self.state((ways, class))?;
        walk.seen.insert(key, state);
        Ok(state)
    }

    fn end(&mut self, class: u16) -> Result<u16, Full> {
        if let Some(state) = self.ends.get(&class) {
            return Ok(*state);
        }
        let state = self.next_number()?;
        self.states.push(([state; 10], class));
        self.ends.insert(class, state);
        Ok(state)
    }

    fn state(&mut self, state: State) -> Result<u16, Full> {
        if let Some(number) = self.known.get(&state) {
            return Ok(*number);
        }
        let number = self.next_number()?;
        self.states.push(state);
        self.known.insert(state, number);
        Ok(number)
    }

    fn next_number(&self) -> Result<u16, Full> {
        u16::try_from(self.states.len()).map_err(|_| Full)
    }

    /// All states, 22 bytes each: ten ways and the class, low byte first.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let words = self.states.iter().flat_map(|(ways, class)| ways.iter().chain([class]));
        words.flat_map(|word| word.to_le_bytes()).collect()
    }
}
