//! Cases that work with a book step by step: customers, contacts, calls, chats, permissions.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::file_calls;
use crate::player::{self, RemoteBook, RemoteSession};
use crate::policy_calls::{self, kind_of};
use crate::{remote_calls, search};
use conformance::{cases, difference, items, note, text};
use customer_core::{
    Actor, ActorId, ContactId, CustomerBook, CustomerId, EmailToMatch, Error, GroupId,
    MatchOptions, Member, Narrowing, NewPoint, PointId, ReferenceSlot, SenderAuth, Session,
    Timestamp, parse_message,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A book, its sessions, and the values that steps saved.
pub(crate) struct Stage {
    pub(crate) book: CustomerBook,
    pub(crate) sessions: BTreeMap<String, Session>,
    pub(crate) saved: BTreeMap<String, Value>,
    /// The same sessions in another language.
    pub(crate) remote: BTreeMap<String, RemoteSession>,
}

/// What a value becomes in another language, and is again.
pub(crate) fn survives<T: Serialize + DeserializeOwned + PartialEq>(value: &T) -> Value {
    let json = serde_json::to_string(value).unwrap();
    let again: T =
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: cannot read {json}"));
    assert!(again == *value, "it does not survive its own JSON: {json}");
    serde_json::from_str(&json).unwrap()
}

pub(crate) fn read<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &Value) -> T {
    let read = serde_json::from_value(value.clone());
    let read: T = read.unwrap_or_else(|error| panic!("{error} in {value}"));
    survives(&read);
    shows_nobody(&format!("{read:?}"));
    read
}

pub(crate) fn id<T: std::str::FromStr>(value: &Value) -> Result<T, Error>
where
    Error: From<T::Err>,
{
    Ok(text(value).parse::<T>()?)
}

/// An email as a vector gives it, in lines.
pub(crate) fn email(args: &Value) -> EmailToMatch {
    let lines: Vec<&str> = items(&args["message"]).iter().map(text).collect();
    let auth = match args["auth"].as_str() {
        Some(domain) => SenderAuth::Verified { domain: domain.to_owned() },
        None => SenderAuth::Unverified,
    };
    EmailToMatch {
        message: parse_message(lines.join("\r\n").as_bytes()),
        auth,
        received_at: Timestamp::from_millis(args["at"].as_i64().unwrap_or(1_795_262_400_000)),
        thread: None,
        keep_participants: false,
    }
}

pub(crate) fn answer<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T) -> Value {
    let json = survives(&value);
    shows_nobody(&format!("{value:?}"));
    json
}

/// The debug output of an answer or error ends in logs: no name, address or number of a person that
/// the vectors tell of is in it.
fn shows_nobody(debug: &str) {
    for personal in ["Anna", "Alm", "@", "15112345678", "0151 "] {
        assert!(!debug.contains(personal), "{personal} in {debug}");
    }
}

