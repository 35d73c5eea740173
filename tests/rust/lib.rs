//! Reading vectors and holding answers against them. See `tests/vectors/README.md` for the format.

pub mod exchange_properties;
pub mod file_properties;
pub mod properties;
pub mod search_properties;
pub mod seeds;

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of the vectors.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// The cases of a vector file.
///
/// # Errors
/// A text that names the file and what is wrong with it.
pub fn cases(file: &str) -> Result<Vec<Value>, String> {
    let path = folder().join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
    match value.get("cases") {
        Some(Value::Array(cases)) if !cases.is_empty() => Ok(cases.clone()),
        _ => Err(format!("{file}: no cases")),
    }
}

/// The files of the vectors, by their paths in their folder.
///
/// # Errors
/// A folder that cannot be read.
pub fn files() -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(inside) = folders.pop() {
        let read = std::fs::read_dir(folder().join(&inside)).map_err(|error| error.to_string())?;
        for entry in read {
            let entry = entry.map_err(|error| error.to_string())?;
            let path = format!("{inside}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(path + "/");
            } else if path.ends_with(".json") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The names of the cases of a file. Where a case is a group of searches, each of these is one.
///
/// # Errors
/// As [`cases`].
pub fn names(file: &str) -> Result<Vec<String>, String> {
    let name = |of: &Value| of.get("id").map_or("", text).to_owned();
    let each = cases(file)?.into_iter().flat_map(|case| match case.get("searches") {
        Some(searches) => items(searches).iter().map(name).collect(),
        None => vec![name(&case)],
    });
    Ok(each.collect())
}

/// The items of a list; none when it is no list.
pub fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A text; empty when it is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The octets of a message: its lines joined, or what `hex` says.
pub fn octets(message: &Value) -> Vec<u8> {
    let Some(hex) = message.get("hex").and_then(Value::as_str) else {
        let lines: Vec<&str> =
            message.get("message").map_or(&[][..], items).iter().map(text).collect();
        return lines.join("\r\n").into_bytes();
    };
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    let octet = |pair: &[u32]| pair.iter().fold(0, |octet, digit| octet * 16 + digit);
    digits.chunks_exact(2).filter_map(|pair| u8::try_from(octet(pair)).ok()).collect()
}

/// The place of the first difference, when an answer is not what is wanted. Objects may hold more
/// than is wanted; a field that is wanted as `null` may be missing; lists and plain values are the
/// same.
pub fn difference(wanted: &Value, actual: &Value) -> Option<String> {
    differ(wanted, actual, "")
}

fn differ(wanted: &Value, actual: &Value, path: &str) -> Option<String> {
    match (wanted, actual) {
        (Value::Object(wanted), Value::Object(actual)) => {
            wanted.iter().find_map(|(name, value)| {
                differ(value, actual.get(name).unwrap_or(&Value::Null), &format!("{path}.{name}"))
            })
        }
        (Value::Array(wanted), Value::Array(actual)) if wanted.len() == actual.len() => wanted
            .iter()
            .zip(actual)
            .enumerate()
            .find_map(|(at, (wanted, actual))| differ(wanted, actual, &format!("{path}[{at}]"))),
        _ if wanted == actual => None,
        _ => Some(format!(
            "{}: wanted {wanted}, got {actual}",
            if path.is_empty() { "answer" } else { path }
        )),
    }
}
