#![no_main]
//! Lists of customers: every row goes in or is told.

use std::sync::LazyLock;

use conformance::file_properties::{self, Desk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    static DESK: LazyLock<Desk> = LazyLock::new(Desk::new);
    file_properties::csv(&DESK, content);
});
