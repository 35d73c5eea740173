//! The other book of a pair: the same but for what the actor may not see.

use std::collections::BTreeSet;
use std::ops::Range;

use customer_core::{CustomerField, CustomerKind, FieldLevel, InteractionKind};

use super::dice::Dice;
use super::rights::{Rights, Whose};
use super::world::{
    DARK, Link, NAMES, PEOPLE, Point, RowOf, Sight, World, cards, external, links, sent, value,
};

/// All people, those included whom only customers out of sight are.
const ANYBODY: Range<u32> = 0..DARK.end;

/// Makes the other book.
pub(super) fn other_world(dice: &mut Dice, rights: &Rights, world: &World) -> World {
    let mut rows = Vec::new();
    for row in &world.rows {
        let sight = Sight::of(rights, row);
        if sight.exists {
            rows.push(altered(dice, rights, world, row, sight));
            continue;
        }
        match dice.below(10) {
            0..3 => {}
            3..8 => rows.push(unseen(dice, rights, row.key).unwrap_or_else(|| row.clone())),
            _ => rows.push(row.clone()),
        }
    }
    for _ in 0..dice.below(3) {
        let key = 2 * dice.below(8) as u64 + 1;
        if rows.iter().all(|row| row.key != key) {
            rows.extend(unseen(dice, rights, key));
        }
    }
    rows.sort_by_key(|row| row.key);
    World { settings: world.settings.clone(), rows }
}

/// A customer of whom the actor may not know, if there can be one.
pub(super) fn unseen(dice: &mut Dice, rights: &Rights, key: u64) -> Option<RowOf> {
    let mut tries = (0..8).map(|_| RowOf::some(dice, key, ANYBODY));
    tries.find(|row| !Sight::of(rights, row).exists)
}

fn altered(dice: &mut Dice, rights: &Rights, world: &World, row: &RowOf, sight: Sight) -> RowOf {
    let mut new = row.clone();
    if row.deleted {
        // Who reads the whole log reads of those who are gone.
        return new;
    }
    fields(dice, rights, row, sight, &mut new);
    if !sight.view && !sight.audit {
        new.channel = None;
        new.inactive = dice.percent(50);
        new.blocked = dice.percent(30).then(|| "other".to_owned());
        new.kind = *dice.pick(&[CustomerKind::Person, CustomerKind::Entity]);
    }
    if sight.contacts <= FieldLevel::Masked {
        contacts(dice, world, sight, &mut new);
    }
    if !sight.history {
        interactions(dice, sight, &mut new);
    }
    if !sight.view && !sight.audit && dice.percent(50) {
        new.sent = sent(dice, row.key);
    }
    new
}

/// Alters fields as far as they are not seen.
fn fields(dice: &mut Dice, rights: &Rights, row: &RowOf, sight: Sight, new: &mut RowOf) {
    let class = rights.class(row.whose());
    for field in CustomerField::ALL {
        let seen = rights.level(*field, row.whose());
        // In the log it stands which fields there were.
        let level = if sight.audit { seen.max(FieldLevel::Presence) } else { seen };
        if level >= FieldLevel::View || dice.percent(30) {
            continue;
        }
        let old = new.clone();
        let form = |text: &str| mask_of(*field, text);
        let (mut now, mut then) = (new.fields.get(field).cloned(), new.before.get(field).cloned());
        for slot in [&mut now, &mut then] {
            let mut some = (0..24).map(|_| {
                let form = dice.below(9);
                value(dice, *field, form)
            });
            let fresh = match slot.as_deref() {
                Some(of) if level == FieldLevel::Masked => {
                    some.find(|fresh| fresh != of && form(fresh) == form(of))
                }
                _ => some.next(),
            };
            let Some(fresh) = fresh else { continue };
            match (level, slot.as_deref()) {
                (FieldLevel::Hidden, _) => *slot = dice.percent(60).then_some(fresh),
                (FieldLevel::Presence, Some(_)) => *slot = Some(fresh),
                (FieldLevel::Masked, Some(_)) => *slot = Some(fresh),
                _ => {}
            }
        }
        // A field that is set to what it is does not stand in the log.
        let stands = |now: &Option<String>, then: &Option<String>| then.is_some() && now != then;
        let (was, is) = (
            stands(&old.fields.get(field).cloned(), &old.before.get(field).cloned()),
            stands(&now, &then),
        );
        set(&mut new.fields, *field, now);
        set(&mut new.before, *field, then);
        if rights.class(new.whose()) != class || sight.audit && was != is {
            *new = old;
        }
    }
    if NAMES.iter().all(|name| !new.fields.contains_key(name)) {
        let name = NAMES.iter().find(|name| row.fields.contains_key(name)).unwrap();
        new.fields.insert(*name, row.fields[name].clone());
    }
}

