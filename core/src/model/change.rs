//! The change log.

use serde::{Deserialize, Serialize};

use super::codes::{debug_shows, word_enum};
use super::ids::{ActorId, CustomerId, GroupId};
use super::provenance::How;
use super::time::Timestamp;

word_enum! {
    /// What sort of record was changed.
    pub enum RecordKind {
        /// A customer.
        Customer = "customer",
        /// A contact card.
        Contact = "contact",
        /// A contact point.
        Point = "point",
        /// What is known about an address.
        Address = "address",
        /// An interaction.
        Interaction = "interaction",
        /// The settings.
        Settings = "settings",
        /// A member.
        Member = "member",
        /// A permission group.
        PermissionGroup = "permission_group",
        /// A system session.
        Session = "session",
        /// Something delicate that was seen.
        Access = "access",
        /// The data class of a field.
        Field = "field",
        /// A message that was sent.
        SentMessage = "sent_message",
        /// A segment.
        Segment = "segment",
        /// An import.
        Import = "import",
    }
}

/// One change, as the library writes it. Values are kept apart from the fact that there was a
/// change, so that they can be erased and the fact stays.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// The operation, such as `create_customer`.
    pub(crate) operation: &'static str,
    pub(crate) how: How,
    pub(crate) kind: RecordKind,
    /// The id of the record, as text.
    pub(crate) id: String,
    /// The customer that the change is about.
    pub(crate) subject: Option<CustomerId>,
    pub(crate) fields: Vec<ChangedField>,
}

/// The end of the change log at a moment. A host that keeps it elsewhere finds out when the log is
/// written anew or cut off: see [`Session::verify_log`](crate::Session::verify_log).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogHead {
    /// The number of the last entry; 0 while there is none.
    pub seq: u64,
    /// The chain's link of that entry, SHA-256 in hexadecimal digits; empty while there is none.
    pub link: String,
}

/// One field's old and new value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedField {
    /// The field.
    pub field: String,
    /// Its value before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// Its value after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

impl ChangedField {
    pub(crate) fn new(field: impl Into<String>, old: Option<String>, new: Option<String>) -> Self {
        Self { field: field.into(), old, new }
    }
}

/// One entry of the change log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeEntry {
    /// Its number: later changes have higher ones.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: ActorId,
    /// How the values came.
    pub how: How,
    /// The operation.
    pub operation: String,
    /// What sort of record.
    pub kind: RecordKind,
    /// The record's id.
    pub id: String,
    /// The customer that the change is about.
    pub subject: Option<CustomerId>,
    /// The names of the fields that changed.
    pub fields: Vec<String>,
    /// The values, where they were not erased.
    pub values: Vec<ChangedField>,
    /// The groups that the host asserted for the session in which it was done: the book cannot vouch
    /// for these rights.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asserted: Vec<GroupId>,
}

debug_shows!(Change { operation, kind, id });
debug_shows!(ChangedField { field });
debug_shows!(ChangeEntry { seq, operation, kind, id, fields });
