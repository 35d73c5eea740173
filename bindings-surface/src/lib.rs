//! The public surface of customer-core as data, and what each language makes of it.
//!
//! The core is the only place where an operation, a record or a word is written down. [`read`] finds
//! in its sources what is exported; the other modules write the layers of the languages from it.

mod checked_in;
pub mod model;
mod node;
mod phones;
mod player_words;
mod players;
mod python;
mod reach;
mod read;
mod rust_text;
mod spoken;
mod usual;

pub use checked_in::check_in;
pub use node::{Node, node};
pub use phones::{finish, phones};
pub use player_words::Lang;
pub use players::player;
pub use python::{Python, python};
pub use reach::Reach;
pub use read::{Trouble, read};
pub use rust_text::json_name;
