//! What the numbering plans say of a row of digits: the engine's answer, out of tables.
//!
//! The steps are the engine's own, in its order, since people's numbers are read by its habits: a
//! calling code that was typed without `+`, a trunk zero that stands where none belongs. The tests
//! hold every answer against the engine's.

use super::prefix;
use super::sequence::Sequence;
use super::tables::{
    CLASSES, Class, LEFT_OUT, MATCHES, PLAN_OF_CALLING_CODE, PLANS, Plan, TERRITORIES,
    TERRITORY_OF_COUNTRY, Territory, class_behind,
};
use super::{Confidence, E164, KnownPhone, LineType};
use crate::model::country::CountryCode;

/// The fewest and the most digits behind a calling code.
const NATIONAL_DIGITS: std::ops::RangeInclusive<usize> = 2..=17;
/// The engine keeps no more zeros than this in front of a number.
const MOST_ZEROS: usize = 10;
/// More than this many in front of a number make it no number.
pub(super) const MAX_TRUNK_ZEROS: usize = 4;

/// The tables have no answer: the engine is to be asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LeftToEngine;

/// A number of a plan, not more than read.
#[derive(Clone, Copy)]
struct Number {
    plan: &'static Plan,
    national: Sequence,
}

/// What a plan says of a number.
struct Found {
    class: Option<&'static Class>,
    confidence: Confidence,
}

/// A row of digits, taken apart.
struct Split {
    /// The plan of the calling code, where there is one.
    plan: Option<&'static Plan>,
    rest: Sequence,
}

/// How the length of a number stands to the lengths of a plan.
#[derive(PartialEq, Eq)]
enum Length {
    Possible,
    LocalOnly,
    TooShort,
    TooLong,
    /// Longer numbers exist, and shorter ones.
    Between,
}

/// What is known of digits that were dialled in a country, with a `+` in front of them or without.
/// `None` when they are no number of any plan.
pub(super) fn look_up(
    digits: &Sequence,
    plus: bool,
    country: Option<CountryCode>,
) -> Result<Option<KnownPhone>, LeftToEngine> {
    let home = country.map(|code| Territory::of(code).ok_or(LeftToEngine)).transpose()?;
    let Some(number) = Number::read(digits, plus, home)? else { return Ok(None) };
    let (number, found) = match number.look_up() {
        found if found.confidence == Confidence::Possible => number.settled(),
        found => (number, found),
    };
    if found.confidence == Confidence::Unknown {
        return Ok(Some(KnownPhone::default()));
    }
    let region = found.class.and_then(|class| class.country).and_then(|code| match country {
        Some(country) if country.as_str().as_bytes() == code => Some(country),
        _ => CountryCode::parse(std::str::from_utf8(&code).ok()?).ok(),
    });
    Ok(Some(KnownPhone {
        e164: Some(E164::of_digits(number.plan.calling_code, number.national.values())),
        region,
        line_type: found.class.map(|class| class.line_type).unwrap_or_default(),
        plan: found.confidence,
    }))
}

impl Number {
    fn read(
        digits: &Sequence,
        plus: bool,
        home: Option<&'static Territory>,
    ) -> Result<Option<Self>, LeftToEngine> {
        let Some(split) = Split::of(digits.values(), plus, home)? else { return Ok(None) };
        let territory = match split.plan {
            Some(plan) => plan.territory(),
            None => home,
        };
        let number = territory.and_then(|of| {
            let national = of.national(split.rest)?;
            Some(Self { plan: split.plan.or_else(|| of.plan())?, national })
        });
        Ok(number)
    }

    fn look_up(&self) -> Found {
        let class = class_behind(self.plan.start, self.national.values());
        let class = CLASSES.get(usize::from(class));
        let is_possible = |of: &Territory| of.length(self.national.len()) == Length::Possible;
        let confidence = if class.is_some_and(|class| class.line_type != LineType::Unknown) {
            Confidence::Valid
        } else if self.plan.territory().is_some_and(is_possible) {
            Confidence::Possible
        } else {
            Confidence::Unknown
        };
        Found { class, confidence }
    }

    /// The number that reading its own E.164 comes to rest at (docs/decisions/0004).
    fn settled(self) -> (Self, Found) {
        let mut number = self;
        for _ in 0..MAX_TRUNK_ZEROS {
            let read = number.plan.territory().and_then(|of| of.national(number.national));
            let Some(national) = read else { break };
            let same = national == number.national;
            number.national = national;
            if same {
                return (number, number.look_up());
            }
        }
        (number, Found { class: None, confidence: Confidence::Unknown })
    }
}

impl Split {
    /// Takes the prefix and the calling code off.
    fn of(
        digits: &[u8],
        plus: bool,
        home: Option<&'static Territory>,
    ) -> Result<Option<Self>, LeftToEngine> {
        let abroad = if plus {
            Some(digits)
        } else {
            home.and_then(|home| home.without_international_prefix(digits))
        };
        let Some(abroad) = abroad else { return Ok(home.map(|home| Self::at_home(digits, home))) };
        if abroad.len() <= 2 {
            return Ok(None);
        }
        match Plan::in_front_of(abroad)? {
            Some((plan, rest)) => Ok(Some(Self { plan: Some(plan), rest: Sequence::of(rest) })),
            // Nobody has that calling code: then the plus is no plus.
            None if plus => Ok(Self::of(digits, false, home)?.filter(|split| split.plan.is_some())),
            None => Ok(None),
        }
    }

