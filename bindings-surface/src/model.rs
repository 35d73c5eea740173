//! The surface as data.

use std::collections::BTreeMap;

/// All that is public.
#[derive(Debug, Default, Clone)]
pub struct Surface {
    /// The types, by name.
    pub types: BTreeMap<String, Type>,
    /// The functions that need no book.
    pub functions: Vec<Function>,
}

/// A public type.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// What it is.
    pub shape: Shape,
    /// The member of its JSON that says which form of an enum it is; none when the form is the only member.
    pub tag: Option<String>,
    /// The fields that it shows of itself in logs, when these are not all.
    pub shown: Option<Vec<String>>,
}

/// What a type is.
#[derive(Debug, Clone)]
pub enum Shape {
    /// An enum without data: each value is a stable word.
    Words(Vec<Word>),
    /// A struct whose fields are public.
    Record(Vec<Field>),
    /// A struct that is looked at through methods and made by checking a text. Its fields are what the
    /// methods without arguments answer.
    Value(Vec<Field>),
    /// An enum with data.
    Union(Vec<Variant>),
    /// Something that is held and called, and never copied.
    Object(Vec<Function>),
    /// A UUID.
    Id,
    /// A checked text, by the name of the function that checks it.
    Text(&'static str),
    /// A moment in milliseconds since 1970.
    Time,
    /// A set of permissions.
    Set,
    /// Another name of a page.
    Page(Kind),
}

/// A value of an enum without data.
#[derive(Debug, Clone)]
pub struct Word {
    /// The name in Rust.
    pub name: String,
    /// The stable word.
    pub word: String,
    /// Its documentation.
    pub doc: String,
    /// It stands where nothing is said.
    pub is_usual: bool,
}

/// A field of a record or of a variant.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name; `0` for the only field of a tuple.
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// What it holds.
    pub kind: Kind,
    /// What it is when it is left out; none when it must be there.
    pub default: Option<Fallback>,
    /// In the vectors its own fields stand among those of the record.
    pub flat: bool,
    /// In the vectors it is left out when it is empty.
    pub omits: bool,
}

/// What stands in place of a field that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fallback {
    /// Nothing: absent, an empty list, an empty text, no, nought; of a record, all of its own fallbacks.
    Empty,
    /// Yes.
    Yes,
    /// A number.
    Number(String),
    /// A value of an enum, by its name in Rust.
    Word(String),
    /// A list of them.
    Words(Vec<String>),
}

/// One of the forms of an enum with data.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The name in Rust.
    pub name: String,
    /// The stable word.
    pub word: String,
    /// Its documentation.
    pub doc: String,
    /// Its fields have no names.
    pub is_tuple: bool,
    /// What it holds.
    pub fields: Vec<Field>,
}

/// What a field, an argument or an answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Unit,
    /// Yes or no.
    Bool,
    /// A whole number, by its type in Rust.
    Int(String),
    /// A text.
    Str,
    /// A character.
    Char,
    /// Octets.
    Bytes,
    /// The path of a file.
    Path,
    /// How long.
    Duration,
    /// Where a file is read from: its path, or its octets.
    Source,
    /// A type of the surface.
    Named(String),
    /// May be absent.
    Option(Box<Kind>),
    /// A list.
    List(Box<Kind>),
    /// A page of a list.
    Page(Box<Kind>),
    /// What was made of a text, or the rule that it breaks.
    Outcome(Box<Kind>),
}

/// A function, or a method of an object.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// How it is called on its object; none for one that makes it, or belongs to none.
    pub receiver: Option<Receiver>,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// What it answers.
    pub answer: Kind,
    /// The answer is borrowed from the object.
    pub borrows: bool,
    /// It can fail.
    pub fails: bool,
}

/// How a method takes its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// `&self`
    Shared,
    /// `&mut self`
    Exclusive,
}

/// An argument.
#[derive(Debug, Clone)]
pub struct Arg {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How it is passed in Rust.
    pub pass: Pass,
}

/// How an argument is passed in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// `x`
    Owned,
    /// `&x`
    Ref,
    /// `x.as_deref()`
    OptionDeref,
    /// `x.as_ref()`
    OptionRef,
}

impl Surface {
    /// A type by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }
}

impl Kind {
    /// The type in Rust that an argument is taken as, with the core's types under `core`.
    #[must_use]
    pub fn rust(&self) -> String {
        match self {
            Self::Unit => "()".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Int(name) => name.clone(),
            Self::Str => "String".to_owned(),
            Self::Char => "char".to_owned(),
            Self::Bytes => "Vec<u8>".to_owned(),
            Self::Path => "std::path::PathBuf".to_owned(),
            Self::Duration => "std::time::Duration".to_owned(),
            Self::Source => "core::ImportSource".to_owned(),
            Self::Named(name) => format!("core::{name}"),
            Self::Option(of) => format!("Option<{}>", of.rust()),
            Self::List(of) => format!("Vec<{}>", of.rust()),
            Self::Page(of) => format!("core::Page<{}>", of.rust()),
            Self::Outcome(of) => format!("Result<{}, core::Violation>", of.rust()),
        }
    }
}
