//! Finding the original sender in the text of a forwarded message.
//!
//! Text can lie, so what is found here is never believed further than a draft for a person.

use super::addresses::parse_addresses;
use crate::model::message::Mailbox;

/// How many lines are looked at.
const MAX_LINES: usize = 200;
/// How many lines behind a marker the sender must be found in.
const REACH: usize = 8;

/// What programs write above a forwarded message, folded to lower case: in the languages of the
/// large mail programs.
const FORWARD_MARKERS: &[&str] = &[
    "forwarded message",
    "begin forwarded message",
    "weitergeleitete nachricht",
    "message transféré",
    "message réexpédié",
    "mensaje reenviado",
    "messaggio inoltrato",
    "doorgestuurd bericht",
    "mensagem encaminhada",
    "mensagem reencaminhada",
    "przekazana wiadomość",
    "vidarebefordrat meddelande",
    "videresendt melding",
    "videresendt besked",
    "välitetty viesti",
    "пересылаемое сообщение",
    "переслане повідомлення",
    "iletilmiş mesaj",
    "yönlendirilen ileti",
    "転送メッセージ",
    "转发的邮件",
    "轉寄郵件",
    "전달된 메시지",
    "رسالة معاد توجيهها",
    "הודעה שהועברה",
];

/// What subjects of forwards begin with.
const FORWARD_PREFIXES: &[&str] = &[
    "fwd:",
    "fw:",
    "wg:",
    "tr:",
    "rv:",
    "enc:",
    "i:",
    "doorst:",
    "vs:",
    "vb:",
    "pd:",
    "ilt:",
    "转发:",
    "转发：",
    "轉寄:",
    "轉寄：",
    "転送:",
    "전달:",
];

/// How programs name the sender of a forwarded message.
const SENDER_LABELS: &[&str] = &[
    "from",
    "von",
    "de",
    "da",
    "van",
    "od",
    "från",
    "fra",
    "lähettäjä",
    "от",
    "від",
    "kimden",
    "gönderen",
    "差出人",
    "送信元",
    "发件人",
    "寄件者",
    "寄件人",
    "보낸 사람",
    "보낸사람",
    "من",
    "מאת",
    "από",
];

/// The original sender: the first line that names one, behind a marker of a forward, or anywhere
/// near the top when the subject says that it is a forward.
pub(super) fn original_sender(text: &str, subject: Option<&str>) -> Option<Mailbox> {
    let subject = subject.unwrap_or_default().trim_start().to_lowercase();
    let by_subject = FORWARD_PREFIXES.iter().any(|prefix| subject.starts_with(prefix));
    let lines: Vec<&str> = text.lines().take(MAX_LINES).collect();
    let behind_marker = lines
        .iter()
        .position(|line| is_marker(line))
        .and_then(|at| lines.iter().skip(at + 1).take(REACH).find_map(|line| sender_of(line)));
    behind_marker
        .or_else(|| if by_subject { lines.iter().find_map(|line| sender_of(line)) } else { None })
}

fn is_marker(line: &str) -> bool {
    let line = line.trim().trim_matches(['-', '_', '=', '*', ':', ' ']).to_lowercase();
    FORWARD_MARKERS.iter().any(|marker| line == *marker || line.starts_with(marker))
}

/// `Von: Jane Doe <jane@example.com>`, `*From:* jane@example.com`, `差出人：jane@example.com`.
fn sender_of(line: &str) -> Option<Mailbox> {
    let line = line.trim().trim_start_matches(['*', ' ']);
    let (label, rest) = line.split_once([':', '：'])?;
    let label = label.trim().trim_end_matches('*').trim().to_lowercase();
    if !SENDER_LABELS.contains(&label.as_str()) {
        return None;
    }
    let rest = rest.trim_start_matches('*').replace("[mailto:", "<").replace(']', ">");
    parse_addresses(&rest, true).mailboxes.into_iter().find(|mailbox| mailbox.address.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, subject: &str) -> Option<String> {
        original_sender(text, Some(subject)).map(|mailbox| mailbox.address)
    }

    #[test]
    fn forwards_of_many_programs_are_read() {
        for (subject, text) in [
            (
                "Fwd: x",
                "fyi\n\n---------- Forwarded message ---------\nFrom: Jane <jane@example.com>\nDate: ...",
            ),
            (
                "WG: x",
                "-----Ursprüngliche Nachricht-----\nVon: Jane [mailto:jane@example.com]\nGesendet: ...",
            ),
            (
                "x",
                "-------- Weitergeleitete Nachricht --------\nBetreff: \tx\nDatum: \tx\nVon: \tJane <jane@example.com>",
            ),
            ("Fwd: x", "Begin forwarded message:\n\n*From:* Jane <jane@example.com>"),
            ("转发：x", "发件人：Jane <jane@example.com>\n"),
            ("TR : x", "---------- Message transféré ----------\nDe : Jane <jane@example.com>"),
        ] {
            assert_eq!(found(text, subject).as_deref(), Some("jane@example.com"), "{text}");
        }
    }

    #[test]
    fn replies_and_letters_are_no_forwards() {
        assert_eq!(found("-----Original Message-----\nFrom: us@host.com\n", "Re: x"), None);
        assert_eq!(found("Hello,\nfrom: jane@example.com\n", "Question"), None);
        assert_eq!(found("---- Forwarded message ----\nno sender here", "Fwd: x"), None);
    }
}
