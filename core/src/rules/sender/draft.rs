//! Customers to be, filled in from a message, a call or a chat.

use crate::model::handle::Handle;
use crate::model::matching::{CallToMatch, ChatToMatch, CustomerDraft};
use crate::model::phone::Phone;
use crate::model::sender::Identity;
use crate::model::text::clean_line;
use crate::rules::names;

/// From an email: the name as the message has it, or derived from the address; the address as typed;
/// no guesses of phone or company.
pub(crate) fn from_identity(identity: &Identity) -> CustomerDraft {
    let (full_name, name_is_derived) = names::of_sender(identity.name.as_deref(), &identity.email);
    let full_name = full_name.map(cut);
    let split = full_name.as_deref().and_then(names::suggested_split);
    let (given, family) = split.map_or((None, None), |(given, family)| (Some(given), Some(family)));
    CustomerDraft {
        full_name,
        name_is_derived,
        suggested_given_name: given,
        suggested_family_name: family,
        email: Some(identity.email.as_typed().to_owned()),
        ..CustomerDraft::default()
    }
}

/// From a call: the number as the network gave it, and the name if it gave one.
pub(crate) fn from_call(call: &CallToMatch, phone: Option<&Phone>) -> CustomerDraft {
    CustomerDraft {
        full_name: call.caller_name.as_deref().and_then(clean_line).map(cut),
        phone: phone.map(|phone| phone.e164().unwrap_or(phone.as_typed()).to_owned()),
        ..CustomerDraft::default()
    }
}

/// From a chat: the user on the channel, and beside it what the user shared.
pub(crate) fn from_chat(chat: &ChatToMatch, handle: Option<&Handle>) -> CustomerDraft {
    CustomerDraft {
        full_name: chat.display_name.as_deref().and_then(clean_line).map(cut),
        handle: handle.map(|handle| handle.value().to_owned()),
        channel: handle.map(|_| chat.channel),
        account: handle.and_then(|handle| handle.account().map(str::to_owned)),
        shared_emails: chat.emails.clone(),
        shared_phones: chat.phones.clone(),
        ..CustomerDraft::default()
    }
}

/// Names are at most as long as a record's.
fn cut(name: String) -> String {
    name.chars().take(256).collect()
}
