"""What the tests share: a book in memory, and somebody who works with it."""

from collections.abc import Iterator

import polars as pl
import pytest
from customer_core import (
    Actor,
    ActorKind,
    CustomerBook,
    ExportColumn,
    ExportOptions,
    NewContact,
    NewCustomer,
    NewEmail,
    NewPhone,
    Session,
)
from customer_core.arrow import export_table

ADA = Actor("a-1", "Ada", ActorKind.AGENT)


@pytest.fixture
def book() -> Iterator[CustomerBook]:
    with CustomerBook.open_in_memory() as book:
        book.add_first_administrator(ADA)
        yield book


@pytest.fixture
def session(book: CustomerBook) -> Session:
    return book.session(ADA)


@pytest.fixture
def peopled(session: Session) -> Session:
    """Three customers with an email each, and one that they share."""
    for at in range(3):
        cards = [NewContact(emails=[NewEmail("shared@example.com")], phones=[NewPhone("12345")])]
        session.create_customer(
            NewCustomer(full_name=f"C{at}", email=f"c{at}@example.com", contacts=cards)
        )
    return session


def ids(session: Session) -> list[str]:
    """The ids of all customers, as text."""
    return pl.DataFrame(export_table(session, ExportOptions(columns=[ExportColumn.ID])))["id"].to_list()
