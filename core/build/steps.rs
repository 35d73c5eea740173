//! Prefixes of numbers as small programs, since it matters which of several prefixes is taken off
//! and what stands in their groups.

use regex_syntax::hir::{Hir, HirKind, Look};

use crate::pattern::{Pattern, Unsupported, digit_sets};

/// Groups that a rule can put back.
const GROUPS: u32 = 2;

/// All programs, one behind the other, in the words of the library's `Step`.
#[derive(Default)]
pub(crate) struct Steps {
    steps: Vec<Step>,
    programs: Vec<(String, u16)>,
}

enum Step {
    Digit(u16),
    Fork(usize, usize),
    Goto(usize),
    Mark(u32),
    End,
    Found,
}

impl Steps {
    /// Adds the program of a prefix and returns where it begins; none without a prefix.
    pub(crate) fn add(&mut self, base: Option<&str>) -> Result<Option<u16>, Unsupported> {
        let Some(base) = base else { return Ok(None) };
        if let Some((_, at)) = self.programs.iter().find(|(known, _)| known == base) {
            return Ok(Some(*at));
        }
        let start = self.steps.len();
        let at = u16::try_from(start).map_err(|_| Unsupported(base.to_owned()))?;
        let made = match Pattern::parse(base)? {
            Pattern::Everywhere => Ok(()),
            Pattern::Digits(hir) => self.pattern(&hir),
        };
        if let Err(unsupported) = made {
            self.steps.truncate(start);
            return Err(unsupported);
        }
        self.steps.push(Step::Found);
        self.programs.push((base.to_owned(), at));
        Ok(Some(at))
    }

    fn pattern(&mut self, hir: &Hir) -> Result<(), Unsupported> {
        if let Some(sets) = digit_sets(hir.kind())? {
            self.steps.extend(sets.into_iter().map(Step::Digit));
            return Ok(());
        }
        match hir.kind() {
            HirKind::Empty => Ok(()),
            HirKind::Look(Look::End) => {
                self.steps.push(Step::End);
                Ok(())
            }
            HirKind::Capture(capture) if capture.index <= GROUPS => {
                self.steps.push(Step::Mark(capture.index * 2 - 2));
                self.pattern(&capture.sub)?;
                self.steps.push(Step::Mark(capture.index * 2 - 1));
                Ok(())
            }
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.pattern(part)),
            HirKind::Alternation(parts) => self.alternatives(parts),
            HirKind::Repetition(repeated) if repeated.greedy && repeated.max.is_some() => {
                (0..repeated.min).try_for_each(|_| self.pattern(&repeated.sub))?;
                let more = repeated.max.unwrap_or_default() - repeated.min;
                self.at_most(more, &repeated.sub)
            }
            _ => Err(Unsupported(format!("{hir}"))),
        }
    }

    fn alternatives(&mut self, parts: &[Hir]) -> Result<(), Unsupported> {
        let Some((last, others)) = parts.split_last() else { return Ok(()) };
        let mut exits = Vec::new();
        for part in others {
            let fork = self.hole();
            self.pattern(part)?;
            exits.push(self.hole());
            self.fill(fork, Step::Fork(fork + 1, self.steps.len()));
        }
        self.pattern(last)?;
        let end = self.steps.len();
        exits.into_iter().for_each(|exit| self.fill(exit, Step::Goto(end)));
        Ok(())
    }

    fn at_most(&mut self, times: u32, hir: &Hir) -> Result<(), Unsupported> {
        let mut forks = Vec::new();
        for _ in 0..times {
            forks.push(self.hole());
            self.pattern(hir)?;
        }
        let end = self.steps.len();
        forks.into_iter().for_each(|fork| self.fill(fork, Step::Fork(fork + 1, end)));
        Ok(())
    }

    /// A step whose aim is not yet known.
    fn hole(&mut self) -> usize {
        self.steps.push(Step::End);
        self.steps.len() - 1
    }

    fn fill(&mut self, at: usize, step: Step) {
        if let Some(hole) = self.steps.get_mut(at) {
            *hole = step;
        }
    }

    /// The programs as Rust.
    pub(crate) fn source(&self) -> String {
        let line = |step: &Step| match step {
            Step::Digit(set) => format!("Step::Digit({set:#05x}),\n"),
            Step::Fork(first, second) => format!("Step::Fork({first}, {second}),\n"),
            Step::Goto(at) => format!("Step::Goto({at}),\n"),
            Step::Mark(slot) => format!("Step::Mark({slot}),\n"),
            Step::End => "Step::End,\n".to_owned(),
            Step::Found => "Step::Found,\n".to_owned(),
        };
        self.steps.iter().map(line).collect()
    }
}
