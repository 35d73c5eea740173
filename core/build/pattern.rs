//! Patterns over digits, as the metadata writes them: `[2-9]\d{7}|1(?:2|34)?`.

use std::error::Error;
use std::fmt;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A pattern uses something that no table is made of. Its numbers are left to the engine.
#[derive(Debug)]
pub(crate) struct Unsupported(pub(crate) String);

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a numbering plan has a pattern of a new shape: {}", self.0)
    }
}

impl Error for Unsupported {}

/// The engine wraps all its patterns so, and takes one that is shorter than the wrapping for the
/// empty pattern, which it finds everywhere.
const WRAPPING: (&str, &str) = ("^(?:", ")$");

/// What the engine makes of a pattern.
pub(crate) enum Pattern {
    /// It is found in every number.
    Everywhere,
    /// What stands inside the wrapping.
    Digits(Hir),
}

impl Pattern {
    pub(crate) fn parse(base: &str) -> Result<Self, Unsupported> {
        let (front, back) = WRAPPING;
        if base.len() < front.len() + back.len() {
            return Ok(Self::Everywhere);
        }
        let unsupported = || Unsupported(base.to_owned());
        let inner = base
            .strip_prefix(front)
            .and_then(|rest| rest.strip_suffix(back))
            .ok_or_else(unsupported)?;
        let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
        parser.parse(inner).map(Self::Digits).map_err(|_| unsupported())
    }
}

/// The digits that a part of a pattern takes, one set for each place; none when it is no row of
/// plain digits.
pub(crate) fn digit_sets(kind: &HirKind) -> Result<Option<Vec<u16>>, Unsupported> {
    let one = |byte: u8| {
        let value = byte.checked_sub(b'0').filter(|value| *value < 10);
        value.map(|value| 1 << value).ok_or_else(|| Unsupported(char::from(byte).to_string()))
    };
    match kind {
        HirKind::Literal(literal) => {
            literal.0.iter().map(|byte| one(*byte)).collect::<Result<_, _>>().map(Some)
        }
        HirKind::Class(Class::Bytes(class)) => {
            let bytes = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            let set = bytes.map(one).try_fold(0, |set, digit| digit.map(|digit| set | digit))?;
            Ok(Some(vec![set]))
        }
        HirKind::Class(Class::Unicode(class)) => Err(Unsupported(format!("{class:?}"))),
        _ => Ok(None),
    }
}
