//! Rows that checks and benchmarks are made of. They look random and are the same in every run, and
//! a smaller number of them is the beginning of a larger one.

pub mod crowd;
pub mod dice;
pub mod email_rows;
mod email_words;
pub mod phone_rows;
mod phone_ways;
