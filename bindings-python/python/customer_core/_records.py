"""Words, records and unions. Written from the core's own sources; changes belong there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, MISSING, dataclass, fields
from dataclasses import field as _field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, Union
from uuid import UUID

from ._errors import CustomerCoreError

T = TypeVar("T")


def _restored(kind: type[Any], values: dict[str, Any]) -> Any:
    """A record as it was pickled, perhaps by a version that had other fields: what is new is as usual."""
    made = object.__new__(kind)
    for of in fields(kind):
        if of.name in values:
            value = values.pop(of.name)
        elif of.default is not MISSING:
            value = of.default
        elif of.default_factory is not MISSING:
            value = of.default_factory()
        else:
            raise TypeError(f"{kind.__name__}.{of.name} was not pickled")
        object.__setattr__(made, of.name, value)
    if values:
        raise TypeError(f"{kind.__name__} has no {', '.join(values)}")
    return made


class Record:
    """What all records have in common: what is told of a person is not shown in logs."""

    __slots__: ClassVar[tuple[str, ...]] = ()

    _shown: ClassVar[tuple[str, ...] | None] = None

    def __repr__(self) -> str:
        shown = type(self).__slots__ if self._shown is None else self._shown
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        more = "" if self._shown is None else ", ..." if told else "..."
        return f"{type(self).__name__}({told}{more})"

    def __reduce__(self) -> tuple[Any, ...]:
        # By names: what dataclasses pickle of slots are values in the order of one version.
        return _restored, (type(self), {name: getattr(self, name) for name in type(self).__slots__})


@dataclass(frozen=True, repr=False, slots=True)
class Page(Record, Generic[T]):
    """A part of a list, and the cursor of the next one; none when there is no more."""

    # A cursor holds the name at which the next page begins.
    _shown: ClassVar[tuple[str, ...] | None] = ("items",)
    items: list[T]
    next: str | None = None


class ActorKind(StrEnum):
    """What sort of actor it is."""
    AGENT = "agent"
    """A person."""
    BOT = "bot"
    """A program that answers or captures."""
    IMPORT = "import"
    """A job that moves data."""
    SYSTEM = "system"
    """The book itself. No session can be opened under it but the system session."""


class AuditRule(StrEnum):
    """What the change log holds of an operation."""
    NOTHING = "nothing"
    """Nothing: it changes nothing."""
    CHANGE = "change"
    """What it changed; nothing when it changed nothing."""
    ACCESS = "access"
    """That it was used, by whom and when: what it shows is delicate."""


class BlankCells(StrEnum):
    """What a blank cell does to a field of a customer that there is."""
    LEAVE = "leave"
    """It changes nothing."""
    CLEAR = "clear"
    """It clears the field. Addresses are never taken off."""


class CallPhase(StrEnum):
    """How far a call is."""
    RINGING = "ringing"
    """It rings. Nothing is created, so that missed calls leave no records."""
    ACCEPTED = "accepted"
    """An agent accepted it."""


class CandidateRole(StrEnum):
    """Why a customer is among the candidates or suggestions."""
    SENDER = "sender"
    """The sender's address is on the record."""
    RELATED = "related"
    """A related address is on the record."""
    REPLY_TO = "reply_to"
    """The Reply-To address is on the record."""
    THREAD = "thread"
    """The thread belongs to the customer."""
    SHARED = "shared"
    """An address that the user shared in the chat is on the record."""


class CannotRemember(StrEnum):
    """Why a sender's address cannot be remembered."""
    CAP_REACHED = "cap_reached"
    """The customer has as many points, or cards, as it may have."""
    OWN_ADDRESS = "own_address"
    """It is one of the host's own addresses."""
    MACHINE = "machine"
    """A machine sent it."""
    NO_ADDRESS = "no_address"
    """There is no address."""
    ALREADY_PRESENT = "already_present"
    """The customer has it already."""


class CapReason(StrEnum):
    """Which cap was reached."""
    MAX_CONTACTS = "max_contacts"
    """The setting `max_contacts`."""
    PHONE_SLOTS = "phone_slots"
    """The phone slots of the project."""


class Capability(StrEnum):
    """What can be done with a contact point."""
    SMS = "sms"
    """Send a text message."""
    CALL = "call"
    """Dial."""
    EMAIL = "email"
    """Send an email."""
    MESSAGE = "message"
    """Write on the handle's channel."""


class CardVersion(StrEnum):
    """The version of vCards."""
    V3_0 = "3.0"
    """RFC 2426, which older address books read."""
    V4_0 = "4.0"
    """RFC 6350."""


class Confidence(StrEnum):
    """How sure the library is that a number can be reached."""
    UNKNOWN = "unknown"
    """Nothing is known: no region, or no such length in the plan, or letters were typed."""
    POSSIBLE = "possible"
    """The plan has numbers of this length."""
    VALID = "valid"
    """The plan has this number range."""


class ConflictReason(StrEnum):
    """What an operation conflicts with."""
    VERSION = "version"
    """The record was changed since it was read, in the same fields."""
    ALREADY_IN_USE = "already_in_use"
    """Another record has the value already."""
    RETIRED = "retired"
    """The value belonged to another record once, and is never used again."""
    OTHER_IMPORT = "other_import"
    """The import of this name read another file, or had other options."""
    ADMINISTRATOR_EXISTS = "administrator_exists"
    """The book has an administrator already."""


class CreationMode(StrEnum):
    """How customers come into being on a channel."""
    MANUAL = "manual"
    """Matches are listed; a person decides."""
    AUTOMATIC = "automatic"
    """One match is assigned, no match creates a customer, several are listed."""


class CustomerField(StrEnum):
    """The single-valued text fields of a customer."""
    FULL_NAME = "full_name"
    """The display name."""
    GIVEN_NAME = "given_name"
    """The given name."""
    FAMILY_NAME = "family_name"
    """The family name."""
    REF1 = "ref1"
    """The first external reference."""
    REF2 = "ref2"
    """The second external reference."""
    ADDRESS_LINE1 = "address_line1"
    """The primary street line."""
    ADDRESS_LINE2 = "address_line2"
    """The second line."""
    ADDRESS_LINE3 = "address_line3"
    """The third line."""
    CITY = "city"
    """City."""
    STATE = "state"
    """State or province."""
    POSTAL_CODE = "postal_code"
    """ZIP or postal code."""
    COUNTRY = "country"
    """Country, ISO 3166-1 alpha-2."""
    TIME_ZONE = "time_zone"
    """Default time zone, IANA."""
    LOCATION = "location"
    """Where the customer is, in words."""
    AVATAR = "avatar"
    """Reference of the avatar: a URI or a key of the host's."""
    LOCALE = "locale"
    """Language tag, BCP 47."""
    SOURCE = "source"
    """Where the customer came from."""
    OWNER = "owner"
    """The actor who looks after the customer."""
    TEAM = "team"
    """The team that looks after the customer."""


class CustomerKind(StrEnum):
    """What sort of customer."""
    PERSON = "person"
    """A person."""
    ENTITY = "entity"
    """A company, a school, a household."""


class CustomerSort(StrEnum):
    """How a list is sorted. Equal keys are sorted by id."""
    NAME = "name"
    """By the folded display name."""
    CREATED = "created"
    """By the time of creation."""
    LAST_CONTACT = "last_contact"
    """By the time of the last contact; customers without one come last."""


class CustomerStatus(StrEnum):
    """Whether a customer is worked with. Inactive ones are hidden from lists unless asked for, and
    still matched.
    """
    ACTIVE = "active"
    """Worked with."""
    INACTIVE = "inactive"
    """Kept, not worked with."""


class DataClass(StrEnum):
    """How delicate a field is: what is granted by class reaches fields that are added later."""
    PLAIN = "plain"
    """Says nothing about a person."""
    PERSONAL = "personal"
    """Says who or where a person is."""
    SENSITIVE = "sensitive"
    """Harms a person when it gets out; hidden unless granted."""
    SECRET = "secret"
    """Opens doors; hidden unless granted."""


class DecisionRow(StrEnum):
    """The row of the decision table that was used."""
    NORMAL = "normal"
    """A person."""
    BOUNCE = "bounce"
    """A bounce."""
    AUTO_REPLY = "auto_reply"
    """An out-of-office reply."""
    AUTO_GENERATED = "auto_generated"
    """Generated mail."""
    LIST = "list"
    """A mailing list."""
    NO_REPLY = "no_reply"
    """A no-reply address."""
    OWN = "own"
    """An own address, or the host's own message."""
    AGENT = "agent"
    """An agent."""
    FORWARD_AGENT = "forward_agent"
    """A message that an authenticated agent forwarded."""
    FORWARD_OTHER = "forward_other"
    """A message that somebody else forwarded."""
    SEVERAL_FROM = "several_from"
    """Several From."""
    REPLY_TO = "reply_to"
    """A Reply-To that differs."""
    TRUSTED_FORM = "trusted_form"
    """A trusted form."""
    GROUP = "group"
    """A group in From."""
    INVALID = "invalid"
    """No readable sender."""
    BLOCKED = "blocked"
    """A blocked sender."""
    DUPLICATE = "duplicate"
    """The same message again."""
    UNVERIFIED = "unverified"
    """Nobody vouches for the sender, and the settings ask for it."""


class Durability(StrEnum):
    """What an answered write survives."""
    FULL = "full"
    """The death of the process, and the failure of power."""
    MAY_LOSE_LAST_COMMITS = "may_lose_last_commits"
    """The death of the process. When the power fails, the last commits may be gone; the book is
    whole all the same.
    """


class ErasedSenders(StrEnum):
    """What happens when an erased person writes again."""
    CREATE_FRESH = "create_fresh"
    """A fresh customer is created."""
    ASK_FIRST = "ask_first"
    """A draft is offered, and a person decides."""


class EvidenceKind(StrEnum):
    """What decided the class, or what else was seen."""
    NO_FROM = "no_from"
    """There is no From header."""
    NO_MAILBOX = "no_mailbox"
    """No mailbox of From can be read."""
    OWN_ADDRESS = "own_address"
    """From is an own mailbox."""
    OWN_MESSAGE_ID = "own_message_id"
    """The Message-ID is one that the host recorded as sent."""
    LOOP_MARKER = "loop_marker"
    """X-Loop holds the host's marker."""
    TRUSTED_FORM = "trusted_form"
    """From is a configured form."""
    FORM_WITHOUT_REPLY_TO = "form_without_reply_to"
    """The form's Reply-To is missing or cannot be read."""
    DELIVERY_REPORT = "delivery_report"
    """`multipart/report` or a delivery-status part."""
    FAILED_RECIPIENTS = "failed_recipients"
    """X-Failed-Recipients."""
    NULL_SENDER_DAEMON = "null_sender_daemon"
    """The null sender, and `mailer-daemon` or `postmaster` in From."""
    BLOCKLIST = "blocklist"
    """The blocklist."""
    CUSTOMER_BLOCKED = "customer_blocked"
    """All customers that hold the address are blocked."""
    AGENT_ADDRESS = "agent_address"
    """The list of agents' addresses."""
    OWN_DOMAIN = "own_domain"
    """The sender's domain is an own domain."""
    AUTO_SUBMITTED = "auto_submitted"
    """Auto-Submitted."""
    AUTO_REPLY_HEADER = "auto_reply_header"
    """A header that only auto-responders write."""
    NULL_SENDER = "null_sender"
    """The null sender without a report."""
    DISPOSITION_NOTIFICATION = "disposition_notification"
    """A notification that a message was read."""
    FEEDBACK_REPORT = "feedback_report"
    """An abuse report."""
    PRECEDENCE = "precedence"
    """Precedence."""
    LIST_ID = "list_id"
    """List-Id."""
    LIST_POST = "list_post"
    """List-Post."""
    LIST_UNSUBSCRIBE = "list_unsubscribe"
    """List-Unsubscribe."""
    NO_REPLY_ADDRESS = "no_reply_address"
    """The local part says that nobody reads it."""
    AUTO_RESPONSE_SUPPRESS = "auto_response_suppress"
    """X-Auto-Response-Suppress."""
    ALLOW_LIST = "allow_list"
    """The allow-list."""
    WITHHELD_NUMBER = "withheld_number"
    """A number was withheld, or is no number."""
    CHANNEL_IDENTIFIER = "channel_identifier"
    """The channel vouches for the identifier."""
    UNCONFIRMED_BOUNCE = "unconfirmed_bounce"
    """A bounce that refers to no message that the host recorded as sent."""
    CONFIRMED_BOUNCE = "confirmed_bounce"
    """A bounce that refers to a message that the host recorded as sent."""


class ExistingRows(StrEnum):
    """What a row does to the customer that it is recognised as."""
    UPDATE = "update"
    """It changes it."""
    SKIP = "skip"
    """It leaves it as it is."""


class ExportColumn(StrEnum):
    """A column of an export. Those behind `preferred_channel` are for reading alone: an import leaves
    them out.
    """
    KIND = "kind"
    """Person or entity."""
    STATUS = "status"
    """Active or inactive."""
    FULL_NAME = "full_name"
    """The display name as entered."""
    GIVEN_NAME = "given_name"
    """The given name."""
    FAMILY_NAME = "family_name"
    """The family name."""
    REF1 = "ref1"
    """The first external reference."""
    REF2 = "ref2"
    """The second external reference."""
    EMAIL = "email"
    """The primary email."""
    PHONE = "phone"
    """The primary phone."""
    ADDRESS_LINE1 = "address_line1"
    """The primary street line."""
    ADDRESS_LINE2 = "address_line2"
    """The second line."""
    ADDRESS_LINE3 = "address_line3"
    """The third line."""
    CITY = "city"
    """City."""
    STATE = "state"
    """State or province."""
    POSTAL_CODE = "postal_code"
    """ZIP or postal code."""
    COUNTRY = "country"
    """Country, ISO 3166-1 alpha-2."""
    TIME_ZONE = "time_zone"
    """Default time zone, IANA."""
    LOCATION = "location"
    """Where the customer is, in words."""
    AVATAR = "avatar"
    """Reference of the avatar."""
    LOCALE = "locale"
    """Language tag, BCP 47."""
    SOURCE = "source"
    """Where the customer came from."""
    OWNER = "owner"
    """The actor who looks after the customer."""
    TEAM = "team"
    """The team that looks after the customer."""
    CONTACTS = "contacts"
    """All contact cards with their addresses and flags: a JSON list of `NewContact`. Empty
    unless the actor sees them whole.
    """
    PREFERRED_CHANNEL = "preferred_channel"
    """The sort of address to use first."""
    ID = "id"
    """The record's id."""
    DISPLAY_NAME = "display_name"
    """What the customer is called."""
    VERIFIED = "verified"
    """`true` when the host vouches for the record."""
    BLOCKED = "blocked"
    """`true` when the customer is blocked."""
    CREATED_AT = "created_at"
    """When the record was made, RFC 3339 in UTC."""
    UPDATED_AT = "updated_at"
    """When it was last changed."""
    LAST_CONTACT_AT = "last_contact_at"
    """When a person last wrote or called."""
    VERSION = "version"
    """The record's version."""


class FieldLevel(StrEnum):
    """How much of a value is seen, the least first."""
    HIDDEN = "hidden"
    """Nothing, not even whether there is a value."""
    PRESENCE = "presence"
    """Whether there is a value."""
    MASKED = "masked"
    """The form of the value: `j•••@e•••.com`."""
    VIEW = "view"
    """The value."""
    EDIT = "edit"
    """The value, which may be changed."""


class FileFormat(StrEnum):
    """The format of a file of customers."""
    CSV = "csv"
    """Comma-separated values, RFC 4180 and what spreadsheets make of it."""
    JSON_LINES = "json_lines"
    """A JSON object on each line."""
    VCARD = "vcard"
    """vCard 3.0 or 4.0, RFC 2426 and RFC 6350."""
    JS_CONTACT = "js_contact"
    """JSContact cards, RFC 9553: one on each line, or a JSON array of them."""


class ForwardSource(StrEnum):
    """Where a forwarded message was found."""
    ATTACHMENT = "attachment"
    """In a `message/rfc822` part: what the forwarder's program attached."""
    TEXT = "text"
    """In the text of the body: anybody can type that."""


class GenerateRefs(StrEnum):
    """Which references are generated for a new customer that has none."""
    NEVER = "never"
    """None."""
    REF1 = "ref1"
    """The first."""
    REF2 = "ref2"
    """The second."""
    BOTH = "both"
    """Both."""


class GrantEffect(StrEnum):
    """What a grant does."""
    ALLOW = "allow"
    """It allows."""
    DENY = "deny"
    """It denies, whatever else allows, on the customers that it reaches. Only `field.view`,
    `field.edit` and `contact.reveal` can be denied.
    """


