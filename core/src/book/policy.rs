//! The policy as a whole: who may do something, what another policy would change, how delicate
//! fields are, and whether the change log is whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::model::access::{ActorRows, RowClass};
use crate::model::actor::{Actor, Member, Narrowing};
use crate::model::change::{ChangedField, LogHead, RecordKind};
use crate::model::decision::{
    FieldChange, FieldInfo, PermissionChange, Policy, PolicyDiff, Question, WhoCan,
};
use crate::model::field::{CustomerField, DataClass, FieldClasses};
use crate::model::grant::{FieldLevel, Grant};
use crate::model::ids::ActorId;
use crate::model::permission::Permission;
use crate::model::provenance::How;
use crate::model::time::Timestamp;
use crate::rules::access::{Effective, GivenGrant};
use crate::store::{ReadTx, RowCount};

use super::check::{About, check_question, target_of_others};
use super::members::may_grant;
use super::operations::{
    DiffPolicy, GetLogHead, ListFields, SetFieldClass, VerifyLog, WhoCan as WhoCanOperation,
};
use super::session::Session;
use super::who::Who;

impl Session {
    /// The members who may do something, by id. Sessions that hosts open in asserted groups are
    /// nobody's here, and which teams a member is of the book does not know: where that decides, the
    /// answer names the team. To ask about a customer, the actor has to see its team and its owner.
    ///
    /// # Errors
    /// `not_found` for a customer that there is not, or that the actor may not know of; `invalid` for
    /// an operation that there is not; `denied`.
    pub fn who_can(&self, question: &Question) -> Result<Vec<WhoCan>> {
        let operation = check_question(question, "question")?;
        self.gate.read::<WhoCanOperation, _>(&self.who, |call| {
            let target = target_of_others(call.tx, &call.permit, question)?;
            let about = About { question, operation, target: target.as_ref() };
            let team = target.as_ref().and_then(|of| of.record.values.owned(CustomerField::Team));
            let mut found = Vec::new();
            for member in call.tx.members()? {
                let allowed = |teams: Vec<String>| -> Result<bool> {
                    let who = Who::new(actor_of(&member, teams), Narrowing::default(), None);
                    let rights = who.rights(call.tx, call.permit.now())?;
                    let decision = about.decide(call.tx, &who, &rights, call.permit.now())?;
                    Ok(decision.allowed)
                };
                if allowed(Vec::new())? {
                    found.push(WhoCan { member, in_team: None });
                } else if let Some(team) = &team
                    && allowed(vec![team.clone()])?
                {
                    found.push(WhoCan { member, in_team: Some(team.clone()) });
                }
            }
            Ok(found)
        })
    }

    /// What members would gain and lose if `new` stood in place of `old`, counted over the customers
    /// of the book. To compare with what stands, fill `old` from [`list_groups`](Self::list_groups)
    /// and [`list_members`](Self::list_members). Nothing is written.
    ///
    /// # Errors
    /// `denied`.
    pub fn diff_policy(&self, old: &Policy, new: &Policy) -> Result<PolicyDiff> {
        self.gate.read::<DiffPolicy, _>(&self.who, |call| {
            let world = World::of(call.tx, call.permit.now())?;
            let mut diff = PolicyDiff::default();
            let members = old.members.iter().chain(&new.members);
            let ids: BTreeSet<&ActorId> = members.map(|of| &of.id).collect();
            for id in ids {
                world.compare(id, old, new, &mut diff);
            }
            Ok(diff)
        })
    }

    /// All fields of customers, with their data classes in this book.
    ///
    /// # Errors
    /// `denied`.
    pub fn list_fields(&self) -> Result<Vec<FieldInfo>> {
        self.gate.read::<ListFields, _>(&self.who, |call| {
            let otherwise: BTreeMap<_, _> = call.tx.field_classes()?.into_iter().collect();
            let info = |field: &CustomerField| FieldInfo {
                field: *field,
                class: otherwise.get(field).copied().unwrap_or(field.class()),
                default_class: field.class(),
            };
            Ok(CustomerField::ALL.iter().map(info).collect())
        })
    }

    /// Says how delicate a field is in this book. Grants by data class reach it accordingly from the
    /// next call on, in every process. It gives the field to some and takes it from others, so it is for
    /// those who could grant it.
    ///
    /// # Errors
    /// `refused` (`cannot_grant`); `denied`.
    pub fn set_field_class(&self, field: CustomerField, class: DataClass) -> Result<()> {
        self.gate.write::<SetFieldClass, _>(&self.who, move |call| {
            let otherwise: BTreeMap<_, _> = call.tx.field_classes()?.into_iter().collect();
            let old = otherwise.get(&field).copied().unwrap_or(field.class());
            if old == class {
                return Ok(());
            }
            may_grant(call, &[Grant::allow(Permission::FieldEdit).on(field.as_str())])?;
            call.tx.put_field_class(field, class)?;
            let changed =
                ChangedField::new("class", Some(old.to_string()), Some(class.to_string()));
            call.log(How::Typed, RecordKind::Field, field, None, vec![changed])
        })
    }

    /// The end of the change log. Kept where nobody who can write the file can write, it shows later
    /// whether the log was written anew or cut off.
    ///
    /// # Errors
    /// `denied`.
    pub fn log_head(&self) -> Result<LogHead> {
        self.gate.read::<GetLogHead, _>(&self.who, |call| Ok(call.tx.log_head()?))
    }

