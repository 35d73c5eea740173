//! What can go wrong, as the caller sees it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::permission::Permission;
use crate::model::reason::{ConflictReason, RefusedReason, StorageKind};
use crate::model::violation::Violation;

/// The result of an operation.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation was not done. Outcomes that a caller expects (no match, several candidates) are
/// no errors but values.
///
/// An error names fields, rules, ids and places, and never a value of a customer, so that it can be
/// logged as it is. Each has a stable [`code`](Self::code), the same word in every language.
///
/// ```
/// use customer_core::{Error, parse_email};
///
/// match parse_email("anna at example.com") {
///     Ok(email) => println!("{}", email.as_typed()),
///     Err(Error::Invalid { violations }) => {
///         for violation in violations {
///             println!("{}: {}", violation.field, violation.rule);
///         }
///     }
///     Err(other) => println!("{}", other.code()),
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Error {
    /// The input breaks rules. All of them are named, in the order of the fields.
    #[error("invalid input: {}", Listed(violations))]
    Invalid {
        /// The rules that are broken.
        violations: Vec<Violation>,
    },
    /// There is no such record, or none that the actor may know of.
    #[error("no such {what}")]
    NotFound {
        /// What was asked for: `customer`, `contact`, `point`, `interaction`, `group` ...
        what: String,
    },
    /// Somebody else was faster, or has it already.
    #[error("conflict: {reason}")]
    Conflict {
        /// What it conflicts with.
        reason: ConflictReason,
        /// The fields in conflict.
        #[serde(default)]
        fields: Vec<String>,
    },
    /// The actor lacks a permission.
    #[error("permission denied, missing: {}", Words(missing))]
    Denied {
        /// The permissions that would be needed.
        missing: Vec<Permission>,
    },
    /// The record's state forbids it, for everybody.
    #[error("refused: {reason}")]
    Refused {
        /// The rule that forbids it.
        reason: RefusedReason,
        /// How many tickets and chats forbid it, or the cap that was reached.
        #[serde(default)]
        count: Option<u32>,
        /// What counts are of: `ticket`, `chat`, `contact`, `point`.
        #[serde(default)]
        of: Vec<String>,
    },
    /// A part of the library is switched off.
    #[error("disabled: {feature}")]
    Disabled {
        /// The part.
        feature: String,
    },
    /// Others were writing for longer than the deadline. Nothing was written; try again.
    #[error("the book is busy")]
    Busy,
    /// The operation was cancelled, or worked for longer than `BookOptions::time_limit`. Nothing was
    /// written.
    #[error("cancelled")]
    Cancelled,
    /// The book was closed.
    #[error("the book is closed")]
    Closed,
    /// The file or the disk.
    #[error("storage: {kind}{}", Place(place.as_deref()))]
    Storage {
        /// What sort of trouble.
        kind: StorageKind,
        /// The file or folder.
        #[serde(default)]
        place: Option<String>,
    },
    /// A fault of this library. Please report it with the place.
    #[error("internal error at {place}")]
    Internal {
        /// Where it was noticed.
        place: String,
    },
}

impl Error {
    /// The stable code, the same word in every language.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "invalid",
            Self::NotFound { .. } => "not_found",
            Self::Conflict { .. } => "conflict",
            Self::Denied { .. } => "denied",
            Self::Refused { .. } => "refused",
            Self::Disabled { .. } => "disabled",
            Self::Busy => "busy",
            Self::Cancelled => "cancelled",
            Self::Closed => "closed",
            Self::Storage { .. } => "storage",
            Self::Internal { .. } => "internal",
        }
    }

    /// The rules that an invalid input breaks; empty for other errors.
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Invalid { violations } => violations,
            _ => &[],
        }
    }

    /// Trouble with a file beside the book.
    #[cfg(feature = "sqlite")]
    pub(crate) fn storage_at(kind: StorageKind, path: &std::path::Path) -> Self {
        Self::Storage { kind, place: Some(path.display().to_string()) }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::NotFound { what: what.to_owned() }
    }

    pub(crate) fn refused(reason: RefusedReason) -> Self {
        Self::Refused { reason, count: None, of: Vec::new() }
    }

    /// A file beside the book, which could not be read or written.
    #[cfg(feature = "sqlite")]
    pub(crate) fn of_file(error: &std::io::Error, path: Option<&std::path::Path>) -> Self {
        let error = crate::store::StoreError::from(std::io::Error::from(error.kind()));
        path.map_or_else(|| error.clone(), |path| error.clone().at(path)).into()
    }

    pub(crate) fn internal(place: &str) -> Self {
        Self::Internal { place: place.to_owned() }
    }
}

impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        Self::Invalid { violations: vec![violation] }
    }
}

impl From<Vec<Violation>> for Error {
    fn from(violations: Vec<Violation>) -> Self {
        Self::Invalid { violations }
    }
}

/// A file of customers that cannot be read: which record breaks which rule, or that the reading
/// itself failed.
#[cfg(feature = "sqlite")]
impl From<crate::model::exchange::FileProblem> for Error {
    fn from(problem: crate::model::exchange::FileProblem) -> Self {
        use std::io::ErrorKind;

        use crate::model::exchange::FileProblem;
        let kind = match problem {
            FileProblem::Io(ErrorKind::NotFound) => StorageKind::NotFound,
            FileProblem::Io(ErrorKind::IsADirectory) => StorageKind::IsADirectory,
            FileProblem::Io(ErrorKind::PermissionDenied) => StorageKind::PermissionDenied,
            FileProblem::Io(_) => StorageKind::Io,
            told => return Self::Invalid { violations: told.violations() },
        };
        Self::Storage { kind, place: None }
    }
}

/// The one door from the store's error to the caller's.
#[cfg(feature = "sqlite")]
impl From<crate::store::StoreError> for Error {
    fn from(error: crate::store::StoreError) -> Self {
        use crate::store::StoreErrorKind;
        match error.kind {
            StoreErrorKind::Storage(kind) => Self::Storage { kind, place: error.place },
            StoreErrorKind::Busy => Self::Busy,
            StoreErrorKind::Cancelled => Self::Cancelled,
            StoreErrorKind::Closed => Self::Closed,
            StoreErrorKind::Internal(place) => Self::internal(place),
        }
    }
}

struct Listed<'e>(&'e [Violation]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, violation) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{violation}")?;
        }
        Ok(())
    }
}

struct Words<'e>(&'e [Permission]);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, permission) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{permission}")?;
        }
        Ok(())
    }
}

struct Place<'e>(Option<&'e str>);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(place) => write!(f, " (`{place}`)"),
            None => Ok(()),
        }
    }
}

/// An answer, unless it or something beside it breaks a rule: then all that is broken.
pub(crate) fn unless<T>(
    answer: Result<T>,
    beside: std::result::Result<(), Violation>,
) -> Result<T> {
    match (answer, beside) {
        (answer, Ok(())) => answer,
        (Ok(_), Err(violation)) => Err(violation.into()),
        (Err(Error::Invalid { mut violations }), Err(violation)) => {
            violations.push(violation);
            Err(violations.into())
        }
        (Err(error), Err(_)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::violation::Rule;

    #[test]
    fn errors_say_what_where_and_nothing_of_the_value() {
        let error = Error::from(vec![
            Violation::new("email", Rule::NoAtSign),
            Violation::limited("phone", Rule::TooFewDigits, 4),
        ]);
        assert_eq!(
            error.to_string(),
            "invalid input: `email` breaks the rule `no_at_sign`, `phone` breaks the rule `too_few_digits` (limit 4)"
        );
        let error = Error::Storage { kind: StorageKind::IsADirectory, place: Some("/data".into()) };
        assert_eq!(error.to_string(), "storage: is_a_directory (`/data`)");
    }

    #[test]
    fn codes_are_the_words_of_the_serialized_form() {
        for error in
            [Error::Busy, Error::Closed, Error::not_found("customer"), Error::internal("x")]
        {
            assert_eq!(serde_json::to_value(&error).unwrap()["code"], error.code());
        }
    }
}
