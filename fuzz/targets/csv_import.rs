#![no_main]
//! Files of customers to import: every row is a customer or told, whatever the pieces it comes in.

use conformance::exchange_properties;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| exchange_properties::csv_import(content));
