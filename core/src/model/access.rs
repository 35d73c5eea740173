//! What a permit lets an operation see: rows and fields.
//!
//! To an actor the customers of a book are of four classes: those of his teams, his own, both, and
//! the others. Grants give by class, so that what may be done to a customer, and what is seen of it,
//! is looked up by the class of its row.

use std::sync::{Arc, LazyLock};

use super::field::{CustomerField, FieldSet};
use super::grant::{FieldLevel, GrantScope};
use super::ids::ActorId;
use super::text::clean_line;

/// How a customer stands to an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowClass {
    /// Neither of his teams nor his own.
    Other,
    /// Of one of his teams.
    Team,
    /// His own.
    Own,
    /// His own, and of one of his teams.
    Both,
}

impl RowClass {
    pub(crate) const ALL: [Self; 4] = [Self::Other, Self::Team, Self::Own, Self::Both];

    pub(crate) const fn of(team: bool, own: bool) -> Self {
        match (team, own) {
            (false, false) => Self::Other,
            (true, false) => Self::Team,
            (false, true) => Self::Own,
            (true, true) => Self::Both,
        }
    }

    pub(crate) const fn is_team(self) -> bool {
        matches!(self, Self::Team | Self::Both)
    }

    pub(crate) const fn is_own(self) -> bool {
        matches!(self, Self::Own | Self::Both)
    }

    /// Does a grant of this scope reach rows of this class?
    pub(crate) const fn is_in(self, scope: GrantScope) -> bool {
        match scope {
            GrantScope::Book => true,
            GrantScope::Team => self.is_team(),
            GrantScope::Own => self.is_own(),
        }
    }
}

/// Some of the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ClassSet(u8);

impl ClassSet {
    pub(crate) const ALL: Self = Self(0b1111);

    pub(crate) const fn contains(self, class: RowClass) -> bool {
        self.0 & (1 << class as u8) != 0
    }
}

impl FromIterator<RowClass> for ClassSet {
    fn from_iter<I: IntoIterator<Item = RowClass>>(classes: I) -> Self {
        Self(classes.into_iter().fold(0, |set, class| set | (1 << class as u8)))
    }
}

/// Something for each class of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PerClass<T> {
    other: T,
    team: T,
    own: T,
    both: T,
}

impl<T> PerClass<T> {
    pub(crate) fn new(of: impl Fn(RowClass) -> T) -> Self {
        Self {
            other: of(RowClass::Other),
            team: of(RowClass::Team),
            own: of(RowClass::Own),
            both: of(RowClass::Both),
        }
    }

    pub(crate) const fn get(&self, class: RowClass) -> &T {
        match class {
            RowClass::Other => &self.other,
            RowClass::Team => &self.team,
            RowClass::Own => &self.own,
            RowClass::Both => &self.both,
        }
    }
}

/// Which rows are an actor's, and which are left to him in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActorRows {
    /// The actor's id, as the field `owner` of his customers has it.
    pub(crate) owner: String,
    pub(crate) teams: Vec<String>,
    /// The teams that the host narrowed the session to.
    pub(crate) within: Option<Vec<String>>,
}

impl ActorRows {
    /// Teams and owners are compared as the fields of customers hold them: a spelling of its own would
    /// be nobody's, and no denial would reach it.
    pub(crate) fn new(actor: &ActorId, teams: &[String], within: Option<&[String]>) -> Self {
        let clean = |text: &str| clean_line(text).unwrap_or_default();
        let all = |teams: &[String]| teams.iter().map(|team| clean(team)).collect();
        Self { owner: clean(actor.as_str()), teams: all(teams), within: within.map(all) }
    }

    /// May there be rows of this class at all, in this session?
    pub(crate) fn may_have(&self, class: RowClass) -> bool {
        let own = |team: &String| self.teams.contains(team);
        match (&self.within, class.is_team()) {
            (None, team) => !team || !self.teams.is_empty(),
            (Some(within), true) => within.iter().any(own),
            (Some(within), false) => within.iter().any(|team| !own(team)),
        }
    }

    pub(crate) fn class_of(&self, team: Option<&str>, owner: Option<&str>) -> RowClass {
        let in_team = team.is_some_and(|team| self.teams.iter().any(|of| of == team));
        RowClass::of(in_team, owner == Some(self.owner.as_str()))
    }
}

/// How much of a customer is seen: of each field, and of its contact cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Levels {
    pub(crate) edit: FieldSet,
    pub(crate) view: FieldSet,
    /// These and those above.
    pub(crate) masked: FieldSet,
    /// These and those above.
    pub(crate) presence: FieldSet,
    /// Fields that the actor is denied to edit, whatever else he holds.
    pub(crate) denied: FieldSet,
    pub(crate) contacts: FieldLevel,
}

impl Levels {
    pub(crate) const NONE: Self = Self {
        edit: FieldSet::NONE,
        view: FieldSet::NONE,
        masked: FieldSet::NONE,
        presence: FieldSet::NONE,
        denied: FieldSet::NONE,
        contacts: FieldLevel::Hidden,
    };
    pub(crate) const ALL: Self = Self {
        edit: FieldSet::ALL,
        view: FieldSet::ALL,
        masked: FieldSet::ALL,
        presence: FieldSet::ALL,
        denied: FieldSet::NONE,
        contacts: FieldLevel::Edit,
    };

