//! Files of customers are brought in: row by row by the rules of what people enter and edit, batch by
//! batch in transactions of their own, and from where they stopped when they were interrupted.
//!
//! A row is looked up and decided over what the book says, and then written; a dry run takes the same
//! way and remembers in place of writing.

mod answer;
mod apply;
mod batch;
mod check;
mod ground;
mod open;
mod options;
mod overlay;
mod plan;
mod report;
mod run;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use answer::{
    ImportBatch, ImportDuplicate, ImportProgress, ImportRow, ImportRowOutcome, ImportSummary,
};
pub use options::{
    BlankCells, ExistingRows, ImportKey, ImportOptions, ImportSource, Job, JobProgress,
};

use super::operations::{ForgetImport, ImportCustomers};
use super::session::Session;
use crate::error::{Error, Result};
use crate::exchange::{FileRecord, RecordReader};
use crate::model::change::RecordKind;
use crate::model::provenance::How;
use crate::model::settings::Settings;
use crate::model::time::Timestamp;
use crate::model::violation::Violation;
use crate::store::{ImportRun, RunState};
use answer::Clock;
use check::Entered;
use overlay::Overlay;

/// A batch ends behind so many octets of the file, however few rows they are.
const BATCH_OCTETS: u64 = 8 * 1024 * 1024;
/// So many of what an import remembered are forgotten in one transaction.
const FORGOTTEN_AT_ONCE: u32 = 20_000;

impl Session {
    /// Begins to bring a file of customers in. Nothing is read but the file's beginning; each call of
    /// [`Import::next_batch`] does the next rows.
    ///
    /// An import that has a name in [`ImportOptions::import_id`] goes on where it stopped when it is
    /// begun again: with the same file and the same options. What is done of it is done once, however
    /// it was interrupted.
    ///
    /// # Errors
    /// `denied`; `invalid` for options and for a file that is none of customers; `conflict`
    /// (`other_import`) for a name under which another file, or the same with other options, was
    /// brought in; `storage` when the file cannot be read, or is a book that is open here (`in_use`).
    pub fn start_import(&self, source: ImportSource, options: ImportOptions) -> Result<Import> {
        Import::start(self, source, options, Job::new())
    }

    /// Brings a whole file in. Each row's [`ImportRow`] is written to the report as a line of JSON,
    /// before the next batch is done; a report of an import that goes on is cut where it stopped and
    /// gone on with.
    ///
    /// # Errors
    /// As [`start_import`](Self::start_import) and [`Import::next_batch`]; `storage` for a report that
    /// cannot be written, that is there already (`already_there`), or whose place a book in use has
    /// (`in_use`).
    pub fn import_file(
        &self,
        path: impl AsRef<Path>,
        options: ImportOptions,
        report: Option<&Path>,
        job: Option<&Job>,
    ) -> Result<ImportSummary> {
        let job = job.cloned().unwrap_or_default();
        let source = ImportSource::Path(path.as_ref().to_path_buf());
        report::run(&mut Import::start(self, source, options, job)?, report)
    }

    /// Forgets an import of the actor's own, so that its name is free. Customers stay as they are. An
    /// import that was interrupted cannot go on then. False when there is none of this name.
    ///
    /// # Errors
    /// `denied`.
    pub fn forget_import(&self, import_id: &str) -> Result<bool> {
        loop {
            let name = import_id.to_owned();
            let left = self.gate.write::<ForgetImport, _>(&self.who, move |call| {
                let actor = call.permit.actor().id.clone();
                let Some(run) = call.tx.import_run(&actor, &name)? else { return Ok(Some(false)) };
                if call.tx.forget_touched(run.key, FORGOTTEN_AT_ONCE)? > 0 {
                    return Ok(None);
                }
                call.tx.delete_import_run(run.key)?;
                call.log(How::Typed, RecordKind::Import, &run.name, None, Vec::new())?;
                Ok(Some(true))
            })?;
            if let Some(was_there) = left {
                return Ok(was_there);
            }
        }
    }
}

