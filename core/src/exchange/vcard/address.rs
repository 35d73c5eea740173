//! Addresses: `ADR` and the fields of a customer.

use super::line::Line;
use super::text::{components, filled, structured};
use crate::model::country::{CountryCode, country_of_name};
use crate::model::customer::{Customer, NewCustomer};

/// The components of `ADR`, by what JSContact calls them (RFC 9555, section 2.5.1; from the eighth on
/// RFC 9554, section 2.1).
pub(in crate::exchange) const COMPONENTS: &[&str] = &[
    "postOfficeBox",
    "apartment",
    "name",
    "locality",
    "region",
    "postcode",
    "country",
    "room",
    "apartment",
    "floor",
    "number",
    "name",
    "building",
    "block",
    "subdistrict",
    "district",
    "landmark",
    "direction",
];
const STREET: usize = 2;
const NUMBER: usize = 10;
const STREET_NAME: usize = 11;
/// What stands on lines below the street, in this order.
const BELOW: &[usize] = &[12, 13, 8, 7, 9, 1, 14, 15, 16, 17, 0];
/// How many address lines a customer has.
const LINES: usize = 3;

/// Names of countries in their own languages, and long forms, as address books write them. Folded.
const NAMES: &[(&str, &str)] = &[
    ("deutschland", "DE"),
    ("germany (deutschland)", "DE"),
    ("osterreich", "AT"),
    ("schweiz", "CH"),
    ("suisse", "CH"),
    ("svizzera", "CH"),
    ("italia", "IT"),
    ("espana", "ES"),
    ("polska", "PL"),
    ("nederland", "NL"),
    ("the netherlands", "NL"),
    ("belgie", "BE"),
    ("belgique", "BE"),
    ("sverige", "SE"),
    ("norge", "NO"),
    ("danmark", "DK"),
    ("suomi", "FI"),
    ("cesko", "CZ"),
    ("slovensko", "SK"),
    ("slovenija", "SI"),
    ("hrvatska", "HR"),
    ("magyarorszag", "HU"),
    ("romania", "RO"),
    ("turkiye", "TR"),
    ("brasil", "BR"),
    ("mexico", "MX"),
    ("россия", "RU"),
    ("russian federation", "RU"),
    ("украіна", "UA"),
    ("ελλαδα", "GR"),
    ("日本", "JP"),
    ("中国", "CN"),
    ("대한민국", "KR"),
    ("भारत", "IN"),
    ("united states of america", "US"),
    ("u.s.a", "US"),
    ("republic of korea", "KR"),
    ("viet nam", "VN"),
    ("lietuva", "LT"),
    ("latvija", "LV"),
    ("eesti", "EE"),
];

/// An address as a customer has it.
#[derive(Clone, PartialEq, Eq, Default)]
pub(in crate::exchange) struct Address {
    pub(in crate::exchange) lines: [Option<String>; LINES],
    pub(in crate::exchange) city: Option<String>,
    pub(in crate::exchange) state: Option<String>,
    pub(in crate::exchange) postal_code: Option<String>,
    pub(in crate::exchange) country: Option<String>,
}

impl Address {
    /// The address of a customer, as it is shown.
    pub(super) fn of(customer: &Customer) -> Self {
        Self {
            lines: [
                customer.address_line1.clone(),
                customer.address_line2.clone(),
                customer.address_line3.clone(),
            ],
            city: customer.city.clone(),
            state: customer.state.clone(),
            postal_code: customer.postal_code.clone(),
            country: customer.country.map(|of| of.as_str().to_owned()),
        }
    }

