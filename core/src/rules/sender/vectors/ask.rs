//! A message put to the rules, and the answer in the words of the vectors.

use serde_json::{Value, json};

use crate::model::email::EmailOptions;
use crate::model::mail::parse_message;
use crate::model::matching::{SenderAuth, VerifiedBy};
use crate::model::message::InboundEmail;
use crate::model::sender::{EvidenceKind, SenderClass, SenderTier, SenderVerdict};
use crate::model::settings::{CreationMode, SenderSettings};
use crate::rules::sender::auth;
use crate::rules::sender::bounce::bounce_marks;
use crate::rules::sender::classify::{SenderFacts, all_blocked, classify};
use crate::rules::sender::decide::{Judgement, Result as Decided, decide};
use crate::rules::sender::draft;
use crate::rules::sender::matter::{Listed, email_matter};
use crate::rules::sender::patterns::SenderBook;
use crate::rules::sender::read::{self};
use crate::rules::sender::table::{Count, Row};

use super::world::World;
use super::{Tables, list, text};

/// A message that was put to the rules.
pub(super) struct Asked {
    pub(super) message: InboundEmail,
    pub(super) verdict: SenderVerdict,
    pub(super) verified_by: VerifiedBy,
    pub(super) others: Vec<String>,
    pub(super) original: Option<String>,
    pub(super) marks: usize,
    pub(super) marked: Vec<Value>,
}

pub(super) fn ask(
    tables: &Tables<'_>,
    world: &World,
    case: &Value,
    step: &Value,
) -> (Asked, Judgement) {
    let message = parse_message(&octets(step));
    let settings: SenderSettings =
        serde_json::from_value(case["settings"].clone()).unwrap_or_default();
    let book = SenderBook::compile(&settings).expect("settings of a vector");
    let mail = read::read(&message, &EmailOptions::default());
    let auth = match step["auth"].as_str() {
        Some(domain) => SenderAuth::Verified { domain: domain.to_owned() },
        None => SenderAuth::Unverified,
    };
    let verified_by = auth::verified_by(&auth, &message, &mail, &book);
    let holders = world.holders();
    let facts = SenderFacts {
        sent_by_host: world.sent.iter().any(|(id, ..)| Some(id) == message.message_id.as_ref()),
        customer_blocked: all_blocked(&mail, &book, &holders),
        verified: verified_by != VerifiedBy::Nobody,
    };
    let mut verdict = classify(tables.classes, &message, &mail, &book, facts);
    let identity =
        verdict.identity.as_ref().map(|of| of.email.match_key().to_owned()).unwrap_or_default();
    let known = world.known(&message, &identity, &mail, &step["thread"]);
    let mode =
        case["mode"].as_str().and_then(CreationMode::from_word).unwrap_or(CreationMode::Manual);
    let matter = email_matter(mode, &verdict, &mail, &book, &holders, &known, verified_by);
    let verified_by = matter.verified_by;
    let judgement = decide(tables.decisions, &matter);
    let marks = bounce_marks(mode, judgement.row, &mail, &known);
    if judgement.row == Row::Bounce && !mail.reported.is_empty() {
        let kind = if known.confirmed.contains(&true) {
            EvidenceKind::ConfirmedBounce
        } else {
            EvidenceKind::UnconfirmedBounce
        };
        verdict.evidence.push(crate::model::sender::Evidence { kind, value: None });
    }
    let chosen = verdict.identity.as_ref().map(|of| of.email.clone());
    let others = mail.from.iter().filter(|of| Some(&of.email) != chosen.as_ref());
    let others = if mail.from.len() > 1 {
        others.map(|of| of.email.as_typed().to_owned()).collect()
    } else {
        Vec::new()
    };
    let original = mail.original.as_ref().map(|(of, _)| of.email.as_typed().to_owned());
    let marked = marks
        .iter()
        .map(|mark| {
            json!(if mark.undeliverable.is_some() { "undeliverable" } else { "soft_bounce" })
        })
        .collect();
    (
        Asked { message, verdict, verified_by, others, original, marks: marks.len(), marked },
        judgement,
    )
}

/// The message of a step: lines, or octets in `hex`.
fn octets(step: &Value) -> Vec<u8> {
    let Some(hex) = step["hex"].as_str() else {
        let lines: Vec<&str> = list(&step["message"]).iter().map(text).collect();
        return lines.join("\r\n").into_bytes();
    };
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    hex.as_bytes().chunks(2).map(octet).collect()
}

