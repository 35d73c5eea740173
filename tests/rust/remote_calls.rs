//! The calls of the vectors by the names of the methods' own arguments, as a player takes them.

use std::collections::BTreeMap;

use conformance::{items, text};
use customer_core::{Actor, Error, Member, PermissionGroup, Policy};
use serde_json::{Map, Value, json};

use crate::book::email;
use crate::file_calls::lines_of;
use crate::player::{self, Answer, RemoteBook, RemoteSession};
use crate::steps::{Role, roles};

/// The sessions of a case, by the names of those who have them.
pub(crate) struct RemoteStage(BTreeMap<String, RemoteSession>);

impl RemoteStage {
    pub(crate) fn of(case: &Value) -> Self {
        let book = RemoteBook::open(None);
        let admin = Actor::agent("admin", "Admin").unwrap();
        book.call("add_first_administrator", json!({"actor": admin})).unwrap();
        let session = book.session(&admin, None, None).unwrap();
        for group in items(&case["groups"]) {
            session.call("put_group", json!({"group": group})).unwrap();
        }
        let mut sessions = BTreeMap::new();
        for Role { actor, member, narrowing, asserted } in roles(case) {
            if !asserted {
                session.call("set_member_groups", json!({"member": member})).unwrap();
            }
            let groups = asserted.then_some(member.groups.as_slice());
            let of = book.session(&actor, Some(&narrowing), groups).unwrap();
            sessions.insert(member.name, of);
        }
        let stranger = Actor::agent("stranger", "Stranger").unwrap();
        sessions.insert("stranger".into(), book.session(&stranger, None, None).unwrap());
        sessions.insert("admin".into(), session);
        Self(sessions)
    }

    /// A call of somebody whom the case names. Nobody else is asked in his place.
    pub(crate) fn call(&self, who: &str, name: &str, args: &Value) -> Answer {
        let session = self.0.get(who).unwrap_or_else(|| panic!("nobody is called {who}"));
        call(session, &self.0["admin"], name, args)
    }
}

/// What a vector calls an argument, and what the method does, where they differ.
const RENAMED: &[(&str, &str, &str)] = &[
    ("get_customer", "customer", "id"),
    ("update_customer", "customer", "id"),
    ("set_customer_status", "customer", "id"),
    ("block_customer", "customer", "id"),
    ("delete_customer", "customer", "id"),
    ("add_contact", "new", "contact"),
    ("add_point", "new", "point"),
];

/// Methods that a vector may call without saying how many it wants.
const LIMITS: &[(&str, u64)] =
    &[("list_interactions", 50), ("list_customer_ids", 100), ("list_changes", 500)];

/// The arguments of a method.
pub(crate) fn arguments(call: &str, args: &Value) -> Value {
    let mut own: Map<String, Value> = args.as_object().cloned().unwrap_or_default();
    for (_, from, to) in RENAMED.iter().filter(|(of, ..)| *of == call) {
        if let Some(value) = own.remove(*from) {
            own.insert((*to).to_owned(), value);
        }
    }
    for (_, usual) in LIMITS.iter().filter(|(of, _)| *of == call) {
        own.entry("limit").or_insert(json!(usual));
    }
    match call {
        "list_changes" => drop(own.entry("after").or_insert(json!(0))),
        "block_customer" => drop(own.entry("blocked").or_insert(json!(false))),
        "match_email" | "match_call" | "match_chat" => {
            let dry_run = own.remove("dry_run");
            if call == "match_email" {
                own = Map::from_iter([("email".to_owned(), json!(email(args)))]);
            }
            // What is usual is left to the language where the case leaves it out.
            if let Some(dry_run) = dry_run {
                own.insert("options".to_owned(), json!({"dry_run": dry_run}));
            }
        }
        "explain" => {
            let name = text(&args["actor"]);
            let teams = items(&args["teams"]).iter().map(text);
            let actor = Actor::agent(name, name).unwrap().in_teams(teams);
            own.remove("teams");
            own.insert("actor".to_owned(), json!(actor));
        }
        _ => {}
    }
    Value::Object(own)
}

/// A call in another language.
fn call(session: &RemoteSession, admin: &RemoteSession, name: &str, args: &Value) -> Answer {
    match name {
        "add_first_administrator" => session.book().call(name, args.clone()),
        "update_settings" => {
            let mut settings = admin.call("get_settings", json!({}))?;
            merge(&mut settings, &args["set"]);
            session.call(name, json!({"settings": settings}))
        }
        "diff_policy" => {
            let (old, new) = (policy(admin, &args["old"])?, policy(admin, &args["new"])?);
            session.call(name, json!({"old": old, "new": new}))
        }
        "preview_file" => {
            let file = lines_of(&args["file"]).join("\n");
            let options = args.get("options").cloned().unwrap_or_else(|| json!({}));
            player::free(name, json!({"source": file, "options": options, "records": 10}))
        }
        "import_customers" => {
            let file = lines_of(&args["file"]).join("\n");
            session.call(name, json!({"text": file, "options": args.get("options")}))
        }
        "export_customers" => session.call(name, json!({"options": args.get("options")})),
        _ => session.call(name, arguments(name, args)),
    }
}

/// Puts the values of a change in place of those that there are, two levels deep.
pub(crate) fn merge(settings: &mut Value, set: &Value) {
    for (name, value) in set.as_object().into_iter().flatten() {
        match value {
            Value::Object(inner) => {
                for (of, value) in inner {
                    settings[name][of] = value.clone();
                }
            }
            value => settings[name] = value.clone(),
        }
    }
}

/// The policy that stands, with what the case puts in its place.
fn policy(session: &RemoteSession, changes: &Value) -> Result<Policy, Error> {
    let mut groups: Vec<PermissionGroup> = session.typed("list_groups", json!({}))?;
    let mut members: Vec<Member> = session.typed("list_members", json!({}))?;
    for group in items(&changes["groups"]) {
        let group: PermissionGroup = serde_json::from_value(group.clone()).unwrap();
        groups.retain(|of| of.id != group.id);
        groups.push(group);
    }
    for member in items(&changes["members"]) {
        let member: Member = serde_json::from_value(member.clone()).unwrap();
        members.retain(|of| of.id != member.id);
        members.push(member);
    }
    let teams = items(&changes["teams"]).iter();
    let teams = teams.map(|of| serde_json::from_value(of.clone()).unwrap()).collect();
    Ok(Policy { groups, members, teams })
}
