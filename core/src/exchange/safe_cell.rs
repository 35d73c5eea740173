//! Cells that a spreadsheet would take for a formula.
//!
//! A spreadsheet calculates a cell that begins with one of a few signs, and what it calculates can
//! send the sheet elsewhere (OWASP ASVS 1.2.10). An apostrophe in front makes it text. Phones begin
//! with `+`, so this is the rule rather than the exception; what is written is read back as it was.

use std::borrow::Cow;

const GUARD: char = '\'';

/// Would a spreadsheet calculate it, but for the apostrophes in front?
fn is_formula(cell: &str) -> bool {
    let text = cell.trim_start_matches(GUARD);
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'])
}

/// A cell as it is written.
pub(super) fn guarded(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("{GUARD}{cell}")) } else { Cow::Borrowed(cell) }
}

/// A cell as it was before it was written. Where a sheet wrote the number by itself, without an
/// apostrophe, nothing is taken off.
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(text) if is_formula(cell) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// T36.
    #[test]
    fn formulas_are_guarded() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+4915112345678", "'+4915112345678"),
            ("'=1", "''=1"),
            ("＝1", "'＝1"),
            ("\t=1", "'\t=1"),
            ("'s-Hertogenbosch", "'s-Hertogenbosch"),
            ("'", "'"),
            ("", ""),
            ("a=1", "a=1"),
        ] {
            assert_eq!(guarded(cell), written, "{cell:?}");
            assert_eq!(unguarded(written), cell, "{written:?}");
        }
        assert_eq!(unguarded("+49 30 1234"), "+49 30 1234");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        /// T36: what is written is read back, and no written cell is a formula.
        #[test]
        fn what_is_guarded_comes_back(cell in "['=+\\-@\t\r\n\0＝＋－＠]{0,4}(\\PC|[\\r\\n\\t]){0,6}") {
            let written = guarded(&cell);
            prop_assert_eq!(unguarded(&written), cell.as_str());
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']));
        }

        #[test]
        fn phones_come_back(phone in "\\+[0-9 ()/.-]{4,20}") {
            let written = guarded(&phone).into_owned();
            prop_assert!(written.starts_with("'+"));
            prop_assert_eq!(unguarded(&written), phone);
        }
    }
}
