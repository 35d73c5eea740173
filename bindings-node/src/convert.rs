//! How values cross: what every conversion is made of.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use customer_core as core;
use napi::bindgen_prelude::{
    Buffer, FromNapiValue, JsObjectValue, Object, Result, ToNapiValue, TypeTag, Uint8ArraySlice,
    Unknown, ValidateNapiValue, validate_type_tag,
};
use napi::{Env, Error, JsDate, JsValue, Status, ValueType, check_status, sys};

use crate::surface::{outcome_ok, outcome_violation, page};
use crate::work::guarded;

/// Comes out.
pub trait ToJs {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>>;
}

/// Goes in.
pub(crate) trait FromJs: Sized {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong>;
}

/// What is wrong with a value that goes in, and where it stands.
pub enum Wrong {
    /// It is of another type than it should be.
    Kind { place: String, wanted: String, found: String },
    /// It has a member that its type does not have.
    Member { place: String, owner: String },
    /// It breaks a rule.
    Violation(core::Violation),
    /// JavaScript threw something.
    Thrown(Error),
}

impl Wrong {
    pub(crate) fn kind(value: &Unknown<'_>, wanted: &str) -> Self {
        let found = value.get_type().map_or_else(|_| "?".to_owned(), |of| of.to_string());
        Self::Kind { place: String::new(), wanted: wanted.to_owned(), found }
    }

    /// It is something else than it should be.
    pub(crate) fn instance(wanted: &str, found: String) -> Self {
        Self::Kind { place: String::new(), wanted: wanted.to_owned(), found }
    }

    /// A word that means nothing here.
    pub(crate) fn word() -> Self {
        Self::Violation(core::Violation::new("", core::Rule::UnknownValue))
    }

    /// The same, with another name of what was wanted.
    pub(crate) fn instead(self, name: &str) -> Self {
        match self {
            Self::Kind { place, found, .. } => Self::Kind { place, wanted: name.to_owned(), found },
            other => other,
        }
    }

    /// The same, seen from one level further out.
    pub(crate) fn within(mut self, outer: &str) -> Self {
        let place = match &mut self {
            Self::Kind { place, .. } | Self::Member { place, .. } => place,
            Self::Violation(of) => &mut of.field,
            Self::Thrown(_) => return self,
        };
        *place = match place.as_str() {
            "" => outer.to_owned(),
            inner if inner.starts_with('[') => format!("{outer}{inner}"),
            inner => format!("{outer}.{inner}"),
        };
        self
    }

    pub(crate) fn raise(self, env: &Env) -> Error {
        match self {
            Self::Kind { place, wanted, found } => {
                let text = format!("{place}: {wanted} expected, {found} found");
                type_error(env, &text).unwrap_or_else(|error| error)
            }
            Self::Member { place, owner } => {
                let text = format!("{place}: {owner} has no such member");
                type_error(env, &text).unwrap_or_else(|error| error)
            }
            Self::Violation(violation) => crate::work::raised(env, violation.into()),
            Self::Thrown(error) => error,
        }
    }
}

/// A `TypeError`.
fn type_error(env: &Env, text: &str) -> Result<Error> {
    let class: napi::bindgen_prelude::Function<'_, String, Unknown<'_>> =
        env.get_global()?.get_named_property("TypeError")?;
    Ok(Error::from(class.new_instance(text.to_owned())?))
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        Self::Thrown(error)
    }
}

/// A value that napi knows.
pub(crate) fn native<T: ToNapiValue>(env: &Env, of: T) -> Result<Unknown<'_>> {
    // SAFETY: the value was made in this environment, and lives as long as its scope does.
    unsafe { Ok(Unknown::from_raw_unchecked(env.raw(), T::to_napi_value(env.raw(), of)?)) }
}

/// A value as napi reads it; none when it is of another type.
fn taken<T: FromNapiValue + ValidateNapiValue>(env: &Env, value: &Unknown<'_>) -> Option<T> {
    // SAFETY: the value is one of this environment, and its type is checked first.
    unsafe {
        T::validate(env.raw(), value.raw()).ok()?;
        T::from_napi_value(env.raw(), value.raw()).ok()
    }
}

