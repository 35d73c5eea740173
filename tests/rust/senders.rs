//! The vectors of sender matching through a book: everything that the rules say is what the book
//! does, and a dry run says the same and does nothing.

use std::collections::BTreeMap;

use conformance::{cases, items, octets, text};
use customer_core::{
    Actor, CreationMode, Customer, CustomerId, CustomerListing, CustomerStatus, EmailToMatch,
    InteractionKind, InteractionRef, LinkAddress, LinkRequest, LinkSender, LinkTarget, MatchAnswer,
    MatchOptions, MatchOutcome, NewContact, NewCustomer, NewEmail, PointFlags, SenderAuth,
    SentMessage, Settings, ShownValue, Timestamp, parse_email,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::book::survives;
use crate::desk::{Desk, Shelf, message};
use crate::played;

const NOW: Timestamp = Timestamp::from_millis(1_795_262_400_000);

/// A book as a vector describes it, and the names that the vector gives to its customers.
struct World {
    session: Desk,
    names: BTreeMap<CustomerId, String>,
    _folder: Option<tempfile::TempDir>,
}

impl World {
    fn of(case: &Value) -> Self {
        let needs_file = case.get("erased").is_some()
            || case.get("kept_apart").is_some()
            || items(&case["customers"])
                .iter()
                .any(|customer| customer.get("merged_into").is_some());
        let admin = Actor::agent("admin", "Admin").unwrap();
        let folder = needs_file.then(|| tempfile::tempdir().unwrap());
        let path = folder.as_ref().map(|folder| folder.path().join("book.db"));
        let book = Shelf::open(path.as_deref());
        book.add_first_administrator(&admin);
        let mut world =
            Self { session: book.session(&admin), names: BTreeMap::new(), _folder: folder };
        world.settings(case);
        world.customers(case);
        if let Some(path) = &path {
            book.close();
            world.write_what_has_no_verb_yet(case, path);
            world.session = Shelf::open(Some(path)).session(&admin);
        }
        for sent in items(&case["sent"]) {
            let recipients = items(&sent["to"]).iter().map(|to| text(to).to_owned()).collect();
            let customer = sent["customer"].as_str().map(|name| world.id(name));
            let message_id = text(&sent["message_id"]).to_owned();
            world
                .session
                .record_sent(SentMessage { message_id, recipients, customer, at: NOW })
                .unwrap();
        }
        world.link(&case["linked"]);
        world
    }

    fn settings(&self, case: &Value) {
        let mode =
            case["mode"].as_str().and_then(CreationMode::from_word).unwrap_or(CreationMode::Manual);
        let senders = serde_json::from_value(case["settings"].clone()).unwrap_or_default();
        let settings = Settings { senders, email_mode: mode, ..Settings::default() };
        self.session.update_settings(settings).unwrap();
    }

    fn customers(&mut self, case: &Value) {
        for customer in items(&case["customers"]) {
            let emails =
                items(&customer["emails"]).iter().map(|email| NewEmail::new(text(email))).collect();
            let new = NewCustomer {
                full_name: Some(text(&customer["name"]).to_owned()),
                contacts: vec![NewContact { emails, ..NewContact::default() }],
                ..NewCustomer::default()
            };
            let id = self.session.create_customer(new).unwrap().customer.id;
            self.names.insert(id, text(&customer["name"]).to_owned());
            for (list, flags) in [
                ("shared", PointFlags { shared: Some(true), ..PointFlags::default() }),
                (
                    "not_contactable",
                    PointFlags { contactable: Some(false), ..PointFlags::default() },
                ),
                ("preferred", PointFlags { preferred: Some(true), ..PointFlags::default() }),
            ] {
                for address in items(&customer[list]) {
                    self.flag(id, text(address), &flags);
                }
            }
            if customer["status"] == "inactive" {
                self.session.set_customer_status(id, CustomerStatus::Inactive).unwrap();
            }
            if customer["blocked"] == true {
                self.session.block_customer(id, true, None).unwrap();
            }
        }
    }

    fn flag(&self, id: CustomerId, address: &str, flags: &PointFlags) {
        let wanted = parse_email(address).unwrap();
        let contacts = self.session.list_contacts(id).unwrap();
        let point = contacts
            .iter()
            .flat_map(|card| &card.points)
            .find(|point| point.value == ShownValue::Email(wanted.clone()));
        self.session.set_point_flags(id, point.unwrap().id, flags.clone()).unwrap();
    }

    /// Merging, keeping apart and erasing come later; what they will leave behind is read already.
    fn write_what_has_no_verb_yet(&self, case: &Value, path: &std::path::Path) {
        let file = rusqlite::Connection::open(path).unwrap();
        let uid = |name: &str| self.id(name).as_uuid().into_bytes();
        for customer in items(&case["customers"]) {
            if let Some(into) = customer["merged_into"].as_str() {
                let sql = "UPDATE customer SET row_sum = NULL, merged_into = (SELECT id FROM customer WHERE uid = ?) WHERE uid = ?";
                assert_eq!(
                    file.execute(sql, [uid(into), uid(text(&customer["name"]))]).unwrap(),
                    1
                );
            }
        }
        for pair in items(&case["kept_apart"]) {
            let (a, b) = (uid(text(&pair[0])), uid(text(&pair[1])));
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            file.execute(
                "INSERT INTO keep_apart(low, high, by, at) VALUES (?, ?, 'admin', 0)",
                [low, high],
            )
            .unwrap();
        }
        let salt: Vec<u8> = file.query_row("SELECT salt FROM book", [], |row| row.get(0)).unwrap();
        for address in items(&case["erased"]) {
            let mut hash = Sha256::new();
            hash.update(&salt);
            hash.update("email\0");
            hash.update(parse_email(text(address)).unwrap().match_key());
            let digest: [u8; 32] = hash.finalize().into();
            file.execute("INSERT INTO suppressed_key(digest, at) VALUES (?, 0)", [digest]).unwrap();
        }
    }

    fn link(&self, links: &Value) {
        for link in items(links) {
            let sender = LinkSender {
                address: text(&link["from"]).to_owned(),
                point: LinkAddress::Email,
                account: None,
                region: None,
                class: None,
            };
            let request = LinkRequest {
                interaction: InteractionRef {
                    kind: InteractionKind::Email,
                    external_id: text(&link["message_id"]).to_owned(),
                },
                at: NOW,
                target: LinkTarget::Existing { customer: self.id(text(&link["customer"])) },
                remember_sender: false,
                sender: Some(sender),
            };
            self.session.link_interaction(request).unwrap();
        }
    }

    fn id(&self, name: &str) -> CustomerId {
        *self
            .names
            .iter()
            .find(|(_, of)| *of == name)
            .unwrap_or_else(|| panic!("no customer {name}"))
            .0
    }

    fn name(&self, id: CustomerId) -> Value {
        self.names.get(&id).map_or(Value::Null, |name| json!(name))
    }

    /// Customers that matching made are called n1, n2, ... as they come.
    fn meet(&mut self, answer: &MatchAnswer) {
        if let MatchOutcome::Created { customer: Some(id) } = &answer.outcome {
            let made = self.names.values().filter(|name| name.starts_with('n')).count();
            self.names.insert(*id, format!("n{}", made + 1));
        }
    }

    fn ask(&self, case: &Value, step: &Value, options: MatchOptions) -> MatchAnswer {
        let auth = match step["auth"].as_str() {
            Some(domain) => SenderAuth::Verified { domain: domain.to_owned() },
            None => SenderAuth::Unverified,
        };
        let thread = step["thread"]["external_id"]
            .as_str()
            .map(|id| InteractionRef { kind: InteractionKind::Email, external_id: id.to_owned() });
        let email = EmailToMatch {
            message: message(&octets(step)),
            auth,
            received_at: NOW,
            thread,
            keep_participants: case["keep_participants"] == true,
        };
        survives(&email);
        let answer = self.session.match_email(&email, options).unwrap();
        survives(&answer);
        answer
    }

    /// The answer in the words of the vectors.
    fn shape(&self, answer: &MatchAnswer) -> Value {
        let why = &answer.explanation;
        let names = |list: &[customer_core::Candidate]| -> Value {
            list.iter().map(|one| self.name(one.customer)).collect()
        };
        let mut shape = json!({
            "class": why.class, "tier": why.tier, "row": why.row, "count": why.count,
            "may_auto_reply": answer.may_auto_reply, "safe_to_auto_reply": answer.safe_to_auto_reply,
            "identity": why.identity.as_ref().map(|of| of.email.as_typed()),
            "name": why.identity.as_ref().and_then(|of| of.name.as_deref()),
            "via": why.identity.as_ref().map(|of| of.via), "verified_by": why.verified_by,
            "evidence": why.evidence.iter().map(|of| of.kind).collect::<Vec<_>>(),
            "flags": why.flags, "notes": why.notes, "holders": names(&why.candidates),
            "suggestions": names(&why.suggestions), "hidden_inactive": why.hidden_inactive,
            "would_create": why.would_create, "thread_customer": why.thread_customer.map(|id| self.name(id)),
            "other_senders": why.other_senders, "original_sender": why.original_sender, "writes": why.writes,
            "reply_address": answer.reply_address, "cannot_remember_sender": answer.cannot_remember,
        });
        let outcome = serde_json::to_value(&answer.outcome).unwrap();
        for (field, value) in outcome.as_object().unwrap() {
            shape[field] = value.clone();
        }
        match &answer.outcome {
            MatchOutcome::Assigned { customer } => shape["customer"] = self.name(*customer),
            MatchOutcome::Created { customer } => {
                shape["customer"] = customer.map_or(Value::Null, |id| self.name(id));
            }
            MatchOutcome::Candidates { candidates } => {
                shape["candidates"] = names(candidates);
                let per = |value: &dyn Fn(&customer_core::Candidate) -> Value| -> Value {
                    candidates
                        .iter()
                        .map(|one| (text(&self.name(one.customer)).to_owned(), value(one)))
                        .collect::<serde_json::Map<_, _>>()
                        .into()
                };
                shape["kept_apart"] =
                    per(&|one| one.kept_apart_from.iter().map(|id| self.name(*id)).collect());
                shape["cannot_remember"] = per(&|one| json!(one.cannot_remember));
                shape["blocked"] = candidates
                    .iter()
                    .filter(|one| one.blocked)
                    .map(|one| self.name(one.customer))
                    .collect();
            }
            MatchOutcome::NotACustomer { about, .. } => {
                shape["about"] = about.iter().map(|id| self.name(*id)).collect();
            }
            _ => {}
        }
        shape["merged_from"] = why
            .candidates
            .iter()
            .filter_map(|one| {
                Some((text(&self.name(one.customer)).to_owned(), self.name(one.merged_from?)))
            })
            .collect::<serde_json::Map<_, _>>()
            .into();
        shape
    }

    /// What the book holds afterwards.
    fn check_after(&self, after: &Value, how: &Value) -> Option<String> {
        for (name, wanted) in after.as_object().into_iter().flatten() {
            let actual =
                match name.as_str() {
                    "customers" => {
                        let listing = CustomerListing {
                            include_inactive: true,
                            limit: 500,
                            ..CustomerListing::default()
                        };
                        json!(self.session.list_customers(&listing).unwrap().items.len())
                    }
                    "undeliverable" => {
                        self.facts(|point| point.undeliverable.as_ref().map(|of| json!(of.code)))
                    }
                    "soft_bounces" => self
                        .facts(|point| (point.soft_bounces > 0).then(|| json!(point.soft_bounces))),
                    name => serde_json::to_value(self.session.get_customer(self.id(name)).unwrap())
                        .unwrap(),
                };
            if let Some(difference) = conformance::difference(wanted, &actual) {
                return Some(format!("after, {name}{difference}"));
            }
            if name == "undeliverable" && *wanted != actual {
                return Some(format!("after: undeliverable is {actual}"));
            }
        }
        for (name, fields) in how.as_object().into_iter().flatten() {
            let customer: Customer = self.session.get_customer(self.id(name)).unwrap();
            for (field, wanted) in fields.as_object().unwrap() {
                let found = customer
                    .field_provenance
                    .iter()
                    .find(|of| of.field == *field)
                    .map(|of| json!(of.how));
                if found.as_ref() != Some(wanted) {
                    return Some(format!("{name}.{field} came {found:?}"));
                }
            }
        }
        None
    }

    fn facts(&self, fact: impl Fn(&customer_core::ContactPoint) -> Option<Value>) -> Value {
        let mut found = serde_json::Map::new();
        for id in self.names.keys() {
            for point in
                self.session.list_contacts(*id).unwrap().iter().flat_map(|card| &card.points)
            {
                if let Some(value) = fact(point) {
                    found.insert(point.value.text().unwrap().to_owned(), value);
                }
            }
        }
        found.into()
    }
}

/// The first expectation that does not hold.
fn mismatch(expect: &Value, actual: &Value) -> Option<String> {
    for (name, wanted) in expect.as_object().unwrap() {
        let holds = match name.as_str() {
            // `permits` is what the rules say before anything else is known; the rest is looked at apart.
            "permits" | "after" | "after_how" | "applied" | "draft_of_created" => true,
            "evidence_first" => actual["evidence"][0] == *wanted,
            of if of.ends_with("_include") => {
                let all = items(&actual[of.trim_end_matches("_include")]);
                items(wanted).iter().all(|one| all.contains(one))
            }
            of => conformance::difference(wanted, &actual[of]).is_none(),
        };
        if !holds {
            return Some(format!("`{name}` should be {wanted}, got {actual}"));
        }
    }
    None
}

fn run(case: &Value, mut world: World) -> Option<String> {
    for step in items(&case["before"]) {
        let answer = world.ask(case, step, MatchOptions::default());
        world.meet(&answer);
    }
    world.link(&case["linked_after"]);
    for name in items(&case["deleted"]) {
        world.session.delete_customer(world.id(text(name))).unwrap();
    }
    // E4.14: the dry run says the same, and nothing is written.
    let log_before = world.session.list_changes(0, None, 500).unwrap().len();
    let dry = world.ask(case, case, MatchOptions::DRY_RUN);
    assert_eq!(
        world.session.list_changes(0, None, 500).unwrap().len(),
        log_before,
        "{}: a dry run wrote",
        case["id"]
    );
    assert!(!dry.applied);
    let answer = if case["dry_run"] == true {
        dry.clone()
    } else {
        world.ask(case, case, MatchOptions::default())
    };
    world.meet(&answer);
    let (dry, actual) = (world.shape(&dry), world.shape(&answer));
    for (field, value) in actual.as_object().unwrap() {
        let differs_rightly =
            field == "customer" && actual["outcome"] == "created" || field == "reply_address";
        if !differs_rightly && dry[field] != *value {
            return Some(format!("dry run: `{field}` is {} and not {value}", dry[field]));
        }
    }
    if answer.applied == answer.explanation.writes.is_empty() && case["dry_run"] != true {
        return Some(format!(
            "applied is {}, writes are {:?}",
            answer.applied, answer.explanation.writes
        ));
    }
    mismatch(&case["expect"], &actual)
        .or_else(|| world.check_after(&case["expect"]["after"], &case["expect"]["after_how"]))
}

fn run_file(file: &str) {
    let all = cases(file).unwrap();
    let failures = all.iter().filter_map(|case| {
        let name = text(&case["id"]);
        played::case(file, name, || World::of(case), |world| run(case, world))
    });
    let failures: Vec<String> = failures.collect();
    assert!(failures.is_empty(), "{file}: {} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn decisions() {
    run_file("senders/decisions.json");
}

#[test]
fn classes() {
    run_file("senders/classes.json");
}

/// E4.1 to E4.16 save E4.7.
#[test]
fn rules() {
    run_file("senders/rules.json");
}

/// What broken and hostile programs write.
#[test]
fn hostile_senders() {
    run_file("senders/hostile.json");
}
