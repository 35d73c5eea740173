//! Email addresses as people have them, and as nobody should: quotes, dots, lengths at their limits,
//! other scripts, both directions of writing, characters that cannot be seen.

use std::iter;

use crate::dice::Dice;
use crate::email_words::{
    A_LABELS, BAD_A_LABELS, FAMILY, GIVEN, HOSTS, INVISIBLES, LABELS, OTHER_LOCALS, RIGHT_TO_LEFT,
    SIGNS, TOPS,
};

const SEED: u64 = 20_261_122;

/// A text, and the way in which it is written, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailRow {
    /// What was typed.
    pub text: String,
    /// The way in which it is written.
    pub kind: &'static str,
}

/// All rows, one after the other, without end.
pub fn email_rows() -> impl Iterator<Item = EmailRow> {
    let mut dice = Dice::new(SEED);
    iter::repeat_with(move || {
        let (kind, write) = dice.weighted(KINDS).unwrap_or(("plain", plain));
        EmailRow { text: write(&mut dice), kind }
    })
}

type Way = (&'static str, fn(&mut Dice) -> String);

/// The ways, and how many of 128 rows are written so.
const KINDS: &[(usize, Way)] = &[
    (34, ("plain", plain)),
    (8, ("other scripts before the at sign", other_local)),
    (9, ("other scripts in the domain", other_domain)),
    (7, ("A-labels", a_labels)),
    (9, ("quotes", quoted)),
    (5, ("dots", dots)),
    (7, ("lengths", lengths)),
    (5, ("both directions", directions)),
    (5, ("invisible characters", invisible)),
    (3, ("address literals", literals)),
    (4, ("names, brackets, comments", wrapped)),
    (3, ("white space", white_space)),
    (4, ("hyphens", hyphens)),
    (12, ("mutated", mutated)),
    (3, ("top-level domains", top_levels)),
    (2, ("garbage", garbage)),
    (8, ("any letter", any_letter)),
];

fn local(dice: &mut Dice) -> String {
    let (given, family) = (dice.word(GIVEN), dice.word(FAMILY));
    match dice.below(7) {
        0 => format!("{given}.{family}"),
        1 => format!("{given}{}", dice.below(1_000)),
        2 => format!("{given}+{family}"),
        3 => format!("{}_{family}", dice.below(100)),
        4 => format!("{given}-{family}").to_uppercase(),
        5 => dice
            .word(&["info", "Support", "no-reply", "postmaster", "a", "!#$%&'*+/=?^_`{|}~-"])
            .to_owned(),
        _ => given.to_owned(),
    }
}

fn host(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => format!(
            "{}{}.{}",
            dice.word(FAMILY),
            dice.below(500),
            dice.word(&["com", "de", "net", "IO"])
        ),
        1 => dice.word(HOSTS).to_uppercase(),
        _ => dice.word(HOSTS).to_owned(),
    }
}

fn plain(dice: &mut Dice) -> String {
    format!("{}@{}", local(dice), host(dice))
}

fn other_local(dice: &mut Dice) -> String {
    let (a, b) = (dice.word(OTHER_LOCALS), dice.word(OTHER_LOCALS));
    match dice.below(4) {
        0 => format!("{a}.{b}@{}", host(dice)),
        1 => format!("{a}{}@{}", dice.below(100), host(dice)),
        2 => format!("{a}@{}.{}", dice.word(LABELS), dice.word(TOPS)),
        _ => format!("{a}@{}", host(dice)),
    }
}

fn other_domain(dice: &mut Dice) -> String {
    let (a, top) = (dice.word(LABELS), dice.word(TOPS));
    let dot = dice.word(&[".", ".", ".", "。", "．", "｡"]);
    match dice.below(5) {
        0 => format!("{}@{a}{dot}{}.{top}", local(dice), dice.word(LABELS)),
        1 => format!("{}@{a}-{}{dot}{top}", local(dice), dice.word(LABELS)),
        2 => format!("{}@{}{dot}{top}", local(dice), a.to_uppercase()),
        3 => format!("{}@{a}{}{dot}{top}", local(dice), dice.below(10)),
        _ => format!("{}@{a}{dot}{top}", local(dice)),
    }
}

