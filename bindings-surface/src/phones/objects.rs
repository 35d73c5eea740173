//! Functions, and objects with their methods.

use std::fmt::Write as _;

use super::{ERROR, Phones, doc, named};
use crate::model::{Function, Kind, Receiver, Type};
use crate::rust_text::{call, local};
use crate::usual::{from_where_optional, is_all_defaults};

/// The name of a method: `close` is what Kotlin calls the letting go of a handle.
fn method_name(name: &str) -> &str {
    if name == "close" { "close_book" } else { name }
}

impl Phones<'_> {
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

    /// Each can answer an error, if only that of a panic.
    pub(super) fn free(&mut self, function: &Function) -> String {
        let (params, takes, defaults) = self.params(function);
        let answer = self.kind(&function.answer);
        let export = if defaults.is_empty() {
            "#[uniffi::export]".to_owned()
        } else {
            format!("#[uniffi::export({defaults})]")
        };
        let call = call(function, &format!("core::{}", function.name), local);
        let question = if function.fails { "?" } else { "" };
        format!(
            "{}{export}\npub fn {}({}) -> Result<{answer}, {ERROR}> {{\n    guarded(|| {{\n{takes}        Ok(Out::out({call}{question}))\n    }})\n}}\n",
            doc(&function.doc, ""),
            function.name,
            params.trim_start_matches(", ")
        )
    }

    pub(super) fn object(&mut self, of: &Type, methods: &[Function]) -> String {
        let (name, core) = (named(&of.name), &of.name);
        let about = doc(&of.doc, "");
        let is_work = methods.iter().any(|of| of.receiver == Some(Receiver::Exclusive));
        let mut text = if is_work {
            work(name, of, methods)
        } else {
            format!(
                "{about}#[derive(uniffi::Object)]\npub struct {name}(pub(crate) core::{core});\nimpl Out<core::{core}> for std::sync::Arc<{name}> {{\n    fn out(of: core::{core}) -> Self {{\n        Self::new({name}(of))\n    }}\n}}\nimpl Back<std::sync::Arc<{name}>> for core::{core} {{\n    fn back(of: std::sync::Arc<{name}>) -> Result<Self, Wrong> {{\n        Ok(of.0.clone())\n    }}\n}}\n"
            )
        };
        let _ = writeln!(text, "#[uniffi::export]\nimpl {name} {{");
        for function in methods.iter().filter(|of| of.receiver.is_some()) {
            text.push_str(&self.method(of, function, is_work));
        }
        text + "}\n"
    }

    /// What can wait has two forms: one that waits elsewhere, and one that keeps its caller.
    fn method(&mut self, of: &Type, function: &Function, is_work: bool) -> String {
        let (params, takes, defaults) = self.params(function);
        let answer = self.kind(&function.answer);
        let attribute = if defaults.is_empty() {
            String::new()
        } else {
            format!("    #[uniffi::method({defaults})]\n")
        };
        let about = doc(&function.doc, "    ");
        let name = method_name(&function.name);
        if !function.fails {
            let told = if is_work {
                format!("self.0.told().{}", function.name)
            } else {
                call(function, &format!("self.0.{}", function.name), local)
            };
            return format!(
                "{about}{attribute}    pub fn {name}(&self{params}) -> {answer} {{\n        Out::out({told})\n    }}\n"
            );
        }
        let call = call(function, &format!("object.{}", function.name), local);
        let call = if is_work { format!("object.go_on(|object| {call})") } else { call };
        let work = format!(
            "        let object = self.0.clone();\n        let work = move || {{\n{takes}        Ok(Out::out({call}?))\n        }};\n"
        );
        // The operations are those of a session: what a book or a file does may take long.
        let lane = match of.name.as_str() {
            "Session" => format!("Lane::of(\"{}\")", function.name),
            _ => "Lane::Long".to_owned(),
        };
        format!(
            "{about}{attribute}    pub async fn {name}(&self{params}) -> Result<{answer}, {ERROR}> {{\n{work}        elsewhere({lane}, work).await\n    }}\n{about}{attribute}    pub fn {name}_blocking(&self{params}) -> Result<{answer}, {ERROR}> {{\n{work}        guarded(work)\n    }}\n"
        )
    }
}

/// What one call at a time goes on with. Beside it stands what can be told of it meanwhile: the answers of
/// the methods that only look.
fn work(name: &str, of: &Type, methods: &[Function]) -> String {
    let core = &of.name;
    let looks = methods.iter().filter(|of| of.receiver.is_some() && !of.fails);
    let (mut fields, mut made) = (String::new(), String::new());
    for look in looks {
        let _ = writeln!(fields, "    {}: {},", look.name, look.answer.rust());
        let answer = call(look, &format!("of.{}", look.name), local);
        let _ = writeln!(made, "            {}: {answer},", look.name);
    }
    format!(
        "{about}#[derive(uniffi::Object)]\npub struct {name}(pub(crate) std::sync::Arc<Work<core::{core}, Told{name}>>);\n#[derive(Clone)]\npub(crate) struct Told{name} {{\n{fields}}}\nimpl Out<core::{core}> for std::sync::Arc<{name}> {{\n    fn out(of: core::{core}) -> Self {{\n        Self::new({name}(std::sync::Arc::new(Work::new(of, |of| Told{name} {{\n{made}        }}))))\n    }}\n}}\n",
        about = doc(&of.doc, "")
    )
}
