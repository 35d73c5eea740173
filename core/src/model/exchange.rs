//! Files of customers: their formats, what their columns mean, and what can be wrong with them.

use std::io;

use serde::{Deserialize, Serialize};

use super::codes::{debug_shows, word_enum};
use super::customer::NewCustomer;
use super::violation::{Rule, Violation};

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

word_enum! {
    /// A column of an export. Those behind `preferred_channel` are for reading alone: an import leaves
    /// them out.
    pub enum ExportColumn {
        /// Person or entity.
        Kind = "kind",
        /// Active or inactive.
        Status = "status",
        /// The display name as entered.
        FullName = "full_name",
        /// The given name.
        GivenName = "given_name",
        /// The family name.
        FamilyName = "family_name",
        /// The first external reference.
        Ref1 = "ref1",
        /// The second external reference.
        Ref2 = "ref2",
        /// The primary email.
        Email = "email",
        /// The primary phone.
        Phone = "phone",
        /// The primary street line.
        AddressLine1 = "address_line1",
        /// The second line.
        AddressLine2 = "address_line2",
        /// The third line.
        AddressLine3 = "address_line3",
        /// City.
        City = "city",
        /// State or province.
        State = "state",
        /// ZIP or postal code.
        PostalCode = "postal_code",
        /// Country, ISO 3166-1 alpha-2.
        Country = "country",
        /// Default time zone, IANA.
        TimeZone = "time_zone",
        /// Where the customer is, in words.
        Location = "location",
        /// Reference of the avatar.
        Avatar = "avatar",
        /// Language tag, BCP 47.
        Locale = "locale",
        /// Where the customer came from.
        Source = "source",
        /// The actor who looks after the customer.
        Owner = "owner",
        /// The team that looks after the customer.
        Team = "team",
        /// All contact cards with their addresses and flags: a JSON list of `NewContact`. Empty
        /// unless the actor sees them whole.
        Contacts = "contacts",
        /// The sort of address to use first.
        PreferredChannel = "preferred_channel",
        /// The record's id.
        Id = "id",
        /// What the customer is called.
        DisplayName = "display_name",
        /// `true` when the host vouches for the record.
        Verified = "verified",
        /// `true` when the customer is blocked.
        Blocked = "blocked",
        /// When the record was made, RFC 3339 in UTC.
        CreatedAt = "created_at",
        /// When it was last changed.
        UpdatedAt = "updated_at",
        /// When a person last wrote or called.
        LastContactAt = "last_contact_at",
        /// The record's version.
        Version = "version",
    }
}

impl ExportColumn {
    /// Can an import set it?
    pub const fn is_imported(self) -> bool {
        self as u32 <= Self::PreferredChannel as u32
    }

    /// The columns of an export that names none: all that an import can set, so that nothing is lost
    /// on the way out and in again.
    pub fn defaults() -> Vec<Self> {
        Self::ALL.iter().copied().filter(|column| column.is_imported()).collect()
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
    /// The character between the cells of CSV: an ASCII character that is no letter, digit, quote or
    /// line end. Found among `,` `;` tab and `|` from the header when absent.
    pub delimiter: Option<char>,
    /// The character encoding, a WHATWG label such as `utf-8` or `windows-1252`; a byte order mark
    /// wins, and UTF-8 is the default. It is read strictly: a record with octets that are no text is
    /// rejected.
    pub encoding: Option<String>,
}

/// What a column of a file means.
///
/// Targets are the names of a customer's text fields (`full_name`, `given_name`, ... `team`), `kind`,
/// `status`, `preferred_channel`, `email`, `phone` (a mobile), `phone.mobile`, `phone.home`,
/// `phone.business`, `phone.other`, `handle.` and a channel (such as `handle.whatsapp`), and
/// `contacts` (contact cards as a JSON list of `NewContact`). Emails, phones and handles may stand in
/// several columns, the first is the primary one; all others stand once. In a cell of
/// `handle.facebook_psid` and `handle.custom` the account stands before a colon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// The name of the column, as it stands in the header.
    pub column: String,
    /// What it means; empty to leave it out.
    pub target: String,
}

/// A column of a file, as it will be read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    /// Its name in the header.
    pub name: String,
    /// What it means (see [`ColumnMapping`]); none when it is left out.
    pub target: Option<String>,
    /// The meaning was guessed from the name. A column that is left out and not guessed is unknown,
    /// unless the mapping says so.
    pub guessed: bool,
}

/// The beginning of a file, as it would be read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePreview {
    /// The format.
    pub format: FileFormat,
    /// The character encoding, by its WHATWG name.
    pub encoding: String,
    /// The character between the cells of CSV.
    pub delimiter: Option<char>,
    /// The columns of CSV in their order, or the members of the previewed JSON lines.
    pub columns: Vec<FileColumn>,
    /// The names of the columns that mean nothing and are left out.
    pub unknown: Vec<String>,
    /// The first records.
    pub records: Vec<PreviewRecord>,
    /// What keeps the rest of the file from being read, when it was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Violation>,
}

/// A record of a file, as it would be entered. Whether the values keep the rules of the book is known
/// by a dry run.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRecord {
    /// Its place among the records, from 1 on; a header and blank lines are none.
    pub number: u64,
    /// What it says; none when it cannot be read.
    pub customer: Option<NewCustomer>,
    /// The status that it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The preferred channel that it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_channel: Option<String>,
    /// What is wrong with it: the first 20 violations.
    pub violations: Vec<Violation>,
}

// A file without a header has a customer where the names would be.
debug_shows!(FileColumn { target, guessed });
debug_shows!(FilePreview { format, encoding, delimiter, columns, records, problem });
debug_shows!(PreviewRecord { number, violations });

/// What is wrong with a file as a whole: nothing behind it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileProblem {
    /// The options do not fit the file, or no file.
    Options(Vec<Violation>),
    /// It breaks a rule.
    Broken {
        /// The rule.
        rule: Rule,
        /// The limit that the rule speaks of.
        limit: Option<u32>,
        /// The record in which it was noticed, from 1 on; 0 before the first.
        record: u64,
        /// The octet at which that record begins, behind a byte order mark and in UTF-8.
        at: u64,
    },
    /// It could not be read.
    Io(io::ErrorKind),
}

impl FileProblem {
    /// What is told of a broken file: `file`, or `file.records[12]` with the number of the record.
    /// None for a file that could not be read at all.
    pub(crate) fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Options(violations) => violations.clone(),
            Self::Broken { rule, limit, record, .. } => {
                let field = match record {
                    0 => "file".to_owned(),
                    record => format!("file.records[{record}]"),
                };
                vec![Violation { field, rule: *rule, limit: *limit }]
            }
            Self::Io(_) => Vec::new(),
        }
    }
}