class GrantScope(StrEnum):
    """How far a grant reaches."""
    BOOK = "book"
    """Every customer of the book."""
    TEAM = "team"
    """Customers of the actor's teams."""
    OWN = "own"
    """Customers whose owner the actor is."""


class HandleChannel(StrEnum):
    """The channels that have handles."""
    TWITTER = "twitter"
    """X, formerly Twitter: 1 to 20 letters, digits and `_`; kept without `@`, compared without
    regard to case.
    """
    FACEBOOK = "facebook"
    """Facebook's numeric account: 1 to 20 digits. It is not the name that users see."""
    FACEBOOK_PSID = "facebook_psid"
    """Facebook's page-scoped id: 1 to 20 digits, and the page as the account."""
    INSTAGRAM = "instagram"
    """Instagram: 1 to 30 letters, digits, `_` and `.`; without `@`, whatever the case."""
    WHATSAPP = "whatsapp"
    """WhatsApp: the number in E.164, with or without `+`."""
    WEBCHAT = "webchat"
    """A visitor of a web chat: the widget's own id, up to 255 characters, as it is."""
    CUSTOM = "custom"
    """Any other channel, named by the account; up to 255 characters, as it is."""


class How(StrEnum):
    """How a value came into the record. What a person typed beats what was captured."""
    TYPED = "typed"
    """A person typed it."""
    CAPTURED = "captured"
    """A channel brought it: an email, a call, a chat, an order."""
    IMPORTED = "imported"
    """A file or another system brought it."""
    DERIVED = "derived"
    """The library concluded it from something else, such as a name from an address."""
    GENERATED = "generated"
    """The library made it, such as a reference."""


class IdentityVia(StrEnum):
    """Where the identity was found."""
    FROM = "from"
    """From."""
    SENDER = "sender"
    """Sender, which is one of several From."""
    REPLY_TO = "reply_to"
    """A trusted form's Reply-To."""
    FORWARD = "forward"
    """The original of a forward by an authenticated agent."""
    LIST_AUTHOR = "list_author"
    """The author whom a mailing list names."""
    CALLER = "caller"
    """The number of a call."""
    CHANNEL = "channel"
    """The channel of a chat."""


class IgnoredReason(StrEnum):
    """Why a message was ignored."""
    BLOCKED = "blocked"
    """The sender is blocked."""
    UNVERIFIED = "unverified"
    """Nobody vouches for the sender, and the settings ignore such mail."""


class ImportKey(StrEnum):
    """What a row is recognised by: a customer of the book that has it is changed by the row."""
    REF1 = "ref1"
    """The first reference."""
    REF2 = "ref2"
    """The second reference."""
    EMAIL = "email"
    """The first email address of the row."""
    PHONE = "phone"
    """The first phone of the row."""


class InteractionKind(StrEnum):
    """What sort of interaction."""
    EMAIL = "email"
    """An email message."""
    CALL = "call"
    """A call."""
    CHAT = "chat"
    """A chat."""
    TICKET = "ticket"
    """A ticket."""


class LineType(StrEnum):
    """What sort of line a number belongs to, where the plan says so."""
    UNKNOWN = "unknown"
    """Not known."""
    FIXED_LINE = "fixed_line"
    """A fixed line."""
    MOBILE = "mobile"
    """A mobile."""
    FIXED_LINE_OR_MOBILE = "fixed_line_or_mobile"
    """The plan does not tell fixed lines and mobiles apart (North America)."""
    TOLL_FREE = "toll_free"
    """Free for the caller."""
    PREMIUM_RATE = "premium_rate"
    """Dearer than usual."""
    SHARED_COST = "shared_cost"
    """Caller and owner share the cost."""
    VOIP = "voip"
    """Voice over IP."""
    PERSONAL_NUMBER = "personal_number"
    """A number of a person, not of a line."""
    PAGER = "pager"
    """A pager."""
    UAN = "uan"
    """A company's universal access number."""
    VOICEMAIL = "voicemail"
    """A voice mailbox."""


class LinkAddress(StrEnum):
    """What the address of a sender is."""
    EMAIL = "email"
    """An email address."""
    PHONE = "phone"
    """A phone number."""
    TWITTER = "twitter"
    """A handle on X, formerly Twitter."""
    FACEBOOK = "facebook"
    """A Facebook account's number."""
    FACEBOOK_PSID = "facebook_psid"
    """Facebook's page-scoped id; the page is the account."""
    INSTAGRAM = "instagram"
    """A handle on Instagram."""
    WHATSAPP = "whatsapp"
    """A WhatsApp number."""
    WEBCHAT = "webchat"
    """A web chat's visitor."""
    CUSTOM = "custom"
    """Another channel, which the account names."""


class MachineSenders(StrEnum):
    """Whether auto-replies, generated mail, lists and no-reply senders create customers."""
    WITHHOLD = "withhold"
    """They do not; the answer says that they would."""
    CREATE = "create"
    """They do."""


class MatchNote(StrEnum):
    """What is worth telling about the answer."""
    CUSTOMER_INACTIVE = "customer_inactive"
    """The customer is inactive."""
    AUTOMATED = "automated"
    """A machine sent it: no contact with a person."""
    DUPLICATE = "duplicate"
    """This message was matched before."""
    MESSAGE_ID_REUSED = "message_id_reused"
    """The Message-ID was used by another sender before."""
    OWN_ADDRESS_ON_RECORD = "own_address_on_record"
    """A record holds one of the host's own addresses."""
    THREAD_OF_ANOTHER_CUSTOMER = "thread_of_another_customer"
    """The thread belongs to another customer than the sender."""
    MERGE_SUGGESTED = "merge_suggested"
    """A related address, or a number that may be the same, is on a record: perhaps one person."""
    ERASED_BEFORE = "erased_before"
    """The same person was erased before."""
    SHARED_ADDRESS = "shared_address"
    """The address is used by several people."""
    LINKED_BY_HAND = "linked_by_hand"
    """The link is a person's decision."""


class MatchStrength(StrEnum):
    """How sure a match is."""
    STRONG = "strong"
    """The same address."""
    WEAK = "weak"
    """A related address, or a number that may be the same: a suggestion."""


class NotACustomerReason(StrEnum):
    """Why a sender is no customer."""
    BOUNCE = "bounce"
    """A bounce."""
    AUTO_REPLY = "auto_reply"
    """An automatic reply."""
    AUTO_GENERATED = "auto_generated"
    """Generated mail."""
    MAILING_LIST = "mailing_list"
    """A mailing list."""
    NO_REPLY = "no_reply"
    """A no-reply address."""
    OWN_ADDRESS = "own_address"
    """An own address."""
    LOOP = "loop"
    """The host's own message came back."""
    AGENT = "agent"
    """An agent."""
    OWN_DOMAIN = "own_domain"
    """A colleague: the sender's domain is an own domain."""


class NotCreatedReason(StrEnum):
    """Why automatic mode created no customer although nobody matched."""
    CREATE_THROTTLED = "create_throttled"
    """The limit of customers that matching creates within an hour was reached."""
    ERASED_BEFORE = "erased_before"
    """The sender was erased, and the settings ask first."""
    FORWARD_IN_TEXT = "forward_in_text"
    """The original sender of a forward stands in the text alone."""
    NOT_ACCEPTED = "not_accepted"
    """The call was not accepted yet."""
    NEEDS_VERIFIED_IDENTIFIER = "needs_verified_identifier"
    """The chat has no identifier that the channel vouches for."""
    CUSTOMER_GONE = "customer_gone"
    """The customer of this very message was erased or deleted since."""


class Obligation(StrEnum):
    """What goes with doing something."""
    LOG_ACCESS = "log_access"
    """That it was seen is written to the change log."""


class OperationReach(StrEnum):
    """How far the permissions of an operation have to reach."""
    GRANTED = "granted"
    """It is done as far as the grants reach."""
    BOOK = "book"
    """It concerns the whole book: the permissions have to reach that far."""


class OutboundChannel(StrEnum):
    """Channels that the host can use to contact customers."""
    VOICE = "voice"
    """Calls."""
    SMS = "sms"
    """Text messages."""
    EMAIL = "email"
    """Email."""
    TWITTER = "twitter"
    """X, formerly Twitter."""
    FACEBOOK = "facebook"
    """Facebook."""
    INSTAGRAM = "instagram"
    """Instagram."""
    WHATSAPP = "whatsapp"
    """WhatsApp."""
    WEBCHAT = "webchat"
    """The web chat."""


class Permission(StrEnum):
    """Everything that can be allowed."""
    CENTRE_ACCESS = "centre.access"
    """Open the customer centre at all."""
    CUSTOMER_SEARCH = "customer.search"
    """Find customers."""
    CUSTOMER_VIEW = "customer.view"
    """Open a customer."""
    CUSTOMER_CREATE = "customer.create"
    """Create customers by hand."""
    CUSTOMER_EDIT = "customer.edit"
    """Edit base fields."""
    CUSTOMER_STATUS = "customer.status"
    """Set active or inactive."""
    CUSTOMER_DELETE = "customer.delete"
    """Delete, where nothing forbids it."""
    CUSTOMER_MERGE = "customer.merge"
    """Merge customers."""
    CUSTOMER_UNMERGE = "customer.unmerge"
    """Take a merge back."""
    CUSTOMER_KEEP_APART = "customer.keep_apart"
    """Say that two customers are two."""
    CUSTOMER_IMPORT = "customer.import"
    """Bring many customers in."""
    CUSTOMER_EXPORT = "customer.export"
    """Take many customers out."""
    CUSTOMER_ERASE = "customer.erase"
    """Erase a person's data."""
    CUSTOMER_EXPORT_SUBJECT = "customer.export_subject"
    """Make a person's own copy of the data."""
    CUSTOMER_BLOCK = "customer.block"
    """Block a sender."""
    CONTACT_VIEW = "contact.view"
    """See contact points."""
    CONTACT_EDIT = "contact.edit"
    """Add, edit and remove contact points."""
    CONTACT_REVEAL = "contact.reveal"
    """See contact points unmasked."""
    CONTACT_FLAGS = "contact.flags"
    """Set preferred, contactable and the other flags of a contact point."""
    CONTACT_LOOKUP = "contact.lookup"
    """Look up a whole phone or email without seeing the field."""
    FIELD_VIEW = "field.view"
    """See fields, by key or data class."""
    FIELD_EDIT = "field.edit"
    """Edit fields, by key or data class."""
    CUSTOMDATA_VIEW = "customdata.view"
    """See custom data."""
    CUSTOMDATA_EDIT = "customdata.edit"
    """Edit custom data."""
    NOTE_VIEW = "note.view"
    """See notes."""
    NOTE_ADD = "note.add"
    """Add notes."""
    NOTE_EDIT_OWN = "note.edit_own"
    """Edit one's own notes."""
    NOTE_EDIT_ANY = "note.edit_any"
    """Edit all notes."""
    NOTE_DELETE_OWN = "note.delete_own"
    """Delete one's own notes."""
    NOTE_DELETE_ANY = "note.delete_any"
    """Delete all notes."""
    TAG_VIEW = "tag.view"
    """See tags."""
    TAG_ASSIGN = "tag.assign"
    """Put tags on customers and take them off."""
    TAG_MANAGE = "tag.manage"
    """Keep the dictionary of tags."""
    GROUP_VIEW = "group.view"
    """See customer groups."""
    GROUP_ASSIGN = "group.assign"
    """Put customers into groups and take them out."""
    GROUP_MANAGE = "group.manage"
    """Keep the dictionary of customer groups."""
    FIELDDEF_MANAGE = "fielddef.manage"
    """Define custom fields."""
    TAB_MANAGE = "tab.manage"
    """Name the tabs of custom fields."""
    HISTORY_VIEW = "history.view"
    """See interactions."""
    PURCHASE_VIEW = "purchase.view"
    """See purchases."""
    AGENTS_VIEW = "agents.view"
    """See which agents dealt with a customer."""
    INTERACTION_LINK = "interaction.link"
    """Match senders, and link messages, calls and chats to customers."""
    INTERACTION_ASSIGN = "interaction.assign"
    """Assign an interaction."""
    INTERACTION_REASSIGN = "interaction.reassign"
    """Assign it to someone else."""
    INTERACTION_RESOLVE = "interaction.resolve"
    """Resolve it."""
    INTERACTION_FOLLOWUP = "interaction.followup"
    """Mark it for follow-up."""
    CARDS_VIEW = "cards.view"
    """See the feed of cards."""
    CARDS_INPUTS_VIEW = "cards.inputs.view"
    """See what customers typed into cards."""
    ANALYTICS_VIEW = "analytics.view"
    """See per-customer analytics."""
    FLOW_SEND = "flow.send"
    """Send an enabled flow."""
    FLOW_APPROVE = "flow.approve"
    """Enable and disable flows."""
    ACTION_RUN = "action.run"
    """Run registered actions of the host, by name."""
    SOCIAL_FOLLOW = "social.follow"
    """Follow and unfollow."""
    CONSENT_VIEW = "consent.view"
    """See consents."""
    CONSENT_RECORD = "consent.record"
    """Record consents."""
    MATCH_CONFIGURE = "match.configure"
    """Set manual or automatic for each channel."""
    MATCH_SEE_HIDDEN = "match.see_hidden"
    """Be told how many candidates are hidden."""
    AUDIT_VIEW = "audit.view"
    """Read the change log."""
    PERMISSION_MANAGE = "permission.manage"
    """Keep groups, grants and memberships."""
    PERMISSION_VIEW = "permission.view"
    """See groups, grants and memberships, and what they come to."""
    SETTINGS_MANAGE = "settings.manage"
    """Keep the book's settings."""
    RECORD_CAPTURE = "record.capture"
    """Report what bots and hosts captured."""
    SEGMENT_MANAGE = "segment.manage"
    """Keep stored segments."""


class PhoneAcceptance(StrEnum):
    """How strict a book is about phone numbers."""
    AT_LEAST_4_DIGITS = "at_least_4_digits"
    """At least four digits typed."""
    POSSIBLE = "possible"
    """As before, and a length that the numbering plan has."""
    VALID = "valid"
    """As before, and a number range that the numbering plan has."""


class PhoneKind(StrEnum):
    """What a phone is used for."""
    MOBILE = "mobile"
    """A mobile: text messages and calls."""
    HOME = "home"
    """At home: calls."""
    BUSINESS = "business"
    """At work: calls."""
    OTHER = "other"
    """Anything else: calls."""


class PointFamily(StrEnum):
    """The three sorts of contact points."""
    EMAIL = "email"
    """Email addresses."""
    PHONE = "phone"
    """Phone numbers of every kind."""
    HANDLE = "handle"
    """Handles on all channels."""


class PointKind(StrEnum):
    """What a contact point is."""
    EMAIL = "email"
    """An email address."""
    MOBILE = "mobile"
    """A mobile phone."""
    HOME = "home"
    """A phone at home."""
    BUSINESS = "business"
    """A phone at work."""
    OTHER = "other"
    """Another phone."""
    TWITTER = "twitter"
    """A handle on X, formerly Twitter."""
    FACEBOOK = "facebook"
    """A numeric Facebook account."""
    FACEBOOK_PSID = "facebook_psid"
    """A page-scoped Facebook id."""
    INSTAGRAM = "instagram"
    """An Instagram name."""
    WHATSAPP = "whatsapp"
    """A WhatsApp number."""
    WEBCHAT = "webchat"
    """A web chat's visitor."""
    CUSTOM = "custom"
    """A handle on a channel that the account names."""


class RecordKind(StrEnum):
    """What sort of record was changed."""
    CUSTOMER = "customer"
    """A customer."""
    CONTACT = "contact"
    """A contact card."""
    POINT = "point"
    """A contact point."""
    ADDRESS = "address"
    """What is known about an address."""
    INTERACTION = "interaction"
    """An interaction."""
    SETTINGS = "settings"
    """The settings."""
    MEMBER = "member"
    """A member."""
    PERMISSION_GROUP = "permission_group"
    """A permission group."""
    SESSION = "session"
    """A system session."""
    ACCESS = "access"
    """Something delicate that was seen."""
    FIELD = "field"
    """The data class of a field."""
    SENT_MESSAGE = "sent_message"
    """A message that was sent."""
    SEGMENT = "segment"
    """A segment."""
    IMPORT = "import"
    """An import."""


class ReferenceSlot(StrEnum):
    """One of the two external references."""
    REF1 = "ref1"
    """The first."""
    REF2 = "ref2"
    """The second."""


