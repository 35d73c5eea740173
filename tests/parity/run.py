"""Reads both sides, compares them, and tells what was found."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from . import core_side, node_side, phone_side, python_side
from .compare import compare
from .surface import Declared

ROOT = Path(__file__).resolve().parents[2]

#: Where each side stands.
PLACES = {
    "core": "target/doc/customer_core.json",
    "python": "bindings-python/python/customer_core",
    "node": "bindings-node/index.d.ts",
    "swift": "target/uniffi/CustomerCore.swift",
    "kotlin": "target/uniffi/customercore/customer_core_uniffi.kt",
}

#: Sources that are written by hand beside those.
BY_HAND = {
    "swift": ("bindings-swift/Sources/CustomerCore", "*.swift"),
    "kotlin": ("bindings-kotlin/src/main/kotlin/customercore", "*.kt"),
}

READERS: dict[str, Callable[[Path], Declared]] = {
    "python": python_side.read,
    "node": node_side.read,
    "swift": phone_side.swift,
    "kotlin": phone_side.kotlin,
}


def report(places: dict[str, Path], languages: Collection[str] = READERS) -> tuple[str, bool]:
    """What there is to tell, and whether all is well."""
    core = core_side.read(places["core"])
    troubles: list[str] = []
    for language in languages:
        declared = READERS[language](places[language])
        for path in by_hand(language):
            declared |= READERS[language](path)
        troubles += compare(core, language, declared).troubles
    names = len(core.names())
    lines = [*troubles, f"{names} names, {len(languages)} languages, {len(troubles)} missing"]
    return "\n".join(lines), not troubles


def by_hand(language: str) -> list[Path]:
    folder, pattern = BY_HAND.get(language, ("", ""))
    # The build lays what it makes into the same folder.
    made = Path(PLACES[language]).name
    return [of for of in sorted((ROOT / folder).glob(pattern)) if of.name != made] if folder else []
