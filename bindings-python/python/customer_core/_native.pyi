"""The native module. Written from the core's own sources; changes belong there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from os import PathLike
from types import TracebackType
from typing import Any, BinaryIO, final
from uuid import UUID

from ._errors import *
from ._records import *

__version__: str

def address_countries() -> list[Country]:
    """Every country and territory that an address can name: ISO 3166-1 and the three codes beside it."""

def classify_sender(message: InboundEmail, settings: SenderSettings | None = None) -> SenderVerdict:
    """What sort of sender a message has, by its headers and the settings alone: without a book, nobody
    knows which customers are blocked and which messages were sent.

    Raises:
    `invalid`, when the settings hold what is no pattern.
    """

def countries() -> list[Country]:
    """The countries that a phone's selector offers, by name: every region with telephone numbers of
    its own, and no region that the parser cannot handle.
    """

def operations() -> list[OperationInfo]:
    """All operations of a session: what each does, the permissions that it needs, how far they have to
    reach, and what the change log holds of it.

    Some need more for parts of what they are asked for (`further`). It is the table of the
    documentation of permissions, for the screen on which somebody is given rights.
    """

def parse_email(text: str) -> Email:
    """Reads an email address.

    Raises:
    `invalid`, with a violation of `email`.
    """

def parse_emails(texts: Sequence[str], options: EmailOptions | None = None) -> list[Email | Violation]:
    """Reads many email addresses on all cores; the answers stand in the order of the texts."""

def parse_handle(channel: HandleChannel, account: str | None, text: str) -> Handle:
    """Reads a handle: how a customer is known on a channel that is neither phone nor email. Two texts that
    mean the same one have the same match key.

    What a handle may be, and whether an `@` or `+` before it is part of it, depends on the channel: see
    `HandleChannel`. None is longer than 255 characters, and white space around it is not part of it.
    `account` is the page, widget or project that it belongs to: `facebook_psid` and `custom` need one, the
    others can do without. It has at most 255 characters and no `:`.


    Raises:
    `invalid`, with one violation: of `handle` with rule `required`, `too_long`, `control_character` or
    `not_a_handle`; or of `account` with rule `account_required`, `too_long`, `control_character` or
    `not_a_handle`.
    """

def parse_message(bytes: bytes | bytearray | memoryview) -> InboundEmail:
    """Reads what a raw message (RFC 5322, any charset) says about its sender. It never fails: what
    cannot be read is absent, and a message without a readable From is classified as invalid.

    Bounds: 1 MiB and 10,000 fields of headers, 128 KiB of addresses in each of them, 200 parts, 10 levels, 64 KiB of text for finding a forward.
    """

def parse_phone(text: str, region: str | None = None) -> Phone:
    """Reads a phone number, with the country that a selector beside it shows. A `+` in the text wins
    over the selector. Any text with at least four digits is accepted.

    Raises:
    `invalid`, with a violation of `phone` or `region`.
    """

def parse_phones(texts: Sequence[str], region: str | None = None, options: PhoneOptions | None = None) -> list[Phone | Violation]:
    """Reads many phone numbers on all cores; the answers stand in the order of the texts."""

def parse_time_zone(text: str) -> str:
    """Finds a time zone by its IANA name, such as `Europe/Berlin`, and answers the name as the IANA database
    writes it.

    Upper and lower case and white space around the name do not matter. Older names (`Asia/Calcutta`) are
    names too and stay as they are; an offset (`+01:00`) is none. The database is part of the library, so
    the answer is the same on every machine.


    Raises:
    `invalid`, with a violation of `time_zone` with rule `unknown_time_zone`.
    """

def preview_file(source: str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO, options: FileOptions, records: int) -> FilePreview:
    """Reads the beginning of a file of customers as an import would: what the file is, what its columns
    mean, and what the first records say. It asks no book, so that a form can show it while somebody
    maps the columns. At most 500 records are read.


    Raises:
    `invalid`, with violations of `encoding`, `delimiter` or `columns[i]` when the options do not fit
    the file, and of `file` when it cannot be read at all; `storage` when the source fails, or is a book
    that is open here (`in_use`). What is
    wrong with a record is told with the record, and a problem that is met behind the beginning in
    `FilePreview.problem`.
    """

def search_countries(text: str) -> list[Country]:
    """Finds countries as a person types into a selector: by code (`de`), calling code (`49`, `+49`) or
    any word of the name, accents and case ignored; a few names that people use beside the official
    one are known (`Holland`, `UK`). Best first: exact code, exact calling code (the main country of
    a shared one first), start of the name, start of a word, start of the calling code. An empty text
    finds all.
    """

@final
class CustomerBook:
    """A book of customers: one project, one database. Everything that is done with records goes through
    a `Session`, which says who does it.

    A book can be used by several threads; the file is closed when nothing refers to it any more, or by
    `close`.


    There is no session without somebody who acts.
    """

    def add_first_administrator(self, actor: Actor) -> None:
        """Makes the first administrator. It works only on a book that has none.

        Raises:
        `conflict` (`administrator_exists`), `refused` (`system_actor`).
        """

    def backup_to(self, path: str | PathLike[str]) -> None:
        """Writes a copy of the whole book to a file, while others go on working. The copy has its name
        only once it is whole and on the disk.

        Raises:
        `storage`: `in_use` when the book itself, or a book that is open, stands there; `corrupt` when
        rows are not what was written, so that a damaged book does not replace a good copy.
        """

    def check(self) -> CheckSummary:
        """Looks the whole book over: the file's structure, the references between records, the chain of
        the change log.

        Raises:
        `storage`, when the file cannot be read at all.
        """

    def close(self) -> None:
        """Closes the book. What is done with it or its sessions from then on answers `closed`.

        Raises:
        `storage`.
        """

    def is_file(self) -> bool:
        """True when the book is kept in a file; a book in memory is gone when it is closed."""

    def session(self, actor: Actor) -> Session:
        """Begins a session for somebody whom the host has logged in.

        Raises:
        `refused` (`system_actor`) for the kind of actor that only the book itself is.
        """

    def session_in_groups(self, actor: Actor, groups: Sequence[str], narrowing: Narrowing | None = None) -> Session:
        """Begins a session in groups that the host asserts, for hosts that keep memberships in a
        directory of their own. What the groups may do stands in the book; a member's own groups do
        not count in this session. Every entry of the change log that comes of it names the asserted
        groups, and whoever is an administrator by assertion alone is not counted as one.

        Raises:
        `invalid` (`unknown_group`), `refused` (`system_actor`), `storage`.
        """

    def session_narrowed(self, actor: Actor, narrowing: Narrowing | None = None) -> Session:
        """Begins a session in which the host takes something away from what the actor may do.

        Raises:
        As `session`.
        """

    def stats(self) -> BookStats:
        """What the book has done since it was opened."""

    def suspend(self) -> None:
        """Puts everything into the file and lets go of it, as a phone wants before it sends an app to
        sleep: no lock is held, and the file alone is the book. The next operation opens it again;
        when another book stands there then, it is refused as `foreign_file`. Readers at work are
        waited for.

        Raises:
        `busy` when a reader, or another process that reads an older state, does not end in time: then
        the file alone is not the book; `storage`, `closed`.
        """

    def system_session(self, reason: str) -> Session:
        """Begins a session that may do everything, for repairs and moves that no person answers for.
        It is written to the change log with its reason.

        Raises:
        `invalid` without a reason of 1 to 255 characters; `storage`.
        """

    @staticmethod
    def open(
        path: str | PathLike[str],
        *,
        busy_timeout: timedelta | None = None,
        time_limit: timedelta | None = None,
        durability: Durability | None = None,
        readers: int | None = None,
        cache_kib: int | None = None,
    ) -> CustomerBook:
        """Opens a book's file, or makes a new one where there is none.

        ``busy_timeout`` is how long a write waits for its turn (30 seconds), ``time_limit`` how long one
        operation may work (30 seconds), ``durability`` what an answered write survives, ``readers`` how
        many read connections are kept open (1 to 8), ``cache_kib`` the page cache of the write
        connection (64 MiB).

        Raises:
            StorageError: a file that is no book, that a newer version wrote, whose schema was altered,
                or that is damaged is refused and left as it is.
        """

    @staticmethod
    def open_in_memory(
        *,
        busy_timeout: timedelta | None = None,
        time_limit: timedelta | None = None,
        readers: int | None = None,
        cache_kib: int | None = None,
    ) -> CustomerBook:
        """Makes a book in memory. It is gone when it is closed."""

    def __enter__(self) -> CustomerBook: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

@final
class Export:
    """Customers that are being written. See `Session.export_customers`."""

    def job(self) -> Job:
        """A handle to look at the export and to stop it from another thread."""

    def next_chunk(self) -> ExportChunk | None:
        """Writes the next customers, as the book is at this moment: those that came in meanwhile are
        among them, and those that are gone are not. Nothing when all are written.

        Raises:
        `denied` when the right to export was taken away; `cancelled`, `storage`, `busy`.
        """

    def progress(self) -> ExportProgress:
        """How far the export is."""

    def __iter__(self) -> Export: ...
    def __next__(self) -> bytes: ...

@final
class Import:
    """A file of customers that is being brought in. See `Session.start_import`."""

    def job(self) -> Job:
        """A handle to look at the import and to stop it from another thread."""

    def next_batch(self) -> ImportBatch | None:
        """Does the next rows, in one transaction, and says what became of each. Nothing when all are done.

        The first batch of an import that goes on is the one that was done last, marked
        `repeated`. After an error nothing of the batch is written, and the
        next call tries the same rows again; a dry run has to be begun anew.

        Raises:
        `invalid` when the file cannot be read any further (field `file` or `file.records[n]`): what stands
        before that row is done; `denied` when the right to import was taken away; `refused`
        (`lookup_throttled`) for somebody who works with a part of the book and has asked for as many
        references as he may in an hour: the rows before are done, and the next wait; `cancelled`;
        `conflict` (`other_import`) when the same import goes on elsewhere; `busy`, `storage`.
        """

    def summary(self) -> ImportSummary:
        """What the import came to so far."""

    def __iter__(self) -> Import: ...
    def __next__(self) -> ImportBatch: ...

@final
class Job:
    """A handle on long work, to look at it and to stop it from another thread."""

    def cancel(self) -> None:
        """Stops the work: it answers `cancelled` soon, and what is not written is not written."""

    def is_cancelled(self) -> bool:
        """Was it stopped?"""

    def progress(self) -> JobProgress:
        """How far the work is."""

    def __new__(cls) -> Job:
        """A handle on work that has not begun."""

@final
class Session:
    """Somebody working with a book. Every operation is done under the session's actor, and takes its
    permission inside the transaction: rights that were taken away are gone at the next call.

    Sessions are cheap, and can be used by several threads.
    """

    def actor(self) -> Actor:
        """Who acts."""

    def add_contact(self, customer: UUID, contact: NewContact) -> Contact:
        """Adds a contact card. All its addresses are checked, and all violations told; if one fails
        nothing is added. An address that the customer has already is not added twice.

        Raises:
        `invalid`, `refused` (`contact_limit`, `point_limit`), `not_found`, `denied`.
        """

    def add_point(self, customer: UUID, contact: UUID | None, point: NewPoint) -> PointWritten:
        """Adds a phone, email or handle to a customer: to the card that is named, else to the first
        one, which is made when needed. An address that the customer has already is answered as it
        stands, with `already_present`.

        Raises:
        `invalid`, `refused` (`point_limit`, `contact_limit`), `not_found`, `denied`.
        """

    def asserted_groups(self) -> list[str] | None:
        """The groups that the host asserted for this session, if it did."""

    def block_customer(self, id: UUID, blocked: bool, reason: str | None = None) -> Customer:
        """Blocks a customer, or unblocks it: mail from the customer's addresses is reported as blocked.

        Raises:
        `not_found`, `denied`; `invalid` for a reason of more than 255 characters.
        """

    def can_add_contact(self, customer: UUID) -> ContactRoom:
        """May another card be added to a customer? If not, the answer says which cap was reached.

        Raises:
        `not_found`, `denied`.
        """

    def capture_point(self, customer: UUID, capture: NewCapture) -> CaptureOutcome:
        """Records an address that a channel captured. One that the customer lacks is added, not
        preferred; one that it has is left as it is; one that somebody took off is not brought back by
        the same source unless it was captured after that.

        Raises:
        `not_found`, `denied`; `invalid` for the source, the account (255 characters), the user's id
        (255) and a time outside of the years 1 to 9999 alone.
        """

    def check(self, question: Question) -> Decision:
        """May the actor of this session do something, and why? For hiding buttons and for telling people
        what they lack. It permits nothing: every operation asks anew.

        Permissions and the customer's state are told apart: `missing` holds the permissions, the
        states stand in `because`, as far as the actor may know them: that interactions forbid deleting
        is told with `customer.delete` or `history.view`, that there is no room for an address to those
        who see how many there are.

        Raises:
        `not_found` for a customer that there is not, or that the actor may not know of; `invalid` for
        an operation that there is not.
        """

    def check_many(self, questions: Sequence[Question]) -> list[CheckOutcome]:
        """The answers to up to 10,000 such questions, all as the book is at one moment, in the order of
        the questions.

        Raises:
        `invalid` for more than 10,000, or for an operation that there is not.
        """

    def count_customers(self, selection: CustomerSelection | None = None) -> CustomerCount:
        """How many customers a text, a filter or a segment finds among those that the actor may see.
        Inactive ones are counted when they are asked for, and by themselves. It is exact, and takes
        longer the more there are.

        Raises:
        `invalid`, `not_found` and `denied` as for `list_customers`.
        """

    def create_customer(self, new: NewCustomer) -> CustomerWritten:
        """Creates a customer that somebody entered. Only a name is needed. The answer tells which other
        customers hold the same addresses; they do not stand in the way.

        Raises:
        `invalid` with all violations; `conflict` for a reference that is in use or was; `refused`
        (`lookup_throttled`) for whoever asks too often whether a reference is taken; `denied`.
        """

    def create_customers(self, new: Sequence[NewCustomer]) -> list[CreateOutcome]:
        """Creates up to 10,000 customers in one transaction. One that breaks a rule is rejected with
        its violations, and does not keep the others out. The answers stand in the order of the
        customers.

        Raises:
        `denied`; `storage` and `busy`, and then none was created; `invalid` for more than 10,000.
        """

    def delete_customer(self, id: UUID) -> None:
        """Deletes a customer. While tickets or chats are linked to it (the setting `delete_blocked_by`)
        it is refused for everybody, with their numbers. Its references are never used again.

        Raises:
        `refused` (`has_interactions`), `not_found`, `denied`.
        """

    def diff_policy(self, old: Policy, new: Policy) -> PolicyDiff:
        """What members would gain and lose if `new` stood in place of `old`, counted over the customers
        of the book. To compare with what stands, fill `old` from `list_groups`
        and `list_members`. Nothing is written.

        Raises:
        `denied`.
        """

    def effective_permissions(self) -> EffectivePermissions:
        """What the actor of this session may do at the moment, the host's narrowing included.

        Raises:
        `storage`, `closed`.
        """

    def explain(self, actor: Actor, question: Question) -> Decision:
        """May this actor do something, and why? With the actor as the host knows it, so that its teams
        count; the groups are those of the member. To ask about a customer, the actor *of this session*
        has to see its team and its owner, since the answer tells of them.

        Raises:
        `not_found` for a customer that there is not, or that the actor *of this session* may not know
        of; `invalid` for an operation that there is not; `denied`.
        """

    def export_customers(self, options: ExportOptions | None = None) -> Export:
        """Begins to write the customers whom the actor may see, in the order in which they were added.
        Nothing is read yet; each call of `Export.next_chunk` writes the next ones. What the actor
        does not see of a customer is not written, and what he sees masked is written masked.

        A file of the formats can be brought in again, and says then of each customer what was
        written. That an export was made is written to the change log, once an hour in a session.

        Raises:
        `invalid` for a column that is named twice, and for a filter that breaks a rule or looks at what
        the actor may not see; `not_found` for a segment that is not there; `denied`.
        """

    def export_to_file(self, path: str | PathLike[str], options: ExportOptions, replace: bool, job: Job | None = None) -> ExportProgress:
        """Writes the customers to a file. It has its name only once it is whole and on the disk; one that
        is there is replaced only if `replace` says so.

        Raises:
        As `export_customers`; `storage` for a file that cannot be written or
        is there already (`already_there`), and for one that is a book in use (`in_use`), whatever
        `replace` says; `cancelled`.
        """

    def find_by_address(self, address: NewPoint) -> list[CustomerSummary]:
        """The customers that hold an address, active ones first. A number without `+` is read in the
        book's default region.

        Raises:
        `invalid`, `denied`.
        """

    def find_by_reference(self, slot: ReferenceSlot, reference: str) -> Customer:
        """The customer that has a reference. A reference that was given up still finds its customer
        while that one lives.

        Raises:
        `not_found`, `denied`; `invalid` for a blank reference or one of more than 255 characters.
        """

    def find_ids_by_address(self, addresses: Sequence[NewPoint]) -> list[AddressOutcome]:
        """Who has each of up to 10,000 addresses: the ids alone, all as the book is at one moment. The
        answers stand in the order of the addresses; one that is no address is rejected and keeps no
        other out.

        Raises:
        `denied`; `invalid` for more than 10,000.
        """

    def forget_import(self, import_id: str) -> bool:
        """Forgets an import of the actor's own, so that its name is free. Customers stay as they are. An
        import that was interrupted cannot go on then. False when there is none of this name.

        Raises:
        `denied`.
        """

    def get_customer(self, id: UUID) -> Customer:
        """A customer by its id. The id of a record that was merged into another finds that one, and the
        answer says so.

        Raises:
        `not_found` (also when the actor may not see the customer), `denied`.
        """

    def get_settings(self) -> Settings:
        """The settings as they stand.

        Raises:
        `denied`.
        """

    def import_file(self, path: str | PathLike[str], options: ImportOptions | None = None, report: str | PathLike[str] | None = None, job: Job | None = None) -> ImportSummary:
        """Brings a whole file in. Each row's `ImportRow` is written to the report as a line of JSON,
        before the next batch is done; a report of an import that goes on is cut where it stopped and
        gone on with.

        Raises:
        As `start_import` and `Import.next_batch`; `storage` for a report that
        cannot be written, that is there already (`already_there`), or whose place a book in use has
        (`in_use`).
        """

    def link_interaction(self, request: LinkRequest) -> Linked:
        """Links a message, call, chat or ticket to a customer, or to a new one that is created in the
        same step; again to another one, if a person decides so. Matching does not change such a link.

        With `remember_sender` the sender's address is added to the customer, so that the next message
        is a single match. Creating needs `customer.create` beside the operation's own permissions,
        remembering `contact.edit`.

        Raises:
        `invalid`, also for a time outside of the years 1 to 9999; `refused` (`cannot_remember`,
        `point_limit`, `contact_limit`); `conflict` and
        `invalid` as for creating; `not_found`; `denied`. Nothing is linked then.
        """

    def list_changes(self, after: int, customer: UUID | None, limit: int) -> list[ChangeEntry]:
        """The entries of the change log behind a number, the oldest first; of one customer if it is
        named. Begin with 0, and go on behind the last number that you got.

        Every entry says which fields changed. Old and new values are shown of fields that the actor
        may see on the customer: names and addresses need `customer.view` with the fields or
        `contact.view`, settings `settings.manage`, groups, members and data classes `permission.view`.
        Who reads the log of a part of the book gets the entries of that part's customers.

        That the log was read is written to it, once an hour in a session.

        Raises:
        `denied`; `invalid` for a limit outside 1 to 500.
        """

    def list_contacts(self, customer: UUID) -> list[Contact]:
        """The contact cards of a customer, in the order in which they were added, as are the points on
        each.

        Raises:
        `not_found`, `denied`.
        """

    def list_customer_ids(self, selection: CustomerSelection, limit: int, after: str | None = None) -> Page[UUID]:
        """A page of ids, the customers that came first first: for who does something with all of them. At
        most 10,000; the cursor is that of the page before.

        Raises:
        `invalid` for a limit outside 1 to 10,000 or a cursor of another list; otherwise as for
        `list_customers`.
        """

    def list_customers(self, listing: CustomerListing | None = None) -> Page[CustomerSummary]:
        """A page of the customers that the actor may see, sorted as asked: all of them, or those whom a
        text, a filter or a segment finds. Inactive ones are left out unless asked for. Customers that
        come and go between two pages move none of the others.

        Raises:
        `invalid` for a limit outside 1 to 500, a cursor of another list, a filter that breaks a rule or
        looks at what the actor may not see; `not_found` for a segment that is not there; `denied`, also
        when the list is to be sorted by a field that the actor may not see.
        """

    def list_fields(self) -> list[FieldInfo]:
        """All fields of customers, with their data classes in this book.

        Raises:
        `denied`.
        """

    def list_groups(self) -> list[PermissionGroup]:
        """All permission groups.

        Raises:
        `denied`.
        """

    def list_interactions(self, customer: UUID, limit: int, after: str | None = None) -> Page[Interaction]:
        """The interactions that are linked to a customer, the newest first.

        Raises:
        `not_found`, `denied`; `invalid` for a limit outside 1 to 500 or a foreign cursor.
        """

    def list_members(self) -> list[Member]:
        """All members, with their groups.

        Raises:
        `denied`.
        """

    def list_segments(self) -> list[Segment]:
        """The segments of the book, by name. What a segment is of, is found out anew whenever it is used;
        who may not see what its filter looks at cannot use it.

        Raises:
        `denied`.
        """

    def log_head(self) -> LogHead:
        """The end of the change log. Kept where nobody who can write the file can write, it shows later
        whether the log was written anew or cut off.

        Raises:
        `denied`.
        """

    def lookup_address(self, address: NewPoint) -> list[UUID]:
        """The customers that hold exactly this address, active ones first: for those who may not see
        addresses. A number without `+` is read in the book's default region. Every look-up is
        written down, with a hash in place of the address; the setting `max_lookups` says how many an
        actor has in an hour.

        Raises:
        `invalid`, `denied`; `refused` (`lookup_throttled`).
        """

    def match_call(self, call: CallToMatch, options: MatchOptions | None = None) -> MatchAnswer:
        """Whose is this call? As `match_email`, by the caller's number. While it
        rings nothing is written, so that missed calls leave no customers; ask again when an agent
        accepts. A number that only may be the same as one of the book is listed, not taken.

        Raises:
        `denied`; `invalid` for a blank `call_id`, a time outside of the years 1 to 9999 or an unknown `region`;
        `storage`, `busy`.
        """

    def match_chat(self, chat: ChatToMatch, options: MatchOptions | None = None) -> MatchAnswer:
        """Whose is this chat? As `match_email`, by the user's id on the channel.
        Phones and emails that the user shared in the chat find candidates, since anybody can type
        them; automatic mode needs an id that the channel vouches for.

        Raises:
        `denied`; `invalid` for a blank `chat_id` or a time outside of the years 1 to 9999; `storage`, `busy`.
        """

    def match_email(self, email: EmailToMatch, options: MatchOptions | None = None) -> MatchAnswer:
        """Whose is this email? In manual mode those who match are listed; in automatic mode one match
        is assigned, no match creates a customer, several are listed. Machines, agents and the host's
        own mailboxes create none. The answer explains itself.

        The same message matched again gives the same customer and writes nothing. However many ask at
        once, a new sender becomes one customer.

        Raises:
        `denied`; `invalid` when something is to be written about a message without any id, or for a time outside of
        the years 1 to 9999; `storage`, `busy`.
        """

    def put_group(self, group: PermissionGroup) -> None:
        """Adds a permission group, or writes it anew. It holds for its members from their next call on.
        The members of the group `admin` hold every permission, whatever else is granted or denied to
        them; of that group name and description can be changed.

        Raises:
        `invalid`; `refused` when the actor lacks what it grants (`cannot_grant`), when nobody would
        be left to keep permissions (`last_administrator`), or for other grants of `admin`
        (`fixed_group`); `denied`.
        """

    def put_segment(self, new: NewSegment) -> Segment:
        """Adds a segment, or writes it anew.

        Raises:
        `invalid` with all violations; `refused` (`segment_limit`) when there are 1,000 already;
        `denied`.
        """

    def record_sent(self, sent: SentMessage) -> None:
        """Records that the host sent a message: a bounce that refers to it marks the address, and a
        reply to it finds its customer. Recording it twice changes nothing.

        Raises:
        `invalid` for a blank id, a time outside of the years 1 to 9999, more than 500 recipients, or a
        recipient that is no address; `not_found` for a customer that is none; `denied`, also without a
        customer for whoever may not report on the whole book.
        """

    def remove_contact(self, customer: UUID, contact: UUID) -> None:
        """Removes a card and the points on it.

        Raises:
        `not_found`, `denied`.
        """

    def remove_group(self, group: str) -> None:
        """Removes a permission group.

        Raises:
        `not_found`; `refused` (`cannot_grant`, `last_administrator`, `fixed_group`); `denied`.
        """

    def remove_point(self, customer: UUID, point: UUID) -> None:
        """Removes a point.

        Raises:
        `not_found`, `denied`.
        """

    def remove_segment(self, name: str) -> None:
        """Removes a segment. The customers in it stay what they are.

        Raises:
        `not_found`, `denied`.
        """

    def reveal_contacts(self, customer: UUID) -> list[Contact]:
        """The contact cards of a customer in full, for those who see them masked otherwise. That they
        were looked at is written to the change log.

        Raises:
        `not_found`, `denied`.
        """

    def search_customers(self, search: CustomerSearch) -> Page[SearchHit]:
        """The customers that a text may mean, the best first: those whose email, phone, reference, handle
        or id it is; those in whose names all its words are; those in whose names words begin so; those
        with an identifier that begins, or a phone that ends, with it. Among equals the newest comes
        first; identifiers in part stand in their own order.

        Nobody is found by what the actor may not see. Inactive customers are left out unless asked for.

        Raises:
        `invalid` for a limit outside 1 to 500, a cursor of another search, a filter that breaks a rule
        or looks at what the actor may not see; `not_found` for a segment that is not there; `denied`.
        """

    def set_creation_modes(self, email: CreationMode | None = None, call: CreationMode | None = None, chat: CreationMode | None = None) -> None:
        """Sets manual or automatic for emails, calls and chats; absent means leave.

        Raises:
        `denied`.
        """

    def set_customer_status(self, id: UUID, status: CustomerStatus) -> Customer:
        """Makes a customer active or inactive. Inactive customers are hidden from lists and still
        matched.

        Raises:
        `not_found`, `denied`.
        """

    def set_field_class(self, field: CustomerField, class_: DataClass) -> None:
        """Says how delicate a field is in this book. Grants by data class reach it accordingly from the
        next call on, in every process. It gives the field to some and takes it from others, so it is for
        those who could grant it.

        Raises:
        `refused` (`cannot_grant`); `denied`.
        """

    def set_member_groups(self, member: Member) -> None:
        """Writes a member and its groups; without groups the member is removed. It holds from the
        member's next call on, in every process.

        Raises:
        `invalid` (`unknown_group`, or the name); `refused` (`cannot_grant`, `last_administrator`);
        `denied`.
        """

    def set_point_flags(self, customer: UUID, point: UUID, flags: PointFlags) -> PointWritten:
        """Sets flags of a point. At most one email, one phone and one handle of a customer is
        preferred. What is not contactable cannot be preferred; making the preferred one not
        contactable clears the flag, and the answer warns.

        `shared` and `undeliverable` are facts about the address: they hold for everyone who has it.

        Raises:
        `refused` (`not_contactable`), `not_found`, `denied`.
        """

    def update_contact(self, customer: UUID, contact: UUID, patch: ContactPatch) -> Contact:
        """Changes a card's label and name.

        Raises:
        `invalid`, `not_found`, `denied`.
        """

    def update_customer(self, id: UUID, version: int, patch: CustomerPatch) -> CustomerWritten:
        """Changes fields of a customer that was read at a version. Two who change different fields both
        succeed; the second who changes the same field gets a conflict that names it.

        Raises:
        `invalid`, `conflict`, `not_found`; `denied`, also when the actor might do more with the
        customer afterwards, because it would be his own or his team's; `refused` when a new email or
        phone is over the limits, and `lookup_throttled` as for creating.
        """

    def update_point(self, customer: UUID, point: UUID, patch: PointPatch) -> PointWritten:
        """Changes a point. Its id, flags and history stay; a proof that the customer holds the address
        does not outlive a change of the address.

        Raises:
        `invalid`, with rule `duplicate` when the customer has the new address already and
        `kind_change` when a phone should become something else; `not_found`, `denied`.
        """

    def update_settings(self, settings: Settings) -> Settings:
        """Writes the settings. Read them, change the value, and write it back: when somebody else wrote
        meanwhile, the version says so.

        Raises:
        `invalid` with all violations; `conflict` (`version`); `denied`.
        """

    def verify_log(self, head: LogHead) -> list[str]:
        """Looks every entry of the change log over, and whether the log goes on from a head that was
        kept. What is wrong is told by the numbers of entries; nothing is when the answer is empty.
        Without a head, a log that was cut off at its end cannot be told from a shorter one.

        Raises:
        `denied`.
        """

    def who_can(self, question: Question) -> list[WhoCan]:
        """The members who may do something, by id. Sessions that hosts open in asserted groups are
        nobody's here, and which teams a member is of the book does not know: where that decides, the
        answer names the team. To ask about a customer, the actor has to see its team and its owner.

        Raises:
        `not_found` for a customer that there is not, or that the actor may not know of; `invalid` for
        an operation that there is not; `denied`.
        """

    def start_import(
        self,
        source: str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO,
        options: ImportOptions | None = None,
    ) -> Import:
        """Begins to bring a file of customers in: from a path, from octets, or from a binary file.

        Nothing is read but the beginning; each step of the iteration does the next rows in one
        transaction. An import that has a name in ``ImportOptions.import_id`` goes on where it stopped
        when it is begun again with the same file and the same options.

        Raises:
            DeniedError, InvalidError, ConflictError
            StorageError: what the file raised is its ``__cause__``. What is no ``Exception``, such as
                ``KeyboardInterrupt``, is raised as it is, here or by the step that was reading.
        """

@final
class ArrowColumn:
    """A column in Arrow's layout. See ``customer_core.arrow``."""

    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """Raises:
        ValueError: there is more text than one array can hold (1 GiB); take it as a stream.
        """

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...

@final
class ArrowStream:
    """Record batches that are made as they are asked for. See ``customer_core.arrow``."""

    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Raises:
        ValueError: it was taken before.
        """

@final
class _TableImport:
    def __new__(
        cls, session: Session, table: object, options: ImportOptions | None = None
    ) -> _TableImport: ...
    def next_batch(self) -> ImportProgress | None: ...
    def summary(self) -> ImportSummary: ...
    def outcomes(self) -> ArrowColumn: ...

def _export_table(session: Session, options: ExportOptions | None = None) -> ArrowStream: ...
def _match_addresses(
    session: Session,
    emails: object | None = None,
    phones: object | None = None,
    region: str | None = None,
) -> ArrowColumn: ...
def _validate_emails(column: object, options: EmailOptions | None = None) -> ArrowColumn: ...
def _validate_phones(
    column: object,
    region: str | None = None,
    regions: object | None = None,
    options: PhoneOptions | None = None,
) -> ArrowColumn: ...
