//! The ways in which a phone number is written.

use rlibphonenumber::{PhoneNumberFormat, Region};

use crate::dice::Dice;
use crate::phone_rows::{Draw, Kind, Plans};

/// Writes a number in one way, and says in which region it is to be read.
pub(crate) fn write(
    kind: Kind,
    draw: &Draw,
    plans: &Plans,
    dice: &mut Dice,
) -> (String, Option<Region>) {
    let national = |draw: &Draw| draw.formatted(PhoneNumberFormat::National);
    match kind {
        Kind::E164 => (draw.e164(), draw.some_region(plans, dice)),
        Kind::E164NoRegion => (draw.e164(), None),
        Kind::National => (national(draw), draw.region),
        Kind::International => {
            (draw.formatted(PhoneNumberFormat::International), draw.some_region(plans, dice))
        }
        Kind::Extension => (extension(draw, dice), draw.region),
        Kind::NationalDigits => (digits_of(&national(draw)), draw.region),
        Kind::DoubleZero => (prefixed("00", draw, dice), draw.some_region(plans, dice)),
        Kind::ZeroOneOne => {
            let nanp = dice.word(&["US", "CA", "PR", "AG", "JM"]).parse().ok();
            let text = prefixed("011", draw, dice);
            (text, if dice.one_in(4) { plans.region(dice) } else { nanp })
        }
        Kind::Separators => (separated(draw, dice), draw.some_region(plans, dice)),
        Kind::Mutated => {
            let text = if dice.one_in(2) { national(draw) } else { draw.e164() };
            (mutated(&text, dice), draw.some_region(plans, dice))
        }
        Kind::Garbage => (garbage(dice), plans.region(dice)),
        Kind::OtherDigits => (in_other_digits(&national(draw), dice), draw.region),
        Kind::FullWidth => (full_width(&national(draw), draw, dice), draw.region),
        Kind::Short => (dice_digits(1, 3, dice), plans.region(dice)),
        Kind::FourToSix => (dice_digits(4, 6, dice), plans.region(dice)),
        Kind::Vanity => (vanity(draw, dice), draw.region),
        Kind::WrongRegion => (national(draw), plans.region(dice)),
        Kind::Rfc3966 => (rfc3966(draw, dice), draw.some_region(plans, dice)),
        Kind::OutOfCountry => {
            let from = plans.region(dice);
            let text = match (&draw.number, from) {
                (Some(number), Some(from)) => {
                    number.format_out_of_country_calling_number(from).into_owned()
                }
                _ => draw.e164(),
            };
            (text, from)
        }
        Kind::TrunkZero => (trunk_zero(draw, dice), draw.some_region(plans, dice)),
        Kind::Other => (other(draw, dice), draw.some_region(plans, dice)),
    }
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn dice_digits(least: usize, most: usize, dice: &mut Dice) -> String {
    let count = dice.between(least, most);
    dice.digits(count)
}

fn extension(draw: &Draw, dice: &mut Dice) -> String {
    const WORDS: &[&str] = &[
        " ext. ",
        " ext ",
        " x",
        "x",
        " #",
        ";ext=",
        " extension ",
        " extn ",
        ", ",
        ",,",
        ";",
        " доб. ",
        " anexo ",
        "~",
        "ｘ",
        " int ",
        " ｅｘｔ ",
        " Durchwahl ",
        " xtn ",
        " extensión ",
    ];
    let format =
        if dice.one_in(2) { PhoneNumberFormat::National } else { PhoneNumberFormat::International };
    let (word, hash) = (dice.word(WORDS), if dice.one_in(12) { "#" } else { "" });
    format!("{}{word}{}{hash}", draw.formatted(format), dice_digits(1, 7, dice))
}

fn prefixed(prefix: &str, draw: &Draw, dice: &mut Dice) -> String {
    let (code, national) = (draw.code, &draw.national);
    match dice.below(3) {
        0 => format!("{prefix} {code} {national}"),
        1 => format!("{prefix}-{code}-{}", grouped(national, "-")),
        _ => format!("{prefix}{code}{national}"),
    }
}

fn grouped(digits: &str, between: &str) -> String {
    let chars: Vec<char> = digits.chars().collect();
    chars.chunks(3).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(between)
}

fn separated(draw: &Draw, dice: &mut Dice) -> String {
    const BETWEEN: &[&str] = &[
        " ", "-", ".", "/", "  ", " - ", "\u{A0}", "–", "—", "‐", "\u{3000}", "·", "(", ")", ") ",
        " (", "~", "_", "*", "'", "．", "／", "−",
    ];
    let digits = if dice.one_in(2) {
        draw.e164()
    } else {
        digits_of(&draw.formatted(PhoneNumberFormat::National))
    };
    let usual = dice.word(BETWEEN);
    let mut text = String::new();
    for c in digits.chars() {
        text.push(c);
        if dice.one_in(3) {
            text.push_str(if dice.one_in(4) { dice.word(BETWEEN) } else { usual });
        }
    }
    text
}

fn mutated(text: &str, dice: &mut Dice) -> String {
    const PIECES: &[&str] = &[
        "+", "0", "1", "00", "a", "X", "#", "*", " ", "(", ")", ";", ",", "-", "/", "٣", "＋", "é",
        "\u{200E}", "\u{AD}", "\u{200B}", "😀", "ext", "7", "\t", "=", ".", "tel:",
    ];
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..dice.between(1, 3) {
        let at = dice.below(chars.len() + 1);
        match dice.below(4) {
            0 if at < chars.len() => {
                chars.remove(at);
            }
            1 => {
                let other = dice.below(chars.len().max(1));
                if at.max(other) < chars.len() {
                    chars.swap(at, other);
                }
            }
            2 if at < chars.len() => {
                if let Some(c) = chars.get(at).copied() {
                    chars.insert(at, c);
                }
            }
            _ => drop(chars.splice(at..at, dice.word(PIECES).chars())),
        }
    }
    chars.into_iter().collect()
}

fn garbage(dice: &mut Dice) -> String {
    const PIECES: &[&str] = &[
        "+", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "12", "90", "a", "Z", " ", " ", "-",
        "(", ")", ".", ",", ";", "#", "*", "x", "/", "é", "＋", "٤", "९", "😀", "\u{200B}", "@",
        "tel:", "\u{A0}", "~", "ß", "%", "[", "]",
    ];
    (0..dice.between(0, 24)).map(|_| dice.word(PIECES)).collect()
}

/// The same digits in another script, all of one.
fn in_other_digits(text: &str, dice: &mut Dice) -> String {
    let zero = [0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x1040, 0x17E0]
        .get(dice.below(7))
        .copied()
        .unwrap_or(0x0660);
    text.chars()
        .map(|c| c.to_digit(10).and_then(|d| char::from_u32(zero + d)).unwrap_or(c))
        .collect()
}

fn full_width(national: &str, draw: &Draw, dice: &mut Dice) -> String {
    let text = if dice.one_in(2) {
        draw.formatted(PhoneNumberFormat::International)
    } else {
        national.to_owned()
    };
    let wide_signs = dice.one_in(2);
    text.chars()
        .map(|c| match c {
            '0'..='9' | '+' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
            ' ' if wide_signs => '\u{3000}',
            '-' | '(' | ')' | '/' if wide_signs => {
                char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c)
            }
            _ => c,
        })
        .collect()
}

