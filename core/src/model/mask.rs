//! Masks: the form of a value without the value.

use super::contact::PointValue;
use super::email::Email;
use super::handle::Handle;
use super::phone::Phone;

pub(crate) const DOTS: &str = "•••";
/// Of a shorter number the last two digits say too much.
const FEWEST_DIGITS: usize = 6;

/// Does a text show a mask? A value that was hidden must not come back as its own mask.
pub(crate) fn is_masked(text: &str) -> bool {
    text.contains(DOTS)
}

/// The first letter of each word.
pub(crate) fn text(value: &str) -> String {
    let words: Vec<String> = value.split_whitespace().map(word).collect();
    words.join(" ")
}

fn word(value: &str) -> String {
    let first = value.chars().next().filter(|first| first.is_alphabetic());
    first.map(String::from).unwrap_or_default() + DOTS
}

/// A contact point's address.
pub(crate) fn point(value: &PointValue) -> String {
    match value {
        PointValue::Email(address) => email(address),
        PointValue::Phone(number) => phone(number),
        PointValue::Handle(of) => handle(of),
    }
}

/// `j•••@e•••.com`
fn email(email: &Email) -> String {
    let typed = email.as_typed();
    let (local, domain) = typed.rsplit_once('@').unwrap_or((typed, ""));
    match domain.rsplit_once('.') {
        Some((name, last)) => format!("{}@{}.{last}", word(local), word(name)),
        None => format!("{}@{}", word(local), word(domain)),
    }
}

/// `+49 ••• ••67`
fn phone(phone: &Phone) -> String {
    let digits = phone.national_number().unwrap_or(phone.digits());
    let last = match digits.len().checked_sub(2).and_then(|at| digits.get(at..)) {
        Some(last) if digits.len() >= FEWEST_DIGITS => last,
        _ => "",
    };
    match phone.calling_code() {
        Some(code) => format!("+{code} {DOTS} ••{last}"),
        None => format!("{DOTS} ••{last}"),
    }
}

fn handle(handle: &Handle) -> String {
    word(handle.value())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::email::EmailOptions;
    use crate::model::handle::HandleChannel;
    use crate::model::phone::PhoneOptions;

    /// F3: the form stays, the value does not.
    #[test]
    fn masks_keep_the_form() {
        let email = |text: &str| {
            point(&PointValue::Email(Email::parse(text, &EmailOptions::default()).unwrap()))
        };
        let phone = |text: &str, region| {
            point(&PointValue::Phone(Phone::parse(text, region, &PhoneOptions::default()).unwrap()))
        };
        let handle = |channel, text: &str| {
            point(&PointValue::Handle(Handle::parse(channel, None, text).unwrap()))
        };
        assert_eq!(email("jane.doe@example.com"), "j•••@e•••.com");
        assert_eq!(email("7@mail.example.co.uk"), "•••@m•••.uk");
        assert_eq!(phone("+4915112345667", None), "+49 ••• ••67");
        assert_eq!(phone("0151 1234567", Some("DE")), "+49 ••• ••67");
        assert_eq!(phone("1234", None), "••• ••");
        assert_eq!(handle(HandleChannel::Twitter, "@jane"), "j•••");
        assert_eq!(text("Jane van  Doe"), "J••• v••• D•••");
        assert_eq!(text("Hauptstraße 12"), "H••• •••");
        assert_eq!(text("李小龍"), "李•••");
    }

    /// F3: nothing of the value beyond the form is left, however it was typed.
    #[test]
    fn masks_hide_all_but_the_first_letter() {
        for value in ["secret", "a b", "12345", "Ünsal", "\u{301}x"] {
            let shown = text(value);
            let kept = shown.chars().filter(|c| !matches!(c, '•' | ' ')).count();
            assert!(kept <= value.split_whitespace().count(), "{shown}");
            assert!(!shown.chars().any(|c| c.is_ascii_digit()), "{shown}");
        }
    }
}
