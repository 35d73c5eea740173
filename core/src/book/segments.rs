//! Segments: filters under a name.

use crate::error::{Error, Result};
use crate::model::change::{ChangedField, RecordKind};
use crate::model::filter::Filter;
use crate::model::provenance::How;
use crate::model::reason::RefusedReason;
use crate::model::segment::{MAX_SEGMENTS, NewSegment, Segment};
use crate::model::text::line_within;
use crate::model::violation::{Rule, Violation};
use crate::rules::filters;

use super::gate::WriteCall;
use super::operations::{ListSegments, PutSegment, RemoveSegment};
use super::session::Session;

impl Session {
    /// The segments of the book, by name. What a segment is of, is found out anew whenever it is used;
    /// who may not see what its filter looks at cannot use it.
    ///
    /// # Errors
    /// `denied`.
    pub fn list_segments(&self) -> Result<Vec<Segment>> {
        self.gate.read::<ListSegments, _>(&self.who, |call| Ok(call.tx.segments()?))
    }

    /// Adds a segment, or writes it anew.
    ///
    /// # Errors
    /// `invalid` with all violations; `refused` (`segment_limit`) when there are 1,000 already;
    /// `denied`.
    pub fn put_segment(&self, new: &NewSegment) -> Result<Segment> {
        let (name, description, filter) = checked(new)?;
        self.gate.write::<PutSegment, _>(&self.who, move |call| {
            let before = call.tx.segment(&name)?;
            if before.is_none() && call.tx.segments()?.len() >= MAX_SEGMENTS as usize {
                return Err(Error::Refused {
                    reason: RefusedReason::SegmentLimit,
                    count: Some(MAX_SEGMENTS),
                    of: Vec::new(),
                });
            }
            let segment = Segment {
                name: name.clone(),
                description: description.clone(),
                filter: filter.clone(),
                updated_at: call.permit.now(),
                updated_by: call.permit.actor().id.clone(),
            };
            let same = before.as_ref().is_some_and(|of| {
                of.description == segment.description && of.filter == segment.filter
            });
            if same {
                return Ok(before.unwrap_or(segment));
            }
            call.tx.put_segment(&segment)?;
            log(call, &name, before.as_ref(), Some(&segment))?;
            Ok(segment)
        })
    }

    /// Removes a segment. The customers in it stay what they are.
    ///
    /// # Errors
    /// `not_found`, `denied`.
    pub fn remove_segment(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.gate.write::<RemoveSegment, _>(&self.who, move |call| {
            let before = call.tx.segment(&name)?.ok_or_else(|| Error::not_found("segment"))?;
            call.tx.delete_segment(&name)?;
            log(call, &name, Some(&before), None)
        })
    }
}

fn checked(new: &NewSegment) -> Result<(String, String, Filter)> {
    let mut violations = Vec::new();
    let mut line = |text: &str, field: &str, most: u32| {
        line_within(text, field, most).unwrap_or_else(|violation| {
            violations.push(violation);
            None
        })
    };
    let name = line(&new.name, "name", 128);
    let description = line(&new.description, "description", 1_000).unwrap_or_default();
    if name.is_none() && violations.is_empty() {
        violations.push(Violation::new("name", Rule::Required));
    }
    match (filters::check(&new.filter), name) {
        (Ok(filter), Some(name)) if violations.is_empty() => Ok((name, description, filter)),
        (filter, _) => {
            violations.extend(filter.err().into_iter().flatten());
            Err(violations.into())
        }
    }
}

fn log<O: super::operations::Operation>(
    call: &mut WriteCall<'_, O>,
    name: &str,
    before: Option<&Segment>,
    after: Option<&Segment>,
) -> Result<()> {
    let text = |of: Option<&Segment>| of.and_then(|of| serde_json::to_string(&of.filter).ok());
    let about = |of: Option<&Segment>| of.map(|of| of.description.clone());
    let both = [
        ChangedField::new("filter", text(before), text(after)),
        ChangedField::new("description", about(before), about(after)),
    ];
    let changed = both.into_iter().filter(|field| field.old != field.new).collect();
    call.log(How::Typed, RecordKind::Segment, name, None, changed)
}
