//! The storage port: what the library asks of a store, in the words of the library.
//!
//! A store runs jobs. A read job sees one state of the book; a write job is all or nothing, alone,
//! and done when it returns. Everything above the port thinks in values of `model`; everything below
//! it in its own language. A second engine has to pass the same contract tests (`store/contract`).

#[cfg(test)]
mod contract;
mod digest;
mod error;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use std::path::Path;

use crate::model::access::{Access, RowScope};
use crate::model::actor::Member;
use crate::model::change::{Change, ChangeEntry, LogHead};
use crate::model::contact::{AddressFacts, ContactRecord};
use crate::model::customer::{CustomerRecord, CustomerSort, ReferenceSlot};
use crate::model::field::{CustomerField, DataClass};
use crate::model::grant::{Grant, PermissionGroup};
use crate::model::holder::Holder;
use crate::model::ids::{ActorId, ContactId, CustomerId, GroupId, PointId};
use crate::model::interaction::{InteractionKind, InteractionRecord};
use crate::model::key::MatchKey;
use crate::model::page::Cursor;
use crate::model::settings::Settings;
use crate::model::time::Timestamp;

pub(crate) use digest::{BookSalt, KeyDigest};
pub(crate) use error::{StoreError, StoreErrorKind};

pub(crate) type StoreResult<T> = Result<T, StoreError>;

/// Why a write job came to nothing.
#[derive(Debug)]
pub(crate) enum Abort {
    /// The store failed.
    Store(StoreError),
    /// The job's owner wants nothing written, and knows why.
    Caller,
}

impl From<StoreError> for Abort {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A write job is owned, so that it can be run elsewhere and later, together with others. It may be
/// run again: what it leaves behind outside the transaction must bear that.
pub(crate) type WriteJob = Box<dyn FnMut(&mut dyn WriteTx) -> Result<(), Abort> + Send>;

/// A store.
pub(crate) trait Store: Send + Sync {
    /// Runs a job on one state of the book.
    fn read(&self, job: &mut dyn FnMut(&dyn ReadTx) -> StoreResult<()>) -> StoreResult<()>;

    /// Runs a job alone. All of it is written and lasts when this returns, or none of it.
    fn write(&self, job: WriteJob) -> Result<(), Abort>;

    /// What the engine can do beyond the port.
    fn capabilities(&self) -> Capabilities;

    /// Writes a copy of the whole book to a new file. Others read and write meanwhile.
    fn backup_to(&self, path: &Path) -> StoreResult<()>;

    /// Looks the whole book over.
    fn check(&self) -> StoreResult<CheckReport>;

    /// What the store has done since it was opened.
    fn stats(&self) -> StoreStats;

    /// Puts everything into the file and lets go of it until the next job.
    fn suspend(&self) -> StoreResult<()>;

    /// Ends the use of the store. Jobs that come later answer `closed`.
    fn close(&self) -> StoreResult<()>;
}

/// What an engine can do beyond the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// It keeps the book in a file, which can be backed up.
    pub(crate) file: bool,
}

/// What a store has done since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct StoreStats {
    pub(crate) reads: u64,
    pub(crate) write_jobs: u64,
    pub(crate) write_groups: u64,
    pub(crate) largest_group: u64,
    pub(crate) most_waiting: u64,
    pub(crate) lock_retries: u64,
    pub(crate) groups_lost: u64,
}

/// What looking a book over found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CheckReport {
    /// Nothing is wrong when this is empty. Each entry names a place and says what is wrong, and
    /// holds nothing of a customer.
    pub(crate) problems: Vec<String>,
    /// How many entries of the change log were verified.
    pub(crate) log_entries: u64,
}

/// A read transaction.
pub(crate) trait ReadTx:
    CustomerReads + ContactReads + InteractionReads + AccessReads + SettingsReads + LogReads
{
}

/// A write transaction: it reads what it wrote.
pub(crate) trait WriteTx:
    ReadTx
    + CustomerWrites
    + ContactWrites
    + InteractionWrites
    + AccessWrites
    + SettingsWrites
    + LogWrites
{
    /// The same transaction, for reading.
    fn as_read(&self) -> &dyn ReadTx;
}

