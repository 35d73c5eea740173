//! Swift and Kotlin: types, functions and objects for uniffi, which writes both languages from them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::{Fallback, Field, Kind, Shape, Surface, Type, Variant, Word};
use crate::rust_text::{local, pattern};

mod finish;
mod kotlin;
mod objects;
mod swift;

pub use finish::finish;

/// Writes the layer of Swift and Kotlin: Rust that uniffi reads.
#[must_use]
pub fn phones(surface: &Surface) -> String {
    // `close` lets go of a handle in Kotlin, and leaves the file open.
    let spoken = surface.spoken(&[("close", "closeBook")]);
    let mut phones = Phones { surface: &spoken, made: BTreeMap::new() };
    let text = phones.all();
    phones.made.values().fold(text, |text, made| text + made)
}

/// The types that these languages have, and whether they are given and told.
fn declared(surface: &Surface) -> impl Iterator<Item = (&Type, bool, bool)> {
    let mut reach = surface.reach();
    // An error is given back to the core, which knows what it says.
    surface.follow(&Kind::Named("Error".to_owned()), &mut reach.inputs);
    surface.types.values().filter_map(move |of| {
        let (given, told) = (reach.inputs.contains(&of.name), reach.outputs.contains(&of.name));
        (given || told).then_some((of, given, told))
    })
}

struct Phones<'s> {
    surface: &'s Surface,
    /// Pages and outcomes, for each sort of item.
    made: BTreeMap<String, String>,
}

/// The name of an error's type, which is not to be mistaken for one of the language's own.
const ERROR: &str = "CustomerCoreError";

fn named(name: &str) -> &str {
    match name {
        "Error" => ERROR,
        // Kotlin's coroutines have a `Job` of their own.
        "Job" => "JobHandle",
        other => other,
    }
}

fn doc(text: &str, indent: &str) -> String {
    text.lines().fold(String::new(), |mut all, line| {
        let line = line.replace("# Errors", "Errors:");
        let _ = writeln!(all, "{indent}/// {line}");
        all
    })
}

fn is_error(of: &Type) -> bool {
    of.name == "Error"
}

