//! Calls and chats go through the same decision: the key is the number, or the user's id on the
//! channel.

use crate::model::email::{Email, EmailOptions};
use crate::model::handle::{Handle, HandleChannel};
use crate::model::holder::Holder;
use crate::model::key::{MatchKey, PointFamily};
use crate::model::matching::{
    CandidateRole, MatchStrength, NotACustomerReason, NotCreatedReason, VerifiedBy,
};
use crate::model::phone::Phone;
use crate::model::settings::{CreationMode, SenderSettings};
use crate::rules::phones;

use super::matter::{Known, Listed, Matter};
use super::read::key_of;
use super::table::Row;

/// What networks send in place of a number that was withheld. The last one is ANONYMOUS on a keypad.
const WITHHELD: &[&str] = &[
    "",
    "anonymous",
    "unknown",
    "private",
    "withheld",
    "restricted",
    "unavailable",
    "blocked",
    "no number",
    "id unavailable",
    "none",
    "null",
    "+266696687",
    "266696687",
];

/// True for texts that stand for no number.
pub(crate) fn is_withheld(caller: &str) -> bool {
    let text = caller.trim().to_lowercase();
    let bare = text.strip_prefix("sip:").unwrap_or(&text);
    WITHHELD.contains(&bare) || bare.starts_with("anonymous@")
}

/// Reads the email back that a key stands for.
pub(crate) fn email_of_key(key: &str) -> Option<Email> {
    Email::parse(key, &EmailOptions { allow_local_domains: true }).ok()
}

/// A number on WhatsApp is a phone, and the other way round.
pub(crate) fn whatsapp_key(phone: &Phone) -> Option<MatchKey> {
    let digits = phone.e164()?.trim_start_matches('+');
    Some(MatchKey::new(PointFamily::Handle, format!("{}:{digits}", HandleChannel::Whatsapp)))
}

/// The keys under which the user of a channel may stand in the book.
pub(crate) fn handle_keys(handle: &Handle) -> Vec<MatchKey> {
    let mut keys = vec![MatchKey::new(PointFamily::Handle, handle.match_key())];
    if handle.channel() == HandleChannel::Whatsapp {
        keys.push(MatchKey::new(PointFamily::Phone, format!("+{}", handle.value())));
    }
    keys
}

/// Those who hold a number, and those who may.
pub(crate) fn phone_holders(phone: &Phone, holders: &[Holder], role: CandidateRole) -> Vec<Listed> {
    let whatsapp = whatsapp_key(phone);
    let strength = |holder: &Holder| match holder.key.family {
        PointFamily::Phone => phones::strength(phone, &holder.key.text),
        PointFamily::Handle => {
            (Some(&holder.key) == whatsapp.as_ref()).then_some(MatchStrength::Strong)
        }
        PointFamily::Email => None,
    };
    let listed = |holder: &Holder| {
        let strength = strength(holder)?;
        let role = if strength == MatchStrength::Weak { CandidateRole::Related } else { role };
        Some(Listed { holder: holder.clone(), role, strength })
    };
    holders.iter().filter_map(listed).collect()
}

/// Everything the decision on a call depends on.
pub(crate) fn call_matter<'m>(
    mode: CreationMode,
    settings: &'m SenderSettings,
    phone: &Phone,
    holders: &[Holder],
    known: &'m Known,
    accepted: bool,
) -> Matter<'m> {
    let found = phone_holders(phone, holders, CandidateRole::Sender);
    let (counted, related): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|one| one.strength == MatchStrength::Strong);
    let blocked = !counted.is_empty() && counted.iter().all(|one| one.holder.blocked);
    let row = if blocked { Row::Blocked } else { Row::Normal };
    Matter {
        // A sole number that only may be the same is for a person to decide.
        ask_on_related: true,
        hold: (!accepted).then_some(NotCreatedReason::NotAccepted),
        ..matter(mode, settings, known, row, counted, related)
    }
}

/// Everything the decision on a chat depends on. What the user typed in the chat only suggests.
pub(crate) fn chat_matter<'m>(
    mode: CreationMode,
    settings: &'m SenderSettings,
    user: &ChatUser,
    holders: &[Holder],
    known: &'m Known,
) -> Matter<'m> {
    let keys: Vec<MatchKey> = user.handle.iter().flat_map(handle_keys).collect();
    let counted: Vec<Listed> = holders
        .iter()
        .filter(|holder| keys.contains(&holder.key))
        .map(|holder| Listed {
            holder: holder.clone(),
            role: CandidateRole::Sender,
            strength: MatchStrength::Strong,
        })
        .collect();
    let blocked = !counted.is_empty() && counted.iter().all(|one| one.holder.blocked);
    let row = if blocked { Row::Blocked } else { Row::Normal };
    let mut related = shared_emails(user, holders);
    related.extend(
        user.phones.iter().flat_map(|phone| phone_holders(phone, holders, CandidateRole::Shared)),
    );
    for one in &mut related {
        one.strength = MatchStrength::Weak;
        one.role = CandidateRole::Shared;
    }
    let vouched = user.verified && user.handle.is_some();
    // By hand, what the user shared is how the customer is found at all.
    let counted =
        if counted.is_empty() && mode == CreationMode::Manual { related.clone() } else { counted };
    Matter {
        verified_by: if vouched { VerifiedBy::Channel } else { VerifiedBy::Nobody },
        ask_on_related: true,
        hold: (!vouched).then_some(NotCreatedReason::NeedsVerifiedIdentifier),
        ..matter(mode, settings, known, row, counted, related)
    }
}

/// The user of a chat, read.
pub(crate) struct ChatUser {
    pub(crate) handle: Option<Handle>,
    pub(crate) verified: bool,
    pub(crate) emails: Vec<Email>,
    pub(crate) phones: Vec<Phone>,
}

fn shared_emails(user: &ChatUser, holders: &[Holder]) -> Vec<Listed> {
    let keys: Vec<MatchKey> = user.emails.iter().map(key_of).collect();
    holders
        .iter()
        .filter(|holder| keys.contains(&holder.key))
        .map(|holder| Listed {
            holder: holder.clone(),
            role: CandidateRole::Shared,
            strength: MatchStrength::Weak,
        })
        .collect()
}

/// Everything the decision on a call without a number depends on.
pub(crate) fn nobody<'m>(
    mode: CreationMode,
    settings: &'m SenderSettings,
    known: &'m Known,
) -> Matter<'m> {
    matter(mode, settings, known, Row::Invalid, Vec::new(), Vec::new())
}

fn matter<'m>(
    mode: CreationMode,
    settings: &'m SenderSettings,
    known: &'m Known,
    row: Row,
    counted: Vec<Listed>,
    related: Vec<Listed>,
) -> Matter<'m> {
    Matter {
        mode,
        settings,
        verified_by: VerifiedBy::Nobody,
        known,
        row,
        identified: true,
        reason: NotACustomerReason::OwnAddress,
        soft: false,
        own_domain: false,
        automated: false,
        counted,
        related,
        named: Vec::new(),
        ask_on_related: false,
        hold: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E4.13, O20: a withheld number is none.
    #[test]
    fn withheld_numbers_are_recognised() {
        for text in [
            "",
            "  ",
            "Anonymous",
            "PRIVATE",
            "sip:anonymous@anonymous.invalid",
            "+266696687",
            "unavailable",
        ] {
            assert!(is_withheld(text), "{text}");
        }
        for text in ["+4930123456", "1234", "Anna"] {
            assert!(!is_withheld(text), "{text}");
        }
    }
}
