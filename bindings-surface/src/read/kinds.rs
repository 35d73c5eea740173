//! Functions, and the types of what goes in and comes out.

use syn::{
    Attribute, FnArg, GenericArgument, GenericParam, Pat, PathArguments, ReturnType, Signature,
    TypeParamBound,
};

use super::attributes::docs;
use super::{Items, Result, last_segment, trouble};
use crate::model::{Arg, Function, Kind, Pass, Receiver};

impl Items {
    pub(super) fn function(&self, sig: &Signature, attrs: &[Attribute]) -> Result<Function> {
        let mut function = Function {
            name: sig.ident.to_string(),
            doc: docs(attrs),
            receiver: None,
            args: Vec::new(),
            answer: Kind::Unit,
            borrows: false,
            fails: false,
        };
        for arg in &sig.inputs {
            match arg {
                FnArg::Receiver(of) => {
                    let exclusive = matches!(of.kind, syn::ReceiverKind::Reference(_, _, Some(_)));
                    function.receiver =
                        Some(if exclusive { Receiver::Exclusive } else { Receiver::Shared });
                }
                FnArg::Typed(of) => {
                    let Pat::Ident(name) = &*of.pat else {
                        return trouble("an argument without a name");
                    };
                    let (kind, pass) = self.arg(&of.ty, sig)?;
                    function.args.push(Arg { name: name.ident.to_string(), kind, pass });
                }
            }
        }
        if let ReturnType::Type(_, answer) = &sig.output {
            let mut answer: &syn::Type = answer;
            if let Some(inner) = generic(answer, "Result").and_then(|of| of.into_iter().next()) {
                function.fails = true;
                answer = inner;
            }
            function.borrows = matches!(answer, syn::Type::Reference(_))
                || generic(answer, "Option")
                    .and_then(|of| of.into_iter().next())
                    .is_some_and(|of| matches!(of, syn::Type::Reference(_)));
            function.answer = self.kind(answer)?;
        }
        Ok(function)
    }

    fn arg(&self, ty: &syn::Type, sig: &Signature) -> Result<(Kind, Pass)> {
        if let syn::Type::ImplTrait(of) = ty {
            return match bound(of.bounds.iter()).as_deref() {
                Some("AsRef") => Ok((Kind::Path, Pass::Owned)),
                Some("Read") => Ok((Kind::Source, Pass::Owned)),
                Some("Into") => Ok((Kind::Str, Pass::Owned)),
                other => trouble(format!("an argument that is {other:?}")),
            };
        }
        if let syn::Type::Reference(of) = ty {
            if let syn::Type::Slice(items) = &*of.elem
                && last_segment(&items.elem).is_some_and(|name| is_generic(&name, sig))
            {
                return Ok((Kind::List(Box::new(Kind::Str)), Pass::Ref));
            }
            return Ok((self.kind(&of.elem)?, Pass::Ref));
        }
        if let Some(inner) = generic(ty, "Option").and_then(|of| of.into_iter().next())
            && let syn::Type::Reference(of) = inner
        {
            let kind = self.kind(&of.elem)?;
            let deref = matches!(kind, Kind::Str | Kind::Path | Kind::List(_));
            let pass = if deref { Pass::OptionDeref } else { Pass::OptionRef };
            return Ok((Kind::Option(Box::new(kind)), pass));
        }
        Ok((self.kind(ty)?, Pass::Owned))
    }

    pub(super) fn kind(&self, ty: &syn::Type) -> Result<Kind> {
        match ty {
            syn::Type::Reference(of) => self.kind(&of.elem),
            syn::Type::Slice(of) => self.list(&of.elem),
            syn::Type::Tuple(of) if of.elems.is_empty() => Ok(Kind::Unit),
            syn::Type::Path(path) => {
                let Some(last) = path.path.segments.last() else {
                    return trouble("a type without a name");
                };
                let name = last.ident.to_string();
                let inner: Vec<&syn::Type> = arguments(&last.arguments);
                let boxed = |kind: Kind| Box::new(kind);
                match (name.as_str(), inner.as_slice()) {
                    ("bool", _) => Ok(Kind::Bool),
                    ("u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64", _) => {
                        Ok(Kind::Int(name))
                    }
                    ("String" | "str", _) => Ok(Kind::Str),
                    ("char", _) => Ok(Kind::Char),
                    ("Path" | "PathBuf", _) => Ok(Kind::Path),
                    ("Duration", _) => Ok(Kind::Duration),
                    ("Uuid", _) => Ok(Kind::Named("CustomerId".to_owned())),
                    ("Cow" | "Box" | "Arc", [.., of]) => self.kind(of),
                    ("Option", [of]) => Ok(Kind::Option(boxed(self.kind(of)?))),
                    ("Vec", [of]) => self.list(of),
                    ("Page", [of]) => Ok(Kind::Page(boxed(self.kind(of)?))),
                    ("Result", [of, _]) => Ok(Kind::Outcome(boxed(self.kind(of)?))),
                    ("ImportSource", _) => Ok(Kind::Source),
                    (_, []) => match self.aliases.get(&name) {
                        Some(alias) => self.kind(alias),
                        None => Ok(Kind::Named(name)),
                    },
                    _ => trouble(format!("`{name}` with arguments")),
                }
            }
            _ => trouble("a type that other languages do not have"),
        }
    }

    fn list(&self, of: &syn::Type) -> Result<Kind> {
        match self.kind(of)? {
            Kind::Int(name) if name == "u8" => Ok(Kind::Bytes),
            kind => Ok(Kind::List(Box::new(kind))),
        }
    }
}

fn arguments(arguments: &PathArguments) -> Vec<&syn::Type> {
    match arguments {
        PathArguments::AngleBracketed(of) => {
            let types = of.args.iter();
            types
                .filter_map(|of| if let GenericArgument::Type(of) = of { Some(of) } else { None })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The arguments of a generic type of that name.
fn generic<'t>(ty: &'t syn::Type, name: &str) -> Option<Vec<&'t syn::Type>> {
    match ty {
        syn::Type::Path(of) => {
            let last = of.path.segments.last().filter(|of| of.ident == name)?;
            Some(arguments(&last.arguments))
        }
        _ => None,
    }
}

fn bound<'b>(mut bounds: impl Iterator<Item = &'b TypeParamBound>) -> Option<String> {
    bounds.find_map(|of| match of {
        TypeParamBound::Trait(of) => of.path.segments.last().map(|of| of.ident.to_string()),
        _ => None,
    })
}

fn is_generic(name: &str, sig: &Signature) -> bool {
    let declared = sig.generics.params.iter();
    let mut declared = declared.filter_map(|of| match of {
        GenericParam::Type(of) => Some(of.ident.to_string()),
        _ => None,
    });
    declared.any(|of| of == name)
}
