//! The writing half of the port, by noun.

use super::{ImportRun, KeptProperty, KeyDigest, StoreResult};
use crate::model::actor::Member;
use crate::model::change::Change;
use crate::model::contact::{AddressFacts, ContactRecord, PointRecord};
use crate::model::customer::{CustomerRecord, ReferenceSlot};
use crate::model::field::{CustomerField, DataClass};
use crate::model::grant::PermissionGroup;
use crate::model::ids::{ActorId, ContactId, CustomerId, GroupId, PointId};
use crate::model::interaction::InteractionRecord;
use crate::model::key::MatchKey;
use crate::model::segment::Segment;
use crate::model::settings::Settings;
use crate::model::time::Timestamp;

/// What a claim tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Nobody else writes while this transaction is open: what was read still holds.
    Alone,
    /// Others may have written before the claim was granted: what was read has to be read again.
    ReadAgain,
}

/// Writing customers.
pub(crate) trait CustomerWrites {
    /// Adds a customer and its cards.
    fn insert_customer(
        &mut self,
        record: &CustomerRecord,
        cards: &[ContactRecord],
    ) -> StoreResult<()>;

    /// Writes all fields of a customer, if it still has the version. Answers false if it has not.
    fn update_customer(&mut self, record: &CustomerRecord, expected: u64) -> StoreResult<bool>;

    /// Deletes a customer and its cards; its references are retired.
    fn delete_customer(&mut self, id: CustomerId, at: Timestamp) -> StoreResult<()>;

    /// Keeps a reference from ever being given to another customer.
    fn retire_reference(
        &mut self,
        slot: ReferenceSlot,
        value: &str,
        of: CustomerId,
        at: Timestamp,
    ) -> StoreResult<()>;

    /// Notes a contact with a person. It never goes back in time, and does not change the record.
    fn note_contact(&mut self, id: CustomerId, at: Timestamp) -> StoreResult<()>;

    /// Makes a record a redirect to another.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "merging comes later; the redirect is followed from the first schema on"
        )
    )]
    fn redirect_customer(&mut self, from: CustomerId, to: CustomerId) -> StoreResult<()>;

    /// Remembers that two customers are two.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "the verb comes later; the memory is read from the first schema on"
        )
    )]
    fn keep_apart(
        &mut self,
        a: CustomerId,
        b: CustomerId,
        by: &ActorId,
        at: Timestamp,
    ) -> StoreResult<()>;
}

/// Writing contact cards and what is known about addresses.
pub(crate) trait ContactWrites {
    /// Makes sure that nobody else creates a customer for this address until this transaction ends.
    /// An engine whose write transactions are alone has nothing to do; one where they run side by
    /// side waits here.
    fn claim_address(&mut self, key: &MatchKey) -> StoreResult<Claim>;

    /// Adds a card, or writes a card's own fields; its points are written by `put_point`.
    fn put_contact(&mut self, customer: CustomerId, card: &ContactRecord) -> StoreResult<()>;

    /// Removes a card and its points.
    fn delete_contact(&mut self, customer: CustomerId, card: ContactId) -> StoreResult<()>;

    /// Adds a point to a card, or writes it anew; its place in the order stays.
    fn put_point(
        &mut self,
        customer: CustomerId,
        card: ContactId,
        point: &PointRecord,
    ) -> StoreResult<()>;

    /// Removes a point.
    fn delete_point(&mut self, customer: CustomerId, point: PointId) -> StoreResult<()>;

    /// Writes what is known about an address.
    fn put_address_facts(&mut self, key: &MatchKey, facts: &AddressFacts) -> StoreResult<()>;

    /// Remembers that an address was taken off a customer.
    fn note_removed_point(
        &mut self,
        customer: CustomerId,
        digest: &KeyDigest,
        source: &str,
        at: Timestamp,
    ) -> StoreResult<()>;

    /// Remembers that an address was erased.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "erasing comes later; the memory is read from the first schema on"
        )
    )]
    fn suppress(&mut self, digest: &KeyDigest, at: Timestamp) -> StoreResult<()>;

    /// Keeps what a channel gave, whether or not it became a point.
    fn note_profile(&mut self, profile: &ProfileNote<'_>) -> StoreResult<()>;
}

