//! What the core's own macros are given.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Token};

use super::attributes::{docs, is_marked};
use crate::model::Word;

/// `$(#[doc])* pub enum Name { $(#[doc])* Variant = "word", ... }`
pub(super) fn word_enum(input: ParseStream<'_>) -> syn::Result<(String, String, Vec<Word>)> {
    let attrs = input.call(Attribute::parse_outer)?;
    input.parse::<Token![pub]>()?;
    input.parse::<Token![enum]>()?;
    let name: syn::Ident = input.parse()?;
    let body;
    syn::braced!(body in input);
    Ok((name.to_string(), docs(&attrs), word_list(&body)?))
}

/// `$(#[doc])* Variant = "word", ...`
pub(super) fn word_list(input: ParseStream<'_>) -> syn::Result<Vec<Word>> {
    let mut words = Vec::new();
    while !input.is_empty() {
        let attrs = input.call(Attribute::parse_outer)?;
        let name: syn::Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let word: syn::LitStr = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        words.push(Word {
            name: name.to_string(),
            word: word.value(),
            doc: docs(&attrs),
            is_usual: is_marked(&attrs),
        });
    }
    Ok(words)
}

/// `Name { field, ... }`
pub(super) fn debug_shows(input: ParseStream<'_>) -> syn::Result<(String, Vec<String>)> {
    let name: syn::Ident = input.parse()?;
    let body;
    syn::braced!(body in input);
    let fields = body.parse_terminated(syn::Ident::parse_any, Token![,])?;
    Ok((name.to_string(), fields.iter().map(ToString::to_string).collect()))
}

/// `$(#[doc])* Name ...`
pub(super) fn named(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, String)> {
    let attrs = input.call(Attribute::parse_outer)?;
    let name: syn::Ident = input.parse()?;
    input.step(|cursor| {
        let mut rest = *cursor;
        while let Some((_, next)) = rest.token_tree() {
            rest = next;
        }
        Ok(((), rest))
    })?;
    Ok((attrs, name.to_string()))
}
