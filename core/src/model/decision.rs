//! Questions about permissions, and decisions on them.

use serde::{Deserialize, Serialize};

use super::actor::Member;
use super::codes::word_enum;
use super::field::{CustomerField, DataClass};
use super::grant::{FieldLevel, Grant, PermissionGroup};
use super::ids::{ActorId, CustomerId, GroupId};
use super::permission::Permission;

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Asked {
    /// May this operation be called?
    Operation {
        /// Its name, that of a line of `operations()`.
        operation: String,
    },
    /// Is this permission held, with those that it rests on, as editing does on seeing?
    Permission {
        /// The permission.
        permission: Permission,
    },
}

/// May somebody do something?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What.
    #[serde(flatten)]
    pub asked: Asked,
    /// To whom; absent means to any customer at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// Which field is to be seen, or changed by what changes something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<CustomerField>,
    /// For `action.run`: which action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// For notes: who wrote the note. One's own permissions do not reach notes of others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<ActorId>,
}

impl Question {
    /// May this operation be called?
    pub fn operation(name: &str) -> Self {
        Self::new(Asked::Operation { operation: name.to_owned() })
    }

    /// Is this permission held?
    pub fn permission(permission: Permission) -> Self {
        Self::new(Asked::Permission { permission })
    }

    fn new(asked: Asked) -> Self {
        Self { asked, customer: None, field: None, action: None, author: None }
    }

    /// On this customer.
    #[must_use]
    pub fn on(self, customer: CustomerId) -> Self {
        Self { customer: Some(customer), ..self }
    }

    /// With this field.
    #[must_use]
    pub fn with_field(self, field: CustomerField) -> Self {
        Self { field: Some(field), ..self }
    }
}

/// May it be done, and why?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// It may.
    pub allowed: bool,
    /// How much is seen of the field that was asked about, or of contacts for permissions about
    /// those; absent where no customer was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<FieldLevel>,
    /// The reasons: for each permission that is needed, what gives or withholds it; then what the
    /// customer's state forbids.
    pub because: Vec<Because>,
    /// The permissions that are missing, as far as permissions stand in the way. Where one is denied,
    /// `because` says so, and it is the denial that has to go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Permission>,
    /// What goes with doing it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<Obligation>,
}

/// One reason of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Because {
    /// A group of the actor's gives it.
    Granted {
        /// The group.
        group: GroupId,
        /// Its grant.
        grant: Grant,
    },
    /// No group of the actor's gives it.
    NotGranted {
        /// The permission.
        permission: Permission,
    },
    /// A group of the actor's denies it.
    Denied {
        /// The group.
        group: GroupId,
        /// Its denial.
        grant: Grant,
    },
    /// The host took it away for this session.
    Narrowed {
        /// The permission.
        permission: Permission,
    },
    /// It is the system session, which may do everything.
    System,
    /// Whoever asks: the customer's state forbids it.
    State {
        /// What forbids it.
        state: StateReason,
        /// How many tickets and chats there are, or the cap that was reached.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<u32>,
    },
}

word_enum! {
    /// What about a customer forbids something to everybody.
    pub enum StateReason {
        /// It is inactive.
        Inactive = "inactive",
        /// It is blocked.
        Blocked = "blocked",
        /// Tickets or chats are linked to it.
        HasInteractions = "has_interactions",
        /// It has as many contact cards or points as it may have.
        LimitReached = "limit_reached",
    }
}

word_enum! {
    /// What goes with doing something.
    pub enum Obligation {
        /// That it was seen is written to the change log.
        LogAccess = "log_access",
    }
}

/// The answer to one of many questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CheckOutcome {
    /// It was decided.
    Decided {
        /// How.
        decision: Decision,
    },
    /// There is no such customer, or none that the actor may know of.
    NotFound,
}

/// A member who may do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhoCan {
    /// The member.
    pub member: Member,
    /// Only while the host says that the member is of this team. The book does not know teams of
    /// members; it knows the customer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_team: Option<String>,
}

/// Who is in which group, and what groups may do: all that decides, but for what hosts assert.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Policy {
    /// The groups.
    pub groups: Vec<PermissionGroup>,
    /// The members.
    pub members: Vec<Member>,
    /// The teams of members, which hosts know: without them, grants of scope `team` reach nobody.
    #[serde(default)]
    pub teams: Vec<MemberTeams>,
}

/// The teams of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberTeams {
    /// The member.
    pub member: ActorId,
    /// Its teams.
    pub teams: Vec<String>,
}

/// What another policy would change, counted over the customers of the book.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PolicyDiff {
    /// Permissions that members gain or lose.
    pub permissions: Vec<PermissionChange>,
    /// Fields of which members see more or less.
    pub fields: Vec<FieldChange>,
}

/// A permission that a member gains or loses, on customers of the book or altogether. It is looked at by
/// itself, without those that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionChange {
    /// The member.
    pub member: ActorId,
    /// The permission.
    pub permission: Permission,
    /// A grant of the old policy gives it, whatever its scope: on the whole book, on customers of the
    /// member's teams, or on the member's own. There may be no such customer.
    pub held_before: bool,
    /// Likewise in the new policy.
    pub held_after: bool,
    /// How many customers of the book it is held on by the new policy and not by the old one.
    pub gained: u64,
    /// How many it is held on by the old policy and not by the new one.
    pub lost: u64,
}

/// A field, or contacts, of which a member sees more or less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The member.
    pub member: ActorId,
    /// The field; absent for contact cards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<CustomerField>,
    /// How much is seen before.
    pub from: FieldLevel,
    /// How much after.
    pub to: FieldLevel,
    /// Of how many customers of the book.
    pub customers: u64,
}

/// A field, and how delicate it is in a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldInfo {
    /// The field.
    pub field: CustomerField,
    /// Its data class in this book.
    pub class: DataClass,
    /// The class that it comes with.
    pub default_class: DataClass,
}
