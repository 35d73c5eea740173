//! Node: conversions for the native module, and the types of the package.

mod conversions;
mod shapes;
mod types;

use crate::model::Surface;

/// What is written for Node.
#[derive(Debug)]
pub struct Node {
    /// Rust: conversions, functions and methods.
    pub conversions: String,
    /// `index.d.ts`.
    pub types: String,
}

/// Writes the layer of Node.
#[must_use]
pub fn node(surface: &Surface) -> Node {
    let spoken = surface.spoken(&[]);
    Node { conversions: conversions::write(surface), types: types::write(&spoken) }
}

/// A form without field names is an object with one member: `{ all: [...] }`.
fn is_external(variants: &[crate::model::Variant]) -> bool {
    variants.iter().any(|of| of.is_tuple)
}
