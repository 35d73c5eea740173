//! Conversions between the core's types and JavaScript's, and the functions and methods over them.

use std::fmt::Write as _;

use super::is_external;
use super::shapes::{Member, Shapes, numbers};
use crate::model::{Field, Function, Kind, Receiver, Shape, Surface, Type, Variant};
use crate::rust_text::camel;
use crate::rust_text::{call, local, pattern, variant_pattern};
use crate::usual::{from_where_optional, is_all_defaults};

pub(super) fn write(surface: &Surface) -> String {
    let reach = surface.reach();
    let mut text = String::new();
    let mut shapes = Shapes::default();
    for (name, members) in GENERIC {
        text.push_str(&generic(&mut shapes, name, members));
    }
    for of in surface.types.values().filter(|of| of.name != "Error") {
        if reach.outputs.contains(&of.name) {
            text.push_str(&outward(surface, &mut shapes, of));
        }
        if reach.inputs.contains(&of.name) {
            text.push_str(&inward(of));
        }
    }
    text.push_str(&errors(surface));
    for function in &surface.functions {
        text.push_str(&free(surface, function));
    }
    for of in surface.types.values() {
        if let Shape::Object(methods) = &of.shape {
            text.push_str(&object(surface, of, methods));
        }
    }
    text + &shapes.write()
}

/// What is made of values of any type, which are converted already.
const GENERIC: [(&str, &[&str]); 3] =
    [("page", &["items", "next"]), ("outcome_ok", &["ok"]), ("outcome_violation", &["violation"])];

fn generic(shapes: &mut Shapes, name: &str, members: &[&str]) -> String {
    let params: Vec<String> = members.iter().map(|of| format!("{of}: Unknown<'_>")).collect();
    let values: Vec<_> = members.iter().map(|of| Member::plain(of, of)).collect();
    format!(
        "pub(crate) fn {name}<'env>(env: &'env Env, {}) -> Result<Unknown<'env>> {{\n    {}\n}}\n",
        params.join(", "),
        shapes.made("", &values).replace(".to_js(env)?", "")
    )
}

fn outward(surface: &Surface, shapes: &mut Shapes, of: &Type) -> String {
    let name = &of.name;
    let body = match &of.shape {
        Shape::Words(words) => {
            let mut arms = String::new();
            for word in words {
                let _ =
                    writeln!(arms, "            core::{name}::{} => \"{}\",", word.name, word.word);
            }
            format!(
                "        let word = match self {{\n{arms}        }};\n        word.to_js(env)\n"
            )
        }
        Shape::Record(fields) => format!(
            "        let core::{name} {{ {} }} = self;\n        {}\n",
            pattern(fields),
            shapes.made("", &Member::locals(surface, fields))
        ),
        Shape::Value(fields) => {
            let own = |of: &Field| Member::of(surface, of, format!("self.{}()", of.name));
            format!("        {}\n", shapes.made("", &fields.iter().map(own).collect::<Vec<_>>()))
        }
        Shape::Union(variants) => union_out(surface, shapes, name, variants),
        Shape::Object(_) => format!("        native(env, {name}::from(self))\n"),
        Shape::Id => "        self.to_string().to_js(env)\n".to_owned(),
        Shape::Text(_) => "        self.as_str().to_js(env)\n".to_owned(),
        Shape::Time => "        time_out(env, self)\n".to_owned(),
        Shape::Set => "        self.iter().collect::<Vec<_>>().to_js(env)\n".to_owned(),
        Shape::Page(_) => return String::new(),
    };
    let numbered = match &of.shape {
        Shape::Words(words) => numbers(name, words),
        _ => String::new(),
    };
    numbered
        + &format!(
            "impl ToJs for core::{name} {{\n    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {{\n{body}    }}\n}}\n"
        )
}

fn set_fields(fields: &[Field]) -> String {
    fields.iter().fold(String::new(), |mut all, of| {
        let (name, local) = (camel(&of.name), local(&of.name));
        let _ = writeln!(all, "        set(env, &mut object, \"{name}\", {local})?;");
        all
    })
}