impl Phones<'_> {
    /// The names of the pages.
    fn pages(surface: &Surface) -> Vec<String> {
        let mut phones = Phones { surface, made: BTreeMap::new() };
        phones.all();
        phones.made.into_keys().filter(|of| of.ends_with("Page")).collect()
    }

    /// All but what is made for sorts of items.
    fn all(&mut self) -> String {
        let mut text = String::new();
        for (of, given, told) in declared(self.surface) {
            text.push_str(&self.declaration(of, given, told));
        }
        for function in &self.surface.functions {
            text.push_str(&self.free(function));
        }
        for of in self.surface.types.values() {
            if let Shape::Object(methods) = &of.shape {
                text.push_str(&self.object(of, methods));
            }
        }
        text
    }

    /// A type as uniffi knows it.
    fn kind(&mut self, of: &Kind) -> String {
        match of {
            Kind::Unit => "()".to_owned(),
            Kind::Bool => "bool".to_owned(),
            Kind::Int(name) if name == "usize" => "u64".to_owned(),
            Kind::Int(name) => name.clone(),
            Kind::Str | Kind::Char | Kind::Path => "String".to_owned(),
            Kind::Bytes => "Vec<u8>".to_owned(),
            Kind::Duration => "std::time::Duration".to_owned(),
            Kind::Source => "ImportSource".to_owned(),
            Kind::Option(of) => format!("Option<{}>", self.kind(of)),
            Kind::List(of) => format!("Vec<{}>", self.kind(of)),
            Kind::Page(of) => self.page(of),
            Kind::Outcome(of) => self.outcome(of),
            Kind::Named(name) => match self.surface.get(name).map(|of| &of.shape) {
                Some(Shape::Id) => "Uuid".to_owned(),
                Some(Shape::Text(_)) => "String".to_owned(),
                Some(Shape::Time) => "Timestamp".to_owned(),
                Some(Shape::Set) => "Vec<Permission>".to_owned(),
                Some(Shape::Page(of)) => self.page(of),
                Some(Shape::Object(_)) => format!("std::sync::Arc<{}>", named(name)),
                _ => named(name).to_owned(),
            },
        }
    }

    fn item_name(of: &Kind) -> String {
        match of {
            Kind::Named(name) => name.trim_end_matches("Summary").to_owned(),
            _ => "Text".to_owned(),
        }
    }

    fn page(&mut self, of: &Kind) -> String {
        let item = self.kind(of);
        let name = match of {
            Kind::Named(name) if name == "CustomerSummary" => "CustomerPage".to_owned(),
            Kind::Named(name) if name == "SearchHit" => "SearchPage".to_owned(),
            of => format!("{}Page", Self::item_name(of)),
        };
        let text = format!(
            "/// A part of a list, and the cursor of the next one; absent when there is no more.\n#[derive(Debug, Clone, PartialEq, uniffi::Record)]\npub struct {name} {{\n    /// The items.\n    pub items: Vec<{item}>,\n    /// The cursor of the next page.\n    pub next: Option<String>,\n}}\nimpl Out<core::Page<{core}>> for {name} {{\n    fn out(of: core::Page<{core}>) -> Self {{\n        let core::Page {{ items, next }} = of;\n        Self {{ items: Out::out(items), next: Out::out(next) }}\n    }}\n}}\n",
            core = of.rust()
        );
        self.made.insert(name.clone(), text);
        name
    }

    fn outcome(&mut self, of: &Kind) -> String {
        let item = self.kind(of);
        let name = format!("{}Outcome", Self::item_name(of));
        let text = format!(
            "/// What was made of a text, or the rule that it breaks.\n#[derive(Debug, Clone, PartialEq, uniffi::Enum)]\npub enum {name} {{\n    /// It is right.\n    Accepted {{\n        /// What it says.\n        value: {item},\n    }},\n    /// It is not.\n    Refused {{\n        /// Why.\n        violation: Violation,\n    }},\n}}\nimpl Out<Result<{core}, core::Violation>> for {name} {{\n    fn out(of: Result<{core}, core::Violation>) -> Self {{\n        match of {{\n            Ok(value) => Self::Accepted {{ value: Out::out(value) }},\n            Err(violation) => Self::Refused {{ violation: Out::out(violation) }},\n        }}\n    }}\n}}\n",
            core = of.rust()
        );
        self.made.insert(name.clone(), text);
        name
    }

    fn declaration(&mut self, of: &Type, given: bool, told: bool) -> String {
        let name = named(&of.name);
        let mut text = doc(&of.doc, "");
        match &of.shape {
            Shape::Words(words) => text.push_str(&words_of(of, words, given, told)),
            Shape::Record(fields) => text.push_str(&self.plain_record(of, fields, given, told)),
            Shape::Value(fields) => {
                text.push_str(&self.record(name, fields));
                let make = fields.iter().fold(String::new(), |mut all, field| {
                    let _ = writeln!(all, "            {0}: Out::out(of.{0}()),", field.name);
                    all
                });
                let made = format!("        Self {{\n{make}        }}\n");
                text.push_str(&out_impl(name, &of.name, &made, told));
            }
            Shape::Union(variants) => text.push_str(&self.union(of, variants, given, told)),
            _ => return String::new(),
        }
        text
    }

    fn plain_record(&mut self, of: &Type, fields: &[Field], given: bool, told: bool) -> String {
        let name = named(&of.name);
        let mut text = self.record(name, fields);
        let make = fields.iter().fold(String::new(), |mut all, field| {
            let _ = writeln!(all, "            {}: Out::out({}),", field.name, local(&field.name));
            all
        });
        let taken = pattern(fields);
        let out = format!(
            "        let core::{} {{ {taken} }} = of;\n        Self {{\n{make}        }}\n",
            of.name
        );
        text.push_str(&out_impl(name, &of.name, &out, told));
        let back = format!(
            "        let {name} {{ {taken} }} = of;\n        Ok(core::{} {{\n{}        }})\n",
            of.name,
            take(fields)
        );
        text.push_str(&back_impl(name, &of.name, &back, given));
        text
    }

    fn record(&mut self, name: &str, fields: &[Field]) -> String {
        let mut text =
            format!("#[derive(Debug, Clone, PartialEq, uniffi::Record)]\npub struct {name} {{\n");
        for field in fields {
            let kind = self.kind(&field.kind);
            text.push_str(&doc(&field.doc, "    "));
            text.push_str(&self.default(field));
            let _ = writeln!(text, "    pub {}: {kind},", field_name(&field.name));
        }
        text + "}\n"
    }

    /// What a field is when it is left out. A word is written where uniffi has written the rest.
    fn default(&self, field: &Field) -> String {
        let default = match (&field.kind, &field.default) {
            (_, None | Some(Fallback::Word(_) | Fallback::Words(_))) => return String::new(),
            (_, Some(Fallback::Yes)) => "default = true".to_owned(),
            (Kind::Option(_), Some(Fallback::Number(of))) => format!("default = Some({of})"),
            (_, Some(Fallback::Number(of))) => format!("default = {of}"),
            (Kind::Option(_), Some(Fallback::Empty)) => "default = None".to_owned(),
            (Kind::List(_), Some(Fallback::Empty)) => "default = []".to_owned(),
            (Kind::Named(name), Some(Fallback::Empty)) if !self.can_be_empty(name) => {
                return String::new();
            }
            (_, Some(Fallback::Empty)) => "default".to_owned(),
        };
        format!("    #[uniffi({default})]\n")
    }

    /// Sets, and records whose fields can all be left out.
    fn can_be_empty(&self, name: &str) -> bool {
        match self.surface.get(name).map(|of| &of.shape) {
            Some(Shape::Set) => true,
            Some(Shape::Record(fields)) => fields.iter().all(|of| of.default.is_some()),
            _ => false,
        }
    }

    fn union(&mut self, of: &Type, variants: &[Variant], given: bool, told: bool) -> String {
        let name = named(&of.name);
        let derive = if is_error(of) { "uniffi::Error" } else { "uniffi::Enum" };
        let mut text = format!("#[derive(Debug, Clone, PartialEq, {derive})]\n");
        if is_error(of) {
            text.push_str("#[uniffi::export(Display)]\n");
        }
        let _ = writeln!(text, "pub enum {name} {{");
        let (mut out, mut back) = (String::new(), String::new());
        for variant in variants {
            text.push_str(&doc(&variant.doc, "    "));
            let _ = write!(text, "    {}", variant.name);
            if !variant.fields.is_empty() {
                text.push_str(" {\n");
                for field in &variant.fields {
                    let kind = self.kind(&field.kind);
                    let kind = if kind == name { format!("Box<{kind}>") } else { kind };
                    let about = if field.doc.is_empty() {
                        "        /// What it says.\n".to_owned()
                    } else {
                        doc(&field.doc, "        ")
                    };
                    // Nobody makes an error.
                    let default = if is_error(of) { String::new() } else { self.default(field) };
                    let _ = writeln!(
                        text,
                        "{about}{default}        {}: {kind},",
                        field_name(&field.name)
                    );
                }
                text.push_str("    }");
            }
            text.push_str(",\n");
            let _ = writeln!(
                out,
                "            {} => {},",
                crate::rust_text::variant_pattern(&of.name, variant),
                made(name, variant)
            );
            let _ = writeln!(
                back,
                "            {} => {},",
                taken(name, variant),
                remade(&of.name, variant)
            );
        }
        text.push_str("}\n");
        text.push_str(&out_impl(
            name,
            &of.name,
            &format!("        match of {{\n{out}        }}\n"),
            told,
        ));
        text.push_str(&back_impl(
            name,
            &of.name,
            &format!("        Ok(match of {{\n{back}        }})\n"),
            given,
        ));
        text
    }
}

