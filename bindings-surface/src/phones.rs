//! Swift and Kotlin: types, functions and objects for uniffi, which writes both languages from them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::{
    Fallback, Field, Function, Kind, Receiver, Shape, Surface, Type, Variant, Word,
};
use crate::rust_text::{call, local, pattern};
use crate::usual::{from_where_optional, is_all_defaults};

/// Writes the layer of Swift and Kotlin: Rust that uniffi reads.
#[must_use]
pub fn phones(surface: &Surface) -> String {
    let mut phones = Phones { surface, made: BTreeMap::new() };
    let reach = surface.reach();
    let mut text = String::new();
    for of in surface.types.values() {
        let (given, told) = (reach.inputs.contains(&of.name), reach.outputs.contains(&of.name));
        if given || told {
            text.push_str(&phones.declaration(of, given, told));
        }
    }
    for function in &surface.functions {
        text.push_str(&phones.free(function));
    }
    for of in surface.types.values() {
        if let Shape::Object(methods) = &of.shape {
            text.push_str(&phones.object(of, methods));
        }
    }
    for made in phones.made.values() {
        text.push_str(made);
    }
    text
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

/// The name of a method: `close` is what Kotlin calls the letting go of a handle.
fn method_name(name: &str) -> &str {
    if name == "close" { "close_book" } else { name }
}

fn doc(text: &str, indent: &str) -> String {
    text.lines().fold(String::new(), |mut all, line| {
        let line = line.replace("# Errors", "Errors:");
        let _ = writeln!(all, "{indent}/// {line}");
        all
    })
}

impl Phones<'_> {
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
                Some(Shape::Time) => "std::time::SystemTime".to_owned(),
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
                text.push_str(&self.record(name, fields, false));
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
        // What is only given can leave words out; what is told says them.
        let optional = given && !told || of.name.starts_with("New");
        let mut text = self.record(name, fields, optional);
        let make = fields.iter().fold(String::new(), |mut all, field| {
            let value = format!("Out::out({})", local(&field.name));
            let value = if optional && is_word(field) { format!("Some({value})") } else { value };
            let _ = writeln!(all, "            {}: {value},", field.name);
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
            take(fields, optional)
        );
        text.push_str(&back_impl(name, &of.name, &back, given));
        text
    }

    fn record(&mut self, name: &str, fields: &[Field], optional: bool) -> String {
        let mut text =
            format!("#[derive(Debug, Clone, PartialEq, uniffi::Record)]\npub struct {name} {{\n");
        for field in fields {
            let kind = self.kind(&field.kind);
            let (kind, default) = match (&field.default, &field.kind) {
                (Some(Fallback::Word(_)), _) if optional => {
                    (format!("Option<{kind}>"), Some("None".to_owned()))
                }
                (Some(fallback), of) => (kind, literal(of, fallback)),
                (None, _) => (kind, None),
            };
            text.push_str(&doc(&field.doc, "    "));
            if let Some(default) = default {
                let _ = writeln!(text, "    #[uniffi(default = {default})]");
            }
            let _ = writeln!(text, "    pub {}: {kind},", field_name(&field.name));
        }
        text + "}\n"
    }

    fn union(&mut self, of: &Type, variants: &[Variant], given: bool, told: bool) -> String {
        let name = named(&of.name);
        let is_error = name == ERROR;
        let derive = if is_error { "uniffi::Error, thiserror::Error" } else { "uniffi::Enum" };
        let mut text =
            format!("#[derive(Debug, Clone, PartialEq, {derive})]\npub enum {name} {{\n");
        let (mut out, mut back) = (String::new(), String::new());
        for variant in variants {
            text.push_str(&doc(&variant.doc, "    "));
            if is_error {
                let _ = writeln!(text, "    #[error(\"{}\")]", variant.word);
            }
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
                    let _ = writeln!(text, "{about}        {}: {kind},", field_name(&field.name));
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
            given && !is_error,
        ));
        text
    }

    fn params(&mut self, function: &Function) -> (String, String, String) {
        let optional = from_where_optional(self.surface, function);
        let (mut params, mut takes, mut defaults) = (String::new(), String::new(), Vec::new());
        for (at, arg) in function.args.iter().enumerate() {
            let local = local(&arg.name);
            let kind = self.kind(&arg.kind);
            let usual = at >= optional
                && matches!(&arg.kind, Kind::Named(name) if is_all_defaults(self.surface, name));
            let kind = if usual { format!("Option<{kind}>") } else { kind };
            if at >= optional {
                defaults.push(format!("{} = None", arg.name));
            }
            let _ = write!(params, ", {local}: {kind}");
            let rust = arg.kind.rust();
            let _ = if usual {
                writeln!(takes, "        let {local}: {rust} = usual({local}, \"{}\")?;", arg.name)
            } else {
                writeln!(takes, "        let {local}: {rust} = back({local}, \"{}\")?;", arg.name)
            };
        }
        let defaults = if defaults.is_empty() {
            String::new()
        } else {
            format!("default({})", defaults.join(", "))
        };
        (params, takes, defaults)
    }

    fn free(&mut self, function: &Function) -> String {
        let (params, takes, defaults) = self.params(function);
        let answer = self.kind(&function.answer);
        let export = if defaults.is_empty() {
            "#[uniffi::export]".to_owned()
        } else {
            format!("#[uniffi::export({defaults})]")
        };
        let call = call(function, &format!("core::{}", function.name), local);
        let fails = function.fails || !takes.is_empty();
        let (answer, body) = if fails {
            let question = if function.fails { "?" } else { "" };
            (format!("Result<{answer}, {ERROR}>"), format!("Ok(Out::out({call}{question}))"))
        } else {
            (answer, format!("Out::out({call})"))
        };
        format!(
            "{}{export}\npub fn {}({}) -> {answer} {{\n    let made = || {{\n{takes}        {body}\n    }};\n    guarded(made)\n}}\n",
            doc(&function.doc, ""),
            function.name,
            params.trim_start_matches(", ")
        )
        .replace("    guarded(made)\n", if fails { "    guarded(made)\n" } else { "    made()\n" })
    }

    fn object(&mut self, of: &Type, methods: &[Function]) -> String {
        let (name, core) = (named(&of.name), &of.name);
        let exclusive = methods.iter().any(|of| of.receiver == Some(Receiver::Exclusive));
        let (held, make) = if exclusive {
            (
                format!("std::sync::Arc<std::sync::Mutex<core::{core}>>"),
                "std::sync::Arc::new(std::sync::Mutex::new(of))",
            )
        } else {
            (format!("core::{core}"), "of")
        };
        let mut text = format!(
            "{}#[derive(uniffi::Object)]\npub struct {name}(pub(crate) {held});\nimpl Out<core::{core}> for std::sync::Arc<{name}> {{\n    fn out(of: core::{core}) -> Self {{\n        Self::new({name}({make}))\n    }}\n}}\n",
            doc(&of.doc, "")
        );
        if !exclusive {
            let _ = write!(
                text,
                "impl Back<std::sync::Arc<{name}>> for core::{core} {{\n    fn back(of: std::sync::Arc<{name}>) -> Result<Self, Wrong> {{\n        Ok(of.0.clone())\n    }}\n}}\n"
            );
        }
        let _ = writeln!(text, "#[uniffi::export]\nimpl {name} {{");
        for function in methods.iter().filter(|of| of.receiver.is_some()) {
            text.push_str(&self.method(function, exclusive));
        }
        text + "}\n"
    }

    /// What can wait has two forms: one that waits elsewhere, and one that keeps its caller.
    fn method(&mut self, function: &Function, exclusive: bool) -> String {
        let (params, takes, defaults) = self.params(function);
        let answer = self.kind(&function.answer);
        let attribute = if defaults.is_empty() {
            String::new()
        } else {
            format!("    #[uniffi::method({defaults})]\n")
        };
        let path = if exclusive { "locked(&object)" } else { "object" };
        let call = call(function, &format!("{path}.{}", function.name), local);
        let about = doc(&function.doc, "    ");
        let name = method_name(&function.name);
        if !function.fails {
            return format!(
                "{about}{attribute}    pub fn {name}(&self{params}) -> {answer} {{\n        let object = &self.0;\n        Out::out({call})\n    }}\n"
            );
        }
        let work = format!(
            "        let object = self.0.clone();\n        let work = move || {{\n{takes}        Ok(Out::out({call}?))\n        }};\n"
        );
        format!(
            "{about}{attribute}    pub async fn {name}(&self{params}) -> Result<{answer}, {ERROR}> {{\n{work}        elsewhere(work).await\n    }}\n{about}{attribute}    pub fn {name}_blocking(&self{params}) -> Result<{answer}, {ERROR}> {{\n{work}        guarded(work)\n    }}\n"
        )
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

fn is_word(of: &Field) -> bool {
    matches!(of.default, Some(Fallback::Word(_)))
}

fn take(fields: &[Field], optional: bool) -> String {
    fields.iter().fold(String::new(), |mut all, of| {
        let local = local(&of.name);
        let _ = match (&of.default, &of.kind) {
            (Some(Fallback::Word(word)), Kind::Named(kind)) if optional => {
                writeln!(all, "            {0}: match {local} {{ Some(of) => back_in(of, \"{0}\")?, None => core::{kind}::{word} }},", of.name)
            }
            _ => writeln!(all, "            {0}: back_in({local}, \"{0}\")?,", of.name),
        };
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
    format!("core::{core}::{} {{\n{} }}", of.name, take(&of.fields, false))
}

/// A default that can be written in all of them.
fn literal(of: &Kind, fallback: &Fallback) -> Option<String> {
    Some(match (of, fallback) {
        (_, Fallback::Yes) => "true".to_owned(),
        (Kind::Option(_), Fallback::Number(number)) => format!("Some({number})"),
        (_, Fallback::Number(number)) => number.clone(),
        (Kind::Option(_), Fallback::Empty) => "None".to_owned(),
        (Kind::List(_), Fallback::Empty) => "[]".to_owned(),
        (Kind::Bool, Fallback::Empty) => "false".to_owned(),
        (Kind::Int(_), Fallback::Empty) => "0".to_owned(),
        (Kind::Str, Fallback::Empty) => "\"\"".to_owned(),
        _ => return None,
    })
}
