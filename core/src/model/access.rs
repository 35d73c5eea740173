//! What a permit lets an operation see: rows and fields.

use super::field::{CustomerField, FieldSet};
use super::ids::ActorId;

/// The rows and the fields that an operation may touch. It comes out of a permit (`rules::access`
/// makes it, nothing else does), and every method of the store takes it: rows become part of the
/// `WHERE`, fields part of the row decoder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) rows: RowScope,
    pub(crate) view: FieldSet,
    pub(crate) edit: FieldSet,
    /// Fields that the actor is denied to edit, whatever else he holds.
    pub(crate) denied: FieldSet,
    pub(crate) contacts: bool,
}

impl Access {
    /// The library's own view, for what runs on nobody's behalf: matching, guards, uniqueness. Its
    /// results never leave the library without being filtered by the actor's own access.
    pub(crate) fn internal() -> Self {
        Self {
            rows: RowScope::all(),
            view: FieldSet::ALL,
            edit: FieldSet::ALL,
            denied: FieldSet::NONE,
            contacts: true,
        }
    }

    pub(crate) fn may_view(&self, field: CustomerField) -> bool {
        self.view.contains(field)
    }
}

/// Which customers are in scope. Each clause must hold; no clause means all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RowScope {
    pub(crate) clauses: Vec<ScopeClause>,
}

/// A customer is in when its team is among the teams, or its owner is the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScopeClause {
    pub(crate) teams: Vec<String>,
    pub(crate) owner: Option<ActorId>,
}

impl RowScope {
    pub(crate) fn all() -> Self {
        Self::default()
    }

    /// Every customer of the book is in.
    pub(crate) fn is_all(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Adds a condition: what passes must pass this one too.
    pub(crate) fn narrow(&mut self, clause: ScopeClause) {
        if !self.clauses.contains(&clause) {
            self.clauses.push(clause);
        }
    }

    /// The same test as the store's `WHERE`, for rows that are in hand.
    pub(crate) fn admits(&self, team: Option<&str>, owner: Option<&str>) -> bool {
        self.clauses.iter().all(|clause| {
            let in_team = team.is_some_and(|team| clause.teams.iter().any(|t| t == team));
            let owned = clause.owner.as_ref().is_some_and(|me| Some(me.as_str()) == owner);
            in_team || owned
        })
    }
}
