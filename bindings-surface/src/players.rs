//! Kotlin and Swift cannot find types by name while they run: what plays the vectors in them is
//! written from the core's sources, too.

use std::fmt::Write as _;

use crate::model::{Fallback, Field, Function, Kind, Shape, Surface, Type, Variant};
use crate::player_words::{Lang, case_name, text};
use crate::rust_text::{camel, json_name};

/// Writes what plays the vectors in a language: JSON to values, values to JSON, and the methods by name.
#[must_use]
pub fn player(surface: &Surface, lang: Lang) -> String {
    let writer = Writer { surface, lang };
    let reach = surface.reach();
    let mut out = lang.head().to_owned();
    for of in surface.types.values() {
        if reach.inputs.contains(&of.name) && of.name != "Error" {
            out.push_str(&writer.given_type(of));
        }
        if reach.outputs.contains(&of.name) {
            out.push_str(&writer.told_type(of, reach.inputs.contains(&of.name)));
        }
    }
    out.push_str(&writer.dispatch("free", None, &surface.functions));
    for name in ["CustomerBook", "Session"] {
        if let Some(Shape::Object(methods)) = surface.get(name).map(|of| &of.shape) {
            out.push_str(&writer.dispatch("call", Some(name), methods));
        }
    }
    out
}

struct Writer<'s> {
    surface: &'s Surface,
    lang: Lang,
}

