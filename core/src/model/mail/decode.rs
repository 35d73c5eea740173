//! From octets and encoded words to text.

use std::borrow::Cow;

use mail_parser::HeaderValue;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;

/// Decodes octets of a charset; unknown charsets are read as Windows-1252.
pub(super) fn decode_charset(octets: &[u8], charset: Option<&str>) -> String {
    let named = charset.filter(|name| !matches!(*name, "utf-8" | "us-ascii"));
    match named
        .and_then(|name| charset_decoder(name.as_bytes()))
        .or_else(|| charset_decoder(b"windows-1252"))
    {
        Some(decode) => decode(octets),
        None => String::from_utf8_lossy(octets).into_owned(),
    }
}

/// Decodes the encoded words (RFC 2047) of a text.
pub(super) fn decode_words(text: &str) -> Cow<'_, str> {
    if !text.contains("=?") {
        return Cow::Borrowed(text);
    }
    let line = format!("{}\n", text.replace(['\r', '\n'], " "));
    match MessageStream::new(line.as_bytes()).parse_unstructured() {
        HeaderValue::Text(decoded) => Cow::Owned(decoded.into_owned()),
        _ => Cow::Borrowed(text),
    }
}