fn union_out(surface: &Surface, shapes: &mut Shapes, name: &str, variants: &[Variant]) -> String {
    let external = is_external(variants);
    let mut arms = String::new();
    for of in variants {
        let pattern = variant_pattern(name, of);
        let word = camel(&of.word);
        let body = if of.is_tuple {
            shapes.made("", &[Member::plain(&word, "value")])
        } else if external {
            format!("\"{word}\".to_js(env)")
        } else {
            shapes.made(&of.word, &Member::locals(surface, &of.fields))
        };
        let _ = writeln!(arms, "            {pattern} => {body},");
    }
    format!("        match self {{\n{arms}        }}\n")
}

fn inward(of: &Type) -> String {
    let name = &of.name;
    let body = match &of.shape {
        Shape::Words(words) => {
            let mut arms = String::new();
            for of in words {
                let _ = writeln!(arms, "            \"{}\" => core::{name}::{},", of.word, of.name);
            }
            format!(
                "        let word = String::from_js(env, value).map_err(|of| of.instead(\"{name}\"))?;\n        Ok(match word.as_str() {{\n{arms}            _ => return Err(Wrong::word()),\n        }})\n"
            )
        }
        Shape::Record(fields) => format!(
            "        let fields = Fields::of(env, value, \"{name}\")?.known(&[{}])?;\n        Ok(core::{name} {{\n{}        }})\n",
            names_of(fields),
            take_fields(fields)
        ),
        Shape::Union(variants) => union_in(name, variants),
        Shape::Object(_) => format!("        {name}::inner(env, value)\n"),
        Shape::Id => "        id_in(env, value)\n".to_owned(),
        Shape::Text(check) => format!(
            "        let text = String::from_js(env, value)?;\n        core::{name}::{check}(&text).map_err(Wrong::Violation)\n"
        ),
        Shape::Time => "        time_in(env, value)\n".to_owned(),
        Shape::Set => {
            "        Ok(core::PermissionSet::of(&Vec::from_js(env, value)?))\n".to_owned()
        }
        Shape::Value(_) | Shape::Page(_) => return String::new(),
    };
    format!(
        "impl FromJs for core::{name} {{\n    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {{\n{body}    }}\n}}\n"
    )
}

/// The names of all members.
fn names_of(fields: &[Field]) -> String {
    let names: Vec<String> = fields.iter().map(|of| format!("\"{}\"", camel(&of.name))).collect();
    names.join(", ")
}

fn take_fields(fields: &[Field]) -> String {
    fields.iter().fold(String::new(), |mut all, of| {
        let name = camel(&of.name);
        let value = match (&of.default, &of.kind) {
            (None, _) | (_, Kind::Option(_)) => format!("fields.take(\"{name}\")?"),
            (Some(_), _) => {
                format!("fields.maybe(\"{name}\")?.unwrap_or_else(|| {})", usual_text(of))
            }
        };
        // What can be absent and is something by default: undefined is the default, null is absent.
        let value = match (&of.default, &of.kind) {
            (Some(fallback), Kind::Option(_)) if *fallback != crate::model::Fallback::Empty => {
                format!("fields.given(\"{name}\")?.unwrap_or_else(|| {})", usual_text(of))
            }
            _ => value,
        };
        let _ = writeln!(all, "            {}: {value},", of.name);
        all
    })
}

fn usual_text(of: &Field) -> String {
    use crate::model::Fallback;
    let word = |kind: &Kind, word: &str| match kind {
        Kind::Named(name) => format!("core::{name}::{word}"),
        _ => "Default::default()".to_owned(),
    };
    match (of.default.as_ref(), &of.kind) {
        (Some(Fallback::Yes), _) => "true".to_owned(),
        (Some(Fallback::Number(number)), Kind::Option(_)) => format!("Some({number})"),
        (Some(Fallback::Number(number)), _) => number.clone(),
        (Some(Fallback::Word(name)), kind) => word(kind, name),
        (Some(Fallback::Words(words)), Kind::List(of)) => {
            let words: Vec<String> = words.iter().map(|name| word(of, name)).collect();
            format!("vec![{}]", words.join(", "))
        }
        _ => "Default::default()".to_owned(),
    }
}

