//! What hosts and bindings rely on in the shape of the interface.

#![cfg(feature = "sqlite")]

use std::collections::BTreeSet;
use std::error::Error as StdError;

use customer_core::{
    Actor, CustomerBook, Email, Error, InboundEmail, MatchAnswer, OPERATIONS, Permission, Phone,
    Session, Settings, Violation,
};

/// Sessions are handed to threads and across language borders: owned, shared, cloned.
#[test]
fn books_and_sessions_can_be_shared_among_threads() {
    fn is_shareable<T: Send + Sync + Clone + 'static>() {}
    is_shareable::<CustomerBook>();
    is_shareable::<Session>();
    is_shareable::<MatchAnswer>();
    is_shareable::<InboundEmail>();
    is_shareable::<Settings>();
    is_shareable::<Phone>();
    is_shareable::<Email>();
}

#[test]
fn errors_travel_as_errors_do() {
    fn is_error<T: StdError + Send + Sync + 'static>() {}
    is_error::<Error>();
    is_error::<Violation>();
}

/// Dec.11: each operation says what it needs, by a name of its own.
#[test]
fn operations_have_names_and_needs() {
    let names: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!(names.len(), OPERATIONS.len());
    for operation in OPERATIONS {
        let for_all = operation.name == "effective_permissions";
        assert_eq!(operation.needs.is_empty(), for_all, "{}", operation.name);
    }
}

/// The words are stable: files and other languages hold them.
#[test]
fn permissions_are_read_back_from_their_words() {
    for permission in Permission::ALL {
        assert_eq!(Permission::from_word(permission.as_str()), Some(*permission));
    }
}

/// A session outlives the variable that the book was in.
#[test]
fn a_session_keeps_its_book_open() {
    let admin = Actor::agent("admin", "Admin").unwrap();
    let session = {
        let book = CustomerBook::open_in_memory().unwrap();
        book.add_first_administrator(&admin).unwrap();
        book.session(&admin).unwrap()
    };
    assert_eq!(session.get_settings().unwrap(), Settings::default());
}
