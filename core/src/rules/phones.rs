//! When two phone numbers are the same subscriber.

use crate::model::country::{CountryCode, countries};
use crate::model::key::{MatchKey, PointFamily};
use crate::model::matching::MatchStrength;
use crate::model::phone::Phone;

/// The fewest digits of a number that is looked up in all countries, and the most.
const LEAST_NATIONAL: usize = 4;
const MOST_NATIONAL: usize = 14;

/// The keys under which a number may stand in the book: the exact ones first, then those that only
/// may be the same subscriber. `by_digits` are digits of numbers whose plan is not known.
pub(crate) struct PhoneLookup {
    pub(crate) keys: Vec<MatchKey>,
    pub(crate) by_digits: Vec<String>,
}

/// What to look up for a number that calls.
pub(crate) fn lookup(phone: &Phone) -> PhoneLookup {
    let mut keys = vec![phone.match_key()];
    let mut by_digits = Vec::new();
    match (phone.e164(), phone.national_number(), phone.calling_code()) {
        (Some(e164), Some(national), Some(code)) => {
            let digits = e164.trim_start_matches('+');
            by_digits.extend([
                digits.to_owned(),
                national.to_owned(),
                format!("0{national}"),
                format!("00{code}{national}"),
            ]);
        }
        _ => {
            let digits = phone.dialled_digits();
            by_digits.push(digits.to_owned());
            keys.extend(international_forms(digits));
            if phone.assumed_region.is_none() {
                let codes = calling_codes();
                for national in national_forms(digits) {
                    keys.extend(codes.iter().map(|code| format!("+{code}{national}")));
                }
            }
        }
    }
    keys.dedup();
    let keys = keys.into_iter().map(|text| MatchKey::new(PointFamily::Phone, text)).collect();
    PhoneLookup { keys, by_digits }
}

/// The digits may be a whole international number without its `+`, or behind `00`.
fn international_forms(digits: &str) -> impl Iterator<Item = String> {
    let long = digits.len() >= 7;
    let plain = long.then(|| format!("+{digits}"));
    let behind_00 =
        digits.strip_prefix("00").filter(|rest| rest.len() >= 7).map(|rest| format!("+{rest}"));
    plain.into_iter().chain(behind_00)
}

/// The digits as a national number: with the trunk prefix `0` taken off, and as they stand, since
/// Italian numbers keep it.
fn national_forms(digits: &str) -> impl Iterator<Item = &str> {
    let plain = digits.trim_start_matches('0');
    let as_is = (plain.len() < digits.len()).then_some(digits);
    std::iter::once(plain)
        .chain(as_is)
        .filter(|form| (LEAST_NATIONAL..=MOST_NATIONAL).contains(&form.len()))
}

fn calling_codes() -> Vec<u16> {
    let mut codes: Vec<u16> =
        countries().iter().filter_map(|country| country.calling_code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// How sure it is that a number in the book is the one that calls: E.164 equal, else digits equal;
/// else the same national significant number while one side has no region, which is weak.
pub(crate) fn strength(caller: &Phone, stored_key: &str) -> Option<MatchStrength> {
    if caller.match_key() == stored_key {
        return Some(MatchStrength::Strong);
    }
    let stored = StoredPhone::read(stored_key)?;
    let caller_digits =
        caller.e164().map_or(caller.dialled_digits(), |e164| e164.trim_start_matches('+'));
    if caller_digits == stored.digits && (caller.e164().is_none() || stored.e164.is_none()) {
        return Some(MatchStrength::Strong);
    }
    let caller_has_region = caller.e164().is_some() || caller.assumed_region.is_some();
    let same_national = match (caller.national_number(), stored.e164) {
        (Some(_), Some(_)) => false,
        (Some(national), None) => {
            !stored.has_region && is_national_form(stored.digits, national, caller.calling_code())
        }
        (None, Some(e164)) => !caller_has_region && ends_national(e164, caller.dialled_digits()),
        (None, None) => false,
    };
    same_national.then_some(MatchStrength::Weak)
}

/// A key of the store, taken apart.
struct StoredPhone<'k> {
    e164: Option<&'k str>,
    digits: &'k str,
    has_region: bool,
}

impl<'k> StoredPhone<'k> {
    fn read(key: &'k str) -> Option<Self> {
        if let Some(digits) = key.strip_prefix('+') {
            return Some(Self { e164: Some(key), digits, has_region: true });
        }
        let (region, digits) = key.strip_prefix("local:")?.split_once(':')?;
        Some(Self { e164: None, digits, has_region: region != "-" })
    }
}

/// Digits of unknown plan that read as this national number, perhaps with a trunk or international
/// prefix before it.
fn is_national_form(digits: &str, national: &str, code: Option<u16>) -> bool {
    digits == national
        || digits.strip_prefix('0') == Some(national)
        || code.is_some_and(|code| digits == format!("00{code}{national}"))
}

/// Digits that a caller without region sent, which end a number of the book right behind its calling
/// code.
fn ends_national(e164: &str, digits: &str) -> bool {
    let behind_00 =
        digits.strip_prefix("00").is_some_and(|rest| e164.trim_start_matches('+') == rest);
    let is_code = |code: &str| {
        let code = code.trim_start_matches('+').parse().ok();
        code.is_some_and(|code| CountryCode::main_of_calling_code(code).is_some())
    };
    behind_00
        || national_forms(digits).any(|national| e164.strip_suffix(national).is_some_and(is_code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::phone::PhoneOptions;

    fn phone(text: &str, region: Option<&str>) -> Phone {
        Phone::parse(text, region, &PhoneOptions::default()).unwrap()
    }

    /// O31: E.164 equal, else digits equal, else the national number with a region missing.
    #[test]
    fn numbers_meet_as_far_as_they_are_known() {
        use MatchStrength::{Strong, Weak};
        for (caller, caller_region, stored, stored_region, wanted) in [
            ("+49 151 12345678", None, "0151 12345678", Some("DE"), Some(Strong)),
            ("1234", None, "1234", None, Some(Strong)),
            ("1234", None, "1234", Some("US"), Some(Strong)),
            // Four digits are a possible number in Germany, so this one is kept as +491234.
            ("1234", None, "1234", Some("DE"), Some(Weak)),
            ("4915112345678", None, "+49 151 12345678", None, Some(Strong)),
            ("015112345678", None, "+49 151 12345678", None, Some(Weak)),
            ("004915112345678", None, "+49 151 12345678", None, Some(Weak)),
            ("+4915112345678", None, "0151 12345678", None, Some(Weak)),
            ("+4915112345678", None, "004915112345678", None, Some(Weak)),
            ("0669853036", None, "+39 06 6985 3036", None, Some(Weak)),
            ("+4915112345678", None, "+43 151 12345678", None, None),
            ("1234", None, "+49 30 1234", None, None),
            ("+4915112345678", None, "+49 151 12345679", None, None),
        ] {
            let (caller, stored) = (phone(caller, caller_region), phone(stored, stored_region));
            let key = stored.match_key();
            let digits = stored.digits_key();
            assert_eq!(strength(&caller, &key), wanted, "{} {key}", caller.as_typed());
            let lookup = lookup(&caller);
            let found = lookup.keys.iter().any(|k| k.text == key)
                || digits.is_some_and(|digits| lookup.by_digits.iter().any(|of| of == digits));
            assert!(found || wanted.is_none(), "{} is not looked up as {key}", caller.as_typed());
        }
    }
}
