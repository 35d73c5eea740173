"""Reads both sides, compares them, and tells what was found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import core_side, node_side, phone_side, python_side
from .compare import compare
from .surface import Declared

#: Where each side stands.
PLACES = {
    "core": "target/doc/customer_core.json",
    "python": "bindings-python/python/customer_core",
    "node": "bindings-node/index.d.ts",
    "swift": "target/uniffi/CustomerCore.swift",
    "kotlin": "target/uniffi/customercore/customer_core_uniffi.kt",
}

READERS: dict[str, Callable[[Path], Declared]] = {
    "python": python_side.read,
    "node": node_side.read,
    "swift": phone_side.swift,
    "kotlin": phone_side.kotlin,
}


def report(places: dict[str, Path]) -> tuple[str, bool]:
    core = core_side.read(places["core"])
    troubles: list[str] = []
    for language, read in READERS.items():
        troubles += compare(core, language, read(places[language])).troubles
    names = len(core.names())
    lines = [*troubles, f"{names} names, {len(READERS)} languages, {len(troubles)} missing"]
    return "\n".join(lines), not troubles
