"""The habits of Python: records, exceptions, context managers, iterators, threads, fork."""

import ast
import copy
import gc
import importlib
import io
import os
import pickle
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import customer_core as core
import pytest
from conftest import ADA
from customer_core import (
    CallToMatch,
    CustomerBook,
    CustomerListing,
    CustomerSearch,
    CustomerSelection,
    ImportOptions,
    NewCustomer,
    NewEmail,
    Session,
)


# Dec.10: the answers are those of every language.
def test_what_goes_in_comes_out(session: Session) -> None:
    name = "Ämma 山田 עברית 👩‍👩‍👧 e\u0301"
    written = session.create_customer(NewCustomer(full_name=name, city="", email="a@example.com"))
    found = session.get_customer(written.customer.id)
    assert found == written.customer
    assert found.display_name == found.full_name == core.NewCustomer(full_name=name).full_name
    assert (found.city, found.masked, found.hidden) == (None, [], [])
    assert isinstance(found.id, UUID)
    assert found.kind is core.CustomerKind.PERSON
    assert found.kind == "person"
    email = found.contacts[0].points[0].value
    assert isinstance(email, core.Email)
    assert email.as_typed == "a@example.com"


# Dec.10: the answers are those of every language.
def test_times_have_their_zone_and_keep_their_milliseconds(session: Session) -> None:
    assert session.create_customer(NewCustomer(full_name="A")).customer.created_at.tzinfo is UTC
    moment = datetime(2026, 1, 1, 23, 59, 59, 123_999, tzinfo=timezone(timedelta(hours=-9)))
    call = CallToMatch("c-1", "+4930901820", core.CallPhase.ACCEPTED, moment)
    session.set_creation_modes(None, core.CreationMode.AUTOMATIC, None)
    answer = session.match_call(call)
    assert isinstance(answer.outcome, core.MatchOutcomeCreated)
    assert answer.outcome.customer is not None
    found = session.list_interactions(answer.outcome.customer, 10).items[0]
    assert found.at == moment.replace(microsecond=123_000)
    with pytest.raises(TypeError, match=r"call\.at: datetime with a time zone"):
        session.match_call(replace(call, at=datetime(2026, 1, 1)))
    for at, far in enumerate((datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC))):
        link = core.LinkRequest(
            core.InteractionRef(core.InteractionKind.TICKET, f"t-{at}"),
            far,
            core.LinkTargetExisting(answer.outcome.customer),
            False,
        )
        session.link_interaction(link)
        newest = session.list_interactions(answer.outcome.customer, 10).items
        assert far.replace(microsecond=far.microsecond // 1_000 * 1_000) in [of.at for of in newest]
    assert session.get_customer(answer.outcome.customer).last_contact_at is not None
    assert len(session.list_customers().items) == 2
    with pytest.raises(core.InvalidError) as told:
        session.match_call(replace(call, at=datetime.max.replace(tzinfo=timezone(timedelta(hours=-9)))))
    assert told.value.violations == [core.Violation("at", core.Rule.OUT_OF_RANGE)]


# Dec.10: the answers are those of every language.
def test_errors_are_exceptions_with_what_is_wrong_as_data(session: Session) -> None:
    with pytest.raises(core.InvalidError) as told:
        session.create_customer(NewCustomer(email="nobody", phone=core.NewPhone("1")))
    assert told.value.code == "invalid"
    assert isinstance(told.value, ValueError)
    assert [(of.field, of.rule, of.limit) for of in told.value.violations] == [
        ("name", core.Rule.REQUIRED, None),
        ("email", core.Rule.NO_AT_SIGN, None),
        ("phone", core.Rule.TOO_FEW_DIGITS, 4),
    ]
    again = pickle.loads(pickle.dumps(told.value))
    assert (str(again), again.violations) == (str(told.value), told.value.violations)
    with pytest.raises(LookupError) as missing:
        session.get_customer(uuid4())
    assert isinstance(missing.value, core.NotFoundError)
    assert missing.value.what == "customer"
    with pytest.raises(core.InvalidError) as wrong:
        session.get_customer("no id")  # type: ignore[arg-type]
    assert wrong.value.violations == [core.Violation("id", core.Rule.NOT_AN_ID)]


# Dec.11, F5.1: who was granted nothing may do nothing.
def test_who_may_not_is_told_what_is_missing(book: CustomerBook) -> None:
    stranger = book.session(core.Actor("s", "Stranger", core.ActorKind.AGENT))
    with pytest.raises(core.DeniedError) as told:
        stranger.create_customer(NewCustomer(full_name="A"))
    assert core.Permission.CUSTOMER_CREATE in told.value.missing


def test_wrong_types_are_told_with_their_place(session: Session) -> None:
    wrong: list[tuple[Callable[[], object], str]] = [
        (lambda: session.create_customer("Anna"), "new: NewCustomer expected, str found"),  # type: ignore[arg-type]
        (lambda: session.create_customers("ab"), "new: list expected, str found"),  # type: ignore[arg-type]
        (
            lambda: session.create_customer(NewCustomer(contacts=[core.NewContact(emails=[5])])),  # type: ignore[list-item]
            r"new\.contacts\[0\]\.emails\[0\]: NewEmail expected, int found",
        ),
        (lambda: session.list_customers(CustomerListing(limit="x")), r"listing\.limit: int"),  # type: ignore[arg-type]
        (lambda: core.parse_phone(None), "text"),  # type: ignore[arg-type]
    ]
    for call, text in wrong:
        with pytest.raises(TypeError, match=text):
            call()
    with pytest.raises(OverflowError):
        session.list_changes(-1, None, 500)
    with pytest.raises(core.InvalidError) as told:
        session.create_customer(NewCustomer(kind="robot"))  # type: ignore[arg-type]
    assert told.value.violations == [core.Violation("new.kind", core.Rule.UNKNOWN_VALUE)]


# Dec.10: the answers are those of every language.
def test_numbers_of_64_bits(session: Session) -> None:
    assert session.list_changes(2**64 - 1, None, 500) == []
    with pytest.raises(OverflowError):
        session.list_changes(2**64, None, 500)


def test_records_are_values() -> None:
    one = NewEmail("a@example.com", preferred=True)
    assert one == copy.deepcopy(one) == pickle.loads(pickle.dumps(one))
    assert one != replace(one, contactable=False)
    with pytest.raises(FrozenInstanceError):
        one.address = "b@example.com"  # type: ignore[misc]
    with pytest.raises(TypeError):
        NewEmail()  # type: ignore[call-arg]
    # What is told of a person is not shown in logs.
    assert repr(NewCustomer(full_name="Anna")) == (
        "NewCustomer(kind=<CustomerKind.PERSON: 'person'>, contacts=[], ...)"
    )
    assert repr(core.Violation("a", core.Rule.REQUIRED)).startswith("Violation(field='a', rule=")
    match core.MatchOutcomeCreated(None):
        case core.MatchOutcomeCreated(customer):
            assert customer is None


def test_a_pickle_is_read_by_names() -> None:
    made = core.NewCustomer(full_name="A", city="Bonn")
    restore, (kind, values) = made.__reduce__()
    assert restore(kind, dict(reversed(values.items()))) == made
    older = {name: value for name, value in values.items() if name != "street"}
    assert restore(kind, older) == made
    with pytest.raises(TypeError, match="later"):
        restore(kind, values | {"later": 1})
    restore, (kind, values) = core.Violation("a", core.Rule.REQUIRED).__reduce__()
    with pytest.raises(TypeError, match="rule"):
        restore(kind, {"field": "a"})


def test_what_comes_out_is_as_if_python_had_made_it(session: Session) -> None:
    phones = core.parse_phones(["+49 30 901820"] * 1_000, None, core.PhoneOptions())
    phone = phones[0]
    assert isinstance(phone, core.Phone)
    assert phone == replace(phone) == copy.copy(phone) == pickle.loads(pickle.dumps(phone))
    assert hash(phone) == hash(replace(phone))
    assert asdict(phone)["e164"] == "+4930901820"
    # A list of many records is no heavier than it has to be.
    assert not hasattr(phone, "__dict__")
    assert phone.e164 is phone.match_key
    assert phone.region is phone.flag_region
    customer = session.create_customer(NewCustomer(full_name="A")).customer
    same = UUID(str(customer.id))
    assert (customer.id, hash(customer.id), repr(customer.id)) == (same, hash(same), repr(same))
    assert pickle.loads(pickle.dumps(customer.id)) == copy.deepcopy(customer.id) == same
    assert customer.id.is_safe is same.is_safe and customer.id.version == 7
    assert session.get_customer(customer.id) == session.get_customer(same)


def test_what_is_declared_is_there() -> None:
    native = importlib.import_module("customer_core._native")
    declared = ast.parse((Path(core.__file__).parent / "_native.pyi").read_text())
    checked = 0
    for of in declared.body:
        if isinstance(of, ast.ClassDef):
            methods = [each.name for each in of.body if isinstance(each, ast.FunctionDef)]
            assert [name for name in methods if not hasattr(getattr(native, of.name), name)] == []
            checked += len(methods)
        elif isinstance(of, ast.FunctionDef):
            assert callable(getattr(native, of.name))
    assert checked > 80


def test_documentation_names_what_python_has() -> None:
    folder = Path(core.__file__).parent
    for file in ("_errors.py", "_native.pyi", "_records.py"):
        text = (folder / file).read_text(encoding="utf-8")
        assert re.findall(r"`[^`\n]*(?:::|BookOptions)[^`\n]*`", text) == [], file
    assert "`time_limit` of `CustomerBook.open`" in (core.CancelledError.__doc__ or "")


def test_the_collector_of_garbage_is_left_as_it_was() -> None:
    texts = ["+49 30 901820", "x"] * 1_000
    assert gc.isenabled()
    core.parse_phones(texts, None, core.PhoneOptions())
    assert gc.isenabled()
    gc.disable()
    try:
        core.parse_phones(texts, None, core.PhoneOptions())
        assert not gc.isenabled()
    finally:
        gc.enable()


# T39: what a record says of a person is not printed.
def test_records_show_no_more_of_themselves_than_in_rust(session: Session) -> None:
    secret = "Anna Geheim"
    name = core.FieldCondition(core.CustomerField.FULL_NAME, core.FieldTestIs([secret]))
    session.create_customers([NewCustomer(full_name=f"{secret} {at}") for at in range(3)])
    page = session.list_customers(CustomerListing(limit=2))
    assert page.next is not None
    chunk = session.export_customers(core.ExportOptions()).next_chunk()
    assert chunk is not None and secret.encode() in chunk.bytes
    draft = core.CustomerDraft(full_name=secret)
    for of in (
        CustomerSelection(filter=name),
        name,
        name.test,
        core.FilterNot(name),
        core.ShownValueMasked(secret),
        core.MatchOutcomeNoMatch(draft),
        page,
        chunk,
    ):
        told = repr(of)
        assert told.startswith(f"{type(of).__name__}(")
        assert "Geheim" not in told and page.next not in told, told
    assert repr(page).startswith("Page(items=[CustomerSummary(")
    assert repr(core.TimeSpan()) == "TimeSpan(from_=None, before=None)"
    customer = page.items[0].id
    assert repr(core.MatchOutcomeAssigned(customer)).startswith(f"MatchOutcomeAssigned(customer={customer!r}")
    assert repr(core.ShownValueWithheld()) == "ShownValueWithheld()"


# Dec.10: the answers are those of every language.
def test_filters_and_pages(session: Session) -> None:
    made = session.create_customers([NewCustomer(full_name=f"C {i:03}") for i in range(120)])
    assert all(isinstance(of, core.CreateOutcomeCreated) for of in made)
    listed = list(core.iter_customers(session, CustomerListing(limit=50)))
    assert [of.display_name for of in listed] == [f"C {i:03}" for i in range(120)]
    assert len(list(core.iter_hits(session, CustomerSearch(text="C", limit=7)))) == 120
    nobody = core.FilterAll([core.FilterNot(core.FilterBlocked(False)), core.FilterAny([])])
    assert session.count_customers(CustomerSelection(filter=nobody)).active == 0
    assert len(list(core.iter_changes(session))) > 120


# A2.3: records are brought in from outside.
def test_imports_and_exports(session: Session, tmp_path: Path) -> None:
    text = "name,email\nAnna,anna@example.com\n,\nBo,no\n"
    path = tmp_path / "list.csv"
    path.write_text(text)
    for source in (text.encode(), io.BytesIO(text.encode()), path, str(path)):
        seen: list[core.ImportRow] = []
        bars: list[core.ImportProgress] = []
        dry = ImportOptions(dry_run=True)
        summary = core.import_with_progress(
            session, source, dry, on_rows=seen.extend, on_progress=bars.append
        )
        assert summary.finished and summary.dry_run
        assert [type(of.outcome).__name__ for of in seen] == [
            "ImportRowOutcomeCreated",
            "ImportRowOutcomeRejected",
        ]
        rejected = seen[1].outcome
        assert isinstance(rejected, core.ImportRowOutcomeRejected)
        assert isinstance(rejected.error, core.InvalidError)
        assert bars[-1].rows == 2
    session.start_import(text.encode()).next_batch()
    columns = [core.ExportColumn.FULL_NAME, core.ExportColumn.EMAIL]
    octets = b"".join(session.export_customers(core.ExportOptions(columns=columns)))
    assert octets == b"full_name,email\r\nAnna,anna@example.com\r\n"


def test_an_import_is_stopped(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("name\n" + "Anna\n" * 5_000)
    job = core.Job()
    job.cancel()
    with pytest.raises(core.CancelledError):
        session.import_file(path, None, None, job)
    assert session.count_customers().active == 0

    class Stop(Exception):
        pass

    def stop(_: object) -> None:
        raise Stop

    with pytest.raises(Stop):
        core.import_with_progress(session, path, on_progress=stop)
    assert 0 < session.count_customers().active < 5_000


def test_an_import_moves_a_bar_of_tqdm(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("name\n" + "Anna\n" * 2_500)
    tqdm = importlib.import_module("tqdm").tqdm  # it tells no types
    with tqdm(unit="B", unit_scale=True, total=path.stat().st_size, file=io.StringIO()) as bar:
        steps: list[int] = []

        def move(progress: core.ImportProgress) -> None:
            steps.append(progress.bytes)
            bar.update(progress.bytes - bar.n)

        core.import_with_progress(session, path, on_progress=move)
        assert bar.n == steps[-1] == path.stat().st_size
        assert len(steps) > 1 and steps == sorted(steps)


def test_a_closed_book_says_so(tmp_path: Path) -> None:
    with CustomerBook.open(tmp_path / "book.db") as book:
        book.add_first_administrator(ADA)
        session = book.session(ADA)
    with pytest.raises(core.ClosedError) as told:
        session.list_customers()
    assert told.value.code == "closed"
    with CustomerBook.open(tmp_path / "book.db", durability=core.Durability.FULL) as book:
        assert book.session(ADA).count_customers().active == 0
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"no book at all" * 100)
    with pytest.raises(core.StorageError) as foreign:
        CustomerBook.open(garbage)
    assert foreign.value.kind is core.StorageKind.FOREIGN_FILE
    assert garbage.read_bytes() == b"no book at all" * 100


def test_a_panic_is_an_exception() -> None:
    from customer_core import _native

    provoke = getattr(_native, "_panic", None)
    if provoke is None:
        pytest.skip("only debug builds can be made to panic")
    with pytest.raises(core.InternalError) as told:
        provoke()
    assert told.value.place == "panic"


def test_others_run_while_the_core_works(session: Session) -> None:
    texts = ["+49 30 901820"] * 200_000
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    core.parse_phones(texts, None, core.PhoneOptions())
    done.set()
    thread.join()
    assert ticks > 3


# T33: a forked child is refused.
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_a_forked_child_is_refused(tmp_path: Path) -> None:
    with CustomerBook.open(tmp_path / "book.db") as book:
        book.add_first_administrator(ADA)
        session = book.session(ADA)
        session.create_customer(NewCustomer(full_name="Parent"))
        child = os.fork()
        if child == 0:
            code = 1
            try:
                session.create_customer(NewCustomer(full_name="Child"))
            except core.StorageError as error:
                code = 0 if error.kind is core.StorageKind.FORKED else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert session.count_customers().active == 1
        assert book.check().problems == []
