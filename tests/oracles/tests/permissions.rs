//! Generated permissions, decided by the library and by Cedar.
//!
//! The long form is `CEDAR_DECISIONS=300000 cargo test --release -p customer-core-oracles
//! --features cedar --test permissions -- --nocapture`.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]
#![expect(clippy::print_stdout, reason = "what was compared is told")]

use std::collections::{BTreeMap, BTreeSet};

use customer_core::{
    Actor, CustomerField, FieldLevel, Grant, GrantScope, GroupId, Narrowing, Permission,
    PermissionGroup, operations,
};
use customer_core_oracles::permissions::cedar::Cedar;
use customer_core_oracles::permissions::library::Library;
use customer_core_oracles::permissions::rounds::{Generator, MOMENTS};
use customer_core_oracles::permissions::{About, Ask, Asker, Round, Verdict, Way, rows};

const SEED: u64 = 0xCEDA;

fn wanted() -> usize {
    let asked = std::env::var("CEDAR_DECISIONS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(20_000)
}

/// What was compared.
#[derive(Default)]
struct Tally {
    policies: usize,
    decisions: usize,
    allowed: usize,
    not_found: usize,
    /// How often each permission and operation was allowed, and denied.
    each: BTreeMap<&'static str, (usize, usize)>,
    /// How often each level came out, of fields and of contacts.
    fields: BTreeMap<FieldLevel, usize>,
    contacts: BTreeMap<FieldLevel, usize>,
}

impl Tally {
    fn count(&mut self, ask: &Ask, verdict: &Verdict) {
        self.decisions += 1;
        let Verdict::Decided { allowed, level, .. } = verdict else {
            self.not_found += 1;
            return;
        };
        self.allowed += usize::from(*allowed);
        let name = match ask.about {
            About::Operation(operation) => operation.name,
            About::Permission(permission) => permission.as_str(),
        };
        let (yes, no) = self.each.entry(name).or_default();
        *(if *allowed { yes } else { no }) += 1;
        if let Some(level) = level {
            let levels = if ask.field.is_some() { &mut self.fields } else { &mut self.contacts };
            *levels.entry(*level).or_default() += 1;
        }
    }

    /// Comparing shows nothing where both always say no.
    fn covers_what_there_is(&self) {
        let Self { policies, decisions, allowed, not_found, .. } = self;
        let denied = decisions - allowed - not_found;
        println!("{decisions} decisions under {policies} policies");
        for (what, count) in [("allowed", *allowed), ("denied", denied), ("unseen", *not_found)] {
            println!("{count:>7}  {what}");
            assert!(count * 10 >= *decisions, "only {count} of {decisions} {what}");
        }
        for (what, levels) in [("fields", &self.fields), ("contacts", &self.contacts)] {
            println!("levels of {what}: {levels:?}");
            let all: usize = levels.values().sum();
            for level in FieldLevel::ALL {
                let count = levels.get(level).copied().unwrap_or_default();
                assert!(count * 1_000 >= all, "{what} at {level}: only {count} of {all}");
            }
        }
        let names = operations().iter().map(|operation| operation.name);
        let names = names.chain(Permission::ALL.iter().map(|permission| permission.as_str()));
        let one_sided: Vec<_> = names
            .map(|name| (name, self.each.get(name).copied().unwrap_or_default()))
            .filter(|(name, (yes, no))| *yes == 0 || (*no == 0 && !is_for_all(name)))
            .collect();
        println!("never allowed, or never denied: {one_sided:?}");
        assert!(one_sided.is_empty() || *decisions < 100_000);
    }
}

/// What everybody may ask about himself is denied to nobody.
fn is_for_all(name: &str) -> bool {
    operations().iter().any(|operation| operation.name == name && operation.needs.is_empty())
}

/// What the two say when they do not say the same, of a book in which nothing was before.
fn difference(round: &Round, asker: &Asker, ask: &Ask, now: i64) -> Option<(Verdict, Verdict)> {
    let mut library = Library::new(&rows()).unwrap();
    let alone = Round { askers: vec![asker.clone()], ..round.clone() };
    library.put(&alone).unwrap();
    let ours = library.verdicts(asker, &[*ask], now).unwrap().remove(0);
    let cedar = Cedar::new(round, &rows()).unwrap();
    let theirs = cedar.principal(round, asker, now).unwrap().verdict(ask).unwrap();
    (ours != theirs).then_some((ours, theirs))
}

/// Takes away what the difference does not need, one after the other, and tells what is left.
fn smallest(round: &Round, asker: &Asker, ask: &Ask, now: i64) -> String {
    let (mut round, mut asker) = (round.clone(), asker.clone());
    round.groups.retain(|group| asker.groups.contains(&group.id));
    let differs = |round: &Round, asker: &Asker| difference(round, asker, ask, now);
    let Some(mut verdicts) = differs(&round, &asker) else {
        return format!("{ask:?} by {asker:?}: only after what was in the book before");
    };
    let Narrowing { permissions, teams } = asker.narrowing.clone();
    for narrowing in [
        Narrowing { permissions, teams: None },
        Narrowing { permissions: None, teams },
        Narrowing::default(),
    ] {
        let narrower = Asker { narrowing, ..asker.clone() };
        if let Some(found) = differs(&round, &narrower) {
            (asker, verdicts) = (narrower, found);
        }
    }
    let plain = Round { classes: BTreeMap::new(), ..round.clone() };
    if let Some(found) = differs(&plain, &asker) {
        (round, verdicts) = (plain, found);
    }
    for group in 0..round.groups.len() {
        for grant in (0..round.groups[group].grants.len()).rev() {
            let mut fewer = round.clone();
            fewer.groups[group].grants.remove(grant);
            if let Some(found) = differs(&fewer, &asker) {
                (round, verdicts) = (fewer, found);
            }
        }
    }
    round.groups.retain(|group| !group.grants.is_empty());
    let (ours, theirs) = verdicts;
    let customer = ask.row.map(|row| rows()[row]);
    let policies = Cedar::new(&round, &rows()).unwrap().text();
    format!(
        "{ask:#?}\non a customer of team and owner {customer:?}\nby {asker:?}\nunder {:?}\nclasses \
         {:?}\nlibrary: {ours:?}\nCedar:   {theirs:?}\nby\n{policies}",
        round.groups, round.classes
    )
}

/// Asks both all questions of a round; both have to say the same.
fn compare(library: &mut Library, generator: &mut Generator, tally: &mut Tally) {
    let round = generator.round().unwrap();
    library.put(&round).unwrap();
    tally.policies += 1;
    let cedar = Cedar::new(&round, &rows()).unwrap();
    for (now, asker) in MOMENTS.iter().flat_map(|now| round.askers.iter().map(|of| (*now, of))) {
        let asks = generator.asks(rows().len());
        let ours = library.verdicts(asker, &asks, now).unwrap();
        let principal = cedar.principal(&round, asker, now).unwrap();
        for (ask, ours) in asks.iter().zip(&ours) {
            let theirs = principal.verdict(ask).unwrap();
            tally.count(ask, ours);
            assert!(*ours == theirs, "{}", smallest(&round, asker, ask, now));
        }
    }
}

#[test]
fn cedar_decides_the_same() {
    let mut library = Library::new(&rows()).unwrap();
    let mut generator = Generator::new(SEED, library.presets().unwrap());
    let (wanted, mut tally) = (wanted(), Tally::default());
    while tally.decisions < wanted {
        compare(&mut library, &mut generator, &mut tally);
    }
    tally.covers_what_there_is();
}