class RefusedReason(StrEnum):
    """The rule that forbids an operation, whoever asks."""
    HAS_INTERACTIONS = "has_interactions"
    """Tickets or chats are linked to the customer."""
    CONTACT_LIMIT = "contact_limit"
    """The customer has as many contact cards as it may have."""
    POINT_LIMIT = "point_limit"
    """The customer has as many points as it may have."""
    NOT_CONTACTABLE = "not_contactable"
    """An address that may not be used to contact the customer cannot be preferred."""
    LAST_ADMINISTRATOR = "last_administrator"
    """The last administrator."""
    CANNOT_GRANT = "cannot_grant"
    """Nobody grants what he lacks."""
    CANNOT_REMEMBER = "cannot_remember"
    """The sender cannot be remembered: own address, machine, or no address."""
    MERGED = "merged"
    """The record was merged into another."""
    FIXED_GROUP = "fixed_group"
    """The group of administrators holds every permission; it can be renamed and nothing else."""
    LOOKUP_THROTTLED = "lookup_throttled"
    """The actor looked up as much as he may in an hour."""
    SEGMENT_LIMIT = "segment_limit"
    """The book has as many segments as it may have."""
    SYSTEM_ACTOR = "system_actor"
    """The kind of actor cannot open a session."""


class RegionOrigin(StrEnum):
    """Where the region of a number came from."""
    NONE = "none"
    """No `+`, no selector, no default: the region is not known."""
    PLUS = "plus"
    """A `+` was typed. It wins over the selector."""
    SELECTOR = "selector"
    """The country selector."""
    DEFAULT = "default"
    """The book's default region."""


class ReplyFromNewAddress(StrEnum):
    """What happens when a known thread is answered from an address that nobody has."""
    CREATE = "create"
    """The table as usual: a customer is created, the thread's customer is suggested."""
    ASK = "ask"
    """The thread's customer is listed, and a person decides."""


class ReportKind(StrEnum):
    """What a report reports."""
    DELIVERY_STATUS = "delivery_status"
    """Delivery (RFC 3464): a bounce, or word of a delay."""
    DISPOSITION_NOTIFICATION = "disposition_notification"
    """That a message was read (RFC 8098)."""
    FEEDBACK_REPORT = "feedback_report"
    """Abuse (RFC 5965)."""
    OTHER = "other"
    """Something else."""


class Rule(StrEnum):
    """The rules that an input can break."""
    REQUIRED = "required"
    """A value must be there."""
    TOO_LONG = "too_long"
    """More characters (or octets, where the limit's source counts octets) than allowed."""
    TOO_MANY = "too_many"
    """More items than allowed."""
    CONTROL_CHARACTER = "control_character"
    """A control character, line break or NUL in a value that is one line."""
    INVISIBLE_CHARACTER = "invisible_character"
    """An invisible character (zero width, direction override, tag) that can hide or reorder text."""
    WHITE_SPACE = "white_space"
    """White space where none can be."""
    NOT_AN_ID = "not_an_id"
    """Not an id that this library could have made."""
    UNKNOWN_VALUE = "unknown_value"
    """Not a value of the list that the documentation names."""
    OUT_OF_RANGE = "out_of_range"
    """Outside the range that the documentation names."""
    TOO_FEW_DIGITS = "too_few_digits"
    """Fewer digits typed than a phone number needs (four)."""
    NOT_POSSIBLE = "not_possible"
    """The numbering plan has no number of this length, and the book asks for possible numbers."""
    NOT_VALID = "not_valid"
    """The numbering plan has no such number, and the book asks for valid numbers."""
    UNKNOWN_REGION = "unknown_region"
    """No such region (ISO 3166-1 alpha-2)."""
    REGION_WITHOUT_PHONES = "region_without_phones"
    """The region has no telephone numbering of its own."""
    UNKNOWN_COUNTRY = "unknown_country"
    """No such country (ISO 3166-1 alpha-2)."""
    UNKNOWN_TIME_ZONE = "unknown_time_zone"
    """No such time zone (IANA)."""
    NOT_A_LOCALE = "not_a_locale"
    """Not a language tag (BCP 47)."""
    NO_AT_SIGN = "no_at_sign"
    """No `@` between a local part and a domain."""
    MANY_AT_SIGNS = "many_at_signs"
    """More than one unquoted `@`."""
    EMPTY_LOCAL_PART = "empty_local_part"
    """Nothing before the `@`."""
    LOCAL_PART_TOO_LONG = "local_part_too_long"
    """The part before the `@` is longer than 64 octets (RFC 5321 section 4.5.3.1.1)."""
    LOCAL_PART_SYNTAX = "local_part_syntax"
    """The part before the `@` is neither a dot-string nor a quoted string (RFC 5321 section 4.1.2)."""
    EMPTY_DOMAIN = "empty_domain"
    """Nothing after the `@`."""
    DOMAIN_SYNTAX = "domain_syntax"
    """The domain is not a host name (RFC 5890, UTS 46)."""
    DOMAIN_TOO_LONG = "domain_too_long"
    """A domain longer than 253 octets, or a label longer than 63."""
    DOMAIN_NOT_DOTTED = "domain_not_dotted"
    """A domain of a single label, in a book that does not allow local domains."""
    DOMAIN_IS_ADDRESS = "domain_is_address"
    """An IP address in place of a domain."""
    NOT_A_HANDLE = "not_a_handle"
    """Not a handle of that channel."""
    ACCOUNT_REQUIRED = "account_required"
    """The page or account that scopes this handle is missing."""
    DUPLICATE = "duplicate"
    """The customer has the same address already."""
    NOT_CONTACTABLE = "not_contactable"
    """An address that may not be used to contact the customer cannot be the preferred one."""
    KIND_CHANGE = "kind_change"
    """A phone cannot become an email, nor an email a handle."""
    NOT_A_PATTERN = "not_a_pattern"
    """Not a sender pattern: an address, a domain, or either with `*`."""
    NOT_A_CURSOR = "not_a_cursor"
    """Not a cursor that this list handed out."""
    NOT_SEARCHABLE = "not_searchable"
    """The actor may not see what this asks for, so it cannot be sought by it."""
    UNKNOWN_PERMISSION = "unknown_permission"
    """A permission that does not exist."""
    UNKNOWN_GROUP = "unknown_group"
    """A permission group that does not exist."""
    NOT_UTF8 = "not_utf8"
    """Octets that are no text in the file's encoding, which is UTF-8 unless the file or the options
    say otherwise.
    """
    WRONG_ENCODING = "wrong_encoding"
    """The file is written in UTF-16 or UTF-32 and does not say so by a mark that can be read."""
    NOT_TEXT = "not_text"
    """An archive, a spreadsheet or another binary file, not text."""
    UNCLOSED_QUOTE = "unclosed_quote"
    """A quote was opened and not closed before the end of the file, or within the limit."""
    MISPLACED_QUOTE = "misplaced_quote"
    """A cell goes on behind its closing quote: where it ends is anybody's guess."""
    NOT_JSON = "not_json"
    """Not JSON."""
    TOO_DEEP = "too_deep"
    """More levels of conditions, lists or objects inside each other than allowed."""
    DUPLICATE_MEMBER = "duplicate_member"
    """A member of an object that stands there twice."""
    UNKNOWN_MEMBER = "unknown_member"
    """A member that the object does not have."""
    WRONG_TYPE = "wrong_type"
    """A value of another type, such as a list in place of a text."""
    MASKED_VALUE = "masked_value"
    """A mask (`J••• D•••`), which stands for a value that whoever made the file was not shown. It
    must never replace the value.
    """
    UNCLOSED = "unclosed"
    """It begins and does not end."""
    NOT_A_CARD = "not_a_card"
    """Neither a vCard nor a JSContact card, where one should stand."""
    NOT_A_PROPERTY = "not_a_property"
    """A line of a card that is no property: a name, parameters, a colon, a value."""


class SenderClass(StrEnum):
    """The class of a sender, in the order in which they are tested: the first that holds is taken."""
    INVALID = "invalid"
    """No mailbox in From can be read."""
    OWN_ADDRESS = "own_address"
    """From is one of the host's own mailboxes."""
    LOOP = "loop"
    """The host's own message came back."""
    BOUNCE = "bounce"
    """A report that a message could not be delivered."""
    BLOCKED = "blocked"
    """On the blocklist, or a blocked customer."""
    TRUSTED_FORM = "trusted_form"
    """From is a configured web form; Reply-To says who it is."""
    AGENT = "agent"
    """An agent."""
    AUTO_REPLY = "auto_reply"
    """A machine answers for a person: out of office, vacation."""
    AUTO_GENERATED = "auto_generated"
    """A machine writes on its own: monitoring, shops, newsletters."""
    MAILING_LIST = "mailing_list"
    """A mailing list passes on."""
    NO_REPLY = "no_reply"
    """Nobody reads the address."""
    NORMAL = "normal"
    """A person, as far as anybody can tell."""


class SenderFlag(StrEnum):
    """What else is worth telling about a sender."""
    SEVERAL_FROM = "several_from"
    """From names several mailboxes."""
    SEVERAL_FROM_HEADERS = "several_from_headers"
    """There are several From headers."""
    GROUP = "group"
    """From uses group syntax."""
    REPLY_TO_MISMATCH = "reply_to_mismatch"
    """Reply-To differs from From, and From is not trusted."""
    FORWARD = "forward"
    """Another message is forwarded in this one."""
    RESENT = "resent"
    """The message was sent on with Resent-From; From stays the sender."""
    ROLE_ADDRESS = "role_address"
    """A mailbox of a role, such as `info@`."""
    DISPLAY_NAME_HAS_ADDRESS = "display_name_has_address"
    """The display name holds another address than the real one."""
    UNREADABLE_FROM = "unreadable_from"
    """Not all addresses of From can be read."""
    OWN_DOMAIN = "own_domain"
    """The sender's domain is an own domain."""
    NO_MESSAGE_ID = "no_message_id"
    """The message has no Message-ID; a hash stands in for it."""
    SUPPRESS_AUTO_REPLY = "suppress_auto_reply"
    """The host asked that machines do not answer."""


class SenderTier(StrEnum):
    """How firm a class is."""
    HARD = "hard"
    """Tested first, and no setting changes what follows."""
    SOFT = "soft"
    """Tested after; settings can let such senders become customers."""
    NONE = "none"
    """Normal senders."""


class StateReason(StrEnum):
    """What about a customer forbids something to everybody."""
    INACTIVE = "inactive"
    """It is inactive."""
    BLOCKED = "blocked"
    """It is blocked."""
    HAS_INTERACTIONS = "has_interactions"
    """Tickets or chats are linked to it."""
    LIMIT_REACHED = "limit_reached"
    """It has as many contact cards or points as it may have."""


class StorageKind(StrEnum):
    """What sort of trouble a file or disk makes."""
    CORRUPT = "corrupt"
    """The file is damaged. It was left as it is."""
    NEWER_FILE = "newer_file"
    """A newer version of this library wrote the file. It was left as it is."""
    FOREIGN_FILE = "foreign_file"
    """The file is no book. It was left as it is."""
    ALTERED_SCHEMA = "altered_schema"
    """Somebody changed the file's schema. It was left as it is."""
    DISK_FULL = "disk_full"
    """The disk is full. Nothing was written."""
    READ_ONLY = "read_only"
    """The file or folder may not be written."""
    NOT_FOUND = "not_found"
    """There is no such file or folder."""
    ALREADY_THERE = "already_there"
    """There is a file already, which nobody said may be replaced."""
    IS_A_DIRECTORY = "is_a_directory"
    """The path is a folder."""
    PERMISSION_DENIED = "permission_denied"
    """The file or folder may not be opened."""
    IN_USE = "in_use"
    """The file is a book that is open, this one or another."""
    IO = "io"
    """Reading or writing failed."""
    FORKED = "forked"
    """The book was opened by another process, of which this one is a copy."""
    POISONED = "poisoned"
    """The fate of a commit is not known. Open the book anew."""
    OUT_OF_MEMORY = "out_of_memory"
    """Out of memory."""


class UnverifiedSenders(StrEnum):
    """What happens to mail whose sender nobody vouches for."""
    CREATE = "create"
    """It may match and create; the record says that it is not verified."""
    QUARANTINE = "quarantine"
    """It creates nothing; a draft is held for a person."""
    IGNORE = "ignore"
    """It is ignored."""


class VerifiedBy(StrEnum):
    """Who vouches for a sender."""
    NOBODY = "nobody"
    """Nobody."""
    HOST = "host"
    """The host."""
    AUTHENTICATION_RESULTS = "authentication_results"
    """An `Authentication-Results` header of a configured server."""
    CHANNEL = "channel"
    """The channel of a chat."""


class Warning(StrEnum):
    """Something worth telling that did not stop the operation."""
    SAME_PHONE_TWO_KINDS = "same_phone_two_kinds"
    """The same phone stands under two kinds."""
    SELECTOR_OVERRULED = "selector_overruled"
    """The typed `+` and the selector disagreed; `+` won."""
    PREFERRED_CLEARED = "preferred_cleared"
    """An address that became not contactable was the preferred one, and is no longer."""
    REMOVED_BEFORE = "removed_before"
    """Somebody took the address off the customer after the same source had brought it: it was not
    added again.
    """


class WithheldCalls(StrEnum):
    """What happens to calls without a number."""
    UNIDENTIFIED = "unidentified"
    """Nothing is created."""
    CREATE = "create"
    """A customer without an address is created for the call."""


class Write(StrEnum):
    """What matching wrote, or in a dry run would have written."""
    CUSTOMER = "customer"
    """A new customer."""
    INTERACTION = "interaction"
    """The link between interaction and customer."""
    REACTIVATION = "reactivation"
    """The status of an inactive customer who wrote."""
    UNDELIVERABLE = "undeliverable"
    """That messages to an address come back."""
    SOFT_BOUNCE = "soft_bounce"
    """A soft bounce, counted."""


@dataclass(frozen=True, repr=False, slots=True)
class Actor(Record):
    """Who acts in a session. The host says so, since it has logged the person in; what the actor may do
    stands in the book.

    A customer is never an actor: there is no way from the one to the other.
    """
    id: str
    """The host's id of the actor."""
    name: str
    """The name that is shown beside what the actor did. At most 256 characters."""
    kind: ActorKind
    """What sort of actor it is."""
    _: KW_ONLY
    teams: list[str] = _field(default_factory=list)
    """The teams that the actor belongs to: the rows of these are in scope `team`."""


@dataclass(frozen=True, repr=False, slots=True)
class AddressOutcomeFound(Record):
    """The customers that hold it, active ones first; perhaps none."""
    word: ClassVar[str] = "found"
    customers: list[UUID]
    """Their ids."""


@dataclass(frozen=True, repr=False, slots=True)
class AddressOutcomeRejected(Record):
    """It is no address."""
    word: ClassVar[str] = "rejected"
    error: CustomerCoreError
    """Why: `invalid`."""


@dataclass(frozen=True, repr=False, slots=True)
class AlsoAt(Record):
    """Others hold the same address."""
    point: UUID
    """The point that was written."""
    customers: list[UUID]
    """The other customers that hold it, as far as the actor may see them."""


@dataclass(frozen=True, repr=False, slots=True)
class AskedOperation(Record):
    """May this operation be called?"""
    word: ClassVar[str] = "operation"
    operation: str
    """Its name, that of a line of `operations()`."""


@dataclass(frozen=True, repr=False, slots=True)
class AskedPermission(Record):
    """Is this permission held, with those that it rests on, as editing does on seeing?"""
    word: ClassVar[str] = "permission"
    permission: Permission
    """The permission."""


@dataclass(frozen=True, repr=False, slots=True)
class BecauseGranted(Record):
    """A group of the actor's gives it."""
    word: ClassVar[str] = "granted"
    group: str
    """The group."""
    grant: Grant
    """Its grant."""


@dataclass(frozen=True, repr=False, slots=True)
class BecauseNotGranted(Record):
    """No group of the actor's gives it."""
    word: ClassVar[str] = "not_granted"
    permission: Permission
    """The permission."""


@dataclass(frozen=True, repr=False, slots=True)
class BecauseDenied(Record):
    """A group of the actor's denies it."""
    word: ClassVar[str] = "denied"
    group: str
    """The group."""
    grant: Grant
    """Its denial."""


@dataclass(frozen=True, repr=False, slots=True)
class BecauseNarrowed(Record):
    """The host took it away for this session."""
    word: ClassVar[str] = "narrowed"
    permission: Permission
    """The permission."""


@dataclass(frozen=True, repr=False, slots=True)
class BecauseSystem(Record):
    """It is the system session, which may do everything."""
    word: ClassVar[str] = "system"


