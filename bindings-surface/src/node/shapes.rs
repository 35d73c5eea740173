//! How objects of JavaScript are made.

use std::fmt::Write as _;

use crate::model::{Field, Kind, Shape, Surface, Word};
use crate::rust_text::{camel, local};

/// What there is to make, as functions of JavaScript: an object is made by one call, with all that it holds.
#[derive(Default)]
pub(super) struct Shapes(Vec<String>);

/// A member of an object.
pub(super) struct Member<'s> {
    name: String,
    /// Rust that is its value.
    value: String,
    /// The words that it is one of: then its number crosses, and the word is there already.
    words: Option<&'s [Word]>,
}

impl<'s> Member<'s> {
    pub(super) fn plain(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned(), words: None }
    }

    pub(super) fn of(surface: &'s Surface, field: &Field, value: String) -> Self {
        Self { name: camel(&field.name), value, words: words_of(surface, &field.kind) }
    }

    /// The members of a record that was taken apart.
    pub(super) fn locals(surface: &'s Surface, fields: &[Field]) -> Vec<Self> {
        fields.iter().map(|of| Self::of(surface, of, local(&of.name))).collect()
    }
}

fn words_of<'s>(surface: &'s Surface, kind: &Kind) -> Option<&'s [Word]> {
    match kind {
        Kind::Option(of) if !matches!(**of, Kind::Option(_)) => words_of(surface, of),
        Kind::Named(name) => match surface.get(name).map(|of| &of.shape) {
            Some(Shape::Words(words)) => Some(words),
            _ => None,
        },
        _ => None,
    }
}

impl Shapes {
    /// Rust that makes an object: of a form that says its kind by a word, if there is one, and with these
    /// members.
    pub(super) fn made(&mut self, kind: &str, members: &[Member<'_>]) -> String {
        let (mut names, mut tables) = (String::new(), String::new());
        let (mut body, mut values) = (String::new(), String::new());
        if !kind.is_empty() {
            let _ = write!(body, "kind: '{kind}', ");
        }
        for (at, of) in members.iter().enumerate() {
            let _ = write!(names, "v{at}, ");
            if let Some(words) = of.words {
                // What is absent has the number nought.
                let words = words.iter().map(|of| format!(", '{}'", of.word));
                let _ = write!(tables, "const w{at} = [null{}]; ", words.collect::<String>());
                let _ = write!(body, "{}: w{at}[v{at}], ", of.name);
                let _ = write!(values, "crate::made::number(env, {}.number())?, ", of.value);
            } else {
                let _ = write!(body, "{}: v{at}, ", of.name);
                let _ = write!(values, "{}.to_js(env)?.raw(), ", of.value);
            }
        }
        let names = names.trim_end_matches(", ");
        let shape = format!("(() => {{ {tables}return ({names}) => ({{ {body}}}); }})()");
        let known = self.0.iter().position(|of| *of == shape);
        let number = known.unwrap_or_else(|| {
            self.0.push(shape);
            self.0.len() - 1
        });
        format!("made(env, {number}, &[{}])", values.trim_end_matches(", "))
    }

    /// All of them, by their numbers.
    pub(super) fn write(&self) -> String {
        let mut text = "pub(crate) static SHAPES: &[&str] = &[\n".to_owned();
        for shape in &self.0 {
            let _ = writeln!(text, "    \"{shape}\",");
        }
        text + "];\n"
    }
}

/// The numbers of words.
pub(super) fn numbers(name: &str, words: &[Word]) -> String {
    let mut arms = String::new();
    for (at, of) in words.iter().enumerate() {
        let _ = writeln!(arms, "            core::{name}::{} => {},", of.name, at + 1);
    }
    format!(
        "impl Numbered for core::{name} {{\n    fn number(self) -> u32 {{\n        match self {{\n{arms}        }}\n    }}\n}}\n"
    )
}
