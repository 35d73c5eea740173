//! The engine's grammar of texts: which texts are numbers, where an extension begins, what the
//! digits are. Texts of a rare shape are left to the engine itself.

use super::plans::LeftToEngine;
use super::sequence::Sequence;
use super::text::key_of;
use super::{Phone, parameters};
use crate::model::digits::ascii_digit;

/// The longest text that is read, in characters.
pub(super) const LONGEST: usize = Phone::MAX_CHARS as usize;
/// Fewer digits in a row are no number, unless they are all there is.
const FEWEST_DIGITS: usize = 3;
/// So many letters are keys to press, fewer are slips of the pen.
const FEWEST_KEYS: usize = 3;

/// A text taken apart.
pub(super) struct Dialled {
    pub(super) digits: Sequence,
    pub(super) plus: bool,
    pub(super) extension: Option<String>,
}

/// One character, as far as it matters: ASCII is itself.
pub(super) type Sign = u8;

/// A digit of another script: its value is added.
const FOREIGN_ZERO: Sign = 0x80;
/// Punctuation of other scripts.
const FOREIGN_MARK: Sign = 0xA0;
/// U+FF0E, a full stop.
const WIDE_STOP: Sign = 0xA1;
/// U+00A0, a space.
const FIRM_SPACE: Sign = 0xA2;
/// U+FF0B, a plus.
const WIDE_PLUS: Sign = 0x8A;
/// U+30FC, a dash that counts as a letter: a number can end with it.
const LONG_VOWEL: Sign = 0xA3;

/// Takes a text apart. `None` when it is no number.
pub(super) fn read(text: &str) -> Result<Option<Dialled>, LeftToEngine> {
    let mut room = [0; LONGEST];
    let mut len = 0;
    for c in text.chars() {
        *room.get_mut(len).ok_or(LeftToEngine)? = sign(c).ok_or(LeftToEngine)?;
        len += 1;
    }
    let signs = room.get(..len).unwrap_or_default();
    if parameters::may_stand_in(signs) {
        return match parameters::number(signs)? {
            Some(number) => dialled(number.signs()),
            None => Ok(None),
        };
    }
    let Some(number) = possible_number(signs) else { return Ok(None) };
    if begins_second_number(number) {
        return Err(LeftToEngine);
    }
    dialled(number)
}

fn dialled(number: &[Sign]) -> Result<Option<Dialled>, LeftToEngine> {
    let Some((number, extension)) = split_extension(number)? else { return Ok(None) };
    let pluses = number.iter().take_while(|sign| is_plus(**sign)).count();
    let digits = digits(number.get(pluses..).unwrap_or_default());
    Ok(Some(Dialled { digits, plus: pluses > 0, extension }))
}

fn sign(c: char) -> Option<Sign> {
    if c.is_ascii() {
        return u8::try_from(c).ok();
    }
    if let Some(digit) = ascii_digit(c) {
        return u8::try_from(digit).ok().map(|digit| FOREIGN_ZERO + (digit - b'0'));
    }
    match c {
        '\u{FF0B}' => Some(WIDE_PLUS),
        '\u{FF0E}' => Some(WIDE_STOP),
        '\u{A0}' => Some(FIRM_SPACE),
        '\u{30FC}' => Some(LONG_VOWEL),
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{FF0D}'
        | '\u{FF0F}'
        | '\u{3000}'
        | '\u{FF08}'
        | '\u{FF09}'
        | '\u{FF3B}'
        | '\u{FF3D}' => Some(FOREIGN_MARK),
        _ => None,
    }
}

pub(super) fn digit(sign: Sign) -> Option<u8> {
    match sign {
        b'0'..=b'9' => Some(sign - b'0'),
        FOREIGN_ZERO..WIDE_PLUS => Some(sign - FOREIGN_ZERO),
        _ => None,
    }
}

fn is_plus(sign: Sign) -> bool {
    matches!(sign, b'+' | WIDE_PLUS)
}

/// What may stand between digits. The `x` stands for a carrier.
fn is_punctuation(sign: Sign) -> bool {
    matches!(
        sign,
        b'-' | b'x' | b'X' | b' ' | b'(' | b')' | b'.' | b'[' | b']' | b'/' | b'~' | b'*'
    ) || sign >= FOREIGN_MARK
}

/// What may stand behind the first digits.
fn is_of_number(sign: Sign) -> bool {
    sign.is_ascii_alphabetic() || is_punctuation(sign) || digit(sign).is_some()
}

fn is_space(sign: Sign) -> bool {
    matches!(sign, b' ' | FIRM_SPACE)
}

/// The text from the first plus or digit to the last sign that can end a number.
fn possible_number(signs: &[Sign]) -> Option<&[Sign]> {
    let ends = |sign: &Sign| {
        sign.is_ascii_alphabetic() || digit(*sign).is_some() || matches!(*sign, b'#' | LONG_VOWEL)
    };
    let first = signs.iter().position(|sign| is_plus(*sign) || digit(*sign).is_some())?;
    let last = signs.iter().rposition(ends)?;
    signs.get(first..=last)
}

/// `530 583-6985 x302/x2303`: behind the slash stands another number.
fn begins_second_number(number: &[Sign]) -> bool {
    number.contains(&b'x') && number.iter().any(|sign| matches!(sign, b'/' | b'\\'))
}

/// A number, and its extension; none when it is no number.
type Split<'s> = Option<(&'s [Sign], Option<String>)>;

