//! The types of the package.

use std::fmt::Write as _;

use super::conversions::is_async;
use super::is_external;
use crate::model::{Field, Function, Kind, Shape, Surface, Type, Variant};
use crate::rust_text::camel;
use crate::usual::from_where_optional;

const HEAD: &str = "// Written from the core's own sources; changes belong there.\n\n/// <reference types=\"node\" />\n\nimport type { Readable } from 'node:stream';\nimport type { ReadableStream } from 'node:stream/web';\nimport type { URL } from 'node:url';\n\n/** A part of a list, and the cursor of the next one; `null` when there is no more. */\nexport interface Page<T> {\n  items: T[];\n  next: string | null;\n}\n";

pub(super) fn write(surface: &Surface) -> String {
    let reach = surface.reach();
    let mut text = HEAD.to_owned();
    for of in surface.types.values() {
        let (given, told) = (reach.inputs.contains(&of.name), reach.outputs.contains(&of.name));
        if given || told {
            text.push_str(&declaration(surface, of, given));
        }
    }
    for function in &surface.functions {
        let _ = write!(
            text,
            "\n{}export declare function {};\n",
            doc(&function.doc, ""),
            signature(surface, function)
        );
    }
    text.push_str(include_str!("habits.d.ts"));
    text
}

fn declaration(surface: &Surface, of: &Type, given: bool) -> String {
    let (name, about) = (&of.name, doc(&of.doc, ""));
    match &of.shape {
        Shape::Words(words) => {
            let mut text = format!("\n{about}export type {name} =");
            for word in words {
                let _ = write!(text, "\n{}  | '{}'", doc(&word.doc, "  "), word.word);
            }
            text + ";\n"
        }
        Shape::Record(fields) | Shape::Value(fields) => {
            format!("\n{about}export interface {name} {{\n{}}}\n", members(surface, fields, given))
        }
        Shape::Union(variants) if name == "Error" => errors(surface, variants, &about),
        Shape::Union(variants) => {
            let mut text = format!("\n{about}export type {name} =");
            let external = is_external(variants);
            for of in variants {
                let _ = write!(
                    text,
                    "\n{}  | {}",
                    doc(&of.doc, "  "),
                    form(surface, of, external, given)
                );
            }
            text + ";\n"
        }
        Shape::Object(methods) => {
            let mut text = format!("\n{about}export declare class {name} {{\n");
            if name != "Job" {
                text.push_str("  private constructor();\n");
            }
            for method in methods.iter().filter(|of| of.receiver.is_some()) {
                let _ =
                    writeln!(text, "{}  {};", doc(&method.doc, "  "), signature(surface, method));
            }
            text.push_str(by_hand(name));
            text + "}\n"
        }
        _ => String::new(),
    }
}

/// What Node has a form of its own for.
fn by_hand(name: &str) -> &'static str {
    match name {
        "CustomerBook" => include_str!("book.d.ts"),
        "Session" => include_str!("session.d.ts"),
        "Import" => include_str!("import.d.ts"),
        "Export" => {
            "  /** The octets of the file, part by part. */\n  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer>;\n"
        }
        "Job" => "  /** A handle on work that has not begun. */\n  constructor();\n",
        _ => "",
    }
}

fn form(surface: &Surface, of: &Variant, external: bool, given: bool) -> String {
    match of.fields.as_slice() {
        [field] if of.is_tuple => {
            format!("{{ {}: {} }}", camel(&of.word), kind(surface, &field.kind, given))
        }
        _ if external => format!("'{}'", camel(&of.word)),
        fields => {
            let each = fields.iter().map(|of| format!("; {}", member(surface, of, given)));
            format!("{{ kind: '{}'{} }}", of.word, each.collect::<String>())
        }
    }
}

fn members(surface: &Surface, fields: &[Field], given: bool) -> String {
    fields.iter().fold(String::new(), |mut all, of| {
        let _ = writeln!(all, "{}  {};", doc(&of.doc, "  "), member(surface, of, given));
        all
    })
}

