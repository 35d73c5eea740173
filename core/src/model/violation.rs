//! What is wrong with an input: which field, which rule.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing that is wrong with an input. An invalid input answers with all of them, in the order
/// of the fields. It never holds the value itself, so that it can be logged.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Violation {
    /// The path of the field, such as `email` or `contacts[2].phones[0]`.
    pub field: String,
    /// The rule that the field breaks.
    pub rule: Rule,
    /// The limit that the rule speaks of (characters, digits, octets, items), where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

impl Violation {
    /// A violation without a limit.
    pub fn new(field: impl Into<String>, rule: Rule) -> Self {
        Self { field: field.into(), rule, limit: None }
    }

    /// A violation that names the limit.
    pub fn limited(field: impl Into<String>, rule: Rule, limit: u32) -> Self {
        Self { field: field.into(), rule, limit: Some(limit) }
    }

    /// The same violation, seen from one level further out: `phones[0]` becomes
    /// `contacts[2].phones[0]`. A value's own violations have the plain name of the value, which
    /// the path replaces.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.field = path.into();
        self
    }
}

/// How many violations are told of one record of a file.
pub(crate) const MOST_OF_A_RECORD: usize = 20;

/// Adds what is wrong with a record of a file, as long as there is room: a record of a million
/// mistakes would need more to be told than to be read.
pub(crate) fn gather(violations: &mut Vec<Violation>, violation: Violation) {
    if violations.len() < MOST_OF_A_RECORD {
        violations.push(violation);
    }
}

impl std::error::Error for Violation {}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` breaks the rule `{}`", self.field, self.rule.as_str())?;
        match self.limit {
            Some(limit) => write!(f, " (limit {limit})"),
            None => Ok(()),
        }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The rules that an input can break. Their names are the same words in every language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)*];

            /// The stable name of the rule.
            pub const fn as_str(self) -> &'static str {
                match self { $(Rule::$name => $text,)* }
            }
        }
    };
}

rules! {
    /// A value must be there.
    Required = "required",
    /// More characters (or octets, where the limit's source counts octets) than allowed.
    TooLong = "too_long",
    /// More items than allowed.
    TooMany = "too_many",
    /// A control character, line break or NUL in a value that is one line.
    ControlCharacter = "control_character",
    /// An invisible character (zero width, direction override, tag) that can hide or reorder text.
    InvisibleCharacter = "invisible_character",
    /// White space where none can be.
    WhiteSpace = "white_space",
    /// Not an id that this library could have made.
    NotAnId = "not_an_id",
    /// Not a value of the list that the documentation names.
    UnknownValue = "unknown_value",
    /// Outside the range that the documentation names.
    OutOfRange = "out_of_range",

    /// Fewer digits typed than a phone number needs (four).
    TooFewDigits = "too_few_digits",
    /// The numbering plan has no number of this length, and the book asks for possible numbers.
    NotPossible = "not_possible",
    /// The numbering plan has no such number, and the book asks for valid numbers.
    NotValid = "not_valid",
    /// No such region (ISO 3166-1 alpha-2).
    UnknownRegion = "unknown_region",
    /// The region has no telephone numbering of its own.
    RegionWithoutPhones = "region_without_phones",
    /// No such country (ISO 3166-1 alpha-2).
    UnknownCountry = "unknown_country",
    /// No such time zone (IANA).
    UnknownTimeZone = "unknown_time_zone",
    /// Not a language tag (BCP 47).
    NotALocale = "not_a_locale",

    /// No `@` between a local part and a domain.
    NoAtSign = "no_at_sign",
    /// More than one unquoted `@`.
    ManyAtSigns = "many_at_signs",
    /// Nothing before the `@`.
    EmptyLocalPart = "empty_local_part",
    /// The part before the `@` is longer than 64 octets (RFC 5321 section 4.5.3.1.1).
    LocalPartTooLong = "local_part_too_long",
    /// The part before the `@` is neither a dot-string nor a quoted string (RFC 5321 section 4.1.2).
    LocalPartSyntax = "local_part_syntax",
    /// Nothing after the `@`.
    EmptyDomain = "empty_domain",
    /// The domain is not a host name (RFC 5890, UTS 46).
    DomainSyntax = "domain_syntax",
    /// A domain longer than 253 octets, or a label longer than 63.
    DomainTooLong = "domain_too_long",
    /// A domain of a single label, in a book that does not allow local domains.
    DomainNotDotted = "domain_not_dotted",
    /// An IP address in place of a domain.
    DomainIsAddress = "domain_is_address",

    /// Not a handle of that channel.
    NotAHandle = "not_a_handle",
    /// The page or account that scopes this handle is missing.
    AccountRequired = "account_required",

    /// The customer has the same address already.
    Duplicate = "duplicate",
    /// An address that may not be used to contact the customer cannot be the preferred one.
    NotContactable = "not_contactable",
    /// A phone cannot become an email, nor an email a handle.
    KindChange = "kind_change",

    /// Not a sender pattern: an address, a domain, or either with `*`.
    NotAPattern = "not_a_pattern",
    /// Not a cursor that this list handed out.
    NotACursor = "not_a_cursor",
    /// The actor may not see what this asks for, so it cannot be sought by it.
    NotSearchable = "not_searchable",
    /// A permission that does not exist.
    UnknownPermission = "unknown_permission",
    /// A permission group that does not exist.
    UnknownGroup = "unknown_group",

    /// Octets that are no text in the file's encoding, which is UTF-8 unless the file or the options
    /// say otherwise.
    NotUtf8 = "not_utf8",
    /// The file is written in UTF-16 or UTF-32 and does not say so by a mark that can be read.
    WrongEncoding = "wrong_encoding",
    /// An archive, a spreadsheet or another binary file, not text.
    NotText = "not_text",
    /// A quote was opened and not closed before the end of the file, or within the limit.
    UnclosedQuote = "unclosed_quote",
    /// A cell goes on behind its closing quote: where it ends is anybody's guess.
    MisplacedQuote = "misplaced_quote",
    /// Not JSON.
    NotJson = "not_json",
    /// More levels of conditions, lists or objects inside each other than allowed.
    TooDeep = "too_deep",
    /// A member of an object that stands there twice.
    DuplicateMember = "duplicate_member",
    /// A member that the object does not have.
    UnknownMember = "unknown_member",
    /// A value of another type, such as a list in place of a text.
    WrongType = "wrong_type",
    /// A mask (`J••• D•••`), which stands for a value that whoever made the file was not shown. It
    /// must never replace the value.
    MaskedValue = "masked_value",
    /// It begins and does not end.
    Unclosed = "unclosed",
    /// Neither a vCard nor a JSContact card, where one should stand.
    NotACard = "not_a_card",
    /// A line of a card that is no property: a name, parameters, a colon, a value.
    NotAProperty = "not_a_property",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
