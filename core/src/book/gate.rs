//! The gate between operations and the store: nobody gets a transaction who has not been checked
//! inside it.
//!
//! This is the only module above the port that names [`Store`] (`core/tests/layers.rs` sees to it).
//! An operation is run by [`Gate::read`] or [`Gate::write`], which find out inside the transaction
//! what the actor may do, and hand over the transaction together with a [`Permit`]. There is no other
//! way to either, so an operation without a check does not compile.

use std::marker::PhantomData;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::operations::Operation;
use super::options::{BookOptions, BookStats, CheckSummary, Durability};
use crate::env::{Env, RandomnessFailed};
use crate::error::{Error, Result};
use crate::model::access::Access;
use crate::model::actor::{Actor, Narrowing};
use crate::model::change::{Change, ChangedField, RecordKind};
use crate::model::ids::CustomerId;
use crate::model::permission::{EffectivePermissions, Grant, Permission};
use crate::model::provenance::{How, Provenance};
use crate::model::settings::Settings;
use crate::model::time::Timestamp;
use crate::rules::access::Effective;
use crate::rules::presets;
use crate::rules::sender::patterns::SenderBook;
use crate::store::sqlite::{NewBook, SqliteOptions, SqliteStore};
use crate::store::{Abort, LogStamp, ReadTx, Store, WriteJob, WriteTx};

/// A book's store, and what is needed to use it.
pub(crate) struct Gate {
    store: Arc<dyn Store>,
    env: Env,
    /// The lists of senders, made ready once for the same settings.
    senders: Mutex<Option<Arc<SenderBook>>>,
}

/// What a write job came to, and the rights that it found.
type Done<T> = (Result<T>, Option<Rights>);

/// Who acts in a session.
pub(crate) struct Who {
    pub(crate) actor: Actor,
    narrowing: Narrowing,
    /// The system session and the library itself may do everything.
    system: bool,
    rights: Mutex<Option<Rights>>,
}

/// Rights as they were resolved last. They hold while nobody changed groups or members, and while no
/// grant ran out.
#[derive(Clone)]
struct Rights {
    epoch: u64,
    from: Timestamp,
    until: Option<Timestamp>,
    effective: Arc<Effective>,
}

/// What an actor may do in one operation: the rows and fields of the operation, found out inside the
/// transaction and good for that transaction alone.
pub(crate) struct Permit<'tx, O> {
    access: Access,
    effective: Arc<Effective>,
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
}

impl Who {
    pub(crate) fn new(actor: Actor, narrowing: Narrowing) -> Self {
        Self { actor, narrowing, system: false, rights: Mutex::new(None) }
    }

    pub(crate) fn system(actor: Actor) -> Self {
        Self { system: true, ..Self::new(actor, Narrowing::default()) }
    }

    /// The rights at the moment, as this transaction sees them.
    fn rights(&self, tx: &dyn ReadTx, now: Timestamp) -> Result<Rights> {
        let epoch = tx.policy_epoch()?;
        if self.system {
            let effective = Arc::new(Effective::everything());
            return Ok(Rights { epoch, from: now, until: None, effective });
        }
        if let Some(rights) = lock(&self.rights).as_ref().filter(|of| of.hold(epoch, now)) {
            return Ok(rights.clone());
        }
        let grants = tx.grants_of(&self.actor.id)?;
        let effective = Arc::new(Effective::from_grants(&grants, &self.narrowing, now));
        Ok(Rights { epoch, from: now, until: next_end(&grants, now), effective })
    }

    /// Keeps rights for the next operation. Only what a commit made lasting is kept: an epoch that
    /// is undone is given again, to other grants.
    fn remember(&self, rights: Rights) {
        if !self.system {
            *lock(&self.rights) = Some(rights);
        }
    }
}

impl Rights {
    fn hold(&self, epoch: u64, now: Timestamp) -> bool {
        self.epoch == epoch && self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

fn next_end(grants: &[Grant], now: Timestamp) -> Option<Timestamp> {
    grants.iter().filter_map(|grant| grant.until).filter(|until| *until > now).min()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What the locks guard is replaced whole, so a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
        let effective = Arc::clone(&rights.effective);
        let access = effective
            .access(O::NEEDS, &who.actor, &who.narrowing)
            .map_err(|missing| Error::Denied { missing: missing.0 })?;
        Ok((Permit { access, effective, who, now, _operation: PhantomData }, rights))
    }

    /// Runs a reading operation.
    pub(crate) fn read<O: Operation, T>(
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
    pub(crate) fn write<O: Operation, T: Send + 'static>(
        self: &Arc<Self>,
        who: &Arc<Who>,
        mut operation: impl FnMut(&mut WriteCall<'_, O>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let answer: Arc<Mutex<Option<Done<T>>>> = Arc::new(Mutex::new(None));
        let (gate, slot) = (Arc::clone(self), Arc::clone(&answer));
        let writer = Arc::clone(who);
        let job: WriteJob = Box::new(move |tx| {
            let (done, rights) = match gate.permit::<O>(tx.as_read(), &writer) {
                Ok((permit, rights)) => {
                    (operation(&mut WriteCall { tx, permit, gate: &gate }), Some(rights))
                }
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
        Access { rows: self.access.rows.clone(), ..Access::internal() }
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.who.actor
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn effective(&self) -> &Effective {
        &self.effective
    }

    /// What the actor may do in this session.
    pub(crate) fn permissions(&self) -> EffectivePermissions {
        self.effective.permissions(&self.who.narrowing)
    }

    /// The access that further permissions give, or which of them are missing. For operations that
    /// need more for a part of what they are asked for.
    pub(crate) fn also(&self, needs: &[Permission]) -> Result<Access> {
        self.effective
            .access(needs, &self.who.actor, &self.who.narrowing)
            .map_err(|missing| Error::Denied { missing: missing.0 })
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
        let change = Change { operation: O::NAME, how, kind, id: id.to_string(), subject, fields };
        let salt = self.gate.env.random()?;
        let stamp = LogStamp { actor: &self.permit.who.actor.id, at: self.permit.now, salt };
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
