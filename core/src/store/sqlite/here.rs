//! The books that this process has open.
//!
//! On POSIX systems the locks of a file belong to the process, and closing *any* descriptor of the file
//! lets go of all of them: also those that other connections hold. SQLite keeps its own descriptors for
//! that reason. Looking at a file's header without SQLite must not happen while the file is open here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::store::StoreResult;

/// A file, whatever names it has: the device and its number there.
type FileId = (u64, u64);

static OPEN: Mutex<BTreeMap<FileId, usize>> = Mutex::new(BTreeMap::new());

fn lock() -> MutexGuard<'static, BTreeMap<FileId, usize>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
fn id_of(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|about| (about.dev(), about.ino()))
}

/// Elsewhere locks belong to descriptors.
#[cfg(not(unix))]
fn id_of(_: &Path) -> Option<FileId> {
    None
}

/// Is the file open here as a book? Whoever opens and closes it by himself takes the book's locks.
pub(crate) fn is_open_here(path: &Path) -> bool {
    id_of(path).is_some_and(|id| lock().contains_key(&id))
}

/// Is the file a book that somebody uses: this process, or another whose log stands beside it? Whoever
/// writes a file in its place takes it from them, or has their log taken for the new file's.
pub(crate) fn is_in_use(path: &Path) -> bool {
    let beside = |suffix| sidecar(path, suffix).exists();
    is_open_here(path) || beside("-wal") || beside("-journal")
}

/// The file beside a book that has its name and a suffix: `-wal` is SQLite's log of it.
pub(super) fn sidecar(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// While it lives, the file is open in this process: each connection has one, and drops it last.
#[derive(Debug)]
pub(super) struct Here(Option<FileId>);

impl Here {
    /// Notes a file as open, after a look at it that nobody here is in the way of. The look is told
    /// whether the file is open here already.
    pub(super) fn open<T>(
        path: &Path,
        look: impl FnOnce(bool) -> StoreResult<T>,
    ) -> StoreResult<(Self, T)> {
        let mut open = lock();
        let found = look(id_of(path).is_some_and(|id| open.contains_key(&id)))?;
        // The look may have made the file.
        let id = id_of(path);
        if let Some(id) = id {
            *open.entry(id).or_default() += 1;
        }
        Ok((Self(id), found))
    }

    /// Notes it for one connection more.
    pub(super) fn again(path: &Path) -> StoreResult<Self> {
        Self::open(path, |_| Ok(())).map(|(here, ())| here)
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        let Some(id) = self.0 else { return };
        let mut open = lock();
        if let Some(count) = open.get_mut(&id) {
            *count -= 1;
            if *count == 0 {
                open.remove(&id);
            }
        }
    }
}
