//! From a message to the class and the identity of its sender.

use crate::model::email::Email;
use crate::model::holder::Holder;
use crate::model::key::MatchKey;
use crate::model::message::InboundEmail;
use crate::model::sender::{
    Evidence, EvidenceKind, Identity, IdentityVia, SenderClass, SenderFlag, SenderVerdict,
};
use crate::rules::names;

use super::classes::{Case, ClassRule, reply_suppressed};
use super::patterns::SenderBook;
use super::read::{Correspondent, Correspondents, key_of};

/// What the book knows about a sender beside its settings.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SenderFacts {
    /// The Message-ID is one that the host recorded as sent.
    pub(crate) sent_by_host: bool,
    /// All customers that hold the address are blocked.
    pub(crate) customer_blocked: bool,
    /// Somebody vouches for From.
    pub(crate) verified: bool,
}

/// The addresses that the hard tests ask about: From, or the Reply-To of a trusted form.
pub(crate) fn asked<'c>(mail: &'c Correspondents, book: &SenderBook) -> Vec<&'c Email> {
    if mail
        .from
        .iter()
        .any(|from| book.forms.find(&from.email).is_some())
    {
        mail.reply_to.iter().take(1).map(|to| &to.email).collect()
    } else {
        mail.from.iter().map(|from| &from.email).collect()
    }
}

/// All who hold the sender's address are blocked. While one of them is not, the message is not
/// ignored: it may be from that one.
pub(crate) fn all_blocked(mail: &Correspondents, book: &SenderBook, holders: &[Holder]) -> bool {
    let keys: Vec<MatchKey> = asked(mail, book).into_iter().map(key_of).collect();
    let mut of = holders
        .iter()
        .filter(|holder| keys.contains(&holder.key))
        .peekable();
    of.peek().is_some() && of.all(|holder| holder.blocked)
}

/// Classifies the sender of a message.
pub(crate) fn classify(
    classes: &[ClassRule],
    message: &InboundEmail,
    mail: &Correspondents,
    book: &SenderBook,
    facts: SenderFacts,
) -> SenderVerdict {
    let case = case_of(message, mail, book, facts);
    let mut evidence = Vec::new();
    let mut decided: Option<&ClassRule> = None;
    for rule in classes {
        let found = (rule.test)(&case);
        if decided.is_none() && (!found.is_empty() || rule.class == SenderClass::Normal) {
            decided = Some(rule);
        }
        // What was seen beside the deciding evidence stands behind it.
        for seen in found {
            if !evidence.contains(&seen) {
                evidence.push(seen);
            }
        }
    }
    let suppressed = reply_suppressed(message);
    let (class, tier, permits) = match decided {
        Some(rule) => (
            rule.class,
            rule.tier,
            [rule.may_create, rule.may_assign, rule.may_auto_reply],
        ),
        None => (
            SenderClass::Normal,
            crate::model::sender::SenderTier::None,
            [true; 3],
        ),
    };
    let [may_create, may_assign, may_auto_reply] = permits;
    // A form's headers speak of the form, not of the person who filled it in.
    let silent = match class {
        SenderClass::TrustedForm => suppressed
            .iter()
            .any(|e| e.kind == EvidenceKind::AutoResponseSuppress),
        _ => !suppressed.is_empty(),
    };
    for seen in suppressed {
        if !evidence.contains(&seen) {
            evidence.push(seen);
        }
    }
    let identity = identity(class, &case, facts.verified);
    let flags = flags(&case, identity.as_ref(), class);
    SenderVerdict {
        class,
        tier,
        identity,
        flags,
        evidence: own_domain(evidence, &case),
        may_create,
        may_assign,
        may_auto_reply: may_auto_reply && !silent,
    }
}

fn case_of<'c>(
    message: &'c InboundEmail,
    mail: &'c Correspondents,
    book: &'c SenderBook,
    facts: SenderFacts,
) -> Case<'c> {
    let form = mail
        .from
        .iter()
        .find_map(|from| book.forms.find(&from.email));
    let SenderFacts {
        sent_by_host,
        customer_blocked,
        ..
    } = facts;
    Case {
        message,
        mail,
        book,
        asked: asked(mail, book),
        form,
        sent_by_host,
        customer_blocked,
    }
}

/// Own domains are asked behind agents; what they mean stands in the decision.
fn own_domain(mut evidence: Vec<Evidence>, case: &Case<'_>) -> Vec<Evidence> {
    if let Some(entry) = case
        .asked
        .iter()
        .find_map(|email| case.book.own_domains.find(email))
    {
        evidence.push(Evidence::with(EvidenceKind::OwnDomain, entry));
    }
    evidence
}

