//! Does anybody vouch for From? The host's word, or an `Authentication-Results` header (RFC 8601) of
//! a server that the settings name. Nothing else does.

use crate::model::email::{Email, EmailOptions};
use crate::model::matching::{SenderAuth, VerifiedBy};
use crate::model::message::InboundEmail;

use super::patterns::SenderBook;
use super::read::Correspondents;

/// Who vouches for the sender of a message. A message with several senders has nobody to vouch for.
pub(crate) fn verified_by(
    auth: &SenderAuth,
    message: &InboundEmail,
    mail: &Correspondents,
    book: &SenderBook,
) -> VerifiedBy {
    let [from] = mail.from.as_slice() else {
        return VerifiedBy::Nobody;
    };
    if message.from_headers > 1 || mail.unreadable_from {
        return VerifiedBy::Nobody;
    }
    if let SenderAuth::Verified { domain } = auth
        && same_domain(domain, &from.email)
    {
        return VerifiedBy::Host;
    }
    // Only the topmost header can be the own server's: whatever stands below it came with the
    // message, and anybody can write that.
    let top = message.authentication_results.first();
    match top.and_then(|value| Results::read(value)) {
        Some(results)
            if results.is_trusted(&book.settings.authserv_ids)
                && results.vouch_for(&from.email) =>
        {
            VerifiedBy::AuthenticationResults
        }
        _ => VerifiedBy::Nobody,
    }
}

fn same_domain(domain: &str, email: &Email) -> bool {
    let options = EmailOptions { allow_local_domains: true };
    Email::parse(&format!("x@{}", domain.trim()), &options)
        .is_ok_and(|other| other.domain() == email.domain())
}

/// The value of an `Authentication-Results` header, comments taken out.
struct Results {
    authserv_id: String,
    methods: Vec<Method>,
}

struct Method {
    name: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Results {
    fn read(value: &str) -> Option<Self> {
        let plain = without_comments(value)?;
        let mut parts = split_outside_quotes(&plain, ';').into_iter();
        let authserv_id =
            parts.next()?.split_whitespace().next()?.trim_matches('"').to_ascii_lowercase();
        let methods = parts.filter_map(|part| Method::read(&part)).collect();
        Some(Self { authserv_id, methods })
    }

    fn is_trusted(&self, ids: &[String]) -> bool {
        ids.iter().any(|id| id.trim().eq_ignore_ascii_case(&self.authserv_id))
    }

    /// DMARC vouches for the domain of From; DKIM does when the signing domain is the same. A result
    /// that is given twice and differs counts for nothing.
    fn vouch_for(&self, from: &Email) -> bool {
        let dmarc: Vec<&Method> =
            self.methods.iter().filter(|method| method.name == "dmarc").collect();
        if !dmarc.is_empty() {
            return dmarc.iter().all(|m| m.result == "pass" && m.property_is("header.from", from));
        }
        self.methods.iter().filter(|m| m.name == "dkim" && m.result == "pass").any(|m| {
            // Some servers name the signing identity (`header.i=@example.com`) and not the domain.
            let property = if m.has("header.d") { "header.d" } else { "header.i" };
            m.property_is(property, from)
        })
    }
}

impl Method {
    /// `dmarc=pass (p=reject) header.from=example.com`
    fn read(part: &str) -> Option<Self> {
        let mut words = split_outside_quotes(part, ' ').into_iter().filter(|word| !word.is_empty());
        let (name, result) = split_pair(&words.next()?)?;
        let name = name.split('/').next().unwrap_or_default().to_owned();
        let properties = words.filter_map(|word| split_pair(&word)).collect();
        Some(Self { name, result, properties })
    }

    fn has(&self, name: &str) -> bool {
        self.properties.iter().any(|(of, _)| of == name)
    }

    /// The property is there, once, and names the domain of the address.
    fn property_is(&self, name: &str, email: &Email) -> bool {
        let mut values =
            self.properties.iter().filter(|(of, _)| of == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (Some(value), None) => same_domain(value.rsplit('@').next().unwrap_or_default(), email),
            _ => false,
        }
    }
}

fn split_pair(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_ascii_lowercase()))
}

/// Stands for an escaped character inside quotes.
const ESCAPED: char = '\u{FFFD}';

