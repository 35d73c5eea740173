//! The members of objects that go in.

use napi::bindgen_prelude::{Function, JsObjectValue, Object, Result, Unknown};
use napi::{Env, JsValue, ValueType, check_status, sys};

use crate::convert::{FromJs, Wrong, is_nothing};

/// The fields of an object that is given.
pub(crate) struct Fields<'v> {
    env: &'v Env,
    object: Object<'v>,
    /// Of what type it should be.
    owner: &'static str,
    /// What it has of its own, each read once: behind a member may be a function, which may answer otherwise the
    /// second time.
    own: Vec<(String, Unknown<'v>)>,
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
        let own = members(env, &object)?;
        // What has members has to have the right ones; what has none is perhaps no plain object at all.
        if !own.iter().any(is_given) {
            let class = class_of(env, &object)?;
            if class != "Object" {
                return Err(Wrong::instance(owner, class));
            }
        }
        Ok(Self { env, object, owner, own })
    }

    /// The same, if it has no other members than these: a name that is misspelt would be as if nothing had
    /// been said.
    pub(crate) fn known(self, names: &[&str]) -> std::result::Result<Self, Wrong> {
        self.check(names)?;
        Ok(self)
    }

    pub(crate) fn check(&self, names: &[&str]) -> std::result::Result<(), Wrong> {
        match self.names().find(|name| !names.contains(name)) {
            Some(name) => Err(self.member(name)),
            None => Ok(()),
        }
    }

    /// The members that it has of its own; what is undefined is none.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.own.iter().filter(|of| is_given(of)).map(|(name, _)| name.as_str())
    }

    /// A member, also one that its class has.
    fn value(&self, name: &str) -> Result<Unknown<'v>> {
        match self.own.iter().find(|(of, _)| of == name) {
            Some((_, value)) => Ok(*value),
            None => self.object.get_named_property(name),
        }
    }

    /// A member that its type does not have.
    pub(crate) fn member(&self, name: &str) -> Wrong {
        Wrong::Member { place: name.to_owned(), owner: self.owner.to_owned() }
    }

    /// A field that has to be there; absent is `null` and `undefined`.
    pub(crate) fn take<T: FromJs>(&self, name: &str) -> std::result::Result<T, Wrong> {
        let value = self.value(name)?;
        T::from_js(self.env, &value).map_err(|wrong| wrong.within(name))
    }

    /// A field that may be left out.
    pub(crate) fn maybe<T: FromJs>(&self, name: &str) -> std::result::Result<Option<T>, Wrong> {
        let value = self.value(name)?;
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
        let value = self.value(name)?;
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
        let mut names = self.names();
        match (names.next(), names.count()) {
            (Some(name), 0) => Ok(name.to_owned()),
            (Some(_), more) => Err(one_member((more + 1).to_string())),
            (None, _) => Err(one_member("none".to_owned())),
        }
    }
}

fn one_member(found: String) -> Wrong {
    Wrong::instance("an object with one member", found)
}

fn is_given((_, value): &(String, Unknown<'_>)) -> bool {
    !matches!(value.get_type(), Ok(ValueType::Undefined))
}

/// An object's own members. Those whose name is a symbol are nobody's but of who put them there.
fn members<'v>(env: &'v Env, object: &Object<'v>) -> Result<Vec<(String, Unknown<'v>)>> {
    let names = own_names(env, object)?;
    let mut found = Vec::new();
    for at in 0..names.get_array_length()? {
        let name: String = names.get_element(at)?;
        let value = object.get_named_property(&name)?;
        found.push((name, value));
    }
    Ok(found)
}

/// The names of an object's own members, but of symbols and of what is not enumerable. napi's own call takes one of
/// the two conditions.
fn own_names<'v>(env: &'v Env, object: &Object<'v>) -> Result<Object<'v>> {
    let mut names = std::ptr::null_mut();
    // SAFETY: the object is one of this environment and of a scope that is open.
    check_status!(unsafe {
        sys::napi_get_all_property_names(
            env.raw(),
            object.raw(),
            sys::KeyCollectionMode::own_only,
            sys::KeyFilter::enumerable | sys::KeyFilter::skip_symbols,
            sys::KeyConversion::numbers_to_strings,
            &raw mut names,
        )
    })?;
    Ok(Object::from_raw(env.raw(), names))
}

/// What JavaScript itself calls an object that has no members: `Date`, `Map`, `Object`.
fn class_of(env: &Env, object: &Object<'_>) -> Result<String> {
    let class: Function<'_, (), Unknown<'_>> = env.get_global()?.get_named_property("Object")?;
    let prototype: Object<'_> = class.get_named_property("prototype")?;
    let tell: Function<'_, (), String> = prototype.get_named_property("toString")?;
    let told = tell.apply(*object, ())?;
    Ok(told.trim_start_matches("[object ").trim_end_matches(']').to_owned())
}
