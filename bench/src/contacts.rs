//! Phones and emails beside the engines that they stand on.

use std::hint::black_box;
use std::str::FromStr;

use customer_core::{parse_email, parse_phone};
use email_address::EmailAddress;
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, Region};

use crate::people::{email_texts, phone_texts};
use crate::rounds::by_turns;
use crate::table::{Row, Target};

const PHONES: usize = 20_000;
const EMAILS: usize = 50_000;

/// Everything known about a number, beside the engine asked for the same.
pub(crate) fn phones() -> Row {
    let texts = phone_texts(PHONES);
    let pair = by_turns(
        || {
            for (text, region) in &texts {
                let _ = black_box(parse_phone(text, Some(region)));
            }
        },
        || {
            for (text, region) in &texts {
                black_box(engine(text, region));
            }
        },
    );
    Row {
        work: "phone: accept, E.164, region, line type",
        beside: "rlibphonenumber alone",
        items: texts.len(),
        pair,
        target: Target::Ratio(1.2),
    }
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
