//! All numbering plans as tables.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;

use crate::automaton::Automaton;
use crate::pattern::Unsupported;
use crate::states::States;
use crate::steps::Steps;
use crate::territory::{Description, KINDS, Territory};

/// The most digits that the engine takes behind a calling code.
const LONGEST_NATIONAL: usize = 17;
/// What no territory has.
const NOTHING: u16 = 0;
/// The class of what matches the general description of a territory.
const MATCHES: u16 = 1;
const UNKNOWN: &str = "Unknown";

#[derive(Default)]
pub(crate) struct Plans {
    pub(crate) states: States,
    pub(crate) steps: Steps,
    /// Country and line type.
    pub(crate) classes: Vec<(Option<String>, &'static str)>,
    pub(crate) plans: Vec<Plan>,
    pub(crate) territories: Vec<TerritoryRow>,
    /// Calling codes whose numbers are left to the engine.
    pub(crate) left_out: Vec<i32>,
}

/// The numbers of a calling code.
pub(crate) struct Plan {
    pub(crate) calling_code: i32,
    pub(crate) main: usize,
    pub(crate) start: u16,
}

/// How numbers are written in one territory.
pub(crate) struct TerritoryRow {
    pub(crate) country: Option<String>,
    pub(crate) plan: usize,
    pub(crate) general: u16,
    pub(crate) source: String,
}

/// The patterns of a territory, by their numbers in an automaton.
struct Numbers {
    country: Option<String>,
    leading_digits: Option<usize>,
    general: Numbered,
    kinds: Vec<(Numbered, &'static str)>,
    fixed_line: Numbered,
    mobile: Numbered,
    fixed_line_is_mobile: bool,
}

struct Numbered {
    pattern: Option<usize>,
    lengths: Vec<i32>,
}

/// Where a walk stands: the patterns that match, and the digits so far.
struct Seen {
    matches: std::collections::BTreeSet<usize>,
    digits: i32,
}

impl Plans {
    pub(crate) fn of(metadata: &[(i32, Vec<Territory>)]) -> Result<Self, Box<dyn Error>> {
        let mut plans = Self { classes: vec![(None, UNKNOWN), (None, UNKNOWN)], ..Self::default() };
        for (code, territories) in metadata {
            if metadata.iter().any(|(other, _)| begins_with(*code, *other)) {
                return Err(format!("the calling code {code} begins with another one").into());
            }
            match plans.add(*code, territories) {
                Ok(()) => {}
                Err(trouble) if trouble.is::<Unsupported>() => plans.left_out.push(*code),
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(plans)
    }

    fn add(&mut self, calling_code: i32, territories: &[Territory]) -> Result<(), Box<dyn Error>> {
        let mut automaton = Automaton::default();
        let numbers = territories
            .iter()
            .map(|territory| Numbers::of(territory, &mut automaton))
            .collect::<Result<Vec<_>, _>>()?;
        let plan = self.plans.len();
        let rows = territories
            .iter()
            .map(|territory| self.row(territory, plan))
            .collect::<Result<Vec<_>, _>>()?;
        let classes = &mut self.classes;
        let start = self.states.add(&automaton, LONGEST_NATIONAL, |standing, digits| {
            let digits = i32::try_from(digits).unwrap_or(i32::MAX);
            let seen = Seen { matches: automaton.matches(standing), digits };
            class_of(&seen, &numbers).map_or(NOTHING, |class| number_of(classes, class))
        })?;
        self.plans.push(Plan { calling_code, main: self.territories.len(), start });
        self.territories.extend(rows);
        Ok(())
    }

    fn row(&mut self, of: &Territory, plan: usize) -> Result<TerritoryRow, Box<dyn Error>> {
        if !is_simple_rule(&of.transform) {
            return Err(Unsupported(of.transform.clone()).into());
        }
        let mut automaton = Automaton::default();
        automaton.add(of.general.pattern.as_deref(), false)?;
        let general = self.states.add(&automaton, usize::MAX, |standing, _| {
            if automaton.matches(standing).is_empty() { NOTHING } else { MATCHES }
        })?;
        let mut source = String::new();
        write!(
            source,
            "international_prefix: {:?}, national_prefix: {:?}, transform: {:?}, \
             lengths: {:#x}, local_lengths: {:#x}",
            self.steps.add(of.international_prefix.as_deref())?,
            self.steps.add(of.national_prefix.as_deref())?,
            of.transform,
            length_set(&of.general.lengths)?,
            length_set(&of.general.local_lengths)?,
        )?;
        Ok(TerritoryRow { country: of.country.clone(), plan, general, source })
    }
}

impl Numbers {
    fn of(of: &Territory, automaton: &mut Automaton) -> Result<Self, Unsupported> {
        let mut number = |of: &Description| {
            let pattern = automaton.add(of.pattern.as_deref(), false)?;
            Ok(Numbered { pattern, lengths: of.lengths.clone() })
        };
        let kinds = of.kinds.iter().zip(KINDS).map(|(of, kind)| Ok((number(of)?, kind)));
        Ok(Self {
            country: of.country.clone(),
            kinds: kinds.collect::<Result<_, Unsupported>>()?,
            general: number(&of.general)?,
            fixed_line: number(&of.fixed_line)?,
            mobile: number(&of.mobile)?,
            fixed_line_is_mobile: of.fixed_line_is_mobile,
            leading_digits: automaton.add(of.leading_digits.as_deref(), true)?,
        })
    }

    /// The type of line, as the engine asks for it: the special kinds first.
    fn line_type(&self, seen: &Seen) -> &'static str {
        if !seen.has(&self.general) {
            return UNKNOWN;
        }
        if let Some((_, kind)) = self.kinds.iter().find(|(of, _)| seen.has(of)) {
            return kind;
        }
        let mobile = seen.has(&self.mobile);
        match (seen.has(&self.fixed_line), self.fixed_line_is_mobile) {
            (true, true) => "FixedLineOrMobile",
            (true, false) if mobile => "FixedLineOrMobile",
            (true, false) => "FixedLine",
            (false, false) if mobile => "Mobile",
            _ => UNKNOWN,
        }
    }
}

impl Seen {
    fn has(&self, of: &Numbered) -> bool {
        (of.lengths.is_empty() || of.lengths.contains(&self.digits))
            && of.pattern.is_some_and(|pattern| self.matches.contains(&pattern))
    }
}

/// Would a number of one calling code be read as one of another, shorter code?
fn begins_with(code: i32, other: i32) -> bool {
    code != other && code.to_string().starts_with(&other.to_string())
}

/// The territory that a number belongs to and its type of line: the only territory of the calling
/// code, else the first that claims it by its leading digits or knows its type.
fn class_of<'n>(seen: &Seen, all: &'n [Numbers]) -> Option<(&'n Option<String>, &'static str)> {
    if let [only] = all {
        return Some((&only.country, only.line_type(seen)));
    }
    all.iter().find_map(|of| {
        let claimed = of.leading_digits.is_some_and(|pattern| seen.matches.contains(&pattern));
        let line_type = of.line_type(seen);
        (claimed || line_type != UNKNOWN).then_some((&of.country, line_type))
    })
}

fn number_of(
    classes: &mut Vec<(Option<String>, &'static str)>,
    (country, line_type): (&Option<String>, &'static str),
) -> u16 {
    let same = |class: &(Option<String>, &str)| class.0 == *country && class.1 == line_type;
    let known = classes.iter().skip(usize::from(MATCHES) + 1).position(same);
    let number = known.map_or(classes.len(), |at| at + usize::from(MATCHES) + 1);
    if known.is_none() {
        classes.push((country.clone(), line_type));
    }
    u16::try_from(number).unwrap_or(NOTHING)
}

/// Lengths as bits. As the engine does it: -1 takes away all before it.
fn length_set(lengths: &[i32]) -> Result<u32, Unsupported> {
    lengths.iter().try_fold(0, |set, length| match length {
        -1 => Ok(0),
        0..=31 => Ok(set | 1 << length),
        _ => Err(Unsupported(format!("length {length}"))),
    })
}

/// Digits and `$1`, `$2`, which no letter or digit follows, since that would name another group.
fn is_simple_rule(rule: &str) -> bool {
    let mut parts = rule.split('$');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    parts.next().is_some_and(digits) && parts.all(|part| matches!(part, "1" | "2"))
}

/// The first row of each country.
pub(crate) fn by_country(rows: &[TerritoryRow]) -> BTreeMap<&str, usize> {
    let named = rows.iter().enumerate();
    named.filter_map(|(at, row)| Some((row.country.as_deref()?, at))).collect()
}
