//! Customers: what comes in, what is kept, what goes out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::access::Levels;
use super::codes::{debug_shows, word_enum};
use super::contact::{AlsoAt, Contact, NewContact, NewPhone, Warning};
use super::country::CountryCode;
use super::field::{CustomerField, FieldSet, FieldValues};
use super::grant::FieldLevel;
use super::ids::{ActorId, CustomerId};
use super::key::PointFamily;
use super::page::Page;
use super::provenance::{FieldProvenance, Provenance};
use super::time::{TimeZoneName, Timestamp};

word_enum! {
    /// What sort of customer.
    #[derive(Default)]
    pub enum CustomerKind {
        /// A person.
        #[default]
        Person = "person",
        /// A company, a school, a household.
        Entity = "entity",
    }
}

word_enum! {
    /// Whether a customer is worked with. Inactive ones are hidden from lists unless asked for, and
    /// still matched.
    pub enum CustomerStatus {
        /// Worked with.
        Active = "active",
        /// Kept, not worked with.
        Inactive = "inactive",
    }
}

word_enum! {
    /// One of the two external references.
    pub enum ReferenceSlot {
        /// The first.
        Ref1 = "ref1",
        /// The second.
        Ref2 = "ref2",
    }
}

impl ReferenceSlot {
    pub(crate) const fn field(self) -> CustomerField {
        match self {
            Self::Ref1 => CustomerField::Ref1,
            Self::Ref2 => CustomerField::Ref2,
        }
    }
}

/// A customer as someone enters it: raw text, checked when it is created. Blank means empty.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct NewCustomer {
    /// Person or entity.
    pub kind: CustomerKind,
    /// The display name. One of the three names must be there. At most 256 characters each.
    pub full_name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The customer's id in another system, unique in the book. At most 255 characters.
    pub ref1: Option<String>,
    /// Another one.
    pub ref2: Option<String>,
    /// An email address, put on the first contact card.
    pub email: Option<String>,
    /// A phone, put on the first contact card.
    pub phone: Option<NewPhone>,
    /// The primary street line. At most 255 characters, as the other address lines.
    pub address_line1: Option<String>,
    /// The second line.
    pub address_line2: Option<String>,
    /// The third line.
    pub address_line3: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// ZIP or postal code.
    pub postal_code: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Default time zone, IANA.
    pub time_zone: Option<String>,
    /// Where the customer is, in words.
    pub location: Option<String>,
    /// Reference of the avatar: a URI or a key of the host's. At most 2,048 characters.
    pub avatar: Option<String>,
    /// Language tag, BCP 47.
    pub locale: Option<String>,
    /// Where the customer came from.
    pub source: Option<String>,
    /// The actor who looks after the customer.
    pub owner: Option<String>,
    /// The team that looks after the customer.
    pub team: Option<String>,
    /// Contact cards.
    pub contacts: Vec<NewContact>,
}

/// A change of a customer. Absent means leave, blank means clear.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CustomerPatch {
    /// Person or entity.
    pub kind: Option<CustomerKind>,
    /// The display name.
    pub full_name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The first reference.
    pub ref1: Option<String>,
    /// The second reference.
    pub ref2: Option<String>,
    /// The primary email: changed, or added where there is none; blank removes that one only.
    pub email: Option<String>,
    /// The primary phone, likewise.
    pub phone: Option<NewPhone>,
    /// The primary street line.
    pub address_line1: Option<String>,
    /// The second line.
    pub address_line2: Option<String>,
    /// The third line.
    pub address_line3: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// ZIP or postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Default time zone.
    pub time_zone: Option<String>,
    /// Where the customer is, in words.
    pub location: Option<String>,
    /// Reference of the avatar.
    pub avatar: Option<String>,
    /// Language tag.
    pub locale: Option<String>,
    /// Where the customer came from.
    pub source: Option<String>,
    /// The actor who looks after the customer.
    pub owner: Option<String>,
    /// The team that looks after the customer.
    pub team: Option<String>,
    /// The sort of address to use first.
    pub preferred_channel: Option<PointFamily>,
}

