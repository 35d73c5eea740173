//! T20, T28: only what is declared as an operation is let in, and only on somebody's behalf.

use std::sync::Arc;

use crate::book::gate::Gate;
use crate::book::operations::{DeleteCustomer, GetCustomer, ListChanges, Operation, OperationInfo};
use crate::model::actor::Member;
use crate::book::who::Who;

enum Undeclared {}

fn declared(gate: &Arc<Gate>, who: &Arc<Who>, member: Member) {
    let _ = gate.read::<GetCustomer, _>(who, |call| Ok(call.permit.now()));
    let _ = gate.write::<DeleteCustomer, _>(who, move |call| Ok(call.tx.put_member(&member)?));
}

fn not_declared(gate: &Arc<Gate>, who: &Arc<Who>) {
    let _ = gate.read::<Undeclared, _>(who, |_| Ok(())); //~ E0277 Undeclared: Reads
    let _ = gate.write::<Undeclared, _>(who, |_| Ok(())); //~ E0277 Undeclared: Writes
    let _ = gate.read::<(), _>(who, |_| Ok(())); //~ E0277 Reads
    let _ = gate.write::<GetCustomer, _>(who, |_| Ok(())); //~ E0277 GetCustomer: Writes
    let _ = gate.read::<ListChanges, _>(who, |_| Ok(())); //~ E0277 ListChanges: Reads
}

enum DeclaredElsewhere {}

impl Operation for DeclaredElsewhere { const INFO: OperationInfo = GetCustomer::INFO; } //~ E0277 Declared

fn on_nobodys_behalf(gate: &Arc<Gate>, who: &Arc<Who>) {
    let _ = gate.read::<GetCustomer, _>(|_| Ok(())); //~ E0061
    let _ = gate.write::<DeleteCustomer, _>(|_| Ok(())); //~ E0061
    let _ = gate.read::<GetCustomer, _>(None, |_| Ok(())); //~ E0308
}

fn writing_while_reading(gate: &Arc<Gate>, who: &Arc<Who>, member: &Member) {
    let _ = gate.read::<GetCustomer, _>(who, |call| {
        let _ = call.tx.put_member(member); //~ E0599
        Ok(())
    });
}
