//! Countries: for addresses, and for the selector beside a phone number.

#[cfg(feature = "sqlite")]
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
#[cfg(feature = "sqlite")]
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::country_table::{ALIASES, COUNTRIES, CountryRow};
use super::text::fold;
use super::violation::{Rule, Violation};

/// A country or territory: ISO 3166-1 alpha-2, and the three codes beside it that have telephone
/// numbers of their own (`AC` Ascension Island, `TA` Tristan da Cunha, `XK` Kosovo).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// Reads a two-letter code, in upper or lower case.
    ///
    /// # Errors
    /// A violation with rule `unknown_country`.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let unknown = || Violation::new("country", Rule::UnknownCountry);
        let [a, b] = <[u8; 2]>::try_from(text.trim().as_bytes()).map_err(|_| unknown())?;
        let code = Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]);
        code.row().map(|_| code).ok_or_else(unknown)
    }

    /// The two letters, in upper case.
    pub fn as_str(&self) -> &str {
        // INVARIANT: both bytes are ASCII letters, since only codes of the table are constructed.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The calling code without `+`, such as 49; none for the few territories without numbers.
    pub fn calling_code(self) -> Option<u16> {
        self.row().map(|row| row.calling_code).filter(|code| *code != 0)
    }

    /// The flag as an emoji (two regional indicator letters).
    pub fn flag(self) -> String {
        self.0
            .iter()
            .filter_map(|letter| char::from_u32(0x1F1E6 + u32::from(letter - b'A')))
            .collect()
    }

    /// The English name.
    #[cfg(feature = "sqlite")]
    pub(crate) fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// The country that stands for a calling code where several share it: `US` for 1, `GB` for 44.
    pub fn main_of_calling_code(calling_code: u16) -> Option<Self> {
        let row = COUNTRIES.iter().find(|row| row.calling_code == calling_code && row.main)?;
        Some(Self(row.code))
    }

    fn row(self) -> Option<&'static CountryRow> {
        let at = COUNTRIES.binary_search_by(|row| row.code.cmp(&self.0)).ok()?;
        COUNTRIES.get(at)
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CountryCode {
    type Err = Violation;

    fn from_str(text: &str) -> Result<Self, Violation> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CountryCode {
    type Error = Violation;

    fn try_from(text: String) -> Result<Self, Violation> {
        Self::parse(&text)
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> String {
        code.as_str().to_owned()
    }
}

/// One line of a country selector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Country {
    code: CountryCode,
    name: String,
    calling_code: Option<u16>,
    flag: String,
    example_number: Option<String>,
}

impl Country {
    /// ISO 3166-1 alpha-2 code.
    pub fn code(&self) -> CountryCode {
        self.code
    }

    /// Short English name, as in Unicode CLDR.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Calling code without `+`. Every line of [`countries`] has one.
    pub fn calling_code(&self) -> Option<u16> {
        self.calling_code
    }

    /// Flag emoji.
    pub fn flag(&self) -> &str {
        &self.flag
    }

    /// A mobile number (where the country has any, else a fixed line) that nobody owns, in E.164:
    /// what a form shows as a pattern.
    pub fn example_number(&self) -> Option<&str> {
        self.example_number.as_deref()
    }

    fn of(row: &CountryRow) -> Self {
        let code = CountryCode(row.code);
        Self {
            code,
            name: row.name.to_owned(),
            calling_code: code.calling_code(),
            flag: code.flag(),
            example_number: Some(row.example).filter(|e| !e.is_empty()).map(str::to_owned),
        }
    }
}

/// The countries that a phone's selector offers, by name: every region with telephone numbers of
/// its own, and no region that the parser cannot handle.
pub fn countries() -> Vec<Country> {
    let mut list: Vec<_> =
        COUNTRIES.iter().filter(|row| row.calling_code != 0).map(Country::of).collect();
    list.sort_by_cached_key(|country| fold(&country.name));
    list
}

/// Every country and territory that an address can name: ISO 3166-1 and the three codes beside it.
pub fn address_countries() -> Vec<Country> {
    let mut list: Vec<_> = COUNTRIES.iter().map(Country::of).collect();
    list.sort_by_cached_key(|country| fold(&country.name));
    list
}

/// Countries by the names that mean one of them only, folded.
#[cfg(feature = "sqlite")]
static BY_NAME: LazyLock<HashMap<String, CountryCode>> = LazyLock::new(|| {
    let alone = |alias: &str| ALIASES.iter().filter(|(_, of)| *of == alias).count() == 1;
    let aliases = ALIASES.iter().filter(|(_, alias)| alone(alias));
    let aliases = aliases.filter_map(|(of, alias)| {
        CountryCode::parse(of).ok().map(|code| ((*alias).to_owned(), code))
    });
    aliases.chain(COUNTRIES.iter().map(|row| (fold(row.name), CountryCode(row.code)))).collect()
});

/// The country of a name as it stands in an address: the English name, or another that people use and
/// that means one country only. Case and accents do not matter.
#[cfg(feature = "sqlite")]
pub(crate) fn country_of_name(name: &str) -> Option<CountryCode> {
    BY_NAME.get(&fold(name.trim())).copied()
}

/// Finds countries as a person types into a selector: by code (`de`), calling code (`49`, `+49`) or
/// any word of the name, accents and case ignored; a few names that people use beside the official
/// one are known (`Holland`, `UK`). Best first: exact code, exact calling code (the main country of
/// a shared one first), start of the name, start of a word, start of the calling code. An empty text
/// finds all.
pub fn search_countries(text: &str) -> Vec<Country> {
    let wanted = fold(text.trim());
    let digits = wanted.trim_start_matches('+').to_owned();
    let mut hits: Vec<(u8, Country)> = countries()
        .into_iter()
        .filter_map(|country| rank(&country, &wanted, &digits).map(|rank| (rank, country)))
        .collect();
    hits.sort_by_key(|(rank, _)| *rank);
    hits.into_iter().map(|(_, country)| country).collect()
}

fn rank(country: &Country, wanted: &str, digits: &str) -> Option<u8> {
    let code = country.code.as_str().to_ascii_lowercase();
    let calling = country.calling_code.map(|code| code.to_string()).unwrap_or_default();
    let name = fold(&country.name);
    let alias = |test: &dyn Fn(&str) -> bool| {
        ALIASES.iter().any(|(of, alias)| *of == country.code.as_str() && test(alias))
    };
    if wanted == code || alias(&|a| a == wanted) {
        Some(0)
    } else if digits == calling {
        let main = CountryCode::main_of_calling_code(country.calling_code?) == Some(country.code);
        Some(if main { 1 } else { 2 })
    } else if name.starts_with(wanted) || alias(&|a| a.starts_with(wanted)) {
        Some(3)
    } else if name
        .split([' ', '-', '(', '’', '.'])
        .any(|word| !word.is_empty() && word.starts_with(wanted))
    {
        Some(4)
    } else if !digits.is_empty() && calling.starts_with(digits) {
        Some(5)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(COUNTRIES.is_sorted_by_key(|row| row.code));
        assert_eq!(COUNTRIES.len(), 252, "249 of ISO 3166-1, AC, TA and XK");
        assert_eq!(countries().len(), 245);
        for row in COUNTRIES {
            assert_eq!(row.calling_code == 0, row.example.is_empty());
            assert!(row.code.iter().all(u8::is_ascii_uppercase));
        }
    }

    #[test]
    fn every_calling_code_has_one_main_country() {
        for country in countries() {
            let code = country.calling_code().unwrap();
            let mains = COUNTRIES.iter().filter(|r| r.calling_code == code && r.main).count();
            assert_eq!(mains, 1, "+{code}");
        }
    }

    #[test]
    fn flags_are_regional_indicators() {
        assert_eq!(CountryCode::parse("de").unwrap().flag(), "🇩🇪");
    }
}
