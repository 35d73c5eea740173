//! What each member of a card is as a line, and the other way (RFC 9555, sections 2 and 3).

use serde_json::{Map, Value, json};

use super::jcard::{add_params, params};
use crate::exchange::vcard::{COMPONENTS, Line, components, escape, structured, unescape};

type Object = Map<String, Value>;

/// The types of a line, and the contexts that they are.
const CONTEXTS: &[(&str, &str)] =
    &[("work", "work"), ("home", "private"), ("billing", "billing"), ("delivery", "delivery")];
/// The types of a phone, and the features that they are.
const FEATURES: &[(&str, &str)] = &[
    ("cell", "mobile"),
    ("voice", "voice"),
    ("text", "text"),
    ("fax", "fax"),
    ("pager", "pager"),
    ("video", "video"),
    ("textphone", "textphone"),
    ("main-number", "main-number"),
];
/// The kinds of name components: where each stands in `N`.
const NAME_KINDS: &[(&str, usize)] = &[
    ("title", 3),
    ("given", 1),
    ("given2", 2),
    ("surname", 0),
    ("surname2", 5),
    ("generation", 6),
    ("credential", 4),
];
/// Where the parts of a street stand in `ADR`.
const STREET: usize = 2;
const NUMBER: usize = 10;
const STREET_NAME: usize = 11;

/// The line of an object in one of the collections of a card.
pub(super) fn line(collection: &str, object: &Object) -> Option<Line> {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let mut line = match collection {
        "emails" => Line::new("EMAIL", escape(text("address")?)),
        "phones" => phone(object)?,
        "onlineServices" => service(object)?,
        "addresses" => address(object)?,
        "preferredLanguages" => Line::new("LANG", escape(text("language")?)),
        "media" if text("kind") == Some("photo") => Line::new("PHOTO", text("uri")?),
        "organizations" => Line::new("ORG", escape(text("name")?)),
        _ => return None,
    };
    add_words(&mut line, object.get("contexts"), CONTEXTS);
    if let Some(pref) =
        object.get("pref").and_then(Value::as_u64).filter(|of| (1..=100).contains(of))
    {
        line.add("PREF", vec![pref.to_string()]);
    }
    if let Some(params) = object.get("vCardParams").and_then(Value::as_object) {
        let mut with_params = line.clone();
        // Parameters that no line can have are no parameters; the member is kept as it is.
        if add_params(&mut with_params, params).is_some() {
            line = with_params;
        }
    }
    Some(line)
}

/// The object of a line.
pub(super) fn object(collection: &str, line: &Line) -> Object {
    let mut line = line.clone();
    let mut object = Object::new();
    let mut put = |name: &str, value: Value| drop(object.insert(name.to_owned(), value));
    match collection {
        "emails" => put("address", json!(unescape(&line.value))),
        "phones" => {
            let is_uri = line.param("VALUE") == Some("uri");
            line.take("VALUE");
            let number = if is_uri { line.value.clone() } else { unescape(&line.value) };
            put("number", json!(number));
            if let Some(features) = take_words(&mut line, FEATURES) {
                put("features", features);
            }
        }
        "onlineServices" => {
            let is_text = line.param("VALUE") == Some("text");
            line.take("VALUE");
            if is_text {
                put("user", json!(unescape(&line.value)));
            } else {
                put("uri", json!(line.value));
                if let Some(user) = line.take("USERNAME") {
                    put("user", json!(user));
                }
            }
            if let Some(service) = line.take("SERVICE-TYPE") {
                put("service", json!(service));
            }
        }
        "addresses" => {
            put("components", address_components(&line.value));
            if let Some(code) = line.take("CC") {
                put("countryCode", json!(code));
            }
        }
        "preferredLanguages" => put("language", json!(unescape(&line.value))),
        "media" => {
            put("kind", json!("photo"));
            put("uri", json!(line.value));
        }
        _ => put("name", json!(unescape(&line.value))),
    }
    if let Some(contexts) = take_words(&mut line, CONTEXTS) {
        put("contexts", contexts);
    }
    if let Some(pref) = line.param("PREF").and_then(|of| of.parse::<u64>().ok()) {
        line.take("PREF");
        put("pref", json!(pref));
    }
    line.take("PROP-ID");
    let left = params(&line);
    if !left.is_empty() {
        put("vCardParams", Value::Object(left));
    }
    object
}

/// Adds the types for the words of a set such as `{"work": true}`.
fn add_words(line: &mut Line, set: Option<&Value>, words: &[(&str, &str)]) {
    let Some(set) = set.and_then(Value::as_object) else { return };
    let is_set = |word: &str| set.get(word) == Some(&Value::Bool(true));
    let types = words.iter().filter(|(_, word)| is_set(word));
    line.add("TYPE", types.map(|(kind, _)| (*kind).to_owned()).collect());
}

fn take_words(line: &mut Line, words: &[(&str, &str)]) -> Option<Value> {
    let found: Vec<&(&str, &str)> = words.iter().filter(|(kind, _)| line.is_type(kind)).collect();
    let set: Object = found.iter().map(|(_, word)| ((*word).to_owned(), json!(true))).collect();
    let types: Vec<&str> = found.iter().map(|(kind, _)| *kind).collect();
    line.take_types(&types);
    (!set.is_empty()).then_some(Value::Object(set))
}

