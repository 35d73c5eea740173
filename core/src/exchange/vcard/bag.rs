//! What was preserved of a card, as it goes into the next one.

use super::line::Line;
use super::text::escape;
use super::{DETAIL, own};
use crate::exchange::PreservedProperty;

/// A preserved member of a JSContact card.
#[derive(Clone)]
pub(in crate::exchange) struct Kept {
    /// Its JSON pointer.
    pub(in crate::exchange) pointer: String,
    /// Its JSON text.
    pub(in crate::exchange) json: String,
}

/// The properties that were preserved for a customer.
#[derive(Default)]
pub(in crate::exchange) struct Bag {
    /// Details of lines, and whether they were used.
    details: Vec<(Line, bool)>,
    lines: Vec<Line>,
    members: Vec<Kept>,
}

/// The members of a JSContact card with an object for each line, and the property of the line.
pub(in crate::exchange) const COLLECTIONS: &[(&str, &str)] = &[
    ("emails", "EMAIL"),
    ("phones", "TEL"),
    ("onlineServices", "SOCIALPROFILE"),
    ("addresses", "ADR"),
    ("preferredLanguages", "LANG"),
    ("media", "PHOTO"),
    ("organizations", "ORG"),
];

/// Properties that a customer has a place for: a preserved one among them is marked, lest it be taken
/// for the customer's own when it is read again.
const PLACED: &[&str] = &[
    "FN",
    "N",
    "ORG",
    "EMAIL",
    "TEL",
    "IMPP",
    "SOCIALPROFILE",
    "X-SOCIALPROFILE",
    "ADR",
    "TZ",
    "LANG",
    "PHOTO",
    "KIND",
    "X-ABSHOWAS",
    "JSPROP",
];

impl Bag {
    pub(in crate::exchange) fn of(preserved: &[PreservedProperty]) -> Self {
        let mut bag = Self::default();
        for property in preserved {
            if property.format == "jscontact" {
                let (pointer, json) = (property.name.clone(), property.value.clone());
                bag.members.push(Kept { pointer, json });
                continue;
            }
            let detail = property.name.strip_prefix(DETAIL);
            let name = detail.unwrap_or(&property.name);
            match Line::parse(&format!("{name}{}", property.value)) {
                Some(line) if detail.is_some() => bag.details.push((line, false)),
                Some(line) => bag.lines.push(line),
                None => {}
            }
        }
        bag
    }

    /// Puts on a line what was preserved of it, when there is a detail that fits.
    pub(super) fn dress(&mut self, mut line: Line, fits: impl Fn(&Line) -> bool) -> Line {
        let name = line.name.clone();
        let found = self.details.iter_mut().find(|(of, used)| !used && of.name == name && fits(of));
        let Some((detail, used)) = found else { return line };
        *used = true;
        if detail.group.is_some() {
            line.group.clone_from(&detail.group);
        }
        if matches!(name.as_str(), "N" | "ADR") {
            line.value.clone_from(&detail.value);
        }
        for param in &detail.params {
            if param.name == "TYPE" {
                let kind = line.is_type("cell");
                let outranks =
                    |of: &str| name == "TEL" && !kind && matches!(of, "cell" | "work" | "home");
                let types = param.values.iter().filter(|of| !outranks(of)).cloned().collect();
                line.add("TYPE", types);
            } else if line.param(&param.name).is_none() {
                line.add(&param.name, param.values.clone());
            }
        }
        line
    }

    /// Is there a preserved property of that name?
    pub(in crate::exchange) fn has(&self, name: &str) -> bool {
        self.lines.iter().any(|of| of.name == name)
    }

    /// Takes a preserved property out.
    pub(in crate::exchange) fn take(&mut self, name: &str) -> Option<Line> {
        let at = self.lines.iter().position(|of| of.name == name)?;
        Some(self.lines.remove(at))
    }

    /// The preserved properties, marked where they could be taken for the customer's own.
    pub(in crate::exchange) fn lines(&self) -> Vec<Line> {
        let mark = |line: &Line| {
            let placed = PLACED.contains(&line.name.as_str());
            let own = line.name.starts_with(own::PREFIX) || line.param(own::CARD).is_some();
            if placed || own { line.clone().with(own::KEPT, "TRUE") } else { line.clone() }
        };
        self.lines.iter().map(mark).collect()
    }

    /// The preserved members of JSContact cards, but for those that belong to a value which the
    /// customer no longer has.
    pub(in crate::exchange) fn members(&self) -> Vec<Kept> {
        self.members.iter().filter(|of| !self.is_stale(&of.pointer)).cloned().collect()
    }

    fn is_stale(&self, pointer: &str) -> bool {
        let mut parts = pointer.strip_prefix('/').unwrap_or(pointer).split('/');
        let (member, id, inner) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        if member == "name" && id.is_some() {
            return self
                .details
                .iter()
                .any(|(of, used)| !used && matches!(of.name.as_str(), "FN" | "N"));
        }
        let collection = COLLECTIONS.iter().find(|(of, _)| *of == member);
        match (collection, id, inner) {
            (Some((_, name)), Some(id), Some(_)) => !self
                .details
                .iter()
                .any(|(of, used)| *used && of.name == *name && of.param("PROP-ID") == Some(id)),
            _ => false,
        }
    }

    /// All that was preserved and belongs to no line, as lines.
    pub(super) fn left_over(&self) -> Vec<Line> {
        let mut lines = self.lines();
        lines.extend(self.members().into_iter().map(|of| {
            // The first `/` is left out (RFC 9555, section 3.2.2), unless a nameless member begins so.
            let short = of.pointer.strip_prefix('/').filter(|rest| !rest.starts_with('/'));
            let pointer = short.unwrap_or(&of.pointer);
            Line::new("JSPROP", escape(&of.json)).with("JSPTR", pointer)
        }));
        lines
    }
}
