//! Rules: functions from values to values. No file, no clock, no randomness, no database, so that
//! every rule is a table that a test can walk through.

pub(crate) mod access;
pub(crate) mod capture;
pub(crate) mod contacts;
pub(crate) mod customers;
#[cfg(feature = "sqlite")]
pub(crate) mod filters;
pub(crate) mod names;
pub(crate) mod phones;
pub(crate) mod presets;
pub(crate) mod references;
#[cfg(feature = "sqlite")]
pub(crate) mod search;
pub(crate) mod sender;
pub(crate) mod settings;
