"""Does what the runner of the vectors says, line by line, with the package `customer_core`.

JSON comes in, becomes records of the package, goes through its methods, and comes out as JSON. Which
fields are of which type stands in the file that `SURFACE_JSON` names.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import customer_core as core

SURFACE = json.load(open(os.environ["SURFACE_JSON"], encoding="utf-8"))
TYPES: dict[str, Any] = SURFACE["types"]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEYWORDS = {"from", "in", "class", "not"}


class CannotSay(Exception):
    """The types of Python do not hold what is to be passed."""


def moment(millis: int) -> datetime:
    """A point in time; one that is just outside of Python's years in UTC is inside of them in another zone."""
    for hours in (0, 12, -12):
        zone = timezone(timedelta(hours=hours))
        try:
            return (datetime(1970, 1, 1) + timedelta(milliseconds=millis, hours=hours)).replace(tzinfo=zone)
        except OverflowError:
            continue
    raise CannotSay("a moment that datetime does not hold")


def attribute(name: str) -> str:
    if name == "0":
        return "value"
    return name + "_" if name in KEYWORDS else name


def variant_class(union: str, form: dict[str, Any]) -> Any:
    """The class of a form; that of what it holds where this says it all."""
    name = f"{union}{form['name']}"
    return getattr(core, name, None) or getattr(core, form["fields"][0]["kind"])


def given(kind: Any, value: Any) -> Any:
    """JSON as a value of the package."""
    if isinstance(kind, dict):
        if "option" in kind:
            return None if value is None else given(kind["option"], value)
        if "list" in kind:
            return [given(kind["list"], item) for item in value]
        raise TypeError(kind)
    if kind == "octets":
        return bytes(value)
    if kind == "source":
        return value.encode()
    if kind not in TYPES:
        return value
    of = TYPES[kind]
    if "time" in of:
        return moment(value)
    if "record" in of:
        return record(getattr(core, kind), of["record"], value)
    if "union" in of:
        return union(kind, of, value)
    if "words" in of:
        return getattr(core, kind)(value) if value in of["words"] else value
    return value


def record(make: Any, fields: list[dict[str, Any]], value: dict[str, Any]) -> Any:
    found = {}
    for field in fields:
        if field["flat"]:
            found[attribute(field["name"])] = given(field["kind"], value)
        elif field["json"] in value:
            found[attribute(field["name"])] = given(field["kind"], value[field["json"]])
    return make(**found)


def union(kind: str, of: dict[str, Any], value: Any) -> Any:
    if of["tag"] is not None:
        word, inner = value[of["tag"]], value
    elif isinstance(value, str):
        word, inner = value, {}
    else:
        [(word, inner)] = value.items()
    form = next(form for form in of["union"] if form["word"] == word)
    make = variant_class(kind, form)
    if not form["tuple"]:
        return record(make, form["fields"], inner)
    held = given(form["fields"][0]["kind"], inner)
    return make(held) if make.__name__ == f"{kind}{form['name']}" else held


def told(kind: Any, value: Any) -> Any:
    """A value of the package as JSON."""
    if isinstance(kind, dict):
        if "option" in kind:
            return None if value is None else told(kind["option"], value)
        if "list" in kind:
            assert type(value) is list, value
            return [told(kind["list"], item) for item in value]
        if "page" in kind:
            assert type(value) is core.Page
            items = [told(kind["page"], item) for item in value.items]
            return {"items": items, "next": value.next}
        if "outcome" in kind:
            if isinstance(value, core.Violation):
                return {"violation": told("Violation", value)}
            return {"ok": told(kind["outcome"], value)}
    if kind == "Error":
        return error(value)
    if kind not in TYPES:
        assert value is None or type(value) in (bool, int, str, bytes), value
        return value
    of = TYPES[kind]
    if "time" in of:
        assert value.tzinfo is not None
        return (value - EPOCH) // timedelta(milliseconds=1)
    if "record" in of or "value" in of:
        assert type(value) is getattr(core, kind), (kind, value)
        return members(of.get("record") or of["value"], value)
    if "union" in of:
        return form_of(kind, of, value)
    if "words" in of:
        assert type(value) is getattr(core, kind), (kind, value)
        return value.value
    if "set" in of:
        return [told("Permission", item) for item in value]
    assert type(value) in (UUID, str), value
    return str(value)


