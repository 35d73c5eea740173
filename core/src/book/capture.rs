//! What channels, bots and shops capture: it is added to what people typed, and never replaces it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::codes::debug_shows;
use crate::model::contact::{NewPoint, PointKind};
use crate::model::handle::Handle;
use crate::model::ids::{CustomerId, PointId};
use crate::model::permission::Permission;
use crate::model::provenance::How;
use crate::model::reason::RefusedReason;
use crate::model::text::line_within;
use crate::model::time::Timestamp;
use crate::model::violation::{Rule, Violation};
use crate::rules::{capture, contacts};
use crate::store::{KeyDigest, ProfileNote};

use super::gate::WriteCall;
use super::operations::CapturePoint;
use super::points;
use super::records::{self, Draft};
use super::session::Session;

/// The most characters that are kept of a captured text.
const MAX_VALUE: usize = 1_000;

/// An address that a channel captured.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCapture {
    /// The channel or system: `whatsapp`, `order`, `bot` ... 1 to 128 characters.
    pub source: String,
    /// The page, widget or shop, where the source has such a thing.
    #[serde(default)]
    pub account: Option<String>,
    /// The user's id there, where it has one.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The address.
    pub point: NewPoint,
    /// When it was captured.
    pub at: Timestamp,
}

/// What became of a captured address. The capture itself always succeeds: what did not become a
/// contact point stays with the channel's profile of the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CaptureOutcome {
    /// It was recorded. What it came to, whoever may not see the customer's addresses is not told.
    Recorded,
    /// It was added.
    Added {
        /// The new point.
        point: PointId,
    },
    /// The customer has it already; nothing was changed.
    AlreadyPresent {
        /// That point.
        point: PointId,
    },
    /// Somebody removed it after this source brought it.
    RemovedBefore,
    /// It breaks rules.
    Invalid {
        /// Which ones.
        violations: Vec<Violation>,
    },
    /// The customer has as many points or cards as it may have.
    OverLimit {
        /// Which limit.
        reason: RefusedReason,
    },
}

debug_shows!(NewCapture { source, at });

impl Session {
    /// Records an address that a channel captured. One that the customer lacks is added, not
    /// preferred; one that it has is left as it is; one that somebody took off is not brought back by
    /// the same source unless it was captured after that.
    ///
    /// # Errors
    /// `not_found`, `denied`; `invalid` for the source, the account (255 characters), the user's id
    /// (255) and a time outside of the years 1 to 9999 alone.
    pub fn capture_point(
        &self,
        customer: CustomerId,
        capture: NewCapture,
    ) -> Result<CaptureOutcome> {
        let source = line_within(&capture.source, "source", 128)?
            .ok_or_else(|| Violation::new("source", Rule::Required))?;
        for (text, field) in [(&capture.account, "account"), (&capture.user_id, "user_id")] {
            line_within(text.as_deref().unwrap_or_default(), field, Handle::MAX_CHARS)?;
        }
        capture.at.check("at")?;
        self.gate.write::<CapturePoint, _>(&self.who, move |call| {
            let found = records::find(call.tx.as_read(), &call.permit.whole_rows(), customer)?;
            let cards = records::cards_of(call.tx.as_read(), found.record.id)?;
            let draft = Draft { record: found.record, cards };
            let outcome = keep(call, &draft, &capture, &source)?;
            let needs = [Permission::CustomerView, Permission::ContactView];
            let sees = records::also_on(&call.permit, &needs, &draft.record).is_ok()
                && records::sees_contacts(&call.permit, &draft.record).is_ok();
            note_profile(call, draft.record.id, &capture, &source)?;
            Ok(match outcome {
                CaptureOutcome::Invalid { .. } => outcome,
                _ if !sees => CaptureOutcome::Recorded,
                _ => outcome,
            })
        })
    }
}

fn keep(
    call: &mut WriteCall<'_, CapturePoint>,
    draft: &Draft,
    capture: &NewCapture,
    source: &str,
) -> Result<CaptureOutcome> {
    let settings = call.tx.settings()?;
    let mut checked = match contacts::check_point(&capture.point, &settings) {
        Ok(checked) => checked,
        Err(violation) => {
            return Ok(CaptureOutcome::Invalid { violations: vec![violation] });
        }
    };
    checked.preferred = false;
    let digest = KeyDigest::new(&call.tx.salt()?, &checked.value.match_key());
    let removed = call.tx.removed_point(draft.record.id, &digest)?;
    let removed = removed.as_ref().map(|(source, at)| (source.as_str(), *at));
    // A captured phone of another kind is still the same phone.
    let same = contacts::all_points(&draft.cards).find(|(_, point)| {
        point.kind.family() == checked.kind.family()
            && point.value.duplicate_key() == checked.value.duplicate_key()
    });
    if let Some((_, same)) = same {
        return Ok(CaptureOutcome::AlreadyPresent { point: same.id });
    }
    if !capture::may_add(capture.at, source, removed) {
        return Ok(CaptureOutcome::RemovedBefore);
    }
    match points::add(call, draft, None, checked, How::Captured, Some(source.to_owned())) {
        Ok(written) => Ok(CaptureOutcome::Added { point: written.point.id }),
        Err(Error::Refused { reason, .. }) => Ok(CaptureOutcome::OverLimit { reason }),
        Err(error) => Err(error),
    }
}

fn note_profile(
    call: &mut WriteCall<'_, CapturePoint>,
    customer: CustomerId,
    capture: &NewCapture,
    source: &str,
) -> Result<()> {
    let (attribute, value) = match &capture.point {
        NewPoint::Email(email) => (PointKind::Email.as_str(), email.address.as_str()),
        NewPoint::Phone(phone) => ("phone", phone.number.as_str()),
        NewPoint::Handle(handle) => (handle.channel.as_str(), handle.handle.as_str()),
    };
    // Anything can have been typed; what is kept of it has an end.
    let value: String = value.chars().take(MAX_VALUE).collect();
    Ok(call.tx.note_profile(&ProfileNote {
        customer,
        channel: source,
        account: capture.account.as_deref().unwrap_or_default(),
        user_id: capture.user_id.as_deref().unwrap_or_default(),
        at: capture.at,
        attribute: Some((attribute, value.as_str())),
    })?)
}
