//! The semantics of permissions once more, as plainly as they can be said, and generated grants held
//! against both.

use proptest::prelude::*;

use super::decide::{Judge, Subject};
use super::grants::grant_is_well_formed;
use super::*;
use crate::model::grant::GrantScope;

const PERMISSIONS: [Permission; 8] = [
    Permission::CustomerView,
    Permission::CustomerEdit,
    Permission::ContactReveal,
    Permission::ContactView,
    Permission::ContactEdit,
    Permission::FieldView,
    Permission::FieldEdit,
    Permission::AuditView,
];
const NOW: Timestamp = Timestamp::from_millis(1_000);

/// A row of a customer: its team and its owner.
type RowOf = (Option<&'static str>, Option<&'static str>);
const ROWS: [RowOf; 7] = [
    (None, None),
    (Some("north"), None),
    (Some("south"), None),
    (None, Some("a1")),
    (Some("south"), Some("a1")),
    (Some("north"), Some("a2")),
    (Some("north"), Some("a1")),
];

/// What the oracle is asked: grants, what the host left of them, a row.
struct World<'w> {
    grants: &'w [GivenGrant],
    kept: Option<&'w [Permission]>,
    row: RowOf,
}

impl World<'_> {
    fn any(&self, effect: GrantEffect, of: impl Fn(&Grant) -> bool) -> bool {
        let reaches = |grant: &Grant| match grant.scope {
            GrantScope::Book => true,
            GrantScope::Team => self.row.0 == Some("north"),
            GrantScope::Own => self.row.1 == Some("a1"),
        };
        let left = |grant: &Grant| {
            effect == GrantEffect::Deny || self.kept.is_none_or(|of| of.contains(&grant.permission))
        };
        let lives = |grant: &Grant| grant.until.is_none_or(|until| NOW < until);
        let good = |grant: &Grant| {
            grant.effect == effect && reaches(grant) && left(grant) && lives(grant) && of(grant)
        };
        self.grants.iter().any(|(_, grant)| good(grant))
    }

    fn allows(&self, permission: Permission) -> bool {
        self.any(GrantEffect::Allow, |grant| grant.permission == permission)
    }

    fn denies(&self, permission: Permission) -> bool {
        self.any(GrantEffect::Deny, |grant| grant.permission == permission)
    }

    fn holds(&self, permission: Permission) -> bool {
        let deniable = permission == Permission::ContactReveal;
        self.allows(permission) && !(deniable && self.denies(permission))
    }

    fn level(&self, field: CustomerField) -> FieldLevel {
        use FieldLevel::{Edit, Hidden, Masked, Presence, View};
        let on = |effect, permission, least: FieldLevel| {
            self.any(effect, |grant| {
                let selected = grant
                    .selector
                    .as_deref()
                    .is_none_or(|word| word == field.as_str() || word == field.class().as_str());
                let shows = grant.level.unwrap_or(View) >= least;
                grant.permission == permission && selected && shows
            })
        };
        let allows = |permission, least| on(GrantEffect::Allow, permission, least);
        let denies = |permission| on(GrantEffect::Deny, permission, Hidden);
        let sees =
            |least| allows(Permission::FieldView, least) || allows(Permission::FieldEdit, View);
        if denies(Permission::FieldView) {
            return Hidden;
        }
        let base = matches!(field.class(), DataClass::Plain | DataClass::Personal);
        let edits =
            allows(Permission::FieldEdit, View) || base && self.allows(Permission::CustomerEdit);
        if sees(View) && edits && !denies(Permission::FieldEdit) {
            return Edit;
        }
        [View, Masked, Presence].into_iter().find(|level| sees(*level)).unwrap_or(Hidden)
    }

    fn contacts(&self) -> FieldLevel {
        use FieldLevel::{Edit, Hidden, Masked, Presence, View};
        let sees = |least: FieldLevel| {
            self.any(GrantEffect::Allow, |grant| {
                grant.permission == Permission::ContactView && grant.level.unwrap_or(View) >= least
            })
        };
        let seen = match [View, Masked, Presence].into_iter().find(|level| sees(*level)) {
            Some(_) if self.allows(Permission::ContactEdit) => Edit,
            other => other.unwrap_or(Hidden),
        };
        if self.denies(Permission::ContactReveal) { seen.min(Masked) } else { seen }
    }
}