/// What a claim tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Nobody else writes while this transaction is open: what was read still holds.
    Alone,
    /// Others may have written before the claim was granted: what was read has to be read again.
    ReadAgain,
}

/// Who has a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReferenceUse {
    /// A customer of the book.
    Living(CustomerId),
    /// It belonged to this customer once, and is never given to another.
    Retired(CustomerId),
}

/// A page of customers to read.
#[derive(Clone)]
pub(crate) struct CustomerPageRequest {
    pub(crate) sort: CustomerSort,
    pub(crate) descending: bool,
    pub(crate) include_inactive: bool,
    pub(crate) limit: u32,
    pub(crate) after: Option<Cursor>,
    /// The name of the list, for the cursor of the next page.
    pub(crate) list: String,
}

/// A page of customers.
pub(crate) struct CustomerRows {
    pub(crate) rows: Vec<CustomerRecord>,
    pub(crate) next: Option<Cursor>,
}

/// Reading customers.
pub(crate) trait CustomerReads {
    /// The customers of these ids that are in scope, in the order of the ids. A record that was
    /// merged away is found as itself.
    fn customers(&self, access: &Access, ids: &[CustomerId]) -> StoreResult<Vec<CustomerRecord>>;

    /// Where a record went: itself, or the end of its redirects; none when there is no such record.
    fn survivor(&self, id: CustomerId) -> StoreResult<Option<CustomerId>>;

    /// A page of the list of customers in scope, without those that were merged away.
    fn customer_page(
        &self,
        access: &Access,
        request: &CustomerPageRequest,
    ) -> StoreResult<CustomerRows>;

    /// Who has a reference, or had it.
    fn reference_use(&self, slot: ReferenceSlot, value: &str) -> StoreResult<Option<ReferenceUse>>;

    /// When each of these customers last had contact with a person.
    fn last_contacts(&self, ids: &[CustomerId]) -> StoreResult<Vec<Option<Timestamp>>>;

    /// How many customers matching created since a moment, at most so many.
    fn auto_creates_since(&self, since: Timestamp, most: u32) -> StoreResult<u32>;

    /// The pairs among these customers that a person keeps apart.
    fn kept_apart(&self, ids: &[CustomerId]) -> StoreResult<Vec<(CustomerId, CustomerId)>>;
}

/// What to look for in contact points.
#[derive(Debug, Clone, Default)]
pub(crate) struct HolderQuery {
    /// Points with these keys.
    pub(crate) keys: Vec<MatchKey>,
    /// Email points whose related key is one of these.
    pub(crate) related_emails: Vec<String>,
    /// Phone points of unknown plan with these digits.
    pub(crate) digits: Vec<String>,
}

/// Reading contact cards and what is known about addresses.
pub(crate) trait ContactReads {
    /// The cards of each of these customers, in the order of the ids and of adding. The customers
    /// are in scope already, and what is shown of the cards is cut out above.
    fn cards(&self, ids: &[CustomerId]) -> StoreResult<Vec<Vec<ContactRecord>>>;

    /// What is known about these addresses.
    fn address_facts(&self, keys: &[MatchKey]) -> StoreResult<Vec<AddressFacts>>;

    /// Who holds these addresses, redirects followed.
    fn holders(&self, query: &HolderQuery) -> StoreResult<Vec<Holder>>;

    /// The ids of those in scope who hold each of these addresses, redirects followed, active ones
    /// first.
    fn holder_ids(&self, rows: &RowScope, keys: &[MatchKey]) -> StoreResult<Vec<Vec<CustomerId>>>;

    /// When a customer's address was removed, and where it had come from.
    fn removed_point(
        &self,
        customer: CustomerId,
        digest: &KeyDigest,
    ) -> StoreResult<Option<(String, Timestamp)>>;

    /// Which of these addresses were erased.
    fn suppressed(&self, digests: &[KeyDigest]) -> StoreResult<Vec<bool>>;
}

/// A message that was sent, as far as one recipient goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SentRecord {
    pub(crate) key: String,
    pub(crate) customer: Option<CustomerId>,
}

