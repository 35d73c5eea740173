//! Looking up a whole address, and the budget for what such answers tell.
//!
//! Who may not see a field learns something of it all the same when he may ask "who has this?", or
//! tries whether a reference is taken. Both cost of one budget, which grows back over an hour.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::change::RecordKind;
use crate::model::contact::NewPoint;
use crate::model::ids::CustomerId;
use crate::model::permission::Permission;
use crate::model::provenance::How;
use crate::model::reason::RefusedReason;
use crate::model::time::Timestamp;
use crate::rules::contacts;
use crate::store::{KeyDigest, ReadTx};

use super::find::lenient;
use super::gate::{Gate, Permit, WriteCall};
use super::operations::{LookupAddress, Operation};
use super::session::Session;
use super::who::Who;

/// One look-up, in the units of the budget.
const ONE: u64 = 1_000_000;
const HOUR: u64 = 3_600_000;

impl Session {
    /// The customers that hold exactly this address, active ones first: for those who may not see
    /// addresses. A number without `+` is read in the book's default region. Every look-up is
    /// written down, with a hash in place of the address; the setting `max_lookups` says how many an
    /// actor has in an hour.
    ///
    /// # Errors
    /// `invalid`, `denied`; `refused` (`lookup_throttled`).
    pub fn lookup_address(&self, address: &NewPoint) -> Result<Vec<CustomerId>> {
        let address = address.clone();
        self.gate.write::<LookupAddress, _>(&self.who, move |call| {
            let settings = lenient(call.tx.as_read())?;
            let key = contacts::check_point(&address, &settings)?.value.match_key();
            check_budget(call.tx.as_read(), &call.permit, 0)?;
            spend(call, 1)?;
            let rows = &call.permit.access().rows;
            let found = call.tx.holder_ids(rows, std::slice::from_ref(&key))?.pop();
            let digest = KeyDigest::new(&call.tx.salt()?, &key);
            call.log(How::Typed, RecordKind::Access, digest.to_hex(), None, Vec::new())?;
            Ok(found.unwrap_or_default())
        })
    }
}

/// Does an answer about customers of others tell this actor anything? Who sees all customers, and who
/// imports on the whole book, learns nothing by asking.
fn is_limited<O>(permit: &Permit<'_, O>) -> bool {
    let effective = permit.effective();
    !effective.holds_on_book(Permission::CustomerView)
        && !effective.holds_on_book(Permission::CustomerImport)
}

/// What is spent at the moment, and the whole budget; none when there is no limit.
fn budget<O>(tx: &dyn ReadTx, permit: &Permit<'_, O>) -> Result<Option<(u64, u64)>> {
    let Some(most) = tx.settings()?.max_lookups.map(u64::from) else { return Ok(None) };
    let spent = tx.lookups_spent(&permit.actor().id)?;
    Ok(Some((spent.map_or(0, |of| grown_back(of, most, permit.now())), most * ONE)))
}

fn grown_back((spent, at): (u64, Timestamp), most: u64, now: Timestamp) -> u64 {
    // A clock that went back gives nothing.
    let millis = now.as_millis().saturating_sub(at.as_millis());
    let millis = u64::try_from(millis).unwrap_or(0).min(HOUR);
    // At most a million look-ups an hour, in millionths: the product fits.
    spent.saturating_sub(most.saturating_mul(ONE).saturating_mul(millis) / HOUR)
}

/// `pending` look-ups were made and are not written down yet.
fn check_budget<O>(tx: &dyn ReadTx, permit: &Permit<'_, O>, pending: u64) -> Result<()> {
    match budget(tx, permit)? {
        Some((spent, whole)) if spent + (pending + 1).saturating_mul(ONE) > whole => {
            Err(Error::Refused {
                reason: RefusedReason::LookupThrottled,
                count: u32::try_from(whole / ONE).ok(),
                of: vec!["lookup".to_owned()],
            })
        }
        _ => Ok(()),
    }
}

fn spend<O: Operation>(call: &mut WriteCall<'_, O>, lookups: u64) -> Result<()> {
    let Some((spent, _)) = budget(call.tx.as_read(), &call.permit)? else { return Ok(()) };
    let (actor, now) = (call.permit.actor().id.clone(), call.permit.now());
    Ok(call.tx.put_lookups_spent(&actor, spent + lookups.saturating_mul(ONE), now)?)
}

/// Whether a reference is taken is tried only while there is some of the budget left; this comes before
/// it is known, so that the refusal tells nothing either.
pub(super) fn may_probe<O: Operation>(call: &mut WriteCall<'_, O>) -> Result<()> {
    call.probed |= would_probe(call.tx.as_read(), &call.permit, 0)?;
    Ok(())
}

/// The same for who writes nothing himself: does trying a reference cost him one of the budget?
pub(super) fn would_probe<O>(
    tx: &dyn ReadTx,
    permit: &Permit<'_, O>,
    pending: u64,
) -> Result<bool> {
    let limited = is_limited(permit);
    if limited {
        check_budget(tx, permit, pending)?;
    }
    Ok(limited)
}

/// Counts an operation that tried a reference and failed: whatever it failed by, it may have told
/// whether the reference is taken.
pub(super) fn probed<O: Operation>(call: &mut WriteCall<'_, O>) -> Result<()> {
    if is_limited(&call.permit) { spend(call, 1) } else { Ok(()) }
}

/// Counts references that were tried by somebody who wrote nothing.
pub(super) fn note_probes<O: Operation>(
    gate: &Arc<Gate>,
    who: &Arc<Who>,
    probes: u64,
) -> Result<()> {
    gate.run_write::<O, ()>(who, move |call| spend(call, probes))
}

/// The same, after the operation was undone.
pub(super) fn note_probe<O: Operation>(gate: &Arc<Gate>, who: &Arc<Who>) -> Result<()> {
    gate.run_write::<O, ()>(who, |call| probed(call))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T24: the budget grows back evenly, and a clock that goes back gives nothing.
    #[test]
    fn the_budget_grows_back() {
        let at = Timestamp::from_millis;
        let spent = |after: i64| grown_back((100 * ONE, at(1_000)), 100, at(1_000 + after));
        assert_eq!(spent(0), 100 * ONE);
        assert_eq!(spent(-5_000), 100 * ONE);
        assert!(spent(36_000) > 98 * ONE && spent(36_000) < 100 * ONE);
        assert!(spent(1_800_000) > 49 * ONE && spent(1_800_000) < 51 * ONE);
        assert!(spent(3_600_000) < ONE && spent(i64::MAX - 1_000) < ONE);
    }
}
