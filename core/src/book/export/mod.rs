//! Customers are written to files: page by page, each as its actor sees it.

mod file;
mod formats;

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::gate::ReadCall;
use super::import::Job;
use super::operations::ExportCustomers;
use super::records::{self, Found, sees_card};
use super::selection::{Asked, Text, wanted};
use super::session::Session;
use crate::error::{Error, Result};
use crate::model::codes::{debug_shows, word_enum};
use crate::model::customer::CustomerRecord;
use crate::model::exchange::{ExportColumn, FileFormat};
use crate::model::filter::Filter;
use crate::model::page::MAX_PAGE;
use crate::model::time::Timestamp;
use crate::model::violation::{Rule, Violation};
use crate::store::CustomersAfter;
use formats::Line;

word_enum! {
    /// The version of vCards.
    pub enum CardVersion {
        /// RFC 2426, which older address books read.
        V3 = "3.0",
        /// RFC 6350.
        V4 = "4.0",
    }
}

/// Which customers are written, and how.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportOptions {
    /// The format; CSV by default.
    pub format: FileFormat,
    /// The columns of CSV and JSON Lines, in their order; when there are none, all that an import can
    /// set. Cards have what their format has.
    pub columns: Vec<ExportColumn>,
    /// Inactive customers too; true by default.
    pub include_inactive: bool,
    /// Only those whom a search for this text finds.
    pub text: Option<String>,
    /// Only those of whom this is true.
    pub filter: Option<Filter>,
    /// Only those in this segment.
    pub segment: Option<String>,
    /// The version of vCards; 4.0 by default.
    pub card_version: CardVersion,
    /// A byte order mark before CSV, for spreadsheets that take UTF-8 for something else without it.
    pub byte_order_mark: bool,
}

debug_shows!(ExportOptions { format, columns, include_inactive, filter, segment });

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            format: FileFormat::Csv,
            columns: Vec::new(),
            include_inactive: true,
            text: None,
            filter: None,
            segment: None,
            card_version: CardVersion::V4,
            byte_order_mark: false,
        }
    }
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExportProgress {
    /// Customers that are written.
    pub rows: u64,
    /// Octets that they are.
    pub bytes: u64,
    /// How long it took, in milliseconds, pauses between calls included.
    pub elapsed_millis: u64,
}

/// A part of a file of customers.
#[derive(Clone, PartialEq, Eq)]
pub struct ExportChunk {
    /// The octets, which belong behind those of the chunk before.
    pub bytes: Vec<u8>,
    /// How far the export is after them.
    pub progress: ExportProgress,
}

impl fmt::Debug for ExportChunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportChunk").field("progress", &self.progress).finish_non_exhaustive()
    }
}

impl Session {
    /// Begins to write the customers whom the actor may see, in the order in which they were added.
    /// Nothing is read yet; each call of [`Export::next_chunk`] writes the next ones. What the actor
    /// does not see of a customer is not written, and what he sees masked is written masked.
    ///
    /// A file of the formats can be brought in again, and says then of each customer what was
    /// written. That an export was made is written to the change log, once an hour in a session.
    ///
    /// # Errors
    /// `invalid` for a column that is named twice, and for a filter that breaks a rule or looks at what
    /// the actor may not see; `not_found` for a segment that is not there; `denied`.
    pub fn export_customers(&self, options: ExportOptions) -> Result<Export> {
        Export::begin(self, options, Job::new())
    }

    /// Writes the customers to a file. It has its name only once it is whole and on the disk; one that
    /// is there is replaced only if `replace` says so.
    ///
    /// # Errors
    /// As [`export_customers`](Self::export_customers); `storage` for a file that cannot be written or
    /// is there already (`already_there`), and for one that is a book in use (`in_use`), whatever
    /// `replace` says; `cancelled`.
    pub fn export_to_file(
        &self,
        path: impl AsRef<Path>,
        options: ExportOptions,
        replace: bool,
        job: Option<&Job>,
    ) -> Result<ExportProgress> {
        let mut export = Export::begin(self, options, job.cloned().unwrap_or_default())?;
        file::write(path.as_ref(), replace, &mut export)
    }
}

/// Customers that are being written. See [`Session::export_customers`].
pub struct Export {
    session: Session,
    options: Arc<ExportOptions>,
    /// The local key of the last customer that was written.
    after: i64,
    begun_at: Timestamp,
    begun: bool,
    ended: bool,
    /// What could not be written.
    broken: Option<Error>,
    progress: ExportProgress,
    job: Job,
}

impl Export {
    fn begin(session: &Session, mut options: ExportOptions, job: Job) -> Result<Self> {
        if options.columns.is_empty() {
            options.columns = ExportColumn::defaults();
        }
        let twice = options.columns.iter().enumerate();
        let twice = twice.filter(|(at, column)| {
            options.columns.iter().take(*at).any(|before| before == *column)
        });
        let violations: Vec<Violation> = twice
            .map(|(at, _)| Violation::new(format!("columns[{at}]"), Rule::Duplicate))
            .collect();
        if !violations.is_empty() {
            return Err(violations.into());
        }
        // Who may not export is told before anything is written.
        session.gate.read_delicate::<ExportCustomers, _>(&session.who, |call| {
            wanted(call.tx, call.permit.access(), &(&options).into()).map(drop)
        })?;
        Ok(Self {
            session: session.clone(),
            options: Arc::new(options),
            after: 0,
            begun_at: session.gate.env().now(),
            begun: false,
            ended: false,
            broken: None,
            progress: ExportProgress::default(),
            job,
        })
    }

