//! Grants: what a permission group gives, how far it reaches, and when it ends.

use serde::{Deserialize, Serialize};

use super::codes::word_enum;
use super::ids::GroupId;
use super::permission::Permission;
use super::time::Timestamp;

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
        /// It denies, whatever else allows, on the customers that it reaches. Only `field.view`,
        /// `field.edit` and `contact.reveal` can be denied.
        Deny = "deny",
    }
}

word_enum! {
    /// How much of a value is seen, the least first.
    pub enum FieldLevel {
        /// Nothing, not even whether there is a value.
        Hidden = "hidden",
        /// Whether there is a value.
        Presence = "presence",
        /// The form of the value: `j•••@e•••.com`.
        Masked = "masked",
        /// The value.
        View = "view",
        /// The value, which may be changed.
        Edit = "edit",
    }
}

/// One right of a permission group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What is allowed.
    pub permission: Permission,
    /// For `field.view` and `field.edit`: a field's key or a data class; for `action.run`: the name of
    /// an action, of at most 128 characters. Absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
    /// For `field.view` and `contact.view`: how much is seen, `presence`, `masked` or `view`. Absent
    /// means `view`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<FieldLevel>,
    /// How far it reaches.
    #[serde(default = "whole_book")]
    pub scope: GrantScope,
    /// Allow or deny.
    #[serde(default = "allow")]
    pub effect: GrantEffect,
    /// When it ends: from this moment on it counts no longer.
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
            level: None,
            scope: GrantScope::Book,
            effect: GrantEffect::Allow,
            until: None,
        }
    }

    /// Denies a permission on the whole book.
    pub const fn deny(permission: Permission) -> Self {
        let mut grant = Self::allow(permission);
        grant.effect = GrantEffect::Deny;
        grant
    }

    /// The same grant with a narrower reach.
    #[must_use]
    pub const fn within(mut self, scope: GrantScope) -> Self {
        self.scope = scope;
        self
    }

    /// The same grant for one field, data class or action.
    #[must_use]
    pub fn on(mut self, selector: &str) -> Self {
        self.selector = Some(selector.to_owned());
        self
    }

    /// The same grant, of which only so much is seen.
    #[must_use]
    pub const fn at(mut self, level: FieldLevel) -> Self {
        self.level = Some(level);
        self
    }

    /// The same grant until a moment.
    #[must_use]
    pub const fn until(mut self, end: Timestamp) -> Self {
        self.until = Some(end);
        self
    }

    /// Does it count at a moment?
    pub(crate) fn lives(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
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
    /// Its rights. At most 500.
    pub grants: Vec<Grant>,
}
