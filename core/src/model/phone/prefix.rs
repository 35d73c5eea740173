//! Reading a prefix off a number. Which of several prefixes it is follows the order in which the
//! metadata lists them.

use super::tables::{STEPS, Step};

/// Where the groups of a prefix begin and end.
#[derive(Clone, Copy, Default)]
pub(super) struct Groups {
    marks: [Option<u8>; 4],
}

impl Groups {
    /// The digits of a group, counted from 1; none when the prefix was found without it.
    pub(super) fn get<'d>(&self, group: usize, digits: &'d [u8]) -> Option<&'d [u8]> {
        let mark = |at: usize| self.marks.get(at).copied().flatten().map(usize::from);
        let first = (group * 2).checked_sub(2)?;
        digits.get(mark(first)?..mark(first + 1)?)
    }
}

/// Reads the prefix whose program begins at a step: how many digits it has, and its groups.
pub(super) fn read(start: u16, digits: &[u8]) -> Option<(usize, Groups)> {
    let mut groups = Groups::default();
    let end = follow(start, digits, 0, &mut groups)?;
    Some((end, groups))
}

fn follow(start: u16, digits: &[u8], from: usize, groups: &mut Groups) -> Option<usize> {
    let (mut step, mut at) = (start, from);
    loop {
        match *STEPS.get(usize::from(step))? {
            Step::Digit(set) => {
                let digit = *digits.get(at)?;
                if set >> digit & 1 == 0 {
                    return None;
                }
                at += 1;
            }
            Step::Fork(first, second) => {
                let before = *groups;
                if let Some(end) = follow(first, digits, at, groups) {
                    return Some(end);
                }
                *groups = before;
                step = second;
                continue;
            }
            Step::Goto(next) => {
                step = next;
                continue;
            }
            Step::Mark(mark) => {
                *groups.marks.get_mut(usize::from(mark))? = u8::try_from(at).ok();
            }
            Step::End if at < digits.len() => return None,
            Step::End => {}
            Step::Found => return Some(at),
        }
        step += 1;
    }
}
