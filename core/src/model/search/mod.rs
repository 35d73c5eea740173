//! Searching customers: what is asked, what is answered, and where the store is to look.

pub(crate) mod words;

use serde::{Deserialize, Serialize};

use super::codes::debug_shows;
use super::contact::{Capability, PointKind};
use super::customer::{CustomerSummary, ReferenceSlot};
use super::filter::Filter;
use super::ids::{ContactId, CustomerId, PointId};
use super::key::PointFamily;
use super::page::{CursorKey, Page};
use super::point_value::ShownValue;
use words::Term;

/// What somebody types to find a customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerSearch {
    /// Names, or the beginnings of names; an email, a phone, a reference, a handle, an id, or a part
    /// of one. Blank text finds nobody, and neither does one of more than 512 characters.
    pub text: String,
    /// Only those of whom this is true.
    pub filter: Option<Filter>,
    /// Only those in this segment.
    pub segment: Option<String>,
    /// Inactive customers too.
    pub include_inactive: bool,
    /// How many: 1 to 500.
    pub limit: u32,
    /// The cursor of the page before.
    pub after: Option<String>,
}

impl Default for CustomerSearch {
    fn default() -> Self {
        Self {
            text: String::new(),
            filter: None,
            segment: None,
            include_inactive: false,
            limit: 20,
            after: None,
        }
    }
}

/// Which customers are counted or handed out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CustomerSelection {
    /// Only those whom a search for this text finds.
    pub text: Option<String>,
    /// Only those of whom this is true.
    pub filter: Option<Filter>,
    /// Only those in this segment.
    pub segment: Option<String>,
    /// Inactive customers too.
    pub include_inactive: bool,
}

/// A customer that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// The customer.
    pub customer: CustomerSummary,
    /// Its contact points, as far as the actor sees them, with what can be done with each.
    pub points: Vec<HitPoint>,
    /// What in it matched.
    pub matched: Vec<TextMatch>,
}

/// A contact point of a customer that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitPoint {
    /// The contact card.
    pub contact: ContactId,
    /// The point.
    pub point: PointId,
    /// What sort of point.
    pub kind: PointKind,
    /// The address, as far as the actor sees it.
    pub value: ShownValue,
    /// What it can be used for; nothing when it may not be used to contact the customer.
    pub actions: Vec<Capability>,
}

/// A piece of text that matched.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMatch {
    /// Where: a field of the customer, `person_name`, `email`, `phone` or `handle`.
    pub field: String,
    /// The contact point or, for `person_name`, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<PointId>,
    /// The whole text.
    pub value: String,
    /// Where in it the match begins, in characters (Unicode scalar values).
    pub start: u32,
    /// How long the match is, likewise.
    pub length: u32,
}

/// A page of customers that were found.
pub type SearchPage = Page<SearchHit>;

debug_shows!(CustomerSelection { filter, segment, include_inactive });
debug_shows!(CustomerSearch { filter, include_inactive, limit });
debug_shows!(TextMatch { field, start, length });

/// How many customers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct CustomerCount {
    /// Active ones.
    pub active: u64,
    /// Inactive ones; none where they were not asked for.
    pub inactive: u64,
}

/// A place where the store looks. What it finds there is held against what the actor sees, so it may
/// find more than is sought, and never less.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Lane {
    /// These customers.
    Customers(Vec<CustomerId>),
    /// Those in whom all these words are, and not all of those: the newest first.
    Words { all: Vec<WordWays>, but_not: Vec<WordWays> },
    /// Those that have a key in one of these ranges, which are sorted and apart from each other.
    Keys { index: KeyIndex, ranges: Vec<KeyRange> },
}

impl Lane {
    /// The same with those whom it leaves out since they stand in a lane before.
    pub(crate) fn with_those_before(&self) -> Self {
        match self {
            Self::Words { all, .. } => Self::Words { all: all.clone(), but_not: Vec::new() },
            other => other.clone(),
        }
    }

    /// Is it read from the oldest customer on? Then equal keys are; else the newest comes first.
    pub(crate) fn is_ascending(&self) -> bool {
        match self {
            Self::Keys { ranges, .. } => ranges.iter().any(|range| range.before.is_some()),
            _ => false,
        }
    }
}

/// The ways to find a word.
pub(crate) type WordWays = Vec<Vec<Term>>;

/// An index of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyIndex {
    /// Match keys of points.
    Point(PointFamily),
    /// Coarser keys of points: digits of phones without plan, handles without their channel.
    Coarse(PointFamily),
    /// References, upper and lower case of `a` to `z` aside.
    Reference(ReferenceSlot),
    /// The last digits of phones, backwards.
    Tail,
}

/// Keys from one on, before another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyRange {
    pub(crate) from: CursorKey,
    /// Without it, that one key: the newest customer first.
    pub(crate) before: Option<CursorKey>,
}

impl KeyRange {
    pub(crate) fn one(key: impl Into<String>) -> Self {
        Self { from: CursorKey::Text(key.into()), before: None }
    }

    /// All keys that begin so.
    pub(crate) fn beginning(text: &str) -> Self {
        Self {
            from: CursorKey::Text(text.to_owned()),
            before: Some(CursorKey::Text(format!("{text}{}", char::MAX))),
        }
    }

    pub(crate) fn contains(&self, key: &CursorKey) -> bool {
        match &self.before {
            None => *key == self.from,
            Some(before) => key >= &self.from && key < before,
        }
    }
}

/// How many digits the backward form of a phone has.
const TAIL_DIGITS: usize = 15;

/// The digits of a phone backwards, as a number of fifteen digits: phones with the same end are
/// neighbours.
pub(crate) fn tail_of(digits: &str) -> i64 {
    tail_number(digits, TAIL_DIGITS).unwrap_or_default()
}

/// The tails of all phones that end so.
pub(crate) fn tails_ending(digits: &str) -> Option<KeyRange> {
    let places = digits.len();
    let number = tail_number(digits, places)?;
    let unit = 10_i64.checked_pow(u32::try_from(TAIL_DIGITS.checked_sub(places)?).ok()?)?;
    Some(KeyRange {
        from: CursorKey::Number(Some(number.checked_mul(unit)?)),
        before: Some(CursorKey::Number(Some(number.checked_add(1)?.checked_mul(unit)?))),
    })
}

/// So many of the last digits, the last one first; zeros where there are none.
fn tail_number(digits: &str, places: usize) -> Option<i64> {
    let backwards = digits.bytes().rev().filter(u8::is_ascii_digit).chain(std::iter::repeat(b'0'));
    backwards.take(places).try_fold(0_i64, |number, digit| {
        number.checked_mul(10)?.checked_add(i64::from(digit - b'0'))
    })
}
