//! What matched, to be shown.

use crate::model::contact::{ContactRecord, PointRecord, PointValue};
use crate::model::customer::{CustomerRecord, ReferenceSlot};
use crate::model::digits::ascii_digit;
use crate::model::field::CustomerField;
use crate::model::ids::PointId;
use crate::model::search::TextMatch;
use crate::model::search::words::{fold_for_search, is_unspaced, spelled_out};

use super::query::{Query, phone_digits};

/// So many matches of one customer are told.
const MOST: usize = 16;

/// The pieces of what is seen of a customer that match a query.
pub(crate) fn matches(
    query: &Query,
    record: &CustomerRecord,
    cards: &[ContactRecord],
) -> Vec<TextMatch> {
    let mut found = Vec::new();
    let seen = record.seen;
    for field in [CustomerField::FullName, CustomerField::GivenName, CustomerField::FamilyName] {
        if let Some(value) = record.values.get(field).filter(|_| seen.view.contains(field)) {
            in_name(query, field.as_str(), value, &mut found);
        }
    }
    for slot in ReferenceSlot::ALL {
        let value = record.values.get(slot.field());
        if let Some(value) = value.filter(|_| seen.view.contains(slot.field())) {
            beginning(query, slot.as_str(), None, value, &mut found);
        }
    }
    let shown = if seen.shows_contacts() { cards } else { &[] };
    for card in shown {
        if let Some(name) = &card.person_name {
            in_name(query, "person_name", name, &mut found);
        }
        for point in &card.points {
            in_point(query, point, &mut found);
        }
    }
    found.truncate(MOST);
    found
}

fn text_match(
    field: &str,
    point: Option<PointId>,
    value: &str,
    (start, end): (usize, usize),
) -> TextMatch {
    let number = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    TextMatch {
        field: field.to_owned(),
        point,
        value: value.to_owned(),
        start: number(start),
        length: number(end.saturating_sub(start)),
    }
}

/// The words of a query in a name, each where it is found first.
fn in_name(query: &Query, field: &str, value: &str, found: &mut Vec<TextMatch>) {
    let chars: Vec<char> = value.chars().collect();
    for word in query.words.iter().filter(|word| word.name.is_some()) {
        let typed: Vec<char> = word.text.chars().collect();
        let ways = spellings(&typed);
        let places = (0..chars.len()).filter(|at| begins_word(&chars, *at));
        let range = places.filter_map(|at| reach(&chars, at, &ways).map(|end| (at, end))).next();
        found.extend(range.map(|range| text_match(field, None, value, range)));
    }
}

/// The folded spellings of a text: as it is, and with its special letters spelled out.
fn spellings(text: &[char]) -> Vec<String> {
    let text: String = text.iter().collect();
    let mut all = vec![letters(&fold_for_search(&text))];
    all.extend(spelled_out(&text).map(|long| letters(&fold_for_search(&long))));
    all
}

/// Letters and digits alone.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace()).collect()
}

/// May a match begin here: at the beginning of a word, or anywhere in writing without spaces?
fn begins_word(chars: &[char], at: usize) -> bool {
    let here = chars.get(at).copied().unwrap_or(' ');
    let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied().unwrap_or(' ');
    here.is_alphanumeric()
        && (!before.is_alphanumeric() || is_unspaced(here) || is_unspaced(before))
}

/// How far a match reaches that begins here.
fn reach(chars: &[char], from: usize, ways: &[String]) -> Option<usize> {
    // Most places are not it, as their first letter tells.
    let first = spellings(chars.get(from..=from)?);
    if !ways.iter().any(|way| first.iter().any(|of| way.starts_with(of.as_str()))) {
        return None;
    }
    let longest = ways.iter().map(|way| way.chars().count()).max().unwrap_or(0) * 2 + 8;
    for end in from + 1..=chars.len().min(from + longest) {
        let found = spellings(chars.get(from..end)?);
        let matched = |way: &String| found.iter().any(|of| of.starts_with(way.as_str()));
        if ways.iter().any(|way| !way.is_empty() && matched(way)) {
            return Some(end);
        }
    }
    None
}

