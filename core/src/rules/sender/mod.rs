//! Who sent this, and may it become a customer?
//!
//! Three steps over plain values: [`read`] takes the addresses out of a message, [`classify`] says
//! what sort of sender it is, [`decide`] says whose message it is from all that [`matter`] holds. The tables that they walk through
//! are in [`classes`] and [`table`]. `docs/how-a-message-becomes-an-answer.md` is the tour.

pub(crate) mod auth;
pub(crate) mod bounce;
pub(crate) mod classes;
pub(crate) mod classify;
pub(crate) mod contact;
pub(crate) mod decide;
pub(crate) mod draft;
pub(crate) mod matter;
pub(crate) mod patterns;
pub(crate) mod read;
pub(crate) mod table;
#[cfg(test)]
mod vectors;
