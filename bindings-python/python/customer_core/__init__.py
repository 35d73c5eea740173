"""Customer records for support apps: who they are, how to reach them, who wrote this message, and who
may see it.

A book holds the customers of one project in one file. Sessions work with it, each under an actor::

    from customer_core import Actor, ActorKind, CustomerBook, NewCustomer

    with CustomerBook.open("customers.db") as book:
        ada = Actor("a-1", "Ada", ActorKind.AGENT)
        book.add_first_administrator(ada)
        session = book.session(ada)
        session.create_customer(NewCustomer(full_name="Anna Müller", email="anna@example.com"))
"""

from . import _errors, _native, _pages, _records
from ._errors import *
from ._native import (
    CustomerBook,
    Export,
    Import,
    Job,
    Session,
    address_countries,
    classify_sender,
    countries,
    operations,
    parse_email,
    parse_emails,
    parse_handle,
    parse_message,
    parse_phone,
    parse_phones,
    parse_time_zone,
    preview_file,
    search_countries,
)
from ._native import __version__ as __version__
from ._pages import import_with_progress, iter_changes, iter_customers, iter_hits
from ._records import *

__all__ = [
    "CustomerBook",
    "Export",
    "Import",
    "Job",
    "Session",
    "address_countries",
    "classify_sender",
    "countries",
    "import_with_progress",
    "iter_changes",
    "iter_customers",
    "iter_hits",
    "operations",
    "parse_email",
    "parse_emails",
    "parse_handle",
    "parse_message",
    "parse_phone",
    "parse_phones",
    "parse_time_zone",
    "preview_file",
    "search_countries",
]
__all__ += _errors.__all__
__all__ += _records.__all__
