//! From the text to the lanes.

use crate::model::customer::ReferenceSlot;
use crate::model::digits::ascii_digit;
use crate::model::email::{Email, EmailOptions, fold_beginning};
use crate::model::ids::CustomerId;
use crate::model::key::PointFamily;
use crate::model::page::CursorKey;
use crate::model::phone::{Confidence, Phone, PhoneOptions};
use crate::model::point_value::fold_handle;
use crate::model::search::words::{self, SoughtWord};
use crate::model::search::{KeyIndex, KeyRange, Lane, WordWays, tails_ending};
use crate::model::settings::Settings;
use crate::model::text::clean_line;

use super::seen::Seen;

/// A longer text finds nobody: no name is as long.
const MAX_TEXT: usize = 512;
/// More words find nobody.
const MAX_WORDS: usize = 32;
/// So many words of a query are looked for among emails, phones, references and handles.
const MAX_IDENTIFIERS: usize = 4;
/// Fewer digits are no part of a phone.
const LEAST_DIGITS: usize = 3;

/// A query, taken apart.
pub(crate) struct Query {
    pub(crate) text: String,
    pub(super) words: Vec<Word>,
    lanes: Vec<QueryLane>,
}

/// A word of a query.
pub(super) struct Word {
    pub(super) text: String,
    pub(super) name: Option<SoughtWord>,
}

/// A lane, and which part of the query it is about.
struct QueryLane {
    lane: Lane,
    about: About,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// The whole text.
    All,
    /// All words, each a whole word of a name.
    WholeNames,
    /// All words, each a word of a name or its beginning.
    Names,
    /// One of several words: the others must be found too.
    Word(usize),
}

/// Where a customer stands among those who are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) lane: usize,
    /// In a lane of keys, the first one.
    pub(crate) key: Option<CursorKey>,
}

impl Query {
    /// Takes a text apart; none when it can find nobody. The calling codes are those that phones in
    /// the book have.
    pub(crate) fn new(text: &str, settings: &Settings, codes: &[u16]) -> Option<Self> {
        let too_long = |text: &str| text.chars().nth(MAX_TEXT).is_some();
        let text = clean_line(text).filter(|text| !too_long(text))?;
        let words: Vec<Word> = text
            .split(' ')
            .map(|word| Word { text: word.to_owned(), name: words::sought_word(word) })
            .collect();
        if words.len() > MAX_WORDS {
            return None;
        }
        let mut lanes = exact_lanes(&text, settings);
        lanes.extend(name_lanes(&words));
        lanes.extend(identifier_lanes(&text, About::All, codes));
        if words.len() > 1 {
            let identifiers =
                words.iter().enumerate().filter(|(_, word)| is_identifier(&word.text));
            for (at, word) in identifiers.take(MAX_IDENTIFIERS) {
                lanes.extend(identifier_lanes(&word.text, About::Word(at), codes));
            }
        }
        Some(Self { text, words, lanes })
    }

    pub(crate) fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.iter().map(|of| &of.lane)
    }

    /// True when whatever the store finds in a lane is what is sought, if all of it is seen.
    pub(crate) fn is_plain(&self) -> bool {
        !self.lanes.iter().any(|of| matches!(of.about, About::Word(_)))
    }

    /// Where a customer stands, as far as it is seen.
    pub(crate) fn standing(&self, seen: &Seen) -> Option<Standing> {
        self.lanes.iter().enumerate().find_map(|(at, of)| {
            let key = match (&of.lane, of.about) {
                (Lane::Words { .. }, About::WholeNames) => self.whole_names(seen).then_some(None),
                (Lane::Words { .. }, About::Names) => self.names(seen).then_some(None),
                (lane, About::Word(word)) => {
                    let key = seen.key_in(lane)?;
                    self.others_found(word, seen).then_some(key)
                }
                (lane, _) => seen.key_in(lane),
            };
            key.map(|key| Standing { lane: at, key })
        })
    }

    fn sought(&self) -> impl Iterator<Item = &SoughtWord> {
        self.words.iter().filter_map(|word| word.name.as_ref())
    }

    fn whole_names(&self, seen: &Seen) -> bool {
        self.sought().all(|word| word.is_whole_in(&seen.names))
    }

    fn names(&self, seen: &Seen) -> bool {
        self.sought().all(|word| word.is_part_in(&seen.names))
    }

    /// Is each word but this one a word of a name, or an identifier by itself?
    fn others_found(&self, but: usize, seen: &Seen) -> bool {
        let others = self.words.iter().enumerate().filter(|(at, _)| *at != but);
        others.into_iter().all(|(at, word)| {
            word.name.as_ref().is_none_or(|name| name.is_part_in(&seen.names))
                || self
                    .lanes
                    .iter()
                    .any(|of| of.about == About::Word(at) && seen.key_in(&of.lane).is_some())
        })
    }
}