/// An object of ours that is given.
pub(crate) fn held<'v, T: TypeTag>(
    env: &Env,
    value: &'v Unknown<'_>,
    name: &'static str,
) -> std::result::Result<&'v T, Wrong> {
    let mut held = std::ptr::null_mut();
    // SAFETY: what is unwrapped carries the tag of the type, so it is one; its object is alive as long
    // as the value is.
    unsafe {
        let status = napi::sys::napi_unwrap(env.raw(), value.raw(), &raw mut held);
        let tagged = validate_type_tag(env.raw(), value.raw(), &T::type_tag(), name);
        if status != napi::sys::Status::napi_ok || tagged.is_err() {
            return Err(Wrong::kind(value, name));
        }
        Ok(&*held.cast::<T>())
    }
}

pub(crate) fn set<T: ToJs>(env: &Env, object: &mut Object<'_>, name: &str, value: T) -> Result<()> {
    object.set_named_property(name, value.to_js(env)?)
}

pub(crate) fn is_nothing(value: &Unknown<'_>) -> bool {
    matches!(value.get_type(), Ok(ValueType::Undefined | ValueType::Null))
}

/// An argument that has to be there.
pub(crate) fn required<T: FromJs>(
    env: &Env,
    value: &Unknown<'_>,
    name: &str,
) -> std::result::Result<T, Wrong> {
    T::from_js(env, value).map_err(|wrong| wrong.within(name))
}

/// An argument that may be absent.
pub(crate) fn optional<T: FromJs>(
    env: &Env,
    value: &Unknown<'_>,
    name: &str,
) -> std::result::Result<Option<T>, Wrong> {
    if is_nothing(value) { Ok(None) } else { required(env, value, name).map(Some) }
}

/// Options: the usual ones when they are absent.
pub(crate) fn or_usual<T: FromJs + Default>(
    env: &Env,
    value: &Unknown<'_>,
    name: &str,
) -> std::result::Result<T, Wrong> {
    optional(env, value, name).map(Option::unwrap_or_default)
}

pub(crate) fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets go of whatever handles the work makes. A panic is an error already in here: one that passed a scope would
/// leave it open, and Node ends a process that comes back with one.
fn scoped<T>(env: &Env, work: impl FnOnce() -> Result<T>) -> Result<T> {
    env.run_in_scope(|| guarded(env, work))
}

impl ToJs for () {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        native(env, ())
    }
}

impl ToJs for bool {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        native(env, self)
    }
}

impl FromJs for bool {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        taken(env, value).ok_or_else(|| Wrong::kind(value, "boolean"))
    }
}

/// The largest whole number that a number of JavaScript holds exactly, and all below it.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl ToJs for $type {
            fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
                native(env, self as f64)
            }
        }

        impl FromJs for $type {
            fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
                let number: f64 = taken(env, value).ok_or_else(|| Wrong::kind(value, "number"))?;
                let fits = number.fract() == 0.0 && (0.0..=MAX_SAFE).contains(&number);
                let whole = fits.then_some(number as u64).and_then(|of| <$type>::try_from(of).ok());
                whole.ok_or_else(|| Wrong::Kind {
                    place: String::new(),
                    wanted: concat!("a whole number (", stringify!($type), ")").to_owned(),
                    found: number.to_string(),
                })
            }
        }
    )*};
}

whole_numbers!(u16, u32, u64, usize);

impl ToJs for &str {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        // What is ASCII need not be decoded.
        let make = if self.is_ascii() {
            sys::napi_create_string_latin1
        } else {
            sys::napi_create_string_utf8
        };
        let mut value = std::ptr::null_mut();
        // SAFETY: the text is there as long as it is copied, and is as long as it says.
        unsafe {
            let length = isize::try_from(self.len()).unwrap_or(isize::MAX);
            check_status!(make(env.raw(), self.as_ptr().cast(), length, &raw mut value))?;
            Ok(Unknown::from_raw_unchecked(env.raw(), value))
        }
    }
}

impl ToJs for String {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        self.as_str().to_js(env)
    }
}

impl ToJs for char {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        self.encode_utf8(&mut [0; 4]).to_js(env)
    }
}

impl ToJs for Cow<'_, str> {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        (&*self).to_js(env)
    }
}

impl FromJs for String {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        taken(env, value).ok_or_else(|| Wrong::kind(value, "string"))
    }
}

impl FromJs for char {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        let text = String::from_js(env, value)?;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(Wrong::kind(value, "string of one character")),
        }
    }
}

impl FromJs for PathBuf {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        String::from_js(env, value).map(Self::from)
    }
}

impl ToJs for &core::Country {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        self.clone().to_js(env)
    }
}

impl ToJs for core::Error {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        native(env, crate::work::error_object(env, self)?)
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        match self {
            Some(of) => of.to_js(env),
            None => native(env, napi::bindgen_prelude::Null),
        }
    }
}

