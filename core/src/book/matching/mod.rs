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
use crate::model::time::Timestamp;
use crate::store::{Claim, ReadTx};

use super::gate::{Gate, ReadCall, WriteCall};
use super::operations::Operation;
use super::session::{MatchOptions, Session};
pub(super) use call::point_kind;
use plan::Plan;

impl Session {
    /// Looks first on a reader, where nobody waits; takes the write lock only when something is to
    /// be written, and then decides anew inside it. Whoever comes second sees what the first wrote.
    fn run_match<O: Operation, F>(&self, options: MatchOptions, plan: F) -> Result<MatchAnswer>
    where
        F: Fn(&dyn ReadTx, &Gate, Timestamp) -> Result<Plan> + Send + 'static,
    {
        let looked = self.gate.read::<O, _>(&self.who, |call: &ReadCall<'_, O>| {
            let plan = plan(call.tx, call.gate, call.permit.now())?;
            if !options.dry_run && plan.writes_anything() {
                return Ok(None);
            }
            answer::answer(call.tx, call.gate, &call.permit, &plan, None).map(Some)
        })?;
        if let Some(answer) = looked {
            return Ok(answer);
        }
        self.gate.write::<O, _>(&self.who, move |call: &mut WriteCall<'_, O>| {
            let decide =
                |call: &WriteCall<'_, O>| plan(call.tx.as_read(), call.gate, call.permit.now());
            let mut plan = decide(call)?;
            if let Some(key) = plan.creates_for()
                && call.tx.claim_address(&key)? == Claim::ReadAgain
            {
                plan = decide(call)?;
            }
            let applied = apply::apply(call, &plan)?;
            answer::answer(call.tx.as_read(), call.gate, &call.permit, &plan, applied)
        })
    }
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
