//! The gate between operations and the store: nobody gets a transaction who has not been checked
//! inside it.
//!
//! This is the only module above the port that names [`Store`] (`core/tests/layers.rs` sees to it).
//! An operation is run by [`Gate::read`] or [`Gate::write`], which find out inside the transaction
//! what the actor may do, and hand over the transaction together with a [`Permit`]. There is no other
//! way to either, so an operation without a check does not compile.

use std::marker::PhantomData;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::lookups;
use super::operations::{Operation, Reads, ReadsDelicate, Writes};
use super::options::{BookOptions, BookStats, CheckSummary, Durability};
use super::who::{Rights, Who, lock};
use crate::env::{Env, RandomnessFailed};
use crate::error::{Error, Result};
use crate::model::access::Access;
use crate::model::actor::Actor;
use crate::model::change::{Change, ChangedField, RecordKind};
use crate::model::ids::CustomerId;
use crate::model::permission::{EffectivePermissions, Permission, PermissionSet};
use crate::model::provenance::{How, Provenance};
use crate::model::settings::Settings;
use crate::model::time::Timestamp;
use crate::rules::access::Effective;
use crate::rules::presets;
use crate::rules::sender::patterns::SenderBook;
use crate::store::sqlite::{NewBook, SqliteOptions, SqliteStore};
use crate::store::{Abort, LogStamp, ReadTx, Store, WriteJob, WriteTx};

/// How often in a session it is written down that something delicate is read, in milliseconds.
const NOTED_EVERY: i64 = 3_600_000;

/// A book's store, and what is needed to use it.
pub(crate) struct Gate {
    store: Arc<dyn Store>,
    env: Env,
    /// The lists of senders, made ready once for the same settings.
    senders: Mutex<Option<Arc<SenderBook>>>,
}

/// What a write job came to, and the rights that it found.
type Done<T> = (Result<T>, Option<Rights>);

/// What an actor may do in one operation: the rows and fields of the operation, found out inside the
/// transaction and good for that transaction alone.
pub(crate) struct Permit<'tx, O> {
    access: Access,
    rights: Rights,
    who: &'tx Who,
    now: Timestamp,
    _operation: PhantomData<O>,
}

/// A read transaction with its permit.
pub(crate) struct ReadCall<'tx, O> {
    pub(crate) tx: &'tx dyn ReadTx,
    pub(crate) permit: Permit<'tx, O>,
    pub(crate) gate: &'tx Gate,
}

/// A write transaction with its permit.
pub(crate) struct WriteCall<'tx, O> {
    pub(crate) tx: &'tx mut dyn WriteTx,
    pub(crate) permit: Permit<'tx, O>,
    pub(crate) gate: &'tx Gate,
    /// A reference was tried, by somebody who does not see whether it is taken.
    pub(crate) probed: bool,
}

impl Gate {
    pub(crate) fn open(path: &Path, options: &BookOptions) -> Result<Self> {
        let store = SqliteStore::open(path, sqlite_options(options), &new_book(&options.env)?)?;
        Ok(Self::over(Arc::new(store), options))
    }

    pub(crate) fn open_in_memory(options: &BookOptions) -> Result<Self> {
        let store = SqliteStore::open_in_memory(sqlite_options(options), &new_book(&options.env)?)?;
        Ok(Self::over(Arc::new(store), options))
    }

    fn over(store: Arc<dyn Store>, options: &BookOptions) -> Self {
        Self { store, env: options.env.clone(), senders: Mutex::new(None) }
    }

    pub(crate) fn is_file(&self) -> bool {
        self.store.capabilities().file
    }

    pub(crate) fn backup_to(&self, path: &Path) -> Result<()> {
        Ok(self.store.backup_to(path)?)
    }

    pub(crate) fn check(&self) -> Result<CheckSummary> {
        let report = self.store.check()?;
        Ok(CheckSummary { problems: report.problems, log_entries: report.log_entries })
    }

    pub(crate) fn stats(&self) -> BookStats {
        let of = self.store.stats();
        BookStats {
            reads: of.reads,
            writes: of.write_jobs,
            transactions: of.write_groups,
            largest_group: of.largest_group,
            most_waiting: of.most_waiting,
            lock_retries: of.lock_retries,
            groups_repeated: of.groups_lost,
        }
    }

    pub(crate) fn suspend(&self) -> Result<()> {
        Ok(self.store.suspend()?)
    }

    pub(crate) fn close(&self) -> Result<()> {
        Ok(self.store.close()?)
    }

