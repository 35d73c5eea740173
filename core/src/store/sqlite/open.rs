//! Opening a file: what is no book, or not this library's book, is refused and left as it is.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, params};

use super::error::to_store_error;
use super::here::{Here, sidecar};
use super::queue::{left_of, now};
use super::schema::{self, APPLICATION_ID, Schema, user_version};
use super::writer::roll_back;
use super::{SqliteOptions, deadline, rekey};
use crate::model::grant::PermissionGroup;
use crate::model::key::KEY_VERSION;
use crate::model::reason::StorageKind;
use crate::model::time::Timestamp;
use crate::store::{AccessWrites, StoreError, StoreErrorKind, StoreResult};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// A file that does not hold still is looked at so often.
const MOST_TRIES: u32 = 500;

/// What a new book begins with.
pub(crate) struct NewBook {
    pub(crate) uid: [u8; 16],
    pub(crate) node: u32,
    pub(crate) salt: [u8; 32],
    pub(crate) at: Timestamp,
    pub(crate) groups: Vec<PermissionGroup>,
}

/// Opens a file for writing, after it was looked at without touching it.
pub(super) fn open_file(
    path: &Path,
    options: SqliteOptions,
    new: &NewBook,
    schema: &Schema,
) -> StoreResult<(Connection, Here)> {
    let (here, header) = Here::open(path, |open_here| match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Err(StoreError::storage(StorageKind::IsADirectory)),
        Ok(meta) if meta.len() > 0 => header_of(path, schema, open_here),
        Ok(_) => Ok(Header::Begun),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            create_empty(path).map(|()| Header::Begun)
        }
        Err(error) => Err(error.into()),
    })?;
    inspect(path, schema, header)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(to_store_error)?;
    configure(&mut connection, options)?;
    bring_up(&connection, Some(new), schema)?;
    // The first version is written with a rollback journal, so that the file is whole from its first
    // commit on; only then the log takes over.
    enter_wal(&connection, options)?;
    rekey::bring_up(&connection)?;
    begin_writing(&connection, options)?;
    Ok((connection, here))
}

/// Turns the log on. While another process holds the file SQLite does not wait for it here, so it is
/// asked again.
fn enter_wal(connection: &Connection, options: SqliteOptions) -> StoreResult<()> {
    let deadline = now() + options.busy_timeout;
    loop {
        let mode = connection
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))
            .map_err(to_store_error);
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            // The file system cannot share memory among processes.
            Ok(_) => return Err(StoreError::storage(StorageKind::Io)),
            Err(error) if error.kind == StoreErrorKind::Busy && !left_of(deadline).is_zero() => {
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(error) => return Err(error),
        }
    }
}

/// Opens the file of a book that was put away. It must be there, and be the same book.
pub(super) fn open_again(
    path: &Path,
    uid: [u8; 16],
    options: SqliteOptions,
    schema: &Schema,
) -> StoreResult<(Connection, Here)> {
    let (here, header) = Here::open(path, |open_here| header_of(path, schema, open_here))?;
    inspect(path, schema, header)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(to_store_error)?;
    configure(&mut connection, options)?;
    // An empty file is no copy of the book, whatever could be made of it.
    if check_version_and_schema(&connection, schema)? == 0 {
        return Err(StoreError::storage(StorageKind::ForeignFile));
    }
    if book_id(&connection)? != uid {
        return Err(StoreError::storage(StorageKind::ForeignFile));
    }
    bring_up(&connection, None, schema)?;
    enter_wal(&connection, options)?;
    rekey::bring_up(&connection)?;
    begin_writing(&connection, options)?;
    Ok((connection, here))
}

/// The id of the book in a file.
pub(super) fn book_id(connection: &Connection) -> StoreResult<[u8; 16]> {
    let uid = connection.query_row("SELECT uid FROM book", [], |row| row.get(0));
    uid.map_err(to_store_error)
}

/// What the write connection is told beyond what all are. It asks for the lock by itself, with
/// pauses of its own.
fn begin_writing(connection: &Connection, options: SqliteOptions) -> StoreResult<()> {
    pragma(connection, "synchronous", if options.durable { "FULL" } else { "NORMAL" })?;
    if options.claims {
        let sql = "CREATE TEMP TABLE address_claim(family INTEGER NOT NULL, norm TEXT NOT NULL, PRIMARY KEY(family, norm)) STRICT, WITHOUT ROWID";
        connection.execute_batch(sql).map_err(to_store_error)?;
    }
    connection.busy_timeout(Duration::ZERO).map_err(to_store_error)
}