fn union_in(name: &str, variants: &[Variant]) -> String {
    let external = is_external(variants);
    let mut arms = String::new();
    for of in variants {
        let word = if external { camel(&of.word) } else { of.word.clone() };
        let made = if of.is_tuple {
            format!("core::{name}::{}(fields.take(\"{word}\")?)", of.name)
        } else if external {
            format!("core::{name}::{}", of.name)
        } else if of.fields.is_empty() {
            format!("{{ fields.check(&[\"kind\"])?; core::{name}::{} }}", of.name)
        } else {
            format!(
                "{{ fields.check(&[\"kind\", {}])?; core::{name}::{} {{\n{} }} }}",
                names_of(&of.fields),
                of.name,
                take_fields(&of.fields)
            )
        };
        let _ = writeln!(arms, "            \"{word}\" => {made},");
    }
    let (head, otherwise) =
        if external { ("only", "fields.member(&word)") } else { ("kind", "Wrong::word()") };
    format!(
        "        let fields = Fields::of(env, value, \"{name}\")?;\n        let word = fields.{head}()?;\n        Ok(match word.as_str() {{\n{arms}            _ => return Err({otherwise}),\n        }})\n"
    )
}

/// An error is an `Error` with its code and its fields.
fn errors(surface: &Surface) -> String {
    let Some(Shape::Union(variants)) = surface.get("Error").map(|of| &of.shape) else {
        return String::new();
    };
    let mut arms = String::new();
    for of in variants {
        let _ = writeln!(
            arms,
            "        {} => {{\n{}        }}",
            variant_pattern("Error", of),
            set_fields(&of.fields)
        );
    }
    format!(
        "pub(crate) fn set_error(env: &Env, object: &mut Object<'_>, error: core::Error) -> Result<()> {{\n    match error {{\n{arms}    }}\n    Ok(())\n}}\n"
    )
    .replace("set(env, &mut object,", "set(env, object,")
}

fn params(function: &Function) -> String {
    function.args.iter().fold(String::new(), |mut all, of| {
        let _ = write!(all, ", {}: Unknown<'_>", local(&of.name));
        all
    })
}

fn take_args(surface: &Surface, function: &Function) -> String {
    let optional = from_where_optional(surface, function);
    let mut text = String::new();
    for (at, of) in function.args.iter().enumerate() {
        let local = local(&of.name);
        let how = match &of.kind {
            Kind::Option(_) => "optional",
            Kind::Named(name) if at >= optional && is_all_defaults(surface, name) => "or_usual",
            _ => "required",
        };
        let kind = match &of.kind {
            Kind::Option(inner) => inner.rust(),
            Kind::Bytes => "Octets".to_owned(),
            kind => kind.rust(),
        };
        let whole = if how == "optional" { format!("Option<{kind}>") } else { kind };
        let _ = writeln!(
            text,
            "            let {local}: {whole} = {how}(env, &{local}, \"{}\")?;",
            camel(&of.name)
        );
    }
    text
}

/// What touches a file or the book is a promise.
pub(super) fn is_async(function: &Function) -> bool {
    let belongs = function.receiver.is_some() || function.name.starts_with("open");
    source(function).is_some() || belongs && function.fails
}

/// What it reads: a stream has it wait on a thread of its own.
fn source(function: &Function) -> Option<String> {
    let read = function.args.iter().find(|of| of.kind == Kind::Source)?;
    Some(local(&read.name))
}

fn answer_type(function: &Function) -> String {
    function.answer.rust().replace("core::Self", "core::CustomerBook")
}

fn body(surface: &Surface, function: &Function, path: &str, before: &str) -> String {
    let args = take_args(surface, function);
    let call = call(function, path, local);
    if is_async(function) {
        let work = if function.fails { call } else { format!("Ok({call})") };
        let work = format!("Work::of(|| {{\n{args}            Ok(move || {work})\n        }})");
        match source(function) {
            Some(read) => {
                format!("{before}        Lane::reading(env, &{read})?.run(env, {work})\n")
            }
            None => format!("{before}        AsyncTask::new({work})\n"),
        }
    } else {
        let answer = if function.fails { call } else { format!("Ok({call})") };
        format!("{before}        tell(env, || {{\n{args}            Ok({answer})\n        }})\n")
    }
}

