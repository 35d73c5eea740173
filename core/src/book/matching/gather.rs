//! What the book knows about an interaction.

use crate::error::Result;
use crate::model::access::{Access, RowScope};
use crate::model::customer::CustomerRecord;
use crate::model::field::CustomerField;
use crate::model::holder::Holder;
use crate::model::ids::CustomerId;
use crate::model::interaction::{InteractionKind, InteractionRecord, InteractionRef};
use crate::model::key::MatchKey;
use crate::model::settings::Settings;
use crate::model::time::Timestamp;
use crate::rules::sender::matter::{EarlierMatch, Known};
use crate::store::{HolderQuery, KeyDigest, ReadTx};

use crate::book::gate::Gate;

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

/// What a decision is made on.
pub(super) struct Ground<'g> {
    pub(super) tx: &'g dyn ReadTx,
    pub(super) gate: &'g Gate,
    pub(super) now: Timestamp,
    pub(super) eyes: Eyes,
}

/// The customers that are looked at.
pub(super) struct Eyes {
    rows: Option<RowScope>,
}

impl Eyes {
    pub(super) const ALL: Self = Self { rows: None };

    pub(super) fn of(rows: RowScope) -> Self {
        Self { rows: Some(rows) }
    }

    fn see(&self, team: Option<&str>, owner: Option<&str>) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.admits(team, owner))
    }
}

impl Ground<'_> {
    /// The customers that hold addresses.
    pub(super) fn holders(&self, query: &HolderQuery) -> Result<Vec<Holder>> {
        let mut holders = self.tx.holders(query)?;
        holders.retain(|of| self.eyes.see(of.team.as_deref(), of.owner.as_deref()));
        Ok(holders)
    }

    /// A customer, after redirects.
    fn customer(&self, id: CustomerId) -> Result<Option<CustomerRecord>> {
        let Some(survivor) = self.tx.survivor(id)? else {
            return Ok(None);
        };
        let record = self.tx.customers(&Access::internal(), &[survivor])?.pop();
        let seen = |record: &CustomerRecord| {
            let value = |field| record.values.get(field);
            self.eyes.see(value(CustomerField::Team), value(CustomerField::Owner))
        };
        Ok(record.filter(seen))
    }

    /// May it be known that this customer has something?
    fn sees(&self, id: Option<CustomerId>) -> Result<bool> {
        match id {
            Some(id) if self.eyes.rows.is_some() => {
                Ok(self.customer(id)?.is_some() || self.tx.survivor(id)?.is_none())
            }
            _ => Ok(true),
        }
    }

    fn interactions(&self, kind: InteractionKind, id: &str) -> Result<Vec<InteractionRecord>> {
        let mut seen = Vec::new();
        for record in self.tx.interactions(kind, id)? {
            if self.sees(record.customer)? {
                seen.push(record);
            }
        }
        Ok(seen)
    }
}

pub(super) fn known(ground: &Ground<'_>, settings: &Settings, asked: &Asked<'_>) -> Result<Known> {
    let tx = ground.tx;
    let same_id = match asked.external_id {
        Some(id) => ground.interactions(asked.kind, id)?,
        None => Vec::new(),
    };
    let auto_creates = match settings.senders.max_auto_creates {
        Some(most) => tx.auto_creates_since(ground.now.plus_millis(-HOUR), most)?,
        None => 0,
    };
    Ok(Known {
        earlier: earlier(tx, &same_id, asked.identity)?,
        id_reused: same_id
            .iter()
            .any(|of| !of.identity.is_empty() && of.identity != asked.identity),
        thread_customer: thread_customer(ground, asked)?,
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
fn thread_customer(ground: &Ground<'_>, asked: &Asked<'_>) -> Result<Option<Holder>> {
    if let Some(thread) = asked.thread
        && let Some(id) = linked(&ground.interactions(thread.kind, &thread.external_id)?)
    {
        return holder(ground, id);
    }
    for reference in asked.references {
        let received = linked(&ground.interactions(InteractionKind::Email, reference)?);
        let sent = || -> Result<Option<CustomerId>> {
            for sent in ground.tx.sent_message(reference)? {
                if sent.customer.is_some() && ground.sees(sent.customer)? {
                    return Ok(sent.customer);
                }
            }
            Ok(None)
        };
        if let Some(id) = received.map_or_else(sent, |id| Ok(Some(id)))? {
            return holder(ground, id);
        }
    }
    Ok(None)
}

fn linked(interactions: &[InteractionRecord]) -> Option<CustomerId> {
    interactions.iter().find_map(|of| of.customer)
}

/// A customer as a holder of no address in particular.
fn holder(ground: &Ground<'_>, id: CustomerId) -> Result<Option<Holder>> {
    Ok(ground.customer(id)?.map(|record| Holder {
        key: MatchKey::new(crate::model::key::PointFamily::Email, ""),
        customer: record.id,
        merged_from: (record.id != id).then_some(id),
        status: record.status,
        blocked: record.blocked.is_some(),
        shared: false,
        team: record.values.owned(CustomerField::Team),
        owner: record.values.owned(CustomerField::Owner),
    }))
}
