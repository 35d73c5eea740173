//! Fields, and what they are when they are left out.

use std::collections::BTreeMap;

use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, ImplItem, Item, Lit, Stmt, Token};

use super::attributes::{derives, docs, is_marked, serde_of};
use super::{Items, Result, Trouble, path_ends, trouble};
use crate::model::{Fallback, Field, Kind};

impl Items {
    pub(super) fn fields(
        &self,
        fields: &syn::Fields,
        all: Option<&BTreeMap<String, Fallback>>,
        of: &str,
    ) -> Result<Vec<Field>> {
        let mut found = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let name =
                field.ident.as_ref().map_or_else(|| at.to_string(), |of| of.unraw().to_string());
            let kind =
                self.kind(&field.ty).map_err(|error| Trouble(format!("{of}.{name}: {error}")))?;
            let serde =
                serde_of(&field.attrs).map_err(|error| Trouble(format!("{of}.{name}: {error}")))?;
            let own = match (&serde.default, all.and_then(|of| of.get(&name))) {
                (_, Some(fallback)) => Some(fallback.clone()),
                (Some(None), None) => Some(Fallback::Empty),
                (Some(Some(function)), None) => Some(self.fallback(function)?),
                (None, None) if matches!(kind, Kind::Option(_)) => Some(Fallback::Empty),
                (None, None) => None,
            };
            let own = match (own, &kind) {
                (Some(Fallback::Empty), Kind::Named(name)) => Some(self.usual(name)),
                (own, _) => own,
            };
            found.push(Field {
                name,
                doc: docs(&field.attrs),
                kind,
                default: own,
                flat: serde.flatten,
                omits: serde.omits,
            });
        }
        Ok(found)
    }

    /// What fields are that are left out, when the whole has a default.
    pub(super) fn default_of(
        &self,
        name: &str,
        attrs: &[Attribute],
        fields: &syn::Fields,
    ) -> Result<Option<BTreeMap<String, Fallback>>> {
        if let Some(of) = self.defaults.get(name) {
            let mut found = BTreeMap::new();
            let Some(ImplItem::Fn(function)) = of.items.first() else { return Ok(None) };
            let Some(Stmt::Expr(Expr::Struct(made), None)) = function.block.stmts.last() else {
                return trouble(format!("the default of `{name}` is no plain struct"));
            };
            if made.rest.is_some() {
                return trouble(format!("the default of `{name}` takes the rest from another one"));
            }
            for field in &made.fields {
                let syn::Member::Named(of) = &field.member else { continue };
                let fallback = fallback_of(&field.expr)
                    .map_err(|error| Trouble(format!("the default of `{name}.{of}`: {error}")))?;
                found.insert(of.to_string(), fallback);
            }
            return Ok(Some(found));
        }
        if derives(attrs, "Default") {
            let names = fields.iter().filter_map(|of| of.ident.as_ref());
            return Ok(Some(names.map(|of| (of.to_string(), Fallback::Empty)).collect()));
        }
        Ok(None)
    }

    /// What an enum is when nothing is said.
    fn usual(&self, name: &str) -> Fallback {
        let by_hand = self.defaults.get(name).and_then(|of| match of.items.first() {
            Some(ImplItem::Fn(of)) => match of.block.stmts.last() {
                Some(Stmt::Expr(expr, None)) => fallback_of(expr).ok(),
                _ => None,
            },
            _ => None,
        });
        if let Some(word @ Fallback::Word(_)) = by_hand {
            return word;
        }
        if let Some((_, words)) = self.words.get(name)
            && let Some(of) = words.iter().find(|of| of.is_usual)
        {
            return Fallback::Word(of.name.clone());
        }
        if let Some(Item::Enum(of)) = self.types.get(name)
            && let Some(of) = of.variants.iter().find(|of| is_marked(&of.attrs))
        {
            return Fallback::Word(of.ident.to_string());
        }
        Fallback::Empty
    }

    fn fallback(&self, function: &str) -> Result<Fallback> {
        let found = self.fallbacks.get(function).or_else(|| self.functions.get(function));
        let Some(of) = found else {
            return trouble(format!("no function `{function}` for a default"));
        };
        self.once(function)?;
        match of.block.stmts.last() {
            Some(Stmt::Expr(expr, None)) => fallback_of(expr),
            _ => trouble(format!("`{function}` is no plain default")),
        }
    }
}

fn fallback_of(expr: &Expr) -> Result<Fallback> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Bool(of), .. }) => {
            Ok(if of.value { Fallback::Yes } else { Fallback::Empty })
        }
        Expr::Lit(ExprLit { lit: Lit::Int(of), .. }) => match of.base10_digits() {
            "0" => Ok(Fallback::Empty),
            digits => Ok(Fallback::Number(digits.to_owned())),
        },
        Expr::Path(of) => match of.path.segments.last().map(|of| of.ident.to_string()).as_deref() {
            Some("None") => Ok(Fallback::Empty),
            // `MAX_PAGE`, `Limits::MAX`; a value of an enum is `CardVersion::V4`.
            Some(constant) if of.path.segments.len() == 1 || is_loud(constant) => {
                trouble(format!("`{constant}` is no value of an enum: write what it is"))
            }
            Some(word) => Ok(Fallback::Word(word.to_owned())),
            None => trouble("a default without a name"),
        },
        Expr::Call(of) => match (&*of.func, of.args.first()) {
            (Expr::Path(name), Some(inner)) if path_ends(&name.path, "Some") => fallback_of(inner),
            (Expr::Path(name), None)
                if path_ends(&name.path, "new") || path_ends(&name.path, "default") =>
            {
                Ok(Fallback::Empty)
            }
            _ => trouble("a call that is neither `new()` nor `default()`"),
        },
        Expr::Macro(of) if path_ends(&of.mac.path, "vec") => {
            let items = Punctuated::<Expr, Token![,]>::parse_terminated;
            let mut words = Vec::new();
            for item in items.parse2(of.mac.tokens.clone())? {
                match fallback_of(&item)? {
                    Fallback::Word(word) => words.push(word),
                    _ => return trouble("a default list of something else than words"),
                }
            }
            Ok(Fallback::Words(words))
        }
        _ => trouble("a default that other languages cannot write"),
    }
}

/// A name as constants have them.
fn is_loud(name: &str) -> bool {
    name.len() > 2 && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}