pub(super) fn open_memory(options: SqliteOptions, new: &NewBook) -> StoreResult<Connection> {
    let mut connection = Connection::open_in_memory().map_err(to_store_error)?;
    configure(&mut connection, options)?;
    bring_up(&connection, Some(new), &schema::BOOK)?;
    Ok(connection)
}

/// A connection that can only read.
pub(super) fn open_reader(path: &Path, options: SqliteOptions) -> StoreResult<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(to_store_error)?;
    configure(
        &mut connection,
        SqliteOptions { cache_kib: options.cache_kib.min(16_384), ..options },
    )?;
    pragma(&connection, "query_only", "ON")?;
    Ok(connection)
}

/// An empty file that only its owner can read; SQLite gives its log the same rights.
pub(super) fn create_empty(path: &Path) -> StoreResult<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(_) => Ok(()),
        // Another process was faster; the file is looked at under its lock.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What the first octets of a file tell.
enum Header {
    /// A book, to be looked at closely.
    Book,
    /// A book that is being made, or that nobody finished making: what is in it says nothing yet, and it
    /// is looked at again under its lock.
    Begun,
}

/// Reads the first octets of a file. Nothing is written to it or beside it.
fn header_of(path: &Path, schema: &Schema, open_here: bool) -> StoreResult<Header> {
    if open_here {
        // Closing a descriptor of our own would take the locks of those who have it open.
        return Ok(Header::Book);
    }
    let mut header = [0_u8; 100];
    let read = File::open(path)?.read_exact(&mut header);
    let word = |at: usize| {
        header.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes)
    };
    let ours = header.starts_with(MAGIC) && word(68) == APPLICATION_ID as u32;
    // A process makes the file just now, or died while it did: then its journal stands beside, and
    // SQLite undoes what was begun.
    let begun = ours || header.iter().all(|byte| *byte == 0);
    if begun && sidecar(path, "-journal").metadata().is_ok_and(|meta| meta.len() > 0) {
        return Ok(Header::Begun);
    }
    if read.is_err() || !ours {
        return Err(StoreError::storage(StorageKind::ForeignFile));
    }
    if word(60) as usize > schema.newest() {
        return Err(StoreError::storage(StorageKind::NewerFile));
    }
    Ok(Header::Book)
}

/// Looks at a book without writing to it or beside it.
fn inspect(path: &Path, schema: &Schema, header: Header) -> StoreResult<()> {
    if matches!(header, Header::Begun) {
        return Ok(());
    }
    // Without a log nobody is at work, and the file can be read without locks or files beside it. Should
    // somebody come and go meanwhile, what was read is of two states: it is read again.
    let log = sidecar(path, "-wal");
    let mut tries = 0;
    loop {
        let (logged, before) = (log.exists(), stamp(path)?);
        let query = if logged { "mode=ro" } else { "immutable=1" };
        let found = verify(path, query, schema);
        let same = log.exists() == logged && stamp(path)? == before;
        if found.is_ok() || same || tries == MOST_TRIES {
            return found;
        }
        tries += 1;
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What changes when a file does.
fn stamp(path: &Path) -> StoreResult<(u64, Option<SystemTime>)> {
    let about = std::fs::metadata(path)?;
    Ok((about.len(), about.modified().ok()))
}

fn verify(path: &Path, query: &str, schema: &Schema) -> StoreResult<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let uri = format!("file:{}?{query}", escape(path)?);
    let connection = Connection::open_with_flags(uri, flags).map_err(to_store_error)?;
    check_version_and_schema(&connection, schema)?;
    connection.close().map_err(|(_, error)| to_store_error(error))
}

/// A path inside a URI.
fn escape(path: &Path) -> StoreResult<String> {
    let absolute = std::path::absolute(path)?;
    let text = absolute.to_str().ok_or_else(|| StoreError::storage(StorageKind::NotFound))?;
    let text = text.replace('\\', "/");
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => escaped.push_str("%25"),
            '?' => escaped.push_str("%3f"),
            '#' => escaped.push_str("%23"),
            c => escaped.push(c),
        }
    }
    Ok(if escaped.starts_with('/') { escaped } else { format!("/{escaped}") })
}

