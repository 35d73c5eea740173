//! Messages from a folder or an mbox file, one after the other.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use crate::options::MailSource;
use crate::trouble::{Result, Trouble};

/// A raw message and what to call it.
#[derive(Debug)]
pub struct RawMessage {
    /// The name of its file, or its number in the mailbox.
    pub name: String,
    /// What it says.
    pub bytes: Vec<u8>,
}

/// All messages of a source, in the order of their names or of the mailbox. Large mailboxes are read
/// message by message.
///
/// # Errors
/// A folder or file that cannot be read, at once; a file in the folder that cannot be, when its turn
/// comes.
pub fn messages(source: &MailSource) -> Result<Box<dyn Iterator<Item = Result<RawMessage>>>> {
    match source {
        MailSource::Folder(folder) => Ok(Box::new(files(folder)?.into_iter().map(|path| {
            let bytes = fs::read(&path).map_err(|error| Trouble::file(&path, error))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(RawMessage { name, bytes })
        }))),
        MailSource::Mbox(path) => {
            let file = File::open(path).map_err(|error| Trouble::file(path, error))?;
            let mut mailbox = Mailbox::new(BufReader::with_capacity(1 << 16, file));
            // An unreadable or foreign file is told before anything is written.
            mailbox.seek_first().map_err(|error| Trouble::file(path, error))?;
            if mailbox.is_foreign {
                return Err(Trouble::content(
                    path,
                    "not in mbox format: no line `From ` begins it",
                ));
            }
            let path = path.clone();
            Ok(Box::new(mailbox.enumerate().map(move |(at, bytes)| {
                let bytes = bytes.map_err(|error| Trouble::file(&path, error))?;
                Ok(RawMessage { name: format!("message {}", at + 1), bytes })
            })))
        }
    }
}

/// How many octets a source has, for a progress bar.
pub fn size(source: &MailSource) -> u64 {
    match source {
        MailSource::Folder(folder) => files(folder).map_or(0, |paths| {
            paths.iter().filter_map(|path| path.metadata().ok()).map(|meta| meta.len()).sum()
        }),
        MailSource::Mbox(path) => path.metadata().map_or(0, |meta| meta.len()),
    }
}

/// The .eml files of a folder; all its files when none is called so.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| Trouble::file(folder, error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Trouble::file(folder, error))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_file() && !hidden {
            paths.push(path);
        }
    }
    let is_eml = |path: &PathBuf| path.extension().is_some_and(|of| of.eq_ignore_ascii_case("eml"));
    if paths.iter().any(is_eml) {
        paths.retain(is_eml);
    }
    if paths.is_empty() {
        return Err(Trouble::content(folder, "there is no message in this folder"));
    }
    paths.sort();
    Ok(paths)
}

/// The messages of an mbox file. A message begins with a line `From address date` at the beginning
/// or after an empty line; in the body such lines carry a `>` more (mboxrd). A line that only looks
/// like one, as many programs leave them, has no time of day and divides nothing.
struct Mailbox<R> {
    reader: R,
    line: Vec<u8>,
    /// The separator of the next message was read.
    is_open: bool,
    is_foreign: bool,
}

impl<R: BufRead> Mailbox<R> {
    fn new(reader: R) -> Self {
        Self { reader, line: Vec::new(), is_open: false, is_foreign: false }
    }

    fn read_line(&mut self) -> std::io::Result<bool> {
        self.line.clear();
        Ok(self.reader.read_until(b'\n', &mut self.line)? > 0)
    }

    fn is_separator(&self) -> bool {
        let has_time = |line: &[u8]| {
            line.windows(5).any(|of| {
                matches!(of, [a, b, b':', c, d] if [a, b, c, d].iter().all(|x| x.is_ascii_digit()))
            })
        };
        self.line.starts_with(b"From ") && has_time(&self.line)
    }

    fn seek_first(&mut self) -> std::io::Result<()> {
        while self.read_line()? {
            if self.is_separator() {
                self.is_open = true;
                return Ok(());
            }
            if !self.line.trim_ascii().is_empty() {
                self.is_foreign = true;
                return Ok(());
            }
        }
        Ok(())
    }

    fn read_message(&mut self) -> std::io::Result<Vec<u8>> {
        let mut message = Vec::new();
        let mut after_empty = false;
        self.is_open = false;
        while self.read_line()? {
            if after_empty && self.is_separator() {
                self.is_open = true;
                break;
            }
            after_empty = self.line.trim_ascii().is_empty();
            let quotes = self.line.iter().take_while(|octet| **octet == b'>').count();
            let quoted = quotes > 0
                && self.line.get(quotes..).is_some_and(|rest| rest.starts_with(b"From "));
            message.extend_from_slice(self.line.get(usize::from(quoted)..).unwrap_or_default());
        }
        Ok(message)
    }
}

impl<R: BufRead> Iterator for Mailbox<R> {
    type Item = std::io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.is_open.then(|| self.read_message())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        let mut mailbox = Mailbox::new(text.as_bytes());
        mailbox.seek_first().unwrap();
        mailbox.map(|of| String::from_utf8(of.unwrap()).unwrap()).collect()
    }

    #[test]
    fn messages_are_divided_at_separators_alone() {
        let text = "From a@b.example Thu Jan  1 00:00:00 1970\nSubject: 1\n\nHello\n\
                    From me to you\n\nFrom now on\n>From the start\n>>From it\n> From\n\n\
                    From c@d.example Thu Jan  1 00:00:00 1970\nSubject: 2\n\n";
        let found = split(text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0],
            "Subject: 1\n\nHello\nFrom me to you\n\nFrom now on\nFrom the start\n>From it\n> From\n\n"
        );
        assert_eq!(found[1], "Subject: 2\n\n");
    }

    #[test]
    fn empty_and_foreign_mailboxes_have_no_message() {
        assert_eq!(split(""), Vec::<String>::new());
        let mut mailbox = Mailbox::new("Subject: a single message\n\n".as_bytes());
        mailbox.seek_first().unwrap();
        assert!(mailbox.is_foreign);
    }
}
