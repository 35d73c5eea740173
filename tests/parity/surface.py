"""What both sides of the comparison are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Detail:
    """What is told of a name beside the name. None is not told, and compares equal to anything."""

    at: int | None = None  # which argument it is; keyword arguments have no place
    nullable: bool | None = None
    word: str | None = None  # the stable word of a value


#: What a language declares: `Customer.full_name`, `Session.check(question)`, `Asked|operation`.
Declared = dict[str, Detail]


@dataclass(frozen=True)
class Field:
    """A field, or an argument."""

    name: str
    nullable: bool
    #: The core's type when it is one, without `Option` around it.
    type: str | None


@dataclass(frozen=True)
class Variant:
    name: str
    word: str
    is_tuple: bool
    fields: list[Field]


@dataclass(frozen=True)
class Method:
    name: str
    args: list[Field]
    has_receiver: bool
    fails: bool
    answers_null: bool


@dataclass
class Type:
    name: str
    #: words, record, value, union, object, page, opaque
    shape: str
    fields: list[Field] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    methods: list[Method] = field(default_factory=list)
    #: Constants and methods of plain records, which only Rust has: names only.
    helpers: list[str] = field(default_factory=list)


@dataclass
class Core:
    types: dict[str, Type] = field(default_factory=dict)
    functions: dict[str, Method] = field(default_factory=dict)
    constants: list[str] = field(default_factory=list)

    def names(self) -> set[str]:
        """All public names."""
        found = set(self.constants)
        for function in self.functions.values():
            found |= called("", function)
        for of in self.types.values():
            found.add(of.name)
            found |= {f"{of.name}.{each}" for each in of.helpers}
            found |= {f"{of.name}.{each.name}" for each in of.fields}
            for variant in of.variants:
                found.add(f"{of.name}.{variant.name}")
                found |= {f"{of.name}.{variant.name}.{each.name}" for each in variant.fields}
            for method in of.methods:
                found |= called(f"{of.name}.", method)
        return found


def called(prefix: str, of: Method) -> set[str]:
    return {prefix + of.name} | {f"{prefix}{of.name}({arg.name})" for arg in of.args}


def camel(name: str) -> str:
    """`full_name` is `fullName`."""
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def lower_camel(name: str) -> str:
    """`NotFound` is `notFound`."""
    return name[:1].lower() + name[1:]


def snake(name: str) -> str:
    """`NotACustomer` is `not_a_customer`, as serde has it: each capital begins a word."""
    return re.sub(r"(?<=.)(?=[A-Z])", "_", name).lower()


def shouty(name: str) -> str:
    """`NotFound` is `NOT_FOUND`, as uniffi has it: capitals in a row are one word."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).upper()
