//! What the columns of a file mean: as the options say, else as their names suggest.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::model::contact::PhoneKind;
use crate::model::exchange::{ColumnMapping, FileColumn};
use crate::model::field::CustomerField;
use crate::model::handle::HandleChannel;
use crate::model::violation::{Rule, Violation};

use super::synonyms::{self, Meaning};

/// What a column fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Target {
    Field(CustomerField),
    Kind,
    Status,
    PreferredChannel,
    Email,
    Phone(PhoneKind),
    Handle(HandleChannel),
    Contacts,
}

impl Target {
    /// Reads the word of a target.
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word {
            "kind" => Some(Self::Kind),
            "status" => Some(Self::Status),
            "preferred_channel" => Some(Self::PreferredChannel),
            "email" => Some(Self::Email),
            "phone" => Some(Self::Phone(PhoneKind::Mobile)),
            "contacts" => Some(Self::Contacts),
            _ => {
                if let Some(kind) = word.strip_prefix("phone.") {
                    PhoneKind::from_word(kind).map(Self::Phone)
                } else if let Some(channel) = word.strip_prefix("handle.") {
                    HandleChannel::from_word(channel).map(Self::Handle)
                } else {
                    CustomerField::from_word(word).map(Self::Field)
                }
            }
        }
    }

    /// The word of the target.
    pub(super) fn word(self) -> String {
        match self {
            Self::Field(field) => field.as_str().to_owned(),
            Self::Kind => "kind".to_owned(),
            Self::Status => "status".to_owned(),
            Self::PreferredChannel => "preferred_channel".to_owned(),
            Self::Email => "email".to_owned(),
            Self::Phone(PhoneKind::Mobile) => "phone".to_owned(),
            Self::Phone(kind) => format!("phone.{kind}"),
            Self::Handle(channel) => format!("handle.{channel}"),
            Self::Contacts => "contacts".to_owned(),
        }
    }

    /// May several columns fill it?
    pub(super) const fn repeats(self) -> bool {
        matches!(self, Self::Email | Self::Phone(_) | Self::Handle(_))
    }
}

/// A column and what it fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) target: Option<Target>,
    guessed: bool,
    mapped: bool,
}

impl Column {
    /// The same under another name.
    pub(super) fn called(&self, name: String) -> Self {
        Self { name, ..self.clone() }
    }

    /// Left out, and nobody said that it should be.
    pub(super) const fn is_unknown(&self) -> bool {
        self.target.is_none() && !self.guessed && !self.mapped
    }

    /// What a violation calls it. A file without a header has a customer where the names would be, so
    /// a name that means nothing is not told: its place is.
    pub(super) fn path(&self, at: usize) -> Cow<'_, str> {
        if self.is_unknown() {
            Cow::Owned(format!("columns[{at}]"))
        } else {
            Cow::Borrowed(&self.name)
        }
    }

    pub(super) fn shown(&self) -> FileColumn {
        FileColumn {
            name: self.name.clone(),
            target: self.target.map(Target::word),
            guessed: self.guessed,
        }
    }
}

/// A mapping whose targets exist, and of which none stands twice that cannot.
#[derive(Debug, Clone, Default)]
pub(super) struct Mapping {
    /// By the name of the column; none to leave it out.
    named: HashMap<String, Option<Target>>,
}

