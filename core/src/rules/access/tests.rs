use super::grants::{grant_is_well_formed, makes_administrator, may_grant};
use super::*;
use crate::model::grant::{GrantScope, PermissionGroup};

fn anna() -> Arc<ActorRows> {
    rows(None)
}

fn rows(within: Option<&[&str]>) -> Arc<ActorRows> {
    let teams = |of: &[&str]| of.iter().map(|team| (*team).to_owned()).collect();
    Arc::new(ActorRows {
        owner: "a1".to_owned(),
        teams: teams(&["north"]),
        within: within.map(teams),
    })
}

fn given(grants: &[Grant]) -> Vec<GivenGrant> {
    let group = GroupId::new("group").unwrap();
    grants.iter().map(|grant| (group.clone(), grant.clone())).collect()
}

fn effective(grants: &[Grant], narrowing: &Narrowing) -> Effective {
    let classes = FieldClasses::new(&[]);
    Effective::from_grants(&given(grants), narrowing, &classes, Timestamp::default())
}

fn access(grants: &[Grant], needs: &[Permission]) -> Result<Access, Missing> {
    effective(grants, &Narrowing::default()).access(PermissionSet::of(needs), &anna())
}

/// Dec.11: default deny, and the answer names what is missing.
#[test]
fn what_nothing_allows_is_denied() {
    let needs = [Permission::CustomerView, Permission::CustomerEdit];
    assert_eq!(access(&[], &needs), Err(Missing(PermissionSet::of(&needs))));
    let one = [Grant::allow(Permission::CustomerView)];
    assert_eq!(access(&one, &needs), Err(Missing(PermissionSet::of(&[Permission::CustomerEdit]))));
}

