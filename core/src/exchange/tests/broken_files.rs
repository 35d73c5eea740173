//! T35: files that were made to break a reader, or that broke on the way. Each has its exact answer,
//! and none is read further than its limit.

use std::io::{Cursor, Read};

use proptest::prelude::*;

use super::*;
use crate::model::violation::Rule;

fn problem(content: impl AsRef<[u8]>, options: &FileOptions) -> FileProblem {
    drain(open(source(content), options)).1.unwrap()
}

fn broken(rule: Rule, limit: Option<u32>, record: u64, at: u64) -> FileProblem {
    FileProblem::Broken { rule, limit, record, at }
}

const PLAIN: FileOptions =
    FileOptions { format: None, columns: Vec::new(), delimiter: None, encoding: None };
const MIB: u32 = 1024 * 1024;

#[test]
fn files_that_cannot_be_read_say_why() {
    for (content, wanted) in [
        (&b""[..], Rule::Required),
        (b"\n \r\n,,\n", Rule::Required),
        (b"\xEF\xBB\xBF", Rule::Required),
        (b"PK\x03\x04\x14\0", Rule::NotText),
        (b"n\0a\0m\0e\0,\0c\0i\0t\0y\0\n\0", Rule::WrongEncoding),
        (b"\0n\0a\0m\0e\0,\0c\0i\0t\0y\0\n", Rule::WrongEncoding),
        (b"na\xFFme,city\nAnna,Bonn", Rule::NotUtf8),
        (b"name,\"city\nAnna,Bonn\n", Rule::UnclosedQuote),
        (b"name,\"ci\"ty\nAnna,Bonn\n", Rule::MisplacedQuote),
        (b"[{\"name\":\"Anna\"}]", Rule::WrongType),
    ] {
        assert_eq!(problem(content, &PLAIN), broken(wanted, None, 0, 0), "{content:?}");
    }
    for delimiter in ['"', '\n', 'a', '1', 'ä', '\0'] {
        let options = FileOptions { delimiter: Some(delimiter), ..PLAIN };
        let wanted = FileProblem::Options(vec![Violation::new("delimiter", Rule::UnknownValue)]);
        assert_eq!(problem("a\nb", &options), wanted, "{delimiter:?}");
    }
    let wanted =
        FileProblem::Options(vec![Violation::new("columns[0].column", Rule::UnknownValue)]);
    assert_eq!(problem("a\nb", &mapped(&[("b", "city")])), wanted);
}

/// What is wrong with one row is told of that row, and the next one is read.
#[test]
fn rows_that_cannot_be_read_say_why() {
    for (row, wanted) in [
        (&b"An\xFFna,Bonn"[..], "name not_utf8"),
        (b"An\0na,Bonn", "name control_character"),
        (b"Anna,Bonn,more", "record too_many 2"),
        (b"\"An\"na,Bonn", "record misplaced_quote"),
        (b"\"Anna\r\nBo,\"Ulm\"", "record misplaced_quote"),
        ("J••• D•••,Bonn".as_bytes(), "name masked_value"),
        ("Anna,'•••".as_bytes(), "city masked_value"),
        ("+49 ••• ••67,x".as_bytes(), "name masked_value"),
    ] {
        let content = [b"name,city\n", row, b"\nnext,\n"].concat();
        let records = records(content);
        assert_eq!(told(&records[0]), [wanted], "{row:?}");
        let next = records.last().unwrap().as_ref().unwrap();
        assert_eq!((records.len(), next.new.full_name.as_deref()), (2, Some("next")), "{row:?}");
    }
    let open = records("name,city\nAnna,Bonn\nBo,\"Ulm\nCy,Trier\n");
    assert_eq!(told(&open[1]), ["record unclosed_quote"]);
    assert_eq!(open.len(), 2, "it is told once for all that it holds");
    // What is left out is nobody's, but a mask says that more was masked.
    let left_out = records("name,shoe\nAnna,\u{0}\nBo,•••\n");
    assert!(left_out[0].is_ok());
    assert_eq!(told(&left_out[1]), ["shoe masked_value"]);
}

#[test]
fn many_cells_and_many_columns_are_refused() {
    let columns = |count: usize| format!("name{}\nAnna\n", ",".repeat(count - 1));
    assert!(records(columns(1_000))[0].is_ok());
    assert_eq!(problem(columns(1_001), &PLAIN), broken(Rule::TooMany, Some(1_000), 0, 0));
    let wide = format!("name\n{}\nnext\n", "x,".repeat(200_000));
    let records = records(wide);
    assert_eq!(told(&records[0]), ["record too_many 1"]);
    assert!(records[1].is_ok());
    let (source, read) = Endless::new("name", ",abcdefghij", 11_000_000);
    let found = drain(open(Box::new(source), &PLAIN)).1;
    assert_eq!(found, Some(broken(Rule::TooLong, Some(65_536), 0, 0)));
    assert!(read.load(Ordering::Relaxed) <= 65_536 + 16_384);
}

