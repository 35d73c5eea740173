//! All vectors against the Rust library.

mod book;
mod coverage;
mod senders;
mod values;
