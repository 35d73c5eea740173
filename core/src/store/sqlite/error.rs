//! From SQLite's errors to the store's. Their texts stop here, since they can quote the data.

use rusqlite::ErrorCode;

use crate::model::reason::StorageKind;
use crate::store::{StoreError, StoreErrorKind};

/// Tells the sort of trouble by the code alone.
pub(super) fn to_store_error(error: rusqlite::Error) -> StoreError {
    let failure = match error {
        rusqlite::Error::SqliteFailure(failure, _) => failure,
        // A cell that holds what this library never writes.
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..) => {
            return StoreError::storage(StorageKind::Corrupt);
        }
        rusqlite::Error::QueryReturnedNoRows => return StoreError::internal("store.no_row"),
        _ => return StoreError::internal("store.statement"),
    };
    let kind = match failure.code {
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::FileLockingProtocolFailed => {
            return StoreError::busy();
        }
        ErrorCode::OperationInterrupted => {
            return StoreError { kind: StoreErrorKind::Cancelled, place: None };
        }
        ErrorCode::DatabaseCorrupt => StorageKind::Corrupt,
        ErrorCode::NotADatabase => StorageKind::ForeignFile,
        ErrorCode::DiskFull => StorageKind::DiskFull,
        ErrorCode::ReadOnly => StorageKind::ReadOnly,
        ErrorCode::CannotOpen => StorageKind::PermissionDenied,
        ErrorCode::PermissionDenied => StorageKind::PermissionDenied,
        ErrorCode::OutOfMemory => StorageKind::OutOfMemory,
        ErrorCode::SystemIoFailure => StorageKind::Io,
        _ => return StoreError::internal("store.sqlite"),
    };
    StoreError::storage(kind)
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn codes_tell_the_sort_of_trouble() {
        for (code, kind) in [
            (ffi::SQLITE_FULL, StorageKind::DiskFull),
            (ffi::SQLITE_CORRUPT, StorageKind::Corrupt),
            (ffi::SQLITE_NOTADB, StorageKind::ForeignFile),
            (ffi::SQLITE_READONLY, StorageKind::ReadOnly),
            (ffi::SQLITE_READONLY_DIRECTORY, StorageKind::ReadOnly),
            (ffi::SQLITE_CANTOPEN, StorageKind::PermissionDenied),
            (ffi::SQLITE_PERM, StorageKind::PermissionDenied),
            (ffi::SQLITE_NOMEM, StorageKind::OutOfMemory),
            (ffi::SQLITE_IOERR_FSYNC, StorageKind::Io),
        ] {
            let text = Some("anna@example.com".to_owned());
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), text);
            assert_eq!(to_store_error(error), StoreError::storage(kind), "{code}");
        }
        for code in [ffi::SQLITE_BUSY, ffi::SQLITE_BUSY_SNAPSHOT, ffi::SQLITE_LOCKED] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert_eq!(to_store_error(error).kind, StoreErrorKind::Busy, "{code}");
        }
    }
}
