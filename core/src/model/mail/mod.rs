//! Reading raw email: the headers that say who sent it, and the parts that report on another
//! message or forward one.
//!
//! `mail-parser` splits header blocks and decodes words, charsets, dates and content types. What is
//! our own, and why, stands in docs/decisions/0006-mail.md: the list of mailboxes (the parser joins
//! `<a@b.co> <m>` into one address and loses quoted local parts), and the walk over the parts (the
//! parser's walk over whole messages can panic).

mod addresses;
mod block;
mod decode;
mod forward;
mod mime;
mod report;

use sha2::{Digest, Sha256};

use super::message::{
    ForwardSource, ForwardedMessage, InboundEmail, MailReport, Mailbox, ReportKind,
};
use addresses::AddressList;
use block::HeaderBlock;
use mime::Parts;

/// The most mailboxes that are kept of one message's To and Cc.
const MAX_RECIPIENTS: usize = 500;
/// The most references that are kept.
const MAX_REFERENCES: usize = 50;
/// The most `Authentication-Results` headers that are kept. Only the topmost counts.
const MAX_AUTH_RESULTS: usize = 10;

/// Headers that only auto-responders write.
const AUTO_REPLY_HEADERS: &[&str] = &[
    "X-Autoreply",
    "X-Auto-Reply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-AutoReply-From",
    "X-Mail-Autoreply",
    "X-Vacation",
];

/// Reads what a raw message (RFC 5322, any charset) says about its sender. It never fails: what
/// cannot be read is absent, and a message without a readable From is classified as invalid.
///
/// Bounds: 1 MiB and 10,000 fields of headers, 128 KiB of addresses in each of them, 200 parts, 10 levels, 64 KiB of text for finding a forward.
///
/// ```
/// let raw = b"From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.de>\r\nSubject: Hi\r\n\r\nHello\r\n";
/// let message = customer_core::parse_message(raw);
/// assert_eq!(message.from[0].name.as_deref(), Some("Jürgen"));
/// assert_eq!(message.from[0].address, "juergen@example.de");
/// ```
pub fn parse_message(bytes: &[u8]) -> InboundEmail {
    let (block, body) = HeaderBlock::split(bytes);
    let mut message = read_headers(&block);
    let parts = Parts::read(&block, body);
    message.report = read_report(&block, &parts);
    if message.report.is_none() {
        message.forwarded = read_forward(&parts, message.subject.as_deref());
    }
    if message.message_id.is_none() && !block.is_empty() {
        message.fingerprint = Some(fingerprint(&block, body));
    }
    message
}

fn read_headers(block: &HeaderBlock<'_>) -> InboundEmail {
    let from = block.addresses("from");
    let mut recipients = block.addresses("to").mailboxes;
    recipients.extend(block.addresses("cc").mailboxes);
    recipients.truncate(MAX_RECIPIENTS);
    InboundEmail {
        message_id: block.first_id("message-id"),
        fingerprint: None,
        from_headers: block.count("from"),
        from_is_group: from.has_group,
        from: from.mailboxes,
        sender: block.addresses("sender").mailboxes.into_iter().next(),
        reply_to: block.addresses("reply-to").mailboxes,
        resent_from: block.addresses("resent-from").mailboxes,
        return_path: block.text("return-path").map(|path| return_path(&path)),
        original_from: original_from(block),
        recipients,
        subject: block.decoded("subject"),
        sent_at: block.date("date"),
        references: block.references(MAX_REFERENCES),
        auto_submitted: block.text("auto-submitted"),
        precedence: block.text("precedence"),
        list_id: block.text("list-id"),
        list_post: block.text("list-post"),
        list_unsubscribe: block.count("list-unsubscribe") > 0,
        auto_response_suppress: block.text("x-auto-response-suppress"),
        auto_reply_headers: auto_reply_headers(block),
        loop_markers: block.texts("x-loop"),
        failed_recipients: failed_recipients(block),
        report: None,
        forwarded: None,
        authentication_results: block.verbatim("authentication-results", MAX_AUTH_RESULTS),
    }
}