fn set(
    fields: &mut std::collections::BTreeMap<CustomerField, String>,
    field: CustomerField,
    to: Option<String>,
) {
    match to {
        Some(value) => fields.insert(field, value),
        None => fields.remove(&field),
    };
}

/// What a mask keeps of a field: the first letter of each word; of codes and URIs nothing.
fn mask_of(field: CustomerField, text: &str) -> String {
    use CustomerField::{Avatar, Country, Locale, TimeZone};
    if matches!(field, Avatar | Country | Locale | TimeZone) {
        return String::new();
    }
    text.split(' ').filter_map(|word| word.chars().next()).collect()
}

/// Alters contact cards as far as they are not seen.
fn contacts(dice: &mut Dice, world: &World, sight: Sight, new: &mut RowOf) {
    let said = |point: &Point| point.shared || point.undeliverable;
    if sight.contacts == FieldLevel::Hidden && !sight.audit && !new.points().any(said) {
        if dice.percent(70) {
            let people = if sight.view { 0..PEOPLE } else { ANYBODY };
            // What is said of an address is known to all who may know of a holder.
            new.cards = cards(dice, &people);
            if sight.exists {
                new.cards.iter_mut().for_each(|card| card.points.retain(|of| of.person < PEOPLE));
            }
        }
        return;
    }
    let facts: BTreeSet<u32> = world
        .rows
        .iter()
        .flat_map(RowOf::points)
        .filter(|of| said(of))
        .map(|of| of.person)
        .collect();
    let masked = sight.contacts == FieldLevel::Masked;
    let mut held: BTreeSet<u32> = new.points().map(|of| of.person).collect();
    for card in &mut new.cards {
        let form = dice.below(9);
        if !masked && dice.percent(50) {
            card.label = value(dice, CustomerField::City, form);
            card.person = card.person.as_ref().map(|_| value(dice, CustomerField::City, form));
        }
        for point in &mut card.points {
            let person = dice.below(PEOPLE as usize) as u32;
            let same_form = !masked || person % 2 == point.person % 2;
            let free = !held.contains(&person);
            if same_form && free && !facts.contains(&person) && !facts.contains(&point.person) {
                held.insert(person);
                point.person = person;
            }
        }
    }
}

/// Alters the interactions of a customer whose history is not read.
fn interactions(dice: &mut Dice, sight: Sight, new: &mut RowOf) {
    // The time of the last contact is seen with the customer.
    let last = new.sent.iter().map(|sent| sent.at).max().unwrap_or(0);
    let quiet = |link: &Link| !sight.view || link.machine || link.at < last;
    if sight.audit {
        for (number, link) in new.links.iter_mut().filter(|link| quiet(link)).enumerate() {
            let at = dice.below(600) as u32;
            if !sight.view || link.machine || at < last {
                link.at = at;
            }
            link.external = external(dice, new.key, 5 + number as u64);
        }
        return;
    }
    new.links.retain(|link| !quiet(link) || dice.percent(50));
    let taken: BTreeSet<u64> = new.links.iter().map(|link| link.step).collect();
    let more = links(dice, new.key).into_iter().filter(|link| !taken.contains(&link.step));
    let more: Vec<Link> = more.filter(|link| quiet(link)).collect();
    new.links.extend(more);
    new.links.sort_by_key(|link| link.step);
    let mut seen = BTreeSet::new();
    new.links.retain(|link| seen.insert((link.kind, link.external)));
}

/// How many interactions of a customer forbid deleting it.
pub(super) fn guards(row: &RowOf) -> (usize, usize) {
    let count = |kind| row.links.iter().filter(|link| link.kind == kind).count();
    (count(InteractionKind::Chat), count(InteractionKind::Ticket))
}

/// The customers of a book by whose they are, which is all that policies are counted over.
pub(super) fn population(world: &World) -> Vec<Whose<'_>> {
    let living = world.rows.iter().filter(|row| !row.deleted);
    let mut all: Vec<Whose<'_>> = living.map(RowOf::whose).collect();
    all.sort_unstable();
    all
}
