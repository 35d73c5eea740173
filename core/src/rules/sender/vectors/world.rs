//! A book as a vector describes it.

use serde_json::Value;

use crate::model::customer::CustomerStatus;
use crate::model::email::{Email, EmailOptions};
use crate::model::holder::Holder;
use crate::model::ids::{CustomerId, InteractionId};
use crate::model::key::{MatchKey, PointFamily};
use crate::model::message::InboundEmail;
use crate::rules::sender::decide::{Judgement, Result as Decided};
use crate::rules::sender::matter::{EarlierMatch, Known};
use crate::rules::sender::read::Correspondents;

use super::ask::Asked;
use super::{list, text};

/// A book as a vector describes it.
#[derive(Clone, Default)]
pub(super) struct World {
    pub(super) customers: Vec<Person>,
    pub(super) interactions: Vec<Linked>,
    pub(super) sent: Vec<(String, String, Option<String>)>,
    pub(super) erased: Vec<String>,
    pub(super) auto_creates: u32,
}

#[derive(Clone, Default)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) emails: Vec<String>,
    pub(super) shared: Vec<String>,
    pub(super) inactive: bool,
    pub(super) blocked: bool,
    pub(super) merged_into: Option<String>,
    pub(super) gone: bool,
}

#[derive(Clone)]
pub(super) struct Linked {
    pub(super) id: String,
    pub(super) identity: String,
    pub(super) customer: String,
    pub(super) by_hand: bool,
}

pub(super) fn key(address: &str) -> String {
    Email::parse(address, &EmailOptions::default())
        .expect("address of a vector")
        .match_key()
        .to_owned()
}

pub(super) fn keys(value: &Value) -> Vec<String> {
    list(value).iter().map(|address| key(text(address))).collect()
}

impl World {
    pub(super) fn of(case: &Value) -> Self {
        let mut world = Self::default();
        for customer in list(&case["customers"]) {
            world.customers.push(Person {
                name: text(&customer["name"]).to_owned(),
                emails: keys(&customer["emails"]),
                shared: keys(&customer["shared"]),
                inactive: customer["status"] == "inactive",
                blocked: customer["blocked"] == true,
                merged_into: customer["merged_into"].as_str().map(str::to_owned),
                gone: false,
            });
        }
        for sent in list(&case["sent"]) {
            for to in keys(&sent["to"]) {
                let customer = sent["customer"].as_str().map(str::to_owned);
                world.sent.push((text(&sent["message_id"]).to_owned(), to, customer));
            }
        }
        world.erased = keys(&case["erased"]);
        world.link_by_hand(&case["linked"]);
        world
    }

    pub(super) fn link_by_hand(&mut self, links: &Value) {
        for link in list(links) {
            let new = Linked {
                id: text(&link["message_id"]).to_owned(),
                identity: key(text(&link["from"])),
                customer: text(&link["customer"]).to_owned(),
                by_hand: true,
            };
            self.interactions.retain(|of| of.id != new.id || of.identity != new.identity);
            self.interactions.push(new);
        }
    }

    pub(super) fn id(&self, name: &str) -> CustomerId {
        let at =
            self.customers.iter().position(|of| of.name == name).expect("customer of the vector");
        CustomerId::from_uuid(uuid::Uuid::from_u128(at as u128 + 1))
    }

    pub(super) fn name(&self, id: CustomerId) -> String {
        let at = usize::try_from(id.as_uuid().as_u128()).unwrap() - 1;
        self.customers[at].name.clone()
    }

    pub(super) fn survivor(&self, name: &str) -> Option<&Person> {
        let person = self.customers.iter().find(|of| of.name == name)?;
        match &person.merged_into {
            Some(into) => self.survivor(into),
            None => Some(person).filter(|of| !of.gone),
        }
    }

    pub(super) fn holder(&self, name: &str, key: &str) -> Option<Holder> {
        let survivor = self.survivor(name)?;
        Some(Holder {
            key: MatchKey::new(PointFamily::Email, key),
            customer: self.id(&survivor.name),
            merged_from: (survivor.name != name).then(|| self.id(name)),
            status: if survivor.inactive {
                CustomerStatus::Inactive
            } else {
                CustomerStatus::Active
            },
            blocked: survivor.blocked,
            shared: self.customers.iter().any(|of| of.shared.iter().any(|shared| shared == key)),
            team: None,
            owner: None,
        })
    }

    pub(super) fn holders(&self) -> Vec<Holder> {
        let all = self
            .customers
            .iter()
            .flat_map(|of| of.emails.iter().map(|key| (of.name.as_str(), key.as_str())));
        all.filter_map(|(name, key)| self.holder(name, key)).collect()
    }

    pub(super) fn known(
        &self,
        message: &InboundEmail,
        identity: &str,
        mail: &Correspondents,
        thread: &Value,
    ) -> Known {
        let id = message.message_id.clone().or_else(|| message.fingerprint.clone());
        let same: Vec<&Linked> =
            self.interactions.iter().filter(|of| Some(&of.id) == id.as_ref()).collect();
        let earlier = same.iter().find(|of| of.identity == identity).map(|of| EarlierMatch {
            interaction: InteractionId::from_uuid(uuid::Uuid::nil()),
            customer: self.survivor(&of.customer).map(|person| self.id(&person.name)),
            by_hand: of.by_hand,
        });
        let original =
            message.report.as_ref().and_then(|report| report.original_message_id.as_deref());
        let was_sent = |key: &str| {
            self.sent.iter().any(|(of, to, _)| Some(of.as_str()) == original && to == key)
        };
        Known {
            earlier,
            id_reused: same.iter().any(|of| !of.identity.is_empty() && of.identity != identity),
            thread_customer: self.thread_customer(message, thread),
            suppressed: self.erased.iter().any(|erased| erased == identity),
            auto_creates: self.auto_creates,
            confirmed: mail.reported.iter().map(|of| was_sent(of.email.match_key())).collect(),
        }
    }

    pub(super) fn thread_customer(&self, message: &InboundEmail, thread: &Value) -> Option<Holder> {
        let named = thread["external_id"].as_str().into_iter();
        let references = named.chain(message.references.iter().map(String::as_str));
        for reference in references {
            let linked =
                self.interactions.iter().find(|of| of.id == reference).map(|of| &of.customer);
            let sent = self
                .sent
                .iter()
                .find(|(of, ..)| of == reference)
                .and_then(|(_, _, customer)| customer.as_ref());
            if let Some(name) = linked.or(sent) {
                return self.holder(name, "");
            }
        }
        None
    }

    /// What carrying a decision out leaves behind.
    pub(super) fn apply(&mut self, asked: &Asked, judgement: &Judgement) {
        let identity = asked.verdict.identity.as_ref().map(|of| of.email.match_key().to_owned());
        let id = asked.message.message_id.clone().or_else(|| asked.message.fingerprint.clone());
        let customer = match &judgement.result {
            Decided::Create => {
                self.auto_creates += 1;
                let new = self.customers.iter().filter(|of| of.name.starts_with('n')).count() + 1;
                let emails = identity.iter().cloned().collect();
                self.customers.push(Person {
                    name: format!("n{new}"),
                    emails,
                    ..Person::default()
                });
                format!("n{new}")
            }
            Decided::Assign(id) => self.name(*id),
            _ if asked.marks > 0 => String::new(),
            _ => return,
        };
        let linked = Linked {
            id: id.unwrap(),
            identity: identity.unwrap_or_default(),
            customer,
            by_hand: false,
        };
        self.interactions.push(linked);
    }
}
