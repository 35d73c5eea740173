#![no_main]
//! Book files that were changed.

use std::sync::LazyLock;

use conformance::file_properties::{self, BookFile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    static FILE: LazyLock<BookFile> = LazyLock::new(BookFile::new);
    file_properties::database(&FILE, input);
});
