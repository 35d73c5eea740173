//! A look into a file of customers before it is imported.

use crate::error::Result;
use crate::exchange::{self, FileRecord, OpenFile};
use crate::model::exchange::{FileOptions, FilePreview, FileProblem, PreviewRecord};
use crate::model::page::MAX_PAGE;

use super::import::ImportSource;

/// Reads the beginning of a file of customers as an import would: what the file is, what its columns
/// mean, and what the first records say. It asks no book, so that a form can show it while somebody
/// maps the columns. At most 500 records are read.
///
/// ```
/// use customer_core::{FileOptions, preview_file};
///
/// let file = "Vorname;Nachname;E-Mail;Notiz\nAnna;Müller;anna@example.com;VIP\n";
/// let preview = preview_file(Vec::from(file).into(), &FileOptions::default(), 10)?;
/// assert_eq!(preview.delimiter, Some(';'));
/// assert_eq!(preview.columns[0].target.as_deref(), Some("given_name"));
/// assert_eq!(preview.unknown, ["Notiz"]);
/// let anna = preview.records[0].customer.as_ref();
/// assert_eq!(anna.and_then(|of| of.family_name.as_deref()), Some("Müller"));
/// # Ok::<(), customer_core::Error>(())
/// ```
///
/// # Errors
/// `invalid`, with violations of `encoding`, `delimiter` or `columns[i]` when the options do not fit
/// the file, and of `file` when it cannot be read at all; `storage` when the source fails, or is a book
/// that is open here (`in_use`). What is
/// wrong with a record is told with the record, and a problem that is met behind the beginning in
/// [`FilePreview::problem`].
pub fn preview_file(
    source: ImportSource,
    options: &FileOptions,
    records: u32,
) -> Result<FilePreview> {
    let OpenFile { format, encoding, delimiter, mut reader, .. } =
        exchange::open(source.open()?.0, options)?;
    let mut preview = FilePreview {
        format,
        encoding: encoding.to_owned(),
        delimiter,
        columns: Vec::new(),
        unknown: Vec::new(),
        records: Vec::new(),
        problem: None,
    };
    for _ in 0..records.min(MAX_PAGE) {
        match reader.next_record() {
            Ok(Some(record)) => preview.records.push(shown(record)),
            Ok(None) => break,
            Err(problem @ FileProblem::Io(_)) => return Err(problem.into()),
            Err(problem) => {
                preview.problem = problem.violations().pop();
                break;
            }
        }
    }
    (preview.columns, preview.unknown) = (reader.columns(), reader.unknown());
    Ok(preview)
}

fn shown(record: FileRecord) -> PreviewRecord {
    let FileRecord { number, content } = record;
    let (raw, violations) = match content {
        Ok(raw) => (Some(raw), Vec::new()),
        Err(violations) => (None, violations),
    };
    let (status, preferred_channel) = raw
        .as_ref()
        .map(|raw| (raw.status.clone(), raw.preferred_channel.clone()))
        .unwrap_or_default();
    PreviewRecord {
        number,
        customer: raw.map(|raw| raw.new),
        status,
        preferred_channel,
        violations,
    }
}
