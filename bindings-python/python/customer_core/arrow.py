"""Columns and tables in Arrow's layout, for pipelines: many times faster than lists of records.

What goes in is anything that speaks Arrow's capsule interface: arrays and tables of pyarrow, series and
frames of polars, those of pandas 3. A column of text may be ``utf8``, ``large_utf8`` or ``utf8_view``,
with nulls, or a dictionary of them (a category), or a plain list of ``str`` and ``None``. What comes out
speaks the same interface; none of these packages is needed for it::

    import polars as pl
    from customer_core.arrow import validate_phones

    phones = pl.Series("phone", validate_phones(frame["phone"], "DE"))
    frame.with_columns(phones.struct.unnest())

    import pyarrow as pa
    pa.array(validate_phones(column))           # or pa.chunked_array(...)

    import pandas as pd
    pd.Series.from_arrow(validate_phones(frame["phone"]))

In an expression of polars: ``pl.col("phone").map_batches(lambda of: pl.Series(validate_phones(of)))``,
with a ``return_dtype``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, Union

from ._native import (
    ArrowColumn,
    ArrowStream,
    Session,
    _export_table,
    _match_addresses,
    _TableImport,
    _validate_emails,
    _validate_phones,
)
from ._records import (
    EmailOptions,
    ExportOptions,
    ImportOptions,
    ImportProgress,
    ImportSummary,
    PhoneAcceptance,
    PhoneOptions,
)

__all__ = [
    "ArrowColumn",
    "ArrowStream",
    "Column",
    "ImportedTable",
    "SupportsArrowArray",
    "SupportsArrowStream",
    "export_table",
    "import_table",
    "match_addresses",
    "validate_emails",
    "validate_phones",
]


class SupportsArrowArray(Protocol):
    """Something that holds one Arrow array, such as an array of pyarrow."""

    def __arrow_c_array__(
        self, requested_schema: object | None = None
    ) -> tuple[object, object]: ...


class SupportsArrowStream(Protocol):
    """Something that holds Arrow arrays, such as a series of polars, or a table."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


Column: TypeAlias = Union[SupportsArrowStream, SupportsArrowArray, Sequence["str | None"]]
"""A column of text."""


def validate_phones(
    column: Column,
    region: str | None = None,
    *,
    regions: Column | None = None,
    default_region: str | None = None,
    acceptance: PhoneAcceptance | None = None,
) -> ArrowColumn:
    """Reads a column of phone numbers, as ``parse_phones`` reads a list.

    ``region`` is the country selector beside all of them, ``regions`` a column with one for each row;
    a row that is null there has ``region``. ``default_region`` is the region of numbers with neither
    ``+`` nor a selector, ``acceptance`` what is refused beyond "fewer than four digits".

    The answer is a column of structs: ``e164``, ``region``, ``line_type``, ``confidence``,
    ``match_key`` and ``rule``, all text. ``rule`` is the rule that the number or its selector breaks
    and null for one that is right; the others are null for one that is wrong, and ``e164`` and
    ``region`` where the numbering plans do not know them. A null row is a null row.

    Raises:
        TypeError: a column that is none of text.
        ValueError: ``regions`` is longer or shorter than the column, or a column broke off.
        InvalidError: ``default_region`` or ``acceptance`` is nothing known.
    """
    options = PhoneOptions(
        default_region=default_region,
        acceptance=PhoneAcceptance.AT_LEAST_4_DIGITS if acceptance is None else acceptance,
    )
    return _validate_phones(column, region, regions, options)


def validate_emails(column: Column, *, allow_local_domains: bool = False) -> ArrowColumn:
    """Reads a column of email addresses, as ``parse_emails`` reads a list.

    The answer is a column of structs: ``match_key``, ``domain`` and ``rule``, which are text, and
    ``is_role_address``. ``rule`` is the rule that the address breaks and null for one that is right;
    the others are null for one that is wrong. A null row is a null row.

    Raises:
        TypeError: a column that is none of text.
        ValueError: the column broke off.
    """
    return _validate_emails(column, EmailOptions(allow_local_domains=allow_local_domains))


