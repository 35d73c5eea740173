"""Columns of pyarrow, polars and pandas, in and out."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import ids
from customer_core import (
    Email,
    ExportColumn,
    ExportOptions,
    InvalidError,
    Phone,
    PhoneAcceptance,
    Session,
    parse_emails,
    parse_phones,
)
from customer_core.arrow import (
    ArrowColumn,
    export_table,
    import_table,
    match_addresses,
    validate_emails,
    validate_phones,
)

PHONES = ["+49 30 901820", None, "12", "030 901820", "", "1-800-FLOWERS", "٠٣٠٩٠١٨٢٠", None]

FORMS: dict[str, Callable[[list[str | None]], Any]] = {
    "pyarrow": pa.array,
    "pyarrow large": lambda of: pa.array(of, pa.large_string()),
    "pyarrow view": lambda of: pa.array(of, pa.string_view()),
    "pyarrow dictionary": lambda of: pa.array(of, pa.string()).dictionary_encode(),
    "pyarrow chunked": lambda of: pa.chunked_array([of[:2], [], of[2:]], pa.string()),
    "pyarrow slice": lambda of: pa.array(["x", None, *of, "y"], pa.string()).slice(2, len(of)),
    "pyarrow view slice": lambda of: pa.array(["x", *of], pa.string_view())[1:],
    "polars": lambda of: pl.Series(of, dtype=pl.String),
    "polars slice": lambda of: pl.Series([None, "x", *of], dtype=pl.String)[2:],
    "polars chunked": lambda of: pl.Series(of[:1], dtype=pl.String).append(pl.Series(of[1:])),
    "polars category": lambda of: pl.Series(of, dtype=pl.Categorical),
    "pandas": lambda of: pd.Series(of, dtype="str"),
    "pandas objects": lambda of: pd.Series(of, dtype=object),
    "pandas category": lambda of: pd.Series(of, dtype="category"),
    "list": lambda of: of,
    "tuple": tuple,
}


def told_phone(of: Phone | Any) -> dict[str, str | None]:
    """An answer of the list form as a row of the column."""
    if isinstance(of, Phone):
        words: list[str | None] = [of.e164, of.region, of.line_type, of.confidence, of.match_key, None]
    else:
        words = [None, None, None, None, None, of.rule]
    return dict(zip(["e164", "region", "line_type", "confidence", "match_key", "rule"], words))


def told_email(of: Email | Any) -> dict[str, str | bool | None]:
    if isinstance(of, Email):
        words: list[Any] = [of.match_key, of.domain, of.is_role_address, None]
    else:
        words = [None] * 3 + [of.rule]
    return dict(zip(["match_key", "domain", "is_role_address", "rule"], words))


def one_by_one(texts: list[str | None], region: str | None) -> list[dict[str, str | None] | None]:
    read = iter(parse_phones([of for of in texts if of is not None], region))
    return [None if of is None else told_phone(next(read)) for of in texts]


# Dec.3, Dec.10: batches, too, answer as every language does.
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_column_is_read_alike(form: str) -> None:
    found = validate_phones(FORMS[form](PHONES), "DE")
    assert len(found) == len(PHONES)
    assert pa.array(found).to_pylist() == one_by_one(PHONES, "DE")
    emails = ["Anna@Example.COM", None, "info@bücher.de", "x", ""]
    expected = [None if of is None else told_email(parse_emails([of])[0]) for of in emails]
    assert pa.array(validate_emails(FORMS[form](emails))).to_pylist() == expected


@pytest.mark.parametrize("form", FORMS)
def test_no_rows_are_no_rows(form: str) -> None:
    for found in (validate_phones(FORMS[form]([])), validate_emails(FORMS[form]([]))):
        assert len(found) == 0
        assert pa.array(found).to_pylist() == pl.Series(found).to_list() == []


def test_columns_of_nothing_but_nulls_have_no_type() -> None:
    for column in (pa.array([None, None]), pl.Series([None, None]), [None, None]):
        assert pa.array(validate_phones(column)).to_pylist() == [None, None]
    no_texts = pa.DictionaryArray.from_arrays(pa.array([None], pa.int8()), pa.array([], pa.string()))
    assert pa.array(validate_phones(no_texts)).to_pylist() == [None]


def test_a_column_comes_out_as_everybody_takes_it() -> None:
    column = validate_phones(PHONES, "DE")
    expected = one_by_one(PHONES, "DE")
    assert pa.array(column).to_pylist() == expected
    assert pa.chunked_array(column).to_pylist() == expected
    assert pl.Series("phone", column).to_list() == expected
    assert pd.Series.from_arrow(column).tolist() == expected
    assert pl.Series(column).struct.unnest()["e164"][0] == "+4930901820"
    assert pa.schema(pa.array(column).type).field("rule").nullable
    frame = pl.DataFrame({"phone": PHONES})
    names = ["e164", "region", "line_type", "confidence", "match_key", "rule"]
    made = frame.select(
        pl.col("phone").map_batches(
            lambda of: pl.Series(validate_phones(of, "DE")),
            return_dtype=pl.Struct(dict.fromkeys(names, pl.String)),
        )
    )
    assert made["phone"].to_list() == expected
    assert repr(column) == f"ArrowColumn(rows={len(PHONES)})"


@pytest.mark.parametrize(
    ("column", "found"),
    [
        (pa.array([1, 2]), "Int64"),
        (pa.chunked_array([[1.5]]), "Float64"),
        (pl.Series([True]), "Boolean"),
        (pd.Series([1, 2]), "Int64"),
        (pa.array([b"x"]), "Binary"),
        (pa.array([1]).dictionary_encode(), "Dictionary"),
        (pa.table({"a": ["x"]}), "Struct"),
        ("+4930901820", "str"),
        (b"x", "bytes"),
        ({"a": 1}, "dict"),
        (7, "int"),
        (None, "NoneType"),
    ],
)
def test_a_column_of_another_type_is_told(column: Any, found: str) -> None:
    for validate in (validate_phones, validate_emails):
        with pytest.raises(TypeError, match=rf"^column: a column of text .* expected, {found}"):
            validate(column)


def test_wrong_items_and_arguments_are_told() -> None:
    with pytest.raises(TypeError, match=r"^column\[1\]: str or None expected, int found"):
        validate_phones(["1234", 5])  # type: ignore[list-item]
    with pytest.raises(UnicodeEncodeError):
        validate_phones(["\ud800"])
    with pytest.raises(TypeError, match=r"^region: str expected, int"):
        validate_phones([], 5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="regions: as many rows"):
        validate_phones(["1234"], regions=[])
    with pytest.raises(TypeError, match="^regions: a column of text"):
        validate_phones(["1234"], regions=pa.array([1]))
    with pytest.raises(InvalidError):
        validate_phones(["1234"], default_region="Atlantis")
    with pytest.raises(TypeError, match=r"allow_local_domains: bool"):
        validate_emails([], allow_local_domains="yes")  # type: ignore[arg-type]


def test_what_lies_about_arrow_is_refused() -> None:
    class Lying:
        def __init__(self, answer: Any) -> None:
            self.answer = answer

        def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
            return self.answer

    taken = pa.chunked_array([["1234"]]).__arrow_c_stream__()
    assert len(validate_phones(Lying(taken))) == 1
    for answer in (None, 7, pa.array(["x"]).__arrow_c_array__()[1]):
        with pytest.raises((TypeError, ValueError)):
            validate_phones(Lying(answer))
    with pytest.raises(TypeError, match="column: it was taken before"):
        validate_phones(Lying(taken))

    class Pair:
        def __init__(self, schema: object, array: object) -> None:
            self.pair = (schema, array)

        def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
            return self.pair

    pair = Pair(*pa.array(["1234"]).__arrow_c_array__())
    assert len(validate_phones(pair)) == 1
    with pytest.raises(TypeError, match="column: it was taken before"):
        validate_phones(pair)


def test_a_row_may_have_a_region_of_its_own() -> None:
    texts = ["030 901820", "020 7946 0958", "030 901820", "+1 212 555 0100", None, "030 901820"]
    regions = ["DE", "GB", None, "DE", "DE", "XX"]
    for form in ("polars", "pyarrow chunked", "list"):
        column = validate_phones(texts, "AT", regions=FORMS[form](regions))
        found = pl.Series(column).struct.unnest()
        assert found["region"].to_list() == ["DE", "GB", "AT", "US", None, None]
        assert found["rule"].to_list() == [None] * 5 + ["unknown_region"]
    mapped = pl.Series(validate_phones(texts, regions=["DE"] * 6)).to_list()
    assert mapped == pl.Series(validate_phones(texts, "DE")).to_list()


def test_the_options_are_those_of_the_list_form() -> None:
    column = validate_phones(
        ["030 901820", "12345"], default_region="DE", acceptance=PhoneAcceptance.VALID
    )
    assert [of["rule"] for of in pa.array(column).to_pylist()] == [None, "not_valid"]
    assert [of["rule"] for of in pa.array(validate_emails(["a@intranet"])).to_pylist()] == [
        "domain_not_dotted"
    ]
    local = validate_emails(["a@intranet"], allow_local_domains=True)
    assert pa.array(local).to_pylist()[0]["domain"] == "intranet"


# Dec.10: the answers are those of every language.
def test_a_hundred_thousand_rows_are_what_the_list_form_says() -> None:
    texts: list[str | None] = [
        None if at % 97 == 0 else f"+49 30 {at:06}" if at % 3 else f"{at}" for at in range(100_000)
    ]
    regions = [None if at % 5 == 0 else "GB" if at % 2 else "FR" for at in range(100_000)]
    found = pa.array(validate_phones(pl.Series(texts), "DE"))
    assert found.to_pylist() == one_by_one(texts, "DE")
    found = pa.array(validate_phones(pa.array(texts), "DE", regions=pl.Series(regions)))
    for region in ("DE", "GB", "FR"):
        rows = [at for at in range(100_000) if (regions[at] or "DE") == region]
        expected = one_by_one([texts[at] for at in rows], region)
        assert found.take(pa.array(rows)).to_pylist() == expected
    emails = [f"u{at}@{'example.com' if at % 7 else ''}" for at in range(100_000)]
    column = pa.array(validate_emails(pl.Series(emails)))
    assert column.to_pylist() == [told_email(of) for of in parse_emails(emails)]


def test_threads_share_a_column() -> None:
    column, answers = pa.array(PHONES * 2_000), []
    work = [
        threading.Thread(target=lambda: answers.append(pa.array(validate_phones(column, "DE"))))
        for _ in range(4)
    ]
    for of in work:
        of.start()
    for of in work:
        of.join()
    assert len(answers) == 4
    assert all(of == answers[0] for of in answers)


def test_others_go_on_while_the_core_works(session: Session) -> None:
    ticks, done = 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.wait(0.0002):
            ticks += 1

    other = threading.Thread(target=tick)
    other.start()
    try:
        texts = pa.array([f"+49 30 {at:06}" for at in range(50_000)])
        table = pa.table({"full_name": [f"C{at}" for at in range(1_500)]})
        emails = [f"{at}@example.com" for at in range(9_000)]
        for work in (
            lambda: validate_phones(texts, "DE"),
            lambda: validate_emails(texts),
            lambda: import_table(session, table),
            lambda: match_addresses(session, emails=emails),
            lambda: pl.DataFrame(export_table(session)),
            lambda: pa.table(export_table(session)),
        ):
            before = ticks
            work()
            assert ticks - before > 3
    finally:
        done.set()
        other.join()


# Dec.6: a match is a hint.
@pytest.mark.parametrize("form", FORMS)
def test_addresses_find_their_customers(peopled: Session, form: str) -> None:
    all_ids = ids(peopled)
    asked = ["C1@example.com", None, "nobody@example.com", "no address", "shared@example.com"]
    found = pa.array(match_addresses(peopled, emails=FORMS[form](asked)))
    assert found.type == pa.list_(pa.field("item", pa.string()))
    found = found.to_pylist()
    assert found[:4] == [[all_ids[1]], None, [], None]
    assert sorted(found[4]) == sorted(all_ids)
    assert all(UUID(of) for of in all_ids)


def test_emails_and_phones_of_a_row_find_together(peopled: Session) -> None:
    all_ids = ids(peopled)
    emails = ["c2@example.com", None, "c0@example.com", None]
    phones = [None, "12345", "1 2 3 4 5", "x"]
    found = pl.Series(match_addresses(peopled, emails=emails, phones=pl.Series(phones))).to_list()
    assert found[0] == [all_ids[2]]
    assert sorted(found[1]) == sorted(all_ids)
    assert found[2][0] == all_ids[0]
    assert sorted(found[2]) == sorted(all_ids)
    assert found[3] is None
    assert pa.array(match_addresses(peopled, phones=["12345"], region="DE")).to_pylist() == [[]]
    assert len(match_addresses(peopled, emails=[])) == 0


def test_many_addresses_are_asked_for_in_batches(peopled: Session) -> None:
    texts = [f"c{at}@example.com" for at in range(25_000)]
    found = pa.array(match_addresses(peopled, emails=texts, phones=[None] * 25_000)).to_pylist()
    assert found == [[of] for of in ids(peopled)] + [[]] * 24_997


def test_matching_refuses_what_it_cannot_do(peopled: Session) -> None:
    with pytest.raises(TypeError, match="emails or phones expected"):
        match_addresses(peopled)
    with pytest.raises(ValueError, match="phones: as many rows"):
        match_addresses(peopled, emails=["a@b.de"], phones=[])
    with pytest.raises(TypeError, match="session"):
        match_addresses(None, emails=[])  # type: ignore[arg-type]