    /// Looks every entry of the change log over, and whether the log goes on from a head that was
    /// kept. What is wrong is told by the numbers of entries; nothing is when the answer is empty.
    /// Without a head, a log that was cut off at its end cannot be told from a shorter one.
    ///
    /// # Errors
    /// `denied`.
    pub fn verify_log(&self, head: &LogHead) -> Result<Vec<String>> {
        self.gate.read::<VerifyLog, _>(&self.who, |call| Ok(call.tx.log_problems(head)?))
    }
}

fn actor_of(member: &Member, teams: Vec<String>) -> Actor {
    Actor { id: member.id.clone(), name: member.name.clone(), kind: member.kind, teams }
}

/// The customers of a book as policies see them: how many there are of which team and owner.
struct World {
    counts: Vec<RowCount>,
    classes: FieldClasses,
    now: Timestamp,
}

/// What a member may do under a policy.
struct Standing {
    effective: Effective,
    rows: ActorRows,
}

impl World {
    fn of(tx: &dyn ReadTx, now: Timestamp) -> Result<Self> {
        let classes = FieldClasses::new(&tx.field_classes()?);
        Ok(Self { counts: tx.customer_counts()?, classes, now })
    }

    fn standing(&self, id: &ActorId, policy: &Policy) -> Standing {
        let member = policy.members.iter().find(|member| member.id == *id);
        let groups = member.map(|of| of.groups.as_slice()).unwrap_or_default();
        let of = policy.groups.iter().filter(|group| groups.contains(&group.id));
        let grants: Vec<GivenGrant> = of
            .flat_map(|group| group.grants.iter().map(|grant| (group.id.clone(), grant.clone())))
            .collect();
        let teams = policy.teams.iter().filter(|of| of.member == *id);
        let teams: Vec<String> = teams.flat_map(|of| of.teams.clone()).collect();
        let rows = ActorRows::new(id, &teams, None);
        let narrowing = Narrowing::default();
        let effective = Effective::from_grants(&grants, &narrowing, &self.classes, self.now);
        Standing { effective, rows }
    }

    fn compare(&self, id: &ActorId, old: &Policy, new: &Policy, diff: &mut PolicyDiff) {
        let (before, after) = (self.standing(id, old), self.standing(id, new));
        let moves = self.moves(&before, &after);
        for permission in Permission::ALL {
            let on = |of: &Standing, class| of.effective.on(class).contains(*permission);
            let count = |gains: bool| {
                moves.count(|was, is| on(&before, was) != gains && on(&after, is) == gains)
            };
            let held_before = before.effective.holds(*permission);
            let held_after = after.effective.holds(*permission);
            let (gained, lost) = (count(true), count(false));
            if held_before != held_after || gained + lost > 0 {
                diff.permissions.push(PermissionChange {
                    member: id.clone(),
                    permission: *permission,
                    held_before,
                    held_after,
                    gained,
                    lost,
                });
            }
        }
        let fields = CustomerField::ALL.iter().map(|field| Some(*field));
        for field in fields.chain([None]) {
            for (from, to, customers) in moves.levels(&before, &after, field) {
                let member = id.clone();
                diff.fields.push(FieldChange { member, field, from, to, customers });
            }
        }
    }

    /// How many customers are of which class to a member before and after. Whoever is given other
    /// teams finds them in other classes.
    fn moves(&self, before: &Standing, after: &Standing) -> Moves {
        let each = RowClass::ALL.into_iter();
        let pairs = each.flat_map(|was| RowClass::ALL.into_iter().map(move |is| (was, is)));
        let class = |standing: &Standing, of: &RowCount| {
            standing.rows.class_of(of.team.as_deref(), of.owner.as_deref())
        };
        let counts: Vec<_> =
            self.counts.iter().map(|of| (class(before, of), class(after, of), of)).collect();
        let count = |(was, is): (RowClass, RowClass)| {
            let of = counts.iter().filter(|of| (of.0, of.1) == (was, is));
            (was, is, of.map(|of| of.2.customers).sum())
        };
        Moves(pairs.map(count).collect())
    }
}

/// The customers of a book, counted by their classes before and after.
struct Moves(Vec<(RowClass, RowClass, u64)>);

impl Moves {
    fn count(&self, holds: impl Fn(RowClass, RowClass) -> bool) -> u64 {
        self.0.iter().filter(|(was, is, _)| holds(*was, *is)).map(|of| of.2).sum()
    }

    /// Every change of how much is seen of a field, or of contacts, on customers that are seen.
    fn levels(
        &self,
        before: &Standing,
        after: &Standing,
        field: Option<CustomerField>,
    ) -> Vec<(FieldLevel, FieldLevel, u64)> {
        let level = |of: &Standing, class: RowClass| {
            if !of.effective.on(class).contains(Permission::CustomerView) {
                return FieldLevel::Hidden;
            }
            let levels = of.effective.levels(class);
            field.map_or(levels.contacts, |field| levels.of(field))
        };
        let each = FieldLevel::ALL.iter();
        let pairs = each.flat_map(|from| FieldLevel::ALL.iter().map(move |to| (*from, *to)));
        let changes = pairs.filter(|(from, to)| from != to).map(|(from, to)| {
            let these = |was, is| level(before, was) == from && level(after, is) == to;
            (from, to, self.count(these))
        });
        changes.filter(|(_, _, customers)| *customers > 0).collect()
    }
}
