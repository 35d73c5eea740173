#![no_main]
//! What somebody types to find a customer: no text is an error, and pages and counts agree.

use std::sync::LazyLock;

use conformance::search_properties::{self, People};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    static PEOPLE: LazyLock<People> = LazyLock::new(People::new);
    search_properties::search(&PEOPLE, text);
});
