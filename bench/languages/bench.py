"""P11 in Python: what crossing costs. Prints one JSON object of microseconds."""

import json
import sys
import time
from collections.abc import Callable

import customer_core as core
import pyarrow
from customer_core.arrow import validate_phones

COUNT = 200_000
RUST = float(sys.argv[1])


def micros(work: Callable[[], object], count: int) -> float:
    """CPU microseconds of the best of three rounds, threads included."""
    found = []
    for _ in range(3):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found) / count * 1e6


def again(work: Callable[[], object], count: int) -> float:
    def rounds() -> None:
        for _ in range(count):
            work()

    return micros(rounds, count)


texts = [f"+49 30 {901820 + at}" for at in range(COUNT)]
column = pyarrow.array(texts)
book = core.CustomerBook.open_in_memory()
ada = core.Actor("a-1", "Ada", core.ActorKind.AGENT)
book.add_first_administrator(ada)
session = book.session(ada)
anna = session.create_customer(core.NewCustomer(full_name="Anna", email="a@example.com")).customer.id

print(
    json.dumps(
        {
            "call": again(book.is_file, COUNT),
            "get_customer": again(lambda: session.get_customer(anna), 20_000),
            "phones": micros(lambda: core.parse_phones(texts, None, core.PhoneOptions()), COUNT) - RUST,
            "arrow": micros(lambda: validate_phones(column), COUNT) - RUST,
        }
    )
)
