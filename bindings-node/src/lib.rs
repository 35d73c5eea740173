//! customer-core for Node: conversions and habits of the language, no rule.
//!
//! What is converted, and the functions and methods over it, are written from the core's sources when
//! this crate is built.

mod convert;
mod feed;
mod fields;
mod lane;
mod made;
mod source;
mod surface;
mod work;

// Behind the classes that it adds methods to.
mod by_hand;
