//! A header block: the fields in wire order, and their values in the forms that are needed.

use std::borrow::Cow;
use std::sync::LazyLock;

use mail_parser::parsers::MessageStream;
use mail_parser::{HeaderName, HeaderValue, MessageParser};

use super::addresses::{AddressList, MAX_MAILBOXES, parse_addresses};
use super::decode::{decode_charset, decode_words};
use crate::model::text::{clean_line, is_forbidden};
use crate::model::time::Timestamp;

/// The most octets of headers that are looked at.
const MAX_BLOCK: usize = 1 << 20;
/// The most fields that are read. What the parser keeps of a field is larger than a short field.
const MAX_FIELDS: usize = 10_000;
/// The most octets of all address headers of one name that are looked at.
const MAX_ADDRESSES: usize = 128 << 10;
/// What an address header counts for at least, so that endless empty ones have an end.
const LEAST_ADDRESSES: usize = 64;
/// The most octets of an unstructured header, a date or a content type that are looked at.
const MAX_VALUE: usize = 64 << 10;
/// The longest id that is kept (RFC 5322 limits a line to 998 octets).
const MAX_ID: usize = 998;
/// The most places of one header where an id can stand that are looked at.
const MAX_IDS: usize = 10_000;
/// The longest value of an unstructured header that is kept, in characters.
const MAX_TEXT: usize = 2_000;

/// Finds the bounds of fields and reads none of them. (A parser without any field of its own would
/// read them all, hence the one.)
static SPLITTER: LazyLock<MessageParser> =
    LazyLock::new(|| MessageParser::new().ignore_header(HeaderName::From).default_header_ignore());

/// The header fields of a message or part.
pub(super) struct HeaderBlock<'m> {
    fields: Vec<(String, Cow<'m, [u8]>)>,
    /// The charset of the body, which some programs use for raw headers too.
    charset: Option<String>,
}

/// A parsed `Content-Type`.
pub(super) struct ContentType {
    main: String,
    sub: String,
    parameters: Vec<(String, String)>,
}

impl ContentType {
    pub(super) fn is(&self, main: &str, sub: &str) -> bool {
        self.main == main && self.sub == sub
    }

    pub(super) fn is_multipart(&self) -> bool {
        self.main == "multipart"
    }

    pub(super) fn is_digest(&self) -> bool {
        self.is("multipart", "digest")
    }

    /// A parameter in lower case; boundaries keep theirs.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let (_, value) = self.parameters.iter().find(|(of, _)| of == name)?;
        Some(if name == "boundary" { value.clone() } else { value.to_ascii_lowercase() })
    }
}

