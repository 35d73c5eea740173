//! The calls of cases about permissions themselves.

use conformance::{items, text};
use customer_core::{
    Actor, ActorKind, CustomerField, DataClass, Error, LogHead, NewPoint, Policy, Question, Session,
};
use serde_json::Value;

use crate::book::{answer, id, read};

/// Who is explained: an agent with an id and teams.
fn actor(args: &Value) -> Actor {
    let name = text(&args["actor"]);
    Actor::agent(name, name).unwrap().in_teams(items(&args["teams"]).iter().map(text))
}

/// The policy that stands, with what the case puts in its place.
fn policy(session: &Session, changes: &Value) -> Policy {
    let mut policy = Policy {
        groups: session.list_groups().unwrap(),
        members: session.list_members().unwrap(),
        teams: items(&changes["teams"]).iter().map(read).collect(),
    };
    for group in items(&changes["groups"]) {
        let group: customer_core::PermissionGroup = read(group);
        policy.groups.retain(|of| of.id != group.id);
        policy.groups.push(group);
    }
    for member in items(&changes["members"]) {
        let member: customer_core::Member = read(member);
        policy.members.retain(|of| of.id != member.id);
        policy.members.push(member);
    }
    policy
}

/// A call about permissions; none when it is about something else.
pub(crate) fn call(
    session: &Session,
    admin: &Session,
    name: &str,
    args: &Value,
) -> Option<Result<Value, Error>> {
    let question = || read::<Question>(&args["question"]);
    Some(match name {
        "check" => session.check(&question()).map(answer),
        "check_many" => {
            let questions: Vec<Question> = items(&args["questions"]).iter().map(read).collect();
            session.check_many(&questions).map(answer)
        }
        "explain" => session.explain(&actor(args), &question()).map(answer),
        "who_can" => session.who_can(&question()).map(answer),
        "diff_policy" => {
            let (old, new) = (policy(admin, &args["old"]), policy(admin, &args["new"]));
            session.diff_policy(&old, &new).map(answer)
        }
        "list_fields" => session.list_fields().map(answer),
        "set_field_class" => {
            let field: CustomerField = read(&args["field"]);
            session.set_field_class(field, read::<DataClass>(&args["class"])).map(answer)
        }
        "log_head" => session.log_head().map(answer),
        "verify_log" => session.verify_log(&read::<LogHead>(&args["head"])).map(answer),
        "lookup_address" => session.lookup_address(&read::<NewPoint>(&args["address"])).map(answer),
        "reveal_contacts" => {
            id(&args["customer"]).and_then(|of| session.reveal_contacts(of)).map(answer)
        }
        _ => return None,
    })
}

/// The kind of a member; agents where a case says nothing.
pub(crate) fn kind_of(member: &Value) -> ActorKind {
    member["kind"].as_str().map_or(ActorKind::Agent, |word| ActorKind::from_word(word).unwrap())
}
