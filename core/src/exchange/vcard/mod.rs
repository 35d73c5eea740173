//! vCard: RFC 6350 (4.0) and RFC 2426 (3.0) in and out, what is left of 2.1 in.
//!
//! A card is read into content [`Line`]s of one form, whichever version it has; the lines are mapped
//! to a customer, and a customer to lines. JSContact goes by the same lines, since RFC 9555 says what
//! each of its members is as a line; so the two formats have one mapping.
//!
//! What a customer has no place for is preserved, in two sorts of [`PreservedProperty`]:
//!
//! - A property of its own, such as `NOTE` or `X-SKYPE`, comes out as it came in.
//! - Details of a property that a customer does have a place for: the group and the unknown
//!   parameters of an email, the titles in a name. Its name begins with [`DETAIL`]. It comes out only
//!   while the customer still has the value that it belongs to, and is nothing by itself.
//!
//! [`PreservedProperty`]: super::PreservedProperty

mod address;
mod bag;
mod cards;
mod handles;
mod line;
mod octets;
mod points;
mod read;
mod render;
#[cfg(test)]
mod tests;
mod text;
mod write;

use std::io::{self, Write};

use super::{PreservedProperty, RecordReader, Source};
use crate::model::customer::Customer;

pub(super) use address::COMPONENTS;
pub(super) use bag::{Bag, COLLECTIONS, Kept};
pub(super) use line::{Line, Member, TEXTS, URIS, is_property_name, is_token};
pub(super) use read::{customer_of, names_of, nesting, preserve_member};
pub(super) use text::{components, escape, structured, unescape};
pub(super) use write::lines_of;

/// The longest line that is read, unfolded, in octets.
pub(crate) const MAX_LINE: usize = 1 << 20;
/// The largest card that is read, in octets.
pub(crate) const MAX_CARD: usize = 1 << 20;
/// The most properties of a card.
pub(crate) const MAX_PROPERTIES: usize = 10_000;
/// The longest value that is preserved, in octets: a picture that is larger is left out, since books
/// of a million customers keep it a million times.
pub(crate) const MAX_PRESERVED: usize = 64 << 10;
/// How many octets of one line or card are passed over before the file is given up.
pub(crate) const MAX_SKIPPED: usize = 64 << 20;

/// What the name of a preserved detail begins with; no property is called so.
pub(super) const DETAIL: char = '=';

/// Parameters and properties of our own, for what vCard cannot say.
pub(super) mod own {
    /// What all of them begin with.
    pub(in crate::exchange) const PREFIX: &str = "X-CUSTOMER-CORE-";
    /// The number of the contact card that a point stands on.
    pub(in crate::exchange) const CARD: &str = "X-CUSTOMER-CORE-CARD";
    /// The person behind a contact card.
    pub(in crate::exchange) const PERSON: &str = "X-CUSTOMER-CORE-PERSON";
    /// `false` when an address may not be used to contact the customer.
    pub(in crate::exchange) const CONTACTABLE: &str = "X-CUSTOMER-CORE-CONTACTABLE";
    /// The country selector beside a phone.
    pub(in crate::exchange) const REGION: &str = "X-CUSTOMER-CORE-REGION";
    /// A phone as it was typed.
    pub(in crate::exchange) const TYPED: &str = "X-CUSTOMER-CORE-TYPED";
    /// The channel of a handle.
    pub(in crate::exchange) const CHANNEL: &str = "X-CUSTOMER-CORE-CHANNEL";
    /// The account of a handle.
    pub(in crate::exchange) const ACCOUNT: &str = "X-CUSTOMER-CORE-ACCOUNT";
    /// A mask stands in place of the value; of a value with several fields, of which.
    pub(in crate::exchange) const MASKED: &str = "X-CUSTOMER-CORE-MASKED";
    /// The line is preserved: it says nothing about the customer's own fields.
    pub(in crate::exchange) const KEPT: &str = "X-CUSTOMER-CORE-KEPT";
}

/// The versions that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum VCardVersion {
    /// RFC 2426, which older address books read.
    V3,
    /// RFC 6350.
    #[default]
    V4,
}

/// Reads a file of cards, one after the other.
pub(crate) fn reader(source: Source) -> Box<dyn RecordReader> {
    Box::new(cards::Cards::new(source))
}

/// Writes a customer as a card, as far as it is shown: what is masked as its mask, what is hidden not
/// at all.
///
/// # Errors
/// What the writer answers.
pub(crate) fn write_card(
    customer: &Customer,
    preserved: &[PreservedProperty],
    version: VCardVersion,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut bag = Bag::of(preserved);
    let mut lines = lines_of(customer, &mut bag);
    lines.extend(bag.left_over());
    render::write(&lines, version, out)
}