    /// Writes the next customers, as the book is at this moment: those that came in meanwhile are
    /// among them, and those that are gone are not. Nothing when all are written.
    ///
    /// # Errors
    /// `denied` when the right to export was taken away; `cancelled`, `storage`, `busy`.
    pub fn next_chunk(&mut self) -> Result<Option<ExportChunk>> {
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        if self.ended {
            return Ok(None);
        }
        self.job.check()?;
        let job = self.job.clone();
        let (options, after) = (&self.options, self.after);
        let (gate, who) = (&self.session.gate, &self.session.who);
        let (lines, last) = gate.read_delicate::<ExportCustomers, _>(who, |call| {
            let (records, last) = next_page(call, options, after, &job)?;
            let lines = records.into_iter().map(|record| line(call, options, record));
            Ok((lines.collect::<Result<Vec<Line>>>()?, last))
        })?;
        self.ended = last.is_none();
        let mut bytes = Vec::new();
        formats::write(&lines, &self.options, !self.begun, &mut bytes)
            .map_err(|_| Error::internal("export.format"))?;
        self.begun = true;
        self.after = last.unwrap_or(after);
        let millis = gate.env().now().as_millis().saturating_sub(self.begun_at.as_millis());
        self.progress = ExportProgress {
            rows: self.progress.rows + lines.len() as u64,
            bytes: self.progress.bytes + bytes.len() as u64,
            elapsed_millis: u64::try_from(millis).unwrap_or(0),
        };
        self.job.tell(self.progress.rows, self.progress.bytes, None);
        let chunk = ExportChunk { bytes, progress: self.progress };
        Ok(Some(chunk).filter(|chunk| !chunk.bytes.is_empty()))
    }

    /// Writes all that is left.
    ///
    /// # Errors
    /// As [`next_chunk`](Self::next_chunk), and `storage` for what the writer answers.
    pub fn write_to(&mut self, out: &mut dyn Write) -> Result<ExportProgress> {
        while let Some(chunk) = self.next_chunk()? {
            if let Err(error) = out.write_all(&chunk.bytes) {
                // How much of it was written nobody knows: what is behind it has no place any more.
                let error = Error::of_file(&error, None);
                self.broken = Some(error.clone());
                return Err(error);
            }
        }
        Ok(self.progress)
    }

    /// How far the export is.
    pub fn progress(&self) -> ExportProgress {
        self.progress
    }

    /// A handle to look at the export and to stop it from another thread.
    pub fn job(&self) -> Job {
        self.job.clone()
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export").field("progress", &self.progress).finish_non_exhaustive()
    }
}

/// So many customers are looked at for a text at once.
const LOOKED_AT: u32 = 5_000;

/// The next customers behind a local key, and where those behind them begin; none behind the last. The
/// one place that says which ones are exported.
fn next_page(
    call: &ReadCall<'_, ExportCustomers>,
    options: &ExportOptions,
    after: i64,
    job: &Job,
) -> Result<(Vec<CustomerRecord>, Option<i64>)> {
    let wanted = wanted(call.tx, call.permit.access(), &options.into())?;
    let lanes = wanted.lanes();
    let mut after = after;
    // Where each page has to look for the text again, pages are larger.
    let limit = if lanes.is_some() { LOOKED_AT } else { MAX_PAGE };
    loop {
        job.check()?;
        let request = CustomersAfter {
            include_inactive: options.include_inactive,
            filter: wanted.filter.as_ref(),
            lanes: lanes.as_deref(),
            limit,
        };
        let page = match &wanted.text {
            Text::Nobody => Vec::new(),
            _ => call.tx.customers_after(&wanted.access, after, &request)?,
        };
        let whole = page.len() == limit as usize;
        after = page.last().map_or(after, |(key, _)| *key);
        let records = page.into_iter().map(|(_, record)| record).collect();
        let records =
            if wanted.is_plain() { records } else { wanted.keep_found(call.tx, records)? };
        if !whole || !records.is_empty() {
            return Ok((records, whole.then_some(after)));
        }
    }
}

impl<'a> From<&'a ExportOptions> for Asked<'a> {
    fn from(of: &'a ExportOptions) -> Self {
        let (text, segment) = (of.text.as_deref(), of.segment.as_deref());
        Self { text, filter: of.filter.as_ref(), segment }
    }
}

/// A customer as the actor sees it, with what is kept of its card where cards are written.
fn line(
    call: &ReadCall<'_, ExportCustomers>,
    options: &ExportOptions,
    record: CustomerRecord,
) -> Result<Line> {
    let cards = matches!(options.format, FileFormat::VCard | FileFormat::JsContact);
    let whole = sees_card(&record.seen);
    let preserved = if cards && whole { call.tx.preserved(record.id)? } else { Vec::new() };
    let customer = records::show(call.tx, Found { record, redirected_from: None })?;
    Ok(Line { customer, preserved })
}
