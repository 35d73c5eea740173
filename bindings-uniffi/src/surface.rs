//! What is written from the core's sources.
#![expect(clippy::all, reason = "written by a program")]

use customer_core as core;
use uuid::Uuid;

use crate::by_hand::ImportSource;
use crate::convert::{Back, Out, Wrong, back, back_in, guarded, locked, usual};
use crate::elsewhere::elsewhere;

include!(concat!(env!("OUT_DIR"), "/surface.rs"));
