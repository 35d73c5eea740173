//! Headers that are large: what they say is read within bounds and in time, or is not read.

use std::fmt::Write;

use customer_core::{SenderClass, SenderSettings, classify_sender, parse_message};

use crate::cost::{best, cost, limit_of_message};

/// Most of what is read of headers.
const LARGE: usize = 900_000;
/// As much of it as is read of addresses.
const WITHIN: usize = 120_000;
const ANNA: &str = "From: Anna <anna@example.com>\r\n";

/// Parts, one for each number.
fn each(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        let _ = write!(text, "{}", part(at));
        text
    })
}

/// Anna wrote it, as far as can be read within the bounds.
fn of_anna(what: &str, headers: &str) {
    hold(what, headers, Some("anna@example.com"));
}

fn of_nobody(what: &str, headers: &str) {
    hold(what, headers, None);
}

fn hold(what: &str, headers: &str, sender: Option<&str>) {
    let raw = format!("{headers}To: help@host.example\r\n\r\nHello\r\n");
    let settings = SenderSettings::default();
    let ask = || classify_sender(&parse_message(raw.as_bytes()), &settings).unwrap();
    let verdict = ask();
    assert_eq!(verdict.identity.as_ref().map(|of| of.email.as_typed()), sender, "{what}");
    assert_eq!(verdict.class == SenderClass::Invalid, sender.is_none(), "{what}");
    let again = || cost(|| drop(ask()));
    let (took, limit) = (best(again(), again), limit_of_message(raw.len()));
    println!("{took:8.3} ms  {:8} octets  {what}", raw.len());
    assert!(took <= limit, "{what}: {took:.2} ms for {} octets", raw.len());
}

#[test]
fn one_header_of_a_megabyte() {
    let large = |unit: &str| unit.repeat(LARGE / unit.len());
    for unit in [
        "x",
        "x ",
        "=?",
        "=?utf-8?q?x?= ",
        "=?utf-8?b?",
        "(",
        "()",
        "\\\"",
        "\"\"",
        "a.",
        "\r\n ",
        "<x",
        "<",
        "<> ",
    ] {
        let name = large(unit);
        for header in
            ["Subject", "X-Loop", "Auto-Submitted", "Precedence", "Message-ID", "References"]
        {
            // What a machine says of itself counts, however long it is.
            let line = format!("{header}: no {name}\r\n{ANNA}");
            of_anna(&format!("{header} of {unit:?}"), &line);
        }
    }
}

#[test]
fn one_mailbox_of_a_megabyte() {
    let from = |before: &str, length: usize, unit: &str, behind: &str| {
        format!("From: {before}{}{behind}\r\n", unit.repeat(length / unit.len()))
    };
    let anna = " <anna@example.com>";
    for (what, before, unit, behind) in [
        ("a name", "", "x ", anna),
        ("a name of encoded words", "", "=?utf-8?q?x?= ", anna),
        ("a name that is folded", "Anna", "\r\n ", anna),
        ("a comment behind", "anna@example.com ", "(", ""),
        ("brackets around", "", "<", "anna@example.com"),
        ("groups", "", "a:", "anna@example.com"),
    ] {
        of_anna(what, &from(before, WITHIN, unit, behind));
        of_nobody(&format!("{what}, beyond the bound"), &from(before, LARGE, unit, behind));
    }
    of_anna("commas before", &from("", 4_000, ",", anna));
    for (what, before, unit, behind) in [
        ("commas beyond the bound", "", ",", anna),
        ("a comment before", "", "(", anna),
        ("a quote", "\"", "x ", anna),
        ("a local part", "<", "a", "anna@example.com>"),
        ("a domain", "<anna@", "a.", "example.com>"),
        ("at signs", "", "@", "anna@example.com"),
    ] {
        of_nobody(what, &from(before, WITHIN, unit, behind));
        of_nobody(what, &from(before, LARGE, unit, behind));
    }
}

/// What a bound cuts through is nobody: the first half of an address is another's.
#[test]
fn half_an_address_is_nobodys() {
    for half in ["<anna@example.com", "x, anna@example.com"] {
        for cut in 0..12 {
            // The last octets that are read are those of the half, but for so many.
            let pad = |bound: usize, rest: &str| "x".repeat(bound + cut - 6 - rest.len());
            let of_block = format!("X: {}\r\nFrom: {half}", pad(1 << 20, half));
            let of_field = format!("From: {} {half}", pad(128 << 10, half));
            for raw in [of_block, of_field] {
                let message = parse_message(format!("{raw}.x.example>\r\n\r\n").as_bytes());
                let read = message.from.iter().any(|of| of.address.ends_with("@example.com"));
                assert!(!read, "{half} and {cut}");
            }
        }
    }
}

