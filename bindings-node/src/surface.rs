//! What is written from the core's sources.
#![expect(clippy::all, reason = "written by a program")]
// In tests nothing registers what is written here.
#![cfg_attr(test, allow(dead_code))]

use customer_core as core;
use napi::bindgen_prelude::{AsyncTask, Object, Result, Unknown};
use napi::{Env, JsValue};
use napi_derive::napi;

use crate::convert::{
    FromJs, Octets, ToJs, Wrong, held, id_in, native, optional, or_usual, required, set, time_in,
    time_out,
};
use crate::fields::Fields;
use crate::lane::{Held, Lane, Looked};
use crate::made::{Numbered, made};
use crate::work::{Work, tell};

include!(concat!(env!("OUT_DIR"), "/conversions.rs"));
