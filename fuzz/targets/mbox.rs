#![no_main]
//! Mailboxes: divided where the rule says, each message read.

use std::sync::LazyLock;

use conformance::file_properties::{self, Desk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    static DESK: LazyLock<Desk> = LazyLock::new(Desk::new);
    file_properties::mbox(&DESK, content);
});