/// Takes comments out, and the white space around `=`. A value whose comments or quotes never close
/// says nothing.
fn without_comments(value: &str) -> Option<String> {
    let mut plain = String::with_capacity(value.len());
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for c in value.chars() {
        let literal = std::mem::take(&mut escaped);
        match c {
            '\\' if !literal && (quoted || depth > 0) => escaped = true,
            '"' if !literal && depth == 0 => {
                quoted = !quoted;
                plain.push(c);
            }
            '(' if !literal && !quoted => depth += 1,
            ')' if !literal && !quoted => depth = depth.checked_sub(1)?,
            _ if depth > 0 => {}
            // Whatever it is, it is no part of the syntax. What stands for it is in no domain.
            _ if literal => plain.push(ESCAPED),
            c if c.is_whitespace() && !quoted => plain.push(' '),
            c => plain.push(c),
        }
    }
    if depth > 0 || quoted {
        return None;
    }
    let mut tight = plain;
    for (loose, close) in [(" =", "="), ("= ", "=")] {
        while tight.contains(loose) {
            tight = tight.replace(loose, close);
        }
    }
    Some(tight)
}

fn split_outside_quotes(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        if c == at && !quoted {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::settings::SenderSettings;

    fn by(headers: &[&str]) -> VerifiedBy {
        let raw = format!("{}\r\nFrom: Anna <anna@example.com>\r\n\r\n", headers.join("\r\n"));
        let message = crate::model::mail::parse_message(raw.as_bytes());
        let settings = SenderSettings {
            authserv_ids: vec!["mx.host.example".into()],
            ..SenderSettings::default()
        };
        let book = SenderBook::compile(&settings).unwrap();
        verified_by(
            &SenderAuth::Unverified,
            &message,
            &super::super::read::read(&message, &EmailOptions::default()),
            &book,
        )
    }

    #[expect(clippy::too_many_lines, reason = "a table of headers and verdicts")]
    /// Dec.6: only the topmost block of a configured server, aligned with From.
    #[test]
    fn only_the_own_servers_topmost_block_is_believed() {
        use VerifiedBy::{AuthenticationResults as Yes, Nobody as No};
        const OURS: &str =
            "Authentication-Results: mx.host.example; dmarc=pass header.from=example.com";
        const FAIL: &str =
            "Authentication-Results: mx.host.example; dmarc=fail header.from=example.com";
        for (headers, wanted) in [
            (vec![OURS], Yes),
            (vec![FAIL, OURS], No),
            (
                vec![
                    "Authentication-Results: evil.example; dmarc=pass header.from=example.com",
                    OURS,
                ],
                No,
            ),
            (
                vec!["Authentication-Results: MX.Host.Example 1; dkim=pass header.d=example.com"],
                Yes,
            ),
            (vec!["Authentication-Results: mx.host.example; dkim=pass header.d=evil.example"], No),
            (vec!["Authentication-Results: mx.host.example; dkim=pass header.i=@example.com"], Yes),
            (
                vec![
                    "Authentication-Results: mx.host.example; dkim=pass header.d=evil.example header.i=@example.com",
                ],
                No,
            ),
            (
                vec![
                    "Authentication-Results: mx.host.example; dkim=pass header.d=example.com; dmarc=fail header.from=example.com",
                ],
                No,
            ),
            (
                vec![
                    "Authentication-Results: mx.host.example; dmarc=pass header.from=evil.example",
                ],
                No,
            ),
            (vec!["Authentication-Results: mx.host.example; dmarc=pass"], No),
            (
                vec!["Authentication-Results: mx.host.example; spf=pass smtp.mailfrom=example.com"],
                No,
            ),
            (
                vec![
                    "Authentication-Results: mx.host.example (; dmarc=pass header.from=example.com)",
                ],
                No,
            ),
            (
                vec![
                    "Authentication-Results: mx.host.example; x=\"; dmarc=pass header.from=example.com\"",
                ],
                No,
            ),
            (
                vec![
                    "Authentication-Results: mx.host.example (mx.other; dmarc=pass)\r\n ; dmarc=pass (p=none)\r\n header.from=example.com",
                ],
                Yes,
            ),
            (
                vec![
                    "Authentication-Results: mx.host.example; dmarc = pass header.from = example.com",
                ],
                Yes,
            ),
            (
                vec![
                    "Authentication-Results: mx.host.example; dmarc=pass header.from=example.com header.from=evil.example",
                ],
                No,
            ),
            (
                vec![
                    "Authentication-Results: mx.host.example; dmarc=pass header.from=evil.example; dmarc=pass header.from=example.com",
                ],
                No,
            ),
            (vec!["Authentication-Results: mx.host.example; none"], No),
            (vec!["Authentication-Results: "], No),
            (
                vec![
                    "X-Authentication-Results: mx.host.example; dmarc=pass header.from=example.com",
                ],
                No,
            ),
            (vec![OURS, "From: Eve <eve@evil.example>"], No),
        ] {
            assert_eq!(by(&headers), wanted, "{headers:?}");
        }
    }
}