fn split_extension(text: &[Sign]) -> Result<Split<'_>, LeftToEngine> {
    let hash = text.last() == Some(&b'#');
    let body = if hash { text.split_last().map_or(text, |(_, body)| body) } else { text };
    let before = |at: usize| body.get(..at).unwrap_or_default();
    let is_digit = |sign: &Sign| digit(*sign).is_some();
    let from = body.iter().rposition(|sign| !is_digit(sign)).map_or(0, |at| at + 1);
    let extension = body.get(from..).unwrap_or_default();
    // Only what stands between the digits can announce an extension.
    let gap = before(from).iter().rposition(is_digit).map_or(0, |at| at + 1);
    let announced = (gap..from)
        .filter(|_| !extension.is_empty())
        .find(|at| announces(before(from).get(*at..).unwrap_or_default(), extension.len(), hash));
    let number = announced.map(before).filter(|number| is_number(number));
    match number {
        Some(number) => {
            let ascii: Option<String> = extension.iter().map(|sign| ascii(*sign)).collect();
            Ok(Some((number, Some(ascii.ok_or(LeftToEngine)?))))
        }
        None => Ok(is_number(text).then_some((text, None))),
    }
}

fn ascii(sign: Sign) -> Option<char> {
    sign.is_ascii_digit().then_some(char::from(sign))
}

/// Three digits or more with nothing but punctuation between them, then anything; or two digits.
fn is_number(text: &[Sign]) -> bool {
    if text.len() == 2 && text.iter().all(|sign| digit(*sign).is_some()) {
        return true;
    }
    let pluses = text.iter().take_while(|sign| is_plus(**sign)).count();
    let body = text.get(pluses..).unwrap_or_default();
    let row = body.iter().take_while(|sign| digit(**sign).is_some() || is_punctuation(**sign));
    row.filter(|sign| digit(**sign).is_some()).count() >= FEWEST_DIGITS
        && body.iter().all(|sign| is_of_number(*sign))
}

/// Labels that announce up to twenty digits.
const LABELS: [&[u8]; 9] =
    [b"ext", b"extn", b"extension", b"extensio", b"xt", b"xtn", b"xtension", b"xtensio", b"anexo"];
/// Labels that are also something else, and announce up to nine.
const DOUBTFUL_LABELS: [&[u8]; 4] = [b"x", b"#", b"~", b"int"];

/// Do these signs announce an extension of so many digits, with a `#` behind it or without?
fn announces(signs: &[Sign], digits: usize, hash: bool) -> bool {
    let same = |word: &[u8]| signs.eq_ignore_ascii_case(word);
    let dashes = signs.iter().all(|sign| matches!(sign, b'-' | b' '));
    same(b";ext=") && !hash && digits <= 20
        || hash && dashes && digits <= 6
        || is_labelled(signs, digits)
        || is_paused(signs, digits)
}

fn is_labelled(signs: &[Sign], digits: usize) -> bool {
    let label = trimmed_start(signs, |sign| is_space(sign) || sign == b',');
    let label = trimmed_end(label, |sign| is_space(sign) || matches!(sign, b',' | b'-'));
    let label =
        label.split_last().filter(|(last, _)| is_stop(**last)).map_or(label, |(_, rest)| rest);
    let is = |word: &&[u8]| label.eq_ignore_ascii_case(word);
    LABELS.iter().any(is) && digits <= 20 || DOUBTFUL_LABELS.iter().any(is) && digits <= 9
}

/// Commas and semicolons let a telephone wait before it dials on.
fn is_paused(signs: &[Sign], digits: usize) -> bool {
    let pause = trimmed_start(signs, is_space);
    let dials_on = |rest: &[Sign]| {
        let rest =
            rest.split_first().filter(|(stop, _)| is_stop(**stop)).map_or(rest, |(_, rest)| rest);
        rest.iter().all(|sign| is_space(*sign) || matches!(sign, b',' | b'-'))
    };
    let long = pause.strip_prefix(b",,").or_else(|| pause.strip_prefix(b";"));
    let short = pause.strip_prefix(b",").map(|rest| trimmed_start(rest, |sign| sign == b','));
    long.is_some_and(dials_on) && digits <= 15 || short.is_some_and(dials_on) && digits <= 9
}

fn is_stop(sign: Sign) -> bool {
    matches!(sign, b':' | b'.' | WIDE_STOP)
}

fn trimmed_start(signs: &[Sign], drops: impl Fn(Sign) -> bool) -> &[Sign] {
    let kept = signs.iter().position(|sign| !drops(*sign)).unwrap_or(signs.len());
    signs.get(kept..).unwrap_or_default()
}

fn trimmed_end(signs: &[Sign], drops: impl Fn(Sign) -> bool) -> &[Sign] {
    let kept = signs.iter().rposition(|sign| !drops(*sign)).map_or(0, |at| at + 1);
    signs.get(..kept).unwrap_or_default()
}

/// The digits of a number. Letters are keys when there are enough of them; digits of other scripts
/// are then none.
fn digits(number: &[Sign]) -> Sequence {
    let mut digits = Sequence::EMPTY;
    let keys = number.iter().filter(|sign| sign.is_ascii_alphabetic()).count() >= FEWEST_KEYS;
    for sign in number {
        let value = match sign {
            b'0'..=b'9' => Some(sign - b'0'),
            letter if keys => {
                key_of(char::from(*letter)).and_then(|key| digit(u8::try_from(key).ok()?))
            }
            other => digit(*other),
        };
        if let Some(value) = value {
            digits.push(value);
        }
    }
    digits
}
