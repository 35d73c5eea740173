//! Conditions over customers, combined with and, or, not.

use serde::{Deserialize, Serialize};

use super::contact::PointKind;
use super::customer::{CustomerKind, CustomerStatus};
use super::field::{CustomerField, FieldSet};
use super::key::PointFamily;
use super::time::Timestamp;

/// The deepest nesting of conditions.
pub(crate) const MAX_DEPTH: usize = 8;
/// The most conditions of a filter.
pub(crate) const MAX_CONDITIONS: usize = 100;
/// The most conditions of a filter, and groups of conditions around them.
pub(crate) const MAX_PARTS: usize = 1_000;
/// The most values that one condition lists.
pub(crate) const MAX_VALUES: usize = 1_000;
/// The most values of all conditions together.
pub(crate) const MAX_ALL_VALUES: usize = 10_000;

/// Which customers: one condition, or several combined. At most 100 conditions, 1,000 with the groups
/// around them (100 in one group), nested at most eight deep; at most 1,000 values in a condition and
/// 10,000 in all.
///
/// A customer of whom the actor may not see what a condition asks for is not found by it, nor by its
/// contrary.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// All of these hold; none of them holds for every customer.
    All(Vec<Filter>),
    /// At least one of these holds; of none no customer.
    Any(Vec<Filter>),
    /// This does not hold.
    Not(Box<Filter>),
    /// The customer has this status.
    Status(CustomerStatus),
    /// The customer is of this kind.
    Kind(CustomerKind),
    /// The record was made in this time.
    Created(TimeSpan),
    /// The record was last changed in this time.
    Updated(TimeSpan),
    /// The last contact with a person was in this time.
    LastContact(TimeSpan),
    /// There was a contact with a person, or there was none.
    Contacted(bool),
    /// The customer is blocked, or is not.
    Blocked(bool),
    /// The host vouches for the record, or does not.
    Verified(bool),
    /// The sort of address to use first is this one.
    PreferredChannel(PointFamily),
    /// What a field holds.
    Field(FieldCondition),
    /// The customer has at least one such contact point.
    Has(PointCondition),
}

/// A span of time: from a moment on, and before another. One of them must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TimeSpan {
    /// At this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Timestamp>,
}

/// What a field must hold.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldCondition {
    /// The field.
    pub field: CustomerField,
    /// What must be true of it.
    pub test: FieldTest,
}

/// What must be true of a field. Upper and lower case of `a` to `z` do not count, but in `country`,
/// `time_zone`, `locale`, `owner` and `team`, which are codes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldTest {
    /// It holds one of these values: at most 1,000, and 10,000 in all conditions of a filter.
    Is(Vec<String>),
    /// It begins so.
    StartsWith(String),
    /// It holds something, or nothing.
    Filled(bool),
}

/// What a contact point must be. What is absent may be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PointCondition {
    /// An email, a phone, a handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<PointFamily>,
    /// Of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<PointKind>,
    /// It may be used to contact the customer and is not known as undeliverable; or the contrary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contactable: Option<bool>,
}

/// Shows the shape of it, since values can be a customer's.
impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All(parts) => f.debug_tuple("All").field(parts).finish(),
            Self::Any(parts) => f.debug_tuple("Any").field(parts).finish(),
            Self::Not(part) => f.debug_tuple("Not").field(part).finish(),
            Self::Status(status) => f.debug_tuple("Status").field(status).finish(),
            Self::Kind(kind) => f.debug_tuple("Kind").field(kind).finish(),
            Self::Created(span) => f.debug_tuple("Created").field(span).finish(),
            Self::Updated(span) => f.debug_tuple("Updated").field(span).finish(),
            Self::LastContact(span) => f.debug_tuple("LastContact").field(span).finish(),
            Self::Contacted(yes) => f.debug_tuple("Contacted").field(yes).finish(),
            Self::Blocked(yes) => f.debug_tuple("Blocked").field(yes).finish(),
            Self::Verified(yes) => f.debug_tuple("Verified").field(yes).finish(),
            Self::PreferredChannel(of) => f.debug_tuple("PreferredChannel").field(of).finish(),
            Self::Field(of) => f.debug_tuple("Field").field(&of.field).finish_non_exhaustive(),
            Self::Has(point) => f.debug_tuple("Has").field(point).finish(),
        }
    }
}

/// What a filter looks at: who may not see it, may not ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LooksAt {
    pub(crate) fields: FieldSet,
    pub(crate) contacts: bool,
}

impl Filter {
    /// What it looks at.
    pub(crate) fn looks_at(&self) -> LooksAt {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().map(Self::looks_at).fold(LooksAt::default(), |all, of| LooksAt {
                    fields: all.fields.union(of.fields),
                    contacts: all.contacts || of.contacts,
                })
            }
            Self::Not(part) => part.looks_at(),
            Self::Field(of) => LooksAt { fields: FieldSet::NONE.with(of.field), contacts: false },
            Self::Has(_) => LooksAt { contacts: true, ..LooksAt::default() },
            _ => LooksAt::default(),
        }
    }
}
