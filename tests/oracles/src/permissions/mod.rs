//! Permissions, decided a second time by [Cedar](https://docs.cedarpolicy.com).
//!
//! Generated groups, members and customers stand twice: in a book ([`library`]), and as policies and
//! entities of Cedar ([`cedar`]). Both are asked the same, and have to say the same: whether it is
//! allowed, how much is seen, which permissions are missing, and which grants decided.
//!
//! What a policy of the library means, in Cedar's terms:
//!
//! * The actor is the principal and the groups are its parents; what no grant permits is denied. A
//!   grant permits the action that has the permission's name. It holds on customers of the principal's
//!   teams, or on those whose owner the principal is, when it has such a scope; and as long as
//!   `context.now` is before its end.
//! * How much is seen is a ladder of actions, `presence`, `masked`, `view`, `edit`, one ladder for
//!   fields and one for contacts; a level is reached when it and all beneath it are permitted. So nobody
//!   edits what he does not see.
//! * On the ladder of fields `field.view` permits the steps up to its level and `field.edit` permits
//!   all, both for the field or data class that they name; `customer.edit` permits `edit` of plain and
//!   personal fields. On the ladder of contacts `contact.view` permits the steps up to its level, and
//!   `contact.edit` permits all but the lowest, so that who sees nothing has nothing to edit.
//! * Denials are `forbid`. That of `field.view` takes the whole ladder of the fields that it names, that
//!   of `field.edit` takes `edit`, and that of `contact.reveal` takes the permission and what is above
//!   `masked`. They do not touch members of `admin`, who are permitted everything.
//! * What the host takes away for a session comes in the context. Grants of permissions that are not in
//!   `context.kept` permit nothing, and customers whose team is not in `context.within` are forbidden.
//! * An operation is allowed when each permission that it needs is, one request for each; what changes
//!   contacts, or finds by them, asks for `view` on their ladder as well. What concerns the whole book is
//!   asked on a resource that has no team and no owner. Without `customer.view` there
//!   is no customer to ask about.
//!
//! Both take from the library's own declarations which permissions an operation needs and what each rests
//! on. Not translated are what a customer's state forbids, obligations, and who wrote a note.

pub mod cedar;
pub mod library;
pub mod rounds;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use customer_core::{
    Actor, AuditRule, CustomerField, DataClass, FieldLevel, Grant, GroupId, Narrowing,
    OperationInfo, OperationReach, Permission, PermissionGroup,
};

/// What fails here fails the test: any error will do.
pub type Fallible<T> = Result<T, Box<dyn Error>>;

/// Permissions that are about the book, and not about customers.
const OF_THE_BOOK: [Permission; 8] = [
    Permission::TagManage,
    Permission::GroupManage,
    Permission::FieldDefManage,
    Permission::TabManage,
    Permission::FlowApprove,
    Permission::MatchConfigure,
    Permission::SettingsManage,
    Permission::SegmentManage,
];

/// The key of the group whose members may do everything.
pub const ADMIN: &str = "admin";

/// The teams and owners of the customers: of one's own team, of another's, spelt almost the same, and of
/// none.
pub const TEAMS: [Option<&str>; 5] =
    [None, Some("north"), Some("south"), Some("North"), Some("nobody's")];
/// See [`TEAMS`]. The last is nobody who asks.
pub const OWNERS: [Option<&str>; 6] =
    [None, Some("a0"), Some("a1"), Some("a2"), Some("a3"), Some("somebody")];

/// A customer: its team and its owner.
pub type Row = (Option<&'static str>, Option<&'static str>);

/// All customers, one of each sort.
pub fn rows() -> Vec<Row> {
    TEAMS.iter().flat_map(|team| OWNERS.iter().map(|owner| (*team, *owner))).collect()
}

/// A policy, and those who ask what they may do under it.
#[derive(Debug, Clone)]
pub struct Round {
    /// The groups that somebody is in.
    pub groups: Vec<PermissionGroup>,
    /// How delicate fields are.
    pub classes: BTreeMap<CustomerField, DataClass>,
    /// Who asks.
    pub askers: Vec<Asker>,
}

impl Round {
    /// The data class of a field.
    pub fn class(&self, field: CustomerField) -> DataClass {
        self.classes.get(&field).copied().unwrap_or(field.class())
    }
}

/// Somebody who asks.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who, and of which teams.
    pub actor: Actor,
    /// The groups that the actor is in.
    pub groups: Vec<GroupId>,
    /// How the book comes to know that.
    pub way: Way,
    /// What the host takes away.
    pub narrowing: Narrowing,
}

/// How it is decided what somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A session of a member asks.
    Member,
    /// A session asks whose groups the host asserts.
    Asserted,
    /// Somebody else has it explained what the member may do.
    Explained,
}

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// An operation.
    Operation(&'static OperationInfo),
    /// A permission.
    Permission(Permission),
}

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// About what.
    pub about: About,
    /// Which field is to be seen or changed.
    pub field: Option<CustomerField>,
    /// Which action is to be run.
    pub action: Option<&'static str>,
    /// The customer, by its place in [`rows`]; none for any customer.
    pub row: Option<usize>,
}

impl Ask {
    /// The permissions that have to be held, all of them, as the library declares it.
    pub fn needs(&self) -> Vec<Permission> {
        match self.about {
            About::Operation(operation) => operation.needs.to_vec(),
            About::Permission(permission) => {
                permission.rests_on().iter().copied().chain([permission]).collect()
            }
        }
    }

    /// How much of the field has to be seen.
    pub fn wanted(&self) -> FieldLevel {
        let changes = match self.about {
            About::Operation(operation) => operation.audit == AuditRule::Change,
            About::Permission(of) => {
                matches!(of, Permission::FieldEdit | Permission::CustomerEdit)
            }
        };
        if changes { FieldLevel::Edit } else { FieldLevel::View }
    }

    /// It concerns the whole book.
    pub fn on_book(&self) -> bool {
        match self.about {
            About::Operation(operation) => operation.reach == OperationReach::Book,
            About::Permission(permission) => OF_THE_BOOK.contains(&permission),
        }
    }

    /// Contacts have to be shown: nobody changes, or is found by, what is masked.
    pub fn shows_contacts(&self) -> bool {
        let by_address = match self.about {
            About::Operation(of) => matches!(of.name, "find_by_address" | "find_ids_by_address"),
            About::Permission(_) => false,
        };
        by_address || self.needs().contains(&Permission::ContactEdit)
    }
}

/// What comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There is no such customer for whoever asks.
    NotFound,
    /// It was decided.
    Decided {
        /// It is allowed.
        allowed: bool,
        /// How much is seen of the field, or of contacts.
        level: Option<FieldLevel>,
        /// The permissions that are missing.
        missing: BTreeSet<Permission>,
        /// The grants that give what is not missing, and the denials that take what is; absent where
        /// they are not compared.
        because: Option<BTreeSet<String>>,
    },
}

/// Are the missing permissions compared? They are those on some customer, and of a session that is
/// narrowed to teams the library does not say which.
fn tells_missing(asker: &Asker, ask: &Ask) -> bool {
    ask.row.is_some() || asker.narrowing.teams.is_none()
}

/// A reason as it is compared.
fn reason(group: &GroupId, grant: &Grant) -> String {
    format!("{group}: {grant:?}")
}

/// Are the reasons compared? For fields the library tells all grants that are about them, also those that
/// do not decide. Without a customer it tells those of one sort of customers that it may be done to.
fn tells_reasons(ask: &Ask) -> bool {
    ask.field.is_none() && ask.row.is_some()
}
