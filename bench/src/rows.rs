//! The rows of a book, taken out and written again by bare prepared statements: what the same work
//! costs with nothing in between.

use std::error::Error;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The rows of one table.
pub(crate) struct Rows {
    pub(crate) table: String,
    pub(crate) names: Vec<String>,
    pub(crate) rows: Vec<Vec<Value>>,
}

impl Rows {
    /// The statement that writes a row.
    pub(crate) fn insert(&self) -> String {
        let places = vec!["?"; self.names.len()].join(",");
        format!("INSERT INTO \"{}\"({}) VALUES ({places})", self.table, self.names.join(", "))
    }

    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|of| of == name)
    }
}

/// The tables that hold the full-text index, which nobody writes but the index itself.
const NO_SHADOWS: &str =
    "name NOT LIKE 'sqlite^_%' ESCAPE '^' AND name NOT LIKE 'search^_%' ESCAPE '^'";

/// The words of each customer, as the full-text index has them.
pub(crate) const WORDS: &str =
    "SELECT doc AS rowid, group_concat(term, ' ') AS words FROM temp.word GROUP BY doc";

/// Makes the words of the index readable.
pub(crate) fn read_words(file: &Connection) -> rusqlite::Result<()> {
    file.execute_batch("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, search, instance)")
}

/// All rows of a file, table by table, in an order in which they can be written again.
pub(crate) fn rows_of(path: &Path) -> Result<Vec<Rows>> {
    let file = Connection::open(path)?;
    read_words(&file)?;
    let mut tables = file.prepare(&format!(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND {NO_SHADOWS}"
    ))?;
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    tables
        .into_iter()
        .map(|table| {
            let mut all = if table == "search" {
                file.prepare(WORDS)?
            } else {
                file.prepare(&format!("SELECT * FROM \"{table}\""))?
            };
            let names: Vec<String> = all.column_names().map(str::to_owned).collect();
            let columns = names.len();
            let rows = all
                .query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Rows { table, names, rows })
        })
        .collect()
}

/// An empty file with the schema of another, told what a book's writer is told.
pub(crate) fn empty_twin(of: &Path, at: &Path) -> Result<Connection> {
    let schema: Vec<String> = Connection::open(of)?
        .prepare(&format!("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND {NO_SHADOWS}"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let file = Connection::open(at)?;
    file.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA foreign_keys = OFF;")?;
    file.set_prepared_statement_cache_capacity(128);
    for statement in schema {
        file.execute_batch(&statement)?;
    }
    Ok(file)
}

/// Writes one row.
pub(crate) fn write(file: &Connection, insert: &str, row: &[Value]) -> rusqlite::Result<()> {
    file.prepare_cached(insert)?.execute(params_from_iter(row)).map(drop)
}
