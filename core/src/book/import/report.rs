//! A whole file at once, with a report of each row beside it.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::reason::StorageKind;
use crate::store::is_in_use;

use super::Import;
use super::answer::{ImportBatch, ImportSummary};

/// How a line of a report begins.
const ROW: &[u8; 10] = b"{\"number\":";

/// A report: a JSON object for each row, each on a line.
pub(super) struct Report {
    file: BufWriter<File>,
    path: PathBuf,
    bytes: u64,
}

impl Report {
    /// Opens the report of an import that goes on behind so many octets; what stands behind them was
    /// written for rows that are told again.
    pub(super) fn open(path: &Path, bytes: u64) -> Result<Self> {
        let at = |error: io::Error| Error::of_file(&error, Some(path));
        let trouble = |kind| Err(Error::storage_at(kind, path));
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(bytes == 0)
            .truncate(false)
            .open(path)
            .map_err(at)?;
        let length = file.metadata().map_err(at)?.len();
        if length < bytes {
            return trouble(StorageKind::Corrupt);
        }
        // What is to be cut off has to be rows of a report, if only a piece of one: this is perhaps another
        // file.
        let mut begins = Vec::new();
        file.seek(SeekFrom::Start(bytes)).map_err(at)?;
        Read::by_ref(&mut file).take(ROW.len() as u64).read_to_end(&mut begins).map_err(at)?;
        if !ROW.starts_with(&begins) {
            return trouble(StorageKind::AlreadyThere);
        }
        file.set_len(bytes).map_err(at)?;
        file.seek(SeekFrom::End(0)).map_err(at)?;
        Ok(Self { file: BufWriter::new(file), path: path.to_path_buf(), bytes })
    }

    /// Is there a report that nobody began here?
    pub(super) fn check_free(path: &Path) -> Result<()> {
        match std::fs::metadata(path) {
            Ok(about) if about.len() > 0 => Err(Error::storage_at(StorageKind::AlreadyThere, path)),
            _ => Ok(()),
        }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes a batch, so that it is on the disk before the next one is in the book.
    pub(super) fn write(&mut self, batch: &ImportBatch) -> Result<()> {
        let at = |error: io::Error| Error::of_file(&error, Some(&self.path));
        for row in &batch.rows {
            let mut line = serde_json::to_vec(row).map_err(|_| Error::internal("import.report"))?;
            line.push(b'\n');
            self.file.write_all(&line).map_err(at)?;
            self.bytes += line.len() as u64;
        }
        self.file.flush().map_err(at)?;
        self.file.get_ref().sync_data().map_err(at)
    }
}

/// Runs an import to its end.
pub(super) fn run(import: &mut Import, report: Option<&Path>) -> Result<ImportSummary> {
    let mut report = match report {
        Some(path) => {
            if is_in_use(path) {
                return Err(Error::storage_at(StorageKind::InUse, path));
            }
            if !import.goes_on() {
                Report::check_free(path)?;
            }
            Some(Report::open(path, import.report_bytes())?)
        }
        None => None,
    };
    while let Some(batch) = import.next(report.as_ref().map_or(0, Report::bytes))? {
        if let Some(report) = &mut report {
            report.write(&batch)?;
        }
    }
    Ok(import.summary())
}
