//! What an incoming email says about its sender.

use serde::{Deserialize, Serialize};

use super::codes::{debug_shows, word_enum};
use super::time::Timestamp;

/// A mailbox as a header writes it: a display name and an address, neither of them checked.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mailbox {
    /// The display name, decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address, as text.
    pub address: String,
}

/// The part of a message that sender matching looks at. [`parse_message`](crate::parse_message)
/// makes it from the raw message; a host that has its own parser can fill it in.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct InboundEmail {
    /// The Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// A hash of the header block, which stands in for a Message-ID that is missing.
    pub fingerprint: Option<String>,
    /// The mailboxes of all From headers, groups opened.
    pub from: Vec<Mailbox>,
    /// How many From headers there are. More than one is against RFC 5322.
    pub from_headers: u32,
    /// From uses group syntax (RFC 6854).
    pub from_is_group: bool,
    /// The Sender header.
    pub sender: Option<Mailbox>,
    /// The mailboxes of Reply-To.
    pub reply_to: Vec<Mailbox>,
    /// The mailboxes of Resent-From.
    pub resent_from: Vec<Mailbox>,
    /// The envelope sender: absent when not known, empty for the null sender `<>`.
    pub return_path: Option<String>,
    /// The author before a mailing list rewrote From (`X-Original-From`, `X-Original-Sender`).
    pub original_from: Option<Mailbox>,
    /// To and Cc. They never become customers.
    pub recipients: Vec<Mailbox>,
    /// The subject, decoded.
    pub subject: Option<String>,
    /// The Date header.
    pub sent_at: Option<Timestamp>,
    /// Message-IDs of In-Reply-To and References, nearest first.
    pub references: Vec<String>,
    /// The value of Auto-Submitted (RFC 3834).
    pub auto_submitted: Option<String>,
    /// The value of Precedence.
    pub precedence: Option<String>,
    /// The value of List-Id (RFC 2919).
    pub list_id: Option<String>,
    /// The value of List-Post (RFC 2369).
    pub list_post: Option<String>,
    /// There is a List-Unsubscribe header.
    pub list_unsubscribe: bool,
    /// The value of X-Auto-Response-Suppress.
    pub auto_response_suppress: Option<String>,
    /// The names of headers that only auto-responders write, such as `X-Autoreply`.
    pub auto_reply_headers: Vec<String>,
    /// The values of X-Loop.
    pub loop_markers: Vec<String>,
    /// The addresses of X-Failed-Recipients.
    pub failed_recipients: Vec<String>,
    /// A report about another message (RFC 6522).
    pub report: Option<MailReport>,
    /// A message that is forwarded in this one.
    pub forwarded: Option<ForwardedMessage>,
    /// The values of Authentication-Results (RFC 8601), the topmost first.
    pub authentication_results: Vec<String>,
}

word_enum! {
    /// What a report reports.
    pub enum ReportKind {
        /// Delivery (RFC 3464): a bounce, or word of a delay.
        DeliveryStatus = "delivery_status",
        /// That a message was read (RFC 8098).
        DispositionNotification = "disposition_notification",
        /// Abuse (RFC 5965).
        FeedbackReport = "feedback_report",
        /// Something else.
        Other = "other",
    }
}

/// A report about another message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailReport {
    /// What it reports.
    pub kind: ReportKind,
    /// The recipients it speaks of. At most 100.
    #[serde(default)]
    pub recipients: Vec<ReportedRecipient>,
    /// The Message-ID of the message it is about.
    #[serde(default)]
    pub original_message_id: Option<String>,
}

/// What a delivery report says of one recipient.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedRecipient {
    /// The address.
    pub address: String,
    /// The action, in lower case: `failed`, `delayed`, `delivered`, `relayed`, `expanded`.
    #[serde(default)]
    pub action: Option<String>,
    /// The enhanced status code (RFC 3463), such as `5.1.1`.
    #[serde(default)]
    pub status: Option<String>,
}

word_enum! {
    /// Where a forwarded message was found.
    pub enum ForwardSource {
        /// In a `message/rfc822` part: what the forwarder's program attached.
        Attachment = "attachment",
        /// In the text of the body: anybody can type that.
        Text = "text",
    }
}

/// A message that is forwarded in another.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForwardedMessage {
    /// Its sender.
    pub from: Mailbox,
    /// Where it was found.
    pub source: ForwardSource,
}

debug_shows!(Mailbox {});
debug_shows!(InboundEmail { from_headers, from_is_group, sent_at, report });
debug_shows!(MailReport { kind });
debug_shows!(ReportedRecipient { action, status });
debug_shows!(ForwardedMessage { source });
