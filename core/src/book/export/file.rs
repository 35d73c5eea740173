//! An export under a name: written beside it, and given it once it is whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};
use crate::model::reason::StorageKind;
use crate::store::is_in_use;

use super::{Export, ExportProgress};

pub(super) fn write(path: &Path, replace: bool, export: &mut Export) -> Result<ExportProgress> {
    if path.is_dir() {
        return Err(at(path, io::ErrorKind::IsADirectory.into()));
    }
    if is_in_use(path) {
        return Err(Error::storage_at(StorageKind::InUse, path));
    }
    if !replace && path.exists() {
        return Err(Error::storage_at(StorageKind::AlreadyThere, path));
    }
    let part = part_of(path);
    let written = write_part(&part, export).and_then(|progress| {
        name(&part, path, replace)?;
        sync_folder(path).map_err(|error| at(path, error))?;
        Ok(progress)
    });
    if written.is_err() {
        // Half a file is of no use; what matters is the error that is told.
        let _ = fs::remove_file(&part);
    }
    written
}

fn at(path: &Path, error: io::Error) -> Error {
    Error::of_file(&error, Some(path))
}

/// A name that no other export has.
fn part_of(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(format!(".{}-{count}.part", std::process::id()));
    // What a killed process left under this name is of no use to anybody.
    let _ = fs::remove_file(&name);
    name.into()
}

fn write_part(part: &Path, export: &mut Export) -> Result<ExportProgress> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // Customers are nobody else's business.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(part).map_err(|error| at(part, error))?;
    let mut out = BufWriter::new(file);
    let progress = export.write_to(&mut out)?;
    out.flush().map_err(|error| at(part, error))?;
    out.get_ref().sync_all().map_err(|error| at(part, error))?;
    Ok(progress)
}

/// Gives the file its name. Somebody may have made one of that name meanwhile.
fn name(part: &Path, path: &Path, replace: bool) -> Result<()> {
    if !replace {
        match fs::hard_link(part, path) {
            Ok(()) => return fs::remove_file(part).map_err(|error| at(part, error)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Error::storage_at(StorageKind::AlreadyThere, path));
            }
            // There are file systems on which a file has one name.
            Err(_) if path.exists() => {
                return Err(Error::storage_at(StorageKind::AlreadyThere, path));
            }
            Err(_) => {}
        }
    }
    fs::rename(part, path).map_err(|error| at(path, error))
}

/// The new name lasts only when the folder is on the disk too.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = std::path::absolute(path)?.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
