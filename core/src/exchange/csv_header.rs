//! Which character stands between the cells.

use crate::model::exchange::{FileOptions, FileProblem};
use crate::model::violation::{Rule, Violation};

use super::text_input::TextInput;

/// What is looked for, the first of equals first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The delimiter that the options name.
pub(super) fn delimiter_said(options: &FileOptions) -> Result<Option<u8>, FileProblem> {
    let Some(delimiter) = options.delimiter else { return Ok(None) };
    let octet = u8::try_from(delimiter).ok().filter(|octet| {
        octet.is_ascii_punctuation() && *octet != b'"'
            || matches!(octet, b'\t' | b' ' | 0x1C..=0x1F)
    });
    match octet {
        Some(octet) => Ok(Some(octet)),
        None => Err(FileProblem::Options(vec![Violation::new("delimiter", Rule::UnknownValue)])),
    }
}

/// Excel's own first line, such as `sep=;`: it is read, and gone.
pub(super) fn excel_delimiter(text: &mut TextInput) -> Result<Option<u8>, FileProblem> {
    while text.rest().len() < 16 && text.fill()? {}
    let line = text.rest().split(|octet| matches!(octet, b'\r' | b'\n')).next();
    let line = line.unwrap_or_default();
    let said = match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => *delimiter,
        [b'"', b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, b'"'] => *delimiter,
        _ => return Ok(None),
    };
    let length = line.len();
    text.consume(length);
    Ok(DELIMITERS.contains(&said).then_some(said))
}

/// The delimiter that stands most often outside of quotes in the header.
pub(super) fn find_delimiter(text: &mut TextInput, limit: usize) -> Result<u8, FileProblem> {
    loop {
        let (counts, is_whole) = count(text.rest().get(..limit).unwrap_or(text.rest()));
        if is_whole || text.rest().len() >= limit || !text.fill()? {
            let mut best = (0, b',');
            for (found, delimiter) in counts.into_iter().zip(DELIMITERS) {
                if found > best.0 {
                    best = (found, delimiter);
                }
            }
            return Ok(best.1);
        }
    }
}

/// How often each delimiter stands in the first line that is not empty, and whether that line ended.
fn count(text: &[u8]) -> ([u32; 4], bool) {
    let (mut counts, mut quoted, mut begun) = ([0; 4], false, false);
    for octet in text {
        match octet {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted && begun => return (counts, true),
            _ if quoted => {}
            octet => {
                let found = DELIMITERS.iter().zip(&mut counts).find(|(of, _)| *of == octet);
                if let Some((_, count)) = found {
                    *count += 1;
                }
            }
        }
        begun = begun || !matches!(octet, b'\r' | b'\n');
    }
    (counts, false)
}
