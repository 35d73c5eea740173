//! Decisions that say why.

use super::{Effective, GivenGrant, fields_of};
use crate::model::access::{ActorRows, Levels, RowClass};
use crate::model::actor::Narrowing;
use crate::model::decision::{Because, Decision, Obligation};
use crate::model::field::{CustomerField, FieldClasses, FieldSet};
use crate::model::grant::{FieldLevel, Grant, GrantEffect};
use crate::model::permission::Permission;
use crate::model::time::Timestamp;

/// All that a decision depends on, but for the question.
pub(crate) struct Judge<'j> {
    /// None for the system session, which may do everything.
    pub(crate) grants: Option<&'j [GivenGrant]>,
    pub(crate) narrowing: &'j Narrowing,
    pub(crate) classes: &'j FieldClasses,
    pub(crate) effective: &'j Effective,
    /// Which rows are the actor's.
    pub(crate) rows: &'j ActorRows,
    pub(crate) now: Timestamp,
}

/// A question, as far as permissions answer it.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'s> {
    pub(crate) needs: &'s [Permission],
    /// The class of the row; none for any row there may be.
    pub(crate) row: Option<RowClass>,
    /// It concerns the whole book.
    pub(crate) on_book: bool,
    /// Contacts have to be shown.
    pub(crate) contacts: bool,
    /// A field, and how much of it has to be seen.
    pub(crate) field: Option<(CustomerField, FieldLevel)>,
    pub(crate) action: Option<&'s str>,
}

impl Judge<'_> {
    /// Decides. Without a row it is a yes when it is one on rows of some class.
    pub(crate) fn decide(&self, subject: &Subject<'_>) -> Decision {
        if let Some(row) = subject.row {
            return self.on(row, subject);
        }
        let classes = RowClass::ALL.into_iter().filter(|class| self.rows.may_have(*class));
        let mut decisions = classes.map(|class| self.on(class, subject));
        let Some(first) = decisions.next() else {
            // The host left no customer at all.
            let narrowed = |need: &Permission| Because::Narrowed { permission: *need };
            let because = subject.needs.iter().map(narrowed).collect();
            let (mut missing, obligations) = (subject.needs.to_vec(), Vec::new());
            missing.extend(subject.field.map(|_| Permission::FieldView));
            let allowed = missing.is_empty();
            return Decision { allowed, level: None, because, missing, obligations };
        };
        let allowed = |decision: &Decision| decision.allowed;
        let yes = if first.allowed { None } else { decisions.find(allowed) };
        Decision { level: None, ..yes.unwrap_or(first) }
    }

    fn on(&self, row: RowClass, subject: &Subject<'_>) -> Decision {
        let mut because = Vec::new();
        let mut missing = Vec::new();
        // In a session that was narrowed to teams nothing is held on the whole book.
        let narrowed = subject.on_book && self.narrowing.teams.is_some();
        for need in subject.needs {
            let reasons = match narrowed {
                true => vec![Because::Narrowed { permission: *need }],
                false => self.reasons(*need, row, subject.action),
            };
            let held =
                reasons.iter().any(|of| matches!(of, Because::Granted { .. } | Because::System));
            let denied = reasons.iter().any(|of| matches!(of, Because::Denied { .. }));
            if !held || denied {
                missing.push(*need);
            }
            because.extend(reasons);
        }
        let levels = if narrowed { &Levels::NONE } else { self.effective.levels(row) };
        let about_contacts = subject.needs.contains(&Permission::ContactView);
        let level = match subject.field {
            Some((field, _)) => Some(levels.of(field)),
            None => about_contacts.then_some(levels.contacts),
        };
        if let Some((field, wanted)) = subject.field {
            because.extend(self.field_reasons(field, wanted, row));
            if levels.of(field) < wanted {
                let edit = wanted == FieldLevel::Edit && levels.of(field) >= FieldLevel::View;
                missing.push(if edit { Permission::FieldEdit } else { Permission::FieldView });
            }
        }
        if subject.contacts && !levels.shows_contacts() && missing.is_empty() {
            missing.push(Permission::ContactReveal);
        }
        let obligations = if subject.needs.iter().any(|need| need.is_logged()) {
            vec![Obligation::LogAccess]
        } else {
            Vec::new()
        };
        Decision { allowed: missing.is_empty(), level, because, missing, obligations }
    }

    /// What gives or withholds a permission on rows of a class.
    fn reasons(&self, need: Permission, row: RowClass, action: Option<&str>) -> Vec<Because> {
        let Some(grants) = self.grants else { return vec![Because::System] };
        let about = |grant: &Grant| {
            let named = grant.permission != Permission::ActionRun
                || grant.selector.is_none()
                || action.is_none()
                || grant.selector.as_deref() == action;
            grant.permission == need && grant.lives(self.now) && row.is_in(grant.scope) && named
        };
        let everything = super::grants::everything(grants);
        let grants = everything.as_deref().unwrap_or(grants);
        // Denials of fields are no denials of the permission to see some field.
        let deniable = need == Permission::ContactReveal;
        let of = |effect| {
            let all = grants.iter();
            all.filter(move |(_, grant)| grant.effect == effect && about(grant))
        };
        let narrowed =
            self.narrowing.permissions.as_ref().is_some_and(|kept| !kept.contains(&need));
        let mut reasons: Vec<Because> = of(GrantEffect::Deny)
            .filter(|_| deniable)
            .map(|(group, grant)| Because::Denied { group: group.clone(), grant: grant.clone() })
            .collect();
        match (of(GrantEffect::Allow).next().is_some(), narrowed) {
            (true, false) => reasons.extend(of(GrantEffect::Allow).map(|(group, grant)| {
                Because::Granted { group: group.clone(), grant: grant.clone() }
            })),
            (true, true) => reasons.push(Because::Narrowed { permission: need }),
            (false, _) => reasons.push(Because::NotGranted { permission: need }),
        }
        reasons
    }

    /// The grants and denials that a field's level comes from.
    fn field_reasons(
        &self,
        field: CustomerField,
        wanted: FieldLevel,
        row: RowClass,
    ) -> Vec<Because> {
        let Some(grants) = self.grants else { return Vec::new() };
        let everything = super::grants::everything(grants);
        let grants = everything.as_deref().unwrap_or(grants);
        let about = |grant: &Grant| {
            let fields = match grant.permission {
                Permission::FieldView => fields_of(grant.selector.as_deref(), self.classes),
                Permission::FieldEdit
                    if wanted == FieldLevel::Edit || grant.effect == GrantEffect::Allow =>
                {
                    fields_of(grant.selector.as_deref(), self.classes)
                }
                Permission::CustomerEdit if wanted == FieldLevel::Edit => self.classes.base(),
                _ => FieldSet::NONE,
            };
            fields.contains(field) && grant.lives(self.now) && row.is_in(grant.scope)
        };
        let left = |grant: &Grant| {
            let kept = self.narrowing.permissions.as_ref();
            grant.effect == GrantEffect::Deny
                || kept.is_none_or(|kept| kept.contains(&grant.permission))
        };
        let all = grants.iter().filter(|(_, grant)| about(grant) && left(grant));
        let mut reasons: Vec<Because> = all
            .map(|(group, grant)| {
                let (group, grant) = (group.clone(), grant.clone());
                match grant.effect {
                    GrantEffect::Allow => Because::Granted { group, grant },
                    GrantEffect::Deny => Because::Denied { group, grant },
                }
            })
            .collect();
        if !reasons.iter().any(|of| matches!(of, Because::Granted { .. })) {
            reasons.push(Because::NotGranted { permission: Permission::FieldView });
        }
        reasons
    }
}
