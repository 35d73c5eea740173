//! What the library tells of things out of sight, by name. Whatever else it tells is a leak.

use std::collections::{BTreeMap, BTreeSet};

use customer_core::{
    CreationMode, CustomerField, CustomerId, FieldLevel, InteractionKind, Permission, operations,
};

use super::ask::{Call, Touch};
use super::build::Side;
use super::hide::{guards, population};
use super::rights::{Rights, Whose};
use super::world::{DARK, Point, RowOf, Sight, World};

/// A disclosure that is meant. A call that would make one is left out, and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// Whoever writes a reference is told when it is, or was, somebody's (F5.19).
    Reference,
    /// Where matching acts by itself, it does not create a second customer for an address, a thread
    /// or a message of somebody out of sight: it links to that one.
    Automatic,
    /// An interaction that belongs to somebody out of reach is not taken from him by hand.
    LinkedElsewhere,
    /// Who may delete a customer is told that tickets or chats forbid it, and how many, though he may
    /// not read the history.
    Guard,
    /// Who reads the log of a customer reads that an address was captured; what is captured and was
    /// there already is not captured again. Who sees how many addresses there are sees the same.
    Captured,
    /// Who matches messages is told which of the customers whom he may open hold an address that the
    /// message names, though he may not see their addresses; and to which of them a message is
    /// linked that it refers to.
    Holder,
    /// Who may look up whole addresses is told who has them.
    LookUp,
    /// `match.see_hidden` is there to tell that there are candidates out of sight.
    SeeHidden,
    /// What is said of an address (shared, undeliverable) is said to all who hold it.
    Facts,
    /// Policies are compared over the number of customers there are, by team and owner.
    Counted,
    /// A message is recorded as sent once, for whomever it was recorded first.
    SentBefore,
    /// A message that the host itself sent is known when it comes back, and so is a report about one,
    /// whomever it was sent to: or machines would answer each other.
    Echo,
    /// An interaction whose customer is gone is nobody's, and everybody finds it.
    Gone,
    /// A customer that is given another team or owner may come into sight by it.
    Moved,
}

impl Told {
    pub(super) const ALL: [Self; 14] = [
        Self::Reference,
        Self::Automatic,
        Self::LinkedElsewhere,
        Self::Guard,
        Self::Captured,
        Self::Holder,
        Self::LookUp,
        Self::SeeHidden,
        Self::Facts,
        Self::Counted,
        Self::SentBefore,
        Self::Echo,
        Self::Gone,
        Self::Moved,
    ];

    /// The name under which it stands in the documentation.
    pub(super) fn title(self) -> String {
        let mut title = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !title.is_empty() {
                title.push(' ');
                title.extend(letter.to_lowercase());
            } else {
                title.push(letter);
            }
        }
        title
    }
}

/// What differs between the two books of a pair.
pub(super) struct Differences {
    rights: Rights,
    rows: BTreeSet<u64>,
    pub(super) fields: BTreeSet<CustomerField>,
    refs: BTreeSet<String>,
    /// People whose addresses are held otherwise, by customers out of sight, by those in sight, and
    /// by those that are found by look-ups.
    hidden_people: BTreeSet<u32>,
    seen_people: BTreeSet<u32>,
    found_people: BTreeSet<u32>,
    /// People of whose addresses something else may be said.
    said_people: BTreeSet<u32>,
    hidden_links: BTreeSet<u32>,
    seen_links: BTreeSet<u32>,
    gone_links: BTreeSet<u32>,
    sent: BTreeSet<u32>,
    guards: BTreeSet<u64>,
    population: bool,
    /// By customer: whose addresses it holds in one of the books alone.
    addresses: BTreeMap<u64, BTreeSet<u32>>,
}

impl Differences {
    pub(super) fn of(rights: &Rights, worlds: [&World; 2]) -> Self {
        let mut all = Self {
            rights: rights.clone(),
            rows: BTreeSet::new(),
            fields: BTreeSet::new(),
            refs: other_references(worlds),
            hidden_people: BTreeSet::new(),
            seen_people: BTreeSet::new(),
            found_people: BTreeSet::new(),
            said_people: BTreeSet::new(),
            hidden_links: BTreeSet::new(),
            seen_links: BTreeSet::new(),
            gone_links: BTreeSet::new(),
            sent: BTreeSet::new(),
            guards: BTreeSet::new(),
            population: population(worlds[0]) != population(worlds[1]),
            addresses: BTreeMap::new(),
        };
        let keys: BTreeSet<u64> =
            worlds.iter().flat_map(|world| world.rows.iter().map(|row| row.key)).collect();
        for key in keys {
            let rows = worlds.map(|world| world.row(key));
            if rows[0] != rows[1] {
                all.rows.insert(key);
                all.row(rows);
            }
        }
        all
    }

