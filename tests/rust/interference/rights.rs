//! What an actor may do, made up; and what that lets him see, said as plainly as it can be, without
//! asking the library.

use customer_core::{
    ActorId, CustomerField, DataClass, FieldLevel, Grant, GrantEffect, GrantScope, GroupId,
    Narrowing, Permission, PermissionGroup, Timestamp,
};

use super::dice::{BEGIN, Dice};

/// The actor.
pub(super) const ME: &str = "a1";
pub(super) const TEAMS: [&str; 4] = ["north", "nadir", "south", "sun"];

/// Permissions that no operation asks for: a few of them, so that `check` has something to say.
const IDLE: [Permission; 3] =
    [Permission::FlowSend, Permission::NoteEditAny, Permission::ActionRun];

/// The groups of the actor, his teams, and what the host left of it.
#[derive(Debug, Clone)]
pub(super) struct Rights {
    pub(super) groups: Vec<PermissionGroup>,
    pub(super) teams: Vec<String>,
    pub(super) narrowing: Narrowing,
}

/// Whose a customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Whose<'w> {
    pub(super) team: Option<&'w str>,
    pub(super) owner: Option<&'w str>,
}

fn scope(dice: &mut Dice) -> GrantScope {
    *dice.pick(&[
        GrantScope::Book,
        GrantScope::Book,
        GrantScope::Team,
        GrantScope::Team,
        GrantScope::Own,
    ])
}

fn level(dice: &mut Dice) -> Option<FieldLevel> {
    use FieldLevel::{Masked, Presence, View};
    *dice.pick(&[None, None, Some(Presence), Some(Masked), Some(Masked), Some(View)])
}

fn selector(dice: &mut Dice) -> Option<String> {
    match dice.below(4) {
        0 => None,
        1 => Some(dice.pick(&["plain", "personal", "personal", "sensitive"]).to_string()),
        _ => Some(dice.pick(CustomerField::ALL).to_string()),
    }
}

/// An ended grant counts as little as one that was never given.
fn end(dice: &mut Dice) -> Option<Timestamp> {
    match dice.below(20) {
        0 => Some(Timestamp::from_millis(BEGIN - 1)),
        1 => Some(Timestamp::from_millis(BEGIN * 2)),
        _ => None,
    }
}

fn grant(dice: &mut Dice, permission: Permission) -> Grant {
    Grant { until: end(dice), ..Grant::allow(permission).within(scope(dice)) }
}

fn field_grants(dice: &mut Dice) -> Vec<Grant> {
    let mut grants = Vec::new();
    for permission in [Permission::FieldView, Permission::FieldEdit] {
        if dice.percent(30) {
            grants.push(Grant::allow(permission).within(scope(dice)));
        }
    }
    for _ in 0..dice.below(5) {
        let (selector, level) = (selector(dice), level(dice));
        grants.push(Grant { selector, level, ..grant(dice, Permission::FieldView) });
    }
    for _ in 0..dice.below(3) {
        grants.push(Grant { selector: selector(dice), ..grant(dice, Permission::FieldEdit) });
    }
    for _ in 0..dice.below(3) {
        let permission = *dice.pick(&[Permission::FieldView, Permission::FieldEdit]);
        let effect = GrantEffect::Deny;
        grants.push(Grant { selector: selector(dice), effect, ..grant(dice, permission) });
    }
    grants
}

fn contact_grants(dice: &mut Dice) -> Vec<Grant> {
    let mut grants = Vec::new();
    if dice.percent(30) {
        grants.push(grant(dice, Permission::ContactView));
    }
    for _ in 0..dice.below(4) {
        grants.push(Grant { level: level(dice), ..grant(dice, Permission::ContactView) });
    }
    if dice.percent(15) {
        let effect = GrantEffect::Deny;
        grants.push(Grant { effect, ..grant(dice, Permission::ContactReveal) });
    }
    grants
}

impl Rights {
    pub(super) fn some(dice: &mut Dice) -> Self {
        let mut grants = field_grants(dice);
        grants.extend(contact_grants(dice));
        let share = *dice.pick(&[60, 80, 95]);
        let needed: std::collections::BTreeSet<Permission> =
            customer_core::operations().iter().flat_map(|of| of.needs.iter().copied()).collect();
        for permission in needed.into_iter().chain(IDLE).chain([Permission::MatchSeeHidden]) {
            let own = matches!(permission, Permission::FieldView | Permission::ContactView);
            let share = match permission {
                // To see everything, or to be told of what is not seen, leaves little to compare.
                Permission::AuditView | Permission::ContactLookup => share / 2,
                Permission::MatchSeeHidden => 8,
                _ => share,
            };
            if !own && dice.percent(share) {
                grants.push(grant(dice, permission));
            }
            if !own && dice.percent(share / 4) {
                grants.push(grant(dice, permission));
            }
        }
        let cut = dice.below(grants.len() + 1);
        let rest = grants.split_off(cut);
        let group = |id: &str, grants| PermissionGroup {
            id: GroupId::new(id).unwrap(),
            name: id.to_owned(),
            description: String::new(),
            grants,
        };
        let mut teams: Vec<String> = Vec::new();
        for team in &TEAMS[..2] {
            if dice.percent(60) {
                teams.push((*team).to_owned());
            }
        }
        Self {
            groups: vec![group("g0", grants), group("g1", rest)],
            teams,
            narrowing: narrowing(dice),
        }
    }

    fn grants(&self) -> impl Iterator<Item = &Grant> {
        let of = self.groups.iter().flat_map(|group| &group.grants);
        of.filter(|grant| grant.until.is_none_or(|until| until.as_millis() > BEGIN))
    }

