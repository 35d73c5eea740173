//! Unfolded lines out of octets, in bounded memory.

use std::io::{self, BufRead, BufReader};

use super::{MAX_LINE, MAX_SKIPPED};
use crate::exchange::Source;

/// What comes next.
pub(super) enum Next {
    /// Nothing.
    End,
    /// A line, unfolded, without its end.
    Line(Vec<u8>),
    /// A line that is longer than [`MAX_LINE`]; it was skipped.
    TooLong,
}

/// Why nothing more can be read.
pub(super) enum Stop {
    /// A line of more than [`MAX_SKIPPED`] octets: its end is not in sight.
    Endless,
    /// It could not be read.
    Io(io::ErrorKind),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}

/// The unfolded lines of a file. CRLF, LF and CR end a line; white space at its beginning joins it to
/// the one before.
pub(super) struct Lines {
    input: BufReader<Source>,
    read: u64,
}

/// A line as it is put together.
#[derive(Default)]
struct Growing {
    octets: Vec<u8>,
    skipped: usize,
    /// What stands before the first colon says that the value is quoted-printable. Known once there
    /// is a colon.
    quoted: Option<bool>,
    /// So many octets hold no colon.
    seen: usize,
}

impl Growing {
    fn push(&mut self, octets: &[u8]) -> Result<(), Stop> {
        if self.skipped > 0 || self.octets.len() + octets.len() > MAX_LINE {
            self.skipped += self.octets.len() + octets.len();
            self.octets = Vec::new();
        } else {
            self.octets.extend_from_slice(octets);
        }
        if self.skipped > MAX_SKIPPED { Err(Stop::Endless) } else { Ok(()) }
    }

    /// Quoted-printable of old cards goes on behind a `=` at the end of a line.
    fn goes_on(&mut self) -> bool {
        if self.octets.last() != Some(&b'=') {
            return false;
        }
        if let Some(quoted) = self.quoted {
            return quoted;
        }
        let unseen = self.octets.get(self.seen..).unwrap_or_default();
        let Some(at) = unseen.iter().position(|b| *b == b':') else {
            self.seen = self.octets.len();
            return false;
        };
        let head = self.octets.get(..self.seen + at).unwrap_or_default();
        let quoted = head.to_ascii_uppercase().windows(16).any(|of| of == b"QUOTED-PRINTABLE");
        self.quoted = Some(quoted);
        quoted
    }
}

impl Lines {
    pub(super) fn new(source: Source) -> Self {
        Self { input: BufReader::new(source), read: 0 }
    }

    /// How many octets were read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    pub(super) fn next(&mut self) -> Result<Next, Stop> {
        if self.peek()?.is_none() {
            return Ok(Next::End);
        }
        let mut line = Growing::default();
        self.push_line(&mut line)?;
        loop {
            match self.peek()? {
                Some(_) if line.goes_on() => drop(line.octets.pop()),
                Some(b' ' | b'\t') => self.consume(1),
                _ => break,
            }
            self.push_line(&mut line)?;
        }
        Ok(if line.skipped > 0 { Next::TooLong } else { Next::Line(line.octets) })
    }

    /// What stands up to the next end of a line, which is taken off.
    fn push_line(&mut self, line: &mut Growing) -> Result<(), Stop> {
        loop {
            let found = {
                let octets = self.fill()?;
                if octets.is_empty() {
                    return Ok(());
                }
                let end = octets.iter().position(|b| matches!(b, b'\n' | b'\r'));
                let part = octets.get(..end.unwrap_or(octets.len())).unwrap_or_default();
                line.push(part)?;
                (part.len(), end.and_then(|at| octets.get(at)).copied())
            };
            match found {
                (length, Some(end)) => {
                    self.consume(length + 1);
                    if end == b'\r' && self.peek()? == Some(b'\n') {
                        self.consume(1);
                    }
                    return Ok(());
                }
                (length, None) => self.consume(length),
            }
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, Stop> {
        Ok(self.fill()?.first().copied())
    }

    fn fill(&mut self) -> Result<&[u8], Stop> {
        // A signal is no error; asked twice, since a borrow cannot leave the loop.
        while let Err(error) = self.input.fill_buf() {
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error.into());
            }
        }
        Ok(self.input.fill_buf()?)
    }

    fn consume(&mut self, count: usize) {
        self.input.consume(count);
        self.read += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &'static [u8]) -> Vec<String> {
        let mut lines = Lines::new(Box::new(text));
        let mut found = Vec::new();
        loop {
            match lines.next().ok().unwrap() {
                Next::End => break,
                Next::Line(octets) => found.push(String::from_utf8(octets).unwrap()),
                Next::TooLong => found.push("too long".to_owned()),
            }
        }
        assert_eq!(lines.read(), text.len() as u64);
        found
    }

    #[test]
    fn lines_end_as_they_may_and_are_unfolded() {
        assert_eq!(lines(b"A:1\r\nB:2\nC:3\rD:4"), ["A:1", "B:2", "C:3", "D:4"]);
        assert_eq!(lines(b"A:1\r\n 2\n\t3\n  4\r\nB:"), ["A:123 4", "B:"]);
        assert_eq!(lines(b"N:M\xC3\r\n \xBCller\r\n"), ["N:Müller"], "inside of a character");
        assert_eq!(
            lines(b"N;QUOTED-PRINTABLE:a=\r\nb=\r\n=20c\r\nB:=\r\nC:"),
            ["N;QUOTED-PRINTABLE:ab=20c", "B:=", "C:"]
        );
        assert_eq!(lines(b""), [""; 0]);
    }
}
