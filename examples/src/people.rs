//! Customers from a CSV file into a book, and the messages that were sent to them.

use std::collections::HashMap;
use std::path::Path;

use csv::StringRecord;
use customer_core::{
    ConflictReason, CreateOutcome, CustomerId, CustomerKind, CustomerListing, CustomerStatus,
    Error, NewContact, NewCustomer, NewEmail, NewPhone, ReferenceSlot, SentMessage, Session,
    Timestamp, Violation,
};

use crate::progress;
use crate::rows::{Refused, Row, Rows};
use crate::trouble::{Result, Trouble};

/// How many customers go into the book at once.
const BATCH: usize = 1_000;

/// The columns that are understood, in any order. `emails` and `phones` hold several, divided by
/// `;`; `phone_region` is the region of phones without `+`.
pub const COLUMNS: [&str; 18] = [
    "ref",
    "kind",
    "full_name",
    "given_name",
    "family_name",
    "emails",
    "phones",
    "phone_region",
    "address_line1",
    "address_line2",
    "city",
    "state",
    "postal_code",
    "country",
    "time_zone",
    "locale",
    "source",
    "status",
];

/// What became of the rows of a file.
#[derive(Debug, Default)]
pub struct Import {
    /// How many customers were created.
    pub created: u32,
    /// How many stood in the book already, by their reference.
    pub known: u32,
    /// How many have no reference, in a book that has customers: they may stand in it already.
    pub unsure: u32,
    /// The rows that broke a rule.
    pub refused: Vec<Refused>,
    /// Columns that nobody asked for.
    pub ignored_columns: Vec<String>,
}

/// A row on its way into the book.
struct Person {
    line: u64,
    customer: NewCustomer,
    inactive: bool,
}

/// Imports customers. A row that breaks a rule is left out and told; the others go in. A customer
/// whose reference is in the book already is left as it is, so that the same file can come again.
///
/// # Errors
/// A file that cannot be read or has no column of [`COLUMNS`]; the library's own.
pub fn import(session: &Session, path: &Path) -> Result<Import> {
    let mut rows = Rows::open(path)?;
    let columns = Columns::read(rows.header(), path)?;
    let any = CustomerListing { include_inactive: true, limit: 1, ..CustomerListing::default() };
    let known = session.list_customers(&any).map_err(Trouble::book("looking for customers"))?;
    let is_new = known.items.is_empty();
    let bar = progress::bar("customers", path.metadata().map_or(0, |meta| meta.len()));
    let mut import = Import { ignored_columns: columns.ignored.clone(), ..Import::default() };
    let mut batch = Vec::new();
    // The references that this file brought, and the lines they stood in.
    let mut brought = HashMap::new();
    while let Some(row) = rows.next_row()? {
        match row.and_then(|row| columns.customer(&row)) {
            Ok(person) if person.customer.ref1.is_none() && !is_new => import.unsure += 1,
            Ok(person) => batch.push(person),
            Err(refused) => import.refused.push(refused),
        }
        if batch.len() == BATCH {
            put(session, std::mem::take(&mut batch), &mut brought, &mut import)?;
            bar.tick();
        }
        bar.set_position(rows.position());
    }
    put(session, batch, &mut brought, &mut import)?;
    bar.finish_and_clear();
    import.refused.sort_by_key(|refused| refused.line);
    Ok(import)
}

/// Where each column stands.
struct Columns {
    at: [Option<usize>; COLUMNS.len()],
    ignored: Vec<String>,
}

impl Columns {
    fn read(header: &StringRecord, path: &Path) -> Result<Self> {
        let at = COLUMNS.map(|name| header.iter().position(|of| of.trim() == name));
        if at.iter().all(Option::is_none) {
            let what = format!("the first line names none of the columns {}", COLUMNS.join(","));
            return Err(Trouble::content(path, what));
        }
        let ignored = header.iter().filter(|name| !COLUMNS.contains(&name.trim()));
        Ok(Self { at, ignored: ignored.map(str::to_owned).collect() })
    }

    fn customer(&self, row: &Row) -> std::result::Result<Person, Refused> {
        let line = row.line;
        let refused = |why: &str| Refused { line, why: why.to_owned() };
        let cells = self.at.map(|at| {
            let cell = at.and_then(|at| row.cells.get(at)).map(str::trim);
            cell.filter(|cell| !cell.is_empty()).map(str::to_owned)
        });
        let [
            ref1,
            kind,
            full_name,
            given_name,
            family_name,
            emails,
            phones,
            region,
            address_line1,
            address_line2,
            city,
            state,
            postal_code,
            country,
            time_zone,
            locale,
            source,
            status,
        ] = cells;
        let kind = match kind.as_deref() {
            None => CustomerKind::Person,
            Some(word) => CustomerKind::from_word(word)
                .ok_or_else(|| refused("`kind` is neither `person` nor `entity`"))?,
        };
        let inactive = match status.as_deref() {
            None | Some("active") => false,
            Some("inactive") => true,
            Some(_) => return Err(refused("`status` is neither `active` nor `inactive`")),
        };
        let customer = NewCustomer {
            kind,
            full_name,
            given_name,
            family_name,
            ref1,
            address_line1,
            address_line2,
            city,
            state,
            postal_code,
            country,
            time_zone,
            locale,
            source,
            contacts: card(emails, phones, region),
            ..NewCustomer::default()
        };
        Ok(Person { line, customer, inactive })
    }
}

