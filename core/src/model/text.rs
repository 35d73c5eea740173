//! Text that people typed: what is kept of it, and what is refused.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::violation::{Rule, Violation};

/// Characters that cannot be seen and can hide, reorder or forge what is seen: zero-width spaces,
/// direction marks, overrides and isolates, byte order marks, soft hyphens, tags, line and
/// paragraph separators. The joiners U+200C and U+200D are not among them, since Persian and Indic
/// names need them.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// True for characters that no single line of text may hold: controls (C0, C1) and invisible ones.
pub(crate) fn is_forbidden(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

/// One line of text as it is kept: controls and invisible characters are taken out (a tab or a line
/// break becomes a space), runs of white space become one space, the ends are trimmed. `None` when
/// nothing is left.
///
/// This is for what a person reads (names, streets, labels). Addresses are never cleaned: they are
/// accepted or refused.
pub(crate) fn clean_line(text: &str) -> Option<String> {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_forbidden(c) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    // A line of joiners alone shows nothing either.
    line.chars().any(|c| !matches!(c, '\u{200C}' | '\u{200D}' | ' ')).then_some(line)
}

/// A cleaned line of at most `max` characters (Unicode scalar values).
pub(crate) fn line_within(text: &str, field: &str, max: u32) -> Result<Option<String>, Violation> {
    match clean_line(text) {
        Some(line) if line.chars().count() > max as usize => {
            Err(Violation::limited(field, Rule::TooLong, max))
        }
        line => Ok(line),
    }
}

/// A folded form for sorting and for finding by eye: compatibility forms and marks removed, lower
/// case. Marks of Indic and other scripts that carry vowels are kept, since words differ by them.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_latin_mark(*c))
        .flat_map(char::to_lowercase)
        .flat_map(fold_letter)
        .nfkc()
        .collect()
}

/// The marks that European, Arabic and Hebrew scripts put on letters.
fn is_latin_mark(c: char) -> bool {
    is_combining_mark(c)
        && matches!(c, '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0487}' | '\u{0591}'..='\u{05C7}'
            | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Letters that have no decomposition, yet are sought by their plain neighbours.
fn fold_letter(c: char) -> impl Iterator<Item = char> {
    let plain: (char, Option<char>) = match c {
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'ø' => ('o', None),
        'đ' | 'ð' => ('d', None),
        'þ' => ('t', Some('h')),
        'ł' => ('l', None),
        'ı' => ('i', None),
        'ς' => ('σ', None),
        other => (other, None),
    };
    std::iter::once(plain.0).chain(plain.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cleaned_and_keep_what_is_seen() {
        assert_eq!(clean_line("  Anna\t\u{202E}Müller\r\n ").as_deref(), Some("Anna Müller"));
        assert_eq!(clean_line("عباس\u{200C}علی").as_deref(), Some("عباس\u{200C}علی"));
        assert_eq!(clean_line(" \u{200B}\u{FEFF} "), None);
        assert_eq!(clean_line("\u{200D}"), None);
    }

    #[test]
    fn cleaning_is_idempotent_over_every_character() {
        for c in '\0'..=char::MAX {
            let once = clean_line(&format!("a{c}b")).unwrap();
            assert_eq!(clean_line(&once).as_deref(), Some(once.as_str()), "U+{:04X}", u32::from(c));
            assert!(!once.chars().any(is_forbidden), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn limits_count_characters() {
        assert!(line_within(&"é".repeat(256), "name", 256).is_ok());
        let violation = line_within(&"é".repeat(257), "name", 256).unwrap_err();
        assert_eq!((violation.rule, violation.limit), (Rule::TooLong, Some(256)));
    }

    #[test]
    fn folding_brings_spellings_together() {
        for (a, b) in
            [("Müller", "muller"), ("ŁÓDŹ", "lodz"), ("Straße", "strasse"), ("ΝΙΚΟΣ", "νικος")]
        {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("किरण"), fold("करण"), "vowel signs are letters");
    }
}
