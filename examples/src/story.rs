//! The whole story: a book, its customers, a mailbox, and what came of it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use customer_core::{Actor, CreationMode, CustomerBook, Error, MatchOptions, Session, Settings};
use serde_json::Value;
use tempfile::TempDir;

use crate::generate;
use crate::inbox::{self, Pass, now};
use crate::options::{MailSource, Options};
use crate::people::{self, Import};
use crate::table::{Column, lay_out};
use crate::trouble::{Result, Trouble};

/// How many refused rows are told one by one.
const MOST_REFUSED: usize = 20;

/// Runs it all and writes down what happened.
///
/// # Errors
/// [`Trouble`]. What was done until then is in the book; nothing is there by half.
pub fn tell(options: &Options, out: &mut dyn Write) -> Result<Vec<Pass>> {
    let mail = Mail::of(options)?;
    // Looked at first, so that a wrong path is told before anything is written.
    drop(crate::mail::messages(&mail.source)?);
    let place = Place::of(options)?;
    let book = CustomerBook::open(&place.path).map_err(Trouble::book("opening the book"))?;
    let session = administrator(&book)?;
    write(out, &format!("Book       {}", place.words))?;
    if let Some(path) = &options.settings {
        settings(&session, path)?;
        write(out, &format!("Settings   {}", shown(path)))?;
    }
    if let Some(path) = &options.customers {
        let begun = now();
        let import = people::import(&session, path)?;
        told(out, path, &import, begun.elapsed())?;
    }
    if let Some(path) = &options.sent {
        let count = people::record_sent(&session, path)?;
        write(out, &format!("Sent       {count} earlier messages from {}", shown(path)))?;
    }
    let matching = MatchOptions { dry_run: options.dry_run };
    let modes = match options.mode {
        Some(mode) => vec![mode],
        None => vec![CreationMode::Manual, CreationMode::Automatic],
    };
    let usual = session.get_settings().map_err(Trouble::book("reading the settings"))?.email_mode;
    let passes = modes
        .into_iter()
        .map(|mode| inbox::run(&session, &mail.source, mode, matching, options.threads))
        .collect::<Result<Vec<_>>>();
    // Whatever came of it, the book keeps the mode that it had.
    session
        .set_creation_modes(Some(usual), None, None)
        .map_err(Trouble::book("setting the mode"))?;
    let passes = passes?;
    write(out, "")?;
    if mail.folder.is_none() {
        write(out, lay_out(&columns(&passes), &rows(&passes), width()).trim_end())?;
        write(out, "")?;
    }
    sums(out, &passes, options)?;
    book.close().map_err(Trouble::book("closing the book"))?;
    Ok(passes)
}

/// The messages, and the folder of those that were made up.
struct Mail {
    source: MailSource,
    folder: Option<TempDir>,
}

impl Mail {
    fn of(options: &Options) -> Result<Self> {
        let Some(count) = options.generate else {
            return Ok(Self { source: options.mail.clone(), folder: None });
        };
        let folder =
            tempfile::tempdir().map_err(|error| Trouble::file(&std::env::temp_dir(), error))?;
        let path = folder.path().join("generated.mbox");
        generate::mailbox(&path, count, options.customers.as_deref())?;
        Ok(Self { source: MailSource::Mbox(path), folder: Some(folder) })
    }
}

/// Where the book is, and the folder that goes away with it.
struct Place {
    path: PathBuf,
    words: String,
    _folder: Option<TempDir>,
}

impl Place {
    fn of(options: &Options) -> Result<Self> {
        if let Some(path) = options.db.as_ref().filter(|_| !options.dry_run) {
            let words = shown(path);
            return Ok(Self { path: path.clone(), words, _folder: None });
        }
        let folder =
            tempfile::tempdir().map_err(|error| Trouble::file(&std::env::temp_dir(), error))?;
        let path = folder.path().join("book.db");
        let mut words = "a file that is thrown away".to_owned();
        // A dry run imports and sets the mode too, so it works on a copy.
        if let Some(book) = options.db.as_ref().filter(|book| book.exists()) {
            let open = CustomerBook::open(book).map_err(Trouble::book("opening the book"))?;
            open.backup_to(&path).map_err(Trouble::book("copying the book"))?;
            open.close().map_err(Trouble::book("closing the book"))?;
            words = format!("a copy of {} that is thrown away", shown(book));
        }
        Ok(Self { path, words, _folder: Some(folder) })
    }
}

/// A path as somebody would type it here.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

fn administrator(book: &CustomerBook) -> Result<Session> {
    let admin = Actor::agent("inbox", "Inbox")
        .map_err(|violation| Trouble::book("naming the actor")(violation.into()))?;
    match book.add_first_administrator(&admin) {
        // A book that was used before knows who may do what.
        Ok(()) | Err(Error::Conflict { .. }) => {}
        Err(error) => return Err(Trouble::book("opening the book")(error)),
    }
    book.session(&admin).map_err(Trouble::book("opening the book"))
}

