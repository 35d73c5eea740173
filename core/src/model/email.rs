//! Email addresses: accepted or refused, never repaired.

use std::borrow::Cow;
use std::fmt;

use email_address::EmailAddress;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::email_domain;
use super::email_plain;
use super::text::is_invisible;
use super::violation::{Rule, Violation};

/// An email address: a mailbox of RFC 5321 (RFC 6531 for other scripts) with a dotted domain.
///
/// It is kept as typed, and compared by its [`match_key`](Self::match_key).
///
/// ```
/// use customer_core::parse_email;
///
/// let typed = parse_email("Anna.Müller@MÜNCHEN.de")?;
/// assert_eq!(typed.as_typed(), "Anna.Müller@MÜNCHEN.de");
/// assert_eq!(typed.match_key(), "anna.müller@xn--mnchen-3ya.de");
/// assert!(parse_email("anna@@example.com").is_err());
/// # Ok::<(), customer_core::Error>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "EmailText", into = "EmailDetails")]
pub struct Email {
    typed: String,
    key: String,
}

/// How an email address is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EmailOptions {
    /// Takes domains of one label (`anna@intranet`), for books inside one network.
    pub allow_local_domains: bool,
}

/// The longest local part, in octets (RFC 5321 section 4.5.3.1.1).
pub(super) const MAX_LOCAL: usize = 64;
/// The longest address, in octets (RFC 5321 section 4.5.3.1.3 less the angle brackets).
pub(super) const MAX_ADDRESS: usize = 254;
/// Texts longer than this are no addresses in whatever form; nothing more is asked of them.
const MAX_TEXT: usize = 2_000;

/// The beginning of an address in the form that keys have.
#[cfg(feature = "sqlite")]
pub(crate) fn fold_beginning(text: &str) -> String {
    fold_local(text).into_owned()
}

impl Email {
    /// Reads an address. White space around it is not part of it; everything else is, so that a
    /// text either is an address or is refused.
    ///
    /// # Errors
    /// A violation of `email`, with the first rule that the text breaks.
    pub fn parse(text: &str, options: &EmailOptions) -> Result<Self, Violation> {
        let typed = text.trim();
        match email_plain::key(typed) {
            Some(key) => Ok(Self { typed: typed.to_owned(), key }),
            None => Self::read(typed, options),
        }
    }

    /// Reads whatever there can be.
    fn read(typed: &str, options: &EmailOptions) -> Result<Self, Violation> {
        check_characters(typed)?;
        let (local, domain) = split(typed)?;
        let local = check_local(local)?;
        let domain = email_domain::to_a_label(domain, options.allow_local_domains)?;
        let at = typed.len() - typed.rsplit_once('@').map_or(0, |(_, domain)| domain.len());
        if at + domain.len() > MAX_ADDRESS {
            return Err(Violation::limited("email", Rule::TooLong, MAX_ADDRESS as u32));
        }
        let key = format!("{}@{domain}", local_key(&local));
        Ok(Self { typed: typed.to_owned(), key })
    }

    /// Puts back together what was taken apart to be stored.
    pub(crate) fn from_stored(typed: String, key: String) -> Self {
        Self { typed, key }
    }

    /// The address as it was typed, without white space around it.
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// The key under which spellings of one address meet: the domain as lower-case A-label, the
    /// local part in NFC and lower case without needless quotes. Nothing else is folded: dots and
    /// `+` tags are part of the address.
    pub fn match_key(&self) -> &str {
        &self.key
    }

    /// The domain of the key: lower-case A-label.
    pub fn domain(&self) -> &str {
        self.key.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The local part of the key.
    pub fn local_part(&self) -> &str {
        self.key.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The domain as people read it.
    pub fn domain_unicode(&self) -> String {
        email_domain::to_unicode(self.domain())
    }

    /// A coarser key under which related addresses meet: a `+` tag taken off, and for Gmail the dots
    /// and the second name of its domain. Two addresses that meet here may be one person's, so the
    /// library only ever suggests by it.
    pub fn related_key(&self) -> Cow<'_, str> {
        let (local, domain) = (self.local_part(), self.domain());
        if local.starts_with('"') {
            return Cow::Borrowed(&self.key);
        }
        let plain = local.split_once('+').map_or(local, |(plain, _)| plain);
        let gmail = matches!(domain, "gmail.com" | "googlemail.com");
        if !gmail && plain.len() == local.len() || plain.is_empty() {
            return Cow::Borrowed(&self.key);
        }
        let plain = if gmail { Cow::Owned(plain.replace('.', "")) } else { Cow::Borrowed(plain) };
        Cow::Owned(format!("{plain}@{}", if gmail { "gmail.com" } else { domain }))
    }

    /// True for mailboxes of a role, such as `info@` or `support@`, behind which people change.
    pub fn is_role_address(&self) -> bool {
        const ROLES: &[&str] = &[
            "abuse",
            "accounting",
            "accounts",
            "admin",
            "billing",
            "contact",
            "enquiries",
            "feedback",
            "hello",
            "help",
            "helpdesk",
            "hostmaster",
            "hr",
            "info",
            "information",
            "inquiries",
            "it",
            "jobs",
            "kontakt",
            "mail",
            "marketing",
            "office",
            "orders",
            "press",
            "privacy",
            "reception",
            "sales",
            "security",
            "service",
            "shop",
            "support",
            "team",
            "webmaster",
        ];
        let plain = self.local_part().split_once('+').map_or(self.local_part(), |(plain, _)| plain);
        ROLES.binary_search(&plain).is_ok()
    }
}

/// Two addresses are equal when their keys are.
impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Email {}

impl std::hash::Hash for Email {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

/// Shows that there is an address, not which.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email([redacted])")
    }
}

