//! Segments in SQLite.

use rusqlite::{Row, params};

use super::codes::{json, to_json};
use super::error::to_store_error;
use super::tx::SqliteTx;
use crate::model::segment::Segment;
use crate::store::{SegmentReads, SegmentWrites, StoreResult};

fn read(row: &Row<'_>) -> rusqlite::Result<Segment> {
    Ok(Segment {
        name: row.get(0)?,
        description: row.get(1)?,
        filter: json(&row.get::<_, String>(2)?)?,
        updated_at: row.get(3)?,
        updated_by: row.get(4)?,
    })
}

impl SegmentReads for SqliteTx<'_> {
    fn segments(&self) -> StoreResult<Vec<Segment>> {
        let sql =
            "SELECT name, description, filter, updated_at, updated_by FROM segment ORDER BY name";
        self.rows(sql, [], read)
    }

    fn segment(&self, name: &str) -> StoreResult<Option<Segment>> {
        let sql =
            "SELECT name, description, filter, updated_at, updated_by FROM segment WHERE name = ?";
        self.row(sql, [name], read)
    }
}

impl SegmentWrites for SqliteTx<'_> {
    fn put_segment(&mut self, segment: &Segment) -> StoreResult<()> {
        let sql = "INSERT OR REPLACE INTO segment(name, description, filter, updated_at, updated_by) VALUES (?, ?, ?, ?, ?)";
        let filter = to_json(&segment.filter).map_err(to_store_error)?;
        let of = params![
            segment.name,
            segment.description,
            filter,
            segment.updated_at,
            segment.updated_by
        ];
        self.run(sql, of).map(drop)
    }

    fn delete_segment(&mut self, name: &str) -> StoreResult<()> {
        self.run("DELETE FROM segment WHERE name = ?", [name]).map(drop)
    }
}
