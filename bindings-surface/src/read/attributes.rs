//! What attributes say.

use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

use super::{Result, Trouble, path_ends};
use crate::rust_text::between_backticks;

/// What serde is told of a field, a variant or a type.
#[derive(Default)]
pub(super) struct Serde {
    /// `default`, or the function that makes it.
    pub(super) default: Option<Option<String>>,
    pub(super) flatten: bool,
    pub(super) omits: bool,
    pub(super) rename: Option<String>,
    pub(super) tag: Option<String>,
    /// `rename_all = "snake_case"`.
    pub(super) snake: bool,
}

/// What of it changes nothing that other languages see: how a value is made again is told by its own shape.
const OF_NO_MATTER: &[&str] = &["from", "into", "transparent", "try_from"];

pub(super) fn serde_of(attrs: &[Attribute]) -> Result<Serde> {
    let mut serde = Serde::default();
    for attr in attrs.iter().filter(|of| of.path().is_ident("serde")) {
        attr.parse_nested_meta(|meta| {
            let value = match meta.input.peek(Token![=]) {
                true => Some(meta.value()?.parse::<syn::LitStr>()?.value()),
                false => None,
            };
            match meta.path.get_ident().map(ToString::to_string).as_deref() {
                Some("default") => serde.default = Some(value),
                Some("flatten") => serde.flatten = true,
                Some("skip_serializing_if") => serde.omits = true,
                Some("rename") => serde.rename = value,
                Some("rename_all") if value.as_deref() == Some("snake_case") => serde.snake = true,
                Some("rename_all") => return Err(meta.error("rename_all is not `snake_case`")),
                Some("tag") => serde.tag = value,
                Some(other) if OF_NO_MATTER.contains(&other) => {}
                other => {
                    let what = other.unwrap_or("of a path");
                    return Err(meta.error(format!("`{what}` of serde is not known here")));
                }
            }
            Ok(())
        })
        .map_err(|error| Trouble(format!("#[serde(...)]: {error}")))?;
    }
    Ok(serde)
}

/// The documentation of an item, without what only Rust knows.
pub(super) fn docs(attrs: &[Attribute]) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for attr in attrs.iter().filter(|of| of.path().is_ident("doc")) {
        let Meta::NameValue(of) = &attr.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &of.value else { continue };
        let line = line.value();
        let line = line.strip_prefix(' ').unwrap_or(&line);
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if !in_code {
            text.push_str(&dotted(&plain(line)));
            text.push('\n');
        }
    }
    text.trim().to_owned()
}

/// A line without links that only Rust's documentation follows: ``[`x`](y)`` is `` `x` ``.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("[`") {
        text.push_str(before);
        let Some((name, tail)) = behind.split_once("`]") else {
            text.push_str("[`");
            rest = behind;
            continue;
        };
        text.push('`');
        text.push_str(&name.replace("::", "."));
        text.push('`');
        rest = match tail.strip_prefix('(').and_then(|of| of.split_once(')')) {
            Some((_, behind)) => behind,
            None => tail,
        };
    }
    text.push_str(rest);
    text
}

/// A line whose names are those of every other language: `` `A::b` `` is `` `A.b` ``.
fn dotted(line: &str) -> String {
    between_backticks(line, |name| name.replace("::", "."))
}

pub(super) fn snake(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(c.to_lowercase());
    }
    text
}

/// `#[default]`
pub(super) fn is_marked(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|of| of.path().is_ident("default"))
}

pub(super) fn derives(attrs: &[Attribute], name: &str) -> bool {
    attrs.iter().filter(|of| of.path().is_ident("derive")).any(|attr| {
        let mut found = false;
        let _ = attr.parse_nested_meta(|meta| {
            found |= path_ends(&meta.path, name);
            Ok(())
        });
        found
    })
}
