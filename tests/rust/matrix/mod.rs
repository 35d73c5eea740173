//! Every operation, with every sort of right, on every sort of customer: it is done when its
//! permissions are held where the customer is, and else nothing happens.
//!
//! The list of operations is the library's own. One that is added has no entry here, and the test
//! fails until it has.

mod entries;

use std::collections::BTreeMap;

use customer_core::{
    Actor, ActorId, AuditRule, BookOptions, ContactId, CustomerBook, CustomerId, Durability, Error,
    Grant, GrantScope, GroupId, Member, NewCustomer, OperationInfo, OperationReach, Permission,
    PermissionSet, PointId, Session, Settings, operations,
};
use rusqlite::Connection;
use tempfile::TempDir;

use entries::{entry, group, segment};

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
    println!("{calls} calls of {} operations, {done} of them done", operations().len());
    assert!(calls > 50_000 && done > 10_000);
}

fn try_half(half: usize) -> (u64, u64) {
    let mut dice = Dice(7);
    let (mut calls, mut done) = (0_u64, 0_u64);
    for operation in operations().iter().skip(half).step_by(2) {
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
