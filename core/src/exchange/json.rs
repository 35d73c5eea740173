//! JSON of unknown hands: bounded in depth, without members that stand twice, and what is wrong is
//! told by its path.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::violation::{Rule, Violation, gather};

use super::MAX_DEPTH;
use super::refused::refused;
use super::row::{RECORD, clipped};

/// The most items of a list: as many as a customer can be allowed to have of anything.
const MAX_LIST_ITEMS: u32 = 1_000;

/// Reads a text that is JSON and nested no deeper than allowed.
pub(super) fn parse(text: &str) -> Result<&RawValue, Violation> {
    if nests_too_deep(text) {
        return Err(Violation::limited(RECORD, Rule::TooDeep, MAX_DEPTH));
    }
    serde_json::from_str(text).map_err(|_| Violation::new(RECORD, Rule::NotJson))
}

/// Counted on the text, so that nothing is ever called as deep as it is nested.
fn nests_too_deep(text: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
    for octet in text.bytes() {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return true;
                }
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

pub(super) fn is_object(value: &RawValue) -> bool {
    value.get().starts_with('{')
}

pub(super) fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

/// The members of an object in their order; those that stand there twice are all among them.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Gather;
        impl<'de> Visitor<'de> for Gather {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, &'de RawValue>()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Gather)
    }
}

/// Goes through a value and gathers what is wrong.
pub(super) struct Walk<'v> {
    pub(super) violations: &'v mut Vec<Violation>,
}

impl Walk<'_> {
    pub(super) fn refuse(&mut self, path: impl Into<String>, rule: Rule) {
        gather(self.violations, Violation::new(clipped(path.into()), rule));
    }

    /// The members of an object, or of `null` none.
    pub(super) fn members<'a>(
        &mut self,
        value: &'a RawValue,
        path: &str,
    ) -> Vec<(String, &'a RawValue)> {
        if is_null(value) {
            return Vec::new();
        }
        if !is_object(value) {
            self.refuse(path, Rule::WrongType);
            return Vec::new();
        }
        let Ok(Members(members)) = serde_json::from_str::<Members<'a>>(value.get()) else {
            // A name that is half a surrogate pair.
            self.refuse(path, Rule::NotJson);
            return Vec::new();
        };
        let mut seen = HashSet::new();
        let repeated = members.iter().find(|(name, _)| !seen.insert(name.as_str()));
        if let Some((name, _)) = repeated {
            let field = if path == RECORD { name.clone() } else { format!("{path}.{name}") };
            self.refuse(field, Rule::DuplicateMember);
            return Vec::new();
        }
        members
    }

    /// What each item of a list is read as; of `null` there is none.
    pub(super) fn each<T>(
        &mut self,
        value: &RawValue,
        path: &str,
        read: impl Fn(&mut Self, &RawValue, &str) -> T,
    ) -> Vec<T> {
        if is_null(value) {
            return Vec::new();
        }
        let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(value.get()) else {
            self.refuse(path, Rule::WrongType);
            return Vec::new();
        };
        if items.len() > MAX_LIST_ITEMS as usize {
            let path = clipped(path.into());
            gather(self.violations, Violation::limited(path, Rule::TooMany, MAX_LIST_ITEMS));
            return Vec::new();
        }
        let items = items.into_iter().enumerate();
        items.map(|(at, item)| read(self, item, &format!("{path}[{at}]"))).collect()
    }

    /// A text; `null` is none. Numbers and truth values are taken as they are written, since many
    /// write ids and postal codes without quotes; a number with an exponent was rounded by somebody.
    pub(super) fn text(&mut self, value: &RawValue, path: &str) -> Option<String> {
        let json = value.get();
        let rule = match json.as_bytes().first() {
            Some(b'n') => return None,
            Some(b'"') => match serde_json::from_str::<String>(json) {
                Ok(text) => match refused(&text) {
                    None => return Some(text),
                    Some(rule) => rule,
                },
                Err(_) => Rule::NotJson,
            },
            Some(b't' | b'f') => return Some(json.to_owned()),
            Some(b'-' | b'0'..=b'9') if !json.contains(['e', 'E']) => return Some(json.to_owned()),
            _ => Rule::WrongType,
        };
        self.refuse(path, rule);
        None
    }

    /// A text that has to be there.
    pub(super) fn required(&mut self, value: &RawValue, path: &str) -> String {
        if is_null(value) {
            self.refuse(path, Rule::Required);
        }
        self.text(value, path).unwrap_or_default()
    }

    /// Says that a member is missing.
    pub(super) fn require(&mut self, there: bool, path: &str, name: &str) {
        if !there {
            self.refuse(format!("{path}.{name}"), Rule::Required);
        }
    }

    /// Yes or no, in JSON's words.
    pub(super) fn flag(&mut self, value: &RawValue, path: &str, absent: bool) -> bool {
        match value.get() {
            "true" => true,
            "false" => false,
            "null" => absent,
            _ => {
                self.refuse(path, Rule::WrongType);
                absent
            }
        }
    }

    /// One of the words of a list.
    pub(super) fn word<T>(
        &mut self,
        value: &RawValue,
        path: &str,
        from_word: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(value, path)?;
        let word = from_word(text.trim());
        if word.is_none() {
            self.refuse(path, Rule::UnknownValue);
        }
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T35.
    #[test]
    fn depth_is_bounded_before_anything_is_read() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(32)).is_ok());
        let found = parse(&nested(33)).unwrap_err();
        assert_eq!((found.rule, found.limit), (Rule::TooDeep, Some(32)));
        assert_eq!(parse(&nested(500_000)).unwrap_err().rule, Rule::TooDeep);
        assert!(parse(&format!("\"{}\\\"{}\"", "[".repeat(40), "{".repeat(40))).is_ok());
    }

    #[test]
    fn numbers_are_taken_as_they_are_written() {
        for (json, wanted) in [
            ("12345678901234567890123", Some("12345678901234567890123")),
            ("1.50", Some("1.50")),
            ("-3", Some("-3")),
            ("true", Some("true")),
            ("\"a\\u00e4\"", Some("aä")),
            ("1e21", None),
            ("[1]", None),
            ("{}", None),
            ("\"\\ud800\"", None),
            ("\"\\u0000\"", None),
            ("\"J\\u2022\\u2022\\u2022\"", None),
        ] {
            let mut violations = Vec::new();
            let found = Walk { violations: &mut violations }.text(parse(json).unwrap(), "x");
            assert_eq!(found.as_deref(), wanted, "{json}");
            assert_eq!(violations.is_empty(), wanted.is_some(), "{json}");
        }
    }
}
