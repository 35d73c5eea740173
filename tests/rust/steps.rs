//! Cases that are done step by step, with a book of this library or of another language.

use std::collections::BTreeMap;

use conformance::{cases, difference, items, text};
use customer_core::{Actor, ActorId, GroupId, Member, Narrowing};
use serde_json::Value;

use crate::book::Stage;
use crate::played;
use crate::player::{self, Answer};
use crate::policy_calls::kind_of;
use crate::remote_calls::RemoteStage;

/// Somebody whom a case names.
pub(crate) struct Role {
    pub(crate) actor: Actor,
    pub(crate) member: Member,
    pub(crate) narrowing: Narrowing,
    /// The host says what groups it is in, and the book has no such member.
    pub(crate) asserted: bool,
}

/// Those whom a case names, beside the administrator and the stranger.
pub(crate) fn roles(case: &Value) -> Vec<Role> {
    let role = |(name, member): (&String, &Value)| {
        let groups: Vec<GroupId> =
            items(&member["groups"]).iter().map(|id| GroupId::new(text(id)).unwrap()).collect();
        let kind = kind_of(member);
        let teams = items(&member["teams"]).iter().map(text);
        let id = ActorId::new(name.as_str()).unwrap();
        Role {
            actor: Actor { kind, ..Actor::agent(name, name).unwrap().in_teams(teams) },
            member: Member { id, name: name.clone(), kind, groups },
            narrowing: serde_json::from_value(member["narrowing"].clone()).unwrap_or_default(),
            asserted: member["asserted"] == true,
        }
    };
    case["members"].as_object().into_iter().flatten().map(role).collect()
}

/// The book of a case, here or in another language.
enum Place {
    Here(Stage),
    There(RemoteStage),
}

/// A case that is being done: its book, and the values that steps saved.
struct Play {
    place: Place,
    saved: BTreeMap<String, Value>,
}

impl Play {
    fn of(case: &Value) -> Self {
        let place = if player::is_remote() {
            Place::There(RemoteStage::of(case))
        } else {
            Place::Here(Stage::of(case))
        };
        Self { place, saved: BTreeMap::new() }
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

    fn call(&self, who: &str, call: &str, args: &Value) -> Answer {
        match &self.place {
            Place::Here(stage) => Ok(stage.call(stage.session(who), call, args)?),
            Place::There(stage) => stage.call(who, call, args),
        }
    }

    /// Does a step, and answers what is wrong.
    fn step(&mut self, step: &Value) -> Option<String> {
        let args = self.fill(&step["args"]);
        let call = text(&step["call"]);
        let before = player::calls();
        let done = self.call(step["as"].as_str().unwrap_or("admin"), call, &args);
        if player::is_remote() && player::calls() == before {
            return Some(format!("{call}: the language was asked nothing"));
        }
        let wanted = step.get("error").map(|wanted| self.fill(wanted));
        let actual = match (done, &wanted) {
            (Ok(answer), None) => answer,
            (Ok(answer), Some(wanted)) => {
                return Some(format!("{call}: wanted the error {wanted}, got {answer}"));
            }
            (Err(got), wanted) => {
                return played::wrong_error(wanted.as_ref(), got).map(|of| format!("{call}: {of}"));
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
            difference(&wanted, &actual).map(|of| format!("{call}: {of}"))
        }
    }
}

/// All cases of a file.
pub(crate) fn run_file(file: &str) {
    let all = cases(file).unwrap();
    let failures = all.iter().filter_map(|case| {
        let play = |mut play: Play| {
            let mut steps = items(&case["steps"]).iter().enumerate();
            steps
                .find_map(|(at, step)| play.step(step).map(|why| format!("step {}, {why}", at + 1)))
        };
        played::case(file, text(&case["id"]), || Play::of(case), play)
    });
    let failures: Vec<String> = failures.collect();
    assert!(failures.is_empty(), "{file}: {} failures\n{}", failures.len(), failures.join("\n"));
}
