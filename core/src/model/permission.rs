//! Permissions: a small set of named rights, held by groups.

use serde::{Deserialize, Serialize};

use super::codes::word_enum;
use super::ids::GroupId;
use super::time::Timestamp;

word_enum! {
    /// Everything that can be allowed.
    pub enum Permission {
        /// Open the customer centre at all.
        CentreAccess = "centre.access",
        /// Find customers.
        CustomerSearch = "customer.search",
        /// Open a customer.
        CustomerView = "customer.view",
        /// Create customers by hand.
        CustomerCreate = "customer.create",
        /// Edit base fields.
        CustomerEdit = "customer.edit",
        /// Set active or inactive.
        CustomerStatus = "customer.status",
        /// Delete, where nothing forbids it.
        CustomerDelete = "customer.delete",
        /// Merge customers.
        CustomerMerge = "customer.merge",
        /// Take a merge back.
        CustomerUnmerge = "customer.unmerge",
        /// Say that two customers are two.
        CustomerKeepApart = "customer.keep_apart",
        /// Bring many customers in.
        CustomerImport = "customer.import",
        /// Take many customers out.
        CustomerExport = "customer.export",
        /// Erase a person's data.
        CustomerErase = "customer.erase",
        /// Make a person's own copy of the data.
        CustomerExportSubject = "customer.export_subject",
        /// Block a sender.
        CustomerBlock = "customer.block",
        /// See contact points.
        ContactView = "contact.view",
        /// Add, edit and remove contact points.
        ContactEdit = "contact.edit",
        /// See contact points unmasked.
        ContactReveal = "contact.reveal",
        /// Set preferred, contactable and the other flags of a contact point.
        ContactFlags = "contact.flags",
        /// Look up a whole phone or email without seeing the field.
        ContactLookup = "contact.lookup",
        /// See fields, by key or data class.
        FieldView = "field.view",
        /// Edit fields, by key or data class.
        FieldEdit = "field.edit",
        /// See custom data.
        CustomDataView = "customdata.view",
        /// Edit custom data.
        CustomDataEdit = "customdata.edit",
        /// See notes.
        NoteView = "note.view",
        /// Add notes.
        NoteAdd = "note.add",
        /// Edit one's own notes.
        NoteEditOwn = "note.edit_own",
        /// Edit all notes.
        NoteEditAny = "note.edit_any",
        /// Delete one's own notes.
        NoteDeleteOwn = "note.delete_own",
        /// Delete all notes.
        NoteDeleteAny = "note.delete_any",
        /// See tags.
        TagView = "tag.view",
        /// Put tags on customers and take them off.
        TagAssign = "tag.assign",
        /// Keep the dictionary of tags.
        TagManage = "tag.manage",
        /// See customer groups.
        GroupView = "group.view",
        /// Put customers into groups and take them out.
        GroupAssign = "group.assign",
        /// Keep the dictionary of customer groups.
        GroupManage = "group.manage",
        /// Define custom fields.
        FieldDefManage = "fielddef.manage",
        /// Name the tabs of custom fields.
        TabManage = "tab.manage",
        /// See interactions.
        HistoryView = "history.view",
        /// See purchases.
        PurchaseView = "purchase.view",
        /// See which agents dealt with a customer.
        AgentsView = "agents.view",
        /// Match senders, and link messages, calls and chats to customers.
        InteractionLink = "interaction.link",
        /// Assign an interaction.
        InteractionAssign = "interaction.assign",
        /// Assign it to someone else.
        InteractionReassign = "interaction.reassign",
        /// Resolve it.
        InteractionResolve = "interaction.resolve",
        /// Mark it for follow-up.
        InteractionFollowup = "interaction.followup",
        /// See the feed of cards.
        CardsView = "cards.view",
        /// See what customers typed into cards.
        CardsInputsView = "cards.inputs.view",
        /// See per-customer analytics.
        AnalyticsView = "analytics.view",
        /// Send an enabled flow.
        FlowSend = "flow.send",
        /// Enable and disable flows.
        FlowApprove = "flow.approve",
        /// Run registered actions of the host, by name.
        ActionRun = "action.run",
        /// Follow and unfollow.
        SocialFollow = "social.follow",
        /// See consents.
        ConsentView = "consent.view",
        /// Record consents.
        ConsentRecord = "consent.record",
        /// Set manual or automatic for each channel.
        MatchConfigure = "match.configure",
        /// Be told how many candidates are hidden.
        MatchSeeHidden = "match.see_hidden",
        /// Read the change log.
        AuditView = "audit.view",
        /// Keep groups, grants and memberships.
        PermissionManage = "permission.manage",
        /// Keep the book's settings.
        SettingsManage = "settings.manage",
        /// Report what bots and hosts captured.
        RecordCapture = "record.capture",
        /// Keep stored segments.
        SegmentManage = "segment.manage",
    }
}

