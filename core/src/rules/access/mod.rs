//! Who may do what: from grants to what an operation may touch.
//!
//! Grants of all groups are united; explicit denials win; what nothing allows is denied. A host may
//! narrow an actor further when it opens the session, never widen.

use crate::model::access::{Access, RowScope, ScopeClause};
use crate::model::actor::{Actor, ActorKind, Narrowing};
use crate::model::field::{CustomerField, DataClass, FieldSet};
use crate::model::permission::{
    EffectivePermissions, Grant, GrantEffect, GrantScope, Permission, PermissionSet,
};
use crate::model::time::Timestamp;

/// What an actor may do, resolved from grants at a moment. It is made inside a transaction and used
/// in that transaction alone.
#[derive(Debug, Clone)]
pub(crate) struct Effective {
    reach: Reaches,
    view: Levels,
    edit: Levels,
    denied: FieldSet,
    /// None of the grants ends.
    lasting: bool,
}

/// How far a permission reaches: the union of the scopes of its grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Reach {
    book: bool,
    team: bool,
    own: bool,
}

impl Reach {
    /// Does this reach to all rows that the other one has?
    fn covers(self, rows: Self) -> bool {
        self.book || !rows.book && (self.team || !rows.team) && (self.own || !rows.own)
    }
}

/// The permissions that grants give, by how far they reach.
#[derive(Debug, Clone, Copy, Default)]
struct Reaches {
    book: PermissionSet,
    team: PermissionSet,
    own: PermissionSet,
}

impl Reaches {
    fn of(&self, permission: Permission) -> Reach {
        Reach {
            book: self.book.contains(permission),
            team: self.team.contains(permission),
            own: self.own.contains(permission),
        }
    }

    fn any(&self) -> PermissionSet {
        self.book.union(self.team).union(self.own)
    }

    fn give(&mut self, scope: GrantScope, permission: Permission) {
        let of = match scope {
            GrantScope::Book => &mut self.book,
            GrantScope::Team => &mut self.team,
            GrantScope::Own => &mut self.own,
        };
        *of = of.with(permission);
    }

    fn take(&mut self, permission: Permission) {
        for of in [&mut self.book, &mut self.team, &mut self.own] {
            *of = of.without(permission);
        }
    }
}

/// The fields that grants give, by how far they reach.
#[derive(Debug, Clone, Copy)]
struct Levels {
    book: FieldSet,
    team: FieldSet,
    own: FieldSet,
}

impl Levels {
    const NONE: Self = Self { book: FieldSet::NONE, team: FieldSet::NONE, own: FieldSet::NONE };
    const ALL: Self = Self { book: FieldSet::ALL, ..Self::NONE };

    fn give(&mut self, scope: GrantScope, fields: FieldSet) {
        let of = match scope {
            GrantScope::Book => &mut self.book,
            GrantScope::Team => &mut self.team,
            GrantScope::Own => &mut self.own,
        };
        *of = of.union(fields);
    }

    fn take(&mut self, fields: FieldSet) {
        for of in [&mut self.book, &mut self.team, &mut self.own] {
            *of = of.without(fields);
        }
    }

    /// The fields that are given on all of these rows. A field that is given on some of them is not
    /// among them: one answer has one set of fields.
    fn on(&self, rows: Reach) -> FieldSet {
        if rows.book {
            return self.book;
        }
        let team = if rows.team { self.team } else { FieldSet::ALL };
        let own = if rows.own { self.own } else { FieldSet::ALL };
        self.book.union(team.intersect(own))
    }
}

/// A "no" of the kind "who may": the permissions that would make it a yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing(pub(crate) Vec<Permission>);

impl Effective {
    /// Everything: the system session and the library itself.
    pub(crate) fn everything() -> Self {
        Self {
            reach: Reaches { book: PermissionSet::ALL, ..Reaches::default() },
            view: Levels::ALL,
            edit: Levels::ALL,
            denied: FieldSet::NONE,
            lasting: true,
        }
    }

    /// Unites the grants that hold at the moment, as far as the host lets this session have them.
    /// Denials always hold.
    pub(crate) fn from_grants(grants: &[Grant], narrowing: &Narrowing, now: Timestamp) -> Self {
        let mut effective = Self {
            reach: Reaches::default(),
            view: Levels::NONE,
            edit: Levels::NONE,
            denied: FieldSet::NONE,
            lasting: true,
        };
        let living = || grants.iter().filter(|grant| grant.until.is_none_or(|until| now < until));
        let allowed = |permission| {
            narrowing.permissions.as_ref().is_none_or(|kept| kept.contains(&permission))
        };
        effective.lasting = living().all(|grant| grant.until.is_none());
        for grant in living().filter(|grant| grant.effect == GrantEffect::Allow) {
            if allowed(grant.permission) {
                effective.allow(grant);
            }
        }
        // Denials last, so that the order of grants and groups does not matter.
        for grant in living().filter(|grant| grant.effect == GrantEffect::Deny) {
            effective.deny(grant);
        }
        effective
    }

    fn allow(&mut self, grant: &Grant) {
        let fields = fields_of(grant.selector.as_deref());
        match grant.permission {
            Permission::FieldView => self.view.give(grant.scope, fields),
            Permission::FieldEdit => {
                self.edit.give(grant.scope, fields);
                self.view.give(grant.scope, fields);
            }
            Permission::CustomerEdit => {
                let base = FieldSet::of_class(DataClass::Plain)
                    .union(FieldSet::of_class(DataClass::Personal));
                self.edit.give(grant.scope, base);
            }
            _ => {}
        }
        self.reach.give(grant.scope, grant.permission);
    }

