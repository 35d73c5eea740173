//! From a customer to the lines of a card.

use super::address::Address;
use super::bag::Bag;
use super::line::Line;
use super::read::{OWN_FIELDS, name_value, names_of, own_name};
use super::text::escape;
use super::{own, points};
use crate::model::customer::{Customer, CustomerKind, CustomerStatus};
use crate::model::field::CustomerField;

/// The lines of a customer, in the form of version 4.0, with what was preserved of them.
pub(in crate::exchange) fn lines_of(customer: &Customer, bag: &mut Bag) -> Vec<Line> {
    let mut lines = names(customer, bag);
    lines.extend(points::lines_of(customer, |line, key| bag.dress(line, |of| of.value == key)));
    let address = Address::of(customer);
    if !address.is_empty() {
        let masked = [
            CustomerField::AddressLine1,
            CustomerField::AddressLine2,
            CustomerField::AddressLine3,
            CustomerField::City,
            CustomerField::State,
            CustomerField::PostalCode,
        ];
        let line = mask(address.line(), customer, &masked);
        lines.push(bag.dress(line, |of| Address::read(of) == address));
    }
    let single = [
        ("TZ", customer.time_zone.as_ref().map(|of| of.as_str())),
        ("LANG", customer.locale.as_deref()),
        ("PHOTO", customer.avatar.as_deref().filter(|of| is_uri(of))),
    ];
    for (name, value) in single {
        let Some(value) = value else { continue };
        let text = if name == "PHOTO" { value.to_owned() } else { escape(value) };
        lines.push(bag.dress(Line::new(name, &text), |of| of.value == text));
    }
    lines.extend(own_lines(customer));
    if !bag.has("UID") {
        lines.push(Line::new("UID", format!("urn:uuid:{}", customer.id)));
    }
    lines.extend(revision(customer));
    lines
}

fn names(customer: &Customer, bag: &mut Bag) -> Vec<Line> {
    let is_entity = customer.kind == CustomerKind::Entity;
    let mut lines = vec![Line::new("KIND", if is_entity { "org" } else { "individual" })];
    match &customer.full_name {
        Some(name) => {
            let value = escape(name);
            let line = mask(Line::new("FN", &value), customer, &[CustomerField::FullName]);
            lines.push(bag.dress(line, |of| of.value == value));
        }
        // A card must have one (RFC 6350, section 6.2.1; RFC 9554 says how to tell that it is made up).
        None => {
            lines.push(Line::new("FN", escape(&customer.display_name)).with("DERIVED", "TRUE"));
        }
    }
    let (given, family) = (&customer.given_name, &customer.family_name);
    if given.is_some() || family.is_some() {
        let value = name_value(given.as_deref(), family.as_deref());
        let fields = [CustomerField::GivenName, CustomerField::FamilyName];
        let line = mask(Line::new("N", value), customer, &fields);
        lines.push(bag.dress(line, |of| names_of(&of.value) == (given.clone(), family.clone())));
    }
    let shown = !customer.masked.contains(&CustomerField::FullName);
    if let (true, true, Some(name)) = (is_entity, shown, &customer.full_name) {
        lines.push(Line::new("ORG", escape(name)));
    }
    lines
}

/// Says which of the fields are masked.
fn mask(mut line: Line, customer: &Customer, fields: &[CustomerField]) -> Line {
    let masked = fields.iter().filter(|of| customer.masked.contains(of));
    let masked: Vec<String> = masked.map(|of| of.as_str().to_owned()).collect();
    line.add(own::MASKED, masked);
    line
}

/// What vCard has no property for.
fn own_lines(customer: &Customer) -> Vec<Line> {
    let mut lines = Vec::new();
    for field in OWN_FIELDS {
        let value = match field {
            CustomerField::Ref1 => &customer.ref1,
            CustomerField::Ref2 => &customer.ref2,
            CustomerField::Location => &customer.location,
            CustomerField::Avatar if !customer.avatar.as_deref().is_some_and(is_uri) => {
                &customer.avatar
            }
            CustomerField::Source => &customer.source,
            CustomerField::Owner => &customer.owner,
            CustomerField::Team => &customer.team,
            _ => &None,
        };
        if let Some(value) = value {
            let line = Line::new(own_name(field.as_str()), escape(value));
            lines.push(mask(line, customer, &[*field]));
        }
    }
    if customer.status == CustomerStatus::Inactive {
        lines.push(Line::new(own_name("status"), customer.status.as_str()));
    }
    if let Some(family) = customer.preferred_channel {
        lines.push(Line::new(own_name("preferred_channel"), family.as_str()));
    }
    lines
}

/// Can it stand as the value of `PHOTO`? A key of the host's cannot.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let starts = scheme.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    let named = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    starts && named && !rest.is_empty() && !rest.contains([' ', '\\']) && scheme != "data"
}

/// When the record was last changed, in the basic format of ISO 8601.
fn revision(customer: &Customer) -> Option<Line> {
    let stamp = customer.updated_at.to_string();
    let (moment, _) = stamp.split_once('.')?;
    Some(Line::new("REV", moment.replace(['-', ':'], "") + "Z"))
}
