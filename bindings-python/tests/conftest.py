"""What the tests share: a book in memory, and somebody who works with it."""

from collections.abc import Iterator

import pytest
from customer_core import Actor, ActorKind, CustomerBook, Session

ADA = Actor("a-1", "Ada", ActorKind.AGENT)


@pytest.fixture
def book() -> Iterator[CustomerBook]:
    with CustomerBook.open_in_memory() as book:
        book.add_first_administrator(ADA)
        yield book


@pytest.fixture
def session(book: CustomerBook) -> Session:
    return book.session(ADA)
