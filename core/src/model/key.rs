//! What a contact point is compared by.

use serde::{Deserialize, Serialize};

use super::codes::word_enum;

word_enum! {
    /// The three sorts of contact points.
    pub enum PointFamily {
        /// Email addresses.
        Email = "email",
        /// Phone numbers of every kind.
        Phone = "phone",
        /// Handles on all channels.
        Handle = "handle",
    }
}

/// A match key: two contact points with equal keys are the same address. Stored beside the text as
/// typed; the rules of making one are versioned (see [`KEY_VERSION`]).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MatchKey {
    /// Which sort of address.
    pub family: PointFamily,
    /// The comparable text.
    pub text: String,
}

impl MatchKey {
    /// A key of a family.
    pub fn new(family: PointFamily, text: impl Into<String>) -> Self {
        Self { family, text: text.into() }
    }
}

/// The version of the rules by which match keys are made. Unicode, IDNA and phone metadata change,
/// and with them the keys and the words that customers are found by; a book whose keys were made by
/// other rules is re-keyed.
pub const KEY_VERSION: u32 = 2;
