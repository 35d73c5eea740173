"""Columns that are made otherwise than others make them, and those that break their word."""

import struct
import sys
from collections.abc import Iterator
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from customer_core import ImportOptions, InternalError, Session
from customer_core._native import _TableImport
from customer_core.arrow import import_table, match_addresses, validate_phones

TEXTS = ["+49 30 901820", "x", "030 901820"]


def skewed(of: bytes) -> pa.Buffer:
    """Octets at a place that no number may stand at."""
    return pa.py_buffer(b"." + of).slice(1)


def offsets(form: str) -> pa.Buffer:
    ends = [0]
    for text in TEXTS:
        ends.append(ends[-1] + len(text))
    return skewed(struct.pack(f"<{len(ends)}{form}", *ends))


def crooked(of: pa.DataType) -> pa.Array:
    """An array of texts whose offsets are not aligned, as pyarrow and the format allow it."""
    data = pa.py_buffer("".join(TEXTS).encode())
    form = "q" if of == pa.large_string() else "i"
    return pa.Array.from_buffers(of, len(TEXTS), [None, offsets(form), data])


@pytest.mark.parametrize("of", [pa.string(), pa.large_string()])
def test_offsets_that_are_not_aligned_are_refused(session: Session, of: pa.DataType) -> None:
    column = crooked(of)
    assert column.to_pylist() == TEXTS
    for form in (column, pa.chunked_array([column])):
        with pytest.raises((TypeError, ValueError), match="^column: .*not aligned"):
            validate_phones(form)
    places = pa.DictionaryArray.from_arrays(pa.array([0, 2], pa.int8()), column)
    with pytest.raises((TypeError, ValueError), match="not aligned"):
        validate_phones(places)
    cards = pa.ListArray.from_arrays(pa.array([0, 1, 2, 3], pa.int32()), column)
    for table in (
        pa.table({"full_name": column}),
        pa.table({"full_name": TEXTS, "contacts": cards}),
    ):
        with pytest.raises(ValueError, match="^table: .*not aligned"):
            import_table(session, table)


def test_other_buffers_need_no_place_of_their_own(session: Session) -> None:
    numbers = pa.Array.from_buffers(pa.int64(), 2, [None, skewed(struct.pack("<2q", 7, 8))])
    table = pa.table({"full_name": ["A", "B"], "ref1": numbers})
    assert import_table(session, table).summary.progress.created == 2
    ends = skewed(struct.pack("<3i", 0, 1, 2))
    cards = pa.Array.from_buffers(pa.list_(pa.string()), 2, [None, ends], children=[pa.array(["", ""])])
    assert len(import_table(session, pa.table({"full_name": ["C", "D"], "tags": cards}))) == 2
    nobody: pa.Array = crooked(pa.string()).slice(0, 0)
    assert len(validate_phones(nobody)) == 0


class Pair:
    """A schema and an array that may not belong together."""

    def __init__(self, schema: Any, array: Any) -> None:
        self.pair = (schema.__arrow_c_array__()[0], array.__arrow_c_array__()[1])

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return self.pair


def test_arrays_unlike_their_schema_are_errors(session: Session) -> None:
    for schema, array in (
        (pa.array(["x"]), pa.array([1])),
        (pa.array([{"a": "x", "b": "y"}]), pa.array([{"a": "x"}])),
    ):
        for work in (
            lambda column: validate_phones(column),
            lambda column: match_addresses(session, emails=column),
            lambda table: import_table(session, table),
        ):
            with pytest.raises((InternalError, TypeError)):
                work(Pair(schema, array))


def test_columns_of_an_import_are_one_array(session: Session) -> None:
    names = pa.table({"full_name": [f"C{at}" for at in range(25)]})
    imported = import_table(session, names, ImportOptions(batch_rows=10))
    found = pa.array(imported.rows)
    assert found.field("number").to_pylist() == list(range(1, 26))
    assert pl.Series(imported.rows).struct.field("outcome").to_list() == ["created"] * 25
    assert pa.table(imported).num_rows == len(pl.DataFrame(imported)) == 25
    nobody = import_table(session, names.slice(0, 0))
    assert pa.array(nobody.rows).to_pylist() == pl.Series(nobody.rows).to_list() == []


def test_outcomes_are_told_while_an_import_runs(session: Session) -> None:
    told: list[object] = []
    running = _TableImport(session, pa.table({"full_name": ["A", "B", "C"]}), ImportOptions(batch_rows=2))
    assert pa.array(running.outcomes()).to_pylist() == []
    while running.next_batch() is not None:
        told.append(pa.array(running.outcomes()).field("number").to_pylist())
    assert told == [[1, 2], [1, 2, 3]]
    assert len(running.outcomes()) == running.summary().progress.rows == 3


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_what_stops_a_program_goes_through_a_table(
    session: Session, stop: type[BaseException]
) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pydict({"full_name": ["A"]})
        raise stop

    table = pa.RecordBatchReader.from_batches(pa.schema({"full_name": pa.string()}), batches())
    with pytest.raises(stop):
        import_table(session, table)


def test_what_an_exception_says_stops_no_program(session: Session) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pydict({"full_name": ["A"]})
        raise RuntimeError("the cell says\nSystemExit: 3")

    table = pa.RecordBatchReader.from_batches(pa.schema({"full_name": pa.string()}), batches())
    with pytest.raises(ValueError, match="SystemExit: 3"):
        import_table(session, table)


class Endless(list[Any]):
    """A list that says that it is longer than it is."""

    def __len__(self) -> int:
        return sys.maxsize


def test_a_length_is_not_believed(session: Session) -> None:
    assert session.create_customers(Endless()) == []
