//! What Kotlin has beside what uniffi writes.

use std::fmt::Write as _;

use super::finish::{Written, each_value, instead, page, parts, shown};
use super::is_error;
use crate::model::{Fallback, Field, Kind, Shape, Surface, Type, Variant};
use crate::rust_text::camel;

pub(super) fn of_type(surface: &Surface, of: &Type, written: &mut Written) -> Result<(), String> {
    let name = &of.name;
    match &of.shape {
        Shape::Words(words) => written.change(&format!("enum class {name} {{"), |text| {
            let words = words.iter().map(|of| of.word.as_str());
            with_words(name, &each_value(text, words, value)?)
        }),
        Shape::Record(fields) | Shape::Value(fields) => {
            written.change(&format!("data class {name} ("), |text| {
                let text = with_defaults(surface, fields, text)?;
                match shown(of) {
                    Some(shown) => told(name, fields, shown, &text, "\n)"),
                    None => Ok(text),
                }
            })
        }
        Shape::Union(variants) if is_error(of) => {
            let head = "sealed class CustomerCoreException: kotlin.Exception() {";
            written.change(head, |text| error(variants, head, text))
        }
        Shape::Union(variants) => {
            let head = format!("sealed class {name} {{");
            written.change(&head, |text| union(of, variants, &head, text))
        }
        _ => Ok(()),
    }
}

pub(super) fn of_page(name: &str, written: &mut Written) -> Result<(), String> {
    let (fields, shown) = page();
    let head = format!("data class {name} (");
    written.change(&head, |text| told(name, &fields, &shown, text, "\n)"))
}

/// `NO_AT_SIGN,` is `NO_AT_SIGN("no_at_sign"),`.
fn value(line: &str, word: &str) -> Option<String> {
    let name = line.strip_prefix("    ")?;
    let end = name.len().checked_sub(1)?;
    let (name, mark) = (name.get(..end)?, name.get(end..)?);
    let is_name = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    (is_name && !name.is_empty() && matches!(mark, "," | ";"))
        .then(|| format!("    {name}(\"{word}\"){mark}"))
}

fn with_words(name: &str, text: &str) -> Result<String, String> {
    let text = instead(
        text,
        &format!("enum class {name} {{"),
        &format!(
            "enum class {name}(\n    /**\n     * The stable word, the same in every language.\n     */\n    val word: kotlin.String,\n) {{"
        ),
    )?;
    instead(
        &text,
        "    companion object\n",
        &format!(
            "    companion object {{\n        /**\n         * The value that has this stable word; null when there is none.\n         */\n        fun ofWord(word: kotlin.String): {name}? = values().find {{ it.word == word }}\n    }}\n"
        ),
    )
}

fn with_defaults(surface: &Surface, fields: &[Field], text: &str) -> Result<String, String> {
    let mut text = text.to_owned();
    for field in fields {
        let (kind, value) = match (&field.kind, &field.default) {
            (Kind::Named(name), Some(Fallback::Word(word))) => {
                (name.clone(), word_of(surface, name, word))
            }
            (Kind::List(of), Some(Fallback::Words(words))) => {
                let Kind::Named(name) = &**of else { continue };
                let words = words.iter().map(|word| word_of(surface, name, word));
                let words = words.collect::<Vec<_>>().join(", ");
                (format!("List<{name}>"), format!("listOf({words})"))
            }
            _ => continue,
        };
        let field = format!("    val `{}`: {kind}\n", camel(&field.name));
        text = instead(&text, &field, &format!("{} = {value}\n", field.trim_end()))?;
    }
    Ok(text)
}

/// A value by its name in Rust.
fn word_of(surface: &Surface, name: &str, word: &str) -> String {
    match surface.get(name).map(|of| &of.shape) {
        Some(Shape::Words(_)) => format!("{name}.{}", shouty(word)),
        _ => format!("{name}.{word}"),
    }
}

/// `AtLeast4Digits` is `AT_LEAST4_DIGITS`.
fn shouty(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(c.to_uppercase());
    }
    text
}

/// Says what a data class shows of itself, behind the end of its fields.
fn told(
    name: &str,
    fields: &[Field],
    shown: &[String],
    text: &str,
    end: &str,
) -> Result<String, String> {
    let (named, more) = parts(fields, shown);
    if !more {
        return Ok(text.to_owned());
    }
    let named = named.iter().map(|of| format!("{of}=${{ this.`{of}` }}"));
    let named: Vec<String> = named.chain(["...".to_owned()]).collect();
    let body = text.find(end).and_then(|at| Some(at + text.get(at..)?.find('{')? + 1));
    let at = body.ok_or_else(|| format!("no body: `{name}`"))?;
    let mut text = text.to_owned();
    let told = format!(
        "\n    /**\n     * What logs may show of it.\n     */\n    override fun toString(): kotlin.String = \"{name}({})\"\n",
        named.join(", ")
    );
    text.insert_str(at, &told);
    Ok(text)
}

/// `Created` is `created`, for each form.
fn forms(property: &str, about: &str, variants: &[Variant]) -> String {
    let mut text = format!(
        "\n    /**\n     * {about}, the same in every language.\n     */\n    val {property}: kotlin.String\n        get() = when (this) {{\n"
    );
    for of in variants {
        let _ = writeln!(text, "            is {} -> \"{}\"", of.name, of.word);
    }
    text + "        }\n"
}

fn union(of: &Type, variants: &[Variant], head: &str, text: &str) -> Result<String, String> {
    let mut text = text.to_owned();
    for variant in variants {
        let name = &variant.name;
        if variant.fields.is_empty() {
            let plain = format!("    object {name} : {}()", of.name);
            text = instead(&text, &plain, &plain.replacen("object", "data object", 1))?;
        } else if let Some(shown) = shown(of) {
            let at = text.find(&format!("    data class {name}(")).ok_or("no form")?;
            let (before, form) = text.split_at(at);
            let end = format!(") : {}()", of.name);
            text = format!("{before}{}", told(name, &variant.fields, shown, form, &end)?);
        }
    }
    let word = forms("word", "The stable word of this form", variants);
    instead(&text, head, &format!("{head}{word}"))
}

/// Its message is the core's, which uniffi knows as its text.
fn error(variants: &[Variant], head: &str, text: &str) -> Result<String, String> {
    let mut kept = Vec::new();
    let (mut lines, mut count) = (text.split('\n').peekable(), 0);
    while let Some(line) = lines.next() {
        let says = |of: &&str| of.trim_start().starts_with("get() = \"");
        if line.trim() == "override val message" && lines.next_if(says).is_some() {
            count += 1;
        } else {
            kept.push(line);
        }
    }
    if count != variants.len() {
        return Err(format!("{count} messages"));
    }
    let message = "    override val message: String get() {";
    let text = instead(&kept.join("\n"), "    override fun toString(): String {", message)?;
    let code = forms("code", "The stable code", variants);
    instead(&text, head, &format!("{head}{code}"))
}
