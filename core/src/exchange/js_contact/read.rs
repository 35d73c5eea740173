//! From a card to a customer.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{jcard, places};
use crate::exchange::RawCustomer;
use crate::exchange::row::clipped;
use crate::exchange::vcard::{
    COLLECTIONS, Line, MAX_PROPERTIES, Member, customer_of, own, preserve_member,
};
use crate::model::violation::{Rule, Violation, gather};

type Object = Map<String, Value>;

/// About the file and not the customer: they are made anew.
const OF_THE_FILE: &[&str] = &["@type", "version", "prodId", "updated"];

/// What the text of a card says.
///
/// # Errors
/// All that is wrong with it: `card` with rule `not_utf8`, `not_json` or `not_a_card`, or a member by
/// its path.
pub(super) fn card(octets: &[u8]) -> Result<RawCustomer, Vec<Violation>> {
    let wrong = |rule| vec![Violation::new("card", rule)];
    let text = std::str::from_utf8(octets).map_err(|_| wrong(Rule::NotUtf8))?;
    let value: Value = serde_json::from_str(text).map_err(|_| wrong(Rule::NotJson))?;
    let Value::Object(card) = value else { return Err(wrong(Rule::NotACard)) };
    check_head(&card)?;
    let mut reading =
        Reading { ids_matter: card.contains_key("localizations"), ..Reading::default() };
    for (name, value) in card {
        reading.member(name, value);
    }
    reading.finish()
}

fn check_head(card: &Object) -> Result<(), Vec<Violation>> {
    let wrong = |field: &str, rule| Err(vec![Violation::new(field, rule)]);
    match card.get("@type").map(Value::as_str) {
        None => return wrong("@type", Rule::Required),
        Some(Some("Card")) => {}
        Some(_) => return wrong("@type", Rule::NotACard),
    }
    match card.get("version").map(Value::as_str) {
        None | Some(Some("1.0" | "2.0")) => Ok(()),
        Some(_) => wrong("version", Rule::UnknownValue),
    }
}

#[derive(Default)]
struct Reading {
    lines: Vec<Line>,
    /// Members that are kept, by their pointers.
    kept: Vec<(String, Value)>,
    /// Members that became a line, and what the line does not say of them: one of the two is kept.
    placed: BTreeMap<String, (Value, Vec<(String, Value)>)>,
    violations: Vec<Violation>,
    /// The card refers to its own ids.
    ids_matter: bool,
}

impl Reading {
    fn member(&mut self, name: String, value: Value) {
        let collection = COLLECTIONS.iter().find(|(of, _)| *of == name);
        match (name.as_str(), value) {
            (of, _) if OF_THE_FILE.contains(&of) => {}
            ("uid", Value::String(uid)) => self.lines.push(Line::new("UID", uid)),
            ("kind", Value::String(kind)) => self.lines.push(Line::new("KIND", kind)),
            ("name", Value::Object(name)) => self.name(name),
            ("vCardProps", Value::Array(properties)) => self.properties(&properties),
            (of, Value::Object(objects)) if collection.is_some() => {
                for (id, object) in objects {
                    self.object(of, &id, object);
                }
            }
            ("uid" | "kind" | "name" | "vCardProps", _) => self.wrong(name, Rule::UnknownValue),
            _ if collection.is_some() => self.wrong(name, Rule::UnknownValue),
            (of, value) => self.kept.push((pointer(&[of]), value)),
        }
    }

    fn name(&mut self, name: Object) {
        let lines = places::name_lines(&name);
        let of = |name: &str| lines.iter().find(|of| of.name == name);
        let said = places::name(of("FN"), of("N"));
        let more = more(&name, &said, "/name");
        let member =
            Member { pointer: "/name".to_owned(), label: None, has_more: !more.is_empty() };
        self.lines.extend(lines.into_iter().map(|mut line| {
            line.member = member.has_more.then(|| member.clone());
            line
        }));
        self.kept.extend(more);
    }

    fn properties(&mut self, properties: &[Value]) {
        for (at, property) in properties.iter().enumerate() {
            match jcard::line(property) {
                Some(line) => self.lines.push(line),
                None => self.wrong(format!("vCardProps[{at}]"), Rule::NotAProperty),
            }
        }
    }