    pub(super) fn any(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Notes a customer that differs.
    fn row(&mut self, rows: [Option<&RowOf>; 2]) {
        let mut held = Vec::new();
        for row in rows.into_iter().flatten() {
            let sight = Sight::of(&self.rights, row);
            let people: BTreeSet<u32> = row.points().map(|of| of.person).collect();
            let links = row.links.iter().map(|link| link.external);
            self.said_people.extend(people.iter().filter(|of| DARK.contains(of)));
            if row.deleted {
                self.gone_links.extend(links);
            } else if !sight.view {
                self.hidden_links.extend(links);
                self.hidden_people.extend(&people);
            }
            if sight.lookup {
                self.found_people.extend(&people);
            }
            if !sight.view {
                self.sent.extend(row.sent.iter().map(|sent| sent.id));
            }
            held.push((sight, row));
        }
        let [(sight, one), (_, other)] = held.as_slice() else { return };
        self.guards.extend((guards(one) != guards(other)).then_some(one.key));
        if !sight.exists {
            return;
        }
        for field in CustomerField::ALL {
            let differs = |of: &dyn Fn(&RowOf) -> Option<String>| of(one) != of(other);
            if differs(&|row| row.fields.get(field).cloned())
                || differs(&|row| row.before.get(field).cloned())
            {
                self.fields.insert(*field);
            }
        }
        let only =
            differing(&one.points().collect::<Vec<_>>(), &other.points().collect::<Vec<_>>());
        let only: BTreeSet<u32> = only.iter().map(|point: &&Point| point.person).collect();
        let links = differing(
            &one.links.iter().collect::<Vec<_>>(),
            &other.links.iter().collect::<Vec<_>>(),
        );
        if sight.view {
            self.seen_people.extend(&only);
            self.seen_links.extend(links.iter().map(|link| link.external));
        }
        self.addresses.insert(one.key, only);
    }

    /// What a call would tell, if anything.
    pub(super) fn told(&self, call: &Call, sides: [&Side; 2]) -> Option<Told> {
        let touch = &call.touch;
        let operation = operations().iter().find(|of| of.name == call.name).unwrap();
        if !operation.needs.iter().all(|need| self.rights.holds_somewhere(*need)) {
            // Who may not do it at all is told nothing.
            return None;
        }
        let mut refs = touch.refs.iter();
        if refs.any(|of| self.refs.contains(of)) && touch.writes {
            return Some(Told::Reference);
        }
        let meets = |people: &BTreeSet<u32>| touch.people.iter().any(|of| people.contains(of));
        if touch.writes && meets(&self.said_people) {
            return Some(Told::Facts);
        }
        if touch.moves && self.moved(touch, sides) {
            return Some(Told::Moved);
        }
        match call.name {
            "match_email" | "match_call" | "match_chat" => self.matching(call, sides[0]),
            "link_interaction" => self.linking(touch),
            "lookup_address" => meets(&self.found_people).then_some(Told::LookUp),
            "delete_customer" | "check" | "check_many" | "explain" | "who_can" => {
                let guarded = touch.rows.iter().any(|of| self.guards.contains(of));
                let deletes = self.rights.holds_somewhere(Permission::CustomerDelete);
                (touch.deletes && guarded && deletes).then_some(Told::Guard)
            }
            "capture_point" => self.captured(touch, sides[0]),
            "diff_policy" => {
                let all = self.rights.holds_on_book(Permission::PermissionView);
                (all && self.population).then_some(Told::Counted)
            }
            "record_sent" => {
                touch.sent.iter().any(|of| self.sent.contains(of)).then_some(Told::SentBefore)
            }
            _ => None,
        }
    }

    fn linking(&self, touch: &Touch) -> Option<Told> {
        let any = |of: &BTreeSet<u32>| touch.links.iter().any(|link| of.contains(link));
        if any(&self.gone_links) {
            return Some(Told::Gone);
        }
        (any(&self.hidden_links) || any(&self.seen_links)).then_some(Told::LinkedElsewhere)
    }

    fn matching(&self, call: &Call, side: &Side) -> Option<Told> {
        let touch = &call.touch;
        let links = |of: &BTreeSet<u32>| touch.links.iter().any(|link| of.contains(link));
        let people = |of: &BTreeSet<u32>| touch.people.iter().any(|one| of.contains(one));
        if links(&self.gone_links) {
            return Some(Told::Gone);
        }
        if touch.echoes.iter().any(|of| self.sent.contains(of)) {
            return Some(Told::Echo);
        }
        if people(&self.seen_people) || links(&self.seen_links) {
            return Some(Told::Holder);
        }
        let hidden = people(&self.hidden_people)
            || links(&self.hidden_links)
            || touch.sent.iter().any(|of| self.sent.contains(of));
        if hidden && self.rights.holds_somewhere(Permission::MatchSeeHidden) {
            return Some(Told::SeeHidden);
        }
        let kind = match call.name {
            "match_email" => InteractionKind::Email,
            "match_call" => InteractionKind::Call,
            _ => InteractionKind::Chat,
        };
        let settings = side.admin().get_settings().unwrap();
        let acts = settings.mode(kind) == CreationMode::Automatic && touch.writes;
        (hidden && acts).then_some(Told::Automatic)
    }

    fn captured(&self, touch: &Touch, side: &Side) -> Option<Told> {
        let differs = touch.rows.iter().any(|row| {
            let only = self.addresses.get(row);
            only.is_some_and(|only| touch.people.iter().any(|of| only.contains(of)))
        });
        let counted = |id: CustomerId| {
            let customer = side.admin().get_customer(id).ok()?;
            let whose = Whose { team: customer.team.as_deref(), owner: customer.owner.as_deref() };
            let log = self.rights.holds_on_all(Permission::AuditView)
                || self.rights.holds(Permission::AuditView, whose);
            Some(log || self.rights.contacts(whose) > FieldLevel::Hidden)
        };
        let id = touch.customer.as_deref().and_then(|id| id.parse().ok());
        (differs && id.and_then(counted).unwrap_or(true)).then_some(Told::Captured)
    }

    /// Would the customer stand otherwise to the actor?
    fn moved(&self, touch: &Touch, sides: [&Side; 2]) -> bool {
        let id = touch.customer.as_deref().and_then(|id| id.parse::<CustomerId>().ok());
        let Some(id) = id.filter(|_| touch.rows.iter().any(|row| self.rows.contains(row))) else {
            return false;
        };
        sides.iter().any(|side| {
            let Ok(customer) = side.admin().get_customer(id) else { return false };
            let (team, owner) = (customer.team.as_deref(), customer.owner.as_deref());
            let blank = |text: Option<&'static str>| text.filter(|of| !of.is_empty());
            let to = Whose {
                team: touch.team.map_or(team, |of| blank(Some(of))),
                owner: touch.owner.map_or(owner, |of| blank(Some(of))),
            };
            self.rights.class(Whose { team, owner }) != self.rights.class(to)
        })
    }
}

/// What stands in one list and not in the other.
fn differing<'t, T: PartialEq>(one: &[&'t T], other: &[&'t T]) -> Vec<&'t T> {
    let gone = one.iter().filter(|of| !other.contains(of));
    gone.chain(other.iter().filter(|of| !one.contains(of))).copied().collect()
}

/// The references that only one of the books has, or that are somebody's in one and were in the other.
fn other_references(worlds: [&World; 2]) -> BTreeSet<String> {
    let of = |world: &World| -> BTreeSet<(String, bool)> {
        let mut all = BTreeSet::new();
        for row in &world.rows {
            for field in [CustomerField::Ref1, CustomerField::Ref2] {
                all.extend(row.fields.get(&field).map(|of| (of.clone(), !row.deleted)));
                all.extend(row.before.get(&field).map(|of| (of.clone(), false)));
            }
        }
        all
    };
    let (one, other) = (of(worlds[0]), of(worlds[1]));
    one.symmetric_difference(&other).map(|(text, _)| text.clone()).collect()
}
