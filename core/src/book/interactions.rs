//! Interactions of a customer, and messages that were sent.

use crate::error::{Error, Result, unless};
use crate::model::change::RecordKind;
use crate::model::email::{Email, EmailOptions};
use crate::model::ids::CustomerId;
use crate::model::interaction::{Interaction, InteractionKind, SentMessage};
use crate::model::page::{Cursor, CursorKey, Page, check_limit};
use crate::model::permission::Permission;
use crate::model::provenance::How;
use crate::model::text::is_forbidden;
use crate::model::violation::{Rule, Violation};

use super::operations::{ListInteractions, RecordSent};
use super::records;
use super::session::Session;

/// The longest id of the host's, in octets (RFC 5322 limits a line to 998).
pub(super) const MAX_EXTERNAL_ID: u32 = 998;
const MAX_RECIPIENTS: usize = 500;
const LIST: &str = "interactions";

impl Session {
    /// The interactions that are linked to a customer, the newest first.
    ///
    /// # Errors
    /// `not_found`, `denied`; `invalid` for a limit outside 1 to 500 or a foreign cursor.
    pub fn list_interactions(
        &self,
        customer: CustomerId,
        limit: u32,
        after: Option<&str>,
    ) -> Result<Page<Interaction>> {
        let limit = check_limit(limit)?;
        let after = after.map(|text| Cursor::decode(text, LIST)).transpose()?;
        self.gate.read::<ListInteractions, _>(&self.who, |call| {
            let id = records::find(call.tx, call.permit.access(), customer)?.record.id;
            let mut found = call.tx.interactions_of(id, limit + 1, after.as_ref())?;
            let more = found.len() > limit as usize;
            found.truncate(limit as usize);
            let next = found.last().filter(|_| more).map(|last| {
                let key = CursorKey::Number(Some(last.at.as_millis()));
                Cursor { list: LIST.to_owned(), key, id: last.id.as_uuid().into_bytes() }.encode()
            });
            Ok(Page { items: found.into_iter().map(Interaction::from).collect(), next })
        })
    }

    /// Records that the host sent a message: a bounce that refers to it marks the address, and a
    /// reply to it finds its customer. Recording it twice changes nothing.
    ///
    /// # Errors
    /// `invalid` for a blank id, a time outside of the years 1 to 9999, more than 500 recipients, or a
    /// recipient that is no address; `not_found` for a customer that is none; `denied`, also without a
    /// customer for whoever may not report on the whole book.
    pub fn record_sent(&self, sent: SentMessage) -> Result<()> {
        let message_id =
            check_external_id(sent.message_id.trim_matches(['<', '>', ' ']), "message_id");
        let message_id = unless(message_id, sent.at.check("at"))?;
        let keys = recipient_keys(&sent.recipients)?;
        self.gate.write::<RecordSent, _>(&self.who, move |call| {
            let customer = match sent.customer {
                Some(id) => {
                    Some(records::find(call.tx.as_read(), &call.permit.whole_rows(), id)?.record.id)
                }
                // A report on it may mark addresses of anybody.
                None if !call.permit.effective().holds_on_book(Permission::RecordCapture) => {
                    return Err(Error::Denied { missing: vec![Permission::RecordCapture] });
                }
                None => None,
            };
            call.tx.record_sent(&message_id, &keys, customer, sent.at)?;
            if let Some(customer) = customer {
                call.tx.note_contact(customer, sent.at)?;
            }
            call.log(How::Captured, RecordKind::SentMessage, &message_id, customer, Vec::new())
        })
    }
}

fn recipient_keys(recipients: &[String]) -> Result<Vec<String>> {
    if recipients.len() > MAX_RECIPIENTS {
        return Err(Violation::limited("recipients", Rule::TooMany, MAX_RECIPIENTS as u32).into());
    }
    let options = EmailOptions { allow_local_domains: true };
    let mut violations = Vec::new();
    let mut keys = Vec::new();
    for (at, address) in recipients.iter().enumerate() {
        match Email::parse(address, &options) {
            Ok(email) => keys.push(email.match_key().to_owned()),
            Err(violation) => violations.push(violation.at(format!("recipients[{at}]"))),
        }
    }
    if violations.is_empty() { Ok(keys) } else { Err(Error::from(violations)) }
}

/// Message-IDs come with angle brackets or without; ids of other interactions are as they are.
pub(super) fn plain_id(kind: InteractionKind, id: &str) -> &str {
    match kind {
        InteractionKind::Email => id.trim().trim_matches(['<', '>']),
        _ => id,
    }
}

/// The host's id of an interaction: 1 to 998 octets on one line.
pub(super) fn check_external_id(text: &str, field: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Violation::new(field, Rule::Required).into());
    }
    if text.len() > MAX_EXTERNAL_ID as usize {
        return Err(Violation::limited(field, Rule::TooLong, MAX_EXTERNAL_ID).into());
    }
    if text.chars().any(is_forbidden) {
        return Err(Violation::new(field, Rule::ControlCharacter).into());
    }
    Ok(text.to_owned())
}
