//! Points in time, and the names of time zones.

use std::fmt;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::violation::{Rule, Violation};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, which is what every one of the
/// languages can hold without loss (JavaScript's `Date` holds no more).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// The first and the last millisecond of the years 1 to 9999 in UTC: what Python's `datetime`, and all that is
/// written as RFC 3339, can hold.
const YEARS: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

impl Timestamp {
    /// A point in time from milliseconds since the Unix epoch. Negative is before 1970. Operations refuse
    /// (`out_of_range`) what is outside of the years 1 to 9999.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Is it one that every language can hold?
    ///
    /// # Errors
    /// A violation of the field with rule `out_of_range`, outside of the years 1 to 9999.
    pub(crate) fn check(self, field: &str) -> Result<(), Violation> {
        let is_within = YEARS.contains(&self.0);
        if is_within { Ok(()) } else { Err(Violation::new(field, Rule::OutOfRange)) }
    }

    /// The point in time so many milliseconds later (earlier, when negative); it stops at the ends
    /// of the range and does not wrap.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// Shows RFC 3339 in UTC; outside the years that a calendar can show, the bare milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(timestamp) => write!(f, "{timestamp:.3}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

/// The name of an IANA time zone, such as `Europe/Berlin`, in the spelling of the IANA database.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeZoneName(String);

impl TimeZoneName {
    /// Finds a zone by name; upper and lower case do not matter. The time zone database is part of
    /// the library, so the answer is the same on every machine.
    ///
    /// # Errors
    /// A violation with rule `unknown_time_zone`.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        TimeZone::get(text.trim())
            .ok()
            .and_then(|zone| zone.iana_name().map(|name| Self(name.to_owned())))
            .ok_or_else(|| Violation::new("time_zone", Rule::UnknownTimeZone))
    }

    /// The name of the zone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TimeZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for TimeZoneName {
    type Error = Violation;

    fn try_from(text: String) -> Result<Self, Violation> {
        Self::parse(&text)
    }
}

impl From<TimeZoneName> for String {
    fn from(name: TimeZoneName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_whatever_the_case() {
        assert_eq!(TimeZoneName::parse(" europe/berlin ").unwrap().as_str(), "Europe/Berlin");
        assert_eq!(TimeZoneName::parse("Europe/Atlantis").unwrap_err().rule, Rule::UnknownTimeZone);
        assert!(TimeZoneName::parse("").is_err());
    }

    #[test]
    fn times_that_are_given_have_years_of_four_digits() {
        assert_eq!(Timestamp::from_millis(*YEARS.start()).to_string(), "0001-01-01T00:00:00.000Z");
        assert_eq!(YEARS.end() + 1, 253_402_300_800_000, "10000-01-01T00:00:00Z");
        for millis in [*YEARS.start(), *YEARS.end()] {
            let time = Timestamp::from_millis(millis);
            assert_eq!(time.check("at"), Ok(()));
            let beyond = time.plus_millis(millis.signum());
            assert_eq!(beyond.check("at"), Err(Violation::new("at", Rule::OutOfRange)));
        }
    }

    #[test]
    fn timestamps_show_as_rfc_3339() {
        assert_eq!(Timestamp::from_millis(1_500).to_string(), "1970-01-01T00:00:01.500Z");
        assert_eq!(Timestamp::from_millis(i64::MAX).to_string(), format!("{} ms", i64::MAX));
        assert_eq!(Timestamp::from_millis(i64::MAX).plus_millis(1).as_millis(), i64::MAX);
    }
}
