//! All that an actor can ask about all that there is, without changing it: what differs and is told
//! at all is found by it, whatever chance asks for.

use customer_core::{CustomerField, InteractionKind, Permission, operations};
use serde_json::{Value, json};

use super::ask::{Call, Pool, Touch};
use super::dice::BEGIN;
use super::rights::{ME, Rights};
use super::world::{DARK, SORTS, Sort, address, external_id, new_point, sent_id};

/// What is not asked since it is budgeted or written down.
const SPARED: [&str; 2] = ["lookup_address", "reveal_contacts"];

pub(super) fn sweep(rights: &Rights, pool: &Pool) -> Vec<Call> {
    let mut calls = lists(pool);
    for (row, id) in &pool.customers {
        calls.extend(about(*row, id));
    }
    calls.extend(matches(pool));
    let may = |call: &Call| {
        let operation = operations().iter().find(|of| of.name == call.name).unwrap();
        let held = operation.needs.iter().all(|need| rights.holds_somewhere(*need));
        held && !SPARED.contains(&call.name)
    };
    calls.retain(may);
    calls
}

fn call(name: &'static str, args: Value, touch: Touch) -> Call {
    Call { name, args, touch }
}

fn lists(pool: &Pool) -> Vec<Call> {
    let mut calls = Vec::new();
    for sort in ["name", "created", "last_contact"] {
        let listing = json!({ "sort": sort, "include_inactive": true, "limit": 100 });
        calls.push(call("list_customers", json!({ "listing": listing }), Touch::default()));
    }
    let words = ["alpha", "b", "anton ce", "a1"].map(str::to_owned).into_iter();
    let typed = words
        .chain(pool.refs.iter().cloned())
        .chain((0..DARK.end).flat_map(|person| SORTS.map(|sort| address(person, sort))));
    for text in typed {
        let half: String = text.chars().take(text.chars().count() / 2).collect();
        for text in [text.clone(), half] {
            let search = json!({ "text": text, "include_inactive": true, "limit": 100 });
            calls.push(call("search_customers", json!({ "search": search }), Touch::default()));
        }
    }
    for field in CustomerField::ALL {
        for filled in [true, false] {
            let test = json!({ "field": field, "test": { "filled": filled } });
            let selection = json!({ "filter": { "field": test }, "include_inactive": true });
            let args = json!({ "selection": selection });
            calls.push(call("list_customer_ids", args, Touch::default()));
        }
    }
    let people = 0..DARK.end;
    let addresses = people.flat_map(|person| SORTS.map(|sort| json!(new_point(person, sort))));
    let addresses: Vec<Value> = addresses.collect();
    calls.push(call("find_ids_by_address", json!({ "addresses": addresses }), Touch::default()));
    for reference in &pool.refs {
        for slot in ["ref1", "ref2"] {
            let args = json!({ "slot": slot, "reference": reference });
            calls.push(call("find_by_reference", args, Touch::default()));
        }
    }
    calls.push(call("list_changes", json!({ "after": 0 }), Touch::default()));
    calls
}

/// Everything about one customer.
fn about(row: u64, id: &str) -> Vec<Call> {
    let touch = Touch { customer: Some(id.to_owned()), rows: vec![row], ..Touch::default() };
    let one = || json!({ "customer": id });
    let operations = operations().iter().map(|of| {
        let deletes = of.name == "delete_customer";
        (deletes, json!({ "ask": "operation", "operation": of.name, "customer": id }))
    });
    let permissions = Permission::ALL.iter().map(|of| {
        let deletes = *of == Permission::CustomerDelete;
        (deletes, json!({ "ask": "permission", "permission": of, "customer": id }))
    });
    let (deleting, others): (Vec<_>, Vec<_>) =
        operations.chain(permissions).partition(|(deletes, _)| *deletes);
    let questions = |all: Vec<(bool, Value)>| -> Value {
        json!({ "questions": all.into_iter().map(|of| of.1).collect::<Vec<_>>() })
    };
    let asked = json!({ "ask": "permission", "permission": "customer.view", "customer": id });
    vec![
        call("get_customer", one(), touch.clone()),
        call("list_contacts", one(), touch.clone()),
        call("can_add_contact", one(), touch.clone()),
        call("list_interactions", json!({ "customer": id, "limit": 100 }), touch.clone()),
        call("list_changes", json!({ "after": 0, "customer": id }), touch.clone()),
        call("check_many", questions(others), touch.clone()),
        call("check_many", questions(deleting), Touch { deletes: true, ..touch.clone() }),
        call("who_can", json!({ "question": asked }), touch.clone()),
        call(
            "explain",
            json!({ "actor": "a2", "teams": ["sun"], "question": asked }),
            touch.clone(),
        ),
        call("explain", json!({ "actor": ME, "question": asked }), touch),
    ]
}

/// A message, a call and a chat of everybody, and messages that continue others; nothing is written.
fn matches(pool: &Pool) -> Vec<Call> {
    let mut calls = Vec::new();
    for person in 0..DARK.end {
        let touch = Touch { people: vec![person], ..Touch::default() };
        calls.push(email(person, "new@h.example", None, touch.clone()));
        let caller = address(person, Sort::Phone);
        let ringing =
            json!({ "call_id": "new", "caller": caller, "phase": "accepted", "at": BEGIN });
        calls.push(call("match_call", json!({ "call": ringing, "dry_run": true }), touch.clone()));
        let chat = json!({ "chat_id": "new", "channel": "whatsapp", "user_id": caller,
            "user_id_verified": true, "at": BEGIN });
        calls.push(call("match_chat", json!({ "chat": chat, "dry_run": true }), touch));
    }
    for (kind, external) in &pool.links {
        let touch = Touch { people: vec![99], links: vec![*external], ..Touch::default() };
        if *kind == InteractionKind::Email {
            let id = external_id(*kind, *external);
            calls.push(email(99, "new@h.example", Some(&id), touch.clone()));
            calls.push(email(99, &id, None, touch));
        }
    }
    for sent in &pool.sent {
        let touch = Touch { people: vec![99], sent: vec![*sent], ..Touch::default() };
        calls.push(email(99, "new@h.example", Some(&sent_id(*sent)), touch));
    }
    calls
}

fn email(person: u32, id: &str, reply_to: Option<&str>, touch: Touch) -> Call {
    let mut lines = vec![
        format!("From: {}", address(person, Sort::Email)),
        "To: help@host.example".to_owned(),
        format!("Message-ID: <{id}>"),
    ];
    lines.extend(reply_to.map(|id| format!("In-Reply-To: <{id}>")));
    lines.extend([String::new(), "Hello".to_owned()]);
    call("match_email", json!({ "message": lines, "dry_run": true, "at": BEGIN }), touch)
}
