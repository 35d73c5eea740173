//! What a customer's record may hold.

use crate::model::country::CountryCode;
use crate::model::customer::{CustomerKind, CustomerPatch, NewCustomer};
use crate::model::field::{CustomerField, FieldValues};
use crate::model::settings::Settings;
use crate::model::text::line_within;
use crate::model::time::TimeZoneName;
use crate::model::violation::{Rule, Violation};

use super::contacts::{self, ContactDraft, PointDraft};

/// A new customer, checked: what is left is to give it ids.
#[derive(Clone)]
pub(crate) struct CustomerDraftRecord {
    pub(crate) kind: CustomerKind,
    pub(crate) values: FieldValues,
    pub(crate) contacts: Vec<ContactDraft>,
}

/// What somebody enters, checked field by field; whether it makes a customer is another question.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) draft: CustomerDraftRecord,
    /// There is no name. A row of a file that changes a customer need not have one.
    pub(crate) nameless: bool,
    pub(crate) violations: Vec<Violation>,
}

/// Checks a customer that somebody enters by hand or imports.
pub(crate) fn check_new(
    new: &NewCustomer,
    settings: &Settings,
) -> Result<CustomerDraftRecord, Vec<Violation>> {
    let Entry { draft, nameless, mut violations } = check_entry(new, settings);
    if nameless {
        violations.insert(0, no_name());
    }
    if violations.is_empty() { Ok(draft) } else { Err(violations) }
}

/// A customer needs a name.
pub(crate) fn no_name() -> Violation {
    Violation::new("name", Rule::Required)
}

/// Checks each field that somebody entered.
pub(crate) fn check_entry(new: &NewCustomer, settings: &Settings) -> Entry {
    let mut violations = Vec::new();
    let mut values = FieldValues::default();
    for (field, text) in new.texts() {
        match check_text(field, text.unwrap_or_default()) {
            Ok(value) => values.set(field, value),
            Err(violation) => violations.push(violation),
        }
    }
    let named = [CustomerField::FullName, CustomerField::GivenName, CustomerField::FamilyName];
    let name_refused =
        violations.iter().any(|v| named.iter().any(|field| v.field == field.as_str()));
    let nameless = !name_refused && named.iter().all(|field| values.get(*field).is_none());
    let contacts = check_contacts(new, settings, &mut violations);
    Entry { draft: CustomerDraftRecord { kind: new.kind, values, contacts }, nameless, violations }
}

/// The single email and phone of a form stand on a first card of their own; the cards follow.
fn check_contacts(
    new: &NewCustomer,
    settings: &Settings,
    violations: &mut Vec<Violation>,
) -> Vec<ContactDraft> {
    let mut first = ContactDraft::default();
    if let Some(address) = filled(new.email.as_deref()) {
        keep(
            &mut first.points,
            contacts::check_email(address, false, true, settings),
            "email",
            violations,
        );
    }
    if let Some(phone) = new.phone.as_ref().filter(|phone| filled(Some(&phone.number)).is_some()) {
        keep(&mut first.points, contacts::check_phone(phone, settings), "phone", violations);
    }
    let mut cards = Vec::new();
    if !first.points.is_empty() {
        cards.push(first);
    }
    for (at, contact) in new.contacts.iter().enumerate() {
        match contacts::check_contact(contact, &format!("contacts[{at}]"), settings) {
            Ok(card) => cards.push(card),
            Err(mut found) => violations.append(&mut found),
        }
    }
    contacts::check_limits(&cards, settings, violations);
    contacts::drop_repeated(&mut cards);
    cards
}