macro_rules! text_fields {
    ($($field:ident: $variant:ident),* $(,)?) => {
        impl NewCustomer {
            /// The single-valued text fields and what was entered for them.
            pub(crate) fn texts(&self) -> Vec<(CustomerField, Option<&str>)> {
                vec![$((CustomerField::$variant, self.$field.as_deref()),)*]
            }

            /// The place of a single-valued text field.
            pub(crate) const fn text_mut(&mut self, field: CustomerField) -> &mut Option<String> {
                match field {
                    $(CustomerField::$variant => &mut self.$field,)*
                }
            }
        }

        impl CustomerPatch {
            /// The single-valued text fields and what was entered for them.
            pub(crate) fn texts(&self) -> Vec<(CustomerField, Option<&str>)> {
                vec![$((CustomerField::$variant, self.$field.as_deref()),)*]
            }
        }
    };
}

text_fields! {
    full_name: FullName,
    given_name: GivenName,
    family_name: FamilyName,
    ref1: Ref1,
    ref2: Ref2,
    address_line1: AddressLine1,
    address_line2: AddressLine2,
    address_line3: AddressLine3,
    city: City,
    state: State,
    postal_code: PostalCode,
    country: Country,
    time_zone: TimeZone,
    location: Location,
    avatar: Avatar,
    locale: Locale,
    source: Source,
    owner: Owner,
    team: Team,
}

/// A blocked customer's mail is reported as blocked and goes nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocked {
    /// Who blocked.
    pub by: ActorId,
    /// When.
    pub at: Timestamp,
    /// Why, in words. At most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A customer as the store keeps it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CustomerRecord {
    pub(crate) id: CustomerId,
    pub(crate) kind: CustomerKind,
    pub(crate) status: CustomerStatus,
    pub(crate) values: FieldValues,
    /// What a list by name is sorted by.
    pub(crate) sort_name: String,
    pub(crate) preferred_channel: Option<PointFamily>,
    pub(crate) merged_into: Option<CustomerId>,
    pub(crate) verified: bool,
    pub(crate) auto_created: bool,
    pub(crate) blocked: Option<Blocked>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) version: u64,
    pub(crate) provenance: Provenance,
    /// By the name of the field.
    pub(crate) field_provenance: BTreeMap<String, FieldProvenance>,
    /// Fields that have a value which was not read: the actor may know that much and no more.
    pub(crate) withheld: FieldSet,
    /// How much of the record the actor sees, and how much of its contact cards.
    pub(crate) seen: Levels,
}

impl CustomerRecord {
    /// The version that last changed a field.
    pub(crate) fn field_version(&self, field: &str) -> u64 {
        self.field_provenance.get(field).map_or(1, |provenance| provenance.version)
    }
}

