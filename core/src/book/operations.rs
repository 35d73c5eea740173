//! All operations of a session: their names, and the permissions that they need.
//!
//! An operation is declared here or it does not exist: the only way to a transaction is
//! [`Gate::read`](super::gate::Gate::read) and [`Gate::write`](super::gate::Gate::write), which take
//! one of these types and check what it needs inside the transaction.

use serde::Serialize;

use crate::model::permission::Permission;

/// An operation and what it needs.
pub(crate) trait Operation: 'static {
    /// The method's name.
    const NAME: &'static str;
    /// All of these must be held.
    const NEEDS: &'static [Permission];
}

/// One line of the list of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OperationInfo {
    /// The method's name.
    pub name: &'static str,
    /// The permissions that it needs, all of them; none where everybody may.
    pub needs: &'static [Permission],
}

macro_rules! operations {
    ($($operation:ident $name:literal [$($permission:ident),*];)*) => {
        $(
            #[doc = concat!("`", $name, "`")]
            pub(crate) enum $operation {}

            impl Operation for $operation {
                const NAME: &'static str = $name;
                const NEEDS: &'static [Permission] = &[$(Permission::$permission),*];
            }
        )*

        /// All operations of a session, and the permissions that each needs. Some need more for
        /// parts of what they are asked for; their documentation says so.
        pub const OPERATIONS: &[OperationInfo] = &[
            $(OperationInfo { name: $name, needs: &[$(Permission::$permission),*] },)*
        ];
    };
}

operations! {
    // customers
    GetCustomer "get_customer" [CustomerView];
    ListCustomers "list_customers" [CustomerSearch, CustomerView];
    FindByReference "find_by_reference" [CustomerSearch, CustomerView];
    FindByAddress "find_by_address" [CustomerSearch, CustomerView, ContactView];
    FindIdsByAddress "find_ids_by_address" [CustomerSearch, CustomerView, ContactView];
    CreateCustomer "create_customer" [CustomerCreate];
    CreateCustomers "create_customers" [CustomerCreate, CustomerImport];
    UpdateCustomer "update_customer" [CustomerView, CustomerEdit];
    SetCustomerStatus "set_customer_status" [CustomerView, CustomerStatus];
    DeleteCustomer "delete_customer" [CustomerView, CustomerDelete];
    BlockCustomer "block_customer" [CustomerView, CustomerBlock];

    // contact cards and points
    ListContacts "list_contacts" [CustomerView, ContactView];
    CanAddContact "can_add_contact" [CustomerView, ContactView];
    AddContact "add_contact" [CustomerView, ContactView, ContactEdit];
    UpdateContact "update_contact" [CustomerView, ContactView, ContactEdit];
    RemoveContact "remove_contact" [CustomerView, ContactView, ContactEdit];
    AddPoint "add_point" [CustomerView, ContactView, ContactEdit];
    UpdatePoint "update_point" [CustomerView, ContactView, ContactEdit];
    RemovePoint "remove_point" [CustomerView, ContactView, ContactEdit];
    SetPointFlags "set_point_flags" [CustomerView, ContactView, ContactFlags];
    CapturePoint "capture_point" [RecordCapture];

    // sender matching and interactions
    MatchEmail "match_email" [InteractionLink];
    MatchCall "match_call" [InteractionLink];
    MatchChat "match_chat" [InteractionLink];
    LinkInteraction "link_interaction" [CustomerView, InteractionLink];
    ListInteractions "list_interactions" [CustomerView, HistoryView];
    RecordSent "record_sent" [RecordCapture];

    // the book
    GetSettings "get_settings" [SettingsManage];
    UpdateSettings "update_settings" [SettingsManage];
    SetCreationModes "set_creation_modes" [MatchConfigure];
    ListGroups "list_groups" [PermissionManage];
    PutGroup "put_group" [PermissionManage];
    RemoveGroup "remove_group" [PermissionManage];
    ListMembers "list_members" [PermissionManage];
    SetMemberGroups "set_member_groups" [PermissionManage];
    ListChanges "list_changes" [AuditView];

    // what one may do oneself: the one thing that everybody may ask
    GetPermissions "effective_permissions" [];
}

/// Opening a system session is written to the log like an operation, and needs nothing.
pub(crate) enum OpenSystemSession {}

impl Operation for OpenSystemSession {
    const NAME: &'static str = "open_system_session";
    const NEEDS: &'static [Permission] = &[];
}

/// The first administrator: it works on a book that has none, and needs nothing else.
pub(crate) enum AddFirstAdministrator {}

impl Operation for AddFirstAdministrator {
    const NAME: &'static str = "add_first_administrator";
    const NEEDS: &'static [Permission] = &[];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_name_of_its_own_and_needs_something() {
        for (at, operation) in OPERATIONS.iter().enumerate() {
            let for_all = operation.name == "effective_permissions";
            assert_eq!(operation.needs.is_empty(), for_all, "{}", operation.name);
            assert!(OPERATIONS.iter().skip(at + 1).all(|other| other.name != operation.name));
        }
    }
}
