//! What is checked in, so that a changed surface shows in the diff.

use std::path::Path;
use std::{env, fs};

/// Holds a file that is checked in against what the core's sources come to; with `WRITE_SURFACE` in the
/// environment it is written.
///
/// # Errors
/// The file is another, or cannot be read or written: a build script stops the build with that.
pub fn check_in(path: &Path, text: &str) -> Result<(), Box<dyn std::error::Error>> {
    let is_same = fs::read_to_string(path).is_ok_and(|of| of == text);
    match env::var_os("WRITE_SURFACE") {
        _ if is_same => Ok(()),
        Some(_) => Ok(fs::write(path, text)?),
        None => {
            let name = path.display();
            Err(format!("{name} is not what the core's sources say: build with WRITE_SURFACE=1")
                .into())
        }
    }
}