/// First the identity is chosen: From, unless something that can be relied on names another.
fn identity(class: SenderClass, case: &Case<'_>, verified: bool) -> Option<Identity> {
    let mail = case.mail;
    let chosen = match class {
        SenderClass::Invalid => None,
        _ if case.form.is_some() => mail.reply_to.first().map(|to| (to, IdentityVia::ReplyTo)),
        SenderClass::MailingList => list_author(mail),
        SenderClass::Agent if verified => forwarded_original(case).or_else(|| main_from(mail)),
        _ => main_from(mail),
    };
    chosen.map(|(of, via)| Identity {
        email: of.email.clone(),
        name: name_of(of, via, mail),
        via,
    })
}

/// The sender of a message that an agent forwards, unless that is a colleague.
fn forwarded_original<'c>(case: &Case<'c>) -> Option<(&'c Correspondent, IdentityVia)> {
    let (original, _) = case.mail.original.as_ref()?;
    let colleague =
        case.book.is_own(&original.email) || case.book.agents.find(&original.email).is_some();
    (!colleague).then_some((original, IdentityVia::Forward))
}

/// A form that gives no name for its Reply-To has it in From.
fn name_of(of: &Correspondent, via: IdentityVia, mail: &Correspondents) -> Option<String> {
    let from_form = || {
        (via == IdentityVia::ReplyTo)
            .then(|| mail.from.first().and_then(|from| from.name.clone()))
            .flatten()
    };
    of.name.clone().or_else(from_form)
}

/// Of several From it is the Sender, if that is one of them, else the first that can be read.
fn main_from(mail: &Correspondents) -> Option<(&Correspondent, IdentityVia)> {
    if mail.from.len() > 1 {
        let sender = mail
            .sender
            .as_ref()
            .and_then(|sender| mail.from.iter().find(|from| from.email == sender.email));
        if let Some(sender) = sender {
            return Some((sender, IdentityVia::Sender));
        }
    }
    mail.from.first().map(|from| (from, IdentityVia::From))
}

/// A list's author, where the list kept one; From, unless it is the list itself.
fn list_author(mail: &Correspondents) -> Option<(&Correspondent, IdentityVia)> {
    if let Some(author) = &mail.list_author {
        return Some((author, IdentityVia::ListAuthor));
    }
    main_from(mail).filter(|(from, _)| mail.list_address.as_ref() != Some(&from.email))
}

fn flags(case: &Case<'_>, identity: Option<&Identity>, class: SenderClass) -> Vec<SenderFlag> {
    let (message, mail) = (case.message, case.mail);
    let role = identity.is_some_and(|identity| identity.email.is_role_address());
    let name_lies = identity.is_some_and(|identity| {
        identity
            .name
            .as_deref()
            .is_some_and(|name| names::holds_other_address(name, &identity.email))
    });
    let suppress = reply_suppressed(message).iter().any(|e| {
        matches!(
            e.kind,
            EvidenceKind::AutoResponseSuppress | EvidenceKind::ListUnsubscribe
        )
    });
    let own_domain = case
        .asked
        .iter()
        .any(|email| case.book.own_domains.find(email).is_some());
    [
        (mail.from.len() > 1, SenderFlag::SeveralFrom),
        (message.from_headers > 1, SenderFlag::SeveralFromHeaders),
        (message.from_is_group, SenderFlag::Group),
        (
            class != SenderClass::TrustedForm && reply_to_differs(mail),
            SenderFlag::ReplyToMismatch,
        ),
        (mail.original.is_some(), SenderFlag::Forward),
        (!message.resent_from.is_empty(), SenderFlag::Resent),
        (role, SenderFlag::RoleAddress),
        (name_lies, SenderFlag::DisplayNameHasAddress),
        (mail.unreadable_from, SenderFlag::UnreadableFrom),
        (own_domain, SenderFlag::OwnDomain),
        (message.message_id.is_none(), SenderFlag::NoMessageId),
        (suppress, SenderFlag::SuppressAutoReply),
    ]
    .into_iter()
    .filter_map(|(set, flag)| set.then_some(flag))
    .collect()
}

/// Reply-To names nobody of From.
pub(crate) fn reply_to_differs(mail: &Correspondents) -> bool {
    !mail.reply_to.is_empty()
        && !mail
            .reply_to
            .iter()
            .any(|to| mail.from.iter().any(|from| from.email == to.email))
}
