//! Objects of JavaScript, each made whole by one call.
//!
//! To set seventeen members one after the other is seventeen times a name made a string and looked up: three
//! quarters of what `parsePhones` took (2026, a debug build).

use std::cell::RefCell;
use std::ptr;

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, JsValue, check_status, sys};

use crate::surface::SHAPES;

/// A word as its number among those that it can be; nought is none.
pub(crate) trait Numbered {
    fn number(self) -> u32;
}

impl<T: Numbered> Numbered for Option<T> {
    fn number(self) -> u32 {
        self.map_or(0, T::number)
    }
}

/// A number that a maker takes.
pub(crate) fn number(env: &Env, of: u32) -> Result<sys::napi_value> {
    let mut value = ptr::null_mut();
    // SAFETY: the environment is there.
    check_status!(unsafe { sys::napi_create_uint32(env.raw(), of, &raw mut value) })?;
    Ok(value)
}

/// The functions that make objects, as far as an environment has needed them.
struct Makers {
    env: sys::napi_env,
    of: Vec<Option<sys::napi_ref>>,
}

thread_local! {
    /// Those of each environment of this thread: there is hardly ever more than one.
    static MAKERS: RefCell<Vec<Makers>> = const { RefCell::new(Vec::new()) };
}

/// An object of a shape with these values.
pub(crate) fn made<'env>(
    env: &'env Env,
    shape: usize,
    values: &[sys::napi_value],
) -> Result<Unknown<'env>> {
    let (maker, mut object) = (maker(env, shape)?, ptr::null_mut());
    // SAFETY: the function and the values are of this environment and of a scope that is open; what is called
    // is a function that makes an object and nothing else.
    unsafe {
        check_status!(sys::napi_call_function(
            env.raw(),
            maker,
            maker,
            values.len(),
            values.as_ptr(),
            &raw mut object,
        ))?;
        Ok(Unknown::from_raw_unchecked(env.raw(), object))
    }
}

fn maker(env: &Env, shape: usize) -> Result<sys::napi_value> {
    let known = MAKERS.with_borrow(|all| {
        let own = all.iter().find(|of| of.env == env.raw())?;
        own.of.get(shape).copied().flatten()
    });
    let reference = match known {
        Some(reference) => reference,
        None => begin(env, shape)?,
    };
    let mut function = ptr::null_mut();
    // SAFETY: the reference is one of this environment, and is kept as long as the environment is there.
    check_status!(unsafe {
        sys::napi_get_reference_value(env.raw(), reference, &raw mut function)
    })?;
    Ok(function)
}

/// Makes a maker, and keeps it.
fn begin(env: &Env, shape: usize) -> Result<sys::napi_ref> {
    let script = env.create_string(SHAPES.get(shape).copied().unwrap_or("() => ({})"))?;
    let (mut function, mut reference) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the script is a string of this environment; it is one of ours, and makes a function.
    unsafe {
        check_status!(sys::napi_run_script(env.raw(), script.raw(), &raw mut function))?;
        check_status!(sys::napi_create_reference(env.raw(), function, 1, &raw mut reference))?;
    }
    let raw = env.raw();
    if MAKERS.with_borrow(|all| all.iter().all(|of| of.env != raw)) {
        // Another environment may get the same address.
        env.add_env_cleanup_hook(raw, |raw| {
            let _ = MAKERS.try_with(|all| all.borrow_mut().retain(|of| of.env != raw));
        })?;
        MAKERS.with_borrow_mut(|all| all.push(Makers { env: raw, of: Vec::new() }));
    }
    MAKERS.with_borrow_mut(|all| {
        for own in all.iter_mut().filter(|of| of.env == raw) {
            own.of.resize(SHAPES.len(), None);
            if let Some(place) = own.of.get_mut(shape) {
                *place = Some(reference);
            }
        }
    });
    Ok(reference)
}