def members(fields: list[dict[str, Any]], value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        inner = told(field["kind"], getattr(value, attribute(field["name"])))
        if field["flat"]:
            found.update(inner)
        elif not (field["omits"] and inner in ([], None)):
            found[field["json"]] = inner
    return found


def form_of(kind: str, of: dict[str, Any], value: Any) -> Any:
    form = next(form for form in of["union"] if type(value) is variant_class(kind, form))
    if form["tuple"]:
        field = form["fields"][0]["kind"]
        wraps = type(value).__name__ == f"{kind}{form['name']}"
        inner = told(field, value.value if wraps else value)
    else:
        inner = members(form["fields"], value)
    if of["tag"] is not None:
        return {of["tag"]: form["word"], **inner}
    return {form["word"]: inner} if form["tuple"] or form["fields"] else form["word"]


def error(raised: core.CustomerCoreError) -> dict[str, Any]:
    of = TYPES["Error"]
    form = next(form for form in of["union"] if form["word"] == raised.code)
    assert type(raised) is getattr(core, f"{form['name']}Error")
    return {"code": raised.code, **members(form["fields"], raised)}


def call(function: Any, of: dict[str, Any], args: dict[str, Any]) -> Any:
    named = {}
    for arg in of["args"]:
        is_option = isinstance(arg["kind"], dict) and "option" in arg["kind"]
        if arg["name"] in args or is_option:
            named[attribute(arg["name"])] = given(arg["kind"], args.get(arg["name"]))
    return told(of["answer"], function(**named))


def import_text(session: core.Session, args: dict[str, Any]) -> Any:
    options = None if args["options"] is None else given("ImportOptions", args["options"])
    running = session.start_import(args["text"].encode(), options)
    rows = [told("ImportRow", row) for batch in running for row in batch.rows]
    return {"rows": rows, "summary": told("ImportSummary", running.summary())}


def export_lines(session: core.Session, args: dict[str, Any]) -> Any:
    options = None if args["options"] is None else given("ExportOptions", args["options"])
    text = b"".join(session.export_customers(options)).decode()
    return {"lines": text.replace("\r\n", "\n").splitlines()}


class Stage:
    """Books and sessions by their numbers."""

    def __init__(self) -> None:
        self.books: dict[int, core.CustomerBook] = {}
        self.sessions: dict[int, core.Session] = {}
        self.made = 0

    def number(self) -> int:
        self.made += 1
        return self.made

    def do(self, of: dict[str, Any]) -> Any:
        match of["do"]:
            case "free":
                return call(getattr(core, of["call"]), SURFACE["functions"][of["call"]], of["args"])
            case "open":
                number = self.number()
                path = of["path"]
                open_book = core.CustomerBook.open
                self.books[number] = open_book(path) if path else core.CustomerBook.open_in_memory()
                return number
            case "drop":
                self.books.pop(of["book"]).close()
                return None
            case "book":
                book = self.books[of["book"]]
                about = SURFACE["objects"]["CustomerBook"][of["call"]]
                return call(getattr(book, of["call"]), about, of["args"])
            case "session":
                return self.session(of)
        session = self.sessions[of["session"]]
        match of["call"]:
            case "import_customers":
                return import_text(session, of["args"])
            case "export_customers":
                return export_lines(session, of["args"])
            case name:
                return call(getattr(session, name), SURFACE["objects"]["Session"][name], of["args"])

    def session(self, of: dict[str, Any]) -> int:
        book, actor = self.books[of["book"]], given("Actor", of["actor"])
        narrowing = given("Narrowing", of["narrowing"] or {})
        number = self.number()
        if of["groups"] is not None:
            self.sessions[number] = book.session_in_groups(actor, of["groups"], narrowing)
        else:
            self.sessions[number] = book.session_narrowed(actor, narrowing)
        return number


def main() -> None:
    stage = Stage()
    for line in sys.stdin:
        try:
            answer = {"answer": stage.do(json.loads(line))}
        except CannotSay as raised:
            answer = {"cannot_say": str(raised)}
        except core.CustomerCoreError as raised:
            answer = {"error": error(raised)}
        except Exception as raised:  # noqa: BLE001 - told to the runner, which fails
            answer = {"trouble": f"{type(raised).__name__}: {raised}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
