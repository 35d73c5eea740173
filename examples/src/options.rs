//! The command line of `support_inbox`.

use std::path::{Path, PathBuf};

use customer_core::CreationMode;
use lexopt::prelude::*;

use crate::trouble::{Result, Trouble};

/// What `--help` prints.
pub const HELP: &str = "\
Who wrote this? Imports customers, puts every message of a mailbox to a customer book, in manual and
in automatic mode, and prints what came of each.

Usage: support_inbox [OPTIONS]

  --eml DIR          messages: a folder of .eml files; of any files when none is called .eml
  --mbox FILE        messages: a mailbox in mbox format
  --generate COUNT   messages: so many made up ones, from customers of the list, strangers and
                     machines; what came of them is told in sums
  --customers FILE   customers: CSV, UTF-8, with a header; examples/data/README.md names the columns
  --settings FILE    settings of the book: JSON, the fields of `Settings`
  --sent FILE        messages sent earlier: CSV message_id,to,customer_ref,sent_at
  --db FILE          the book; made when it is not there. Without it: a file that is thrown away
  --mode MODE        manual or automatic; without it both, one after the other
  --threads COUNT    put so many messages to the book at once; 1 when absent, at most 64. With more, it is
                     not settled which of two messages of a stranger creates the customer
  --dry-run          answer as if, and write nothing
  --help             this

Without --eml and --mbox it takes the messages (unless they are made up), customers and settings of
examples/data.";

/// Where messages come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailSource {
    /// A folder of files with one message each.
    Folder(PathBuf),
    /// A file in mbox format.
    Mbox(PathBuf),
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The messages.
    pub mail: MailSource,
    /// So many made up messages instead.
    pub generate: Option<u32>,
    /// The customers to import.
    pub customers: Option<PathBuf>,
    /// The settings.
    pub settings: Option<PathBuf>,
    /// Messages that were sent earlier.
    pub sent: Option<PathBuf>,
    /// The book's file.
    pub db: Option<PathBuf>,
    /// One mode only.
    pub mode: Option<CreationMode>,
    /// Write nothing.
    pub dry_run: bool,
    /// How many messages are put to the book at once.
    pub threads: usize,
}

impl Options {
    /// The messages, customers and settings that came with the project.
    pub fn of_data(data: &Path) -> Self {
        Self {
            mail: MailSource::Folder(data.join("inbox")),
            generate: None,
            customers: Some(data.join("customers.csv")),
            settings: Some(data.join("settings.json")),
            sent: Some(data.join("sent.csv")),
            db: None,
            mode: None,
            dry_run: false,
            threads: 1,
        }
    }

    /// Reads the command line. `None` when only the help is wanted.
    ///
    /// # Errors
    /// [`Trouble::Usage`].
    pub fn parse(parser: lexopt::Parser, data: &Path) -> Result<Option<Self>> {
        Self::read(parser, data).map_err(|error| Trouble::Usage(error.to_string()))
    }

    fn read(
        mut parser: lexopt::Parser,
        data: &Path,
    ) -> std::result::Result<Option<Self>, lexopt::Error> {
        let mut found = Self { customers: None, settings: None, sent: None, ..Self::of_data(data) };
        let mut mail = None;
        while let Some(argument) = parser.next()? {
            match argument {
                Long("generate") if mail.is_none() && found.generate.is_none() => {
                    found.generate = Some(parser.value()?.parse()?);
                }
                Long("eml") if mail.is_none() && found.generate.is_none() => {
                    mail = Some(MailSource::Folder(parser.value()?.into()));
                }
                Long("mbox") if mail.is_none() && found.generate.is_none() => {
                    mail = Some(MailSource::Mbox(parser.value()?.into()));
                }
                Long("eml" | "mbox" | "generate") => {
                    return Err("only one of --eml, --mbox and --generate".into());
                }
                Long("customers") => found.customers = Some(parser.value()?.into()),
                Long("settings") => found.settings = Some(parser.value()?.into()),
                Long("sent") => found.sent = Some(parser.value()?.into()),
                Long("db") => found.db = Some(parser.value()?.into()),
                Long("mode") => {
                    found.mode = Some(parser.value()?.parse_with(|word| {
                        CreationMode::from_word(word).ok_or("it is manual or automatic")
                    })?);
                }
                Long("threads") => {
                    let threads: usize = parser.value()?.parse()?;
                    if !(1..=64).contains(&threads) {
                        return Err("--threads is 1 to 64".into());
                    }
                    found.threads = threads;
                }
                Long("dry-run") => found.dry_run = true,
                Short('h') | Long("help") => return Ok(None),
                other => return Err(other.unexpected()),
            }
        }
        if let Some(mail) = mail {
            found.mail = mail;
            return Ok(Some(found));
        }
        let ours = Self::of_data(data);
        Ok(Some(Self {
            customers: found.customers.or(ours.customers),
            settings: found.settings.or(ours.settings),
            sent: found.sent.or(ours.sent),
            ..found
        }))
    }
}
