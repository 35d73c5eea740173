//! The calls of the vectors by the names of the methods' own arguments, as a player takes them.

use conformance::{items, text};
use customer_core::{Actor, Error, Member, PermissionGroup, Policy};
use serde_json::{Map, Value, json};

use crate::book::email;
use crate::file_calls::lines_of;
use crate::player::{self, RemoteSession};

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
            let dry_run = own.remove("dry_run").unwrap_or(json!(false));
            own.insert("options".to_owned(), json!({"dry_run": dry_run == true}));
            if call == "match_email" {
                own = Map::from_iter([
                    ("email".to_owned(), json!(email(args))),
                    ("options".to_owned(), own["options"].clone()),
                ]);
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
pub(crate) fn call(
    session: &RemoteSession,
    admin: &RemoteSession,
    name: &str,
    args: &Value,
) -> Result<Value, Error> {
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
