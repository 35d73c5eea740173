//! The store's own error: it knows what happened to the file, and nothing of what is in it.

use crate::model::reason::StorageKind;

/// What went wrong below the port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoreError {
    pub(crate) kind: StoreErrorKind,
    /// The file or folder.
    pub(crate) place: Option<String>,
}

/// The sorts of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoreErrorKind {
    /// The file or the disk.
    Storage(StorageKind),
    /// Others were writing for longer than the deadline.
    Busy,
    /// The job worked for longer than it may.
    Cancelled,
    /// The store was closed.
    Closed,
    /// A fault of this library.
    Internal(&'static str),
}

impl StoreError {
    pub(crate) fn storage(kind: StorageKind) -> Self {
        Self { kind: StoreErrorKind::Storage(kind), place: None }
    }

    pub(crate) fn internal(place: &'static str) -> Self {
        Self { kind: StoreErrorKind::Internal(place), place: None }
    }

    pub(crate) fn busy() -> Self {
        Self { kind: StoreErrorKind::Busy, place: None }
    }

    pub(crate) fn closed() -> Self {
        Self { kind: StoreErrorKind::Closed, place: None }
    }

    /// The same error, told where.
    pub(crate) fn at(mut self, path: &std::path::Path) -> Self {
        self.place = Some(path.display().to_string());
        self
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        Self::storage(match error.kind() {
            ErrorKind::NotFound => StorageKind::NotFound,
            ErrorKind::PermissionDenied => StorageKind::PermissionDenied,
            ErrorKind::ReadOnlyFilesystem => StorageKind::ReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                StorageKind::DiskFull
            }
            ErrorKind::IsADirectory => StorageKind::IsADirectory,
            ErrorKind::OutOfMemory => StorageKind::OutOfMemory,
            _ => StorageKind::Io,
        })
    }
}
