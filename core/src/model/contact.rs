//! Contact cards and the points on them.

use serde::{Deserialize, Serialize};

use super::codes::{debug_shows, word_enum};
use super::handle::HandleChannel;
use super::ids::{ActorId, ContactId, CustomerId, PointId};
use super::key::PointFamily;
pub use super::point_value::{PointValue, ShownValue};
use super::provenance::Provenance;
use super::time::Timestamp;

word_enum! {
    /// What a phone is used for.
    pub enum PhoneKind {
        /// A mobile: text messages and calls.
        Mobile = "mobile",
        /// At home: calls.
        Home = "home",
        /// At work: calls.
        Business = "business",
        /// Anything else: calls.
        Other = "other",
    }
}

word_enum! {
    /// What a contact point is.
    pub enum PointKind {
        /// An email address.
        Email = "email",
        /// A mobile phone.
        Mobile = "mobile",
        /// A phone at home.
        Home = "home",
        /// A phone at work.
        Business = "business",
        /// Another phone.
        OtherPhone = "other",
        /// A handle on X, formerly Twitter.
        Twitter = "twitter",
        /// A numeric Facebook account.
        Facebook = "facebook",
        /// A page-scoped Facebook id.
        FacebookPsid = "facebook_psid",
        /// An Instagram name.
        Instagram = "instagram",
        /// A WhatsApp number.
        Whatsapp = "whatsapp",
        /// A web chat's visitor.
        Webchat = "webchat",
        /// A handle on a channel that the account names.
        Custom = "custom",
    }
}

word_enum! {
    /// What can be done with a contact point.
    pub enum Capability {
        /// Send a text message.
        Sms = "sms",
        /// Dial.
        Call = "call",
        /// Send an email.
        Email = "email",
        /// Write on the handle's channel.
        Message = "message",
    }
}

impl PointKind {
    /// The sort of address behind the kind.
    pub const fn family(self) -> PointFamily {
        match self {
            Self::Email => PointFamily::Email,
            Self::Mobile | Self::Home | Self::Business | Self::OtherPhone => PointFamily::Phone,
            _ => PointFamily::Handle,
        }
    }

    /// What such a point can be used for.
    pub const fn capabilities(self) -> &'static [Capability] {
        match self {
            Self::Email => &[Capability::Email],
            Self::Mobile => &[Capability::Sms, Capability::Call],
            Self::Home | Self::Business | Self::OtherPhone => &[Capability::Call],
            _ => &[Capability::Message],
        }
    }
}

impl From<PhoneKind> for PointKind {
    fn from(kind: PhoneKind) -> Self {
        match kind {
            PhoneKind::Mobile => Self::Mobile,
            PhoneKind::Home => Self::Home,
            PhoneKind::Business => Self::Business,
            PhoneKind::Other => Self::OtherPhone,
        }
    }
}

impl From<HandleChannel> for PointKind {
    fn from(channel: HandleChannel) -> Self {
        match channel {
            HandleChannel::Twitter => Self::Twitter,
            HandleChannel::Facebook => Self::Facebook,
            HandleChannel::FacebookPsid => Self::FacebookPsid,
            HandleChannel::Instagram => Self::Instagram,
            HandleChannel::Whatsapp => Self::Whatsapp,
            HandleChannel::Webchat => Self::Webchat,
            HandleChannel::Custom => Self::Custom,
        }
    }
}

/// A phone as someone enters it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPhone {
    /// The number as typed.
    pub number: String,
    /// The country selector beside it, ISO 3166-1 alpha-2.
    #[serde(default)]
    pub region: Option<String>,
    /// What it is used for.
    #[serde(default = "mobile")]
    pub kind: PhoneKind,
    /// Make it the preferred phone.
    #[serde(default)]
    pub preferred: bool,
    /// May it be used to contact the customer?
    #[serde(default = "yes")]
    pub contactable: bool,
}

