//! Pages of lists.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::violation::{Rule, Violation};

/// The most items of one page.
pub const MAX_PAGE: u32 = 500;

/// One page of a list. The cursor is opaque and stays good while records come and go: an item that
/// did not move is neither skipped nor shown twice.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<String>,
}

// A cursor holds the name at which the next page begins.
impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("items", &self.items).finish_non_exhaustive()
    }
}

/// How many items a page may have.
pub(crate) fn check_limit(limit: u32) -> Result<u32, Violation> {
    if (1..=MAX_PAGE).contains(&limit) {
        Ok(limit)
    } else {
        Err(Violation::limited("limit", Rule::OutOfRange, MAX_PAGE))
    }
}

/// A place in a list: which list, the sort key of the last item, and its id.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) list: String,
    pub(crate) key: CursorKey,
    pub(crate) id: [u8; 16],
}

/// The sort key at a cursor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CursorKey {
    /// Sorted by text.
    Text(String),
    /// Sorted by number; none sorts after all numbers.
    Number(Option<i64>),
}

const VERSION: u8 = 1;

impl Cursor {
    /// Writes the cursor as text: version, list, id and key, in hexadecimal.
    pub(crate) fn encode(&self) -> String {
        let mut bytes = vec![VERSION, u8::try_from(self.list.len()).unwrap_or(u8::MAX)];
        bytes.extend_from_slice(self.list.as_bytes());
        bytes.extend_from_slice(&self.id);
        match &self.key {
            CursorKey::Text(text) => {
                bytes.push(b't');
                bytes.extend_from_slice(text.as_bytes());
            }
            CursorKey::Number(Some(number)) => {
                bytes.push(b'n');
                bytes.extend_from_slice(&number.to_be_bytes());
            }
            CursorKey::Number(None) => bytes.push(b'-'),
        }
        bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
            text
        })
    }

    /// Reads a cursor of the same list.
    pub(crate) fn decode(text: &str, list: &str) -> Result<Self, Violation> {
        Self::read(text)
            .filter(|cursor| cursor.list == list)
            .ok_or_else(|| Violation::new("after", Rule::NotACursor))
    }

    fn read(text: &str) -> Option<Self> {
        let digits: Option<Vec<u8>> =
            text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
        let bytes: Vec<u8> = digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect();
        let (version, rest) = bytes.split_first()?;
        let (list_len, rest) = rest.split_first()?;
        let (list, rest) = rest.split_at_checked(usize::from(*list_len))?;
        let (id, rest) = rest.split_first_chunk::<16>()?;
        let (tag, key) = rest.split_first()?;
        let key = match tag {
            b't' => CursorKey::Text(String::from_utf8(key.to_vec()).ok()?),
            b'n' => CursorKey::Number(Some(i64::from_be_bytes(key.try_into().ok()?))),
            b'-' if key.is_empty() => CursorKey::Number(None),
            _ => return None,
        };
        let list = String::from_utf8(list.to_vec()).ok()?;
        (*version == VERSION).then_some(Self { list, key, id: *id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip_and_belong_to_one_list() {
        for key in
            [CursorKey::Text("müller".into()), CursorKey::Number(Some(-5)), CursorKey::Number(None)]
        {
            let cursor = Cursor { list: "customers:name:asc".into(), key, id: [7; 16] };
            assert!(Cursor::decode(&cursor.encode(), "customers:name:asc").unwrap() == cursor);
            assert_eq!(
                Cursor::decode(&cursor.encode(), "customers:name:desc").err().unwrap().rule,
                Rule::NotACursor
            );
        }
    }

    #[test]
    fn broken_cursors_are_refused() {
        let good =
            Cursor { list: "l".into(), key: CursorKey::Text("k".into()), id: [0; 16] }.encode();
        for cut in 0..good.len() {
            assert!(
                Cursor::decode(good.get(..cut).unwrap(), "l").is_err() || cut == good.len() - 2,
                "{cut}"
            );
        }
        assert!(Cursor::decode("xyz", "l").is_err());
        assert!(Cursor::decode("", "l").is_err());
    }
}
