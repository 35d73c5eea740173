//! What is answered, and why.

use serde::{Deserialize, Serialize};

use crate::model::codes::debug_shows;
use crate::model::customer::CustomerStatus;
use crate::model::handle::HandleChannel;
use crate::model::ids::{CustomerId, InteractionId};
use crate::model::interaction::InteractionKind;
use crate::model::sender::{Evidence, Identity, SenderClass, SenderFlag, SenderTier};
use crate::model::settings::CreationMode;

use super::words::{
    CandidateRole, CannotRemember, DecisionRow, IgnoredReason, MatchNote, MatchStrength,
    NotACustomerReason, NotCreatedReason, VerifiedBy, Write,
};

/// A customer that may be the sender.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Which customer.
    pub customer: CustomerId,
    /// What to call it.
    pub display_name: String,
    /// Active or inactive.
    pub status: CustomerStatus,
    /// How sure it is.
    pub strength: MatchStrength,
    /// Why it is listed.
    pub role: CandidateRole,
    /// The key that matched: always one that the message itself names, else only for who may see
    /// addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Several people use the address.
    pub shared: bool,
    /// The customer is blocked.
    pub blocked: bool,
    /// The address stood on a record that was merged into this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_from: Option<CustomerId>,
    /// Other candidates that a person said are somebody else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_apart_from: Vec<CustomerId>,
    /// The email to answer to: the preferred contactable one.
    pub reply_address: Option<String>,
    /// Could the sender's address be added to this customer? If not, why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cannot_remember: Option<CannotRemember>,
}

/// A customer to be, filled in from the message for a person to look at.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerDraft {
    /// The name, as the message has it.
    pub full_name: Option<String>,
    /// The name was concluded from the address.
    pub name_is_derived: bool,
    /// A given name that "Doe, Jane" suggests.
    pub suggested_given_name: Option<String>,
    /// A family name that "Doe, Jane" suggests.
    pub suggested_family_name: Option<String>,
    /// The email as the message has it.
    pub email: Option<String>,
    /// The number as the call has it.
    pub phone: Option<String>,
    /// The handle, on the channel.
    pub handle: Option<String>,
    /// The channel of the handle.
    pub channel: Option<HandleChannel>,
    /// The page, widget or project on the channel.
    pub account: Option<String>,
    /// Further addresses that the user shared: nobody vouches for them.
    pub shared_emails: Vec<String>,
    /// Further numbers that the user shared.
    pub shared_phones: Vec<String>,
}

/// Whose it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum MatchOutcome {
    /// It was linked to this customer.
    Assigned {
        /// Which one.
        customer: CustomerId,
    },
    /// A customer was created and it was linked to that.
    Created {
        /// Which one; none in a dry run.
        customer: Option<CustomerId>,
    },
    /// These may be the sender. Nothing was linked; a person decides.
    Candidates {
        /// The likeliest first.
        candidates: Vec<Candidate>,
    },
    /// Nobody matches.
    NoMatch {
        /// A customer to be, filled in.
        draft: CustomerDraft,
        /// Why automatic mode created none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<NotCreatedReason>,
    },
    /// No customer sent it.
    NotACustomer {
        /// Who did.
        reason: NotACustomerReason,
        /// A customer to be, for an agent who decides otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        draft: Option<CustomerDraft>,
        /// The customers that it is about: the recipients of a bounced message.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        about: Vec<CustomerId>,
    },
    /// Held for a person.
    Quarantined {
        /// A customer to be, filled in.
        draft: CustomerDraft,
    },
    /// Ignored.
    Ignored {
        /// Why.
        reason: IgnoredReason,
    },
    /// There is no address at all: a withheld number.
    Unidentified,
    /// No address can be read.
    Invalid {
        /// What stood in its place, for a search by hand.
        raw: Option<String>,
        /// The display name beside it.
        display_name: Option<String>,
    },
}

/// Why the answer is what it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What sort of interaction.
    pub kind: InteractionKind,
    /// Manual or automatic.
    pub mode: CreationMode,
    /// The class of the sender.
    pub class: SenderClass,
    /// How firm the class is.
    pub tier: SenderTier,
    /// The row of the decision table.
    pub row: DecisionRow,
    /// How many customers counted: 0, 1, or 2 for several.
    pub count: u32,
    /// Who the sender is taken to be.
    pub identity: Option<Identity>,
    /// The key that was looked up.
    pub key: Option<String>,
    /// Who vouches for the sender.
    pub verified_by: VerifiedBy,
    /// What decided the class, the deciding evidence first.
    pub evidence: Vec<Evidence>,
    /// What else was seen.
    pub flags: Vec<SenderFlag>,
    /// What is worth telling.
    pub notes: Vec<MatchNote>,
    /// All who hold the address, also those that did not count.
    pub candidates: Vec<Candidate>,
    /// Customers that may be the same person, or whom Reply-To or the thread name.
    pub suggestions: Vec<Candidate>,
    /// How many inactive customers hold the address beside the active ones.
    pub hidden_inactive: u32,
    /// How many candidates the actor may not see; told only to those who may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_by_permission: Option<u32>,
    /// The customer that the thread belongs to.
    pub thread_customer: Option<CustomerId>,
    /// The other senders that From names.
    pub other_senders: Vec<String>,
    /// The sender of a forwarded message.
    pub original_sender: Option<String>,
    /// The seed's rule would have created a customer, and a setting withheld it.
    pub would_create: bool,
    /// What was written; in a dry run, what would have been.
    pub writes: Vec<Write>,
}

/// The answer of sender matching.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchAnswer {
    /// Whose it is.
    pub outcome: MatchOutcome,
    /// Something was written.
    pub applied: bool,
    /// The interaction, where it is linked.
    pub interaction: Option<InteractionId>,
    /// A machine may answer this sender.
    pub may_auto_reply: bool,
    /// The same, and somebody vouches for the sender: an answer cannot reach a stranger.
    pub safe_to_auto_reply: bool,
    /// The address to answer to: the customer's preferred contactable email.
    pub reply_address: Option<String>,
    /// Could the sender's address be added to the customer whom a person chooses? If not, why.
    pub cannot_remember: Option<CannotRemember>,
    /// Why.
    pub explanation: Explanation,
}

debug_shows!(Candidate { customer, status, strength, role });
debug_shows!(CustomerDraft { name_is_derived, channel });
debug_shows!(Explanation {
    kind,
    mode,
    class,
    row,
    count,
    evidence,
    flags,
    notes,
    candidates,
    suggestions,
    writes
});
debug_shows!(MatchAnswer { outcome, applied, explanation });

impl std::fmt::Debug for MatchOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Assigned { customer } => f.debug_tuple("Assigned").field(customer).finish(),
            Self::Created { customer } => f.debug_tuple("Created").field(customer).finish(),
            Self::Candidates { candidates } => {
                f.debug_tuple("Candidates").field(candidates).finish()
            }
            Self::NoMatch { reason, .. } => f.debug_tuple("NoMatch").field(reason).finish(),
            Self::NotACustomer { reason, about, .. } => {
                f.debug_tuple("NotACustomer").field(reason).field(about).finish()
            }
            Self::Quarantined { .. } => f.write_str("Quarantined"),
            Self::Ignored { reason } => f.debug_tuple("Ignored").field(reason).finish(),
            Self::Unidentified => f.write_str("Unidentified"),
            Self::Invalid { .. } => f.write_str("Invalid"),
        }
    }
}