@dataclass(frozen=True, repr=False, slots=True)
class BecauseState(Record):
    """Whoever asks: the customer's state forbids it."""
    word: ClassVar[str] = "state"
    state: StateReason
    """What forbids it."""
    count: int | None = None
    """How many tickets and chats there are, or the cap that was reached."""


@dataclass(frozen=True, repr=False, slots=True)
class Blocked(Record):
    """A blocked customer's mail is reported as blocked and goes nowhere."""
    _shown: ClassVar[tuple[str, ...] | None] = ("by", "at", )
    by: str
    """Who blocked."""
    at: datetime
    """When."""
    _: KW_ONLY
    reason: str | None = None
    """Why, in words. At most 255 characters."""


@dataclass(frozen=True, repr=False, slots=True)
class BookStats(Record):
    """What a book has done since it was opened. The figures only grow."""
    _: KW_ONLY
    reads: int = 0
    """Reading operations."""
    writes: int = 0
    """Writing operations, those that came to nothing included; one that is done again counts again."""
    transactions: int = 0
    """Write transactions: writes that wait together are written together."""
    largest_group: int = 0
    """The most writes of one transaction."""
    most_waiting: int = 0
    """The most writes that ever waited at once."""
    lock_retries: int = 0
    """How often another process had the write lock."""
    groups_repeated: int = 0
    """How often a group's transaction broke and its writes were done again one by one."""


@dataclass(frozen=True, repr=False, slots=True)
class CallToMatch(Record):
    """A call to match."""
    _shown: ClassVar[tuple[str, ...] | None] = ("phase", "at", )
    call_id: str
    """The host's id of the call. At most 998 characters."""
    caller: str
    """The caller's number as the network gave it; blank when it was withheld."""
    phase: CallPhase
    """How far the call is."""
    at: datetime
    """When it came in."""
    _: KW_ONLY
    region: str | None = None
    """The region of a number without `+`; else the book's default region is used."""
    caller_name: str | None = None
    """The caller's name as the network gave it."""


@dataclass(frozen=True, repr=False, slots=True)
class Candidate(Record):
    """A customer that may be the sender."""
    _shown: ClassVar[tuple[str, ...] | None] = ("customer", "status", "strength", "role", )
    customer: UUID
    """Which customer."""
    display_name: str
    """What to call it."""
    status: CustomerStatus
    """Active or inactive."""
    strength: MatchStrength
    """How sure it is."""
    role: CandidateRole
    """Why it is listed."""
    shared: bool
    """Several people use the address."""
    blocked: bool
    """The customer is blocked."""
    _: KW_ONLY
    key: str | None = None
    """The key that matched: always one that the message itself names, else only for who may see
    addresses.
    """
    merged_from: UUID | None = None
    """The address stood on a record that was merged into this one."""
    kept_apart_from: list[UUID] = _field(default_factory=list)
    """Other candidates that a person said are somebody else."""
    reply_address: str | None = None
    """The email to answer to: the preferred contactable one."""
    cannot_remember: CannotRemember | None = None
    """Could the sender's address be added to this customer? If not, why."""


@dataclass(frozen=True, repr=False, slots=True)
class CaptureOutcomeRecorded(Record):
    """It was recorded. What it came to, whoever may not see the customer's addresses is not told."""
    word: ClassVar[str] = "recorded"


@dataclass(frozen=True, repr=False, slots=True)
class CaptureOutcomeAdded(Record):
    """It was added."""
    word: ClassVar[str] = "added"
    point: UUID
    """The new point."""


@dataclass(frozen=True, repr=False, slots=True)
class CaptureOutcomeAlreadyPresent(Record):
    """The customer has it already; nothing was changed."""
    word: ClassVar[str] = "already_present"
    point: UUID
    """That point."""


@dataclass(frozen=True, repr=False, slots=True)
class CaptureOutcomeRemovedBefore(Record):
    """Somebody removed it after this source brought it."""
    word: ClassVar[str] = "removed_before"


@dataclass(frozen=True, repr=False, slots=True)
class CaptureOutcomeInvalid(Record):
    """It breaks rules."""
    word: ClassVar[str] = "invalid"
    violations: list[Violation]
    """Which ones."""


@dataclass(frozen=True, repr=False, slots=True)
class CaptureOutcomeOverLimit(Record):
    """The customer has as many points or cards as it may have."""
    word: ClassVar[str] = "over_limit"
    reason: RefusedReason
    """Which limit."""


@dataclass(frozen=True, repr=False, slots=True)
class ChangeEntry(Record):
    """One entry of the change log."""
    _shown: ClassVar[tuple[str, ...] | None] = ("seq", "operation", "kind", "id", "fields", )
    seq: int
    """Its number: later changes have higher ones."""
    at: datetime
    """When."""
    actor: str
    """Who."""
    how: How
    """How the values came."""
    operation: str
    """The operation."""
    kind: RecordKind
    """What sort of record."""
    id: str
    """The record's id."""
    fields: list[str]
    """The names of the fields that changed."""
    values: list[ChangedField]
    """The values, where they were not erased."""
    _: KW_ONLY
    subject: UUID | None = None
    """The customer that the change is about."""
    asserted: list[str] = _field(default_factory=list)
    """The groups that the host asserted for the session in which it was done: the book cannot vouch
    for these rights.
    """


@dataclass(frozen=True, repr=False, slots=True)
class ChangedField(Record):
    """One field's old and new value."""
    _shown: ClassVar[tuple[str, ...] | None] = ("field", )
    field: str
    """The field."""
    _: KW_ONLY
    old: str | None = None
    """Its value before."""
    new: str | None = None
    """Its value after."""


@dataclass(frozen=True, repr=False, slots=True)
class ChatToMatch(Record):
    """A chat to match."""
    _shown: ClassVar[tuple[str, ...] | None] = ("channel", "user_id_verified", "at", )
    chat_id: str
    """The host's id of the chat. At most 998 characters."""
    channel: HandleChannel
    """The channel."""
    at: datetime
    """When the chat began."""
    _: KW_ONLY
    account: str | None = None
    """The page, widget or project on the channel."""
    user_id: str | None = None
    """The user's id on the channel, where it has one."""
    user_id_verified: bool = False
    """The channel itself vouches for the id (a WhatsApp number does, an anonymous visitor does
    not). Automatic mode needs it.
    """
    display_name: str | None = None
    """The user's name on the channel."""
    phones: list[str] = _field(default_factory=list)
    """Phone numbers that the user shared in the chat. Anybody can type them: they only suggest."""
    emails: list[str] = _field(default_factory=list)
    """Email addresses that the user shared in the chat, likewise."""


@dataclass(frozen=True, repr=False, slots=True)
class CheckOutcomeDecided(Record):
    """It was decided."""
    word: ClassVar[str] = "decided"
    decision: Decision
    """How."""


@dataclass(frozen=True, repr=False, slots=True)
class CheckOutcomeNotFound(Record):
    """There is no such customer, or none that the actor may know of."""
    word: ClassVar[str] = "not_found"


@dataclass(frozen=True, repr=False, slots=True)
class CheckSummary(Record):
    """What looking a book over found."""
    _: KW_ONLY
    problems: list[str] = _field(default_factory=list)
    """What is wrong, and where; nothing when this is empty."""
    log_entries: int = 0
    """How many entries of the change log were verified."""


@dataclass(frozen=True, repr=False, slots=True)
class ColumnMapping(Record):
    """What a column of a file means.

    Targets are the names of a customer's text fields (`full_name`, `given_name`, ... `team`), `kind`,
    `status`, `preferred_channel`, `email`, `phone` (a mobile), `phone.mobile`, `phone.home`,
    `phone.business`, `phone.other`, `handle.` and a channel (such as `handle.whatsapp`), and
    `contacts` (contact cards as a JSON list of `NewContact`). Emails, phones and handles may stand in
    several columns, the first is the primary one; all others stand once. In a cell of
    `handle.facebook_psid` and `handle.custom` the account stands before a colon.
    """
    column: str
    """The name of the column, as it stands in the header."""
    target: str
    """What it means; empty to leave it out."""


@dataclass(frozen=True, repr=False, slots=True)
class Contact(Record):
    """A contact card: a person or place of the customer, and the ways to reach it."""
    _shown: ClassVar[tuple[str, ...] | None] = ("id", "points", )
    id: UUID
    """Its id, unique within the customer."""
    points: list[ContactPoint]
    """The ways to reach it, in the order in which they were added."""
    _: KW_ONLY
    label: str | None = None
    """What the card is called."""
    person_name: str | None = None
    """The person behind it."""


@dataclass(frozen=True, repr=False, slots=True)
class ContactPatch(Record):
    """A change of a card's own fields. Absent means leave, blank means clear."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    _: KW_ONLY
    label: str | None = None
    """What the card is called."""
    person_name: str | None = None
    """The person behind it."""


@dataclass(frozen=True, repr=False, slots=True)
class ContactPoint(Record):
    """One way to reach a customer."""
    _shown: ClassVar[tuple[str, ...] | None] = ("id", "kind", "value", )
    id: UUID
    """Its id, unique within the customer."""
    kind: PointKind
    """What it is."""
    value: ShownValue
    """The phone, email or handle, as far as it is shown."""
    preferred: bool
    """The one to use first among the customer's emails, phones or handles."""
    contactable: bool
    """May it be used to contact the customer? Messages that come from it are matched all the same."""
    shared: bool
    """Several people use it."""
    soft_bounces: int
    """How many soft bounces were counted since it last worked."""
    provenance: Provenance
    """Where it came from."""
    _: KW_ONLY
    undeliverable: Undeliverable | None = None
    """Messages to it come back."""
    verified: Verified | None = None
    """The host has proof that the customer holds it."""


@dataclass(frozen=True, repr=False, slots=True)
class ContactRoom(Record):
    """May another contact card be added?"""
    allowed: bool
    """Yes or no."""
    count: int
    """How many cards the customer has."""
    cap: int
    """How many a customer may have: the lower of the two caps."""
    _: KW_ONLY
    reason: CapReason | None = None
    """Why not."""


@dataclass(frozen=True, repr=False, slots=True)
class Country(Record):
    """One line of a country selector."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    code: str
    """ISO 3166-1 alpha-2 code."""
    name: str
    """Short English name, as in Unicode CLDR."""
    calling_code: int | None
    """Calling code without `+`. Every line of `countries` has one."""
    flag: str
    """Flag emoji."""
    example_number: str | None
    """A mobile number (where the country has any, else a fixed line) that nobody owns, in E.164:
    what a form shows as a pattern.
    """


@dataclass(frozen=True, repr=False, slots=True)
class CreateOutcomeCreated(Record):
    """It was created."""
    word: ClassVar[str] = "created"
    id: UUID
    """The new id."""


@dataclass(frozen=True, repr=False, slots=True)
class CreateOutcomeRejected(Record):
    """It was not, and nothing of it was written."""
    word: ClassVar[str] = "rejected"
    error: CustomerCoreError
    """Why: `invalid`, `conflict`, `denied`, or `refused` (`lookup_throttled`)."""


@dataclass(frozen=True, repr=False, slots=True)
class Customer(Record):
    """A customer. Fields that the actor may not see are empty and named in `hidden`."""
    _shown: ClassVar[tuple[str, ...] | None] = ("id", "kind", "status", "version", "contacts", )
    id: UUID
    """Its id, for ever."""
    kind: CustomerKind
    """Person or entity."""
    status: CustomerStatus
    """Active or inactive."""
    display_name: str
    """What to call the customer: the display name, else given and family name in the order of the
    locale, else a reference, the primary email, the primary phone, the id.
    """
    verified: bool
    """The host vouches that the record belongs to the person it names. Records that unverified
    messages made are not.
    """
    contacts: list[Contact]
    """Contact cards, in the order in which they were added."""
    created_at: datetime
    """When the record was made."""
    updated_at: datetime
    """When it was last changed."""
    version: int
    """Grows by one with every change."""
    provenance: Provenance
    """Where the record came from."""
    field_provenance: list[FieldProvenance]
    """Where single fields came from, when that differs from the record's own provenance."""
    contact_level: FieldLevel
    """How much is shown of the contact cards, and of `email` and `phone`."""
    _: KW_ONLY
    full_name: str | None = None
    """The display name as entered."""
    given_name: str | None = None
    """The given name."""
    family_name: str | None = None
    """The family name."""
    ref1: str | None = None
    """The first reference."""
    ref2: str | None = None
    """The second reference."""
    email: str | None = None
    """The primary email: the preferred one, else the oldest contactable, else the oldest."""
    phone: str | None = None
    """The primary phone: the same, over mobile, business, home, other in this order."""
    address_line1: str | None = None
    """The primary street line."""
    address_line2: str | None = None
    """The second line."""
    address_line3: str | None = None
    """The third line."""
    city: str | None = None
    """City."""
    state: str | None = None
    """State or province."""
    postal_code: str | None = None
    """ZIP or postal code."""
    country: str | None = None
    """Country."""
    time_zone: str | None = None
    """Default time zone."""
    location: str | None = None
    """Where the customer is, in words."""
    avatar: str | None = None
    """Reference of the avatar."""
    locale: str | None = None
    """Language tag."""
    source: str | None = None
    """Where the customer came from."""
    owner: str | None = None
    """The actor who looks after the customer."""
    team: str | None = None
    """The team that looks after the customer."""
    preferred_channel: PointFamily | None = None
    """The sort of address to use first."""
    blocked: Blocked | None = None
    """Blocked, by whom and why."""
    last_contact_at: datetime | None = None
    """When a person last wrote or called, or was written to or called."""
    redirected_from: UUID | None = None
    """The id that was asked for, when it was merged into this record."""
    hidden: list[CustomerField] = _field(default_factory=list)
    """The fields that the actor may not see at all."""
    masked: list[CustomerField] = _field(default_factory=list)
    """The fields of which a masked form stands in place of the value: `J••• D•••`."""
    present: list[CustomerField] = _field(default_factory=list)
    """The fields that have a value which the actor may not see."""


@dataclass(frozen=True, repr=False, slots=True)
class CustomerCount(Record):
    """How many customers there are."""
    _: KW_ONLY
    active: int = 0
    """Active ones."""
    inactive: int = 0
    """Inactive ones; none where they were not asked for."""


@dataclass(frozen=True, repr=False, slots=True)
class CustomerDraft(Record):
    """A customer to be, filled in from the message for a person to look at."""
    _shown: ClassVar[tuple[str, ...] | None] = ("name_is_derived", "channel", )
    _: KW_ONLY
    full_name: str | None = None
    """The name, as the message has it."""
    name_is_derived: bool = False
    """The name was concluded from the address."""
    suggested_given_name: str | None = None
    """A given name that "Doe, Jane" suggests."""
    suggested_family_name: str | None = None
    """A family name that "Doe, Jane" suggests."""
    email: str | None = None
    """The email as the message has it."""
    phone: str | None = None
    """The number as the call has it."""
    handle: str | None = None
    """The handle, on the channel."""
    channel: HandleChannel | None = None
    """The channel of the handle."""
    account: str | None = None
    """The page, widget or project on the channel."""
    shared_emails: list[str] = _field(default_factory=list)
    """Further addresses that the user shared: nobody vouches for them."""
    shared_phones: list[str] = _field(default_factory=list)
    """Further numbers that the user shared."""


@dataclass(frozen=True, repr=False, slots=True)
class CustomerListing(Record):
    """Which customers to list."""
    _shown: ClassVar[tuple[str, ...] | None] = ("sort", "descending", "include_inactive", "limit", )
    _: KW_ONLY
    sort: CustomerSort = CustomerSort.NAME
    """The order."""
    descending: bool = False
    """From the end."""
    include_inactive: bool = False
    """Inactive customers too."""
    text: str | None = None
    """Only those whom a search for this text finds."""
    filter: Filter | None = None
    """Only those of whom this is true."""
    segment: str | None = None
    """Only those in this segment."""
    limit: int = 50
    """How many: 1 to 500."""
    after: str | None = None
    """The cursor of the page before."""


@dataclass(frozen=True, repr=False, slots=True)
class CustomerPatch(Record):
    """A change of a customer. Absent means leave, blank means clear."""
    _shown: ClassVar[tuple[str, ...] | None] = ("kind", )
    _: KW_ONLY
    kind: CustomerKind | None = None
    """Person or entity."""
    full_name: str | None = None
    """The display name."""
    given_name: str | None = None
    """The given name."""
    family_name: str | None = None
    """The family name."""
    ref1: str | None = None
    """The first reference."""
    ref2: str | None = None
    """The second reference."""
    email: str | None = None
    """The primary email: changed, or added where there is none; blank removes that one only."""
    phone: NewPhone | None = None
    """The primary phone, likewise."""
    address_line1: str | None = None
    """The primary street line."""
    address_line2: str | None = None
    """The second line."""
    address_line3: str | None = None
    """The third line."""
    city: str | None = None
    """City."""
    state: str | None = None
    """State or province."""
    postal_code: str | None = None
    """ZIP or postal code."""
    country: str | None = None
    """Country."""
    time_zone: str | None = None
    """Default time zone."""
    location: str | None = None
    """Where the customer is, in words."""
    avatar: str | None = None
    """Reference of the avatar."""
    locale: str | None = None
    """Language tag."""
    source: str | None = None
    """Where the customer came from."""
    owner: str | None = None
    """The actor who looks after the customer."""
    team: str | None = None
    """The team that looks after the customer."""
    preferred_channel: PointFamily | None = None
    """The sort of address to use first."""


