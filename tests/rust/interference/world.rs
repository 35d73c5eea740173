//! What a book holds, as plain values, and how it is made of them.

use std::collections::BTreeMap;

use customer_core::{
    CreationMode, CustomerField, CustomerKind, FieldLevel, InteractionKind, NewEmail, NewHandle,
    NewPhone, NewPoint, Permission, PointFamily, Settings,
};

use super::dice::Dice;
use super::rights::{ME, Rights, TEAMS, Whose};

/// How many people there are to whom addresses belong, beside those whom only customers out of sight
/// hold.
pub(super) const PEOPLE: u32 = 10;
/// Addresses that only customers out of sight hold.
pub(super) const DARK: std::ops::Range<u32> = PEOPLE..PEOPLE + 3;
/// Steps that are kept for each customer.
pub(super) const STEPS: u64 = 64;

/// A book: what it is set to, and its customers in the order in which they come.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct World {
    pub(super) settings: Settings,
    pub(super) rows: Vec<RowOf>,
}

/// A customer. Everything about it has a step of its own, so that what both books have gets the same
/// ids and times in both.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RowOf {
    pub(super) key: u64,
    pub(super) kind: CustomerKind,
    pub(super) fields: BTreeMap<CustomerField, String>,
    /// Fields that were something else before.
    pub(super) before: BTreeMap<CustomerField, String>,
    pub(super) channel: Option<PointFamily>,
    pub(super) inactive: bool,
    pub(super) blocked: Option<String>,
    pub(super) deleted: bool,
    pub(super) cards: Vec<Card>,
    pub(super) links: Vec<Link>,
    pub(super) sent: Vec<Sent>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Card {
    pub(super) step: u64,
    pub(super) label: String,
    pub(super) person: Option<String>,
    pub(super) points: Vec<Point>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Email,
    Tagged,
    Phone,
    Twitter,
    Whatsapp,
}

pub(super) const SORTS: [Sort; 5] =
    [Sort::Email, Sort::Tagged, Sort::Phone, Sort::Twitter, Sort::Whatsapp];

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    pub(super) step: u64,
    /// Whose address it is: one of `PEOPLE`.
    pub(super) person: u32,
    pub(super) sort: Sort,
    pub(super) preferred: bool,
    pub(super) contactable: bool,
    pub(super) verified: bool,
    pub(super) shared: bool,
    pub(super) undeliverable: bool,
}

/// An interaction that was linked by hand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    pub(super) step: u64,
    pub(super) kind: InteractionKind,
    pub(super) external: u32,
    /// In minutes.
    pub(super) at: u32,
    pub(super) machine: bool,
    pub(super) sender: Option<u32>,
}

/// A message that was sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sent {
    pub(super) step: u64,
    pub(super) id: u32,
    pub(super) to: u32,
    /// In minutes.
    pub(super) at: u32,
}

/// The text of an address. Those of people of the same parity have the same mask.
pub(super) fn address(person: u32, sort: Sort) -> String {
    let (letter, last) = if person.is_multiple_of(2) { ("j", 67) } else { ("k", 89) };
    match sort {
        Sort::Email => format!("{letter}{person}@e{person}.com"),
        Sort::Tagged => format!("{letter}{person}+t@e{person}.com"),
        Sort::Phone | Sort::Whatsapp => format!("+491511{person:04}{last}"),
        Sort::Twitter => format!("{letter}user{person}"),
    }
}

pub(super) fn new_point(person: u32, sort: Sort) -> NewPoint {
    use customer_core::HandleChannel::{Twitter, Whatsapp};
    let text = address(person, sort);
    match sort {
        Sort::Email | Sort::Tagged => NewPoint::Email(NewEmail::new(text)),
        Sort::Phone => NewPoint::Phone(NewPhone::new(text)),
        Sort::Twitter => NewPoint::Handle(NewHandle::new(Twitter, text)),
        Sort::Whatsapp => NewPoint::Handle(NewHandle::new(Whatsapp, text)),
    }
}

pub(super) fn external_id(kind: InteractionKind, external: u32) -> String {
    match kind {
        InteractionKind::Email => format!("m{external}@h.example"),
        _ => format!("{kind}-{external}"),
    }
}