fn words_of(of: &Type, words: &[Word], given: bool, told: bool) -> String {
    let name = &of.name;
    let mut text = format!(
        "#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]\npub enum {name} {{\n"
    );
    let (mut out, mut back) = (String::new(), String::new());
    for word in words {
        let _ = writeln!(text, "{}    {},", doc(&word.doc, "    "), word.name);
        let _ = writeln!(out, "            core::{name}::{0} => Self::{0},", word.name);
        let _ = writeln!(back, "            {name}::{0} => Self::{0},", word.name);
    }
    text.push_str("}\n");
    let out = format!("        match of {{\n{out}        }}\n");
    text.push_str(&out_impl(name, name, &out, told));
    let back = format!("        Ok(match of {{\n{back}        }})\n");
    text.push_str(&back_impl(name, name, &back, given));
    text
}

fn out_impl(name: &str, core: &str, body: &str, wanted: bool) -> String {
    if !wanted {
        return String::new();
    }
    format!(
        "impl Out<core::{core}> for {name} {{\n    fn out(of: core::{core}) -> Self {{\n{body}    }}\n}}\n"
    )
}

fn back_impl(name: &str, core: &str, body: &str, wanted: bool) -> String {
    if !wanted {
        return String::new();
    }
    format!(
        "impl Back<{name}> for core::{core} {{\n    fn back(of: {name}) -> Result<Self, Wrong> {{\n{body}    }}\n}}\n"
    )
}