def match_addresses(
    session: Session,
    *,
    emails: Column | None = None,
    phones: Column | None = None,
    region: str | None = None,
) -> ArrowColumn:
    """Who has each of many addresses: a column with a list of customers' ids, as text, for each row.

    With both columns, a row's customers are those who have its email and then those who have its phone,
    each named once. ``region`` is the country selector beside all phones. A list is empty where nobody
    has the address, and null where there is none: where the row is null, or what stands there is no
    address. The book is asked for up to 10,000 addresses at a time, and each time as it is then.

    Raises:
        DeniedError: as ``Session.find_ids_by_address``.
        TypeError: a column that is none of text, or no column at all.
        ValueError: the columns are not equally long, or one broke off.
    """
    return _match_addresses(session, emails, phones, region)


@dataclass(frozen=True, repr=False)
class ImportedTable:
    """What an import of a table came to. It is a table of its rows itself::

        pl.DataFrame(imported).filter(pl.col("outcome") == "rejected")

    Its columns are ``number`` (the row's place in the table, from 1 on), ``outcome`` (``created``,
    ``updated``, ``unchanged``, ``matched_many``, ``rejected``), ``id`` (of the customer, as text),
    ``error`` (the code of the error of a rejected row), and ``fields`` and ``rules``: which fields
    break which rules, two lists in the same order; of a ``conflict`` the fields and its reason.
    """

    summary: ImportSummary
    """What the import came to."""
    rows: ArrowColumn
    """What became of each row."""

    def __arrow_c_schema__(self) -> object:
        return self.rows.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"ImportedTable(summary={self.summary!r}, rows={self.rows!r})"


def import_table(
    session: Session,
    table: SupportsArrowStream | SupportsArrowArray,
    options: ImportOptions | None = None,
    *,
    on_progress: Callable[[ImportProgress], object] | None = None,
) -> ImportedTable:
    """Brings a table of customers in, as ``Session.start_import`` does with a file of JSON Lines.

    The table is read record batch by record batch, and not held as a whole; of a stream that makes its
    batches as they are asked for, no more is made than is brought in. What is kept is what became of
    each row. Columns mean what their names say, or what ``options.file.columns`` says of them; of
    ``options.file``, the rest is for files alone.

    Texts, numbers and truth values are taken as they are, dates and times in the form of ISO 8601, and
    moments with a zone in UTC. Whole numbers that are kept as real ones are written without a point. A
    null is no value, so that it changes nothing; an empty text is a blank cell. A phone may be a struct
    (``number``, ``region``, ``kind`` ...), and ``contacts`` a list of structs in the shape of
    ``NewContact``, or JSON as ``export_table`` writes it.

    ``on_progress`` is called after each batch of ``options.batch_rows`` rows, between two transactions.
    An exception in it stops the import behind that batch; one with a name in ``options.import_id`` goes
    on from there when it is begun again with the same table.

    Raises:
        TypeError: no table, or a column of a type that has no text, such as octets.
        ValueError: the table broke off. What was read before that is done.
        CustomerCoreError: as ``Session.start_import`` and ``Import.next_batch``.
    """
    running = _TableImport(session, table, options)
    while (progress := running.next_batch()) is not None:
        if on_progress is not None:
            on_progress(progress)
    return ImportedTable(running.summary(), running.outcomes())


def export_table(session: Session, options: ExportOptions | None = None) -> ArrowStream:
    """The customers whom the actor may see, as a table that can be taken once::

        pl.DataFrame(export_table(session))
        pa.RecordBatchReader.from_stream(export_table(session))

    The columns are those of ``options.columns``, all text; what is hidden from the actor or empty is
    null, and ``contacts`` is JSON. Record batches of about 8,000 customers are made as they are asked
    for, each as the book is then. ``options.format`` and what belongs to formats change nothing.

    Raises:
        InvalidError, NotFoundError, DeniedError: as ``Session.export_customers``. What goes wrong later
            is raised by the package that takes the table, with its own exception and this one's text.
    """
    return _export_table(session, options)
