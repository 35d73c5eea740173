//! What holds for all spellings of a number or an address, over generated ones.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use customer_core::{
    Country, Email, Handle, HandleChannel, Phone, TimeZoneName, countries, parse_email, parse_phone,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Between two digits of a number people put these.
const SEPARATORS: [&str; 8] = ["", "", " ", "-", ".", "/", "\u{a0}", " - "];

/// The digits of a few scripts; the first one's zero is `0`.
const ZEROS: [char; 5] = ['0', '\u{0660}', '\u{06F0}', '\u{0966}', '\u{FF10}'];

fn with_examples() -> Vec<Country> {
    countries().into_iter().filter(|country| country.example_number().is_some()).collect()
}

/// Another script, and separators between the digits.
fn respelled(digits: &str, zero: char, gaps: &[usize]) -> String {
    let mut gaps = gaps.iter().cycle();
    let mut text = String::new();
    for digit in digits.chars() {
        if !text.is_empty() {
            text.push_str(gaps.next().and_then(|gap| SEPARATORS.get(*gap)).unwrap_or(&""));
        }
        let moved = digit.to_digit(10).and_then(|of| char::from_u32(zero as u32 + of));
        text.push(moved.unwrap_or(digit));
    }
    text
}

/// A value written as JSON and read again.
fn again<T: Serialize + DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

/// What might be a number, and what is none: digits of all scripts among what stands between them.
const NUMBERS: &str = "[+＋]?[0-9٠-٩०-९０-９ ().\\-/]{2,18}( ?(ext\\.?|x|#) ?[0-9]{1,6})?";
/// What might be an address.
const ADDRESSES: &str = "[\\p{L}\\p{N}.+_-]{1,12}@[\\p{L}\\p{N}-]{1,10}\\.[a-zé山]{2,4}";

proptest! {
    // Not all that is generated is accepted; how much of it, no rule says.
    #![proptest_config(ProptestConfig { max_global_rejects: 1_000_000, ..ProptestConfig::default() })]

    /// A phone means the same after it went through another language, and its key is a key: whatever
    /// was typed, the number that the key names has that key.
    #[test]
    fn phones_come_back_and_their_keys_stay(
        text in NUMBERS,
        country in prop::sample::select(countries()),
        beside in any::<bool>(),
    ) {
        let code = country.code();
        let read = parse_phone(&text, beside.then_some(code.as_str()));
        prop_assume!(read.is_ok());
        let phone = read.unwrap();
        let back: Phone = again(&phone);
        prop_assert_eq!(&back, &phone, "{}", text);
        prop_assert_eq!(back.match_key(), phone.match_key());
        prop_assert_eq!(back.duplicate_key(), phone.duplicate_key());
        if phone.e164().is_some() {
            let of_key = parse_phone(&phone.match_key(), None).unwrap();
            prop_assert_eq!(of_key.match_key(), phone.match_key(), "{}", text);
        }
    }

    /// The same of addresses, in all scripts.
    #[test]
    fn addresses_come_back_and_their_keys_stay(text in ADDRESSES) {
        let read = parse_email(&text);
        prop_assume!(read.is_ok());
        let email = read.unwrap();
        let back: Email = again(&email);
        prop_assert_eq!(back.as_typed(), email.as_typed());
        prop_assert_eq!(back.match_key(), email.match_key());
        if let Ok(of_key) = parse_email(email.match_key()) {
            prop_assert_eq!(of_key.match_key(), email.match_key());
        }
    }

    /// Handles and time zones are what they were.
    #[test]
    fn handles_and_time_zones_come_back(
        channel in prop::sample::select(HandleChannel::ALL),
        account in prop::option::of("[a-z0-9]{1,8}"),
        text in "[@+]?[\\PC]{1,20}",
        zone in prop::sample::select(&["Europe/Berlin", "asia/kolkata", "UTC", "US/Pacific", "x"][..]),
    ) {
        if let Ok(handle) = Handle::parse(channel, account.as_deref(), &text) {
            let back: Handle = again(&handle);
            prop_assert_eq!(&back, &handle);
        }
        if let Ok(zone) = TimeZoneName::parse(zone) {
            prop_assert_eq!(&again(&zone), &zone);
        }
    }

    /// N3, O4: however a number is written, its key is the same.
    #[test]
    fn spellings_of_one_number_meet(
        country in prop::sample::select(with_examples()),
        last in 0_u32..100,
        zero in prop::sample::select(&ZEROS[..]),
        gaps in prop::collection::vec(0..SEPARATORS.len(), 1..12),
    ) {
        let example = country.example_number().unwrap().trim_start_matches('+');
        let digits = format!("{}{last:02}", example.get(..example.len() - 2).unwrap());
        let plain = parse_phone(&format!("+{digits}"), None).unwrap();
        let spelled = format!("+{}", respelled(&digits, zero, &gaps));
        let other = parse_phone(&spelled, None).unwrap();
        prop_assert_eq!(other.match_key(), plain.match_key(), "{}", spelled);
        prop_assert_eq!(other.as_typed(), spelled.trim());
        // Dec.3: a plus wins over the selector, whatever it shows.
        let beside = parse_phone(&spelled, Some("JP")).unwrap();
        prop_assert_eq!(beside.match_key(), plain.match_key());
    }

    /// A2.44: what a customer types without a country meets what the plan says, once the selector is there.
    #[test]
    fn a_national_number_beside_its_country_is_the_international_one(
        country in prop::sample::select(with_examples()),
    ) {
        let phone = parse_phone(country.example_number().unwrap(), None).unwrap();
        let national = phone.national_number().unwrap();
        let again = parse_phone(national, Some(country.code().as_str())).unwrap();
        prop_assert_eq!(again.e164(), phone.e164());
    }

    /// Dec.4: letters of either size and needless quotes are one address; nothing else is.
    #[test]
    fn spellings_of_one_address_meet(
        local in "[a-z0-9]{1,12}([.+_-][a-z0-9]{1,8}){0,2}",
        domain in "[a-z0-9]{1,12}(-[a-z0-9]{1,4})?\\.(com|example|co\\.uk|org)",
        loud in prop::collection::vec(any::<bool>(), 1..20),
    ) {
        let address = format!("{local}@{domain}");
        let louder: String = address
            .chars()
            .zip(loud.iter().cycle())
            .map(|(c, loud)| if *loud { c.to_ascii_uppercase() } else { c })
            .collect();
        let plain = parse_email(&address).unwrap();
        prop_assert_eq!(plain.match_key(), &address);
        let louder = parse_email(&louder).unwrap();
        prop_assert_eq!(louder.match_key(), &address);
        let quoted = parse_email(&format!("\"{local}\"@{domain}")).unwrap();
        prop_assert_eq!(quoted.match_key(), &address);
        let other = parse_email(&format!("x{address}")).unwrap();
        prop_assert_ne!(other.match_key(), plain.match_key());
    }
}
