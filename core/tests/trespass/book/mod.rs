//! Trespassers among the operations, the rooms nearest to the gate.

mod by_hand;
mod calls;
mod keeping;
mod operations;
mod permits;
mod sessions;
mod stores;
