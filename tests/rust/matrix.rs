//! Every operation, with every sort of right, on every sort of customer: it is done when its
//! permissions are held where the customer is, and else nothing happens.
//!
//! The list of operations is the library's own. One that is added has no entry here, and the test
//! fails until it has.

use std::collections::BTreeMap;

use customer_core::{
    Actor, ActorId, AuditRule, BookOptions, CallPhase, CallToMatch, ChatToMatch, ContactId,
    ContactPatch, CreationMode, CustomerBook, CustomerField, CustomerId, CustomerListing,
    CustomerPatch, CustomerSearch, CustomerSelection, CustomerSort, CustomerStatus, DataClass,
    Durability, EmailToMatch, Error, ExportOptions, Filter, Grant, GrantScope, GroupId,
    HandleChannel, ImportOptions, ImportSource, InteractionKind, InteractionRef, LinkRequest,
    LinkTarget, LogHead, MatchOptions, Member, NewCapture, NewContact, NewCustomer, NewEmail,
    NewPoint, NewSegment, OPERATIONS, OperationInfo, OperationReach, Permission, PermissionGroup,
    PermissionSet, PointFlags, PointId, PointPatch, Policy, Question, ReferenceSlot, SenderAuth,
    SentMessage, Session, Settings, TimeSpan, Timestamp, parse_message,
};
use rusqlite::Connection;
use tempfile::TempDir;

/// What an operation is tried on.
struct Target {
    customer: CustomerId,
    contact: ContactId,
    point: PointId,
    version: u64,
    email: String,
    reference: String,
    /// A group that is there, or is not.
    group: GroupId,
    /// A number that no other call has.
    n: u64,
}

/// What an operation is about.
#[derive(Clone, Copy, PartialEq)]
enum About {
    /// A customer, who has to be there and in reach.
    Customer,
    /// A group, which has to be there.
    Group,
    /// A segment, likewise; it is called as the group is.
    Segment,
    /// Neither.
    Nothing,
}

type Call = fn(&Session, &Target) -> Result<(), Error>;

fn point(target: &Target) -> NewPoint {
    NewPoint::Email(NewEmail::new(format!("new{}@example.com", target.n)))
}

fn address(target: &Target) -> NewPoint {
    NewPoint::Email(NewEmail::new(target.email.clone()))
}

fn link(target: &Target) -> LinkRequest {
    LinkRequest {
        interaction: InteractionRef {
            kind: InteractionKind::Call,
            external_id: format!("call {}", target.n),
        },
        at: Timestamp::from_millis(1),
        target: LinkTarget::Existing { customer: target.customer },
        remember_sender: false,
        sender: None,
    }
}

fn new() -> NewCustomer {
    NewCustomer { full_name: Some("Bo".into()), ..NewCustomer::default() }
}

fn email(target: &Target) -> EmailToMatch {
    let raw = format!("From: {}\r\nMessage-ID: <{}@x>\r\n\r\nx", target.email, target.n);
    EmailToMatch {
        message: parse_message(raw.as_bytes()),
        auth: SenderAuth::Unverified,
        received_at: Timestamp::from_millis(1),
        thread: None,
        keep_participants: false,
    }
}

fn call(target: &Target) -> CallToMatch {
    CallToMatch {
        call_id: target.n.to_string(),
        caller: "+4915112345678".into(),
        region: None,
        caller_name: None,
        phase: CallPhase::Accepted,
        at: Timestamp::from_millis(1),
    }
}

fn chat(target: &Target) -> ChatToMatch {
    serde_json::from_value(serde_json::json!({
        "chat_id": target.n.to_string(), "channel": HandleChannel::Webchat, "at": 1
    }))
    .unwrap()
}

fn group(id: &GroupId) -> PermissionGroup {
    PermissionGroup {
        id: id.clone(),
        name: "Group".into(),
        description: String::new(),
        grants: Vec::new(),
    }
}

/// A segment that differs from others.
fn segment(name: &str, n: u64) -> NewSegment {
    let from = Some(Timestamp::from_millis(i64::try_from(n).unwrap()));
    let filter = Filter::Created(TimeSpan { from, before: None });
    NewSegment { name: name.to_owned(), description: String::new(), filter }
}

/// A member who is in no group, under a name that tells the calls apart.
fn member(target: &Target) -> Member {
    let id = ActorId::new(format!("m{}", target.n)).unwrap();
    Member { name: "M".into(), kind: customer_core::ActorKind::Agent, groups: Vec::new(), id }
}

