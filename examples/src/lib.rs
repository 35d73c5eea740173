//! What the examples are made of: reading customers and mail, running an inbox, showing what came
//! of it.

pub mod generate;
pub mod inbox;
pub mod mail;
pub mod options;
pub mod people;
pub mod progress;
pub mod rows;
pub mod story;
pub mod table;
pub mod trouble;
