//! Imports and exports in SQLite: runs, which row was whose, customers in the order of adding.

use rusqlite::{Row, ToSql, params};

use super::codes::{Code, Coded};
use super::customers::{COLUMNS, read_record};
use super::tx::{SqliteTx, refs};
use super::{filters, scope, search};
use crate::model::access::{Access, RowScope};
use crate::model::customer::CustomerRecord;
use crate::model::ids::{ActorId, CustomerId};
use crate::model::key::MatchKey;
use crate::model::time::Timestamp;
use crate::store::{
    AddressHolder, CustomersAfter, ImportReads, ImportRun, ImportWrites, KeptProperty, RunState,
    StoreResult, Touched,
};

impl Coded for RunState {
    const VALUES: &'static [Self] = &[Self::Running, Self::Ended, Self::Cleared];
}

const RUN: &str = "SELECT id, actor, name, unnamed, fingerprint, state, updated_at, rows, \
     report_bytes, progress, last_batch FROM import_run";

fn read_run(row: &Row<'_>) -> rusqlite::Result<ImportRun> {
    Ok(ImportRun {
        key: row.get(0)?,
        actor: row.get(1)?,
        name: row.get(2)?,
        unnamed: row.get(3)?,
        fingerprint: row.get(4)?,
        state: row.get::<_, Code<RunState>>(5)?.0,
        updated_at: row.get(6)?,
        rows: row.get(7)?,
        report_bytes: row.get(8)?,
        progress: row.get(9)?,
        last_batch: row.get(10)?,
    })
}

fn read_holder(row: &Row<'_>) -> rusqlite::Result<AddressHolder> {
    Ok(AddressHolder { customer: row.get(0)?, row: row.get(1)? })
}

impl ImportReads for SqliteTx<'_> {
    fn import_run(&self, actor: &ActorId, name: &str) -> StoreResult<Option<ImportRun>> {
        self.row(&format!("{RUN} WHERE actor = ? AND name = ?"), params![actor, name], read_run)
    }

    fn import_runs_to_clear(&self, before: Timestamp) -> StoreResult<Vec<ImportRun>> {
        let sql = format!("{RUN} WHERE state = 1 OR unnamed = 1 AND updated_at < ?");
        self.rows(&sql, [before], read_run)
    }

    fn touched(&self, run: i64, customer: CustomerId) -> StoreResult<Option<Touched>> {
        let sql = "SELECT t.row, t.version, t.version IS c.version FROM customer c \
                   JOIN import_touched t ON t.customer_id = c.id AND t.run = ? WHERE c.uid = ?";
        self.row(sql, params![run, customer], |row| {
            Ok(Touched { row: row.get(0)?, version: row.get(1)?, fresh: row.get(2)? })
        })
    }

    fn address_holders(
        &self,
        rows: &RowScope,
        run: Option<i64>,
        key: &MatchKey,
        most: u32,
    ) -> StoreResult<Vec<AddressHolder>> {
        let mut sql =
            "SELECT c.uid, t.row FROM contact_point p JOIN customer c ON c.id = p.customer_id \
                       LEFT JOIN import_touched t ON t.customer_id = p.customer_id AND t.run = ? \
                       WHERE p.norm = ? AND p.family = ? AND c.merged_into IS NULL"
                .to_owned();
        let run = run.unwrap_or_default();
        let mut values: Vec<Box<dyn ToSql>> =
            vec![Box::new(run), Box::new(key.text.clone()), Box::new(key.family.code())];
        scope::append(&mut sql, &mut values, rows);
        sql.push_str(" LIMIT ?");
        values.push(Box::new(most));
        let mut found = self.rows(&sql, refs(&values).as_slice(), read_holder)?;
        if run != 0 && !rows.is_all() {
            let sql = "SELECT c.uid, t.row FROM contact_point p \
                       JOIN import_touched t ON t.customer_id = p.customer_id AND t.run = ? \
                       JOIN customer c ON c.id = p.customer_id AND c.version = t.version \
                       WHERE p.norm = ? AND p.family = ? LIMIT ?";
            let own = params![run, key.text, key.family.code(), most];
            found.extend(self.rows(sql, own, read_holder)?);
        }
        found.sort_unstable_by_key(|holder| holder.customer);
        found.dedup();
        Ok(found)
    }

    fn customers_after(
        &self,
        access: &Access,
        after: i64,
        request: &CustomersAfter<'_>,
    ) -> StoreResult<Vec<(i64, CustomerRecord)>> {
        let mut sql = format!(
            "SELECT {}, c.id AS local_key FROM customer c WHERE c.id > ? AND c.merged_into IS NULL",
            COLUMNS.as_str()
        );
        if !request.include_inactive {
            sql.push_str(" AND c.status = 0");
        }
        let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(after)];
        scope::append(&mut sql, &mut values, &access.rows);
        if let Some(filter) = request.filter {
            let condition = filters::condition(filter, &mut values);
            sql.push_str(&format!(" AND ({condition})"));
        }
        if let Some(lanes) = request.lanes {
            let found = search::subquery(lanes, &mut values);
            sql.push_str(&format!(" AND c.id IN ({found})"));
        }
        sql.push_str(" ORDER BY c.id LIMIT ?");
        values.push(Box::new(request.limit));
        self.rows(&sql, refs(&values).as_slice(), |row| {
            Ok((row.get("local_key")?, read_record(row, access)?))
        })
    }

    fn preserved(&self, customer: CustomerId) -> StoreResult<Vec<KeptProperty>> {
        let sql = "SELECT p.format, p.name, p.value FROM preserved_property p \
                   JOIN customer c ON c.id = p.customer_id WHERE c.uid = ? ORDER BY p.seq";
        self.rows(sql, [customer], |row| {
            Ok(KeptProperty { format: row.get(0)?, name: row.get(1)?, value: row.get(2)? })
        })
    }
}

