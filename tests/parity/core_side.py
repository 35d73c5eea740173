"""The truth: what rustdoc says that the core exports."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from .surface import Core, Field, Method, Type, Variant, snake

#: Types that are held and called.
OBJECTS = {"CustomerBook", "Session", "Import", "Export", "Job"}
#: Types that are made by checking a text and looked at through methods.
VALUES = {"Phone", "Email", "Handle", "Country"}

Json = dict[str, Any]


def read(path: Path) -> Core:
    doc = json.loads(path.read_text())
    return Reader(doc["index"]).core(doc["root"])


class Reader:
    def __init__(self, index: Json) -> None:
        self.index = index

    def item(self, id: int) -> Json:
        found: Json = self.index[str(id)]
        return found

    def core(self, root: int) -> Core:
        core = Core()
        for id in self.item(root)["inner"]["module"]["items"]:
            name, item = self.exported(id)
            kind, inner = one(item["inner"])
            if kind == "function":
                core.functions[name] = self.method(name, inner)
            elif kind == "constant":
                core.constants.append(name)
            elif kind == "trait":
                # Traits are for the host to implement: their methods are names too.
                helpers = [self.item(each)["name"] for each in inner["items"]]
                core.types[name] = Type(name, "opaque", helpers=helpers)
            elif kind == "type_alias":
                core.types[name] = self.alias(name, inner)
            elif kind in ("struct", "enum"):
                core.types[name] = self.type(name, kind, item, inner)
            else:
                raise ValueError(f"{name}: nothing is known of a {kind}")
        return core

    def exported(self, id: int) -> tuple[str, Json]:
        item = self.item(id)
        if "use" not in item["inner"]:
            return item["name"], item
        use = item["inner"]["use"]
        if use["is_glob"]:
            raise ValueError(f"`{use['source']}::*`: exports are written one by one")
        return use["name"], self.item(use["id"])

    def type(self, name: str, kind: str, item: Json, inner: Json) -> Type:
        of = Type(name, "opaque")
        methods = list(self.methods(name, inner))
        if name in OBJECTS:
            of.shape, of.methods = "object", [method for method, _ in methods]
            of.helpers = self.constants(inner)
            return of
        if name in VALUES:
            of.shape = "value"
            for method, id in methods:
                if method.has_receiver and not method.args:
                    answer = self.item(id)["inner"]["function"]["sig"]["output"]
                    of.fields.append(self.field(method.name, answer))
                else:
                    of.helpers.append(method.name)
            of.helpers += self.constants(inner)
            return of
        of.helpers = [method.name for method, _ in methods] + self.constants(inner)
        if kind == "enum":
            self.enum(of, item, inner)
        elif isinstance(inner["kind"], dict) and "plain" in inner["kind"]:
            of.shape, of.fields = "record", self.fields(inner["kind"]["plain"])
            if name == "Page":
                of.shape = "page"
            elif not of.fields and inner["kind"]["plain"]["has_stripped_fields"]:
                of.shape = "opaque"
        return of

    def enum(self, of: Type, item: Json, inner: Json) -> None:
        is_tagged = any("tag = " in text for text in attributes(item))
        for id in inner["variants"]:
            variant = self.item(id)
            kind = variant["inner"]["variant"]["kind"]
            fields: list[Field] = []
            if isinstance(kind, dict) and "struct" in kind:
                fields = self.fields(kind["struct"])
            elif isinstance(kind, dict):
                types = [self.item(each)["inner"]["struct_field"] for each in kind["tuple"]]
                fields = [self.field(str(at), each) for at, each in enumerate(types)]
            is_tuple = isinstance(kind, dict) and "tuple" in kind
            of.variants.append(Variant(variant["name"], word(variant), is_tuple, fields))
        is_plain = not any(each.fields for each in of.variants) and not is_tagged
        of.shape = "words" if is_plain else "union"

    def alias(self, name: str, inner: Json) -> Type:
        path = resolved(inner["type"])
        is_page = path is not None and last(path["path"]) == "Page"
        fields = [Field("items", False, None), Field("next", True, None)] if is_page else []
        return Type(name, "page" if is_page else "opaque", fields)

    def fields(self, of: Json) -> list[Field]:
        found = []
        for id in of["fields"]:
            item = self.item(id)
            # The fields of a variant are as public as it is.
            if item["visibility"] in ("public", "default"):
                found.append(self.field(item["name"].removeprefix("r#"), item["inner"]["struct_field"]))
        return found

    def methods(self, name: str, inner: Json) -> list[tuple[Method, int]]:
        found = []
        for id in self.inherent(inner):
            item = self.item(id)
            kind, function = one(item["inner"])
            if kind == "function":
                found.append((self.method(item["name"], function), id))
        return found

    def constants(self, inner: Json) -> list[str]:
        items = [self.item(id) for id in self.inherent(inner)]
        return [item["name"] for item in items if "assoc_const" in item["inner"]]

    def inherent(self, inner: Json) -> list[int]:
        blocks = [self.item(id)["inner"]["impl"] for id in inner["impls"]]
        own = [block for block in blocks if block["trait"] is None]
        ids = [id for block in own for id in block["items"]]
        return [id for id in ids if self.item(id)["visibility"] == "public"]

    def method(self, name: str, inner: Json) -> Method:
        inputs = inner["sig"]["inputs"]
        args = [self.field(arg.removeprefix("r#"), of) for arg, of in inputs if arg != "self"]
        output = resolved(inner["sig"]["output"]) if inner["sig"]["output"] else None
        fails = output is not None and last(output["path"]) == "Result"
        answer = inner_types(output)[0] if output and fails else inner["sig"]["output"]
        return Method(
            name, args, len(args) < len(inputs), fails, bool(answer) and is_option(answer)
        )

    def field(self, name: str, of: Json) -> Field:
        nullable = is_option(of)
        path = resolved(of)
        if path and nullable:
            path = resolved(inner_types(path)[0])
        return Field(name, nullable, last(path["path"]) if path else None)


def one(of: Json) -> tuple[str, Json]:
    kind, inner = next(iter(of.items()))
    return kind, inner


def last(path: str) -> str:
    return path.rsplit("::", 1)[-1]


def resolved(of: Json) -> Json | None:
    """The path of a type, whether it is borrowed or not."""
    while "borrowed_ref" in of:
        of = of["borrowed_ref"]["type"]
    found: Json | None = of.get("resolved_path")
    return found


def inner_types(path: Json) -> list[Json]:
    args = (path["args"] or {}).get("angle_bracketed", {}).get("args", [])
    return [each["type"] for each in args if "type" in each]


def is_option(of: Json) -> bool:
    path = resolved(of)
    return path is not None and last(path["path"]) == "Option"


def attributes(item: Json) -> list[str]:
    return [each["other"] for each in item["attrs"] if isinstance(each, dict) and "other" in each]


def word(variant: Json) -> str:
    """The stable word of a variant: what serde renames it to, or its name in snake case."""
    for text in attributes(variant):
        if found := re.search(r'\brename = "([^"]*)"', text):
            return found[1]
    return snake(variant["name"])
