//! Calls that wait: they run on libuv's pool, and their answers are converted on the thread of
//! JavaScript.

use std::panic::{AssertUnwindSafe, catch_unwind};

use customer_core as core;
use napi::bindgen_prelude::{Object, Result, Task, ToNapiValue, TypeName, Unknown};
use napi::{Env, Error, JsValue, Status, ValueType, sys};

use crate::convert::{ToJs, Wrong, native};

pub(crate) type Answer<T> = std::result::Result<T, core::Error>;

/// A call of the core, made on another thread; none when it could not be made.
pub struct Work<T>(Option<std::result::Result<Call<T>, Wrong>>);

type Call<T> = Box<dyn FnOnce() -> Answer<T> + Send>;

impl<T> Work<T> {
    /// The call, or what is wrong with its arguments: the promise says it.
    pub(crate) fn of<F>(make: impl FnOnce() -> std::result::Result<F, Wrong>) -> Self
    where
        F: FnOnce() -> Answer<T> + Send + 'static,
    {
        let made = catch_unwind(AssertUnwindSafe(make));
        Self(made.ok().map(|made| made.map(|call| Box::new(call) as Call<T>)))
    }
}

/// What a call came to.
pub enum Done<T> {
    Answer(T),
    Error(core::Error),
    Wrong(Wrong),
    Panic,
}

/// An answer as JavaScript has it.
pub struct Told(sys::napi_value);

impl ToNapiValue for Told {
    unsafe fn to_napi_value(_: sys::napi_env, told: Self) -> Result<sys::napi_value> {
        Ok(told.0)
    }
}

impl TypeName for Told {
    fn type_name() -> &'static str {
        "unknown"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

impl<T: ToJs + Send + 'static> Work<T> {
    /// Makes the call, on the thread where it waits.
    pub(crate) fn done(&mut self) -> Done<T> {
        match self.0.take() {
            Some(Ok(call)) => {
                // A panic on a thread of the pool would be the end of the process.
                match catch_unwind(AssertUnwindSafe(call)) {
                    Ok(Ok(answer)) => Done::Answer(answer),
                    Ok(Err(error)) => Done::Error(error),
                    Err(_) => Done::Panic,
                }
            }
            Some(Err(wrong)) => Done::Wrong(wrong),
            None => Done::Panic,
        }
    }

    /// Tells JavaScript what it came to.
    pub(crate) fn told(env: Env, done: Done<T>) -> Result<Told> {
        guarded(&env, || match done {
            Done::Answer(answer) => Ok(Told(answer.to_js(&env)?.raw())),
            Done::Error(error) => Err(raised(&env, error)),
            Done::Wrong(wrong) => Err(wrong.raise(&env)),
            Done::Panic => Err(panicked(&env)),
        })
    }
}

impl<T: ToJs + Send + 'static> Task for Work<T> {
    type Output = Done<T>;
    type JsValue = Told;

    fn compute(&mut self) -> Result<Done<T>> {
        Ok(self.done())
    }

    fn resolve(&mut self, env: Env, done: Done<T>) -> Result<Told> {
        Self::told(env, done)
    }
}

/// The answer of a call that does not wait.
pub(crate) fn tell<T: ToJs>(
    env: &Env,
    call: impl FnOnce() -> std::result::Result<Answer<T>, Wrong>,
) -> Result<Unknown<'_>> {
    guarded(env, || match call() {
        Ok(Ok(answer)) => answer.to_js(env),
        Ok(Err(error)) => Err(raised(env, error)),
        Err(wrong) => Err(wrong.raise(env)),
    })
}

/// A panic that reached JavaScript would be the end of the process.
pub(crate) fn guarded<T>(env: &Env, work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(panicked(env)))
}

fn panicked(env: &Env) -> Error {
    raised(env, core::Error::Internal { place: "panic".to_owned() })
}

/// An error of the core as an `Error` of JavaScript: its code and its fields are properties.
pub(crate) fn error_object(env: &Env, error: core::Error) -> Result<Object<'_>> {
    let mut object = env.create_error(Error::new(Status::GenericFailure, error.to_string()))?;
    object.set("name", "CustomerCoreError")?;
    object.set("code", error.code())?;
    crate::surface::set_error(env, &mut object, error)?;
    Ok(object)
}

pub(crate) fn raised(env: &Env, error: core::Error) -> Error {
    match error_object(env, error).and_then(|of| native(env, of)) {
        Ok(object) => Error::from(object),
        Err(error) => error,
    }
}
