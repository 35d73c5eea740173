//! The settings of a book.

use serde::{Deserialize, Serialize};

use super::codes::{debug_shows, word_enum};
use super::country::CountryCode;
use super::interaction::InteractionKind;
use super::phone::PhoneAcceptance;
use super::time::Timestamp;

word_enum! {
    /// How customers come into being on a channel.
    pub enum CreationMode {
        /// Matches are listed; a person decides.
        Manual = "manual",
        /// One match is assigned, no match creates a customer, several are listed.
        Automatic = "automatic",
    }
}

word_enum! {
    /// Which references are generated for a new customer that has none.
    pub enum GenerateRefs {
        /// None.
        Never = "never",
        /// The first.
        Ref1 = "ref1",
        /// The second.
        Ref2 = "ref2",
        /// Both.
        Both = "both",
    }
}

word_enum! {
    /// What happens to mail whose sender nobody vouches for.
    pub enum UnverifiedSenders {
        /// It may match and create; the record says that it is not verified.
        Create = "create",
        /// It creates nothing; a draft is held for a person.
        Quarantine = "quarantine",
        /// It is ignored.
        Ignore = "ignore",
    }
}

word_enum! {
    /// Whether auto-replies, generated mail, lists and no-reply senders create customers.
    pub enum MachineSenders {
        /// They do not; the answer says that they would.
        Withhold = "withhold",
        /// They do.
        Create = "create",
    }
}

word_enum! {
    /// What happens when a known thread is answered from an address that nobody has.
    pub enum ReplyFromNewAddress {
        /// The table as usual: a customer is created, the thread's customer is suggested.
        Create = "create",
        /// The thread's customer is listed, and a person decides.
        Ask = "ask",
    }
}

word_enum! {
    /// What happens when an erased person writes again.
    pub enum ErasedSenders {
        /// A fresh customer is created.
        CreateFresh = "create_fresh",
        /// A draft is offered, and a person decides.
        AskFirst = "ask_first",
    }
}

word_enum! {
    /// What happens to calls without a number.
    pub enum WithheldCalls {
        /// Nothing is created.
        Unidentified = "unidentified",
        /// A customer without an address is created for the call.
        Create = "create",
    }
}

word_enum! {
    /// Channels that the host can use to contact customers.
    pub enum OutboundChannel {
        /// Calls.
        Voice = "voice",
        /// Text messages.
        Sms = "sms",
        /// Email.
        Email = "email",
        /// X, formerly Twitter.
        Twitter = "twitter",
        /// Facebook.
        Facebook = "facebook",
        /// Instagram.
        Instagram = "instagram",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// The web chat.
        Webchat = "webchat",
    }
}

/// What a book knows about senders. The lists hold patterns: an address (`shop@example.com`), a
/// domain (`example.com`), or either with `*` for any characters (`*@*.example.com`). At most 1,000
/// entries each, 254 characters an entry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SenderSettings {
    /// The host's own mailboxes. Mail from them is no customer's; a `+` tag does not matter.
    pub own_addresses: Vec<String>,
    /// Domains whose senders are colleagues: they never become customers by themselves.
    pub own_domains: Vec<String>,
    /// The value of the `X-Loop` header that the host puts into what it sends.
    pub loop_marker: Option<String>,
    /// Senders of web forms, whose Reply-To names the customer.
    pub trusted_forms: Vec<String>,
    /// Addresses of agents.
    pub agent_addresses: Vec<String>,
    /// Senders that are ignored.
    pub blocklist: Vec<String>,
    /// Senders of generated mail that may become customers all the same.
    pub allow_list: Vec<String>,
    /// Further addresses that nobody reads, beside `noreply@` and its like.
    pub no_reply: Vec<String>,
    /// The authserv-ids (RFC 8601) of the host's own mail servers. Without them no
    /// `Authentication-Results` header is believed.
    pub authserv_ids: Vec<String>,
    /// Mail whose sender nobody vouches for.
    pub unverified_senders: UnverifiedSenders,
    /// Mail from machines.
    pub machine_senders: MachineSenders,
    /// Agents who have a customer record are matched to it.
    pub agents_may_be_customers: bool,
    /// An inactive customer who writes becomes active again.
    pub reactivate_on_inbound: bool,
    /// A merely related address is listed and a person decides, in place of a new customer.
    pub ask_on_weak: bool,
    /// A known Reply-To is listed and a person decides, in place of a new customer.
    pub ask_on_reply_to: bool,
    /// Replies in a known thread from an unknown address.
    pub reply_from_new_address: ReplyFromNewAddress,
    /// Senders who were erased.
    pub erased_senders: ErasedSenders,
    /// The most customers that matching creates within an hour; none means no limit.
    pub max_auto_creates: Option<u32>,
    /// Calls without a number.
    pub withheld_calls: WithheldCalls,
}

