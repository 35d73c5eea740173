//! Who acts.

use serde::{Deserialize, Serialize};

use super::codes::word_enum;
use super::ids::{ActorId, GroupId};
use super::permission::Permission;
use super::violation::{Rule, Violation};

word_enum! {
    /// What sort of actor it is.
    pub enum ActorKind {
        /// A person.
        Agent = "agent",
        /// A program that answers or captures.
        Bot = "bot",
        /// A job that moves data.
        Import = "import",
        /// The book itself. No session can be opened under it but the system session.
        System = "system",
    }
}

/// Who acts in a session. The host says so, since it has logged the person in; what the actor may do
/// stands in the book.
///
/// A customer is never an actor: there is no way from the one to the other.
///
/// ```compile_fail
/// use customer_core::{Actor, Customer};
///
/// fn impersonate(customer: Customer) -> Actor {
///     customer.into()
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The host's id of the actor.
    pub id: ActorId,
    /// The name that is shown beside what the actor did. At most 256 characters.
    pub name: String,
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// The teams that the actor belongs to: the rows of these are in scope `team`.
    #[serde(default)]
    pub teams: Vec<String>,
}

impl Actor {
    /// A person without teams.
    ///
    /// # Errors
    /// A violation of `actor.id` or `actor.name`.
    pub fn agent(id: &str, name: &str) -> Result<Self, Violation> {
        Self::new(id, name, ActorKind::Agent)
    }

    /// A program without teams.
    ///
    /// # Errors
    /// As [`agent`](Self::agent).
    pub fn bot(id: &str, name: &str) -> Result<Self, Violation> {
        Self::new(id, name, ActorKind::Bot)
    }

    fn new(id: &str, name: &str, kind: ActorKind) -> Result<Self, Violation> {
        let id = ActorId::new(id)?;
        let name = super::text::line_within(name, "actor.name", 256)?
            .ok_or_else(|| Violation::new("actor.name", Rule::Required))?;
        Ok(Self { id, name, kind, teams: Vec::new() })
    }

    /// The same actor in these teams.
    #[must_use]
    pub fn in_teams<T: Into<String>>(mut self, teams: impl IntoIterator<Item = T>) -> Self {
        self.teams = teams.into_iter().map(Into::into).collect();
        self
    }
}

/// What a host takes away from an actor for one session.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Narrowing {
    /// Only these permissions; absent means all that the actor has.
    pub permissions: Option<Vec<Permission>>,
    /// Only customers of these teams; absent means all that the actor may see.
    pub teams: Option<Vec<String>>,
}

/// A member of the book: an actor whose permission groups stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The actor's id.
    pub id: ActorId,
    /// The name when the membership was last written.
    pub name: String,
    /// What sort of actor.
    pub kind: ActorKind,
    /// The groups, by key.
    pub groups: Vec<GroupId>,
}
