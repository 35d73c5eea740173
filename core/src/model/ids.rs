//! Identities of records, and of those who act on them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::violation::{Rule, Violation};

macro_rules! record_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that this library handed out before.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID behind the id.
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Violation;

            fn from_str(text: &str) -> Result<Self, Violation> {
                Uuid::try_parse(text)
                    .map(Self)
                    .map_err(|_| Violation::new("id", Rule::NotAnId))
            }
        }
    };
}

record_id! {
    /// A customer's id: a UUID (version 7) that says nothing about the person, is never reused,
    /// and still resolves after the record was merged into another.
    CustomerId
}
record_id! {
    /// A contact card's id, unique within its customer.
    ContactId
}
record_id! {
    /// A contact point's id (one phone, one email, one handle), unique within its customer.
    PointId
}
record_id! {
    /// An interaction's id: one message, call, chat or ticket that is linked to a customer.
    InteractionId
}

macro_rules! host_id {
    ($(#[$doc:meta])* $name:ident, $field:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest id that is taken, in characters.
            pub const MAX_CHARS: usize = 128;

            /// Takes the host's own name for it: 1 to 128 characters, no control characters, no
            /// white space at either end.
            ///
            /// # Errors
            /// A violation with rule `required`, `too_long` or `control_character`.
            pub fn new(text: impl Into<String>) -> Result<Self, Violation> {
                let text = text.into();
                check_host_id(&text).map_err(|rule| Violation::new($field, rule))?;
                Ok(Self(text))
            }

            /// The id as the host wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Violation;

            fn try_from(text: String) -> Result<Self, Violation> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

host_id! {
    /// Who acts: the id under which the host knows an agent, a bot or an import job.
    ActorId, "actor.id"
}
host_id! {
    /// A permission group's key, such as `agent` or `night-shift`.
    GroupId, "group.id"
}

fn check_host_id(text: &str) -> Result<(), Rule> {
    if text.trim() != text || text.is_empty() {
        return Err(Rule::Required);
    }
    if text.chars().count() > ActorId::MAX_CHARS {
        return Err(Rule::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(Rule::ControlCharacter);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_ids_have_limits() {
        assert!(ActorId::new("a".repeat(128)).is_ok());
        assert_eq!(ActorId::new("a".repeat(129)).unwrap_err().rule, Rule::TooLong);
        assert_eq!(ActorId::new("").unwrap_err().rule, Rule::Required);
        assert_eq!(ActorId::new("a\u{7}b").unwrap_err().rule, Rule::ControlCharacter);
    }

    #[test]
    fn ids_round_trip_as_text() {
        let id = CustomerId::from_uuid(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse::<CustomerId>(), Ok(id));
        assert_eq!("x".parse::<CustomerId>().unwrap_err().rule, Rule::NotAnId);
    }
}
