//! T20: the store behind the gate is out of everybody's reach, and so is what decides about rights.

use crate::book::gate::Gate;
use crate::book::session::{CustomerBook, Session};
use crate::book::who::Who;

fn may_be_asked(session: &Session) {
    let _ = session.gate.stats();
    let _ = session.who.actor.id;
}

fn reached(session: &Session) {
    let _ = &session.gate.store; //~ E0616
}

fn used_without_a_permit(gate: &Gate) {
    let _ = gate.store.read(&mut |_| Ok(())); //~ E0616
    let _ = gate.store.write(Box::new(|_| Ok(()))); //~ E0616
}

fn a_gate_of_ones_own() {
    let _ = Gate::over(anything(), anything()); //~ E0624
}

fn the_gate_of_a_book(book: &CustomerBook) {
    let _ = &book.gate; //~ E0616
}

fn rights_of_ones_own(who: &Who) {
    let _ = &who.rights; //~ E0616
}

fn anything<T>() -> T {
    loop {}
}
