//! Conversions between the core's types and Python's, and the functions and methods over them.

use std::fmt::Write as _;

use super::names::{attribute, field_name, held, variant_class};
use crate::model::{Field, Function, Kind, Receiver, Shape, Surface, Type, Variant, Word};
use crate::rust_text::{call, local, pattern, variant_pattern};
use crate::usual::{from_where_optional, is_all_defaults};

pub(super) fn write(surface: &Surface) -> String {
    let reach = surface.reach();
    let mut text = String::new();
    for of in surface.types.values().filter(|of| of.name != "Error") {
        if reach.outputs.contains(&of.name) {
            text.push_str(&outward(surface, of));
        }
        if reach.inputs.contains(&of.name) {
            text.push_str(&inward(surface, of));
        }
    }
    text.push_str(&errors(surface));
    for function in &surface.functions {
        text.push_str(&free(surface, function));
    }
    for of in surface.types.values() {
        if let Shape::Object(methods) = &of.shape {
            text.push_str(&object(surface, of, methods, reach.inputs.contains(&of.name)));
        }
    }
    let names: Vec<&str> = surface.functions.iter().map(|of| of.name.as_str()).collect();
    let _ = write!(
        text,
        "pub(crate) fn add_functions(module: &Bound<'_, PyModule>) -> PyResult<()> {{\n{}    Ok(())\n}}\n",
        names.iter().fold(String::new(), |mut all, of| {
            let _ = writeln!(all, "    module.add_function(wrap_pyfunction!({of}, module)?)?;");
            all
        })
    );
    text
}

fn outward(surface: &Surface, of: &Type) -> String {
    let name = &of.name;
    let body = match &of.shape {
        Shape::Words(words) => words_out(name, words),
        Shape::Record(fields) => record_out(surface, name, fields),
        Shape::Value(fields) => value_out(surface, name, fields),
        Shape::Union(variants) => union_out(surface, name, variants),
        Shape::Object(_) => {
            format!("        Ok(Bound::new(py, {name}::from(self))?.into_any())\n")
        }
        Shape::Id => "        uuid_out(py, self.as_uuid())\n".to_owned(),
        Shape::Text(_) => "        self.as_str().to_py(py)\n".to_owned(),
        Shape::Time => "        time_out(py, self)\n".to_owned(),
        Shape::Set => "        self.iter().collect::<Vec<_>>().to_py(py)\n".to_owned(),
        Shape::Page(_) => return String::new(),
    };
    let text = match &of.shape {
        Shape::Text(_) => format!(
            "impl AsText for core::{name} {{\n    fn as_text(&self) -> Option<&str> {{\n        Some(self.as_str())\n    }}\n}}\n"
        ),
        _ => String::new(),
    };
    format!(
        "{text}impl ToPy for core::{name} {{\n    fn to_py<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {{\n{body}    }}\n}}\n"
    )
}

fn words_out(name: &str, words: &[Word]) -> String {
    let mut arms = String::new();
    let mut all = String::new();
    for (at, word) in words.iter().enumerate() {
        let _ = writeln!(arms, "            core::{name}::{} => {at},", word.name);
        let _ = write!(all, "\"{}\", ", word.word);
    }
    format!(
        "        static WORDS: Words = Words::new(\"{name}\", &[{all}]);\n        let at = match self {{\n{arms}        }};\n        WORDS.get(py, at)\n"
    )
}

/// Makes an instance of a class from its fields: each has a name and what it is in Rust.
fn made(surface: &Surface, class: &str, fields: &[(String, &Kind, String)]) -> String {
    let names: Vec<String> = fields.iter().map(|(name, ..)| format!("{name:?}")).collect();
    let texts = fields.iter().filter(|(_, kind, _)| is_text(surface, kind)).count();
    let values = fields.iter().map(|(_, kind, value)| {
        if texts > 1 && is_text(surface, kind) {
            format!("texts.take(py, &{value})")
        } else {
            format!("{value}.to_py(py)?")
        }
    });
    let kept = if texts > 1 { "        let mut texts = Texts::default();\n" } else { "" };
    format!(
        "        static MAKER: Maker = Maker::new(\"{class}\", &[{}]);\n{kept}        MAKER.make(py, [{}])\n",
        names.join(", "),
        values.collect::<Vec<_>>().join(", ")
    )
}

fn is_text(surface: &Surface, kind: &Kind) -> bool {
    match kind {
        Kind::Str => true,
        Kind::Option(of) => is_text(surface, of),
        Kind::Named(name) => surface.get(name).is_some_and(|of| matches!(of.shape, Shape::Text(_))),
        _ => false,
    }
}

fn made_of(surface: &Surface, class: &str, fields: &[Field]) -> String {
    let each = fields.iter().map(|of| (field_name(&of.name), &of.kind, local(&of.name)));
    made(surface, class, &each.collect::<Vec<_>>())
}

fn record_out(surface: &Surface, name: &str, fields: &[Field]) -> String {
    format!(
        "        let core::{name} {{ {} }} = self;\n{}",
        pattern(fields),
        made_of(surface, name, fields)
    )
}

