//! The reading half of the port, by noun.

use super::{BookSalt, KeyDigest, StoreResult};
use crate::model::access::{Access, RowScope};
use crate::model::actor::Member;
use crate::model::change::{ChangeEntry, LogHead};
use crate::model::codes::debug_shows;
use crate::model::contact::{AddressFacts, ContactRecord};
use crate::model::customer::{CustomerRecord, CustomerSort, ReferenceSlot};
use crate::model::field::{CustomerField, DataClass};
use crate::model::filter::Filter;
use crate::model::grant::{Grant, PermissionGroup};
use crate::model::holder::Holder;
use crate::model::ids::{ActorId, CustomerId, GroupId};
use crate::model::interaction::{InteractionKind, InteractionRecord};
use crate::model::key::MatchKey;
use crate::model::page::{Cursor, CursorKey};
use crate::model::search::{CustomerCount, Lane};
use crate::model::segment::Segment;
use crate::model::settings::Settings;
use crate::model::time::Timestamp;

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
    /// Only those of whom this is true.
    pub(crate) filter: Option<Filter>,
    /// Only those whom the store finds in one of these lanes.
    pub(crate) lanes: Option<Vec<Lane>>,
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

/// A look into a lane.
pub(crate) struct LaneRequest<'r> {
    pub(crate) lane: &'r Lane,
    pub(crate) filter: Option<&'r Filter>,
    pub(crate) include_inactive: bool,
    pub(crate) limit: usize,
    /// Behind this key and this row; of lanes that are sorted by rows alone the row counts.
    pub(crate) place: Option<(CursorKey, i64)>,
}

/// A customer that was found in a lane, and its place there.
pub(crate) struct LaneFound {
    pub(crate) record: CustomerRecord,
    pub(crate) row: i64,
    pub(crate) key: Option<CursorKey>,
}

/// Finding customers by what somebody types.
pub(crate) trait SearchReads {
    /// The next customers of a lane that are in scope, and to whom the filter applies: the newest
    /// first, or by key.
    fn search_lane(
        &self,
        access: &Access,
        request: &LaneRequest<'_>,
    ) -> StoreResult<Vec<LaneFound>>;

    /// The calling codes of phones in the book.
    fn calling_codes(&self) -> StoreResult<Vec<u16>>;

    /// The place in a lane of a customer that a cursor names, by the order in which customers came. Of
    /// one that is gone, or out of scope, a place between those before and those behind it.
    fn place_of(
        &self,
        access: &Access,
        id: CustomerId,
        created_at: Timestamp,
        lane: &Lane,
    ) -> StoreResult<i64>;
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

    /// How many customers a list is of, whatever its limit.
    fn customer_count(
        &self,
        access: &Access,
        request: &CustomerPageRequest,
    ) -> StoreResult<CustomerCount>;

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

/// Reading segments.
pub(crate) trait SegmentReads {
    /// All segments, by name.
    fn segments(&self) -> StoreResult<Vec<Segment>>;

    /// The segment of this name.
    fn segment(&self, name: &str) -> StoreResult<Option<Segment>>;
}

/// A run of an import, as the book remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportRun {
    /// Its local key; zero before it is written.
    pub(crate) key: i64,
    /// Who imports: a name is known to its actor alone.
    pub(crate) actor: ActorId,
    pub(crate) name: String,
    /// The name was made up here: nobody will ask for the run again.
    pub(crate) unnamed: bool,
    /// Of the options and of the file's beginning.
    pub(crate) fingerprint: [u8; 32],
    pub(crate) state: RunState,
    pub(crate) updated_at: Timestamp,
    /// How many records of the file are done.
    pub(crate) rows: u64,
    /// How long the report was before the last batch, in octets.
    pub(crate) report_bytes: u64,
    /// What the run came to so far, as JSON.
    pub(crate) progress: String,
    /// What the last batch came to, as JSON.
    pub(crate) last_batch: String,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunState {
    /// There are rows left.
    Running,
    /// All rows are done; which rows were which is still there.
    Ended,
    /// Nothing is left but what it came to.
    Cleared,
}

/// Somebody who holds an address, as an import asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AddressHolder {
    pub(crate) customer: CustomerId,
    /// The row of the run that brought or found the customer.
    pub(crate) row: Option<u64>,
}

/// Which row of a run brought or found a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Touched {
    pub(crate) row: u64,
    /// What the run left of a customer that it created.
    pub(crate) version: Option<u64>,
    /// The run created the customer, and nobody changed it since.
    pub(crate) fresh: bool,
}

/// A property of a card that a customer has no place for.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct KeptProperty {
    /// `vcard` or `jscontact`.
    pub(crate) format: String,
    pub(crate) name: String,
    pub(crate) value: String,
}

// The value is a person's.
debug_shows!(KeptProperty { format, name });

/// Which customers are read in the order in which they were added.
pub(crate) struct CustomersAfter<'r> {
    pub(crate) include_inactive: bool,
    /// Only those of whom this is true.
    pub(crate) filter: Option<&'r Filter>,
    /// Only those whom the store finds in one of these lanes.
    pub(crate) lanes: Option<&'r [Lane]>,
    pub(crate) limit: u32,
}

/// Reading for imports and exports.
pub(crate) trait ImportReads {
    /// The run of this actor and name.
    fn import_run(&self, actor: &ActorId, name: &str) -> StoreResult<Option<ImportRun>>;

    /// Runs of which more is remembered than has to be: those that ended, and unnamed ones that
    /// nobody went on with since a moment.
    fn import_runs_to_clear(&self, before: Timestamp) -> StoreResult<Vec<ImportRun>>;

    /// Which row of a run brought or found a customer.
    fn touched(&self, run: i64, customer: CustomerId) -> StoreResult<Option<Touched>>;

    /// Customers that hold an address, the oldest first: of those in scope, and of those that the
    /// run created and nobody changed since. Records that were merged away are left out.
    fn address_holders(
        &self,
        rows: &RowScope,
        run: Option<i64>,
        key: &MatchKey,
        most: u32,
    ) -> StoreResult<Vec<AddressHolder>>;

    /// The customers in scope behind a local key, in the order in which they were added, with their
    /// local keys. Those that were merged away are left out.
    fn customers_after(
        &self,
        access: &Access,
        after: i64,
        request: &CustomersAfter<'_>,
    ) -> StoreResult<Vec<(i64, CustomerRecord)>>;

    /// What is kept of a customer's card beside the customer.
    fn preserved(&self, customer: CustomerId) -> StoreResult<Vec<KeptProperty>>;
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
