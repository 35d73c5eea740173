//! Values: types that cannot hold what they should not. Nothing here reads a file, a clock or a
//! random number.

pub(crate) mod access;
pub(crate) mod actor;
pub(crate) mod change;
pub(crate) mod codes;
pub(crate) mod contact;
pub(crate) mod country;
mod country_table;
pub(crate) mod customer;
pub(crate) mod decision;
pub(crate) mod digits;
pub(crate) mod email;
mod email_domain;
mod email_plain;
#[cfg(feature = "sqlite")]
pub(crate) mod exchange;
pub(crate) mod field;
pub(crate) mod filter;
pub(crate) mod grant;
pub(crate) mod handle;
pub(crate) mod holder;
pub(crate) mod ids;
pub(crate) mod interaction;
pub(crate) mod key;
pub(crate) mod mail;
pub(crate) mod mask;
pub(crate) mod matching;
pub(crate) mod message;
pub(crate) mod page;
pub(crate) mod permission;
pub(crate) mod phone;
pub(crate) mod point_value;
pub(crate) mod provenance;
pub(crate) mod reason;
#[cfg(feature = "sqlite")]
mod rekey;
#[cfg(feature = "sqlite")]
pub(crate) mod search;
#[cfg(feature = "sqlite")]
pub(crate) mod segment;
pub(crate) mod sender;
pub(crate) mod settings;
pub(crate) mod text;
pub(crate) mod time;
pub(crate) mod violation;