    fn deny(&mut self, grant: &Grant) {
        let fields = fields_of(grant.selector.as_deref());
        match grant.permission {
            Permission::FieldView => {
                self.view.take(fields);
                self.edit.take(fields);
                self.denied = self.denied.union(fields);
            }
            Permission::FieldEdit => {
                self.edit.take(fields);
                self.denied = self.denied.union(fields);
            }
            other => self.reach.take(other),
        }
    }

    /// Does any grant give the permission, however far it reaches?
    pub(crate) fn holds(&self, permission: Permission) -> bool {
        self.reach.any().contains(permission)
    }

    /// Does a grant give the permission on the whole book?
    pub(crate) fn holds_on_book(&self, permission: Permission) -> bool {
        self.reach.book.contains(permission)
    }

    /// The access of an operation that needs all of these permissions: the rows that all of them
    /// reach, the fields that the actor may see.
    pub(crate) fn access(
        &self,
        needs: &[Permission],
        actor: &Actor,
        narrowing: &Narrowing,
    ) -> Result<Access, Missing> {
        let missing: Vec<Permission> =
            needs.iter().copied().filter(|need| !self.holds(*need)).collect();
        if !missing.is_empty() {
            return Err(Missing(missing));
        }
        let mut rows = RowScope::all();
        for reach in needs.iter().map(|need| self.reach_of(*need)).filter(|reach| !reach.book) {
            rows.narrow(clause(reach, actor));
        }
        if let Some(teams) = &narrowing.teams {
            rows.narrow(ScopeClause { teams: teams.clone(), owner: None });
        }
        // All rows of the operation are rows of each permission that it needs.
        let on_rows = |levels: &Levels| {
            let each = needs.iter().map(|need| levels.on(self.reach_of(*need)));
            each.fold(FieldSet::NONE, FieldSet::union)
        };
        let (view, edit) = (on_rows(&self.view), on_rows(&self.edit));
        let contact_view = self.reach_of(Permission::ContactView);
        let contacts = needs.iter().any(|need| contact_view.covers(self.reach_of(*need)));
        let contacts = contacts && self.holds(Permission::ContactView);
        Ok(Access { rows, view, edit: edit.intersect(view), denied: self.denied, contacts })
    }

    fn reach_of(&self, permission: Permission) -> Reach {
        self.reach.of(permission)
    }

    /// What is held, and how far it reaches, for whoever asks what he may do. A session that the host
    /// narrowed to teams reaches no further than those.
    pub(crate) fn permissions(&self, narrowing: &Narrowing) -> EffectivePermissions {
        let Reaches { book, team, own } = self.reach;
        if narrowing.teams.is_some() {
            let (book, team) = (PermissionSet::NONE, team.union(book));
            return EffectivePermissions { book, team, own };
        }
        EffectivePermissions { book, team, own }
    }
}

fn clause(reach: Reach, actor: &Actor) -> ScopeClause {
    ScopeClause {
        teams: if reach.team { actor.teams.clone() } else { Vec::new() },
        owner: reach.own.then(|| actor.id.clone()),
    }
}

/// A selector names a data class or a field; none means all fields.
fn fields_of(selector: Option<&str>) -> FieldSet {
    match selector {
        None => FieldSet::ALL,
        Some(word) => match (DataClass::from_word(word), CustomerField::from_word(word)) {
            (Some(class), _) => FieldSet::of_class(class),
            (None, Some(field)) => [field].into_iter().collect(),
            (None, None) => FieldSet::NONE,
        },
    }
}

/// Only fields and revealing can be denied; only fields have selectors.
pub(crate) fn grant_is_well_formed(grant: &Grant) -> bool {
    let about_fields = matches!(grant.permission, Permission::FieldView | Permission::FieldEdit);
    let deniable = about_fields || grant.permission == Permission::ContactReveal;
    let selector = match grant.selector.as_deref() {
        None => true,
        Some(word) => {
            about_fields
                && (DataClass::from_word(word).is_some()
                    || CustomerField::from_word(word).is_some())
                || grant.permission == Permission::ActionRun
        }
    };
    selector && (deniable || grant.effect == GrantEffect::Allow)
}

/// Who keeps permissions on the whole book may give and take all. Whose own grant has a scope gives
/// and takes what he holds on the whole book himself, for as long as he holds it.
pub(crate) fn may_grant(giver: &Effective, grants: &[Grant]) -> bool {
    let holds = |grant: &Grant| {
        let fields = fields_of(grant.selector.as_deref());
        giver.lasting
            && giver.holds_on_book(grant.permission)
            && match grant.permission {
                Permission::FieldView => giver.view.book.contains_all(fields),
                Permission::FieldEdit => giver.edit.book.contains_all(fields),
                _ => true,
            }
    };
    giver.holds_on_book(Permission::PermissionManage) || grants.iter().all(holds)
}

/// Groups make an administrator when they keep permissions on the whole book for good.
pub(crate) fn makes_administrator(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| {
        grant.permission == Permission::PermissionManage
            && grant.scope == GrantScope::Book
            && grant.effect == GrantEffect::Allow
            && grant.until.is_none()
    })
}

/// The kinds of actors that a host may open a session for.
pub(crate) fn may_open_session(kind: ActorKind) -> bool {
    kind != ActorKind::System
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
