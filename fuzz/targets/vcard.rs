#![no_main]
//! Cards to import: every card is a customer or told, whatever the pieces it comes in.

use conformance::exchange_properties;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| exchange_properties::vcard(content));
