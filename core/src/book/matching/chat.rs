//! Chats.

use crate::error::{Result, unless};
use crate::model::contact::PointValue;
use crate::model::email::Email;
use crate::model::handle::Handle;
use crate::model::interaction::InteractionKind;
use crate::model::key::{MatchKey, PointFamily};
use crate::model::matching::{CannotRemember, ChatToMatch, MatchAnswer, VerifiedBy};
use crate::model::phone::{Phone, PhoneOptions};
use crate::model::sender::{Evidence, EvidenceKind, SenderClass, SenderTier};
use crate::model::settings::Settings;
use crate::rules::contacts::email_options;
use crate::rules::phones;
use crate::rules::sender::contact::{ChatUser, chat_matter, handle_keys, whatsapp_key};
use crate::rules::sender::decide::decide;
use crate::rules::sender::draft;
use crate::rules::sender::read::key_of;
use crate::rules::sender::table::{DECISIONS, Row};
use crate::store::HolderQuery;

use super::gather::{Asked, Ground, known};
use super::plan::{Plan, SenderPoint};
use crate::book::operations::MatchChat;
use crate::book::session::{MatchOptions, Session};

impl Session {
    /// Whose is this chat? As [`match_email`](Self::match_email), by the user's id on the channel.
    /// Phones and emails that the user shared in the chat find candidates, since anybody can type
    /// them; automatic mode needs an id that the channel vouches for.
    ///
    /// # Errors
    /// `denied`; `invalid` for a blank `chat_id` or a time outside of the years 1 to 9999; `storage`, `busy`.
    pub fn match_chat(&self, chat: &ChatToMatch, options: MatchOptions) -> Result<MatchAnswer> {
        let id = super::required_id(Some(&chat.chat_id), InteractionKind::Chat);
        let id = unless(id, chat.at.check("at"))?;
        let chat = ChatToMatch { chat_id: id, ..chat.clone() };
        self.run_match::<MatchChat, _>(options, move |ground| plan(ground, &chat))
    }
}

/// The most emails, and the most phones, of a chat that are looked up.
const MAX_SHARED: usize = 20;

/// What can be read of the user; what cannot is no reason to refuse the chat.
fn read_user(chat: &ChatToMatch, settings: &Settings) -> ChatUser {
    let handle = chat
        .user_id
        .as_deref()
        .and_then(|id| Handle::parse(chat.channel, chat.account.as_deref(), id).ok());
    let options =
        PhoneOptions { default_region: settings.default_region, ..PhoneOptions::default() };
    ChatUser {
        handle,
        verified: chat.user_id_verified,
        emails: chat
            .emails
            .iter()
            .take(MAX_SHARED)
            .filter_map(|text| Email::parse(text, &email_options(settings)).ok())
            .collect(),
        phones: chat
            .phones
            .iter()
            .take(MAX_SHARED)
            .filter_map(|text| Phone::parse(text, None, &options).ok())
            .collect(),
    }
}

fn query(user: &ChatUser) -> HolderQuery {
    let mut query = HolderQuery {
        keys: user
            .handle
            .iter()
            .flat_map(handle_keys)
            .chain(user.emails.iter().map(key_of))
            .collect(),
        ..HolderQuery::default()
    };
    for phone in &user.phones {
        let lookup = phones::lookup(phone);
        query.keys.extend(lookup.keys);
        query.keys.extend(whatsapp_key(phone));
        query.digits.extend(lookup.by_digits);
    }
    query
}

fn plan(ground: &Ground<'_>, chat: &ChatToMatch) -> Result<Plan> {
    let settings = ground.tx.settings()?;
    let mode = settings.mode(InteractionKind::Chat);
    let user = read_user(chat, &settings);
    let key = user.handle.as_ref().map(Handle::match_key);
    let asked = Asked {
        kind: InteractionKind::Chat,
        external_id: Some(&chat.chat_id),
        identity: key.as_deref().unwrap_or_default(),
        address: key.clone().map(|key| MatchKey::new(PointFamily::Handle, key)),
        thread: None,
        references: &[],
    };
    let known = known(ground, &settings, &asked)?;
    let holders = ground.holders(&query(&user))?;
    let matter = chat_matter(mode, &settings.senders, &user, &holders, &known);
    let (row, verified_by) = (matter.row, matter.verified_by);
    let judgement = decide(&DECISIONS, &matter);
    let blocked = row == Row::Blocked;
    let evidence = match verified_by {
        _ if blocked => Some(EvidenceKind::CustomerBlocked),
        VerifiedBy::Channel => Some(EvidenceKind::ChannelIdentifier),
        _ => None,
    };
    Ok(Plan {
        class: if blocked { SenderClass::Blocked } else { SenderClass::Normal },
        tier: if blocked { SenderTier::Hard } else { SenderTier::None },
        verified_by,
        evidence: evidence.map(|kind| Evidence { kind, value: None }).into_iter().collect(),
        may_auto_reply: !blocked,
        external_id: Some(chat.chat_id.clone()),
        draft: draft::from_chat(chat, user.handle.as_ref()),
        cannot_remember: user.handle.is_none().then_some(CannotRemember::NoAddress),
        sender_point: user.handle.map(|handle| SenderPoint {
            kind: chat.channel.into(),
            value: PointValue::Handle(handle),
        }),
        key,
        ..Plan::new(InteractionKind::Chat, settings, judgement, &known, chat.at)
    })
}
