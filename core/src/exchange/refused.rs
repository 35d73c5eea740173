//! What no text of a file may hold: a mask, and NUL.

use crate::model::customer::NewCustomer;
use crate::model::mask;
use crate::model::violation::{Rule, Violation, gather};

/// What no text of a file may hold.
pub(super) fn refused(text: &str) -> Option<Rule> {
    if mask::is_masked(text) {
        Some(Rule::MaskedValue)
    } else if text.contains('\0') {
        Some(Rule::ControlCharacter)
    } else {
        None
    }
}

/// The texts of a customer that none may have. A card that we wrote says which of its values are masks,
/// and they are left out; a program between that lost those words must not make values of them.
pub(super) fn refused_texts(new: &NewCustomer) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut check = |path: String, text: &str| {
        if let Some(rule) = refused(text) {
            gather(&mut violations, Violation::new(path, rule));
        }
    };
    for (field, text) in new.texts() {
        check(field.as_str().to_owned(), text.unwrap_or_default());
    }
    for (at, card) in new.contacts.iter().enumerate() {
        let path = format!("contacts[{at}]");
        check(format!("{path}.label"), card.label.as_deref().unwrap_or_default());
        check(format!("{path}.person_name"), card.person_name.as_deref().unwrap_or_default());
        for (at, email) in card.emails.iter().enumerate() {
            check(format!("{path}.emails[{at}]"), &email.address);
        }
        for (at, phone) in card.phones.iter().enumerate() {
            check(format!("{path}.phones[{at}]"), &phone.number);
        }
        for (at, handle) in card.handles.iter().enumerate() {
            let account = handle.account.as_deref().unwrap_or_default();
            check(format!("{path}.handles[{at}].account"), account);
            check(format!("{path}.handles[{at}]"), &handle.handle);
        }
    }
    violations
}
