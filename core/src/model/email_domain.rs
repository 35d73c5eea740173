//! The domain of an address: a host name, compared as its A-label.

use std::borrow::Cow;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use unicode_normalization::char::is_combining_mark;

use super::digits::ascii_digit;
use super::violation::{Rule, Violation};

/// The longest host name in text form, in octets (RFC 1035 section 2.3.4).
const MAX_OCTETS: usize = 253;
pub(super) const MAX_LABEL: usize = 63;

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
    // UTS 46 would drop them: what is dropped is repaired.
    if domain.chars().any(is_variation) {
        return Err(Violation::new("email", Rule::InvisibleCharacter));
    }
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
    if unicode.split('.').all(is_idna_2008) { Ok(ascii) } else { Err(syntax()) }
}

/// Selects a variant of the character before, and cannot be seen by itself.
fn is_variation(c: char) -> bool {
    matches!(c, '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}')
}

/// UTS 46 lets symbols through that IDNA 2008 (RFC 5892) keeps out of domains: letters, marks,
/// decimal digits and a few signs between letters remain.
fn is_idna_2008(label: &str) -> bool {
    let chars: Vec<char> = label.chars().collect();
    let at = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied();
    chars.iter().enumerate().all(|(i, c)| {
        let (before, behind) = (at(i.checked_sub(1)), at(i.checked_add(1)));
        match c {
            // Signs that stand beside certain letters alone (RFC 5892 appendix A).
            '·' => before == Some('l') && behind == Some('l'),
            '͵' => behind.is_some_and(is_greek),
            '׳' | '״' => before.is_some_and(is_hebrew),
            '・' => chars.iter().any(|c| is_japanese(*c)),
            '-' | '་' | '۽' | '۾' | '\u{200C}' | '\u{200D}' => true,
            other => is_letter(*other),
        }
    })
}

/// Letters, marks and decimal digits. Other numerals are left out, `〇` apart.
fn is_letter(c: char) -> bool {
    let letter = c == '〇' || c.is_alphabetic() && !c.is_numeric();
    !is_left_out(c) && (letter || is_combining_mark(c) || ascii_digit(c).is_some())
}

/// Letters and marks that RFC 5892 leaves out: those that only lengthen a line or repeat what stands
/// before, and the parts of Hangul syllables.
fn is_left_out(c: char) -> bool {
    matches!(c,
        '\u{0640}' | '\u{07FA}' | '\u{302E}' | '\u{302F}' | '\u{3031}'..='\u{3035}' | '\u{303B}'
        | '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97F}' | '\u{D7B0}'..='\u{D7FF}')
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}')
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{0591}'..='\u{05F4}')
}

/// Hiragana, Katakana and Han, without the middle dot itself.
fn is_japanese(c: char) -> bool {
    matches!(c,
        '々' | '〇' | '\u{3041}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FD}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{1B000}'..='\u{1B16F}' | '\u{20000}'..='\u{323AF}')
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
