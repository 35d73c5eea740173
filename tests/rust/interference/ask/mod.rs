//! Calls of the actor: each operation, with arguments of what he sees, of what he does not, and of
//! what there is not.

mod files;

use customer_core::{CustomerField, InteractionKind, Permission, operations};
use serde_json::{Value, json};

use super::build::{Side, sender, sort_of};
use super::dice::{BEGIN, Dice};
use super::messages;
use super::rights::{ME, Rights, TEAMS};
use super::world::{
    DARK, NAMES, SORTS, Sight, Sort, World, address, external_id, new_point, sent_id, value,
};

/// What a call is about, for saying what its answer may tell.
#[derive(Debug, Clone, Default)]
pub(super) struct Touch {
    pub(super) customer: Option<String>,
    pub(super) rows: Vec<u64>,
    pub(super) people: Vec<u32>,
    pub(super) links: Vec<u32>,
    pub(super) sent: Vec<u32>,
    /// Messages that come back, or that are reported to have come back.
    pub(super) echoes: Vec<u32>,
    pub(super) refs: Vec<String>,
    /// It may write what it names.
    pub(super) writes: bool,
    /// It is about deleting.
    pub(super) deletes: bool,
    /// It gives a customer another team or owner.
    pub(super) moves: bool,
    pub(super) team: Option<&'static str>,
    pub(super) owner: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) name: &'static str,
    pub(super) args: Value,
    pub(super) touch: Touch,
}

/// Everything that either book holds, to be named in calls.
pub(super) struct Pool {
    pub(super) customers: Vec<(u64, String)>,
    /// Those of them that the actor may open.
    seen: Vec<(u64, String)>,
    cards: Vec<(u64, String)>,
    points: Vec<(u64, String)>,
    pub(super) refs: Vec<String>,
    pub(super) links: Vec<(InteractionKind, u32)>,
    pub(super) sent: Vec<u32>,
}

/// An id that nothing has.
const NOBODY: &str = "019a0000-0000-7000-8000-000000000000";

impl Pool {
    pub(super) fn of(rights: &Rights, worlds: [&World; 2], sides: [&Side; 2]) -> Self {
        let mut pool = Self {
            customers: Vec::new(),
            seen: Vec::new(),
            cards: Vec::new(),
            points: Vec::new(),
            refs: vec!["R-new".to_owned()],
            links: vec![(InteractionKind::Email, 99_999), (InteractionKind::Chat, 99_998)],
            sent: vec![99_999],
        };
        let ids = sides.iter().flat_map(|side| side.ids.clone());
        let ids: std::collections::BTreeMap<(u64, u64), String> = ids.collect();
        for ((row, step), id) in ids {
            match step {
                0 => {
                    let view = worlds[0].row(row).is_some_and(|of| Sight::of(rights, of).view);
                    pool.seen.extend(view.then(|| (row, id.clone())));
                    pool.customers.push((row, id));
                }
                8 | 24 => pool.cards.push((row, id)),
                _ => pool.points.push((row, id)),
            }
        }
        for row in worlds.iter().flat_map(|world| &world.rows) {
            for fields in [&row.fields, &row.before] {
                for field in [CustomerField::Ref1, CustomerField::Ref2] {
                    pool.refs.extend(fields.get(&field).cloned());
                }
            }
            pool.links.extend(row.links.iter().map(|link| (link.kind, link.external)));
            pool.sent.extend(row.sent.iter().map(|sent| sent.id));
        }
        pool
    }

    /// A customer that the actor created.
    pub(super) fn add(&mut self, id: &str) {
        self.seen.push((u64::MAX, id.to_owned()));
        self.customers.push((u64::MAX, id.to_owned()));
    }
}

pub(super) struct Asker<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) pool: &'a Pool,
    pub(super) touch: Touch,
    /// Fields of which nothing differs.
    pub(super) same_fields: &'a [CustomerField],
}

