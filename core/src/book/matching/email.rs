//! Emails.

use crate::error::Result;
use crate::model::contact::{PointKind, PointValue};
use crate::model::ids::CustomerId;
use crate::model::interaction::{InteractionKind, InteractionRef};
use crate::model::matching::{
    CannotRemember, CustomerDraft, EmailToMatch, MatchAnswer, VerifiedBy,
};
use crate::model::message::InboundEmail;
use crate::model::sender::{Evidence, EvidenceKind, SenderClass, SenderVerdict};
use crate::model::settings::{CreationMode, Settings};
use crate::rules::contacts::email_options;
use crate::rules::sender::bounce::{AddressMark, bounce_marks};
use crate::rules::sender::classes::CLASSES;
use crate::rules::sender::classify::{SenderFacts, all_blocked, classify};
use crate::rules::sender::decide::{Judgement, decide};
use crate::rules::sender::matter::{Known, email_matter};
use crate::rules::sender::patterns::SenderBook;
use crate::rules::sender::read::{self, Correspondents, key_of};
use crate::rules::sender::table::{DECISIONS, Row};
use crate::rules::sender::{auth, draft};
use crate::store::{HolderQuery, ReadTx};

use super::gather::{Asked, Ground, known};
use super::plan::{Plan, SenderPoint};
use crate::book::interactions::plain_id;
use crate::book::operations::MatchEmail;
use crate::book::session::{MatchOptions, Session};

impl Session {
    /// Whose is this email? In manual mode those who match are listed; in automatic mode one match
    /// is assigned, no match creates a customer, several are listed. Machines, agents and the host's
    /// own mailboxes create none. The answer explains itself.
    ///
    /// The same message matched again gives the same customer and writes nothing. However many ask at
    /// once, a new sender becomes one customer.
    ///
    /// # Errors
    /// `denied`; `invalid` when something is to be written about a message without any id, or for a time outside of
    /// the years 1 to 9999; `storage`, `busy`.
    pub fn match_email(&self, email: &EmailToMatch, options: MatchOptions) -> Result<MatchAnswer> {
        email.received_at.check("received_at")?;
        let email = email.clone();
        self.run_match::<MatchEmail, _>(options, move |ground| plan(ground, &email))
    }
}

fn plan(ground: &Ground<'_>, email: &EmailToMatch) -> Result<Plan> {
    let Ground { tx, gate, .. } = *ground;
    let message = &email.message;
    let settings = tx.settings()?;
    let book = gate.senders(&settings)?;
    let mail = read::read(message, &email_options(&settings));
    let verified_by = auth::verified_by(&email.auth, message, &mail, &book);
    let holders = ground.holders(&HolderQuery {
        keys: mail.lookup_keys(),
        related_emails: mail.related_keys(),
        digits: Vec::new(),
    })?;
    let facts = SenderFacts {
        sent_by_host: sent_by_host(tx, message)?,
        customer_blocked: all_blocked(&mail, &book, &holders),
        verified: verified_by != VerifiedBy::Nobody,
    };
    let verdict = classify(&CLASSES, message, &mail, &book, facts);
    let known = what_is_known(ground, &settings, email, &verdict, &mail)?;
    let mode = settings.mode(InteractionKind::Email);
    let matter = email_matter(mode, &verdict, &mail, &book, &holders, &known, verified_by);
    let judgement = decide(&DECISIONS, &matter);
    let verified_by = matter.verified_by;
    let bounce = Bounce::of(&judgement, &mail, &known, mode);
    let plan = Plan::new(InteractionKind::Email, settings, judgement, &known, email.received_at);
    Ok(Plan {
        verified_by,
        other_senders: other_senders(&mail, &verdict),
        original_sender: mail.original.as_ref().map(|(of, _)| of.email.as_typed().to_owned()),
        raw: message.from.first().map(|from| from.address.clone()).filter(|raw| !raw.is_empty()),
        raw_name: message.from.first().and_then(|from| from.name.clone()),
        about: bounce.about,
        marks: bounce.marks,
        external_id: external_id(message),
        participants: if email.keep_participants { participants(message) } else { Vec::new() },
        cannot_remember: cannot_remember(&verdict, &book),
        ..with_verdict(plan, verdict, bounce.evidence)
    })
}

