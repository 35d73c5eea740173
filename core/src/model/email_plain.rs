//! The addresses that nearly everybody has, seen through in one pass: ASCII, a dot-string, a dotted
//! host name. Whatever is not clearly one of them is read by the long way, which gives the same key.

use super::email::{MAX_ADDRESS, MAX_LOCAL};
use super::email_domain::MAX_LABEL;

/// The key of a plain address.
pub(super) fn key(typed: &str) -> Option<String> {
    let bytes = typed.as_bytes();
    let at = bytes.iter().position(|b| *b == b'@')?;
    let (local, domain) = (bytes.get(..at)?, bytes.get(at + 1..)?);
    let plain = bytes.len() <= MAX_ADDRESS && is_dot_string(local) && is_host_name(domain);
    plain.then(|| typed.to_ascii_lowercase())
}

/// `atext` of RFC 5322 section 3.2.3, divided by single dots.
fn is_dot_string(local: &[u8]) -> bool {
    let mut before = b'.';
    for b in local {
        let divides = *b == b'.' && before != b'.';
        if !(divides || b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(b)) {
            return false;
        }
        before = *b;
    }
    // An empty one ends as it began.
    before != b'.' && local.len() <= MAX_LOCAL
}

/// At least two labels of letters, digits and inner hyphens, and nothing that IDNA would look at. The
/// last label is no number.
fn is_host_name(domain: &[u8]) -> bool {
    let mut labels = 0;
    let mut numeric = true;
    for label in domain.split(|b| *b == b'.') {
        labels += 1;
        numeric = true;
        for b in label {
            if !(b.is_ascii_alphanumeric() || *b == b'-') {
                return false;
            }
            numeric &= b.is_ascii_digit();
        }
        let inner = label.first() != Some(&b'-') && label.last() != Some(&b'-');
        if label.is_empty()
            || label.len() > MAX_LABEL
            || !inner
            || label.get(2..4) == Some(b"--".as_slice())
        {
            return false;
        }
    }
    labels > 1 && !numeric
}