@dataclass(frozen=True, repr=False, slots=True)
class CustomerSearch(Record):
    """What somebody types to find a customer."""
    _shown: ClassVar[tuple[str, ...] | None] = ("filter", "include_inactive", "limit", )
    _: KW_ONLY
    text: str = ""
    """Names, or the beginnings of names; an email, a phone, a reference, a handle, an id, or a part
    of one. Blank text finds nobody, and neither does one of more than 512 characters.
    """
    filter: Filter | None = None
    """Only those of whom this is true."""
    segment: str | None = None
    """Only those in this segment."""
    include_inactive: bool = False
    """Inactive customers too."""
    limit: int = 20
    """How many: 1 to 500."""
    after: str | None = None
    """The cursor of the page before."""


@dataclass(frozen=True, repr=False, slots=True)
class CustomerSelection(Record):
    """Which customers are counted or handed out."""
    _shown: ClassVar[tuple[str, ...] | None] = ("filter", "segment", "include_inactive", )
    _: KW_ONLY
    text: str | None = None
    """Only those whom a search for this text finds."""
    filter: Filter | None = None
    """Only those of whom this is true."""
    segment: str | None = None
    """Only those in this segment."""
    include_inactive: bool = False
    """Inactive customers too."""


@dataclass(frozen=True, repr=False, slots=True)
class CustomerSummary(Record):
    """One line of a list of customers."""
    _shown: ClassVar[tuple[str, ...] | None] = ("id", "kind", "status", "version", )
    id: UUID
    """Its id."""
    kind: CustomerKind
    """Person or entity."""
    status: CustomerStatus
    """Active or inactive."""
    display_name: str
    """What to call the customer."""
    more_emails: int
    """How many emails there are beside it."""
    more_phones: int
    """How many phones there are beside it."""
    created_at: datetime
    """When the record was made."""
    version: int
    """The record's version."""
    _: KW_ONLY
    ref1: str | None = None
    """The first reference."""
    ref2: str | None = None
    """The second reference."""
    email: str | None = None
    """The primary email."""
    phone: str | None = None
    """The primary phone."""
    location: str | None = None
    """Where the customer is, in words."""
    avatar: str | None = None
    """Reference of the avatar."""
    last_contact_at: datetime | None = None
    """When a person last wrote or called."""


@dataclass(frozen=True, repr=False, slots=True)
class CustomerWritten(Record):
    """What creating or changing a customer did."""
    customer: Customer
    """The customer as it stands now."""
    _: KW_ONLY
    also_at: list[AlsoAt] = _field(default_factory=list)
    """Other customers that hold the same addresses."""
    warnings: list[Warning] = _field(default_factory=list)
    """What is worth telling."""


@dataclass(frozen=True, repr=False, slots=True)
class Decision(Record):
    """May it be done, and why?"""
    allowed: bool
    """It may."""
    because: list[Because]
    """The reasons: for each permission that is needed, what gives or withholds it; then what the
    customer's state forbids.
    """
    _: KW_ONLY
    level: FieldLevel | None = None
    """How much is seen of the field that was asked about, or of contacts for permissions about
    those; absent where no customer was named.
    """
    missing: list[Permission] = _field(default_factory=list)
    """The permissions that are missing, as far as permissions stand in the way. Where one is denied,
    `because` says so, and it is the denial that has to go.
    """
    obligations: list[Obligation] = _field(default_factory=list)
    """What goes with doing it."""


@dataclass(frozen=True, repr=False, slots=True)
class EffectivePermissions(Record):
    """What an actor may do, by how far it reaches, as it stood when it was asked for: for buttons and
    landing pages. It grants nothing: every operation asks the book anew.
    """
    _: KW_ONLY
    book: list[Permission] = _field(default_factory=list)
    """Held on the whole book."""
    team: list[Permission] = _field(default_factory=list)
    """Held beyond that on customers of the actor's teams; or of the teams that the host narrowed the
    session to.
    """
    own: list[Permission] = _field(default_factory=list)
    """Held beyond that on customers whose owner the actor is."""


@dataclass(frozen=True, repr=False, slots=True)
class Email(Record):
    """An email address: a mailbox of RFC 5321 (RFC 6531 for other scripts) with a dotted domain.

    It is kept as typed, and compared by its `match_key`.
    """
    _shown: ClassVar[tuple[str, ...] | None] = ()
    as_typed: str
    """The address as it was typed, without white space around it."""
    match_key: str
    """The key under which spellings of one address meet: the domain as lower-case A-label, the
    local part in NFC and lower case without needless quotes. Nothing else is folded: dots and
    `+` tags are part of the address.
    """
    domain: str
    """The domain of the key: lower-case A-label."""
    local_part: str
    """The local part of the key."""
    domain_unicode: str
    """The domain as people read it."""
    related_key: str
    """A coarser key under which related addresses meet: a `+` tag taken off, and for Gmail the dots
    and the second name of its domain. Two addresses that meet here may be one person's, so the
    library only ever suggests by it.
    """
    is_role_address: bool
    """True for mailboxes of a role, such as `info@` or `support@`, behind which people change."""


@dataclass(frozen=True, repr=False, slots=True)
class EmailOptions(Record):
    """How an email address is read."""
    _: KW_ONLY
    allow_local_domains: bool = False
    """Takes domains of one label (`anna@intranet`), for books inside one network."""


@dataclass(frozen=True, repr=False, slots=True)
class EmailToMatch(Record):
    """An email to match."""
    message: InboundEmail
    """What the message says."""
    received_at: datetime
    """When it came in."""
    _: KW_ONLY
    auth: SenderAuth = _field(default_factory=lambda: SenderAuthUnverified())
    """What the host found out about the sender."""
    thread: InteractionRef | None = None
    """The interaction that it continues, where the host knows one (a ticket token). References to
    earlier messages are followed without it.
    """
    keep_participants: bool = False
    """Keep the addresses of To and Cc with the interaction. They never become customers."""


@dataclass(frozen=True, repr=False, slots=True)
class Evidence(Record):
    """One thing that was seen. The first one is what decided the class."""
    _shown: ClassVar[tuple[str, ...] | None] = ("kind", )
    kind: EvidenceKind
    """What was seen."""
    _: KW_ONLY
    value: str | None = None
    """The value of the header or the entry of the list, where there is one; at most 100 characters."""


@dataclass(frozen=True, repr=False, slots=True)
class Explanation(Record):
    """Why the answer is what it is."""
    _shown: ClassVar[tuple[str, ...] | None] = ("kind", "mode", "class_", "row", "count", "evidence", "flags", "notes", "candidates", "suggestions", "writes", )
    kind: InteractionKind
    """What sort of interaction."""
    mode: CreationMode
    """Manual or automatic."""
    class_: SenderClass
    """The class of the sender."""
    tier: SenderTier
    """How firm the class is."""
    row: DecisionRow
    """The row of the decision table."""
    count: int
    """How many customers counted: 0, 1, or 2 for several."""
    verified_by: VerifiedBy
    """Who vouches for the sender."""
    evidence: list[Evidence]
    """What decided the class, the deciding evidence first."""
    flags: list[SenderFlag]
    """What else was seen."""
    notes: list[MatchNote]
    """What is worth telling."""
    candidates: list[Candidate]
    """All who hold the address, also those that did not count."""
    suggestions: list[Candidate]
    """Customers that may be the same person, or whom Reply-To or the thread name."""
    hidden_inactive: int
    """How many inactive customers hold the address beside the active ones."""
    other_senders: list[str]
    """The other senders that From names."""
    would_create: bool
    """The seed's rule would have created a customer, and a setting withheld it."""
    writes: list[Write]
    """What was written; in a dry run, what would have been."""
    _: KW_ONLY
    identity: Identity | None = None
    """Who the sender is taken to be."""
    key: str | None = None
    """The key that was looked up."""
    hidden_by_permission: int | None = None
    """How many candidates the actor may not see; told only to those who may know."""
    thread_customer: UUID | None = None
    """The customer that the thread belongs to."""
    original_sender: str | None = None
    """The sender of a forwarded message."""


@dataclass(frozen=True, repr=False, slots=True)
class ExportChunk(Record):
    """A part of a file of customers."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    bytes: bytes
    """The octets, which belong behind those of the chunk before."""
    progress: ExportProgress
    """How far the export is after them."""


@dataclass(frozen=True, repr=False, slots=True)
class ExportOptions(Record):
    """Which customers are written, and how."""
    _shown: ClassVar[tuple[str, ...] | None] = ("format", "columns", "include_inactive", "filter", "segment", )
    _: KW_ONLY
    format: FileFormat = FileFormat.CSV
    """The format; CSV by default."""
    columns: list[ExportColumn] = _field(default_factory=list)
    """The columns of CSV and JSON Lines, in their order; when there are none, all that an import can
    set. Cards have what their format has.
    """
    include_inactive: bool = True
    """Inactive customers too; true by default."""
    text: str | None = None
    """Only those whom a search for this text finds."""
    filter: Filter | None = None
    """Only those of whom this is true."""
    segment: str | None = None
    """Only those in this segment."""
    card_version: CardVersion = CardVersion.V4_0
    """The version of vCards; 4.0 by default."""
    byte_order_mark: bool = False
    """A byte order mark before CSV, for spreadsheets that take UTF-8 for something else without it."""


@dataclass(frozen=True, repr=False, slots=True)
class ExportProgress(Record):
    """How far an export is."""
    _: KW_ONLY
    rows: int = 0
    """Customers that are written."""
    bytes: int = 0
    """Octets that they are."""
    elapsed_millis: int = 0
    """How long it took, in milliseconds, pauses between calls included."""


@dataclass(frozen=True, repr=False, slots=True)
class FieldChange(Record):
    """A field, or contacts, of which a member sees more or less."""
    member: str
    """The member."""
    from_: FieldLevel
    """How much is seen before."""
    to: FieldLevel
    """How much after."""
    customers: int
    """Of how many customers of the book."""
    _: KW_ONLY
    field: CustomerField | None = None
    """The field; absent for contact cards."""


@dataclass(frozen=True, repr=False, slots=True)
class FieldCondition(Record):
    """What a field must hold."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    field: CustomerField
    """The field."""
    test: FieldTest
    """What must be true of it."""


@dataclass(frozen=True, repr=False, slots=True)
class FieldInfo(Record):
    """A field, and how delicate it is in a book."""
    field: CustomerField
    """The field."""
    class_: DataClass
    """Its data class in this book."""
    default_class: DataClass
    """The class that it comes with."""


@dataclass(frozen=True, repr=False, slots=True)
class FieldProvenance(Record):
    """Where one field's value came from, when that differs from the record's own provenance."""
    field: str
    """The field: a text field by its key, or `kind`, `status`, `email`, `phone`, `blocked`,
    `preferred_channel`.
    """
    version: int
    """The record's version that the change made."""
    by: str
    """The actor under whom it was changed."""
    how: How
    """How the value came."""
    at: datetime
    """When."""


@dataclass(frozen=True, repr=False, slots=True)
class FieldTestIs(Record):
    """It holds one of these values: at most 1,000, and 10,000 in all conditions of a filter."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "is"
    value: list[str]
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FieldTestStartsWith(Record):
    """It begins so."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "starts_with"
    value: str
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FieldTestFilled(Record):
    """It holds something, or nothing."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "filled"
    value: bool
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FileColumn(Record):
    """A column of a file, as it will be read."""
    _shown: ClassVar[tuple[str, ...] | None] = ("target", "guessed", )
    name: str
    """Its name in the header."""
    guessed: bool
    """The meaning was guessed from the name. A column that is left out and not guessed is unknown,
    unless the mapping says so.
    """
    _: KW_ONLY
    target: str | None = None
    """What it means (see `ColumnMapping`); none when it is left out."""


@dataclass(frozen=True, repr=False, slots=True)
class FileOptions(Record):
    """How a file is read."""
    _: KW_ONLY
    format: FileFormat | None = None
    """The format; found from the file's first octets when absent."""
    columns: list[ColumnMapping] = _field(default_factory=list)
    """What the columns of CSV and the members of JSON Lines mean, by name; guessed from the header
    for those that are not named. See `ColumnMapping`.
    """
    delimiter: str | None = None
    """The character between the cells of CSV: an ASCII character that is no letter, digit, quote or
    line end. Found among `,` `;` tab and `|` from the header when absent.
    """
    encoding: str | None = None
    """The character encoding, a WHATWG label such as `utf-8` or `windows-1252`; a byte order mark
    wins, and UTF-8 is the default. It is read strictly: a record with octets that are no text is
    rejected.
    """


@dataclass(frozen=True, repr=False, slots=True)
class FilePreview(Record):
    """The beginning of a file, as it would be read."""
    _shown: ClassVar[tuple[str, ...] | None] = ("format", "encoding", "delimiter", "columns", "records", "problem", )
    format: FileFormat
    """The format."""
    encoding: str
    """The character encoding, by its WHATWG name."""
    columns: list[FileColumn]
    """The columns of CSV in their order, or the members of the previewed JSON lines."""
    unknown: list[str]
    """The names of the columns that mean nothing and are left out."""
    records: list[PreviewRecord]
    """The first records."""
    _: KW_ONLY
    delimiter: str | None = None
    """The character between the cells of CSV."""
    problem: Violation | None = None
    """What keeps the rest of the file from being read, when it was met."""


@dataclass(frozen=True, repr=False, slots=True)
class FilterAll(Record):
    """All of these hold; none of them holds for every customer."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "all"
    value: list[Filter]
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterAny(Record):
    """At least one of these holds; of none no customer."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "any"
    value: list[Filter]
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterNot(Record):
    """This does not hold."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "not"
    value: Filter
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterStatus(Record):
    """The customer has this status."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "status"
    value: CustomerStatus
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterKind(Record):
    """The customer is of this kind."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "kind"
    value: CustomerKind
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterCreated(Record):
    """The record was made in this time."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "created"
    value: TimeSpan
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterUpdated(Record):
    """The record was last changed in this time."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "updated"
    value: TimeSpan
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterLastContact(Record):
    """The last contact with a person was in this time."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "last_contact"
    value: TimeSpan
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterContacted(Record):
    """There was a contact with a person, or there was none."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "contacted"
    value: bool
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterBlocked(Record):
    """The customer is blocked, or is not."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "blocked"
    value: bool
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterVerified(Record):
    """The host vouches for the record, or does not."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "verified"
    value: bool
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class FilterPreferredChannel(Record):
    """The sort of address to use first is this one."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "preferred_channel"
    value: PointFamily
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class ForwardedMessage(Record):
    """A message that is forwarded in another."""
    _shown: ClassVar[tuple[str, ...] | None] = ("source", )
    from_: Mailbox
    """Its sender."""
    source: ForwardSource
    """Where it was found."""


@dataclass(frozen=True, repr=False, slots=True)
class Grant(Record):
    """One right of a permission group."""
    permission: Permission
    """What is allowed."""
    _: KW_ONLY
    selector: str | None = None
    """For `field.view` and `field.edit`: a field's key or a data class; for `action.run`: the name of
    an action, of at most 128 characters. Absent means all.
    """
    level: FieldLevel | None = None
    """For `field.view` and `contact.view`: how much is seen, `presence`, `masked` or `view`. Absent
    means `view`.
    """
    scope: GrantScope = GrantScope.BOOK
    """How far it reaches."""
    effect: GrantEffect = GrantEffect.ALLOW
    """Allow or deny."""
    until: datetime | None = None
    """When it ends: from this moment on it counts no longer."""