/// The entry of an operation.
fn entry(name: &str) -> (About, Call) {
    customers(name)
        .or_else(|| files(name))
        .or_else(|| contacts(name))
        .or_else(|| book(name))
        .or_else(|| permissions(name))
        .unwrap_or_else(|| panic!("the operation {name} has no entry in the matrix"))
}

fn customers(name: &str) -> Option<(About, Call)> {
    use About::{Customer, Nothing};
    Some(match name {
        "get_customer" => (Customer, |s, t| s.get_customer(t.customer).map(drop)),
        "list_customers" => (Nothing, |s, _| {
            let listing = CustomerListing { sort: CustomerSort::Created, ..Default::default() };
            s.list_customers(&listing).map(drop)
        }),
        "search_customers" => (Nothing, |s, t| {
            let search = CustomerSearch { text: t.email.clone(), ..Default::default() };
            s.search_customers(&search).map(drop)
        }),
        "count_customers" => {
            (Nothing, |s, _| s.count_customers(&CustomerSelection::default()).map(drop))
        }
        "list_customer_ids" => {
            (Nothing, |s, _| s.list_customer_ids(&CustomerSelection::default(), 10, None).map(drop))
        }
        "list_segments" => (Nothing, |s, _| s.list_segments().map(drop)),
        "put_segment" => (Nothing, |s, t| s.put_segment(&segment("other", t.n)).map(drop)),
        "remove_segment" => (About::Segment, |s, t| s.remove_segment(t.group.as_str())),
        "find_by_reference" => {
            (Customer, |s, t| s.find_by_reference(ReferenceSlot::Ref1, &t.reference).map(drop))
        }
        "find_by_address" => (Nothing, |s, t| s.find_by_address(&address(t)).map(drop)),
        "find_ids_by_address" => (Nothing, |s, t| s.find_ids_by_address(&[address(t)]).map(drop)),
        "lookup_address" => (Nothing, |s, t| s.lookup_address(&address(t)).map(drop)),
        "create_customer" => (Nothing, |s, _| s.create_customer(new()).map(drop)),
        "create_customers" => (Nothing, |s, _| s.create_customers(vec![new()]).map(drop)),
        "update_customer" => (Customer, |s, t| {
            s.update_customer(t.customer, t.version, CustomerPatch::default()).map(drop)
        }),
        "set_customer_status" => {
            (Customer, |s, t| s.set_customer_status(t.customer, CustomerStatus::Inactive).map(drop))
        }
        "delete_customer" => (Customer, |s, t| s.delete_customer(t.customer)),
        "block_customer" => (Customer, |s, t| s.block_customer(t.customer, true, None).map(drop)),
        _ => return None,
    })
}

fn files(name: &str) -> Option<(About, Call)> {
    use About::Nothing;
    Some(match name {
        "import_customers" => (Nothing, |s, _| {
            let file = ImportSource::Reader(Box::new(&b"full_name\nBo\n"[..]));
            let mut import = s.start_import(file, ImportOptions::default())?;
            while import.next_batch()?.is_some() {}
            Ok(())
        }),
        "forget_import" => (Nothing, |s, _| s.forget_import("none").map(drop)),
        "export_customers" => {
            (Nothing, |s, _| s.export_customers(ExportOptions::default())?.next_chunk().map(drop))
        }
        _ => return None,
    })
}

