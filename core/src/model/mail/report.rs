//! Delivery-status notifications (RFC 3464).

use super::block::HeaderBlock;
use crate::model::message::ReportedRecipient;

/// The most recipients that are read from one report.
pub(super) const MAX_RECIPIENTS: usize = 100;

/// The most groups of fields that are read; one is about the message, one about each recipient.
const MAX_GROUPS: usize = 4 * MAX_RECIPIENTS;

/// The recipients that the delivery-status parts speak of. The first group of fields is about the
/// message; each group behind it about one recipient.
pub(super) fn recipients(parts: &[Vec<u8>]) -> Vec<ReportedRecipient> {
    let (mut recipients, mut groups) = (Vec::new(), 0);
    for part in parts {
        let mut rest = part.as_slice().trim_ascii_start();
        while !rest.is_empty() && recipients.len() < MAX_RECIPIENTS && groups < MAX_GROUPS {
            groups += 1;
            let (group, body) = HeaderBlock::split(rest);
            recipients.extend(recipient(&group));
            rest = body.trim_ascii_start();
        }
    }
    recipients
}

fn recipient(group: &HeaderBlock<'_>) -> Option<ReportedRecipient> {
    // Aliases and forwards make the final recipient another address than the one we wrote to.
    let address = ["original-recipient", "final-recipient"]
        .iter()
        .find_map(|name| group.text(name).as_deref().and_then(address_of))?;
    Some(ReportedRecipient {
        address,
        action: group.text("action").map(|action| action.to_ascii_lowercase()),
        status: group.text("status").and_then(|status| enhanced_status(&status)),
    })
}

/// The address behind its type: `rfc822; anna@example.com`.
fn address_of(text: &str) -> Option<String> {
    let (kind, address) = text.split_once(';').unwrap_or(("rfc822", text));
    let known = matches!(kind.trim().to_ascii_lowercase().as_str(), "rfc822" | "utf-8");
    let address = address.trim().trim_start_matches('<').trim_end_matches('>').trim();
    (known && address.contains('@')).then(|| address.to_owned())
}

/// `5.1.1 (bad destination)` is 5.1.1.
fn enhanced_status(text: &str) -> Option<String> {
    let code = text.split([' ', '\t', '(']).next()?;
    let mut parts = code.split('.');
    let class = matches!(parts.next(), Some("2" | "4" | "5"));
    let details = parts.clone().count() == 2
        && parts
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    (class && details).then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_behind_the_first_is_a_recipient() {
        let part = b"Reporting-MTA: dns; mx.example.com\r\n\r\n\
            Final-Recipient: rfc822; a@b.com\r\nAction: Failed\r\nStatus: 5.1.1 (no such user)\r\n\r\n\
            Original-Recipient: rfc822;orig@b.com\r\nFinal-Recipient: rfc822; alias@c.com\r\nAction: delayed\r\nStatus: 4.2.2\r\n";
        let found = recipients(&[part.to_vec()]);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].address.as_str(), found[0].action.as_deref(), found[0].status.as_deref()),
            ("a@b.com", Some("failed"), Some("5.1.1"))
        );
        assert_eq!(
            (found[1].address.as_str(), found[1].status.as_deref()),
            ("orig@b.com", Some("4.2.2"))
        );
    }

    #[test]
    fn broken_status_codes_are_no_codes() {
        for text in ["", "5", "5.1", "9.1.1", "5.1.1.1", "5..1", "x.y.z"] {
            assert_eq!(enhanced_status(text), None, "{text}");
        }
    }
}