    fn left(&self, grant: &Grant) -> bool {
        let kept = self.narrowing.permissions.as_ref();
        grant.effect == GrantEffect::Deny || kept.is_none_or(|of| of.contains(&grant.permission))
    }

    fn any(&self, effect: GrantEffect, whose: Whose<'_>, of: impl Fn(&Grant) -> bool) -> bool {
        let reaches = |grant: &Grant| match grant.scope {
            GrantScope::Book => true,
            GrantScope::Team => {
                whose.team.is_some_and(|team| self.teams.iter().any(|of| of == team))
            }
            GrantScope::Own => whose.owner == Some(ME),
        };
        self.grants()
            .any(|grant| grant.effect == effect && reaches(grant) && self.left(grant) && of(grant))
    }

    /// Is the customer one of those that the host left to the session?
    fn within(&self, whose: Whose<'_>) -> bool {
        let teams = self.narrowing.teams.as_ref();
        teams.is_none_or(|teams| teams.iter().any(|of| Some(of.as_str()) == whose.team))
    }

    /// Is the permission held on a customer?
    pub(super) fn holds(&self, permission: Permission, whose: Whose<'_>) -> bool {
        let of = |effect| self.any(effect, whose, |grant| grant.permission == permission);
        let denied = permission == Permission::ContactReveal && of(GrantEffect::Deny);
        self.within(whose) && of(GrantEffect::Allow) && !denied
    }

    /// Is it held at all?
    pub(super) fn holds_somewhere(&self, permission: Permission) -> bool {
        self.grants().any(|grant| {
            grant.effect == GrantEffect::Allow && grant.permission == permission && self.left(grant)
        })
    }

    /// Is it held on the whole book?
    pub(super) fn holds_on_book(&self, permission: Permission) -> bool {
        self.grants().any(|grant| {
            grant.effect == GrantEffect::Allow
                && grant.permission == permission
                && grant.scope == GrantScope::Book
                && self.left(grant)
        })
    }

    /// Is it held on all customers, those included that are gone?
    pub(super) fn holds_on_all(&self, permission: Permission) -> bool {
        self.narrowing.teams.is_none() && self.holds_on_book(permission)
    }

    /// How much is seen of a field of a customer.
    pub(super) fn level(&self, field: CustomerField, whose: Whose<'_>) -> FieldLevel {
        use FieldLevel::{Edit, Hidden, Masked, Presence, View};
        let on = |effect, permission, least: FieldLevel| {
            self.any(effect, whose, |grant| {
                let word = grant.selector.as_deref();
                let about =
                    word.is_none_or(|of| of == field.as_str() || of == field.class().as_str());
                grant.permission == permission && about && grant.level.unwrap_or(View) >= least
            })
        };
        let allows = |permission, least| on(GrantEffect::Allow, permission, least);
        if !self.holds(Permission::CustomerView, whose)
            || on(GrantEffect::Deny, Permission::FieldView, Hidden)
        {
            return Hidden;
        }
        let sees =
            |least| allows(Permission::FieldView, least) || allows(Permission::FieldEdit, View);
        let base = matches!(field.class(), DataClass::Plain | DataClass::Personal)
            && self.holds(Permission::CustomerEdit, whose);
        let edits = allows(Permission::FieldEdit, View) || base;
        if sees(View) && edits && !on(GrantEffect::Deny, Permission::FieldEdit, Hidden) {
            return Edit;
        }
        [View, Masked, Presence].into_iter().find(|level| sees(*level)).unwrap_or(Hidden)
    }

    /// How much is seen of the contact cards of a customer.
    pub(super) fn contacts(&self, whose: Whose<'_>) -> FieldLevel {
        use FieldLevel::{Edit, Hidden, Masked, Presence, View};
        let sees = |least: FieldLevel| {
            self.any(GrantEffect::Allow, whose, |grant| {
                grant.permission == Permission::ContactView && grant.level.unwrap_or(View) >= least
            })
        };
        if !self.holds(Permission::CustomerView, whose) {
            return Hidden;
        }
        let seen = match [View, Masked, Presence].into_iter().find(|level| sees(*level)) {
            Some(_) if self.holds(Permission::ContactEdit, whose) => Edit,
            other => other.unwrap_or(Hidden),
        };
        let deny = |grant: &Grant| grant.permission == Permission::ContactReveal;
        let unseen = self.any(GrantEffect::Deny, whose, deny);
        // Revealing shows all of them.
        let reveals = self.holds(Permission::ContactReveal, whose)
            && self.holds(Permission::ContactView, whose);
        match (unseen, reveals) {
            (true, _) => seen.min(Masked),
            (false, true) => seen.max(View),
            (false, false) => seen,
        }
    }

    /// How a customer stands to the actor: two that stand alike are treated alike.
    pub(super) fn class(&self, whose: Whose<'_>) -> (bool, bool, bool) {
        let team = whose.team.is_some_and(|team| self.teams.iter().any(|of| of == team));
        (self.within(whose), team, whose.owner == Some(ME))
    }

    /// The keys of his groups.
    pub(super) fn group_ids(&self) -> Vec<GroupId> {
        self.groups.iter().map(|group| group.id.clone()).collect()
    }

    pub(super) fn actor_id() -> ActorId {
        ActorId::new(ME).unwrap()
    }
}

fn narrowing(dice: &mut Dice) -> Narrowing {
    let permissions = dice.percent(10).then(|| {
        let all = Permission::ALL.iter().copied();
        all.filter(|_| dice.percent(85)).collect()
    });
    let teams = dice
        .percent(15)
        .then(|| TEAMS.iter().filter(|_| dice.percent(50)).map(|of| (*of).to_owned()).collect());
    Narrowing { permissions, teams }
}