@dataclass(frozen=True, repr=False, slots=True)
class Handle(Record):
    """A handle on a channel."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    channel: HandleChannel
    """The channel."""
    account: str | None
    """The page, widget or project that scopes the handle."""
    value: str
    """The handle, without `@` or `+`."""
    match_key: str
    """The key under which spellings of one handle meet: channel, account, handle."""


@dataclass(frozen=True, repr=False, slots=True)
class HitPoint(Record):
    """A contact point of a customer that was found."""
    contact: UUID
    """The contact card."""
    point: UUID
    """The point."""
    kind: PointKind
    """What sort of point."""
    value: ShownValue
    """The address, as far as the actor sees it."""
    actions: list[Capability]
    """What it can be used for; nothing when it may not be used to contact the customer."""


@dataclass(frozen=True, repr=False, slots=True)
class Identity(Record):
    """Who the sender is taken to be."""
    _shown: ClassVar[tuple[str, ...] | None] = ("via", )
    email: Email
    """The address."""
    via: IdentityVia
    """Where it was found."""
    _: KW_ONLY
    name: str | None = None
    """The display name beside it."""


@dataclass(frozen=True, repr=False, slots=True)
class ImportBatch(Record):
    """Rows that were written together."""
    rows: list[ImportRow]
    """What became of each row, in the order of the file."""
    progress: ImportProgress
    """How far the import is after them."""
    _: KW_ONLY
    repeated: bool = False
    """The import went on after an interruption, and these rows were done before it: whether that was
    told nobody knows.
    """


@dataclass(frozen=True, repr=False, slots=True)
class ImportDuplicate(Record):
    """Somebody else has a reference or an address of a row."""
    field: str
    """`ref1`, `ref2`, `email`, `phone` or `handle`."""
    _: KW_ONLY
    rows: list[int] = _field(default_factory=list)
    """Earlier rows of this import that brought or found the customers who have it."""
    customers: list[UUID] = _field(default_factory=list)
    """Other customers who have it, as far as the actor may see them."""


@dataclass(frozen=True, repr=False, slots=True)
class ImportOptions(Record):
    """How a file of customers is brought in."""
    _shown: ClassVar[tuple[str, ...] | None] = ("match_by", "existing", "blank", "default_region", "dry_run", "batch_rows", )
    _: KW_ONLY
    file: FileOptions = _field(default_factory=lambda: FileOptions())
    """How the file is read."""
    match_by: ImportKey | None = None
    """What rows are recognised by; without it each row creates a customer."""
    existing: ExistingRows = ExistingRows.UPDATE
    """What a row does to a customer that there is: `update` by default."""
    blank: BlankCells = BlankCells.LEAVE
    """What a blank cell does: `leave` by default."""
    default_region: str | None = None
    """The region of phone numbers that have neither `+` nor a country beside them; the book's own
    when absent.
    """
    source: str | None = None
    """Where the file comes from, kept as the source of what it brings. At most 128 characters."""
    dry_run: bool = False
    """Answer as if, and write nothing. What it says of duplicates inside the file, and of customers whom
    several rows change, holds for the first 100,000 customers that rows find or create, or 256 MiB of
    their text.
    """
    batch_rows: int = 2000
    """How many rows are written together: 1 to 10,000, by default 2,000."""
    import_id: str | None = None
    """The host's name for this import, at most 128 characters. One that was interrupted goes on where
    it stopped when it is started again under its name. A name is known to its actor alone.
    """


@dataclass(frozen=True, repr=False, slots=True)
class ImportProgress(Record):
    """How far an import is, and what it came to so far."""
    _: KW_ONLY
    rows: int = 0
    """Rows that are done."""
    bytes: int = 0
    """Octets of the file that were read for them."""
    total_bytes: int | None = None
    """How long the file is, where that is known."""
    created: int = 0
    """Customers created."""
    updated: int = 0
    """Customers changed."""
    unchanged: int = 0
    """Rows that changed nothing."""
    matched_many: int = 0
    """Rows that several customers answered to."""
    rejected: int = 0
    """Rows that were rejected."""
    elapsed_millis: int = 0
    """How long it took, in milliseconds; pauses between calls count, those between two runs do not."""


@dataclass(frozen=True, repr=False, slots=True)
class ImportRow(Record):
    """What became of one row."""
    number: int
    """Its place among the records of the file, from 1 on; a header is none."""
    outcome: ImportRowOutcome
    """What became of it."""
    _: KW_ONLY
    duplicates: list[ImportDuplicate] = _field(default_factory=list)
    """References and addresses of the row that others have too: earlier rows that were written, and
    customers that were there before. At most ten of each are named.
    """
    warnings: list[Warning] = _field(default_factory=list)
    """What is worth telling."""


@dataclass(frozen=True, repr=False, slots=True)
class ImportRowOutcomeCreated(Record):
    """It created a customer."""
    word: ClassVar[str] = "created"
    id: UUID | None = None
    """The new id."""


@dataclass(frozen=True, repr=False, slots=True)
class ImportRowOutcomeUpdated(Record):
    """It changed a customer."""
    word: ClassVar[str] = "updated"
    fields: list[str]
    """What changed: fields by their keys, `status`, `email`, `phone` or `handle` for addresses that
    were added, `preserved` for what a card holds beside.
    """
    id: UUID | None = None
    """The customer."""


@dataclass(frozen=True, repr=False, slots=True)
class ImportRowOutcomeUnchanged(Record):
    """The customer is as the row says, or rows of customers that there are were to be skipped."""
    word: ClassVar[str] = "unchanged"
    id: UUID | None = None
    """The customer."""


@dataclass(frozen=True, repr=False, slots=True)
class ImportRowOutcomeMatchedMany(Record):
    """Several customers have the address by which rows are recognised. Nothing was written."""
    word: ClassVar[str] = "matched_many"
    customers: list[UUID]
    """The first ten of those that the actor may see."""


@dataclass(frozen=True, repr=False, slots=True)
class ImportRowOutcomeRejected(Record):
    """It breaks a rule, or the actor may not do this. Nothing of it was written."""
    word: ClassVar[str] = "rejected"
    error: CustomerCoreError
    """Why: `invalid` with the first 20 violations, `conflict` for a reference that is another's,
    `denied`, `refused`.
    """


@dataclass(frozen=True, repr=False, slots=True)
class ImportSummary(Record):
    """What an import came to."""
    progress: ImportProgress
    """What the rows came to."""
    finished: bool
    """The end of the file was reached."""
    dry_run: bool
    """It wrote nothing."""


@dataclass(frozen=True, repr=False, slots=True)
class InboundEmail(Record):
    """The part of a message that sender matching looks at. `parse_message`
    makes it from the raw message; a host that has its own parser can fill it in.
    """
    _shown: ClassVar[tuple[str, ...] | None] = ("from_headers", "from_is_group", "sent_at", "report", )
    _: KW_ONLY
    message_id: str | None = None
    """The Message-ID, without angle brackets."""
    fingerprint: str | None = None
    """A hash of the header block, which stands in for a Message-ID that is missing."""
    from_: list[Mailbox] = _field(default_factory=list)
    """The mailboxes of all From headers, groups opened."""
    from_headers: int = 0
    """How many From headers there are. More than one is against RFC 5322."""
    from_is_group: bool = False
    """From uses group syntax (RFC 6854)."""
    sender: Mailbox | None = None
    """The Sender header."""
    reply_to: list[Mailbox] = _field(default_factory=list)
    """The mailboxes of Reply-To."""
    resent_from: list[Mailbox] = _field(default_factory=list)
    """The mailboxes of Resent-From."""
    return_path: str | None = None
    """The envelope sender: absent when not known, empty for the null sender `<>`."""
    original_from: Mailbox | None = None
    """The author before a mailing list rewrote From (`X-Original-From`, `X-Original-Sender`)."""
    recipients: list[Mailbox] = _field(default_factory=list)
    """To and Cc. They never become customers."""
    subject: str | None = None
    """The subject, decoded."""
    sent_at: datetime | None = None
    """The Date header."""
    references: list[str] = _field(default_factory=list)
    """Message-IDs of In-Reply-To and References, nearest first."""
    auto_submitted: str | None = None
    """The value of Auto-Submitted (RFC 3834)."""
    precedence: str | None = None
    """The value of Precedence."""
    list_id: str | None = None
    """The value of List-Id (RFC 2919)."""
    list_post: str | None = None
    """The value of List-Post (RFC 2369)."""
    list_unsubscribe: bool = False
    """There is a List-Unsubscribe header."""
    auto_response_suppress: str | None = None
    """The value of X-Auto-Response-Suppress."""
    auto_reply_headers: list[str] = _field(default_factory=list)
    """The names of headers that only auto-responders write, such as `X-Autoreply`."""
    loop_markers: list[str] = _field(default_factory=list)
    """The values of X-Loop."""
    failed_recipients: list[str] = _field(default_factory=list)
    """The addresses of X-Failed-Recipients."""
    report: MailReport | None = None
    """A report about another message (RFC 6522)."""
    forwarded: ForwardedMessage | None = None
    """A message that is forwarded in this one."""
    authentication_results: list[str] = _field(default_factory=list)
    """The values of Authentication-Results (RFC 8601), the topmost first."""


@dataclass(frozen=True, repr=False, slots=True)
class Interaction(Record):
    """An interaction that is, or was, linked to a customer."""
    _shown: ClassVar[tuple[str, ...] | None] = ("id", "kind", "customer", "at", )
    id: UUID
    """Its id in the book."""
    kind: InteractionKind
    """What sort."""
    external_id: str
    """The host's id."""
    at: datetime
    """When it took place."""
    automated: bool
    """A machine sent it: it is no contact with a person."""
    linked_by: str
    """Who or what linked it."""
    linked_by_hand: bool
    """A person chose the link, and matching does not change it."""
    linked_at: datetime
    """When it was linked."""
    _: KW_ONLY
    customer: UUID | None = None
    """The customer; none when the link was taken away or the customer was erased."""


@dataclass(frozen=True, repr=False, slots=True)
class InteractionRef(Record):
    """Names an interaction by the host's own id of it."""
    _shown: ClassVar[tuple[str, ...] | None] = ("kind", )
    kind: InteractionKind
    """What sort."""
    external_id: str
    """The Message-ID of an email, or the host's id of a call, chat or ticket. At most 998
    characters.
    """


@dataclass(frozen=True, repr=False, slots=True)
class JobProgress(Record):
    """How far work is."""
    _: KW_ONLY
    rows: int = 0
    """Rows that are done."""
    bytes: int = 0
    """Octets of the file that were read or written."""
    total_bytes: int | None = None
    """How many octets there are, where that is known."""


@dataclass(frozen=True, repr=False, slots=True)
class LinkRequest(Record):
    """Links an interaction to a customer by a person's decision."""
    interaction: InteractionRef
    """Which interaction."""
    at: datetime
    """When it took place."""
    target: LinkTarget
    """Whom to link it to."""
    remember_sender: bool
    """Add the sender's address to the customer, so that the next message is a single match. There
    is no default: whoever links decides.
    """
    _: KW_ONLY
    sender: LinkSender | None = None
    """The sender. Needed to remember; without it the interaction is linked whoever sent it."""


@dataclass(frozen=True, repr=False, slots=True)
class LinkSender(Record):
    """The sender of an interaction that a person links."""
    _shown: ClassVar[tuple[str, ...] | None] = ("point", "class_", )
    address: str
    """The sender's address as the message, call or chat had it: an email address, a phone number, a
    handle.
    """
    point: LinkAddress
    """What the address is."""
    _: KW_ONLY
    account: str | None = None
    """Of a handle: the page, widget or project, as the chat had it."""
    region: str | None = None
    """Of a phone number: the region of the line, as the call had it."""
    class_: SenderClass | None = None
    """The class that matching gave the sender."""


@dataclass(frozen=True, repr=False, slots=True)
class LinkTargetExisting(Record):
    """A customer of the book."""
    word: ClassVar[str] = "existing"
    customer: UUID
    """Which one."""


@dataclass(frozen=True, repr=False, slots=True)
class LinkTargetNew(Record):
    """A customer that is created with the link, in one step."""
    word: ClassVar[str] = "new"
    customer: NewCustomer
    """The customer to create."""


@dataclass(frozen=True, repr=False, slots=True)
class Linked(Record):
    """What linking did."""
    interaction: Interaction
    """The interaction as it stands now."""
    customer: UUID
    """The customer it is linked to."""
    created: bool
    """A customer was created for it."""
    remembered: bool
    """The sender's address was added to the customer."""
    _: KW_ONLY
    previous: UUID | None = None
    """The customer that the interaction was linked to before."""


@dataclass(frozen=True, repr=False, slots=True)
class LogHead(Record):
    """The end of the change log at a moment. A host that keeps it elsewhere finds out when the log is
    written anew or cut off: see `Session.verify_log`.
    """
    _: KW_ONLY
    seq: int = 0
    """The number of the last entry; 0 while there is none."""
    link: str = ""
    """The chain's link of that entry, SHA-256 in hexadecimal digits; empty while there is none."""


@dataclass(frozen=True, repr=False, slots=True)
class MailReport(Record):
    """A report about another message."""
    _shown: ClassVar[tuple[str, ...] | None] = ("kind", )
    kind: ReportKind
    """What it reports."""
    _: KW_ONLY
    recipients: list[ReportedRecipient] = _field(default_factory=list)
    """The recipients it speaks of. At most 100."""
    original_message_id: str | None = None
    """The Message-ID of the message it is about."""


@dataclass(frozen=True, repr=False, slots=True)
class Mailbox(Record):
    """A mailbox as a header writes it: a display name and an address, neither of them checked."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    address: str
    """The address, as text."""
    _: KW_ONLY
    name: str | None = None
    """The display name, decoded."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchAnswer(Record):
    """The answer of sender matching."""
    _shown: ClassVar[tuple[str, ...] | None] = ("outcome", "applied", "explanation", )
    outcome: MatchOutcome
    """Whose it is."""
    applied: bool
    """Something was written."""
    may_auto_reply: bool
    """A machine may answer this sender."""
    safe_to_auto_reply: bool
    """The same, and somebody vouches for the sender: an answer cannot reach a stranger."""
    explanation: Explanation
    """Why."""
    _: KW_ONLY
    interaction: UUID | None = None
    """The interaction, where it is linked."""
    reply_address: str | None = None
    """The address to answer to: the customer's preferred contactable email."""
    cannot_remember: CannotRemember | None = None
    """Could the sender's address be added to the customer whom a person chooses? If not, why."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchOptions(Record):
    """How a message, call or chat is matched."""
    _: KW_ONLY
    dry_run: bool = False
    """Answer as if, and write nothing."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchOutcomeAssigned(Record):
    """It was linked to this customer."""
    word: ClassVar[str] = "assigned"
    customer: UUID
    """Which one."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchOutcomeCreated(Record):
    """A customer was created and it was linked to that."""
    word: ClassVar[str] = "created"
    customer: UUID | None = None
    """Which one; none in a dry run."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchOutcomeCandidates(Record):
    """These may be the sender. Nothing was linked; a person decides."""
    word: ClassVar[str] = "candidates"
    candidates: list[Candidate]
    """The likeliest first."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchOutcomeNoMatch(Record):
    """Nobody matches."""
    _shown: ClassVar[tuple[str, ...] | None] = ("reason", )
    word: ClassVar[str] = "no_match"
    draft: CustomerDraft
    """A customer to be, filled in."""
    reason: NotCreatedReason | None = None
    """Why automatic mode created none."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchOutcomeNotACustomer(Record):
    """No customer sent it."""
    _shown: ClassVar[tuple[str, ...] | None] = ("about", "reason", )
    word: ClassVar[str] = "not_a_customer"
    reason: NotACustomerReason
    """Who did."""
    draft: CustomerDraft | None = None
    """A customer to be, for an agent who decides otherwise."""
    about: list[UUID] = _field(default_factory=list)
    """The customers that it is about: the recipients of a bounced message."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchOutcomeQuarantined(Record):
    """Held for a person."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "quarantined"
    draft: CustomerDraft
    """A customer to be, filled in."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchOutcomeIgnored(Record):
    """Ignored."""
    word: ClassVar[str] = "ignored"
    reason: IgnoredReason
    """Why."""


@dataclass(frozen=True, repr=False, slots=True)
class MatchOutcomeUnidentified(Record):
    """There is no address at all: a withheld number."""
    word: ClassVar[str] = "unidentified"


@dataclass(frozen=True, repr=False, slots=True)
class MatchOutcomeInvalid(Record):
    """No address can be read."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "invalid"
    raw: str | None = None
    """What stood in its place, for a search by hand."""
    display_name: str | None = None
    """The display name beside it."""


@dataclass(frozen=True, repr=False, slots=True)
class Member(Record):
    """A member of the book: an actor whose permission groups stand in it."""
    id: str
    """The actor's id."""
    name: str
    """The name when the membership was last written."""
    kind: ActorKind
    """What sort of actor."""
    groups: list[str]
    """The groups, by key."""


@dataclass(frozen=True, repr=False, slots=True)
class MemberTeams(Record):
    """The teams of a member."""
    member: str
    """The member."""
    teams: list[str]
    """Its teams."""