    pub(crate) const fn of(&self, field: CustomerField) -> FieldLevel {
        if self.edit.contains(field) {
            FieldLevel::Edit
        } else if self.view.contains(field) {
            FieldLevel::View
        } else if self.masked.contains(field) {
            FieldLevel::Masked
        } else if self.presence.contains(field) {
            FieldLevel::Presence
        } else {
            FieldLevel::Hidden
        }
    }

    /// The fields of which at least so much is seen.
    pub(crate) const fn at_least(&self, level: FieldLevel) -> FieldSet {
        match level {
            FieldLevel::Edit => self.edit,
            FieldLevel::View => self.view,
            FieldLevel::Masked => self.masked,
            FieldLevel::Presence => self.presence,
            FieldLevel::Hidden => FieldSet::ALL,
        }
    }

    pub(crate) fn shows_contacts(&self) -> bool {
        self.contacts >= FieldLevel::View
    }
}

/// The rows and the fields that an operation may touch. It comes out of a permit (`rules::access`
/// makes it, nothing else does), and every method of the store takes it: rows become part of the
/// `WHERE`, fields part of the row decoder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) rows: RowScope,
    seen: Arc<ClassLevels>,
}

/// How much is seen of the rows of each class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClassLevels {
    levels: PerClass<Levels>,
    /// All classes show the same, so that nobody need ask for a row's class.
    uniform: bool,
}

impl ClassLevels {
    pub(crate) fn new(of: impl Fn(RowClass) -> Levels) -> Self {
        let levels = PerClass::new(of);
        let first = *levels.get(RowClass::Other);
        let uniform = RowClass::ALL.iter().all(|class| *levels.get(*class) == first);
        Self { levels, uniform }
    }

    pub(crate) const fn get(&self, class: RowClass) -> &Levels {
        self.levels.get(class)
    }
}

/// Everything of all rows.
static ALL_LEVELS: LazyLock<Arc<ClassLevels>> =
    LazyLock::new(|| Arc::new(ClassLevels::new(|_| Levels::ALL)));

impl Access {
    pub(crate) fn new(rows: RowScope, seen: Arc<ClassLevels>) -> Self {
        Self { rows, seen }
    }

    /// The library's own view, for what runs on nobody's behalf: matching, guards, uniqueness. Its
    /// results never leave the library without being filtered by the actor's own access.
    pub(crate) fn internal() -> Self {
        Self::whole(RowScope::all())
    }

    /// All fields of these rows: for writing records back whole.
    pub(crate) fn whole(rows: RowScope) -> Self {
        Self { rows, seen: Arc::clone(&ALL_LEVELS) }
    }

    /// How much is seen of a row that belongs to a team and an owner.
    pub(crate) fn levels(&self, team: Option<&str>, owner: Option<&str>) -> &Levels {
        let class = match &self.rows.me {
            Some(me) if !self.seen.uniform => me.class_of(team, owner),
            _ => RowClass::Other,
        };
        self.seen.get(class)
    }

    /// How much is seen of a row, where that is the same for all.
    pub(crate) fn same_levels(&self) -> Option<&Levels> {
        self.seen.uniform.then(|| self.seen.get(RowClass::Other))
    }

    /// Does this hold on all rows of the operation?
    pub(crate) fn on_all_rows(&self, holds: impl Fn(&Levels) -> bool) -> bool {
        let mut classes = RowClass::ALL.iter().filter(|class| self.rows.classes.contains(**class));
        classes.all(|class| holds(self.seen.get(*class)))
    }

    /// The same with the rows alone on which this holds; none when there are none.
    pub(crate) fn only_where(&self, holds: impl Fn(&Levels) -> bool) -> Option<Self> {
        let left: ClassSet = RowClass::ALL
            .into_iter()
            .filter(|class| self.rows.classes.contains(*class) && holds(self.seen.get(*class)))
            .collect();
        let rows = RowScope { classes: left, ..self.rows.clone() };
        (left != ClassSet::default()).then(|| Self { rows, ..self.clone() })
    }
}

/// Which customers are in scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowScope {
    /// Nobody in particular: the library itself.
    pub(crate) me: Option<Arc<ActorRows>>,
    pub(crate) classes: ClassSet,
}

impl RowScope {
    pub(crate) fn all() -> Self {
        Self { me: None, classes: ClassSet::ALL }
    }

    /// The same actor, and no rows.
    pub(crate) fn none(&self) -> Self {
        Self { classes: ClassSet::default(), ..self.clone() }
    }

    /// Every customer of the book is in.
    pub(crate) fn is_all(&self) -> bool {
        self.classes == ClassSet::ALL && self.within().is_none()
    }

    /// The teams that alone are left.
    pub(crate) fn within(&self) -> Option<&[String]> {
        self.me.as_ref().and_then(|me| me.within.as_deref())
    }

    /// The same test as the store's `WHERE`, for rows that are in hand.
    pub(crate) fn admits(&self, team: Option<&str>, owner: Option<&str>) -> bool {
        let Some(me) = &self.me else { return self.classes == ClassSet::ALL };
        let left = match &me.within {
            Some(within) => team.is_some_and(|team| within.iter().any(|of| of == team)),
            None => true,
        };
        left && self.classes.contains(me.class_of(team, owner))
    }
}
