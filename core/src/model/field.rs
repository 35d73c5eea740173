//! The fields of a customer: their names, their data classes, their values.

use std::collections::BTreeMap;
use std::fmt;

use super::access::Levels;
use super::codes::word_enum;
use super::mask;

word_enum! {
    /// How delicate a field is: what is granted by class reaches fields that are added later.
    pub enum DataClass {
        /// Says nothing about a person.
        Plain = "plain",
        /// Says who or where a person is.
        Personal = "personal",
        /// Harms a person when it gets out; hidden unless granted.
        Sensitive = "sensitive",
        /// Opens doors; hidden unless granted.
        Secret = "secret",
    }
}

word_enum! {
    /// The single-valued text fields of a customer.
    pub enum CustomerField {
        /// The display name.
        FullName = "full_name",
        /// The given name.
        GivenName = "given_name",
        /// The family name.
        FamilyName = "family_name",
        /// The first external reference.
        Ref1 = "ref1",
        /// The second external reference.
        Ref2 = "ref2",
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
        /// Reference of the avatar: a URI or a key of the host's.
        Avatar = "avatar",
        /// Language tag, BCP 47.
        Locale = "locale",
        /// Where the customer came from.
        Source = "source",
        /// The actor who looks after the customer.
        Owner = "owner",
        /// The team that looks after the customer.
        Team = "team",
    }
}

impl CustomerField {
    /// How delicate the field is, unless the book says otherwise.
    pub const fn class(self) -> DataClass {
        match self {
            Self::FullName
            | Self::GivenName
            | Self::FamilyName
            | Self::AddressLine1
            | Self::AddressLine2
            | Self::AddressLine3
            | Self::City
            | Self::State
            | Self::PostalCode
            | Self::Country
            | Self::TimeZone
            | Self::Location
            | Self::Avatar => DataClass::Personal,
            Self::Ref1 | Self::Ref2 | Self::Locale | Self::Source | Self::Owner | Self::Team => {
                DataClass::Plain
            }
        }
    }

    /// The longest value, in characters.
    pub const fn max_chars(self) -> u32 {
        match self {
            Self::FullName | Self::GivenName | Self::FamilyName => 256,
            Self::Country => 2,
            Self::Avatar => 2_048,
            Self::Locale => 35,
            Self::TimeZone => 64,
            Self::Owner | Self::Team => 128,
            _ => 255,
        }
    }

    /// Has its value a form that a mask keeps? Of a code, of which there are few, the first letter
    /// says too much; of a URI it says nothing.
    pub(crate) const fn has_form(self) -> bool {
        !matches!(self, Self::Country | Self::TimeZone | Self::Locale | Self::Avatar)
    }

    const fn bit(self) -> u64 {
        1 << (self as u32)
    }
}

/// A set of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FieldSet(u64);

impl FieldSet {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ALL: Self = Self(u64::MAX);

    /// What a customer is called by, and sorted by.
    pub(crate) const NAMES: Self = Self(
        CustomerField::FullName.bit()
            | CustomerField::GivenName.bit()
            | CustomerField::FamilyName.bit(),
    );

    pub(crate) const fn with(self, field: CustomerField) -> Self {
        Self(self.0 | field.bit())
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = CustomerField> {
        CustomerField::ALL.iter().copied().filter(move |field| self.contains(*field))
    }

    pub(crate) const fn contains(self, field: CustomerField) -> bool {
        self.0 & field.bit() != 0
    }

    pub(crate) const fn contains_all(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn intersect(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// The fields of each data class, as a book has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FieldClasses {
    plain: FieldSet,
    personal: FieldSet,
    sensitive: FieldSet,
    secret: FieldSet,
}

impl FieldClasses {
    /// The classes that fields come with, but for those that a book says otherwise of.
    pub(crate) fn new(otherwise: &[(CustomerField, DataClass)]) -> Self {
        let class = |field: CustomerField| {
            let said = otherwise.iter().find(|(of, _)| *of == field);
            said.map_or(field.class(), |(_, class)| *class)
        };
        let of = |wanted| {
            CustomerField::ALL.iter().copied().filter(|field| class(*field) == wanted).collect()
        };
        Self {
            plain: of(DataClass::Plain),
            personal: of(DataClass::Personal),
            sensitive: of(DataClass::Sensitive),
            secret: of(DataClass::Secret),
        }
    }

    pub(crate) const fn of_class(&self, class: DataClass) -> FieldSet {
        match class {
            DataClass::Plain => self.plain,
            DataClass::Personal => self.personal,
            DataClass::Sensitive => self.sensitive,
            DataClass::Secret => self.secret,
        }
    }

    /// The fields that `customer.edit` is about.
    pub(crate) const fn base(&self) -> FieldSet {
        self.plain.union(self.personal)
    }
}

impl FromIterator<CustomerField> for FieldSet {
    fn from_iter<I: IntoIterator<Item = CustomerField>>(fields: I) -> Self {
        Self(fields.into_iter().fold(0, |set, field| set | field.bit()))
    }
}

/// Values of text fields, checked and in canonical form. What is absent is empty.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct FieldValues(BTreeMap<CustomerField, String>);

/// Shows which fields there are, not what they hold.
impl fmt::Debug for FieldValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl FieldValues {
    pub(crate) fn get(&self, field: CustomerField) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    pub(crate) fn owned(&self, field: CustomerField) -> Option<String> {
        self.0.get(&field).cloned()
    }

    pub(crate) fn set(&mut self, field: CustomerField, value: Option<String>) {
        match value {
            Some(value) => self.0.insert(field, value),
            None => self.0.remove(&field),
        };
    }

    /// The values as somebody sees them, and the fields that have one which is not shown. The store
    /// does the same while it reads.
    pub(crate) fn seen_at(&self, levels: &Levels) -> (Self, FieldSet) {
        let (mut seen, mut withheld) = (Self::default(), FieldSet::NONE);
        for (field, value) in self.iter() {
            if levels.view.contains(field) {
                seen.set(field, Some(value.to_owned()));
            } else if levels.masked.contains(field) && field.has_form() {
                seen.set(field, Some(mask::text(value)));
            } else if levels.presence.contains(field) {
                withheld = withheld.with(field);
            }
        }
        (seen, withheld)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (CustomerField, &str)> {
        self.0.iter().map(|(field, value)| (*field, value.as_str()))
    }
}