/// An email address as someone enters it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEmail {
    /// The address as typed.
    pub address: String,
    /// Make it the preferred email.
    #[serde(default)]
    pub preferred: bool,
    /// May it be used to contact the customer?
    #[serde(default = "yes")]
    pub contactable: bool,
}

/// A handle as someone enters it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHandle {
    /// The channel.
    pub channel: HandleChannel,
    /// The page, widget or project that scopes it; for a custom channel, the channel's name.
    #[serde(default)]
    pub account: Option<String>,
    /// The handle as typed.
    pub handle: String,
    /// Make it the preferred handle.
    #[serde(default)]
    pub preferred: bool,
    /// May it be used to contact the customer?
    #[serde(default = "yes")]
    pub contactable: bool,
}

const fn yes() -> bool {
    true
}

const fn mobile() -> PhoneKind {
    PhoneKind::Mobile
}

impl NewPhone {
    /// A mobile, contactable, not preferred.
    pub fn new(number: impl Into<String>) -> Self {
        Self {
            number: number.into(),
            region: None,
            kind: PhoneKind::Mobile,
            preferred: false,
            contactable: true,
        }
    }
}

impl NewEmail {
    /// A contactable address, not preferred.
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), preferred: false, contactable: true }
    }
}

impl NewHandle {
    /// A contactable handle without an account, not preferred.
    pub fn new(channel: HandleChannel, handle: impl Into<String>) -> Self {
        Self { channel, account: None, handle: handle.into(), preferred: false, contactable: true }
    }
}

/// One way to reach a person, as someone enters it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum NewPoint {
    /// A phone.
    Phone(NewPhone),
    /// An email address.
    Email(NewEmail),
    /// A handle.
    Handle(NewHandle),
}

/// A contact card as someone enters it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewContact {
    /// What the card is called, such as "office". At most 128 characters.
    pub label: Option<String>,
    /// The person behind it. At most 256 characters.
    pub person_name: Option<String>,
    /// Phones.
    pub phones: Vec<NewPhone>,
    /// Email addresses.
    pub emails: Vec<NewEmail>,
    /// Handles.
    pub handles: Vec<NewHandle>,
}

/// A change of a card's own fields. Absent means leave, blank means clear.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactPatch {
    /// What the card is called.
    pub label: Option<String>,
    /// The person behind it.
    pub person_name: Option<String>,
}

/// A change of a point. Absent means leave. Its id, flags and history stay.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PointPatch {
    /// The number, address or handle, as typed.
    pub text: Option<String>,
    /// The country selector of a phone. Changing it reads the number again.
    pub region: Option<String>,
    /// The page or channel of a handle.
    pub account: Option<String>,
    /// What a phone is used for. A phone stays a phone: no patch makes it an email.
    pub phone_kind: Option<PhoneKind>,
}

/// A change of what is known about a point. Absent means leave.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PointFlags {
    /// The one to use first among the customer's emails, phones or handles.
    pub preferred: Option<bool>,
    /// May it be used to contact the customer?
    pub contactable: Option<bool>,
    /// Several people use it: whoever writes from it is never taken for one of them.
    pub shared: Option<bool>,
    /// The host has proof that the customer holds it.
    pub verified: Option<bool>,
    /// Messages to it come back: `true` sets it by hand, `false` clears it and the count of bounces.
    pub undeliverable: Option<bool>,
}

/// Messages to an address come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undeliverable {
    /// Since when.
    pub since: Timestamp,
    /// The enhanced status code (RFC 3463) of the report, such as `5.1.1`, where a report said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The host has proof that the customer holds an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Who said so.
    pub by: ActorId,
    /// When.
    pub at: Timestamp,
}

/// What is known about an address, whoever holds it. Stored once per key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct AddressFacts {
    pub(crate) shared: bool,
    pub(crate) undeliverable: Option<Undeliverable>,
    pub(crate) soft_bounces: u32,
}

