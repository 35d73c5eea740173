//! Rust as text: what the layers of all languages write alike.

use crate::model::{Arg, Field, Function, Pass, Variant};

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

fn pass(arg: &Arg) -> String {
    let name = local(&arg.name);
    match arg.pass {
        Pass::Owned => name,
        Pass::Ref => format!("&{name}"),
        Pass::OptionDeref => format!("{name}.as_deref()"),
        Pass::OptionRef => format!("{name}.as_ref()"),
    }
}

/// A call with arguments that have been taken already.
pub(crate) fn call(function: &Function, path: &str) -> String {
    let args: Vec<String> = function.args.iter().map(pass).collect();
    format!("{path}({})", args.join(", "))
}
