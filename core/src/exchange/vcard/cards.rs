//! The cards of a file.

use super::line::Line;
use super::octets::{Lines, Next, Stop};
use super::read::customer_of;
use super::{MAX_CARD, MAX_LINE, MAX_PROPERTIES};
use crate::exchange::{FileRecord, RawCustomer, RecordReader, Source};
use crate::model::exchange::FileProblem;
use crate::model::violation::{Rule, Violation, gather};

/// Reads a file card by card. A broken card is one record with what is wrong; what stands between
/// cards and is none of them is one broken record, however long.
pub(super) struct Cards {
    lines: Lines,
    number: u64,
    begins_at: u64,
    /// The line that begins a card was read already.
    open: bool,
    done: bool,
}

/// A card as it is read.
#[derive(Default)]
struct Card {
    lines: Vec<Line>,
    size: usize,
    /// The number of the current line, from 0 (`BEGIN`) on.
    at: usize,
    violations: Vec<Violation>,
}

/// Where a card begins or ends.
enum Mark {
    Begin,
    End,
}

enum Found {
    Card,
    /// Something else, which breaks the rule.
    SomethingElse(Rule),
    Nothing,
}

impl Cards {
    pub(super) fn new(source: Source) -> Self {
        Self { lines: Lines::new(source), number: 0, begins_at: 0, open: false, done: false }
    }

    fn record(&mut self, content: Result<RawCustomer, Vec<Violation>>) -> FileRecord {
        self.number += 1;
        FileRecord { number: self.number, content }
    }

    fn read_card(&mut self) -> Result<Option<FileRecord>, Stop> {
        self.begins_at = self.lines.read();
        if !self.open {
            match self.find_begin()? {
                Found::Nothing => return Ok(None),
                Found::Card => {}
                Found::SomethingElse(rule) => {
                    let violation = Violation::new("card", rule);
                    return Ok(Some(self.record(Err(vec![violation]))));
                }
            }
        }
        self.open = false;
        let mut card = Card::default();
        loop {
            card.at += 1;
            let octets = match self.lines.next()? {
                Next::Line(octets) => octets,
                Next::TooLong => {
                    card.wrong_line(Rule::TooLong, Some(MAX_LINE));
                    continue;
                }
                Next::End => {
                    card.wrong("card".to_owned(), Rule::Unclosed, None);
                    break;
                }
            };
            match mark(&octets) {
                Some(Mark::End) => break,
                Some(Mark::Begin) => {
                    self.open = true;
                    card.wrong("card".to_owned(), Rule::Unclosed, None);
                    break;
                }
                None => card.add(octets),
            }
        }
        let content = card.finish();
        Ok(Some(self.record(content)))
    }

    /// Goes to the next card. What else stands there is told once.
    fn find_begin(&mut self) -> Result<Found, Stop> {
        let mut wrong = None;
        loop {
            match (self.lines.next()?, wrong) {
                (Next::End, Some(rule)) => return Ok(Found::SomethingElse(rule)),
                (Next::End, None) => return Ok(Found::Nothing),
                (Next::TooLong, _) => wrong = wrong.or(Some(Rule::NotACard)),
                (Next::Line(octets), _) => match (mark(&octets), wrong) {
                    (Some(Mark::Begin), Some(rule)) => {
                        self.open = true;
                        return Ok(Found::SomethingElse(rule));
                    }
                    (Some(Mark::Begin), None) => return Ok(Found::Card),
                    _ if is_blank(&octets) => {}
                    // A file in UTF-16 has no line that could be read.
                    _ if std::str::from_utf8(&octets).is_err() => wrong = Some(Rule::NotUtf8),
                    _ => wrong = wrong.or(Some(Rule::NotACard)),
                },
            }
        }
    }

    fn problem(&self, stop: &Stop) -> FileProblem {
        match stop {
            Stop::Io(kind) => FileProblem::Io(*kind),
            Stop::Endless => FileProblem::Broken {
                rule: Rule::TooLong,
                limit: limit(MAX_LINE),
                record: self.number + 1,
                at: self.begins_at,
            },
        }
    }
}

impl RecordReader for Cards {
    fn next_record(&mut self) -> Result<Option<FileRecord>, FileProblem> {
        if self.done {
            return Ok(None);
        }
        let record = self.read_card();
        self.done = !matches!(record, Ok(Some(_)));
        record.map_err(|stop| self.problem(&stop))
    }

    fn bytes_read(&self) -> u64 {
        self.lines.read()
    }
}

impl Card {
    fn add(&mut self, octets: Vec<u8>) {
        if is_blank(&octets) {
            return;
        }
        let before = self.size;
        self.size = self.size.saturating_add(octets.len());
        if self.size > MAX_CARD {
            if before <= MAX_CARD {
                self.lines = Vec::new();
                self.wrong("card".to_owned(), Rule::TooLong, Some(MAX_CARD));
            }
            return;
        }
        if self.lines.len() >= MAX_PROPERTIES {
            // Told once: the next one finds the violation there.
            let told = self.violations.iter().any(|of| of.rule == Rule::TooMany);
            if !told {
                self.wrong("card".to_owned(), Rule::TooMany, Some(MAX_PROPERTIES));
            }
            return;
        }
        match String::from_utf8(octets) {
            Err(_) => self.wrong_line(Rule::NotUtf8, None),
            Ok(text) if text.contains('\0') => self.wrong_line(Rule::ControlCharacter, None),
            Ok(text) => match Line::parse(&text) {
                Some(line) => self.lines.push(line),
                None => self.wrong_line(Rule::NotAProperty, None),
            },
        }
    }

    fn wrong_line(&mut self, rule: Rule, at_most: Option<usize>) {
        self.wrong(format!("lines[{}]", self.at), rule, at_most);
    }

    fn wrong(&mut self, field: String, rule: Rule, at_most: Option<usize>) {
        let violation = Violation { field, rule, limit: at_most.and_then(limit) };
        gather(&mut self.violations, violation);
    }

    fn finish(self) -> Result<RawCustomer, Vec<Violation>> {
        if self.violations.is_empty() {
            customer_of(self.lines).map(|mapped| mapped.raw)
        } else {
            Err(self.violations)
        }
    }
}

fn limit(count: usize) -> Option<u32> {
    u32::try_from(count).ok()
}

/// A byte order mark may stand at the beginning of each file of several that were joined.
fn visible(octets: &[u8]) -> &[u8] {
    octets.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(octets).trim_ascii()
}

fn is_blank(octets: &[u8]) -> bool {
    visible(octets).is_empty()
}

fn mark(octets: &[u8]) -> Option<Mark> {
    let line = visible(octets);
    let at = line.iter().position(|b| *b == b':')?;
    let (name, value) = line.split_at_checked(at)?;
    let is_card = value.get(1..)?.trim_ascii().eq_ignore_ascii_case(b"VCARD");
    match name.trim_ascii() {
        name if is_card && name.eq_ignore_ascii_case(b"BEGIN") => Some(Mark::Begin),
        name if is_card && name.eq_ignore_ascii_case(b"END") => Some(Mark::End),
        _ => None,
    }
}