/// The id of a message that was sent. It stands in the log, and what logs show holds no address.
pub(super) fn sent_id(id: u32) -> String {
    format!("s{id}.h.example")
}

/// A value of a field. Those of a `form` have the same mask; references are nobody else's.
pub(super) fn value(dice: &mut Dice, field: CustomerField, form: usize) -> String {
    const WORDS: [[&str; 3]; 3] =
        [["Alpha", "Anton", "Abel"], ["Bravo", "Berta", "Bonn"], ["Cäsar", "Carla", "Celle"]];
    match field {
        CustomerField::Ref1 | CustomerField::Ref2 => format!("R{:08x}", dice.next() >> 32),
        CustomerField::Country => (*dice.pick(&["DE", "FR", "US", "JP"])).to_owned(),
        CustomerField::TimeZone => (*dice.pick(&["Europe/Berlin", "Asia/Tokyo"])).to_owned(),
        CustomerField::Locale => (*dice.pick(&["de", "ja", "en-GB", "hu"])).to_owned(),
        CustomerField::Owner => (*dice.pick(&[ME, "a2", "a3"])).to_owned(),
        CustomerField::Team => (*dice.pick(&TEAMS)).to_owned(),
        _ => {
            let (one, two) = (dice.pick(&WORDS[form % 3]), dice.pick(&WORDS[form / 3 % 3]));
            format!("{one} {two}")
        }
    }
}

impl RowOf {
    pub(super) fn whose(&self) -> Whose<'_> {
        let of = |field| self.fields.get(&field).map(String::as_str);
        Whose { team: of(CustomerField::Team), owner: of(CustomerField::Owner) }
    }

    pub(super) fn points(&self) -> impl Iterator<Item = &Point> {
        self.cards.iter().flat_map(|card| &card.points)
    }

    /// A customer, with addresses of these people.
    pub(super) fn some(dice: &mut Dice, key: u64, people: std::ops::Range<u32>) -> Self {
        let mut fields = BTreeMap::new();
        for field in CustomerField::ALL {
            let share = match field {
                CustomerField::Team | CustomerField::Owner => 75,
                _ => 40,
            };
            if dice.percent(share) {
                let form = dice.below(9);
                fields.insert(*field, value(dice, *field, form));
            }
        }
        let name = *dice.pick(&NAMES);
        fields.entry(name).or_insert_with(|| value(dice, name, 4));
        let mut row = Self {
            key,
            kind: if dice.percent(80) { CustomerKind::Person } else { CustomerKind::Entity },
            fields,
            before: BTreeMap::new(),
            channel: dice.percent(20).then_some(PointFamily::Email),
            inactive: dice.percent(20),
            blocked: dice.percent(15).then(|| "why".to_owned()),
            deleted: dice.percent(6),
            cards: cards(dice, &people),
            links: links(dice, key),
            sent: sent(dice, key),
        };
        for _ in 0..dice.below(3) {
            let field = *dice.pick(CustomerField::ALL);
            let form = dice.below(9);
            row.before.insert(field, value(dice, field, form));
        }
        if row.deleted {
            let guards = [InteractionKind::Chat, InteractionKind::Ticket];
            row.links.retain(|link| !guards.contains(&link.kind));
        }
        row
    }
}

pub(super) const NAMES: [CustomerField; 3] =
    [CustomerField::FullName, CustomerField::GivenName, CustomerField::FamilyName];

/// The first step of each sort of thing.
const CARDS: u64 = 8;
const LINKS: u64 = 40;
const SENT: u64 = 50;

pub(super) fn cards(dice: &mut Dice, people: &std::ops::Range<u32>) -> Vec<Card> {
    let mut all = Vec::new();
    let mut held = Vec::new();
    for card in 0..dice.below(3) as u64 {
        let mut points = Vec::new();
        for point in 0..dice.below(4) as u64 {
            let person = people.start + dice.below(people.len()) as u32;
            let sort = *dice.pick(&SORTS);
            if held.contains(&(person, sort)) {
                continue;
            }
            held.push((person, sort));
            let dark = DARK.contains(&person);
            points.push(Point {
                step: CARDS + 16 * card + 2 * point + 2,
                person,
                sort,
                preferred: dice.percent(20),
                contactable: true,
                verified: dice.percent(10),
                shared: dark && dice.percent(50),
                undeliverable: dark && dice.percent(50),
            });
        }
        let label = value(dice, CustomerField::City, 1);
        let person = dice.percent(50).then(|| value(dice, CustomerField::City, 5));
        all.push(Card { step: CARDS + 16 * card, label, person, points });
    }
    all
}

