//! What cannot be read is told, and never taken for something else.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::read;
use crate::model::{Fallback, Shape, Surface};

/// Reads a core of these sources: its `lib.rs`, and what else there is.
fn surface(lib: &str, more: &[&str]) -> Result<Surface, String> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let (process, next) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(format!("surface-{process}-{next}"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("lib.rs"), lib).unwrap();
    for (at, text) in more.iter().enumerate() {
        fs::write(folder.join(format!("m{at}.rs")), text).unwrap();
    }
    let found = read(&folder).map_err(|error| error.to_string());
    fs::remove_dir_all(&folder).unwrap();
    found
}

fn default_of(expr: &str, more: &str) -> Result<Option<Fallback>, String> {
    let text = format!(
        "{more} pub struct Abc {{ pub x: u32 }} impl Default for Abc {{ fn default() -> Self {{ Self {{ {expr} }} }} }}"
    );
    let surface = surface("pub use m0::Abc;", &[&text])?;
    match &surface.types["Abc"].shape {
        Shape::Record(fields) => Ok(fields[0].default.clone()),
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn a_default_is_read_or_told() {
    assert_eq!(default_of("x: 7", ""), Ok(Some(Fallback::Number("7".to_owned()))));
    let word = Fallback::Word("V4".to_owned());
    assert_eq!(default_of("x: CardVersion::V4", ""), Ok(Some(word)));
    for empty in ["x: None", "x: Vec::new()", "x: B::default()"] {
        assert_eq!(default_of(empty, ""), Ok(Some(Fallback::Empty)));
    }
    for (expr, more, word) in [
        ("x: most()", "fn most() -> u32 { 7 }", "call"),
        ("x: B::new(7)", "", "call"),
        ("x: MAX_PAGE", "const MAX_PAGE: u32 = 7;", "MAX_PAGE"),
        ("x: Limits::MAX", "", "MAX"),
        ("..Default::default()", "", "rest"),
    ] {
        let told = default_of(expr, more).unwrap_err();
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn what_serde_is_told_is_known_or_told() {
    let told = |attrs: &str, text: &str| {
        let text = format!("#[derive(Debug, Serialize)] {attrs} {text}");
        surface("pub use m0::Abc;", &[&text]).err().unwrap_or_default()
    };
    let plain = "pub enum Abc { OneTwo, Three }";
    assert_eq!(told(r#"#[serde(rename_all = "snake_case")]"#, plain), "");
    assert!(told(r#"#[serde(rename_all = "kebab-case")]"#, plain).contains("rename_all"));
    assert!(told("", plain).contains("rename_all"));
    let field = r#"pub struct Abc { #[serde(rename(serialize = "y"), default)] pub x: u32 }"#;
    assert!(told("", field).contains("serde"));
    let unknown = r#"pub struct Abc { #[serde(skip)] pub x: u32 }"#;
    assert!(told("", unknown).contains("skip"));
}

#[test]
fn what_is_exported_stands_by_its_name() {
    let record = "pub struct Abc { pub x: u32 }";
    assert!(surface("pub use m0::Abc;", &[record]).is_ok());
    assert!(surface("pub use m0::Abc as B;", &[record]).unwrap_err().contains("`Abc as B`"));
    assert!(surface("pub use m0::*;", &[record]).unwrap_err().contains('*'));
    let told = surface("pub use m0::Abc;", &[record, "pub struct Abc { pub y: u32 }"]);
    assert!(told.unwrap_err().contains("twice"));
    let own = "struct Abc; impl Default for Abc { fn default() -> Self { most() } }";
    assert!(surface("pub use m0::Abc;", &[record, own]).is_ok());
    let words = r#"word_enum! { /// Words.
        pub enum Abc { /// One.
        One = "one", } }"#;
    assert!(surface("pub use m0::Abc;", &[words]).is_ok());
    assert!(surface("pub use m0::Abc;", &[words, words]).unwrap_err().contains("twice"));
    assert!(surface("pub use m0::Abc;", &[words, record]).unwrap_err().contains("twice"));
    let call = "pub fn f() -> u32 { 7 }";
    assert!(surface("pub use m0::f;", &[call, call]).unwrap_err().contains("twice"));
    let usual =
        r#"pub struct Abc { #[serde(default = "most")] pub x: u32 } fn most() -> u32 { 7 }"#;
    assert!(surface("pub use m0::Abc;", &[usual]).is_ok());
    let told = surface("pub use m0::Abc;", &[usual, "fn most() -> u32 { 8 }"]);
    assert!(told.unwrap_err().contains("twice"));
}
