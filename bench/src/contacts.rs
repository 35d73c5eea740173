//! Phones and emails beside the engines that they stand on.

use std::hint::black_box;
use std::str::FromStr;

use customer_core::{countries, parse_email, parse_phone};
use customer_core_bench::phone_rows::phone_rows;
use email_address::EmailAddress;
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, Region};

use crate::people::{Dice, email_texts, phone_texts};
use crate::rounds::by_turns;
use crate::table::{Row, Target};

const PHONES: usize = 20_000;
const MIXED_PHONES: usize = 40_000;
const EMAILS: usize = 50_000;

/// Everything known about a number, beside the engine asked for the same.
pub(crate) fn phones() -> Row {
    phone_row("phone: accept, E.164, region, line type", &phone_texts(PHONES), Target::Ratio(1.2))
}

/// The same of digits and separators alone, national numbers among them.
pub(crate) fn plain_phones() -> Row {
    phone_row("phone: plain digits and separators", &plain_texts(PHONES), Target::Micros(0.5))
}

/// The same of the rows that `make check-phones` holds against Google: all ways of writing, broken
/// and foreign ones, 245 regions.
pub(crate) fn mixed_phones() -> Row {
    // The engine alone panics where a context stands before `tel:`.
    let panics = |text: &str| text.contains(";phone-context=") && text.contains("tel:");
    let rows = phone_rows().filter(|row| !panics(&row.text)).take(MIXED_PHONES);
    let texts: Vec<_> = rows.map(|row| (row.text, row.region.unwrap_or_default())).collect();
    phone_row("phone: all ways of writing, 245 regions", &texts, Target::Micros(1.0))
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

fn phone_row(work: &'static str, texts: &[(String, String)], target: Target) -> Row {
    let pair = by_turns(
        || {
            for (text, region) in texts {
                let region = Some(region.as_str()).filter(|region| !region.is_empty());
                let _ = black_box(parse_phone(text, region));
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
