#![no_main]
//! Raw messages put to a book that creates customers by itself. The book stays, so that the next
//! message meets the customers of those before.

use std::sync::LazyLock;

use conformance::properties::{self, AutomaticBook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    static BOOK: LazyLock<AutomaticBook> = LazyLock::new(AutomaticBook::new);
    properties::matching(&BOOK.session, raw);
});
