//! Segments: filters under a name.

use serde::{Deserialize, Serialize};

use super::filter::Filter;
use super::ids::ActorId;
use super::time::Timestamp;

/// The most segments of a book.
pub(crate) const MAX_SEGMENTS: u32 = 1_000;

/// A segment to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSegment {
    /// Its name, at most 128 characters. A segment of this name is written anew.
    pub name: String,
    /// What it is for, at most 1,000 characters.
    #[serde(default)]
    pub description: String,
    /// Who is in it.
    pub filter: Filter,
}

/// A segment: whoever its filter finds at the moment is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who is in it.
    pub filter: Filter,
    /// When it was last written.
    pub updated_at: Timestamp,
    /// Who wrote it.
    pub updated_by: ActorId,
}
