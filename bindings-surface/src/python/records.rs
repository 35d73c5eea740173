//! Words, records and unions as Python classes.

use std::fmt::Write as _;

use super::names::{annotation, attribute, constant, docstring, field_name, held, variant_class};
use crate::model::{Fallback, Field, Kind, Shape, Surface, Type, Variant};

const HEAD: &str = r#""""Words, records and unions. Written from the core's own sources; changes belong there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, MISSING, dataclass, fields
from dataclasses import field as _field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, Union
from uuid import UUID

from ._errors import CustomerCoreError

T = TypeVar("T")


def _restored(kind: type[Any], values: dict[str, Any]) -> Any:
    """A record as it was pickled, perhaps by a version that had other fields: what is new is as usual."""
    made = object.__new__(kind)
    for of in fields(kind):
        if of.name in values:
            value = values.pop(of.name)
        elif of.default is not MISSING:
            value = of.default
        elif of.default_factory is not MISSING:
            value = of.default_factory()
        else:
            raise TypeError(f"{kind.__name__}.{of.name} was not pickled")
        object.__setattr__(made, of.name, value)
    if values:
        raise TypeError(f"{kind.__name__} has no {', '.join(values)}")
    return made


class Record:
    """What all records have in common: what is told of a person is not shown in logs."""

    __slots__: ClassVar[tuple[str, ...]] = ()

    _shown: ClassVar[tuple[str, ...] | None] = None

    def __repr__(self) -> str:
        shown = type(self).__slots__ if self._shown is None else self._shown
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        more = "" if self._shown is None else ", ..." if told else "..."
        return f"{type(self).__name__}({told}{more})"

    def __reduce__(self) -> tuple[Any, ...]:
        # By names: what dataclasses pickle of slots are values in the order of one version.
        return _restored, (type(self), {name: getattr(self, name) for name in type(self).__slots__})


@dataclass(frozen=True, repr=False, slots=True)
class Page(Record, Generic[T]):
    """A part of a list, and the cursor of the next one; none when there is no more."""

    # A cursor holds the name at which the next page begins.
    _shown: ClassVar[tuple[str, ...] | None] = ("items",)
    items: list[T]
    next: str | None = None
"#;

pub(super) fn write(surface: &Surface) -> String {
    let reach = surface.reach();
    let mut text = HEAD.to_owned();
    let mut names = vec!["Page".to_owned()];
    let known = |name: &String| reach.inputs.contains(name) || reach.outputs.contains(name);
    let types: Vec<&Type> =
        surface.types.values().filter(|of| known(&of.name) && of.name != "Error").collect();
    for of in &types {
        let Shape::Words(words) = &of.shape else { continue };
        names.push(of.name.clone());
        let _ = write!(text, "\n\nclass {}(StrEnum):\n", of.name);
        text.push_str(&docstring(&of.doc, "    "));
        for word in words {
            let _ = writeln!(text, "    {} = \"{}\"", constant(&word.word), word.word);
            text.push_str(&docstring(&word.doc, "    "));
        }
    }
    for of in &types {
        match &of.shape {
            Shape::Record(fields) | Shape::Value(fields) => {
                names.push(of.name.clone());
                text.push_str(&class(surface, of, (&of.name, &of.doc), fields, None));
            }
            Shape::Union(variants) => {
                for variant in variants.iter().filter(|v| held(surface, &of.name, v).is_none()) {
                    let name = variant_class(surface, &of.name, variant);
                    let head = (name.as_str(), variant.doc.as_str());
                    text.push_str(&class(surface, of, head, &variant.fields, Some(&variant.word)));
                    names.push(name);
                }
            }
            _ => {}
        }
    }
    for of in &types {
        if let Shape::Union(variants) = &of.shape {
            text.push_str(&union(surface, of, variants));
            names.push(of.name.clone());
        }
    }
    names.sort();
    text.push_str("\n__all__ = [\n");
    for name in names {
        let _ = writeln!(text, "    \"{name}\",");
    }
    text.push_str("]\n");
    text
}

