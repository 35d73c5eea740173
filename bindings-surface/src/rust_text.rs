//! Names, and Rust as text: what the layers of all languages write alike.

use crate::model::{Arg, Field, Function, Kind, Pass, Variant};

/// `display_name` is `displayName`.
pub(crate) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| {
        let mut letters = word.chars();
        all + &letters
            .next()
            .map(|c| c.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    })
}

/// Documentation whose names, which stand between backticks, are said in another way.
pub(crate) fn between_backticks(text: &str, say: impl Fn(&str) -> String) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 1 { say(part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}

/// What the vectors, and the JSON of the core, call a field.
#[must_use]
pub fn json_name(field: &str) -> &str {
    match field {
        "as_typed" => "typed",
        "is_role_address" => "role_address",
        other => other,
    }
}

/// A name that is none of Rust's own, nor of the code around.
pub(crate) fn local(name: &str) -> String {
    match name {
        "0" => "value".to_owned(),
        "in" | "type" | "match" | "ref" | "where" | "as" | "use" | "fn" | "move" => {
            format!("r#{name}")
        }
        "env" | "fields" | "object" | "py" | "self" => format!("own_{name}"),
        other => other.to_owned(),
    }
}

/// The fields of a struct, taken apart: a new one stops the build.
pub(crate) fn pattern(fields: &[Field]) -> String {
    let each = fields.iter().map(|of| {
        let local = local(&of.name);
        if local == of.name || local.starts_with("r#") {
            local
        } else {
            format!("{}: {local}", of.name)
        }
    });
    each.collect::<Vec<_>>().join(", ")
}

/// A form of an enum, taken apart.
pub(crate) fn variant_pattern(union: &str, of: &Variant) -> String {
    match (of.is_tuple, of.fields.is_empty()) {
        (_, true) => format!("core::{union}::{}", of.name),
        (true, _) => format!("core::{union}::{}(value)", of.name),
        (false, _) => format!("core::{union}::{} {{ {} }}", of.name, pattern(&of.fields)),
    }
}

/// A call with arguments that have been taken already, each under the name that the language has for it.
pub(crate) fn call(function: &Function, path: &str, name: impl Fn(&str) -> String) -> String {
    let pass = |arg: &Arg| {
        let name = name(&arg.name);
        match arg.pass {
            Pass::Owned => name,
            Pass::Ref => format!("&{name}"),
            Pass::OptionDeref => format!("{name}.as_deref()"),
            Pass::OptionRef => format!("{name}.as_ref()"),
        }
    };
    let args: Vec<String> = function.args.iter().map(pass).collect();
    format!("{path}({}){}", args.join(", "), own(function))
}

/// Makes the host's own of what is borrowed from the core.
fn own(function: &Function) -> &'static str {
    match (&function.answer, function.borrows) {
        (_, false) => "",
        (Kind::Option(_), _) => ".map(|of| of.to_vec())",
        (Kind::List(_), _) => ".to_vec()",
        _ => ".clone()",
    }
}
