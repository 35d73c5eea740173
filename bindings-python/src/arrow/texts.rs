//! Columns of text, as they come in.

use arrow_array::builder::LargeStringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray};
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PySequence, PyString};

use super::capsules::{arrays_of, broken};
use crate::convert::{Wrong, guarded};

const WANTED: &str = "a column of text or a list of str";

/// A column of text.
pub(super) struct Texts {
    chunks: Vec<Chunk>,
    len: usize,
}

/// An array of texts in one of the layouts that there are.
pub(super) enum Chunk {
    Utf8(StringArray),
    LargeUtf8(LargeStringArray),
    View(StringViewArray),
    /// So many rows without a text: a column that holds nothing else has no other type.
    Nothing(usize),
    /// Texts that are told by their place among a few. The rows' places are looked at only where the
    /// array says that there is a text.
    Places {
        array: ArrayRef,
        places: Vec<usize>,
        texts: Box<Chunk>,
    },
}

impl Texts {
    pub(super) fn of(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Self> {
        guarded(value.py(), || Self::unguarded(value, name))
    }

    fn unguarded(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Self> {
        let py = value.py();
        let Some(arrays) = arrays_of(value, name)? else {
            return list(value, name).map_err(|wrong| wrong.raise(py));
        };
        let found = arrays.field().data_type().clone();
        if !is_text(&found) {
            let (place, wanted) = (name.to_owned(), WANTED.to_owned());
            return Err(Wrong::Kind { place, wanted, found: found.to_string() }.raise(py));
        }
        let read = py.detach(|| arrays.collect::<Result<Vec<ArrayRef>, _>>());
        let read = read.map_err(|error| broken(name, &error))?;
        Ok(Self::from_chunks(read.iter().filter_map(Chunk::of).collect()))
    }

    fn from_chunks(chunks: Vec<Chunk>) -> Self {
        let len = chunks.iter().map(Chunk::len).sum();
        Self { chunks, len }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The rows in their order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Option<&str>> {
        self.chunks.iter().flat_map(|chunk| (0..chunk.len()).map(|at| chunk.get(at)))
    }
}

fn is_text(of: &DataType) -> bool {
    match of {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, texts) => is_text(texts),
        _ => false,
    }
}

impl Chunk {
    /// None for what holds no text.
    pub(super) fn of(array: &ArrayRef) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Utf8 => Self::Utf8(array.as_string_opt::<i32>()?.clone()),
            DataType::LargeUtf8 => Self::LargeUtf8(array.as_string_opt::<i64>()?.clone()),
            DataType::Utf8View => Self::View(array.as_string_view_opt()?.clone()),
            DataType::Null => Self::Nothing(array.len()),
            // Nor has a struct without fields anything to tell; see `reader`.
            DataType::Struct(fields) if fields.is_empty() => Self::Nothing(array.len()),
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_any_dictionary_opt()?;
                // Where there are no texts to choose from there are no places either.
                if dictionary.values().is_empty() {
                    return Some(Self::Nothing(array.len()));
                }
                let texts = Box::new(Self::of(dictionary.values())?);
                let places = dictionary.normalized_keys();
                Self::Places { array: array.clone(), places, texts }
            }
            _ => return None,
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Utf8(of) => of.len(),
            Self::LargeUtf8(of) => of.len(),
            Self::View(of) => of.len(),
            Self::Nothing(rows) => *rows,
            Self::Places { places, .. } => places.len(),
        }
    }

    /// The text of a row, or that there is none.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        match self {
            Self::Utf8(of) => of.is_valid(at).then(|| of.value(at)),
            Self::LargeUtf8(of) => of.is_valid(at).then(|| of.value(at)),
            Self::View(of) => of.is_valid(at).then(|| of.value(at)),
            Self::Nothing(_) => None,
            Self::Places { array, .. } if array.is_null(at) => None,
            Self::Places { places, texts, .. } => texts.get(*places.get(at)?),
        }
    }
}

/// Reads a list of texts, for those who have no columns.
fn list(value: &Bound<'_, PyAny>, name: &str) -> Result<Texts, Wrong> {
    let wrong =
        |value: &Bound<'_, PyAny>, place: String, wanted: &str| match Wrong::kind(value, wanted) {
            Wrong::Kind { wanted, found, .. } => Wrong::Kind { place, wanted, found },
            other => other,
        };
    // A text is a sequence of texts, which nobody means.
    let is_one = value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>();
    let items = value.cast::<PySequence>().ok().filter(|_| !is_one);
    let items = items.ok_or_else(|| wrong(value, name.to_owned(), WANTED))?;
    let mut texts = LargeStringBuilder::new();
    for (at, item) in items.try_iter()?.enumerate() {
        let item = item?;
        if item.is_none() {
            texts.append_null();
        } else if let Ok(text) = item.cast::<PyString>() {
            texts.append_value(text.extract::<std::borrow::Cow<'_, str>>()?);
        } else {
            return Err(wrong(&item, format!("{name}[{at}]"), "str or None"));
        }
    }
    Ok(Texts::from_chunks(vec![Chunk::LargeUtf8(texts.finish())]))
}