impl Writer<'_> {
    /// JSON as a value.
    fn given(&self, kind: &Kind, expr: &str) -> String {
        match kind {
            Kind::Option(of) => self.lang.option_in(expr, &self.given(of, self.lang.it())),
            Kind::List(of) => self.lang.list_in(expr, &self.given(of, self.lang.it())),
            Kind::Named(name) => match self.surface.get(name).map(|of| &of.shape) {
                Some(Shape::Id) => self.lang.id_in(expr),
                Some(Shape::Text(_)) => self.lang.text_in(expr),
                Some(Shape::Time) => self.lang.time_in(expr),
                Some(Shape::Set) => self
                    .lang
                    .list_in(expr, &text!(self.lang, "givenPermission({})", self.lang.it())),
                _ => text!(self.lang, "given{name}({expr})"),
            },
            Kind::Int(of) => self.lang.int_in(of, expr),
            Kind::Bool => self.lang.bool_in(expr),
            Kind::Bytes => self.lang.octets_in(expr),
            Kind::Source => self.lang.source_in(expr),
            _ => self.lang.text_in(expr),
        }
    }

    /// A value as JSON.
    fn told(&self, kind: &Kind, expr: &str) -> String {
        let it = self.lang.it();
        match kind {
            Kind::Unit => self.lang.unit_out(expr),
            Kind::Option(of) => self.lang.option_out(expr, &self.told(of, it)),
            Kind::List(of) => self.lang.list_out(expr, &self.told(of, it)),
            Kind::Page(of) => self.lang.page_out(expr, &self.told(of, it)),
            Kind::Outcome(of) => {
                self.lang.outcome_out(expr, &self.outcome_name(of), &self.told(of, "x"))
            }
            Kind::Int(_) => self.lang.int_out(expr),
            Kind::Bytes => self.lang.octets_out(expr),
            Kind::Named(name) => match self.surface.get(name).map(|of| &of.shape) {
                Some(Shape::Id) => self.lang.id_out(expr),
                Some(Shape::Text(_)) => self.lang.plain_out(expr),
                Some(Shape::Time) => self.lang.time_out(expr),
                Some(Shape::Set) => self.lang.list_out(expr, &format!("toldPermission({it})")),
                Some(Shape::Page(of)) => self.lang.page_out(expr, &self.told(of, it)),
                _ => format!("told{name}({expr})"),
            },
            _ => self.lang.plain_out(expr),
        }
    }

    fn outcome_name(&self, of: &Kind) -> String {
        match of {
            Kind::Named(name) => format!("{name}Outcome"),
            _ => "TextOutcome".to_owned(),
        }
    }

    fn type_name<'n>(&self, name: &'n str) -> &'n str {
        match (name, self.lang) {
            ("Error", Lang::Kotlin) => "CustomerCoreException",
            ("Error", Lang::Swift) => "CustomerCoreError",
            (other, _) => other,
        }
    }

    fn given_type(&self, of: &Type) -> String {
        let name = &of.name;
        let body = match &of.shape {
            Shape::Words(words) => {
                let all: Vec<String> = words.iter().map(|of| format!("\"{}\"", of.word)).collect();
                let cases: Vec<String> = words.iter().map(|of| case_name(&of.name)).collect();
                self.lang.word_in(name, &all, &cases)
            }
            Shape::Record(fields) => self.lang.make(name, &self.take(fields)),
            Shape::Union(variants) => self.union_in(of, variants),
            _ => return String::new(),
        };
        self.lang.function_in(name, &body)
    }

    /// The arguments of a constructor.
    fn take(&self, fields: &[Field]) -> Vec<String> {
        let each = fields.iter().map(|of| {
            let json = json_name(&of.name);
            let value = if of.flat {
                self.given(&of.kind, "v")
            } else {
                let there = self.given(&of.kind, &self.lang.member(json, &of.kind));
                match &of.default {
                    None => there,
                    Some(_)
                        if matches!(of.kind, Kind::Option(_))
                            && of.default == Some(Fallback::Empty) =>
                    {
                        there
                    }
                    Some(fallback) => {
                        self.lang.or_else(json, &there, &self.fallback(&of.kind, fallback))
                    }
                }
            };
            self.lang.argument(&camel(if of.name == "0" { "value" } else { &of.name }), &value)
        });
        each.collect()
    }

    fn fallback(&self, kind: &Kind, fallback: &Fallback) -> String {
        match (kind, fallback) {
            (_, Fallback::Yes) => "true".to_owned(),
            (_, Fallback::Number(number)) => self.lang.number(number),
            (Kind::Named(name), Fallback::Word(word)) => self.word(name, word),
            (Kind::List(of), Fallback::Words(words)) => {
                let Kind::Named(name) = &**of else { return self.lang.empty_list().to_owned() };
                let words: Vec<String> = words.iter().map(|word| self.word(name, word)).collect();
                self.lang.list_of(&words)
            }
            (Kind::Bool, _) => "false".to_owned(),
            (Kind::Int(_), _) => self.lang.number("0"),
            (Kind::Str, _) => "\"\"".to_owned(),
            (Kind::List(_), _) => self.lang.empty_list().to_owned(),
            (Kind::Named(name), _)
                if matches!(self.surface.get(name).map(|of| &of.shape), Some(Shape::Set)) =>
            {
                self.lang.empty_list().to_owned()
            }
            (Kind::Named(_), _) => self.given(kind, self.lang.empty_object()),
            _ => self.lang.nothing().to_owned(),
        }
    }

    fn word(&self, name: &str, word: &str) -> String {
        match self.surface.get(name).map(|of| &of.shape) {
            Some(Shape::Words(words)) => {
                let at = words.iter().position(|of| of.name == word).unwrap_or_default();
                self.lang.word(name, at, &case_name(word))
            }
            _ => self.lang.variant(name, word, &[]),
        }
    }

    fn union_in(&self, of: &Type, variants: &[Variant]) -> String {
        let name = &of.name;
        let mut arms = Vec::new();
        for variant in variants {
            let made = if variant.is_tuple {
                let field = variant.fields.first().map_or(&Kind::Unit, |of| &of.kind);
                let inner = if of.tag.is_some() {
                    "v".to_owned()
                } else {
                    self.lang.member(&variant.word, field)
                };
                let value = self.given(field, &inner);
                self.lang.variant(name, &variant.name, &[self.lang.argument("value", &value)])
            } else {
                self.lang.variant(name, &variant.name, &self.take(&variant.fields))
            };
            arms.push((variant.word.clone(), made));
        }
        self.lang.union_in(name, of.tag.as_deref(), &arms)
    }

    fn told_type(&self, of: &Type, _given: bool) -> String {
        let name = &of.name;
        let body = match &of.shape {
            Shape::Words(words) => {
                let pairs: Vec<(String, String)> =
                    words.iter().map(|of| (case_name(&of.name), of.word.clone())).collect();
                self.lang.word_out(&pairs)
            }
            Shape::Record(fields) | Shape::Value(fields) => {
                self.lang.object_out(&self.put(fields, "x."))
            }
            Shape::Union(variants) => self.union_out(of, variants),
            _ => return String::new(),
        };
        self.lang.function_out(name, self.type_name(name), &body)
    }

    fn put(&self, fields: &[Field], of: &str) -> Vec<String> {
        let each = fields.iter().map(|field| {
            let name = camel(if field.name == "0" { "value" } else { &field.name });
            let expr = format!("{of}{}", self.lang.property(&name));
            let value = self.told(&field.kind, &expr);
            self.lang.put(json_name(&field.name), &value, field.flat, field.omits)
        });
        each.collect()
    }

    fn union_out(&self, of: &Type, variants: &[Variant]) -> String {
        let mut arms = Vec::new();
        for variant in variants {
            let names: Vec<String> = variant
                .fields
                .iter()
                .map(|of| camel(if of.name == "0" { "value" } else { &of.name }))
                .collect();
            let from = self.lang.held();
            let body = match (&of.tag, variant.fields.as_slice()) {
                (None, []) => self.lang.plain_out(&format!("\"{}\"", variant.word)),
                (None, [field]) if variant.is_tuple => {
                    let value = self.told(&field.kind, &format!("{from}value"));
                    self.lang.object_of(&[self.lang.put(&variant.word, &value, false, false)])
                }
                (tag, fields) => {
                    let mut puts = Vec::new();
                    if let Some(tag) = tag {
                        let word = self.lang.plain_out(&format!("\"{}\"", variant.word));
                        puts.push(self.lang.put(tag, &word, false, false));
                    }
                    if variant.is_tuple {
                        let kind = fields.first().map_or(&Kind::Unit, |of| &of.kind);
                        puts.push(self.lang.put(
                            "",
                            &self.told(kind, &format!("{from}value")),
                            true,
                            false,
                        ));
                    } else {
                        puts.extend(self.put(fields, from));
                    }
                    self.lang.object_of(&puts)
                }
            };
            let is_error = of.name == "Error";
            arms.push((
                self.lang.form(self.type_name(&of.name), &variant.name, &names, is_error),
                body,
            ));
        }
        self.lang.union_out(&arms)
    }

    fn dispatch(&self, verb: &str, object: Option<&str>, functions: &[Function]) -> String {
        let mut arms = String::new();
        for function in functions.iter().filter(|of| object.is_none() || of.receiver.is_some()) {
            if self.is_by_hand(function) {
                continue;
            }
            let optional = crate::usual::from_where_optional(self.surface, function);
            let args: Vec<String> = function
                .args
                .iter()
                .enumerate()
                .map(|(at, arg)| {
                    let usual = at >= optional && matches!(&arg.kind, Kind::Named(name) if crate::usual::is_all_defaults(self.surface, name));
                    let kind = if usual { Kind::Option(Box::new(arg.kind.clone())) } else { arg.kind.clone() };
                    let value = self.given(&kind, &self.lang.member(&arg.name, &kind));
                    self.lang.call_argument(&camel(&arg.name), &value)
                })
                .collect();
            let name = camel(if function.name == "close" { "close_book" } else { &function.name });
            let call =
                self.lang.call(object.is_some(), &name, &args, function.fails || object.is_none());
            let call =
                if function.fails && object.is_some() { self.lang.wait(&call) } else { call };
            let _ = writeln!(
                arms,
                "{}",
                self.lang.arm(
                    &function.name,
                    &self.told(&function.answer, &call),
                    function.answer == Kind::Unit
                )
            );
        }
        self.lang.dispatch(verb, object, &arms)
    }

    /// What hands objects over has forms of its own in the player.
    fn is_by_hand(&self, function: &Function) -> bool {
        let is_object = |kind: &Kind| {
            let named = match kind {
                Kind::Named(name) => Some(name),
                Kind::Option(of) => match &**of {
                    Kind::Named(name) => Some(name),
                    _ => None,
                },
                _ => None,
            };
            named.is_some_and(|name| {
                matches!(self.surface.get(name).map(|of| &of.shape), Some(Shape::Object(_)))
            })
        };
        is_object(&function.answer) || function.args.iter().any(|of| is_object(&of.kind))
    }
}