/// A file of customers that is being brought in. See [`Session::start_import`].
pub struct Import {
    session: Session,
    options: Arc<ImportOptions>,
    reader: Box<dyn RecordReader>,
    /// None in a dry run, which leaves nothing behind.
    run: Option<ImportRun>,
    progress: ImportProgress,
    begun_at: Timestamp,
    /// How long the runs before took.
    millis_before: u64,
    /// Rows that were read and are not done.
    pending: Option<Arc<Pending>>,
    /// How many of them are done.
    pending_done: usize,
    /// What ended a dry run.
    broken: Option<Error>,
    /// What is told again.
    repeat: Option<ImportBatch>,
    ended: bool,
    job: Job,
    overlay: Overlay,
}

/// Rows that were read together.
struct Pending {
    rows: Vec<FileRecord>,
    checked: Vec<std::result::Result<Entered, Vec<Violation>>>,
    /// By which settings they were checked.
    settings: Settings,
    bytes: u64,
    /// There are no more behind them.
    end: bool,
    /// What is wrong with the file behind them.
    problem: Option<Error>,
}

impl Import {
    fn start(
        session: &Session,
        source: ImportSource,
        options: ImportOptions,
        job: Job,
    ) -> Result<Self> {
        let options = options.checked()?;
        let (gate, who) = (&session.gate, &session.who);
        // Who may not import learns nothing of the file.
        gate.read::<ImportCustomers, _>(who, |_| Ok(()))?;
        let opened = open::open(source, &options)?;
        let name = options.import_id.clone();
        let run = match options.dry_run {
            true => None,
            false => Some(run::begin(gate, who, name, opened.fingerprint)?),
        };
        let mut import = Self {
            session: session.clone(),
            options: Arc::new(options),
            reader: opened.reader,
            run: None,
            progress: ImportProgress { total_bytes: opened.total_bytes, ..Default::default() },
            begun_at: gate.env().now(),
            millis_before: 0,
            pending: None,
            pending_done: 0,
            broken: None,
            repeat: None,
            ended: false,
            job,
            overlay: Overlay::default(),
        };
        if let Some(run) = run {
            import.go_on(run)?;
        }
        Ok(import)
    }

