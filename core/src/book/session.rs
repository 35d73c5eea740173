//! Books and sessions.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::gate::Gate;
use super::operations::{AddFirstAdministrator, OpenAssertedSession, OpenSystemSession};
use super::options::{BookOptions, BookStats, CheckSummary};
use super::who::Who;
use crate::error::{Error, Result};
use crate::model::actor::{Actor, ActorKind, Member, Narrowing};
use crate::model::change::{ChangedField, RecordKind};
use crate::model::ids::{ActorId, GroupId};
use crate::model::provenance::How;
use crate::model::reason::{ConflictReason, RefusedReason};
use crate::model::text::line_within;
use crate::model::violation::{Rule, Violation};
use crate::rules::access::{self, grants};

/// A book of customers: one project, one database. Everything that is done with records goes through
/// a [`Session`], which says who does it.
///
/// A book can be used by several threads; the file is closed when nothing refers to it any more, or by
/// [`close`](Self::close).
///
/// ```
/// use customer_core::{Actor, CustomerBook, NewCustomer};
///
/// let book = CustomerBook::open_in_memory()?;
/// let admin = Actor::agent("a-1", "Ada")?;
/// book.add_first_administrator(&admin)?;
///
/// let session = book.session(&admin)?;
/// let anna = session.create_customer(NewCustomer {
///     full_name: Some("Anna Müller".into()),
///     email: Some("anna@example.com".into()),
///     ..NewCustomer::default()
/// })?;
/// assert_eq!(session.get_customer(anna.customer.id)?.display_name, "Anna Müller");
/// # Ok::<(), customer_core::Error>(())
/// ```
///
/// There is no session without somebody who acts.
///
/// ```compile_fail
/// # let book = customer_core::CustomerBook::open_in_memory().unwrap();
/// let session = book.session();
/// ```
#[derive(Clone)]
pub struct CustomerBook {
    gate: Arc<Gate>,
}

/// Somebody working with a book. Every operation is done under the session's actor, and takes its
/// permission inside the transaction: rights that were taken away are gone at the next call.
///
/// Sessions are cheap, and can be used by several threads.
#[derive(Clone)]
pub struct Session {
    pub(super) gate: Arc<Gate>,
    pub(super) who: Arc<Who>,
}

/// The id of the system session's actor.
const SYSTEM: &str = "system";

/// How a message, call or chat is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MatchOptions {
    /// Answer as if, and write nothing.
    pub dry_run: bool,
}

impl MatchOptions {
    /// Answer as if, and write nothing.
    pub const DRY_RUN: Self = Self { dry_run: true };
}

