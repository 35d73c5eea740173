//! What is to be done with a message, call or chat, and why: all that writing and answering need.

use crate::model::contact::{PointKind, PointValue};
use crate::model::ids::CustomerId;
use crate::model::interaction::InteractionKind;
use crate::model::key::MatchKey;
use crate::model::matching::{CannotRemember, CustomerDraft, VerifiedBy, Write};
use crate::model::sender::{Evidence, Identity, SenderClass, SenderFlag, SenderTier};
use crate::model::settings::{CreationMode, Settings};
use crate::model::time::Timestamp;
use crate::rules::sender::bounce::AddressMark;
use crate::rules::sender::decide::{Judgement, Result as Decided};
use crate::rules::sender::matter::{EarlierMatch, Known};

/// The decision on one interaction, with everything around it.
pub(super) struct Plan {
    pub(super) kind: InteractionKind,
    pub(super) mode: CreationMode,
    pub(super) settings: Settings,
    pub(super) judgement: Judgement,
    pub(super) class: SenderClass,
    pub(super) tier: SenderTier,
    pub(super) identity: Option<Identity>,
    pub(super) key: Option<String>,
    pub(super) verified_by: VerifiedBy,
    pub(super) evidence: Vec<Evidence>,
    pub(super) flags: Vec<SenderFlag>,
    pub(super) may_auto_reply: bool,
    pub(super) other_senders: Vec<String>,
    pub(super) original_sender: Option<String>,
    /// There is no address at all.
    pub(super) unidentified: bool,
    /// What stood in place of an address that cannot be read.
    pub(super) raw: Option<String>,
    pub(super) raw_name: Option<String>,
    pub(super) about: Vec<CustomerId>,
    pub(super) marks: Vec<AddressMark>,
    pub(super) earlier: Option<EarlierMatch>,
    pub(super) external_id: Option<String>,
    pub(super) at: Timestamp,
    pub(super) participants: Vec<String>,
    pub(super) draft: CustomerDraft,
    /// The sender's address, as it would stand on a record.
    pub(super) sender_point: Option<SenderPoint>,
    pub(super) cannot_remember: Option<CannotRemember>,
}

/// An address as it would stand on a record.
#[derive(Clone)]
pub(super) struct SenderPoint {
    pub(super) kind: PointKind,
    pub(super) value: PointValue,
}

impl Plan {
    /// A plan for a sender of whom nothing more is known.
    pub(super) fn new(
        kind: InteractionKind,
        settings: Settings,
        judgement: Judgement,
        known: &Known,
        at: Timestamp,
    ) -> Self {
        Self {
            kind,
            mode: settings.mode(kind),
            settings,
            judgement,
            class: SenderClass::Normal,
            tier: SenderTier::None,
            identity: None,
            key: None,
            verified_by: VerifiedBy::Nobody,
            evidence: Vec::new(),
            flags: Vec::new(),
            may_auto_reply: false,
            other_senders: Vec::new(),
            original_sender: None,
            unidentified: false,
            raw: None,
            raw_name: None,
            about: Vec::new(),
            marks: Vec::new(),
            earlier: known.earlier.clone(),
            external_id: None,
            at,
            participants: Vec::new(),
            draft: CustomerDraft::default(),
            sender_point: None,
            cannot_remember: None,
        }
    }

    /// What is said of a plan that would write and was not carried out, because somebody out of sight
    /// was in the way: those who match are listed.
    pub(super) fn not_carried_out(mut self) -> Self {
        if self.writes_anything() {
            self.judgement.result = Decided::List(self.judgement.candidates.clone());
            self.judgement.reactivate = false;
            self.judgement.would_create = false;
            self.marks.clear();
        }
        self
    }

    /// What carrying it out writes.
    pub(super) fn writes(&self) -> Vec<Write> {
        let mut writes = match &self.judgement.result {
            Decided::Create => vec![Write::Customer, Write::Interaction],
            Decided::Assign(_) => vec![Write::Interaction],
            _ => Vec::new(),
        };
        if self.judgement.reactivate {
            writes.push(Write::Reactivation);
        }
        if self.marks.iter().any(|mark| mark.undeliverable.is_some()) {
            writes.push(Write::Undeliverable);
        }
        if self.marks.iter().any(|mark| mark.undeliverable.is_none()) {
            writes.push(Write::SoftBounce);
        }
        writes
    }

    /// The address that nobody else may create a customer for, when this one is to create one.
    pub(super) fn creates_for(&self) -> Option<MatchKey> {
        let creates = matches!(self.judgement.result, Decided::Create);
        self.sender_point.as_ref().filter(|_| creates).map(|point| point.value.match_key())
    }

    pub(super) fn writes_anything(&self) -> bool {
        !self.writes().is_empty()
    }
}
