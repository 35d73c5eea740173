//! Reading what was typed as a phone number, before any numbering plan is asked.

use super::Phone;
use crate::model::digits::ascii_digit;
use crate::model::text::is_invisible;
use crate::model::violation::{Rule, Violation};

/// What the text itself says.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct TypedPhone {
    /// The text to keep: trimmed, without invisible characters.
    pub(super) kept: String,
    /// Where the number begins in it: behind a leading `tel:`.
    pub(super) number_at: usize,
    /// Nothing but ASCII digits and separators, and at most one `+` in front of them.
    pub(super) is_plain: bool,
    /// A `+` stands before the first digit.
    pub(super) plus: bool,
    /// The digits before the extension.
    pub(super) digits: String,
    /// The same with letters as a telephone keypad has them, when there are letters among them.
    pub(super) dialled: Option<String>,
    /// What looks like an extension.
    pub(super) extension: Option<String>,
}

impl TypedPhone {
    /// The text for the engine.
    pub(super) fn number(&self) -> &str {
        self.kept.get(self.number_at..).unwrap_or_default()
    }

    /// The digits that are left when the engine's own view of the extension is taken off.
    pub(super) fn take_digits_before(&mut self, extension: Option<&str>) -> String {
        let digits = std::mem::take(&mut self.digits);
        if extension.is_none() && self.extension.is_none() {
            return digits;
        }
        let all: String = self.number().chars().filter_map(ascii_digit).collect();
        match extension {
            None => all,
            Some(extension) => all.strip_suffix(extension).map_or(digits, str::to_owned),
        }
    }
}

/// Reads the text.
pub(super) fn read(text: &str) -> Result<TypedPhone, Violation> {
    match read_plain(text) {
        Some(typed) => Ok(typed),
        None => read_any(text),
    }
}

/// Reads a text of nothing but ASCII digits, separators and at most one `+` in front: the same as
/// [`read_any`], in a fraction of the time.
pub(super) fn read_plain(text: &str) -> Option<TypedPhone> {
    let kept = text.trim();
    if kept.len() > Phone::MAX_CHARS as usize {
        return None;
    }
    let mut digits = String::with_capacity(kept.len());
    let mut plus = false;
    for byte in kept.bytes() {
        match byte {
            b'0'..=b'9' => digits.push(char::from(byte)),
            b'+' if !plus && digits.is_empty() => plus = true,
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' => {}
            _ => return None,
        }
    }
    let (kept, number_at) = (kept.to_owned(), 0);
    let is_number = !digits.is_empty();
    let plain = TypedPhone {
        kept,
        number_at,
        is_plain: true,
        plus,
        digits,
        dialled: None,
        extension: None,
    };
    is_number.then_some(plain)
}

/// Reads whatever was typed.
pub(super) fn read_any(text: &str) -> Result<TypedPhone, Violation> {
    let kept = visible(text);
    if kept.is_empty() {
        return Err(Violation::new("phone", Rule::Required));
    }
    let mut room = ['\0'; Phone::MAX_CHARS as usize];
    let mut length = 0;
    for c in kept.chars() {
        let too_long = || Violation::limited("phone", Rule::TooLong, Phone::MAX_CHARS);
        // From here on it does not matter in what script a digit was typed.
        *room.get_mut(length).ok_or_else(too_long)? = ascii_digit(c).unwrap_or(c);
        length += 1;
    }
    let chars = room.get(..length).unwrap_or_default();
    if chars.iter().copied().any(char::is_control) {
        return Err(Violation::new("phone", Rule::ControlCharacter));
    }
    let number = strip_scheme(&kept);
    let number_at = kept.len() - number.len();
    let chars = chars.get(length - number.chars().count()..).unwrap_or_default();
    let (main, extension) = split_extension(chars);
    let (main, context) = split_parameters(main);
    let plus_at = |c: &char| matches!(c, '+' | '＋');
    let first = main.iter().find(|c| plus_at(c) || ascii_digit(**c).is_some());
    let plus = first.is_some_and(plus_at) || context.iter().any(plus_at);
    let mut digits = String::with_capacity(length);
    digits.extend(main.iter().copied().filter_map(ascii_digit));
    let dialled = keypad(main);
    Ok(TypedPhone { kept, number_at, is_plain: false, plus, digits, dialled, extension })
}

/// The text to keep. Numbers copied from address books carry invisible direction marks; nobody
/// typed them.
fn visible(text: &str) -> String {
    let text = text.trim();
    if !text.is_ascii() && text.chars().any(is_invisible) {
        let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        return visible.trim().to_owned();
    }
    text.to_owned()
}

/// RFC 3966 numbers begin with `tel:`.
fn strip_scheme(text: &str) -> &str {
    match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => {
            text.get(4..).unwrap_or_default().trim_start()
        }
        _ => text,
    }
}