/// Dec.11, F5.16: union of grants, whatever their order; explicit denials win, where they reach.
#[test]
fn grants_unite_and_denials_win() {
    let mut grants = vec![
        Grant::deny(Permission::FieldView).on("full_name").within(GrantScope::Own),
        Grant::allow(Permission::CustomerView).within(GrantScope::Own),
        Grant::allow(Permission::CustomerView).within(GrantScope::Team),
        Grant::allow(Permission::FieldView),
    ];
    for _ in 0..grants.len() {
        grants.rotate_left(1);
        let access = access(&grants, &[Permission::CustomerView]).unwrap();
        let sees = |team, owner, field| access.levels(team, owner).view.contains(field);
        assert!(!sees(Some("south"), Some("a1"), CustomerField::FullName));
        assert!(sees(Some("north"), None, CustomerField::FullName));
        assert!(sees(None, Some("a1"), CustomerField::City));
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

/// F5.14.
#[test]
fn grants_expire() {
    let until =
        |millis| Grant::allow(Permission::CustomerView).until(Timestamp::from_millis(millis));
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
    let effective = effective(&grants, &narrowing);
    assert!(!effective.holds(Permission::CustomerDelete));
    assert!(effective.holds(Permission::CustomerView));
    assert!(!effective.holds_on_book(Permission::CustomerView), "a team is not the book");
    let access = effective
        .access(PermissionSet::of(&[Permission::CustomerView]), &rows(Some(&["north"])))
        .unwrap();
    assert_eq!(access.levels(None, None).of(CustomerField::FullName), FieldLevel::Hidden);
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
    let of = |kept: &[Permission]| {
        let narrowing = Narrowing { permissions: Some(kept.to_vec()), teams: None };
        effective(&grants, &narrowing)
            .access(PermissionSet::of(&[Permission::CustomerEdit]), &anna())
    };
    let access = of(&[Permission::CustomerEdit, Permission::FieldEdit]).unwrap();
    let levels = access.levels(None, None);
    assert!(levels.view.contains(CustomerField::City));
    assert!(!levels.view.contains(CustomerField::FullName));
    assert!(of(&[Permission::FieldEdit]).is_err());
}

/// F5.20: administrators hold what came after the book was made, and nobody denies them anything; the
/// host can still narrow a session.
#[test]
fn administrators_hold_everything() {
    let of = |id: &str, grant| (GroupId::new(id).unwrap(), grant);
    let grants = [
        of("other", Grant::deny(Permission::FieldView)),
        of("other", Grant::deny(Permission::ContactReveal)),
        of(ADMIN, Grant::allow(Permission::PermissionManage)),
    ];
    let classes = FieldClasses::new(&[]);
    let resolve = |narrowing: &Narrowing| {
        Effective::from_grants(&grants, narrowing, &classes, Timestamp::default())
    };
    let whole = resolve(&Narrowing::default());
    assert!(Permission::ALL.iter().all(|of| whole.holds_on_book(*of)));
    assert!(RowClass::ALL.iter().all(|class| *whole.levels(*class) == Levels::ALL));
    let narrowing = Narrowing { permissions: Some(vec![Permission::CustomerView]), teams: None };
    let narrow = resolve(&narrowing);
    assert!(narrow.holds(Permission::CustomerView) && !narrow.holds(Permission::CustomerEdit));
    assert_eq!(narrow.levels(RowClass::Other).contacts, FieldLevel::Hidden);
}

/// F5.20: nobody gives what he lacks: not further, not more of a value, not another action.
#[test]
fn nobody_gives_what_he_lacks() {
    let classes = FieldClasses::new(&[]);
    let own = Grant::allow(Permission::PermissionManage).within(GrantScope::Own);
    let may = |holds: &[Grant], gives: Grant| {
        let giver = effective(&[holds, std::slice::from_ref(&own)].concat(), &Narrowing::default());
        may_grant(&giver, &[gives], &classes)
    };
    let allow = Grant::allow;
    let view = allow(Permission::CustomerView);
    assert!(may(std::slice::from_ref(&view), view.clone()));
    assert!(may(std::slice::from_ref(&view), view.clone().within(GrantScope::Own)));
    assert!(!may(&[view.clone().within(GrantScope::Team)], view.clone()));
    assert!(!may(&[view.clone().until(Timestamp::from_millis(5))], view.clone()));
    assert!(!may(&[], view));
    let field = allow(Permission::FieldView);
    assert!(may(&[field.clone().on("personal")], field.clone().on("city")));
    assert!(!may(&[field.clone().on("city")], field.clone().on("personal")));
    assert!(!may(&[field.clone().at(FieldLevel::Masked)], field.clone()));
    assert!(may(std::slice::from_ref(&field), field.clone().at(FieldLevel::Masked)));
    // A class reaches fields that come later, so holding its fields of today is not holding it.
    assert!(!may(&[field.clone().on("plain")], field.clone().on("sensitive")));
    assert!(may(&[field.clone().on("sensitive")], field.clone().on("sensitive")));
    let all_plain = ["ref1", "ref2", "locale", "source", "owner", "team"];
    let each: Vec<Grant> = all_plain.iter().map(|of| field.clone().on(of)).collect();
    assert!(may(&each, field.clone().on("ref1")) && !may(&each, field.clone().on("plain")));
    let every: Vec<Grant> = DataClass::ALL.iter().map(|of| field.clone().on(of.as_str())).collect();
    assert!(!may(&every[..3], field.clone()));
    // Who is denied a part of editing gives none of it.
    let edit = allow(Permission::CustomerEdit);
    assert!(may(&[edit.clone(), field.clone()], edit.clone()));
    let not_ref1 = Grant::deny(Permission::FieldEdit).on("ref1");
    assert!(!may(&[edit.clone(), field, not_ref1], edit));
    let contacts = allow(Permission::ContactView);
    assert!(!may(&[contacts.clone().at(FieldLevel::Masked)], contacts));
    let action = allow(Permission::ActionRun);
    assert!(may(std::slice::from_ref(&action), action.clone().on("refund")));
    assert!(may(&[action.clone().on("refund")], action.clone().on("refund")));
    assert!(!may(&[action.clone().on("refund")], action.clone().on("order")));
    assert!(!may(&[action.clone().on("refund")], action));
}

/// F5.20: a stand-in, or a session that the host narrowed, makes nobody more than he is.
#[test]
fn only_who_keeps_permissions_for_good_gives_all() {
    let classes = FieldClasses::new(&[]);
    let may = |grant: Grant, narrowing: Narrowing| {
        let giver = effective(&[grant], &narrowing);
        may_grant(&giver, &[Grant::allow(Permission::CustomerDelete)], &classes)
    };
    let manage = Grant::allow(Permission::PermissionManage);
    assert!(may(manage.clone(), Narrowing::default()));
    assert!(!may(manage.clone().until(Timestamp::from_millis(5)), Narrowing::default()));
    assert!(!may(manage.clone().within(GrantScope::Team), Narrowing::default()));
    let only = Narrowing { permissions: Some(vec![Permission::PermissionManage]), teams: None };
    assert!(!may(manage.clone(), only));
    let north = Narrowing { permissions: None, teams: Some(vec!["north".into()]) };
    assert!(!may(manage, north));
}

#[test]
fn malformed_grants_are_told() {
    let (allow, good) = (Grant::allow, |grant: Grant| grant_is_well_formed(&grant));
    assert!(good(allow(Permission::FieldView).on("personal")));
    assert!(!good(allow(Permission::FieldView).on("nonsense")));
    assert!(!good(allow(Permission::CustomerView).on("personal")));
    assert!(good(allow(Permission::ActionRun).on("refund")));
    assert!(!good(allow(Permission::ActionRun).on(" refund")));
    assert!(!good(allow(Permission::ActionRun).on(&"x".repeat(129))));
    assert!(!good(Grant::deny(Permission::CustomerView)));
    assert!(good(Grant::deny(Permission::ContactReveal)));
    assert!(good(allow(Permission::ContactView).at(FieldLevel::Masked)));
    assert!(!good(allow(Permission::ContactEdit).at(FieldLevel::Masked)));
    assert!(!good(allow(Permission::FieldView).at(FieldLevel::Edit)));
    assert!(!good(Grant::deny(Permission::FieldView).at(FieldLevel::Masked)));
}

#[test]
fn administrators_are_those_who_keep_permissions_for_good() {
    let group = |id: &str, grant: Grant| PermissionGroup {
        id: GroupId::new(id).unwrap(),
        name: String::new(),
        description: String::new(),
        grants: vec![grant],
    };
    let manage = Grant::allow(Permission::PermissionManage);
    assert!(makes_administrator(&group("x", manage.clone())));
    assert!(!makes_administrator(&group("x", manage.clone().within(GrantScope::Team))));
    assert!(!makes_administrator(&group("x", manage.until(Timestamp::from_millis(9)))));
    assert!(makes_administrator(&group(ADMIN, Grant::allow(Permission::CustomerView))));
}
