//! `surface WHAT CORE-SOURCES` prints what is written from the core's sources: `python-stubs`,
//! `python-records`, `node-types`, `phones` (the Rust that uniffi reads), and what plays the vectors in two
//! languages, `kotlin-player` and `swift-player`.

use std::io::Write;
use std::path::Path;

use customer_core_surface::{Lang, node, phones, player, python, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [what, sources] = args.as_slice() else {
        return Err("surface WHAT CORE-SOURCES".into());
    };
    let surface = read(Path::new(sources))?;
    let text = match what.as_str() {
        "kotlin-player" => player(&surface, Lang::Kotlin),
        "swift-player" => player(&surface, Lang::Swift),
        "node-types" => node(&surface).types,
        "phones" => phones(&surface),
        "python-records" => python(&surface).records,
        "python-stubs" => python(&surface).stubs,
        other => return Err(format!("nothing is called {other}").into()),
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