impl<'m> HeaderBlock<'m> {
    /// Splits a message or part into its header block and its body.
    pub(super) fn split(message: &'m [u8]) -> (Self, &'m [u8]) {
        let message = message.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(message);
        let (head, body) = split_at_blank_line(message);
        let mut block =
            Self { fields: fields(head.get(..MAX_BLOCK).unwrap_or(head)), charset: None };
        if head.len() > MAX_BLOCK {
            // Half a field can name somebody whom the whole does not.
            block.fields.pop();
        }
        block.charset = block.content_type().and_then(|of| of.parameter("charset"));
        (block, body)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The raw values of a header, the topmost first. Names are in lower case.
    pub(super) fn raw_values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.fields.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.as_ref())
    }

    pub(super) fn count(&self, name: &str) -> u32 {
        u32::try_from(self.raw_values(name).count()).unwrap_or(u32::MAX)
    }

    /// The values of a header as unfolded text.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        self.raw_values(name)
            .filter_map(|value| clean_line(&self.to_text(beginning(value))))
            .map(truncated)
            .collect()
    }

    /// The first values of a header as they are, unfolded. One that is too long, or holds what cannot
    /// be seen, is kept as an empty text: its place counts, its words do not.
    pub(super) fn verbatim(&self, name: &str, most: usize) -> Vec<String> {
        let unfolded = |value| {
            let text = self.to_text(value);
            let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            let is_sound = text.len() <= MAX_TEXT && !text.chars().any(is_forbidden);
            if is_sound { text } else { String::new() }
        };
        self.raw_values(name).take(most).map(unfolded).collect()
    }

    /// The topmost value of a header as unfolded text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let value = beginning(self.raw_values(name).next()?);
        clean_line(&self.to_text(value)).map(truncated)
    }

    /// The topmost value with encoded words decoded.
    pub(super) fn decoded(&self, name: &str) -> Option<String> {
        let value = beginning(self.raw_values(name).next()?);
        clean_line(&decode_words(&self.to_text(value))).map(truncated)
    }

    /// All mailboxes of all headers of a name.
    pub(super) fn addresses(&self, name: &str) -> AddressList {
        let mut all = AddressList::default();
        let mut left = MAX_ADDRESSES;
        for value in self.raw_values(name) {
            let whole = value.len() <= left;
            let seen = if whole { value } else { first(value, left) };
            all.append(parse_addresses(&self.to_text(seen), whole));
            left = left.saturating_sub(seen.len().max(LEAST_ADDRESSES));
            if !whole || left == 0 || all.mailboxes.len() >= MAX_MAILBOXES {
                break;
            }
        }
        all
    }

    /// The first message id of the topmost header of a name, without angle brackets.
    pub(super) fn first_id(&self, name: &str) -> Option<String> {
        ids(&self.to_text(self.raw_values(name).next()?)).next()
    }

    /// The ids that the message answers, the nearest first, without one that stands twice in a row.
    pub(super) fn references(&self, most: usize) -> Vec<String> {
        let text = |name| self.raw_values(name).next().map(|value| self.to_text(value));
        let (answered, before) = (text("in-reply-to"), text("references"));
        let mut found: Vec<String> = Vec::new();
        let nearest = ids(answered.as_deref().unwrap_or_default());
        for id in nearest.chain(last_ids(before.as_deref().unwrap_or_default())) {
            if found.last() != Some(&id) {
                found.push(id);
            }
            if found.len() >= most {
                break;
            }
        }
        found
    }

    pub(super) fn date(&self, name: &str) -> Option<Timestamp> {
        let mut value = beginning(self.raw_values(name).next()?).to_vec();
        value.push(b'\n');
        match MessageStream::new(&value).parse_date() {
            HeaderValue::DateTime(date) if date.is_valid() => {
                date.to_timestamp().checked_mul(1_000).map(Timestamp::from_millis)
            }
            _ => None,
        }
    }

    pub(super) fn content_type(&self) -> Option<ContentType> {
        let mut value = beginning(self.raw_values("content-type").next()?).to_vec();
        value.push(b'\n');
        let HeaderValue::ContentType(parsed) = MessageStream::new(&value).parse_content_type()
        else {
            return None;
        };
        let parameters = parsed.attributes().unwrap_or_default().iter();
        Some(ContentType {
            main: parsed.ctype().to_ascii_lowercase(),
            sub: parsed.subtype().unwrap_or_default().to_ascii_lowercase(),
            parameters: parameters
                .map(|of| (of.name.to_ascii_lowercase(), of.value.to_string()))
                .collect(),
        })
    }

    /// Header values should be UTF-8. Where they are not, the body's charset is the best guess, and
    /// Windows-1252 the one that never fails. Japanese mail also writes letters as escapes of ASCII.
    fn to_text<'v>(&self, value: &'v [u8]) -> Cow<'v, str> {
        let charset = self.charset.as_deref();
        let escaped = value.contains(&0x1B) && charset.is_some_and(|of| of.starts_with("iso-2022"));
        match std::str::from_utf8(value) {
            Ok(_) if escaped => Cow::Owned(decode_charset(value, charset)),
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                Cow::Owned(decode_charset(value, charset.filter(|of| keeps_ascii(of, value))))
            }
        }
    }
}

/// True when the ASCII of a header stays what it is. UTF-7 would make brackets and addresses out of
/// letters that every relay took for a name; UTF-16 would hide those that are there.
fn keeps_ascii(charset: &str, value: &[u8]) -> bool {
    let ascii: Vec<u8> = value.iter().copied().filter(u8::is_ascii).collect();
    decode_charset(&ascii, Some(charset)).as_bytes() == ascii
}

/// The ids in angle brackets; without any, the words.
fn ids(text: &str) -> impl Iterator<Item = String> {
    let (bracketed, bare) = apart(text);
    let bracketed = bracketed.split('<').skip(1).filter_map(closed);
    bracketed.chain(bare.split_whitespace()).take(MAX_IDS).filter_map(id)
}

/// The same from the last to the first.
fn last_ids(text: &str) -> impl Iterator<Item = String> {
    let (bracketed, bare) = apart(text);
    let within = bracketed.find('<').and_then(|at| bracketed.get(at + 1..));
    let bracketed = within.into_iter().flat_map(|text| text.rsplit('<')).filter_map(closed);
    bracketed.chain(bare.split_whitespace().rev()).take(MAX_IDS).filter_map(id)
}

/// A text with angle brackets or one without; the other is empty.
fn apart(text: &str) -> (&str, &str) {
    if text.contains('<') { (text, "") } else { ("", text) }
}

/// What stands before the closing bracket, if there is one.
fn closed(text: &str) -> Option<&str> {
    text.split('>').next()
}

fn id(text: &str) -> Option<String> {
    let id = text.trim();
    let is_sound = !id.is_empty() && id.len() <= MAX_ID && !id.chars().any(is_forbidden);
    is_sound.then(|| id.to_owned())
}

/// As much of a value as is looked at.
fn beginning(value: &[u8]) -> &[u8] {
    first(value, MAX_VALUE)
}

