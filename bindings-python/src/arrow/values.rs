//! Values of a column as JSON.

use std::fmt::Display;
use std::io::Write;

use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::{as_date, as_datetime, as_time};
use arrow_array::types as t;
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, OffsetSizeTrait, new_empty_array};
use arrow_schema::{DataType, TimeUnit};
use serde_json::value::RawValue;

use super::texts::Chunk;

/// Writes the value of a row as JSON. False, and nothing written, where there is none.
pub(super) type Values = Box<dyn Fn(usize, &mut Vec<u8>) -> bool + Send>;

/// Can values of this type be written?
pub(super) fn are_written(of: &DataType) -> bool {
    values_of(&new_empty_array(of)).is_some()
}

/// How the values of an array are written; none for a type that has no form in a file of customers.
pub(super) fn values_of(array: &ArrayRef) -> Option<Values> {
    if let Some(texts) = Chunk::of(array) {
        return Some(Box::new(move |at, out| texts.get(at).is_some_and(|text| quoted(text, out))));
    }
    match array.data_type() {
        DataType::Boolean => {
            let flags = array.as_boolean_opt()?.clone();
            Some(Box::new(move |at, out| flags.is_valid(at) && plain(flags.value(at), out)))
        }
        DataType::Dictionary(_, _) => chosen(array),
        DataType::List(_) => list::<i32>(array),
        DataType::LargeList(_) => list::<i64>(array),
        DataType::Struct(_) => object(array),
        _ => number(array).or_else(|| moment(array)),
    }
}

/// A text column whose texts are JSON already. A blank one is no value; one that is no JSON is written as
/// a text, and the core says what is wrong with it.
pub(super) fn json_of(array: &ArrayRef) -> Option<Values> {
    let texts = Chunk::of(array)?;
    Some(Box::new(move |at, out| {
        let Some(text) = texts.get(at).filter(|of| !of.trim().is_empty()) else { return false };
        let Ok(json) = serde_json::from_str::<&RawValue>(text) else { return quoted(text, out) };
        // A record is one line. Inside a text of JSON no line ends.
        let spaced = |octet: u8| if matches!(octet, b'\n' | b'\r') { b' ' } else { octet };
        out.extend(json.get().bytes().map(spaced));
        true
    }))
}

pub(super) fn quoted(text: &str, out: &mut Vec<u8>) -> bool {
    serde_json::to_writer(out, text).is_ok()
}

fn plain(value: impl Display, out: &mut Vec<u8>) -> bool {
    write!(out, "{value}").is_ok()
}

fn number(array: &ArrayRef) -> Option<Values> {
    match array.data_type() {
        DataType::Int8 => each::<t::Int8Type>(array, plain),
        DataType::Int16 => each::<t::Int16Type>(array, plain),
        DataType::Int32 => each::<t::Int32Type>(array, plain),
        DataType::Int64 => each::<t::Int64Type>(array, plain),
        DataType::UInt8 => each::<t::UInt8Type>(array, plain),
        DataType::UInt16 => each::<t::UInt16Type>(array, plain),
        DataType::UInt32 => each::<t::UInt32Type>(array, plain),
        DataType::UInt64 => each::<t::UInt64Type>(array, plain),
        DataType::Float16 => each::<t::Float16Type>(array, |of, out| real(of.to_f64(), out)),
        DataType::Float32 => {
            each::<t::Float32Type>(array, |of, out| of.is_finite() && plain(of, out))
        }
        DataType::Float64 => each::<t::Float64Type>(array, real),
        DataType::Decimal32(_, _) => decimal::<t::Decimal32Type>(array),
        DataType::Decimal64(_, _) => decimal::<t::Decimal64Type>(array),
        DataType::Decimal128(_, _) => decimal::<t::Decimal128Type>(array),
        DataType::Decimal256(_, _) => decimal::<t::Decimal256Type>(array),
        _ => None,
    }
}

/// Without an exponent, and whole numbers without a point: whole numbers beside missing ones are often
/// kept as real ones. What is no number is no value.
fn real(of: f64, out: &mut Vec<u8>) -> bool {
    of.is_finite() && plain(of, out)
}

fn each<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    write: impl Fn(T::Native, &mut Vec<u8>) -> bool + Send + 'static,
) -> Option<Values> {
    let values = array.as_primitive_opt::<T>()?.clone();
    Some(Box::new(move |at, out| values.is_valid(at) && write(values.value(at), out)))
}

fn decimal<T: t::DecimalType>(array: &ArrayRef) -> Option<Values> {
    let values = array.as_primitive_opt::<T>()?.clone();
    Some(Box::new(move |at, out| values.is_valid(at) && plain(values.value_as_string(at), out)))
}

