//! The vectors of sender matching against the rules alone, without a store; and the proof that no
//! entry of the tables could be another without a vector turning red.

use serde_json::{Value, json};

use super::auth;
use super::classes::{CLASSES, ClassRule};
use super::classify::{SenderFacts, all_blocked, classify};
use super::decide::{
    EarlierMatch, Judgement, Known, Result as Decided, bounce_marks, decide, email_matter,
};
use super::draft;
use super::patterns::SenderBook;
use super::read::{self, Correspondents};
use super::table::{Action, Count, DECISIONS, Decision, Row};
use crate::model::customer::CustomerStatus;
use crate::model::email::{Email, EmailOptions};
use crate::model::holder::Holder;
use crate::model::ids::{CustomerId, InteractionId};
use crate::model::key::{MatchKey, PointFamily};
use crate::model::mail::parse_message;
use crate::model::matching::{SenderAuth, VerifiedBy};
use crate::model::message::InboundEmail;
use crate::model::sender::{EvidenceKind, SenderClass, SenderTier, SenderVerdict};
use crate::model::settings::{CreationMode, SenderSettings};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/senders/");

/// The tables under test.
struct Tables<'t> {
    classes: &'t [ClassRule],
    decisions: &'t [Decision],
}

fn cases(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(format!("{ROOT}{file}")).expect("vector file");
    let value: Value = serde_json::from_str(&text).expect("vector file is JSON");
    value["cases"].as_array().expect("cases").clone()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

/// A book as a vector describes it.
#[derive(Clone, Default)]
struct World {
    customers: Vec<Person>,
    interactions: Vec<Linked>,
    sent: Vec<(String, String, Option<String>)>,
    erased: Vec<String>,
    auto_creates: u32,
}

#[derive(Clone, Default)]
struct Person {
    name: String,
    emails: Vec<String>,
    shared: Vec<String>,
    inactive: bool,
    blocked: bool,
    merged_into: Option<String>,
    gone: bool,
}

#[derive(Clone)]
struct Linked {
    id: String,
    identity: String,
    customer: String,
    by_hand: bool,
}

fn key(address: &str) -> String {
    Email::parse(address, &EmailOptions::default())
        .expect("address of a vector")
        .match_key()
        .to_owned()
}

fn keys(value: &Value) -> Vec<String> {
    list(value).iter().map(|address| key(text(address))).collect()
}

impl World {
    fn of(case: &Value) -> Self {
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

    fn link_by_hand(&mut self, links: &Value) {
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

    fn id(&self, name: &str) -> CustomerId {
        let at =
            self.customers.iter().position(|of| of.name == name).expect("customer of the vector");
        CustomerId::from_uuid(uuid::Uuid::from_u128(at as u128 + 1))
    }

    fn name(&self, id: CustomerId) -> String {
        let at = usize::try_from(id.as_uuid().as_u128()).unwrap() - 1;
        self.customers[at].name.clone()
    }

    fn survivor(&self, name: &str) -> Option<&Person> {
        let person = self.customers.iter().find(|of| of.name == name)?;
        match &person.merged_into {
            Some(into) => self.survivor(into),
            None => Some(person).filter(|of| !of.gone),
        }
    }

    fn holder(&self, name: &str, key: &str) -> Option<Holder> {
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

    fn holders(&self) -> Vec<Holder> {
        let all = self
            .customers
            .iter()
            .flat_map(|of| of.emails.iter().map(|key| (of.name.as_str(), key.as_str())));
        all.filter_map(|(name, key)| self.holder(name, key)).collect()
    }

    fn known(
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

    fn thread_customer(&self, message: &InboundEmail, thread: &Value) -> Option<Holder> {
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
    fn apply(&mut self, asked: &Asked, judgement: &Judgement) {
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

/// A message that was put to the rules.
struct Asked {
    message: InboundEmail,
    verdict: SenderVerdict,
    verified_by: VerifiedBy,
    others: Vec<String>,
    original: Option<String>,
    marks: usize,
    marked: Vec<Value>,
}

fn ask(tables: &Tables<'_>, world: &World, case: &Value, step: &Value) -> (Asked, Judgement) {
    let lines: Vec<&str> = list(&step["message"]).iter().map(text).collect();
    let message = parse_message(lines.join("\r\n").as_bytes());
    let settings: SenderSettings =
        serde_json::from_value(case["settings"].clone()).unwrap_or_default();
    let book = SenderBook::compile(&settings).expect("settings of a vector");
    let mail = read::read(&message, &EmailOptions::default());
    let auth = match step["auth"].as_str() {
        Some(domain) => SenderAuth::Verified { domain: domain.to_owned() },
        None => SenderAuth::Unverified,
    };
    let verified_by = auth::verified_by(&auth, &message, &mail, &book);
    let holders = world.holders();
    let facts = SenderFacts {
        sent_by_host: world.sent.iter().any(|(id, ..)| Some(id) == message.message_id.as_ref()),
        customer_blocked: all_blocked(&mail, &book, &holders),
        verified: verified_by != VerifiedBy::Nobody,
    };
    let mut verdict = classify(tables.classes, &message, &mail, &book, facts);
    let identity =
        verdict.identity.as_ref().map(|of| of.email.match_key().to_owned()).unwrap_or_default();
    let known = world.known(&message, &identity, &mail, &step["thread"]);
    let mode =
        case["mode"].as_str().and_then(CreationMode::from_word).unwrap_or(CreationMode::Manual);
    let matter = email_matter(mode, &verdict, &mail, &book, &holders, &known, verified_by);
    let judgement = decide(tables.decisions, &matter);
    let marks = bounce_marks(mode, judgement.row, &mail, &known);
    if judgement.row == Row::Bounce && !mail.reported.is_empty() {
        let kind = if known.confirmed.contains(&true) {
            EvidenceKind::ConfirmedBounce
        } else {
            EvidenceKind::UnconfirmedBounce
        };
        verdict.evidence.push(crate::model::sender::Evidence { kind, value: None });
    }
    let chosen = verdict.identity.as_ref().map(|of| of.email.clone());
    let others = mail.from.iter().filter(|of| Some(&of.email) != chosen.as_ref());
    let others = if mail.from.len() > 1 {
        others.map(|of| of.email.as_typed().to_owned()).collect()
    } else {
        Vec::new()
    };
    let original = mail.original.as_ref().map(|(of, _)| of.email.as_typed().to_owned());
    let marked = marks
        .iter()
        .map(|mark| {
            json!(if mark.undeliverable.is_some() { "undeliverable" } else { "soft_bounce" })
        })
        .collect();
    (
        Asked { message, verdict, verified_by, others, original, marks: marks.len(), marked },
        judgement,
    )
}

/// The answer in the words of the vectors.
fn shape(world: &World, asked: &Asked, judgement: &Judgement, dry_run: bool) -> Value {
    let verdict = &asked.verdict;
    let names = |listed: &[super::decide::Listed]| -> Value {
        listed.iter().map(|one| json!(world.name(one.holder.customer))).collect()
    };
    let draft = verdict.identity.as_ref().map(draft::from_identity);
    let drafted = serde_json::to_value(&draft).unwrap();
    let mut shape = json!({
        "class": verdict.class, "tier": verdict.tier, "row": judgement.row.name(),
        "permits": [verdict.may_create, verdict.may_assign, verdict.may_auto_reply],
        "may_auto_reply": verdict.may_auto_reply,
        "safe_to_auto_reply": verdict.may_auto_reply && asked.verified_by != VerifiedBy::Nobody,
        "count": match judgement.count { Count::Zero => 0, Count::One => 1, Count::Many => 2 },
        "identity": verdict.identity.as_ref().map(|of| of.email.as_typed()),
        "name": verdict.identity.as_ref().and_then(|of| of.name.as_deref()),
        "via": verdict.identity.as_ref().map(|of| of.via),
        "verified_by": asked.verified_by,
        "evidence": verdict.evidence.iter().map(|of| of.kind).collect::<Vec<_>>(),
        "flags": verdict.flags, "notes": judgement.notes,
        "holders": names(&judgement.candidates), "suggestions": names(&judgement.suggestions),
        "hidden_inactive": judgement.hidden_inactive, "would_create": judgement.would_create,
        "thread_customer": judgement.thread_customer.map(|id| world.name(id)),
        "other_senders": asked.others, "original_sender": asked.original,
    });
    let mut writes: Vec<Value> = match &judgement.result {
        Decided::Create => vec![json!("customer"), json!("interaction")],
        Decided::Assign(_) => vec![json!("interaction")],
        _ => Vec::new(),
    };
    writes.extend(judgement.reactivate.then(|| json!("reactivation")));
    writes.extend(asked.marked.iter().cloned());
    shape["writes"] = json!(writes);
    let created = world.customers.iter().filter(|of| of.name.starts_with('n')).count() + 1;
    let outcome = match &judgement.result {
        Decided::Assign(id) | Decided::Returned(id) => {
            json!({"outcome": "assigned", "customer": world.name(*id)})
        }
        Decided::Create if dry_run => json!({"outcome": "created", "customer": null}),
        Decided::Create => json!({"outcome": "created", "customer": format!("n{created}")}),
        Decided::List(listed) => json!({"outcome": "candidates", "candidates": names(listed)}),
        Decided::Draft(reason) => {
            json!({"outcome": "no_match", "reason": reason, "draft": drafted})
        }
        Decided::NotACustomer(reason) => {
            let about =
                if judgement.row == Row::Bounce { names(&judgement.candidates) } else { json!([]) };
            let soft = verdict.tier == SenderTier::Soft || verdict.class == SenderClass::Normal;
            let draft = if soft { drafted } else { Value::Null };
            json!({"outcome": "not_a_customer", "reason": reason, "about": about, "draft": draft})
        }
        Decided::Quarantine => json!({"outcome": "quarantined", "draft": drafted}),
        Decided::Ignore(reason) => json!({"outcome": "ignored", "reason": reason}),
        Decided::Invalid => json!({
            "outcome": "invalid",
            "raw": asked.message.from.first().map(|from| &from.address),
            "display_name": asked.message.from.first().and_then(|from| from.name.as_ref()),
        }),
    };
    for (name, value) in outcome.as_object().unwrap() {
        shape[name] = value.clone();
    }
    shape
}

/// What only a book can answer.
const OF_THE_BOOK: &[&str] = &[
    "after",
    "after_how",
    "applied",
    "blocked",
    "cannot_remember",
    "cannot_remember_sender",
    "draft_of_created",
    "kept_apart",
    "merged_from",
    "reply_address",
];

/// The first expectation that does not hold.
fn mismatch(expect: &Value, actual: &Value) -> Option<String> {
    for (name, wanted) in expect.as_object().unwrap() {
        let holds = match name.as_str() {
            of if OF_THE_BOOK.contains(&of) => true,
            "evidence_first" => actual["evidence"][0] == *wanted,
            of if of.ends_with("_include") => {
                let all = list(&actual[of.trim_end_matches("_include")]);
                list(wanted).iter().all(|one| all.contains(one))
            }
            "draft" if wanted.is_object() => wanted
                .as_object()
                .unwrap()
                .iter()
                .all(|(field, value)| actual["draft"][field] == *value),
            of => actual.get(of) == Some(wanted) || (wanted.is_null() && actual.get(of).is_none()),
        };
        if !holds {
            return Some(format!("`{name}` should be {wanted}, got {actual}"));
        }
    }
    None
}

fn run(tables: &Tables<'_>, case: &Value) -> Result<(), String> {
    let mut world = World::of(case);
    for step in list(&case["before"]) {
        let (asked, judgement) = ask(tables, &world, case, step);
        world.apply(&asked, &judgement);
    }
    world.link_by_hand(&case["linked_after"]);
    for name in list(&case["deleted"]) {
        let at = world.customers.iter().position(|of| of.name == *name);
        if let Some(person) = at.and_then(|at| world.customers.get_mut(at)) {
            person.gone = true;
        }
    }
    let (asked, judgement) = ask(tables, &world, case, case);
    let actual = shape(&world, &asked, &judgement, case["dry_run"] == true);
    match mismatch(&case["expect"], &actual) {
        None => Ok(()),
        Some(why) => Err(format!("{}: {why}", case["id"])),
    }
}

fn all_cases() -> Vec<Value> {
    ["decisions.json", "classes.json", "rules.json"].iter().flat_map(|file| cases(file)).collect()
}

const TABLES: Tables<'static> = Tables { classes: &CLASSES, decisions: &DECISIONS };

/// E2, E3, E4 without a store.
#[test]
fn the_rules_answer_every_vector() {
    let failures: Vec<String> =
        all_cases().iter().filter_map(|case| run(&TABLES, case).err()).collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

const ACTIONS: [Action; 9] = [
    Action::Draft,
    Action::List,
    Action::Create,
    Action::Assign,
    Action::NotACustomer,
    Action::Invalid,
    Action::Ignore,
    Action::Quarantine,
    Action::Earlier,
];

/// Each of the 132 cells, changed to each of the eight other actions, turns a vector red.
#[test]
fn no_cell_of_the_decision_table_can_be_another() {
    let cases = cases("decisions.json");
    let mut unnoticed = Vec::new();
    for (row_at, (row, cells)) in DECISIONS.iter().enumerate() {
        let name = format!("{}", serde_json::to_value(row.name()).unwrap().as_str().unwrap());
        let of_row: Vec<&Value> =
            cases.iter().filter(|case| case["rows"][0] == format!("E3.{name}")).collect();
        for (column, action) in cells.iter().enumerate() {
            for other in ACTIONS.iter().filter(|other| *other != action) {
                let mut flipped = DECISIONS;
                flipped[row_at].1[column] = *other;
                let tables = Tables { classes: &CLASSES, decisions: &flipped };
                if of_row.iter().all(|case| run(&tables, case).is_ok()) {
                    unnoticed.push(format!("{row:?} column {column}: {action:?} -> {other:?}"));
                }
            }
        }
    }
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}

/// Each permission and tier of each class, changed, turns a vector red.
#[test]
fn no_entry_of_the_class_table_can_be_another() {
    let cases = cases("classes.json");
    let red = |classes: &[ClassRule]| {
        let tables = Tables { classes, decisions: &DECISIONS };
        cases.iter().any(|case| run(&tables, case).is_err())
    };
    for at in 0..CLASSES.len() {
        let flips: [fn(&mut ClassRule); 4] = [
            |rule| rule.may_create = !rule.may_create,
            |rule| rule.may_assign = !rule.may_assign,
            |rule| rule.may_auto_reply = !rule.may_auto_reply,
            |rule| {
                rule.tier =
                    if rule.tier == SenderTier::Soft { SenderTier::Hard } else { SenderTier::Soft }
            },
        ];
        for (which, flip) in flips.iter().enumerate() {
            let mut classes = CLASSES;
            flip(&mut classes[at]);
            assert!(red(&classes), "{:?}: entry {which} can be another", classes[at].class);
        }
        let mut classes = CLASSES;
        classes[at].test = |_| Vec::new();
        let normal = classes[at].class == SenderClass::Normal;
        assert!(normal || red(&classes), "{:?} is never found", classes[at].class);
    }
}

/// Classes that one message can have both of stand in an order that vectors hold. Invalid and own
/// address exclude each other.
#[test]
fn the_order_of_the_classes_is_held() {
    let cases = cases("classes.json");
    for at in 1..CLASSES.len() - 1 {
        let mut classes = CLASSES;
        classes.swap(at, at + 1);
        let tables = Tables { classes: &classes, decisions: &DECISIONS };
        let red = cases.iter().any(|case| run(&tables, case).is_err());
        assert!(red, "{:?} and {:?} can change places", CLASSES[at].class, CLASSES[at + 1].class);
    }
}

/// All kinds of evidence that emails can give are met in the vectors.
#[test]
fn every_evidence_is_met() {
    let mut met = Vec::new();
    for case in all_cases() {
        let world = World::of(&case);
        let (asked, _) = ask(&TABLES, &world, &case, &case);
        met.extend(asked.verdict.evidence.iter().map(|of| of.kind));
    }
    let of_calls = [EvidenceKind::WithheldNumber, EvidenceKind::ChannelIdentifier];
    let missing: Vec<_> = EvidenceKind::ALL
        .iter()
        .filter(|kind| !met.contains(kind) && !of_calls.contains(kind))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
