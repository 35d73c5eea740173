//! Lines as jCard properties (RFC 7095), as they stand in `vCardProps`.

use serde_json::{Map, Value, json};

use crate::exchange::vcard::{Line, TEXTS, URIS, escape, is_property_name, is_token, unescape};

/// A line as a property of jCard.
pub(super) fn property(line: &Line) -> Value {
    let mut line = line.clone();
    let safe = escape(&unescape(&line.value)) == line.value;
    let name = line.name.as_str();
    let named = line.values("VALUE").to_vec();
    let (kind, text) = match named.as_slice() {
        [] if TEXTS.contains(&name) && safe => ("text".to_owned(), true),
        [] if URIS.contains(&name) => ("uri".to_owned(), false),
        [kind] if kind == "text" && safe => (kind.clone(), true),
        [kind] if is_token(kind) && !matches!(kind.as_str(), "text" | "unknown") => {
            (kind.clone(), false)
        }
        // The type is not known, or the value breaks its rules: it stays as it stands.
        _ => ("unknown".to_owned(), false),
    };
    if kind != "unknown" {
        line.take("VALUE");
    }
    let value = if text { unescape(&line.value) } else { line.value.clone() };
    json!([line.name.to_ascii_lowercase(), params(&line), kind, value])
}

/// The parameters of a line, and its group.
pub(super) fn params(line: &Line) -> Map<String, Value> {
    let mut params = Map::new();
    if let Some(group) = &line.group {
        params.insert("group".to_owned(), json!(group));
    }
    for param in &line.params {
        let value = match param.values.as_slice() {
            [one] => json!(one),
            many => json!(many),
        };
        params.insert(param.name.to_ascii_lowercase(), value);
    }
    params
}

/// The line of a property of jCard.
pub(super) fn line(property: &Value) -> Option<Line> {
    let [name, params, kind, values @ ..] = property.as_array()?.as_slice() else { return None };
    let name = name.as_str().filter(|of| is_property_name(of))?.to_ascii_uppercase();
    let kind = kind.as_str()?;
    let texts: Option<Vec<String>> = values.iter().map(|of| text_of(of, kind == "text")).collect();
    let mut line = Line::new(name, texts.filter(|of| !of.is_empty())?.join(","));
    add_params(&mut line, params.as_object()?)?;
    let holds_anyway = match kind {
        "unknown" => true,
        "text" => TEXTS.contains(&line.name.as_str()),
        "uri" => URIS.contains(&line.name.as_str()),
        _ => false,
    };
    if !holds_anyway {
        line.add("VALUE", vec![kind.to_owned()]);
    }
    Some(line)
}

/// Adds parameters to a line; none when one of them has a name or a value that none can have.
pub(super) fn add_params(line: &mut Line, params: &Map<String, Value>) -> Option<()> {
    for (name, value) in params {
        let values: Vec<String> = match value {
            Value::Array(values) => values.iter().map(scalar).collect::<Option<_>>()?,
            one => vec![scalar(one)?],
        };
        if !is_token(name) {
            return None;
        }
        if name == "group" {
            let group = values.into_iter().next();
            line.group = Some(group.filter(|of| is_token(of))?);
        } else {
            line.try_add(name, values)?;
        }
    }
    Some(())
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// A value as it stands in a line: an array is a structure, an array in it a list.
fn text_of(value: &Value, escaped: bool) -> Option<String> {
    match value {
        Value::Array(parts) => {
            let part = |of: &Value| match of {
                Value::Array(list) => list
                    .iter()
                    .map(|of| scalar(of).map(|text| escape(&text)))
                    .collect::<Option<Vec<_>>>()
                    .map(|of| of.join(",")),
                one => scalar(one).map(|text| escape(&text)),
            };
            let parts: Option<Vec<String>> = parts.iter().map(part).collect();
            parts.map(|of| of.join(";"))
        }
        one => scalar(one).map(|text| if escaped { escape(&text) } else { text }),
    }
}