/// The fields that the file names, over the settings of the book.
fn settings(session: &Session, path: &Path) -> Result<()> {
    let text = fs::read_to_string(path).map_err(|error| Trouble::file(path, error))?;
    let wanted: Value = serde_json::from_str(&text)
        .map_err(|error| Trouble::content(path, format!("line {}: not JSON", error.line())))?;
    let current = session.get_settings().map_err(Trouble::book("reading the settings"))?;
    let mut merged = serde_json::to_value(&current)
        .map_err(|_| Trouble::content(path, "the settings of the book cannot be written down"))?;
    merge(&mut merged, &wanted, "").map_err(|what| Trouble::content(path, what))?;
    let merged: Settings = serde_json::from_value(merged)
        .map_err(|_| Trouble::content(path, "a setting has a value that it cannot have"))?;
    if merged != current {
        session.update_settings(merged).map_err(Trouble::book("changing the settings"))?;
    }
    Ok(())
}

fn merge(into: &mut Value, from: &Value, at: &str) -> std::result::Result<(), String> {
    let (Value::Object(into), Value::Object(from)) = (into, from) else {
        return Err(format!("an object is needed{at}"));
    };
    for (name, value) in from {
        let Some(known) = into.get_mut(name) else {
            return Err(format!("there is no setting `{name}`{at}"));
        };
        if known.is_object() {
            merge(known, value, &format!(" in `{name}`"))?;
        } else {
            *known = value.clone();
        }
    }
    Ok(())
}

fn told(out: &mut dyn Write, path: &Path, import: &Import, took: Duration) -> Result<()> {
    write(
        out,
        &format!("Customers  {} imported from {} in {took:.0?}", import.created, shown(path)),
    )?;
    let aside = |count: u32, why: &str| (count > 0).then(|| format!("           {count} {why}"));
    let lines = [
        aside(import.known, "were in the book already"),
        aside(import.unsure, "have no `ref` and may be in the book already: left out"),
        (!import.ignored_columns.is_empty()).then(|| {
            format!(
                "           columns that mean nothing here: {}",
                import.ignored_columns.join(", ")
            )
        }),
    ];
    for line in lines.into_iter().flatten() {
        write(out, &line)?;
    }
    for refused in import.refused.iter().take(MOST_REFUSED) {
        write(out, &format!("           line {}: {}", refused.line, refused.why))?;
    }
    let more = import.refused.len().saturating_sub(MOST_REFUSED);
    if more > 0 {
        write(out, &format!("           and {more} rows more were refused"))?;
    }
    Ok(())
}

fn sums(out: &mut dyn Write, passes: &[Pass], options: &Options) -> Result<()> {
    let mut titles = vec![Column { title: "outcome", most: 20 }];
    titles.extend(passes.iter().map(|pass| Column { title: pass.mode.as_str(), most: 12 }));
    write(out, lay_out(&titles, &totals(passes), width()).trim_end())?;
    write(out, "")?;
    let by = if options.threads > 1 {
        format!(" by {} threads", options.threads)
    } else {
        String::new()
    };
    for pass in passes {
        let each = pass.took.checked_div(u32::try_from(pass.lines.len()).unwrap_or(u32::MAX));
        write(
            out,
            &format!(
                "{:<10} {} messages{by} in {:.1?}: {:.0} a second, {:.1?} each, the slowest {:.1?}{}",
                pass.mode.as_str(),
                pass.lines.len(),
                pass.took,
                pass.lines.len() as f64 / pass.took.as_secs_f64().max(1e-9),
                each.unwrap_or_default(),
                pass.slowest,
                if options.dry_run { ", nothing written" } else { "" },
            ),
        )?;
    }
    Ok(())
}

/// The width of the terminal; of a wide one where there is none.
fn width() -> usize {
    let terminal = console::Term::stdout();
    if terminal.is_term() { usize::from(terminal.size().1) } else { 160 }
}

fn columns(passes: &[Pass]) -> Vec<Column> {
    let mut columns = vec![
        Column { title: "message", most: 30 },
        Column { title: "class", most: 14 },
        Column { title: "evidence", most: 44 },
    ];
    columns.extend(passes.iter().map(|pass| Column { title: pass.mode.as_str(), most: 14 }));
    columns.push(Column { title: "customer", most: 46 });
    columns
}

/// The customer is the one of the last mode.
fn rows(passes: &[Pass]) -> Vec<Vec<String>> {
    let Some(last) = passes.last() else { return Vec::new() };
    let row = |(at, line): (usize, &inbox::Line)| {
        let mut row = vec![line.message.clone(), line.class.clone(), line.evidence.clone()];
        row.extend(passes.iter().map(|pass| {
            pass.lines.get(at).map_or_else(String::new, |line| line.outcome.replace('_', " "))
        }));
        row.push(line.customer.clone());
        row
    };
    last.lines.iter().enumerate().map(row).collect()
}

fn totals(passes: &[Pass]) -> Vec<Vec<String>> {
    let mut outcomes: Vec<&str> =
        passes.iter().flat_map(|pass| pass.lines.iter().map(|line| line.outcome)).collect();
    outcomes.sort_unstable();
    outcomes.dedup();
    let count = |pass: &Pass, outcome: &str| {
        pass.lines.iter().filter(|line| line.outcome == outcome).count().to_string()
    };
    outcomes
        .into_iter()
        .map(|outcome| {
            let mut row = vec![outcome.replace('_', " ")];
            row.extend(passes.iter().map(|pass| format!("{:>8}", count(pass, outcome))));
            row
        })
        .collect()
}

fn write(out: &mut dyn Write, line: &str) -> Result<()> {
    match writeln!(out, "{line}") {
        // Whoever reads the output has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Trouble::file(Path::new("standard output"), error)),
    }
}
