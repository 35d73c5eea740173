//! Where files are read from.

use customer_core as core;
use napi::Env;
use napi::bindgen_prelude::Unknown;

use crate::convert::{FromJs, Octets, Wrong, held};
use crate::feed::Feed;

/// A path, octets, or a stream on its way in.
impl FromJs for core::ImportSource {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        if let Ok(path) = String::from_js(env, value) {
            return Ok(Self::Path(path.into()));
        }
        if let Ok(feed) = held::<Feed>(env, value, "Feed") {
            return Ok(Self::Reader(Box::new(feed.reader()?)));
        }
        let octets = Octets::from_js(env, value).map_err(|of| of.instead("path or Uint8Array"))?;
        Ok(octets.0.into())
    }
}
