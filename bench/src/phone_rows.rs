//! Phone numbers of all regions in all the ways that they are written, right and wrong.
//!
//! Each row begins with an example number of a region and a type out of the numbering plans, whose
//! digits are then varied: so valid and invalid numbers of every region occur. It is harder than
//! what people type; shares of it are no rates of the field.

use std::iter;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

use crate::dice::Dice;
use crate::phone_ways::write;

/// The rows of the checks and of the benchmark all begin here.
const SEED: u64 = 20_261_121;

/// A text, and the region in which it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneRow {
    /// What was typed.
    pub text: String,
    /// The two letters of a region, or nothing.
    pub region: Option<String>,
    /// The way in which it is written, by its name.
    pub kind: &'static str,
}

/// All rows, one after the other, without end.
pub fn phone_rows() -> impl Iterator<Item = PhoneRow> {
    let (plans, mut dice) = (Plans::new(), Dice::new(SEED));
    iter::repeat_with(move || {
        let kind = dice.weighted(KINDS).unwrap_or(Kind::E164);
        let draw = Draw::new(&plans, &mut dice);
        let (text, region) = write(kind, &draw, &plans, &mut dice);
        PhoneRow { text, region: region.map(|of| of.to_string()), kind: kind.name() }
    })
}

/// The ways, and how many of 240 rows are written so.
const KINDS: &[(usize, Kind)] = &[
    (58, Kind::E164),
    (34, Kind::National),
    (22, Kind::International),
    (14, Kind::E164NoRegion),
    (12, Kind::Extension),
    (12, Kind::NationalDigits),
    (10, Kind::DoubleZero),
    (9, Kind::Separators),
    (7, Kind::Mutated),
    (7, Kind::Garbage),
    (7, Kind::ZeroOneOne),
    (6, Kind::OtherDigits),
    (6, Kind::Short),
    (5, Kind::FullWidth),
    (5, Kind::Vanity),
    (5, Kind::WrongRegion),
    (5, Kind::Rfc3966),
    (5, Kind::OutOfCountry),
    (4, Kind::TrunkZero),
    (3, Kind::FourToSix),
    (4, Kind::Other),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    E164,
    National,
    International,
    E164NoRegion,
    Extension,
    NationalDigits,
    DoubleZero,
    Separators,
    Mutated,
    Garbage,
    ZeroOneOne,
    OtherDigits,
    Short,
    FullWidth,
    Vanity,
    WrongRegion,
    Rfc3966,
    OutOfCountry,
    TrunkZero,
    FourToSix,
    Other,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::E164 => "e164",
            Self::National => "national",
            Self::International => "international",
            Self::E164NoRegion => "e164 without region",
            Self::Extension => "extension",
            Self::NationalDigits => "national digits",
            Self::DoubleZero => "00",
            Self::Separators => "separators",
            Self::Mutated => "mutated",
            Self::Garbage => "garbage",
            Self::ZeroOneOne => "011",
            Self::OtherDigits => "other digits",
            Self::Short => "1 to 3 digits",
            Self::FullWidth => "full width",
            Self::Vanity => "vanity",
            Self::WrongRegion => "wrong region",
            Self::Rfc3966 => "rfc 3966",
            Self::OutOfCountry => "out of country",
            Self::TrunkZero => "+ and (0)",
            Self::FourToSix => "4 to 6 digits",
            Self::Other => "other",
        }
    }
}

/// The example numbers of all plans.
pub(crate) struct Plans {
    regions: Vec<Region>,
    /// Regions, and behind them the codes of no region.
    plans: Vec<Plan>,
}

struct Plan {
    region: Option<Region>,
    code: i32,
    /// National significant numbers, one of each type.
    examples: Vec<String>,
}

const TYPES: [PhoneNumberType; 10] = [
    PhoneNumberType::FixedLine,
    PhoneNumberType::Mobile,
    PhoneNumberType::TollFree,
    PhoneNumberType::PremiumRate,
    PhoneNumberType::SharedCost,
    PhoneNumberType::VoIP,
    PhoneNumberType::PersonalNumber,
    PhoneNumberType::Pager,
    PhoneNumberType::UAN,
    PhoneNumberType::VoiceMail,
];

