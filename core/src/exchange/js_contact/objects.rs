//! One JSON value after the other out of octets, in bounded memory.

use std::io::{self, BufRead, BufReader};

use super::MAX_CARD;
use crate::exchange;
use crate::exchange::Source;
use crate::exchange::vcard::MAX_SKIPPED;
use crate::model::violation::Rule;

/// What comes next.
pub(super) enum Next {
    /// Nothing.
    End,
    /// A text that begins and ends as a JSON value does.
    Value(Vec<u8>),
    /// A value that cannot be read: the rule and its limit. It was passed over.
    Broken(Rule, Option<usize>),
}

/// Why nothing more can be read.
pub(super) enum Stop {
    /// A value so long that its end is not in sight.
    Endless,
    /// The file ends inside of its array.
    Unclosed,
    /// It could not be read.
    Io(io::ErrorKind),
}

/// The values of a file: those on lines, and those in arrays at the top.
pub(super) struct Objects {
    input: BufReader<Source>,
    read: u64,
    in_array: bool,
    began: bool,
}

/// A value as it is put together.
#[derive(Default)]
struct Growing {
    octets: Vec<u8>,
    length: usize,
    depth: usize,
    in_text: bool,
    escaped: bool,
    wrong: Option<(Rule, Option<usize>)>,
}

impl Growing {
    fn push(&mut self, octet: u8) -> Result<(), Stop> {
        self.length += 1;
        if self.length > MAX_SKIPPED {
            return Err(Stop::Endless);
        }
        if self.length > MAX_CARD {
            self.fail(Rule::TooLong, Some(MAX_CARD));
        }
        if self.wrong.is_none() {
            self.octets.push(octet);
        }
        match octet {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            // A text ends on its line: else one quote too few would turn the file inside out.
            b'\n' if self.in_text => {
                self.in_text = false;
                self.fail(Rule::NotJson, None);
            }
            b'{' | b'[' if !self.in_text => {
                self.depth += 1;
                if self.depth > exchange::MAX_DEPTH as usize {
                    self.fail(Rule::TooDeep, Some(exchange::MAX_DEPTH as usize));
                }
            }
            b'}' | b']' if !self.in_text => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    fn fail(&mut self, rule: Rule, limit: Option<usize>) {
        if self.wrong.is_none() {
            self.wrong = Some((rule, limit));
            self.octets = Vec::new();
        }
    }

    fn end(self) -> Next {
        match self.wrong {
            Some((rule, limit)) => Next::Broken(rule, limit),
            None => Next::Value(self.octets),
        }
    }
}

impl Objects {
    pub(super) fn new(source: Source) -> Self {
        Self { input: BufReader::new(source), read: 0, in_array: false, began: false }
    }

    /// How many octets were read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    pub(super) fn next(&mut self) -> Result<Next, Stop> {
        loop {
            self.skip_blanks()?;
            match (self.peek()?, self.in_array) {
                (None, true) => return Err(Stop::Unclosed),
                (None, false) => return Ok(Next::End),
                (Some(b'['), false) => {
                    self.in_array = true;
                    self.consume(1);
                }
                (Some(b']'), true) => {
                    self.in_array = false;
                    self.consume(1);
                }
                (Some(b','), true) => self.consume(1),
                (Some(b'{'), false) => return self.on_lines(),
                (Some(_), false) => return self.pass_over(),
                (Some(_), true) => return self.in_the_array(),
            }
        }
    }

    /// An object that may go on over lines. The next one begins at the beginning of a line, so one
    /// that was cut off takes none of those behind it along.
    fn on_lines(&mut self) -> Result<Next, Stop> {
        let mut value = Growing::default();
        while let Some(octet) = self.peek()? {
            self.consume(1);
            value.push(octet)?;
            if value.depth == 0 {
                return Ok(value.end());
            }
            if octet == b'\n' && self.peek()? == Some(b'{') {
                break;
            }
        }
        value.fail(Rule::Unclosed, None);
        Ok(value.end())
    }

    /// An element of an array: up to its end, or to the comma or the bracket behind it.
    fn in_the_array(&mut self) -> Result<Next, Stop> {
        let mut value = Growing::default();
        while let Some(octet) = self.peek()? {
            if value.depth == 0 && !value.in_text && matches!(octet, b',' | b']') {
                return Ok(value.end());
            }
            self.consume(1);
            value.push(octet)?;
            if value.depth == 0 && matches!(octet, b'}' | b']') && !value.in_text {
                return Ok(value.end());
            }
        }
        Err(Stop::Unclosed)
    }

    /// Passes over what is no object, up to the next line that begins with one.
    fn pass_over(&mut self) -> Result<Next, Stop> {
        let mut utf8_marks = 0;
        while let Some(octet) = self.peek()? {
            self.consume(1);
            // What begins so is UTF-16.
            utf8_marks += usize::from(matches!(octet, 0xFE | 0xFF));
            if octet == b'\n' && matches!(self.peek()?, Some(b'{' | b'[')) {
                break;
            }
        }
        let rule = if utf8_marks > 0 { Rule::NotUtf8 } else { Rule::NotJson };
        Ok(Next::Broken(rule, None))
    }

    fn skip_blanks(&mut self) -> Result<(), Stop> {
        if !self.began {
            self.began = true;
            if self.fill()?.starts_with(b"\xEF\xBB\xBF") {
                self.consume(3);
            }
        }
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek()? {
            self.consume(1);
        }
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, Stop> {
        Ok(self.fill()?.first().copied())
    }

    fn fill(&mut self) -> Result<&[u8], Stop> {
        // A signal is no error; asked twice, since a borrow cannot leave the loop.
        while let Err(error) = self.input.fill_buf() {
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(Stop::Io(error.kind()));
            }
        }
        self.input.fill_buf().map_err(|error| Stop::Io(error.kind()))
    }

    fn consume(&mut self, count: usize) {
        self.input.consume(count);
        self.read += count as u64;
    }
}