/// Reading interactions.
pub(crate) trait InteractionReads {
    /// The interactions that the host calls so: one, unless senders share an id.
    fn interactions(
        &self,
        kind: InteractionKind,
        external_id: &str,
    ) -> StoreResult<Vec<InteractionRecord>>;

    /// The interactions of a customer, the newest first.
    fn interactions_of(
        &self,
        customer: CustomerId,
        limit: u32,
        after: Option<&Cursor>,
    ) -> StoreResult<Vec<InteractionRecord>>;

    /// How many interactions of each kind are linked to a customer.
    fn interaction_counts(&self, customer: CustomerId) -> StoreResult<Vec<(InteractionKind, u32)>>;

    /// The recipients to which a message was recorded as sent.
    fn sent_message(&self, message_id: &str) -> StoreResult<Vec<SentRecord>>;
}

/// How many customers there are of a team and an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowCount {
    pub(crate) team: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) customers: u64,
}

/// Reading members and groups.
pub(crate) trait AccessReads {
    /// Grows with every change of groups and members. Every operation asks for it first, so a book
    /// that a newer library has taken over meanwhile is refused here.
    ///
    /// # Errors
    /// `newer_file` when the match keys were made by later rules.
    fn policy_epoch(&self) -> StoreResult<u64>;

    /// The grants of all groups of a member, by group.
    fn grants_of(&self, member: &ActorId) -> StoreResult<Vec<(GroupId, Grant)>>;

    /// The grants of these groups, by group. Those that there are none of give none.
    fn grants_in(&self, groups: &[GroupId]) -> StoreResult<Vec<(GroupId, Grant)>>;

    /// The fields whose data class is not the one that they come with.
    fn field_classes(&self) -> StoreResult<Vec<(CustomerField, DataClass)>>;

    /// How many customers there are of each team and owner. Merged ones do not count.
    fn customer_counts(&self) -> StoreResult<Vec<RowCount>>;

    /// What an actor has spent of the budget for look-ups, in millionths of one, and when.
    fn lookups_spent(&self, actor: &ActorId) -> StoreResult<Option<(u64, Timestamp)>>;

    /// All members.
    fn members(&self) -> StoreResult<Vec<Member>>;

    /// All groups.
    fn groups(&self) -> StoreResult<Vec<PermissionGroup>>;
}

/// Reading the settings and what the book is.
pub(crate) trait SettingsReads {
    /// The settings; the defaults when none were written.
    fn settings(&self) -> StoreResult<Settings>;

    /// The salt of the digests of addresses.
    fn salt(&self) -> StoreResult<BookSalt>;
}

/// Reading the change log.
pub(crate) trait LogReads {
    /// The entries behind a number, the oldest first; of one customer if it is named.
    fn changes(
        &self,
        after: u64,
        subject: Option<CustomerId>,
        limit: u32,
    ) -> StoreResult<Vec<ChangeEntry>>;

    /// The last entry of the log; before the first one there is none.
    fn log_head(&self) -> StoreResult<LogHead>;

    /// What is wrong with the chain of the log, and with its being the continuation of a log that
    /// ended in `from`; nothing when this is empty.
    fn log_problems(&self, from: &LogHead) -> StoreResult<Vec<String>>;
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
        point: &crate::model::contact::PointRecord,
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

/// Writing settings.
pub(crate) trait SettingsWrites {
    /// Writes the settings.
    fn put_settings(&mut self, settings: &Settings, by: &ActorId) -> StoreResult<()>;
}

/// What a log entry needs beside the change itself.
pub(crate) struct LogStamp<'l> {
    pub(crate) actor: &'l ActorId,
    pub(crate) at: Timestamp,
    /// Random octets that make the hash of the values say nothing about them.
    pub(crate) salt: [u8; 16],
    /// The groups that the host asserted for the session.
    pub(crate) asserted: Option<&'l str>,
}

/// Writing the change log.
pub(crate) trait LogWrites {
    /// Appends an entry, chained to the one before.
    fn append_change(&mut self, change: &Change, stamp: &LogStamp<'_>) -> StoreResult<()>;
}
