//! Columns of phone numbers and of email addresses, looked over.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, NullBufferBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{DataType, Field, Fields};
use customer_core as core;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::FULL;
use super::column::ArrowColumn;
use super::texts::Texts;
use crate::convert::{optional, or_usual, run};

/// So many rows are looked over between two looks at signals; what is known of them is held meanwhile.
const BLOCK: usize = 1 << 16;

#[pyfunction]
#[pyo3(signature = (column, region=None, regions=None, options=None))]
pub(super) fn _validate_phones(
    py: Python<'_>,
    column: &Bound<'_, PyAny>,
    region: Option<Bound<'_, PyAny>>,
    regions: Option<Bound<'_, PyAny>>,
    options: Option<Bound<'_, PyAny>>,
) -> PyResult<ArrowColumn> {
    let raised = |wrong: crate::convert::Wrong| wrong.raise(py);
    let region: Option<String> = optional(region.as_ref(), "region").map_err(raised)?;
    let options: core::PhoneOptions = or_usual(options.as_ref(), "options").map_err(raised)?;
    let texts = Texts::of(column, "column")?;
    let regions = regions.map(|of| Texts::of(&of, "regions")).transpose()?;
    if regions.as_ref().is_some_and(|of| of.len() != texts.len()) {
        return Err(PyValueError::new_err("regions: as many rows as in the column expected"));
    }
    let mut rows = texts.rows();
    let mut beside = regions.as_ref().map(Texts::rows);
    let mut found = Found::<PhoneRows>::default();
    loop {
        py.check_signals()?;
        let block: Vec<Asked<'_>> = rows
            .by_ref()
            .take(BLOCK)
            .map(|text| {
                let own = beside.as_mut().and_then(|of| of.next().flatten());
                Asked { text, region: own.or(region.as_deref()) }
            })
            .collect();
        if block.is_empty() {
            return run(py, || found.column());
        }
        run(py, || found.push(&parsed(&block, &options)))?;
    }
}

#[pyfunction]
#[pyo3(signature = (column, options=None))]
pub(super) fn _validate_emails(
    py: Python<'_>,
    column: &Bound<'_, PyAny>,
    options: Option<Bound<'_, PyAny>>,
) -> PyResult<ArrowColumn> {
    let options: core::EmailOptions =
        or_usual(options.as_ref(), "options").map_err(|wrong| wrong.raise(py))?;
    let texts = Texts::of(column, "column")?;
    let mut rows = texts.rows();
    let mut found = Found::<EmailRows>::default();
    loop {
        py.check_signals()?;
        let block: Vec<Option<&str>> = rows.by_ref().take(BLOCK).collect();
        if block.is_empty() {
            return run(py, || found.column());
        }
        run(py, || {
            let asked: Vec<&str> = block.iter().flatten().copied().collect();
            let mut emails = core::parse_emails(&asked, &options).into_iter();
            let answers: Vec<_> = block.iter().map(|of| of.and_then(|_| emails.next())).collect();
            found.push(&answers)
        })?;
    }
}

/// A number and the country that stands beside it.
struct Asked<'t> {
    text: Option<&'t str>,
    region: Option<&'t str>,
}

type Answer<T> = Option<Result<T, core::Violation>>;

/// Reads numbers, those of one region together, since the core reads many of one region on all cores.
fn parsed(rows: &[Asked<'_>], options: &core::PhoneOptions) -> Vec<Answer<core::Phone>> {
    let mut groups: BTreeMap<Option<&str>, (Vec<usize>, Vec<&str>)> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(text) = row.text {
            let (places, texts) = groups.entry(row.region).or_default();
            places.push(at);
            texts.push(text);
        }
    }
    let mut answers: Vec<Answer<core::Phone>> = Vec::new();
    answers.resize_with(rows.len(), || None);
    for (region, (places, texts)) in groups {
        for (at, phone) in places.into_iter().zip(core::parse_phones(&texts, region, options)) {
            if let Some(place) = answers.get_mut(at) {
                *place = Some(phone);
            }
        }
    }
    answers
}

/// The columns of a struct that are being written.
trait Rows: Default {
    type Of;

