//! Writes Swift and Kotlin from the compiled library: uniffi does, and what it has no way to say is added.
//!
//! `uniffi-bindgen generate --language kotlin --language swift --no-format --out-dir FOLDER LIBRARY`

use std::path::Path;
use std::{env, fs, io};

use customer_core_surface::{Lang, finish, read};
use uniffi::{GenerateOptions, TargetLanguage};

/// A language and the files that are written for it: the first is a source.
const LANGUAGES: [(&str, Lang, &[&str]); 2] = [
    ("kotlin", Lang::Kotlin, &["customercore/customer_core_uniffi.kt"]),
    (
        "swift",
        Lang::Swift,
        &["CustomerCore.swift", "CustomerCoreFFI.h", "CustomerCoreFFI.modulemap"],
    ),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = env::args().collect();
    let (Some(out), Some(library)) = (values(&args, "--out-dir").next(), args.last()) else {
        return Err("generate --language LANGUAGE --no-format --out-dir FOLDER LIBRARY".into());
    };
    let surface = read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../core/src")))?;
    let out = Path::new(out);
    let unfinished = out.join("unfinished");
    for (name, lang, files) in LANGUAGES {
        if !values(&args, "--language").any(|of| of == name) {
            continue;
        }
        uniffi::generate(GenerateOptions {
            languages: vec![match lang {
                Lang::Kotlin => TargetLanguage::Kotlin,
                Lang::Swift => TargetLanguage::Swift,
            }],
            source: library.into(),
            out_dir: unfinished.to_string_lossy().as_ref().into(),
            ..GenerateOptions::default()
        })?;
        for (at, file) in files.iter().enumerate() {
            let text = fs::read_to_string(unfinished.join(file))?;
            let text = if at == 0 { finish(&surface, lang, &text)? } else { text };
            lay(&out.join(file), &text)?;
        }
    }
    Ok(fs::remove_dir_all(&unfinished)?)
}

/// Whoever reads the file meanwhile reads one or the other as a whole.
fn lay(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|of| of == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = path.with_extension("new");
    fs::write(&new, text)?;
    fs::rename(new, path)
}

/// What stands behind an option, each time that it is given.
fn values<'a>(args: &'a [String], option: &'a str) -> impl Iterator<Item = &'a str> {
    let pairs = args.iter().zip(args.iter().skip(1));
    pairs.filter(move |(name, _)| *name == option).map(|(_, value)| value.as_str())
}