/// Does a word among others look like an identifier: has it a digit, an `@`, or a dot or `_` inside?
fn is_identifier(word: &str) -> bool {
    let inside = word.trim_matches(['.', '_']);
    inside.contains(['.', '_']) || word.chars().any(|c| c == '@' || ascii_digit(c).is_some())
}

/// The whole text is an id, an email, a phone, a reference or a handle.
fn exact_lanes(text: &str, settings: &Settings) -> Vec<QueryLane> {
    let mut lanes = Vec::new();
    if let Ok(id) = text.parse::<CustomerId>() {
        lanes.push(Lane::Customers(vec![id]));
    }
    let one = |index, key: &str| Lane::Keys { index, ranges: vec![KeyRange::one(key)] };
    if let Ok(email) = Email::parse(text, &EmailOptions { allow_local_domains: true }) {
        lanes.push(one(KeyIndex::Point(PointFamily::Email), email.match_key()));
    }
    for phone in phones(text, settings) {
        lanes.push(one(KeyIndex::Point(PointFamily::Phone), &phone.match_key()));
        if let Some(digits) = phone.digits_key() {
            lanes.push(one(KeyIndex::Coarse(PointFamily::Phone), digits));
        }
    }
    for slot in ReferenceSlot::ALL {
        lanes.push(one(KeyIndex::Reference(*slot), &text.to_ascii_lowercase()));
    }
    lanes.push(one(KeyIndex::Coarse(PointFamily::Handle), &handle_text(text)));
    lanes.into_iter().map(|lane| QueryLane { lane, about: About::All }).collect()
}

/// The phones that the text may be: as it stands, and read as an international number without `+`.
fn phones(text: &str, settings: &Settings) -> Vec<Phone> {
    let Some(digits) = phone_digits(text) else {
        return Vec::new();
    };
    let options =
        PhoneOptions { default_region: settings.default_region, ..PhoneOptions::default() };
    let typed = Phone::parse(text, None, &options).ok();
    let international = digits.strip_prefix("00").unwrap_or(&digits);
    let plus = Phone::parse(&format!("+{international}"), None, &PhoneOptions::default()).ok();
    let known =
        plus.filter(|phone| phone.confidence() == Confidence::Valid && !text.starts_with(is_plus));
    let mut found: Vec<Phone> = typed.into_iter().collect();
    found.extend(known.filter(|plus| found.iter().all(|of| of.match_key() != plus.match_key())));
    found
}

fn name_lanes(words: &[Word]) -> Vec<QueryLane> {
    let sought: Vec<&SoughtWord> = words.iter().filter_map(|word| word.name.as_ref()).collect();
    if sought.is_empty() {
        return Vec::new();
    }
    let whole: Vec<WordWays> = sought.iter().map(|word| word.whole.clone()).collect();
    let part: Vec<WordWays> = sought.iter().map(|word| word.part.clone()).collect();
    let whole_lane = Lane::Words { all: whole.clone(), but_not: Vec::new() };
    vec![
        QueryLane { lane: whole_lane, about: About::WholeNames },
        QueryLane { lane: Lane::Words { all: part, but_not: whole }, about: About::Names },
    ]
}

