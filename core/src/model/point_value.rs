//! The value of a contact point, and what is shown of it.

use serde::{Deserialize, Serialize};

use super::email::Email;
use super::grant::FieldLevel;
use super::handle::Handle;
use super::key::{MatchKey, PointFamily};
use super::mask;
use super::phone::Phone;

/// The value of a contact point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointValue {
    /// An email address.
    Email(Email),
    /// A phone.
    Phone(Phone),
    /// A handle.
    Handle(Handle),
}

/// Handles are sought without regard to case; the sigma at the end of a word is a sigma.
#[cfg(feature = "sqlite")]
pub(crate) fn fold_handle(text: &str) -> String {
    text.to_lowercase().replace('ς', "σ")
}

#[cfg(feature = "sqlite")]
impl PointValue {
    /// A coarser key: related emails meet in it, phones of unknown plan, handles of all channels.
    pub(crate) fn coarse_key(&self) -> Option<String> {
        match self {
            Self::Email(email) => {
                let related = email.related_key();
                (related != email.match_key()).then(|| related.into_owned())
            }
            Self::Phone(phone) => phone.digits_key().map(str::to_owned),
            Self::Handle(handle) => Some(fold_handle(handle.value())),
        }
    }

    /// The last digits of a phone, backwards.
    pub(crate) fn tail(&self) -> Option<i64> {
        match self {
            Self::Phone(phone) => {
                Some(super::search::tail_of(phone.e164().unwrap_or_else(|| phone.dialled_digits())))
            }
            _ => None,
        }
    }
}

/// A point's value, as far as the actor may see it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownValue {
    /// An email address.
    Email(Email),
    /// A phone number.
    Phone(Phone),
    /// A handle on a channel.
    Handle(Handle),
    /// The form of the value: `j•••@e•••.com`, `+49 ••• ••67`.
    Masked(String),
    /// There is one.
    Withheld,
}

impl ShownValue {
    /// The value at a level.
    pub(crate) fn new(value: &PointValue, level: FieldLevel) -> Self {
        match (level, value) {
            (FieldLevel::Hidden | FieldLevel::Presence, _) => Self::Withheld,
            (FieldLevel::Masked, value) => Self::Masked(mask::point(value)),
            (_, PointValue::Email(email)) => Self::Email(email.clone()),
            (_, PointValue::Phone(phone)) => Self::Phone(phone.clone()),
            (_, PointValue::Handle(handle)) => Self::Handle(handle.clone()),
        }
    }

    /// The text as somebody typed it, or its mask.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Email(email) => Some(email.as_typed()),
            Self::Phone(phone) => Some(phone.as_typed()),
            Self::Handle(handle) => Some(handle.value()),
            Self::Masked(mask) => Some(mask),
            Self::Withheld => None,
        }
    }
}

/// A mask holds letters and digits of the value.
impl std::fmt::Debug for ShownValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Email(email) => email.fmt(f),
            Self::Phone(phone) => phone.fmt(f),
            Self::Handle(handle) => handle.fmt(f),
            Self::Masked(_) => f.write_str("Masked"),
            Self::Withheld => f.write_str("Withheld"),
        }
    }
}

impl PointValue {
    /// The key it is compared by.
    pub fn match_key(&self) -> MatchKey {
        match self {
            Self::Email(email) => MatchKey::new(PointFamily::Email, email.match_key()),
            Self::Phone(phone) => MatchKey::new(PointFamily::Phone, phone.match_key()),
            Self::Handle(handle) => MatchKey::new(PointFamily::Handle, handle.match_key()),
        }
    }

    /// The key under which it is a duplicate within one customer: a phone's extension counts too.
    pub fn duplicate_key(&self) -> String {
        match self {
            Self::Phone(phone) => phone.duplicate_key(),
            other => other.match_key().text,
        }
    }

    /// The text as typed.
    pub fn as_typed(&self) -> &str {
        match self {
            Self::Email(email) => email.as_typed(),
            Self::Phone(phone) => phone.as_typed(),
            Self::Handle(handle) => handle.value(),
        }
    }
}
