//! What is written from the core's sources.
#![expect(clippy::all, reason = "written by a program")]

use customer_core as core;
use customer_core::Timestamp;
use uuid::Uuid;

use crate::by_hand::ImportSource;
use crate::convert::{Back, Out, Wrong, back, back_in, guarded, usual};
use crate::elsewhere::{Lane, elsewhere};
use crate::work::Work;

include!(concat!(env!("OUT_DIR"), "/surface.rs"));
