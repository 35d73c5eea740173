//! All operations of a session: what they do, the permissions that they need, and what is written
//! down about them.
//!
//! An operation is declared here or it does not exist: the only way to a transaction is the
//! [`Gate`](super::gate::Gate), which takes one of these types and checks what it needs inside the
//! transaction. The declaration is also the line of the documentation (`docs/permissions.md`), the
//! rule of what the change log holds, and the entry of the tests that try every operation with every
//! sort of right.

use std::sync::Arc;

use serde::Serialize;

use crate::model::access::{Access, ActorRows};
use crate::model::codes::word_enum;
use crate::model::permission::{Permission, PermissionSet};
use crate::rules::access::{Effective, Missing};

mod declared {
    /// Nobody outside this file can name it, so nobody else can say that something is an operation.
    pub(crate) trait Declared {}
}

use declared::Declared;

/// An operation and what it needs.
pub(crate) trait Operation: Declared + 'static {
    /// What is declared.
    const INFO: OperationInfo;
}

/// An operation that reads, and of which nothing is written down.
pub(crate) trait Reads: Operation {}
/// An operation that writes what it was called for; it may read first.
pub(crate) trait Writes: Operation {}
/// An operation that reads something so delicate that having read it is written down.
pub(crate) trait ReadsDelicate: Operation {}

word_enum! {
    /// How far the permissions of an operation have to reach.
    pub enum OperationReach {
        /// It is done as far as the grants reach.
        Granted = "granted",
        /// It concerns the whole book: the permissions have to reach that far.
        Book = "book",
    }
}

word_enum! {
    /// What the change log holds of an operation.
    pub enum AuditRule {
        /// Nothing: it changes nothing.
        Nothing = "nothing",
        /// What it changed; nothing when it changed nothing.
        Change = "change",
        /// That it was used, by whom and when: what it shows is delicate.
        Access = "access",
    }
}

/// One line of the list of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OperationInfo {
    /// The method's name.
    pub name: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    /// The permissions that it needs, all of them; none where everybody may.
    pub needs: &'static [Permission],
    /// What parts of it need beside those.
    pub further: &'static [Permission],
    /// How far the permissions have to reach.
    pub reach: OperationReach,
    /// What the change log holds of it.
    pub audit: AuditRule,
}

impl OperationInfo {
    /// The rows and fields that somebody may touch in this operation, or what he lacks for it.
    pub(super) fn access(
        &self,
        effective: &Effective,
        rows: &Arc<ActorRows>,
    ) -> Result<Access, Missing> {
        let needs = PermissionSet::of(self.needs);
        match self.reach {
            OperationReach::Granted => effective.access(needs, rows),
            OperationReach::Book => effective.access_on_book(needs, rows),
        }
    }

    /// The operation of this name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.name == name)
    }
}

/// All operations of a session: what each does, the permissions that it needs, how far they have to
/// reach, and what the change log holds of it.
///
/// Some need more for parts of what they are asked for (`further`). It is the table of the
/// documentation of permissions, for the screen on which somebody is given rights.
#[must_use]
pub fn operations() -> &'static [OperationInfo] {
    OPERATIONS
}

