"""Columns that are made otherwise than others make them, and those that break their word."""

import struct

import pyarrow as pa
import pytest
from customer_core import Session
from customer_core.arrow import import_table, validate_phones

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
