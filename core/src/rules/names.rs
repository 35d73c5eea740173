//! Names: what to call a customer, what to sort by, what to make of a message's display name.

use crate::model::customer::CustomerRecord;
use crate::model::email::Email;
use crate::model::field::{CustomerField, FieldValues};
use crate::model::text::{clean_line, fold};

/// Languages that put the family name first.
const FAMILY_FIRST: &[&str] = &["zh", "ja", "ko", "hu", "vi", "km", "mn"];

/// What to call a customer by its names alone: the display name, else given and family name in the
/// order of the locale.
pub(crate) fn of_values(values: &FieldValues) -> Option<String> {
    if let Some(full) = values.get(CustomerField::FullName) {
        return Some(full.to_owned());
    }
    let (given, family) =
        (values.get(CustomerField::GivenName), values.get(CustomerField::FamilyName));
    let locale = values.get(CustomerField::Locale).unwrap_or_default().to_ascii_lowercase();
    let language = locale.split(['-', '_']).next().unwrap_or_default();
    let (first, second) =
        if FAMILY_FIRST.contains(&language) { (family, given) } else { (given, family) };
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first} {second}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// What to call a customer: a name, else a reference, the primary email, the primary phone, the id.
pub(crate) fn display_name(
    record: &CustomerRecord,
    email: Option<&str>,
    phone: Option<&str>,
) -> String {
    of_values(&record.values)
        .or_else(|| record.values.owned(CustomerField::Ref1))
        .or_else(|| record.values.owned(CustomerField::Ref2))
        .or_else(|| email.map(str::to_owned))
        .or_else(|| phone.map(str::to_owned))
        .unwrap_or_else(|| record.id.to_string())
}

/// What a list by name is sorted by: the name as folded text. Customers without a name come first.
pub(crate) fn sort_key(values: &FieldValues) -> String {
    of_values(values).map(|name| fold(&name)).unwrap_or_default()
}

/// A name from a message: the display name as it stands, unless it holds another address, which is
/// how people are deceived; else something readable made of the local part.
pub(crate) fn of_sender(display_name: Option<&str>, email: &Email) -> (Option<String>, bool) {
    match display_name.and_then(clean_line) {
        Some(name) if !holds_other_address(&name, email) && name != email.as_typed() => {
            (Some(name), false)
        }
        _ => (of_local_part(email), true),
    }
}

/// True when a display name holds an address that is not the sender's own.
pub(crate) fn holds_other_address(name: &str, email: &Email) -> bool {
    name.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '(' | ')' | ',' | ';')
    })
    // The wide and the small sign look the same to who reads the name.
    .filter(|word| word.contains(['@', '＠', '﹫']))
    .any(|word| {
        !Email::parse(word, &crate::model::email::EmailOptions::default())
            .is_ok_and(|other| other == *email)
    })
}

/// `jane.van-doe` reads as "Jane Van Doe".
fn of_local_part(email: &Email) -> Option<String> {
    let typed = email.as_typed();
    let local = typed.rsplit_once('@').map_or(typed, |(local, _)| local).trim_matches('"');
    let local = local.split_once('+').map_or(local, |(plain, _)| plain);
    let words = local.split(['.', '_', '-', ' ']).filter(|word| !word.is_empty()).map(capitalised);
    clean_line(&words.collect::<Vec<_>>().join(" "))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// "Doe, Jane" suggests the given name Jane and the family name Doe. It is only ever a suggestion.
pub(crate) fn suggested_split(name: &str) -> Option<(String, String)> {
    let (family, given) = name.split_once(',')?;
    let (family, given) = (clean_line(family)?, clean_line(given)?);
    let plain = |part: &str| !part.contains(',') && part.split(' ').count() <= 3;
    (plain(&family) && plain(&given)).then_some((given, family))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::email::EmailOptions;

    fn email(text: &str) -> Email {
        Email::parse(text, &EmailOptions::default()).unwrap()
    }

    fn values(pairs: &[(CustomerField, &str)]) -> FieldValues {
        let mut values = FieldValues::default();
        for (field, value) in pairs {
            values.set(*field, Some((*value).to_owned()));
        }
        values
    }

    #[test]
    fn the_locale_decides_the_order_of_names() {
        use CustomerField::{FamilyName, FullName, GivenName, Locale};
        let names = [(GivenName, "Taro"), (FamilyName, "Yamada")];
        assert_eq!(of_values(&values(&names)).as_deref(), Some("Taro Yamada"));
        let japanese = [names.as_slice(), &[(Locale, "ja-JP")]].concat();
        assert_eq!(of_values(&values(&japanese)).as_deref(), Some("Yamada Taro"));
        let full = [japanese.as_slice(), &[(FullName, "山田太郎")]].concat();
        assert_eq!(of_values(&values(&full)).as_deref(), Some("山田太郎"));
        assert_eq!(of_values(&values(&[(FamilyName, "Doe")])).as_deref(), Some("Doe"));
    }

    /// E4.12: the display name is kept as typed, and derived from the address without one.
    #[test]
    fn senders_are_called_by_their_display_name() {
        let jane = email("jane.van-doe+x@example.com");
        assert_eq!(of_sender(Some("Doe, Jane"), &jane), (Some("Doe, Jane".into()), false));
        assert_eq!(of_sender(None, &jane), (Some("Jane Van Doe".into()), true));
        assert_eq!(of_sender(Some("ceo@bank.com"), &jane), (Some("Jane Van Doe".into()), true));
        assert!(!holds_other_address("jane.van-doe+x@example.com", &jane));
        assert!(holds_other_address("Jane (ceo@bank.com)", &jane));
    }

    #[test]
    fn a_comma_suggests_a_split() {
        assert_eq!(suggested_split("Doe, Jane"), Some(("Jane".into(), "Doe".into())));
        assert_eq!(suggested_split("Doe, Jane, Dr."), None);
        assert_eq!(suggested_split("Jane Doe"), None);
    }
}