impl Mapping {
    /// Checks what the options say, as far as that can be done without the header.
    pub(super) fn new(columns: &[ColumnMapping]) -> Result<Self, Vec<Violation>> {
        let (mut named, mut filled) = (HashMap::new(), HashSet::new());
        let mut violations = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let word = column.target.trim();
            let target = Target::parse(word);
            if target.is_none() && !word.is_empty() {
                let field = format!("columns[{at}].target");
                violations.push(Violation::new(field, Rule::UnknownValue));
            }
            if target.is_some_and(|target| !target.repeats() && !filled.insert(target)) {
                violations.push(Violation::new(format!("columns[{at}].target"), Rule::Duplicate));
            }
            if named.insert(column.column.trim().to_owned(), target).is_some() {
                violations.push(Violation::new(format!("columns[{at}].column"), Rule::Duplicate));
            }
        }
        if violations.is_empty() { Ok(Self { named }) } else { Err(violations) }
    }

    /// The columns that the mapping names and a header lacks, and those that stand there twice and
    /// mean what can stand only once.
    pub(super) fn check_header(
        &self,
        columns: &[ColumnMapping],
        names: &[String],
    ) -> Result<(), Vec<Violation>> {
        let mut violations = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let name = column.column.trim();
            let found = names.iter().filter(|of| *of == name).count();
            let once = Target::parse(column.target.trim()).is_some_and(|target| !target.repeats());
            let rule = match found {
                0 => Rule::UnknownValue,
                1 => continue,
                _ if once => Rule::Duplicate,
                _ => continue,
            };
            violations.push(Violation::new(format!("columns[{at}].column"), rule));
        }
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }

    /// What the columns mean: as the mapping says, else by their own words, else by their names. What
    /// stands only once goes to the first in this order.
    pub(super) fn resolve(&self, names: &[String]) -> Vec<Column> {
        let mut taken: HashSet<Target> = HashSet::new();
        let mut columns: Vec<Column> = names
            .iter()
            .map(|name| {
                let said = self.named.get(name.trim());
                let target = said.copied().flatten();
                taken.extend(target);
                Column { name: name.clone(), target, guessed: false, mapped: said.is_some() }
            })
            .collect();
        // What the mapping gives to a column that is not here is nobody else's either.
        taken.extend(self.named.values().copied().flatten());
        let meanings = synonyms::meanings(names);
        for own_words in [true, false] {
            for (column, meaning) in columns.iter_mut().zip(&meanings) {
                if column.mapped || column.guessed {
                    continue;
                }
                if Target::parse(&column.name).is_some() != own_words {
                    continue;
                }
                match meaning {
                    Some(Meaning::LeftOut) => column.guessed = true,
                    Some(Meaning::Fills(target)) if target.repeats() || taken.insert(*target) => {
                        (column.target, column.guessed) = (Some(*target), true);
                    }
                    _ => {}
                }
            }
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &str) -> Vec<String> {
        header.split(',').map(str::to_owned).collect()
    }

    fn guessed(header: &str) -> Vec<String> {
        let columns = Mapping::default().resolve(&names(header));
        columns
            .iter()
            .map(|of| match of.target {
                Some(target) => target.word(),
                None if of.is_unknown() => "?".to_owned(),
                None => "-".to_owned(),
            })
            .collect()
    }

    fn mapped(pairs: &[(&str, &str)]) -> Vec<ColumnMapping> {
        let pair = |(column, target): &(&str, &str)| ColumnMapping {
            column: (*column).to_owned(),
            target: (*target).to_owned(),
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn every_word_of_a_target_is_its_own_guess() {
        let mut words: Vec<String> =
            CustomerField::ALL.iter().map(|field| field.as_str().to_owned()).collect();
        words.extend(PhoneKind::ALL.iter().map(|kind| format!("phone.{kind}")));
        words.extend(HandleChannel::ALL.iter().map(|channel| format!("handle.{channel}")));
        words.extend(
            ["kind", "status", "preferred_channel", "email", "contacts"].map(str::to_owned),
        );
        for word in words {
            let target = Target::parse(&word).unwrap();
            assert_eq!(Target::parse(&target.word()), Some(target), "{word}");
            assert_eq!(guessed(&word), [target.word()], "{word}");
        }
    }

    /// A2.3.
    #[test]
    fn headers_of_known_exports_are_guessed() {
        for (header, wanted) in [
            // Chatwoot
            ("id,name,email,phone_number,identifier", "- full_name email phone ref1"),
            // Google Contacts
            (
                "First Name,Middle Name,Last Name,Organization Name,Photo,E-mail 1 - Label,\
                 E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value,Address 1 - Street,\
                 Address 1 - City,Address 1 - Postal Code,Address 1 - Country",
                "given_name ? family_name ? avatar ? email email phone address_line1 city \
                 postal_code country",
            ),
            // Outlook
            (
                "First Name,Last Name,Company,Business Street,Business City,Business Phone,\
                 Home Phone,Mobile Phone,E-mail Address,E-mail Display Name,E-mail 2 Address",
                "given_name family_name ? address_line1 city phone.business phone.home phone email \
                 ? email",
            ),
            // HubSpot
            (
                "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status",
                "ref1 given_name family_name email phone owner ?",
            ),
            // Zendesk, Freshdesk, Intercom
            ("Name,Email,External ID,Phone,Locale", "full_name email ref1 phone locale"),
            (
                "Full name,Work phone,Twitter,Unique External Id,Time zone",
                "full_name phone.business handle.twitter ref1 time_zone",
            ),
            ("Name,User ID,Email,Owner,Language", "full_name ref1 email owner locale"),
        ] {
            let wanted: Vec<&str> = wanted.split_whitespace().collect();
            assert_eq!(guessed(header), wanted, "{header}");
        }
    }

    #[test]
    fn headers_of_seven_languages_are_guessed() {
        for (header, wanted) in [
            (
                "Vorname,Nachname,E-Mail-Adresse,Handy,Straße,PLZ,Ort,Land,Kundennummer",
                "given_name family_name email phone address_line1 postal_code city country ref1",
            ),
            ("Vorname,Name,Telefon geschäftlich", "given_name family_name phone.business"),
            (
                "Prénom,Nom,Courriel,Code postal,Ville",
                "given_name family_name email postal_code city",
            ),
            ("Nombre,Apellidos,Correo electrónico,Móvil", "given_name family_name email phone"),
            (
                "Nome,Cognome,Indirizzo,CAP,Città",
                "given_name family_name address_line1 postal_code city",
            ),
            ("Nome,Sobrenome,Celular,CEP,Cidade", "given_name family_name phone postal_code city"),
            (
                "Voornaam,Achternaam,Telefoonnummer,Postcode,Woonplaats",
                "given_name family_name phone postal_code city",
            ),
            ("Nom,Téléphone", "full_name phone"),
            ("Company,Phone", "full_name phone"),
        ] {
            let wanted: Vec<&str> = wanted.split_whitespace().collect();
            assert_eq!(guessed(header), wanted, "{header}");
        }
    }

    #[test]
    fn what_stands_once_is_guessed_once() {
        assert_eq!(
            guessed("Name,Full Name,email,E-Mail,Mail"),
            ["full_name", "?", "email", "email", "email"]
        );
        assert_eq!(guessed("Name,full_name"), ["?", "full_name"], "its own word comes first");
        assert_eq!(
            guessed(
                "id,created_at,updated_at,version,last_contact_at,display_name,verified,blocked"
            ),
            ["-"; 8],
            "what an export writes and nobody can set"
        );
    }

    #[test]
    fn a_mapping_wins_over_the_guess() {
        let header = names("Name,Email,Remarks,Nick");
        let said = mapped(&[("Nick", "full_name"), ("Remarks", "location"), ("Email", "")]);
        let mapping = Mapping::new(&said).unwrap();
        assert_eq!(mapping.check_header(&said, &header), Ok(()));
        let columns = mapping.resolve(&header);
        let words: Vec<_> =
            columns.iter().map(|of| of.target.map(Target::word).unwrap_or_default()).collect();
        assert_eq!(words, ["", "", "location", "full_name"]);
        assert!(columns[0].is_unknown() && !columns[1].is_unknown());
    }

    #[test]
    fn a_mapping_that_does_not_fit_is_told() {
        let told = |said: &[(&str, &str)]| {
            let said = mapped(said);
            let header = names("Name,Email,Email,Note,Note");
            let checked =
                Mapping::new(&said).and_then(|mapping| mapping.check_header(&said, &header));
            let found = checked.err().unwrap_or_default();
            found.into_iter().map(|of| (of.field, of.rule)).collect::<Vec<_>>()
        };
        let one = |field: &str, rule| vec![(field.to_owned(), rule)];
        assert_eq!(told(&[("Name", "nickname")]), one("columns[0].target", Rule::UnknownValue));
        assert_eq!(told(&[("Nome", "full_name")]), one("columns[0].column", Rule::UnknownValue));
        assert_eq!(
            told(&[("Name", "city"), ("Note", "city")]),
            one("columns[1].target", Rule::Duplicate)
        );
        assert_eq!(
            told(&[("Name", "city"), ("Name", "")]),
            one("columns[1].column", Rule::Duplicate)
        );
        assert_eq!(told(&[("Note", "city")]), one("columns[0].column", Rule::Duplicate));
        assert_eq!(told(&[("Email", "email"), ("Note", "")]), []);
    }
}
