//! Permissions: a small set of named rights.

use serde::{Deserialize, Serialize};

use super::codes::word_enum;

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
        /// See groups, grants and memberships, and what they come to.
        PermissionView = "permission.view",
        /// Keep the book's settings.
        SettingsManage = "settings.manage",
        /// Report what bots and hosts captured.
        RecordCapture = "record.capture",
        /// Keep stored segments.
        SegmentManage = "segment.manage",
    }
}

impl Permission {
    /// What has to be held as well where this permission is used: nobody edits what he may not open,
    /// and merging changes one customer and removes another.
    pub const fn rests_on(self) -> &'static [Self] {
        use Permission as P;
        match self {
            P::CustomerEdit
            | P::CustomerStatus
            | P::CustomerDelete
            | P::CustomerKeepApart
            | P::CustomerErase
            | P::CustomerExport
            | P::CustomerExportSubject
            | P::CustomerBlock
            | P::ContactView
            | P::FieldView
            | P::FieldEdit
            | P::CustomDataView
            | P::NoteView
            | P::TagView
            | P::GroupView
            | P::HistoryView
            | P::PurchaseView
            | P::AgentsView
            | P::CardsView
            | P::AnalyticsView
            | P::FlowSend
            | P::ActionRun
            | P::SocialFollow
            | P::ConsentView => &[P::CustomerView],
            P::CustomerMerge | P::CustomerUnmerge => {
                &[P::CustomerView, P::CustomerEdit, P::CustomerDelete]
            }
            P::ContactEdit | P::ContactReveal | P::ContactFlags => {
                &[P::CustomerView, P::ContactView]
            }
            P::CustomDataEdit => &[P::CustomerView, P::CustomDataView],
            P::NoteAdd | P::NoteEditOwn | P::NoteEditAny | P::NoteDeleteOwn | P::NoteDeleteAny => {
                &[P::CustomerView, P::NoteView]
            }
            P::TagAssign => &[P::CustomerView, P::TagView],
            P::GroupAssign => &[P::CustomerView, P::GroupView],
            P::InteractionAssign
            | P::InteractionReassign
            | P::InteractionResolve
            | P::InteractionFollowup => &[P::CustomerView, P::HistoryView],
            P::CardsInputsView => &[P::CustomerView, P::CardsView],
            P::ConsentRecord => &[P::CustomerView, P::ConsentView],
            // They stand by themselves: for the whole book, or for making and finding customers.
            _ => &[],
        }
    }

    /// It is about the book and not about customers: it has to be held on the whole book.
    pub(crate) const fn concerns_the_book(self) -> bool {
        matches!(
            self,
            Self::TagManage
                | Self::GroupManage
                | Self::FieldDefManage
                | Self::TabManage
                | Self::FlowApprove
                | Self::MatchConfigure
                | Self::SettingsManage
                | Self::SegmentManage
        )
    }

    /// For what one may do to one's own notes: the permission that reaches notes of others.
    pub(crate) const fn for_others(self) -> Self {
        match self {
            Self::NoteEditOwn => Self::NoteEditAny,
            Self::NoteDeleteOwn => Self::NoteDeleteAny,
            other => other,
        }
    }

    /// That it was used is written down: what is seen by it is delicate.
    pub(crate) const fn is_logged(self) -> bool {
        matches!(
            self,
            Self::CardsInputsView
                | Self::ContactReveal
                | Self::ContactLookup
                | Self::CustomerExportSubject
                | Self::AuditView
        )
    }

    /// The customer has to be active and not blocked: something is sent to him.
    pub(crate) const fn needs_an_active_customer(self) -> bool {
        matches!(self, Self::FlowSend | Self::ActionRun)
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

    /// These permissions.
    pub const fn of(permissions: &[Permission]) -> Self {
        let (mut set, mut left) = (Self::NONE, permissions);
        while let [first, rest @ ..] = left {
            set = set.with(*first);
            left = rest;
        }
        set
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

    /// Are all of those among them?
    pub const fn contains_all(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Those that are among both.
    #[must_use]
    pub const fn intersect(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// These without those.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
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
    /// Held beyond that on customers of the actor's teams; or of the teams that the host narrowed the
    /// session to.
    pub team: PermissionSet,
    /// Held beyond that on customers whose owner the actor is.
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
