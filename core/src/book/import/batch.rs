//! The rows of a batch: in one write transaction, or in a read transaction for a dry run.

use std::cell::Cell;
use std::sync::Arc;

use crate::book::gate::{Permit, WriteCall};
use crate::book::lookups;
use crate::book::operations::ImportCustomers;
use crate::error::{Error, Result};
use crate::exchange::FileRecord;
use crate::model::settings::Settings;
use crate::model::violation::Violation;
use crate::store::{ImportRun, ReadTx};

use super::answer::{ImportProgress, ImportRow};
use super::apply::{self, Place};
use super::check::{self, Entered};
use super::ground::{Ground, Sight};
use super::options::ImportOptions;
use super::overlay::Overlay;
use super::plan::{self, Plan, Planned, is_throttled};
use super::{Import, Pending, run};

/// So many octets are told of a batch, and one row's more: a row that breaks every rule has much to
/// tell, and the store takes values of 16 MiB.
const MOST_TOLD: usize = 4 << 20;

/// What a batch came to.
pub(super) struct Done {
    pub(super) rows: Vec<ImportRow>,
    pub(super) progress: ImportProgress,
    pub(super) run: Option<ImportRun>,
}

/// What all rows of a batch are decided by.
struct Desk<'d> {
    options: &'d ImportOptions,
    settings: &'d Settings,
    sight: Sight,
    run: Option<i64>,
}

impl Desk<'_> {
    /// What a row does, and whether it tried a reference.
    fn plan(
        &self,
        tx: &dyn ReadTx,
        permit: &Permit<'_, ImportCustomers>,
        row: &Checked,
        overlay: Option<&Overlay>,
        pending_probes: u64,
    ) -> Result<(Planned, bool)> {
        let row = match row {
            Ok(row) => row,
            Err(violations) => {
                let error = Error::Invalid { violations: violations.clone() };
                return Ok((Planned::only(Plan::Rejected(error)), false));
            }
        };
        let ground = Ground {
            tx,
            permit,
            settings: self.settings,
            options: self.options,
            sight: &self.sight,
            run: self.run,
            overlay,
            pending_probes,
            probed: Cell::new(false),
            asked: Default::default(),
        };
        let planned = plan::plan(&ground, row)?;
        // Only what came to nothing is counted: what is written shows what there is.
        let probed = ground.probed.get() && matches!(planned.plan, Plan::Rejected(_));
        Ok((planned, probed))
    }

    fn place(&self, row: &FileRecord) -> Place<'_> {
        Place {
            settings: self.settings,
            source: self.options.source.as_deref(),
            run: self.run.unwrap_or_default(),
            row: row.number,
        }
    }
}

type Checked = std::result::Result<Entered, Vec<Violation>>;

/// The rows as they were checked, or checked again when the settings were changed since.
fn by_settings(pending: &Pending, settings: &Settings) -> Option<Vec<Checked>> {
    (pending.settings != *settings).then(|| check::check_all(&pending.rows, settings))
}

impl Import {
    /// Writes the rows of a batch.
    pub(super) fn write(
        &self,
        pending: Arc<Pending>,
        run: ImportRun,
        done: usize,
        report_bytes: u64,
    ) -> Result<Done> {
        let (options, job) = (Arc::clone(&self.options), self.job.clone());
        let clock = self.clock(pending.bytes);
        self.session.gate.write::<ImportCustomers, _>(&self.session.who, move |call| {
            run::check_place(call, &run)?;
            let settings = options.settings(call.tx.settings()?);
            let again = by_settings(&pending, &settings);
            let checked = again.as_ref().unwrap_or(&pending.checked);
            let sight = Sight::of(&call.permit);
            let desk = Desk { options: &options, settings: &settings, sight, run: Some(run.key) };
            let (mut rows, mut told) = (Vec::with_capacity(checked.len()), String::new());
            for (record, row) in pending.rows.iter().zip(checked).skip(done) {
                job.check()?;
                match write_row(call, &desk, record, row) {
                    // Those before it are done; it and those behind it wait.
                    Err(error) if is_throttled(&error) && !rows.is_empty() => break,
                    row => rows.push(row?),
                }
                if let Some(row) = rows.last() {
                    told.push(if told.is_empty() { '[' } else { ',' });
                    told.push_str(&run::json(row)?);
                }
                // The rest is another batch, since this one is noted whole.
                if told.len() >= MOST_TOLD {
                    break;
                }
            }
            let progress = clock.after(&rows, call.gate.env().now());
            let ended = pending.end && done + rows.len() == pending.rows.len();
            let told = (!told.is_empty()).then(|| told + "]");
            let noted = run::note_batch(call, &run, told, &progress, ended, report_bytes)?;
            Ok(Done { rows, progress, run: Some(noted) })
        })
    }

    /// Says what the rows of a batch would come to.
    pub(super) fn pretend(&mut self, pending: &Pending, done: usize) -> Result<Done> {
        let clock = self.clock(pending.bytes);
        let (options, job, overlay) = (&self.options, &self.job, &mut self.overlay);
        let (gate, who) = (&self.session.gate, &self.session.who);
        let mut probes = 0;
        let (done, costs) = gate.read::<ImportCustomers, _>(who, |call| {
            let settings = options.settings(call.tx.settings()?);
            let again = by_settings(pending, &settings);
            let checked = again.as_ref().unwrap_or(&pending.checked);
            let sight = Sight::of(&call.permit);
            let desk = Desk { options, settings: &settings, sight, run: None };
            let mut rows = Vec::with_capacity(checked.len());
            for (record, row) in pending.rows.iter().zip(checked).skip(done) {
                job.check()?;
                let planned = desk.plan(call.tx, &call.permit, row, Some(overlay), probes);
                let (planned, probed) = match planned {
                    Err(error) if is_throttled(&error) && !rows.is_empty() => break,
                    planned => planned?,
                };
                probes += u64::from(probed);
                let (env, place) = (call.gate.env(), desk.place(record));
                rows.push(apply::pretend(overlay, env, &call.permit, planned, place)?);
            }
            let progress = clock.after(&rows, call.gate.env().now());
            let costs = if settings.max_lookups.is_some() { probes } else { 0 };
            Ok((Done { rows, progress, run: None }, costs))
        })?;
        // What a dry run tells of references out of sight costs as much as what a real one tells.
        if costs > 0 {
            lookups::note_probes::<ImportCustomers>(gate, who, costs)?;
        }
        Ok(done)
    }
}

fn write_row(
    call: &mut WriteCall<'_, ImportCustomers>,
    desk: &Desk<'_>,
    record: &FileRecord,
    row: &Checked,
) -> Result<ImportRow> {
    let (planned, probed) = desk.plan(call.tx.as_read(), &call.permit, row, None, 0)?;
    if probed {
        lookups::probed(call)?;
    }
    apply::write(call, planned, desk.place(record))
}
