#![no_main]
//! Email addresses.

use conformance::properties;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| properties::email(text));
