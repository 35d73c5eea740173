"""Files that Python gives: what reads them, what stops them, and what is told of them meanwhile."""

import faulthandler
import gc
import io
import os
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import customer_core as core
import pytest
from conftest import ADA
from customer_core import CustomerBook, ImportOptions, Session

TEXT = b"name,email\nAnna,anna@example.com\nBo,bo@example.com\n"
# More than what an import reads of a file to know it again.
LONG = b"name,location\n" + (b"Anna," + b"x" * 95 + b"\n") * 2_000


@pytest.fixture(autouse=True)
def hanging_ends() -> Iterator[None]:
    """What waits for ever has failed."""
    faulthandler.dump_traceback_later(60, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


class Reader:
    """Gives its octets, and then does something."""

    def __init__(self, octets: bytes, then: Callable[[], object]) -> None:
        self.rest = io.BytesIO(octets)
        self.then = then

    def read(self, size: int = -1) -> Any:
        return self.rest.read(size) or self.then()


def start(session: Session, source: Any, rows: int = 1_000) -> core.Import:
    return session.start_import(source, ImportOptions(batch_rows=rows))


class Stalled:
    """A source that waits in the middle until it is let go."""

    def __init__(self) -> None:
        self.waits, self.go = threading.Event(), threading.Event()
        self.reader = Reader(LONG, self.wait)

    def wait(self) -> bytes:
        self.waits.set()
        self.go.wait(30)
        return b""

    def read(self, size: int = -1) -> Any:
        return self.reader.read(size)


def in_next_batch(running: core.Import, told: list[object]) -> threading.Thread:
    def work() -> None:
        try:
            while (batch := running.next_batch()) is not None:
                told.append(batch)
        except core.CustomerCoreError as error:
            told.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_what_is_known_of_an_import_is_told_while_it_reads(session: Session) -> None:
    source = Stalled()
    running = start(session, source)
    told: list[object] = []
    thread = in_next_batch(running, told)
    assert source.waits.wait(30)
    # The first batch is done, the last one waits for its end.
    assert running.summary().progress.rows == len(told) * 1_000 == 1_000
    assert not running.summary().finished
    assert running.job().progress().rows == 1_000
    running.job().cancel()
    source.go.set()
    thread.join()
    assert isinstance(told[-1], core.CancelledError)
    assert running.job().is_cancelled()


def test_what_is_known_of_an_export_is_told(session: Session) -> None:
    session.create_customer(core.NewCustomer(full_name="A"))
    export = session.export_customers(core.ExportOptions())
    assert export.progress().rows == 0
    assert len(list(export)) > 0
    assert export.progress().rows == 1
    job = export.job()
    job.cancel()
    assert export.job().is_cancelled()


def test_an_import_is_known_to_its_own_reader(session: Session) -> None:
    seen: list[object] = []

    def look() -> bytes:
        seen.append(running.summary().progress.rows)
        seen.append(running.job().is_cancelled())
        return b""

    running = start(session, Reader(LONG, look))
    assert sum(len(batch.rows) for batch in running) == 2_000
    assert seen[:2] == [1_000, False]


# A2.3: records are brought in from outside.
def test_an_import_does_not_go_on_inside_its_own_reader(session: Session) -> None:
    running = start(session, Reader(LONG, lambda: running.next_batch()))
    with pytest.raises(core.StorageError) as told:
        while running.next_batch():
            pass
    assert isinstance(told.value.__cause__, RuntimeError)
    assert "its own reader" in str(told.value.__cause__)


# T33: a forked child is refused.
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_does_not_wait_for_its_parents_work(tmp_path: Path) -> None:
    with CustomerBook.open(tmp_path / "book.db") as book:
        book.add_first_administrator(ADA)
        source = Stalled()
        running = start(book.session(ADA), source)
        thread = in_next_batch(running, [])
        assert source.waits.wait(30)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                signal.alarm(20)
                told = []
                for call in (running.summary, running.job, running.next_batch):
                    try:
                        call()
                    except core.StorageError as error:
                        told.append(error.kind)
                code = 0 if told == [core.StorageKind.FORKED] * 3 else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        source.go.set()
        thread.join()
        assert running.summary().finished


def test_what_a_reader_raises_is_the_cause(session: Session) -> None:
    def broken() -> bytes:
        raise OSError("cable")

    for octets, begin in ((b"", start), (LONG, lambda *of: list(start(*of)))):
        with pytest.raises(core.StorageError) as told:
            begin(session, Reader(octets, broken))
        assert isinstance(told.value.__cause__, OSError)
        assert str(told.value.__cause__) == "cable"
    with pytest.raises(core.StorageError) as told:
        core.preview_file(Reader(b"", broken), core.FileOptions(), 10)  # type: ignore[arg-type]
    assert str(told.value.__cause__) == "cable"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_is_no_exception_goes_through(session: Session, stop: type[BaseException]) -> None:
    def stopped() -> bytes:
        raise stop

    with pytest.raises(stop):
        start(session, Reader(b"", stopped))
    running = start(session, Reader(LONG, stopped))
    with pytest.raises(stop):
        list(running)
    # It is raised once; the import stays where it stopped.
    with pytest.raises(core.StorageError) as told:
        running.next_batch()
    assert told.value.__cause__ is None


@pytest.mark.parametrize(
    ("answer", "found"), [(None, "NoneType"), ("name\n", "str"), ([1, 2], "list"), (7, "int")]
)
def test_a_reader_of_something_else_is_told(session: Session, answer: object, found: str) -> None:
    wanted = rf"^source\.read: bytes expected, {found} found"
    with pytest.raises(TypeError, match=wanted):
        start(session, Reader(b"", lambda: answer))
    with pytest.raises(TypeError, match=wanted):
        list(start(session, Reader(LONG, lambda: answer)))
    with pytest.raises(TypeError, match=r"^source\.read: bytes expected, str found"):
        start(session, io.StringIO("name\nAnna\n"))


# A2.3: records are brought in from outside.
def test_octets_are_octets_in_every_form(session: Session) -> None:
    forms: list[Any] = [
        TEXT,
        bytearray(TEXT),
        memoryview(TEXT),
        memoryview(b"." + TEXT)[1:],
        memoryview(bytes(of for octet in TEXT for of in (octet, 0)))[::2],
        Reader(b"", chain([bytearray(TEXT)], repeat(bytearray())).__next__),
        Reader(b"", chain([memoryview(TEXT)], repeat(memoryview(b""))).__next__),
    ]
    for source in forms:
        assert len(start(session, source).next_batch().rows) == 2  # type: ignore[union-attr]
    message = b"From: anna@example.com\r\n\r\nHello\r\n"
    for octets in (message, bytearray(message), memoryview(message)):
        assert core.parse_message(octets) == core.parse_message(message)
    for source in (7, None, [1, 2]):
        with pytest.raises(TypeError, match="^source: "):
            start(session, source)


def test_a_reader_that_holds_its_import_is_let_go(session: Session) -> None:
    class Holding(Reader):
        running: core.Import

    source = Holding(LONG, bytes)
    source.running = start(session, source)
    assert source.running.next_batch() is not None
    gone = weakref.ref(source)
    del source
    gc.collect()
    assert gone() is None


def test_a_panic_in_what_cannot_fail_is_an_exception() -> None:
    from customer_core import _native

    provoke = getattr(_native, "_panic", None)
    if provoke is None:
        pytest.skip("only debug builds can be made to panic")
    with pytest.raises(core.InternalError) as told:
        provoke(True)
    assert told.value.place == "panic"