    /// Goes to where a run stopped.
    fn go_on(&mut self, run: ImportRun) -> Result<()> {
        let mut last = run::read(&run)?;
        last.progress.total_bytes = self.progress.total_bytes;
        self.progress = last.progress;
        self.millis_before = last.progress.elapsed_millis;
        self.ended = run.state != RunState::Running;
        self.repeat = Some(last).filter(|batch| !batch.rows.is_empty());
        let rows = if self.ended { 0 } else { run.rows };
        self.run = Some(run);
        for _ in 0..rows {
            self.job.check()?;
            if self.reader.next_record()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Does the next rows, in one transaction, and says what became of each. Nothing when all are done.
    ///
    /// The first batch of an import that goes on is the one that was done last, marked
    /// [`repeated`](ImportBatch::repeated). After an error nothing of the batch is written, and the
    /// next call tries the same rows again; a dry run has to be begun anew.
    ///
    /// # Errors
    /// `invalid` when the file cannot be read any further (field `file` or `file.records[n]`): what stands
    /// before that row is done; `denied` when the right to import was taken away; `refused`
    /// (`lookup_throttled`) for somebody who works with a part of the book and has asked for as many
    /// references as he may in an hour: the rows before are done, and the next wait; `cancelled`;
    /// `conflict` (`other_import`) when the same import goes on elsewhere; `busy`, `storage`.
    pub fn next_batch(&mut self) -> Result<Option<ImportBatch>> {
        self.next(0)
    }

    /// What the import came to so far.
    pub fn summary(&self) -> ImportSummary {
        ImportSummary {
            progress: self.progress,
            finished: self.ended,
            dry_run: self.options.dry_run,
        }
    }

    /// A handle to look at the import and to stop it from another thread.
    pub fn job(&self) -> Job {
        self.job.clone()
    }

    /// It was begun before, under its name.
    fn goes_on(&self) -> bool {
        self.repeat.is_some()
    }

    /// How long the report was before the batch that is told again.
    fn report_bytes(&self) -> u64 {
        self.run.as_ref().map_or(0, |run| run.report_bytes)
    }

    fn next(&mut self, report_bytes: u64) -> Result<Option<ImportBatch>> {
        if let Some(batch) = self.repeat.take() {
            self.tell();
            return Ok(Some(batch));
        }
        if self.ended {
            return Ok(None);
        }
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        self.job.check()?;
        let pending = match &self.pending {
            Some(pending) => Arc::clone(pending),
            None => Arc::new(self.read()?),
        };
        self.pending = Some(Arc::clone(&pending));
        if pending.rows.is_empty()
            && let Some(problem) = &pending.problem
        {
            return Err(problem.clone());
        }
        let before = self.pending_done;
        let done = match &self.run {
            Some(run) => self.write(Arc::clone(&pending), run.clone(), before, report_bytes)?,
            // Rows before the one that failed have left their traces: what came after them would not be
            // what the import says.
            None => {
                self.pretend(&pending, before).inspect_err(|of| self.broken = Some(of.clone()))?
            }
        };
        if before + done.rows.len() < pending.rows.len() {
            self.pending_done = before + done.rows.len();
        } else {
            self.ended = pending.end;
            self.pending_done = 0;
            // What is wrong behind these rows is told by the next call.
            self.pending = pending.problem.clone().map(|of| Arc::new(Pending::only(of)));
        }
        self.progress = done.progress;
        self.run = done.run;
        self.tell();
        if let Some(run) = self.run.as_ref().filter(|_| self.ended) {
            // What is left is cleared when the next import begins.
            let _ = run::clear(&self.session.gate, &self.session.who, run);
        }
        let batch = ImportBatch { rows: done.rows, progress: self.progress, repeated: false };
        Ok(Some(batch).filter(|batch| !batch.rows.is_empty()))
    }

    fn clock(&self, bytes: u64) -> Clock {
        let (begun_at, millis_before) = (self.begun_at, self.millis_before);
        Clock { before: self.progress, bytes, begun_at, millis_before }
    }

    fn tell(&self) {
        let of = &self.progress;
        self.job.tell(of.rows, of.bytes, of.total_bytes);
    }

    /// Reads the next rows and checks what can be checked without the book.
    fn read(&mut self) -> Result<Pending> {
        let (gate, who) = (&self.session.gate, &self.session.who);
        let settings = gate.read::<ImportCustomers, _>(who, |call| Ok(call.tx.settings()?))?;
        let settings = self.options.settings(settings);
        let first = self.reader.bytes_read();
        let most = self.options.batch_rows as usize;
        let (mut rows, mut end, mut problem) = (Vec::new(), false, None);
        while rows.len() < most && self.reader.bytes_read() - first < BATCH_OCTETS {
            self.job.check()?;
            match self.reader.next_record() {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => {
                    end = true;
                    break;
                }
                Err(of) => {
                    problem = Some(of.into());
                    break;
                }
            }
        }
        let checked = check::check_all(&rows, &settings);
        Ok(Pending { rows, checked, settings, bytes: self.reader.bytes_read(), end, problem })
    }
}

impl Pending {
    /// No rows, and why there are none.
    fn only(problem: Error) -> Self {
        Self {
            rows: Vec::new(),
            checked: Vec::new(),
            settings: Settings::default(),
            bytes: 0,
            end: false,
            problem: Some(problem),
        }
    }
}

impl fmt::Debug for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import").field("progress", &self.progress).finish_non_exhaustive()
    }
}
