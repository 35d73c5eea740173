//! All vectors against the Rust library.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod book;
mod coverage;
mod hostile;
mod senders;
mod values;
