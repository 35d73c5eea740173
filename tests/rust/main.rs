//! All vectors against the Rust library.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail, and tells its figures"
)]

mod book;
mod cost;
mod coverage;
mod desk;
mod file_calls;
mod hostile;
mod inputs;
mod interference;
mod large;
mod matrix;
mod played;
mod player;
mod policy_calls;
mod remote_calls;
mod search;
mod senders;
mod steps;
mod surface_json;
mod values;
