//! From a world to a book.

use std::collections::BTreeMap;
use std::sync::Arc;

use customer_core::{
    Actor, BookOptions, CustomerBook, CustomerId, CustomerPatch, CustomerStatus, InteractionRef,
    LinkAddress, LinkRequest, LinkSender, LinkTarget, Member, NewContact, NewCustomer, NewPoint,
    PointFlags, SenderClass, SentMessage, Session, Timestamp,
};
use serde_json::Value;

use super::dice::{BEGIN, Dial};
use super::rights::{ME, Rights};
use super::world::{
    Card, Link, Point, RowOf, STEPS, Sent, Sort, World, address, external_id, new_point, sent_id,
};
use crate::book::Stage;

/// Between two steps, in milliseconds.
const STEP: u64 = 10;
/// The steps of a customer beside those of its cards, interactions and messages.
const EDIT: u64 = 1;
const STATUS: u64 = 60;
const BLOCK: u64 = 61;
const DELETE: u64 = 62;
/// The actor's first step.
const ACTS: u64 = STEPS * 40;

/// A book with the sessions of the actor and of the administrator.
pub(super) struct Side {
    pub(super) stage: Stage,
    pub(super) dial: Arc<Dial>,
    /// Ids by what they belong to: the customer's key, and the step.
    pub(super) ids: BTreeMap<(u64, u64), String>,
    /// Cursors and numbers that answers gave, by what they go on with.
    pub(super) saved: BTreeMap<String, Value>,
}

impl Side {
    pub(super) fn admin(&self) -> &Session {
        &self.stage.sessions["admin"]
    }

    pub(super) fn actor(&self) -> &Session {
        &self.stage.sessions[ME]
    }

    /// Begins the actor's step of this number.
    pub(super) fn act(&self, number: usize) {
        self.dial.step((ACTS + number as u64) * STEP);
    }

    /// The version that stands of a customer; of one that is not there, any.
    pub(super) fn version(&self, id: CustomerId) -> u64 {
        self.admin().get_customer(id).map_or(1, |customer| customer.version)
    }

    pub(super) fn of(world: &World, rights: &Rights) -> Self {
        let dial = Arc::new(Dial::default());
        dial.step(0);
        let options = BookOptions { env: dial.env(), readers: 1, ..BookOptions::default() };
        let book = CustomerBook::open_in_memory_with(options).unwrap();
        let admin = Actor::agent("admin", "Admin").unwrap();
        book.add_first_administrator(&admin).unwrap();
        let session = book.session(&admin).unwrap();
        for group in &rights.groups {
            session.put_group(group.clone()).unwrap();
        }
        let actor = Actor::agent(ME, "Me").unwrap().in_teams(rights.teams.clone());
        let (id, kind) = (Rights::actor_id(), actor.kind);
        let member = Member { id, name: "Me".into(), kind, groups: rights.group_ids() };
        session.set_member_groups(member).unwrap();
        let version = session.get_settings().unwrap().version;
        let settings = customer_core::Settings { version, ..world.settings.clone() };
        session.update_settings(settings).unwrap();
        let own = book.session_narrowed(&actor, rights.narrowing.clone()).unwrap();
        let sessions = [("admin".to_owned(), session), (ME.to_owned(), own)].into();
        let stage = Stage { book, sessions };
        let mut side = Self { stage, dial, ids: BTreeMap::new(), saved: BTreeMap::new() };
        world.rows.iter().for_each(|row| side.make(row));
        side
    }

    fn step(&self, row: &RowOf, step: u64) {
        self.dial.step((row.key * STEPS + step) * STEP);
    }

    fn make(&mut self, row: &RowOf) {
        self.step(row, 0);
        let id = self.create(row);
        if !row.before.is_empty() || row.channel.is_some() {
            self.step(row, EDIT);
            let patch = patch(row);
            self.admin().update_customer(id, self.version(id), patch).unwrap();
        }
        for card in &row.cards {
            self.card(row, id, card);
        }
        for link in &row.links {
            self.step(row, link.step);
            self.admin().link_interaction(request(id, link)).unwrap();
        }
        for sent in &row.sent {
            self.step(row, sent.step);
            self.admin().record_sent(message(id, sent)).unwrap();
        }
        self.end(row, id);
    }

    /// What is done to a customer last.
    fn end(&self, row: &RowOf, id: CustomerId) {
        if row.inactive {
            self.step(row, STATUS);
            self.admin().set_customer_status(id, CustomerStatus::Inactive).unwrap();
        }
        if let Some(reason) = &row.blocked {
            self.step(row, BLOCK);
            self.admin().block_customer(id, true, Some(reason.clone())).unwrap();
        }
        if row.deleted {
            self.step(row, DELETE);
            self.admin().delete_customer(id).unwrap();
        }
    }

