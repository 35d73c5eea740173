//! Which customers: text, filter and segment, as far as the actor may ask for them.

use crate::error::{Error, Result};
use crate::model::access::{Access, Levels};
use crate::model::customer::{CustomerListing, CustomerRecord};
use crate::model::field::{CustomerField, FieldSet};
use crate::model::filter::{Filter, LooksAt};
use crate::model::search::{CustomerSearch, CustomerSelection, Lane};
use crate::model::violation::{Rule, Violation};
use crate::rules::filters;
use crate::rules::search::{Query, Seen, may_be_phone};
use crate::store::ReadTx;

use super::records;

/// What a list or a search asks for.
pub(super) struct Asked<'a> {
    pub(super) text: Option<&'a str>,
    pub(super) filter: Option<&'a Filter>,
    pub(super) segment: Option<&'a str>,
}

impl Asked<'_> {
    /// Marks the cursors of what is asked for: they are of no use for anything else.
    pub(super) fn mark(&self, include_inactive: bool) -> String {
        let filter = self.filter.and_then(|filter| serde_json::to_string(filter).ok());
        let parts = [self.text, filter.as_deref(), self.segment];
        let parts =
            parts.map(|part| part.map_or_else(|| "-".to_owned(), |part| format!("+{part}")));
        let all = format!("{}\0{include_inactive}", parts.join("\0"));
        format!("{:016x}", xxhash_rust::xxh3::xxh3_64(all.as_bytes()))
    }
}

impl<'a> From<&'a CustomerSelection> for Asked<'a> {
    fn from(of: &'a CustomerSelection) -> Self {
        let (text, segment) = (of.text.as_deref(), of.segment.as_deref());
        Self { text, filter: of.filter.as_ref(), segment }
    }
}

impl<'a> From<&'a CustomerListing> for Asked<'a> {
    fn from(of: &'a CustomerListing) -> Self {
        let (text, segment) = (of.text.as_deref(), of.segment.as_deref());
        Self { text, filter: of.filter.as_ref(), segment }
    }
}

impl<'a> From<&'a CustomerSearch> for Asked<'a> {
    fn from(of: &'a CustomerSearch) -> Self {
        let (text, segment) = (Some(of.text.as_str()), of.segment.as_deref());
        Self { text, filter: of.filter.as_ref(), segment }
    }
}

/// Who is wanted, and the rows among which they are looked for.
pub(super) struct Wanted {
    pub(super) access: Access,
    pub(super) filter: Option<Filter>,
    pub(super) text: Text,
}

/// A text that was asked for.
pub(super) enum Text {
    /// None.
    Any,
    /// One that can find nobody.
    Nobody,
    /// One to be looked for.
    Sought(Box<Query>),
}

/// Finds out what is asked for. Rows of which the actor does not see what a filter looks at are left
/// out, lest the answer tell of it.
pub(super) fn wanted(tx: &dyn ReadTx, access: &Access, asked: &Asked<'_>) -> Result<Wanted> {
    let mut parts = Vec::new();
    if let Some(filter) = asked.filter {
        parts.push(filters::check(filter)?);
    }
    if let Some(name) = asked.segment {
        let segment = tx.segment(name)?.ok_or_else(|| Error::not_found("segment"))?;
        parts.push(segment.filter);
    }
    let text = match asked.text {
        None => Text::Any,
        Some(text) => {
            let codes = if may_be_phone(text) { tx.calling_codes()? } else { Vec::new() };
            let query = Query::new(text, &tx.settings()?, &codes);
            query.map_or(Text::Nobody, |query| Text::Sought(Box::new(query)))
        }
    };
    let filter = (!parts.is_empty()).then_some(Filter::All(parts));
    let access = match &filter {
        Some(filter) => visible(access, filter, asked)?,
        None => access.clone(),
    };
    Ok(Wanted { access, filter, text })
}

fn sees(levels: &Levels, looks: LooksAt) -> bool {
    levels.view.contains_all(looks.fields) && (!looks.contacts || levels.shows_contacts())
}

/// The rows of which the actor sees all that a filter looks at.
fn visible(access: &Access, filter: &Filter, asked: &Asked<'_>) -> Result<Access> {
    let looks = filter.looks_at();
    if let Some(access) = access.only_where(|levels| sees(levels, looks)) {
        return Ok(access);
    }
    let somewhere = |looks| access.only_where(|levels| sees(levels, looks)).is_some();
    let mut places =
        asked.filter.map(|own| filters::places_beyond(own, somewhere)).unwrap_or_default();
    if places.is_empty() {
        // It is the segment's, or several conditions that are not seen of one customer together.
        let whole = if asked.segment.is_some() { "segment" } else { "filter" };
        places.push(Violation::new(whole, Rule::NotSearchable));
    }
    Err(places.into())
}

impl Wanted {
    /// The lanes of the text, where there is one.
    pub(super) fn lanes(&self) -> Option<Vec<Lane>> {
        match &self.text {
            Text::Sought(query) => Some(query.lanes().cloned().collect()),
            Text::Any | Text::Nobody => None,
        }
    }

    /// Does the actor see everything that a text is looked for in, of all rows?
    pub(super) fn sees_all_that_is_sought(&self) -> bool {
        let fields = FieldSet::NAMES.with(CustomerField::Ref1).with(CustomerField::Ref2);
        self.access.on_all_rows(|of| of.view.contains_all(fields) && of.shows_contacts())
    }

    /// Is what the store finds what is wanted, without a further look?
    pub(super) fn is_plain(&self) -> bool {
        match &self.text {
            Text::Sought(query) => query.is_plain() && self.sees_all_that_is_sought(),
            Text::Any | Text::Nobody => true,
        }
    }

    /// Those of some records in whom the text is found, as far as the actor sees them.
    pub(super) fn keep_found(
        &self,
        tx: &dyn ReadTx,
        records: Vec<CustomerRecord>,
    ) -> Result<Vec<CustomerRecord>> {
        let Text::Sought(query) = &self.text else {
            return Ok(records);
        };
        let cards = records::cards_seen(tx, &records)?;
        let found = records.into_iter().zip(cards);
        Ok(found
            .filter(|(record, cards)| query.standing(&Seen::new(record, cards)).is_some())
            .map(|(record, _)| record)
            .collect())
    }
}
