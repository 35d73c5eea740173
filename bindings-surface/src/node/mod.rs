//! Node: conversions for the native module, and the types of the package.

mod conversions;
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
    Node { conversions: conversions::write(surface), types: types::write(surface) }
}

/// `display_name` is `displayName`.
fn camel(name: &str) -> String {
    let mut text = String::new();
    let mut up = false;
    for c in name.chars() {
        if c == '_' {
            up = true;
        } else if up {
            text.extend(c.to_uppercase());
            up = false;
        } else {
            text.push(c);
        }
    }
    text
}

/// A form without field names is an object with one member: `{ all: [...] }`.
fn is_external(variants: &[crate::model::Variant]) -> bool {
    variants.iter().any(|of| of.is_tuple)
}