@dataclass(frozen=True, repr=False, slots=True)
class Narrowing(Record):
    """What a host takes away from an actor for one session."""
    _: KW_ONLY
    permissions: list[Permission] | None = None
    """Only these permissions; absent means all that the actor has."""
    teams: list[str] | None = None
    """Only customers of these teams; absent means all that the actor may see."""


@dataclass(frozen=True, repr=False, slots=True)
class NewCapture(Record):
    """An address that a channel captured."""
    _shown: ClassVar[tuple[str, ...] | None] = ("source", "at", )
    source: str
    """The channel or system: `whatsapp`, `order`, `bot` ... 1 to 128 characters."""
    point: NewPoint
    """The address."""
    at: datetime
    """When it was captured."""
    _: KW_ONLY
    account: str | None = None
    """The page, widget or shop, where the source has such a thing."""
    user_id: str | None = None
    """The user's id there, where it has one."""


@dataclass(frozen=True, repr=False, slots=True)
class NewContact(Record):
    """A contact card as someone enters it."""
    _shown: ClassVar[tuple[str, ...] | None] = ("phones", "emails", "handles", )
    _: KW_ONLY
    label: str | None = None
    """What the card is called, such as "office". At most 128 characters."""
    person_name: str | None = None
    """The person behind it. At most 256 characters."""
    phones: list[NewPhone] = _field(default_factory=list)
    """Phones."""
    emails: list[NewEmail] = _field(default_factory=list)
    """Email addresses."""
    handles: list[NewHandle] = _field(default_factory=list)
    """Handles."""


@dataclass(frozen=True, repr=False, slots=True)
class NewCustomer(Record):
    """A customer as someone enters it: raw text, checked when it is created. Blank means empty."""
    _shown: ClassVar[tuple[str, ...] | None] = ("kind", "contacts", )
    _: KW_ONLY
    kind: CustomerKind = CustomerKind.PERSON
    """Person or entity."""
    full_name: str | None = None
    """The display name. One of the three names must be there. At most 256 characters each."""
    given_name: str | None = None
    """The given name."""
    family_name: str | None = None
    """The family name."""
    ref1: str | None = None
    """The customer's id in another system, unique in the book. At most 255 characters."""
    ref2: str | None = None
    """Another one."""
    email: str | None = None
    """An email address, put on the first contact card."""
    phone: NewPhone | None = None
    """A phone, put on the first contact card."""
    address_line1: str | None = None
    """The primary street line. At most 255 characters, as the other address lines."""
    address_line2: str | None = None
    """The second line."""
    address_line3: str | None = None
    """The third line."""
    city: str | None = None
    """City."""
    state: str | None = None
    """State or province."""
    postal_code: str | None = None
    """ZIP or postal code."""
    country: str | None = None
    """Country, ISO 3166-1 alpha-2."""
    time_zone: str | None = None
    """Default time zone, IANA."""
    location: str | None = None
    """Where the customer is, in words."""
    avatar: str | None = None
    """Reference of the avatar: a URI or a key of the host's. At most 2,048 characters."""
    locale: str | None = None
    """Language tag, BCP 47."""
    source: str | None = None
    """Where the customer came from."""
    owner: str | None = None
    """The actor who looks after the customer."""
    team: str | None = None
    """The team that looks after the customer."""
    contacts: list[NewContact] = _field(default_factory=list)
    """Contact cards."""


@dataclass(frozen=True, repr=False, slots=True)
class NewEmail(Record):
    """An email address as someone enters it."""
    _shown: ClassVar[tuple[str, ...] | None] = ("preferred", )
    address: str
    """The address as typed."""
    _: KW_ONLY
    preferred: bool = False
    """Make it the preferred email."""
    contactable: bool = True
    """May it be used to contact the customer?"""


@dataclass(frozen=True, repr=False, slots=True)
class NewHandle(Record):
    """A handle as someone enters it."""
    _shown: ClassVar[tuple[str, ...] | None] = ("channel", )
    channel: HandleChannel
    """The channel."""
    handle: str
    """The handle as typed."""
    _: KW_ONLY
    account: str | None = None
    """The page, widget or project that scopes it; for a custom channel, the channel's name."""
    preferred: bool = False
    """Make it the preferred handle."""
    contactable: bool = True
    """May it be used to contact the customer?"""


@dataclass(frozen=True, repr=False, slots=True)
class NewPhone(Record):
    """A phone as someone enters it."""
    _shown: ClassVar[tuple[str, ...] | None] = ("kind", "region", )
    number: str
    """The number as typed."""
    _: KW_ONLY
    region: str | None = None
    """The country selector beside it, ISO 3166-1 alpha-2."""
    kind: PhoneKind = PhoneKind.MOBILE
    """What it is used for."""
    preferred: bool = False
    """Make it the preferred phone."""
    contactable: bool = True
    """May it be used to contact the customer?"""


@dataclass(frozen=True, repr=False, slots=True)
class NewSegment(Record):
    """A segment to be written."""
    name: str
    """Its name, at most 128 characters. A segment of this name is written anew."""
    filter: Filter
    """Who is in it."""
    _: KW_ONLY
    description: str = ""
    """What it is for, at most 1,000 characters."""


@dataclass(frozen=True, repr=False, slots=True)
class OperationInfo(Record):
    """One line of the list of operations."""
    name: str
    """The method's name."""
    about: str
    """What it does, in a few words."""
    needs: list[Permission]
    """The permissions that it needs, all of them; none where everybody may."""
    further: list[Permission]
    """What parts of it need beside those."""
    reach: OperationReach
    """How far the permissions have to reach."""
    audit: AuditRule
    """What the change log holds of it."""


@dataclass(frozen=True, repr=False, slots=True)
class PermissionChange(Record):
    """A permission that a member gains or loses, on customers of the book or altogether. It is looked at by
    itself, without those that it rests on.
    """
    member: str
    """The member."""
    permission: Permission
    """The permission."""
    held_before: bool
    """A grant of the old policy gives it, whatever its scope: on the whole book, on customers of the
    member's teams, or on the member's own. There may be no such customer.
    """
    held_after: bool
    """Likewise in the new policy."""
    gained: int
    """How many customers of the book it is held on by the new policy and not by the old one."""
    lost: int
    """How many it is held on by the old policy and not by the new one."""


@dataclass(frozen=True, repr=False, slots=True)
class PermissionGroup(Record):
    """A permission group: what its members may do is the union of its grants, and of the grants of
    their other groups; what no grant allows is denied.
    """
    id: str
    """The group's key."""
    name: str
    """What people call it. At most 256 characters."""
    grants: list[Grant]
    """Its rights. At most 500."""
    _: KW_ONLY
    description: str = ""
    """What it is for. At most 1,000 characters."""


@dataclass(frozen=True, repr=False, slots=True)
class Phone(Record):
    """A phone number as a customer's record keeps it: the text as typed, and beside it what is known.

    Accepting a number and knowing a number are two things. Any text with at least four digits is a
    phone number (an internal extension `1234` is one); what the numbering plans say beyond that is
    told by `e164`, `region`, `line_type` and
    `confidence`. A book can be stricter, see `PhoneOptions.acceptance`.
    """
    _shown: ClassVar[tuple[str, ...] | None] = ()
    as_typed: str
    """The text as it was typed, trimmed, without invisible characters."""
    digits: str
    """The digits as typed, in ASCII, without the extension."""
    e164: str | None
    """The number in E.164 (`+4915112345678`), where it is at least possible."""
    region: str | None
    """The country that the number belongs to, where the plan says so."""
    flag_region: str | None
    """The country whose flag stands beside the number: its region, else the selector where the
    calling code is the same, else the main country of the calling code.
    """
    calling_code: int | None
    """The calling code without `+`, such as 49."""
    national_number: str | None
    """The national significant number: what is dialled behind the calling code."""
    line_type: LineType
    """What sort of line it is."""
    extension: str | None
    """The extension, in digits."""
    confidence: Confidence
    """How sure the library is of what was typed. Letters (`1-800-FLOWERS`) and more than 15 digits
    make it `unknown`, whatever the plan says of the number behind them.
    """
    plan_confidence: Confidence
    """What the numbering plan says of the number that is dialled, letters turned into digits."""
    selector: str | None
    """The country selector that stood beside the text."""
    region_origin: RegionOrigin
    """Where the region came from."""
    selector_overruled: bool
    """True when a typed `+` and the selector disagree: `+` won, and the region was corrected."""
    match_key: str
    """The key under which two spellings of one number meet: E.164 when the number is at least
    possible, else `local:`, the region or `-`, and the digits. The extension is not part of it.
    """
    duplicate_key: str
    """The key under which two numbers of one customer are the same: the match key and the
    extension.
    """


@dataclass(frozen=True, repr=False, slots=True)
class PhoneOptions(Record):
    """How a phone number is read."""
    _: KW_ONLY
    default_region: str | None = None
    """The region of numbers that have neither `+` nor a selector."""
    acceptance: PhoneAcceptance = PhoneAcceptance.AT_LEAST_4_DIGITS
    """What is refused beyond "fewer than four digits"."""


@dataclass(frozen=True, repr=False, slots=True)
class PointCondition(Record):
    """What a contact point must be. What is absent may be anything."""
    _: KW_ONLY
    family: PointFamily | None = None
    """An email, a phone, a handle."""
    kind: PointKind | None = None
    """Of this kind."""
    contactable: bool | None = None
    """It may be used to contact the customer and is not known as undeliverable; or the contrary."""


@dataclass(frozen=True, repr=False, slots=True)
class PointFlags(Record):
    """A change of what is known about a point. Absent means leave."""
    _: KW_ONLY
    preferred: bool | None = None
    """The one to use first among the customer's emails, phones or handles."""
    contactable: bool | None = None
    """May it be used to contact the customer?"""
    shared: bool | None = None
    """Several people use it: whoever writes from it is never taken for one of them."""
    verified: bool | None = None
    """The host has proof that the customer holds it."""
    undeliverable: bool | None = None
    """Messages to it come back: `true` sets it by hand, `false` clears it and the count of bounces."""


@dataclass(frozen=True, repr=False, slots=True)
class PointPatch(Record):
    """A change of a point. Absent means leave. Its id, flags and history stay."""
    _shown: ClassVar[tuple[str, ...] | None] = ("region", "phone_kind", )
    _: KW_ONLY
    text: str | None = None
    """The number, address or handle, as typed."""
    region: str | None = None
    """The country selector of a phone. Changing it reads the number again."""
    account: str | None = None
    """The page or channel of a handle."""
    phone_kind: PhoneKind | None = None
    """What a phone is used for. A phone stays a phone: no patch makes it an email."""


@dataclass(frozen=True, repr=False, slots=True)
class PointWritten(Record):
    """What adding or editing a point did."""
    point: ContactPoint
    """The point as it stands now."""
    contact: UUID
    """The card it stands on."""
    already_present: bool
    """The customer had the same address already: nothing was written, and this is that point."""
    version: int
    """The customer's version after it."""
    _: KW_ONLY
    also_at: list[UUID] = _field(default_factory=list)
    """Others that hold it."""
    warnings: list[Warning] = _field(default_factory=list)
    """What is worth telling."""


@dataclass(frozen=True, repr=False, slots=True)
class Policy(Record):
    """Who is in which group, and what groups may do: all that decides, but for what hosts assert."""
    _: KW_ONLY
    groups: list[PermissionGroup] = _field(default_factory=list)
    """The groups."""
    members: list[Member] = _field(default_factory=list)
    """The members."""
    teams: list[MemberTeams] = _field(default_factory=list)
    """The teams of members, which hosts know: without them, grants of scope `team` reach nobody."""


@dataclass(frozen=True, repr=False, slots=True)
class PolicyDiff(Record):
    """What another policy would change, counted over the customers of the book."""
    _: KW_ONLY
    permissions: list[PermissionChange] = _field(default_factory=list)
    """Permissions that members gain or lose."""
    fields: list[FieldChange] = _field(default_factory=list)
    """Fields of which members see more or less."""


@dataclass(frozen=True, repr=False, slots=True)
class PreviewRecord(Record):
    """A record of a file, as it would be entered. Whether the values keep the rules of the book is known
    by a dry run.
    """
    _shown: ClassVar[tuple[str, ...] | None] = ("number", "violations", )
    number: int
    """Its place among the records, from 1 on; a header and blank lines are none."""
    violations: list[Violation]
    """What is wrong with it: the first 20 violations."""
    _: KW_ONLY
    customer: NewCustomer | None = None
    """What it says; none when it cannot be read."""
    status: str | None = None
    """The status that it says."""
    preferred_channel: str | None = None
    """The preferred channel that it says."""


@dataclass(frozen=True, repr=False, slots=True)
class Provenance(Record):
    """Who brought a value, how, when, and from where."""
    by: str
    """The actor under whom it was written."""
    how: How
    """How it came."""
    at: datetime
    """When it was written."""
    _: KW_ONLY
    source: str | None = None
    """The channel or system it came from, such as `email` or `whatsapp`."""


@dataclass(frozen=True, repr=False, slots=True)
class Question(Record):
    """May somebody do something?"""
    asked: Asked
    """What."""
    _: KW_ONLY
    customer: UUID | None = None
    """To whom; absent means to any customer at all."""
    field: CustomerField | None = None
    """Which field is to be seen, or changed by what changes something."""
    action: str | None = None
    """For `action.run`: which action."""
    author: str | None = None
    """For notes: who wrote the note. One's own permissions do not reach notes of others."""


@dataclass(frozen=True, repr=False, slots=True)
class ReportedRecipient(Record):
    """What a delivery report says of one recipient."""
    _shown: ClassVar[tuple[str, ...] | None] = ("action", "status", )
    address: str
    """The address."""
    _: KW_ONLY
    action: str | None = None
    """The action, in lower case: `failed`, `delayed`, `delivered`, `relayed`, `expanded`."""
    status: str | None = None
    """The enhanced status code (RFC 3463), such as `5.1.1`."""


@dataclass(frozen=True, repr=False, slots=True)
class SearchHit(Record):
    """A customer that was found."""
    customer: CustomerSummary
    """The customer."""
    points: list[HitPoint]
    """Its contact points, as far as the actor sees them, with what can be done with each."""
    matched: list[TextMatch]
    """What in it matched."""


@dataclass(frozen=True, repr=False, slots=True)
class Segment(Record):
    """A segment: whoever its filter finds at the moment is in it."""
    name: str
    """Its name."""
    description: str
    """What it is for."""
    filter: Filter
    """Who is in it."""
    updated_at: datetime
    """When it was last written."""
    updated_by: str
    """Who wrote it."""


@dataclass(frozen=True, repr=False, slots=True)
class SenderAuthUnverified(Record):
    """Nothing. The book's settings may still believe an `Authentication-Results` header."""
    word: ClassVar[str] = "unverified"


@dataclass(frozen=True, repr=False, slots=True)
class SenderAuthVerified(Record):
    """The host checked (DKIM, DMARC, an authenticated submission) that the message comes from this
    domain. It counts only when From is at that domain.
    """
    word: ClassVar[str] = "verified"
    domain: str
    """The domain that was checked."""


@dataclass(frozen=True, repr=False, slots=True)
class SenderSettings(Record):
    """What a book knows about senders. The lists hold patterns: an address (`shop@example.com`), a
    domain (`example.com`), or either with `*` for any characters (`*@*.example.com`). At most 1,000
    entries each, 254 characters an entry.
    """
    _shown: ClassVar[tuple[str, ...] | None] = ("unverified_senders", "machine_senders", "reply_from_new_address", "erased_senders", "max_auto_creates", "withheld_calls", )
    _: KW_ONLY
    own_addresses: list[str] = _field(default_factory=list)
    """The host's own mailboxes. Mail from them is no customer's; a `+` tag does not matter."""
    own_domains: list[str] = _field(default_factory=list)
    """Domains whose senders are colleagues: they never become customers by themselves."""
    loop_marker: str | None = None
    """The value of the `X-Loop` header that the host puts into what it sends."""
    trusted_forms: list[str] = _field(default_factory=list)
    """Senders of web forms, whose Reply-To names the customer."""
    agent_addresses: list[str] = _field(default_factory=list)
    """Addresses of agents."""
    blocklist: list[str] = _field(default_factory=list)
    """Senders that are ignored."""
    allow_list: list[str] = _field(default_factory=list)
    """Senders of generated mail that may become customers all the same."""
    no_reply: list[str] = _field(default_factory=list)
    """Further addresses that nobody reads, beside `noreply@` and its like."""
    authserv_ids: list[str] = _field(default_factory=list)
    """The authserv-ids (RFC 8601) of the host's own mail servers. Without them no
    `Authentication-Results` header is believed.
    """
    unverified_senders: UnverifiedSenders = UnverifiedSenders.CREATE
    """Mail whose sender nobody vouches for."""
    machine_senders: MachineSenders = MachineSenders.WITHHOLD
    """Mail from machines."""
    agents_may_be_customers: bool = True
    """Agents who have a customer record are matched to it."""
    reactivate_on_inbound: bool = False
    """An inactive customer who writes becomes active again."""
    ask_on_weak: bool = False
    """A merely related address is listed and a person decides, in place of a new customer."""
    ask_on_reply_to: bool = False
    """A known Reply-To is listed and a person decides, in place of a new customer."""
    reply_from_new_address: ReplyFromNewAddress = ReplyFromNewAddress.CREATE
    """Replies in a known thread from an unknown address."""
    erased_senders: ErasedSenders = ErasedSenders.CREATE_FRESH
    """Senders who were erased."""
    max_auto_creates: int | None = None
    """The most customers that matching creates within an hour; none means no limit."""
    withheld_calls: WithheldCalls = WithheldCalls.UNIDENTIFIED
    """Calls without a number."""