    fn object(&mut self, collection: &str, id: &str, value: Value) {
        let path = pointer(&[collection, id]);
        let Value::Object(mut object) = value else {
            return self.wrong(format!("{collection}/{id}"), Rule::UnknownValue);
        };
        if take_mark(&mut object) {
            return self.kept.push((path, Value::Object(object)));
        }
        let must = match collection {
            "emails" => Some("address"),
            "phones" => Some("number"),
            _ => None,
        };
        if let Some(must) = must.filter(|of| !object.get(*of).is_some_and(Value::is_string)) {
            return self.wrong(format!("{collection}/{id}/{must}"), Rule::Required);
        }
        let zone = self.time_zone(collection, &path, &mut object);
        let Some(mut line) = places::line(collection, &object) else {
            if let Some(zone) = zone {
                object.insert("timeZone".to_owned(), zone);
            }
            if object.keys().any(|of| !matches!(of.as_str(), "@type" | "timeZone")) {
                self.kept.push((path, Value::Object(object)));
            }
            return;
        };
        let more = more(&object, &places::object(collection, &line), &path);
        if !more.is_empty() || self.ids_matter {
            line.add("PROP-ID", vec![id.to_owned()]);
        }
        let label = object.get("label").and_then(Value::as_str).map(str::to_owned);
        line.member = Some(Member { pointer: path.clone(), label, has_more: !more.is_empty() });
        if let Some(zone) = zone {
            object.insert("timeZone".to_owned(), zone);
        }
        self.placed.insert(path, (Value::Object(object), more));
        self.lines.push(line);
    }

    /// The time zone of an address is a line of its own.
    fn time_zone(&mut self, collection: &str, path: &str, object: &mut Object) -> Option<Value> {
        if collection != "addresses" {
            return None;
        }
        let zone = object.remove("timeZone")?;
        let path = format!("{path}/timeZone");
        let Value::String(name) = &zone else {
            self.kept.push((path, zone.clone()));
            return Some(zone);
        };
        let mut line = Line::new("TZ", crate::exchange::vcard::escape(name));
        line.member = Some(Member { pointer: path.clone(), label: None, has_more: false });
        self.placed.insert(path, (zone.clone(), Vec::new()));
        self.lines.push(line);
        Some(zone)
    }

    fn wrong(&mut self, field: String, rule: Rule) {
        gather(&mut self.violations, Violation::new(clipped(field), rule));
    }

    /// A UID with parameters stands among the properties once more.
    fn drop_short_uid(&mut self) {
        let short = |of: &Line| of.name == "UID" && of.params.is_empty() && of.group.is_none();
        let long = |of: &Line| of.name == "UID" && !short(of);
        let said = |value: &str| self.lines.iter().any(|of| long(of) && of.value == value);
        if let Some(at) = self.lines.iter().position(|of| short(of) && said(&of.value)) {
            self.lines.remove(at);
        }
    }

    fn finish(mut self) -> Result<RawCustomer, Vec<Violation>> {
        if self.lines.len() + self.kept.len() > MAX_PROPERTIES {
            let limit = u32::try_from(MAX_PROPERTIES).unwrap_or(u32::MAX);
            gather(&mut self.violations, Violation::limited("card", Rule::TooMany, limit));
        }
        if !self.violations.is_empty() {
            return Err(self.violations);
        }
        self.drop_short_uid();
        let mut mapped = customer_of(self.lines)?;
        for (path, (whole, more)) in self.placed {
            if mapped.unplaced.contains(&path) {
                self.kept.push((path, whole));
            } else {
                self.kept.extend(more);
            }
        }
        // What is kept as a whole is not kept in part as well.
        let whole = mapped.unplaced;
        self.kept.retain(|(path, _)| {
            path.rsplit_once('/').is_none_or(|(parent, _)| !whole.contains(parent))
        });
        self.kept.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (pointer, value) in self.kept {
            preserve_member(&mut mapped.raw.preserved, pointer, value);
        }
        Ok(mapped.raw)
    }
}

/// The members of an object that are not said by what was made of it.
fn more(object: &Object, said: &Object, path: &str) -> Vec<(String, Value)> {
    let unsaid = object
        .iter()
        .filter(|(name, value)| *name != "@type" && said.get(*name).is_none_or(|of| of != *value));
    unsaid.map(|(name, value)| (format!("{path}{}", pointer(&[name])), value.clone())).collect()
}

/// Takes off the mark of an object that is preserved and not the customer's own.
fn take_mark(object: &mut Object) -> bool {
    let Some(Value::Object(params)) = object.get_mut("vCardParams") else { return false };
    let marked = params.remove(&own::KEPT.to_ascii_lowercase()).is_some();
    if marked && params.is_empty() {
        object.remove("vCardParams");
    }
    marked
}

/// A JSON pointer (RFC 6901).
fn pointer(parts: &[&str]) -> String {
    parts.iter().map(|of| format!("/{}", of.replace('~', "~0").replace('/', "~1"))).collect()
}
