//! The types of the native module.

use std::fmt::Write as _;

use super::names::{annotation, attribute, docstring};
use crate::model::{Function, Kind, Shape, Surface};
use crate::usual::from_where_optional;

const HEAD: &str = r#""""The native module. Written from the core's own sources; changes belong there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from os import PathLike
from types import TracebackType
from typing import Any, BinaryIO, final
from uuid import UUID

from ._errors import *
from ._records import *

__version__: str
"#;

pub(super) fn write(surface: &Surface) -> String {
    let mut text = HEAD.to_owned();
    for function in &surface.functions {
        text.push_str(&signature(surface, function, ""));
    }
    for of in surface.types.values() {
        let Shape::Object(methods) = &of.shape else { continue };
        let _ = write!(text, "\n@final\nclass {}:\n", of.name);
        text.push_str(&docstring(&of.doc, "    "));
        for method in methods.iter().filter(|method| method.receiver.is_some()) {
            text.push_str(&signature(surface, method, "    "));
        }
        text.push_str(by_hand(&of.name));
    }
    text.push_str(include_str!("arrow.pyi"));
    text
}

/// What Python has a form of its own for.
fn by_hand(name: &str) -> &'static str {
    match name {
        "CustomerBook" => include_str!("book.pyi"),
        "Session" => include_str!("session.pyi"),
        "Import" => include_str!("import.pyi"),
        "Export" => include_str!("export.pyi"),
        "Job" => {
            "\n    def __new__(cls) -> Job:\n        \"\"\"A handle on work that has not begun.\"\"\"\n"
        }
        _ => "",
    }
}

fn signature(surface: &Surface, function: &Function, indent: &str) -> String {
    let mut args: Vec<String> = Vec::new();
    if function.receiver.is_some() {
        args.push("self".to_owned());
    }
    let optional = from_where_optional(surface, function);
    for (at, arg) in function.args.iter().enumerate() {
        let kind = annotation(surface, &arg.kind, true);
        let name = attribute(&arg.name);
        args.push(match (at >= optional, &arg.kind) {
            (false, _) => format!("{name}: {kind}"),
            (true, Kind::Option(_)) => format!("{name}: {kind} = None"),
            (true, _) => format!("{name}: {kind} | None = None"),
        });
    }
    let answer = annotation(surface, &function.answer, false);
    let answer = match &function.answer {
        Kind::List(inner) if matches!(**inner, Kind::Outcome(_)) => {
            format!("list[{}]", annotation(surface, inner, false))
        }
        _ => answer,
    };
    let mut text = format!("\n{indent}def {}({}) -> {answer}:\n", function.name, args.join(", "));
    text.push_str(&docstring(&function.doc, &format!("{indent}    ")));
    text
}
