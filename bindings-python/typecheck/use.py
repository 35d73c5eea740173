"""The package as a host uses it. It is checked and not run: both strict checkers accept every line,
and `assert_type` says what they have to make of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import assert_never, assert_type
from uuid import UUID

from customer_core import (
    Actor,
    ActorKind,
    AskedOperation,
    CallPhase,
    CallToMatch,
    ChangeEntry,
    ConflictError,
    CreationMode,
    Customer,
    CustomerBook,
    CustomerCoreError,
    CustomerField,
    CustomerKind,
    CustomerListing,
    CustomerPatch,
    CustomerSearch,
    CustomerSelection,
    CustomerStatus,
    CustomerSummary,
    DeniedError,
    Durability,
    Email,
    EmailOptions,
    EmailToMatch,
    ExportOptions,
    FieldCondition,
    FieldTestIs,
    FileOptions,
    FilterAll,
    FilterStatus,
    Grant,
    GrantScope,
    Handle,
    HandleChannel,
    ImportOptions,
    ImportRow,
    ImportSummary,
    InvalidError,
    Job,
    MatchOptions,
    MatchOutcomeAssigned,
    MatchOutcomeCandidates,
    MatchOutcomeCreated,
    Narrowing,
    NewContact,
    NewCustomer,
    NewEmail,
    NewPhone,
    NotFoundError,
    Page,
    Permission,
    PermissionGroup,
    Phone,
    PhoneKind,
    PhoneOptions,
    Question,
    SearchHit,
    SenderAuthUnverified,
    SenderVerdict,
    Session,
    ShownValue,
    ShownValueMasked,
    Violation,
    classify_sender,
    countries,
    import_with_progress,
    iter_changes,
    iter_customers,
    iter_hits,
    parse_email,
    parse_emails,
    parse_handle,
    parse_message,
    parse_phone,
    parse_phones,
    preview_file,
    search_countries,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def forms() -> None:
    phone = parse_phone("0151 23456789", "DE")
    assert_type(phone, Phone)
    assert_type(phone.e164, str | None)
    assert_type(parse_phone("+49 151 23456789").digits, str)
    for checked in parse_phones(["1", "2"], options=PhoneOptions()):
        assert_type(checked, Phone | Violation)
        if isinstance(checked, Violation):
            assert_type(checked.field, str)
        else:
            assert_type(checked, Phone)
    assert_type(parse_email("anna@example.com"), Email)
    assert_type(parse_emails(("a", "b"), EmailOptions()), list[Email | Violation])
    assert_type(parse_handle(HandleChannel.TWITTER, None, "@anna").value, str)
    names = [country.name for country in (*countries(), *search_countries("ger"))]
    assert_type(names, list[str])
    assert_type(classify_sender(parse_message(b"From: a@example.com")), SenderVerdict)


def opened(path: Path) -> CustomerBook:
    book = CustomerBook.open(
        path,
        busy_timeout=timedelta(seconds=5),
        time_limit=None,
        durability=Durability.FULL,
        readers=4,
    )
    assert_type(book.is_file(), bool)
    return book


def sessions(book: CustomerBook) -> Session:
    ada = Actor("a-1", "Ada", ActorKind.AGENT, teams=["billing"])
    book.add_first_administrator(ada)
    book.session_narrowed(ada, Narrowing(permissions=[Permission.CUSTOMER_VIEW]))
    book.session_in_groups(ada, ["agents"], Narrowing(teams=["billing"]))
    assert_type(book.system_session("a move from another system"), Session)
    return book.session(ada)


def customers(session: Session) -> UUID:
    written = session.create_customer(
        NewCustomer(
            kind=CustomerKind.PERSON,
            full_name="Anna Müller",
            email="anna@example.com",
            phone=NewPhone("0151 23456789", region="DE", kind=PhoneKind.MOBILE),
            contacts=[NewContact(label="home", emails=[NewEmail("b@example.com", preferred=True)])],
        )
    )
    customer = written.customer
    assert_type(customer, Customer)
    assert_type(customer.id, UUID)
    assert_type(customer.full_name, str | None)
    assert_type(customer.display_name, str)
    assert_type(customer.last_contact_at, datetime | None)
    if customer.last_contact_at is not None:
        print(customer.last_contact_at.isoformat())
    changed = session.update_customer(customer.id, customer.version, CustomerPatch(city=""))
    session.set_customer_status(customer.id, CustomerStatus.INACTIVE)
    for contact in session.list_contacts(changed.customer.id):
        for point in contact.points:
            print(shown(point.value))
    return customer.id


def shown(value: ShownValue) -> str:
    """All forms of a union are told apart by their class; the checkers know when one is left out."""
    match value:
        case Email() | Phone():
            return value.as_typed
        case Handle():
            return value.value
        case ShownValueMasked():
            return "…"
        case _:
            return "withheld"


def kinds(kind: CustomerKind) -> str:
    if kind is CustomerKind.PERSON:
        return "a person"
    if kind is CustomerKind.ENTITY:
        return "a company"
    assert_never(kind)


def matching(session: Session, raw: bytes) -> list[UUID]:
    session.set_creation_modes(email=CreationMode.AUTOMATIC)
    email = EmailToMatch(parse_message(raw), NOW, auth=SenderAuthUnverified())
    answer = session.match_email(email, MatchOptions(dry_run=True))
    session.match_call(CallToMatch("c-1", "+49151", CallPhase.RINGING, NOW))
    match answer.outcome:
        case MatchOutcomeAssigned(customer):
            return [customer]
        case MatchOutcomeCreated(customer=customer):
            assert_type(customer, UUID | None)
            return [customer] if customer else []
        case MatchOutcomeCandidates(candidates=found):
            return [each.customer for each in found]
        case _:
            return []


def lists(session: Session) -> Iterator[CustomerSummary]:
    condition = FieldCondition(CustomerField.CITY, FieldTestIs(["Bonn"]))
    chosen = FilterAll([condition, FilterStatus(CustomerStatus.ACTIVE)])
    listing = CustomerListing(filter=chosen, limit=100)
    page = session.list_customers(listing)
    assert_type(page, Page[CustomerSummary])
    assert_type(page.next, str | None)
    ids = session.list_customer_ids(CustomerSelection(), 10)
    assert_type(ids.items, list[UUID])
    hits = session.search_customers(CustomerSearch(text="anna"))
    assert_type(hits, Page[SearchHit])
    assert_type(iter_hits(session, CustomerSearch(text="anna")), Iterator[SearchHit])
    assert_type(iter_changes(session), Iterator[ChangeEntry])
    yield from iter_customers(session, listing)


def permissions(session: Session) -> bool:
    grant = Grant(Permission.CUSTOMER_VIEW, scope=GrantScope.TEAM)
    session.put_group(PermissionGroup("agents", "Agents", [grant]))
    decision = session.check(Question(AskedOperation("create_customer")))
    assert_type(decision.allowed, bool)
    return decision.allowed


def files(session: Session, path: Path) -> None:
    rows: list[ImportRow] = []
    preview = preview_file(b"name\nAnna\n", FileOptions(delimiter=";"), 10)
    assert_type(preview.records[0].customer, NewCustomer | None)
    with path.open("rb") as file:
        for batch in session.start_import(file, ImportOptions(dry_run=True)):
            rows.extend(batch.rows)
    summary = import_with_progress(session, path, on_rows=rows.extend)
    assert_type(summary, ImportSummary)
    job = Job()
    session.export_to_file(path, ExportOptions(), False, job)
    assert_type(job.is_cancelled(), bool)
    for part in session.export_customers():
        assert_type(part, bytes)


def errors(session: Session, id: UUID) -> str:
    try:
        session.get_customer(id)
    except InvalidError as error:
        return ", ".join(violation.field for violation in error.violations)
    except DeniedError as error:
        assert_type(error.missing, list[Permission])
        return "denied"
    except ConflictError as error:
        return error.reason.value
    except (NotFoundError, CustomerCoreError) as error:
        assert_type(error.code, str)
        return error.code
    return ""
