"""Tables of pyarrow, polars and pandas are brought in, and come out."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import ADA, ids
from customer_core import (
    ClosedError,
    ColumnMapping,
    CustomerBook,
    DeniedError,
    ExportColumn,
    ExportOptions,
    FileFormat,
    FileOptions,
    ImportKey,
    ImportOptions,
    ImportProgress,
    InvalidError,
    NewContact,
    NewCustomer,
    NewEmail,
    NewPhone,
    Session,
)
from customer_core.arrow import (
    ArrowColumn,
    ArrowStream,
    export_table,
    import_table,
    match_addresses,
    validate_phones,
)

TABLE = {
    "full_name": ["Anna Müller", 'Bob "B" \\ O\'Hara', "山田 👩‍👩‍👧", None],
    "email": ["anna@example.com", None, "z@example.com", "no address"],
    "phone": ["+49 30 901820", "12345", None, None],
    "ref1": ["r-1", None, "r-3", None],
}


# A2.3: records are brought in from outside.
@pytest.mark.parametrize(
    "table",
    [
        pa.table(TABLE),
        pa.RecordBatch.from_pydict(TABLE),
        pa.table(TABLE).to_reader(max_chunksize=1),
        pa.StructArray.from_arrays([pa.array(of) for of in TABLE.values()], list(TABLE)),
        pl.DataFrame(TABLE),
        pl.concat([pl.DataFrame(TABLE)[:1], pl.DataFrame(TABLE)[1:]], rechunk=False),
        pl.DataFrame({name: ["x", *of, "y"] for name, of in TABLE.items()})[1:-1],
        pa.table({name: ["x", *of, "y"] for name, of in TABLE.items()}).slice(1, 4),
        pd.DataFrame(TABLE),
    ],
)
def test_a_table_of_every_sort_is_brought_in(session: Session, table: Any) -> None:
    imported = import_table(session, table)
    progress = imported.summary.progress
    assert (progress.rows, progress.created, progress.rejected) == (4, 3, 1)
    assert imported.summary.finished
    assert len(imported) == 4
    rows = pl.DataFrame(imported)
    assert rows["number"].to_list() == [1, 2, 3, 4]
    assert rows["outcome"].to_list() == ["created"] * 3 + ["rejected"]
    assert rows["id"].to_list() == [*ids(session), None]
    assert rows["error"].to_list() == [None] * 3 + ["invalid"]
    assert rows["fields"].to_list() == [[], [], [], ["name", "email"]]
    assert rows["rules"].to_list() == [[], [], [], ["required", "no_at_sign"]]
    assert pa.table(imported).to_pylist() == rows.to_dicts()
    assert "rows=ArrowColumn(rows=4)" in repr(imported)
    columns = [ExportColumn(of) for of in TABLE]
    again = pl.DataFrame(export_table(session, ExportOptions(columns=columns)))
    assert again.to_dict(as_series=False) == {name: of[:3] for name, of in TABLE.items()}


def test_values_of_every_scalar_type_are_texts(session: Session) -> None:
    values: dict[str, tuple[Any, str | None]] = {
        "ref1": (pa.array([2**63 + 1], pa.uint64()), "9223372036854775809"),
        "ref2": (pa.array([1001.0]), "1001"),
        "city": (pa.array([0.1], pa.float32()), "0.1"),
        "state": (pa.array([Decimal("12.50")]), "12.50"),
        "location": (pa.array([date(2026, 2, 28)]), "2026-02-28"),
        "address_line1": (
            pa.array([datetime(2026, 1, 2, 3, 4, 5, 600_000)]), "2026-01-02T03:04:05.600"
        ),
        "address_line2": (
            pa.array([datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)], pa.timestamp("s", "Asia/Tokyo")),
            "2026-01-02T03:04:05Z",
        ),
        "address_line3": (pa.array([time(1, 2, 3)]), "01:02:03"),
        "postal_code": (pa.array([-7], pa.int8()), "-7"),
        "source": (pa.array([True]), "true"),
        "owner": (pa.array([float("nan")]), None),
        "team": (pa.array([1e15]).dictionary_encode(), "1000000000000000"),
        "given_name": (pa.array([1.5], pa.float16()), "1.5"),
    }
    table = pa.table({"full_name": ["A"], **{name: of for name, (of, _) in values.items()}})
    imported = import_table(session, table)
    assert imported.summary.progress.created == 1, pa.table(imported).to_pylist()
    columns = [ExportColumn(name) for name in values]
    found = pa.table(export_table(session, ExportOptions(columns=columns))).to_pylist()
    assert found == [{name: text for name, (_, text) in values.items()}]


def test_structs_and_lists_are_phones_and_cards(session: Session) -> None:
    table = pl.DataFrame(
        {
            "full_name": ["A", "B", "C"],
            "phone": [{"number": "030 901820", "region": "DE"}, None, None],
            "contacts": [
                [{"label": "office", "emails": ["a@example.com"]}, {"label": "home", "emails": []}],
                None,
                [],
            ],
        }
    )
    assert import_table(session, table).summary.progress.created == 3
    options = ExportOptions(columns=[ExportColumn.PHONE, ExportColumn.CONTACTS])
    rows = pl.DataFrame(export_table(session, options))
    assert rows["phone"].to_list() == ["030 901820", None, None]
    assert '"office"' in rows["contacts"][0]


def test_cards_are_json_and_nothing_beside_it(session: Session) -> None:
    for text in ('[], "full_name": "M"', "[", "x", '"x"', '{"label": "a"}'):
        table = pa.table({"full_name": ["A"], "contacts": [text]})
        found = pa.table(import_table(session, table)).to_pylist()
        assert (found[0]["outcome"], found[0]["error"]) == ("rejected", "invalid"), text
        assert all(of.startswith("contacts") for of in found[0]["fields"]), found
    spread = pa.table({"full_name": ["A", "B"], "cards": ['[\n{"label":\r\n"a"}]', " "]})
    options = ImportOptions(file=FileOptions(columns=[ColumnMapping("cards", "contacts")]))
    assert import_table(session, spread, options).summary.progress.created == 2


def test_what_is_no_table_is_told(session: Session) -> None:
    for table in (pa.array(["x"]), pl.Series(["x"])):
        with pytest.raises(TypeError, match=r"^table: a table .* expected, Utf8"):
            import_table(session, table)
    for table in ([{"full_name": "A"}], "x", None):
        with pytest.raises(TypeError, match="^table: a table"):
            import_table(session, table)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="column `photo` is of a type that has no text: Binary"):
        import_table(session, pa.table({"full_name": ["A"], "photo": [b"x"]}))
    with pytest.raises(InvalidError):
        import_table(session, pa.table(TABLE), ImportOptions(batch_rows=0))


def test_tables_without_rows_or_columns(session: Session) -> None:
    imported = import_table(session, pa.table(TABLE).slice(0, 0))
    assert imported.summary.finished
    assert pl.DataFrame(imported).shape == (0, 6)
    assert pl.DataFrame(export_table(session)).shape == (0, 25)
    nothing = pa.RecordBatch.from_struct_array(pa.array([{}, {}], pa.struct([])))
    assert import_table(session, nothing).summary.progress.rejected == 2


def test_columns_without_a_value_change_nothing(session: Session) -> None:
    table = pl.DataFrame({"full_name": ["A", "B"], "email": [None, None], "contacts": [[], []]})
    assert table["email"].dtype == pl.Null
    for of in (table, table.to_arrow(), table[1:]):
        imported = import_table(session, of)
        assert imported.summary.progress.created == len(imported) > 0


def test_what_files_are_read_by_changes_nothing(session: Session) -> None:
    file = FileOptions(format=FileFormat.CSV, encoding="utf-16le", delimiter=";")
    assert import_table(session, pa.table(TABLE), ImportOptions(file=file)).summary.finished


def test_a_null_beside_it_does_not_change_what_a_column_means(session: Session) -> None:
    table = pa.table({"first name": ["Anna", None], "name": ["Müller", "Meier"]})
    assert import_table(session, table).summary.progress.created == 2
    options = ExportOptions(columns=[ExportColumn.FAMILY_NAME, ExportColumn.FULL_NAME])
    rows = pa.table(export_table(session, options)).to_pylist()
    assert [of["family_name"] for of in rows] == ["Müller", "Meier"]


def test_progress_is_told_after_each_batch(session: Session) -> None:
    told: list[ImportProgress] = []
    table = pl.DataFrame({"full_name": [f"C{at}" for at in range(2_500)]})
    imported = import_table(session, table, ImportOptions(batch_rows=1_000), on_progress=told.append)
    assert [of.rows for of in told] == [1_000, 2_000, 2_500]
    assert told[-1].created == imported.summary.progress.created == 2_500
    assert pl.DataFrame(imported)["number"].to_list() == list(range(1, 2_501))


def test_an_import_of_a_name_goes_on(session: Session) -> None:
    table = pa.table({"full_name": [f"C{at}" for at in range(25)]})
    options = ImportOptions(batch_rows=10, import_id="night")

    def stop(progress: ImportProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_table(session, table, options, on_progress=stop)
    assert len(ids(session)) == 10
    imported = import_table(session, table.to_reader(max_chunksize=3), options)
    assert imported.summary.progress.rows == 25
    assert len(ids(session)) == 25


def test_a_stream_is_read_no_further_than_it_is_brought_in(session: Session) -> None:
    made = 0
    schema = pa.schema([("full_name", pa.string())])

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal made
        for _ in range(200):
            made += 1
            yield pa.RecordBatch.from_pydict({"full_name": ["A" * 1_000] * 10}, schema)

    ahead: list[int] = []
    import_table(
        session,
        pa.RecordBatchReader.from_batches(schema, batches()),
        ImportOptions(batch_rows=100),
        on_progress=lambda of: ahead.append(made - of.rows // 10),
    )
    assert made == 200
    assert max(ahead) < 40


def test_a_stream_that_breaks_off_says_why(session: Session) -> None:
    schema = pa.schema([("full_name", pa.string())])

    def batches(before: int) -> Iterator[pa.RecordBatch]:
        for _ in range(before):
            yield pa.RecordBatch.from_pydict({"full_name": ["A" * 200] * 50}, schema)
        raise RuntimeError("the warehouse is closed")

    for before, done in ((0, 0), (60, 3_000)):
        table = pa.RecordBatchReader.from_batches(schema, batches(before))
        with pytest.raises(ValueError, match=r"table: .*the warehouse is closed"):
            import_table(session, table, ImportOptions(batch_rows=100))
        assert done - 100 <= len(ids(session)) <= done


# F5.8: an import has no other rights.
def test_errors_of_the_core_are_its_own(book: CustomerBook, session: Session) -> None:
    nobody = book.session(type(ADA)("n", "N", ADA.kind))
    with pytest.raises(DeniedError):
        import_table(nobody, pa.table(TABLE))
    with pytest.raises(DeniedError):
        export_table(nobody)
    with pytest.raises(DeniedError):
        match_addresses(nobody, emails=["a@example.com"])
    stream = export_table(session)
    book.close()
    with pytest.raises(Exception, match="the book is closed"):
        pa.table(stream)
    with pytest.raises(ClosedError):
        export_table(session)


def test_a_stream_is_taken_once(peopled: Session) -> None:
    stream = export_table(peopled)
    assert isinstance(stream, ArrowStream)
    assert pa.schema(stream).names[:2] == ["kind", "status"]
    assert pa.table(stream).num_rows == 3
    with pytest.raises(ValueError, match="taken before"):
        pa.table(stream)


def test_only_the_columns_and_customers_that_are_asked_for_come_out(peopled: Session) -> None:
    columns = [ExportColumn.VERIFIED, ExportColumn.VERSION, ExportColumn.FULL_NAME]
    options = ExportOptions(columns=columns, text="C1", format=FileFormat.VCARD)
    found = pa.table(export_table(peopled, options)).to_pylist()
    assert found == [{"verified": "true", "version": "1", "full_name": "C1"}]
    with pytest.raises(InvalidError):
        export_table(peopled, ExportOptions(columns=[ExportColumn.ID, ExportColumn.ID]))


# A2.3: records are brought in from outside.
@pytest.mark.parametrize("rows", [3, 8_300])
def test_what_goes_out_comes_in_again(session: Session, rows: int) -> None:
    cards = [
        NewContact(
            label='Büro, "1"',
            person_name="=1+1",
            emails=[NewEmail("x@example.com", preferred=True), NewEmail("y@example.com")],
            phones=[NewPhone("030 901820", region="DE", contactable=False)],
        )
    ]
    session.create_customer(NewCustomer(full_name="=HYPERLINK()", city="a\u00a0b", contacts=cards))
    names = pl.DataFrame({"name": [f"C {at} 👩‍👩‍👧" for at in range(rows - 1)]})
    import_table(session, names, ImportOptions(batch_rows=5_000))
    out = pa.RecordBatchReader.from_stream(export_table(session))
    with CustomerBook.open_in_memory() as other:
        other.add_first_administrator(ADA)
        copy = other.session(ADA)
        imported = import_table(copy, out, ImportOptions(batch_rows=5_000))
        assert imported.summary.progress.created == rows
        first, second = pa.table(export_table(session)), pa.table(export_table(copy))
        assert first.equals(second)
        assert max(of.num_rows for of in first.to_batches()) <= 8_192 + 500
        # Nothing is written of what is only tried.
        tried = import_table(copy, first, ImportOptions(match_by=ImportKey.EMAIL, dry_run=True))
        assert (tried.summary.dry_run, len(tried)) == (True, rows)


# A2.16: references are given once.
def test_conflicts_are_told_by_their_fields(session: Session) -> None:
    table = pa.table({"full_name": ["A", "B"], "ref1": ["r", "r"]})
    rows = pa.table(import_table(session, table)).to_pylist()
    assert rows[1]["error"] == "conflict"
    assert (rows[1]["fields"], rows[1]["rules"]) == (["ref1"], ["already_in_use"])


def resident() -> int:
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="asks Linux")
def test_nothing_is_kept_of_what_was_done(session: Session) -> None:
    texts = [f"+49 30 {at:06}" for at in range(200)]
    table = pl.DataFrame({"full_name": ["A"] * 200, "email": ["no address"] * 200})

    def round_() -> None:
        column: ArrowColumn = validate_phones(pa.array(texts), "DE")
        pa.array(column)
        pl.Series(column)
        # Taken, and let go of unread.
        column.__arrow_c_array__()
        column.__arrow_c_stream__()
        match_addresses(session, emails=["a@example.com"])
        import_table(session, table, ImportOptions(dry_run=True))
        export_table(session).__arrow_c_stream__()
        with pytest.raises(TypeError):
            validate_phones(pa.array([1]))

    for _ in range(100):
        round_()
    before, of_arrow = resident(), pa.total_allocated_bytes()
    for _ in range(1_000):
        round_()
    # A column that is kept each time comes to 36 MB.
    assert resident() - before < 8 * 1024 * 1024
    assert pa.total_allocated_bytes() == of_arrow