/// The parts of a plan that the verdict on the sender gives.
fn with_verdict(plan: Plan, verdict: SenderVerdict, more: Option<Evidence>) -> Plan {
    let identity = verdict.identity;
    let email = identity.as_ref().map(|identity| &identity.email);
    Plan {
        class: verdict.class,
        tier: verdict.tier,
        key: email.map(|email| email.match_key().to_owned()),
        may_auto_reply: verdict.may_auto_reply,
        draft: identity.as_ref().map_or_else(CustomerDraft::default, draft::from_identity),
        sender_point: email.map(|email| SenderPoint {
            kind: PointKind::Email,
            value: PointValue::Email(email.clone()),
        }),
        evidence: verdict.evidence.into_iter().chain(more).collect(),
        flags: verdict.flags,
        identity,
        ..plan
    }
}

/// What a bounce is about, and what it writes.
struct Bounce {
    about: Vec<CustomerId>,
    marks: Vec<AddressMark>,
    evidence: Option<Evidence>,
}

impl Bounce {
    fn of(judgement: &Judgement, mail: &Correspondents, known: &Known, mode: CreationMode) -> Self {
        let is_bounce = judgement.row == Row::Bounce;
        let about = judgement.candidates.iter().filter(|_| is_bounce);
        Self {
            about: about.map(|one| one.holder.customer).collect(),
            marks: bounce_marks(mode, judgement.row, mail, known),
            evidence: bounce_evidence(judgement.row, mail, known),
        }
    }
}

fn sent_by_host(tx: &dyn ReadTx, message: &InboundEmail) -> Result<bool> {
    match &message.message_id {
        Some(id) => Ok(!tx.sent_message(id)?.is_empty()),
        None => Ok(false),
    }
}

fn what_is_known(
    ground: &Ground<'_>,
    settings: &Settings,
    email: &EmailToMatch,
    verdict: &SenderVerdict,
    mail: &Correspondents,
) -> Result<Known> {
    let message = &email.message;
    let identity = verdict.identity.as_ref().map(|identity| &identity.email);
    let id = external_id(message);
    let thread = email.thread.as_ref().map(|of| InteractionRef {
        kind: of.kind,
        external_id: plain_id(of.kind, &of.external_id).to_owned(),
    });
    let asked = Asked {
        kind: InteractionKind::Email,
        external_id: id.as_deref(),
        identity: identity.map(|of| of.match_key()).unwrap_or_default(),
        address: identity.map(key_of),
        thread: thread.as_ref(),
        references: &message.references,
    };
    let mut known = known(ground, settings, &asked)?;
    if verdict.class == SenderClass::Bounce {
        known.confirmed = confirmed(ground.tx, message, mail)?;
    }
    Ok(known)
}

/// A report is confirmed for a recipient to whom the message that it is about was recorded as sent.
fn confirmed(tx: &dyn ReadTx, message: &InboundEmail, mail: &Correspondents) -> Result<Vec<bool>> {
    let original = message.report.as_ref().and_then(|report| report.original_message_id.as_deref());
    let sent = match original {
        Some(id) => tx.sent_message(id)?,
        None => Vec::new(),
    };
    Ok(mail
        .reported
        .iter()
        .map(|of| sent.iter().any(|sent| sent.key == of.email.match_key()))
        .collect())
}

fn bounce_evidence(row: Row, mail: &Correspondents, known: &Known) -> Option<Evidence> {
    if row != Row::Bounce || mail.reported.is_empty() {
        return None;
    }
    let confirmed = known.confirmed.iter().any(|confirmed| *confirmed);
    Some(Evidence {
        kind: if confirmed {
            EvidenceKind::ConfirmedBounce
        } else {
            EvidenceKind::UnconfirmedBounce
        },
        value: None,
    })
}

/// The Message-ID, or the hash that stands in for one.
fn external_id(message: &InboundEmail) -> Option<String> {
    message.message_id.clone().or_else(|| message.fingerprint.clone())
}

fn other_senders(mail: &Correspondents, verdict: &SenderVerdict) -> Vec<String> {
    let chosen = verdict.identity.as_ref().map(|identity| &identity.email);
    let others = mail.from.iter().filter(|from| Some(&from.email) != chosen);
    if mail.from.len() > 1 {
        others.map(|from| from.email.as_typed().to_owned()).collect()
    } else {
        Vec::new()
    }
}

fn participants(message: &InboundEmail) -> Vec<String> {
    message.recipients.iter().map(|mailbox| mailbox.address.clone()).collect()
}

fn cannot_remember(verdict: &SenderVerdict, book: &SenderBook) -> Option<CannotRemember> {
    let Some(identity) = &verdict.identity else {
        return Some(CannotRemember::NoAddress);
    };
    if book.is_own(&identity.email) {
        return Some(CannotRemember::OwnAddress);
    }
    let machine = matches!(
        verdict.class,
        SenderClass::Bounce | SenderClass::AutoGenerated | SenderClass::NoReply | SenderClass::Loop
    );
    machine.then_some(CannotRemember::Machine)
}
