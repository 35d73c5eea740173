//! Files of customers: their formats, what their columns mean, and what can be wrong with them.

use std::io;

use serde::{Deserialize, Serialize};

use super::codes::word_enum;
use super::violation::Rule;

word_enum! {
    /// The format of a file of customers.
    pub enum FileFormat {
        /// Comma-separated values, RFC 4180 and what spreadsheets make of it.
        Csv = "csv",
        /// A JSON object on each line.
        JsonLines = "json_lines",
        /// vCard 3.0 or 4.0, RFC 2426 and RFC 6350.
        VCard = "vcard",
        /// JSContact cards, RFC 9553: one on each line, or a JSON array of them.
        JsContact = "js_contact",
    }
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct FileOptions {
    /// The format; found from the file's first octets when absent.
    pub format: Option<FileFormat>,
    /// What the columns of CSV and the members of JSON Lines mean, by name; guessed from the header
    /// for those that are not named. See [`ColumnMapping`].
    pub columns: Vec<ColumnMapping>,
    /// The character between the cells of CSV; found from the first lines when absent.
    pub delimiter: Option<char>,
    /// The character encoding, a WHATWG label such as `utf-8` or `windows-1252`; a byte order mark
    /// wins, and UTF-8 is the default.
    pub encoding: Option<String>,
}

/// What a column of a file means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// The name of the column, as it stands in the header.
    pub column: String,
    /// What it means, a word of the list in the documentation of the import; empty to leave it out.
    pub target: String,
}

/// What is wrong with a file as a whole: nothing behind it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileProblem {
    /// It breaks a rule.
    Broken {
        /// The rule.
        rule: Rule,
        /// The limit that the rule speaks of.
        limit: Option<u32>,
        /// The record in which it was noticed, from 1 on; 0 before the first.
        record: u64,
        /// The octet at which that record begins.
        at: u64,
    },
    /// It could not be read.
    Io(io::ErrorKind),
}
