//! Who may do what: from grants to what an operation may touch.
//!
//! Grants of all groups are united; explicit denials win; what nothing allows is denied. A host may
//! narrow an actor further when it opens the session, never widen. All of it is worked out once for
//! each class of rows, and then looked up.

pub(crate) mod decide;
pub(crate) mod grants;

use std::sync::Arc;

use crate::model::access::{
    Access, ActorRows, ClassLevels, ClassSet, Levels, PerClass, RowClass, RowScope,
};
use crate::model::actor::{ActorKind, Narrowing};
use crate::model::field::{CustomerField, DataClass, FieldClasses, FieldSet};
use crate::model::grant::{FieldLevel, Grant, GrantEffect};
use crate::model::ids::GroupId;
use crate::model::permission::{EffectivePermissions, Permission, PermissionSet};
use crate::model::time::Timestamp;

/// The key of the group whose members hold every permission.
pub(crate) const ADMIN: &str = "admin";

/// A grant, and the group that gives it.
pub(crate) type GivenGrant = (GroupId, Grant);

/// What an actor may do, resolved from grants at a moment. It is made inside a transaction and used
/// in that transaction alone.
#[derive(Debug, Clone)]
pub(crate) struct Effective {
    held: PerClass<PermissionSet>,
    /// Held on rows of some class.
    somewhere: PermissionSet,
    /// Held on the whole book.
    everywhere: PermissionSet,
    levels: Arc<ClassLevels>,
    /// The actions that may be run on the whole book; none means all of them.
    actions: Vec<Option<String>>,
    /// The data classes that are given as a whole, on the whole book, and how much of them is seen:
    /// what is given so reaches fields that come later.
    classes: Vec<(DataClass, FieldLevel)>,
    /// None of the grants ends.
    lasting: bool,
    /// Permissions are kept on the whole book, for good, in a session that was not narrowed.
    keeps_permissions: bool,
}

/// A "no" of the kind "who may": the permissions that would make it a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Missing(pub(crate) PermissionSet);

impl Missing {
    /// Those of these permissions that are missing, in their order.
    pub(crate) fn of(&self, needs: &[Permission]) -> Vec<Permission> {
        needs.iter().copied().filter(|need| self.0.contains(*need)).collect()
    }
}

impl Effective {
    /// Everything: the system session and the library itself.
    pub(crate) fn everything() -> Self {
        Self {
            held: PerClass::new(|_| PermissionSet::ALL),
            somewhere: PermissionSet::ALL,
            everywhere: PermissionSet::ALL,
            levels: Arc::new(ClassLevels::new(|_| Levels::ALL)),
            actions: vec![None],
            classes: DataClass::ALL.iter().map(|class| (*class, FieldLevel::Edit)).collect(),
            lasting: true,
            keeps_permissions: true,
        }
    }

    /// Unites the grants that hold at the moment, as far as the host lets this session have them.
    /// Denials always hold. Who is in the group of administrators holds everything.
    pub(crate) fn from_grants(
        grants: &[GivenGrant],
        narrowing: &Narrowing,
        classes: &FieldClasses,
        now: Timestamp,
    ) -> Self {
        let left = |permission| {
            narrowing.permissions.as_ref().is_none_or(|kept| kept.contains(&permission))
        };
        let everything = grants::everything(grants);
        let held = everything.as_deref().unwrap_or(grants);
        let living: Vec<&Grant> =
            held.iter().map(|(_, grant)| grant).filter(|grant| grant.lives(now)).collect();
        let of = |effect, class: RowClass| {
            let all = living.iter().copied();
            all.filter(move |grant| grant.effect == effect && class.is_in(grant.scope))
        };
        let allowed = |class| of(GrantEffect::Allow, class).filter(|grant| left(grant.permission));
        let denied = |class| of(GrantEffect::Deny, class);
        let united = |class| -> PermissionSet {
            let taken: PermissionSet = denied(class)
                .map(|grant| grant.permission)
                .filter(|permission| *permission == Permission::ContactReveal)
                .collect();
            let given: PermissionSet = allowed(class).map(|grant| grant.permission).collect();
            given.minus(taken)
        };
        let held = PerClass::new(united);
        let each = || RowClass::ALL.into_iter().map(|class| *held.get(class));
        let seen = ClassLevels::new(|class| levels(classes, allowed(class), denied(class)));
        Self {
            held,
            somewhere: each().fold(PermissionSet::NONE, PermissionSet::union),
            // A session that was narrowed to teams has nothing on the whole book.
            everywhere: match narrowing.teams {
                Some(_) => PermissionSet::NONE,
                None => each().fold(PermissionSet::ALL, PermissionSet::intersect),
            },
            levels: Arc::new(seen),
            actions: allowed(RowClass::Other)
                .filter(|grant| grant.permission == Permission::ActionRun)
                .map(|grant| grant.selector.clone())
                .collect(),
            classes: allowed(RowClass::Other).flat_map(grants::whole_classes).collect(),
            lasting: living.iter().all(|grant| grant.until.is_none()),
            keeps_permissions: *narrowing == Narrowing::default()
                && allowed(RowClass::Other).any(|grant| {
                    grant.permission == Permission::PermissionManage && grant.until.is_none()
                }),
        }
    }

    /// Does any grant give the permission, however far it reaches?
    pub(crate) fn holds(&self, permission: Permission) -> bool {
        self.somewhere.contains(permission)
    }

    /// Does a grant give the permission on the whole book?
    pub(crate) fn holds_on_book(&self, permission: Permission) -> bool {
        self.everywhere.contains(permission)
    }