    /// The permit of an operation, and the rights it was made of.
    fn permit<'tx, O: Operation>(
        &self,
        tx: &dyn ReadTx,
        who: &'tx Who,
    ) -> Result<(Permit<'tx, O>, Rights)> {
        let now = self.env.now();
        let rights = who.rights(tx, now)?;
        let access = O::INFO
            .access(&rights.effective, &who.rows)
            .map_err(|missing| Error::Denied { missing: missing.of(O::INFO.needs) })?;
        let permit = Permit { access, rights: rights.clone(), who, now, _operation: PhantomData };
        Ok((permit, rights))
    }

    /// Runs a reading operation.
    pub(crate) fn read<O: Reads, T>(
        &self,
        who: &Who,
        operation: impl FnMut(&ReadCall<'_, O>) -> Result<T>,
    ) -> Result<T> {
        self.run_read(who, operation)
    }

    /// Runs a reading operation whose use is written down: once an hour in a session, so that who
    /// reads page by page leaves one entry, and who looks for news does not find himself.
    pub(crate) fn read_delicate<O: ReadsDelicate, T>(
        self: &Arc<Self>,
        who: &Arc<Who>,
        operation: impl FnMut(&ReadCall<'_, O>) -> Result<T>,
    ) -> Result<T> {
        let name = O::INFO.name;
        let now = self.env.now();
        let recently = |at: Timestamp| at <= now && now < at.plus_millis(NOTED_EVERY);
        if !who.noted(name).is_some_and(recently) {
            self.run_write::<O, ()>(who, move |call| {
                call.log(How::Typed, RecordKind::Access, name, None, Vec::new())
            })?;
            who.note(name, now);
        }
        self.run_read(who, operation)
    }

    fn run_read<O: Operation, T>(
        &self,
        who: &Who,
        mut operation: impl FnMut(&ReadCall<'_, O>) -> Result<T>,
    ) -> Result<T> {
        let mut answer: Option<Result<T>> = None;
        self.store.read(&mut |tx| {
            answer = Some(self.permit::<O>(tx, who).and_then(|(permit, rights)| {
                who.remember(rights);
                operation(&ReadCall { tx, permit, gate: self })
            }));
            Ok(())
        })?;
        answer.unwrap_or_else(|| Err(Error::internal("gate.read")))
    }

    /// Runs a writing operation: all of it is written when it answers `Ok`, nothing when it does not.
    pub(crate) fn write<O: Writes, T: Send + 'static>(
        self: &Arc<Self>,
        who: &Arc<Who>,
        mut operation: impl FnMut(&mut WriteCall<'_, O>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let probed = Arc::new(AtomicBool::new(false));
        let noted = Arc::clone(&probed);
        let done = self.run_write(who, move |call: &mut WriteCall<'_, O>| {
            let done = operation(call);
            noted.store(call.probed && done.is_err(), Ordering::Relaxed);
            done
        });
        if probed.load(Ordering::Relaxed) {
            // What such an answer tells counts, though the operation that got it is undone.
            lookups::note_probe::<O>(self, who)?;
        }
        done
    }

    pub(super) fn run_write<O: Operation, T: Send + 'static>(
        self: &Arc<Self>,
        who: &Arc<Who>,
        mut operation: impl FnMut(&mut WriteCall<'_, O>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let answer: Arc<Mutex<Option<Done<T>>>> = Arc::new(Mutex::new(None));
        let (gate, slot) = (Arc::clone(self), Arc::clone(&answer));
        let writer = Arc::clone(who);
        let job: WriteJob = Box::new(move |tx| {
            let (done, rights) = match gate.permit::<O>(tx.as_read(), &writer) {
                Ok((permit, rights)) => (
                    operation(&mut WriteCall { tx, permit, gate: &gate, probed: false }),
                    Some(rights),
                ),
                Err(error) => (Err(error), None),
            };
            let abort = done.is_err();
            // A job that is done again overwrites what it found the first time.
            *lock(&slot) = Some((done, rights));
            if abort { Err(Abort::Caller) } else { Ok(()) }
        });
        let outcome = self.store.write(job);
        let answer = lock(&answer).take();
        match (outcome, answer) {
            (Err(Abort::Store(error)), _) => Err(error.into()),
            (Ok(()), Some((done, Some(rights)))) => {
                who.remember(rights);
                done
            }
            (_, Some((done, _))) => done,
            (_, None) => Err(Error::internal("gate.write")),
        }
    }

    /// The lists of senders of these settings.
    pub(crate) fn senders(&self, settings: &Settings) -> Result<Arc<SenderBook>> {
        let mut cached = lock(&self.senders);
        // Not by the version: one that is undone is given again, to other settings.
        if let Some(senders) = cached.as_ref().filter(|of| of.settings == settings.senders) {
            return Ok(Arc::clone(senders));
        }
        let senders = Arc::new(SenderBook::compile(&settings.senders)?);
        *cached = Some(Arc::clone(&senders));
        Ok(senders)
    }

    pub(crate) fn env(&self) -> &Env {
        &self.env
    }
}

impl<O> Permit<'_, O> {
    /// The rows and fields of the operation.
    pub(crate) fn access(&self) -> &Access {
        &self.access
    }

    /// The rows of the operation, with all fields: for writing records back whole.
    pub(crate) fn whole_rows(&self) -> Access {
        Access::whole(self.access.rows.clone())
    }

    /// The rows of another access of this permit, with all fields.
    pub(crate) fn whole(&self, access: &Access) -> Access {
        Access::whole(access.rows.clone())
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.who.actor
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn effective(&self) -> &Effective {
        &self.rights.effective
    }

    /// The rights in full: for saying where they come from.
    pub(crate) fn rights(&self) -> &Rights {
        &self.rights
    }

    pub(crate) fn who(&self) -> &Who {
        self.who
    }

    /// What the actor may do in this session.
    pub(crate) fn permissions(&self) -> EffectivePermissions {
        self.rights.effective.permissions()
    }

    /// The access that further permissions give, or which of them are missing. For operations that
    /// need more for a part of what they are asked for.
    pub(crate) fn also(&self, needs: &[Permission]) -> Result<Access> {
        self.rights
            .effective
            .access(PermissionSet::of(needs), &self.who.rows)
            .map_err(|missing| Error::Denied { missing: missing.of(needs) })
    }

    /// Where a value that is written now comes from.
    pub(crate) fn provenance(&self, how: How, source: Option<String>) -> Provenance {
        Provenance { by: self.who.actor.id.clone(), how, at: self.now, source }
    }
}

impl<O: Operation> WriteCall<'_, O> {
    /// Appends to the change log.
    pub(crate) fn log(
        &mut self,
        how: How,
        kind: RecordKind,
        id: impl ToString,
        subject: Option<CustomerId>,
        fields: Vec<ChangedField>,
    ) -> Result<()> {
        let salt = self.gate.env.random()?;
        self.append(how, kind, id.to_string(), subject, fields, Some(salt))
    }

    /// Appends to the change log which fields there are, and not what they hold: a book of a million
    /// customers that were imported does not hold each value twice.
    pub(crate) fn log_names(
        &mut self,
        how: How,
        kind: RecordKind,
        id: impl ToString,
        subject: Option<CustomerId>,
        fields: Vec<ChangedField>,
    ) -> Result<()> {
        self.append(how, kind, id.to_string(), subject, fields, None)
    }

    fn append(
        &mut self,
        how: How,
        kind: RecordKind,
        id: String,
        subject: Option<CustomerId>,
        fields: Vec<ChangedField>,
        salt: Option<[u8; 16]>,
    ) -> Result<()> {
        let change = Change { operation: O::INFO.name, how, kind, id, subject, fields };
        let who = self.permit.who;
        let asserted = who.asserted_words();
        let (actor, at) = (&who.actor.id, self.permit.now);
        let stamp = LogStamp { actor, at, salt, asserted: asserted.as_deref() };
        Ok(self.tx.append_change(&change, &stamp)?)
    }
}

