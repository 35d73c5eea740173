//! T20, F5.1: a trespasser in another room of the crate, where not even the gate can be named.

use crate::book::gate::Gate; //~ E0603 gate
use crate::book::operations::Operation; //~ E0603 operations
use crate::book::{CustomerBook, Session};

fn may_be_asked(book: &CustomerBook, session: &Session) {
    let _ = book.stats();
    let _ = session.actor();
}

fn reached(book: &CustomerBook, session: &Session) {
    let _ = &book.gate; //~ E0616
    let _ = &session.gate; //~ E0616
    let _ = &session.who; //~ E0616
}