fn a_labels(dice: &mut Dice) -> String {
    let list = if dice.one_in(3) { BAD_A_LABELS } else { A_LABELS };
    let mut label = dice.word(list).to_owned();
    if dice.one_in(4) {
        let at = dice.between(4, label.len().max(4));
        let letter = dice.word(&["a", "z", "0", "9", "k", "-"]);
        if label.is_char_boundary(at.min(label.len())) {
            label.insert_str(at.min(label.len()), letter);
        }
    }
    format!("{}@{label}.{}", local(dice), dice.word(TOPS))
}

fn quoted(dice: &mut Dice) -> String {
    const PIECES: &[&str] = &[
        "john", "doe", " ", ".", "..", "@", "\\\"", "\\\\", "\"", "\\", ",", "<", ">", "(", ")",
        ":", ";", "[", "]", "\\a", "\\ ", "é", "用", "\\é", "\u{A0}", "\u{3000}", "x", "\t", "A",
        "\u{301}",
    ];
    let few = dice.between(0, 4);
    let inside: String = (0..few).map(|_| dice.word(PIECES)).collect();
    match dice.below(8) {
        0 => format!("\"{inside}\".{}@{}", dice.word(GIVEN), host(dice)),
        1 => format!("\"{inside}@{}", host(dice)),
        2 => format!("{inside}\"@{}", host(dice)),
        _ => format!("\"{inside}\"@{}", host(dice)),
    }
}

fn dots(dice: &mut Dice) -> String {
    let mut text = plain(dice);
    for _ in 0..dice.between(1, 2) {
        let at = match dice.below(4) {
            0 => 0,
            1 => text.len(),
            2 => text.find('@').unwrap_or(0) + dice.below(2),
            _ => text.find('.').unwrap_or(0),
        };
        text.insert(at, '.');
    }
    text
}

fn lengths(dice: &mut Dice) -> String {
    let label = |length: usize, dice: &mut Dice| {
        let other = if dice.one_in(4) { "é" } else { "" };
        format!("{}{other}", "b".repeat(length))
    };
    match dice.below(5) {
        0 => format!("{}@{}", "a".repeat(dice.between(62, 67)), host(dice)),
        1 => {
            let letter = dice.word(&["é", "用", "ж", "😀"]);
            let most = 64 / letter.len();
            format!("{}@{}", letter.repeat(dice.between(most - 1, most + 2)), host(dice))
        }
        2 => {
            let length = dice.between(56, 65);
            format!("{}@{}.com", local(dice), label(length, dice))
        }
        3 => format!("\"{}\"@{}", "a".repeat(dice.between(60, 66)), host(dice)),
        _ => {
            let labels =
                ["c".repeat(63), "d".repeat(63), "e".repeat(dice.between(40, 63))].join(".");
            let last = dice.between(30, 62);
            format!("{}@{labels}.{}", "f".repeat(dice.between(1, 40)), label(last, dice))
        }
    }
}

fn directions(dice: &mut Dice) -> String {
    let (a, b) = (dice.word(RIGHT_TO_LEFT), dice.word(RIGHT_TO_LEFT));
    match dice.below(5) {
        0 => format!("{}@{a}.{b}", local(dice)),
        1 => format!("{}@{a}.{}", local(dice), dice.word(TOPS)),
        2 => format!("{}@{}.{a}.com", local(dice), dice.below(100)),
        3 => format!("{}@{a}{}.com", local(dice), dice.below(100)),
        _ => format!("{a}@{b}.{}", dice.word(TOPS)),
    }
}

fn inserted(text: &str, piece: &str, dice: &mut Dice) -> String {
    let at = dice.below(text.chars().count() + 1);
    text.chars().take(at).chain(piece.chars()).chain(text.chars().skip(at)).collect()
}

fn invisible(dice: &mut Dice) -> String {
    let text = if dice.one_in(3) { other_domain(dice) } else { plain(dice) };
    inserted(&text, dice.word(INVISIBLES), dice)
}

fn literals(dice: &mut Dice) -> String {
    let domain = dice.word(&[
        "[127.0.0.1]",
        "[IPv6:::1]",
        "[IPv6:2001:db8::1]",
        "[999.1.1.1]",
        "[abc]",
        "[]",
        "127.0.0.1",
        "1.2.3.4",
        "[x:1]",
        "[127.0.0.1",
        "127.0.0.1]",
        "1.2.3",
        "999.1.1.1",
        "[IPv6:zzz]",
        "2001:db8::1",
    ]);
    format!("{}@{domain}", local(dice))
}