fn field_name(name: &str) -> String {
    match name {
        "0" => "value".to_owned(),
        "in" | "type" | "match" | "ref" | "where" | "as" | "use" | "fn" | "move" => {
            format!("r#{name}")
        }
        other => other.to_owned(),
    }
}

fn take(fields: &[Field]) -> String {
    fields.iter().fold(String::new(), |mut all, of| {
        let local = local(&of.name);
        let _ = writeln!(all, "            {0}: back_in({local}, \"{0}\")?,", of.name);
        all
    })
}

/// A form of the core's as one of ours.
fn made(name: &str, of: &Variant) -> String {
    if of.fields.is_empty() {
        return format!("Self::{}", of.name);
    }
    let _ = name;
    let fields = of.fields.iter().map(|field| {
        let local = local(&field.name);
        format!("{}: Out::out({local})", field_name(&field.name))
    });
    format!("Self::{} {{ {} }}", of.name, fields.collect::<Vec<_>>().join(", "))
}

/// A form of ours, taken apart.
fn taken(name: &str, of: &Variant) -> String {
    if of.fields.is_empty() {
        return format!("{name}::{}", of.name);
    }
    let fields = of.fields.iter().map(|field| {
        let (ours, local) = (field_name(&field.name), local(&field.name));
        if ours == local { ours } else { format!("{ours}: {local}") }
    });
    format!("{name}::{} {{ {} }}", of.name, fields.collect::<Vec<_>>().join(", "))
}

/// A form of ours as one of the core's.
fn remade(core: &str, of: &Variant) -> String {
    if of.fields.is_empty() {
        return format!("core::{core}::{}", of.name);
    }
    if of.is_tuple {
        // What holds another of its own sort is boxed on both sides.
        let own = of.fields.iter().any(|of| of.kind == Kind::Named(core.to_owned()));
        let value = if own { "*value" } else { "value" };
        return format!("core::{core}::{}(Back::back({value})?)", of.name);
    }
    format!("core::{core}::{} {{\n{} }}", of.name, take(&of.fields))
}