impl Stage {
    fn of(case: &Value) -> Self {
        let book = CustomerBook::open_in_memory().unwrap();
        let admin = Actor::agent("admin", "Admin").unwrap();
        book.add_first_administrator(&admin).unwrap();
        let session = book.session(&admin).unwrap();
        let there = player::is_remote().then(|| RemoteBook::open(None));
        let mut remote = BTreeMap::new();
        if let Some(book) = &there {
            book.call("add_first_administrator", json!({"actor": admin})).unwrap();
            remote.insert("admin".to_owned(), book.session(&admin, None, None).unwrap());
        }
        for group in items(&case["groups"]) {
            session.put_group(read(group)).unwrap();
            if let Some(admin) = remote.get("admin") {
                admin.call("put_group", json!({"group": group})).unwrap();
            }
        }
        let mut sessions = BTreeMap::new();
        for (name, member) in case["members"].as_object().into_iter().flatten() {
            let groups: Vec<GroupId> =
                items(&member["groups"]).iter().map(|id| GroupId::new(text(id)).unwrap()).collect();
            let id = ActorId::new(name.as_str()).unwrap();
            let kind = kind_of(member);
            let teams = items(&member["teams"]).iter().map(text);
            let actor = Actor { kind, ..Actor::agent(name, name).unwrap().in_teams(teams) };
            let narrowing: Narrowing =
                serde_json::from_value(member["narrowing"].clone()).unwrap_or_default();
            let asserted = member["asserted"] == true;
            let made = Member { id, name: name.clone(), kind, groups: groups.clone() };
            if let Some(there) = &there {
                if !asserted {
                    remote["admin"].call("set_member_groups", json!({"member": made})).unwrap();
                }
                let groups = asserted.then_some(groups.as_slice());
                let of = there.session(&actor, Some(&narrowing), groups).unwrap();
                remote.insert(name.clone(), of);
            }
            let of = if asserted {
                book.session_in_groups(&actor, &groups, narrowing)
            } else {
                session.set_member_groups(made).unwrap();
                book.session_narrowed(&actor, narrowing)
            };
            sessions.insert(name.clone(), of.unwrap());
        }
        let stranger = Actor::agent("stranger", "Stranger").unwrap();
        sessions.insert("stranger".into(), book.session(&stranger).unwrap());
        if let Some(there) = &there {
            remote.insert("stranger".into(), there.session(&stranger, None, None).unwrap());
        }
        sessions.insert("admin".into(), session);
        Self { book, sessions, saved: BTreeMap::new(), remote }
    }

    /// Puts saved values where a text is `$name`.
    fn fill(&self, value: &Value) -> Value {
        match value {
            Value::String(of) => match of.strip_prefix('$') {
                Some(name) => self
                    .saved
                    .get(name)
                    .unwrap_or_else(|| panic!("nothing saved as {name}"))
                    .clone(),
                None => value.clone(),
            },
            Value::Array(list) => list.iter().map(|of| self.fill(of)).collect(),
            Value::Object(map) => {
                map.iter().map(|(key, of)| (key.clone(), self.fill(of))).collect()
            }
            other => other.clone(),
        }
    }

    fn step(&mut self, step: &Value) -> Option<String> {
        let args = self.fill(&step["args"]);
        let who = step["as"].as_str().unwrap_or("admin");
        let call = text(&step["call"]);
        let done = match self.remote.get(who) {
            Some(session) => remote_calls::call(session, &self.remote["admin"], call, &args),
            None => self.call(&self.sessions[who].clone(), call, &args),
        };
        let actual = match done {
            Ok(answer) if step.get("error").is_none() => answer,
            Ok(answer) => {
                return Some(format!("{call}: wanted the error {}, got {answer}", step["error"]));
            }
            Err(error) => {
                shows_nobody(&error.to_string());
                let error = answer(error);
                return match step.get("error") {
                    Some(wanted) => {
                        difference(&self.fill(wanted), &error).map(|of| format!("{call}{of}"))
                    }
                    None => Some(format!("{call}: got the error {error}")),
                };
            }
        };
        for (name, path) in step["save"].as_object().into_iter().flatten() {
            let value =
                actual.pointer(text(path)).unwrap_or_else(|| panic!("no {path} in {actual}"));
            self.saved.insert(name.clone(), value.clone());
        }
        let wanted = self.fill(&step["expect"]);
        if wanted.is_null() {
            None
        } else {
            difference(&wanted, &actual).map(|of| format!("{call}{of}"))
        }
    }

