//! What a delivery report says about the addresses that it names.

use crate::model::email::Email;
use crate::model::settings::CreationMode;

use super::matter::Known;
use super::read::{Correspondents, Trouble};
use super::table::Row;

/// What a delivery report writes about an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AddressMark {
    pub(crate) email: Email,
    /// `None` counts a soft bounce; otherwise the address is undeliverable, with the code.
    pub(crate) undeliverable: Option<Option<String>>,
}

/// The marks of a delivery report: only about addresses to which the message that it refers to was
/// recorded as sent, so that nobody mutes a customer with a forged report.
pub(crate) fn bounce_marks(
    mode: CreationMode,
    row: Row,
    mail: &Correspondents,
    known: &Known,
) -> Vec<AddressMark> {
    if row != Row::Bounce || mode != CreationMode::Automatic || known.earlier.is_some() {
        return Vec::new();
    }
    let confirmed = mail.reported.iter().zip(&known.confirmed).filter(|(_, confirmed)| **confirmed);
    confirmed
        .filter_map(|(of, _)| match of.trouble {
            Trouble::Permanent => {
                Some(AddressMark { email: of.email.clone(), undeliverable: Some(of.code.clone()) })
            }
            Trouble::Transient => {
                Some(AddressMark { email: of.email.clone(), undeliverable: None })
            }
            Trouble::None => None,
        })
        .collect()
}