    fn push(&mut self, row: Option<&Result<Self::Of, core::Violation>>);
    /// How long the longest text column is, in octets.
    fn octets(&self) -> usize;
    fn finish(&mut self) -> Vec<(&'static str, ArrayRef)>;
}

/// What was found of the rows so far.
#[derive(Default)]
struct Found<R> {
    rows: R,
    valid: Option<NullBufferBuilder>,
    chunks: Vec<ArrayRef>,
}

impl<R: Rows> Found<R> {
    fn push(&mut self, answers: &[Answer<R::Of>]) -> core::Result<()> {
        let valid = self.valid.get_or_insert_with(|| NullBufferBuilder::new(BLOCK));
        for answer in answers {
            valid.append(answer.is_some());
            self.rows.push(answer.as_ref());
        }
        if self.rows.octets() >= FULL { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> core::Result<()> {
        let nulls = self.valid.take().and_then(|mut of| of.finish());
        let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = self
            .rows
            .finish()
            .into_iter()
            .map(|(name, array)| (Field::new(name, array.data_type().clone(), true), array))
            .unzip();
        // All columns are as long as the rows that were pushed.
        let uneven = |_| core::Error::Internal { place: "arrow.rows".to_owned() };
        let chunk = StructArray::try_new(Fields::from(fields), arrays, nulls).map_err(uneven)?;
        self.chunks.push(Arc::new(chunk));
        Ok(())
    }

    fn column(mut self) -> core::Result<ArrowColumn> {
        if self.valid.is_some() || self.chunks.is_empty() {
            self.close()?;
        }
        let of = self.chunks.first().map_or(DataType::Null, |chunk| chunk.data_type().clone());
        Ok(ArrowColumn { field: Arc::new(Field::new("", of, true)), chunks: self.chunks })
    }
}

#[derive(Default)]
struct PhoneRows {
    e164: StringBuilder,
    region: StringBuilder,
    line_type: StringBuilder,
    confidence: StringBuilder,
    match_key: StringBuilder,
    rule: StringBuilder,
}

impl Rows for PhoneRows {
    type Of = core::Phone;

    fn push(&mut self, row: Option<&Result<core::Phone, core::Violation>>) {
        let phone = row.and_then(|of| of.as_ref().ok());
        let wrong = row.and_then(|of| of.as_ref().err());
        self.e164.append_option(phone.and_then(core::Phone::e164));
        let region = phone.and_then(core::Phone::region);
        self.region.append_option(region.as_ref().map(core::CountryCode::as_str));
        self.line_type.append_option(phone.map(|of| line_type(of.line_type())));
        self.confidence.append_option(phone.map(|of| confidence(of.confidence())));
        self.match_key.append_option(phone.map(core::Phone::match_key));
        self.rule.append_option(wrong.map(|of| of.rule.as_str()));
    }

    fn octets(&self) -> usize {
        let columns = [&self.line_type, &self.match_key, &self.rule];
        columns.into_iter().map(|of| of.values_slice().len()).max().unwrap_or(0)
    }

    fn finish(&mut self) -> Vec<(&'static str, ArrayRef)> {
        vec![
            ("e164", Arc::new(self.e164.finish())),
            ("region", Arc::new(self.region.finish())),
            ("line_type", Arc::new(self.line_type.finish())),
            ("confidence", Arc::new(self.confidence.finish())),
            ("match_key", Arc::new(self.match_key.finish())),
            ("rule", Arc::new(self.rule.finish())),
        ]
    }
}

#[derive(Default)]
struct EmailRows {
    match_key: StringBuilder,
    domain: StringBuilder,
    is_role_address: BooleanBuilder,
    rule: StringBuilder,
}

impl Rows for EmailRows {
    type Of = core::Email;

    fn push(&mut self, row: Option<&Result<core::Email, core::Violation>>) {
        let email = row.and_then(|of| of.as_ref().ok());
        let wrong = row.and_then(|of| of.as_ref().err());
        self.match_key.append_option(email.map(core::Email::match_key));
        self.domain.append_option(email.map(core::Email::domain));
        self.is_role_address.append_option(email.map(core::Email::is_role_address));
        self.rule.append_option(wrong.map(|of| of.rule.as_str()));
    }

    fn octets(&self) -> usize {
        self.match_key.values_slice().len().max(self.rule.values_slice().len())
    }

    fn finish(&mut self) -> Vec<(&'static str, ArrayRef)> {
        vec![
            ("match_key", Arc::new(self.match_key.finish())),
            ("domain", Arc::new(self.domain.finish())),
            ("is_role_address", Arc::new(self.is_role_address.finish())),
            ("rule", Arc::new(self.rule.finish())),
        ]
    }
}

fn line_type(of: core::LineType) -> &'static str {
    match of {
        core::LineType::Unknown => "unknown",
        core::LineType::FixedLine => "fixed_line",
        core::LineType::Mobile => "mobile",
        core::LineType::FixedLineOrMobile => "fixed_line_or_mobile",
        core::LineType::TollFree => "toll_free",
        core::LineType::PremiumRate => "premium_rate",
        core::LineType::SharedCost => "shared_cost",
        core::LineType::Voip => "voip",
        core::LineType::PersonalNumber => "personal_number",
        core::LineType::Pager => "pager",
        core::LineType::Uan => "uan",
        core::LineType::Voicemail => "voicemail",
    }
}

fn confidence(of: core::Confidence) -> &'static str {
    match of {
        core::Confidence::Unknown => "unknown",
        core::Confidence::Possible => "possible",
        core::Confidence::Valid => "valid",
    }
}