/// RFC 3966 parameters (`;phone-context=`, `;isub=`) hold digits that belong to no number.
fn split_parameters(chars: &[char]) -> (&[char], &[char]) {
    let begins = |rest: &[char], name: &str| {
        let front = rest.iter().skip(1).take(name.len());
        front.map(char::to_ascii_lowercase).eq(name.chars())
    };
    let is_parameter = |rest: &[char]| begins(rest, "phone-context=") || begins(rest, "isub=");
    let at = (0..chars.len())
        .find(|i| chars.get(*i) == Some(&';') && chars.get(*i..).is_some_and(is_parameter));
    match at {
        Some(at) => chars.split_at(at),
        None => (chars, &[]),
    }
}

/// The words that announce an extension, the longest first; the signs among them announce one only
/// before few digits.
const EXTENSION_WORDS: &[(&str, usize)] = &[
    (";ext=", 20),
    ("extensión", 20),
    ("extension", 20),
    ("durchwahl", 15),
    ("anexo", 15),
    ("extn", 20),
    ("ext", 20),
    ("доб", 20),
    ("int", 9),
    ("ｅｘｔ", 20),
    ("ｘ", 9),
    ("x", 9),
    ("#", 6),
    ("＃", 6),
    ("~", 6),
    (",", 9),
    (";", 9),
];

/// Can a word of the list end so? Most texts end in a number without an extension, and what stands
/// in front of it is a separator.
fn ends_word(c: char) -> bool {
    matches!(
        c.to_ascii_lowercase(),
        '=' | 'n'
            | 'l'
            | 'o'
            | 't'
            | 'x'
            | '#'
            | '~'
            | ','
            | ';'
            | 'б'
            | 'Б'
            | 'ｔ'
            | 'Ｔ'
            | 'ｘ'
            | 'Ｘ'
            | '＃'
    )
}

/// Takes an extension off the end: a word of the list, then digits, then nothing but `#`.
fn split_extension(chars: &[char]) -> (&[char], Option<String>) {
    let end = chars.len() - chars.iter().rev().take_while(|c| matches!(c, '#' | ' ' | ')')).count();
    let digits_from =
        chars.iter().take(end).rposition(|c| ascii_digit(*c).is_none()).map_or(0, |at| at + 1);
    let ext = chars.get(digits_from..end).unwrap_or_default();
    let before = chars.get(..digits_from).unwrap_or_default();
    let gap = before.iter().rev().take_while(|c| matches!(c, ' ' | '.' | ':' | '\u{A0}')).count();
    let head = before.get(..before.len() - gap).unwrap_or_default();
    if ext.is_empty() || !head.last().is_some_and(|last| ends_word(*last)) {
        return (chars, None);
    }
    for (word, most) in EXTENSION_WORDS {
        let Some(main) = strip_word(head, word) else {
            continue;
        };
        let enough = main.iter().filter(|c| ascii_digit(**c).is_some()).count() >= 2;
        if enough && ext.len() <= *most {
            return (main, Some(ext.iter().copied().filter_map(ascii_digit).collect()));
        }
    }
    (chars, None)
}

fn strip_word<'c>(head: &'c [char], word: &str) -> Option<&'c [char]> {
    word.chars().rev().try_fold(head, |head, letter| {
        head.split_last().filter(|(last, _)| is_same_letter(**last, letter)).map(|(_, rest)| rest)
    })
}

fn is_same_letter(a: char, b: char) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(&b);
    }
    a.to_lowercase().eq(b.to_lowercase())
}

/// The digits that a person dials who reads letters off the keys (ITU-T E.161), when letters stand
/// behind the first digit.
fn keypad(main: &[char]) -> Option<String> {
    let first = main.iter().position(|c| ascii_digit(*c).is_some())?;
    let number = main.get(first..)?;
    if !number.iter().any(|c| key_of(*c).is_some()) {
        return None;
    }
    Some(number.iter().filter_map(|c| ascii_digit(*c).or_else(|| key_of(*c))).collect())
}

pub(super) fn key_of(c: char) -> Option<char> {
    Some(match c.to_ascii_uppercase() {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_kept_apart() {
        for (text, digits, extension) in [
            ("1234 ext. 56", "1234", Some("56")),
            ("1234x56", "1234", Some("56")),
            ("1234 #56", "1234", Some("56")),
            ("1234;ext=56", "1234", Some("56")),
            ("12345 доб. 678#", "12345", Some("678")),
            ("1234", "1234", None),
            ("x56", "56", None),
            ("tel:1234;phone-context=+4930", "1234", None),
        ] {
            let typed = read(text).unwrap();
            assert_eq!(
                (typed.digits.as_str(), typed.extension.as_deref()),
                (digits, extension),
                "{text}"
            );
        }
    }

    #[test]
    fn no_word_ends_in_a_letter_that_is_not_looked_at() {
        for c in '\0'..=char::MAX {
            let mut lasts = EXTENSION_WORDS.iter().filter_map(|(word, _)| word.chars().last());
            assert_eq!(ends_word(c), lasts.any(|last| is_same_letter(c, last)), "{c:?}");
        }
    }

    #[test]
    fn letters_are_dialled_as_keys() {
        assert_eq!(read("1-800-FLOWERS").unwrap().dialled.as_deref(), Some("18003569377"));
        assert_eq!(
            read("Mobil 0151 1234").unwrap().dialled,
            None,
            "a word before the number is no part of it"
        );
    }
}
