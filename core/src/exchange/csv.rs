//! Comma-separated values, as RFC 4180 has them and as spreadsheets write them.
//!
//! Cells are parsed by `csv-core`, which needs no buffer of its own: what is kept is one record, and
//! none is longer than [`MAX_RECORD`].

use csv_core::{ReadRecordResult, Reader};

use crate::model::exchange::{FileColumn, FileOptions, FileProblem};
use crate::model::violation::{Rule, Violation};

use super::columns::{Column, Mapping};
use super::csv_header::{delimiter_said, excel_delimiter, find_delimiter};
use super::refused::refused;
use super::row::{RECORD, Row};
use super::safe_cell::unguarded;
use super::text_input::TextInput;
use super::{FileRecord, RecordReader};

/// The longest record, in octets with its line end. A longer one ends the reading: a quote that was
/// never closed takes all that follows for its own.
pub(super) const MAX_RECORD: usize = 1024 * 1024;
/// The longest header, in octets.
pub(super) const MAX_HEADER: usize = 64 * 1024;
/// The most columns of a header.
pub(super) const MAX_COLUMNS: usize = 1_000;

/// Reads CSV.
pub(super) struct CsvReader {
    text: TextInput,
    cells: Cells,
    columns: Vec<Column>,
    delimiter: u8,
    number: u64,
    ended: bool,
}

impl CsvReader {
    /// Reads the header.
    pub(super) fn open(mut text: TextInput, options: &FileOptions) -> Result<Self, FileProblem> {
        let mapping = Mapping::new(&options.columns).map_err(FileProblem::Options)?;
        let said = delimiter_said(options)?;
        let of_excel = excel_delimiter(&mut text)?;
        let delimiter = match said.or(of_excel) {
            Some(delimiter) => delimiter,
            None => find_delimiter(&mut text, MAX_HEADER)?,
        };
        let mut cells = Cells::new(delimiter);
        let names = read_header(&mut cells, &mut text)?;
        mapping.check_header(&options.columns, &names).map_err(FileProblem::Options)?;
        let columns = mapping.resolve(&names);
        Ok(Self { text, cells, columns, delimiter, number: 0, ended: false })
    }

    pub(super) fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    pub(super) fn encoding(&self) -> &'static str {
        self.text.encoding()
    }

    /// What the record that was read last says.
    fn row(&self, shape: Shape) -> Row {
        let mut row = Row::default();
        if let Some(rule) = shape.broken {
            row.refuse(RECORD, rule);
            return row;
        }
        let mut cells = self.cells.iter();
        for ((at, column), cell) in self.columns.iter().enumerate().zip(cells.by_ref()) {
            take_cell(&mut row, (at, column), cell);
        }
        if shape.overflowed || cells.any(|cell| !is_blank(cell)) {
            let limit = u32::try_from(self.columns.len()).unwrap_or(u32::MAX);
            row.violations().push(Violation::limited(RECORD, Rule::TooMany, limit));
        }
        row
    }
}

impl RecordReader for CsvReader {
    fn next_record(&mut self) -> Result<Option<FileRecord>, FileProblem> {
        while !self.ended {
            let read = self.cells.read(&mut self.text, MAX_RECORD, self.number + 1);
            let shape = match read {
                Ok(Some(shape)) => shape,
                Ok(None) => break,
                Err(problem) => {
                    self.ended = true;
                    return Err(problem);
                }
            };
            // A line of blank cells is how spreadsheets end.
            if shape.broken.is_none() && !shape.overflowed && self.cells.iter().all(is_blank) {
                continue;
            }
            self.number += 1;
            let content = self.row(shape).finish();
            return Ok(Some(FileRecord { number: self.number, content }));
        }
        self.ended = true;
        Ok(None)
    }

    fn bytes_read(&self) -> u64 {
        self.text.bytes_read()
    }

    fn columns(&self) -> Vec<FileColumn> {
        self.columns.iter().map(Column::shown).collect()
    }

    fn unknown(&self) -> Vec<String> {
        let unknown = self.columns.iter().filter(|column| column.is_unknown());
        unknown.map(|column| column.name.clone()).collect()
    }
}

/// A column that is left out is not looked at, but for a mask: who made the file was not shown
/// everything, and may have been shown nothing of the rest.
fn take_cell(row: &mut Row, (at, column): (usize, &Column), cell: &[u8]) {
    match (str::from_utf8(cell), column.target) {
        (Ok(text), Some(target)) => row.text(target, &column.name, unguarded(text).to_owned()),
        (Ok(text), None) if refused(text) == Some(Rule::MaskedValue) => {
            row.refuse(column.path(at), Rule::MaskedValue);
        }
        (Err(_), Some(_)) => row.refuse(column.name.as_str(), Rule::NotUtf8),
        (_, None) => {}
    }
}

fn is_blank(cell: &[u8]) -> bool {
    cell.iter().all(u8::is_ascii_whitespace)
}

