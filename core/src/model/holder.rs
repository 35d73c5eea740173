//! Who holds an address.

use super::customer::CustomerStatus;
use super::ids::CustomerId;
use super::key::MatchKey;

/// A customer that holds an address, as the store finds it. A record that was merged away stands as
/// its survivor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The key of the point in the book.
    pub(crate) key: MatchKey,
    /// The customer, after redirects.
    pub(crate) customer: CustomerId,
    /// The record that held the point, when it was merged away.
    pub(crate) merged_from: Option<CustomerId>,
    pub(crate) status: CustomerStatus,
    pub(crate) blocked: bool,
    /// Several people use the address.
    pub(crate) shared: bool,
    pub(crate) team: Option<String>,
    pub(crate) owner: Option<String>,
}