/// The text, or a word of it, at the beginning of a value.
fn beginning(
    query: &Query,
    field: &str,
    point: Option<PointId>,
    value: &str,
    found: &mut Vec<TextMatch>,
) {
    let (of_value, places) = lowered(value);
    let texts = std::iter::once(&query.text).chain(query.words.iter().map(|word| &word.text));
    let length = texts
        .flat_map(|text| [text.as_str(), text.strip_prefix('@').unwrap_or(text)])
        .map(|text| lowered(text).0)
        .filter(|text| of_value.starts_with(text))
        .map(|text| text.len())
        .max();
    let end = length.and_then(|length| places.get(length.checked_sub(1)?));
    found.extend(end.map(|last| text_match(field, point, value, (0, last + 1))));
}

/// A text in lower case, and where each letter of it stands in the text itself: some become two.
fn lowered(text: &str) -> (Vec<char>, Vec<usize>) {
    let each = text.chars().enumerate();
    each.flat_map(|(at, c)| c.to_lowercase().map(move |lower| (lower, at))).unzip()
}

fn in_point(query: &Query, point: &PointRecord, found: &mut Vec<TextMatch>) {
    let id = Some(point.id);
    match &point.value {
        PointValue::Email(email) => {
            let before = found.len();
            beginning(query, "email", id, email.as_typed(), found);
            if found.len() == before {
                in_domain(query, id, email.as_typed(), found);
            }
        }
        PointValue::Handle(handle) => beginning(query, "handle", id, handle.value(), found),
        PointValue::Phone(phone) => {
            let numbers = [phone.e164().unwrap_or_default(), phone.dialled_digits()];
            let texts = std::iter::once(&query.text).chain(query.words.iter().map(|of| &of.text));
            let range = texts
                .filter_map(|text| phone_digits(text))
                .find_map(|digits| in_phone(phone.as_typed(), &numbers, &digits));
            found.extend(range.map(|range| text_match("phone", id, phone.as_typed(), range)));
        }
    }
}

fn in_domain(query: &Query, id: Option<PointId>, typed: &str, found: &mut Vec<TextMatch>) {
    let (chars, places) = lowered(typed);
    let mut words = query.words.iter().filter(|word| word.text.starts_with('@'));
    let at = words.find_map(|word| {
        let (sought, _) = lowered(&word.text);
        let at = chars.windows(sought.len()).rposition(|of| of == sought)?;
        Some((*places.get(at)?, places.get(at + sought.len() - 1)? + 1))
    });
    found.extend(at.map(|range| text_match("email", id, typed, range)));
}

/// Where digits stand in a phone as it was typed; all of it when they stand in another spelling.
fn in_phone(typed: &str, numbers: &[&str; 2], digits: &str) -> Option<(usize, usize)> {
    let places: Vec<(usize, char)> = typed
        .chars()
        .enumerate()
        .filter_map(|(at, c)| ascii_digit(c).map(|digit| (at, digit)))
        .collect();
    let shown: String = places.iter().map(|(_, digit)| *digit).collect();
    let bare = digits.trim_start_matches('0');
    let at = if shown.starts_with(digits) {
        Some((0, digits.len()))
    } else {
        let end = [digits, bare].into_iter().find(|of| !of.is_empty() && shown.ends_with(of));
        end.map(|of| (shown.len() - of.len(), of.len()))
    };
    if let Some((from, length)) = at {
        let start = places.get(from)?.0;
        let end = places.get(from + length - 1)?.0 + 1;
        return Some((start, end));
    }
    let sought = !bare.is_empty() && numbers.iter().any(|number| number.contains(bare));
    sought.then(|| (0, typed.chars().count()))
}
