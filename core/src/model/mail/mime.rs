//! A bounded walk over the parts of a message, for the few that matter here.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::block::{ContentType, HeaderBlock};
use super::decode::decode_charset;
use crate::model::message::Mailbox;

const MAX_PARTS: u32 = 200;
const MAX_DEPTH: u32 = 10;
/// The most octets of a text part that are looked at.
const MAX_TEXT: usize = 64 << 10;
/// The most octets of a delivery-status part that are looked at.
const MAX_STATUS: usize = 256 << 10;

/// What the walk found.
#[derive(Default)]
pub(super) struct Parts {
    /// The first text: plain, else HTML made plain.
    pub(super) text: Option<String>,
    /// The bodies of delivery-status parts.
    pub(super) delivery_status: Vec<Vec<u8>>,
    /// The headers of enclosed messages.
    pub(super) enclosed: Vec<EnclosedHeaders>,
    html: Option<String>,
    seen: u32,
}

/// What is asked of an enclosed message.
pub(super) struct EnclosedHeaders {
    pub(super) from: Option<Mailbox>,
    pub(super) message_id: Option<String>,
}

impl Parts {
    /// Walks over a message whose header block was read already.
    pub(super) fn read(block: &HeaderBlock<'_>, body: &[u8]) -> Self {
        let mut parts = Self::default();
        parts.visit(block, body, false, 0);
        parts.text = parts.text.take().or_else(|| parts.html.take());
        parts
    }

    fn visit(&mut self, block: &HeaderBlock<'_>, body: &[u8], in_digest: bool, depth: u32) {
        self.seen += 1;
        if self.seen > MAX_PARTS || depth > MAX_DEPTH {
            return;
        }
        let Some(kind) = block.content_type() else {
            if in_digest {
                self.enclose(body);
            } else {
                self.keep_text(block, body, None);
            }
            return;
        };
        if kind.is_multipart() {
            let Some(boundary) = kind.parameter("boundary") else {
                return;
            };
            for part in split_parts(body, boundary.as_bytes()) {
                if self.seen > MAX_PARTS {
                    return;
                }
                let (block, body) = HeaderBlock::split(part);
                self.visit(&block, body, kind.is_digest(), depth + 1);
            }
        } else if kind.is("message", "rfc822") || kind.is("message", "global") {
            self.enclose(&decode_transfer(block, body, usize::MAX));
        } else if kind.is("text", "rfc822-headers") || kind.is("message", "global-headers") {
            self.enclose(&decode_transfer(block, body, MAX_TEXT));
        } else if kind.is("message", "delivery-status")
            || kind.is("message", "global-delivery-status")
        {
            self.delivery_status.push(decode_transfer(block, body, MAX_STATUS));
        } else if kind.is("text", "plain") || kind.is("text", "html") {
            self.keep_text(block, body, Some(&kind));
        }
    }

    /// An enclosed message is not walked into: what it encloses itself is nobody's forward.
    fn enclose(&mut self, message: &[u8]) {
        // A part may hold an mbox line or blank lines before the headers.
        let message = message.trim_ascii_start();
        let (block, _) = HeaderBlock::split(message);
        self.enclosed.push(EnclosedHeaders {
            from: block.addresses("from").mailboxes.into_iter().next(),
            message_id: block.first_id("message-id"),
        });
    }

    fn keep_text(&mut self, block: &HeaderBlock<'_>, body: &[u8], kind: Option<&ContentType>) {
        let html = kind.is_some_and(|kind| kind.is("text", "html"));
        let slot = if html { &mut self.html } else { &mut self.text };
        if slot.is_some() {
            return;
        }
        let octets = decode_transfer(block, body, MAX_TEXT);
        let octets = octets.get(..MAX_TEXT).unwrap_or(&octets);
        let charset = kind.and_then(|kind| kind.parameter("charset"));
        let text = match (charset.as_deref(), std::str::from_utf8(octets)) {
            (None | Some("utf-8" | "us-ascii"), Ok(text)) => text.to_owned(),
            (charset, _) => decode_charset(octets, charset),
        };
        *slot = Some(if html { html_to_text(&text) } else { text });
    }
}

/// Undoes the content transfer encoding of at most so many octets.
fn decode_transfer(block: &HeaderBlock<'_>, body: &[u8], most: usize) -> Vec<u8> {
    let body = body.get(..most.saturating_mul(2)).unwrap_or(body);
    match block.text("content-transfer-encoding").map(|name| name.to_ascii_lowercase()).as_deref() {
        Some("base64") => base64_decode(body).unwrap_or_default(),
        Some("quoted-printable") => quoted_printable_decode(body).unwrap_or_else(|| body.to_vec()),
        _ => body.to_vec(),
    }
}

/// The parts between the lines `--boundary`, up to the line `--boundary--`.
fn split_parts<'b>(body: &'b [u8], boundary: &[u8]) -> Vec<&'b [u8]> {
    let mut parts = Vec::new();
    let mut part_start: Option<usize> = None;
    let mut line_start = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let (here, next) = (line_start, line_start + line.len());
        line_start = next;
        let Some(rest) = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary))
        else {
            continue;
        };
        let closes = rest.starts_with(b"--");
        let rest = if closes { rest.get(2..).unwrap_or_default() } else { rest };
        if !rest.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(start) = part_start {
            parts.push(body.get(start..here).unwrap_or_default());
        }
        if closes || parts.len() >= MAX_PARTS as usize {
            return parts;
        }
        part_start = Some(next);
    }
    // A message that was cut off still has its last part.
    parts.extend(part_start.and_then(|start| body.get(start..)));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(raw: &str) -> Parts {
        let raw = raw.replace('\n', "\r\n");
        let (block, body) = HeaderBlock::split(raw.as_bytes());
        Parts::read(&block, body)
    }

    #[test]
    fn the_parts_that_matter_are_found() {
        let parts = parts(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\n\n\
             preamble\n--B\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n\
             J=FCrgen\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: failed\n\n\
             --B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <m1@host>\nFrom: Us <us@host.com>\n--B--\nepilogue",
        );
        assert_eq!(parts.text.as_deref().map(str::trim), Some("Jürgen"));
        assert_eq!(parts.delivery_status.len(), 1);
        assert_eq!(parts.enclosed[0].message_id.as_deref(), Some("m1@host"));
        assert_eq!(parts.enclosed[0].from.as_ref().unwrap().address, "us@host.com");
    }

    #[test]
    fn depth_and_number_of_parts_are_bounded() {
        let mut raw = String::new();
        for depth in 0..50 {
            raw.push_str(&format!(
                "Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"
            ));
        }
        assert!(parts(&raw).seen <= MAX_DEPTH + 2);
        let wide =
            format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(5_000));
        assert!(parts(&wide).seen <= MAX_PARTS + 1);
    }

    #[test]
    fn a_cut_off_message_keeps_what_came() {
        let parts = parts(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: a@b.com\n",
        );
        assert_eq!(parts.enclosed[0].from.as_ref().unwrap().address, "a@b.com");
    }
}
