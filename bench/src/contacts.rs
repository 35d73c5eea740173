//! Phones and emails beside the engines that they stand on.

use std::hint::black_box;
use std::str::FromStr;

use customer_core::{countries, parse_email, parse_phone};
use email_address::EmailAddress;
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, Region};

use crate::people::{Dice, email_texts, phone_texts};
use crate::rounds::by_turns;
use crate::table::{Row, Target};

const PHONES: usize = 20_000;
const EMAILS: usize = 50_000;

/// Everything known about a number, beside the engine asked for the same.
pub(crate) fn phones() -> Row {
    phone_row("phone: accept, E.164, region, line type", &phone_texts(PHONES), Target::Ratio(1.2))
}

/// The same of digits and separators alone, national numbers among them.
pub(crate) fn plain_phones() -> Row {
    phone_row("phone: plain digits and separators", &plain_texts(PHONES), Target::Micros(0.5))
}

/// The same of all that people write, extensions, letters and other scripts among it.
pub(crate) fn mixed_phones() -> Row {
    phone_row("phone: all ways of writing", &mixed_texts(PHONES), Target::Micros(1.0))
}

fn plain_texts(count: usize) -> Vec<(String, String)> {
    let international = phone_texts(count / 2);
    let countries: Vec<_> =
        countries().into_iter().filter(|of| of.example_number().is_some()).collect();
    let mut dice = Dice::new(17);
    let national = (0..count / 2).filter_map(|_| {
        let country = countries.get(dice.below(countries.len()))?;
        let code = format!("+{}", country.calling_code()?);
        let (front, _) = country.example_number()?.strip_prefix(&code)?.split_at_checked(4)?;
        let text = match dice.below(3) {
            0 => format!("0{front}{:04}", dice.below(10_000)),
            1 => format!("({front}) {:03}-{:03}", dice.below(1000), dice.below(1000)),
            _ => format!("{front}{:05}", dice.below(100_000)),
        };
        Some((text, country.code().as_str().to_owned()))
    });
    international.into_iter().chain(national).collect()
}

/// Plain texts, and one in four that is not.
fn mixed_texts(count: usize) -> Vec<(String, String)> {
    let mut dice = Dice::new(19);
    let mut texts = plain_texts(count);
    for (text, _) in &mut texts {
        let number = dice.below(10_000);
        match dice.below(24) {
            0 => text.push_str(&format!(" ext. {number}")),
            1 => text.push_str(&format!("x{number}")),
            2 => *text = format!("tel:{text};ext={number}"),
            3 => text.push_str("FLOWERS"),
            4 => *text = text.chars().map(arabic).collect(),
            5 => text.push_str(", or later"),
            _ => {}
        }
    }
    texts
}

fn arabic(c: char) -> char {
    c.to_digit(10).and_then(|digit| char::from_u32(u32::from('٠') + digit)).unwrap_or(c)
}

fn phone_row(work: &'static str, texts: &[(String, String)], target: Target) -> Row {
    let pair = by_turns(
        || {
            for (text, region) in texts {
                let _ = black_box(parse_phone(text, Some(region)));
            }
        },
        || {
            for (text, region) in texts {
                black_box(engine(text, region));
            }
        },
    );
    Row { work, beside: "rlibphonenumber alone", items: texts.len(), pair, target }
}

fn engine(text: &str, region: &str) -> Option<(String, bool)> {
    let number = PhoneNumber::parse(text, Region::from_str(region).ok()).ok()?;
    let valid = number.is_valid();
    black_box((number.get_region_code(), number.get_type()));
    Some((number.format_as(PhoneNumberFormat::E164).into_owned(), valid))
}

pub(crate) fn emails() -> Row {
    email_row("email, ASCII: accept or refuse, match key", &email_texts(EMAILS, false), 0.4)
}

pub(crate) fn international_emails() -> Row {
    email_row("email, other scripts: the same", &email_texts(EMAILS, true), 3.0)
}

fn email_row(work: &'static str, texts: &[String], most: f64) -> Row {
    let pair = by_turns(
        || {
            for text in texts {
                let _ = black_box(parse_email(text));
            }
        },
        || {
            for text in texts {
                let _ = black_box(EmailAddress::from_str(text));
            }
        },
    );
    Row {
        work,
        beside: "email_address (grammar, no key)",
        items: texts.len(),
        pair,
        target: Target::Micros(most),
    }
}
