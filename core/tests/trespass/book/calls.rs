//! T20: a transaction alone is no call: the permit of the operation belongs to it.

use crate::book::gate::{Gate, Permit, ReadCall, WriteCall};
use crate::book::operations::{DeleteCustomer, GetCustomer};
use crate::store::{ReadTx, WriteTx};

fn may_be_used(call: &mut WriteCall<'_, DeleteCustomer>) {
    let _ = call.permit.access();
    let _ = call.tx.members();
}

fn reading_without_a_permit(tx: &dyn ReadTx, gate: &Gate) {
    let _ = ReadCall::<GetCustomer> { tx, gate }; //~ E0063 permit
    let _ = ReadCall::<GetCustomer> { tx, gate, permit: () }; //~ E0308
}

fn writing_without_a_permit(tx: &mut dyn WriteTx, gate: &Gate) {
    let _ = WriteCall::<DeleteCustomer> { tx, gate, probed: false }; //~ E0063 permit
    let _ = WriteCall::<DeleteCustomer> { tx, gate, probed: false, permit: () }; //~ E0308
}

fn with_the_permit_of_another<'a>(
    tx: &'a mut dyn WriteTx,
    gate: &'a Gate,
    permit: Permit<'a, GetCustomer>,
) {
    let _ = WriteCall::<DeleteCustomer> { tx, gate, probed: false, permit }; //~ E0308
}