fn check_version_and_schema(connection: &Connection, schema: &Schema) -> StoreResult<usize> {
    let version = user_version(connection).map_err(damaged)?;
    if version > schema.newest() {
        return Err(StoreError::storage(StorageKind::NewerFile));
    }
    if !schema.is_known(connection, version).map_err(damaged)? {
        return Err(StoreError::storage(StorageKind::AlteredSchema));
    }
    if version > 0 {
        rekey::check_version(connection).map_err(damaged)?;
    }
    Ok(version)
}

/// A file with our mark that SQLite cannot read is damaged, not foreign.
fn damaged(error: StoreError) -> StoreError {
    if error == StoreError::storage(StorageKind::ForeignFile) {
        StoreError::storage(StorageKind::Corrupt)
    } else {
        error
    }
}

/// What every connection is told.
fn configure(connection: &mut Connection, options: SqliteOptions) -> StoreResult<()> {
    deadline::install(connection)?;
    connection.busy_timeout(options.busy_timeout).map_err(to_store_error)?;
    for config in [
        DbConfig::SQLITE_DBCONFIG_DEFENSIVE,
        // Else a cached statement is planned anew for every value that is bound to it.
        DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG,
    ] {
        connection.set_db_config(config, true).map_err(to_store_error)?;
    }
    for (limit, value) in
        [(Limit::SQLITE_LIMIT_LENGTH, 16 << 20), (Limit::SQLITE_LIMIT_ATTACHED, 1)]
    {
        connection.set_limit(limit, value).map_err(to_store_error)?;
    }
    connection.set_prepared_statement_cache_capacity(128);
    for (name, value) in [
        ("foreign_keys", "ON"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
        ("temp_store", "MEMORY"),
        ("mmap_size", "0"),
        ("secure_delete", "ON"),
        ("wal_autocheckpoint", "1000"),
        ("journal_size_limit", "67108864"),
    ] {
        pragma(connection, name, value)?;
    }
    pragma(connection, "cache_size", &format!("-{}", options.cache_kib))
}

fn pragma(connection: &Connection, name: &str, value: &str) -> StoreResult<()> {
    // Some pragmas answer with a row and some do not.
    let mut statement =
        connection.prepare(&format!("PRAGMA {name}={value}")).map_err(to_store_error)?;
    let mut rows = statement.query([]).map_err(to_store_error)?;
    while rows.next().map_err(to_store_error)?.is_some() {}
    Ok(())
}

/// Makes the schema, or brings it up to date, under the write lock: another process may have done it
/// meanwhile. Without what a new book begins with, none is made.
fn bring_up(connection: &Connection, new: Option<&NewBook>, schema: &Schema) -> StoreResult<()> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(to_store_error)?;
    let done = bring_up_locked(connection, new, schema);
    match done {
        Ok(()) => connection.execute_batch("COMMIT").map_err(|error| {
            roll_back(connection);
            to_store_error(error)
        }),
        Err(error) => {
            roll_back(connection);
            Err(error)
        }
    }
}

fn bring_up_locked(
    connection: &Connection,
    new: Option<&NewBook>,
    schema: &Schema,
) -> StoreResult<()> {
    let application_id: i32 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(to_store_error)?;
    let version = check_version_and_schema(connection, schema)?;
    match (application_id, version, new) {
        (0, 0, Some(new)) => {
            schema.migrate(connection, 0)?;
            connection
                .pragma_update(None, "application_id", APPLICATION_ID)
                .map_err(to_store_error)?;
            begin_book(connection, new)
        }
        (APPLICATION_ID, version, _) if version < schema.newest() => {
            schema.migrate(connection, version)
        }
        (APPLICATION_ID, ..) => Ok(()),
        _ => Err(StoreError::storage(StorageKind::ForeignFile)),
    }
}

fn begin_book(connection: &Connection, new: &NewBook) -> StoreResult<()> {
    let sql = "INSERT INTO book(id, uid, node, salt, key_version, policy_epoch, created_at) VALUES (1, ?, ?, ?, ?, 0, ?)";
    let values = params![new.uid, new.node, new.salt, KEY_VERSION, new.at.as_millis()];
    connection.execute(sql, values).map_err(to_store_error)?;
    let mut tx = super::tx::SqliteTx::new(connection);
    new.groups.iter().try_for_each(|group| tx.put_group(group))
}
