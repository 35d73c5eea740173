//! The calls of cases about files of customers.

use std::io::Cursor;

use conformance::{items, text};
use customer_core::{Error, ExportOptions, ImportOptions, ImportSource, Session, preview_file};
use serde_json::{Value, json};

use crate::book::{answer, read};

/// The lines of a file: text, or objects of JSON Lines.
pub(crate) fn lines_of(lines: &Value) -> Vec<String> {
    let line = |line: &Value| match line {
        Value::String(text) => text.clone(),
        object => object.to_string(),
    };
    items(lines).iter().map(line).collect()
}

/// A file by its lines: text, or objects of JSON Lines.
fn file(lines: &Value) -> ImportSource {
    let lines = lines_of(lines);
    ImportSource::Reader(Box::new(Cursor::new(lines.join("\n").into_bytes())))
}

fn import(session: &Session, args: &Value) -> Result<Value, Error> {
    let options: ImportOptions = match args.get("options") {
        Some(options) => read(options),
        None => ImportOptions::default(),
    };
    let mut import = session.start_import(file(&args["file"]), options)?;
    let mut rows = Vec::new();
    while let Some(batch) = import.next_batch()? {
        rows.extend(items(&answer(batch)["rows"]).iter().cloned());
    }
    Ok(json!({ "rows": rows, "summary": answer(import.summary()) }))
}

fn export(session: &Session, args: &Value) -> Result<Value, Error> {
    let options: ExportOptions = match args.get("options") {
        Some(options) => read(options),
        None => ExportOptions::default(),
    };
    let mut written = Vec::new();
    session.export_customers(options)?.write_to(&mut written)?;
    let written = String::from_utf8(written).unwrap();
    Ok(json!({ "lines": written.lines().collect::<Vec<_>>() }))
}

fn preview(args: &Value) -> Result<Value, Error> {
    let options = args.get("options").map(read).unwrap_or_default();
    preview_file(file(&args["file"]), &options, 10).map(answer)
}

/// A call about files; none when it is about something else.
pub(crate) fn call(session: &Session, call: &str, args: &Value) -> Option<Result<Value, Error>> {
    Some(match call {
        "preview_file" => preview(args),
        "import_customers" => import(session, args),
        "forget_import" => session.forget_import(text(&args["import_id"])).map(answer),
        "export_customers" => export(session, args),
        _ => return None,
    })
}
