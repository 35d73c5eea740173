//! The lists of senders that a book's settings hold, made ready for use.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::{Regex, RegexSet, RegexSetBuilder};

use crate::model::email::{Email, EmailOptions};
use crate::model::settings::SenderSettings;
use crate::model::violation::{Rule, Violation};

/// Local parts that nobody reads, with or without something behind them.
static NO_REPLY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:no[-._]?reply|do[-._]?not[-._]?reply)(?:[-._+0-9].*)?@").ok()
});

/// The patterns of one list.
#[derive(Debug, Default)]
pub(crate) struct PatternList {
    /// Whole addresses and whole domains (with `@` before them), by key.
    exact: HashMap<String, usize>,
    /// Patterns with `*`; none is usual, and an empty set is not free to make.
    wild: Option<RegexSet>,
    wild_at: Vec<usize>,
    entries: Vec<String>,
}

impl PatternList {
    fn compile(list: &[String], name: &str, violations: &mut Vec<Violation>) -> Self {
        let mut exact = HashMap::new();
        let (mut wild, mut wild_at) = (Vec::new(), Vec::new());
        for (at, entry) in list.iter().enumerate() {
            match Pattern::parse(entry) {
                Some(Pattern::Exact(key)) => {
                    exact.entry(key).or_insert(at);
                }
                Some(Pattern::Wild(regex)) => {
                    wild.push(regex);
                    wild_at.push(at);
                }
                None => violations
                    .push(Violation::new(format!("senders.{name}[{at}]"), Rule::NotAPattern)),
            }
        }
        let set = || RegexSetBuilder::new(&wild).size_limit(64 << 20).build();
        let wild = (!wild.is_empty()).then(set).transpose().unwrap_or_else(|_| {
            violations.push(Violation::new(format!("senders.{name}"), Rule::TooMany));
            None
        });
        Self { exact, wild, wild_at, entries: list.to_vec() }
    }

    /// The first entry that matches an address.
    pub(crate) fn find(&self, email: &Email) -> Option<&str> {
        let key = email.match_key();
        let domain = key
            .rsplit_once('@')
            .map_or("", |(local, _)| key.get(local.len()..).unwrap_or_default());
        let exact = self.exact.get(key).or_else(|| self.exact.get(domain)).copied();
        let first = |set: &RegexSet| set.matches(key).iter().next();
        let wild = self.wild.as_ref().and_then(first).and_then(|at| self.wild_at.get(at)).copied();
        let at = [exact, wild].into_iter().flatten().min()?;
        self.entries.get(at).map(String::as_str)
    }
}

enum Pattern {
    Exact(String),
    Wild(String),
}

impl Pattern {
    fn parse(entry: &str) -> Option<Self> {
        let entry = entry.trim();
        let options = EmailOptions { allow_local_domains: true };
        if entry.contains('*') {
            let lower = Self::a_labels(&entry.to_lowercase())?;
            let plain = lower.chars().all(|c| !c.is_whitespace() && !c.is_control());
            let parts: Vec<String> = lower.split('*').map(regex::escape).collect();
            let body = parts.join(".*");
            let at = if lower.contains('@') { "" } else { ".*@" };
            return plain.then(|| Self::Wild(format!("^{at}{body}$")));
        }
        if let Some(domain) = entry.strip_prefix('@') {
            return Self::domain(domain, &options);
        }
        if entry.contains('@') {
            return Email::parse(entry, &options)
                .ok()
                .map(|email| Self::Exact(email.match_key().to_owned()));
        }
        Self::domain(entry, &options)
    }

    /// Keys hold domains as A-labels, so patterns have to. A label of another script with a `*` in it
    /// has none.
    fn a_labels(pattern: &str) -> Option<String> {
        let (before, domain) = match pattern.rsplit_once('@') {
            Some((local, domain)) => (format!("{local}@"), domain),
            None => (String::new(), pattern),
        };
        let label = |label: &str| match (label.is_ascii(), label.contains('*')) {
            (true, _) => Some(label.to_owned()),
            (false, true) => None,
            (false, false) => {
                let email = Email::parse(&format!("x@{label}.example"), &EmailOptions::default());
                Some(email.ok()?.domain().strip_suffix(".example")?.to_owned())
            }
        };
        let labels: Option<Vec<String>> = domain.split('.').map(label).collect();
        Some(format!("{before}{}", labels?.join(".")))
    }

    fn domain(domain: &str, options: &EmailOptions) -> Option<Self> {
        let email = Email::parse(&format!("x@{domain}"), options).ok()?;
        Some(Self::Exact(format!("@{}", email.domain())))
    }
}

/// All that a book knows about senders, ready for use. It is made once per version of the settings.
#[derive(Debug)]
pub(crate) struct SenderBook {
    own: HashSet<String>,
    pub(crate) own_domains: PatternList,
    pub(crate) forms: PatternList,
    pub(crate) agents: PatternList,
    pub(crate) blocklist: PatternList,
    pub(crate) allow_list: PatternList,
    no_reply: PatternList,
    pub(crate) settings: SenderSettings,
}