/// All addresses of a row on one card.
fn card(emails: Option<String>, phones: Option<String>, region: Option<String>) -> Vec<NewContact> {
    let list = |cell: Option<String>| -> Vec<String> {
        let items = cell.iter().flat_map(|cell| cell.split(';')).map(str::trim);
        items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
    };
    let emails: Vec<NewEmail> = list(emails).into_iter().map(NewEmail::new).collect();
    let phone = |number: String| {
        let region = if number.starts_with('+') { None } else { region.clone() };
        NewPhone { region, ..NewPhone::new(number) }
    };
    let phones: Vec<NewPhone> = list(phones).into_iter().map(phone).collect();
    if emails.is_empty() && phones.is_empty() {
        return Vec::new();
    }
    vec![NewContact { emails, phones, ..NewContact::default() }]
}

fn put(
    session: &Session,
    people: Vec<Person>,
    brought: &mut HashMap<String, u64>,
    import: &mut Import,
) -> Result<()> {
    let about = people.iter().map(|of| (of.line, of.inactive, of.customer.ref1.clone()));
    let about: Vec<_> = about.collect();
    let customers = people.into_iter().map(|of| of.customer).collect();
    let outcomes =
        session.create_customers(customers).map_err(Trouble::book("importing customers"))?;
    for ((line, inactive, reference), outcome) in about.into_iter().zip(outcomes) {
        match outcome {
            CreateOutcome::Created { id } => {
                import.created += 1;
                brought.extend(reference.map(|reference| (reference, line)));
                if inactive {
                    session
                        .set_customer_status(id, CustomerStatus::Inactive)
                        .map_err(Trouble::book("importing customers"))?;
                }
            }
            CreateOutcome::Rejected {
                error: Error::Conflict { reason: ConflictReason::AlreadyInUse, .. },
            } => match reference.and_then(|reference| brought.get(&reference)) {
                Some(first) => {
                    let why = format!("`ref` stands in line {first} already");
                    import.refused.push(Refused { line, why });
                }
                None => import.known += 1,
            },
            CreateOutcome::Rejected { error } => {
                import.refused.push(Refused { line, why: why(&error) });
            }
        }
    }
    Ok(())
}

/// The error in the words of the file: columns in place of the library's fields.
fn why(error: &Error) -> String {
    let of_column = |violation: &Violation| {
        let path = violation.field.as_str();
        let item = path
            .strip_prefix("contacts[0].emails")
            .map(|rest| ("emails", rest))
            .or_else(|| path.strip_prefix("contacts[0].phones").map(|rest| ("phones", rest)));
        match item {
            Some((column, rest)) => violation.clone().at(format!("{column}{rest}")).to_string(),
            None if path == "ref1" => violation.clone().at("ref").to_string(),
            None => violation.to_string(),
        }
    };
    match error {
        Error::Invalid { violations } => {
            violations.iter().map(of_column).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// Tells the book of messages that were sent earlier: a CSV with the columns `message_id`, `to`
/// (several divided by `;`), `customer_ref` and `sent_at` (RFC 3339). Answers how many.
///
/// # Errors
/// A file that cannot be read, a row that cannot be understood, with its line; the library's own.
pub fn record_sent(session: &Session, path: &Path) -> Result<u32> {
    let mut rows = Rows::open(path)?;
    let mut count = 0;
    while let Some(row) = rows.next_row()? {
        let Row { line, cells } = row.map_err(|refused| {
            Trouble::content(path, format!("line {}: {}", refused.line, refused.why))
        })?;
        let trouble = |what: String| Trouble::content(path, format!("line {line}: {what}"));
        let cell = |at: usize| cells.get(at).unwrap_or_default().trim();
        let at: jiff::Timestamp =
            cell(3).parse().map_err(|_| trouble("`sent_at` is not RFC 3339".into()))?;
        let sent = SentMessage {
            message_id: cell(0).to_owned(),
            recipients: cell(1).split(';').map(|of| of.trim().to_owned()).collect(),
            customer: customer_of(session, cell(2))
                .map_err(|error| trouble(format!("`customer_ref`: {error}")))?,
            at: Timestamp::from_millis(at.as_millisecond()),
        };
        session.record_sent(sent).map_err(|error| trouble(error.to_string()))?;
        count += 1;
    }
    Ok(count)
}

fn customer_of(session: &Session, reference: &str) -> customer_core::Result<Option<CustomerId>> {
    if reference.is_empty() {
        return Ok(None);
    }
    Ok(Some(session.find_by_reference(ReferenceSlot::Ref1, reference)?.id))
}
