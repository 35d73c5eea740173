//! The surface as JSON, for players that find their types by name.

use std::path::Path;

use customer_core_surface::json_name;
use customer_core_surface::model::{Field, Function, Kind, Shape, Surface};
use serde_json::{Value, json};

/// The surface of the core, as its sources say it.
pub(crate) fn surface() -> Surface {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    customer_core_surface::read(&sources).unwrap()
}

fn kind(of: &Kind) -> Value {
    match of {
        Kind::Named(name) => json!(name),
        Kind::Option(of) => json!({"option": kind(of)}),
        Kind::List(of) => json!({"list": kind(of)}),
        Kind::Page(of) => json!({"page": kind(of)}),
        Kind::Outcome(of) => json!({"outcome": kind(of)}),
        Kind::Int(_) => json!("int"),
        Kind::Unit => json!("unit"),
        Kind::Bool => json!("bool"),
        Kind::Str | Kind::Char | Kind::Path => json!("text"),
        Kind::Bytes => json!("octets"),
        Kind::Duration => json!("duration"),
        Kind::Source => json!("source"),
    }
}

fn fields(of: &[Field]) -> Value {
    let each = of.iter().map(|field| {
        json!({"name": field.name, "json": json_name(&field.name), "kind": kind(&field.kind), "flat": field.flat, "omits": field.omits})
    });
    each.collect()
}

fn function(of: &Function) -> Value {
    let args: Value =
        of.args.iter().map(|arg| json!({"name": arg.name, "kind": kind(&arg.kind)})).collect();
    json!({"args": args, "answer": kind(&of.answer), "waits": of.fails})
}

/// All of it.
pub(crate) fn as_json(surface: &Surface) -> Value {
    let mut types = serde_json::Map::new();
    let mut objects = serde_json::Map::new();
    for of in surface.types.values() {
        let shape = match &of.shape {
            Shape::Words(words) => {
                json!({"words": words.iter().map(|of| of.word.clone()).collect::<Vec<_>>()})
            }
            Shape::Record(of) => json!({"record": fields(of)}),
            Shape::Value(of) => json!({"value": fields(of)}),
            Shape::Union(variants) => {
                let forms: Value = variants
                    .iter()
                    .map(|of| {
                        json!({"name": of.name, "word": of.word, "tuple": of.is_tuple, "fields": fields(&of.fields)})
                    })
                    .collect();
                json!({"union": forms, "tag": of.tag})
            }
            Shape::Object(methods) => {
                let of_name = methods.iter().map(|of| (of.name.clone(), function(of)));
                objects.insert(of.name.clone(), of_name.collect());
                continue;
            }
            Shape::Id | Shape::Text(_) => json!({"text": true}),
            Shape::Time => json!({"time": true}),
            Shape::Set => json!({"set": true}),
            Shape::Page(of) => json!({"page": kind(of)}),
        };
        types.insert(of.name.clone(), shape);
    }
    let functions = surface.functions.iter().map(|of| (of.name.clone(), function(of)));
    json!({"types": types, "objects": objects, "functions": functions.collect::<serde_json::Map<_, _>>()})
}
