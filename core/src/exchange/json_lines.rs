//! A JSON object on each line.

use serde_json::value::RawValue;

use crate::model::exchange::{FileColumn, FileOptions, FileProblem};
use crate::model::violation::{Rule, Violation};

use super::cards_json;
use super::columns::{Column, Mapping, Target};
use super::csv::MAX_COLUMNS;
use super::json::{self, Walk};
use super::lines::next_line;
use super::refused::refused;
use super::row::{RECORD, Row, clipped, kind_of};
use super::text_input::{TextInput, broken};
use super::{FileRecord, RecordReader};

/// Reads JSON Lines.
pub(super) struct JsonLinesReader {
    text: TextInput,
    mapping: Mapping,
    /// The members of the record before, which the next one mostly has too.
    shape: Vec<String>,
    columns: Vec<Column>,
    /// The members of all records so far, by what they meant first.
    seen: Vec<Column>,
    number: u64,
    ended: bool,
}

impl JsonLinesReader {
    /// Begins to read. A list is refused: nothing in it is a line.
    pub(super) fn open(mut text: TextInput, options: &FileOptions) -> Result<Self, FileProblem> {
        let mapping = Mapping::new(&options.columns).map_err(FileProblem::Options)?;
        if next_line(&mut text, 1)?.is_some() && text.rest().starts_with(b"[") {
            return Err(broken(Rule::WrongType));
        }
        let (shape, columns, seen) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { text, mapping, shape, columns, seen, number: 0, ended: false })
    }

    pub(super) fn encoding(&self) -> &'static str {
        self.text.encoding()
    }

    /// What the members of a record mean.
    fn understand(&mut self, members: &[(String, &RawValue)]) {
        let same = self.shape.len() == members.len()
            && self.shape.iter().zip(members).all(|(of, (name, _))| of == name);
        if same && !self.columns.is_empty() {
            return;
        }
        self.shape = members.iter().map(|(name, _)| name.clone()).collect();
        self.columns = self.mapping.resolve(&self.shape);
        for column in &self.columns {
            if self.seen.len() >= MAX_COLUMNS {
                break;
            }
            // A name can be as long as a record.
            let name = clipped(column.name.clone());
            if self.seen.iter().all(|of| of.name != name) {
                self.seen.push(column.called(name));
            }
        }
    }
}

/// Reads one line as an object.
fn members_of<'l>(line: &'l [u8], violations: &mut Vec<Violation>) -> Vec<(String, &'l RawValue)> {
    let value = match str::from_utf8(line) {
        Ok(text) => json::parse(text),
        Err(_) => Err(Violation::new(RECORD, Rule::NotUtf8)),
    };
    match value {
        Ok(value) if json::is_object(value) => Walk { violations }.members(value, RECORD),
        Ok(_) => {
            violations.push(Violation::new(RECORD, Rule::WrongType));
            Vec::new()
        }
        Err(violation) => {
            violations.push(violation);
            Vec::new()
        }
    }
}

/// Takes the value of a member.
fn take_member(row: &mut Row, (at, column): (usize, &Column), value: &RawValue) {
    let Some(target) = column.target else {
        if refused(value.get()) == Some(Rule::MaskedValue) {
            row.refuse(column.path(at), Rule::MaskedValue);
        }
        return;
    };
    if json::is_null(value) {
        return;
    }
    let mut walk = Walk { violations: row.violations() };
    match target {
        Target::Contacts => {
            let cards = cards_json::read_value(value, &column.name, walk.violations);
            row.contacts(cards);
        }
        Target::Phone(_) if json::is_object(value) => {
            let phone = cards_json::phone(&mut walk, value, &column.name, kind_of(target));
            row.phone(phone);
        }
        target => {
            if let Some(text) = walk.text(value, &column.name) {
                row.text(target, &column.name, text);
            }
        }
    }
}

impl RecordReader for JsonLinesReader {
    fn next_record(&mut self) -> Result<Option<FileRecord>, FileProblem> {
        if self.ended {
            return Ok(None);
        }
        let length = match next_line(&mut self.text, self.number + 1) {
            Ok(Some(length)) => length,
            Ok(None) => {
                self.ended = true;
                return Ok(None);
            }
            Err(problem) => {
                self.ended = true;
                return Err(problem);
            }
        };
        self.number += 1;
        let line = self.text.rest().get(..length).unwrap_or_default().to_vec();
        self.text.consume(length);
        let mut row = Row::default();
        let members = members_of(&line, row.violations());
        if members.len() > MAX_COLUMNS {
            let limit = u32::try_from(MAX_COLUMNS).unwrap_or(u32::MAX);
            row.violations().push(Violation::limited(RECORD, Rule::TooMany, limit));
        } else {
            self.understand(&members);
            for ((at, column), (_, value)) in self.columns.iter().enumerate().zip(&members) {
                take_member(&mut row, (at, column), value);
            }
        }
        Ok(Some(FileRecord { number: self.number, content: row.finish() }))
    }

    fn bytes_read(&self) -> u64 {
        self.text.bytes_read()
    }

    fn columns(&self) -> Vec<FileColumn> {
        self.seen.iter().map(Column::shown).collect()
    }

    fn unknown(&self) -> Vec<String> {
        let unknown = self.seen.iter().filter(|column| column.is_unknown());
        unknown.map(|column| column.name.clone()).collect()
    }
}