impl CustomerBook {
    /// Opens a book's file, or makes a new one where there is none. A new book has the permission
    /// groups `centre_view`, `centre_edit`, `viewer`, `agent`, `editor`, `supervisor`, `importer`,
    /// `privacy_officer`, `auditor` and `admin`, and no members.
    ///
    /// # Errors
    /// `storage`, with the kind and the place: a file that is no book, that a newer version wrote,
    /// whose schema was altered, or that is damaged is refused and left as it is.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path, BookOptions::default())
    }

    /// Opens a book's file with options.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(path: impl AsRef<Path>, options: BookOptions) -> Result<Self> {
        Ok(Self { gate: Arc::new(Gate::open(path.as_ref(), &options)?) })
    }

    /// Makes a book in memory. It is gone when it is closed.
    ///
    /// # Errors
    /// `storage`, when there is no memory for it.
    pub fn open_in_memory() -> Result<Self> {
        Self::open_in_memory_with(BookOptions::default())
    }

    /// Makes a book in memory, with options.
    ///
    /// # Errors
    /// As [`open_in_memory`](Self::open_in_memory).
    pub fn open_in_memory_with(options: BookOptions) -> Result<Self> {
        Ok(Self { gate: Arc::new(Gate::open_in_memory(&options)?) })
    }

    #[cfg(test)]
    pub(super) fn over(gate: Gate) -> Self {
        Self { gate: Arc::new(gate) }
    }

    /// Makes the first administrator. It works only on a book that has none.
    ///
    /// # Errors
    /// `conflict` (`administrator_exists`), `refused` (`system_actor`).
    pub fn add_first_administrator(&self, actor: &Actor) -> Result<()> {
        check_actor(actor)?;
        let who = Arc::new(Who::system(actor.clone()));
        self.gate.write::<AddFirstAdministrator, _>(&who, move |call| {
            let groups = call.tx.groups()?;
            let administrating = |member: &Member| {
                let of = groups.iter().filter(|group| member.groups.contains(&group.id));
                of.into_iter().any(grants::makes_administrator)
            };
            if call.tx.members()?.iter().any(administrating) {
                return Err(Error::Conflict {
                    reason: ConflictReason::AdministratorExists,
                    fields: Vec::new(),
                });
            }
            let admin = groups.iter().find(|group| grants::makes_administrator(group));
            let admin = admin.ok_or_else(|| Error::not_found("group"))?.id.clone();
            let actor = call.permit.actor().clone();
            let member = Member {
                id: actor.id.clone(),
                name: actor.name,
                kind: actor.kind,
                groups: vec![admin.clone()],
            };
            call.tx.put_member(&member)?;
            let groups = ChangedField::new("groups", None, Some(admin.to_string()));
            call.log(How::Typed, RecordKind::Member, actor.id, None, vec![groups])
        })
    }

    /// Begins a session for somebody whom the host has logged in.
    ///
    /// # Errors
    /// `refused` (`system_actor`) for the kind of actor that only the book itself is.
    pub fn session(&self, actor: &Actor) -> Result<Session> {
        self.session_narrowed(actor, Narrowing::default())
    }

    /// Begins a session in which the host takes something away from what the actor may do.
    ///
    /// # Errors
    /// As [`session`](Self::session).
    pub fn session_narrowed(&self, actor: &Actor, narrowing: Narrowing) -> Result<Session> {
        check_actor(actor)?;
        Ok(Session {
            gate: Arc::clone(&self.gate),
            who: Arc::new(Who::new(actor.clone(), narrowing, None)),
        })
    }

    /// Begins a session in groups that the host asserts, for hosts that keep memberships in a
    /// directory of their own. What the groups may do stands in the book; a member's own groups do
    /// not count in this session. Every entry of the change log that comes of it names the asserted
    /// groups, and whoever is an administrator by assertion alone is not counted as one.
    ///
    /// # Errors
    /// `invalid` (`unknown_group`), `refused` (`system_actor`), `storage`.
    pub fn session_in_groups(
        &self,
        actor: &Actor,
        groups: &[GroupId],
        narrowing: Narrowing,
    ) -> Result<Session> {
        check_actor(actor)?;
        let asserted = groups.to_vec();
        let who = Arc::new(Who::new(actor.clone(), narrowing, Some(asserted)));
        self.gate.read::<OpenAssertedSession, _>(&who, |call| {
            let known = call.tx.groups()?;
            let unknown = groups
                .iter()
                .enumerate()
                .filter(|(_, id)| !known.iter().any(|group| group.id == **id))
                .map(|(at, _)| Violation::new(format!("groups[{at}]"), Rule::UnknownGroup));
            let violations: Vec<Violation> = unknown.collect();
            if violations.is_empty() { Ok(()) } else { Err(violations.into()) }
        })?;
        Ok(Session { gate: Arc::clone(&self.gate), who })
    }

    /// Begins a session that may do everything, for repairs and moves that no person answers for.
    /// It is written to the change log with its reason.
    ///
    /// # Errors
    /// `invalid` without a reason of 1 to 255 characters; `storage`.
    pub fn system_session(&self, reason: &str) -> Result<Session> {
        let reason = line_within(reason, "reason", 255)?
            .ok_or_else(|| Violation::new("reason", Rule::Required))?;
        let id = ActorId::new(SYSTEM).map_err(Error::from)?;
        let actor =
            Actor { id, name: "System".to_owned(), kind: ActorKind::System, teams: Vec::new() };
        let who = Arc::new(Who::system(actor));
        self.gate.write::<OpenSystemSession, _>(&who, move |call| {
            let fields = vec![ChangedField::new("reason", None, Some(reason.clone()))];
            call.log(How::Typed, RecordKind::Session, "system", None, fields)
        })?;
        Ok(Session { gate: Arc::clone(&self.gate), who })
    }

    /// True when the book is kept in a file; a book in memory is gone when it is closed.
    pub fn is_file(&self) -> bool {
        self.gate.is_file()
    }

    /// Writes a copy of the whole book to a file, while others go on working. The copy has its name
    /// only once it is whole and on the disk.
    ///
    /// # Errors
    /// `storage`: `in_use` when the book itself, or a book that is open, stands there; `corrupt` when
    /// rows are not what was written, so that a damaged book does not replace a good copy.
    pub fn backup_to(&self, path: impl AsRef<Path>) -> Result<()> {
        self.gate.backup_to(path.as_ref())
    }

    /// Looks the whole book over: the file's structure, the references between records, the chain of
    /// the change log.
    ///
    /// # Errors
    /// `storage`, when the file cannot be read at all.
    pub fn check(&self) -> Result<CheckSummary> {
        self.gate.check()
    }

    /// What the book has done since it was opened.
    pub fn stats(&self) -> BookStats {
        self.gate.stats()
    }

    /// Puts everything into the file and lets go of it, as a phone wants before it sends an app to
    /// sleep: no lock is held, and the file alone is the book. The next operation opens it again;
    /// when another book stands there then, it is refused as `foreign_file`. Readers at work are
    /// waited for.
    ///
    /// # Errors
    /// `busy` when a reader, or another process that reads an older state, does not end in time: then
    /// the file alone is not the book; `storage`, `closed`.
    pub fn suspend(&self) -> Result<()> {
        self.gate.suspend()
    }

    /// Closes the book. What is done with it or its sessions from then on answers `closed`.
    ///
    /// # Errors
    /// `storage`.
    pub fn close(&self) -> Result<()> {
        self.gate.close()
    }
}

impl Session {
    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.who.actor
    }

    /// The groups that the host asserted for this session, if it did.
    pub fn asserted_groups(&self) -> Option<&[GroupId]> {
        self.who.asserted.as_deref()
    }
}

fn check_actor(actor: &Actor) -> Result<()> {
    // Nobody else is written down under the name of the system.
    if access::may_open_session(actor.kind) && actor.id.as_str() != SYSTEM {
        Ok(())
    } else {
        Err(Error::refused(RefusedReason::SystemActor))
    }
}

impl fmt::Debug for CustomerBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomerBook")
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("actor", &self.who.actor.id).finish()
    }
}
