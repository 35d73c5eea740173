//! T1, T28, F5.1: there is no session without somebody who acts, and a customer is not somebody who
//! acts.

use crate::book::session::{CustomerBook, Session};
use crate::model::actor::{Actor, Narrowing};
use crate::model::customer::Customer;
use crate::model::ids::ActorId;

fn with_an_actor(book: &CustomerBook, actor: &Actor) {
    let _ = book.session(actor);
    let _ = book.session_narrowed(actor, Narrowing::default());
}

fn without_an_actor(book: &CustomerBook) {
    let _ = book.session(); //~ E0061
    let _ = book.session(None); //~ E0308
    let _ = book.session_narrowed(Narrowing::default()); //~ E0061
    let _ = book.system_session(); //~ E0061
    let _ = Session::default(); //~ E0599
}

fn made_by_hand(of: &Session) {
    let _ = Session { gate: of.gate.clone() }; //~ E0063 who
}

fn of_a_customer(book: &CustomerBook, customer: &Customer) {
    let _ = book.session(customer); //~ E0308
}

fn a_customer_as_an_actor(customer: Customer) {
    let _ = ActorId::new("a-1");
    let _: Actor = customer.clone().into(); //~ E0277 Customer
    let _ = Actor::from(customer.clone()); //~ E0308
    let _ = ActorId::from(customer.id); //~ E0308
    let _ = Actor { ..customer.clone() }; //~ E0308
}
