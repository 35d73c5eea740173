//! The permission groups that a new book comes with. They are data of the book from then on: a host
//! edits them as it likes.

use crate::model::field::DataClass;
use crate::model::ids::GroupId;
use crate::model::permission::{Grant, Permission, PermissionGroup};

/// The key of the group that holds every permission.
pub(crate) const ADMIN: &str = "admin";

/// The groups of a new book: the two customer centre bundles, agents, administrators.
pub(crate) fn all() -> Vec<PermissionGroup> {
    let group = |id: &str, name: &str, description: &str, grants: Vec<Grant>| {
        GroupId::new(id).ok().map(|id| PermissionGroup {
            id,
            name: name.to_owned(),
            description: description.to_owned(),
            grants,
        })
    };
    [
        group("centre_view", "Customer centre: view", "Search customers and see their card feed.", centre_view()),
        group(
            "centre_edit",
            "Customer centre: edit",
            "As view, and send enabled flows to customers. Editing customers is `customer.edit`, which is not part of it.",
            centre_edit(),
        ),
        group("agent", "Agent", "Work with customers: create, edit, match senders, link interactions.", agent()),
        group(ADMIN, "Administrator", "Everything.", admin()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn grants(permissions: &[Permission]) -> Vec<Grant> {
    permissions.iter().copied().map(Grant::allow).collect()
}

fn centre_view() -> Vec<Grant> {
    let mut list = grants(&[
        Permission::CentreAccess,
        Permission::CustomerSearch,
        Permission::CustomerView,
        Permission::ContactView,
        Permission::CardsView,
        Permission::CardsInputsView,
        Permission::AnalyticsView,
    ]);
    list.extend(
        [DataClass::Plain, DataClass::Personal]
            .map(|class| Grant::allow(Permission::FieldView).on(class.as_str())),
    );
    list
}

fn centre_edit() -> Vec<Grant> {
    let mut list = centre_view();
    list.push(Grant::allow(Permission::FlowSend));
    list
}

fn viewer() -> Vec<Grant> {
    let mut list = centre_view();
    list.extend(grants(&[
        Permission::NoteView,
        Permission::TagView,
        Permission::GroupView,
        Permission::HistoryView,
        Permission::PurchaseView,
        Permission::ConsentView,
    ]));
    list
}

fn agent() -> Vec<Grant> {
    let mut list = viewer();
    list.extend(grants(&[
        Permission::CustomerCreate,
        Permission::CustomerEdit,
        Permission::ContactEdit,
        Permission::ContactFlags,
        Permission::ContactLookup,
        Permission::NoteAdd,
        Permission::NoteEditOwn,
        Permission::NoteDeleteOwn,
        Permission::TagAssign,
        Permission::GroupAssign,
        Permission::CustomDataEdit,
        Permission::InteractionLink,
        Permission::InteractionAssign,
        Permission::InteractionResolve,
        Permission::InteractionFollowup,
        Permission::ConsentRecord,
    ]));
    list
}

fn admin() -> Vec<Grant> {
    grants(Permission::ALL)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// N13, A1.10, A1.11: to the letter.
    #[test]
    fn the_centre_bundles_are_what_the_seed_says() {
        let view = centre_view();
        let edit = centre_edit();
        assert_eq!(edit.len(), view.len() + 1);
        assert_eq!(edit.last().unwrap().permission, Permission::FlowSend);
        assert!(!edit.iter().any(|grant| grant.permission == Permission::CustomerEdit));
        assert_eq!(all().len(), 4);
    }
}
