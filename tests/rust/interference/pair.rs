//! A pair of books, and the same calls to both.

use std::collections::BTreeMap;
use std::fmt::Write;

use customer_core::{CustomerField, CustomerKind, Error, operations};
use serde_json::{Value, json};

use super::ask::{Asker, Call, Pool, Touch};
use super::build::Side;
use super::dice::Dice;
use super::hide;
use super::rights::Rights;
use super::sweep::sweep;
use super::told::{Differences, Told};
use super::world::World;
use crate::book::answer;

pub(super) struct Pair {
    seed: u64,
    rights: Rights,
    worlds: [World; 2],
}

/// What was compared.
#[derive(Default)]
pub(super) struct Tally {
    pairs: u64,
    /// Pairs in which something hidden differs.
    pub(super) differing: u64,
    /// By operation: how many answers, and how many of them were no errors.
    pub(super) calls: BTreeMap<&'static str, (u64, u64)>,
    pub(super) told: BTreeMap<Told, u64>,
}

/// The calls up to the one that is answered differently, and the answers.
pub(super) struct Difference {
    calls: Vec<(usize, Call)>,
    answers: [Value; 2],
}

impl Pair {
    pub(super) fn of(seed: u64) -> Self {
        let dice = &mut Dice::new(seed);
        let rights = Rights::some(dice);
        let mut world = World::some(dice);
        world.say_facts(dice, &rights);
        let other = hide::other_world(dice, &rights, &world);
        Self { seed, rights, worlds: [world, other] }
    }

    /// A pair whose books differ in the name and the kind of every customer.
    pub(super) fn of_what_is_seen(seed: u64) -> Self {
        let mut pair = Self::of(seed);
        pair.worlds[1] = pair.worlds[0].clone();
        for row in &mut pair.worlds[1].rows {
            row.before.clear();
            row.kind = match row.kind {
                CustomerKind::Person => CustomerKind::Entity,
                CustomerKind::Entity => CustomerKind::Person,
            };
            row.fields.insert(CustomerField::FullName, "Zoe Zander".to_owned());
        }
        pair
    }

    fn sides(&self) -> [Side; 2] {
        [0, 1].map(|at| Side::of(&self.worlds[at], &self.rights))
    }

    /// Makes calls to both books until one is answered differently.
    pub(super) fn run(&self, tally: &mut Tally, calls: usize) -> Option<Difference> {
        let worlds = [&self.worlds[0], &self.worlds[1]];
        let differences = Differences::of(&self.rights, worlds);
        let mut sides = self.sides();
        let mut pool = Pool::of(&self.rights, worlds, [&sides[0], &sides[1]]);
        let all = CustomerField::ALL.iter().copied();
        let same_fields: Vec<_> = all.filter(|of| !differences.fields.contains(of)).collect();
        let dice = &mut Dice::new(!self.seed);
        tally.pairs += 1;
        tally.differing += u64::from(differences.any());
        let mut made = Vec::new();
        let asks = sweep(&self.rights, &pool);
        let swept = asks.len();
        for number in 0..swept + calls {
            let call = match asks.get(number) {
                Some(call) => call.clone(),
                None => {
                    let name = dice.pick(operations()).name;
                    let touch = Touch::default();
                    let asker = Asker { dice, pool: &pool, touch, same_fields: &same_fields };
                    asker.call(name).unwrap_or_else(|| panic!("nothing is asked of {name}"))
                }
            };
            if let Some(told) = differences.told(&call, [&sides[0], &sides[1]]) {
                *tally.told.entry(told).or_default() += 1;
                continue;
            }
            let name = call.name;
            let answers = both(&mut sides, number, &call);
            tally.count(name, answers[0].get("ok").is_some());
            made.push((number, call));
            if answers[0] != answers[1] {
                return Some(Difference { calls: made, answers });
            }
            let id = answers[0]["ok"]["customer"]["id"].as_str();
            if let Some(id) = id.filter(|_| name == "create_customer") {
                pool.add(id);
            }
        }
        None
    }

    /// The same calls once more, to see whether the last is still answered differently.
    fn again(&self, calls: &[(usize, Call)]) -> Option<[Value; 2]> {
        let mut sides = self.sides();
        let (last, before) = calls.split_last()?;
        for (number, call) in before {
            let answers = both(&mut sides, *number, call);
            if answers[0] != answers[1] {
                return None;
            }
        }
        let answers = both(&mut sides, last.0, &last.1);
        (answers[0] != answers[1]).then_some(answers)
    }

    /// The difference with as few calls and customers as are needed for it.
    pub(super) fn shrunk(&self, mut difference: Difference) -> String {
        let mut pair =
            Self { seed: self.seed, rights: self.rights.clone(), worlds: self.worlds.clone() };
        let mut at = difference.calls.len().saturating_sub(1);
        while at > 0 {
            at -= 1;
            let mut fewer = difference.calls.clone();
            fewer.remove(at);
            if let Some(answers) = pair.again(&fewer) {
                difference = Difference { calls: fewer, answers };
            }
        }
        let keys: std::collections::BTreeSet<u64> =
            pair.worlds.iter().flat_map(|world| world.rows.iter().map(|row| row.key)).collect();
        for key in keys {
            let mut fewer = pair.worlds.clone();
            fewer.iter_mut().for_each(|world| world.rows.retain(|row| row.key != key));
            let smaller = Self { seed: self.seed, rights: pair.rights.clone(), worlds: fewer };
            if let Some(answers) = smaller.again(&difference.calls) {
                difference.answers = answers;
                pair = smaller;
            }
        }
        pair.described(&difference)
    }