/// At most so many octets, without half a letter at the end.
fn first(value: &[u8], most: usize) -> &[u8] {
    let whole = |at: &usize| value.get(*at).is_none_or(|octet| octet & 0xC0 != 0x80);
    let end = (most.saturating_sub(3)..=most).rev().find(whole).unwrap_or(most);
    value.get(..end).unwrap_or(value)
}

fn truncated(text: String) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((at, _)) => text.get(..at).unwrap_or_default().to_owned(),
        None => text,
    }
}

/// The block up to the first empty line, and what stands behind it.
fn split_at_blank_line(message: &[u8]) -> (&[u8], &[u8]) {
    let mut start = 0;
    while let Some(rest) = message.get(start..) {
        let Some(end) = rest.iter().position(|b| *b == b'\n') else {
            break;
        };
        let line = rest.get(..end).unwrap_or_default();
        if line.is_empty() || line == b"\r" {
            return (
                message.get(..start).unwrap_or_default(),
                rest.get(end + 1..).unwrap_or_default(),
            );
        }
        start += end + 1;
    }
    (message, &[])
}

/// The fields of a block. The parser finds their bounds; names with white space inside them, which
/// it would join (`F rom:`), are no names.
fn fields(head: &[u8]) -> Vec<(String, Cow<'_, [u8]>)> {
    let head = first_fields(head);
    let mut padded = head.to_vec();
    padded.extend_from_slice(b"\r\n\r\n");
    let Some(parsed) = SPLITTER.parse_headers(&padded) else {
        return Vec::new();
    };
    let mut fields = Vec::with_capacity(parsed.headers().len());
    for header in parsed.headers() {
        let (name_at, start, end) = (
            header.offset_field as usize,
            header.offset_start as usize,
            header.offset_end as usize,
        );
        // What stands behind a blank at the beginning of a line begins no field.
        if name_at.checked_sub(1).and_then(|at| head.get(at)).is_some_and(|octet| *octet != b'\n') {
            continue;
        }
        let name = head.get(name_at..start.saturating_sub(1)).unwrap_or_default();
        let name = name.trim_ascii();
        if name.is_empty() || name.iter().any(|b| b.is_ascii_whitespace() || !b.is_ascii_graphic())
        {
            continue;
        }
        let value = head.get(start..end.min(head.len())).unwrap_or_default();
        fields.push((
            String::from_utf8_lossy(name).to_ascii_lowercase(),
            Cow::Borrowed(value.trim_ascii()),
        ));
    }
    fields
}

/// The block up to the last field that is read. Lines that begin with a blank continue the one before.
fn first_fields(head: &[u8]) -> &[u8] {
    let begins = |at: usize| head.get(at + 1).is_some_and(|octet| !matches!(*octet, b' ' | b'\t'));
    let ends = head.iter().enumerate().filter(|(at, octet)| **octet == b'\n' && begins(*at));
    let end = ends.map(|(at, _)| at + 1).nth(MAX_FIELDS - 1);
    end.and_then(|end| head.get(..end)).unwrap_or(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(raw: &[u8]) -> HeaderBlock<'_> {
        HeaderBlock::split(raw).0
    }

    #[test]
    fn fields_are_found_whatever_the_line_ends() {
        for raw in [
            &b"From: a@b.com\r\nTo: c@d.com\r\n\r\nx"[..],
            b"From: a@b.com\nTo: c@d.com\n\nx",
            b"From : a@b.com\nTo:c@d.com",
        ] {
            let block = block(raw);
            assert_eq!(block.text("from").as_deref(), Some("a@b.com"));
            assert_eq!(block.text("to").as_deref(), Some("c@d.com"));
        }
    }

    #[test]
    fn a_name_with_white_space_inside_is_no_name() {
        assert_eq!(block(b"F rom: evil@x.com\r\nFrom: a@b.com\r\n\r\n").count("from"), 1);
    }

    #[test]
    fn raw_bytes_are_read_in_the_charset_of_the_body() {
        let latin = block(b"From: Jos\xE9 <j@b.com>\r\n\r\n");
        assert_eq!(latin.addresses("from").mailboxes[0].name.as_deref(), Some("José"));
        let koi = block(
            b"From: \xE1\xCE\xCE\xC1 <a@b.ru>\r\nContent-Type: text/plain; charset=KOI8-R\r\n\r\n",
        );
        assert_eq!(koi.addresses("from").mailboxes[0].name.as_deref(), Some("Анна"));
    }

    #[test]
    fn the_body_begins_behind_the_first_empty_line() {
        assert_eq!(HeaderBlock::split(b"A: b\r\n\r\nbody\r\n\r\nmore").1, b"body\r\n\r\nmore");
        assert_eq!(HeaderBlock::split(b"\r\nbody").1, b"body");
        assert_eq!(HeaderBlock::split(b"A: b").1, b"");
    }
}
