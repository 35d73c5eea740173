"""What crossing into Python costs: `crossing.py TEXTS BOOK` prints name, items, ns CPU and ns wall an item."""

import statistics
import sys
import time

import pyarrow
from customer_core import Actor, ActorKind, CustomerBook, NewEmail, parse_emails, parse_phones
from customer_core.arrow import match_addresses, validate_emails, validate_phones

ROUNDS = 7


def measure(name, count, work):
    """One warm-up and some rounds; the medians."""
    cpu, wall = [], []
    for turn in range(ROUNDS + 1):
        before = time.process_time_ns(), time.perf_counter_ns()
        work()  # what it answers is given back within its time, as everywhere
        after = time.process_time_ns(), time.perf_counter_ns()
        if turn:
            cpu.append((after[0] - before[0]) / count)
            wall.append((after[1] - before[1]) / count)
    print(f"{name}\t{count}\t{statistics.median(cpu):.0f}\t{statistics.median(wall):.0f}")


with open(sys.argv[1], encoding="utf-8") as file:
    lines = [line.rstrip("\n").split("\t") for line in file]
phones = [text for kind, text in lines if kind == "phone"]
emails = [text for kind, text in lines if kind == "email"]
phone_column, email_column = pyarrow.array(phones), pyarrow.array(emails)
with CustomerBook.open(sys.argv[2]) as book:
    session = book.session(Actor("bench", "Bench", ActorKind.AGENT))
    points = [NewEmail(text) for text in emails]
    found = session.find_ids_by_address(points)
    assert sum(len(one.customers) for one in found) > 0
    measure("phones", len(phones), lambda: parse_phones(phones))
    measure("emails", len(emails), lambda: parse_emails(emails))
    measure("look-ups", len(points), lambda: session.find_ids_by_address(points))
    measure("phones, columns", len(phones), lambda: validate_phones(phone_column))
    measure("emails, columns", len(emails), lambda: validate_emails(email_column))
    measure("look-ups, columns", len(points), lambda: match_addresses(session, emails=email_column))