pub(super) fn links(dice: &mut Dice, key: u64) -> Vec<Link> {
    let kinds = [
        InteractionKind::Email,
        InteractionKind::Email,
        InteractionKind::Call,
        InteractionKind::Chat,
        InteractionKind::Ticket,
    ];
    (0..dice.below(4) as u64)
        .map(|at| Link {
            step: LINKS + at,
            kind: *dice.pick(&kinds),
            external: external(dice, key, at),
            at: dice.below(600) as u32,
            machine: dice.percent(40),
            sender: dice.percent(60).then(|| dice.below(PEOPLE as usize) as u32),
        })
        .collect()
}

/// The number of an interaction or a message, which no other has.
pub(super) fn external(dice: &mut Dice, key: u64, at: u64) -> u32 {
    let key = u32::try_from(key).unwrap();
    key * 100 + u32::try_from(at).unwrap() * 10 + dice.below(10) as u32
}

pub(super) fn sent(dice: &mut Dice, key: u64) -> Vec<Sent> {
    (0..dice.below(3) as u64)
        .map(|at| Sent {
            step: SENT + at,
            id: external(dice, key, at),
            to: dice.below(PEOPLE as usize) as u32,
            at: 300 + dice.below(600) as u32,
        })
        .collect()
}

impl World {
    pub(super) fn some(dice: &mut Dice) -> Self {
        let mut settings = Settings::default();
        for mode in [&mut settings.email_mode, &mut settings.call_mode, &mut settings.chat_mode] {
            if dice.percent(20) {
                *mode = CreationMode::Automatic;
            }
        }
        // Some customers are as full as they may be.
        settings.max_contacts = *dice.pick(&[2, 2, 9]);
        settings.max_lookups = *dice.pick(&[Some(3), Some(300), None]);
        let senders = &mut settings.senders;
        senders.ask_on_weak = dice.percent(30);
        senders.ask_on_reply_to = dice.percent(30);
        senders.reactivate_on_inbound = dice.percent(50);
        senders.max_auto_creates = *dice.pick(&[Some(2), None]);
        let rows =
            (0..3 + dice.below(5) as u64).map(|at| RowOf::some(dice, 2 * (at + 1), 0..PEOPLE));
        Self { settings, rows: rows.collect() }
    }

    /// Says things of addresses of customers whom the actor knows of: they are the same in both books.
    pub(super) fn say_facts(&mut self, dice: &mut Dice, rights: &Rights) {
        for row in &mut self.rows {
            if !Sight::of(rights, row).exists {
                continue;
            }
            for point in row.cards.iter_mut().flat_map(|card| &mut card.points) {
                point.shared = dice.percent(6);
                point.undeliverable = dice.percent(6);
            }
        }
    }

    pub(super) fn row(&self, key: u64) -> Option<&RowOf> {
        self.rows.iter().find(|row| row.key == key)
    }
}

/// What the actor may know of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sight {
    /// That there is one.
    pub(super) exists: bool,
    /// He may open it.
    pub(super) view: bool,
    /// He reads its part of the log: what was done when, and which fields it changed.
    pub(super) audit: bool,
    pub(super) history: bool,
    /// He may ask who has an address.
    pub(super) lookup: bool,
    pub(super) contacts: FieldLevel,
}

impl Sight {
    pub(super) fn of(rights: &Rights, row: &RowOf) -> Self {
        let audit_of_all = rights.holds_on_all(Permission::AuditView);
        let holds = |permission| !row.deleted && rights.holds(permission, row.whose());
        let view = holds(Permission::CustomerView);
        let audit = audit_of_all || holds(Permission::AuditView);
        Self {
            exists: view || audit || holds(Permission::RecordCapture),
            view,
            audit,
            history: view && holds(Permission::HistoryView),
            lookup: holds(Permission::ContactLookup),
            contacts: if view { rights.contacts(row.whose()) } else { FieldLevel::Hidden },
        }
    }
}
