//! Writes the conversions from the sources of the core, and says when what is checked in for Node is
//! no longer what they come to.

use std::path::PathBuf;
use std::{env, fs};

use customer_core_surface::{check_in, node, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    napi_build::setup();
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let core = here.join("../core/src");
    println!("cargo::rerun-if-changed={}", core.display());
    println!("cargo::rerun-if-changed=index.d.ts");
    println!("cargo::rerun-if-env-changed=WRITE_SURFACE");
    let written = node(&read(&core)?);
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("conversions.rs"), written.conversions)?;
    check_in(&here.join("index.d.ts"), &written.types)
}
