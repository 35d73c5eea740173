//! Work that is done step by step, and what can be told of it meanwhile.

use std::sync::Mutex;

use crate::convert::locked;

/// An import, an export: one call at a time goes on with it. What is told of it (its job, how far it is) stands
/// beside, as it was after the last step: whoever asks does not wait for the step that is being done.
pub(crate) struct Work<T, B> {
    of: Mutex<T>,
    told: Mutex<B>,
    tell: fn(&T) -> B,
}

impl<T, B: Clone> Work<T, B> {
    pub(crate) fn new(of: T, tell: fn(&T) -> B) -> Self {
        let told = Mutex::new(tell(&of));
        Self { of: Mutex::new(of), told, tell }
    }

    pub(crate) fn go_on<A>(&self, step: impl FnOnce(&mut T) -> A) -> A {
        let mut of = locked(&self.of);
        let answer = step(&mut of);
        *locked(&self.told) = (self.tell)(&of);
        answer
    }

    pub(crate) fn told(&self) -> B {
        locked(&self.told).clone()
    }
}
