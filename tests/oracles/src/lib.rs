//! Second opinions on what the library recognises, and on what it permits.
//!
//! `phonenumber` is another reading of the same numbering plans, with known faults (it was not made the
//! engine for them, see docs/decisions/0004-phone-engine.md). Where it says the same, two readings that
//! share no code agree; where it does not, the difference has to be of a class that is known.

#[cfg(feature = "cedar")]
pub mod permissions;

use customer_core::{Confidence, parse_phone};
use customer_core_bench::phone_rows::{PhoneRow, phone_rows};
use phonenumber::Mode;

/// The longest that is stripped: in China, the code of a carrier (`12653`) and a trunk zero.
const MAX_PREFIX: usize = 6;

/// What one of the two knows of a number.
#[derive(Clone, PartialEq, Eq)]
struct Reading {
    e164: String,
    valid: bool,
}

/// How the two readings of a text stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// The same E.164 and the same validity, or no number for both.
    Same,
    /// It takes no digits but ASCII's, and no full-width plus.
    OtherDigits,
    /// It strips the national prefix of the region in which a text is read from foreign numbers, and
    /// the number's own behind a calling code.
    StrippedPrefix,
    /// It reads letters, extensions and RFC 3966 parameters otherwise.
    LettersAndExtensions,
    /// It makes an E.164 of numbers whose length no plan has.
    NoSuchLength,
    /// It has other plans (9.0.33), and asks them less strictly or more.
    OtherPlans,
    /// It makes a valid number of digits that no plan has, by leaving some out.
    CutDigits,
    /// It does not take a text with signs between the digits, or in front of them.
    Refused,
    /// In no class: the two readings differ for a reason that is not known.
    Unknown,
}

impl Class {
    /// How many of a thousand generated rows may be of this class: more are no longer what is known.
    pub fn most_in_a_thousand(self) -> usize {
        match self {
            Self::Same => 1_000,
            Self::NoSuchLength => 190,
            Self::OtherDigits => 60,
            Self::StrippedPrefix | Self::LettersAndExtensions => 25,
            Self::OtherPlans => 12,
            Self::Refused => 5,
            Self::CutDigits => 3,
            Self::Unknown => 0,
        }
    }
}

/// Rows in an order in which neighbours have the same calling code: the other compiles its patterns
/// anew whenever the country changes.
pub fn rows(count: usize) -> Vec<PhoneRow> {
    let mut rows: Vec<_> = phone_rows().take(count).collect();
    rows.sort_by_cached_key(|row| {
        let code =
            parse_phone(&row.text, row.region.as_deref()).ok().and_then(|p| p.calling_code());
        (code, row.region.clone())
    });
    rows
}

/// Reads one row in both ways.
pub fn compare(row: &PhoneRow) -> Class {
    classify(row, ours(row).as_ref(), theirs(row).as_ref())
}

fn ours(row: &PhoneRow) -> Option<Reading> {
    let phone = parse_phone(&row.text, row.region.as_deref()).ok()?;
    let e164 = phone.e164()?.to_owned();
    Some(Reading { e164, valid: phone.plan_confidence() == Confidence::Valid })
}

fn theirs(row: &PhoneRow) -> Option<Reading> {
    let region = row.region.as_deref().and_then(|region| region.parse().ok());
    let number = phonenumber::parse(region, &row.text).ok()?;
    let e164 = number.format().mode(Mode::E164).to_string();
    Some(Reading { e164, valid: number.is_valid() })
}

fn classify(row: &PhoneRow, ours: Option<&Reading>, theirs: Option<&Reading>) -> Class {
    if ours == theirs {
        return Class::Same;
    }
    let ascii = row.text.is_ascii();
    let lettered = row.text.chars().any(|c| c.is_alphabetic() || ";,#~".contains(c));
    match (ours, theirs) {
        (None, Some(theirs)) if !theirs.valid => Class::NoSuchLength,
        (Some(_), None) if !ascii => Class::OtherDigits,
        (Some(ours), Some(theirs)) if ours.e164 == theirs.e164 => Class::OtherPlans,
        _ if lettered => Class::LettersAndExtensions,
        (Some(ours), Some(theirs)) if is_stripped(&ours.e164, &theirs.e164) => {
            Class::StrippedPrefix
        }
        (Some(_), None) => Class::Refused,
        (None, Some(_)) => Class::CutDigits,
        _ => Class::Unknown,
    }
}

/// Whether one is the other with a few digits taken out in one place.
fn is_stripped(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let same = long.bytes().zip(short.bytes()).take_while(|(a, b)| a == b).count();
    let tail = long.bytes().rev().zip(short.bytes().rev()).take_while(|(a, b)| a == b).count();
    long.len() - short.len() <= MAX_PREFIX && same + tail >= short.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, region: Option<&str>) -> PhoneRow {
        PhoneRow { text: text.into(), region: region.map(str::to_owned), kind: "test" }
    }

    #[test]
    fn known_faults_are_of_their_classes() {
        for (text, region, class) in [
            ("+49 30 123456", None, Class::Same),
            ("+49 1511 7335168", Some("US"), Class::StrippedPrefix),
            ("٠٧٩٢٥ ٦٣٣١٩٧", Some("IM"), Class::OtherDigits),
            ("+1 888 GOFEDEX", Some("US"), Class::LettersAndExtensions),
        ] {
            assert_eq!(compare(&row(text, region)), class, "{text}");
        }
    }

    #[test]
    fn another_subscriber_is_of_no_class() {
        let (of, ours) = (row("+4930123456", None), |e164: &str| {
            Some(Reading { e164: e164.into(), valid: true })
        });
        let class = classify(&of, ours("+4930123456").as_ref(), ours("+4930123465").as_ref());
        assert_eq!(class, Class::Unknown);
    }
}
