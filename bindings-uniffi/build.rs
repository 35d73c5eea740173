//! Writes the types, functions and objects from the sources of the core.

use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let core = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../core/src");
    println!("cargo::rerun-if-changed={}", core.display());
    let text = customer_core_surface::phones(&customer_core_surface::read(&core)?);
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("surface.rs"), text)?;
    Ok(())
}