/// One way to reach a customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPoint {
    /// Its id, unique within the customer.
    pub id: PointId,
    /// What it is.
    pub kind: PointKind,
    /// The phone, email or handle, as far as it is shown.
    pub value: ShownValue,
    /// The one to use first among the customer's emails, phones or handles.
    pub preferred: bool,
    /// May it be used to contact the customer? Messages that come from it are matched all the same.
    pub contactable: bool,
    /// Several people use it.
    pub shared: bool,
    /// Messages to it come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undeliverable: Option<Undeliverable>,
    /// How many soft bounces were counted since it last worked.
    pub soft_bounces: u32,
    /// The host has proof that the customer holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
    /// Where it came from.
    pub provenance: Provenance,
}

/// A contact card: a person or place of the customer, and the ways to reach it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id, unique within the customer.
    pub id: ContactId,
    /// What the card is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The person behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_name: Option<String>,
    /// The ways to reach it, in the order in which they were added.
    pub points: Vec<ContactPoint>,
}

/// May another contact card be added?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRoom {
    /// Yes or no.
    pub allowed: bool,
    /// How many cards the customer has.
    pub count: u32,
    /// How many a customer may have: the lower of the two caps.
    pub cap: u32,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CapReason>,
}

word_enum! {
    /// Which cap was reached.
    pub enum CapReason {
        /// The setting `max_contacts`.
        MaxContacts = "max_contacts",
        /// The phone slots of the project.
        PhoneSlots = "phone_slots",
    }
}

/// Others hold the same address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlsoAt {
    /// The point that was written.
    pub point: PointId,
    /// The other customers that hold it, as far as the actor may see them.
    pub customers: Vec<CustomerId>,
}

word_enum! {
    /// Something worth telling that did not stop the operation.
    pub enum Warning {
        /// The same phone stands under two kinds.
        SamePhoneTwoKinds = "same_phone_two_kinds",
        /// The typed `+` and the selector disagreed; `+` won.
        SelectorOverruled = "selector_overruled",
        /// An address that became not contactable was the preferred one, and is no longer.
        PreferredCleared = "preferred_cleared",
        /// Somebody took the address off the customer after the same source had brought it: it was not
        /// added again.
        RemovedBefore = "removed_before",
    }
}

/// What adding or editing a point did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointWritten {
    /// The point as it stands now.
    pub point: ContactPoint,
    /// The card it stands on.
    pub contact: ContactId,
    /// The customer had the same address already: nothing was written, and this is that point.
    pub already_present: bool,
    /// Others that hold it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<CustomerId>,
    /// What is worth telling.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// The customer's version after it.
    pub version: u64,
}

/// A card as the store keeps it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ContactRecord {
    pub(crate) id: ContactId,
    pub(crate) label: Option<String>,
    pub(crate) person_name: Option<String>,
    pub(crate) points: Vec<PointRecord>,
}

/// A point as the store keeps it: facts about the address stand elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PointRecord {
    pub(crate) id: PointId,
    pub(crate) kind: PointKind,
    pub(crate) value: PointValue,
    pub(crate) preferred: bool,
    pub(crate) contactable: bool,
    pub(crate) verified: Option<Verified>,
    pub(crate) provenance: Provenance,
}

debug_shows!(NewPhone { kind, region });
debug_shows!(NewEmail { preferred });
debug_shows!(NewHandle { channel });
debug_shows!(NewContact { phones, emails, handles });
debug_shows!(ContactPatch {});
debug_shows!(PointPatch { region, phone_kind });
debug_shows!(ContactPoint { id, kind, value });
debug_shows!(Contact { id, points });
debug_shows!(ContactRecord { id, points });
debug_shows!(PointRecord { id, kind, value });

impl std::fmt::Debug for NewPoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Phone(phone) => phone.fmt(f),
            Self::Email(email) => email.fmt(f),
            Self::Handle(handle) => handle.fmt(f),
        }
    }
}