/// A text that is part of an email, a phone, a reference or a handle.
fn identifier_lanes(text: &str, about: About, codes: &[u16]) -> Vec<QueryLane> {
    let mut lanes = Vec::new();
    let mut keys = |index, mut ranges: Vec<KeyRange>| {
        ranges.sort_by(|a, b| a.from.cmp(&b.from));
        ranges.dedup();
        if !ranges.is_empty() {
            lanes.push(Lane::Keys { index, ranges });
        }
    };
    if let Some(local) = email_beginning(text) {
        keys(KeyIndex::Point(PointFamily::Email), vec![KeyRange::beginning(&local)]);
    }
    if let Some(digits) = phone_digits(text) {
        let national = !text.starts_with(is_plus) && !digits.starts_with("00");
        keys(KeyIndex::Point(PointFamily::Phone), apart(international(&digits, national, codes)));
        if national {
            keys(KeyIndex::Coarse(PointFamily::Phone), vec![KeyRange::beginning(&digits)]);
            keys(KeyIndex::Tail, tails(&digits));
        }
    }
    for slot in ReferenceSlot::ALL {
        let beginning = KeyRange::beginning(&text.to_ascii_lowercase());
        keys(KeyIndex::Reference(*slot), vec![beginning]);
    }
    let handle = handle_text(text);
    if !handle.is_empty() {
        keys(KeyIndex::Coarse(PointFamily::Handle), vec![KeyRange::beginning(&handle)]);
    }
    if let Some(domain) = words::sought_domain(text) {
        lanes.push(Lane::Words { all: vec![vec![vec![domain]]], but_not: Vec::new() });
    }
    lanes.into_iter().map(|lane| QueryLane { lane, about }).collect()
}

/// The beginning of an email's key; none when the text cannot be one.
fn email_beginning(text: &str) -> Option<String> {
    let fits = !text.contains(char::is_whitespace) && !text.starts_with('@');
    // A key has the local part in lower case and the domain in ASCII.
    fits.then(|| fold_beginning(text))
}

fn handle_text(text: &str) -> String {
    fold_handle(text.strip_prefix('@').unwrap_or(text))
}

/// The plus before an international number, as keyboards of several scripts have it.
fn is_plus(c: char) -> bool {
    matches!(c, '+' | '\u{FF0B}' | '\u{FE62}' | '\u{207A}')
}

/// May the text, or a word of it, be part of a phone? Else nobody need know which calling codes there are.
pub(crate) fn may_be_phone(text: &str) -> bool {
    text.chars().filter_map(ascii_digit).count() >= LEAST_DIGITS
}

/// The digits of a text that may be a phone or a part of one.
pub(super) fn phone_digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter_map(ascii_digit).collect();
    let plain = text.chars().all(|c| {
        ascii_digit(c).is_some()
            || is_plus(c)
            || matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{2010}'..='\u{2015}')
    });
    (plain && digits.len() >= LEAST_DIGITS).then_some(digits)
}

/// How a number begins in its international form: as it stands, or behind a calling code.
fn international(digits: &str, national: bool, codes: &[u16]) -> Vec<KeyRange> {
    let plain = digits.strip_prefix("00").filter(|_| !national).unwrap_or(digits);
    let mut begins = vec![format!("+{plain}")];
    if national {
        for code in codes {
            begins.push(format!("+{code}{digits}"));
            // The digit that is dialled before a number at home is not part of it.
            let trunk = if *code == 7 { "8" } else { "0" };
            begins.extend(digits.strip_prefix(trunk).map(|rest| format!("+{code}{rest}")));
        }
    }
    begins.iter().map(|begin| KeyRange::beginning(begin)).collect()
}

/// Without the ranges that others hold.
fn apart(ranges: Vec<KeyRange>) -> Vec<KeyRange> {
    let held =
        |range: &KeyRange| ranges.iter().any(|other| other != range && other.contains(&range.from));
    ranges.iter().filter(|range| !held(range)).cloned().collect()
}

fn tails(digits: &str) -> Vec<KeyRange> {
    let without_trunk = digits.strip_prefix('0').filter(|rest| rest.len() > LEAST_DIGITS);
    let ranges = [Some(digits), without_trunk].into_iter().flatten().filter_map(tails_ending);
    apart(ranges.collect())
}