fn new_book(env: &Env) -> Result<NewBook> {
    Ok(NewBook {
        uid: env.uuid()?.into_bytes(),
        node: u32::from_be_bytes(env.random()?),
        salt: env.random()?,
        at: env.now(),
        groups: presets::all(),
    })
}

fn sqlite_options(options: &BookOptions) -> SqliteOptions {
    SqliteOptions {
        busy_timeout: options.busy_timeout,
        time_limit: options.time_limit,
        readers: options.readers.clamp(1, 8),
        cache_kib: options.cache_kib,
        durable: options.durability == Durability::Full,
        claims: false,
    }
}

impl From<RandomnessFailed> for Error {
    fn from(_: RandomnessFailed) -> Self {
        Self::internal("env.randomness")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::session::{CustomerBook, MatchOptions};
    use crate::model::matching::{CallPhase, CallToMatch, MatchOutcome};
    use crate::model::settings::CreationMode;

    /// E4.10: on engines whose write transactions run side by side, only a claim keeps two of them
    /// from creating a customer each. Matching claims the address, reads again, and then creates.
    #[test]
    fn matching_claims_the_address_before_it_creates() {
        let folder = tempfile::tempdir().unwrap();
        let options = BookOptions::default();
        let claiming = SqliteOptions { claims: true, ..sqlite_options(&options) };
        let new = new_book(&options.env).unwrap();
        let path = folder.path().join("book.db");
        let store = Arc::new(SqliteStore::open(&path, claiming, &new).unwrap());
        let gate = Gate::over(Arc::clone(&store) as Arc<dyn Store>, &options);
        let book = CustomerBook::over(gate);
        let admin = Actor::agent("admin", "Admin").unwrap();
        book.add_first_administrator(&admin).unwrap();
        let session = book.session(&admin).unwrap();
        session.set_creation_modes(None, Some(CreationMode::Automatic), None).unwrap();
        let ask = |call_id: &str| {
            let call = CallToMatch {
                call_id: call_id.to_owned(),
                caller: "+4915112345678".to_owned(),
                region: None,
                caller_name: None,
                phase: CallPhase::Accepted,
                at: Timestamp::from_millis(1),
            };
            session.match_call(&call, MatchOptions::default()).unwrap().outcome
        };
        assert!(matches!(ask("a"), MatchOutcome::Created { .. }));
        assert_eq!(store.claimed(), ["+4915112345678"]);
        assert!(matches!(ask("b"), MatchOutcome::Assigned { .. }));
    }
}