fn wrapped(dice: &mut Dice) -> String {
    let (address, name) = (plain(dice), dice.word(GIVEN));
    match dice.below(9) {
        0 => format!("{name} <{address}>"),
        1 => format!("\"{name}, X\" <{address}>"),
        2 => format!("<{address}>"),
        3 => format!("{address} ({name})"),
        4 => format!("({name}){address}"),
        5 => format!("mailto:{address}"),
        6 => format!("{address}, {}", plain(dice)),
        7 => format!("{address};"),
        _ => format!("{address}?subject={name}"),
    }
}

fn white_space(dice: &mut Dice) -> String {
    let space = dice.word(&[" ", "  ", "\t", "\u{A0}", "\u{3000}", "\n", "\u{2003}", "\u{1680}"]);
    let text = plain(dice);
    match dice.below(4) {
        0 => format!("{space}{text}"),
        1 => format!("{text}{space}"),
        2 => text.replacen('@', &format!("{space}@"), 1),
        _ => inserted(&text, space, dice),
    }
}

fn hyphens(dice: &mut Dice) -> String {
    let label = dice.word(&[
        "-example",
        "example-",
        "ex--ample",
        "exa--mple",
        "a-b",
        "a--b",
        "ab--",
        "-",
        "--",
        "münchen-",
        "-münchen",
        "mü--nchen",
        "ab--ü",
        "a",
        "1-1",
        "ab--cd",
        "x-",
        "ü",
        "－a",
        "a－",
    ]);
    format!("{}@{label}.{}", local(dice), dice.word(TOPS))
}

fn mutated(dice: &mut Dice) -> String {
    let base = match dice.below(4) {
        0 => other_domain(dice),
        1 => other_local(dice),
        _ => plain(dice),
    };
    let mut chars: Vec<char> = base.chars().collect();
    for _ in 0..dice.between(1, 3) {
        let at = dice.below(chars.len() + 1);
        match dice.below(4) {
            0 if at < chars.len() => drop(chars.remove(at)),
            1 if at + 1 < chars.len() => chars.swap(at, at + 1),
            _ => drop(chars.splice(at..at, dice.word(SIGNS).chars())),
        }
    }
    chars.into_iter().collect()
}

fn top_levels(dice: &mut Dice) -> String {
    let top = dice.word(&[
        "localhost",
        "example",
        "x.123",
        "x.c0m",
        "x.c",
        "x.1a",
        "x.a1",
        "x.local",
        "x.test",
        "x.onion",
        "x.invalid",
        "test",
        "x.arpa",
        "x.com.",
        "x.com..",
        "x.٣",
        "x.xn--p1ai",
        "x.рф",
        "x.12-3",
        "0x7f.1",
        "x.example",
        "x.localhost",
        "1",
        "x.xn--11b4c3d",
    ]);
    format!("{}@{top}", local(dice))
}

/// One character of whatever script, in a place where others may stand beside it.
fn any_letter(dice: &mut Dice) -> String {
    let most = [0x2FF, 0x2FFF, 0xFFFF, 0x1_FFFF, 0x3_FFFF].get(dice.below(5)).copied();
    let point = dice.between(0x80, most.unwrap_or(0xFFFF));
    let letter = u32::try_from(point).ok().and_then(char::from_u32).unwrap_or('\u{FFFD}');
    let (given, host) = (dice.word(GIVEN), host(dice));
    match dice.below(6) {
        0 => format!("{given}{letter}@{host}"),
        1 => format!("{letter}{given}@{host}"),
        2 => format!("\"{given}{letter} x\"@{host}"),
        3 => format!("{given}@a{letter}b.com"),
        4 => format!("{given}@{letter}.com"),
        _ => format!("{given}@中{letter}.com"),
    }
}

fn garbage(dice: &mut Dice) -> String {
    let few = dice.between(0, 12);
    let mut text = String::new();
    for _ in 0..few {
        let list = match dice.below(4) {
            0 => OTHER_LOCALS,
            1 => INVISIBLES,
            2 => &["@", ".", "\"", "<", " ", "-"],
            _ => GIVEN,
        };
        text.push_str(dice.word(list));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_smaller_number_of_rows_is_the_beginning_of_a_larger_one() {
        let (few, many): (Vec<_>, Vec<_>) =
            (email_rows().take(500).collect(), email_rows().take(2_000).collect());
        assert_eq!(few, many[..500]);
    }

    #[test]
    fn every_kind_occurs() {
        let kinds: HashSet<_> = email_rows().take(5_000).map(|row| row.kind).collect();
        assert_eq!(kinds.len(), KINDS.len());
    }
}
