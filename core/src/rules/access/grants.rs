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
    Some(Permission::ALL.iter().map(|of| (group.clone(), Grant::allow(*of))).collect())
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

/// Who keeps permissions on the whole book may give and take all. Whose own grant has a scope gives
/// and takes what he holds on the whole book himself, for as long as he holds it.
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
                Permission::FieldView => sees(level),
                Permission::FieldEdit => sees(FieldLevel::Edit),
                Permission::ContactView => {
                    RowClass::ALL.iter().all(|class| giver.levels(*class).contacts >= level)
                }
                Permission::ActionRun => {
                    giver.actions.iter().any(|own| own.is_none() || *own == grant.selector)
                }
                _ => true,
            }
    };
    giver.holds_on_book(Permission::PermissionManage) || grants.iter().all(holds)
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