fn broken(rule: Rule) -> Violation {
    Violation::new("email", rule)
}

fn check_characters(typed: &str) -> Result<(), Violation> {
    if typed.is_empty() {
        return Err(broken(Rule::Required));
    }
    if typed.len() > MAX_TEXT {
        return Err(Violation::limited("email", Rule::TooLong, MAX_ADDRESS as u32));
    }
    if typed.is_ascii() {
        return if typed.bytes().any(|b| b.is_ascii_control()) {
            Err(broken(Rule::ControlCharacter))
        } else {
            Ok(())
        };
    }
    for c in typed.chars() {
        if c.is_control() {
            return Err(broken(Rule::ControlCharacter));
        }
        if is_invisible(c) || is_no_character(c) {
            return Err(broken(Rule::InvisibleCharacter));
        }
        if c.is_whitespace() && c != ' ' {
            return Err(broken(Rule::WhiteSpace));
        }
    }
    Ok(())
}

/// Private use and non-characters: they mean nothing outside one program.
fn is_no_character(c: char) -> bool {
    let point = u32::from(c);
    matches!(point, 0xE000..=0xF8FF | 0xF_0000.. | 0xFDD0..=0xFDEF | 0xFFFD)
        || point & 0xFFFE == 0xFFFE
}

/// Splits at the `@` that no quotes enclose.
fn split(typed: &str) -> Result<(&str, &str), Violation> {
    let at = match typed.strip_prefix('"') {
        Some(quoted) => {
            closing_quote(quoted).map(|end| end + 2).ok_or(broken(Rule::LocalPartSyntax))?
        }
        None => typed.find('@').ok_or(broken(Rule::NoAtSign))?,
    };
    let (local, rest) = typed.split_at_checked(at).ok_or(broken(Rule::NoAtSign))?;
    let Some(domain) = rest.strip_prefix('@') else {
        let rule = if rest.contains('@') { Rule::LocalPartSyntax } else { Rule::NoAtSign };
        return Err(broken(rule));
    };
    if domain.contains('@') {
        return Err(broken(Rule::ManyAtSigns));
    }
    if local.is_empty() {
        return Err(broken(Rule::EmptyLocalPart));
    }
    if !local.starts_with('"') && local.contains(' ') || domain.contains(' ') {
        return Err(broken(Rule::WhiteSpace));
    }
    Ok((local, domain))
}

/// The offset of the quote that ends a quoted string, its opening quote already read.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}

/// The local part with its quotes and backslashes undone, when it is one.
fn check_local(local: &str) -> Result<Cow<'_, str>, Violation> {
    if local.len() > MAX_LOCAL {
        return Err(Violation::limited("email", Rule::LocalPartTooLong, MAX_LOCAL as u32));
    }
    match local.strip_prefix('"').and_then(|local| local.strip_suffix('"')) {
        Some(quoted) => unquote(quoted).map(Cow::Owned).ok_or(broken(Rule::LocalPartSyntax)),
        None if is_dot_string(local) => Ok(Cow::Borrowed(local)),
        None => Err(broken(Rule::LocalPartSyntax)),
    }
}

/// Quoted-string of RFC 5321 section 4.1.2: printable ASCII, with `\` before `"` and `\`; RFC 6531
/// adds the other scripts.
fn unquote(quoted: &str) -> Option<String> {
    let mut plain = String::with_capacity(quoted.len());
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => chars.next().filter(char::is_ascii)?,
            '"' => return None,
            other => other,
        };
        plain.push(c);
    }
    // Else it would change the quote before it.
    (!plain.starts_with(joins)).then_some(plain)
}

/// Joins the character before it.
fn joins(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}')
}

/// Dot-string of RFC 5321, with RFC 6531's other scripts. The grammar is the crate's; it takes some
/// scripts for ASCII and refuses them, so they go in as a letter. It is asked of the NFC, in which a
/// Greek question mark is a semicolon.
fn is_dot_string(local: &str) -> bool {
    // The crate takes a quoted string too: `":"` written without more quotes would be another's key.
    if local.starts_with('"') {
        return false;
    }
    if local.is_ascii() {
        return EmailAddress::is_valid_local_part(local);
    }
    let surrogate: String = local.nfc().map(|c| if c.is_ascii() { c } else { 'x' }).collect();
    !local.starts_with(joins) && EmailAddress::is_valid_local_part(&surrogate)
}

