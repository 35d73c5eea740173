//! Broken cards: each is told for itself, and the next one is found.

use std::io::{self, Read};

use super::{Records, records, records_of};
use crate::exchange::vcard::{MAX_CARD, MAX_LINE, MAX_PROPERTIES, MAX_SKIPPED, reader};
use crate::model::exchange::FileProblem;
use crate::model::violation::Rule;

/// Each record in short: its name, or what is wrong with it.
fn told((records, problem): &Records) -> Vec<String> {
    assert!(problem.is_none());
    let one = |of: &Result<super::RawCustomer, Vec<super::Violation>>| match of {
        Ok(raw) => raw.new.full_name.clone().unwrap_or_default(),
        Err(found) => {
            let each = found.iter().map(|of| format!("{} {}", of.field, of.rule));
            each.collect::<Vec<_>>().join(", ")
        }
    };
    records.iter().map(one).collect()
}

/// C19: one bad card is told and costs no other.
#[test]
fn a_broken_card_is_told_and_the_next_is_read() {
    let anna = b"BEGIN:VCARD\r\nFN:Anna\r\nEND:VCARD\r\n";
    for (broken, what) in [
        (&b"BEGIN:VCARD\nFN:Bo\nno colon\nEND:VCARD\n"[..], "lines[2] not_a_property"),
        (b"BEGIN:VCARD\nFN:Bo\n", "card unclosed"),
        (b"BEGIN:VCARD\nFN:M\xFCller\nEND:VCARD\n", "lines[1] not_utf8"),
        (b"BEGIN:VCARD\nFN:B\0o\nEND:VCARD\n", "lines[1] control_character"),
        (
            b"BEGIN:VCARD\nA\nB\nVERSION:4.0\nEND:VCARD\n",
            "lines[1] not_a_property, lines[2] not_a_property",
        ),
        (b"BEGIN:VCARD\nVERSION:5.0\nFN:Bo\nEND:VCARD\n", "version unknown_value"),
        (b"some text\n\nmore\n", "card not_a_card"),
        (b"END:VCARD\n", "card not_a_card"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "card not_a_card"),
        (b"\xFF\xFEB\0E\0G\0I\0N\0\n", "card not_utf8"),
        (b"BEGIN:VCARD\nA;B=\"c:d\nEND:VCARD\n", "lines[1] not_a_property"),
    ] {
        let file = [&anna[..], broken, anna].concat();
        assert_eq!(told(&records(file)), ["Anna", what, "Anna"], "{}", broken.escape_ascii());
    }
}

#[test]
fn what_is_no_fault_is_none() {
    for file in [
        &b"\xEF\xBB\xBFBEGIN:VCARD\rFN:Anna\rEND:VCARD\r"[..],
        b"begin:vcard\r\nfn:Anna\n\n\nend:vcard",
        b"\n\n BEGIN:VCARD \nFN:An\n na\nEND:VCARD\n\xEF\xBB\xBF\n",
        b"BEGIN:VCARD\nVERSION:3.0\nFN;CHARSET=UTF-8:Anna\nAGENT:\nEND:VCARD",
    ] {
        assert_eq!(told(&records(file)), ["Anna"], "{}", file.escape_ascii());
    }
    for file in [&b""[..], b"\n\n", b"\xEF\xBB\xBF"] {
        assert!(told(&records(file)).is_empty());
    }
}

/// Violations name no value.
#[test]
fn no_value_is_told() {
    let file = b"BEGIN:VCARD\nEMAIL secret@example.com\nKIND:secret\nEND:VCARD\n";
    let (records, _) = records(&file[..]);
    assert!(!format!("{:?}", records[0].as_ref().err()).contains("secret"));
}

/// T35: what is too large is refused, and not held.
#[test]
fn a_large_card_is_refused_and_the_next_is_read() {
    let long = |count: usize| "x".repeat(count);
    let anna = "BEGIN:VCARD\nFN:Anna\nEND:VCARD\n";
    let lines = "A:1\n".repeat(MAX_PROPERTIES + 2);
    for (body, what) in [
        (format!("NOTE:{}\n", long(MAX_LINE)), "lines[1] too_long"),
        (
            format!("NOTE:\n {}\n", format!("{}\n ", long(70)).repeat(MAX_LINE / 70 + 1)),
            "lines[1] too_long",
        ),
        (format!("NOTE:{}\nNOTE:{}\n", long(MAX_CARD / 2), long(MAX_CARD / 2)), "card too_long"),
        (lines, "card too_many"),
    ] {
        let file = format!("{anna}BEGIN:VCARD\n{body}END:VCARD\n{anna}");
        assert_eq!(told(&records(file)), ["Anna", what, "Anna"]);
    }
    // A picture above the bound is left out, and the customer is not.
    let file = format!("BEGIN:VCARD\nFN:Anna\nPHOTO;ENCODING=b:{}\nEND:VCARD\n", long(100_000));
    let (records, _) = records(file);
    assert!(records[0].as_ref().is_ok_and(|of| of.preserved.is_empty()));
}

/// Without an end, and it counts what was asked of it.
struct Endless {
    asked: u64,
    text: &'static [u8],
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for (at, place) in buffer.iter_mut().enumerate() {
            let at = usize::try_from(self.asked).unwrap() + at;
            *place = self.text.get(at).copied().unwrap_or(b'x');
        }
        self.asked += buffer.len() as u64;
        Ok(buffer.len())
    }
}

/// T35: a line of 10 GB is given up, not read.
#[test]
fn a_line_without_an_end_is_given_up() {
    for text in [&b"BEGIN:VCARD\nFN:Anna\nEND:VCARD\nBEGIN:VCARD\nNOTE:"[..], b"NOTE:", b""] {
        let mut cards = reader(Box::new(Endless { asked: 0, text }));
        let problem = loop {
            match cards.next_record() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("it has no end"),
                Err(problem) => break problem,
            }
        };
        let FileProblem::Broken { rule, limit, .. } = problem else { panic!("{problem:?}") };
        assert_eq!((rule, limit), (Rule::TooLong, u32::try_from(MAX_LINE).ok()));
        assert!(cards.bytes_read() < 2 * MAX_SKIPPED as u64);
    }
}

/// A file that cannot be read ends with what the system said.
#[test]
fn a_failing_file_is_told() {
    struct Failing(bool);
    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if std::mem::replace(&mut self.0, true) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            let text = b"BEGIN:VCARD\nFN:Anna\nEND:VCARD\nBEGIN:VCARD\n";
            buffer[..text.len()].copy_from_slice(text);
            Ok(text.len())
        }
    }
    let (records, problem) = records_of(reader(Box::new(Failing(false))));
    assert_eq!((records.len(), problem), (1, Some(FileProblem::Io(io::ErrorKind::TimedOut))));
}
