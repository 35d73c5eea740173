//! What settings may be.

use crate::model::settings::{SenderSettings, Settings};
use crate::model::violation::{Rule, Violation};

use super::sender::patterns::SenderBook;

const MOST_CARDS: u32 = 1_000;
const MOST_LIST: usize = 1_000;
const MOST_LOOKUPS: u32 = 1_000_000;
const MOST_ENTRY: u32 = 254;

/// Checks settings: all violations, with their paths.
pub(crate) fn check(settings: &Settings) -> Result<(), Vec<Violation>> {
    let mut violations = Vec::new();
    for (field, value) in
        [("max_contacts", settings.max_contacts), ("max_points", settings.max_points)]
    {
        if !(1..=MOST_CARDS).contains(&value) {
            violations.push(Violation::limited(field, Rule::OutOfRange, MOST_CARDS));
        }
    }
    if settings.max_lookups.is_some_and(|most| !(1..=MOST_LOOKUPS).contains(&most)) {
        violations.push(Violation::limited("max_lookups", Rule::OutOfRange, MOST_LOOKUPS));
    }
    if settings.default_region.is_some_and(|region| region.calling_code().is_none()) {
        violations.push(Violation::new("default_region", Rule::RegionWithoutPhones));
    }
    check_lists(&settings.senders, &mut violations);
    if let Err(mut found) = SenderBook::compile(&settings.senders) {
        violations.append(&mut found);
    }
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

fn check_lists(senders: &SenderSettings, violations: &mut Vec<Violation>) {
    for (name, list) in senders.lists() {
        if list.len() > MOST_LIST {
            violations.push(Violation::limited(
                format!("senders.{name}"),
                Rule::TooMany,
                MOST_LIST as u32,
            ));
        }
        for (at, entry) in list.iter().enumerate() {
            if entry.chars().count() > MOST_ENTRY as usize {
                violations.push(Violation::limited(
                    format!("senders.{name}[{at}]"),
                    Rule::TooLong,
                    MOST_ENTRY,
                ));
            }
        }
    }
}

impl SenderSettings {
    /// All lists of patterns, with their names.
    pub(crate) fn lists(&self) -> [(&'static str, &[String]); 8] {
        [
            ("own_addresses", &self.own_addresses),
            ("own_domains", &self.own_domains),
            ("trusted_forms", &self.trusted_forms),
            ("agent_addresses", &self.agent_addresses),
            ("blocklist", &self.blocklist),
            ("allow_list", &self.allow_list),
            ("no_reply", &self.no_reply),
            ("authserv_ids", &self.authserv_ids),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A5.19: settings are typed, and wrong ones are refused with their place.
    #[test]
    fn wrong_settings_are_refused_with_their_place() {
        let mut settings = Settings { max_contacts: 0, ..Settings::default() };
        settings.senders.blocklist = vec!["spam.example".into(), "a b".into()];
        settings.senders.own_addresses = vec!["us@example.com".into(), "example.com".into()];
        let found = check(&settings).unwrap_err();
        let found: Vec<_> = found.iter().map(|v| (v.field.as_str(), v.rule)).collect();
        assert_eq!(
            found,
            [
                ("max_contacts", Rule::OutOfRange),
                ("senders.own_addresses[1]", Rule::NoAtSign),
                ("senders.blocklist[1]", Rule::NotAPattern),
            ]
        );
        assert!(check(&Settings::default()).is_ok());
    }
}