impl SenderBook {
    /// Compiles the lists.
    pub(crate) fn compile(settings: &SenderSettings) -> Result<Self, Vec<Violation>> {
        let mut violations = Vec::new();
        let own = own_addresses(&settings.own_addresses, &mut violations);
        let mut list =
            |name: &str, entries: &[String]| PatternList::compile(entries, name, &mut violations);
        let book = Self {
            own,
            own_domains: list("own_domains", &settings.own_domains),
            forms: list("trusted_forms", &settings.trusted_forms),
            agents: list("agent_addresses", &settings.agent_addresses),
            blocklist: list("blocklist", &settings.blocklist),
            allow_list: list("allow_list", &settings.allow_list),
            no_reply: list("no_reply", &settings.no_reply),
            settings: settings.clone(),
        };
        if violations.is_empty() { Ok(book) } else { Err(violations) }
    }

    /// One of the host's own mailboxes, whatever stands behind a `+`.
    pub(crate) fn is_own(&self, email: &Email) -> bool {
        self.own.contains(email.match_key()) || self.own.contains(&without_tag(email))
    }

    /// A mailbox that nobody reads.
    pub(crate) fn is_no_reply(&self, email: &Email) -> bool {
        let usual = NO_REPLY.as_ref().is_some_and(|words| words.is_match(email.match_key()));
        usual || self.no_reply.find(email).is_some()
    }
}

fn own_addresses(list: &[String], violations: &mut Vec<Violation>) -> HashSet<String> {
    let mut own = HashSet::new();
    for (at, entry) in list.iter().enumerate() {
        match Email::parse(entry, &EmailOptions { allow_local_domains: true }) {
            Ok(email) => {
                own.insert(without_tag(&email));
                own.insert(email.match_key().to_owned());
            }
            Err(violation) => violations.push(violation.at(format!("senders.own_addresses[{at}]"))),
        }
    }
    own
}

fn without_tag(email: &Email) -> String {
    let local = email.local_part();
    let plain = local.split_once('+').map_or(local, |(plain, _)| plain);
    format!("{plain}@{}", email.domain())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Email {
        Email::parse(text, &EmailOptions::default()).unwrap()
    }

    fn list(entries: &[&str]) -> PatternList {
        let entries: Vec<String> = entries.iter().map(|e| (*e).to_owned()).collect();
        let mut violations = Vec::new();
        let list = PatternList::compile(&entries, "blocklist", &mut violations);
        assert!(violations.is_empty());
        list
    }

    #[test]
    fn patterns_are_addresses_domains_and_stars() {
        let list = list(&[
            "Spam@Example.com",
            "bad.example",
            "@worse.example",
            "*@*.evil.example",
            "sales-*@shop.example",
            "*@*.münchen.example",
        ]);
        for (address, wanted) in [
            ("spam@example.com", Some("Spam@Example.com")),
            ("ham@example.com", None),
            ("x@bad.example", Some("bad.example")),
            ("x@sub.bad.example", None),
            ("x@worse.example", Some("@worse.example")),
            ("x@a.evil.example", Some("*@*.evil.example")),
            ("x@evil.example", None),
            ("sales-de@shop.example", Some("sales-*@shop.example")),
            ("xsales-de@shop.example", None),
            ("x@a.münchen.example", Some("*@*.münchen.example")),
            ("x@münchen.example", None),
        ] {
            assert_eq!(list.find(&email(address)), wanted, "{address}");
        }
    }

    /// User text never becomes a pattern: only `*` means something.
    #[test]
    fn only_the_star_is_special() {
        let list = list(&["a.b*@x.example", "a_b%@y.example"]);
        assert!(list.find(&email("a.bc@x.example")).is_some());
        assert!(list.find(&email("axbc@x.example")).is_none());
        assert!(list.find(&email("aXbZ@y.example")).is_none());
    }

    #[test]
    fn own_mailboxes_are_found_with_any_tag() {
        let settings = SenderSettings {
            own_addresses: vec!["help+desk@host.example".into()],
            ..SenderSettings::default()
        };
        let book = SenderBook::compile(&settings).unwrap();
        for own in ["help@host.example", "HELP+x@host.example", "help+desk@host.example"] {
            assert!(book.is_own(&email(own)), "{own}");
        }
        assert!(!book.is_own(&email("helper@host.example")));
    }

    #[test]
    fn nobody_reads_no_reply() {
        let settings =
            SenderSettings { no_reply: vec!["robot@*".into()], ..SenderSettings::default() };
        let book = SenderBook::compile(&settings).unwrap();
        for address in [
            "noreply@x.com",
            "No-Reply@x.com",
            "no.reply@x.com",
            "donotreply@x.com",
            "do-not-reply@x.com",
            "noreply+42@x.com",
            "no-reply-shop@x.com",
            "noreply2@x.com",
            "robot@x.com",
        ] {
            assert!(book.is_no_reply(&email(address)), "{address}");
        }
        for address in ["norah@x.com", "reply@x.com", "noreplyman@x.com", "anna@noreply.com"] {
            assert!(!book.is_no_reply(&email(address)), "{address}");
        }
    }
}
