//! Documentation in the names of languages that write `camelCase`.

use std::collections::BTreeSet;

use crate::model::{Field, Function, Shape, Surface};
use crate::rust_text::{between_backticks, camel};

/// Names of fields that violations tell, which are the same in every language.
const TOLD: [&str; 3] = ["call_id", "chat_id", "person_name"];

impl Surface {
    /// The same surface, whose documentation says `matchEmail` where it said `match_email`, and `other` where it
    /// said `name`, for each of these pairs. Stable words stay as they are.
    pub(crate) fn spoken(&self, renamed: &[(&str, &str)]) -> Self {
        let mut spoken = self.clone();
        let (names, words) = (self.names(), self.words());
        let say = |doc: &mut String| {
            *doc = said(doc, |name| match renamed.iter().find(|(of, _)| *of == name) {
                Some((_, other)) => (*other).to_owned(),
                None if words.contains(name) || TOLD.contains(&name) => name.to_owned(),
                None if names.contains(name) => camel(name),
                None => name.to_owned(),
            });
        };
        spoken.functions.iter_mut().for_each(|of| say(&mut of.doc));
        for of in spoken.types.values_mut() {
            say(&mut of.doc);
            match &mut of.shape {
                Shape::Words(words) => words.iter_mut().for_each(|of| say(&mut of.doc)),
                Shape::Record(fields) | Shape::Value(fields) => {
                    fields.iter_mut().for_each(|of| say(&mut of.doc));
                }
                Shape::Object(methods) => methods.iter_mut().for_each(|of| say(&mut of.doc)),
                Shape::Union(forms) => forms.iter_mut().for_each(|of| {
                    say(&mut of.doc);
                    of.fields.iter_mut().for_each(|of| say(&mut of.doc));
                }),
                _ => {}
            }
        }
        spoken
    }

    /// The names of functions, methods and fields.
    fn names(&self) -> BTreeSet<String> {
        let functions = |of: &[Function]| of.iter().map(|of| of.name.clone()).collect::<Vec<_>>();
        let fields = |of: &[Field]| of.iter().map(|of| of.name.clone()).collect::<Vec<_>>();
        let of_types = self.types.values().flat_map(|of| match &of.shape {
            Shape::Record(of) | Shape::Value(of) => fields(of),
            Shape::Object(methods) => functions(methods),
            Shape::Union(forms) => forms.iter().flat_map(|of| fields(&of.fields)).collect(),
            _ => Vec::new(),
        });
        let by_hand = crate::read::METHODS_BY_HAND.iter().map(|of| (*of).to_owned());
        of_types.chain(functions(&self.functions)).chain(by_hand).collect()
    }

    /// What stands in files and errors, in every language.
    fn words(&self) -> BTreeSet<&str> {
        let words = self.types.values().flat_map(|of| match &of.shape {
            Shape::Words(words) => words.iter().map(|of| of.word.as_str()).collect(),
            Shape::Union(forms) => forms.iter().map(|of| of.word.as_str()).collect(),
            _ => Vec::new(),
        });
        words.collect()
    }
}

/// A text whose names between backticks are said in another way, each part of `Session.match_email` by itself.
fn said(text: &str, say: impl Fn(&str) -> String) -> String {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '(' | ')');
    between_backticks(text, |part| match part.chars().all(is_name) {
        true => {
            let (path, call) = part.split_at(part.find('(').unwrap_or(part.len()));
            path.split('.').map(&say).collect::<Vec<_>>().join(".") + call
        }
        false => part.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::said;
    use crate::{node, phones, read};

    #[test]
    fn each_language_names_what_it_has() {
        let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
        let surface = read(&core).unwrap();
        for text in [node(&surface).types, phones(&surface)] {
            assert!(text.contains("`matchEmail`") && text.contains("`not_found`"));
            assert!(!text.contains("`match_email`") && !text.contains("`Export.next_chunk`"));
        }
        assert!(phones(&surface).contains("`closeBook`") && !phones(&surface).contains("`close`"));
    }

    #[test]
    fn names_between_backticks_are_said_in_another_way() {
        let say = |name: &str| if name == "match_email" { "matchEmail" } else { name }.to_owned();
        let text =
            "match_email, `match_email`, `Session.match_email()`, `not_found`, `a match_email`";
        let wanted =
            "match_email, `matchEmail`, `Session.matchEmail()`, `not_found`, `a match_email`";
        assert_eq!(said(text, say), wanted);
    }
}
