//! The domain of an address: a host name, compared as its A-label.

use std::borrow::Cow;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use unicode_normalization::char::is_combining_mark;

use super::violation::{Rule, Violation};

/// The longest host name in text form, in octets (RFC 1035 section 2.3.4).
const MAX_OCTETS: usize = 253;
const MAX_LABEL: usize = 63;

/// The domain in lower-case A-label form (UTS 46, non-transitional, STD 3), without the dot of the
/// DNS root.
pub(super) fn to_a_label(domain: &str, allow_local: bool) -> Result<Cow<'_, str>, Violation> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    if domain.is_empty() {
        return Err(Violation::new("email", Rule::EmptyDomain));
    }
    if domain.starts_with('[') {
        return Err(Violation::new("email", Rule::DomainIsAddress));
    }
    let ascii = if is_plain_host(domain) { lower(domain) } else { international(domain)? };
    check_labels(&ascii, allow_local)?;
    Ok(ascii)
}

/// The domain as people read it.
pub(super) fn to_unicode(ascii: &str) -> String {
    Uts46::new().to_unicode(ascii.as_bytes(), AsciiDenyList::STD3, Hyphens::Check).0.into_owned()
}

/// ASCII letters, digits, hyphens and dots, and nothing that IDNA would have to look at.
fn is_plain_host(domain: &str) -> bool {
    domain.len() <= MAX_OCTETS
        && domain.split('.').all(|label| {
            let bytes = label.as_bytes();
            (1..=MAX_LABEL).contains(&bytes.len())
                && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
                && bytes.get(2..4) != Some(b"--")
        })
}

fn lower(domain: &str) -> Cow<'_, str> {
    if domain.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(domain.to_ascii_lowercase())
    } else {
        Cow::Borrowed(domain)
    }
}

fn international(domain: &str) -> Result<Cow<'_, str>, Violation> {
    let syntax = || Violation::new("email", Rule::DomainSyntax);
    let uts46 = Uts46::new();
    // Lengths are counted apart, so that the answer can say which rule was broken.
    let ascii = uts46
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Ignore)
        .map_err(|_| syntax())?;
    if ascii.split('.').any(str::is_empty) {
        return Err(syntax());
    }
    if ascii.len() > MAX_OCTETS || ascii.split('.').any(|label| label.len() > MAX_LABEL) {
        return Err(Violation::limited("email", Rule::DomainTooLong, MAX_OCTETS as u32));
    }
    let unicode = to_unicode(&ascii);
    if unicode.chars().all(is_idna_2008) { Ok(ascii) } else { Err(syntax()) }
}

/// UTS 46 lets symbols through that IDNA 2008 (RFC 5892) keeps out of domains: letters, marks,
/// decimal digits and a few signs between letters remain.
fn is_idna_2008(c: char) -> bool {
    c.is_alphanumeric()
        || is_combining_mark(c)
        || matches!(
            c,
            '-' | '.' | '·' | '͵' | '׳' | '״' | '་' | '・' | '۽' | '۾' | '\u{200C}' | '\u{200D}'
        )
}

fn check_labels(ascii: &str, allow_local: bool) -> Result<(), Violation> {
    let Some((_, top)) = ascii.rsplit_once('.') else {
        let numeric = ascii.bytes().all(|b| b.is_ascii_digit());
        return match (allow_local, numeric) {
            (true, false) => Ok(()),
            (true, true) => Err(Violation::new("email", Rule::DomainSyntax)),
            (false, _) => Err(Violation::new("email", Rule::DomainNotDotted)),
        };
    };
    if !top.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    // No top-level domain is a number (RFC 3696 section 2); four numbers are an IP address.
    let octets = ascii.split('.').filter(|label| label.parse::<u8>().is_ok()).count();
    let rule = if octets == 4 { Rule::DomainIsAddress } else { Rule::DomainSyntax };
    Err(Violation::new("email", rule))
}