impl Plans {
    fn new() -> Self {
        let mut regions: Vec<Region> = PHONE_NUMBER_UTIL.get_supported_regions().collect();
        // The engine keeps them in a table that is shuffled anew in each run.
        regions.sort_by_key(ToString::to_string);
        let mut plans: Vec<Plan> = regions.iter().filter_map(|region| Plan::of(*region)).collect();
        let mut codes: Vec<i32> =
            PHONE_NUMBER_UTIL.get_supported_global_network_calling_codes().collect();
        codes.sort_unstable();
        plans.extend(codes.into_iter().filter_map(|code| {
            let example = PHONE_NUMBER_UTIL.get_example_number_for_non_geo_entity(code).ok()?;
            let examples = vec![example.get_national_significant_number()];
            Some(Plan { region: None, code, examples })
        }));
        Self { regions, plans }
    }

    pub(crate) fn region(&self, dice: &mut Dice) -> Option<Region> {
        self.regions.get(dice.below(self.regions.len())).copied()
    }
}

impl Plan {
    fn of(region: Region) -> Option<Self> {
        let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region)?;
        let mut examples: Vec<String> = TYPES
            .iter()
            .filter_map(|of| {
                PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, *of).ok()
            })
            .map(|number| number.get_national_significant_number())
            .collect();
        examples.dedup();
        Some(Self { region: Some(region), code, examples })
    }
}

/// One number of one plan, not yet written in any way.
pub(crate) struct Draw {
    pub(crate) region: Option<Region>,
    pub(crate) code: i32,
    pub(crate) national: String,
    /// What the engine makes of it; some varied numbers are none.
    pub(crate) number: Option<PhoneNumber>,
}

impl Draw {
    fn new(plans: &Plans, dice: &mut Dice) -> Self {
        let Some(plan) = plans.plans.get(dice.below(plans.plans.len())) else {
            return Self { region: None, code: 0, national: String::new(), number: None };
        };
        let at = dice.below(plan.examples.len());
        let example = plan.examples.get(at).map_or("", String::as_str);
        let national = vary(example, dice);
        let number = PhoneNumber::parse(format!("+{}{national}", plan.code), None).ok();
        Self { region: plan.region, code: plan.code, national, number }
    }

    pub(crate) fn e164(&self) -> String {
        format!("+{}{}", self.code, self.national)
    }

    pub(crate) fn formatted(&self, format: PhoneNumberFormat) -> String {
        match &self.number {
            Some(number) => number.format_as(format).into_owned(),
            None => self.e164(),
        }
    }

    /// The region of the number, sometimes another one, sometimes none.
    pub(crate) fn some_region(&self, plans: &Plans, dice: &mut Dice) -> Option<Region> {
        match dice.below(4) {
            0 => None,
            1 => plans.region(dice),
            _ => self.region,
        }
    }
}

/// Other digits in place of some: at the end, behind the first two, or everywhere; sometimes one
/// digit more or less.
fn vary(example: &str, dice: &mut Dice) -> String {
    let length = example.len();
    let (keep, length) = match dice.below(12) {
        0..=5 => (length.saturating_sub(dice.between(1, 4)), length),
        6..=8 => (length.min(3), length),
        9 => (length.min(2), length + 1),
        10 => (length.min(2), length.saturating_sub(1)),
        _ => (0, length),
    };
    let kept: String = example.chars().take(keep).collect();
    let rest = length.saturating_sub(kept.len());
    kept + &dice.digits(rest)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_smaller_number_of_rows_is_the_beginning_of_a_larger_one() {
        let (few, many): (Vec<_>, Vec<_>) =
            (phone_rows().take(500).collect(), phone_rows().take(2_000).collect());
        assert_eq!(few, many[..500]);
    }

    #[test]
    fn every_region_and_every_kind_occurs() {
        let rows: Vec<_> = phone_rows().take(20_000).collect();
        let kinds: HashSet<_> = rows.iter().map(|row| row.kind).collect();
        let regions: HashSet<_> = rows.iter().filter_map(|row| row.region.clone()).collect();
        assert_eq!((kinds.len(), regions.len()), (KINDS.len(), 245));
    }
}
