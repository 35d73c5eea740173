//! The same policies in a book, and what the library says.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use customer_core::{
    Actor, ActorId, Because, BookOptions, CheckOutcome, Clock, CustomerBook, CustomerId, Decision,
    Env, Member, Narrowing, NewCustomer, PermissionGroup, Question, Session, SystemRandomness,
    Timestamp,
};

use super::{
    ADMIN, About, Ask, Asker, Fallible, Round, Row, Verdict, Way, reason, tells_missing,
    tells_reasons,
};

/// A clock that stands where it is put.
#[derive(Default)]
struct Standing(AtomicI64);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A book with all customers, into which one policy after the other is put.
pub struct Library {
    book: CustomerBook,
    clock: Arc<Standing>,
    root: Session,
    customers: Vec<CustomerId>,
    /// Sessions that stay open while policies change.
    open: Vec<Session>,
}

impl Library {
    /// A new book with these customers.
    pub fn new(rows: &[Row]) -> Fallible<Self> {
        let clock = Arc::new(Standing::default());
        let env = Env::new(Arc::<Standing>::clone(&clock), Arc::new(SystemRandomness));
        let options = BookOptions { env, ..BookOptions::default() };
        let book = CustomerBook::open_in_memory_with(options)?;
        let root = Actor::agent("root", "Root")?;
        book.add_first_administrator(&root)?;
        let root = book.session(&root)?;
        let mut customers = Vec::new();
        for (team, owner) in rows {
            let new = NewCustomer {
                full_name: Some("Anna".to_owned()),
                team: team.map(str::to_owned),
                owner: owner.map(str::to_owned),
                ..NewCustomer::default()
            };
            let created = root.create_customer(new)?.customer;
            // A team that was filled in for the customer would be another customer than Cedar's.
            if (created.team.as_deref(), created.owner.as_deref()) != (*team, *owner) {
                return Err("the customer has another team or owner".into());
            }
            customers.push(created.id);
        }
        Ok(Self { book, clock, root, customers, open: Vec::new() })
    }

    /// The groups that a new book has.
    pub fn presets(&self) -> Fallible<Vec<PermissionGroup>> {
        Ok(self.root.list_groups()?)
    }

    /// Puts a policy in place of the last one.
    pub fn put(&self, round: &Round) -> Fallible<()> {
        for group in round.groups.iter().filter(|group| group.id.as_str() != ADMIN) {
            self.root.put_group(group.clone())?;
        }
        for (field, class) in &round.classes {
            self.root.set_field_class(*field, *class)?;
        }
        let mut written = BTreeSet::new();
        for asker in round.askers.iter().filter(|asker| asker.way != Way::Asserted) {
            // Who asks in several ways is one member.
            if !written.insert(&asker.actor.id) {
                continue;
            }
            let actor = &asker.actor;
            let (id, name) = (actor.id.clone(), actor.name.clone());
            let groups = asker.groups.clone();
            self.root.set_member_groups(Member { id, name, kind: actor.kind, groups })?;
        }
        Ok(())
    }

    /// What the library says to questions of somebody, at a moment.
    pub fn verdicts(&mut self, asker: &Asker, asks: &[Ask], now: i64) -> Fallible<Vec<Verdict>> {
        self.clock.0.store(now, Ordering::SeqCst);
        let mut questions = Vec::new();
        for ask in asks {
            questions.push(self.question(ask)?);
        }
        let outcomes = match asker.way {
            Way::Explained => {
                let explain = |question| self.root.explain(&asker.actor, question);
                let decided = |decision| CheckOutcome::Decided { decision };
                let all = questions.iter().map(|question| explain(question).map(decided));
                all.collect::<Result<Vec<_>, _>>()?
            }
            Way::Asserted => {
                let narrowing = asker.narrowing.clone();
                let session =
                    self.book.session_in_groups(&asker.actor, &asker.groups, narrowing)?;
                session.check_many(&questions)?
            }
            Way::Member => self.session(asker)?.check_many(&questions)?,
        };
        asks.iter().zip(outcomes).map(|(ask, outcome)| verdict(asker, ask, outcome)).collect()
    }

    /// A session of a member: a new one where the host takes something away, else the one that is open.
    fn session(&mut self, asker: &Asker) -> Fallible<Session> {
        if asker.narrowing != Narrowing::default() {
            return Ok(self.book.session_narrowed(&asker.actor, asker.narrowing.clone())?);
        }
        let id: &ActorId = &asker.actor.id;
        if let Some(open) = self.open.iter().find(|session| session.actor().id == *id) {
            return Ok(open.clone());
        }
        let session = self.book.session(&asker.actor)?;
        self.open.push(session.clone());
        Ok(session)
    }

    fn question(&self, ask: &Ask) -> Fallible<Question> {
        let question = match ask.about {
            About::Operation(operation) => Question::operation(operation.name),
            About::Permission(permission) => Question::permission(permission),
        };
        let customer = match ask.row {
            Some(row) => Some(*self.customers.get(row).ok_or("no such row")?),
            None => None,
        };
        let action = ask.action.map(str::to_owned);
        Ok(Question { customer, field: ask.field, action, ..question })
    }
}

fn verdict(asker: &Asker, ask: &Ask, outcome: CheckOutcome) -> Fallible<Verdict> {
    let CheckOutcome::Decided { decision } = outcome else { return Ok(Verdict::NotFound) };
    let Decision { allowed, level, because, missing, .. } = decision;
    if because.iter().any(|of| matches!(of, Because::State { .. } | Because::System)) {
        return Err(format!("no permission decides {ask:?}").into());
    }
    let reasons = because.iter().filter_map(|of| match of {
        // Cedar names what decides: of what is forbidden no permits.
        Because::Granted { grant, .. } if missing.contains(&grant.permission) => None,
        Because::Granted { group, grant } | Because::Denied { group, grant } => {
            Some(reason(group, grant))
        }
        _ => None,
    });
    let missing = missing.iter().copied().filter(|_| tells_missing(asker, ask));
    let because = tells_reasons(ask).then(|| reasons.collect());
    Ok(Verdict::Decided { allowed, level, missing: missing.collect(), because })
}