    /// A number without a prefix. It can begin with the calling code all the same, if that makes
    /// a number of what was none.
    fn at_home(digits: &[u8], home: &'static Territory) -> Self {
        let behind_code = home.plan().and_then(|plan| {
            let rest = behind_calling_code(digits, plan.calling_code)?;
            let national = home.without_national_prefix(&Sequence::of(rest));
            let better = !home.matches(digits) && home.matches(national.values());
            let fits = better || home.length(digits.len()) == Length::TooLong;
            fits.then_some(Self { plan: Some(plan), rest: national })
        });
        behind_code.unwrap_or_else(|| Self { plan: None, rest: Sequence::of(digits) })
    }
}

impl Plan {
    /// The plan whose calling code the digits begin with, and the digits behind it.
    fn in_front_of(digits: &[u8]) -> Result<Option<(&'static Self, &[u8])>, LeftToEngine> {
        if digits.first() == Some(&0) {
            return Ok(None);
        }
        let mut code = 0;
        for (at, digit) in digits.iter().enumerate().take(3) {
            code = code * 10 + usize::from(*digit);
            match PLAN_OF_CALLING_CODE.get(code) {
                Some(&LEFT_OUT) => return Err(LeftToEngine),
                Some(0) | None => {}
                Some(place) => {
                    let plan = PLANS.get(usize::from(*place) - 1);
                    return Ok(plan.zip(digits.get(at + 1..)));
                }
            }
        }
        Ok(None)
    }

    fn territory(&self) -> Option<&'static Territory> {
        TERRITORIES.get(usize::from(self.main))
    }
}

fn behind_calling_code(digits: &[u8], calling_code: u16) -> Option<&[u8]> {
    let length = calling_code.checked_ilog10()? as usize + 1;
    let front = digits.get(..length)?.iter().fold(0, |code, digit| code * 10 + u16::from(*digit));
    (front == calling_code).then(|| digits.get(length..)).flatten()
}

impl Territory {
    fn of(country: CountryCode) -> Option<&'static Self> {
        let [a, b] = <[u8; 2]>::try_from(country.as_str().as_bytes()).ok()?;
        let at = usize::from(a.checked_sub(b'A')?) * 26 + usize::from(b.checked_sub(b'A')?);
        TERRITORIES.get(usize::from(*TERRITORY_OF_COUNTRY.get(at)?).checked_sub(1)?)
    }

    fn plan(&self) -> Option<&'static Plan> {
        PLANS.get(usize::from(self.plan))
    }

    /// Has the general description such a number, whatever its length?
    fn matches(&self, digits: &[u8]) -> bool {
        class_behind(self.general, digits) == MATCHES
    }

    fn length(&self, digits: usize) -> Length {
        let bit = u32::try_from(digits).ok().and_then(|digits| 1_u32.checked_shl(digits));
        let bit = bit.unwrap_or(0);
        let shortest = self.lengths.trailing_zeros() as usize;
        if self.lengths == 0 {
            Length::Between
        } else if self.local_lengths & bit != 0 {
            Length::LocalOnly
        } else if self.lengths & bit != 0 {
            Length::Possible
        } else if digits < shortest {
            Length::TooShort
        } else if digits > self.lengths.ilog2() as usize {
            Length::TooLong
        } else {
            Length::Between
        }
    }

    fn without_international_prefix<'d>(&self, digits: &'d [u8]) -> Option<&'d [u8]> {
        let (end, _) = prefix::read(self.international_prefix?, digits)?;
        let rest = digits.get(end..)?;
        // No calling code begins with 0.
        (rest.first() != Some(&0)).then_some(rest)
    }

    /// The number without the prefix that is dialled within the country, or as a rule makes it of
    /// both. What was a number stays one.
    fn without_national_prefix(&self, digits: &Sequence) -> Sequence {
        let number = digits.values();
        let found = self.national_prefix.filter(|_| !number.is_empty());
        let Some((end, groups)) = found.and_then(|program| prefix::read(program, number)) else {
            return *digits;
        };
        let (first, second) = (groups.get(1, number), groups.get(2, number));
        let has_rule = !self.transform.is_empty();
        let transforms = has_rule && first.is_some() && second.or(first) != Some(&[]);
        let rest = number.get(end..).unwrap_or_default();
        let shorter = if transforms { self.transformed(first, second) } else { Sequence::EMPTY };
        let mut shorter = shorter;
        shorter.extend(rest);
        if self.matches(number) && !self.matches(shorter.values()) { *digits } else { shorter }
    }

    fn transformed(&self, first: Option<&[u8]>, second: Option<&[u8]>) -> Sequence {
        let mut made = Sequence::EMPTY;
        let mut rule = self.transform.bytes();
        while let Some(byte) = rule.next() {
            match byte {
                b'$' if rule.next() == Some(b'1') => made.extend(first.unwrap_or_default()),
                b'$' => made.extend(second.unwrap_or_default()),
                digit => made.push(digit.wrapping_sub(b'0')),
            }
        }
        made
    }

    /// The number behind a calling code as it is kept; none when it is too short or too long.
    fn national(&self, digits: Sequence) -> Option<Sequence> {
        if digits.len() < *NATIONAL_DIGITS.start() {
            return None;
        }
        let shorter = self.without_national_prefix(&digits);
        let national = match self.length(shorter.len()) {
            Length::LocalOnly | Length::TooShort | Length::Between => digits,
            Length::Possible | Length::TooLong => shorter,
        };
        let length = national.len();
        NATIONAL_DIGITS.contains(&length).then(|| with_fewer_zeros(national))
    }
}

/// The engine counts the zeros in front of a number and writes down ten of them at most. The last
/// digit of a number of zeros is not among them.
fn with_fewer_zeros(national: Sequence) -> Sequence {
    let digits = national.values();
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    let zeros = zeros.min(digits.len().saturating_sub(1));
    match zeros.checked_sub(MOST_ZEROS) {
        None | Some(0) => national,
        Some(more) => Sequence::of(digits.get(more..).unwrap_or_default()),
    }
}
