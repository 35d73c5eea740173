"""What a host may get wrong. Each marked line has to be reported by both checkers, and no other line
may be."""

from datetime import UTC, datetime
from uuid import UUID

from customer_core import (
    Actor,
    ActorKind,
    CallPhase,
    CallToMatch,
    CustomerBook,
    CustomerListing,
    CustomerPatch,
    CustomerStatus,
    FieldTestIs,
    FilterAll,
    Grant,
    Narrowing,
    NewContact,
    NewCustomer,
    NewEmail,
    NewPhone,
    Permission,
    PermissionGroup,
    Phone,
    Session,
    ShownValue,
    parse_phone,
    parse_phones,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def records(session: Session) -> None:
    session.create_customer("Anna")  # error: a text is no record
    session.create_customer({"full_name": "Anna"})  # error: a dictionary is no record
    session.create_customer(NewCustomer("Anna"))  # error: fields have names
    session.create_customer(NewCustomer(fullname="Anna"))  # error: an unknown field
    session.create_customer(NewCustomer(phone="0151 23456789"))  # error: a phone is a record
    session.create_customer(NewCustomer(contacts=NewContact()))  # error: one contact is no list
    session.create_customer(NewCustomer(contacts=[NewEmail("a")]))  # error: another record in a list
    session.create_customers([NewCustomer(), "Anna"])  # error: a list of wrong items
    CallToMatch("c-1", "+49151", CallPhase.RINGING)  # error: a required field is missing
    CallToMatch("c-1", "+49151", "ringing", NOW)  # error: a word is no value of an enum
    Actor("a-1", "Ada", CustomerStatus.ACTIVE)  # error: another enum
    Actor("a-1", "Ada", ActorKind.ADMIN)  # error: there is no such value
    NewPhone(None)  # error: a number is required
    NewPhone("1", preferred="yes")  # error: a text is no bool
    Grant(Permission.CUSTOMER_VIEW, until="tomorrow")  # error: a text is no moment
    PermissionGroup("agents", "Agents", [Permission.CUSTOMER_VIEW])  # error: grants are records
    Narrowing(permissions=["customer.view"])  # error: permissions are an enum
    FilterAll([FieldTestIs(["Bonn"])])  # error: a test is no filter
    CustomerListing(limit="50")  # error: a text is no number


def calls(session: Session, book: CustomerBook, id: UUID) -> None:
    session.get_customer("0190")  # error: an id is a UUID
    session.get_customer(None)  # error: an id is required
    session.get_customer(customer=id)  # error: the argument has another name
    session.update_customer(id, CustomerPatch())  # error: the version is missing
    session.update_customer(id, CustomerPatch(), 1)  # error: another order
    session.set_customer_status(id, "inactive")  # error: a word is no value of an enum
    session.remove_point(id)  # error: an argument is missing
    session.log_head(1)  # error: one argument too many
    session.no_such_method()  # error: there is none
    book.session("a-1")  # error: an actor is a record
    CustomerBook.open("book.db", timeout=5)  # error: an unknown option
    CustomerBook.open("book.db", time_limit=5)  # error: seconds are a timedelta
    parse_phone(15123456789)  # error: a number is a text
    parse_phone("1", ["DE"])  # error: one region


def answers(session: Session, id: UUID, value: ShownValue) -> None:
    customer = session.get_customer(id)
    customer.full_name.upper()  # error: it may be absent
    customer.last_contact_at < NOW  # error: it may be absent
    customer.city = "Bonn"  # error: records are not changed
    customer.fullname  # error: there is no such field
    session.list_customers().next.encode()  # error: the last page has none
    session.list_customers()[0]  # error: a page is no list
    parse_phone("1").e164.strip()  # error: it may be absent
    parse_phones(["1"])[0].digits  # error: it may be a violation
    value.as_typed  # error: not each form has it
    phone: Phone = value  # error: it may be another form
    print(phone)
    for found in session.find_by_reference(1, "r"):  # error: a slot is an enum
        print(found)
    name: str = customer.full_name  # error: it may be absent
    print(name)