impl Asker<'_> {
    /// A call of an operation; none when there is no such operation here, which is a fault.
    pub(super) fn call(mut self, name: &'static str) -> Option<Call> {
        let args = match self.customers(name) {
            Some(args) => args,
            None => match self.files(name).or_else(|| self.cards(name)) {
                Some(args) => args,
                None => match self.interactions(name) {
                    Some(args) => args,
                    None => self.policy(name)?,
                },
            },
        };
        Some(Call { name, args, touch: self.touch })
    }

    fn customer(&mut self) -> String {
        // Of those whom he may not open he gets one answer, most of the time.
        let seen = self.dice.maybe(&self.pool.seen).filter(|_| self.dice.percent(60));
        let (row, id) = match seen.or_else(|| self.dice.maybe(&self.pool.customers)) {
            Some(one) => one.clone(),
            None => (0, NOBODY.to_owned()),
        };
        let id = if self.dice.percent(4) { NOBODY.to_owned() } else { id };
        self.touch.rows.push(row);
        self.touch.customer = Some(id.clone());
        id
    }

    /// A customer, and a card or point that is mostly its own.
    fn part(&mut self, of: &[(u64, String)]) -> (String, String) {
        let customer = self.customer();
        let row = self.touch.rows.last().copied();
        let own: Vec<&(u64, String)> = of.iter().filter(|one| Some(one.0) == row).collect();
        let part = match (self.dice.maybe(&own), self.dice.maybe(of)) {
            (Some(own), _) if self.dice.percent(90) => own.1.clone(),
            (_, Some(any)) => any.1.clone(),
            (_, None) => NOBODY.to_owned(),
        };
        (customer, part)
    }

    pub(super) fn person(&mut self) -> u32 {
        let person = self.dice.below(DARK.end as usize + 1) as u32;
        self.touch.people.push(person);
        person
    }

    fn sort(&mut self) -> Sort {
        *self.dice.pick(&SORTS)
    }

    fn point(&mut self) -> Value {
        let (person, sort) = (self.person(), self.sort());
        json!(new_point(person, sort))
    }

    fn reference(&mut self) -> String {
        let reference = self.dice.pick(&self.pool.refs).clone();
        self.touch.refs.push(reference.clone());
        reference
    }

    fn field(&mut self) -> CustomerField {
        *self.dice.pick(CustomerField::ALL)
    }

    /// A value of a field, which is noted where it tells something.
    fn value(&mut self, field: CustomerField) -> String {
        if matches!(field, CustomerField::Ref1 | CustomerField::Ref2) {
            return self.reference();
        }
        let form = self.dice.below(9);
        if self.dice.percent(15) { String::new() } else { value(self.dice, field, form) }
    }

    fn new_customer(&mut self) -> Value {
        let mut new = json!({});
        for _ in 0..self.dice.below(4) {
            let field = self.field();
            new[field.as_str()] = self.value(field).into();
        }
        if self.dice.percent(90) {
            let name = *self.dice.pick(&NAMES);
            new[name.as_str()] = value(self.dice, name, 1).into();
        }
        if self.dice.percent(50) {
            new["email"] = address(self.person(), Sort::Email).into();
        }
        if self.dice.percent(30) {
            new["phone"] = json!({ "number": address(self.person(), Sort::Phone) });
        }
        self.touch.writes = true;
        new
    }

    fn patch(&mut self) -> Value {
        let mut patch = json!({});
        for _ in 0..=self.dice.below(2) {
            let field = self.field();
            match field {
                CustomerField::Team => {
                    let team = *self.dice.pick(&["", TEAMS[0], TEAMS[1], TEAMS[2], TEAMS[3]]);
                    (self.touch.moves, self.touch.team) = (true, Some(team));
                    patch["team"] = team.into();
                }
                CustomerField::Owner => {
                    let owner = *self.dice.pick(&["", ME, "a2", "a3"]);
                    (self.touch.moves, self.touch.owner) = (true, Some(owner));
                    patch["owner"] = owner.into();
                }
                field => patch[field.as_str()] = self.value(field).into(),
            }
        }
        if self.dice.percent(20) {
            let email = address(self.person(), Sort::Email);
            patch["email"] = if self.dice.percent(20) { String::new() } else { email }.into();
        }
        if self.dice.percent(10) {
            patch["phone"] = json!({ "number": address(self.person(), Sort::Phone) });
        }
        self.touch.writes = true;
        patch
    }

    fn customers(&mut self, name: &str) -> Option<Value> {
        if let Some(args) = self.finding(name) {
            return Some(args);
        }
        Some(match name {
            "get_customer" => json!({ "customer": self.customer() }),
            "list_customers" => {
                let sort = *self.dice.pick(&["name", "created", "last_contact"]);
                json!({ "listing": {
                    "sort": sort,
                    "descending": self.dice.percent(50),
                    "include_inactive": self.dice.percent(50),
                    "limit": 1 + self.dice.below(5),
                } })
            }
            "find_by_reference" => {
                let slot = *self.dice.pick(&["ref1", "ref2"]);
                json!({ "slot": slot, "reference": self.reference() })
            }
            "find_by_address" | "lookup_address" => json!({ "address": self.point() }),
            "find_ids_by_address" => {
                let addresses: Vec<Value> =
                    (0..1 + self.dice.below(4)).map(|_| self.point()).collect();
                json!({ "addresses": addresses })
            }
            "create_customer" => json!({ "new": self.new_customer() }),
            "create_customers" => {
                let new: Vec<Value> =
                    (0..self.dice.below(3)).map(|_| self.new_customer()).collect();
                json!({ "new": new })
            }
            "update_customer" => {
                let version = if self.dice.percent(80) { json!("$version") } else { json!(0) };
                json!({ "customer": self.customer(), "version": version, "patch": self.patch() })
            }
            "set_customer_status" => {
                let status = *self.dice.pick(&["active", "inactive"]);
                json!({ "customer": self.customer(), "status": status })
            }
            "block_customer" => {
                json!({ "customer": self.customer(), "blocked": self.dice.percent(50), "reason": "so" })
            }
            "delete_customer" => {
                self.touch.deletes = true;
                json!({ "customer": self.customer() })
            }
            _ => return None,
        })
    }

    fn cards(&mut self, name: &str) -> Option<Value> {
        let (cards, points) = (&self.pool.cards, &self.pool.points);
        Some(match name {
            "list_contacts" | "reveal_contacts" | "can_add_contact" => {
                json!({ "customer": self.customer() })
            }
            "add_contact" => {
                self.touch.writes = true;
                let email = address(self.person(), Sort::Email);
                let new = json!({ "label": "new", "emails": [{ "address": email }] });
                json!({ "customer": self.customer(), "new": new })
            }
            "update_contact" | "remove_contact" => {
                let (customer, contact) = self.part(cards);
                json!({ "customer": customer, "contact": contact, "patch": { "label": "other" } })
            }
            "add_point" => {
                self.touch.writes = true;
                json!({ "customer": self.customer(), "new": self.point() })
            }
            "update_point" => {
                self.touch.writes = true;
                let (customer, point) = self.part(points);
                // Most points are emails, and no patch makes one a phone.
                let sort = if self.dice.percent(60) { Sort::Email } else { self.sort() };
                let text = address(self.person(), sort);
                json!({ "customer": customer, "point": point, "patch": { "text": text } })
            }
            "remove_point" => {
                let (customer, point) = self.part(points);
                json!({ "customer": customer, "point": point })
            }
            "set_point_flags" => {
                let (customer, point) = self.part(points);
                let name = ["preferred", "contactable", "shared", "verified", "undeliverable"];
                let name = *self.dice.pick(&name);
                let flags = json!({ name: self.dice.percent(60) });
                json!({ "customer": customer, "point": point, "flags": flags })
            }
            "capture_point" => {
                self.touch.writes = true;
                let capture = json!({ "source": "bot", "point": self.point(), "at": BEGIN });
                json!({ "customer": self.customer(), "capture": capture })
            }
            _ => return None,
        })
    }

    fn interactions(&mut self, name: &str) -> Option<Value> {
        Some(match name {
            "match_email" => messages::email(self),
            "match_call" => messages::call(self),
            "match_chat" => messages::chat(self),
            "link_interaction" => self.link(),
            "list_interactions" => {
                json!({ "customer": self.customer(), "limit": 1 + self.dice.below(3) })
            }
            "record_sent" => {
                let id = *self.dice.pick(&self.pool.sent);
                self.touch.sent.push(id);
                let to = address(self.person(), Sort::Email);
                let mut sent =
                    json!({ "message_id": sent_id(id), "recipients": [to], "at": BEGIN });
                if self.dice.percent(80) {
                    sent["customer"] = self.customer().into();
                }
                json!({ "sent": sent })
            }
            _ => return None,
        })
    }

    fn link(&mut self) -> Value {
        let (kind, external) = *self.dice.pick(&self.pool.links);
        self.touch.links.push(external);
        let target = if self.dice.percent(75) {
            json!({ "to": "existing", "customer": self.customer() })
        } else {
            json!({ "to": "new", "customer": self.new_customer() })
        };
        let remember = self.dice.percent(30);
        self.touch.writes |= remember;
        let sort = sort_of(kind);
        let by = self.dice.percent(70).then(|| sender(self.person(), sort, false));
        json!({ "request": {
            "interaction": { "kind": kind, "external_id": external_id(kind, external) },
            "at": BEGIN + 60_000 * self.dice.below(900) as i64,
            "target": target,
            "remember_sender": remember,
            "sender": by,
        } })
    }

    fn question(&mut self) -> Value {
        let mut question = if self.dice.percent(60) {
            let operation = self.dice.pick(operations()).name;
            self.touch.deletes |= operation == "delete_customer";
            json!({ "ask": "operation", "operation": operation })
        } else {
            let permission = *self.dice.pick(Permission::ALL);
            self.touch.deletes |= permission == Permission::CustomerDelete;
            json!({ "ask": "permission", "permission": permission })
        };
        if self.dice.percent(80) {
            question["customer"] = self.customer().into();
        }
        if self.dice.percent(40) {
            question["field"] = self.field().as_str().into();
        }
        question
    }

    fn policy(&mut self, name: &str) -> Option<Value> {
        let group = json!({ "id": "extra", "name": "Extra", "grants": [
            { "permission": *self.dice.pick(Permission::ALL) },
        ] });
        let member = json!({ "id": "a2", "name": "Two", "kind": "agent",
            "groups": [*self.dice.pick(&["viewer", "agent", "editor"])] });
        Some(match name {
            "get_settings"
            | "list_fields"
            | "list_groups"
            | "list_members"
            | "effective_permissions"
            | "log_head" => json!({}),
            "update_settings" => json!({ "set": { "allow_local_domains": self.dice.percent(50) } }),
            "set_creation_modes" => {
                let channel = *self.dice.pick(&["email", "call", "chat"]);
                json!({ channel: *self.dice.pick(&["manual", "manual", "automatic"]) })
            }
            "set_field_class" => {
                let field = self.dice.maybe(self.same_fields).copied();
                let class = *self.dice.pick(&["plain", "personal", "sensitive"]);
                json!({ "field": field.unwrap_or(CustomerField::City), "class": class })
            }
            "put_group" => json!({ "group": group }),
            "remove_group" => json!({ "group": *self.dice.pick(&["extra", "viewer", "admin"]) }),
            "set_member_groups" => json!({ "member": member }),
            "check" => json!({ "question": self.question() }),
            "check_many" => {
                let all: Vec<Value> =
                    (0..1 + self.dice.below(4)).map(|_| self.question()).collect();
                json!({ "questions": all })
            }
            "explain" => json!({
                "actor": *self.dice.pick(&[ME, "a2", "a3"]),
                "teams": [*self.dice.pick(&TEAMS)],
                "question": self.question(),
            }),
            "who_can" => json!({ "question": self.question() }),
            "diff_policy" => json!({
                "old": {},
                "new": { "groups": [group], "members": [member],
                    "teams": [{ "member": "a2", "teams": [*self.dice.pick(&TEAMS)] }] },
            }),
            "list_changes" => {
                let mut args = json!({ "after": *self.dice.pick(&["$zero", "$seq"]) });
                if self.dice.percent(50) {
                    args["customer"] = self.customer().into();
                }
                args
            }
            "verify_log" => json!({ "head": "$head" }),
            _ => return None,
        })
    }
}
