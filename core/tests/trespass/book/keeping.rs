//! T20, T26: what was checked in a transaction ends with it. Neither the permit nor the transaction
//! can be taken along.

use std::cell::Cell;
use std::sync::Arc;

use crate::book::gate::{Gate, Permit};
use crate::book::operations::{DeleteCustomer, GetCustomer};
use crate::book::who::Who;
use crate::store::{ReadTx, WriteTx};

fn answers(gate: &Arc<Gate>, who: &Arc<Who>) {
    let _ = gate.read::<GetCustomer, _>(who, |call| Ok(call.permit.now()));
    let _ = gate.write::<DeleteCustomer, _>(who, |call| Ok(call.permit.now()));
}

fn answering_a_reading_transaction(gate: &Arc<Gate>, who: &Arc<Who>) {
    let _ = gate.read::<GetCustomer, _>(who, |call| Ok(call.tx)); //~ lifetime may not
}

fn answering_the_permit_to_read(gate: &Arc<Gate>, who: &Arc<Who>) {
    let _ = gate.read::<GetCustomer, _>(who, |call| Ok(&call.permit)); //~ lifetime may not
}

fn answering_a_writing_transaction(gate: &Arc<Gate>, who: &Arc<Who>) {
    let _ = gate.write::<DeleteCustomer, _>(who, |call| Ok(call.tx)); //~ E0277 dyn WriteTx
}

fn answering_the_permit_to_write(gate: &Arc<Gate>, who: &Arc<Who>) {
    let _ = gate.write::<DeleteCustomer, _>(who, |call| Ok(&call.permit)); //~ lifetime may not
}

fn keeping_a_reading_transaction(gate: &Arc<Gate>, who: &Arc<Who>) {
    let mut kept: Option<&dyn ReadTx> = None;
    let _ = gate.read::<GetCustomer, _>(who, |call| {
        kept = Some(call.tx); //~ E0521
        Ok(())
    });
}

fn keeping_the_permit_to_read(gate: &Arc<Gate>, who: &Arc<Who>) {
    let mut kept: Option<&Permit<'_, GetCustomer>> = None;
    let _ = gate.read::<GetCustomer, _>(who, |call| {
        kept = Some(&call.permit); //~ E0521
        Ok(())
    });
}

fn keeping_a_writing_transaction(gate: &Arc<Gate>, who: &Arc<Who>) {
    type Kept = Cell<Option<&'static mut dyn WriteTx>>;
    thread_local!(static KEPT: Kept = Cell::default());
    let _ = gate.write::<DeleteCustomer, _>(who, |call| {
        KEPT.set(Some(&mut *call.tx)); //~ E0521
        Ok(())
    });
}

fn keeping_the_permit_to_write(gate: &Arc<Gate>, who: &Arc<Who>) {
    type Kept = Cell<Option<&'static Permit<'static, DeleteCustomer>>>;
    thread_local!(static KEPT: Kept = Cell::default());
    let _ = gate.write::<DeleteCustomer, _>(who, |call| {
        KEPT.set(Some(&call.permit)); //~ E0521
        Ok(())
    });
}

fn beyond_what_the_compiler_can_see(gate: &Arc<Gate>, who: &Arc<Who>) {
    let _ = gate.read::<GetCustomer, _>(who, |call| {
        let _: &'static dyn ReadTx = unsafe { std::mem::transmute(call.tx) }; //~ unsafe_code
        Ok(())
    });
}

fn using_it_in_another_thread(gate: &Arc<Gate>, who: &Arc<Who>) {
    let _ = gate.read::<GetCustomer, _>(who, |call| {
        std::thread::spawn(|| call.tx.members().is_ok()); //~ E0277 dyn ReadTx
        Ok(())
    });
}
