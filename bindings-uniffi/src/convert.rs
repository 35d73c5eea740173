//! How values cross: what every conversion is made of.

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use customer_core as core;
use customer_core::Timestamp;
use uuid::Uuid;

use crate::surface::CustomerCoreError;

uniffi::custom_type!(Uuid, String, {
    remote,
    try_lift: |text| Ok(Uuid::try_parse(&text)?),
    lower: |id| id.to_string(),
});

// uniffi's own moments have a sign beside whole seconds, and so none in the second around 1970.
uniffi::custom_type!(Timestamp, i64, {
    remote,
    try_lift: |millis| Ok(Timestamp::from_millis(millis)),
    lower: |time| time.as_millis(),
});

/// Comes out.
pub(crate) trait Out<T> {
    fn out(of: T) -> Self;
}

/// Goes in.
pub(crate) trait Back<T>: Sized {
    fn back(of: T) -> Result<Self, Wrong>;
}

/// The rule that a value breaks, and where it stands.
pub(crate) struct Wrong(core::Violation);

impl From<core::Violation> for Wrong {
    fn from(violation: core::Violation) -> Self {
        Self(violation)
    }
}

impl Wrong {
    fn within(self, outer: &str) -> Self {
        let field = match self.0.field.as_str() {
            "" => outer.to_owned(),
            inner if inner.starts_with('[') => format!("{outer}{inner}"),
            inner => format!("{outer}.{inner}"),
        };
        Self(core::Violation { field, ..self.0 })
    }
}

impl From<core::Error> for CustomerCoreError {
    fn from(error: core::Error) -> Self {
        Self::out(error)
    }
}

/// What the core says of it.
impl fmt::Display for CustomerCoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match core::Error::back(self.clone()) {
            Ok(error) => error.fmt(f),
            Err(Wrong(violation)) => violation.fmt(f),
        }
    }
}

impl std::error::Error for CustomerCoreError {}

/// A field.
pub(crate) fn back_in<T, F: Back<T>>(of: T, name: &str) -> Result<F, Wrong> {
    F::back(of).map_err(|wrong| wrong.within(name))
}

/// An argument.
pub(crate) fn back<T, F: Back<T>>(of: T, name: &str) -> Result<F, CustomerCoreError> {
    back_in(of, name).map_err(|wrong| core::Error::from(wrong.0).into())
}

/// Options: the usual ones when they are absent.
pub(crate) fn usual<T, F: Back<T> + Default>(
    of: Option<T>,
    name: &str,
) -> Result<F, CustomerCoreError> {
    of.map_or_else(|| Ok(F::default()), |of| back(of, name))
}

/// A panic is an error of its own, and not the end of the app.
pub(crate) fn guarded<T>(
    work: impl FnOnce() -> Result<T, CustomerCoreError>,
) -> Result<T, CustomerCoreError> {
    let internal = |_| Err(core::Error::Internal { place: "panic".to_owned() }.into());
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(internal)
}

pub(crate) fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Out<$type> for $type {
            fn out(of: $type) -> Self {
                of
            }
        }

        impl Back<$type> for $type {
            fn back(of: $type) -> Result<Self, Wrong> {
                Ok(of)
            }
        }
    )*};
}

plain!((), bool, u8, u16, u32, u64, String, Duration);

impl Out<&str> for String {
    fn out(of: &str) -> Self {
        of.to_owned()
    }
}

impl Out<Cow<'_, str>> for String {
    fn out(of: Cow<'_, str>) -> Self {
        of.into_owned()
    }
}

impl Out<char> for String {
    fn out(of: char) -> Self {
        of.into()
    }
}

impl Back<String> for char {
    fn back(of: String) -> Result<Self, Wrong> {
        let mut chars = of.chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(core::Violation::new("", core::Rule::UnknownValue).into()),
        }
    }
}

impl Back<String> for PathBuf {
    fn back(of: String) -> Result<Self, Wrong> {
        Ok(of.into())
    }
}

impl Out<usize> for u64 {
    fn out(of: usize) -> Self {
        of as Self
    }
}

impl<T, F: Out<T>> Out<Option<T>> for Option<F> {
    fn out(of: Option<T>) -> Self {
        of.map(F::out)
    }
}

impl<T, F: Back<T>> Back<Option<T>> for Option<F> {
    fn back(of: Option<T>) -> Result<Self, Wrong> {
        of.map(F::back).transpose()
    }
}

impl<T, F: Out<T>> Out<Vec<T>> for Vec<F> {
    fn out(of: Vec<T>) -> Self {
        of.into_iter().map(F::out).collect()
    }
}

impl<T, F: Back<T>> Back<Vec<T>> for Vec<F> {
    fn back(of: Vec<T>) -> Result<Self, Wrong> {
        let each = of.into_iter().enumerate();
        each.map(|(at, of)| F::back(of).map_err(|wrong| wrong.within(&format!("[{at}]")))).collect()
    }
}

impl<T, F: Out<T>> Out<Box<T>> for Box<F> {
    fn out(of: Box<T>) -> Self {
        Self::new(F::out(*of))
    }
}

impl<T, F: Back<T>> Back<T> for Box<F> {
    fn back(of: T) -> Result<Self, Wrong> {
        F::back(of).map(Self::new)
    }
}

macro_rules! ids {
    ($($type:ident),*) => {$(
        impl Out<core::$type> for Uuid {
            fn out(of: core::$type) -> Self {
                of.as_uuid()
            }
        }

        impl Back<Uuid> for core::$type {
            fn back(of: Uuid) -> Result<Self, Wrong> {
                Ok(Self::from_uuid(of))
            }
        }
    )*};
}

ids!(ContactId, CustomerId, InteractionId, PointId);

macro_rules! texts {
    ($($type:ident by $check:ident),*) => {$(
        impl Out<core::$type> for String {
            fn out(of: core::$type) -> Self {
                of.as_str().to_owned()
            }
        }

        impl Back<String> for core::$type {
            fn back(of: String) -> Result<Self, Wrong> {
                Ok(Self::$check(&of)?)
            }
        }
    )*};
}

texts!(ActorId by new, GroupId by new, CountryCode by parse, TimeZoneName by parse);

impl Out<Self> for Timestamp {
    fn out(of: Self) -> Self {
        of
    }
}

impl Back<Self> for Timestamp {
    /// What has more milliseconds than there are numbers for comes in as the first or the last of them.
    fn back(of: Self) -> Result<Self, Wrong> {
        match of.as_millis() {
            i64::MIN | i64::MAX => Err(core::Violation::new("", core::Rule::OutOfRange).into()),
            _ => Ok(of),
        }
    }
}

impl Out<core::PermissionSet> for Vec<crate::surface::Permission> {
    fn out(of: core::PermissionSet) -> Self {
        of.iter().map(Out::out).collect()
    }
}

impl<T: Out<F>, F: Clone> Out<&[F]> for Vec<T> {
    fn out(of: &[F]) -> Self {
        of.iter().cloned().map(T::out).collect()
    }
}

impl Out<&core::Country> for crate::surface::Country {
    fn out(of: &core::Country) -> Self {
        Self::out(of.clone())
    }
}
