//! Cards as they come, cards that are broken, and customers that go out and come in again.

mod broken;
mod real_life;
mod round_trip;
mod samples;

use super::{Line, reader};
use crate::exchange::{PreservedProperty, RawCustomer, RecordReader};
use crate::model::exchange::FileProblem;
use crate::model::violation::Violation;

/// What the records of a file are, and the problem that ended it.
type Records = (Vec<Result<RawCustomer, Vec<Violation>>>, Option<FileProblem>);

fn records_of(mut reader: Box<dyn RecordReader>) -> Records {
    let mut records = Vec::new();
    loop {
        match reader.next_record() {
            Ok(Some(record)) => {
                assert_eq!(record.number, records.len() as u64 + 1);
                records.push(record.content);
            }
            Ok(None) => return (records, None),
            Err(problem) => {
                assert!(matches!(reader.next_record(), Ok(None)), "nothing comes after a problem");
                return (records, Some(problem));
            }
        }
    }
}

fn records(octets: impl Into<Vec<u8>>) -> Records {
    records_of(reader(Box::new(std::io::Cursor::new(octets.into()))))
}

/// The only card of a file.
fn card(text: &str) -> RawCustomer {
    let (mut records, problem) = records(text.replace('\n', "\r\n"));
    assert!(problem.is_none() && records.len() == 1, "{} records", records.len());
    match records.remove(0) {
        Ok(raw) => raw,
        Err(violations) => panic!("{violations:?}"),
    }
}

/// What was preserved, name and value.
fn preserved(raw: &RawCustomer) -> Vec<String> {
    raw.preserved.iter().map(|of| format!("{}{}", of.name, of.value)).collect()
}

fn line(text: &str) -> PreservedProperty {
    let line = Line::parse(text).unwrap();
    PreservedProperty { format: "vcard", name: line.full_name(), value: line.rest() }
}