/// A line of 10 GB, and a quote that takes 10 GB for its own.
#[test]
fn no_more_is_read_than_a_record_may_have() {
    const LONG: u64 = 10_000_000_000;
    for (begin, rule, record, at) in [
        ("name,city\nAnna,Bonn\nx", Rule::TooLong, 2, 20),
        ("name,city\nAnna,Bonn\nx,\"", Rule::UnclosedQuote, 2, 20),
        ("{\"name\":\"Anna\"}\n{\"name\":\"", Rule::TooLong, 2, 16),
    ] {
        let (source, read) = Endless::new(begin, "abcdefghij", LONG);
        let (records, problem) = drain(open(Box::new(source), &PLAIN));
        assert_eq!(problem, Some(broken(rule, Some(MIB), record, at)), "{begin}");
        assert_eq!(records.len(), 1, "what stood before it was read");
        assert!(read.load(Ordering::Relaxed) <= u64::from(MIB) + 2 * 16_384, "{begin}");
    }
    let (source, read) = Endless::new("", "x", LONG);
    let (_, problem) = drain(open(Box::new(source), &PLAIN));
    assert_eq!(problem, Some(broken(Rule::TooLong, Some(65_536), 0, 0)));
    assert!(read.load(Ordering::Relaxed) <= 65_536 + 16_384);
    // Blank lines are no record, however many.
    let blank = format!("name\n{}Anna\n", "\r\n".repeat(2_000_000));
    assert_eq!(records(blank).len(), 1);
}

#[test]
fn a_record_may_be_as_long_as_its_limit() {
    let of = |length: usize| format!("name,shoe\nA,{}\nnext,\n", "x".repeat(length - 3));
    assert_eq!(records(of(MIB as usize)).len(), 2);
    assert_eq!(problem(of(MIB as usize + 1), &PLAIN), broken(Rule::TooLong, Some(MIB), 1, 10));
    let line = |length: usize| format!("{{\"x\":\"{}\"}}\n{{}}", "x".repeat(length - 8));
    assert_eq!(records(line(MIB as usize)).len(), 2);
    assert_eq!(problem(line(MIB as usize + 1), &PLAIN), broken(Rule::TooLong, Some(MIB), 1, 0));
}

#[test]
fn deep_json_is_refused_wherever_it_stands() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let records_found = records(format!("{{\"name\":\"A\",\"x\":{deep}}}\n{{\"name\":\"B\"}}"));
    assert_eq!(told(&records_found[0]), ["record too_deep 32"]);
    assert!(records_found[1].is_ok());
    let cell = records(format!("name,contacts\nA,\"{deep}\"\nB,[]\nC,[{{]\nD,{{}}\n"));
    assert_eq!(told(&cell[0]), ["contacts too_deep 32"]);
    assert!(cell[1].is_ok());
    assert_eq!(told(&cell[2]), ["contacts not_json"]);
    assert_eq!(told(&cell[3]), ["contacts wrong_type"]);
    let members: Vec<String> = (0..1_001).map(|at| format!("\"m{at}\":1")).collect();
    let wide = records(format!("{{{}}}\n", members.join(",")));
    assert_eq!(told(&wide[0]), ["record too_many 1000"]);
}

/// T36: formulas come in as the text that they are.
#[test]
fn formulas_are_text() {
    let found = records("name,city\n=HYPERLINK(1),'=1+1\n");
    let new = &found[0].as_ref().unwrap().new;
    assert_eq!(new.full_name.as_deref(), Some("=HYPERLINK(1)"));
    assert_eq!(new.city.as_deref(), Some("=1+1"));
}

/// Gives at most so many octets at a time, one size after the other.
struct InPieces {
    content: Cursor<Vec<u8>>,
    sizes: Vec<usize>,
    at: usize,
}

impl Read for InPieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.at += 1;
        let size = self.sizes[self.at % self.sizes.len()].min(into.len());
        if size == 0 && !into.is_empty() {
            return Err(io::Error::from(io::ErrorKind::Interrupted));
        }
        self.content.read(&mut into[..size])
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// Whatever the octets and the pieces in which they come: no panic, and the same answer.
    #[test]
    fn pieces_do_not_matter(
        begin in "(name|email|phone|contacts|[,;\"\n{}:\\[\\]]){0,12}",
        octets in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\n'), Just(b','), Just(b'"')], 0..3_000),
        repeat in 1_usize..12,
        mut sizes in prop::collection::vec(0_usize..400, 1..8),
        format in prop::sample::select(vec![None, Some(FileFormat::Csv), Some(FileFormat::JsonLines)]),
    ) {
        sizes.push(1);
        let content = [begin.into_bytes(), octets.repeat(repeat)].concat();
        let options = FileOptions { format, ..PLAIN };
        let whole = drain(open(source(&content), &options));
        let pieces = InPieces { content: Cursor::new(content), sizes, at: 0 };
        let in_pieces = drain(open(Box::new(pieces), &options));
        prop_assert!(whole == in_pieces);
    }
}