/// What a channel gave of a user.
pub(crate) struct ProfileNote<'p> {
    pub(crate) customer: CustomerId,
    pub(crate) channel: &'p str,
    pub(crate) account: &'p str,
    pub(crate) user_id: &'p str,
    pub(crate) at: Timestamp,
    /// The attribute and its value; several values of one attribute are all kept.
    pub(crate) attribute: Option<(&'p str, &'p str)>,
}

/// Writing interactions.
pub(crate) trait InteractionWrites {
    /// Adds an interaction, or writes its link anew.
    fn put_interaction(&mut self, record: &InteractionRecord) -> StoreResult<()>;

    /// Records a message as sent to some recipients. What is recorded already stays.
    fn record_sent(
        &mut self,
        message_id: &str,
        keys: &[String],
        customer: Option<CustomerId>,
        at: Timestamp,
    ) -> StoreResult<()>;
}

/// Writing members and groups.
pub(crate) trait AccessWrites {
    /// Says which data class a field has.
    fn put_field_class(&mut self, field: CustomerField, class: DataClass) -> StoreResult<()>;

    /// Notes what an actor has spent of the budget for look-ups.
    fn put_lookups_spent(&mut self, actor: &ActorId, spent: u64, at: Timestamp) -> StoreResult<()>;

    /// Adds a group, or writes it anew.
    fn put_group(&mut self, group: &PermissionGroup) -> StoreResult<()>;

    /// Removes a group and every membership of it. Answers false if there is none.
    fn delete_group(&mut self, group: &GroupId) -> StoreResult<bool>;

    /// Writes a member and its groups. A member without groups is removed.
    fn put_member(&mut self, member: &Member) -> StoreResult<()>;
}

/// Writing segments.
pub(crate) trait SegmentWrites {
    /// Adds a segment, or writes it anew.
    fn put_segment(&mut self, segment: &Segment) -> StoreResult<()>;

    /// Removes a segment.
    fn delete_segment(&mut self, name: &str) -> StoreResult<()>;
}

/// Writing settings.
pub(crate) trait SettingsWrites {
    /// Writes the settings.
    fn put_settings(&mut self, settings: &Settings, by: &ActorId) -> StoreResult<()>;
}

/// What a log entry needs beside the change itself.
pub(crate) struct LogStamp<'l> {
    pub(crate) actor: &'l ActorId,
    pub(crate) at: Timestamp,
    /// Random octets that make the hash of the values say nothing about them; none where the names
    /// of the fields are kept and no values.
    pub(crate) salt: Option<[u8; 16]>,
    /// The groups that the host asserted for the session.
    pub(crate) asserted: Option<&'l str>,
}

/// Writing imports: the runs, whose rows were which, and what of cards has no other place.
pub(crate) trait ImportWrites {
    /// Adds a run (its key is zero), or writes it anew. Its key.
    fn put_import_run(&mut self, run: &ImportRun) -> StoreResult<i64>;

    /// Remembers which row of a run brought a customer, or found it; of several the first. `version`
    /// is what the run left of a customer that it created, none for others.
    fn touch_imported(
        &mut self,
        run: i64,
        customer: CustomerId,
        row: u64,
        version: Option<u64>,
    ) -> StoreResult<()>;

    /// Forgets some of what [`touch_imported`](Self::touch_imported) remembered. How many it were.
    fn forget_touched(&mut self, run: i64, most: u32) -> StoreResult<usize>;

    /// Removes a run of which nothing is remembered any more.
    fn delete_import_run(&mut self, run: i64) -> StoreResult<()>;

    /// Replaces what is kept of a customer's card beside the customer.
    fn put_preserved(
        &mut self,
        customer: CustomerId,
        properties: &[KeptProperty],
    ) -> StoreResult<()>;
}

/// Writing the change log.
pub(crate) trait LogWrites {
    /// Appends an entry, chained to the one before.
    fn append_change(&mut self, change: &Change, stamp: &LogStamp<'_>) -> StoreResult<()>;
}
