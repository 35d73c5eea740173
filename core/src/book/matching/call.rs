//! Calls.

use crate::error::{Result, unless};
use crate::model::contact::{PhoneKind, PointKind, PointValue};
use crate::model::interaction::InteractionKind;
use crate::model::key::{MatchKey, PointFamily};
use crate::model::matching::{
    CallPhase, CallToMatch, CannotRemember, MatchAnswer, NotCreatedReason,
};
use crate::model::phone::{LineType, Phone, PhoneOptions};
use crate::model::sender::{Evidence, EvidenceKind, SenderClass, SenderTier};
use crate::model::settings::{CreationMode, Settings, WithheldCalls};
use crate::rules::phones;
use crate::rules::sender::contact::{call_matter, is_withheld, nobody, whatsapp_key};
use crate::rules::sender::decide::{Judgement, Result as Decided, decide};
use crate::rules::sender::draft;
use crate::rules::sender::matter::{EarlierMatch, Known};
use crate::rules::sender::table::{DECISIONS, Row};
use crate::store::HolderQuery;

use super::gather::{Asked, Ground, known};
use super::plan::{Plan, SenderPoint};
use crate::book::operations::MatchCall;
use crate::book::session::{MatchOptions, Session};

impl Session {
    /// Whose is this call? As [`match_email`](Self::match_email), by the caller's number. While it
    /// rings nothing is written, so that missed calls leave no customers; ask again when an agent
    /// accepts. A number that only may be the same as one of the book is listed, not taken.
    ///
    /// # Errors
    /// `denied`; `invalid` for a blank `call_id`, a time outside of the years 1 to 9999 or an unknown `region`;
    /// `storage`, `busy`.
    pub fn match_call(&self, call: &CallToMatch, options: MatchOptions) -> Result<MatchAnswer> {
        let id = super::required_id(Some(&call.call_id), InteractionKind::Call);
        let id = unless(id, call.at.check("at"))?;
        let call = CallToMatch { call_id: id, ..call.clone() };
        self.run_match::<MatchCall, _>(options, move |ground| plan(ground, &call))
    }
}

/// A number that the network sent, whatever the book would accept as typed.
fn read_number(call: &CallToMatch, settings: &Settings) -> Result<Option<Phone>> {
    if is_withheld(&call.caller) {
        return Ok(None);
    }
    let options =
        PhoneOptions { default_region: settings.default_region, ..PhoneOptions::default() };
    let region = call.region.as_deref().filter(|region| !region.trim().is_empty());
    match Phone::parse(&call.caller, region, &options) {
        Ok(phone) => Ok(Some(phone)),
        Err(violation) if violation.field == "region" => Err(violation.into()),
        // Fewer than four digits, or a name: no number.
        Err(_) => Ok(None),
    }
}

fn plan(ground: &Ground<'_>, call: &CallToMatch) -> Result<Plan> {
    let settings = ground.tx.settings()?;
    let phone = read_number(call, &settings)?;
    let key = phone.as_ref().map(Phone::match_key);
    let asked = Asked {
        kind: InteractionKind::Call,
        external_id: Some(&call.call_id),
        identity: key.as_deref().unwrap_or_default(),
        address: key.clone().map(|key| MatchKey::new(PointFamily::Phone, key)),
        thread: None,
        references: &[],
    };
    let known = known(ground, &settings, &asked)?;
    let accepted = call.phase == CallPhase::Accepted;
    let judgement = match &phone {
        Some(phone) => {
            let holders = ground.holders(&query(phone))?;
            let mode = settings.mode(InteractionKind::Call);
            decide(
                &DECISIONS,
                &call_matter(mode, &settings.senders, phone, &holders, &known, accepted),
            )
        }
        None => withheld_call(&settings, &known, accepted),
    };
    let (class, evidence) = match (&phone, judgement.row) {
        (None, _) => (SenderClass::Invalid, Some(EvidenceKind::WithheldNumber)),
        (Some(_), Row::Blocked) => (SenderClass::Blocked, Some(EvidenceKind::CustomerBlocked)),
        (Some(_), _) => (SenderClass::Normal, None),
    };
    Ok(Plan {
        class,
        tier: if class == SenderClass::Normal { SenderTier::None } else { SenderTier::Hard },
        evidence: evidence.map(|kind| Evidence { kind, value: None }).into_iter().collect(),
        unidentified: phone.is_none(),
        external_id: Some(call.call_id.clone()),
        draft: draft::from_call(call, phone.as_ref()),
        cannot_remember: phone.is_none().then_some(CannotRemember::NoAddress),
        sender_point: phone
            .map(|phone| SenderPoint { kind: point_kind(&phone), value: PointValue::Phone(phone) }),
        key,
        ..Plan::new(InteractionKind::Call, settings, judgement, &known, call.at)
    })
}

/// A call without a number: nobody's, unless the settings make a customer of each.
fn withheld_call(settings: &Settings, known: &Known, accepted: bool) -> Judgement {
    let mode = settings.mode(InteractionKind::Call);
    let create = mode == CreationMode::Automatic
        && accepted
        && settings.senders.withheld_calls == WithheldCalls::Create;
    let judgement = decide(&DECISIONS, &nobody(mode, &settings.senders, known));
    let result = match &known.earlier {
        Some(EarlierMatch { customer: Some(customer), .. }) => Decided::Returned(*customer),
        None if create => {
            let most = settings.senders.max_auto_creates;
            if most.is_some_and(|most| known.auto_creates >= most) {
                Decided::Draft(Some(NotCreatedReason::CreateThrottled))
            } else {
                Decided::Create
            }
        }
        _ => Decided::Invalid,
    };
    Judgement { result, ..judgement }
}

fn query(phone: &Phone) -> HolderQuery {
    let lookup = phones::lookup(phone);
    let mut keys = lookup.keys;
    keys.extend(whatsapp_key(phone));
    HolderQuery { keys, related_emails: Vec::new(), digits: lookup.by_digits }
}

/// The kind under which a caller's number is filed: a fixed line as other, since home or work is not
/// known.
pub(in crate::book) fn point_kind(phone: &Phone) -> PointKind {
    match phone.line_type() {
        LineType::Mobile | LineType::FixedLineOrMobile => PhoneKind::Mobile.into(),
        _ => PhoneKind::Other.into(),
    }
}