    pub(crate) fn call(&self, session: &Session, call: &str, args: &Value) -> Result<Value, Error> {
        let customer = || id::<CustomerId>(&args["customer"]);
        let contact = || id::<ContactId>(&args["contact"]);
        let point = || id::<PointId>(&args["point"]);
        let options = MatchOptions { dry_run: args["dry_run"] == true };
        Ok(match call {
            "get_customer" => answer(session.get_customer(customer()?)?),
            "create_customer" => answer(session.create_customer(read(&args["new"]))?),
            "create_customers" => answer(session.create_customers(read(&args["new"]))?),
            "update_customer" => {
                let version = args["version"].as_u64().unwrap();
                answer(session.update_customer(customer()?, version, read(&args["patch"]))?)
            }
            "set_customer_status" => {
                answer(session.set_customer_status(customer()?, read(&args["status"]))?)
            }
            "block_customer" => {
                let reason = args["reason"].as_str().map(str::to_owned);
                answer(session.block_customer(customer()?, args["blocked"] == true, reason)?)
            }
            "delete_customer" => answer(session.delete_customer(customer()?)?),
            "list_customers" => answer(session.list_customers(&read(&args["listing"]))?),
            "find_by_reference" => {
                let slot: ReferenceSlot = read(&args["slot"]);
                answer(session.find_by_reference(slot, text(&args["reference"]))?)
            }
            "find_by_address" => {
                answer(session.find_by_address(&read::<NewPoint>(&args["address"]))?)
            }
            "effective_permissions" => answer(session.effective_permissions()?),
            "find_ids_by_address" => {
                let addresses: Vec<NewPoint> = items(&args["addresses"]).iter().map(read).collect();
                answer(session.find_ids_by_address(&addresses)?)
            }
            "list_contacts" => answer(session.list_contacts(customer()?)?),
            "can_add_contact" => answer(session.can_add_contact(customer()?)?),
            "add_contact" => answer(session.add_contact(customer()?, read(&args["new"]))?),
            "update_contact" => {
                answer(session.update_contact(customer()?, contact()?, read(&args["patch"]))?)
            }
            "remove_contact" => answer(session.remove_contact(customer()?, contact()?)?),
            "add_point" => {
                let card = args.get("contact").map(|_| contact()).transpose()?;
                answer(session.add_point(customer()?, card, read(&args["new"]))?)
            }
            "update_point" => {
                answer(session.update_point(customer()?, point()?, read(&args["patch"]))?)
            }
            "remove_point" => answer(session.remove_point(customer()?, point()?)?),
            "set_point_flags" => {
                answer(session.set_point_flags(customer()?, point()?, read(&args["flags"]))?)
            }
            "capture_point" => answer(session.capture_point(customer()?, read(&args["capture"]))?),
            _ => return self.call_more(session, call, args, options),
        })
    }

    fn call_more(
        &self,
        session: &Session,
        call: &str,
        args: &Value,
        options: MatchOptions,
    ) -> Result<Value, Error> {
        Ok(match call {
            "match_email" => answer(session.match_email(&email(args), options)?),
            "match_call" => answer(session.match_call(&read(&args["call"]), options)?),
            "match_chat" => answer(session.match_chat(&read(&args["chat"]), options)?),
            "link_interaction" => answer(session.link_interaction(read(&args["request"]))?),
            "list_interactions" => {
                let limit =
                    args["limit"].as_u64().map_or(50, |limit| u32::try_from(limit).unwrap());
                answer(session.list_interactions(
                    id(&args["customer"])?,
                    limit,
                    args["after"].as_str(),
                )?)
            }
            "record_sent" => answer(session.record_sent(read(&args["sent"]))?),
            "get_settings" => answer(session.get_settings()?),
            "update_settings" => {
                let mut settings = answer(self.sessions["admin"].get_settings()?);
                remote_calls::merge(&mut settings, &args["set"]);
                answer(session.update_settings(read(&settings))?)
            }
            "set_creation_modes" => {
                let mode = |name: &str| args.get(name).map(read);
                answer(session.set_creation_modes(mode("email"), mode("call"), mode("chat"))?)
            }
            "list_groups" => answer(session.list_groups()?),
            "put_group" => answer(session.put_group(read(&args["group"]))?),
            "remove_group" => answer(session.remove_group(&read(&args["group"]))?),
            "list_members" => answer(session.list_members()?),
            "set_member_groups" => answer(session.set_member_groups(read(&args["member"]))?),
            "list_changes" => {
                let customer = args.get("customer").map(id::<CustomerId>).transpose()?;
                answer(session.list_changes(args["after"].as_u64().unwrap_or(0), customer, 500)?)
            }
            "add_first_administrator" => {
                answer(self.book.add_first_administrator(&read(&args["actor"]))?)
            }
            other => {
                let done = search::call(session, other, args)
                    .or_else(|| policy_calls::call(session, &self.sessions["admin"], other, args))
                    .or_else(|| file_calls::call(session, other, args));
                return done.unwrap_or_else(|| panic!("no call {other}"));
            }
        })
    }
}

