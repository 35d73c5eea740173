//! `surface kotlin-player CORE-SOURCES` and `surface swift-player CORE-SOURCES` print what plays the
//! vectors in these languages.

use std::io::Write;
use std::path::Path;

use customer_core_surface::{Lang, player, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [what, sources] = args.as_slice() else {
        return Err("surface kotlin-player|swift-player CORE-SOURCES".into());
    };
    let surface = read(Path::new(sources))?;
    let text = match what.as_str() {
        "kotlin-player" => player(&surface, Lang::Kotlin),
        "swift-player" => player(&surface, Lang::Swift),
        other => return Err(format!("nothing is called {other}").into()),
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
