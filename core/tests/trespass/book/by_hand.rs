//! T20: what the gate makes, nobody else makes or takes apart.
//!
//! The compiler looks at fields in literals and patterns last of all, and only where it found
//! nothing else: these have a run of their own.

use crate::book::gate::{Gate, Permit};
use crate::book::operations::GetCustomer;
use crate::model::actor::Narrowing;
use crate::book::who::Who;

fn a_permit() {
    let _ = Permit::<GetCustomer> { ..anything() }; //~ E0451
}

fn a_gate(gate: &Gate) {
    let Gate { .. } = gate;
    let Gate { store, .. } = gate; //~ E0451 store
    let _ = Gate { ..anything() }; //~ E0451
}

fn somebody_with_all_rights(who: Who) {
    let _ = Who::new(who.actor.clone(), Narrowing::default(), None);
    let _ = Who { ..anything() }; //~ E0451
}

fn anything<T>() -> T {
    loop {}
}
