//! customer-core for Swift and Kotlin: conversions, no rule.
//!
//! Types, functions and objects are written from the core's sources when this crate is built; uniffi
//! writes the two languages from them.

mod by_hand;
mod convert;
mod elsewhere;
mod surface;
mod work;

uniffi::setup_scaffolding!();
