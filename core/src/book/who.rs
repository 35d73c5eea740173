//! Who acts in a session, and what he may do at the moment.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Result;
use crate::model::access::ActorRows;
use crate::model::actor::{Actor, Narrowing};
use crate::model::field::FieldClasses;
use crate::model::ids::GroupId;
use crate::model::time::Timestamp;
use crate::rules::access::{Effective, GivenGrant};
use crate::store::ReadTx;

/// Who acts in a session.
pub(crate) struct Who {
    pub(crate) actor: Actor,
    pub(crate) narrowing: Narrowing,
    /// Which rows are the actor's.
    pub(crate) rows: Arc<ActorRows>,
    /// The groups that the host asserts, in place of those of the member.
    pub(crate) asserted: Option<Vec<GroupId>>,
    /// The system session and the library itself may do everything.
    pub(crate) system: bool,
    rights: Mutex<Option<Rights>>,
    /// When it was last written down that something delicate is read, by operation.
    noted: Mutex<BTreeMap<&'static str, Timestamp>>,
}

/// Rights as they were resolved last. They hold while nobody changed groups or members, and while no
/// grant ran out.
#[derive(Clone)]
pub(crate) struct Rights {
    epoch: u64,
    from: Timestamp,
    until: Option<Timestamp>,
    /// None for the system session.
    pub(crate) grants: Option<Arc<[GivenGrant]>>,
    pub(crate) classes: FieldClasses,
    pub(crate) effective: Arc<Effective>,
}

impl Who {
    pub(crate) fn new(actor: Actor, narrowing: Narrowing, asserted: Option<Vec<GroupId>>) -> Self {
        let rows = ActorRows::new(&actor.id, &actor.teams, narrowing.teams.as_deref());
        Self {
            actor,
            narrowing,
            rows: Arc::new(rows),
            asserted,
            system: false,
            rights: Mutex::default(),
            noted: Mutex::default(),
        }
    }

    pub(crate) fn system(actor: Actor) -> Self {
        Self { system: true, ..Self::new(actor, Narrowing::default(), None) }
    }

    /// The rights at the moment, as this transaction sees them.
    pub(crate) fn rights(&self, tx: &dyn ReadTx, now: Timestamp) -> Result<Rights> {
        let epoch = tx.policy_epoch()?;
        if let Some(rights) = lock(&self.rights).as_ref().filter(|of| of.hold(epoch, now)) {
            return Ok(rights.clone());
        }
        let classes = FieldClasses::new(&tx.field_classes()?);
        if self.system {
            let effective = Arc::new(Effective::everything());
            return Ok(Rights { epoch, from: now, until: None, grants: None, classes, effective });
        }
        let grants = match &self.asserted {
            Some(groups) => tx.grants_in(groups)?,
            None => tx.grants_of(&self.actor.id)?,
        };
        let effective = Arc::new(Effective::from_grants(&grants, &self.narrowing, &classes, now));
        let until = next_end(&grants, now);
        Ok(Rights { epoch, from: now, until, grants: Some(grants.into()), classes, effective })
    }

    /// Keeps rights for the next operation. Only what a commit made lasting is kept: an epoch that
    /// is undone is given again, to other grants.
    pub(crate) fn remember(&self, rights: Rights) {
        *lock(&self.rights) = Some(rights);
    }

    /// When it was last written down that this operation was used.
    pub(crate) fn noted(&self, operation: &str) -> Option<Timestamp> {
        lock(&self.noted).get(operation).copied()
    }

    pub(crate) fn note(&self, operation: &'static str, at: Timestamp) {
        lock(&self.noted).insert(operation, at);
    }

    /// The groups that the host asserted, as the log keeps them.
    pub(crate) fn asserted_words(&self) -> Option<String> {
        let groups = self.asserted.as_ref()?;
        Some(groups.iter().map(GroupId::as_str).collect::<Vec<_>>().join("\n"))
    }
}

impl Rights {
    fn hold(&self, epoch: u64, now: Timestamp) -> bool {
        self.epoch == epoch && self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

fn next_end(grants: &[GivenGrant], now: Timestamp) -> Option<Timestamp> {
    grants.iter().filter_map(|(_, grant)| grant.until).filter(|until| *until > now).min()
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What the locks guard is replaced whole, so a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