fn contacts(name: &str) -> Option<(About, Call)> {
    use About::Customer;
    Some(match name {
        "list_contacts" => (Customer, |s, t| s.list_contacts(t.customer).map(drop)),
        "reveal_contacts" => (Customer, |s, t| s.reveal_contacts(t.customer).map(drop)),
        "can_add_contact" => (Customer, |s, t| s.can_add_contact(t.customer).map(drop)),
        "add_contact" => {
            (Customer, |s, t| s.add_contact(t.customer, NewContact::default()).map(drop))
        }
        "update_contact" => (Customer, |s, t| {
            let patch = ContactPatch { label: Some(t.n.to_string()), person_name: None };
            s.update_contact(t.customer, t.contact, patch).map(drop)
        }),
        "remove_contact" => (Customer, |s, t| s.remove_contact(t.customer, t.contact)),
        "add_point" => (Customer, |s, t| s.add_point(t.customer, None, point(t)).map(drop)),
        "update_point" => (Customer, |s, t| {
            let patch =
                PointPatch { text: Some(format!("n{}@x.example", t.n)), ..Default::default() };
            s.update_point(t.customer, t.point, patch).map(drop)
        }),
        "remove_point" => (Customer, |s, t| s.remove_point(t.customer, t.point)),
        "set_point_flags" => (Customer, |s, t| {
            let flags = PointFlags { preferred: Some(true), ..PointFlags::default() };
            s.set_point_flags(t.customer, t.point, flags).map(drop)
        }),
        "capture_point" => (Customer, |s, t| {
            let (account, user_id, at) = (None, None, Timestamp::from_millis(1));
            let capture =
                NewCapture { source: "web".into(), account, user_id, point: point(t), at };
            s.capture_point(t.customer, capture).map(drop)
        }),
        "link_interaction" => (Customer, |s, t| s.link_interaction(link(t)).map(drop)),
        "list_interactions" => {
            (Customer, |s, t| s.list_interactions(t.customer, 5, None).map(drop))
        }
        "record_sent" => (Customer, |s, t| {
            let (message_id, recipients) = (t.n.to_string(), vec![t.email.clone()]);
            let (customer, at) = (Some(t.customer), Timestamp::from_millis(1));
            s.record_sent(SentMessage { message_id, recipients, customer, at })
        }),
        _ => return None,
    })
}

fn book(name: &str) -> Option<(About, Call)> {
    use About::Nothing;
    Some(match name {
        "match_email" => {
            (Nothing, |s, t| s.match_email(&email(t), MatchOptions::default()).map(drop))
        }
        "match_call" => (Nothing, |s, t| s.match_call(&call(t), MatchOptions::default()).map(drop)),
        "match_chat" => (Nothing, |s, t| s.match_chat(&chat(t), MatchOptions::default()).map(drop)),
        "get_settings" => (Nothing, |s, _| s.get_settings().map(drop)),
        "update_settings" => (Nothing, |s, t| {
            // Who may write the settings may read them, and is denied both alike.
            let settings = s.get_settings()?;
            let max_points = if t.n.is_multiple_of(2) { 40 } else { 50 };
            s.update_settings(Settings { max_points, ..settings }).map(drop)
        }),
        "set_creation_modes" => {
            (Nothing, |s, _| s.set_creation_modes(None, Some(CreationMode::Manual), None))
        }
        "list_changes" => (Nothing, |s, _| s.list_changes(0, None, 5).map(drop)),
        "log_head" => (Nothing, |s, _| s.log_head().map(drop)),
        "verify_log" => (Nothing, |s, _| {
            // The whole log is looked over, so a short one is asked for.
            s.verify_log(&LogHead::default()).map(drop)
        }),
        _ => return None,
    })
}

fn permissions(name: &str) -> Option<(About, Call)> {
    use About::{Group, Nothing};
    Some(match name {
        "list_fields" => (Nothing, |s, _| s.list_fields().map(drop)),
        "set_field_class" => (Nothing, |s, t| {
            let class = if t.n.is_multiple_of(2) { DataClass::Personal } else { DataClass::Plain };
            s.set_field_class(CustomerField::State, class)
        }),
        "list_groups" => (Nothing, |s, _| s.list_groups().map(drop)),
        "put_group" => (Nothing, |s, t| s.put_group(group(&t.group))),
        "remove_group" => (Group, |s, t| s.remove_group(&t.group)),
        "list_members" => (Nothing, |s, _| s.list_members().map(drop)),
        "set_member_groups" => (Nothing, |s, t| s.set_member_groups(member(t))),
        "explain" => (Nothing, |s, _| {
            let question = Question::operation("get_customer");
            s.explain(&Actor::agent("a1", "A").unwrap(), &question).map(drop)
        }),
        "who_can" => (Nothing, |s, _| s.who_can(&Question::operation("get_customer")).map(drop)),
        "diff_policy" => {
            (Nothing, |s, _| s.diff_policy(&Policy::default(), &Policy::default()).map(drop))
        }
        "effective_permissions" => (Nothing, |s, _| s.effective_permissions().map(drop)),
        "check" => (Nothing, |s, _| s.check(&Question::operation("get_customer")).map(drop)),
        "check_many" => (Nothing, |s, _| s.check_many(&[]).map(drop)),
        _ => return None,
    })
}

