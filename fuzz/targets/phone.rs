#![no_main]
//! Phone numbers, behind two letters of a region.

use conformance::{properties, seeds};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (region, number) = seeds::region_and_number(text);
    properties::phone(number, region);
});