fn value_out(surface: &Surface, name: &str, fields: &[Field]) -> String {
    let each =
        fields.iter().map(|of| (attribute(&of.name), &of.kind, format!("self.{}()", of.name)));
    made(surface, name, &each.collect::<Vec<_>>())
}

fn union_out(surface: &Surface, name: &str, variants: &[Variant]) -> String {
    let mut arms = String::new();
    for of in variants {
        let pattern = variant_pattern(name, of);
        if held(surface, name, of).is_some() {
            let _ = writeln!(arms, "            {pattern} => value.to_py(py),");
            continue;
        }
        let class = variant_class(surface, name, of);
        let _ = writeln!(
            arms,
            "            {pattern} => {{\n{}            }}",
            made_of(surface, &class, &of.fields)
        );
    }
    format!("        match self {{\n{arms}        }}\n")
}

fn inward(surface: &Surface, of: &Type) -> String {
    let name = &of.name;
    let body = match &of.shape {
        Shape::Words(words) => {
            let mut arms = String::new();
            for of in words {
                let _ = writeln!(arms, "            \"{}\" => core::{name}::{},", of.word, of.name);
            }
            format!(
                "        let word = word_of(value, \"{name}\")?;\n        Ok(match &*word {{\n{arms}            _ => return Err(Wrong::word()),\n        }})\n"
            )
        }
        Shape::Record(fields) => format!(
            "        static CLASS: Class = Class::new(\"{name}\");\n        let fields = CLASS.fields(value)?;\n        Ok(core::{name} {{\n{}        }})\n",
            take_fields(fields)
        ),
        Shape::Union(variants) => union_in(surface, name, variants),
        Shape::Object(_) => format!("        {name}::inner(value)\n"),
        Shape::Id => format!("        uuid_in(value).map(core::{name}::from_uuid)\n"),
        Shape::Text(check) => format!(
            "        let text = String::from_py(value)?;\n        core::{name}::{check}(&text).map_err(Wrong::Violation)\n"
        ),
        Shape::Time => "        time_in(value)\n".to_owned(),
        Shape::Set => "        Ok(core::PermissionSet::of(&Vec::from_py(value)?))\n".to_owned(),
        Shape::Value(_) | Shape::Page(_) => return String::new(),
    };
    format!(
        "impl FromPy for core::{name} {{\n    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Wrong> {{\n{body}    }}\n}}\n"
    )
}

fn take_fields(fields: &[Field]) -> String {
    fields.iter().fold(String::new(), |mut all, of| {
        let name = field_name(&of.name);
        let _ = writeln!(
            all,
            "            {}: fields.take(intern!(value.py(), \"{name}\"))?,",
            of.name
        );
        all
    })
}

fn union_in(surface: &Surface, name: &str, variants: &[Variant]) -> String {
    let mut text = String::new();
    for of in variants {
        let class = variant_class(surface, name, of);
        let _ = writeln!(
            text,
            "        {{\n            static CLASS: Class = Class::new(\"{class}\");\n            if CLASS.is(value)? {{"
        );
        let made = if held(surface, name, of).is_some() {
            format!("core::{name}::{}(FromPy::from_py(value)?)", of.name)
        } else if of.fields.is_empty() {
            format!("core::{name}::{}", of.name)
        } else if of.is_tuple {
            format!(
                "core::{name}::{}(CLASS.fields(value)?.take(intern!(value.py(), \"value\"))?)",
                of.name
            )
        } else {
            format!(
                "{{ let fields = CLASS.fields(value)?; core::{name}::{} {{\n{} }} }}",
                of.name,
                take_fields(&of.fields)
            )
        };
        let _ = writeln!(text, "                return Ok({made});\n            }}\n        }}");
    }
    let _ = writeln!(text, "        Err(Wrong::kind(value, \"{name}\"))");
    text
}

/// Each error is an exception of its own class, with its fields.
fn errors(surface: &Surface) -> String {
    let Some(Shape::Union(variants)) = surface.get("Error").map(|of| &of.shape) else {
        return String::new();
    };
    let mut arms = String::new();
    for of in variants {
        let mut args = String::new();
        for field in &of.fields {
            let _ = write!(args, "{}.to_py(py)?, ", local(&field.name));
        }
        let _ = writeln!(
            arms,
            "        {} => ERRORS.make(py, \"{}Error\", message, vec![{args}]),",
            variant_pattern("Error", of),
            of.name
        );
    }
    format!(
        "pub(crate) fn exception<'py>(py: Python<'py>, error: core::Error) -> PyResult<Bound<'py, PyAny>> {{\n    let message = error.to_string();\n    match error {{\n{arms}    }}\n}}\n"
    )
}

fn signature(surface: &Surface, function: &Function) -> String {
    let optional = from_where_optional(surface, function);
    let args = function.args.iter().enumerate().map(|(at, of)| {
        let name = attribute(&of.name);
        if at >= optional { format!("{name}=None") } else { name }
    });
    format!("#[pyo3(signature = ({}))]\n", args.collect::<Vec<_>>().join(", "))
}

