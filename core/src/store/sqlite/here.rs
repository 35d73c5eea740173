//! The books that this process has open.
//!
//! On POSIX systems the locks of a file belong to the process, and closing *any* descriptor of the file
//! lets go of all of them: also those that other connections hold. SQLite keeps its own descriptors for
//! that reason. Looking at a file's header without SQLite must not happen while the file is open here.

use std::collections::BTreeMap;
use std::path::Path;
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

/// While it lives, the file is open in this process.
#[derive(Debug)]
pub(super) struct Here(Option<FileId>);

impl Here {
    /// Looks at a file, alone, and notes it as open. The look is told whether the file is open here
    /// already.
    pub(super) fn open(
        path: &Path,
        look: impl FnOnce(bool) -> StoreResult<()>,
    ) -> StoreResult<Self> {
        let mut open = lock();
        look(id_of(path).is_some_and(|id| open.contains_key(&id)))?;
        // The look may have made the file.
        let id = id_of(path);
        if let Some(id) = id {
            *open.entry(id).or_default() += 1;
        }
        Ok(Self(id))
    }

    /// Looks at a file again that was noted once, and whose connections are closed. The look is told
    /// whether others here have it open.
    pub(super) fn look_again(
        path: &Path,
        look: impl FnOnce(bool) -> StoreResult<()>,
    ) -> StoreResult<()> {
        let open = lock();
        look(id_of(path).and_then(|id| open.get(&id)).is_some_and(|count| *count > 1))
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