fn phone(object: &Object) -> Option<Line> {
    let number = object.get("number")?.as_str()?;
    let is_uri = number.get(..4).is_some_and(|of| of.eq_ignore_ascii_case("tel:"));
    let mut line = if is_uri {
        Line::new("TEL", number).with("VALUE", "uri")
    } else {
        Line::new("TEL", escape(number))
    };
    add_words(&mut line, object.get("features"), FEATURES);
    Some(line)
}

fn service(object: &Object) -> Option<Line> {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let mut line = match (text("uri"), text("user")) {
        (Some(uri), Some(user)) => Line::new("SOCIALPROFILE", uri).with("USERNAME", user),
        (Some(uri), None) => Line::new("SOCIALPROFILE", uri),
        (None, Some(user)) => Line::new("SOCIALPROFILE", escape(user)).with("VALUE", "text"),
        (None, None) => return None,
    };
    if let Some(service) = text("service") {
        line.add("SERVICE-TYPE", vec![service.to_owned()]);
    }
    Some(line)
}

/// The kind and the text of components.
fn parts(object: &Object) -> Vec<(&str, &str)> {
    let list = object.get("components").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|of| {
            let text = |name: &str| of.get(name).and_then(Value::as_str);
            text("kind").zip(text("value"))
        })
        .collect()
}

fn address(object: &Object) -> Option<Line> {
    let parts = parts(object);
    let full = object.get("full").and_then(Value::as_str);
    let mut values = vec![Vec::new(); COMPONENTS.len()];
    let numbered = parts.iter().any(|(kind, _)| *kind == "number");
    let mut street = Vec::new();
    for (kind, text) in &parts {
        let at = match *kind {
            "number" => NUMBER,
            "name" if numbered => STREET_NAME,
            "name" => STREET,
            // The old place of an apartment is for what was called an extended address.
            other => match COMPONENTS.iter().rposition(|of| *of == other) {
                Some(at) => at,
                None => continue,
            },
        };
        if matches!(at, NUMBER | STREET_NAME) {
            street.push((*text).to_owned());
        }
        if let Some(place) = values.get_mut(at) {
            place.push((*text).to_owned());
        }
    }
    if !street.is_empty()
        && let Some(place) = values.get_mut(STREET)
    {
        // For readers that know the seven components of old only.
        place.push(street.join(" "));
    }
    if let (true, Some(full), Some(place)) = (parts.is_empty(), full, values.get_mut(STREET)) {
        place.extend(full.lines().map(str::to_owned));
    }
    let code = object.get("countryCode").and_then(Value::as_str);
    if values.iter().all(Vec::is_empty) && code.is_none() {
        return None;
    }
    let used = values.iter().rposition(|of| !of.is_empty()).map_or(0, |at| at + 1);
    values.truncate(used.max(7));
    let line = Line::new("ADR", structured(&values));
    Some(match code {
        Some(code) => line.with("CC", code),
        None => line,
    })
}

fn address_components(value: &str) -> Value {
    let parts = components(value);
    let filled = |at: usize| parts.get(at).is_some_and(|of| of.iter().any(|text| !text.is_empty()));
    let fine = filled(NUMBER) || filled(STREET_NAME);
    let mut list = Vec::new();
    for (at, (texts, kind)) in parts.iter().zip(COMPONENTS).enumerate() {
        if !filled(at) || (at == STREET && fine) {
            continue;
        }
        list.extend(texts.iter().map(|text| json!({"kind": kind, "value": text})));
    }
    Value::Array(list)
}

/// The lines of a name: `FN` and `N`.
pub(super) fn name_lines(name: &Object) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(full) = name.get("full").and_then(Value::as_str) {
        lines.push(Line::new("FN", escape(full)));
    }
    let mut values = vec![Vec::new(); NAME_KINDS.len()];
    for (kind, text) in parts(name) {
        let at = NAME_KINDS.iter().find(|(of, _)| *of == kind).map(|(_, at)| *at);
        if let Some(place) = at.and_then(|at| values.get_mut(at)) {
            place.push(text.to_owned());
        }
    }
    if values.iter().any(|of| !of.is_empty()) {
        let used = values.iter().rposition(|of| !of.is_empty()).map_or(0, |at| at + 1);
        values.truncate(used.max(5));
        let mut line = Line::new("N", structured(&values));
        if let Some(params) = name.get("vCardParams").and_then(Value::as_object) {
            let mut with_params = line.clone();
            if add_params(&mut with_params, params).is_some() {
                line = with_params;
            }
        }
        lines.push(line);
    }
    lines
}

/// The name of the lines `FN` and `N`.
pub(super) fn name(full: Option<&Line>, parts: Option<&Line>) -> Object {
    let mut name = Object::new();
    if let Some(full) = full {
        name.insert("full".to_owned(), json!(unescape(&full.value)));
    }
    if let Some(line) = parts {
        let values = components(&line.value);
        let mut list = Vec::new();
        for (kind, at) in NAME_KINDS {
            let texts = values.get(*at).into_iter().flatten().filter(|of| !of.is_empty());
            list.extend(texts.map(|text| json!({"kind": kind, "value": text})));
        }
        name.insert("components".to_owned(), Value::Array(list));
        let left = params(line);
        if !left.is_empty() {
            name.insert("vCardParams".to_owned(), Value::Object(left));
        }
    }
    name
}
