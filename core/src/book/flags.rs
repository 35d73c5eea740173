//! What is known about a contact point: preferred, contactable, shared, verified, undeliverable.

use crate::error::{Error, Result};
use crate::model::change::{ChangedField, RecordKind};
use crate::model::contact::{
    AddressFacts, PointFlags, PointRecord, PointWritten, Undeliverable, Verified, Warning,
};
use crate::model::ids::{CustomerId, PointId};
use crate::model::permission::Permission;
use crate::model::provenance::How;
use crate::model::reason::RefusedReason;
use crate::model::time::Timestamp;

use super::gate::WriteCall;
use super::operations::SetPointFlags;
use super::points::{answer, clear_preferred, find_point, touch_cards};
use super::records;
use super::session::Session;

impl Session {
    /// Sets flags of a point. At most one email, one phone and one handle of a customer is
    /// preferred. What is not contactable cannot be preferred; making the preferred one not
    /// contactable clears the flag, and the answer warns.
    ///
    /// `shared` and `undeliverable` are facts about the address: they hold for everyone who has it.
    ///
    /// # Errors
    /// `refused` (`not_contactable`), `not_found`, `denied`.
    pub fn set_point_flags(
        &self,
        customer: CustomerId,
        point: PointId,
        flags: PointFlags,
    ) -> Result<PointWritten> {
        self.gate
            .write::<SetPointFlags, _>(&self.who, move |call| set(call, customer, point, &flags))
    }
}

fn set(
    call: &mut WriteCall<'_, SetPointFlags>,
    customer: CustomerId,
    point: PointId,
    flags: &PointFlags,
) -> Result<PointWritten> {
    let draft = records::find_to_change(call.tx.as_read(), &call.permit, customer)?;
    let (card, old) = find_point(&draft.cards, point)?;
    let contactable = flags.contactable.unwrap_or(old.contactable);
    if flags.preferred == Some(true) && !contactable {
        return Err(Error::refused(RefusedReason::NotContactable));
    }
    let preferred = contactable && flags.preferred.unwrap_or(old.preferred);
    let cleared = old.preferred && !preferred && flags.preferred != Some(false);
    let verified = match flags.verified {
        None => old.verified.clone(),
        Some(false) => None,
        Some(true) => Some(Verified { by: call.permit.actor().id.clone(), at: call.permit.now() }),
    };
    let new = PointRecord { preferred, contactable, verified, ..old.clone() };
    let mut changed = point_changes(old, &new);
    if !changed.is_empty() {
        if new.preferred && !old.preferred {
            clear_preferred(call, draft.record.id, &draft.cards, &new)?;
        }
        call.tx.put_point(draft.record.id, card.id, &new)?;
    }
    let key = new.value.match_key();
    let facts = records::facts_of(call.tx.as_read(), &key)?;
    let after = facts_after(&facts, flags, call.permit.now());
    if after != facts {
        // What is said of an address is said for all who hold it. Whether there are others whom the
        // actor may not see must not be told, so it takes the permission on the whole book.
        if !call.permit.effective().holds_on_book(Permission::ContactFlags) {
            return Err(Error::Denied { missing: vec![Permission::ContactFlags] });
        }
        call.tx.put_address_facts(&key, &after)?;
        changed.extend(fact_changes(&facts, &after));
    }
    let mut record = draft.record.clone();
    if !changed.is_empty() {
        record = touch_cards(call, &draft, How::Typed)?;
        call.log(How::Typed, RecordKind::Point, point, Some(record.id), changed)?;
    }
    let mut written = answer(call, &record, &draft.cards, card.id, new, false)?;
    if cleared {
        written.warnings.push(Warning::PreferredCleared);
    }
    Ok(written)
}

fn flag(name: &str, old: bool, new: bool) -> Option<ChangedField> {
    (old != new).then(|| ChangedField::new(name, Some(old.to_string()), Some(new.to_string())))
}

fn point_changes(old: &PointRecord, new: &PointRecord) -> Vec<ChangedField> {
    [
        flag("preferred", old.preferred, new.preferred),
        flag("contactable", old.contactable, new.contactable),
        flag("verified", old.verified.is_some(), new.verified.is_some()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn facts_after(before: &AddressFacts, flags: &PointFlags, now: Timestamp) -> AddressFacts {
    let mut after = before.clone();
    after.shared = flags.shared.unwrap_or(before.shared);
    match flags.undeliverable {
        Some(true) if before.undeliverable.is_none() => {
            after.undeliverable = Some(Undeliverable { since: now, code: None });
        }
        Some(false) => {
            after.undeliverable = None;
            after.soft_bounces = 0;
        }
        _ => {}
    }
    after
}

fn fact_changes(before: &AddressFacts, after: &AddressFacts) -> impl Iterator<Item = ChangedField> {
    [
        flag("shared", before.shared, after.shared),
        flag("undeliverable", before.undeliverable.is_some(), after.undeliverable.is_some()),
    ]
    .into_iter()
    .flatten()
}