impl<T: FromJs> FromJs for Option<T> {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        if is_nothing(value) { Ok(None) } else { T::from_js(env, value).map(Some) }
    }
}

impl<T: ToJs> ToJs for Box<T> {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        (*self).to_js(env)
    }
}

impl<T: FromJs> FromJs for Box<T> {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        T::from_js(env, value).map(Self::new)
    }
}

/// Octets are a `Buffer`, everything else an array.
pub(crate) trait Item: Sized {
    fn list(items: Vec<Self>, env: &Env) -> Result<Unknown<'_>>;
}

impl<T: ToJs> Item for T {
    fn list(items: Vec<Self>, env: &Env) -> Result<Unknown<'_>> {
        let length = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let mut array = env.create_array(length)?;
        for (at, item) in (0..length).zip(items) {
            // Whatever was made for one item is let go of, before there are millions of handles.
            scoped(env, || array.set(at, item.to_js(env)?))?;
        }
        native(env, array)
    }
}

impl Item for u8 {
    fn list(items: Vec<Self>, env: &Env) -> Result<Unknown<'_>> {
        native(env, Buffer::from(items))
    }
}

impl<T: Item> ToJs for Vec<T> {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        T::list(self, env)
    }
}

impl<T: Item + Clone> ToJs for &[T] {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        T::list(self.to_vec(), env)
    }
}

impl<T: FromJs> FromJs for Vec<T> {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        let array: napi::bindgen_prelude::Array<'_> =
            taken(env, value).ok_or_else(|| Wrong::kind(value, "array"))?;
        let mut found = Self::with_capacity(array.len() as usize);
        for at in 0..array.len() {
            let item = scoped(env, || {
                let item: Option<Unknown<'_>> = array.get(at)?;
                let item = item.ok_or_else(|| Wrong::kind(value, "array"));
                Ok(item.and_then(|item| T::from_js(env, &item)))
            })?;
            found.push(item.map_err(|wrong| wrong.within(&format!("[{at}]")))?);
        }
        Ok(found)
    }
}

/// Octets that are looked at where they are.
impl FromJs for Uint8ArraySlice<'_> {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        taken(env, value).ok_or_else(|| Wrong::kind(value, "Uint8Array"))
    }
}

/// Octets that are given.
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl std::ops::Deref for Octets {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl FromJs for Octets {
    fn from_js(env: &Env, value: &Unknown<'_>) -> std::result::Result<Self, Wrong> {
        Uint8ArraySlice::from_js(env, value).map(|octets| Self(octets.to_vec()))
    }
}

impl<T: ToJs> ToJs for core::Page<T> {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        let core::Page { items, next } = self;
        page(env, items.to_js(env)?, next.to_js(env)?)
    }
}

impl<T: ToJs> ToJs for std::result::Result<T, core::Violation> {
    fn to_js<'env>(self, env: &'env Env) -> Result<Unknown<'env>> {
        match self {
            Ok(of) => outcome_ok(env, of.to_js(env)?),
            Err(violation) => outcome_violation(env, violation.to_js(env)?),
        }
    }
}

pub(crate) fn id_in<T>(env: &Env, value: &Unknown<'_>) -> std::result::Result<T, Wrong>
where
    T: std::str::FromStr<Err = core::Violation>,
{
    let text = String::from_js(env, value)?;
    text.parse().map_err(|_| Wrong::Violation(core::Violation::new("", core::Rule::NotAnId)))
}

pub(crate) fn time_out(env: &Env, time: core::Timestamp) -> Result<Unknown<'_>> {
    #[expect(clippy::cast_precision_loss, reason = "a Date holds no more")]
    let date = env.create_date(time.as_millis() as f64)?;
    native(env, date)
}

pub(crate) fn time_in(
    env: &Env,
    value: &Unknown<'_>,
) -> std::result::Result<core::Timestamp, Wrong> {
    let date: JsDate<'_> = taken(env, value).ok_or_else(|| Wrong::kind(value, "Date"))?;
    let millis = date.value_of()?;
    if millis.is_nan() {
        return Err(Wrong::Kind {
            place: String::new(),
            wanted: "Date".to_owned(),
            found: "an invalid one".to_owned(),
        });
    }
    #[expect(clippy::cast_possible_truncation, reason = "a Date holds whole milliseconds")]
    Ok(core::Timestamp::from_millis(millis as i64))
}

/// What was asked for wrongly, as napi has it.
pub(crate) fn misuse(text: &str) -> Error {
    Error::new(Status::InvalidArg, text)
}
