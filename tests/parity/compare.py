"""Holds what a language declares against what it should, both ways."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from .allow import ABSENT, EXTRA, MOVED, OTHERWISE, Allowed
from .expect import expected
from .surface import Core, Declared, Detail


@dataclass
class Compared:
    """One language."""

    troubles: list[str] = field(default_factory=list)
    #: The exceptions that this language made use of: one that it does not is out of date.
    used: set[Allowed] = field(default_factory=set)


def compare(core: Core, language: str, declared: Declared) -> Compared:
    found = Compared()
    known: set[str] = set()
    for name, path, detail in expected(core, language):
        path = moved(name, path, language, found)
        known.add(path)
        theirs = declared.get(path)
        if theirs is None:
            if not is_allowed(ABSENT, language, (name, path), found):
                found.troubles.append(f"{language}: lacks {path} ({name}){like(path, declared)}")
        elif (trouble := differs(detail, theirs)) and not is_allowed(
            OTHERWISE, language, (name, path), found
        ):
            found.troubles.append(f"{language}: {path} {trouble} ({name})")
    for path in declared:
        if path not in known and not is_allowed(EXTRA, language, (path,), found):
            found.troubles.append(f"{language}: has {path}, which the core does not know")
    found.troubles += out_of_date(language, found.used)
    return found


def moved(name: str, path: str, language: str, found: Compared) -> str:
    for each in MOVED:
        if language in each.languages and fnmatchcase(name, each.pattern):
            found.used.add(each)
            return each.to.replace("*", path.rsplit(".", 1)[-1])
    return path


def is_allowed(
    table: tuple[Allowed, ...], language: str, names: tuple[str, ...], found: Compared
) -> bool:
    for each in table:
        if language in each.languages and any(fnmatchcase(name, each.pattern) for name in names):
            found.used.add(each)
            return True
    return False


def differs(ours: Detail, theirs: Detail) -> str | None:
    if ours.at is not None and theirs.at is not None and ours.at != theirs.at:
        return f"is argument {theirs.at + 1}, and {ours.at + 1} in the core"
    if ours.word is not None and theirs.word is not None and ours.word != theirs.word:
        return f"is `{theirs.word}`, and `{ours.word}` in the core"
    if ours.nullable is not None and theirs.nullable is not None:
        if ours.nullable and not theirs.nullable:
            return "cannot be absent, and may be in the core"
        if theirs.nullable and not ours.nullable:
            return "may be absent, and cannot be in the core"
    return None


def like(path: str, declared: Declared) -> str:
    near = difflib.get_close_matches(path, declared, 1, 0.9)
    return f"; it has {near[0]}" if near else ""


def out_of_date(language: str, used: set[Allowed]) -> list[str]:
    mine = [of for of in (*ABSENT, *OTHERWISE, *EXTRA, *MOVED) if language in of.languages]
    return [
        f"{language}: needs no exception for {of.pattern} ({of.reason})"
        for of in mine
        if of not in used
    ]
