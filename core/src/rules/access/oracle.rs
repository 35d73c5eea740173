//! The semantics of permissions once more, as plainly as they can be said, and generated grants held
//! against both.

use proptest::prelude::*;

use super::*;

const PERMISSIONS: [Permission; 6] = [
    Permission::CustomerView,
    Permission::CustomerEdit,
    Permission::ContactReveal,
    Permission::ContactView,
    Permission::FieldView,
    Permission::FieldEdit,
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

fn lives(grant: &Grant) -> bool {
    grant.until.is_none_or(|until| NOW < until)
}

fn gives(grants: &[Grant], permission: Permission) -> impl Iterator<Item = &Grant> {
    let of = move |effect| {
        move |grant: &&Grant| {
            lives(grant) && grant.permission == permission && grant.effect == effect
        }
    };
    let is_field = matches!(permission, Permission::FieldView | Permission::FieldEdit);
    let denied = !is_field && grants.iter().any(|grant| of(GrantEffect::Deny)(&grant));
    grants.iter().filter(of(GrantEffect::Allow)).filter(move |_| !denied)
}

/// Every permission that is needed is given by a grant that reaches the row.
fn reaches(grants: &[Grant], needs: &[Permission], (team, owner): RowOf) -> bool {
    needs.iter().all(|need| gives(grants, *need).any(|grant| reaches_row(grant, (team, owner))))
}

fn reaches_row(grant: &Grant, (team, owner): RowOf) -> bool {
    match grant.scope {
        GrantScope::Book => true,
        GrantScope::Team => team == Some("north"),
        GrantScope::Own => owner == Some("a1"),
    }
}

fn covers(grant: &Grant, field: CustomerField) -> bool {
    match grant.selector.as_deref() {
        None => true,
        Some(word) => word == field.as_str() || word == field.class().as_str(),
    }
}

fn has(
    grants: &[Grant],
    permission: Permission,
    effect: GrantEffect,
    field: CustomerField,
) -> bool {
    has_on(grants, permission, effect, field, None)
}

/// A living grant covers the field, and reaches the row when there is one.
fn has_on(
    grants: &[Grant],
    permission: Permission,
    effect: GrantEffect,
    field: CustomerField,
    row: Option<RowOf>,
) -> bool {
    let same = |grant: &&Grant| grant.permission == permission && grant.effect == effect;
    let on_row = |grant: &&Grant| row.is_none_or(|row| reaches_row(grant, row));
    grants.iter().filter(same).filter(on_row).any(|grant| lives(grant) && covers(grant, field))
}

/// A field is seen when on each row of the operation a grant to see or edit covers it, and no denial
/// to see does anywhere.
fn sees(grants: &[Grant], rows: &[RowOf], field: CustomerField) -> bool {
    let on = |permission, row| has_on(grants, permission, GrantEffect::Allow, field, Some(row));
    rows.iter().all(|row| on(Permission::FieldView, *row) || on(Permission::FieldEdit, *row))
        && !has(grants, Permission::FieldView, GrantEffect::Deny, field)
}

/// A field is edited when it is seen, and on each row given: by itself, or as a base field with all
/// of them.
fn edits(grants: &[Grant], rows: &[RowOf], field: CustomerField) -> bool {
    let base = matches!(field.class(), DataClass::Plain | DataClass::Personal);
    let given = |row: &RowOf| {
        base && gives(grants, Permission::CustomerEdit).any(|grant| reaches_row(grant, *row))
            || has_on(grants, Permission::FieldEdit, GrantEffect::Allow, field, Some(*row))
    };
    sees(grants, rows, field)
        && rows.iter().all(given)
        && !has(grants, Permission::FieldEdit, GrantEffect::Deny, field)
}

fn grant() -> impl Strategy<Value = Grant> {
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
    (
        prop::sample::select(&PERMISSIONS[..]),
        prop::sample::select(scopes.to_vec()),
        prop::sample::select(selectors.to_vec()),
        prop::bool::weighted(0.3),
        prop::sample::select(vec![None, None, None, Some(999), Some(1_000), Some(1_001)]),
    )
        .prop_map(|(permission, scope, selector, deny, until)| Grant {
            effect: if deny { GrantEffect::Deny } else { GrantEffect::Allow },
            selector: selector.map(str::to_owned),
            until: until.map(Timestamp::from_millis),
            ..Grant::allow(permission).within(scope)
        })
        .prop_filter("only what may be granted", grant_is_well_formed)
}

/// More cases than usual, and as many as are asked for where that is more.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig { cases: asked.cases.max(4_000), ..asked }
}

proptest! {
    #![proptest_config(config())]

    /// Dec.11: default deny, the union of grants, denials win, order does not matter.
    #[test]
    fn grants_mean_what_they_plainly_say(
        grants in prop::collection::vec(grant(), 0..8),
        needs in prop::collection::vec(prop::sample::select(&PERMISSIONS[..3]), 1..3),
        kept in prop::option::of(prop::sample::subsequence(PERMISSIONS.to_vec(), 0..=6)),
    ) {
        let actor = Actor::agent("a1", "Anna").unwrap().in_teams(["north"]);
        let narrowing = Narrowing { permissions: kept.clone(), teams: None };
        let effective = Effective::from_grants(&grants, &narrowing, NOW);
        let access = effective.access(&needs, &actor, &narrowing);
        // What the host takes away is as if it had never been given; denials stay.
        let held = |grant: &&Grant| {
            grant.effect == GrantEffect::Deny
                || kept.as_ref().is_none_or(|kept| kept.contains(&grant.permission))
        };
        let grants: Vec<Grant> = grants.iter().filter(held).cloned().collect();
        for row in ROWS {
            let admitted = access.as_ref().is_ok_and(|access| access.rows.admits(row.0, row.1));
            prop_assert_eq!(admitted, reaches(&grants, &needs, row), "{:?}", row);
        }
        if let Ok(access) = &access {
            let rows: Vec<RowOf> =
                ROWS.into_iter().filter(|row| reaches(&grants, &needs, *row)).collect();
            let shown = |row: &RowOf| reaches(&grants, &[Permission::ContactView], *row);
            prop_assert_eq!(access.contacts, rows.iter().all(shown), "contacts");
            for field in CustomerField::ALL {
                prop_assert_eq!(access.may_view(*field), sees(&grants, &rows, *field), "see {}", field);
                prop_assert_eq!(access.edit.contains(*field), edits(&grants, &rows, *field), "edit {}", field);
            }
        }
        let mut backwards = grants;
        backwards.reverse();
        let again = Effective::from_grants(&backwards, &narrowing, NOW).access(&needs, &actor, &narrowing);
        match (access, again) {
            (Ok(one), Ok(other)) => prop_assert_eq!((one.view, one.edit), (other.view, other.edit)),
            (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
        }
    }
}