    /// What a line says.
    pub(in crate::exchange) fn read(line: &Line) -> Self {
        let parts = components(&line.value);
        let part = |at: usize| parts.get(at).map_or(&[][..], Vec::as_slice);
        let single = |at: usize| filled(&part(at).join(", "));
        let mut rows = street(part(STREET), part(NUMBER), part(STREET_NAME));
        while rows.last().is_some_and(String::is_empty) {
            rows.pop();
        }
        rows.extend(BELOW.iter().filter_map(|at| single(*at)));
        let code = line.param("CC").and_then(|of| CountryCode::parse(of).ok());
        let country = code.or_else(|| single(6).as_deref().and_then(country_named));
        Self {
            lines: in_lines(rows),
            city: single(3),
            state: single(4),
            postal_code: single(5),
            country: country.map(|of| of.as_str().to_owned()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The line that says so.
    pub(in crate::exchange) fn line(&self) -> Line {
        let one = |text: &Option<String>| vec![text.clone().unwrap_or_default()];
        let last = self.lines.iter().rposition(Option::is_some).map_or(1, |at| at + 1);
        let street = self.lines.iter().take(last).map(|of| of.clone().unwrap_or_default());
        let code = self.country.as_deref().and_then(|of| CountryCode::parse(of).ok());
        let value = structured(&[
            vec![String::new()],
            vec![String::new()],
            street.collect(),
            one(&self.city),
            one(&self.state),
            one(&self.postal_code),
            vec![code.map(CountryCode::name).unwrap_or_default().to_owned()],
        ]);
        let line = Line::new("ADR", value);
        match code {
            Some(code) => line.with("CC", code.as_str()),
            None => line,
        }
    }

    pub(super) fn put(self, new: &mut NewCustomer) {
        let [line1, line2, line3] = self.lines;
        new.address_line1 = line1;
        new.address_line2 = line2;
        new.address_line3 = line3;
        new.city = self.city;
        new.state = self.state;
        new.postal_code = self.postal_code;
        new.country = self.country;
    }
}

/// The rows of the street; an empty one between others stays.
fn street(street: &[String], number: &[String], name: &[String]) -> Vec<String> {
    if street.iter().any(|of| !of.trim().is_empty()) {
        let rows = street.iter().flat_map(|of| of.split('\n'));
        return rows.map(|row| row.trim().to_owned()).collect();
    }
    let parts = number.iter().chain(name).filter_map(|of| filled(of));
    filled(&parts.collect::<Vec<_>>().join(" ")).into_iter().collect()
}

/// As many rows as there are lines: the last takes what is left.
fn in_lines(rows: Vec<String>) -> [Option<String>; LINES] {
    let mut rows = rows.into_iter();
    let mut next = || rows.next().and_then(|row| filled(&row));
    let (first, second) = (next(), next());
    let rest: Vec<String> = rows.filter_map(|row| filled(&row)).collect();
    [first, second, filled(&rest.join(", "))]
}

/// The country that is meant by a name or a code.
pub(in crate::exchange) fn country_named(text: &str) -> Option<CountryCode> {
    let folded = crate::model::text::fold(text.trim());
    let own = || NAMES.iter().find(|(name, _)| *name == folded);
    CountryCode::parse(text)
        .ok()
        .or_else(|| country_of_name(text))
        .or_else(|| own().and_then(|(_, code)| CountryCode::parse(code).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Address {
        Address::read(&Line::parse(line).unwrap())
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    /// A2.33.
    #[test]
    fn the_parts_of_an_address_find_their_fields() {
        let address =
            read("ADR;TYPE=work:PF 12;;Hauptstr. 1\\, Hof,Haus B;Köln;NRW;50667;Deutschland");
        assert!(address.lines == [some("Hauptstr. 1, Hof"), some("Haus B"), some("PF 12")]);
        assert_eq!((address.city, address.state), (some("Köln"), some("NRW")));
        assert_eq!((address.postal_code, address.country), (some("50667"), some("DE")));
        let many = read("ADR:;c/o Alm;1,2\\n3,4;;;;Atlantis");
        assert!(many.lines == [some("1"), some("2"), some("3, 4, c/o Alm")]);
        assert_eq!(many.country, None, "a name that is none is kept, not guessed at");
        let fine = read("ADR;CC=at:;;;Wien;;1010;;;Top 4;2;7;Ring");
        assert!(fine.lines == [some("7 Ring"), some("Top 4"), some("2")]);
        assert_eq!(fine.country, some("AT"));
        assert!(read("ADR:;;;;;;").is_empty());
    }

    #[test]
    fn countries_are_known_by_code_and_by_name() {
        for (text, code) in [
            ("de", Some("DE")),
            ("Germany", Some("DE")),
            ("ÖSTERREICH", Some("AT")),
            ("USA", Some("US")),
            ("United Kingdom", Some("GB")),
            ("England", Some("GB")),
            ("日本", Some("JP")),
            ("Congo", None),
            ("Ger", None),
            ("", None),
        ] {
            assert_eq!(country_named(text).map(|of| of.to_string()).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let address = Address {
            lines: [None, some("a;b,c"), some("d")],
            city: some("e\\f"),
            country: some("TR"),
            ..Address::default()
        };
        assert!(Address::read(&address.line()) == address);
    }
}