    /// The access of an operation that needs all of these permissions on the whole book.
    pub(crate) fn access_on_book(
        &self,
        needs: PermissionSet,
        me: &Arc<ActorRows>,
    ) -> Result<Access, Missing> {
        if !self.everywhere.contains_all(needs) {
            return Err(Missing(needs.minus(self.everywhere)));
        }
        self.access(needs, me)
    }

    /// The classes of rows on which all of these permissions are held: the decision itself.
    pub(crate) fn classes(&self, needs: PermissionSet) -> ClassSet {
        RowClass::ALL
            .into_iter()
            .filter(|class| self.held.get(*class).contains_all(needs))
            .collect()
    }

    /// The access of an operation that needs all of these permissions: the rows on which all of them
    /// are held, and what is seen of those.
    pub(crate) fn access(
        &self,
        needs: PermissionSet,
        me: &Arc<ActorRows>,
    ) -> Result<Access, Missing> {
        if !self.somewhere.contains_all(needs) {
            return Err(Missing(needs.minus(self.somewhere)));
        }
        let rows = RowScope { me: Some(Arc::clone(me)), classes: self.classes(needs) };
        Ok(Access::new(rows, Arc::clone(&self.levels)))
    }

    /// What is held, and how far it reaches, for whoever asks what he may do. A session that the host
    /// narrowed to teams reaches no further than those.
    pub(crate) fn permissions(&self) -> EffectivePermissions {
        let book = self.everywhere;
        let (team, own) = (self.held.get(RowClass::Team), self.held.get(RowClass::Own));
        // Of one's own customers, what reaches further than all others'.
        let own = own.minus(*self.held.get(RowClass::Other));
        EffectivePermissions { book, team: team.minus(book), own }
    }

    /// What may be done with a row of the one class and not with one of the other; `field.view` stands
    /// for more of it being seen or changed.
    pub(crate) fn gained(&self, was: RowClass, is: RowClass) -> Vec<Permission> {
        let gained: Vec<Permission> = self.on(is).minus(self.on(was)).iter().collect();
        let (old, new) = (self.levels(was), self.levels(is));
        let more = new.contacts > old.contacts
            || FieldLevel::ALL.iter().any(|of| !old.at_least(*of).contains_all(new.at_least(*of)));
        if gained.is_empty() && more { vec![Permission::FieldView] } else { gained }
    }

    /// What is held on rows of a class.
    pub(crate) fn on(&self, class: RowClass) -> PermissionSet {
        *self.held.get(class)
    }

    /// What is seen of rows of a class.
    pub(crate) fn levels(&self, class: RowClass) -> &Levels {
        self.levels.get(class)
    }
}

/// How much of a customer these grants show.
fn levels<'g>(
    classes: &FieldClasses,
    allowed: impl Iterator<Item = &'g Grant>,
    denied: impl Iterator<Item = &'g Grant>,
) -> Levels {
    let mut of = Levels::NONE;
    let mut edits_contacts = false;
    for grant in allowed {
        let fields = fields_of(grant.selector.as_deref(), classes);
        let level = grant.level.unwrap_or(FieldLevel::View);
        match grant.permission {
            Permission::FieldView => see(&mut of, fields, level),
            Permission::FieldEdit => {
                of.edit = of.edit.union(fields);
                see(&mut of, fields, FieldLevel::View);
            }
            Permission::CustomerEdit => of.edit = of.edit.union(classes.base()),
            Permission::ContactView => of.contacts = of.contacts.max(level),
            Permission::ContactEdit => edits_contacts = true,
            _ => {}
        }
    }
    if edits_contacts && of.contacts > FieldLevel::Hidden {
        // Who edits sees; but who sees nothing has nothing to edit.
        of.contacts = FieldLevel::Edit;
    }
    // Denials last, so that the order of grants and groups does not matter.
    for grant in denied {
        let fields = fields_of(grant.selector.as_deref(), classes);
        match grant.permission {
            Permission::FieldView => {
                hide(&mut of, fields);
                of.denied = of.denied.union(fields);
            }
            Permission::FieldEdit => of.denied = of.denied.union(fields),
            Permission::ContactReveal => of.contacts = of.contacts.min(FieldLevel::Masked),
            _ => {}
        }
    }
    // Nobody edits what he does not see.
    of.edit = of.edit.intersect(of.view).without(of.denied);
    of
}

fn see(of: &mut Levels, fields: FieldSet, level: FieldLevel) {
    for (at, set) in [
        (FieldLevel::View, &mut of.view),
        (FieldLevel::Masked, &mut of.masked),
        (FieldLevel::Presence, &mut of.presence),
    ] {
        if level >= at {
            *set = set.union(fields);
        }
    }
}

fn hide(of: &mut Levels, fields: FieldSet) {
    for set in [&mut of.view, &mut of.masked, &mut of.presence] {
        *set = set.without(fields);
    }
}

/// A selector names a data class or a field; none means all fields.
fn fields_of(selector: Option<&str>, classes: &FieldClasses) -> FieldSet {
    match selector {
        None => FieldSet::ALL,
        Some(word) => match (DataClass::from_word(word), CustomerField::from_word(word)) {
            (Some(class), _) => classes.of_class(class),
            (None, Some(field)) => [field].into_iter().collect(),
            (None, None) => FieldSet::NONE,
        },
    }
}

/// The kinds of actors that a host may open a session for.
pub(crate) fn may_open_session(kind: ActorKind) -> bool {
    kind != ActorKind::System
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