fn run_file(file: &str) {
    let mut failures = Vec::new();
    let cases = cases(file).unwrap();
    note(file, cases.len()).unwrap();
    for case in cases {
        let mut stage = Stage::of(&case);
        let failed = items(&case["steps"]).iter().enumerate().find_map(|(at, step)| {
            stage.step(step).map(|why| format!("{}, step {}: {why}", case["id"], at + 1))
        });
        failures.extend(failed);
    }
    assert!(failures.is_empty(), "{file}: {} failures\n{}", failures.len(), failures.join("\n"));
}

/// The names of all calls that any vector makes.
fn calls_made() -> Vec<String> {
    let files = [
        "customers.json",
        "contacts.json",
        "filters.json",
        "interactions.json",
        "permissions.json",
        "policy.json",
        "decisions.json",
        "settings.json",
        "capture.json",
        "imports.json",
        "calls.json",
        "chats.json",
    ];
    let all = files.iter().flat_map(|file| cases(file).unwrap());
    all.flat_map(|case| {
        items(&case["steps"]).iter().map(|step| text(&step["call"]).to_owned()).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn customers() {
    run_file("customers.json");
}

#[test]
fn filters() {
    run_file("filters.json");
}

#[test]
fn contacts() {
    run_file("contacts.json");
}

#[test]
fn interactions() {
    run_file("interactions.json");
}

#[test]
fn permissions() {
    run_file("permissions.json");
}

/// F5.1 to F5.20, as far as there is something to enforce it on.
#[test]
fn policy() {
    run_file("policy.json");
}

/// F2.1 to F2.32.
#[test]
fn decisions() {
    run_file("decisions.json");
}

#[test]
fn settings() {
    run_file("settings.json");
}

#[test]
fn capture() {
    run_file("capture.json");
}

/// A2.3.
#[test]
fn imports() {
    run_file("imports.json");
}

/// E4.13.
#[test]
fn calls() {
    run_file("calls.json");
}

/// E4.13, A5.4.
#[test]
fn chats() {
    run_file("chats.json");
}

/// Every operation of a session is in some vector, with and without the right to do it.
#[test]
fn every_operation_has_a_vector() {
    let made = calls_made();
    for operation in customer_core::OPERATIONS {
        assert!(
            made.iter().any(|call| call == operation.name),
            "no vector calls {}",
            operation.name
        );
    }
    let files = ["permissions.json", "policy.json", "filters.json", "imports.json"];
    let cases: Vec<Value> = files.iter().flat_map(|file| cases(file).unwrap()).collect();
    let denied: Vec<String> = cases
        .iter()
        .flat_map(|case| {
            items(&case["steps"])
                .iter()
                .filter(|step| step["error"]["code"] == "denied")
                .map(|step| text(&step["call"]).to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    for operation in customer_core::OPERATIONS.iter().filter(|of| !of.needs.is_empty()) {
        assert!(
            denied.iter().any(|call| call == operation.name),
            "no vector is denied {}",
            operation.name
        );
    }
    assert_eq!(json!(customer_core::OPERATIONS)[0]["name"], "get_customer");
}
