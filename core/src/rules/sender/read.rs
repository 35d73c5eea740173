//! The addresses of a message, read: what can be an address is one, what cannot is told.

use std::collections::HashSet;

use crate::model::email::{Email, EmailOptions};
use crate::model::key::{MatchKey, PointFamily};
use crate::model::message::{ForwardSource, InboundEmail, Mailbox, ReportKind, ReportedRecipient};

/// The most addresses of From, and of Reply-To, that are read: each is looked up in the book.
const MAX_SENDERS: usize = 50;
/// The most recipients that a report is read for.
const MAX_REPORTED: usize = 100;

/// An address with the name beside it.
#[derive(Clone)]
pub(crate) struct Correspondent {
    pub(crate) email: Email,
    pub(crate) name: Option<String>,
}

/// A recipient that a delivery report speaks of.
#[derive(Clone)]
pub(crate) struct Reported {
    pub(crate) email: Email,
    pub(crate) trouble: Trouble,
    pub(crate) code: Option<String>,
}

/// What a delivery report says of a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It failed for good (5.x.x).
    Permanent,
    /// It failed for now, or is delayed (4.x.x).
    Transient,
    /// It does not say, or it was delivered.
    None,
}

/// The addresses of a message.
pub(crate) struct Correspondents {
    pub(crate) from: Vec<Correspondent>,
    /// A mailbox of From cannot be read.
    pub(crate) unreadable_from: bool,
    pub(crate) sender: Option<Correspondent>,
    pub(crate) reply_to: Vec<Correspondent>,
    pub(crate) list_author: Option<Correspondent>,
    /// The address of the mailing list itself.
    pub(crate) list_address: Option<Email>,
    pub(crate) original: Option<(Correspondent, ForwardSource)>,
    pub(crate) reported: Vec<Reported>,
}

/// Reads the addresses of a message as the book reads addresses.
pub(crate) fn read(message: &InboundEmail, options: &EmailOptions) -> Correspondents {
    let correspondent = |mailbox: &Mailbox| correspondent(mailbox, options);
    let senders = message.from.iter().take(MAX_SENDERS);
    let mut from: Vec<Correspondent> = senders.clone().filter_map(correspondent).collect();
    let unreadable_from = from.len() < senders.len();
    dedup(&mut from);
    let mut reply_to: Vec<Correspondent> =
        message.reply_to.iter().take(MAX_SENDERS).filter_map(correspondent).collect();
    dedup(&mut reply_to);
    Correspondents {
        from,
        unreadable_from,
        sender: message.sender.as_ref().and_then(correspondent),
        reply_to,
        list_author: message.original_from.as_ref().and_then(correspondent),
        list_address: message.list_post.as_deref().and_then(|text| list_address(text, options)),
        original: message.forwarded.as_ref().and_then(|forward| {
            correspondent(&forward.from).map(|original| (original, forward.source))
        }),
        reported: reported(message, options),
    }
}

impl Correspondents {
    /// The keys of all addresses by which customers may be found.
    pub(crate) fn lookup_keys(&self) -> Vec<MatchKey> {
        let mut keys: Vec<MatchKey> = self.all().map(key_of).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The related keys of all addresses.
    pub(crate) fn related_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> =
            self.all().map(|email| email.related_key().into_owned()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn all(&self) -> impl Iterator<Item = &Email> {
        let named = self
            .from
            .iter()
            .chain(&self.sender)
            .chain(&self.reply_to)
            .chain(&self.list_author)
            .chain(self.original.as_ref().map(|(original, _)| original));
        named.map(|of| &of.email).chain(self.reported.iter().map(|of| &of.email))
    }
}

pub(crate) fn key_of(email: &Email) -> MatchKey {
    MatchKey::new(PointFamily::Email, email.match_key())
}

fn correspondent(mailbox: &Mailbox, options: &EmailOptions) -> Option<Correspondent> {
    let email = Email::parse(&mailbox.address, options).ok()?;
    Some(Correspondent { email, name: mailbox.name.clone() })
}

fn dedup(list: &mut Vec<Correspondent>) {
    let mut seen: HashSet<String> = HashSet::new();
    list.retain(|of| seen.insert(of.email.match_key().to_owned()));
}

/// `<mailto:list@example.com>`
fn list_address(list_post: &str, options: &EmailOptions) -> Option<Email> {
    let at = list_post.find("mailto:")?;
    let rest = list_post.get(at + "mailto:".len()..)?;
    Email::parse(rest.split(['>', '?', ' ']).next()?, options).ok()
}

fn reported(message: &InboundEmail, options: &EmailOptions) -> Vec<Reported> {
    let report = message.report.as_ref().filter(|report| report.kind == ReportKind::DeliveryStatus);
    let recipients = report.map(|report| report.recipients.as_slice()).unwrap_or_default();
    let mut list: Vec<Reported> = recipients
        .iter()
        .take(MAX_REPORTED)
        .filter_map(|of| reported_recipient(of, options))
        .collect();
    for address in message.failed_recipients.iter().take(MAX_REPORTED) {
        let Ok(email) = Email::parse(address, options) else {
            continue;
        };
        if !list.iter().any(|of| of.email == email) {
            list.push(Reported { email, trouble: Trouble::None, code: None });
        }
    }
    list
}

fn reported_recipient(recipient: &ReportedRecipient, options: &EmailOptions) -> Option<Reported> {
    let email = Email::parse(&recipient.address, options).ok()?;
    let action = recipient.action.as_deref().unwrap_or_default();
    let trouble = match recipient.status.as_deref().and_then(|code| code.chars().next()) {
        Some('5') if action != "delivered" && action != "relayed" && action != "expanded" => {
            Trouble::Permanent
        }
        Some('4') => Trouble::Transient,
        _ => Trouble::None,
    };
    Some(Reported { email, trouble, code: recipient.status.clone() })
}