    fn described(&self, difference: &Difference) -> String {
        let mut text = format!("PAIR={}: an answer tells of what is out of sight\n", self.seed);
        let grants = self.rights.groups.iter().flat_map(|group| &group.grants);
        for grant in grants {
            writeln!(text, "  {}", json!(grant)).unwrap();
        }
        writeln!(text, "  teams {:?}, {:?}", self.rights.teams, self.rights.narrowing).unwrap();
        for (name, world) in ["one", "other"].iter().zip(&self.worlds) {
            for row in &world.rows {
                writeln!(text, "  {name}: {row:?}").unwrap();
            }
        }
        for (number, call) in &difference.calls {
            writeln!(text, "  {number}: {} {}", call.name, call.args).unwrap();
        }
        let [one, other] = &difference.answers;
        let place = conformance::difference(one, other)
            .or_else(|| conformance::difference(other, one))
            .unwrap_or_default();
        writeln!(text, "  one: {one}\n  other: {other}\n  {place}").unwrap();
        text
    }
}

impl Tally {
    /// Both together.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.pairs += other.pairs;
        self.differing += other.differing;
        for (name, (answers, allowed)) in other.calls {
            let counted = self.calls.entry(name).or_default();
            *counted = (counted.0 + answers, counted.1 + allowed);
        }
        for (told, times) in other.told {
            *self.told.entry(told).or_default() += times;
        }
        self
    }

    fn count(&mut self, name: &'static str, allowed: bool) {
        let counted = self.calls.entry(name).or_default();
        *counted = (counted.0 + 1, counted.1 + u64::from(allowed));
    }

    pub(super) fn compared(&self) -> u64 {
        self.calls.values().map(|of| of.0).sum()
    }

    pub(super) fn report(&self) -> String {
        let mut text = format!(
            "{} pairs, {} of them differing; {} answers compared\n",
            self.pairs,
            self.differing,
            self.compared()
        );
        for (name, (answers, allowed)) in &self.calls {
            writeln!(text, "  {name}: {answers} answers, {allowed} of them allowed").unwrap();
        }
        for (told, times) in &self.told {
            writeln!(text, "  left out as {told:?}: {times}").unwrap();
        }
        text
    }
}

/// The answers of both books to a call, as far as they are compared.
fn both(sides: &mut [Side; 2], number: usize, call: &Call) -> [Value; 2] {
    let mut of = |at: usize| one(&mut sides[at], number, call);
    [of(0), of(1)]
}

fn one(side: &mut Side, number: usize, call: &Call) -> Value {
    let args = filled(side, call);
    side.act(number);
    let done: Result<Value, Error> = side.stage.call(side.actor(), call.name, &args);
    match done {
        Ok(mut told) => {
            remember(side, call, &args, &told);
            plain(&mut told);
            json!({ "ok": told })
        }
        Err(error) => json!({ "error": answer(error) }),
    }
}

/// The name under which a side keeps the cursor of a list.
fn cursor_of(call: &Call, args: &Value) -> Option<String> {
    let listing = &args["listing"];
    match call.name {
        "list_customers" => Some(format!(
            "{} {} {}",
            listing["sort"], listing["descending"], listing["include_inactive"]
        )),
        "search_customers" => {
            let mut asked = args["search"].clone();
            asked["after"] = Value::Null;
            Some(asked.to_string())
        }
        "list_interactions" => Some(args["customer"].to_string()),
        _ => None,
    }
}

/// Puts in what differs from book to book: versions, numbers and heads of the log, cursors.
fn filled(side: &Side, call: &Call) -> Value {
    let mut args = call.args.clone();
    if args["version"] == "$version" {
        let id = args["customer"].as_str().unwrap().parse().unwrap();
        args["version"] = side.version(id).into();
    }
    if let Some(after) = args["after"].as_str() {
        args["after"] = side.saved.get(after).cloned().unwrap_or_else(|| json!(0));
    }
    if args["head"] == "$head" {
        args["head"] = json!(side.admin().log_head().unwrap());
    }
    let cursor = cursor_of(call, &args).and_then(|name| side.saved.get(&name).cloned());
    if let Some(cursor) = cursor {
        match call.name {
            "list_customers" => args["listing"]["after"] = cursor,
            "search_customers" => args["search"]["after"] = cursor,
            _ => args["after"] = cursor,
        }
    }
    args
}

fn remember(side: &mut Side, call: &Call, args: &Value, told: &Value) {
    if let Some(name) = cursor_of(call, args) {
        side.saved.insert(name, told["next"].clone());
    }
    if call.name == "list_changes"
        && let Some(last) = told.as_array().and_then(|all| all.last())
    {
        side.saved.insert("$seq".to_owned(), last["seq"].clone());
    }
}

/// Takes out what may differ: numbers of entries and of versions grow with what is out of sight, the
/// time of the last change goes with the version, the chain of the log is made of all its entries.
/// Of a cursor counts that there is one.
fn plain(told: &mut Value) {
    match told {
        Value::Array(all) => all.iter_mut().for_each(plain),
        Value::Object(fields) => {
            fields.retain(|name, _| {
                !matches!(name.as_str(), "version" | "updated_at" | "seq" | "link")
            });
            if let Some(next) = fields.get_mut("next") {
                *next = next.is_string().into();
            }
            fields.values_mut().for_each(plain);
        }
        _ => {}
    }
}