/// The answer in the words of the vectors.
pub(super) fn shape(world: &World, asked: &Asked, judgement: &Judgement, dry_run: bool) -> Value {
    let verdict = &asked.verdict;
    let mut shape = json!({
        "class": verdict.class, "tier": verdict.tier, "row": judgement.row.name(),
        "permits": [verdict.may_create, verdict.may_assign, verdict.may_auto_reply],
        "may_auto_reply": verdict.may_auto_reply,
        "safe_to_auto_reply": verdict.may_auto_reply && asked.verified_by != VerifiedBy::Nobody,
        "count": match judgement.count { Count::Zero => 0, Count::One => 1, Count::Many => 2 },
        "identity": verdict.identity.as_ref().map(|of| of.email.as_typed()),
        "name": verdict.identity.as_ref().and_then(|of| of.name.as_deref()),
        "via": verdict.identity.as_ref().map(|of| of.via),
        "verified_by": asked.verified_by,
        "evidence": verdict.evidence.iter().map(|of| of.kind).collect::<Vec<_>>(),
        "flags": verdict.flags, "notes": judgement.notes,
        "holders": names(world, &judgement.candidates), "suggestions": names(world, &judgement.suggestions),
        "hidden_inactive": judgement.hidden_inactive, "would_create": judgement.would_create,
        "thread_customer": judgement.thread_customer.map(|id| world.name(id)),
        "other_senders": asked.others, "original_sender": asked.original,
    });
    let mut writes: Vec<Value> = match &judgement.result {
        Decided::Create => vec![json!("customer"), json!("interaction")],
        Decided::Assign(_) => vec![json!("interaction")],
        _ => Vec::new(),
    };
    writes.extend(judgement.reactivate.then(|| json!("reactivation")));
    writes.extend(asked.marked.iter().cloned());
    shape["writes"] = json!(writes);
    let outcome = outcome(world, asked, judgement, dry_run);
    for (name, value) in outcome.as_object().unwrap() {
        shape[name] = value.clone();
    }
    shape
}

fn names(world: &World, listed: &[Listed]) -> Value {
    listed.iter().map(|one| json!(world.name(one.holder.customer))).collect()
}

fn outcome(world: &World, asked: &Asked, judgement: &Judgement, dry_run: bool) -> Value {
    let verdict = &asked.verdict;
    let draft = verdict.identity.as_ref().map(draft::from_identity);
    let drafted = serde_json::to_value(&draft).unwrap();
    let created = world.customers.iter().filter(|of| of.name.starts_with('n')).count() + 1;
    match &judgement.result {
        Decided::Assign(id) | Decided::Returned(id) => {
            json!({"outcome": "assigned", "customer": world.name(*id)})
        }
        Decided::Create if dry_run => json!({"outcome": "created", "customer": null}),
        Decided::Create => json!({"outcome": "created", "customer": format!("n{created}")}),
        Decided::List(listed) => {
            json!({"outcome": "candidates", "candidates": names(world, listed)})
        }
        Decided::Draft(reason) => {
            json!({"outcome": "no_match", "reason": reason, "draft": drafted})
        }
        Decided::NotACustomer(reason) => {
            let about = if judgement.row == Row::Bounce {
                names(world, &judgement.candidates)
            } else {
                json!([])
            };
            let soft = verdict.tier == SenderTier::Soft || verdict.class == SenderClass::Normal;
            let draft = if soft { drafted } else { Value::Null };
            json!({"outcome": "not_a_customer", "reason": reason, "about": about, "draft": draft})
        }
        Decided::Quarantine => json!({"outcome": "quarantined", "draft": drafted}),
        Decided::Ignore(reason) => json!({"outcome": "ignored", "reason": reason}),
        Decided::Invalid => json!({
            "outcome": "invalid",
            "raw": asked.message.from.first().map(|from| &from.address),
            "display_name": asked.message.from.first().and_then(|from| from.name.as_ref()),
        }),
    }
}

/// What only a book can answer.
pub(super) const OF_THE_BOOK: &[&str] = &[
    "after",
    "after_how",
    "applied",
    "blocked",
    "cannot_remember",
    "cannot_remember_sender",
    "draft_of_created",
    "kept_apart",
    "merged_from",
    "reply_address",
];

/// The first expectation that does not hold.
pub(super) fn mismatch(expect: &Value, actual: &Value) -> Option<String> {
    for (name, wanted) in expect.as_object().unwrap() {
        let holds = match name.as_str() {
            of if OF_THE_BOOK.contains(&of) => true,
            "evidence_first" => actual["evidence"][0] == *wanted,
            of if of.ends_with("_include") => {
                let all = list(&actual[of.trim_end_matches("_include")]);
                list(wanted).iter().all(|one| all.contains(one))
            }
            "draft" if wanted.is_object() => wanted
                .as_object()
                .unwrap()
                .iter()
                .all(|(field, value)| actual["draft"][field] == *value),
            of => actual.get(of) == Some(wanted) || (wanted.is_null() && actual.get(of).is_none()),
        };
        if !holds {
            return Some(format!("`{name}` should be {wanted}, got {actual}"));
        }
    }
    None
}
