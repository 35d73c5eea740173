"""What `index.d.ts` declares."""

from __future__ import annotations

import re
from pathlib import Path

from .surface import Declared, Detail
from .tokens import Token, close, is_mark, split, tokens

BEFORE_A_MEMBER = {"static", "readonly", "private"}


def read(path: Path) -> Declared:
    declared: Declared = {}
    for statement in statements(tokens(path.read_text(), nested=False)):
        words = [token.text for token in statement]
        if words[0] == "import":
            continue
        if words[0] != "export":
            raise ValueError(f"line {statement[0].line}: `{words[0]}` is not exported")
        rest = statement[2:] if words[1] == "declare" else statement[1:]
        declaration(rest[0].text, rest[1:], declared)
    return without_twins(declared)


#: What a type is called besides, where it goes the other way than its plain name says.
TWINS = ("Input", "Read")


def without_twins(declared: Declared) -> Declared:
    """Types are declared twice when members may be left out of what is given: both have the same members."""
    types: dict[str, Declared] = {}
    for name, detail in declared.items():
        types.setdefault(type_of(name), {})[name] = detail
    found: Declared = {}
    for of, own in types.items():
        ending = next((each for each in TWINS if of.endswith(each)), "")
        plain = of.removesuffix(ending)
        same = {plain + name.removeprefix(of): detail for name, detail in own.items()}
        # One that is not the same stays under its own name, which nothing knows.
        if not ending or types.get(plain) != same:
            found |= own
    return found


def type_of(name: str) -> str:
    return re.split(r"[.|(]", name, maxsplit=1)[0]


def statements(of: list[Token]) -> list[list[Token]]:
    """Each ends with a semicolon, or with the closing brace of an interface or a class."""
    found: list[list[Token]] = []
    start = at = 0
    while at < len(of):
        if of[at].kind == "mark" and of[at].text in "([{":
            is_body = of[at].text == "{" and any(
                token.text in ("interface", "class") for token in of[start : start + 3]
            )
            at = close(of, at)
            if is_body:
                found.append(of[start : at + 1])
                start = at + 1
        elif is_mark(of[at], ";"):
            found.append(of[start:at])
            start = at + 1
        at += 1
    if start < len(of):
        raise ValueError(f"line {of[start].line}: a declaration without an end")
    return found


def declaration(keyword: str, of: list[Token], declared: Declared) -> None:
    name, rest = of[0].text, of[1:]
    if keyword == "function":
        function(name, rest, declared)
        return
    if f"{name}" in declared:
        raise ValueError(f"line {of[0].line}: `{name}` is declared twice")
    declared[name] = Detail()
    if keyword in ("interface", "class"):
        body = next(at for at, token in enumerate(rest) if is_mark(token, "{"))
        for member in split(rest[body + 1 : -1], ";"):
            of_class(name, member, declared)
    elif keyword == "type":
        equals = next(at for at, token in enumerate(rest) if is_mark(token, "="))
        for form in split(rest[equals + 1 :], "|"):
            of_union(name, form, declared)
    else:
        raise ValueError(f"line {of[0].line}: nothing is known of `{keyword}`")


def of_class(of: str, member: list[Token], declared: Declared) -> None:
    if member[0].text == "private" and member[1].text == "constructor":
        return
    while member[0].text in BEFORE_A_MEMBER and member[1].kind in ("name", "string"):
        member = member[1:]
    if is_mark(member[0], "["):
        end = close(member, 0)
        name, rest = "".join(token.text for token in member[: end + 1]), member[end + 1 :]
    else:
        name, rest = member[0].text, member[1:]
    path = f"{of}.{name}"
    if path in declared:
        raise ValueError(f"line {member[0].line}: `{path}` is declared twice")
    if rest and is_mark(rest[0], "("):
        function(path, rest, declared)
    else:
        field(path, rest, declared)


def field(path: str, rest: list[Token], declared: Declared) -> None:
    colon = next(at for at, token in enumerate(rest) if is_mark(token, ":"))
    told = rest[colon + 1 :]
    word = told[0].text if len(told) == 1 and told[0].kind == "string" else None
    declared[path] = Detail(nullable=is_nullable(told), word=word)


def of_union(of: str, form: list[Token], declared: Declared) -> None:
    """A word, a type, an object with a `kind`, or an object whose only member says which form it is."""
    if not is_mark(form[0], "{"):
        declared[f"{of}|{form[0].text}"] = Detail()
        return
    members = split(form[1:-1], ";")
    # A form may be called `kind` itself: then it holds something, and is no word.
    if members[0][0].text != "kind" or members[0][2].kind != "string":
        if len(members) > 1:
            raise ValueError(f"line {form[0].line}: a form of `{of}` has no `kind`")
        declared[f"{of}|{members[0][0].text}"] = Detail()
        return
    path = f"{of}|{members[0][2].text}"
    declared[path] = Detail()
    for member in members[1:]:
        name = f"{path}.{member[0].text}"
        if name in declared or member[0].text == "kind":
            raise ValueError(f"line {form[0].line}: `{name}` is declared twice")
        field(name, member[1:], declared)


def function(path: str, rest: list[Token], declared: Declared) -> None:
    end = close(rest, 0)
    answer = rest[end + 2 :]
    if answer and answer[0].text == "Promise":
        answer = answer[2:-1]
    declared[path] = Detail(nullable=is_nullable(answer))
    for at, arg in enumerate(split(rest[1:end], ",")):
        colon = next(at for at, token in enumerate(arg) if is_mark(token, ":"))
        declared[f"{path}({arg[0].text})"] = Detail(at, is_nullable(arg[colon + 1 :]))


def is_nullable(of: list[Token]) -> bool:
    """Is `null` one of the types on the outside?"""
    return any([token.text for token in part] == ["null"] for part in split(of, "|"))
