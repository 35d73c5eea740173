//! What an export writes of a customer.
//!
//! The record is as the actor sees it: what is masked in it is written masked, and what is withheld
//! is written as a mask without letters, so that no import takes it for empty.

use crate::model::contact::NewContact;
use crate::model::customer::Customer;
use crate::model::exchange::ExportColumn;
use crate::model::field::CustomerField;
use crate::model::grant::FieldLevel;
use crate::model::key::PointFamily;
use crate::model::mask::DOTS;

use super::cards_json::{cards_of, written};

/// The value of a column.
pub(super) enum CellValue<'c> {
    /// Nobody may know whether there is one.
    Hidden,
    /// There is none.
    Empty,
    Text(&'c str),
    Made(String),
    Flag(bool),
    Number(u64),
    Cards(Vec<NewContact>),
}

impl CellValue<'_> {
    /// The value as the text of a cell.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Hidden | Self::Empty => String::new(),
            Self::Text(text) => (*text).to_owned(),
            Self::Made(text) => text.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Cards(cards) if cards.is_empty() => String::new(),
            Self::Cards(cards) => serde_json::to_string(&written(cards)).unwrap_or_default(),
        }
    }
}

/// The cells of a customer, not yet made safe for a spreadsheet.
pub(crate) fn csv_cells(customer: &Customer, columns: &[ExportColumn]) -> Vec<String> {
    columns.iter().map(|column| value(customer, *column).text()).collect()
}

pub(super) fn value(customer: &Customer, column: ExportColumn) -> CellValue<'_> {
    if let Some(field) = CustomerField::from_word(column.as_str()) {
        return of_field(customer, field);
    }
    match column {
        ExportColumn::Kind => CellValue::Text(customer.kind.as_str()),
        ExportColumn::Status => CellValue::Text(customer.status.as_str()),
        ExportColumn::Email => of_point(customer, customer.email.as_deref(), PointFamily::Email),
        ExportColumn::Phone => of_point(customer, customer.phone.as_deref(), PointFamily::Phone),
        ExportColumn::Contacts if customer.contact_level >= FieldLevel::View => {
            CellValue::Cards(cards_of(&customer.contacts))
        }
        ExportColumn::Contacts => CellValue::Hidden,
        ExportColumn::PreferredChannel => match customer.preferred_channel {
            Some(channel) => CellValue::Text(channel.as_str()),
            None => CellValue::Empty,
        },
        ExportColumn::Id => CellValue::Made(customer.id.to_string()),
        ExportColumn::DisplayName => CellValue::Text(&customer.display_name),
        ExportColumn::Verified => CellValue::Flag(customer.verified),
        ExportColumn::Blocked => CellValue::Flag(customer.blocked.is_some()),
        ExportColumn::CreatedAt => CellValue::Made(customer.created_at.to_string()),
        ExportColumn::UpdatedAt => CellValue::Made(customer.updated_at.to_string()),
        ExportColumn::LastContactAt => match customer.last_contact_at {
            Some(at) => CellValue::Made(at.to_string()),
            None => CellValue::Empty,
        },
        ExportColumn::Version => CellValue::Number(customer.version),
        // The others are fields.
        _ => CellValue::Empty,
    }
}

fn of_field(customer: &Customer, field: CustomerField) -> CellValue<'_> {
    match text_of(customer, field) {
        Some(text) => CellValue::Text(text),
        None if customer.hidden.contains(&field) => CellValue::Hidden,
        None if customer.present.contains(&field) => CellValue::Text(DOTS),
        None => CellValue::Empty,
    }
}

fn of_point<'c>(
    customer: &'c Customer,
    shown: Option<&'c str>,
    family: PointFamily,
) -> CellValue<'c> {
    let mut points = customer.contacts.iter().flat_map(|card| &card.points);
    match (shown, customer.contact_level) {
        (Some(text), _) => CellValue::Text(text),
        (None, FieldLevel::Hidden) => CellValue::Hidden,
        (None, FieldLevel::Presence) if points.any(|of| of.kind.family() == family) => {
            CellValue::Text(DOTS)
        }
        (None, _) => CellValue::Empty,
    }
}

fn text_of(customer: &Customer, field: CustomerField) -> Option<&str> {
    let text = match field {
        CustomerField::FullName => &customer.full_name,
        CustomerField::GivenName => &customer.given_name,
        CustomerField::FamilyName => &customer.family_name,
        CustomerField::Ref1 => &customer.ref1,
        CustomerField::Ref2 => &customer.ref2,
        CustomerField::AddressLine1 => &customer.address_line1,
        CustomerField::AddressLine2 => &customer.address_line2,
        CustomerField::AddressLine3 => &customer.address_line3,
        CustomerField::City => &customer.city,
        CustomerField::State => &customer.state,
        CustomerField::PostalCode => &customer.postal_code,
        CustomerField::Country => return customer.country.as_ref().map(|code| code.as_str()),
        CustomerField::TimeZone => return customer.time_zone.as_ref().map(|zone| zone.as_str()),
        CustomerField::Location => &customer.location,
        CustomerField::Avatar => &customer.avatar,
        CustomerField::Locale => &customer.locale,
        CustomerField::Source => &customer.source,
        CustomerField::Owner => &customer.owner,
        CustomerField::Team => &customer.team,
    };
    text.as_deref()
}