/// Lower case by character, so that the key does not depend on what stands beside a letter.
fn local_key(local: &str) -> Cow<'_, str> {
    let folded = fold_local(local);
    if is_dot_string(&folded) { folded } else { Cow::Owned(quote(&folded)) }
}

fn fold_local(local: &str) -> Cow<'_, str> {
    if local.is_ascii() {
        if local.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(local.to_ascii_lowercase())
        } else {
            Cow::Borrowed(local)
        }
    } else {
        let lower =
            local.nfc().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c });
        Cow::Owned(lower.nfc().collect())
    }
}

fn quote(plain: &str) -> String {
    let mut quoted = String::with_capacity(plain.len() + 2);
    quoted.push('"');
    for c in plain.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// What is read back: the text alone.
#[derive(Deserialize)]
struct EmailText {
    typed: String,
}

impl TryFrom<EmailText> for Email {
    type Error = Violation;

    fn try_from(text: EmailText) -> Result<Self, Violation> {
        // An address of a book that allows local domains must come back too.
        Self::parse(&text.typed, &EmailOptions { allow_local_domains: true })
    }
}

/// What is written: the text, and what follows from it.
#[derive(Serialize)]
struct EmailDetails {
    typed: String,
    match_key: String,
    domain: String,
    domain_unicode: String,
    role_address: bool,
}

impl From<Email> for EmailDetails {
    fn from(email: Email) -> Self {
        Self {
            domain: email.domain().to_owned(),
            domain_unicode: email.domain_unicode(),
            role_address: email.is_role_address(),
            typed: email.typed,
            match_key: email.key,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Email, Rule> {
        Email::parse(text, &EmailOptions::default()).map_err(|violation| violation.rule)
    }

    #[test]
    fn needless_quotes_are_not_part_of_the_key() {
        assert_eq!(parse(r#""john"@example.com"#).unwrap().match_key(), "john@example.com");
        assert_eq!(parse(r#""J\oHn"@example.com"#).unwrap().match_key(), "john@example.com");
        assert_eq!(
            parse(r#""john doe"@example.com"#).unwrap().match_key(),
            r#""john doe"@example.com"#
        );
        assert_eq!(
            parse(r#""a\"b\\"@example.com"#).unwrap().match_key(),
            r#""a\"b\\"@example.com"#
        );
        assert_eq!(parse(r#""a@b"@example.com"#).unwrap().domain(), "example.com");
    }

    #[test]
    fn related_addresses_meet_only_in_the_related_key() {
        for (a, b) in [
            ("anna+shop@example.com", "anna@example.com"),
            ("an.na@googlemail.com", "anna+x@gmail.com"),
        ] {
            let (a, b) = (parse(a).unwrap(), parse(b).unwrap());
            assert_ne!(a.match_key(), b.match_key());
            assert_eq!(a.related_key(), b.related_key());
        }
        assert_eq!(parse("+tag@example.com").unwrap().related_key(), "+tag@example.com");
        assert_ne!(parse("an.na@example.com").unwrap().related_key(), "anna@example.com");
    }

    #[test]
    fn roles_are_sorted_for_the_search() {
        assert!(parse("support@example.com").unwrap().is_role_address());
        assert!(parse("webmaster+x@example.com").unwrap().is_role_address());
        assert!(parse("abuse@example.com").unwrap().is_role_address());
        assert!(!parse("anna@example.com").unwrap().is_role_address());
    }

    proptest! {
        #[test]
        fn keys_are_idempotent(local in r#"[\PC&&[^@]]{1,20}"#, domain in "[a-zäöß]{1,10}\\.[a-z]{2,6}") {
            if let Ok(email) = parse(&format!("{local}@{domain}")) {
                let again = parse(email.match_key()).expect("a key is an address");
                prop_assert_eq!(again.match_key(), email.match_key());
            }
        }

        /// The short way and the long way give one answer.
        #[test]
        fn plain_addresses_have_the_key_of_all_others(
            text in r"[a-zA-Z0-9.+'_\-]{0,70}@{0,2}([a-zA-Z0-9\-]{0,66}\.?){1,4}[@. é]?"
        ) {
            if let Some(key) = email_plain::key(&text) {
                let read = Email::read(&text, &EmailOptions::default()).expect("it is an address");
                prop_assert_eq!(read.match_key(), key);
            }
        }

        #[test]
        fn usual_addresses_are_plain(
            text in r"[a-z0-9+'_]{1,9}(\.[A-Z!#$%&*/=?^`{|}~\-]{1,9}){0,3}@([a-zA-Z0-9]{1,20}\.){1,3}[a-z]{2,9}"
        ) {
            let read = Email::read(&text, &EmailOptions::default()).expect("it is an address");
            prop_assert_eq!(email_plain::key(&text), Some(read.match_key().to_owned()));
        }

        #[test]
        fn any_text_is_accepted_or_refused(text in "\\PC{0,60}") {
            if let Ok(email) = parse(&text) {
                prop_assert_eq!(email.as_typed(), text.trim());
            }
        }
    }
}