macro_rules! operations {
    ($($operation:ident $name:literal $sort:ident $reach:ident [$($need:ident),*] [$($further:ident),*] $about:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`: ", $about)]
            pub(crate) enum $operation {}

            operations!(@declare $operation $name $sort $reach [$($need),*] [$($further),*] $about);
        )*

        const OPERATIONS: &[OperationInfo] = &[$($operation::INFO,)*];
    };
    (@declare $operation:ident $name:literal $sort:ident $reach:ident [$($need:ident),*] [$($further:ident),*] $about:literal) => {
        impl Declared for $operation {}

        impl Operation for $operation {
            const INFO: OperationInfo = OperationInfo {
                name: $name,
                about: $about,
                needs: &[$(Permission::$need),*],
                further: &[$(Permission::$further),*],
                reach: OperationReach::$reach,
                audit: operations!(@audit $sort),
            };
        }

        operations!(@sort $sort $operation);
    };
    (@audit read) => { AuditRule::Nothing };
    (@audit write) => { AuditRule::Change };
    (@audit delicate) => { AuditRule::Access };
    (@audit reveal) => { AuditRule::Access };
    (@sort read $operation:ident) => { impl Reads for $operation {} };
    (@sort write $operation:ident) => {
        impl Reads for $operation {}
        impl Writes for $operation {}
    };
    // What is delicate is written down by the gate, or by the operation as a part of its work.
    (@sort delicate $operation:ident) => { impl ReadsDelicate for $operation {} };
    (@sort reveal $operation:ident) => { impl Writes for $operation {} };
}

#[rustfmt::skip]
operations! {
    // customers
    GetCustomer "get_customer" read Granted [CustomerView] [FieldView, ContactView] "a customer by its id";
    ListCustomers "list_customers" read Granted [CustomerSearch, CustomerView] [FieldView, ContactView] "a page of customers";
    SearchCustomers "search_customers" read Granted [CustomerSearch, CustomerView] [FieldView, ContactView] "customers by what somebody types";
    CountCustomers "count_customers" read Granted [CustomerSearch, CustomerView] [FieldView, ContactView] "how many customers there are";
    ListCustomerIds "list_customer_ids" read Granted [CustomerSearch, CustomerView] [FieldView, ContactView] "the ids of customers";
    ListSegments "list_segments" read Granted [CustomerSearch] [] "the segments";
    PutSegment "put_segment" write Book [SegmentManage] [] "add or change a segment";
    RemoveSegment "remove_segment" write Book [SegmentManage] [] "remove a segment";
    FindByReference "find_by_reference" read Granted [CustomerSearch, CustomerView, FieldView] [ContactView] "the customer that has a reference";
    FindByAddress "find_by_address" read Granted [CustomerSearch, CustomerView, ContactView] [FieldView] "the customers that have an address";
    FindIdsByAddress "find_ids_by_address" read Granted [CustomerSearch, CustomerView, ContactView] [] "who has each of many addresses";
    LookupAddress "lookup_address" reveal Granted [ContactLookup] [] "who has a whole address, for those who may not see addresses";
    CreateCustomer "create_customer" write Granted [CustomerCreate] [] "create a customer";
    CreateCustomers "create_customers" write Granted [CustomerCreate, CustomerImport] [] "create many customers";
    ImportCustomers "import_customers" write Granted [CustomerImport, CustomerCreate] [CustomerView, CustomerEdit, CustomerStatus, FieldView, FieldEdit, ContactView, ContactEdit] "bring the customers of a file in";
    ForgetImport "forget_import" write Granted [CustomerImport] [] "forget an import that is over";
    ExportCustomers "export_customers" delicate Granted [CustomerExport, CustomerView, CustomerSearch] [FieldView, ContactView] "write customers to a file";
    UpdateCustomer "update_customer" write Granted [CustomerView, CustomerEdit] [FieldView, FieldEdit, ContactView, ContactEdit] "change fields of a customer";
    SetCustomerStatus "set_customer_status" write Granted [CustomerView, CustomerStatus] [] "set a customer active or inactive";
    DeleteCustomer "delete_customer" write Granted [CustomerView, CustomerDelete] [] "delete a customer";
    BlockCustomer "block_customer" write Granted [CustomerView, CustomerBlock] [] "block a customer";

    // contact cards and points
    ListContacts "list_contacts" read Granted [CustomerView, ContactView] [] "the contact cards of a customer";
    RevealContacts "reveal_contacts" reveal Granted [CustomerView, ContactView, ContactReveal] [] "the contact cards of a customer, unmasked";
    CanAddContact "can_add_contact" read Granted [CustomerView, ContactView] [] "is there room for another card?";
    AddContact "add_contact" write Granted [CustomerView, ContactView, ContactEdit] [] "add a contact card";
    UpdateContact "update_contact" write Granted [CustomerView, ContactView, ContactEdit] [] "change a contact card";
    RemoveContact "remove_contact" write Granted [CustomerView, ContactView, ContactEdit] [] "remove a contact card";
    AddPoint "add_point" write Granted [CustomerView, ContactView, ContactEdit] [] "add a phone, email or handle";
    UpdatePoint "update_point" write Granted [CustomerView, ContactView, ContactEdit] [] "change a phone, email or handle";
    RemovePoint "remove_point" write Granted [CustomerView, ContactView, ContactEdit] [] "remove a phone, email or handle";
    SetPointFlags "set_point_flags" write Granted [CustomerView, ContactView, ContactFlags] [] "set what is known about a phone, email or handle";
    CapturePoint "capture_point" write Granted [RecordCapture] [] "record an address that a channel captured";

    // sender matching and interactions
    MatchEmail "match_email" write Granted [InteractionLink] [CustomerView, FieldView, ContactView, MatchSeeHidden] "whose is this email?";
    MatchCall "match_call" write Granted [InteractionLink] [CustomerView, FieldView, ContactView, MatchSeeHidden] "whose is this call?";
    MatchChat "match_chat" write Granted [InteractionLink] [CustomerView, FieldView, ContactView, MatchSeeHidden] "whose is this chat?";
    LinkInteraction "link_interaction" write Granted [CustomerView, InteractionLink] [CustomerCreate, ContactView, ContactEdit] "link a message, call, chat or ticket to a customer";
    ListInteractions "list_interactions" read Granted [CustomerView, HistoryView] [] "the interactions of a customer";
    RecordSent "record_sent" write Granted [RecordCapture] [] "record that a message was sent";

    // the book
    GetSettings "get_settings" read Book [SettingsManage] [] "the settings";
    UpdateSettings "update_settings" write Book [SettingsManage] [] "write the settings";
    SetCreationModes "set_creation_modes" write Book [MatchConfigure] [] "set manual or automatic for a channel";
    ListFields "list_fields" read Book [PermissionView] [] "the fields and their data classes";
    SetFieldClass "set_field_class" write Book [PermissionManage, FieldDefManage] [] "set the data class of a field";

    // permissions
    ListGroups "list_groups" read Granted [PermissionView] [] "the permission groups";
    PutGroup "put_group" write Granted [PermissionManage] [] "add or change a permission group";
    RemoveGroup "remove_group" write Granted [PermissionManage] [] "remove a permission group";
    ListMembers "list_members" read Granted [PermissionView] [] "the members and their groups";
    SetMemberGroups "set_member_groups" write Granted [PermissionManage] [] "set the groups of a member";
    Explain "explain" read Granted [PermissionView] [CustomerView] "may somebody do something, and why?";
    WhoCan "who_can" read Granted [PermissionView] [CustomerView] "who may do something?";
    DiffPolicy "diff_policy" read Book [PermissionView] [] "what would other groups and members change?";

    // the change log
    ListChanges "list_changes" delicate Granted [AuditView] [CustomerView, FieldView, ContactView, SettingsManage, PermissionView] "the change log";
    GetLogHead "log_head" read Book [AuditView] [] "the end of the change log, to be kept elsewhere";
    VerifyLog "verify_log" read Book [AuditView] [] "was the change log written anew or cut off?";

    // what one may do oneself: the things that everybody may ask
    GetPermissions "effective_permissions" read Granted [] [] "what the actor may do";
    Check "check" read Granted [] [CustomerView] "may the actor do something, and why?";
    CheckMany "check_many" read Granted [] [CustomerView] "many such questions at once";
}

/// What the book itself does: it needs no permission, since nobody asks for it through a session.
macro_rules! of_the_book {
    ($($(#[$doc:meta])* $operation:ident $name:literal;)*) => {
        $(
            $(#[$doc])*
            pub(crate) enum $operation {}

            operations!(@declare $operation $name write Granted [] [] "");
        )*
    };
}

of_the_book! {
    /// Opening a system session is written to the log like an operation, and needs nothing.
    OpenSystemSession "open_system_session";
    /// The first administrator: it works on a book that has none, and needs nothing else.
    AddFirstAdministrator "add_first_administrator";
    /// The groups that a host asserts for a session have to be there.
    OpenAssertedSession "open_asserted_session";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::access::RowClass;
    use crate::model::actor::Narrowing;
    use crate::model::field::FieldClasses;
    use crate::model::grant::{Grant, GrantScope};
    use crate::model::ids::GroupId;
    use crate::model::time::Timestamp;

    /// Fills a set up with what is needed most, to this many.
    const BASIS: usize = 12;
    const USUAL: [Permission; BASIS] = [
        Permission::CustomerView,
        Permission::CustomerSearch,
        Permission::CustomerEdit,
        Permission::CustomerCreate,
        Permission::ContactView,
        Permission::ContactEdit,
        Permission::ContactReveal,
        Permission::FieldView,
        Permission::InteractionLink,
        Permission::AuditView,
        Permission::PermissionView,
        Permission::PermissionManage,
    ];

    fn anna() -> Arc<ActorRows> {
        Arc::new(ActorRows { owner: "a1".to_owned(), teams: vec!["north".into()], within: None })
    }

    fn effective(held: &[Permission], scope: GrantScope) -> Effective {
        let group = GroupId::new("group").unwrap();
        let grants: Vec<_> =
            held.iter().map(|of| (group.clone(), Grant::allow(*of).within(scope))).collect();
        let classes = FieldClasses::new(&[]);
        Effective::from_grants(&grants, &Narrowing::default(), &classes, Timestamp::default())
    }

    /// C8, F5.1: every operation x all 4,096 sets of the permissions that it needs and usual ones x
    /// scopes x classes of rows: it is allowed when all that it needs is held where the row is.
    #[test]
    fn every_operation_is_allowed_to_those_who_hold_what_it_needs() {
        let (anna, mut decided, mut allowed) = (anna(), 0_u64, 0_u64);
        for operation in OPERATIONS {
            let mut basis: Vec<Permission> = operation.needs.to_vec();
            basis.extend(USUAL.iter().filter(|of| !operation.needs.contains(of)));
            basis.truncate(BASIS);
            for bits in 0..1_usize << BASIS {
                let has = |at: &usize| bits & (1 << at) != 0;
                let held: Vec<Permission> = (0..BASIS).filter(has).map(|at| basis[at]).collect();
                let scope = GrantScope::ALL[bits % 3];
                let access = operation.access(&effective(&held, scope), &anna);
                let lacking: Vec<Permission> =
                    operation.needs.iter().copied().filter(|of| !held.contains(of)).collect();
                let short = operation.reach == OperationReach::Book && scope != GrantScope::Book;
                match &access {
                    Ok(_) => assert!(lacking.is_empty() && (!short || operation.needs.is_empty())),
                    Err(missing) if short => {
                        assert_eq!(missing.of(operation.needs), operation.needs);
                    }
                    Err(missing) => {
                        assert_eq!(missing.of(operation.needs), lacking, "{}", operation.name);
                    }
                }
                for class in RowClass::ALL {
                    let wanted = lacking.is_empty()
                        && (operation.needs.is_empty() || class.is_in(scope) && !short);
                    let admits = access.as_ref().is_ok_and(|of| of.rows.classes.contains(class));
                    assert_eq!(admits, wanted, "{} on {class:?}", operation.name);
                    decided += 1;
                    allowed += u64::from(admits);
                }
            }
        }
        assert_eq!(decided, OPERATIONS.len() as u64 * 4_096 * 4);
        assert!(allowed > decided / 20, "{allowed} of {decided}");
    }

    /// P10: who may do what, on which rows, is decided in at most 20 ns where it is compiled for use.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "it is time that is measured")]
    fn a_decision_costs_little() {
        let rights: Vec<Effective> =
            GrantScope::ALL.iter().map(|of| effective(&USUAL, *of)).collect();
        let needs: Vec<PermissionSet> =
            OPERATIONS.iter().map(|operation| PermissionSet::of(operation.needs)).collect();
        let rounds = if cfg!(debug_assertions) { 100 } else { 20_000 };
        let mut best = f64::INFINITY;
        for _ in 0..5 {
            let began = std::time::Instant::now();
            let mut decided = 0_u32;
            for _ in 0..rounds {
                for (need, rights) in
                    needs.iter().flat_map(|of| rights.iter().map(move |r| (of, r)))
                {
                    std::hint::black_box(std::hint::black_box(rights).classes(*need));
                    decided += 1;
                }
            }
            best = best.min(began.elapsed().as_secs_f64() * 1e9 / f64::from(decided));
        }
        assert!(cfg!(debug_assertions) || best <= 20.0, "{best:.1} ns a decision");
        if !cfg!(debug_assertions) {
            println!("{best:.1} ns a decision");
        }
    }

    /// What everybody may ask is about himself.
    const FOR_ALL: [&str; 3] = ["effective_permissions", "check", "check_many"];

    /// F5.1: nothing is for everybody but these.
    #[test]
    fn every_operation_has_a_name_of_its_own_and_needs_something() {
        for (at, operation) in OPERATIONS.iter().enumerate() {
            let for_all = FOR_ALL.contains(&operation.name);
            assert_eq!(operation.needs.is_empty(), for_all, "{}", operation.name);
            assert!(OPERATIONS.iter().skip(at + 1).all(|other| other.name != operation.name));
            assert!(!operation.about.is_empty());
        }
    }
}