// The lists hold addresses of people.
debug_shows!(SenderSettings {
    unverified_senders,
    machine_senders,
    reply_from_new_address,
    erased_senders,
    max_auto_creates,
    withheld_calls,
});

impl Default for SenderSettings {
    fn default() -> Self {
        Self {
            own_addresses: Vec::new(),
            own_domains: Vec::new(),
            loop_marker: None,
            trusted_forms: Vec::new(),
            agent_addresses: Vec::new(),
            blocklist: Vec::new(),
            allow_list: Vec::new(),
            no_reply: Vec::new(),
            authserv_ids: Vec::new(),
            unverified_senders: UnverifiedSenders::Create,
            machine_senders: MachineSenders::Withhold,
            agents_may_be_customers: true,
            reactivate_on_inbound: false,
            ask_on_weak: false,
            ask_on_reply_to: false,
            reply_from_new_address: ReplyFromNewAddress::Create,
            erased_senders: ErasedSenders::CreateFresh,
            max_auto_creates: None,
            withheld_calls: WithheldCalls::Unidentified,
        }
    }
}

/// The settings of a book: one record, versioned, changed under a permission, and logged. To change
/// them, read them, change the value, and write it back; the version must still be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Grows by one with every change; 0 before the first.
    pub version: u64,
    /// When they were last changed.
    pub updated_at: Option<Timestamp>,
    /// How customers come into being from emails.
    pub email_mode: CreationMode,
    /// From calls.
    pub call_mode: CreationMode,
    /// From chats.
    pub chat_mode: CreationMode,
    /// The region of phone numbers that have neither `+` nor a selector: in forms, imports and calls.
    pub default_region: Option<CountryCode>,
    /// What is refused as a phone number.
    pub phone_acceptance: PhoneAcceptance,
    /// Takes emails at domains of one label.
    pub allow_local_domains: bool,
    /// The most contact cards of a customer: 1 to 1,000.
    pub max_contacts: u32,
    /// The phone numbers available in the project: no customer has more cards.
    pub phone_slots: Option<u32>,
    /// The most points of a customer: 1 to 1,000.
    pub max_points: u32,
    /// How often an hour an actor who may not see them may look addresses up, or try in vain whether
    /// a reference is taken: 1 to 1,000,000; absent means without limit.
    pub max_lookups: Option<u32>,
    /// Which references are generated.
    pub generate_refs: GenerateRefs,
    /// The interactions that forbid deleting a customer.
    pub delete_blocked_by: Vec<InteractionKind>,
    /// The channels that the host can use.
    pub outbound_channels: Vec<OutboundChannel>,
    /// What the book knows about senders.
    pub senders: SenderSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: 0,
            updated_at: None,
            email_mode: CreationMode::Manual,
            call_mode: CreationMode::Manual,
            chat_mode: CreationMode::Manual,
            default_region: None,
            phone_acceptance: PhoneAcceptance::AtLeast4Digits,
            allow_local_domains: false,
            max_contacts: 9,
            phone_slots: None,
            max_points: 50,
            max_lookups: Some(300),
            generate_refs: GenerateRefs::Never,
            delete_blocked_by: vec![InteractionKind::Ticket, InteractionKind::Chat],
            outbound_channels: Vec::new(),
            senders: SenderSettings::default(),
        }
    }
}

impl Settings {
    /// How customers come into being from interactions of a kind.
    pub fn mode(&self, kind: InteractionKind) -> CreationMode {
        match kind {
            InteractionKind::Email => self.email_mode,
            InteractionKind::Call => self.call_mode,
            InteractionKind::Chat => self.chat_mode,
            InteractionKind::Ticket => CreationMode::Manual,
        }
    }
}
