//! The table of countries against the phone engine, so that the selector offers what the parser can
//! read, and nothing else.

use std::str::FromStr;

use customer_core::{Confidence, LineType, countries, parse_phone};
use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};

#[test]
fn the_selector_and_the_engine_know_the_same_regions() {
    let supported: Vec<String> = PHONE_NUMBER_UTIL
        .get_supported_regions()
        .map(|region| region.to_string())
        .filter(|code| code != "001")
        .collect();
    let offered: Vec<String> =
        countries().iter().map(|country| country.code().to_string()).collect();
    let mut missing: Vec<_> = supported.iter().filter(|code| !offered.contains(code)).collect();
    missing.extend(offered.iter().filter(|code| !supported.contains(code)));
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn calling_codes_and_examples_are_the_engines() {
    for country in countries() {
        let region = Region::from_str(country.code().as_str()).unwrap();
        let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region).unwrap();
        assert_eq!(i32::from(country.calling_code().unwrap()), code, "{}", country.code());
        let example = parse_phone(country.example_number().unwrap(), None).unwrap();
        assert_eq!(example.confidence(), Confidence::Valid, "{}", country.code());
        assert_ne!(example.line_type(), LineType::Unknown, "{}", country.code());
        let national =
            parse_phone(example.national_number().unwrap(), Some(country.code().as_str())).unwrap();
        assert!(national.e164().is_some(), "{}", country.code());
    }
}
