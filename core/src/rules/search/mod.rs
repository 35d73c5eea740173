//! What somebody types to find a customer: what it may mean, where to look for it, and in which order
//! those who are found stand.
//!
//! A query is a list of *lanes*, the best first. The store finds customers lane by lane; a customer
//! stands in the first lane in which what the actor sees of it matches, and nowhere else. So what an
//! actor may not see neither finds a customer nor moves it.

mod highlight;
mod query;
mod seen;

pub(crate) use highlight::matches;
pub(crate) use query::{Query, may_be_phone};
pub(crate) use seen::Seen;
