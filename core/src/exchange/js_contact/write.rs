//! From a customer to a card.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use super::{jcard, places};
use crate::exchange::PreservedProperty;
use crate::exchange::vcard::{Bag, COLLECTIONS, Kept, Line, lines_of, own, unescape};
use crate::model::customer::Customer;

type Object = Map<String, Value>;

/// How deep in a card a preserved member may stand.
const MAX_POINTER: usize = 100;

/// A customer as a card.
pub(super) fn card_of(customer: &Customer, preserved: &[PreservedProperty]) -> Value {
    let mut bag = Bag::of(preserved);
    let lines = lines_of(customer, &mut bag);
    let members = bag.members();
    let mut writing = Writing::default();
    writing.put("@type", json!("Card"));
    writing.put("version", json!("1.0"));
    // Ids that something refers to are nobody else's.
    writing.ids = lines.iter().filter_map(|of| of.param("PROP-ID")).map(str::to_owned).collect();
    writing.ids.extend(members.iter().filter_map(|of| id_of(&of.pointer)));
    if let Some(uid) = bag.take("UID") {
        writing.put("uid", json!(uid.value));
        if !uid.params.is_empty() || uid.group.is_some() {
            writing.property(&uid);
        }
    }
    writing.names(&lines);
    for line in &lines {
        writing.line(line);
    }
    for line in bag.lines() {
        writing.property(&line);
    }
    for (name, objects) in std::mem::take(&mut writing.collections) {
        writing.put(&name, Value::Object(objects));
    }
    for member in members {
        writing.member(&member);
    }
    if !writing.properties.is_empty() {
        let properties = std::mem::take(&mut writing.properties);
        writing.put("vCardProps", Value::Array(properties));
    }
    Value::Object(writing.card)
}

#[derive(Default)]
struct Writing {
    card: Object,
    collections: BTreeMap<String, Object>,
    properties: Vec<Value>,
    ids: HashSet<String>,
    /// The id of the customer's own address.
    address: Option<String>,
}

impl Writing {
    fn put(&mut self, name: &str, value: Value) {
        self.card.insert(name.to_owned(), value);
    }

    fn property(&mut self, line: &Line) {
        self.properties.push(jcard::property(line));
    }

    /// A name with parameters is a line, since the member has no place for them.
    fn names(&mut self, lines: &[Line]) {
        let plain = |of: &&Line| of.params.is_empty() && of.group.is_none();
        let full = lines.iter().find(|of| of.name == "FN").filter(plain);
        let name = places::name(full, lines.iter().find(|of| of.name == "N"));
        if !name.is_empty() {
            self.put("name", Value::Object(name));
        }
    }

    fn line(&mut self, line: &Line) {
        let plain = line.params.is_empty() && line.group.is_none();
        match line.name.as_str() {
            "N" => {}
            "FN" if plain || line.param("DERIVED").is_some() => {}
            "KIND" => self.put("kind", json!(line.value)),
            "UID" => self.put("uid", json!(line.value)),
            "REV" => self.put("updated", json!(extended(&line.value))),
            "TZ" if plain => self.time_zone(line),
            name => match COLLECTIONS.iter().find(|(_, of)| *of == name) {
                Some((collection, _)) => self.object(collection, line),
                None => self.property(line),
            },
        }
    }

    fn object(&mut self, collection: &str, line: &Line) {
        // Of two with one id the first has it.
        let asked = line.param("PROP-ID").map(str::to_owned);
        let free = asked.filter(|of| !self.collection(collection).contains_key(of));
        let id = match free {
            Some(id) => id,
            None => self.new_id(collection),
        };
        if collection == "addresses" {
            self.address = Some(id.clone());
        }
        let object = places::object(collection, line);
        self.collection(collection).insert(id, Value::Object(object));
    }

    fn collection(&mut self, name: &str) -> &mut Object {
        self.collections.entry(name.to_owned()).or_default()
    }

    fn new_id(&mut self, collection: &str) -> String {
        let first = collection.get(..1).unwrap_or_default();
        let mut number = 1_u32;
        // Members have no order but that of their names, which is why the numbers are of one length.
        while !self.ids.insert(format!("{first}{number:03}")) {
            number += 1;
        }
        format!("{first}{number:03}")
    }

    /// The time zone stands on the address, or on one that says nothing else.
    fn time_zone(&mut self, line: &Line) {
        let id = match self.address.clone() {
            Some(id) => id,
            None => self.new_id("addresses"),
        };
        let place = self.collection("addresses").entry(id).or_insert_with(|| json!({}));
        if let Value::Object(address) = place {
            address.insert("timeZone".to_owned(), json!(unescape(&line.value)));
        }
    }

    /// Puts a preserved member where it stood.
    fn member(&mut self, member: &Kept) {
        let Ok(mut value) = serde_json::from_str::<Value>(&member.json) else { return };
        let mut path: Vec<String> = parts(&member.pointer);
        let in_collection =
            COLLECTIONS.iter().any(|(of, _)| path.first().is_some_and(|at| at == of));
        if let (true, 2, Value::Object(object)) = (in_collection, path.len(), &mut value) {
            mark(object);
        }
        // No reader of ours keeps one that is deeper.
        if path.len() > MAX_POINTER {
            return;
        }
        let Some(last) = path.pop() else { return };
        // What the card is, and what it says of itself, is the customer's own.
        if path.is_empty() && self.card.contains_key(&last) {
            return;
        }
        let mut place = &mut self.card;
        for name in path {
            let inner = place.entry(name).or_insert_with(|| json!({}));
            match inner {
                Value::Object(object) => place = object,
                // It has become something else: there is no place for it.
                _ => return,
            }
        }
        place.insert(last, value);
    }
}

/// Marks an object that is preserved and not the customer's own.
fn mark(object: &mut Object) {
    let params = object.entry("vCardParams").or_insert_with(|| json!({}));
    if let Value::Object(params) = params {
        params.insert(own::KEPT.to_ascii_lowercase(), json!("TRUE"));
    }
}

/// The parts of a JSON pointer.
fn parts(pointer: &str) -> Vec<String> {
    let parts = pointer.strip_prefix('/').unwrap_or(pointer).split('/');
    parts.map(|of| of.replace("~1", "/").replace("~0", "~")).collect()
}

/// The id that a pointer names.
fn id_of(pointer: &str) -> Option<String> {
    let parts = parts(pointer);
    let known = COLLECTIONS.iter().any(|(of, _)| parts.first().is_some_and(|at| at == of));
    parts.into_iter().nth(1).filter(|_| known)
}

/// A moment in the extended format of ISO 8601.
fn extended(basic: &str) -> String {
    let digits: Vec<char> = basic.chars().collect();
    let mut text = String::with_capacity(basic.len() + 4);
    for (at, c) in digits.into_iter().enumerate() {
        match at {
            4 | 6 => text.push('-'),
            11 | 13 => text.push(':'),
            _ => {}
        }
        text.push(c);
    }
    text
}
