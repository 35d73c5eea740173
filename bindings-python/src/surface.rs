//! What is written from the core's sources.
#![expect(clippy::all, reason = "written by a program")]

use customer_core as core;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{
    Class, ERRORS, FromPy, Octets, Reading, Source, ToPy, Words, Worker, Working, Wrong, optional,
    or_usual, required, run, run_safe, time_in, time_out, uuid_in, uuid_out, word_of,
};

include!(concat!(env!("OUT_DIR"), "/conversions.rs"));
