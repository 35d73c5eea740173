//! Between values and columns. The numbers are part of the file format: a variant keeps its place.

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use uuid::Uuid;

use crate::model::contact::PointKind;
use crate::model::country::CountryCode;
use crate::model::customer::{CustomerKind, CustomerStatus};
use crate::model::ids::{ActorId, ContactId, CustomerId, InteractionId, PointId};
use crate::model::interaction::InteractionKind;
use crate::model::key::PointFamily;
use crate::model::phone::{Confidence, LineType, RegionOrigin};
use crate::model::provenance::How;
use crate::model::time::Timestamp;

/// The place of a value in the list of all values is its number in the file.
pub(super) trait Coded: Copy + PartialEq + 'static {
    const VALUES: &'static [Self];

    fn code(self) -> i64 {
        Self::VALUES.iter().position(|value| *value == self).map_or(-1, |at| at as i64)
    }

    fn from_code(code: i64) -> Option<Self> {
        Self::VALUES.get(usize::try_from(code).ok()?).copied()
    }
}

macro_rules! coded {
    ($($type:ty = $values:expr;)*) => {
        $(impl Coded for $type {
            const VALUES: &'static [Self] = $values;
        })*
    };
}

coded! {
    CustomerKind = CustomerKind::ALL;
    CustomerStatus = CustomerStatus::ALL;
    PointKind = PointKind::ALL;
    PointFamily = PointFamily::ALL;
    How = How::ALL;
    InteractionKind = InteractionKind::ALL;
    Confidence = &[Confidence::Unknown, Confidence::Possible, Confidence::Valid];
    RegionOrigin = &[RegionOrigin::None, RegionOrigin::Plus, RegionOrigin::Selector, RegionOrigin::Default];
    LineType = &[
        LineType::Unknown, LineType::FixedLine, LineType::Mobile, LineType::FixedLineOrMobile,
        LineType::TollFree, LineType::PremiumRate, LineType::SharedCost, LineType::Voip,
        LineType::PersonalNumber, LineType::Pager, LineType::Uan, LineType::Voicemail,
    ];
}

/// A coded value as a column.
pub(super) struct Code<T>(pub(super) T);

impl<T: Coded> ToSql for Code<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.code().into())
    }
}

impl<T: Coded> FromSql for Code<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_i64()?;
        T::from_code(code).map(Self).ok_or(FromSqlError::OutOfRange(code))
    }
}

macro_rules! uuid_column {
    ($($id:ty),*) => {
        $(
            impl ToSql for $id {
                fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                    Ok(self.as_uuid().into_bytes().to_vec().into())
                }
            }

            impl FromSql for $id {
                fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                    let bytes = <[u8; 16]>::try_from(value.as_blob()?).map_err(|_| FromSqlError::InvalidType)?;
                    Ok(Self::from_uuid(Uuid::from_bytes(bytes)))
                }
            }
        )*
    };
}

uuid_column!(CustomerId, ContactId, PointId, InteractionId);

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_millis().into())
    }
}

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self::from_millis)
    }
}

impl ToSql for ActorId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for ActorId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::new(value.as_str()?).map_err(|_| FromSqlError::InvalidType)
    }
}

impl ToSql for CountryCode {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for CountryCode {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).map_err(|_| FromSqlError::InvalidType)
    }
}

/// A text column that holds a word of a closed list.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: &str,
    from_word: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    from_word(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Text,
            "unknown word".into(),
        )
    })
}

/// A JSON column.
pub(super) fn json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        // The error's text can quote the value; its sort is enough.
        let kind = if error.is_data() { "json: data" } else { "json: syntax" };
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, kind.into())
    })
}

/// A value as a JSON column.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|_| rusqlite::Error::InvalidParameterName("json".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers are in files out there.
    #[test]
    fn codes_are_part_of_the_file_format() {
        assert_eq!(
            (PointKind::Email.code(), PointKind::OtherPhone.code(), PointKind::Custom.code()),
            (0, 4, 11)
        );
        assert_eq!((CustomerKind::Person.code(), CustomerKind::Entity.code()), (0, 1));
        assert_eq!((CustomerStatus::Active.code(), CustomerStatus::Inactive.code()), (0, 1));
        assert_eq!(
            (PointFamily::Email.code(), PointFamily::Phone.code(), PointFamily::Handle.code()),
            (0, 1, 2)
        );
        assert_eq!((How::Typed.code(), How::Generated.code()), (0, 4));
        assert_eq!((InteractionKind::Email.code(), InteractionKind::Ticket.code()), (0, 3));
        assert_eq!((LineType::Unknown.code(), LineType::Voicemail.code()), (0, 11));
        assert_eq!(PointKind::from_code(12), None);
        assert_eq!(PointKind::from_code(-1), None);
    }
}