fn member(surface: &Surface, of: &Field, given: bool) -> String {
    let mark = if given && of.default.is_some() { "?" } else { "" };
    format!("{}{mark}: {}", camel(&of.name), kind(surface, &of.kind, given))
}

fn errors(surface: &Surface, variants: &[Variant], about: &str) -> String {
    let mut text = "\n/** What every error has: a stable code, the same word in every language. */\nexport interface CustomerCoreErrorBase extends Error {\n  name: 'CustomerCoreError';\n}\n".to_owned();
    let mut names = Vec::new();
    for of in variants {
        let name = format!("{}Error", of.name);
        let _ = write!(
            text,
            "\n{}export interface {name} extends CustomerCoreErrorBase {{\n  code: '{}';\n{}}}\n",
            doc(&of.doc, ""),
            of.word,
            members(surface, &of.fields, false)
        );
        names.push(name);
    }
    let _ =
        write!(text, "\n{about}export type CustomerCoreError =\n  | {};\n", names.join("\n  | "));
    text
}

fn signature(surface: &Surface, function: &Function) -> String {
    let optional = from_where_optional(surface, function);
    let args = function.args.iter().enumerate().map(|(at, of)| {
        let mark = if at >= optional { "?" } else { "" };
        let kind = kind(surface, &of.kind, true);
        let kind = if at >= optional && !matches!(of.kind, Kind::Option(_)) {
            format!("{kind} | null")
        } else {
            kind
        };
        format!("{}{mark}: {kind}", argument(&of.name))
    });
    let answer = kind(surface, &function.answer, false);
    let answer = if is_async(function) { format!("Promise<{answer}>") } else { answer };
    format!("{}({}): {answer}", camel(&function.name), args.collect::<Vec<_>>().join(", "))
}

/// A name that is none of the language's own.
fn argument(name: &str) -> String {
    match name {
        "new" => "created".to_owned(),
        "class" | "function" | "in" | "default" | "import" | "export" => format!("{name}_"),
        other => camel(other),
    }
}

fn kind(surface: &Surface, of: &Kind, given: bool) -> String {
    let inner = |of: &Kind| {
        let text = kind(surface, of, given);
        if text.contains('|') { format!("({text})") } else { text }
    };
    match of {
        Kind::Unit => "void".to_owned(),
        Kind::Bool => "boolean".to_owned(),
        Kind::Int(_) | Kind::Duration => "number".to_owned(),
        Kind::Str | Kind::Char | Kind::Path => "string".to_owned(),
        Kind::Bytes if given => "Uint8Array".to_owned(),
        Kind::Bytes => "Buffer".to_owned(),
        Kind::Source => "PathOrOctets".to_owned(),
        Kind::Option(of) => format!("{} | null", kind(surface, of, given)),
        Kind::List(of) => format!("{}[]", inner(of)),
        Kind::Page(of) => format!("Page<{}>", kind(surface, of, given)),
        Kind::Outcome(of) => format!("Outcome<{}>", kind(surface, of, given)),
        Kind::Named(name) => match surface.get(name).map(|of| &of.shape) {
            Some(Shape::Id | Shape::Text(_)) => "string".to_owned(),
            Some(Shape::Time) => "Date".to_owned(),
            Some(Shape::Set) => "Permission[]".to_owned(),
            Some(Shape::Page(of)) => format!("Page<{}>", kind(surface, of, given)),
            _ if name == "Error" => "CustomerCoreError".to_owned(),
            _ => name.clone(),
        },
    }
}

fn doc(text: &str, indent: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = text.replace("*/", "* /").replace("# Errors", "Rejects with:");
    let lines: Vec<&str> = text.lines().collect();
    match lines.as_slice() {
        [one] => format!("{indent}/** {one} */\n"),
        many => {
            let many: Vec<String> =
                many.iter().map(|of| format!("{indent} * {of}").trim_end().to_owned()).collect();
            format!("{indent}/**\n{}\n{indent} */\n", many.join("\n"))
        }
    }
}
