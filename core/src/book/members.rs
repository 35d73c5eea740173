//! Members, permission groups and their grants.

use crate::error::{Error, Result};
use crate::model::actor::Member;
use crate::model::change::{ChangedField, RecordKind};
use crate::model::grant::{Grant, PermissionGroup};
use crate::model::ids::GroupId;
use crate::model::permission::EffectivePermissions;
use crate::model::provenance::How;
use crate::model::reason::RefusedReason;
use crate::model::text::line_within;
use crate::model::violation::{Rule, Violation};
use crate::rules::access::{self, grants};

use super::gate::WriteCall;
use super::operations::{
    GetPermissions, ListGroups, ListMembers, Operation, PutGroup, RemoveGroup, SetMemberGroups,
};
use super::session::Session;

/// The most grants of one group.
const MAX_GRANTS: usize = 500;

impl Session {
    /// What the actor of this session may do at the moment, the host's narrowing included.
    ///
    /// # Errors
    /// `storage`, `closed`.
    pub fn effective_permissions(&self) -> Result<EffectivePermissions> {
        self.gate.read::<GetPermissions, _>(&self.who, |call| Ok(call.permit.permissions()))
    }

    /// All permission groups.
    ///
    /// # Errors
    /// `denied`.
    pub fn list_groups(&self) -> Result<Vec<PermissionGroup>> {
        self.gate.read::<ListGroups, _>(&self.who, |call| Ok(call.tx.groups()?))
    }

    /// All members, with their groups.
    ///
    /// # Errors
    /// `denied`.
    pub fn list_members(&self) -> Result<Vec<Member>> {
        self.gate.read::<ListMembers, _>(&self.who, |call| Ok(call.tx.members()?))
    }

    /// Adds a permission group, or writes it anew. It holds for its members from their next call on.
    /// The members of the group `admin` hold every permission, whatever else is granted or denied to
    /// them; of that group name and description can be changed.
    ///
    /// # Errors
    /// `invalid`; `refused` when the actor lacks what it grants (`cannot_grant`), when nobody would
    /// be left to keep permissions (`last_administrator`), or for other grants of `admin`
    /// (`fixed_group`); `denied`.
    pub fn put_group(&self, group: PermissionGroup) -> Result<()> {
        check_group(&group)?;
        self.gate.write::<PutGroup, _>(&self.who, move |call| {
            let old = call.tx.groups()?.into_iter().find(|of| of.id == group.id);
            let fixed =
                || old.as_ref().map_or_else(grants::of_administrators, |old| old.grants.clone());
            if group.id.as_str() == access::ADMIN && group.grants != fixed() {
                return Err(Error::refused(RefusedReason::FixedGroup));
            }
            let before = old.as_ref().map(|of| of.grants.as_slice()).unwrap_or_default();
            may_grant(call, &differing(before, &group.grants))?;
            let had = has_administrator(call)?;
            call.tx.put_group(&group)?;
            keeps_an_administrator(call, had)?;
            let words = |group: &PermissionGroup| {
                group.grants.iter().map(word).collect::<Vec<_>>().join(" ")
            };
            let grants = ChangedField::new("grants", old.as_ref().map(words), Some(words(&group)));
            let mut changed = vec![grants];
            for (field, text) in [
                ("name", (|of| of.name.clone()) as fn(&PermissionGroup) -> String),
                ("description", |of| of.description.clone()),
            ] {
                let (was, is) = (old.as_ref().map(text), text(&group));
                if was.as_ref() != Some(&is) {
                    changed.push(ChangedField::new(field, was, Some(is)));
                }
            }
            call.log(How::Typed, RecordKind::PermissionGroup, &group.id, None, changed)
        })
    }

    /// Removes a permission group.
    ///
    /// # Errors
    /// `not_found`; `refused` (`cannot_grant`, `last_administrator`, `fixed_group`); `denied`.
    pub fn remove_group(&self, group: &GroupId) -> Result<()> {
        if group.as_str() == access::ADMIN {
            return Err(Error::refused(RefusedReason::FixedGroup));
        }
        let group = group.clone();
        self.gate.write::<RemoveGroup, _>(&self.who, move |call| {
            let old = call.tx.groups()?.into_iter().find(|of| of.id == group);
            let old = old.ok_or_else(|| Error::not_found("group"))?;
            may_grant(call, &old.grants)?;
            let had = has_administrator(call)?;
            call.tx.delete_group(&group)?;
            keeps_an_administrator(call, had)?;
            let grants = old.grants.iter().map(word).collect::<Vec<_>>().join(" ");
            let lost = vec![ChangedField::new("grants", Some(grants), None)];
            call.log(How::Typed, RecordKind::PermissionGroup, &group, None, lost)
        })
    }

