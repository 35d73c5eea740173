"""A customer list goes through polars into a book, and a report says what became of each row.

    python etl.py [list.csv] [customers.db]

The list is cleaned with polars, its phones and emails are looked at as columns, and it is brought in by the
rules that hold for what people type: who is there already is recognised by the reference, what breaks a rule
is told with the field and the rule, and nothing is lost on the way.
"""

import sys
from pathlib import Path

import polars as pl
from customer_core import (
    Actor,
    ActorKind,
    ConflictError,
    CustomerBook,
    ImportKey,
    ImportOptions,
    Session,
)
from customer_core.arrow import import_table, validate_emails, validate_phones

JOB = Actor("etl", "Nightly import", ActorKind.IMPORT)


def read(path: Path) -> pl.DataFrame:
    """The list, trimmed; rows of blank cells say nothing."""
    rows = pl.read_csv(path, infer_schema=False)
    trimmed = rows.with_columns(pl.all().str.strip_chars().replace("", None))
    return trimmed.filter(~pl.all_horizontal(pl.all().is_null()))


def look_at(rows: pl.DataFrame) -> pl.DataFrame:
    """What is known of each phone and email before anything is written."""
    phones = pl.Series("phone", validate_phones(rows["telephone"], regions=rows["country"]))
    emails = pl.Series("email", validate_emails(rows["mail"]))
    return rows.select(
        "id",
        phones.struct.field("e164"),
        phones.struct.field("line_type"),
        phones.struct.field("rule").alias("phone_rule"),
        emails.struct.field("match_key").alias("email"),
        emails.struct.field("rule").alias("email_rule"),
    )


def bring_in(session: Session, rows: pl.DataFrame) -> pl.DataFrame:
    """Brings the rows in, and answers what became of each."""
    named = rows.rename(
        {"id": "ref1", "first": "given_name", "last": "family_name", "mail": "email", "telephone": "phone"}
    )
    options = ImportOptions(match_by=ImportKey.REF1, source="list.csv")
    done = import_table(session, named, options)
    return pl.DataFrame(done)


def open_book(path: str | None) -> CustomerBook:
    book = CustomerBook.open(path) if path else CustomerBook.open_in_memory()
    try:
        book.add_first_administrator(JOB)
    except ConflictError:
        pass  # somebody was here before
    return book


def main(arguments: list[str]) -> None:
    path = Path(arguments[0]) if arguments else Path(__file__).parent / "list.csv"
    rows = read(path)
    pl.Config.set_tbl_hide_dataframe_shape(True)
    pl.Config.set_tbl_rows(50)
    print("What the columns hold:", look_at(rows), sep="\n")
    with open_book(arguments[1] if len(arguments) > 1 else None) as book:
        session = book.session(JOB)
        report = bring_in(session, rows)
        print("What became of the rows:", report, sep="\n")
        print(report.group_by("outcome").len().sort("outcome"))
        print(f"{session.count_customers().active} customers are in the book")


if __name__ == "__main__":
    main(sys.argv[1:])
