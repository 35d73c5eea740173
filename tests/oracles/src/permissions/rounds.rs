//! Generated policies and questions: the same in every run.

use std::collections::BTreeMap;

use customer_core::{
    Actor, ActorId, ActorKind, CustomerField, DataClass, FieldLevel, Grant, GrantEffect,
    GrantScope, GroupId, Narrowing, Permission, PermissionGroup, Timestamp, operations,
};
use customer_core_bench::dice::Dice;

use super::{ADMIN, About, Ask, Asker, Fallible, Round, Way};

/// The moments at which is asked. Between them some grants end.
pub const MOMENTS: [i64; 2] = [1_000_000, 1_001_000];
/// When grants end: before, at and after the moments.
const ENDS: [i64; 6] = [999_999, 1_000_000, 1_000_001, 1_001_000, 1_001_001, 2_000_000];

/// Those who ask, and their teams.
const ACTORS: [(&str, &[&str]); 4] =
    [("a0", &[]), ("a1", &["north"]), ("a2", &["north", "south"]), ("a3", &["south"])];

/// The permissions that others rest on, and those that are more than a yes or no.
const COMMON: [Permission; 10] = [
    Permission::CustomerView,
    Permission::CustomerSearch,
    Permission::CustomerEdit,
    Permission::ContactView,
    Permission::ContactEdit,
    Permission::ContactReveal,
    Permission::FieldView,
    Permission::FieldView,
    Permission::FieldEdit,
    Permission::ActionRun,
];
/// Few fields, so that grants and denials of the same field meet.
const FIELDS: [CustomerField; 5] = [
    CustomerField::FullName,
    CustomerField::City,
    CustomerField::Ref1,
    CustomerField::Locale,
    CustomerField::Owner,
];
const ACTIONS: [&str; 3] = ["refund", "call back", r#"say "no" \ yes"#];
const GROUPS: [&str; 5] = ["g0", "g1", "g2", "g3", "g4"];

/// Rounds and questions, one after the other.
pub struct Generator {
    dice: Dice,
    presets: Vec<PermissionGroup>,
}

impl Generator {
    /// Those of a seed, over the groups that a new book has.
    pub fn new(seed: u64, presets: Vec<PermissionGroup>) -> Self {
        Self { dice: Dice::new(seed), presets }
    }

    /// The next policy, and who asks under it.
    pub fn round(&mut self) -> Fallible<Round> {
        let mut groups = Vec::new();
        for id in GROUPS {
            let (name, description) = (id.to_owned(), String::new());
            let count = self.dice.between(1, 10);
            let mut grants: Vec<Grant> = (0..count).map(|_| self.grant()).collect();
            if !self.dice.one_in(4) {
                let scope = self.scope();
                grants.push(Grant::allow(Permission::CustomerView).within(scope));
            }
            groups.push(PermissionGroup { id: GroupId::new(id)?, name, description, grants });
        }
        // All fields, so that a class of the last round does not stay.
        let classes: BTreeMap<_, _> =
            CustomerField::ALL.iter().map(|field| (*field, self.class_of(*field))).collect();
        let mut askers = Vec::new();
        for (id, teams) in ACTORS {
            let actor = Actor {
                id: ActorId::new(id)?,
                name: id.to_owned(),
                kind: if self.dice.one_in(3) { ActorKind::Bot } else { ActorKind::Agent },
                teams: teams.iter().map(|team| (*team).to_owned()).collect(),
            };
            let member = self.some_groups()?;
            for way in [Way::Member, Way::Member, Way::Asserted, Way::Explained] {
                let groups =
                    if way == Way::Asserted { self.some_groups()? } else { member.clone() };
                // The first of them is the session that stays open from round to round.
                let whole = way == Way::Explained || askers.len() % 4 == 0;
                let narrowing = if whole { Narrowing::default() } else { self.narrowing() };
                askers.push(Asker { actor: actor.clone(), groups, way, narrowing });
            }
        }
        let used =
            self.presets.iter().filter(|of| askers.iter().any(|who| who.groups.contains(&of.id)));
        groups.extend(used.cloned());
        Ok(Round { groups, classes, askers })
    }

    /// Questions to one who asks: on some customers, and on any.
    pub fn asks(&mut self, rows: usize) -> Vec<Ask> {
        let mut all = Vec::new();
        for _ in 0..2 {
            let row = self.dice.below(rows);
            all.extend((0..4).map(|_| self.ask(Some(row))));
        }
        all.push(self.ask(None));
        all
    }

    fn ask(&mut self, row: Option<usize>) -> Ask {
        let permission = self.permission();
        let about = match operations().get(self.dice.below(operations().len())) {
            Some(operation) if self.dice.one_in(2) => About::Operation(operation),
            _ => About::Permission(permission),
        };
        let names_a_field = match about {
            About::Permission(
                Permission::FieldView | Permission::FieldEdit | Permission::CustomerEdit,
            ) => !self.dice.one_in(5),
            About::Permission(_) => false,
            About::Operation(_) => self.dice.one_in(3),
        };
        let runs = about == About::Permission(Permission::ActionRun) && !self.dice.one_in(4);
        Ask {
            about,
            field: names_a_field.then(|| self.field()),
            action: runs.then(|| self.dice.word(&ACTIONS)),
            row,
        }
    }

    fn grant(&mut self) -> Grant {
        let permission = self.permission();
        let about_fields = matches!(permission, Permission::FieldView | Permission::FieldEdit);
        let deniable = about_fields || permission == Permission::ContactReveal;
        let denies = deniable && self.dice.one_in(3);
        let levelled = matches!(permission, Permission::FieldView | Permission::ContactView);
        let levels = [FieldLevel::Presence, FieldLevel::Masked, FieldLevel::View];
        let level = (!self.dice.one_in(4)).then(|| self.one_of(&levels, FieldLevel::View));
        let selector = match (permission, self.dice.below(3)) {
            (_, 0) => None,
            (Permission::ActionRun, _) => Some(self.dice.word(&ACTIONS).to_owned()),
            (_, 1) if about_fields => Some(self.class().as_str().to_owned()),
            (_, _) if about_fields => Some(self.field().as_str().to_owned()),
            _ => None,
        };
        let end = self.dice.one_in(3).then(|| self.one_of(&ENDS, 0));
        Grant {
            permission,
            selector,
            level: level.filter(|_| levelled && !denies),
            scope: self.scope(),
            effect: if denies { GrantEffect::Deny } else { GrantEffect::Allow },
            until: end.map(Timestamp::from_millis),
        }
    }

    fn permission(&mut self) -> Permission {
        let of = if self.dice.one_in(3) { Permission::ALL } else { &COMMON };
        self.one_of(of, Permission::CustomerView)
    }

    fn scope(&mut self) -> GrantScope {
        let scopes = [GrantScope::Book, GrantScope::Book, GrantScope::Team, GrantScope::Own];
        self.one_of(&scopes, GrantScope::Book)
    }

    fn field(&mut self) -> CustomerField {
        let of = if self.dice.one_in(5) { CustomerField::ALL } else { &FIELDS };
        self.one_of(of, CustomerField::City)
    }

    fn class(&mut self) -> DataClass {
        self.one_of(DataClass::ALL, DataClass::Plain)
    }

    fn class_of(&mut self, field: CustomerField) -> DataClass {
        if self.dice.one_in(4) { self.class() } else { field.class() }
    }

    /// None to three groups, now and then one that books come with, seldom `admin`.
    fn some_groups(&mut self) -> Fallible<Vec<GroupId>> {
        let mut all = Vec::new();
        let count = if self.dice.one_in(8) { 0 } else { self.dice.between(1, 3) };
        for _ in 0..count {
            all.push(GroupId::new(self.dice.word(&GROUPS))?);
        }
        if self.dice.one_in(8) {
            let preset = self.presets.get(self.dice.below(self.presets.len()));
            all.extend(preset.map(|preset| preset.id.clone()));
        }
        if self.dice.one_in(25) {
            all.push(GroupId::new(ADMIN)?);
        }
        all.sort();
        all.dedup();
        Ok(all)
    }

    fn narrowing(&mut self) -> Narrowing {
        let kept = match self.dice.below(6) {
            0 | 1 => None,
            2 => Some(Vec::new()),
            _ => Some(self.most_permissions()),
        };
        let teams = self.dice.one_in(4).then(|| {
            let teams = ["north", "south", "nobody's"];
            teams.into_iter().filter(|_| self.dice.one_in(2)).map(str::to_owned).collect()
        });
        Narrowing { permissions: kept, teams }
    }

    fn one_of<T: Copy>(&mut self, list: &[T], otherwise: T) -> T {
        list.get(self.dice.below(list.len())).copied().unwrap_or(otherwise)
    }

    /// Without `customer.view` there is little to compare, so it is left mostly; what can be denied is
    /// taken away often, since denials stay all the same.
    fn most_permissions(&mut self) -> Vec<Permission> {
        let mut left = |permission: &Permission| match permission {
            Permission::CustomerView => !self.dice.one_in(10),
            Permission::FieldView | Permission::FieldEdit | Permission::ContactReveal => {
                self.dice.one_in(2)
            }
            _ => !self.dice.one_in(4),
        };
        Permission::ALL.iter().copied().filter(|permission| left(permission)).collect()
    }
}
