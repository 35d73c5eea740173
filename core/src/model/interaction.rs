//! Interactions: messages, calls, chats and tickets, as far as they are linked to customers.

use serde::{Deserialize, Serialize};

use super::codes::{debug_shows, word_enum};
use super::customer::NewCustomer;
use super::handle::HandleChannel;
use super::ids::{ActorId, CustomerId, InteractionId};
use super::sender::SenderClass;
use super::time::Timestamp;

word_enum! {
    /// What sort of interaction.
    pub enum InteractionKind {
        /// An email message.
        Email = "email",
        /// A call.
        Call = "call",
        /// A chat.
        Chat = "chat",
        /// A ticket.
        Ticket = "ticket",
    }
}

/// Names an interaction by the host's own id of it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InteractionRef {
    /// What sort.
    pub kind: InteractionKind,
    /// The Message-ID of an email, or the host's id of a call, chat or ticket. At most 998
    /// characters.
    pub external_id: String,
}

/// An interaction that is, or was, linked to a customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interaction {
    /// Its id in the book.
    pub id: InteractionId,
    /// What sort.
    pub kind: InteractionKind,
    /// The host's id.
    pub external_id: String,
    /// The customer; none when the link was taken away or the customer was erased.
    pub customer: Option<CustomerId>,
    /// When it took place.
    pub at: Timestamp,
    /// A machine sent it: it is no contact with a person.
    pub automated: bool,
    /// Who or what linked it.
    pub linked_by: ActorId,
    /// A person chose the link, and matching does not change it.
    pub linked_by_hand: bool,
    /// When it was linked.
    pub linked_at: Timestamp,
}

/// An interaction as the store keeps it. The identity key tells apart messages that share an id.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct InteractionRecord {
    pub(crate) id: InteractionId,
    pub(crate) kind: InteractionKind,
    pub(crate) external_id: String,
    pub(crate) identity: String,
    pub(crate) customer: Option<CustomerId>,
    pub(crate) at: Timestamp,
    pub(crate) automated: bool,
    pub(crate) linked_by: ActorId,
    pub(crate) linked_by_hand: bool,
    pub(crate) linked_at: Timestamp,
    pub(crate) created_customer: bool,
    pub(crate) participants: Vec<String>,
}

impl From<InteractionRecord> for Interaction {
    fn from(record: InteractionRecord) -> Self {
        Self {
            id: record.id,
            kind: record.kind,
            external_id: record.external_id,
            customer: record.customer,
            at: record.at,
            automated: record.automated,
            linked_by: record.linked_by,
            linked_by_hand: record.linked_by_hand,
            linked_at: record.linked_at,
        }
    }
}

/// Whom an interaction is linked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum LinkTarget {
    /// A customer of the book.
    Existing {
        /// Which one.
        customer: CustomerId,
    },
    /// A customer that is created with the link, in one step.
    New {
        /// The customer to create.
        customer: Box<NewCustomer>,
    },
}

/// The sender of an interaction that a person links.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkSender {
    /// The sender's address as the message, call or chat had it: an email address, a phone number, a
    /// handle.
    pub address: String,
    /// What the address is.
    pub point: LinkAddress,
    /// Of a handle: the page, widget or project, as the chat had it.
    #[serde(default)]
    pub account: Option<String>,
    /// Of a phone number: the region of the line, as the call had it.
    #[serde(default)]
    pub region: Option<String>,
    /// The class that matching gave the sender.
    #[serde(default)]
    pub class: Option<SenderClass>,
}

word_enum! {
    /// What the address of a sender is.
    pub enum LinkAddress {
        /// An email address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// A handle on X, formerly Twitter.
        Twitter = "twitter",
        /// A Facebook account's number.
        Facebook = "facebook",
        /// Facebook's page-scoped id; the page is the account.
        FacebookPsid = "facebook_psid",
        /// A handle on Instagram.
        Instagram = "instagram",
        /// A WhatsApp number.
        Whatsapp = "whatsapp",
        /// A web chat's visitor.
        Webchat = "webchat",
        /// Another channel, which the account names.
        Custom = "custom",
    }
}

impl LinkAddress {
    /// The channel of a handle.
    pub fn channel(self) -> Option<HandleChannel> {
        HandleChannel::from_word(self.as_str())
    }
}

/// Links an interaction to a customer by a person's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRequest {
    /// Which interaction.
    pub interaction: InteractionRef,
    /// When it took place.
    pub at: Timestamp,
    /// Whom to link it to.
    pub target: LinkTarget,
    /// Add the sender's address to the customer, so that the next message is a single match. There
    /// is no default: whoever links decides.
    pub remember_sender: bool,
    /// The sender. Needed to remember; without it the interaction is linked whoever sent it.
    #[serde(default)]
    pub sender: Option<LinkSender>,
}

/// What linking did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// The interaction as it stands now.
    pub interaction: Interaction,
    /// The customer it is linked to.
    pub customer: CustomerId,
    /// A customer was created for it.
    pub created: bool,
    /// The sender's address was added to the customer.
    pub remembered: bool,
    /// The customer that the interaction was linked to before.
    pub previous: Option<CustomerId>,
}

/// A message that the host sent. A bounce that refers to it marks the address, a reply to it finds
/// its customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMessage {
    /// The Message-ID, with or without angle brackets.
    pub message_id: String,
    /// The addresses it was sent to. At most 500.
    pub recipients: Vec<String>,
    /// The customer it was about.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// When it was sent.
    pub at: Timestamp,
}

// A host's id of a message or call can hold an address.
debug_shows!(InteractionRef { kind });
debug_shows!(Interaction { id, kind, customer, at });
debug_shows!(LinkSender { point, class });
debug_shows!(InteractionRecord { id, kind, customer });
debug_shows!(SentMessage { customer, at });