fn keep(
    points: &mut Vec<PointDraft>,
    point: Result<PointDraft, Violation>,
    path: &str,
    violations: &mut Vec<Violation>,
) {
    match point {
        Ok(point) => points.push(point),
        Err(violation) if violation.field == "region" => {
            violations.push(violation.at(format!("{path}.region")));
        }
        Err(violation) => violations.push(violation.at(path)),
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// Checks the text fields of a patch: the fields that are named, and their new values.
pub(crate) fn check_patch(
    patch: &CustomerPatch,
) -> Result<Vec<(CustomerField, Option<String>)>, Vec<Violation>> {
    let mut changes = Vec::new();
    let mut violations = Vec::new();
    for (field, text) in patch.texts() {
        let Some(text) = text else { continue };
        match check_text(field, text) {
            Ok(value) => changes.push((field, value)),
            Err(violation) => violations.push(violation),
        }
    }
    if violations.is_empty() { Ok(changes) } else { Err(violations) }
}

/// After a patch a customer that had a name must still have one.
pub(crate) fn keeps_a_name(before: &FieldValues, after: &FieldValues) -> Result<(), Violation> {
    let named = |values: &FieldValues| super::names::of_values(values).is_some();
    if named(before) && !named(after) { Err(no_name()) } else { Ok(()) }
}

/// The value of a text field in its canonical form; blank is none.
pub(crate) fn check_text(field: CustomerField, text: &str) -> Result<Option<String>, Violation> {
    let most = match field {
        // Something else than a code is no country, however long it is.
        CustomerField::Country => CustomerField::FullName.max_chars(),
        field => field.max_chars(),
    };
    let Some(line) = line_within(text, field.as_str(), most)? else {
        return Ok(None);
    };
    let value = match field {
        CustomerField::Country => {
            CountryCode::parse(&line).map_err(|v| v.at(field.as_str()))?.as_str().to_owned()
        }
        CustomerField::TimeZone => {
            TimeZoneName::parse(&line).map_err(|v| v.at(field.as_str()))?.as_str().to_owned()
        }
        CustomerField::Locale => {
            check_locale(&line).ok_or_else(|| Violation::new(field.as_str(), Rule::NotALocale))?
        }
        _ => line,
    };
    Ok(Some(value))
}

/// A language tag of BCP 47: subtags of letters and digits. Language in lower case, script
/// capitalised, region in upper case.
fn check_locale(text: &str) -> Option<String> {
    let mut tags = Vec::new();
    for (at, tag) in text.split(['-', '_']).enumerate() {
        let alphanumeric =
            (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
        let language =
            at > 0 || (2..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphabetic());
        if !alphanumeric || !language {
            return None;
        }
        tags.push(match (at, tag.len()) {
            (0, _) => tag.to_ascii_lowercase(),
            (_, 2) => tag.to_ascii_uppercase(),
            (1, 4) => {
                let (first, rest) = tag.split_at_checked(1)?;
                format!("{}{}", first.to_ascii_uppercase(), rest.to_ascii_lowercase())
            }
            _ => tag.to_owned(),
        });
    }
    Some(tags.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::contact::{NewContact, NewEmail, NewPhone};

    fn new(name: &str) -> NewCustomer {
        NewCustomer { full_name: Some(name.into()), ..NewCustomer::default() }
    }

    /// A3.28, A5.17: all violations at once, in the order of the fields.
    #[test]
    fn all_violations_are_told_at_once() {
        let new = NewCustomer {
            country: Some("ZZ".into()),
            time_zone: Some("Mars/Olympus".into()),
            contacts: vec![NewContact {
                phones: vec![NewPhone::new("+4930123456"), NewPhone::new("12")],
                emails: vec![NewEmail::new("anna")],
                ..NewContact::default()
            }],
            ..NewCustomer::default()
        };
        let found = check_new(&new, &Settings::default()).err().unwrap();
        let found: Vec<_> = found.iter().map(|v| (v.field.as_str(), v.rule)).collect();
        assert_eq!(
            found,
            [
                ("name", Rule::Required),
                ("country", Rule::UnknownCountry),
                ("time_zone", Rule::UnknownTimeZone),
                ("contacts[0].phones[1]", Rule::TooFewDigits),
                ("contacts[0].emails[0]", Rule::NoAtSign),
            ]
        );
    }

    #[test]
    fn locales_are_canonical() {
        assert_eq!(check_locale("DE_at").as_deref(), Some("de-AT"));
        assert_eq!(check_locale("zh-hANS-cn").as_deref(), Some("zh-Hans-CN"));
        for bad in ["", "d", "de-", "de--at", "de at", "123"] {
            assert_eq!(check_locale(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_name_alone_is_enough() {
        assert!(check_new(&new("Anna"), &Settings::default()).is_ok());
        assert!(check_new(&new(" \u{200B} "), &Settings::default()).is_err());
    }
}
