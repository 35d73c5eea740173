//! Messages, calls and chats to be matched.

use customer_core::InteractionKind;
use serde_json::{Value, json};

use super::ask::Asker;
use super::dice::BEGIN;
use super::world::{Sort, address, external_id, sent_id};

fn id_of(asker: &mut Asker<'_>, kind: InteractionKind) -> String {
    let of_kind: Vec<u32> =
        asker.pool.links.iter().filter(|link| link.0 == kind).map(|link| link.1).collect();
    let known = asker.dice.maybe(&of_kind).copied().filter(|_| asker.dice.percent(50));
    let external = known.unwrap_or_else(|| 100_000 + asker.dice.below(1_000) as u32);
    asker.touch.links.push(external);
    external_id(kind, external)
}

/// The id of a message that the host sent.
fn sent_one(asker: &mut Asker<'_>) -> String {
    let id = *asker.dice.pick(&asker.pool.sent);
    asker.touch.sent.push(id);
    sent_id(id)
}

/// The same, where it comes back.
fn echo(asker: &mut Asker<'_>) -> String {
    let id = *asker.dice.pick(&asker.pool.sent);
    asker.touch.echoes.push(id);
    sent_id(id)
}

fn dry(asker: &mut Asker<'_>) -> bool {
    asker.dice.percent(40)
}

pub(super) fn email(asker: &mut Asker<'_>) -> Value {
    let dry_run = dry(asker);
    asker.touch.writes |= !dry_run;
    if asker.dice.percent(12) {
        return json!({ "message": report(asker), "dry_run": dry_run, "at": BEGIN });
    }
    let from = address(asker.person(), *asker.dice.pick(&[Sort::Email, Sort::Email, Sort::Tagged]));
    let id = if asker.dice.percent(8) { echo(asker) } else { id_of(asker, InteractionKind::Email) };
    let mut lines = vec![
        format!("From: Somebody <{from}>"),
        "To: help@host.example".to_owned(),
        "Subject: Hello".to_owned(),
        format!("Message-ID: <{id}>"),
    ];
    if asker.dice.percent(35) {
        let to = if asker.dice.percent(50) {
            sent_one(asker)
        } else {
            id_of(asker, InteractionKind::Email)
        };
        lines.push(format!("In-Reply-To: <{to}>"));
    }
    if asker.dice.percent(20) {
        lines.push(format!("Reply-To: {}", address(asker.person(), Sort::Email)));
    }
    if asker.dice.percent(10) {
        lines.push("Auto-Submitted: auto-replied".to_owned());
    }
    lines.extend([String::new(), "Hello".to_owned()]);
    let mut args = json!({ "message": lines, "dry_run": dry_run, "at": BEGIN });
    if asker.dice.percent(50) {
        args["auth"] = from.rsplit_once('@').unwrap().1.into();
    }
    args
}

/// A message comes back.
fn report(asker: &mut Asker<'_>) -> Vec<String> {
    let to = address(asker.person(), Sort::Email);
    let about = echo(asker);
    let id = id_of(asker, InteractionKind::Email);
    [
        "Return-Path: <>",
        "From: MAILER-DAEMON@mx.example",
        "To: help@host.example",
        "Subject: Undelivered",
        &format!("Message-ID: <{id}>"),
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "It came back.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example",
        "",
        &format!("Final-Recipient: rfc822; {to}"),
        "Action: failed",
        "Status: 5.1.1",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        &format!("Message-ID: <{about}>"),
        "",
        "--b--",
    ]
    .map(str::to_owned)
    .to_vec()
}

pub(super) fn call(asker: &mut Asker<'_>) -> Value {
    let dry_run = dry(asker);
    let caller =
        if asker.dice.percent(6) { String::new() } else { address(asker.person(), Sort::Phone) };
    let id = id_of(asker, InteractionKind::Call);
    let phase = *asker.dice.pick(&["ringing", "accepted", "accepted"]);
    // While it rings nothing is written, whoever calls.
    asker.touch.writes |= !dry_run && phase == "accepted";
    json!({ "call": { "call_id": id, "caller": caller, "phase": phase, "at": BEGIN }, "dry_run": dry_run })
}

pub(super) fn chat(asker: &mut Asker<'_>) -> Value {
    let dry_run = dry(asker);
    let (channel, sort) =
        *asker.dice.pick(&[("twitter", Sort::Twitter), ("whatsapp", Sort::Whatsapp)]);
    let user = address(asker.person(), sort);
    let id = id_of(asker, InteractionKind::Chat);
    let verified = asker.dice.percent(60);
    // Nor for somebody for whom the channel does not vouch.
    asker.touch.writes |= !dry_run && verified;
    let mut chat = json!({
        "chat_id": id,
        "channel": channel,
        "user_id": user,
        "user_id_verified": verified,
        "display_name": "Somebody",
        "at": BEGIN,
    });
    if asker.dice.percent(30) {
        chat["emails"] = json!([address(asker.person(), Sort::Email)]);
    }
    if asker.dice.percent(30) {
        chat["phones"] = json!([address(asker.person(), Sort::Phone)]);
    }
    json!({ "chat": chat, "dry_run": dry_run })
}
