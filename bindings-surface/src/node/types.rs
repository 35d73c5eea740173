//! The types of the package.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::conversions::is_async;
use super::is_external;
use crate::model::{Field, Function, Kind, Shape, Surface, Type, Variant};
use crate::rust_text::camel;
use crate::usual::from_where_optional;

const HEAD: &str = "// Written from the core's own sources; changes belong there.\n\n/// <reference types=\"node\" />\n\nimport type { Readable } from 'node:stream';\nimport type { ReadableStream } from 'node:stream/web';\nimport type { URL } from 'node:url';\n\n/** A part of a list, and the cursor of the next one; `null` when there is no more. */\nexport interface Page<T> {\n  items: T[];\n  next: string | null;\n}\n";

/// Whatever can be read.
const SOURCE: &str =
    "PathOrOctets | Readable | ReadableStream | AsyncIterable<Uint8Array | string>";

/// The surface, and which of its types are written twice: what is answered has all of its members, and
/// what is given may leave some out.
struct Pen<'s> {
    surface: &'s Surface,
    twice: BTreeSet<String>,
}

pub(super) fn write(surface: &Surface) -> String {
    let reach = surface.reach();
    let both = reach.inputs.intersection(&reach.outputs);
    let twice = both.filter(|name| differs(surface, name, &mut BTreeSet::new())).cloned();
    let pen = Pen { surface, twice: twice.collect() };
    let mut text = HEAD.to_owned();
    for of in surface.types.values() {
        let (given, told) = (reach.inputs.contains(&of.name), reach.outputs.contains(&of.name));
        if pen.twice.contains(&of.name) {
            text.push_str(&declaration(&pen, of, false));
            text.push_str(&declaration(&pen, of, true));
        } else if given || told {
            text.push_str(&declaration(&pen, of, given));
        }
    }
    for function in &surface.functions {
        let fails = if is_async(function) { "# Errors" } else { "Throws:" };
        let _ = write!(
            text,
            "\n{}export declare function {};\n",
            doc(&function.doc.replace("# Errors", fails), ""),
            signature(&pen, function)
        );
    }
    text.push_str(include_str!("habits.d.ts"));
    text
}

/// Is it another type when it is given than when it is answered?
fn differs(surface: &Surface, name: &str, seen: &mut BTreeSet<String>) -> bool {
    let mut within = |fields: &[Field]| {
        fields.iter().any(|of| of.default.is_some() || kind_differs(surface, &of.kind, seen))
    };
    match surface.get(name).map(|of| &of.shape) {
        Some(Shape::Record(fields)) => within(fields),
        Some(Shape::Union(variants)) => variants.iter().any(|of| within(&of.fields)),
        _ => false,
    }
}

fn kind_differs(surface: &Surface, kind: &Kind, seen: &mut BTreeSet<String>) -> bool {
    match kind {
        Kind::Bytes => true,
        Kind::Option(of) | Kind::List(of) => kind_differs(surface, of, seen),
        Kind::Named(name) => seen.insert(name.clone()) && differs(surface, name, seen),
        _ => false,
    }
}

