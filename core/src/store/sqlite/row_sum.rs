//! A sum over each stored row of customers, cards and points, so that a row that rotted on its disk
//! is told and not believed. It holds off accidents; against somebody who changes files on purpose
//! stands the chain of the change log.
//!
//! The sum is XXH3 (64 bits) over the columns in their order, each with its type and length.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};
use xxhash_rust::xxh3::xxh3_64;

/// The octets to sum up. Rows are short, and a sum over all of them at once costs a quarter of one
/// that is fed piece by piece.
struct Sum(Vec<u8>);

impl Sum {
    fn new() -> Self {
        Self(Vec::with_capacity(1_024))
    }

    fn add(&mut self, value: ValueRef<'_>) {
        let mut part = |tag: u8, bytes: &[u8]| {
            self.0.push(tag);
            self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            self.0.extend_from_slice(bytes);
        };
        match value {
            ValueRef::Null => part(0, &[]),
            ValueRef::Integer(number) => part(1, &number.to_le_bytes()),
            ValueRef::Real(number) => part(2, &number.to_le_bytes()),
            ValueRef::Text(text) => part(3, text),
            ValueRef::Blob(bytes) => part(4, bytes),
        }
    }

    fn value(&self) -> i64 {
        i64::from_le_bytes(xxh3_64(&self.0).to_le_bytes())
    }
}

/// The sum over values that are to be written.
pub(super) fn of_values(values: &[&dyn ToSql]) -> rusqlite::Result<i64> {
    let mut sum = Sum::new();
    for value in values {
        match value.to_sql()? {
            ToSqlOutput::Borrowed(value) => sum.add(value),
            ToSqlOutput::Owned(value) => sum.add(ValueRef::from(&value)),
            _ => return Err(damaged()),
        }
    }
    Ok(sum.value())
}

/// Holds a row against its sum, which stands behind the columns that it covers.
pub(super) fn verify(row: &Row<'_>, columns: usize) -> rusqlite::Result<()> {
    if is_sound(row, columns)? { Ok(()) } else { Err(damaged()) }
}

/// The sum that a row has; none counts as zero.
pub(super) fn stored(row: &Row<'_>, columns: usize) -> rusqlite::Result<i64> {
    Ok(row.get::<_, Option<i64>>(columns)?.unwrap_or(0))
}

/// Is the row what was written? A row without a sum was written before there were sums.
pub(super) fn is_sound(row: &Row<'_>, columns: usize) -> rusqlite::Result<bool> {
    let Some(stored) = row.get::<_, Option<i64>>(columns)? else {
        return Ok(true);
    };
    let mut sum = Sum::new();
    for at in 0..columns {
        sum.add(row.get_ref(at)?);
    }
    Ok(sum.value() == stored)
}

fn damaged() -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Integer, "row sum".into())
}

/// Reads the cells of a row one after the other.
pub(super) struct Cells<'r, 's> {
    row: &'r Row<'s>,
    at: usize,
}

impl<'r, 's> Cells<'r, 's> {
    pub(super) fn new(row: &'r Row<'s>) -> Self {
        Self { row, at: 0 }
    }

    /// The next cell.
    pub(super) fn next<T: rusqlite::types::FromSql>(&mut self) -> rusqlite::Result<T> {
        let at = self.at;
        self.at += 1;
        self.row.get(at)
    }

    /// Leaves cells out.
    pub(super) fn skip(&mut self, cells: usize) {
        self.at += cells;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum is part of the file format.
    #[test]
    fn sums_do_not_change() {
        let none: Option<i64> = None;
        let sum = of_values(&[&1_i64, &"Anna", &none, &vec![0_u8, 255]]).unwrap();
        assert_eq!(sum, SUM);
        assert_ne!(of_values(&[&"ab", &"c"]).unwrap(), of_values(&[&"a", &"bc"]).unwrap());
        assert_ne!(of_values(&[&"1"]).unwrap(), of_values(&[&1_i64]).unwrap());
    }

    const SUM: i64 = 4_963_981_525_000_835_973;
}