#[test]
fn many_headers() {
    let others = each(50_000, |at| format!("X-{at}: y\r\n"));
    of_anna("other headers behind", &format!("{ANNA}{others}"));
    of_nobody("other headers before, beyond the bound", &format!("{others}{ANNA}"));
    of_nobody(
        "a header before, beyond the bound",
        &format!("X: {}\r\n{ANNA}", "x".repeat(1 << 20)),
    );
    for (what, line) in [("lines without a colon", "nothing\r\n"), ("colons", ":\r\n")] {
        of_anna(what, &(line.repeat(9_000) + ANNA));
        of_nobody(&format!("{what}, beyond the bound"), &(line.repeat(90_000) + ANNA));
    }
    of_anna("short fields", &format!("{ANNA}{}", "a:\n".repeat(300_000)));
    of_anna(
        "hops",
        &("Received: from a by b; Thu, 1 Jan 1970 00:00:00 +0000\r\n".repeat(9_000) + ANNA),
    );
    let from = each(20_000, |at| format!("From: Eve <e{at}@x.example>\r\n"));
    of_anna("from headers", &format!("{ANNA}{from}"));
    of_anna("empty lists", &format!("{ANNA}{}", "Reply-To:\r\nTo: x:\r\n".repeat(5_000)));
    let verdicts = "Authentication-Results: x.example; dmarc=pass\r\n".repeat(9_000);
    of_anna("verdicts", &(verdicts + ANNA));
    let reply_to = each(20_000, |at| format!("Reply-To: e{at}@x.example\r\n"));
    of_anna("reply-to headers", &format!("{ANNA}{reply_to}"));
}

#[test]
fn many_mailboxes() {
    let mailboxes = each(10_000, |at| format!(",\r\n Eve <e{at}@x.example>"));
    let list = format!("Anna <anna@example.com>{mailboxes}");
    of_anna("from", &format!("From: {list}\r\n"));
    of_anna("reply-to", &format!("{ANNA}Reply-To: {list}\r\n"));
    let raw = format!("{ANNA}To: {list}\r\nCc: {list}\r\n\r\n");
    let message = parse_message(raw.as_bytes());
    assert_eq!(message.recipients.len(), 500);
    assert_eq!(message.recipients[0].address, "anna@example.com");
    of_anna("to and cc", &format!("{ANNA}To: {list}\r\nCc: {list}\r\n"));
    let each_in_one = each(10_000, |at| format!("To: e{at}@x.example\r\n"));
    of_anna("to headers", &format!("{ANNA}{each_in_one}"));
    let ids = each(40_000, |at| format!("\r\n <{at}@x.example>"));
    let message = parse_message(format!("References:{ids}\r\n\r\n").as_bytes());
    assert_eq!(message.references.len(), 50);
    assert_eq!(message.references[0], "39999@x.example");
    of_anna("references", &format!("{ANNA}References:{ids}\r\nMessage-ID:{ids}\r\n"));
}

#[test]
fn many_parts() {
    let parameters = each(40_000, |at| format!("; p{at}=\"x\""));
    of_anna("parameters", &format!("{ANNA}Content-Type: text/plain{parameters}\r\n"));
    let continued = each(40_000, |at| format!("; boundary*{at}*=x"));
    of_anna("a boundary in pieces", &format!("{ANNA}Content-Type: multipart/mixed{continued}\r\n"));
    let mixed = |at: usize| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n");
    let nested = each(10_000, |at| format!("{}\r\n--b{at}\r\n", mixed(at)));
    of_anna("parts in parts", &format!("{ANNA}{nested}"));
    let wide = "--b0\r\n\r\nx\r\n".repeat(60_000);
    of_anna("parts beside parts", &format!("{ANNA}{}\r\n{wide}", mixed(0)));
    let report = |groups: &str| {
        let status = "Content-Type: message/delivery-status\r\n\r\n";
        format!(
            "From: Mailer <anna@example.com>\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n{status}{groups}"
        )
    };
    of_anna("groups of a report", &report(&"x: y\r\n\r\n".repeat(60_000)));
    of_anna("empty groups of a report", &report(&":\r\n\r\n".repeat(100_000)));
    of_anna("reports in a report", &report(&report("x: y\r\n").repeat(4_000)));
    let lines = "-".repeat(LARGE);
    of_anna("a line that is nearly a boundary", &format!("{ANNA}{}\r\n{lines}", mixed(0)));
    // Ten levels of the same boundary: each part holds all that follow.
    let same = (mixed(0) + "\r\n--b0\r\n").repeat(20_000);
    of_anna("the same boundary again and again", &format!("{ANNA}{same}"));
}
