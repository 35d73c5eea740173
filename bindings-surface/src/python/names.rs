//! Names and types as Python has them.

use crate::model::{Kind, Shape, Surface, Variant};
use crate::rust_text::between_backticks;

const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// A name that is no keyword: `from_` for `from`.
pub(super) fn attribute(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// `customer.view` is `CUSTOMER_VIEW`, `3.0` is `V3_0`.
pub(super) fn constant(word: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let mut text: String = word.chars().map(plain).collect();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        text.insert(0, 'V');
    }
    text
}

/// The class of a form of an enum with data: that of what it holds where this says it all.
pub(super) fn variant_class(surface: &Surface, union: &str, variant: &Variant) -> String {
    match held(surface, union, variant) {
        Some(name) => name,
        None => format!("{union}{}", variant.name),
    }
}

/// The record that a form holds and is told by.
pub(super) fn held(surface: &Surface, union: &str, variant: &Variant) -> Option<String> {
    let name = only(variant)?;
    let shape = &surface.get(name)?.shape;
    if !matches!(shape, Shape::Record(_) | Shape::Value(_)) {
        return None;
    }
    let Shape::Union(all) = &surface.get(union)?.shape else { return None };
    let same = all.iter().filter(|of| only(of) == Some(name)).count();
    (same == 1).then(|| name.to_owned())
}

fn only(variant: &Variant) -> Option<&str> {
    match variant.fields.as_slice() {
        [field] if variant.is_tuple => match &field.kind {
            Kind::Named(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The name of the only field of a form without names.
pub(super) fn field_name(name: &str) -> String {
    if name == "0" { "value".to_owned() } else { attribute(name) }
}

/// A type as it is annotated.
pub(super) fn annotation(surface: &Surface, kind: &Kind, given: bool) -> String {
    let of = |kind: &Kind| annotation(surface, kind, given);
    match kind {
        Kind::Unit => "None".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Int(_) => "int".to_owned(),
        Kind::Str | Kind::Char => "str".to_owned(),
        Kind::Bytes if given => "bytes | bytearray | memoryview".to_owned(),
        Kind::Bytes => "bytes".to_owned(),
        Kind::Path => "str | PathLike[str]".to_owned(),
        Kind::Source => {
            "str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO".to_owned()
        }
        Kind::Duration => "timedelta".to_owned(),
        Kind::Option(inner) => format!("{} | None", of(inner)),
        Kind::List(inner) if given => format!("Sequence[{}]", of(inner)),
        Kind::List(inner) => format!("list[{}]", of(inner)),
        Kind::Page(inner) => format!("Page[{}]", of(inner)),
        Kind::Outcome(inner) => format!("{} | Violation", of(inner)),
        Kind::Named(name) => match surface.get(name).map(|of| &of.shape) {
            Some(Shape::Id) => "UUID".to_owned(),
            Some(Shape::Text(_)) => "str".to_owned(),
            Some(Shape::Time) => "datetime".to_owned(),
            Some(Shape::Set) => "list[Permission]".to_owned(),
            Some(Shape::Page(of_page)) => format!("Page[{}]", of(of_page)),
            _ if name == "Error" => "CustomerCoreError".to_owned(),
            _ => name.clone(),
        },
    }
}

/// The options of a book are arguments of what opens it.
fn opening(doc: &str) -> String {
    between_backticks(doc, |name| match name.strip_prefix("BookOptions.") {
        Some(option) => format!("{option}` of `CustomerBook.open"),
        None => name.to_owned(),
    })
}

/// Documentation between quotes.
pub(super) fn docstring(doc: &str, indent: &str) -> String {
    let doc = opening(&doc.replace('\\', "\\\\").replace("\"\"\"", "'''"));
    let mut lines = doc.lines().map(|line| {
        let line = line.replace("# Errors", "Raises:");
        if line.is_empty() { String::new() } else { format!("{indent}{line}") }
    });
    let first = lines.next().unwrap_or_default();
    let first = first.trim_start();
    let rest: Vec<String> = lines.collect();
    if rest.is_empty() {
        format!("{indent}\"\"\"{first}\"\"\"\n")
    } else {
        format!("{indent}\"\"\"{first}\n{}\n{indent}\"\"\"\n", rest.join("\n"))
    }
}