@dataclass(frozen=True, repr=False, slots=True)
class SenderVerdict(Record):
    """The class of a sender, and what follows from it."""
    _shown: ClassVar[tuple[str, ...] | None] = ("class_", "flags", "evidence", "may_create", "may_assign", "may_auto_reply", )
    class_: SenderClass
    """The class."""
    tier: SenderTier
    """How firm it is."""
    flags: list[SenderFlag]
    """What else was seen."""
    evidence: list[Evidence]
    """What decided, the deciding evidence first."""
    may_create: bool
    """Such a sender may become a customer without a person's decision."""
    may_assign: bool
    """Such a message may be assigned to a customer without a person's decision."""
    may_auto_reply: bool
    """A machine may answer."""
    _: KW_ONLY
    identity: Identity | None = None
    """Who the sender is taken to be; none when no address can be read."""


@dataclass(frozen=True, repr=False, slots=True)
class SentMessage(Record):
    """A message that the host sent. A bounce that refers to it marks the address, a reply to it finds
    its customer.
    """
    _shown: ClassVar[tuple[str, ...] | None] = ("customer", "at", )
    message_id: str
    """The Message-ID, with or without angle brackets."""
    recipients: list[str]
    """The addresses it was sent to. At most 500."""
    at: datetime
    """When it was sent."""
    _: KW_ONLY
    customer: UUID | None = None
    """The customer it was about."""


@dataclass(frozen=True, repr=False, slots=True)
class Settings(Record):
    """The settings of a book: one record, versioned, changed under a permission, and logged. To change
    them, read them, change the value, and write it back; the version must still be the same.
    """
    _: KW_ONLY
    version: int = 0
    """Grows by one with every change; 0 before the first."""
    updated_at: datetime | None = None
    """When they were last changed."""
    email_mode: CreationMode = CreationMode.MANUAL
    """How customers come into being from emails."""
    call_mode: CreationMode = CreationMode.MANUAL
    """From calls."""
    chat_mode: CreationMode = CreationMode.MANUAL
    """From chats."""
    default_region: str | None = None
    """The region of phone numbers that have neither `+` nor a selector: in forms, imports and calls."""
    phone_acceptance: PhoneAcceptance = PhoneAcceptance.AT_LEAST_4_DIGITS
    """What is refused as a phone number."""
    allow_local_domains: bool = False
    """Takes emails at domains of one label."""
    max_contacts: int = 9
    """The most contact cards of a customer: 1 to 1,000."""
    phone_slots: int | None = None
    """The phone numbers available in the project: no customer has more cards."""
    max_points: int = 50
    """The most points of a customer: 1 to 1,000."""
    max_lookups: int | None = 300
    """How often an hour an actor who may not see them may look addresses up, or try in vain whether
    a reference is taken: 1 to 1,000,000; absent means without limit.
    """
    generate_refs: GenerateRefs = GenerateRefs.NEVER
    """Which references are generated."""
    delete_blocked_by: list[InteractionKind] = _field(default_factory=lambda: [InteractionKind.TICKET, InteractionKind.CHAT])
    """The interactions that forbid deleting a customer."""
    outbound_channels: list[OutboundChannel] = _field(default_factory=list)
    """The channels that the host can use."""
    senders: SenderSettings = _field(default_factory=lambda: SenderSettings())
    """What the book knows about senders."""


@dataclass(frozen=True, repr=False, slots=True)
class ShownValueMasked(Record):
    """The form of the value: `j•••@e•••.com`, `+49 ••• ••67`."""
    _shown: ClassVar[tuple[str, ...] | None] = ()
    word: ClassVar[str] = "masked"
    value: str
    """"""


@dataclass(frozen=True, repr=False, slots=True)
class ShownValueWithheld(Record):
    """There is one."""
    word: ClassVar[str] = "withheld"


@dataclass(frozen=True, repr=False, slots=True)
class TextMatch(Record):
    """A piece of text that matched."""
    _shown: ClassVar[tuple[str, ...] | None] = ("field", "start", "length", )
    field: str
    """Where: a field of the customer, `person_name`, `email`, `phone` or `handle`."""
    value: str
    """The whole text."""
    start: int
    """Where in it the match begins, in characters (Unicode scalar values)."""
    length: int
    """How long the match is, likewise."""
    _: KW_ONLY
    point: UUID | None = None
    """The contact point or, for `person_name`, none."""


@dataclass(frozen=True, repr=False, slots=True)
class TimeSpan(Record):
    """A span of time: from a moment on, and before another. One of them must be there."""
    _: KW_ONLY
    from_: datetime | None = None
    """At this moment or later."""
    before: datetime | None = None
    """Before this moment."""


@dataclass(frozen=True, repr=False, slots=True)
class Undeliverable(Record):
    """Messages to an address come back."""
    since: datetime
    """Since when."""
    _: KW_ONLY
    code: str | None = None
    """The enhanced status code (RFC 3463) of the report, such as `5.1.1`, where a report said so."""


@dataclass(frozen=True, repr=False, slots=True)
class Verified(Record):
    """The host has proof that the customer holds an address."""
    by: str
    """Who said so."""
    at: datetime
    """When."""


@dataclass(frozen=True, repr=False, slots=True)
class Violation(Record):
    """One thing that is wrong with an input. An invalid input answers with all of them, in the order
    of the fields. It never holds the value itself, so that it can be logged.
    """
    field: str
    """The path of the field, such as `email` or `contacts[2].phones[0]`."""
    rule: Rule
    """The rule that the field breaks."""
    _: KW_ONLY
    limit: int | None = None
    """The limit that the rule speaks of (characters, digits, octets, items), where it has one."""


@dataclass(frozen=True, repr=False, slots=True)
class WhoCan(Record):
    """A member who may do something."""
    member: Member
    """The member."""
    _: KW_ONLY
    in_team: str | None = None
    """Only while the host says that the member is of this team. The book does not know teams of
    members; it knows the customer's.
    """


AddressOutcome: TypeAlias = Union[
    AddressOutcomeFound,
    AddressOutcomeRejected,
]
"""Who has one address of a batch."""


Asked: TypeAlias = Union[
    AskedOperation,
    AskedPermission,
]
"""What is asked about."""


Because: TypeAlias = Union[
    BecauseGranted,
    BecauseNotGranted,
    BecauseDenied,
    BecauseNarrowed,
    BecauseSystem,
    BecauseState,
]
"""One reason of a decision."""


CaptureOutcome: TypeAlias = Union[
    CaptureOutcomeRecorded,
    CaptureOutcomeAdded,
    CaptureOutcomeAlreadyPresent,
    CaptureOutcomeRemovedBefore,
    CaptureOutcomeInvalid,
    CaptureOutcomeOverLimit,
]
"""What became of a captured address. The capture itself always succeeds: what did not become a
contact point stays with the channel's profile of the customer.
"""


CheckOutcome: TypeAlias = Union[
    CheckOutcomeDecided,
    CheckOutcomeNotFound,
]
"""The answer to one of many questions."""


CreateOutcome: TypeAlias = Union[
    CreateOutcomeCreated,
    CreateOutcomeRejected,
]
"""What became of one customer of a batch."""


FieldTest: TypeAlias = Union[
    FieldTestIs,
    FieldTestStartsWith,
    FieldTestFilled,
]
"""What must be true of a field. Upper and lower case of `a` to `z` do not count, but in `country`,
`time_zone`, `locale`, `owner` and `team`, which are codes.
"""


Filter: TypeAlias = Union[
    FilterAll,
    FilterAny,
    FilterNot,
    FilterStatus,
    FilterKind,
    FilterCreated,
    FilterUpdated,
    FilterLastContact,
    FilterContacted,
    FilterBlocked,
    FilterVerified,
    FilterPreferredChannel,
    FieldCondition,
    PointCondition,
]
"""Which customers: one condition, or several combined. At most 100 conditions, 1,000 with the groups
around them (100 in one group), nested at most eight deep; at most 1,000 values in a condition and
10,000 in all.

A customer of whom the actor may not see what a condition asks for is not found by it, nor by its
contrary.
"""


ImportRowOutcome: TypeAlias = Union[
    ImportRowOutcomeCreated,
    ImportRowOutcomeUpdated,
    ImportRowOutcomeUnchanged,
    ImportRowOutcomeMatchedMany,
    ImportRowOutcomeRejected,
]
"""What became of a row. In a dry run, what would become of it; a customer that is not there yet has
no id then.
"""


LinkTarget: TypeAlias = Union[
    LinkTargetExisting,
    LinkTargetNew,
]
"""Whom an interaction is linked to."""


MatchOutcome: TypeAlias = Union[
    MatchOutcomeAssigned,
    MatchOutcomeCreated,
    MatchOutcomeCandidates,
    MatchOutcomeNoMatch,
    MatchOutcomeNotACustomer,
    MatchOutcomeQuarantined,
    MatchOutcomeIgnored,
    MatchOutcomeUnidentified,
    MatchOutcomeInvalid,
]
"""Whose it is."""


NewPoint: TypeAlias = Union[
    NewPhone,
    NewEmail,
    NewHandle,
]
"""One way to reach a person, as someone enters it."""


SenderAuth: TypeAlias = Union[
    SenderAuthUnverified,
    SenderAuthVerified,
]
"""What the host itself found out about who sent an email."""


ShownValue: TypeAlias = Union[
    Email,
    Phone,
    Handle,
    ShownValueMasked,
    ShownValueWithheld,
]
"""A point's value, as far as the actor may see it."""

__all__ = [
    "Actor",
    "ActorKind",
    "AddressOutcome",
    "AddressOutcomeFound",
    "AddressOutcomeRejected",
    "AlsoAt",
    "Asked",
    "AskedOperation",
    "AskedPermission",
    "AuditRule",
    "Because",
    "BecauseDenied",
    "BecauseGranted",
    "BecauseNarrowed",
    "BecauseNotGranted",
    "BecauseState",
    "BecauseSystem",
    "BlankCells",
    "Blocked",
    "BookStats",
    "CallPhase",
    "CallToMatch",
    "Candidate",
    "CandidateRole",
    "CannotRemember",
    "CapReason",
    "Capability",
    "CaptureOutcome",
    "CaptureOutcomeAdded",
    "CaptureOutcomeAlreadyPresent",
    "CaptureOutcomeInvalid",
    "CaptureOutcomeOverLimit",
    "CaptureOutcomeRecorded",
    "CaptureOutcomeRemovedBefore",
    "CardVersion",
    "ChangeEntry",
    "ChangedField",
    "ChatToMatch",
    "CheckOutcome",
    "CheckOutcomeDecided",
    "CheckOutcomeNotFound",
    "CheckSummary",
    "ColumnMapping",
    "Confidence",
    "ConflictReason",
    "Contact",
    "ContactPatch",
    "ContactPoint",
    "ContactRoom",
    "Country",
    "CreateOutcome",
    "CreateOutcomeCreated",
    "CreateOutcomeRejected",
    "CreationMode",
    "Customer",
    "CustomerCount",
    "CustomerDraft",
    "CustomerField",
    "CustomerKind",
    "CustomerListing",
    "CustomerPatch",
    "CustomerSearch",
    "CustomerSelection",
    "CustomerSort",
    "CustomerStatus",
    "CustomerSummary",
    "CustomerWritten",
    "DataClass",
    "Decision",
    "DecisionRow",
    "Durability",
    "EffectivePermissions",
    "Email",
    "EmailOptions",
    "EmailToMatch",
    "ErasedSenders",
    "Evidence",
    "EvidenceKind",
    "ExistingRows",
    "Explanation",
    "ExportChunk",
    "ExportColumn",
    "ExportOptions",
    "ExportProgress",
    "FieldChange",
    "FieldCondition",
    "FieldInfo",
    "FieldLevel",
    "FieldProvenance",
    "FieldTest",
    "FieldTestFilled",
    "FieldTestIs",
    "FieldTestStartsWith",
    "FileColumn",
    "FileFormat",
    "FileOptions",
    "FilePreview",
    "Filter",
    "FilterAll",
    "FilterAny",
    "FilterBlocked",
    "FilterContacted",
    "FilterCreated",
    "FilterKind",
    "FilterLastContact",
    "FilterNot",
    "FilterPreferredChannel",
    "FilterStatus",
    "FilterUpdated",
    "FilterVerified",
    "ForwardSource",
    "ForwardedMessage",
    "GenerateRefs",
    "Grant",
    "GrantEffect",
    "GrantScope",
    "Handle",
    "HandleChannel",
    "HitPoint",
    "How",
    "Identity",
    "IdentityVia",
    "IgnoredReason",
    "ImportBatch",
    "ImportDuplicate",
    "ImportKey",
    "ImportOptions",
    "ImportProgress",
    "ImportRow",
    "ImportRowOutcome",
    "ImportRowOutcomeCreated",
    "ImportRowOutcomeMatchedMany",
    "ImportRowOutcomeRejected",
    "ImportRowOutcomeUnchanged",
    "ImportRowOutcomeUpdated",
    "ImportSummary",
    "InboundEmail",
    "Interaction",
    "InteractionKind",
    "InteractionRef",
    "JobProgress",
    "LineType",
    "LinkAddress",
    "LinkRequest",
    "LinkSender",
    "LinkTarget",
    "LinkTargetExisting",
    "LinkTargetNew",
    "Linked",
    "LogHead",
    "MachineSenders",
    "MailReport",
    "Mailbox",
    "MatchAnswer",
    "MatchNote",
    "MatchOptions",
    "MatchOutcome",
    "MatchOutcomeAssigned",
    "MatchOutcomeCandidates",
    "MatchOutcomeCreated",
    "MatchOutcomeIgnored",
    "MatchOutcomeInvalid",
    "MatchOutcomeNoMatch",
    "MatchOutcomeNotACustomer",
    "MatchOutcomeQuarantined",
    "MatchOutcomeUnidentified",
    "MatchStrength",
    "Member",
    "MemberTeams",
    "Narrowing",
    "NewCapture",
    "NewContact",
    "NewCustomer",
    "NewEmail",
    "NewHandle",
    "NewPhone",
    "NewPoint",
    "NewSegment",
    "NotACustomerReason",
    "NotCreatedReason",
    "Obligation",
    "OperationInfo",
    "OperationReach",
    "OutboundChannel",
    "Page",
    "Permission",
    "PermissionChange",
    "PermissionGroup",
    "Phone",
    "PhoneAcceptance",
    "PhoneKind",
    "PhoneOptions",
    "PointCondition",
    "PointFamily",
    "PointFlags",
    "PointKind",
    "PointPatch",
    "PointWritten",
    "Policy",
    "PolicyDiff",
    "PreviewRecord",
    "Provenance",
    "Question",
    "RecordKind",
    "ReferenceSlot",
    "RefusedReason",
    "RegionOrigin",
    "ReplyFromNewAddress",
    "ReportKind",
    "ReportedRecipient",
    "Rule",
    "SearchHit",
    "Segment",
    "SenderAuth",
    "SenderAuthUnverified",
    "SenderAuthVerified",
    "SenderClass",
    "SenderFlag",
    "SenderSettings",
    "SenderTier",
    "SenderVerdict",
    "SentMessage",
    "Settings",
    "ShownValue",
    "ShownValueMasked",
    "ShownValueWithheld",
    "StateReason",
    "StorageKind",
    "TextMatch",
    "TimeSpan",
    "Undeliverable",
    "UnverifiedSenders",
    "Verified",
    "VerifiedBy",
    "Violation",
    "Warning",
    "WhoCan",
    "WithheldCalls",
    "Write",
]
