//! Whose is this message, call or chat? Gather what is known, let the rules decide, write what they
//! say.

mod answer;
mod apply;
mod call;
mod chat;
mod email;
mod gather;
mod plan;

use crate::error::Result;
use crate::model::interaction::InteractionKind;
use crate::model::matching::MatchAnswer;
use crate::model::permission::Permission;
use crate::model::settings::CreationMode;
use crate::store::Claim;

use super::gate::{Permit, ReadCall, WriteCall};
use super::operations::{Reads, Writes};
use super::session::{MatchOptions, Session};
pub(super) use call::point_kind;
use gather::{Eyes, Ground};
use plan::Plan;

impl Session {
    /// Looks first on a reader, where nobody waits; takes the write lock only when something is to
    /// be written, and then decides anew inside it. Whoever comes second sees what the first wrote.
    fn run_match<O: Reads + Writes, F>(&self, options: MatchOptions, plan: F) -> Result<MatchAnswer>
    where
        F: Fn(&Ground<'_>) -> Result<Plan> + Send + 'static,
    {
        let looked = self.gate.read::<O, _>(&self.who, |call: &ReadCall<'_, O>| {
            let (gate, now) = (call.gate, call.permit.now());
            let whole = plan(&Ground { tx: call.tx, gate, now, eyes: Eyes::ALL })?;
            if !options.dry_run && whole.writes_anything() {
                return Ok(None);
            }
            let told = match eyes(&call.permit) {
                // What is decided on customers whom the actor may not see tells of them, also where
                // nothing of theirs is shown. While nothing follows from it, it is decided anew on
                // those whom he may see.
                Some(eyes) => {
                    let seen = plan(&Ground { tx: call.tx, gate, now, eyes })?;
                    if options.dry_run { seen } else { seen.not_carried_out() }
                }
                None => whole,
            };
            answer::answer(call.tx, call.gate, &call.permit, &told, None).map(Some)
        })?;
        if let Some(answer) = looked {
            return Ok(answer);
        }
        self.gate.write::<O, _>(&self.who, move |call: &mut WriteCall<'_, O>| {
            let decide = |call: &WriteCall<'_, O>, eyes: Eyes| {
                let (tx, now) = (call.tx.as_read(), call.permit.now());
                plan(&Ground { tx, gate: call.gate, now, eyes })
            };
            let mut whole = decide(call, Eyes::ALL)?;
            if let Some(key) = whole.creates_for()
                && call.tx.claim_address(&key)? == Claim::ReadAgain
            {
                whole = decide(call, Eyes::ALL)?;
            }
            let applied = apply::apply(call, &whole)?;
            let told = match eyes(&call.permit) {
                // Somebody was faster, and there was nothing left to do.
                Some(eyes) if applied.is_none() => decide(call, eyes)?.not_carried_out(),
                Some(eyes) if whole.mode == CreationMode::Manual => decide(call, eyes)?,
                _ => whole,
            };
            answer::answer(call.tx.as_read(), call.gate, &call.permit, &told, applied)
        })
    }
}

/// The customers that the actor may know of; none when those are all, or when he is told of the
/// others.
fn eyes<O>(permit: &Permit<'_, O>) -> Option<Eyes> {
    if permit.effective().holds_on_book(Permission::MatchSeeHidden) {
        return None;
    }
    let rows = match permit.also(&[Permission::CustomerView]) {
        Ok(access) => access.rows,
        Err(_) => permit.access().rows.none(),
    };
    (!rows.is_all()).then(|| Eyes::of(rows))
}

/// The mode of a kind of interaction needs an id to write by.
fn required_id(id: Option<&str>, kind: InteractionKind) -> Result<String> {
    let field = match kind {
        InteractionKind::Email => "message.message_id",
        InteractionKind::Call => "call_id",
        InteractionKind::Chat => "chat_id",
        InteractionKind::Ticket => "ticket_id",
    };
    super::interactions::check_external_id(id.unwrap_or_default(), field)
}
