//! Runs of imports: how one is begun, gone on with, ended and forgotten.

use std::sync::Arc;

use crate::book::gate::{Gate, WriteCall};
use crate::book::operations::ImportCustomers;
use crate::book::who::Who;
use crate::error::{Error, Result};
use crate::model::change::{ChangedField, RecordKind};
use crate::model::provenance::How;
use crate::model::reason::ConflictReason;
use crate::store::{ImportRun, RunState};

use super::answer::{ImportBatch, ImportProgress};

/// So many customers are forgotten in one transaction.
const CLEARED_AT_ONCE: u32 = 20_000;
/// A run that nobody named is cleared when nobody went on with it for a day, in milliseconds.
const ABANDONED_AFTER: i64 = 24 * 3_600_000;

/// Begins a run, or finds the one of this name.
pub(super) fn begin(
    gate: &Arc<Gate>,
    who: &Arc<Who>,
    name: Option<String>,
    fingerprint: [u8; 32],
) -> Result<ImportRun> {
    clear_others(gate, who)?;
    gate.write::<ImportCustomers, _>(who, move |call| {
        let actor = call.permit.actor().id.clone();
        let given = name.clone();
        let unnamed = given.is_none();
        let name = match given {
            Some(name) => name,
            None => call.gate.env().uuid()?.to_string(),
        };
        if let Some(run) = call.tx.import_run(&actor, &name)? {
            return if run.fingerprint == fingerprint { Ok(run) } else { Err(other_import()) };
        }
        let mut run = ImportRun {
            key: 0,
            actor,
            name,
            unnamed,
            fingerprint,
            state: RunState::Running,
            updated_at: call.permit.now(),
            rows: 0,
            report_bytes: 0,
            progress: json(&ImportProgress::default())?,
            last_batch: "[]".to_owned(),
        };
        run.key = call.tx.put_import_run(&run)?;
        call.log(How::Imported, RecordKind::Import, &run.name, None, Vec::new())?;
        Ok(run)
    })
}

fn other_import() -> Error {
    Error::Conflict { reason: ConflictReason::OtherImport, fields: vec!["import_id".to_owned()] }
}

/// The run, if it still is where this import left it.
pub(super) fn check_place(call: &WriteCall<'_, ImportCustomers>, run: &ImportRun) -> Result<()> {
    match call.tx.import_run(&run.actor, &run.name)? {
        Some(now)
            if now.key == run.key
                && now.fingerprint == run.fingerprint
                && now.rows == run.rows
                && now.state == RunState::Running =>
        {
            Ok(())
        }
        // Somebody else goes on with it at the same time.
        _ => Err(other_import()),
    }
}

/// Notes a batch with what it wrote, in its transaction: `rows` as JSON, when there are any.
pub(super) fn note_batch(
    call: &mut WriteCall<'_, ImportCustomers>,
    run: &ImportRun,
    rows: Option<String>,
    progress: &ImportProgress,
    ended: bool,
    report_bytes: u64,
) -> Result<ImportRun> {
    let state = if ended { RunState::Ended } else { RunState::Running };
    let mut noted = ImportRun {
        state,
        updated_at: call.permit.now(),
        rows: progress.rows,
        progress: json(progress)?,
        ..run.clone()
    };
    // At the end there may be a batch without rows: what was told last is what came before it.
    if let Some(rows) = rows {
        noted.last_batch = rows;
        noted.report_bytes = report_bytes;
    }
    call.tx.put_import_run(&noted)?;
    if ended {
        let counts = counts(progress);
        call.log(How::Imported, RecordKind::Import, &run.name, None, counts)?;
    }
    Ok(noted)
}

fn counts(progress: &ImportProgress) -> Vec<ChangedField> {
    [
        ("created", progress.created),
        ("updated", progress.updated),
        ("unchanged", progress.unchanged),
        ("matched_many", progress.matched_many),
        ("rejected", progress.rejected),
    ]
    .map(|(name, count)| ChangedField::new(name, None, Some(count.to_string())))
    .into()
}

/// What a run came to so far, and its last batch.
pub(super) fn read(run: &ImportRun) -> Result<ImportBatch> {
    let read_error = |_| Error::internal("import.run");
    Ok(ImportBatch {
        rows: serde_json::from_str(&run.last_batch).map_err(read_error)?,
        progress: serde_json::from_str(&run.progress).map_err(read_error)?,
        repeated: true,
    })
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::internal("import.json"))
}

/// Clears what a run that ended remembers of its rows, in steps that keep nobody waiting. One that
/// nobody named goes altogether.
pub(super) fn clear(gate: &Arc<Gate>, who: &Arc<Who>, run: &ImportRun) -> Result<()> {
    loop {
        let run = run.clone();
        let left = gate.write::<ImportCustomers, _>(who, move |call| {
            // Another process may have cleared it, and begun one of the same name.
            let now = call.tx.import_run(&run.actor, &run.name)?;
            let Some(now) = now.filter(|of| of.key == run.key && of.state == run.state) else {
                return Ok(false);
            };
            if call.tx.forget_touched(run.key, CLEARED_AT_ONCE)? > 0 {
                return Ok(true);
            }
            if run.unnamed {
                call.tx.delete_import_run(run.key)?;
            } else {
                call.tx.put_import_run(&ImportRun { state: RunState::Cleared, ..now })?;
            }
            Ok(false)
        })?;
        if !left {
            return Ok(());
        }
    }
}

/// Runs that a process left when it died.
fn clear_others(gate: &Arc<Gate>, who: &Arc<Who>) -> Result<()> {
    let left = gate.read::<ImportCustomers, _>(who, |call| {
        let before = call.permit.now().plus_millis(-ABANDONED_AFTER);
        Ok(call.tx.import_runs_to_clear(before)?)
    })?;
    left.iter().try_for_each(|run| clear(gate, who, run))
}