/// The last digits as letters of a telephone keypad.
fn vanity(draw: &Draw, dice: &mut Dice) -> String {
    const KEYS: [&str; 10] = ["0", "1", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];
    let text = match dice.below(3) {
        0 => draw.e164(),
        1 => draw.formatted(PhoneNumberFormat::International),
        _ => draw.formatted(PhoneNumberFormat::National),
    };
    let small = dice.one_in(4);
    let from = text.chars().count().saturating_sub(dice.between(3, 7));
    text.chars()
        .enumerate()
        .map(|(at, c)| match c.to_digit(10).and_then(|d| KEYS.get(d as usize)) {
            Some(keys) if at >= from => {
                let key = keys.chars().nth(dice.below(keys.len())).unwrap_or(c);
                if small { key.to_ascii_lowercase() } else { key }
            }
            _ => c,
        })
        .collect()
}

fn rfc3966(draw: &Draw, dice: &mut Dice) -> String {
    let (code, national) = (draw.code, &draw.national);
    match dice.below(7) {
        0 => format!("tel:{national};phone-context=+{code}"),
        1 => format!("tel:{national};phone-context=example.com"),
        2 => format!("tel:{};isub={}", draw.e164(), dice.digits(3)),
        3 => format!("tel:{};ext={}", draw.e164(), dice.digits(4)),
        4 => format!("TEL:{}", draw.e164()),
        5 => format!("{national};phone-context=+{code}"),
        _ => draw.formatted(PhoneNumberFormat::RFC3966),
    }
}

fn trunk_zero(draw: &Draw, dice: &mut Dice) -> String {
    let (code, national) = (draw.code, &draw.national);
    match dice.below(4) {
        0 => format!("+{code} (0) {}", grouped(national, " ")),
        1 => format!("+{code}(0){national}"),
        2 => format!("00{code} (0) {national}"),
        _ => format!("+{code} 0{national}"),
    }
}

fn other(draw: &Draw, dice: &mut Dice) -> String {
    let (text, code) = (draw.formatted(PhoneNumberFormat::International), draw.code);
    let national = draw.formatted(PhoneNumberFormat::National);
    match dice.below(14) {
        0 => format!("Tel. {text}"),
        1 => format!("{national} / {}", dice.digits(4)),
        2 => format!("mobile: {national}"),
        3 => format!("++{code}{}", draw.national),
        4 => format!("\u{202A}{text}\u{202C}"),
        5 => format!("  {national}\u{A0}"),
        6 => format!("+{code} 00{}", draw.national),
        7 => format!("{national} {}", "0 ".repeat(dice.between(10, 40))),
        8 => format!(";phone-context=+{code};(tel:{national}"),
        9 => format!("+{code} {}\u{AD}{}", draw.national, dice.digits(1)),
        10 => format!("{code}{}", draw.national),
        11 => format!("{national} (home)"),
        12 => String::new(),
        _ => format!("+{}", dice_digits(3, 17, dice)),
    }
}
