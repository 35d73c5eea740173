//! T20: a permit comes from the gate, cannot be copied, and is good for its own operation.

use crate::book::gate::{Permit, ReadCall};
use crate::book::operations::{DeleteCustomer, GetCustomer};

fn may_be_used(call: &ReadCall<'_, GetCustomer>) {
    let _ = call.permit.access();
    for_reading(&call.permit);
}

fn made_by_hand() {
    let _ = Permit::<GetCustomer>(anything()); //~ E0423
    let _ = Permit::<GetCustomer>::default(); //~ E0599
    let _: Permit<'_, GetCustomer> = ().into(); //~ E0277 From
}

fn copied() {
    copies_of::<u8>();
    copies_of::<Permit<'static, GetCustomer>>(); //~ E0277 Clone
}

fn taken_out(call: &ReadCall<'_, GetCustomer>) {
    let permit = &call.permit;
    let permit = call.permit; //~ E0507
}

fn used_for_something_else(call: &ReadCall<'_, GetCustomer>) {
    for_deleting(&call.permit); //~ E0308
}

fn copies_of<T: Clone>() {}

fn for_reading(_: &Permit<'_, GetCustomer>) {}

fn for_deleting(_: &Permit<'_, DeleteCustomer>) {}

fn anything<T>() -> T {
    loop {}
}
