#![no_main]
//! Raw messages, and the class of their senders.

use conformance::properties;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    properties::message(raw);
});
