"""What the sources that uniffi writes for Swift and Kotlin declare, each member with its type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .surface import Declared, Detail
from .tokens import Token, close, is_mark, split, tokens

MODIFIERS = {
    *("public", "open", "private", "fileprivate", "internal", "protected", "final", "static"),
    *("override", "suspend", "abstract", "inline", "required", "convenience", "indirect"),
    *("data", "enum", "sealed", "companion", "const", "lateinit", "operator", "mutating"),
}
#: What tells the stable words of forms.
WORDS = {"word", "code"}
HIDDEN = {"private", "fileprivate", "internal", "protected"}
SWIFT = {
    *("struct", "enum", "class", "protocol", "extension", "func", "init", "deinit"),
    *("var", "let", "case", "typealias"),
}
KOTLIN = {"class", "interface", "object", "fun", "constructor", "val", "var", "typealias", "init"}


@dataclass
class Declaration:
    modifiers: set[str]
    keyword: str
    name: str
    #: The type that a function of Kotlin is added to.
    receiver: str = ""
    #: What stands between the round brackets.
    params: list[Token] = field(default_factory=list)
    #: What stands behind the name and the brackets, up to the body or the end of the line.
    rest: list[Token] = field(default_factory=list)
    #: The text that it is.
    value: str | None = None
    #: What stands between the braces.
    body: list[Token] = field(default_factory=list)


def declarations(of: list[Token], keywords: set[str]) -> Iterator[Declaration]:
    """What is declared here, and not inside of anything."""
    at, modifiers = 0, set[str]()
    while at < len(of):
        token = of[at]
        # `X::class` and `a.open` declare nothing, and a modifier may be a keyword elsewhere.
        is_told = at > 0 and of[at - 1].text in (".", "::")
        is_word = token.kind == "name" and not is_told
        more = at + 1 < len(of) and of[at + 1].kind in ("name", "quoted")
        if is_word and token.text in MODIFIERS and not (token.text in keywords and not more):
            if token.text not in keywords or of[at + 1].text in keywords | MODIFIERS:
                modifiers.add(token.text)
                at += 1
                continue
        if is_word and token.text in keywords:
            at, found = declaration(of, at, modifiers)
            yield found
        elif is_mark(token, "@"):
            at += 2
            while at < len(of) and is_mark(of[at], "."):
                at += 2
            at = close(of, at) + 1 if at < len(of) and is_mark(of[at], "(") else at
            continue
        else:
            at = close(of, at) + 1 if token.kind == "mark" and token.text in "([{" else at + 1
        modifiers = set()


def declaration(of: list[Token], at: int, modifiers: set[str]) -> tuple[int, Declaration]:
    found = Declaration(modifiers, of[at].text, "")
    line = of[at].line
    at += 1
    if at < len(of) and is_mark(of[at], "<"):
        at = angles(of, at)
    # `init`, `constructor` and a companion may have no name.
    while at < len(of) and of[at].kind in ("name", "quoted") and of[at].line == line:
        found.name = of[at].text
        at += 1
        if at < len(of) and is_mark(of[at], "<"):
            at = angles(of, at)
        if at >= len(of) or not is_mark(of[at], "."):
            break
        found.receiver, at = found.name, at + 1
    if at < len(of) and is_mark(of[at], "("):
        end = close(of, at)
        found.params, at = of[at + 1 : end], end + 1
        line = of[end].line
    start, at = at, header_end(of, at, line)
    found.rest = of[start:at]
    if at + 1 < len(of) and is_mark(of[at], "=") and of[at + 1].kind == "string":
        found.value = of[at + 1].text
    if at < len(of) and is_mark(of[at], "{"):
        end = close(of, at)
        found.body, at = of[at + 1 : end], end + 1
    return at, found


def angles(of: list[Token], at: int) -> int:
    depth = 0
    for here in range(at, len(of)):
        depth += is_mark(of[here], "<") - is_mark(of[here], ">")
        if depth == 0:
            return here + 1
    raise ValueError(f"line {of[at].line}: `<` is not closed")


def header_end(of: list[Token], at: int, line: int) -> int:
    """Up to the body. It may begin in a later line, then nothing but its brace stands there."""
    while at < len(of) and not is_mark(of[at], "{") and not is_mark(of[at], "="):
        if of[at].line != line:
            return at
        at = close(of, at) + 1 if of[at].text in "([" and of[at].kind == "mark" else at + 1
        line = of[at - 1].line if is_mark(of[at - 1], ")") else line
    return at


def params(of: list[Token]) -> list[tuple[str, list[Token]]]:
    """The name by which a caller gives it, and its type."""
    found = []
    for part in split(of, ","):
        colon = next(at for at, token in enumerate(part) if is_mark(token, ":"))
        names = [token.text for token in part[:colon] if token.text not in ("val", "var")]
        told = split(part[colon + 1 :], "=")
        # Without a label in Swift, it is what the function calls it.
        found.append((names[-1] if names[0] == "_" else names[0], told[0]))
    return found


def is_nullable(of: list[Token]) -> bool:
    return bool(of) and is_mark(of[-1], "?")


def call(path: str, of: Declaration, declared: Declared) -> None:
    answer = [token for token in of.rest if token.text not in ("async", "throws")]
    declared[path] = Detail(nullable=is_nullable(answer))
    for at, (name, told) in enumerate(params(of.params)):
        declared[f"{path}({name})"] = Detail(at, is_nullable(told))


def words(path: str, of: list[Token], before: str, behind: str, declared: Declared) -> None:
    """The stable words that a property tells of each form."""
    for at in range(len(of) - 3):
        ahead, name, mark, told = of[at : at + 4]
        if ahead.text == before and is_mark(mark, behind) and told.kind == "string":
            declared[f"{path}.{name.text}"] = Detail(word=told.text)


def swift(path: Path) -> Declared:
    declared: Declared = {}
    for of in declarations(tokens(path.read_text(), nested=True), SWIFT):
        is_public = of.modifiers & {"public", "open"}
        if of.keyword == "func" and is_public:
            call(of.name, of, declared)
        elif of.keyword in ("struct", "enum", "class", "protocol") and is_public:
            declared[of.name] = Detail()
            for member in declarations(of.body, SWIFT):
                swift_member(of, member, declared)
        elif of.keyword == "extension":
            # What an extension adds is public when it says so.
            for member in declarations(of.body, SWIFT):
                if member.modifiers & {"public", "open"}:
                    swift_member(of, member, declared)
    return declared


def swift_member(of: Declaration, member: Declaration, declared: Declared) -> None:
    path = f"{of.name}.{member.name}"
    if member.keyword == "case":
        declared[path] = Detail(word=member.value)
        for name, told in params(member.params):
            declared[f"{path}.{name}"] = Detail(nullable=is_nullable(told))
    elif not member.modifiers & {"public", "open"} and of.keyword != "protocol":
        return
    elif member.keyword in ("func", "init"):
        # A struct's initializer takes its fields.
        if member.keyword == "func" or of.keyword == "class":
            call(path + ("init" if member.keyword == "init" else ""), member, declared)
    elif member.keyword in ("var", "let"):
        declared[path] = Detail(nullable=is_nullable(member.rest))
        if of.keyword == "extension" and member.name in WORDS:
            words(of.name, member.body, ".", ":", declared)


def kotlin(path: Path) -> Declared:
    declared: Declared = {}
    for of in declarations(tokens(path.read_text(), nested=True), KOTLIN):
        if of.modifiers & HIDDEN:
            continue
        if of.keyword == "fun":
            call(f"{of.receiver}.{of.name}" if of.receiver else of.name, of, declared)
        elif of.keyword in ("class", "interface", "object"):
            kotlin_type(of, of.name, declared)
    return declared


def kotlin_type(of: Declaration, path: str, declared: Declared) -> None:
    declared[path] = Detail()
    for part in split(of.params, ","):
        if {token.text for token in part} & {"val", "var"} and not part[0].text in HIDDEN:
            name, told = params(part)[0]
            declared[f"{path}.{name}"] = Detail(nullable=is_nullable(told))
    body = of.body
    if "enum" in of.modifiers:
        values, *parts = split(body, ";")
        body = [token for part in parts for token in part]
        for value in split(values, ","):
            word = next((token.text for token in value if token.kind == "string"), None)
            declared[f"{path}.{value[0].text}"] = Detail(word=word)
    for member in declarations(body, KOTLIN):
        if not member.modifiers & HIDDEN:
            kotlin_member(member, path, declared)
    if "sealed" in of.modifiers:
        words(path, body, "is", "->", declared)


def kotlin_member(member: Declaration, path: str, declared: Declared) -> None:
    name = f"{path}.{member.name}"
    if member.keyword == "object" and "companion" in member.modifiers:
        # What a companion holds is called as if it were the type's own.
        for each in declarations(member.body, KOTLIN):
            if each.keyword == "fun" and not each.modifiers & HIDDEN:
                call(f"{path}.{each.name}", each, declared)
    elif member.keyword == "fun":
        call(name, member, declared)
    elif member.keyword == "constructor":
        call(f"{path}.init", member, declared)
    elif member.keyword in ("class", "object"):
        kotlin_type(member, name, declared)
    elif member.keyword in ("val", "var"):
        declared[name] = Detail(nullable=is_nullable(member.rest))
