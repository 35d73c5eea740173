//! Cases that work with a book step by step: customers, contacts, calls, chats, permissions.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::desk::message;
use crate::steps::{Role, roles, run_file};
use crate::{file_calls, policy_calls, remote_calls, search};
use conformance::{cases, items, text};
use customer_core::{
    Actor, ContactId, CustomerBook, CustomerId, EmailToMatch, Error, MatchOptions, NewPoint,
    PointId, ReferenceSlot, SenderAuth, Session, Timestamp,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A book and its sessions.
pub(crate) struct Stage {
    pub(crate) book: CustomerBook,
    pub(crate) sessions: BTreeMap<String, Session>,
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
        message: message(lines.join("\r\n").as_bytes()),
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
pub(crate) fn shows_nobody(debug: &str) {
    for personal in ["Anna", "Alm", "@", "15112345678", "0151 "] {
        assert!(!debug.contains(personal), "{personal} in {debug}");
    }
}

impl Stage {
    pub(crate) fn of(case: &Value) -> Self {
        let book = CustomerBook::open_in_memory().unwrap();
        let admin = Actor::agent("admin", "Admin").unwrap();
        book.add_first_administrator(&admin).unwrap();
        let session = book.session(&admin).unwrap();
        for group in items(&case["groups"]) {
            session.put_group(read(group)).unwrap();
        }
        let mut sessions = BTreeMap::new();
        for Role { actor, member, narrowing, asserted } in roles(case) {
            let name = member.name.clone();
            let of = if asserted {
                book.session_in_groups(&actor, &member.groups, narrowing)
            } else {
                session.set_member_groups(member).unwrap();
                book.session_narrowed(&actor, narrowing)
            };
            sessions.insert(name, of.unwrap());
        }
        let stranger = Actor::agent("stranger", "Stranger").unwrap();
        sessions.insert("stranger".into(), book.session(&stranger).unwrap());
        sessions.insert("admin".into(), session);
        Self { book, sessions }
    }

    /// The session of somebody whom the case names.
    pub(crate) fn session(&self, who: &str) -> &Session {
        self.sessions.get(who).unwrap_or_else(|| panic!("nobody is called {who}"))
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
    for operation in customer_core::operations() {
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
    for operation in customer_core::operations().iter().filter(|of| !of.needs.is_empty()) {
        assert!(
            denied.iter().any(|call| call == operation.name),
            "no vector is denied {}",
            operation.name
        );
    }
    assert_eq!(json!(customer_core::operations())[0]["name"], "get_customer");
}
