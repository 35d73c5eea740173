"""What each language should declare, by its own rules of names."""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .allow import METHOD_NAMES, PHONES, TYPE_NAMES
from .surface import Core, Detail, Field, Method, Type, Variant, camel, lower_camel, shouty

#: What is expected: the core's name, the language's name, and what is told beside it.
Expected = Iterator[tuple[str, str, Detail]]

#: Words that TypeScript has for itself, as names of arguments. A field may have such a name.
RESERVED = {"class", "default", "export", "function", "import", "in"}

#: An argument that is one of these may be left out, and the usual is done.
USUAL = ("Options", "Listing", "Selection", "Narrowing")


@dataclass(frozen=True)
class Language:
    name: str
    member: Callable[[str], str]
    argument: Callable[[str], str]


def plain(name: str) -> str:
    # `match` and `type` are keywords of Python only in their places, and names everywhere else.
    return f"{name}_" if keyword.iskeyword(name) else name


def argument_of_node(name: str) -> str:
    # `new` cannot be the name of an argument, and `new_` says nothing.
    return "created" if name == "new" else f"{name}_" if name in RESERVED else camel(name)


LANGUAGES = {
    "python": Language("python", plain, plain),
    "node": Language("node", camel, argument_of_node),
    "swift": Language("swift", camel, camel),
    "kotlin": Language("kotlin", camel, camel),
}


def expected(core: Core, name: str) -> Expected:
    of = LANGUAGES[name]
    for function in core.functions.values():
        yield from method("", "", function, of)
    for constant in core.constants:
        yield constant, constant, Detail()
    for each in core.types.values():
        yield from type_of(core, each, of)


def type_of(core: Core, of: Type, lang: Language) -> Expected:
    name = TYPE_NAMES.get((lang.name, of.name), of.name)
    yield of.name, name, Detail()
    for helper in of.helpers:
        yield f"{of.name}.{helper}", f"{name}.{lang.member(helper)}", Detail()
    for each in of.fields:
        yield from field(f"{of.name}.{each.name}", name, each, lang)
    for of_it in of.methods:
        called = METHOD_NAMES.get((lang.name, f"{of.name}.{of_it.name}"), of_it.name)
        yield from method(f"{of.name}.", f"{name}.", of_it, lang, called)
        if lang.name in PHONES and of_it.fails:
            # What can fail can wait: one form waits elsewhere, and one keeps its caller.
            yield from method(f"{of.name}.", f"{name}.", of_it, lang, f"{called}_blocking")
    for variant in of.variants:
        yield from FORMS[lang.name](core, of, name, variant, lang)


def field(core_name: str, path: str, of: Field, lang: Language) -> Expected:
    yield core_name, f"{path}.{lang.member(of.name)}", Detail(nullable=of.nullable)


def method(core_prefix: str, prefix: str, of: Method, lang: Language, name: str = "") -> Expected:
    core_name, name = core_prefix + of.name, prefix + lang.member(name or of.name)
    yield core_name, name, Detail(nullable=of.answers_null)
    for at, arg in enumerate(of.args):
        nullable = of.args[at].nullable or may_be_left_out(of.args[at:])
        detail = Detail(at, nullable)
        yield f"{core_name}({arg.name})", f"{name}({lang.argument(arg.name)})", detail


def may_be_left_out(rest: list[Field]) -> bool:
    """Options may, when all that follows may."""
    return all(of.nullable or (of.type or "").endswith(USUAL) for of in rest)


def fields(core_name: str, path: str, of: list[Field], lang: Language) -> Expected:
    for each in of:
        name = "value" if each.name == "0" else lang.member(each.name)
        yield f"{core_name}.{each.name}", f"{path}.{name}", Detail(nullable=each.nullable)


def in_python(core: Core, of: Type, name: str, variant: Variant, lang: Language) -> Expected:
    core_name = f"{of.name}.{variant.name}"
    if of.shape == "words":
        yield core_name, f"{name}.{constant(variant.word)}", Detail(word=variant.word)
        return
    if of.name == "Error":
        own, says = f"{variant.name}Error", "code"
    else:
        own, says = f"{of.name}{variant.name}", "word"
        if held := held_record(core, of, variant):
            # The record says by itself which form it is.
            yield core_name, f"{name}|{held}", Detail()
            yield f"{core_name}.0", held, Detail()
            return
        yield core_name, f"{name}|{own}", Detail()
    yield core_name, own, Detail()
    yield core_name, f"{own}.{says}", Detail(word=variant.word)
    yield from fields(core_name, own, variant.fields, lang)


def held_record(core: Core, of: Type, variant: Variant) -> str | None:
    held = Counter(each.fields[0].type for each in of.variants if each.is_tuple)
    inner = variant.fields[0].type if variant.is_tuple else None
    if inner is None or held[inner] > 1 or variant.fields[0].nullable:
        return None
    known = core.types.get(inner)
    return inner if known and known.shape in ("record", "value") else None


def constant(word: str) -> str:
    """`customer.view` is `CUSTOMER_VIEW`, `3.0` is `V3_0`."""
    told = "".join(c if c.isalnum() else "_" for c in word).upper()
    return f"V{told}" if told[:1].isdigit() else told


def in_node(core: Core, of: Type, name: str, variant: Variant, lang: Language) -> Expected:
    core_name = f"{of.name}.{variant.name}"
    if of.name == "Error":
        own = f"{variant.name}Error"
        yield core_name, f"{name}|{own}", Detail()
        yield core_name, own, Detail()
        yield core_name, f"{own}.code", Detail(word=variant.word)
        yield from fields(core_name, own, variant.fields, lang)
    elif any(each.is_tuple for each in of.variants):
        # An object whose only member says which form it is, or that word alone.
        path = f"{name}|{camel(variant.word)}"
        yield core_name, path, Detail()
        for each in variant.fields:
            yield f"{core_name}.{each.name}", path, Detail()
    else:
        path = f"{name}|{variant.word}"
        yield core_name, path, Detail()
        yield from fields(core_name, path, variant.fields, lang)


def in_swift(core: Core, of: Type, name: str, variant: Variant, lang: Language) -> Expected:
    # uniffi leaves the names of errors as Rust has them.
    own = variant.name if of.name == "Error" else lower_camel(variant.name)
    yield f"{of.name}.{variant.name}", f"{name}.{own}", Detail(word=variant.word)
    yield from fields(f"{of.name}.{variant.name}", f"{name}.{own}", variant.fields, lang)


def in_kotlin(core: Core, of: Type, name: str, variant: Variant, lang: Language) -> Expected:
    own = shouty(variant.name) if of.shape == "words" else variant.name
    yield f"{of.name}.{variant.name}", f"{name}.{own}", Detail(word=variant.word)
    yield from fields(f"{of.name}.{variant.name}", f"{name}.{own}", variant.fields, lang)


FORMS = {"python": in_python, "node": in_node, "swift": in_swift, "kotlin": in_kotlin}