fn grant() -> impl Strategy<Value = GivenGrant> {
    let scopes = [GrantScope::Book, GrantScope::Team, GrantScope::Own];
    let selectors = [
        None,
        None,
        Some("personal"),
        Some("sensitive"),
        Some("plain"),
        Some("full_name"),
        Some("city"),
    ];
    let levels =
        [None, None, Some(FieldLevel::Presence), Some(FieldLevel::Masked), Some(FieldLevel::View)];
    (
        prop::sample::select(&PERMISSIONS[..]),
        prop::sample::select(scopes.to_vec()),
        prop::sample::select(selectors.to_vec()),
        prop::sample::select(levels.to_vec()),
        prop::bool::weighted(0.3),
        prop::sample::select(vec![None, None, None, Some(999), Some(1_000), Some(1_001)]),
        prop::sample::select(vec!["one", "two"]),
    )
        .prop_map(|(permission, scope, selector, level, deny, until, group)| {
            let grant = Grant {
                effect: if deny { GrantEffect::Deny } else { GrantEffect::Allow },
                selector: selector.map(str::to_owned),
                level,
                until: until.map(Timestamp::from_millis),
                ..Grant::allow(permission).within(scope)
            };
            (GroupId::new(group).unwrap(), only_what_may_be_granted(grant))
        })
}

/// Takes from a grant what its permission cannot have.
fn only_what_may_be_granted(mut grant: Grant) -> Grant {
    let about_fields = matches!(grant.permission, Permission::FieldView | Permission::FieldEdit);
    let deniable = about_fields || grant.permission == Permission::ContactReveal;
    let levelled = matches!(grant.permission, Permission::FieldView | Permission::ContactView);
    if !deniable {
        grant.effect = GrantEffect::Allow;
    }
    if !levelled || grant.effect == GrantEffect::Deny {
        grant.level = None;
    }
    grant.selector = grant.selector.filter(|_| about_fields);
    assert!(grant_is_well_formed(&grant));
    grant
}

/// More cases than usual, and as many as are asked for where that is more.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig { cases: asked.cases.max(4_000), ..asked }
}

fn anna() -> Arc<ActorRows> {
    Arc::new(ActorRows { owner: "a1".to_owned(), teams: vec!["north".to_owned()], within: None })
}

proptest! {
    #![proptest_config(config())]

    /// Dec.11, F5.14, F5.16: default deny, the union of grants, denials win where they reach, what has
    /// ended counts no longer, order does not matter; and the reasons come to the same.
    #[test]
    fn grants_mean_what_they_plainly_say(
        grants in prop::collection::vec(grant(), 0..8),
        needs in prop::collection::vec(prop::sample::select(&PERMISSIONS[..5]), 0..3),
        kept in prop::option::of(prop::sample::subsequence(PERMISSIONS.to_vec(), 0..=8)),
    ) {
        let narrowing = Narrowing { permissions: kept.clone(), teams: None };
        let classes = FieldClasses::new(&[]);
        let effective = Effective::from_grants(&grants, &narrowing, &classes, NOW);
        let anna = anna();
        let access = effective.access(PermissionSet::of(&needs), &anna);
        let judge = Judge {
            grants: Some(&grants),
            narrowing: &narrowing,
            classes: &classes,
            effective: &effective,
            rows: &anna,
            now: NOW,
        };
        for row in ROWS {
            let world = World { grants: &grants, kept: kept.as_deref(), row };
            let held = needs.iter().all(|need| world.holds(*need));
            let admitted = access.as_ref().is_ok_and(|access| access.rows.admits(row.0, row.1));
            prop_assert_eq!(admitted, held, "{:?}", row);
            let class = anna.class_of(row.0, row.1);
            let subject = Subject { needs: &needs, row: Some(class), on_book: false, contacts: false, field: None, action: None };
            let decision = judge.decide(&subject);
            prop_assert_eq!(decision.allowed, held, "decided on {:?}", row);
            prop_assert_eq!(decision.missing.is_empty(), held, "missing on {:?}", row);
            let Ok(access) = &access else { continue };
            let seen = access.levels(row.0, row.1);
            prop_assert_eq!(seen.contacts, world.contacts(), "contacts of {:?}", row);
            for field in CustomerField::ALL {
                let level = world.level(*field);
                prop_assert_eq!(seen.of(*field), level, "{} of {:?}", field, row);
                for wanted in [FieldLevel::View, FieldLevel::Edit] {
                    let field = Some((*field, wanted));
                    let decision = judge.decide(&Subject { field, ..subject });
                    prop_assert_eq!(decision.allowed, held && level >= wanted, "{:?}", row);
                    prop_assert_eq!(decision.level, Some(level));
                }
            }
        }
        let mut backwards = grants;
        backwards.reverse();
        let again = Effective::from_grants(&backwards, &narrowing, &classes, NOW).access(PermissionSet::of(&needs), &anna);
        prop_assert_eq!(access, again);
    }
}
