//! What uniffi has no way to say is written into what it wrote: defaults that are words, stable words and
//! codes, messages, and what a record shows of itself. Where something else stands than is looked for, as it
//! may with a newer uniffi, this ends with what was not found.

use super::{Phones, kotlin, swift};
use crate::model::{Field, Kind, Shape, Surface, Type};
use crate::player_words::Lang;
use crate::rust_text::camel;

/// Finishes what uniffi wrote for a language.
///
/// # Errors
/// What was looked for and does not stand there.
pub fn finish(surface: &Surface, lang: Lang, text: &str) -> Result<String, String> {
    let mut written = Written(text.to_owned());
    for (of, ..) in super::declared(surface) {
        match lang {
            Lang::Kotlin => kotlin::of_type(surface, of, &mut written)?,
            Lang::Swift => swift::of_type(surface, of, &mut written)?,
        }
    }
    if lang == Lang::Swift {
        swift::calls(&mut written)?;
    }
    for page in Phones::pages(surface) {
        match lang {
            Lang::Kotlin => kotlin::of_page(&page, &mut written)?,
            Lang::Swift => swift::of_page(&page, &mut written),
        }
    }
    Ok(written.0)
}

/// The fields that a value shows of itself; none when it shows all.
pub(super) fn shown(of: &Type) -> Option<&[String]> {
    match (&of.shown, &of.shape) {
        (Some(shown), _) => Some(shown),
        (None, Shape::Value(_)) => Some(&[]),
        (None, _) => None,
    }
}

/// What these languages call a field.
pub(super) fn property(of: &Field) -> String {
    camel(if of.name == "0" { "value" } else { &of.name })
}

/// The properties that are shown, and whether there are others.
pub(super) fn parts(fields: &[Field], shown: &[String]) -> (Vec<String>, bool) {
    let there = fields.iter().filter(|of| shown.contains(&of.name));
    let named: Vec<String> = there.map(property).collect();
    let more = named.len() < fields.len();
    (named, more)
}

/// What stands in a page, of which the items are shown: a cursor has a name in it.
pub(super) fn page() -> ([Field; 2], [String; 1]) {
    let field = |name: &str| Field {
        name: name.to_owned(),
        doc: String::new(),
        kind: Kind::Unit,
        default: None,
        flat: false,
        omits: false,
    };
    ([field("items"), field("next")], ["items".to_owned()])
}

/// A source that uniffi wrote.
pub(super) struct Written(String);

impl Written {
    /// Changes the declaration that begins so, up to the brace that closes it.
    pub(super) fn change(
        &mut self,
        head: &str,
        change: impl FnOnce(&str) -> Result<String, String>,
    ) -> Result<(), String> {
        let mut found = self.0.match_indices(head).map(|(at, _)| at);
        let (Some(from), None) = (found.next(), found.next()) else {
            return Err(format!("not once: `{head}`"));
        };
        let behind = self.0.get(from..).unwrap_or_default();
        let length = behind.find("\n}\n").ok_or_else(|| format!("no end: `{head}`"))? + 2;
        let changed = change(behind.get(..length).unwrap_or_default())
            .map_err(|trouble| format!("{trouble} in `{head}`"))?;
        self.0.replace_range(from..from + length, &changed);
        Ok(())
    }

    /// Adds something behind each line that begins so, which has to be there.
    pub(super) fn behind_each(
        &mut self,
        start: &str,
        add: impl Fn(&str) -> String,
    ) -> Result<(), String> {
        let mut text = String::with_capacity(self.0.len());
        let mut is_there = false;
        for line in self.0.split_inclusive('\n') {
            text.push_str(line);
            if line.trim_start().starts_with(start) {
                is_there = true;
                text.push_str(&add(line));
            }
        }
        self.0 = text;
        if is_there { Ok(()) } else { Err(format!("no line: `{start}`")) }
    }

    pub(super) fn add(&mut self, text: &str) {
        self.0.push_str(text);
    }
}

/// Puts a text in the place of the only one that stands there.
pub(super) fn instead(text: &str, of: &str, by: &str) -> Result<String, String> {
    match text.matches(of).count() {
        1 => Ok(text.replacen(of, by, 1)),
        count => Err(format!("{count} times: `{of}`")),
    }
}

/// Says something of each line that is a value of an enum, in their order.
pub(super) fn each_value<'w>(
    text: &str,
    words: impl ExactSizeIterator<Item = &'w str>,
    change: impl Fn(&str, &str) -> Option<String>,
) -> Result<String, String> {
    let mut words = words.peekable();
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let changed = words.peek().and_then(|word| change(line, word));
        if changed.is_some() {
            words.next();
        }
        lines.push(changed.unwrap_or_else(|| line.to_owned()));
    }
    match words.next() {
        None => Ok(lines.join("\n")),
        Some(word) => Err(format!("no value: `{word}`")),
    }
}
