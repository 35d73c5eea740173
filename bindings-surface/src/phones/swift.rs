//! What Swift has beside what uniffi writes.

use std::fmt::Write as _;

use super::finish::{Written, each_value, instead, page, parts, property, shown};
use super::{ERROR, is_error};
use crate::model::{Fallback, Field, Kind, Shape, Surface, Type, Variant};
use crate::player_words::case_name;
use crate::rust_text::camel;

pub(super) fn of_type(surface: &Surface, of: &Type, written: &mut Written) -> Result<(), String> {
    let name = &of.name;
    match &of.shape {
        Shape::Words(words) => {
            let head = format!("public enum {name}: ");
            written.change(&head, |text| {
                let words = words.iter().map(|of| of.word.as_str());
                instead(&each_value(text, words, value)?, &head, &format!("{head}String, "))
            })?;
        }
        Shape::Record(fields) | Shape::Value(fields) => {
            written.change(&format!("public struct {name}: "), |text| {
                with_defaults(surface, fields, text)
            })?;
            if let Some(shown) = shown(of).filter(|shown| parts(fields, shown).1) {
                written.add(&described(name, &told(name, fields, shown, "self.")));
            }
        }
        Shape::Union(variants) if is_error(of) => {
            let code = forms("code", "The stable code", variants, |of| of.name.clone());
            let text = "/// What it says is its message, the core's own.\n";
            written.add(&format!(
                "\nextension {ERROR} {{{code}}}\n\n{text}extension {ERROR}: CustomStringConvertible {{}}\n"
            ));
        }
        Shape::Union(variants) => {
            let word = forms("word", "The stable word of this form", variants, case_of);
            written.add(&format!("\nextension {name} {{{word}}}\n"));
            if let Some(shown) = shown(of) {
                written.add(&described(name, &shown_forms(variants, shown)));
            }
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn of_page(name: &str, written: &mut Written) {
    let (fields, shown) = page();
    written.add(&described(name, &told(name, &fields, &shown, "self.")));
}

/// A task that is cancelled waits no longer, and tells the library so.
pub(super) fn calls(written: &mut Written) -> Result<(), String> {
    written.behind_each("freeFunc: ffi_", |line| {
        line.replace("freeFunc", "cancelFunc").replace("_rust_future_free_", "_rust_future_cancel_")
    })?;
    written.change("fileprivate func uniffiRustCallAsync<", |text| {
        let free = "    freeFunc: (UInt64) -> (),\n";
        let cancel = "    cancelFunc: @escaping @Sendable (UInt64) -> (),\n";
        let text = instead(text, free, &format!("{free}{cancel}"))?;
        let text = instead(
            &text,
            "    var pollResult: Int8;\n    repeat {\n",
            "    await withTaskCancellationHandler {\n    var pollResult: Int8;\n    repeat {\n",
        )?;
        let end = "    } while pollResult != UNIFFI_RUST_FUTURE_POLL_READY\n";
        instead(&text, end, &format!("{end}    }} onCancel: {{ cancelFunc(rustFuture) }}\n"))
    })?;
    written.change("private func uniffiCheckCallStatus<", |text| {
        let fatal = "fatalError(\"Cancellation not supported yet\")";
        instead(text, fatal, "throw CancellationError()")
    })
}

/// `case noAtSign` is `case noAtSign = "no_at_sign"`.
fn value(line: &str, word: &str) -> Option<String> {
    let name = line.strip_prefix("    case ")?;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '`');
    is_name.then(|| format!("{line} = \"{word}\""))
}

fn case_of(of: &Variant) -> String {
    case_name(&of.name)
}

fn with_defaults(surface: &Surface, fields: &[Field], text: &str) -> Result<String, String> {
    let (before, init) = text.split_once("public init(").ok_or("no init")?;
    let (params, behind) = init.split_once(") {\n").ok_or("no end of init")?;
    // Each parameter ends with a comma, or with the list.
    let mut params = format!("{params}, \n");
    for field in fields {
        let (kind, value) = match (&field.kind, &field.default) {
            (Kind::Named(name), Some(Fallback::Word(word))) => {
                (name.clone(), word_of(surface, name, word))
            }
            (Kind::List(of), Some(Fallback::Words(words))) => {
                let Kind::Named(name) = &**of else { continue };
                let words = words.iter().map(|word| word_of(surface, name, word));
                (format!("[{name}]"), format!("[{}]", words.collect::<Vec<_>>().join(", ")))
            }
            _ => continue,
        };
        let param = format!("{}: {kind}", camel(&field.name));
        params = instead(&params, &format!("{param}, \n"), &format!("{param} = {value}, \n"))?;
    }
    let params = params.strip_suffix(", \n").unwrap_or(&params);
    Ok(format!("{before}public init({params}) {{\n{behind}"))
}

/// A value by its name in Rust.
fn word_of(surface: &Surface, name: &str, word: &str) -> String {
    match surface.get(name).map(|of| &of.shape) {
        Some(Shape::Words(_) | Shape::Union(_)) => format!(".{}", case_name(word)),
        _ => format!("{name}()"),
    }
}

fn told(name: &str, fields: &[Field], shown: &[String], of: &str) -> String {
    let (named, more) = parts(fields, shown);
    let mut named: Vec<String> =
        named.iter().map(|name| format!("{name}: \\(String(describing: {of}{name}))")).collect();
    if more {
        named.push("...".to_owned());
    }
    format!("\"{name}({})\"", named.join(", "))
}

fn shown_forms(variants: &[Variant], shown: &[String]) -> String {
    let mut text = "switch self {\n".to_owned();
    for of in variants {
        let name = case_of(of);
        let fields = of.fields.iter();
        let held: Vec<String> = fields
            .map(|of| match shown.contains(&of.name) {
                true => format!("let {}", property(of)),
                false => "_".to_owned(),
            })
            .collect();
        let _ = match held.is_empty() {
            true => writeln!(text, "        case .{name}: \"{name}\""),
            false => writeln!(
                text,
                "        case .{name}({}): {}",
                held.join(", "),
                told(&name, &of.fields, shown, "")
            ),
        };
    }
    text + "        }"
}

fn described(name: &str, told: &str) -> String {
    format!(
        "\nextension {name}: CustomStringConvertible {{\n    /// What logs may show of it.\n    public var description: String {{\n        {told}\n    }}\n}}\n"
    )
}

/// `created` is `created`, for each form.
fn forms(
    property: &str,
    about: &str,
    variants: &[Variant],
    case: impl Fn(&Variant) -> String,
) -> String {
    let mut text = format!(
        "\n    /// {about}, the same in every language.\n    public var {property}: String {{\n        switch self {{\n"
    );
    for of in variants {
        let _ = writeln!(text, "        case .{}: \"{}\"", case(of), of.word);
    }
    text + "        }\n    }\n"
}