/// Whose a customer is, to the actor `a1` of the team `north`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Whose {
    Own,
    Teams,
    Others,
}

const ALL_WHOSE: [Whose; 3] = [Whose::Own, Whose::Teams, Whose::Others];

fn reaches(scope: GrantScope, whose: Whose) -> bool {
    match scope {
        GrantScope::Book => true,
        GrantScope::Team => whose == Whose::Teams,
        GrantScope::Own => whose == Whose::Own,
    }
}

/// A book in a file, so that another connection sees whether anything was written.
struct Stage {
    book: CustomerBook,
    admin: Session,
    beside: Connection,
    rows: BTreeMap<Whose, Target>,
    calls: u64,
    _folder: TempDir,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.db");
        let durability = Durability::MayLoseLastCommits;
        let options = BookOptions { durability, ..BookOptions::default() };
        let book = CustomerBook::open_with(&path, options).unwrap();
        let admin = Actor::agent("admin", "Admin").unwrap();
        book.add_first_administrator(&admin).unwrap();
        let admin = book.session(&admin).unwrap();
        let settings = Settings { max_lookups: None, ..Settings::default() };
        admin.update_settings(settings).unwrap();
        admin.put_group(group(&GroupId::new("tried").unwrap())).unwrap();
        let member = Member {
            id: ActorId::new("a1").unwrap(),
            name: "A".into(),
            kind: customer_core::ActorKind::Agent,
            groups: vec![GroupId::new("tried").unwrap()],
        };
        admin.set_member_groups(member).unwrap();
        let beside = Connection::open(&path).unwrap();
        Self { book, admin, beside, rows: BTreeMap::new(), calls: 0, _folder: folder }
    }

    /// What another connection sees change with every commit that wrote.
    fn state(&self) -> i64 {
        self.beside.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap()
    }

    fn log_entries(&self) -> i64 {
        self.beside.query_row("SELECT max(seq) FROM change_log", [], |row| row.get(0)).unwrap()
    }

    /// A session of the actor, who holds exactly these permissions.
    fn session(&self, held: PermissionSet, scope: GrantScope) -> Session {
        let mut tried = group(&GroupId::new("tried").unwrap());
        tried.grants = held.iter().map(|of| Grant::allow(of).within(scope)).collect();
        self.admin.put_group(tried).unwrap();
        let actor = Actor::agent("a1", "A").unwrap().in_teams(["north"]);
        self.book.session(&actor).unwrap()
    }

    /// A customer of this sort, and all that there is on it; made anew after a call changed it.
    fn target(&mut self, whose: Whose, exists: bool) -> Target {
        self.calls += 1;
        let n = self.calls;
        if !self.rows.contains_key(&whose) {
            let row = self.create(whose, n);
            self.rows.insert(whose, row);
        }
        let row = &self.rows[&whose];
        let nobody = CustomerId::from_uuid(uuid::Uuid::from_u128(u128::from(n)));
        Target {
            customer: if exists { row.customer } else { nobody },
            contact: row.contact,
            point: row.point,
            version: row.version,
            email: row.email.clone(),
            reference: if exists { row.reference.clone() } else { format!("none-{n}") },
            group: if exists {
                row.group.clone()
            } else {
                GroupId::new(format!("none{n}")).unwrap()
            },
            n,
        }
    }

    fn create(&self, whose: Whose, n: u64) -> Target {
        let (email, reference) = (format!("c{n}@example.com"), format!("K-{n}"));
        let written = self
            .admin
            .create_customer(NewCustomer {
                full_name: Some("Anna".into()),
                email: Some(email.clone()),
                ref1: Some(reference.clone()),
                owner: (whose == Whose::Own).then(|| "a1".into()),
                team: (whose == Whose::Teams).then(|| "north".into()),
                ..NewCustomer::default()
            })
            .unwrap();
        let card = &written.customer.contacts[0];
        let (contact, point) = (card.id, card.points[0].id);
        let group_of = GroupId::new("there").unwrap();
        self.admin.put_group(group(&group_of)).unwrap();
        self.admin.put_segment(&segment("there", 0)).unwrap();
        let (customer, version) = (written.customer.id, written.customer.version);
        Target { customer, contact, point, version, email, reference, group: group_of, n }
    }

    /// One call, held against what is due.
    fn try_one(
        &mut self,
        operation: &OperationInfo,
        held: PermissionSet,
        scope: GrantScope,
        session: &Session,
        (whose, exists, repeated): (Whose, bool, bool),
    ) -> bool {
        let (about, call) = entry(operation.name);
        let target = self.target(whose, exists);
        let (state, entries) = (self.state(), self.log_entries());
        let answer = call(session, &target);
        let changed = self.state() != state;
        let told = format!(
            "{} with {:?} on {scope}, {whose:?}, there: {exists}",
            operation.name,
            held.iter().collect::<Vec<_>>()
        );
        let needs: PermissionSet = operation.needs.iter().copied().collect();
        let too_short = operation.reach == OperationReach::Book && scope != GrantScope::Book;
        let missing = if too_short { needs } else { needs.minus(held) };
        let due = if !missing.is_empty() {
            let missing = operation.needs.iter().copied().filter(|of| missing.contains(*of));
            Err(Error::Denied { missing: missing.collect() })
        } else {
            match about {
                About::Customer if !exists || !reaches(scope, whose) => {
                    Err(Error::NotFound { what: "customer".into() })
                }
                About::Group if !exists => Err(Error::NotFound { what: "group".into() }),
                About::Segment if !exists => Err(Error::NotFound { what: "segment".into() }),
                _ => Ok(()),
            }
        };
        assert_eq!(answer, due, "{told}");
        let logged = self.log_entries() != entries;
        if due.is_err() {
            assert!(!changed, "{told}: it was refused, and something was written");
        } else {
            match operation.audit {
                AuditRule::Nothing => {
                    assert!(!changed, "{told}: it reads, and something was written");
                }
                AuditRule::Change => {
                    assert_eq!(changed, logged, "{told}: what is written is logged");
                }
                // Of reading, once an hour in a session.
                AuditRule::Access => assert!(logged || repeated, "{told}: its use is logged"),
            }
        }
        if changed {
            self.rows.remove(&whose);
        }
        due.is_ok()
    }
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn set(&mut self) -> PermissionSet {
        let pick = |_: &&Permission| {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            self.0 >> 63 == 1
        };
        Permission::ALL.iter().filter(pick).copied().collect()
    }
}