/// The environment, unless nobody asks for it.
fn env_of(function: &Function) -> &'static str {
    if is_async(function) && function.args.is_empty() { "_env" } else { "env" }
}

fn returns(function: &Function) -> String {
    if is_async(function) && source(function).is_none() {
        format!("AsyncTask<Work<{}>>", answer_type(function))
    } else {
        "Result<Unknown<'env>>".to_owned()
    }
}

fn free(surface: &Surface, function: &Function) -> String {
    format!(
        "#[napi]\npub fn {}<'env>({}: &'env Env{}) -> {} {{\n{}}}\n",
        function.name,
        env_of(function),
        params(function),
        returns(function),
        body(surface, function, &format!("core::{}", function.name), "")
    )
}

fn object(surface: &Surface, of: &Type, methods: &[Function]) -> String {
    let name = &of.name;
    let methods: Vec<&Function> = methods.iter().filter(|of| of.receiver.is_some()).collect();
    if methods.iter().any(|of| of.receiver == Some(Receiver::Exclusive)) {
        return exclusive(surface, name, &methods);
    }
    let mut text = format!(
        "#[napi]\npub struct {name}(pub(crate) core::{name});\nimpl From<core::{name}> for {name} {{\n    fn from(of: core::{name}) -> Self {{\n        Self(of)\n    }}\n}}\nimpl {name} {{\n    #[allow(dead_code)]\n    fn inner(env: &Env, value: &Unknown<'_>) -> std::result::Result<core::{name}, Wrong> {{\n        held::<Self>(env, value, \"{name}\").map(|of| of.0.clone())\n    }}\n}}\n#[napi]\nimpl {name} {{\n"
    );
    for function in methods {
        let path = format!("object.{}", function.name);
        let _ = write!(
            text,
            "    #[napi]\n    pub fn {}<'env>(&self, {}: &'env Env{}) -> {} {{\n{}    }}\n",
            function.name,
            env_of(function),
            params(function),
            returns(function),
            body(surface, function, &path, "        let object = self.0.clone();\n"),
        );
    }
    text + "}\n"
}

/// What is worked with by one call at a time. What it tells of itself is looked up behind each call and
/// kept beside it, so that nobody waits for a call to look at it.
fn exclusive(surface: &Surface, name: &str, methods: &[&Function]) -> String {
    let (mut kinds, mut looks, mut own) = (String::new(), String::new(), String::new());
    for of in methods {
        let called = &of.name;
        if of.receiver == Some(Receiver::Shared) && of.args.is_empty() && !of.fails {
            let _ = writeln!(kinds, "    {called}: {},", answer_type(of));
            let _ = writeln!(looks, "            {called}: self.{called}(),");
            let _ = write!(
                own,
                "    #[napi]\n    pub fn {called}<'env>(&self, env: &'env Env) -> Result<Unknown<'env>> {{\n        tell(env, || Ok(Ok(self.0.see(|of| of.{called}.clone()))))\n    }}\n"
            );
            continue;
        }
        let answer = call(of, &format!("object.{called}"), local);
        let _ = write!(
            own,
            "    #[napi]\n    pub fn {called}<'env>(&self, env: &'env Env{}) -> Result<Unknown<'env>> {{\n        self.0.run(env, || {{\n{}            Ok(move |object: &mut core::{name}| {answer})\n        }})\n    }}\n",
            params(of),
            take_args(surface, of),
        );
    }
    format!(
        "#[napi]\npub struct {name}(pub(crate) Held<core::{name}>);\nimpl From<core::{name}> for {name} {{\n    fn from(of: core::{name}) -> Self {{\n        Self(Held::on(Lane::Pool, of))\n    }}\n}}\npub struct Seen{name} {{\n{kinds}}}\nimpl Looked for core::{name} {{\n    type Seen = Seen{name};\n    fn look(&self) -> Seen{name} {{\n        Seen{name} {{\n{looks}        }}\n    }}\n}}\n#[napi]\nimpl {name} {{\n{own}}}\n"
    )
}
