//! What can go wrong before the library is even asked.

use std::io;
use std::path::{Path, PathBuf};

/// Why the example stops. It names places, never what stands in them.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The command line cannot be understood.
    #[error("{0}\nTry `--help`.")]
    Usage(String),
    /// A file or folder cannot be read.
    #[error("{}: {}", path.display(), reason(source))]
    File {
        /// Which one.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {what}", path.display())]
    Content {
        /// Which one.
        path: PathBuf,
        /// What is wrong, and where in the file.
        what: String,
    },
    /// The library refused.
    #[error("{doing}: {source}")]
    Book {
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: customer_core::Error,
    },
}

/// The result of a step.
pub type Result<T> = std::result::Result<T, Trouble>;

impl Trouble {
    /// A file that cannot be read.
    pub fn file(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }

    /// A file that is not what it should be.
    pub fn content(path: &Path, what: impl Into<String>) -> Self {
        Self::Content { path: path.to_owned(), what: what.into() }
    }

    /// For `map_err`: what was being done when the library refused.
    pub fn book(doing: &'static str) -> impl Fn(customer_core::Error) -> Self {
        move |source| Self::Book { doing, source }
    }
}

/// The system's words for it, without its numbers.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::IsADirectory => "this is a folder, and a file is needed".into(),
        io::ErrorKind::NotADirectory => "this is a file, and a folder is needed".into(),
        io::ErrorKind::PermissionDenied => "it may not be read".into(),
        _ => error.to_string(),
    }
}
