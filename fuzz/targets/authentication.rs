#![no_main]
//! Values of `Authentication-Results`: nobody is vouched for by mistake.

use std::sync::LazyLock;

use conformance::properties::{self, AutomaticBook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|header: &str| {
    static BOOK: LazyLock<AutomaticBook> = LazyLock::new(AutomaticBook::new);
    properties::authentication(&BOOK.session, header);
});