fn params(function: &Function) -> String {
    function.args.iter().fold(String::new(), |mut all, of| {
        let _ = write!(all, ", {}: Option<Bound<'py, PyAny>>", attribute(&of.name));
        all
    })
}

fn take_args(surface: &Surface, function: &Function) -> String {
    function.args.iter().fold(String::new(), |mut all, of| {
        let name = attribute(&of.name);
        let how = match &of.kind {
            Kind::Option(_) => "optional",
            Kind::Named(name) if is_all_defaults(surface, name) => "or_usual",
            _ => "required",
        };
        let _ = writeln!(
            all,
            "        let {name}: {} = {how}({name}.as_ref(), \"{}\").map_err(|wrong| wrong.raise(py))?;",
            taken(&of.kind),
            of.name
        );
        if of.kind == Kind::Source {
            let _ = writeln!(all, "        let ({name}, reading) = {name}.parts();");
        }
        all
    })
}

/// The type that an argument is taken as.
fn taken(kind: &Kind) -> String {
    match kind {
        Kind::Bytes => "Octets".to_owned(),
        Kind::Source => "Source".to_owned(),
        other => other.rust(),
    }
}

fn answer(function: &Function, call: &str) -> String {
    let called = if function.fails {
        let reads = function.args.iter().any(|of| of.kind == Kind::Source);
        let told = if reads { ".map_err(|error| reading.told(py, error))" } else { "" };
        format!("run(py, || {call}){told}?")
    } else {
        format!("run_safe(py, || {call})?")
    };
    format!("        let answer = {called};\n        answer.to_py(py)\n")
}

fn free(surface: &Surface, function: &Function) -> String {
    let call = call(function, &format!("core::{}", function.name), attribute);
    format!(
        "#[pyfunction]\n{}fn {}<'py>(py: Python<'py>{}) -> PyResult<Bound<'py, PyAny>> {{\n{}{}}}\n",
        signature(surface, function),
        function.name,
        params(function),
        take_args(surface, function),
        answer(function, &call)
    )
}

fn object(surface: &Surface, of: &Type, methods: &[Function], goes_in: bool) -> String {
    let name = &of.name;
    let exclusive = methods.iter().any(|of| of.receiver == Some(Receiver::Exclusive));
    let mut text = if exclusive { seen(name, methods) } else { String::new() };
    let (held, make) = if exclusive {
        (format!("Working<core::{name}>"), "Working::new(of, Reading::default())")
    } else {
        (format!("core::{name}"), "of")
    };
    let _ = write!(
        text,
        "#[pyclass(frozen, module = \"customer_core\")]\npub(crate) struct {name}(pub(crate) {held});\nimpl From<core::{name}> for {name} {{\n    fn from(of: core::{name}) -> Self {{\n        Self({make})\n    }}\n}}\n"
    );
    if goes_in {
        let _ = write!(
            text,
            "impl {name} {{\n    fn inner(value: &Bound<'_, PyAny>) -> Result<core::{name}, Wrong> {{\n        match value.cast::<Self>() {{\n            Ok(of) => Ok(of.get().0.clone()),\n            Err(_) => Err(Wrong::kind(value, \"{name}\")),\n        }}\n    }}\n}}\n"
        );
    }
    let _ = writeln!(text, "#[pymethods]\nimpl {name} {{");
    for function in methods.iter().filter(|of| of.receiver.is_some()) {
        let answer = if !exclusive {
            let call = call(function, &format!("object.{}", function.name), attribute);
            format!("        let object = &self.0;\n{}", answer(function, &call))
        } else if is_seen(function) {
            format!("        self.0.look(py, |seen| seen.{}.clone())?.to_py(py)\n", function.name)
        } else {
            let call = call(function, &format!("object.{}", function.name), attribute);
            let call = if function.fails { call } else { format!("Ok({call})") };
            format!("        self.0.work(py, |object| {call})?.to_py(py)\n")
        };
        let _ = write!(
            text,
            "    {}    fn {}<'py>(&self, py: Python<'py>{}) -> PyResult<Bound<'py, PyAny>> {{\n{}{answer}    }}\n",
            signature(surface, function),
            function.name,
            params(function),
            take_args(surface, function),
        );
    }
    text.push_str("}\n");
    text
}

/// What an object that works tells of itself: it is kept beside it, and told while it works.
fn is_seen(function: &Function) -> bool {
    function.receiver == Some(Receiver::Shared) && function.args.is_empty() && !function.fails
}

fn seen(name: &str, methods: &[Function]) -> String {
    let (mut fields, mut values) = (String::new(), String::new());
    for of in methods.iter().filter(|of| is_seen(of)) {
        let _ = writeln!(fields, "    pub(crate) {}: {},", of.name, of.answer.rust());
        let _ = writeln!(
            values,
            "            {},",
            call(of, &format!("{0}: self.{0}", of.name), attribute)
        );
    }
    format!(
        "pub(crate) struct {name}Seen {{\n{fields}}}\nimpl Worker for core::{name} {{\n    type Seen = {name}Seen;\n    fn seen(&self) -> {name}Seen {{\n        {name}Seen {{\n{values}        }}\n    }}\n}}\n"
    )
}
