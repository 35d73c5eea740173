//! The errors of the core as exceptions.

use std::fmt::Write as _;

use super::names::{annotation, docstring, field_name};
use crate::model::{Shape, Surface};

const HEAD: &str = r#""""What stops an operation. Written from the core's own sources; changes belong there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from ._records import ConflictReason, Permission, RefusedReason, StorageKind, Violation


class CustomerCoreError(Exception):
    """Why an operation was not done. Each class has a stable code, the same word in every language.

    A message names fields, rules, ids and places, and never a value of a customer, so that it can be
    logged as it is.
    """

    code: ClassVar[str] = ""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message
"#;

/// What Python calls the same.
fn base(name: &str) -> &'static str {
    match name {
        "Invalid" => "CustomerCoreError, ValueError",
        "NotFound" => "CustomerCoreError, LookupError",
        "Busy" => "CustomerCoreError, TimeoutError",
        _ => "CustomerCoreError",
    }
}

pub(super) fn write(surface: &Surface) -> String {
    let mut text = HEAD.to_owned();
    let mut names = vec!["CustomerCoreError".to_owned()];
    let Some(Shape::Union(variants)) = surface.get("Error").map(|of| &of.shape) else {
        return text;
    };
    for of in variants {
        let name = format!("{}Error", of.name);
        let _ = write!(text, "\n\nclass {name}({}):\n", base(&of.name));
        text.push_str(&docstring(&of.doc, "    "));
        let _ = write!(text, "\n    code = \"{}\"\n", of.word);
        if !of.fields.is_empty() {
            let mut args = String::new();
            let mut set = String::new();
            let mut names = String::new();
            for field in &of.fields {
                let (name, kind) =
                    (field_name(&field.name), annotation(surface, &field.kind, false));
                let _ = write!(args, ", {name}: {kind}");
                let _ = writeln!(set, "        self.{name} = {name}");
                text.push_str(&field_doc(&name, &kind, &field.doc));
                let _ = write!(names, ", self.{name}");
            }
            let _ = write!(
                text,
                "\n    def __init__(self, message: str{args}) -> None:\n        super().__init__(message)\n{set}        self.args = (message{})\n",
                names.replace("self.", "")
            );
        }
        names.push(name);
    }
    text.push_str("\n\n__all__ = [\n");
    names.sort();
    for name in names {
        let _ = writeln!(text, "    \"{name}\",");
    }
    text.push_str("]\n");
    text
}

fn field_doc(name: &str, kind: &str, doc: &str) -> String {
    format!("\n    {name}: {kind}\n{}", docstring(doc, "    "))
}