/// A customer. Fields that the actor may not see are empty and named in [`hidden`](Self::hidden).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Its id, for ever.
    pub id: CustomerId,
    /// Person or entity.
    pub kind: CustomerKind,
    /// Active or inactive.
    pub status: CustomerStatus,
    /// What to call the customer: the display name, else given and family name in the order of the
    /// locale, else a reference, the primary email, the primary phone, the id.
    pub display_name: String,
    /// The display name as entered.
    pub full_name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The first reference.
    pub ref1: Option<String>,
    /// The second reference.
    pub ref2: Option<String>,
    /// The primary email: the preferred one, else the oldest contactable, else the oldest.
    pub email: Option<String>,
    /// The primary phone: the same, over mobile, business, home, other in this order.
    pub phone: Option<String>,
    /// The primary street line.
    pub address_line1: Option<String>,
    /// The second line.
    pub address_line2: Option<String>,
    /// The third line.
    pub address_line3: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// ZIP or postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<CountryCode>,
    /// Default time zone.
    pub time_zone: Option<TimeZoneName>,
    /// Where the customer is, in words.
    pub location: Option<String>,
    /// Reference of the avatar.
    pub avatar: Option<String>,
    /// Language tag.
    pub locale: Option<String>,
    /// Where the customer came from.
    pub source: Option<String>,
    /// The actor who looks after the customer.
    pub owner: Option<String>,
    /// The team that looks after the customer.
    pub team: Option<String>,
    /// The sort of address to use first.
    pub preferred_channel: Option<PointFamily>,
    /// The host vouches that the record belongs to the person it names. Records that unverified
    /// messages made are not.
    pub verified: bool,
    /// Blocked, by whom and why.
    pub blocked: Option<Blocked>,
    /// Contact cards, in the order in which they were added.
    pub contacts: Vec<Contact>,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When a person last wrote or called, or was written to or called.
    pub last_contact_at: Option<Timestamp>,
    /// Grows by one with every change.
    pub version: u64,
    /// Where the record came from.
    pub provenance: Provenance,
    /// Where single fields came from, when that differs from the record's own provenance.
    pub field_provenance: Vec<FieldProvenance>,
    /// The id that was asked for, when it was merged into this record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirected_from: Option<CustomerId>,
    /// The fields that the actor may not see at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<CustomerField>,
    /// The fields of which a masked form stands in place of the value: `J••• D•••`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<CustomerField>,
    /// The fields that have a value which the actor may not see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub present: Vec<CustomerField>,
    /// How much is shown of the contact cards, and of `email` and `phone`.
    pub contact_level: FieldLevel,
}

/// What creating or changing a customer did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerWritten {
    /// The customer as it stands now.
    pub customer: Customer,
    /// Other customers that hold the same addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<AlsoAt>,
    /// What is worth telling.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

word_enum! {
    /// How a list is sorted. Equal keys are sorted by id.
    pub enum CustomerSort {
        /// By the folded display name.
        Name = "name",
        /// By the time of creation.
        Created = "created",
        /// By the time of the last contact; customers without one come last.
        LastContact = "last_contact",
    }
}

/// Which customers to list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerListing {
    /// The order.
    pub sort: CustomerSort,
    /// From the end.
    pub descending: bool,
    /// Inactive customers too.
    pub include_inactive: bool,
    /// How many: 1 to 500.
    pub limit: u32,
    /// The cursor of the page before.
    pub after: Option<String>,
}

impl Default for CustomerListing {
    fn default() -> Self {
        Self {
            sort: CustomerSort::Name,
            descending: false,
            include_inactive: false,
            limit: 50,
            after: None,
        }
    }
}

/// One line of a list of customers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerSummary {
    /// Its id.
    pub id: CustomerId,
    /// Person or entity.
    pub kind: CustomerKind,
    /// Active or inactive.
    pub status: CustomerStatus,
    /// What to call the customer.
    pub display_name: String,
    /// The first reference.
    pub ref1: Option<String>,
    /// The second reference.
    pub ref2: Option<String>,
    /// The primary email.
    pub email: Option<String>,
    /// How many emails there are beside it.
    pub more_emails: u32,
    /// The primary phone.
    pub phone: Option<String>,
    /// How many phones there are beside it.
    pub more_phones: u32,
    /// Where the customer is, in words.
    pub location: Option<String>,
    /// Reference of the avatar.
    pub avatar: Option<String>,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When a person last wrote or called.
    pub last_contact_at: Option<Timestamp>,
    /// The record's version.
    pub version: u64,
}

/// A page of a list of customers.
pub type CustomerPage = Page<CustomerSummary>;

debug_shows!(Blocked { by, at });
// A cursor holds the name at which a page begins.
debug_shows!(CustomerListing { sort, descending, include_inactive, limit });
debug_shows!(NewCustomer { kind, contacts });
debug_shows!(CustomerPatch { kind });
debug_shows!(CustomerRecord { id, version, values });
debug_shows!(Customer { id, kind, status, version, contacts });
debug_shows!(CustomerSummary { id, kind, status, version });