fn class(
    surface: &Surface,
    of: &Type,
    (name, doc): (&str, &str),
    fields: &[Field],
    word: Option<&str>,
) -> String {
    let mut text =
        format!("\n\n@dataclass(frozen=True, repr=False, slots=True)\nclass {name}(Record):\n");
    text.push_str(&docstring(doc, "    "));
    text.push_str(&shown(of, fields));
    let (required, optional): (Vec<&Field>, Vec<&Field>) =
        fields.iter().partition(|of| of.default.is_none());
    if let Some(word) = word {
        let _ = writeln!(text, "    word: ClassVar[str] = \"{word}\"");
    }
    for of in required {
        let _ = writeln!(
            text,
            "    {}: {}",
            field_name(&of.name),
            annotation(surface, &of.kind, false)
        );
        text.push_str(&docstring(&of.doc, "    "));
    }
    // The forms of an enum are matched by their places, records have too many for that.
    if !optional.is_empty() && word.is_none() {
        text.push_str("    _: KW_ONLY\n");
    }
    for of in optional {
        let (name, kind) = (attribute(&of.name), annotation(surface, &of.kind, false));
        let _ = writeln!(text, "    {name}: {kind} = {}", value(surface, of));
        text.push_str(&docstring(&of.doc, "    "));
    }
    text
}

/// What is shown of the fields, unless all are.
fn shown(of: &Type, fields: &[Field]) -> String {
    let said = match (&of.shown, &of.shape) {
        (Some(shown), _) => shown.as_slice(),
        (None, Shape::Value(_)) => &[],
        (None, _) => return String::new(),
    };
    let mut names = String::new();
    for name in said.iter().filter(|name| fields.iter().any(|of| of.name == **name)) {
        let _ = write!(names, "\"{}\", ", attribute(name));
    }
    if fields.iter().all(|of| said.contains(&of.name)) {
        return String::new();
    }
    format!("    _shown: ClassVar[tuple[str, ...] | None] = ({names})\n")
}

fn value(surface: &Surface, of: &Field) -> String {
    let fallback = of.default.clone().unwrap_or(Fallback::Empty);
    match (&of.kind, fallback) {
        (_, Fallback::Yes) => "True".to_owned(),
        (_, Fallback::Number(number)) => number,
        (Kind::List(inner), Fallback::Words(words)) => {
            let words: Vec<String> = words.iter().map(|of| member(surface, inner, of)).collect();
            format!("_field(default_factory=lambda: [{}])", words.join(", "))
        }
        (kind, Fallback::Word(word)) => member(surface, kind, &word),
        (Kind::Option(_), _) => "None".to_owned(),
        (Kind::List(_), _) => "_field(default_factory=list)".to_owned(),
        (Kind::Bool, _) => "False".to_owned(),
        (Kind::Int(_), _) => "0".to_owned(),
        (Kind::Str, _) => "\"\"".to_owned(),
        (Kind::Named(name), _) => match surface.get(name).map(|of| &of.shape) {
            Some(Shape::Record(_)) => format!("_field(default_factory=lambda: {name}())"),
            Some(Shape::Set) => "_field(default_factory=list)".to_owned(),
            _ => "None".to_owned(),
        },
        _ => "None".to_owned(),
    }
}

/// A word of an enum by its name in Rust.
fn member(surface: &Surface, kind: &Kind, word: &str) -> String {
    let Kind::Named(name) = kind else { return "None".to_owned() };
    match surface.get(name).map(|of| &of.shape) {
        Some(Shape::Words(words)) => {
            let found = words.iter().find(|of| of.name == word).map(|of| constant(&of.word));
            format!("{name}.{}", found.unwrap_or_default())
        }
        Some(Shape::Union(_)) => format!("_field(default_factory=lambda: {name}{word}())"),
        _ => "None".to_owned(),
    }
}

fn union(surface: &Surface, of: &Type, variants: &[Variant]) -> String {
    let mut text = format!("\n\n{}: TypeAlias = Union[\n", of.name);
    for variant in variants {
        let _ = writeln!(text, "    {},", variant_class(surface, &of.name, variant));
    }
    text.push_str("]\n");
    text.push_str(&docstring(&of.doc, ""));
    text
}