fn declaration(pen: &Pen<'_>, of: &Type, given: bool) -> String {
    let name = &named(pen, &of.name, given);
    let is_second = *name != of.name;
    let about = if is_second {
        let how = if given {
            "given: what may be absent may be left out"
        } else {
            "read: all of it is there"
        };
        format!("/** `{}` as it is {how}. */\n", of.name)
    } else {
        doc(&of.doc, "")
    };
    match &of.shape {
        Shape::Words(words) => {
            let mut text = format!("\n{about}export type {name} =");
            for word in words {
                let _ = write!(text, "\n{}  | '{}'", doc(&word.doc, "  "), word.word);
            }
            text + ";\n"
        }
        Shape::Record(fields) | Shape::Value(fields) => {
            format!("\n{about}export interface {name} {{\n{}}}\n", members(pen, fields, given))
        }
        Shape::Union(variants) if name == "Error" => errors(pen, variants, &about),
        Shape::Union(variants) => {
            let mut text = format!("\n{about}export type {name} =");
            let external = is_external(variants);
            for of in variants {
                let _ =
                    write!(text, "\n{}  | {}", doc(&of.doc, "  "), form(pen, of, external, given));
            }
            text + ";\n"
        }
        Shape::Object(methods) => {
            let mut text = format!("\n{about}export declare class {name} {{\n");
            if name != "Job" {
                text.push_str("  private constructor();\n");
            }
            for method in methods.iter().filter(|of| of.receiver.is_some()) {
                let _ = writeln!(text, "{}  {};", doc(&method.doc, "  "), signature(pen, method));
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

fn form(pen: &Pen<'_>, of: &Variant, external: bool, given: bool) -> String {
    match of.fields.as_slice() {
        [field] if of.is_tuple => {
            format!("{{ {}: {} }}", camel(&of.word), kind(pen, &field.kind, given))
        }
        _ if external => format!("'{}'", camel(&of.word)),
        fields => {
            let each = fields.iter().map(|of| format!("; {}", member(pen, of, given)));
            format!("{{ kind: '{}'{} }}", of.word, each.collect::<String>())
        }
    }
}

fn members(pen: &Pen<'_>, fields: &[Field], given: bool) -> String {
    fields.iter().fold(String::new(), |mut all, of| {
        let _ = writeln!(all, "{}  {};", doc(&of.doc, "  "), member(pen, of, given));
        all
    })
}

fn member(pen: &Pen<'_>, of: &Field, given: bool) -> String {
    let mark = if given && of.default.is_some() { "?" } else { "" };
    format!("{}{mark}: {}", camel(&of.name), kind(pen, &of.kind, given))
}

fn errors(pen: &Pen<'_>, variants: &[Variant], about: &str) -> String {
    let mut text = "\n/** What every error has: a stable code, the same word in every language. */\nexport interface CustomerCoreErrorBase extends Error {\n  name: 'CustomerCoreError';\n}\n".to_owned();
    let mut names = Vec::new();
    for of in variants {
        let name = format!("{}Error", of.name);
        let _ = write!(
            text,
            "\n{}export interface {name} extends CustomerCoreErrorBase {{\n  code: '{}';\n{}}}\n",
            doc(&of.doc, ""),
            of.word,
            members(pen, &of.fields, false)
        );
        names.push(name);
    }
    let _ =
        write!(text, "\n{about}export type CustomerCoreError =\n  | {};\n", names.join("\n  | "));
    text
}

fn signature(pen: &Pen<'_>, function: &Function) -> String {
    let optional = from_where_optional(pen.surface, function);
    let args = function.args.iter().enumerate().map(|(at, of)| {
        let mark = if at >= optional { "?" } else { "" };
        let kind = kind(pen, &of.kind, true);
        let kind = if at >= optional && !matches!(of.kind, Kind::Option(_)) {
            format!("{kind} | null")
        } else {
            kind
        };
        format!("{}{mark}: {kind}", argument(&of.name))
    });
    let answer = kind(pen, &function.answer, false);
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

/// What a type is called where it is given, or answered: the plain name is that of the place where it is at
/// home. `New...` is what is given, and read out of files; the others are what is kept.
fn named(pen: &Pen<'_>, name: &str, given: bool) -> String {
    match (pen.twice.contains(name), name.starts_with("New"), given) {
        (true, false, true) => format!("{name}Input"),
        (true, true, false) => format!("{name}Read"),
        _ => name.to_owned(),
    }
}

fn kind(pen: &Pen<'_>, of: &Kind, given: bool) -> String {
    let inner = |of: &Kind| {
        let text = kind(pen, of, given);
        if text.contains('|') { format!("({text})") } else { text }
    };
    match of {
        Kind::Unit => "void".to_owned(),
        Kind::Bool => "boolean".to_owned(),
        Kind::Int(_) | Kind::Duration => "number".to_owned(),
        Kind::Str | Kind::Char | Kind::Path => "string".to_owned(),
        Kind::Bytes if given => "Uint8Array".to_owned(),
        Kind::Bytes => "Buffer".to_owned(),
        Kind::Source => SOURCE.to_owned(),
        Kind::Option(of) => format!("{} | null", kind(pen, of, given)),
        Kind::List(of) => format!("{}[]", inner(of)),
        Kind::Page(of) => format!("Page<{}>", kind(pen, of, given)),
        Kind::Outcome(of) => format!("Outcome<{}>", kind(pen, of, given)),
        Kind::Named(name) => match pen.surface.get(name).map(|of| &of.shape) {
            Some(Shape::Id | Shape::Text(_)) => "string".to_owned(),
            Some(Shape::Time) => "Date".to_owned(),
            Some(Shape::Set) => "Permission[]".to_owned(),
            Some(Shape::Page(of)) => format!("Page<{}>", kind(pen, of, given)),
            _ if name == "Error" => "CustomerCoreError".to_owned(),
            _ => named(pen, name, given),
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