fn read_header(cells: &mut Cells, text: &mut TextInput) -> Result<Vec<String>, FileProblem> {
    let broken = |rule, limit: Option<usize>| FileProblem::Broken {
        rule,
        limit: limit.and_then(|limit| u32::try_from(limit).ok()),
        record: 0,
        at: 0,
    };
    let shape = loop {
        match cells.read(text, MAX_HEADER, 0)? {
            None => return Err(broken(Rule::Required, None)),
            Some(shape) if shape.overflowed => {
                return Err(broken(Rule::TooMany, Some(MAX_COLUMNS)));
            }
            Some(shape) if shape.broken.is_none() && cells.iter().all(is_blank) => {}
            Some(shape) => break shape,
        }
    };
    if let Some(rule) = shape.broken {
        return Err(broken(rule, None));
    }
    let name = |cell: &[u8]| str::from_utf8(cell).map(|name| name.trim().to_owned());
    let names: Result<Vec<String>, _> = cells.iter().map(name).collect();
    names.map_err(|_| broken(Rule::NotUtf8, None))
}

/// What there is to say of a record beside its cells.
struct Shape {
    /// More cells than are kept.
    overflowed: bool,
    /// What keeps the cells from being believed.
    broken: Option<Rule>,
}

/// The cells of one record, and the state of the parser between two.
struct Cells {
    parser: Reader,
    delimiter: u8,
    output: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl Cells {
    fn new(delimiter: u8) -> Self {
        let parser = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        let (output, ends) = (vec![0; 4096], vec![0; MAX_COLUMNS]);
        Self { parser, delimiter, output, ends, count: 0 }
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut begin = 0;
        self.ends.iter().take(self.count).map(move |end| {
            let cell = self.output.get(begin..*end).unwrap_or_default();
            begin = *end;
            cell
        })
    }

    /// Reads the next record that is not an empty line; none at the end.
    fn read(
        &mut self,
        text: &mut TextInput,
        limit: usize,
        number: u64,
    ) -> Result<Option<Shape>, FileProblem> {
        if !skip_line_ends(text)? {
            return Ok(None);
        }
        let (mut taken, mut written, mut open_quote) = (0, 0, false);
        let mut overflow: Option<[usize; 64]> = None;
        self.count = 0;
        loop {
            let rest = text.rest().get(taken..).unwrap_or_default();
            let ended = rest.is_empty() && !text.fill()?;
            let rest = text.rest().get(taken..).unwrap_or_default();
            let room = limit - taken;
            let input = match rest.get(..room) {
                // A line end ends every record but one whose quote is open.
                _ if ended => b"\n",
                Some([]) => return Err(self.too_long(text, taken, limit, number)),
                Some(within) => within,
                None => rest,
            };
            let output = self.output.get_mut(written..).unwrap_or_default();
            let ends = match &mut overflow {
                Some(ends) => ends.as_mut_slice(),
                None => self.ends.get_mut(self.count..).unwrap_or_default(),
            };
            let (result, nin, nout, nend) = self.parser.read_record(input, output, ends);
            written += nout;
            taken += if ended { 0 } else { nin };
            if overflow.is_none() {
                self.count += nend;
            }
            match result {
                ReadRecordResult::Record => break,
                ReadRecordResult::OutputEndsFull => overflow = Some([0; 64]),
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::InputEmpty | ReadRecordResult::End if ended => {
                    open_quote = true;
                    self.parser.reset();
                    break;
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            }
        }
        let raw = text.rest().get(..taken).unwrap_or_default();
        let broken = match quotes(raw, self.delimiter) {
            _ if open_quote => Some(Rule::UnclosedQuote),
            Quotes::Misplaced => Some(Rule::MisplacedQuote),
            Quotes::Open | Quotes::Closed => None,
        };
        text.consume(taken);
        Ok(Some(Shape { overflowed: overflow.is_some(), broken }))
    }

    /// A record that does not end, and whether an open quote is why.
    fn too_long(&self, text: &TextInput, taken: usize, limit: usize, record: u64) -> FileProblem {
        let raw = text.rest().get(..taken).unwrap_or_default();
        let rule = match quotes(raw, self.delimiter) {
            Quotes::Open => Rule::UnclosedQuote,
            Quotes::Closed | Quotes::Misplaced => Rule::TooLong,
        };
        FileProblem::Broken { rule, limit: u32::try_from(limit).ok(), record, at: text.at() }
    }
}

/// Goes behind line ends; false at the end of the text.
fn skip_line_ends(text: &mut TextInput) -> Result<bool, FileProblem> {
    loop {
        let ends = text.rest().iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).count();
        text.consume(ends);
        if !text.rest().is_empty() {
            return Ok(true);
        }
        if !text.fill()? {
            return Ok(false);
        }
    }
}

/// How the quotes of a record stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Closed,
    /// The last one is open.
    Open,
    /// A cell goes on behind its closing quote. The parser would take the rest as it is, and may have
    /// taken the following lines into the cell before.
    Misplaced,
}

fn quotes(record: &[u8], delimiter: u8) -> Quotes {
    #[derive(Clone, Copy)]
    enum At {
        Begin,
        Plain,
        Quoted,
        Quote,
        Behind,
    }
    let mut at = At::Begin;
    for octet in record {
        at = match (at, octet) {
            (At::Quoted, b'"') => At::Quote,
            (At::Begin | At::Quote, b'"') | (At::Quoted, _) => At::Quoted,
            (_, octet) if *octet == delimiter => At::Begin,
            (_, b'\r' | b'\n') => At::Begin,
            // White space behind a quote is nothing.
            (At::Quote | At::Behind, b' ' | b'\t') => At::Behind,
            (At::Quote | At::Behind, _) => return Quotes::Misplaced,
            (At::Begin | At::Plain, _) => At::Plain,
        };
    }
    if matches!(at, At::Quoted) { Quotes::Open } else { Quotes::Closed }
}