    fn create(&mut self, row: &RowOf) -> CustomerId {
        let mut fields = row.fields.clone();
        fields.extend(row.before.clone());
        let mut new =
            serde_json::to_value(NewCustomer { kind: row.kind, ..Default::default() }).unwrap();
        for (field, value) in fields {
            new[field.as_str()] = value.into();
        }
        let new: NewCustomer = serde_json::from_value(new).unwrap();
        let id = self.admin().create_customer(new).unwrap().customer.id;
        self.ids.insert((row.key, 0), id.to_string());
        id
    }

    fn card(&mut self, row: &RowOf, id: CustomerId, card: &Card) {
        self.step(row, card.step);
        let new = NewContact {
            label: Some(card.label.clone()),
            person_name: card.person.clone(),
            ..NewContact::default()
        };
        let made = self.admin().add_contact(id, new).unwrap().id;
        self.ids.insert((row.key, card.step), made.to_string());
        for point in &card.points {
            self.step(row, point.step);
            let new = preferred(new_point(point.person, point.sort), point);
            let added = self.admin().add_point(id, Some(made), new).unwrap().point.id;
            self.ids.insert((row.key, point.step), added.to_string());
            if point.shared || point.undeliverable || point.verified {
                self.step(row, point.step + 1);
                let yes = |said: bool| said.then_some(true);
                let flags = PointFlags {
                    shared: yes(point.shared),
                    undeliverable: yes(point.undeliverable),
                    verified: yes(point.verified),
                    ..PointFlags::default()
                };
                self.admin().set_point_flags(id, added, flags).unwrap();
            }
        }
    }
}

fn preferred(mut new: NewPoint, point: &Point) -> NewPoint {
    let (preferred, contactable) = match &mut new {
        NewPoint::Email(new) => (&mut new.preferred, &mut new.contactable),
        NewPoint::Phone(new) => (&mut new.preferred, &mut new.contactable),
        NewPoint::Handle(new) => (&mut new.preferred, &mut new.contactable),
    };
    (*preferred, *contactable) = (point.preferred, point.contactable);
    new
}

/// From what the customer was at first to what it is.
fn patch(row: &RowOf) -> CustomerPatch {
    let mut patch = serde_json::to_value(CustomerPatch::default()).unwrap();
    for field in row.before.keys() {
        // Blank means clear.
        patch[field.as_str()] = row.fields.get(field).cloned().unwrap_or_default().into();
    }
    let patch: CustomerPatch = serde_json::from_value(patch).unwrap();
    CustomerPatch { preferred_channel: row.channel, ..patch }
}

pub(super) fn minutes(at: u32) -> Timestamp {
    Timestamp::from_millis(BEGIN + 60_000 * i64::from(at))
}

pub(super) fn sender(person: u32, sort: Sort, machine: bool) -> LinkSender {
    let point = match sort {
        Sort::Email | Sort::Tagged => LinkAddress::Email,
        Sort::Phone => LinkAddress::Phone,
        Sort::Twitter => LinkAddress::Twitter,
        Sort::Whatsapp => LinkAddress::Whatsapp,
    };
    LinkSender {
        address: address(person, sort),
        point,
        account: None,
        region: None,
        class: machine.then_some(SenderClass::AutoReply),
    }
}

/// How the sender of an interaction writes.
pub(super) fn sort_of(kind: customer_core::InteractionKind) -> Sort {
    match kind {
        customer_core::InteractionKind::Call => Sort::Phone,
        customer_core::InteractionKind::Chat => Sort::Whatsapp,
        _ => Sort::Email,
    }
}

fn request(customer: CustomerId, link: &Link) -> LinkRequest {
    let sort = sort_of(link.kind);
    let known = link.sender.map(|person| sender(person, sort, link.machine));
    // A machine has an address, if only one that nobody knows.
    let machine = link.machine.then(|| sender(99, sort, true));
    LinkRequest {
        interaction: InteractionRef {
            kind: link.kind,
            external_id: external_id(link.kind, link.external),
        },
        at: minutes(link.at),
        target: LinkTarget::Existing { customer },
        remember_sender: false,
        sender: known.or(machine),
    }
}

fn message(customer: CustomerId, sent: &Sent) -> SentMessage {
    SentMessage {
        message_id: sent_id(sent.id),
        recipients: vec![address(sent.to, Sort::Email)],
        customer: Some(customer),
        at: minutes(sent.at),
    }
}