/// The null sender is empty; a path in angle brackets is what stands in them.
fn return_path(text: &str) -> String {
    match text.find('<').and_then(|from| text.get(from + 1..)) {
        Some(rest) => rest.split('>').next().unwrap_or_default().trim().to_owned(),
        None => text.trim().to_owned(),
    }
}

fn original_from(block: &HeaderBlock<'_>) -> Option<Mailbox> {
    ["x-original-from", "x-original-sender"]
        .iter()
        .find_map(|name| block.addresses(name).mailboxes.into_iter().next())
}

fn auto_reply_headers(block: &HeaderBlock<'_>) -> Vec<String> {
    AUTO_REPLY_HEADERS
        .iter()
        .filter(|name| {
            block
                .text(&name.to_ascii_lowercase())
                .is_some_and(|value| !value.eq_ignore_ascii_case("no"))
        })
        .map(|name| (*name).to_owned())
        .collect()
}

fn failed_recipients(block: &HeaderBlock<'_>) -> Vec<String> {
    let AddressList { mailboxes, .. } = block.addresses("x-failed-recipients");
    mailboxes.into_iter().map(|mailbox| mailbox.address).take(report::MAX_RECIPIENTS).collect()
}

/// A report is a `multipart/report`, or carries a delivery-status part without being one.
fn read_report(block: &HeaderBlock<'_>, parts: &Parts) -> Option<MailReport> {
    let declared = block.content_type().filter(|of| of.is("multipart", "report"));
    if declared.is_none() && parts.delivery_status.is_empty() {
        return None;
    }
    let kind = match declared.and_then(|of| of.parameter("report-type")).as_deref() {
        _ if !parts.delivery_status.is_empty() => ReportKind::DeliveryStatus,
        Some("delivery-status") => ReportKind::DeliveryStatus,
        Some("disposition-notification") => ReportKind::DispositionNotification,
        Some("feedback-report") => ReportKind::FeedbackReport,
        _ => ReportKind::Other,
    };
    Some(MailReport {
        kind,
        recipients: report::recipients(&parts.delivery_status),
        original_message_id: parts.enclosed.iter().find_map(|headers| headers.message_id.clone()),
    })
}

fn read_forward(parts: &Parts, subject: Option<&str>) -> Option<ForwardedMessage> {
    let attached = parts.enclosed.iter().find_map(|headers| headers.from.clone());
    attached.map(|from| ForwardedMessage { from, source: ForwardSource::Attachment }).or_else(
        || {
            let from = forward::original_sender(parts.text.as_deref()?, subject)?;
            Some(ForwardedMessage { from, source: ForwardSource::Text })
        },
    )
}

/// A hash over what stays the same when a message is delivered twice.
fn fingerprint(block: &HeaderBlock<'_>, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    for name in ["from", "sender", "to", "cc", "date", "subject"] {
        hash.update(name);
        for value in block.raw_values(name) {
            hash.update(value);
            hash.update([0]);
        }
    }
    hash.update(body);
    let digest = hash.finalize();
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_without_an_id_gets_a_fingerprint_that_survives_redelivery() {
        let first = parse_message(b"Received: from a\r\nFrom: a@b.com\r\nSubject: x\r\n\r\nbody");
        let again = parse_message(b"Received: from z\r\nFrom: a@b.com\r\nSubject: x\r\n\r\nbody");
        let other = parse_message(b"Received: from z\r\nFrom: a@b.com\r\nSubject: x\r\n\r\nbodY");
        assert!(first.fingerprint.is_some());
        assert_eq!(first.fingerprint, again.fingerprint);
        assert_ne!(first.fingerprint, other.fingerprint);
    }

    #[test]
    fn nothing_at_all_is_a_message_without_a_sender() {
        for bytes in [&b""[..], b"\r\n\r\n", b"\0\0\0", b"no colon here", b":", b"\xff\xfe"] {
            assert!(parse_message(bytes).from.is_empty());
        }
    }

    #[test]
    fn the_null_sender_is_empty() {
        let path = |raw: &[u8]| parse_message(raw).return_path;
        assert_eq!(path(b"Return-Path: <>\n\n").as_deref(), Some(""));
        assert_eq!(path(b"Return-Path: <a@b.com>\n\n").as_deref(), Some("a@b.com"));
        assert_eq!(path(b"From: a@b.com\n\n"), None);
    }
}