    /// Writes a member and its groups; without groups the member is removed. It holds from the
    /// member's next call on, in every process.
    ///
    /// # Errors
    /// `invalid` (`unknown_group`, or the name); `refused` (`cannot_grant`, `last_administrator`);
    /// `denied`.
    pub fn set_member_groups(&self, member: Member) -> Result<()> {
        if line_within(&member.name, "name", 256)?.is_none() {
            return Err(Violation::new("name", Rule::Required).into());
        }
        self.gate.write::<SetMemberGroups, _>(&self.who, move |call| {
            let groups = call.tx.groups()?;
            let known = |id: &GroupId| groups.iter().find(|group| group.id == *id);
            let unknown = member.groups.iter().enumerate().filter(|(_, id)| known(id).is_none());
            let violations: Vec<Violation> = unknown
                .map(|(at, _)| Violation::new(format!("groups[{at}]"), Rule::UnknownGroup))
                .collect();
            if !violations.is_empty() {
                return Err(violations.into());
            }
            let old = call.tx.members()?.into_iter().find(|of| of.id == member.id);
            let before = old.as_ref().map(|of| of.groups.as_slice()).unwrap_or_default();
            let moved = differing(before, &member.groups);
            let grants: Vec<Grant> =
                moved.iter().filter_map(known).flat_map(|group| group.grants.clone()).collect();
            may_grant(call, &grants)?;
            let had = has_administrator(call)?;
            call.tx.put_member(&member)?;
            keeps_an_administrator(call, had)?;
            let words = |member: &Member| {
                member.groups.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            };
            let mut changed =
                vec![ChangedField::new("groups", old.as_ref().map(words), Some(words(&member)))];
            if let Some(old) = &old {
                for (field, was, is) in [
                    ("name", old.name.clone(), member.name.clone()),
                    ("kind", old.kind.to_string(), member.kind.to_string()),
                ] {
                    if was != is {
                        changed.push(ChangedField::new(field, Some(was), Some(is)));
                    }
                }
            }
            call.log(How::Typed, RecordKind::Member, &member.id, None, changed)
        })
    }
}

fn check_group(group: &PermissionGroup) -> Result<()> {
    let mut violations = Vec::new();
    match line_within(&group.name, "name", 256) {
        Ok(Some(_)) => {}
        Ok(None) => violations.push(Violation::new("name", Rule::Required)),
        Err(violation) => violations.push(violation),
    }
    if group.description.chars().count() > 1_000 {
        violations.push(Violation::limited("description", Rule::TooLong, 1_000));
    }
    if group.grants.len() > MAX_GRANTS {
        violations.push(Violation::limited("grants", Rule::TooMany, MAX_GRANTS as u32));
    }
    let malformed =
        group.grants.iter().enumerate().filter(|(_, grant)| !grants::grant_is_well_formed(grant));
    violations.extend(
        malformed.map(|(at, _)| Violation::new(format!("grants[{at}]"), Rule::UnknownValue)),
    );
    for (at, grant) in group.grants.iter().enumerate() {
        let until = grant.until.map_or(Ok(()), |until| until.check(&format!("grants[{at}].until")));
        violations.extend(until.err());
    }
    if violations.is_empty() { Ok(()) } else { Err(violations.into()) }
}

fn word(grant: &Grant) -> String {
    let selector = grant.selector.as_deref().map(|of| format!(":{of}")).unwrap_or_default();
    let level = grant.level.map(|of| format!("@{of}")).unwrap_or_default();
    let until = grant.until.map(|of| format!("/{}", of.as_millis())).unwrap_or_default();
    format!("{}{selector}{level}/{}/{}{until}", grant.permission, grant.scope, grant.effect)
}

/// What stands in one list and not in the other: taking away is as much a change as giving.
fn differing<T: Clone + PartialEq>(before: &[T], after: &[T]) -> Vec<T> {
    let gone = before.iter().filter(|one| !after.contains(one));
    let new = after.iter().filter(|one| !before.contains(one));
    gone.chain(new).cloned().collect()
}

pub(super) fn may_grant<O: Operation>(call: &WriteCall<'_, O>, grants: &[Grant]) -> Result<()> {
    if grants::may_grant(call.permit.effective(), grants, &call.permit.rights().classes) {
        Ok(())
    } else {
        Err(Error::refused(RefusedReason::CannotGrant))
    }
}

/// After a change somebody must still be able to change permissions. A book that had no
/// administrator has nobody to lose.
fn keeps_an_administrator<O: Operation>(call: &WriteCall<'_, O>, had: bool) -> Result<()> {
    if !had || has_administrator(call)? {
        Ok(())
    } else {
        Err(Error::refused(RefusedReason::LastAdministrator))
    }
}

fn has_administrator<O: Operation>(call: &WriteCall<'_, O>) -> Result<bool> {
    let groups = call.tx.groups()?;
    let administrating: Vec<&GroupId> = groups
        .iter()
        .filter(|group| grants::makes_administrator(group))
        .map(|group| &group.id)
        .collect();
    let administrates =
        |member: &Member| member.groups.iter().any(|id| administrating.contains(&id));
    Ok(call.tx.members()?.iter().any(administrates))
}
