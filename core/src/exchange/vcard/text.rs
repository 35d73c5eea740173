//! The text of values: escapes, lists, structures, and what older versions encode.

use mail_parser::decoders::charsets::map::charset_decoder;

/// A text as it stands in a value.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// The text of a value.
pub(crate) fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            other => text.push(other),
        }
    }
    text
}

/// The parts between separators that are not escaped, as they stand.
pub(crate) fn split(value: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (at, c) in value.char_indices() {
        if c == separator && !escaped {
            parts.push(value.get(from..at).unwrap_or_default());
            from = at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(value.get(from..).unwrap_or_default());
    parts
}

/// The components of a structured value, each a list of texts.
pub(crate) fn components(value: &str) -> Vec<Vec<String>> {
    split(value, ';')
        .into_iter()
        .map(|of| split(of, ',').into_iter().map(unescape).collect())
        .collect()
}

/// A structured value of such components.
pub(crate) fn structured(components: &[Vec<String>]) -> String {
    let list = |of: &Vec<String>| of.iter().map(|text| escape(text)).collect::<Vec<_>>().join(",");
    components.iter().map(list).collect::<Vec<_>>().join(";")
}

/// A value without line breaks: they would end the line.
pub(crate) fn one_line(value: &str) -> String {
    if value.contains(['\r', '\n']) {
        value.replace("\r\n", "\\n").replace(['\n', '\r'], "\\n")
    } else {
        value.to_owned()
    }
}

/// The octets of a quoted-printable text (RFC 2045). What is no code stands for itself.
pub(crate) fn quoted_printable(text: &str) -> Vec<u8> {
    coded(text, b'=')
}

/// The octets of a text in which a mark and two digits are an octet.
fn coded(text: &str, mark: u8) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = match (first, tail) {
            (first, [high, low, ..]) if *first == mark => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                octets.push(high << 4 | low);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                octets.push(*first);
                rest = tail;
            }
        }
    }
    octets
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|of| u8::try_from(of).ok())
}

/// The text of octets in a charset; none when they are not of it, or it is not known.
pub(crate) fn decode_charset(octets: &[u8], charset: Option<&str>) -> Option<String> {
    let charset = charset.unwrap_or("utf-8").to_ascii_lowercase();
    if matches!(charset.as_str(), "utf-8" | "utf8" | "us-ascii") {
        return String::from_utf8(octets.to_vec()).ok();
    }
    charset_decoder(charset.as_bytes()).map(|decode| decode(octets))
}

/// A URI's text with its percent codes undone; the text itself when they are no UTF-8.
pub(crate) fn percent_decoded(uri: &str) -> String {
    String::from_utf8(coded(uri, b'%')).unwrap_or_else(|_| uri.to_owned())
}

/// A text as a part of a URI's path.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for octet in text.bytes() {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'+' => {
                encoded.push(char::from(octet));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// Text that says something, without blanks around it.
pub(crate) fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for text in ["a,b;c\\d\ne", "", "\\", "\\n", ";;,,", "ü\n"] {
            assert_eq!(unescape(&escape(text)), text);
            assert!(!escape(text).contains('\n'));
        }
        assert_eq!(unescape("a\\Nb\\:c\\"), "a\nb:c\\");
    }

    #[test]
    fn structures_are_split_where_nothing_is_escaped() {
        let parts = components("a\\;b;c,d\\,e;;\\\\;f");
        assert_eq!(parts, [vec!["a;b"], vec!["c", "d,e"], vec![""], vec!["\\"], vec!["f"]]);
        assert_eq!(structured(&parts), "a\\;b;c,d\\,e;;\\\\;f");
    }

    #[test]
    fn codes_are_undone_and_else_nothing() {
        assert_eq!(quoted_printable("a=41=4z=="), b"aA=4z==");
        assert_eq!(percent_decoded("a%20b=%zz%C3%BC"), "a b=%zzü");
        assert_eq!(percent_decoded("%FF"), "%FF");
        assert_eq!(percent_decoded(&percent_encoded("ü/ a")), "ü/ a");
        assert_eq!(decode_charset(b"\xFC", Some("ISO-8859-1")).as_deref(), Some("ü"));
        assert_eq!(decode_charset(b"\xFC", None), None);
    }
}
