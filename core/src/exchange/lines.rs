//! Lines of a text, none longer than a limit.

use crate::model::exchange::FileProblem;
use crate::model::violation::Rule;

use super::text_input::TextInput;

/// The longest line, in octets without its end.
pub(super) const MAX_LINE: usize = 1024 * 1024;

/// How long the next line is that is not blank, without its end; none at the end of the text. Lines
/// end with CR, LF or both, and the text stands at the line's beginning then.
pub(super) fn next_line(text: &mut TextInput, record: u64) -> Result<Option<usize>, FileProblem> {
    let mut looked_at = 0;
    loop {
        if looked_at == 0 {
            let blank = text.rest().iter().take_while(|octet| octet.is_ascii_whitespace()).count();
            text.consume(blank);
        }
        let rest = text.rest().get(looked_at..).unwrap_or_default();
        let end = rest.iter().position(|octet| matches!(octet, b'\r' | b'\n'));
        let length = looked_at + end.unwrap_or(rest.len());
        if length > MAX_LINE {
            let limit = u32::try_from(MAX_LINE).ok();
            return Err(FileProblem::Broken { rule: Rule::TooLong, limit, record, at: text.at() });
        }
        if end.is_some() {
            return Ok(Some(length));
        }
        looked_at = length;
        if !text.fill()? {
            return Ok((length > 0).then_some(length));
        }
    }
}
