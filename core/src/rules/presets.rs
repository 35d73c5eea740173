//! The permission groups that a new book comes with. They are data of the book from then on: a host
//! edits them as it likes.

use crate::model::field::DataClass;
use crate::model::grant::{Grant, PermissionGroup};
use crate::model::ids::GroupId;
use crate::model::permission::Permission;

use super::access::ADMIN;
use super::access::grants::of_administrators;

/// The groups of a new book.
pub(crate) fn all() -> Vec<PermissionGroup> {
    let group = |(id, name, description, grants): Preset| {
        let (name, description) = (name.to_owned(), description.to_owned());
        GroupId::new(id).ok().map(|id| PermissionGroup { id, name, description, grants })
    };
    presets().into_iter().filter_map(group).collect()
}

/// Key, name, description, grants.
type Preset = (&'static str, &'static str, &'static str, Vec<Grant>);

fn presets() -> Vec<Preset> {
    vec![
        (
            "centre_view",
            "Customer centre: view",
            "Search customers and see their card feed.",
            centre_view(),
        ),
        (
            "centre_edit",
            "Customer centre: edit",
            "As view, and send enabled flows to customers. Editing customers is `customer.edit`, which is not part of it.",
            centre_edit(),
        ),
        ("viewer", "Viewer", "See customers and all that is about them; change nothing.", viewer()),
        (
            "agent",
            "Agent",
            "Work with customers: create, edit, match senders, link interactions.",
            agent(),
        ),
        (
            "editor",
            "Editor",
            "As agent, and set status, edit all notes, reassign interactions, send flows.",
            editor(),
        ),
        (
            "supervisor",
            "Supervisor",
            "As editor, and delete, block and merge customers, approve flows, read the change log.",
            supervisor(),
        ),
        ("importer", "Importer", "Bring many customers in, and take them out.", importer()),
        (
            "privacy_officer",
            "Privacy officer",
            "See sensitive fields too, erase people and give them their data, read the change log.",
            privacy_officer(),
        ),
        (
            "auditor",
            "Auditor",
            "Read the change log and who may what; no values of customers.",
            auditor(),
        ),
        (ADMIN, "Administrator", "Everything, whatever other groups deny.", of_administrators()),
    ]
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

fn editor() -> Vec<Grant> {
    let mut list = agent();
    list.extend(grants(&[
        Permission::NoteEditAny,
        Permission::NoteDeleteAny,
        Permission::CustomerStatus,
        Permission::InteractionReassign,
        Permission::FlowSend,
    ]));
    list
}

fn supervisor() -> Vec<Grant> {
    let mut list = editor();
    list.extend(grants(&[
        Permission::CustomerDelete,
        Permission::CustomerBlock,
        Permission::CustomerMerge,
        Permission::CustomerUnmerge,
        Permission::CustomerKeepApart,
        Permission::FlowApprove,
        Permission::SegmentManage,
        Permission::AuditView,
        Permission::MatchSeeHidden,
    ]));
    list
}

fn importer() -> Vec<Grant> {
    grants(&[
        Permission::CustomerCreate,
        Permission::CustomerEdit,
        Permission::ContactEdit,
        Permission::FieldEdit,
        Permission::TagAssign,
        Permission::GroupAssign,
        Permission::CustomerImport,
        Permission::CustomerExport,
    ])
}

fn privacy_officer() -> Vec<Grant> {
    let mut list = viewer();
    list.push(Grant::allow(Permission::FieldView).on(DataClass::Sensitive.as_str()));
    list.extend(grants(&[
        Permission::CustomerErase,
        Permission::CustomerExportSubject,
        Permission::AuditView,
    ]));
    list
}

fn auditor() -> Vec<Grant> {
    grants(&[Permission::AuditView, Permission::PermissionView])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[Grant]) -> Vec<String> {
        let word = |grant: &Grant| {
            let selector = grant.selector.as_deref().map(|of| format!(":{of}"));
            format!("{}{}", grant.permission, selector.unwrap_or_default())
        };
        list.iter().map(word).collect()
    }

    /// N13, A1.8, A1.10, A1.11, O22: to the letter.
    #[test]
    fn the_centre_bundles_are_what_the_seed_says() {
        let view = [
            "centre.access",
            "customer.search",
            "customer.view",
            "contact.view",
            "cards.view",
            "cards.inputs.view",
            "analytics.view",
            "field.view:plain",
            "field.view:personal",
        ];
        assert_eq!(words(&centre_view()), view);
        let edit: Vec<&str> = view.into_iter().chain(["flow.send"]).collect();
        assert_eq!(words(&centre_edit()), edit);
    }

    /// Each preset is the one before and what the specification adds.
    #[test]
    fn presets_build_on_each_other() {
        let more = |of: &[Grant], than: &[Grant]| {
            let (of, than) = (words(of), words(than));
            assert!(than.iter().all(|word| of.contains(word)));
            of.into_iter().filter(|word| !than.contains(word)).collect::<Vec<_>>()
        };
        assert_eq!(
            more(&viewer(), &centre_view()),
            [
                "note.view",
                "tag.view",
                "group.view",
                "history.view",
                "purchase.view",
                "consent.view"
            ]
        );
        assert_eq!(
            more(&editor(), &agent()),
            [
                "note.edit_any",
                "note.delete_any",
                "customer.status",
                "interaction.reassign",
                "flow.send"
            ]
        );
        assert_eq!(
            more(&supervisor(), &editor()),
            [
                "customer.delete",
                "customer.block",
                "customer.merge",
                "customer.unmerge",
                "customer.keep_apart",
                "flow.approve",
                "segment.manage",
                "audit.view",
                "match.see_hidden",
            ]
        );
        assert_eq!(
            more(&privacy_officer(), &viewer()),
            ["field.view:sensitive", "customer.erase", "customer.export_subject", "audit.view"]
        );
        assert_eq!(words(&auditor()), ["audit.view", "permission.view"]);
    }

    #[test]
    fn presets_can_be_granted_and_have_keys_of_their_own() {
        let all = all();
        assert_eq!(all.len(), presets().len());
        for (at, group) in all.iter().enumerate() {
            assert!(group.grants.iter().all(crate::rules::access::grants::grant_is_well_formed));
            assert!(all.iter().skip(at + 1).all(|other| other.id != group.id));
        }
    }
}
