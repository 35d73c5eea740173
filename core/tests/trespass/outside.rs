//! T28, T1, F5.1: a trespasser in a host's program, which knows only what the library shows.

use customer_core_trespass::book::gate::Gate; //~ E0603 book
use customer_core_trespass::store::Store; //~ E0603 store
use customer_core_trespass::{Actor, Customer, CustomerBook, Error, Session};

fn main() {}

fn allowed(book: &CustomerBook, actor: &Actor, customer: &Customer) -> Result<(), Error> {
    book.session(actor)?.get_customer(customer.id)?;
    Ok(())
}

fn without_an_actor(book: &CustomerBook) {
    let _ = book.session(); //~ E0061
    let _ = Session::default(); //~ E0599
}

fn of_a_customer(book: &CustomerBook, customer: Customer) {
    let _ = book.session(&customer); //~ E0308
    let _ = book.session(&customer.clone().into()); //~ E0277 Customer
    let _ = Actor::from(customer); //~ E0308
}

fn without_a_session(book: &CustomerBook, customer: &Customer) {
    let _ = book.get_customer(customer.id); //~ E0599
}

fn reached(book: &CustomerBook, session: &Session) {
    let _ = &book.gate; //~ E0616
    let _ = &session.who; //~ E0616
}
