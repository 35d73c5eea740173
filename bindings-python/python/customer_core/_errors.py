"""What stops an operation. Written from the core's own sources; changes belong there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from ._records import ConflictReason, Permission, RefusedReason, StorageKind, Violation


class CustomerCoreError(Exception):
    """Why an operation was not done. Each class has a stable code, the same word in every language.

    A message names fields, rules, ids and places, and never a value of a customer, so that it can be
    logged as it is.
    """

    code: ClassVar[str] = ""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class InvalidError(CustomerCoreError, ValueError):
    """The input breaks rules. All of them are named, in the order of the fields."""

    code = "invalid"

    violations: list[Violation]
    """The rules that are broken."""

    def __init__(self, message: str, violations: list[Violation]) -> None:
        super().__init__(message)
        self.violations = violations
        self.args = (message, violations)


class NotFoundError(CustomerCoreError, LookupError):
    """There is no such record, or none that the actor may know of."""

    code = "not_found"

    what: str
    """What was asked for: `customer`, `contact`, `point`, `interaction`, `group` ..."""

    def __init__(self, message: str, what: str) -> None:
        super().__init__(message)
        self.what = what
        self.args = (message, what)


class ConflictError(CustomerCoreError):
    """Somebody else was faster, or has it already."""

    code = "conflict"

    reason: ConflictReason
    """What it conflicts with."""

    fields: list[str]
    """The fields in conflict."""

    def __init__(self, message: str, reason: ConflictReason, fields: list[str]) -> None:
        super().__init__(message)
        self.reason = reason
        self.fields = fields
        self.args = (message, reason, fields)


class DeniedError(CustomerCoreError):
    """The actor lacks a permission."""

    code = "denied"

    missing: list[Permission]
    """The permissions that would be needed."""

    def __init__(self, message: str, missing: list[Permission]) -> None:
        super().__init__(message)
        self.missing = missing
        self.args = (message, missing)


class RefusedError(CustomerCoreError):
    """The record's state forbids it, for everybody."""

    code = "refused"

    reason: RefusedReason
    """The rule that forbids it."""

    count: int | None
    """How many tickets and chats forbid it, or the cap that was reached."""

    of: list[str]
    """What counts are of: `ticket`, `chat`, `contact`, `point`."""

    def __init__(self, message: str, reason: RefusedReason, count: int | None, of: list[str]) -> None:
        super().__init__(message)
        self.reason = reason
        self.count = count
        self.of = of
        self.args = (message, reason, count, of)


class DisabledError(CustomerCoreError):
    """A part of the library is switched off."""

    code = "disabled"

    feature: str
    """The part."""

    def __init__(self, message: str, feature: str) -> None:
        super().__init__(message)
        self.feature = feature
        self.args = (message, feature)


class BusyError(CustomerCoreError, TimeoutError):
    """Others were writing for longer than the deadline. Nothing was written; try again."""

    code = "busy"


class CancelledError(CustomerCoreError):
    """The operation was cancelled, or worked for longer than `time_limit` of `CustomerBook.open`. Nothing was
    written.
    """

    code = "cancelled"


class ClosedError(CustomerCoreError):
    """The book was closed."""

    code = "closed"


class StorageError(CustomerCoreError):
    """The file or the disk."""

    code = "storage"

    kind: StorageKind
    """What sort of trouble."""

    place: str | None
    """The file or folder."""

    def __init__(self, message: str, kind: StorageKind, place: str | None) -> None:
        super().__init__(message)
        self.kind = kind
        self.place = place
        self.args = (message, kind, place)


class InternalError(CustomerCoreError):
    """A fault of this library. Please report it with the place."""

    code = "internal"

    place: str
    """Where it was noticed."""

    def __init__(self, message: str, place: str) -> None:
        super().__init__(message)
        self.place = place
        self.args = (message, place)


__all__ = [
    "BusyError",
    "CancelledError",
    "ClosedError",
    "ConflictError",
    "CustomerCoreError",
    "DeniedError",
    "DisabledError",
    "InternalError",
    "InvalidError",
    "NotFoundError",
    "RefusedError",
    "StorageError",
]
