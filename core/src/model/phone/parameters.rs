//! Numbers with parameters (RFC 3966): `030 1234;phone-context=+49`.

use super::grammar::{LONGEST, Sign, digit};
use super::plans::LeftToEngine;

const CONTEXT: &[Sign] = b"phone-context";

/// The signs of a number, put together from the context and what stands before it.
pub(super) struct Number {
    signs: [Sign; LONGEST],
    len: usize,
}

impl Number {
    pub(super) fn signs(&self) -> &[Sign] {
        self.signs.get(..self.len).unwrap_or_default()
    }
}

/// Can there be parameters, other than the extension? Asked of every text, so it asks little.
pub(super) fn may_stand_in(signs: &[Sign]) -> bool {
    signs.iter().any(|sign| matches!(sign, b'p' | b'P' | b'b' | b'B'))
        && [CONTEXT, b";isub="].iter().any(|word| find(signs, word).is_some())
}

/// The number that the parameters leave; `None` when the context is none. One context in small
/// letters is read, what is rarer is left to the engine.
pub(super) fn number(signs: &[Sign]) -> Result<Option<Number>, LeftToEngine> {
    let rare = [b"tel:".as_slice(), b";isub="].iter().any(|word| find(signs, word).is_some());
    let at = find(signs, CONTEXT).filter(|_| !rare).ok_or(LeftToEngine)?;
    let (before, rest) = signs.split_at(at);
    let before = before.strip_suffix(b";").ok_or(LeftToEngine)?;
    let rest = rest.strip_prefix(CONTEXT).and_then(|rest| rest.strip_prefix(b"="));
    let rest = rest.filter(|rest| find(rest, CONTEXT).is_none()).ok_or(LeftToEngine)?;
    let context = rest.split(|sign| *sign == b';').next().unwrap_or_default();
    if !context.is_ascii() {
        return Err(LeftToEngine);
    }
    let front = match context {
        [b'+', ..] if is_global(context) => context,
        _ if is_domain(context) => &[],
        _ => return Ok(None),
    };
    let mut number = Number { signs: [0; LONGEST], len: front.len() + before.len() };
    for (place, sign) in number.signs.iter_mut().zip(front.iter().chain(before)) {
        *place = *sign;
    }
    Ok(Some(number))
}

/// Where a word stands, in whatever letters.
fn find(signs: &[Sign], word: &[Sign]) -> Option<usize> {
    signs.windows(word.len()).position(|part| part.eq_ignore_ascii_case(word))
}

/// A `+`, then digits, and separators between them.
fn is_global(context: &[Sign]) -> bool {
    let mut rest = context.iter().skip(1);
    let is_digit = |sign: &Sign| digit(*sign).is_some();
    rest.clone().any(is_digit)
        && rest.all(|sign| is_digit(sign) || matches!(sign, b'-' | b'.' | b'(' | b')'))
}

/// A domain, as far as it matters: labels of letters, digits and inner hyphens, the last one not
/// with a digit in front.
fn is_domain(context: &[Sign]) -> bool {
    let context = context.strip_suffix(b".").unwrap_or(context);
    let ends = |sign: Option<&Sign>| sign.is_some_and(u8::is_ascii_alphanumeric);
    let is_label = |label: &[Sign]| {
        let inner = label.iter().all(|sign| sign.is_ascii_alphanumeric() || *sign == b'-');
        inner && ends(label.first()) && ends(label.last())
    };
    let last = context.rsplit(|sign| *sign == b'.').next().unwrap_or_default();
    context.split(|sign| *sign == b'.').all(is_label)
        && last.first().is_some_and(u8::is_ascii_alphabetic)
}
