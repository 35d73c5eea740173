//! Where a value came from.

use serde::{Deserialize, Serialize};

use super::codes::word_enum;
use super::ids::ActorId;
use super::time::Timestamp;

word_enum! {
    /// How a value came into the record. What a person typed beats what was captured.
    pub enum How {
        /// A person typed it.
        Typed = "typed",
        /// A channel brought it: an email, a call, a chat, an order.
        Captured = "captured",
        /// A file or another system brought it.
        Imported = "imported",
        /// The library concluded it from something else, such as a name from an address.
        Derived = "derived",
        /// The library made it, such as a reference.
        Generated = "generated",
    }
}

/// Who brought a value, how, when, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The actor under whom it was written.
    pub by: ActorId,
    /// How it came.
    pub how: How,
    /// When it was written.
    pub at: Timestamp,
    /// The channel or system it came from, such as `email` or `whatsapp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Where one field's value came from, when that differs from the record's own provenance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProvenance {
    /// The field: a text field by its key, or `kind`, `status`, `email`, `phone`, `blocked`,
    /// `preferred_channel`.
    pub field: String,
    /// The record's version that the change made.
    pub version: u64,
    /// The actor under whom it was changed.
    pub by: ActorId,
    /// How the value came.
    pub how: How,
    /// When.
    pub at: Timestamp,
}
