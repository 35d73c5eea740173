//! What the numbering plans say of a text: by our tables where they have an answer, else by the
//! engine, behind guards.
//!
//! The engine is `rlibphonenumber`, a port of Google's libphonenumber: it agrees with Google on all
//! numbers that both recognise, where the better known crate gives a wrong key for 1.75 % of valid
//! numbers (docs/decisions/0004-phone-engine.md). It can panic on one shape of text, which is kept
//! away from it, and should another exist, the panic ends here.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;

use rlibphonenumber::{NumberLengthType, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

use super::plans::{self, LeftToEngine, MAX_TRUNK_ZEROS};
use super::sequence::Sequence;
use super::text::TypedPhone;
use super::{Confidence, E164, KnownPhone, LineType, Phone, grammar};
use crate::model::country::CountryCode;
use crate::model::digits::ascii_digit;

/// What was recognised.
#[derive(PartialEq, Eq)]
pub(super) struct Recognised {
    pub(super) known: KnownPhone,
    pub(super) extension: Option<String>,
}

/// Asks the numbering plans. `None` when the text is no number of any plan, or of too few digits to
/// be looked at.
pub(super) fn recognise(typed: &TypedPhone, region: Option<CountryCode>) -> Option<Recognised> {
    if typed.is_plain && typed.digits.len() < Phone::MIN_DIGITS as usize {
        return None;
    }
    let text = typed.number();
    let found =
        if typed.is_plain { plain_by_tables(typed, region) } else { by_tables(text, region) };
    found.unwrap_or_else(|LeftToEngine| by_engine(text, region))
}

/// Looks plain digits up in the tables.
pub(super) fn plain_by_tables(
    typed: &TypedPhone,
    region: Option<CountryCode>,
) -> Result<Option<Recognised>, LeftToEngine> {
    let digits = Sequence::of_ascii(&typed.digits);
    let known = plans::look_up(&digits, typed.plus, region)?;
    Ok(known.map(|known| Recognised { known, extension: None }))
}

/// Reads a text by tables, where they have an answer.
pub(super) fn by_tables(
    text: &str,
    region: Option<CountryCode>,
) -> Result<Option<Recognised>, LeftToEngine> {
    let Some(dialled) = grammar::read(text)? else { return Ok(None) };
    let known = plans::look_up(&dialled.digits, dialled.plus, region)?;
    Ok(known.map(|known| Recognised { known, extension: dialled.extension }))
}

/// Asks the engine.
pub(super) fn by_engine(text: &str, region: Option<CountryCode>) -> Option<Recognised> {
    if is_hostile(text) {
        return None;
    }
    let region = region.and_then(|code| Region::from_str(code.as_str()).ok());
    // Behind the guard above no panic is known; one that is not known must not end the host.
    catch_unwind(AssertUnwindSafe(|| parse(text, region))).ok().flatten()
}

/// `;phone-context=` before `tel:` makes the engine slice backwards.
fn is_hostile(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    matches!((lower.find("phone-context"), lower.rfind("tel:")), (Some(context), Some(tel)) if context < tel)
}

fn parse(text: &str, region: Option<Region>) -> Option<Recognised> {
    let number = PhoneNumber::parse(text, region).ok()?;
    // The engine keeps the extension in the digits of its script.
    let extension = number.extension.as_deref().unwrap_or_default();
    let extension = Some(extension.chars().filter_map(ascii_digit).collect::<String>())
        .filter(|extension| !extension.is_empty());
    let (number, plan) = match confidence(&number) {
        Confidence::Possible => settled(number),
        plan => (number, plan),
    };
    if plan == Confidence::Unknown {
        return Some(Recognised { known: KnownPhone::default(), extension });
    }
    let calling_code = u16::try_from(number.country_code).ok()?;
    let known = KnownPhone {
        e164: E164::new(number.format_as(PhoneNumberFormat::E164).into_owned(), calling_code),
        region: number
            .get_region_code()
            .and_then(|region| CountryCode::parse(&region.to_string()).ok()),
        line_type: line_type(number.get_type()),
        plan,
    };
    known.e164.is_some().then_some(Recognised { known, extension })
}

/// A number that is merely possible can keep its trunk zeros, and lose them one by one when its
/// E.164 is read: the number is then the one that its E.164 reads as, so that a call from it finds
/// whoever has it. A number that is not even possible is left alone: what remained of it would be
/// somebody else's.
fn settled(mut number: PhoneNumber) -> (PhoneNumber, Confidence) {
    for _ in 0..MAX_TRUNK_ZEROS {
        let e164 = number.format_as(PhoneNumberFormat::E164);
        let Ok(again) = PhoneNumber::parse(&*e164, None) else { break };
        if again.format_as(PhoneNumberFormat::E164) == e164 {
            let plan = confidence(&again);
            return (again, plan);
        }
        number = again;
    }
    (number, Confidence::Unknown)
}

fn confidence(number: &PhoneNumber) -> Confidence {
    if number.is_valid() {
        Confidence::Valid
    } else if number.is_possible_with_reason() == Ok(NumberLengthType::IsPossible) {
        Confidence::Possible
    } else {
        Confidence::Unknown
    }
}

fn line_type(engine: PhoneNumberType) -> LineType {
    match engine {
        PhoneNumberType::FixedLine => LineType::FixedLine,
        PhoneNumberType::Mobile => LineType::Mobile,
        PhoneNumberType::FixedLineOrMobile => LineType::FixedLineOrMobile,
        PhoneNumberType::TollFree => LineType::TollFree,
        PhoneNumberType::PremiumRate => LineType::PremiumRate,
        PhoneNumberType::SharedCost => LineType::SharedCost,
        PhoneNumberType::VoIP => LineType::Voip,
        PhoneNumberType::PersonalNumber => LineType::PersonalNumber,
        PhoneNumberType::Pager => LineType::Pager,
        PhoneNumberType::UAN => LineType::Uan,
        PhoneNumberType::VoiceMail => LineType::Voicemail,
        PhoneNumberType::Unknown => LineType::Unknown,
    }
}
