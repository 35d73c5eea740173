"""Sources of Swift, Kotlin and TypeScript as tokens, and the brackets in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

STRING = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.S)
NAME = re.compile(r"`[^`\n]+`|[^\W\d][\w$]*|\$[\w$]*")
NUMBER = re.compile(r"\d[\w.]*")
MARK = re.compile(r"->|=>|::|\.\.\.|[^\s\w]")
PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Token:
    kind: str  # name, quoted (a name between backticks, never a keyword), string, number, mark
    text: str
    line: int


def tokens(text: str, *, nested: bool) -> list[Token]:
    """All but blanks, comments and lines for the compiler (`#if`). `nested`: comments hold comments."""
    found: list[Token] = []
    at, line = 0, 1
    while at < len(text):
        end = at
        if text[at].isspace():
            end += 1
        elif text.startswith("//", at):
            end = line_end(text, at)
        elif text.startswith("/*", at):
            end = comment_end(text, at, nested)
        elif text[at] == "#" and not text[text.rfind("\n", 0, at) + 1 : at].strip():
            end = line_end(text, at)
        else:
            token, end = read(text, at, line)
            found.append(token)
        line += text.count("\n", at, end)
        at = end
    return found


def line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def read(text: str, at: int, line: int) -> tuple[Token, int]:
    for kind, pattern in (("string", STRING), ("name", NAME), ("number", NUMBER), ("mark", MARK)):
        if found := pattern.match(text, at):
            told = found[0]
            if told.startswith("`"):
                kind, told = "quoted", told[1:-1]
            elif kind == "string":
                told = told[1:-1]
            return Token(kind, told, line), found.end()
    raise ValueError(f"line {line}: cannot read {text[at : at + 20]!r}")


def comment_end(text: str, at: int, nested: bool) -> int:
    depth, here = 1, at + 2
    while depth:
        close = text.find("*/", here)
        if close < 0:
            raise ValueError("a comment without an end")
        opened = text.find("/*", here, close) if nested else -1
        depth, here = (depth + 1, opened + 2) if opened >= 0 else (depth - 1, close + 2)
    return here


def is_mark(token: Token, text: str) -> bool:
    return token.kind == "mark" and token.text == text


def close(of: list[Token], at: int) -> int:
    """Where the bracket that opens at a place is closed."""
    wanted: list[str] = []
    for here in range(at, len(of)):
        if of[here].kind != "mark":
            continue
        if of[here].text in PAIRS:
            wanted.append(PAIRS[of[here].text])
        elif of[here].text in PAIRS.values():
            if wanted.pop() != of[here].text:
                raise ValueError(f"line {of[here].line}: `{of[here].text}` closes another bracket")
            if not wanted:
                return here
    raise ValueError(f"line {of[at].line}: `{of[at].text}` is not closed")


def split(of: list[Token], *marks: str) -> list[list[Token]]:
    """Parts between marks that stand in no bracket, angle brackets too. Empty parts are left out."""
    parts: list[list[Token]] = [[]]
    depth = angles = 0
    for token in of:
        mark = token.text if token.kind == "mark" else ""
        depth += (mark in PAIRS) - (mark in PAIRS.values() and mark != "")
        angles += (mark == "<") - (mark == ">")
        if depth == 0 and angles == 0 and mark in marks:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]
