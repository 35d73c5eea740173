use super::*;

fn actor() -> Actor {
    Actor::agent("a1", "Anna").unwrap().in_teams(["north"])
}

fn access(grants: &[Grant], needs: &[Permission]) -> Result<Access, Missing> {
    Effective::from_grants(grants, &Narrowing::default(), Timestamp::default()).access(
        needs,
        &actor(),
        &Narrowing::default(),
    )
}

/// Dec.11: default deny, and the answer names what is missing.
#[test]
fn what_nothing_allows_is_denied() {
    let needs = [Permission::CustomerView, Permission::CustomerEdit];
    assert_eq!(access(&[], &needs), Err(Missing(needs.to_vec())));
    let one = [Grant::allow(Permission::CustomerView)];
    assert_eq!(access(&one, &needs), Err(Missing(vec![Permission::CustomerEdit])));
}

/// Dec.11: union of grants, whatever their order; explicit denials win.
#[test]
fn grants_unite_and_denials_win() {
    let deny =
        Grant { effect: GrantEffect::Deny, ..Grant::allow(Permission::FieldView).on("full_name") };
    let mut grants = vec![
        deny,
        Grant::allow(Permission::CustomerView).within(GrantScope::Own),
        Grant::allow(Permission::CustomerView).within(GrantScope::Team),
        Grant::allow(Permission::FieldView),
    ];
    for _ in 0..grants.len() {
        grants.rotate_left(1);
        let access = access(&grants, &[Permission::CustomerView]).unwrap();
        assert!(!access.may_view(CustomerField::FullName));
        assert!(access.may_view(CustomerField::City));
        assert!(access.rows.admits(Some("north"), None));
        assert!(access.rows.admits(Some("south"), Some("a1")));
        assert!(!access.rows.admits(Some("south"), Some("a2")));
    }
}

#[test]
fn the_rows_of_an_operation_are_those_that_all_its_permissions_reach() {
    let grants = [
        Grant::allow(Permission::CustomerView),
        Grant::allow(Permission::CustomerEdit).within(GrantScope::Own),
    ];
    let access = access(&grants, &[Permission::CustomerView, Permission::CustomerEdit]).unwrap();
    assert!(access.rows.admits(None, Some("a1")) && !access.rows.admits(None, Some("a2")));
}

#[test]
fn grants_expire() {
    let until = |millis| Grant {
        until: Some(Timestamp::from_millis(millis)),
        ..Grant::allow(Permission::CustomerView)
    };
    assert!(access(&[until(1)], &[Permission::CustomerView]).is_ok());
    assert!(access(&[until(0)], &[Permission::CustomerView]).is_err());
}

/// Dec.11: the host may narrow, never widen.
#[test]
fn narrowing_only_takes_away() {
    let grants = [Grant::allow(Permission::CustomerView), Grant::allow(Permission::FieldView)];
    let narrowing = Narrowing {
        permissions: Some(vec![Permission::CustomerView, Permission::CustomerDelete]),
        teams: Some(vec!["north".into()]),
    };
    let effective = Effective::from_grants(&grants, &narrowing, Timestamp::default());
    assert!(!effective.holds(Permission::CustomerDelete));
    let access = effective.access(&[Permission::CustomerView], &actor(), &narrowing).unwrap();
    assert!(!access.may_view(CustomerField::FullName));
    assert!(access.rows.admits(Some("north"), None) && !access.rows.admits(Some("south"), None));
}

/// What `field.edit` gave goes with it, and what else gives the right to edit stays.
#[test]
fn narrowing_takes_what_each_permission_gave() {
    let grants = [
        Grant::allow(Permission::CustomerEdit),
        Grant::allow(Permission::FieldView),
        Grant::allow(Permission::FieldEdit).on("city"),
    ];
    let effective = |kept: &[Permission]| {
        let narrowing = Narrowing { permissions: Some(kept.to_vec()), teams: None };
        let effective = Effective::from_grants(&grants, &narrowing, Timestamp::default());
        effective.access(&[Permission::CustomerEdit], &actor(), &narrowing)
    };
    let access = effective(&[Permission::CustomerEdit, Permission::FieldEdit]).unwrap();
    assert!(access.may_view(CustomerField::City) && !access.may_view(CustomerField::FullName));
    assert!(effective(&[Permission::FieldEdit]).is_err());
}

#[test]
fn malformed_grants_are_told() {
    assert!(grant_is_well_formed(&Grant::allow(Permission::FieldView).on("personal")));
    assert!(!grant_is_well_formed(&Grant::allow(Permission::FieldView).on("nonsense")));
    assert!(!grant_is_well_formed(&Grant::allow(Permission::CustomerView).on("personal")));
    let deny = Grant { effect: GrantEffect::Deny, ..Grant::allow(Permission::CustomerView) };
    assert!(!grant_is_well_formed(&deny));
}