impl ImportWrites for SqliteTx<'_> {
    fn put_import_run(&mut self, run: &ImportRun) -> StoreResult<i64> {
        let sql = "INSERT INTO import_run(actor, name, unnamed, fingerprint, state, updated_at, rows, report_bytes, progress, last_batch) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(actor, name) DO UPDATE SET \
                   state = excluded.state, updated_at = excluded.updated_at, rows = excluded.rows, \
                   report_bytes = excluded.report_bytes, progress = excluded.progress, \
                   last_batch = excluded.last_batch";
        let values = params![
            run.actor,
            run.name,
            run.unnamed,
            run.fingerprint,
            run.state.code(),
            run.updated_at,
            run.rows,
            run.report_bytes,
            run.progress,
            run.last_batch,
        ];
        self.run(sql, values)?;
        Ok(if run.key == 0 { self.connection.last_insert_rowid() } else { run.key })
    }

    fn touch_imported(
        &mut self,
        run: i64,
        customer: CustomerId,
        row: u64,
        version: Option<u64>,
    ) -> StoreResult<()> {
        // Each for itself: a statement that may undo several rows makes a savepoint, and with it the
        // full-text index writes all that waits in it, customer by customer.
        let key = self.key_of(customer)?;
        let sql = "UPDATE import_touched SET version = ? WHERE customer_id = ? AND run = ?";
        if self.run(sql, params![version, key, run])? == 0 {
            let sql =
                "INSERT INTO import_touched(customer_id, run, row, version) VALUES (?, ?, ?, ?)";
            self.run(sql, params![key, run, row, version])?;
        }
        Ok(())
    }

    fn forget_touched(&mut self, run: i64, most: u32) -> StoreResult<usize> {
        let sql = "DELETE FROM import_touched WHERE run = ?1 AND customer_id IN \
                   (SELECT customer_id FROM import_touched WHERE run = ?1 ORDER BY customer_id LIMIT ?2)";
        self.run(sql, params![run, most])
    }

    fn delete_import_run(&mut self, run: i64) -> StoreResult<()> {
        self.run("DELETE FROM import_run WHERE id = ?", [run]).map(drop)
    }

    fn put_preserved(
        &mut self,
        customer: CustomerId,
        properties: &[KeptProperty],
    ) -> StoreResult<()> {
        let key = self.key_of(customer)?;
        self.run("DELETE FROM preserved_property WHERE customer_id = ?", [key])?;
        let sql = "INSERT INTO preserved_property(customer_id, seq, format, name, value) VALUES (?, ?, ?, ?, ?)";
        for (seq, of) in (1_i64..).zip(properties) {
            self.run(sql, params![key, seq, of.format, of.name, of.value])?;
        }
        Ok(())
    }
}
