//! From SQLite's errors to the store's. Their texts stop here, since they can quote the data.

use rusqlite::ErrorCode;

use crate::model::reason::StorageKind;
use crate::store::{StoreError, StoreErrorKind};

/// Tells the sort of trouble by the code alone.
pub(super) fn to_store_error(error: rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, _) = error else {
        return StoreError::internal(place_of(&error));
    };
    let kind = match failure.code {
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::FileLockingProtocolFailed => {
            return StoreError { kind: StoreErrorKind::Busy, place: None };
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

/// Faults that are not SQLite's: a statement and its parameters, a column and its type.
fn place_of(error: &rusqlite::Error) -> &'static str {
    match error {
        rusqlite::Error::QueryReturnedNoRows => "store.no_row",
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..) => "store.column",
        _ => "store.statement",
    }
}