/// Exactly what is needed, that minus each one, none, all, all minus what is needed, and 64 more.
fn sets(operation: &OperationInfo, dice: &mut Dice) -> Vec<PermissionSet> {
    let needs: PermissionSet = operation.needs.iter().copied().collect();
    let mut sets = vec![needs];
    sets.extend(operation.needs.iter().map(|need| needs.without(*need)));
    sets.extend([PermissionSet::NONE, PermissionSet::ALL, PermissionSet::ALL.minus(needs)]);
    sets.extend((0..64).map(|_| dice.set()));
    sets
}

/// F5.1, T20, T25, C8: every operation x sets of permissions x scopes x own, team's and others' rows x
/// there or not, through the store.
#[test]
fn every_operation_holds_what_it_declares() {
    // In two halves at once, for it takes its time.
    let halves = [0, 1].map(|half| std::thread::spawn(move || try_half(half)));
    let counts = halves.map(|half| half.join().unwrap());
    let calls: u64 = counts.iter().map(|(calls, _)| calls).sum();
    let done: u64 = counts.iter().map(|(_, done)| done).sum();
    println!("{calls} calls of {} operations, {done} of them done", OPERATIONS.len());
    assert!(calls > 50_000 && done > 10_000);
}

fn try_half(half: usize) -> (u64, u64) {
    let mut dice = Dice(7);
    let (mut calls, mut done) = (0_u64, 0_u64);
    for operation in OPERATIONS.iter().skip(half).step_by(2) {
        // In a book of its own: what one operation leaves behind makes the next one slow.
        let mut stage = Stage::new();
        let mut succeeded = 0_u64;
        for held in sets(operation, &mut dice) {
            for scope in GrantScope::ALL {
                let session = stage.session(held, *scope);
                for whose in ALL_WHOSE {
                    for exists in [true, false] {
                        let first = whose == Whose::Own && exists;
                        let of = (whose, exists, !first);
                        calls += 1;
                        succeeded +=
                            u64::from(stage.try_one(operation, held, *scope, &session, of));
                    }
                }
            }
        }
        assert!(succeeded > 0, "{} was never done", operation.name);
        done += succeeded;
    }
    (calls, done)
}
