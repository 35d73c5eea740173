//! The rows of a CSV file. Each comes as a row or as what is wrong with it; none is passed over.

use std::fs::File;
use std::io::{Chain, Read};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Position, ReaderBuilder, StringRecord};

use crate::trouble::{Result, Trouble};

/// Stands behind the last octet of the file. A quote that is open there takes it into its field; if
/// none is, it is a row by itself. No cell that is accepted holds such a character.
const END: &str = "\u{1}end of the file";
const END_LINE: &[u8] = b"\n\x01end of the file";

/// A row that was not taken.
#[derive(Debug)]
pub struct Refused {
    /// The line of the file.
    pub line: u64,
    /// Which columns, which rules.
    pub why: String,
}

/// A row and the line that it stands in.
#[derive(Debug)]
pub struct Row {
    /// The line of the file.
    pub line: u64,
    /// As many cells as the header has.
    pub cells: StringRecord,
}

/// The rows of a file behind its header.
pub struct Rows {
    reader: csv::Reader<Chain<File, &'static [u8]>>,
    path: PathBuf,
    header: StringRecord,
}

impl Rows {
    /// Opens a file and reads its header; an empty file has an empty one.
    ///
    /// # Errors
    /// A file that cannot be read, a header that is not CSV in UTF-8.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| Trouble::file(path, error))?;
        // Lengths are compared here, so that the cells of a row of another length are at hand.
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(file.chain(END_LINE));
        let mut rows = Self { reader, path: path.to_owned(), header: StringRecord::new() };
        if let Some(record) = rows.record()? {
            let read = text_of(record);
            let wrong =
                |refused: Refused| Trouble::content(path, format!("the header: {}", refused.why));
            rows.header = read.map_err(wrong)?.cells;
        }
        Ok(rows)
    }

    /// The names of the columns.
    pub fn header(&self) -> &StringRecord {
        &self.header
    }

    /// How many octets were read.
    pub fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The next row, or what is wrong with it; nothing at the end.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn next_row(&mut self) -> Result<Option<std::result::Result<Row, Refused>>> {
        let Some(record) = self.record()? else { return Ok(None) };
        let wanted = self.header.len();
        Ok(Some(text_of(record).and_then(|row| {
            if row.cells.len() == wanted {
                return Ok(row);
            }
            let why = format!("{} fields where the header has {wanted}", row.cells.len());
            Err(Refused { line: row.line, why })
        })))
    }

    fn record(&mut self) -> Result<Option<ByteRecord>> {
        let mut record = ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(true) if record.len() == 1 && record.get(0) == Some(END.as_bytes()) => Ok(None),
            Ok(true) => Ok(Some(record)),
            Ok(false) => Ok(None),
            Err(error) => Err(match error.into_kind() {
                csv::ErrorKind::Io(source) => Trouble::file(&self.path, source),
                _ => Trouble::content(&self.path, "not CSV"),
            }),
        }
    }
}

/// A record as text. What is wrong is said in words of our own: the reader's could quote the row.
fn text_of(record: ByteRecord) -> std::result::Result<Row, Refused> {
    let line = record.position().map_or(0, Position::line);
    let refused = |why: &str| Refused { line, why: why.to_owned() };
    if record.iter().next_back().is_some_and(|cell| cell.ends_with(END.as_bytes())) {
        return Err(refused("a quote that is never closed; what follows it is part of no row"));
    }
    let cells = StringRecord::from_byte_record(record).map_err(|_| refused("not UTF-8"))?;
    Ok(Row { line, cells })
}