/// Some of the permissions. It is written as the list of their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Permission>", into = "Vec<Permission>")]
pub struct PermissionSet(u128);

impl PermissionSet {
    /// No permission.
    pub const NONE: Self = Self(0);
    /// All permissions.
    pub const ALL: Self = Self(u128::MAX >> (u128::BITS as usize - Permission::ALL.len()));

    const fn bit(permission: Permission) -> u128 {
        1 << permission as u32
    }

    /// Is it among them?
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & Self::bit(permission) != 0
    }

    /// Is none among them?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// These and one more.
    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | Self::bit(permission))
    }

    /// These but one.
    #[must_use]
    pub const fn without(self, permission: Permission) -> Self {
        Self(self.0 & !Self::bit(permission))
    }

    /// These and those.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Each of them, in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.contains(*permission))
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(all: I) -> Self {
        all.into_iter().fold(Self::NONE, Self::with)
    }
}

impl From<Vec<Permission>> for PermissionSet {
    fn from(all: Vec<Permission>) -> Self {
        all.into_iter().collect()
    }
}

impl From<PermissionSet> for Vec<Permission> {
    fn from(set: PermissionSet) -> Self {
        set.iter().collect()
    }
}

/// What an actor may do, by how far it reaches, as it stood when it was asked for: for buttons and
/// landing pages. It grants nothing: every operation asks the book anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EffectivePermissions {
    /// Held on the whole book.
    pub book: PermissionSet,
    /// Held on customers of the actor's teams, by grants of this reach; or of the teams that the host
    /// narrowed the session to.
    pub team: PermissionSet,
    /// Held on customers whose owner the actor is, likewise.
    pub own: PermissionSet,
}

impl EffectivePermissions {
    /// Is it held, however far it reaches?
    pub const fn holds(&self, permission: Permission) -> bool {
        self.book.union(self.team).union(self.own).contains(permission)
    }

    /// Is it held on the whole book?
    pub const fn holds_on_book(&self, permission: Permission) -> bool {
        self.book.contains(permission)
    }
}

word_enum! {
    /// How far a grant reaches.
    pub enum GrantScope {
        /// Every customer of the book.
        Book = "book",
        /// Customers of the actor's teams.
        Team = "team",
        /// Customers whose owner the actor is.
        Own = "own",
    }
}

word_enum! {
    /// What a grant does.
    pub enum GrantEffect {
        /// It allows.
        Allow = "allow",
        /// It denies, whatever else allows. Only `field.view`, `field.edit` and `contact.reveal` can
        /// be denied.
        Deny = "deny",
    }
}

/// One right of a permission group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What is allowed.
    pub permission: Permission,
    /// For `field.view` and `field.edit`: a field's key or a data class; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
    /// How far it reaches.
    #[serde(default = "whole_book")]
    pub scope: GrantScope,
    /// Allow or deny.
    #[serde(default = "allow")]
    pub effect: GrantEffect,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

const fn whole_book() -> GrantScope {
    GrantScope::Book
}

const fn allow() -> GrantEffect {
    GrantEffect::Allow
}

impl Grant {
    /// Allows a permission on the whole book.
    pub const fn allow(permission: Permission) -> Self {
        Self {
            permission,
            selector: None,
            scope: GrantScope::Book,
            effect: GrantEffect::Allow,
            until: None,
        }
    }

    /// The same grant with a narrower reach.
    #[must_use]
    pub const fn within(mut self, scope: GrantScope) -> Self {
        self.scope = scope;
        self
    }

    /// The same grant for one field or data class.
    #[must_use]
    pub fn on(mut self, selector: &str) -> Self {
        self.selector = Some(selector.to_owned());
        self
    }
}

/// A permission group: what its members may do is the union of its grants, and of the grants of
/// their other groups; what no grant allows is denied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionGroup {
    /// The group's key.
    pub id: GroupId,
    /// What people call it. At most 256 characters.
    pub name: String,
    /// What it is for. At most 1,000 characters.
    #[serde(default)]
    pub description: String,
    /// Its rights.
    pub grants: Vec<Grant>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_each_permission_once() {
        let all: PermissionSet = Permission::ALL.iter().copied().collect();
        assert_eq!(all, PermissionSet::ALL);
        for permission in Permission::ALL {
            let one = PermissionSet::NONE.with(*permission);
            assert!(one.contains(*permission) && !all.without(*permission).contains(*permission));
            assert_eq!(one.iter().collect::<Vec<_>>(), [*permission]);
            assert_eq!(all.without(*permission).with(*permission), all);
        }
    }
}
