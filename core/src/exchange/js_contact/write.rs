//! From a customer to a card.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use super::{jcard, places};
use crate::exchange::vcard::{
    Bag, COLLECTIONS, Kept, Line, lines_of, names_of, nesting, own, unescape,
};
use crate::exchange::{MAX_DEPTH, PreservedProperty};
use crate::model::customer::Customer;

type Object = Map<String, Value>;

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
    let own = Own::of(&writing.card, &lines);
    for member in members {
        writing.member(&member);
    }
    own.hold(&mut writing.card);
    if !writing.properties.is_empty() {
        let properties = std::mem::take(&mut writing.properties);
        writing.put("vCardProps", Value::Array(properties));
    }
    Value::Object(writing.card)
}

/// What the card says of the customer before the preserved members stand in it. They say more of it, and
/// nothing else.
struct Own {
    full_name: Option<String>,
    objects: Vec<(&'static str, Object)>,
    name: Option<Value>,
}

impl Own {
    fn of(card: &Object, lines: &[Line]) -> Self {
        let full = lines.iter().find(|of| of.name == "FN");
        let objects = COLLECTIONS.iter().filter_map(|(name, _)| {
            Some((*name, card.get(*name).and_then(Value::as_object)?.clone()))
        });
        Self {
            full_name: full.map(|of| of.value.clone()),
            objects: objects.collect(),
            name: card.get("name").cloned(),
        }
    }

    /// Puts back what says something else now.
    fn hold(self, card: &mut Object) {
        for (collection, objects) in self.objects {
            let Some(Value::Object(now)) = card.get_mut(collection) else { continue };
            for (id, own) in objects {
                let said = now.get(&id).and_then(Value::as_object);
                if said.and_then(|of| identity(collection, of))
                    != own.as_object().and_then(|of| identity(collection, of))
                {
                    now.insert(id, own);
                }
            }
        }
        let names = |name: Option<&Value>| {
            let lines = name.and_then(Value::as_object).map(places::name_lines).unwrap_or_default();
            let of =
                |name: &str| lines.iter().find(|of| of.name == name).map(|of| of.value.clone());
            (of("FN"), of("N").map(|value| names_of(&value)))
        };
        let (full, parts) = names(card.get("name"));
        let (_, own_parts) = names(self.name.as_ref());
        if full.is_some_and(|of| self.full_name.as_ref() != Some(&of)) || parts != own_parts {
            match self.name {
                Some(own) => drop(card.insert("name".to_owned(), own)),
                None => drop(card.remove("name")),
            }
        }
    }
}

/// What an object of a collection says, by the line that it is.
fn identity(collection: &str, object: &Object) -> Option<(String, Option<String>, Option<String>)> {
    let mut line = places::line(collection, object)?;
    let (service, user) = (line.take("SERVICE-TYPE"), line.take("USERNAME"));
    Some((line.value, service, user))
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
        // Earlier versions kept what is deeper than what is read.
        if nesting(&member.pointer, &value) > MAX_DEPTH as usize {
            return;
        }
        let Some(last) = path.pop() else { return };
        // What the card says of itself, and an object of the customer's own, is not replaced.
        let beside = match path.as_slice() {
            [] => Some(&self.card),
            [name] if in_collection => self.card.get(name).and_then(Value::as_object),
            _ => None,
        };
        if beside.is_some_and(|of| of.contains_key(&last)) {
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
