//! Writes the conversions from the sources of the core, and says when what is checked in for Node is
//! no longer what they come to.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    napi_build::setup();
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let core = here.join("../core/src");
    println!("cargo::rerun-if-changed={}", core.display());
    println!("cargo::rerun-if-changed=index.d.ts");
    println!("cargo::rerun-if-env-changed=WRITE_SURFACE");
    let node = customer_core_surface::node(&customer_core_surface::read(&core)?);
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("conversions.rs"), node.conversions)?;
    compare(&here.join("index.d.ts"), &node.types)
}

/// A changed surface shows in the diff: it is written on demand, and an old one stops the build.
fn compare(path: &Path, text: &str) -> Result<(), Box<dyn std::error::Error>> {
    if env::var_os("WRITE_SURFACE").is_some() {
        if fs::read_to_string(path).ok().as_deref() != Some(text) {
            fs::write(path, text)?;
        }
    } else if fs::read_to_string(path)? != text {
        let name = path.display();
        return Err(format!(
            "{name} is not what the core's sources say: build with WRITE_SURFACE=1"
        )
        .into());
    }
    Ok(())
}
