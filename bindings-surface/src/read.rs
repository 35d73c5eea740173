//! Reads the surface out of the sources of the core: what its `lib.rs` exports, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use syn::parse::Parser;
use syn::{ImplItem, Item, ItemFn, ItemImpl, UseTree, Visibility};

mod attributes;
mod fields;
mod kinds;
mod macros;
mod shown;
#[cfg(test)]
mod tests;

use attributes::{derives, docs, is_marked, serde_of, snake};
use macros::{debug_shows, named, word_enum, word_list};
use shown::shown_by_hand;

use crate::model::{Field, Function, Kind, Shape, Surface, Type, Variant, Word};

/// What could not be read.
#[derive(Debug)]
pub struct Trouble(String);

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Trouble {}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<syn::Error> for Trouble {
    fn from(error: syn::Error) -> Self {
        Self(error.to_string())
    }
}

type Result<T> = std::result::Result<T, Trouble>;

fn trouble<T>(text: impl Into<String>) -> Result<T> {
    Err(Trouble(text.into()))
}

/// Types that are the host's own code, or that each language has a form of its own for.
const BY_HAND: &[&str] = &[
    "BookOptions",
    "Clock",
    "Env",
    "ImportSource",
    "Randomness",
    "RandomnessFailed",
    "SystemClock",
    "SystemRandomness",
];
/// Types that are held and called.
const OBJECTS: &[&str] = &["CustomerBook", "Session", "Import", "Export", "Job"];
/// Methods that each language has a form of its own for.
pub(crate) const METHODS_BY_HAND: &[&str] =
    &["open_with", "open_in_memory_with", "start_import", "write_to", "new"];
/// Checked texts, and what checks them.
const TEXTS: &[(&str, &str)] =
    &[("ActorId", "new"), ("GroupId", "new"), ("CountryCode", "parse"), ("TimeZoneName", "parse")];
/// Values that are made by checking a text.
const VALUES: &[&str] = &["Phone", "Email", "Handle", "Country"];

/// All items of the core, by name.
#[derive(Default)]
struct Items {
    types: BTreeMap<String, Item>,
    functions: BTreeMap<String, ItemFn>,
    impls: BTreeMap<String, Vec<ItemImpl>>,
    /// `impl Default for X`.
    defaults: BTreeMap<String, ItemImpl>,
    /// `impl Debug for X`.
    debugs: BTreeMap<String, ItemImpl>,
    /// Functions that serde calls for fields that are left out.
    fallbacks: BTreeMap<String, ItemFn>,
    words: BTreeMap<String, (String, Vec<Word>)>,
    aliases: BTreeMap<String, syn::Type>,
    /// All names, and those that there are more than once.
    names: BTreeSet<String>,
    twice: BTreeSet<String>,
    /// The fields that a record of a person shows of itself.
    shown: BTreeMap<String, Vec<String>>,
}

/// Reads the sources of the core.
///
/// # Errors
/// What is exported and has no form that other languages could have.
pub fn read(sources: &Path) -> Result<Surface> {
    let mut items = Items::default();
    for path in files(sources)? {
        let file = syn::parse_file(&fs::read_to_string(&path)?)
            .map_err(|error| Trouble(format!("{}: {error}", path.display())))?;
        let own = private(&file.items);
        for item in file.items {
            // What a module keeps to itself may be called as something public elsewhere.
            let is_own = matches!(&item, Item::Impl(of)
                if last_segment(&of.self_ty).is_some_and(|name| own.contains(&name)));
            if !is_own {
                items.add(item)?;
            }
        }
    }
    let lib = syn::parse_file(&fs::read_to_string(sources.join("lib.rs"))?)?;
    let mut surface = Surface::default();
    for name in exported(&lib.items)? {
        if BY_HAND.contains(&name.as_str()) || name.chars().all(|c| !c.is_lowercase()) {
            continue;
        }
        items.once(&name)?;
        if let Some(function) = items.functions.get(&name) {
            let of = items.function(&function.sig, &function.attrs)?;
            surface.functions.push(of);
        } else if let Some(of) = items.type_of(&name)? {
            surface.types.insert(name, of);
        }
    }
    Ok(surface)
}

