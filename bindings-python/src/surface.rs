//! What is written from the core's sources.
#![expect(clippy::all, reason = "written by a program")]

use customer_core as core;
use pyo3::intern;
use pyo3::prelude::*;

use crate::convert::{
    AsText, Class, ERRORS, FromPy, Maker, Octets, Reading, Source, Texts, ToPy, Words, Worker,
    Working, Wrong, optional, or_usual, required, run, run_safe, time_in, time_out, uuid_in,
    uuid_out, word_of,
};

include!(concat!(env!("OUT_DIR"), "/conversions.rs"));
