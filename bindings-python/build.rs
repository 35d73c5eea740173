//! Writes the conversions from the sources of the core, and says when what is checked in for Python
//! is no longer what they come to.

use std::path::PathBuf;
use std::{env, fs};

use customer_core_surface::{check_in, python, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let core = here.join("../core/src");
    println!("cargo::rerun-if-changed={}", core.display());
    println!("cargo::rerun-if-changed=python/customer_core");
    println!("cargo::rerun-if-env-changed=WRITE_SURFACE");
    let written = python(&read(&core)?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("conversions.rs"), written.conversions)?;
    let package = here.join("python/customer_core");
    check_in(&package.join("_errors.py"), &written.errors)?;
    check_in(&package.join("_records.py"), &written.records)?;
    check_in(&package.join("_native.pyi"), &written.stubs)?;
    Ok(())
}
