//! The members of objects that go in.

use napi::bindgen_prelude::{Function, JsObjectValue, Object, Result, Unknown};
use napi::{Env, JsValue, KeyCollectionMode, KeyConversion, KeyFilter, ValueType};

use crate::convert::{FromJs, Wrong, is_nothing};

/// The fields of an object that is given.
pub(crate) struct Fields<'v> {
    env: &'v Env,
    object: Object<'v>,
    /// Of what type it should be.
    owner: &'static str,
    /// The members that it has of its own; what is undefined is none.
    names: Vec<String>,
}

impl<'v> Fields<'v> {
    pub(crate) fn of(
        env: &'v Env,
        value: &'v Unknown<'_>,
        owner: &'static str,
    ) -> std::result::Result<Self, Wrong> {
        if !matches!(value.get_type(), Ok(ValueType::Object)) {
            return Err(Wrong::kind(value, owner));
        }
        let object = Object::from_raw(env.raw(), value.raw());
        if object.is_array()? {
            return Err(Wrong::instance(owner, "Array".to_owned()));
        }
        let names = members(&object)?;
        // What has members has to have the right ones; what has none is perhaps no plain object at all.
        if names.is_empty() {
            let class = class_of(env, &object)?;
            if class != "Object" {
                return Err(Wrong::instance(owner, class));
            }
        }
        Ok(Self { env, object, owner, names })
    }

    /// The same, if it has no other members than these: a name that is misspelt would be as if nothing had
    /// been said.
    pub(crate) fn known(self, names: &[&str]) -> std::result::Result<Self, Wrong> {
        self.check(names)?;
        Ok(self)
    }

    pub(crate) fn check(&self, names: &[&str]) -> std::result::Result<(), Wrong> {
        match self.names.iter().find(|name| !names.contains(&name.as_str())) {
            Some(name) => Err(self.member(name)),
            None => Ok(()),
        }
    }

    /// A member that its type does not have.
    pub(crate) fn member(&self, name: &str) -> Wrong {
        Wrong::Member { place: name.to_owned(), owner: self.owner.to_owned() }
    }

    /// A field that has to be there; absent is `null` and `undefined`.
    pub(crate) fn take<T: FromJs>(&self, name: &str) -> std::result::Result<T, Wrong> {
        let value: Unknown<'_> = self.object.get_named_property(name)?;
        T::from_js(self.env, &value).map_err(|wrong| wrong.within(name))
    }

    /// A field that may be left out.
    pub(crate) fn maybe<T: FromJs>(&self, name: &str) -> std::result::Result<Option<T>, Wrong> {
        let value: Unknown<'_> = self.object.get_named_property(name)?;
        if is_nothing(&value) {
            return Ok(None);
        }
        T::from_js(self.env, &value).map(Some).map_err(|wrong| wrong.within(name))
    }

    /// A field that may be left out, where `null` means something else than to leave it out.
    pub(crate) fn given<T: FromJs>(
        &self,
        name: &str,
    ) -> std::result::Result<Option<Option<T>>, Wrong> {
        let value: Unknown<'_> = self.object.get_named_property(name)?;
        match value.get_type() {
            Ok(ValueType::Undefined) => Ok(None),
            Ok(ValueType::Null) => Ok(Some(None)),
            _ => T::from_js(self.env, &value)
                .map(|of| Some(Some(of)))
                .map_err(|wrong| wrong.within(name)),
        }
    }

    /// Which form it is.
    pub(crate) fn kind(&self) -> std::result::Result<String, Wrong> {
        self.take("kind")
    }

    /// The name of its only member.
    pub(crate) fn only(&self) -> std::result::Result<String, Wrong> {
        match self.names.as_slice() {
            [name] => Ok(name.clone()),
            others => {
                let found =
                    if others.is_empty() { "none".into() } else { others.len().to_string() };
                Err(Wrong::instance("an object with one member", found))
            }
        }
    }
}

/// The names of an object's own members, but of those that are undefined.
fn members(object: &Object<'_>) -> Result<Vec<String>> {
    let names = object.get_all_property_names(
        KeyCollectionMode::OwnOnly,
        KeyFilter::Enumerable,
        KeyConversion::NumbersToStrings,
    )?;
    let mut found = Vec::new();
    for at in 0..names.get_array_length()? {
        let name: String = names.get_element(at)?;
        let value: Unknown<'_> = object.get_named_property(&name)?;
        if value.get_type()? != ValueType::Undefined {
            found.push(name);
        }
    }
    Ok(found)
}

/// What JavaScript itself calls an object that has no members: `Date`, `Map`, `Object`.
fn class_of(env: &Env, object: &Object<'_>) -> Result<String> {
    let class: Function<'_, (), Unknown<'_>> = env.get_global()?.get_named_property("Object")?;
    let prototype: Object<'_> = class.get_named_property("prototype")?;
    let tell: Function<'_, (), String> = prototype.get_named_property("toString")?;
    let told = tell.apply(*object, ())?;
    Ok(told.trim_start_matches("[object ").trim_end_matches(']').to_owned())
}
