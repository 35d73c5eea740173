//! Grants themselves: which can be written, and who may write them.

use super::{ADMIN, Effective, GivenGrant, RowClass, fields_of};
use crate::model::field::{CustomerField, DataClass, FieldClasses};
use crate::model::grant::{FieldLevel, Grant, GrantEffect, GrantScope, PermissionGroup};
use crate::model::permission::Permission;
use crate::model::text::line_within;

/// The longest name of an action, in characters.
const MAX_ACTION: u32 = 128;

/// Every permission, for whoever is in the group of administrators, whatever other groups deny and
/// whichever permissions came after the book was made.
pub(super) fn everything(grants: &[GivenGrant]) -> Option<Vec<GivenGrant>> {
    let (group, _) = grants.iter().find(|(group, _)| group.as_str() == ADMIN)?;
    Some(of_administrators().into_iter().map(|grant| (group.clone(), grant)).collect())
}

/// What the group of administrators grants.
pub(crate) fn of_administrators() -> Vec<Grant> {
    Permission::ALL.iter().copied().map(Grant::allow).collect()
}

/// Only fields and revealing can be denied; only fields and actions have selectors; only what is seen
/// has levels.
pub(crate) fn grant_is_well_formed(grant: &Grant) -> bool {
    use FieldLevel::{Masked, Presence, View};
    let about_fields = matches!(grant.permission, Permission::FieldView | Permission::FieldEdit);
    let deniable = about_fields || grant.permission == Permission::ContactReveal;
    let levelled = matches!(grant.permission, Permission::FieldView | Permission::ContactView);
    let selector = match grant.selector.as_deref() {
        None => true,
        Some(word) if about_fields => {
            DataClass::from_word(word).is_some() || CustomerField::from_word(word).is_some()
        }
        Some(name) => {
            let line = line_within(name, "selector", MAX_ACTION);
            grant.permission == Permission::ActionRun
                && line.is_ok_and(|of| of.as_deref() == Some(name))
        }
    };
    let level = match grant.level {
        None => true,
        Some(level) => {
            levelled
                && grant.effect == GrantEffect::Allow
                && matches!(level, Presence | Masked | View)
        }
    };
    selector && level && (deniable || grant.effect == GrantEffect::Allow)
}

/// Who keeps permissions on the whole book for good, in a session that was not narrowed, may give and
/// take all. Others who keep permissions give and take what they hold on the whole book for good
/// themselves.
pub(crate) fn may_grant(giver: &Effective, grants: &[Grant], classes: &FieldClasses) -> bool {
    let holds = |grant: &Grant| {
        let fields = fields_of(grant.selector.as_deref(), classes);
        let level = grant.level.unwrap_or(FieldLevel::View);
        let sees = |level| {
            let mut of = RowClass::ALL.iter().map(|class| giver.levels(*class).at_least(level));
            of.all(|seen| seen.contains_all(fields))
        };
        giver.lasting
            && giver.holds_on_book(grant.permission)
            && match grant.permission {
                Permission::FieldView => sees(level) && gives_classes(giver, grant, level),
                Permission::FieldEdit => {
                    sees(FieldLevel::Edit) && gives_classes(giver, grant, FieldLevel::Edit)
                }
                Permission::CustomerEdit => RowClass::ALL
                    .iter()
                    .all(|class| giver.levels(*class).edit.contains_all(classes.base())),
                Permission::ContactEdit => RowClass::ALL
                    .iter()
                    .all(|class| giver.levels(*class).contacts == FieldLevel::Edit),
                Permission::ContactView => {
                    RowClass::ALL.iter().all(|class| giver.levels(*class).contacts >= level)
                }
                Permission::ActionRun => {
                    giver.actions.iter().any(|own| own.is_none() || *own == grant.selector)
                }
                _ => true,
            }
    };
    giver.keeps_permissions || grants.iter().all(holds)
}

/// A grant for a data class, or for all, reaches fields that come later: whoever gives it holds it in
/// that form.
fn gives_classes(giver: &Effective, grant: &Grant, level: FieldLevel) -> bool {
    let holds =
        |class: DataClass| giver.classes.iter().any(|(of, held)| *of == class && *held >= level);
    match grant.selector.as_deref().map(DataClass::from_word) {
        None => DataClass::ALL.iter().all(|class| holds(*class)),
        Some(Some(class)) => holds(class),
        Some(None) => true,
    }
}

/// The data classes that a grant gives as a whole, and how much of them.
pub(super) fn whole_classes(grant: &Grant) -> Vec<(DataClass, FieldLevel)> {
    let level = match grant.permission {
        Permission::FieldView => grant.level.unwrap_or(FieldLevel::View),
        Permission::FieldEdit => FieldLevel::Edit,
        _ => return Vec::new(),
    };
    let named = grant.selector.as_deref();
    let classes = DataClass::ALL.iter().filter(|class| named.is_none_or(|of| of == class.as_str()));
    classes.map(|class| (*class, level)).collect()
}

/// Groups make an administrator when they keep permissions on the whole book for good.
pub(crate) fn makes_administrator(group: &PermissionGroup) -> bool {
    let keeps = |grant: &Grant| {
        grant.permission == Permission::PermissionManage
            && grant.scope == GrantScope::Book
            && grant.effect == GrantEffect::Allow
            && grant.until.is_none()
    };
    group.id.as_str() == ADMIN || group.grants.iter().any(keeps)
}
