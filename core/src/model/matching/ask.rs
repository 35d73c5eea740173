//! What is asked: an email, a call, a chat.

use serde::{Deserialize, Serialize};

use crate::model::codes::{debug_shows, word_enum};
use crate::model::handle::HandleChannel;
use crate::model::interaction::InteractionRef;
use crate::model::message::InboundEmail;
use crate::model::time::Timestamp;

/// What the host itself found out about who sent an email.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "auth", rename_all = "snake_case")]
pub enum SenderAuth {
    /// Nothing. The book's settings may still believe an `Authentication-Results` header.
    #[default]
    Unverified,
    /// The host checked (DKIM, DMARC, an authenticated submission) that the message comes from this
    /// domain. It counts only when From is at that domain.
    Verified {
        /// The domain that was checked.
        domain: String,
    },
}

/// An email to match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailToMatch {
    /// What the message says.
    pub message: InboundEmail,
    /// What the host found out about the sender.
    #[serde(default)]
    pub auth: SenderAuth,
    /// When it came in.
    pub received_at: Timestamp,
    /// The interaction that it continues, where the host knows one (a ticket token). References to
    /// earlier messages are followed without it.
    #[serde(default)]
    pub thread: Option<InteractionRef>,
    /// Keep the addresses of To and Cc with the interaction. They never become customers.
    #[serde(default)]
    pub keep_participants: bool,
}

word_enum! {
    /// How far a call is.
    pub enum CallPhase {
        /// It rings. Nothing is created, so that missed calls leave no records.
        Ringing = "ringing",
        /// An agent accepted it.
        Accepted = "accepted",
    }
}

/// A call to match.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallToMatch {
    /// The host's id of the call. At most 998 characters.
    pub call_id: String,
    /// The caller's number as the network gave it; blank when it was withheld.
    pub caller: String,
    /// The region of a number without `+`; else the book's default region is used.
    #[serde(default)]
    pub region: Option<String>,
    /// The caller's name as the network gave it.
    #[serde(default)]
    pub caller_name: Option<String>,
    /// How far the call is.
    pub phase: CallPhase,
    /// When it came in.
    pub at: Timestamp,
}

/// A chat to match.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatToMatch {
    /// The host's id of the chat. At most 998 characters.
    pub chat_id: String,
    /// The channel.
    pub channel: HandleChannel,
    /// The page, widget or project on the channel.
    #[serde(default)]
    pub account: Option<String>,
    /// The user's id on the channel, where it has one.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The channel itself vouches for the id (a WhatsApp number does, an anonymous visitor does
    /// not). Automatic mode needs it.
    #[serde(default)]
    pub user_id_verified: bool,
    /// The user's name on the channel.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Phone numbers that the user shared in the chat. Anybody can type them: they only suggest.
    #[serde(default)]
    pub phones: Vec<String>,
    /// Email addresses that the user shared in the chat, likewise.
    #[serde(default)]
    pub emails: Vec<String>,
    /// When the chat began.
    pub at: Timestamp,
}

debug_shows!(CallToMatch { phase, at });

debug_shows!(ChatToMatch { channel, user_id_verified, at });