fn moment(array: &ArrayRef) -> Option<Values> {
    match array.data_type() {
        DataType::Date32 => date::<t::Date32Type>(array),
        DataType::Date64 => date::<t::Date64Type>(array),
        DataType::Time32(TimeUnit::Second) => time::<t::Time32SecondType>(array),
        DataType::Time32(_) => time::<t::Time32MillisecondType>(array),
        DataType::Time64(TimeUnit::Microsecond) => time::<t::Time64MicrosecondType>(array),
        DataType::Time64(_) => time::<t::Time64NanosecondType>(array),
        DataType::Timestamp(unit, zone) => {
            let zone = zone.is_some();
            match unit {
                TimeUnit::Second => timestamp::<t::TimestampSecondType>(array, zone),
                TimeUnit::Millisecond => timestamp::<t::TimestampMillisecondType>(array, zone),
                TimeUnit::Microsecond => timestamp::<t::TimestampMicrosecondType>(array, zone),
                TimeUnit::Nanosecond => timestamp::<t::TimestampNanosecondType>(array, zone),
            }
        }
        _ => None,
    }
}

fn date<T>(array: &ArrayRef) -> Option<Values>
where
    T: ArrowPrimitiveType<Native: Into<i64>>,
{
    each::<T>(array, |of, out| as_date::<T>(of.into()).is_some_and(|of| iso(of, out)))
}

fn time<T>(array: &ArrayRef) -> Option<Values>
where
    T: ArrowPrimitiveType<Native: Into<i64>>,
{
    each::<T>(array, |of, out| as_time::<T>(of.into()).is_some_and(|of| iso(of, out)))
}

/// A moment with a zone is kept in UTC, and written so.
fn timestamp<T>(array: &ArrayRef, zone: bool) -> Option<Values>
where
    T: ArrowPrimitiveType<Native: Into<i64>>,
{
    each::<T>(array, move |of, out| {
        let Some(moment) = as_datetime::<T>(of.into()) else { return false };
        // The form for programmers is that of ISO 8601, with its T.
        iso(format_args!("{moment:?}{}", if zone { "Z" } else { "" }), out)
    })
}

fn iso(of: impl Display, out: &mut Vec<u8>) -> bool {
    write!(out, "\"{of}\"").is_ok()
}

/// Values that are told by their place among a few; those that are no texts.
fn chosen(array: &ArrayRef) -> Option<Values> {
    let dictionary = array.as_any_dictionary_opt()?;
    let values = values_of(dictionary.values())?;
    if dictionary.values().is_empty() {
        return Some(Box::new(|_, _| false));
    }
    let (places, array) = (dictionary.normalized_keys(), array.clone());
    Some(Box::new(move |at, out| {
        array.is_valid(at) && places.get(at).is_some_and(|place| values(*place, out))
    }))
}

fn list<O: OffsetSizeTrait>(array: &ArrayRef) -> Option<Values> {
    let lists = array.as_list_opt::<O>()?.clone();
    let items = values_of(lists.values())?;
    Some(Box::new(move |at, out| {
        let [Some(first), Some(end)] = [at, at + 1].map(|of| lists.value_offsets().get(of)) else {
            return false;
        };
        if lists.is_null(at) {
            return false;
        }
        out.push(b'[');
        for item in first.as_usize()..end.as_usize() {
            if item > first.as_usize() {
                out.push(b',');
            }
            if !items(item, out) {
                out.extend_from_slice(b"null");
            }
        }
        out.push(b']');
        true
    }))
}

fn object(array: &ArrayRef) -> Option<Values> {
    let object = array.as_struct_opt()?.clone();
    let members = Members::of(
        object.fields().iter().map(|field| field.name().as_str()),
        object.columns().iter().map(values_of).collect::<Option<_>>()?,
    );
    Some(Box::new(move |at, out| {
        object.is_valid(at) && {
            members.write(at, out);
            true
        }
    }))
}

/// The members of an object.
pub(super) struct Members(Vec<(Vec<u8>, Values)>);

impl Members {
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>, values: Vec<Values>) -> Self {
        let names = names.map(|name| {
            let mut head = Vec::new();
            quoted(name, &mut head);
            head.push(b':');
            head
        });
        Self(names.zip(values).collect())
    }

    /// Writes all members, so that every record has the same ones: what a column means is told by those
    /// that stand beside it. `null` is the same to the core as a member that is not there.
    pub(super) fn write(&self, at: usize, out: &mut Vec<u8>) {
        let mut before = b'{';
        for (name, values) in &self.0 {
            out.push(before);
            out.extend_from_slice(name);
            if !values(at, out) {
                out.extend_from_slice(b"null");
            }
            before = b',';
        }
        if self.0.is_empty() {
            out.push(b'{');
        }
        out.push(b'}');
    }
}
