"""Lists without pages, and imports with a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from os import PathLike
from typing import BinaryIO
from uuid import UUID

from ._native import Session
from ._records import (
    ChangeEntry,
    CustomerListing,
    CustomerSearch,
    CustomerSummary,
    ImportOptions,
    ImportProgress,
    ImportRow,
    ImportSummary,
    SearchHit,
)


def iter_customers(
    session: Session, listing: CustomerListing = CustomerListing()
) -> Iterator[CustomerSummary]:
    """All customers of a list, page by page as they are asked for."""
    while True:
        page = session.list_customers(listing)
        yield from page.items
        if page.next is None:
            return
        listing = replace(listing, after=page.next)


def iter_hits(session: Session, search: CustomerSearch) -> Iterator[SearchHit]:
    """All that a search finds, page by page as they are asked for."""
    while True:
        page = session.search_customers(search)
        yield from page.items
        if page.next is None:
            return
        search = replace(search, after=page.next)


def iter_changes(
    session: Session, after: int = 0, customer: UUID | None = None
) -> Iterator[ChangeEntry]:
    """The change log from an entry on, in its order."""
    while entries := session.list_changes(after, customer, 500):
        yield from entries
        after = entries[-1].seq


def import_with_progress(
    session: Session,
    source: str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO,
    options: ImportOptions | None = None,
    *,
    on_rows: Callable[[list[ImportRow]], object] | None = None,
    on_progress: Callable[[ImportProgress], object] | None = None,
) -> ImportSummary:
    """Brings a whole file in, and says after each batch what became of its rows and how far it is.

    The callbacks are called between two transactions. An exception in one of them stops the import
    behind the last batch; one with a name in ``ImportOptions.import_id`` goes on from there. For
    ``tqdm``::

        bar = tqdm(unit="B", unit_scale=True)
        import_with_progress(session, path, on_progress=lambda p: bar.update(p.bytes - bar.n))
    """
    running = session.start_import(source, options)
    for batch in running:
        if on_rows is not None:
            on_rows(batch.rows)
        if on_progress is not None:
            on_progress(batch.progress)
    return running.summary()
