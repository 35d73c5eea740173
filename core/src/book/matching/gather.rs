//! What the book knows about an interaction.

use crate::error::Result;
use crate::model::access::Access;
use crate::model::field::CustomerField;
use crate::model::holder::Holder;
use crate::model::ids::CustomerId;
use crate::model::interaction::{InteractionKind, InteractionRecord, InteractionRef};
use crate::model::key::MatchKey;
use crate::model::settings::Settings;
use crate::model::time::Timestamp;
use crate::rules::sender::matter::{EarlierMatch, Known};
use crate::store::{KeyDigest, ReadTx};

const HOUR: i64 = 3_600_000;

/// What is asked of the book about one interaction.
pub(super) struct Asked<'a> {
    pub(super) kind: InteractionKind,
    pub(super) external_id: Option<&'a str>,
    /// The sender's key; empty when there is none.
    pub(super) identity: &'a str,
    pub(super) address: Option<MatchKey>,
    pub(super) thread: Option<&'a InteractionRef>,
    pub(super) references: &'a [String],
}

pub(super) fn known(
    tx: &dyn ReadTx,
    settings: &Settings,
    now: Timestamp,
    asked: &Asked<'_>,
) -> Result<Known> {
    let same_id = match asked.external_id {
        Some(id) => tx.interactions(asked.kind, id)?,
        None => Vec::new(),
    };
    let auto_creates = match settings.senders.max_auto_creates {
        Some(most) => tx.auto_creates_since(now.plus_millis(-HOUR), most)?,
        None => 0,
    };
    Ok(Known {
        earlier: earlier(tx, &same_id, asked.identity)?,
        id_reused: same_id
            .iter()
            .any(|of| !of.identity.is_empty() && of.identity != asked.identity),
        thread_customer: thread_customer(tx, asked)?,
        suppressed: suppressed(tx, asked.address.as_ref())?,
        auto_creates,
        confirmed: Vec::new(),
    })
}

/// The same message of the same sender; one that a person linked without naming the sender is the
/// same too.
fn earlier(
    tx: &dyn ReadTx,
    same_id: &[InteractionRecord],
    identity: &str,
) -> Result<Option<EarlierMatch>> {
    let exact = same_id.iter().find(|of| of.identity == identity);
    let Some(found) = exact.or_else(|| same_id.iter().find(|of| of.identity.is_empty())) else {
        return Ok(None);
    };
    let customer = match found.customer {
        Some(id) => tx.survivor(id)?,
        None => None,
    };
    Ok(Some(EarlierMatch { interaction: found.id, customer, by_hand: found.linked_by_hand }))
}

fn suppressed(tx: &dyn ReadTx, address: Option<&MatchKey>) -> Result<bool> {
    let Some(address) = address else {
        return Ok(false);
    };
    let digest = KeyDigest::new(&tx.salt()?, address);
    Ok(tx.suppressed(&[digest])?.first().copied().unwrap_or(false))
}

/// The customer of the interaction that this one continues: the one that the host names, else the
/// nearest that the message refers to, received or sent.
fn thread_customer(tx: &dyn ReadTx, asked: &Asked<'_>) -> Result<Option<Holder>> {
    if let Some(thread) = asked.thread
        && let Some(id) = linked(&tx.interactions(thread.kind, &thread.external_id)?)
    {
        return holder(tx, id);
    }
    for reference in asked.references {
        let received = linked(&tx.interactions(InteractionKind::Email, reference)?);
        let sent = || -> Result<Option<CustomerId>> {
            Ok(tx.sent_message(reference)?.into_iter().find_map(|sent| sent.customer))
        };
        if let Some(id) = received.map_or_else(sent, |id| Ok(Some(id)))? {
            return holder(tx, id);
        }
    }
    Ok(None)
}

fn linked(interactions: &[InteractionRecord]) -> Option<CustomerId> {
    interactions.iter().find_map(|of| of.customer)
}

/// A customer as a holder of no address in particular.
fn holder(tx: &dyn ReadTx, id: CustomerId) -> Result<Option<Holder>> {
    let Some(survivor) = tx.survivor(id)? else {
        return Ok(None);
    };
    let record = tx.customers(&Access::internal(), &[survivor])?.pop();
    Ok(record.map(|record| Holder {
        key: MatchKey::new(crate::model::key::PointFamily::Email, ""),
        customer: survivor,
        merged_from: (survivor != id).then_some(id),
        status: record.status,
        blocked: record.blocked.is_some(),
        shared: false,
        team: record.values.owned(CustomerField::Team),
        owner: record.values.owned(CustomerField::Owner),
    }))
}