/// The types that are not public.
fn private(items: &[Item]) -> BTreeSet<String> {
    let names = items.iter().filter_map(|item| match item {
        Item::Struct(of) if !is_public(&of.vis) => Some(of.ident.to_string()),
        Item::Enum(of) if !is_public(&of.vis) => Some(of.ident.to_string()),
        _ => None,
    });
    names.collect()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|of| of.to_str()).unwrap_or_default();
        if path.is_dir() && name != "tests" && name != "contract" {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|of| of == "rs") && name != "tests.rs" {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The names behind `pub use`.
fn exported(items: &[Item]) -> Result<BTreeSet<String>> {
    fn walk(tree: &UseTree, names: &mut BTreeSet<String>) -> Result<()> {
        match tree {
            UseTree::Path(path) => walk(&path.tree, names)?,
            UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
            UseTree::Group(group) => group.items.iter().try_for_each(|of| walk(of, names))?,
            UseTree::Rename(of) => {
                return trouble(format!("`{} as {}` is exported", of.ident, of.rename));
            }
            UseTree::Glob(_) => return trouble("`*` is exported"),
        }
        Ok(())
    }
    let mut names = BTreeSet::new();
    for item in items {
        if let Item::Use(of) = item
            && matches!(of.vis, Visibility::Public(_))
        {
            walk(&of.tree, &mut names)?;
        }
    }
    names.remove("Result");
    Ok(names)
}

impl Items {
    /// Notes a name that stands in some module. They are all kept by their names alone.
    fn note(&mut self, name: &impl ToString) {
        if !self.names.insert(name.to_string()) {
            self.twice.insert(name.to_string());
        }
    }

    /// Nothing else is called so.
    fn once(&self, name: &str) -> Result<()> {
        match self.twice.contains(name) {
            true => trouble(format!("`{name}` is there twice, in two modules")),
            false => Ok(()),
        }
    }

    fn add(&mut self, item: Item) -> Result<()> {
        match &item {
            Item::Struct(of) if is_public(&of.vis) => self.note(&of.ident),
            Item::Enum(of) if is_public(&of.vis) => self.note(&of.ident),
            Item::Type(of) if is_public(&of.vis) => self.note(&of.ident),
            Item::Fn(of) if is_public(&of.vis) || of.sig.inputs.is_empty() => {
                self.note(&of.sig.ident);
            }
            _ => {}
        }
        match item {
            Item::Struct(ref of) if is_public(&of.vis) => {
                self.types.insert(of.ident.to_string(), item);
            }
            Item::Enum(ref of) if is_public(&of.vis) => {
                self.types.insert(of.ident.to_string(), item);
            }
            Item::Type(of) if is_public(&of.vis) => {
                self.aliases.insert(of.ident.to_string(), *of.ty);
            }
            Item::Fn(of) if is_public(&of.vis) => {
                self.functions.insert(of.sig.ident.to_string(), of);
            }
            Item::Fn(of) if of.sig.inputs.is_empty() => {
                self.fallbacks.insert(of.sig.ident.to_string(), of);
            }
            Item::Impl(of) => {
                let Some(name) = last_segment(&of.self_ty) else { return Ok(()) };
                match &of.trait_ {
                    None => self.impls.entry(name).or_default().push(of),
                    Some((path, ..)) if path_ends(path, "Default") => {
                        self.defaults.insert(name, of);
                    }
                    Some((path, ..)) if path_ends(path, "Debug") => {
                        self.debugs.insert(name, of);
                    }
                    Some(_) => {}
                }
            }
            Item::Macro(of) => self.add_macro(of)?,
            _ => {}
        }
        Ok(())
    }

    /// What the core's own macros make.
    fn add_macro(&mut self, of: syn::ItemMacro) -> Result<()> {
        let kind = of.mac.path.segments.last().map(|of| of.ident.to_string());
        let tokens = of.mac.tokens;
        match kind.as_deref() {
            Some("word_enum") => {
                let (name, doc, words) = word_enum.parse2(tokens)?;
                self.note(&name);
                self.words.insert(name, (doc, words));
            }
            Some("rules") => {
                self.note(&"Rule");
                let doc = "The rules that an input can break.".to_owned();
                self.words.insert("Rule".to_owned(), (doc, word_list.parse2(tokens)?));
            }
            Some("debug_shows") => {
                let (name, fields) = debug_shows.parse2(tokens)?;
                self.shown.insert(name, fields);
            }
            Some("record_id" | "host_id") => {
                let (doc, name) = named.parse2(tokens)?;
                self.note(&name);
                let item: syn::ItemStruct = syn::parse_str(&format!("pub struct {name}(String);"))?;
                let item = syn::ItemStruct { attrs: doc, ..item };
                self.types.insert(name, Item::Struct(item));
            }
            _ => {}
        }
        Ok(())
    }

    fn type_of(&self, name: &str) -> Result<Option<Type>> {
        let (doc, shape) =
            match (self.words.get(name), self.aliases.get(name), self.types.get(name)) {
                (Some((doc, words)), ..) => (doc.clone(), Some(Shape::Words(words.clone()))),
                (_, Some(alias), _) => match self.kind(alias)? {
                    Kind::Page(of) => (String::new(), Some(Shape::Page(*of))),
                    _ => return Ok(None),
                },
                (_, _, Some(Item::Struct(of))) => (docs(&of.attrs), self.struct_shape(name, of)?),
                (_, _, Some(Item::Enum(of))) => (docs(&of.attrs), Some(self.enum_shape(name, of)?)),
                _ => return trouble(format!("`{name}` is exported, and nothing is known of it")),
            };
        let shown = self.shown_of(name);
        let tag = match self.types.get(name) {
            Some(Item::Enum(of)) => serde_of(&of.attrs)?.tag,
            _ => None,
        };
        Ok(shape.map(|shape| Type { name: name.to_owned(), doc, shape, tag, shown }))
    }

    /// The fields that a type shows of itself; none when it shows all. Where nothing is said, and where it
    /// cannot be read, it shows no more than its name.
    fn shown_of(&self, name: &str) -> Option<Vec<String>> {
        let (attrs, is_enum) = match self.types.get(name) {
            Some(Item::Struct(of)) => (&of.attrs, false),
            Some(Item::Enum(of)) => (&of.attrs, true),
            _ => return None,
        };
        let said = self.shown.get(name).cloned();
        said.or_else(|| {
            let by_hand = self.debugs.get(name).filter(|_| is_enum);
            let derived = derives(attrs, "Debug");
            (!derived).then(|| by_hand.map(shown_by_hand).unwrap_or_default())
        })
    }

    fn struct_shape(&self, name: &str, of: &syn::ItemStruct) -> Result<Option<Shape>> {
        if let Some((_, check)) = TEXTS.iter().find(|(of, _)| *of == name) {
            return Ok(Some(Shape::Text(check)));
        }
        Ok(Some(match name {
            "Page" => return Ok(None),
            "Timestamp" => Shape::Time,
            "PermissionSet" => Shape::Set,
            _ if OBJECTS.contains(&name) => Shape::Object(self.methods(name)?),
            _ if VALUES.contains(&name) => Shape::Value(self.getters(name)?),
            _ if matches!(of.fields, syn::Fields::Unnamed(_)) => Shape::Id,
            _ => {
                let all = self.default_of(name, &of.attrs, &of.fields)?;
                Shape::Record(self.fields(&of.fields, all.as_ref(), name)?)
            }
        }))
    }

    fn enum_shape(&self, name: &str, of: &syn::ItemEnum) -> Result<Shape> {
        let serde = serde_of(&of.attrs)?;
        let is_snake = serde.snake || !derives(&of.attrs, "Serialize");
        let word = |of: &syn::Variant| -> Result<String> {
            match serde_of(&of.attrs)?.rename {
                Some(word) => Ok(word),
                None if is_snake => Ok(snake(&of.ident.to_string())),
                None => trouble(format!("{name}::{}: no rename_all says its word", of.ident)),
            }
        };
        let is_plain = of.variants.iter().all(|of| matches!(of.fields, syn::Fields::Unit));
        if is_plain && serde.tag.is_none() {
            let mut words = Vec::new();
            for of in &of.variants {
                words.push(Word {
                    name: of.ident.to_string(),
                    word: word(of)?,
                    doc: docs(&of.attrs),
                    is_usual: is_marked(&of.attrs),
                });
            }
            return Ok(Shape::Words(words));
        }
        let mut variants = Vec::new();
        for of in &of.variants {
            variants.push(Variant {
                name: of.ident.to_string(),
                word: word(of)?,
                doc: docs(&of.attrs),
                is_tuple: matches!(of.fields, syn::Fields::Unnamed(_)),
                fields: self.fields(&of.fields, None, name)?,
            });
        }
        Ok(Shape::Union(variants))
    }

    /// Methods without arguments that look at a value.
    fn getters(&self, name: &str) -> Result<Vec<Field>> {
        let mut found = Vec::new();
        for function in self.public_methods(name) {
            let looks = function.sig.inputs.len() == 1 && function.sig.receiver().is_some();
            if !looks {
                continue;
            }
            let of = self.function(&function.sig, &function.attrs)?;
            found.push(Field {
                name: of.name,
                doc: of.doc,
                kind: of.answer,
                default: None,
                flat: false,
                omits: false,
            });
        }
        Ok(found)
    }

    fn public_methods(&self, name: &str) -> impl Iterator<Item = &syn::ImplItemFn> {
        let impls = self.impls.get(name).into_iter().flatten();
        impls.flat_map(|of| &of.items).filter_map(|item| match item {
            ImplItem::Fn(of) if is_public(&of.vis) => Some(of),
            _ => None,
        })
    }

    fn methods(&self, name: &str) -> Result<Vec<Function>> {
        let mut found = Vec::new();
        for function in self.public_methods(name) {
            let called = function.sig.ident.to_string();
            if METHODS_BY_HAND.contains(&called.as_str()) {
                continue;
            }
            let of = self.function(&function.sig, &function.attrs);
            found.push(of.map_err(|error| Trouble(format!("{name}::{called}: {error}")))?);
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

fn path_ends(path: &syn::Path, name: &str) -> bool {
    path.segments.last().is_some_and(|of| of.ident == name)
}

fn last_segment(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(of) => of.path.segments.last().map(|of| of.ident.to_string()),
        _ => None,
    }
}
