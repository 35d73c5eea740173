//! From filters to conditions.

use rusqlite::ToSql;

use super::codes::Coded;
use super::tx::Values;
use crate::model::field::CustomerField;
use crate::model::filter::{FieldCondition, FieldTest, Filter, PointCondition, TimeSpan};

/// A condition that no row meets, and of which the planner does not know it: it would find no way to use
/// an index that it is told to use.
pub(super) const NOBODY: &str = "c.status < 0";

/// The condition of a filter on a row `c` of customers, and its values.
pub(super) fn condition(filter: &Filter, values: &mut Values) -> String {
    match filter {
        Filter::All(parts) => joined(parts, " AND ", "1", values),
        Filter::Any(parts) => joined(parts, " OR ", NOBODY, values),
        // What is not known is not so, and its contrary holds.
        Filter::Not(part) => format!("({}) IS NOT TRUE", condition(part, values)),
        Filter::Status(status) => with("c.status = ?", status.code(), values),
        Filter::Kind(kind) => with("c.kind = ?", kind.code(), values),
        Filter::Created(of) => span("c.created_at", *of, values),
        Filter::Updated(of) => span("c.updated_at", *of, values),
        Filter::LastContact(of) => exists(
            "customer_activity q",
            &format!("q.customer_id = c.id AND {}", span("q.last_contact_at", *of, values)),
        ),
        Filter::Contacted(yes) => {
            truth(*yes, &exists("customer_activity q", "q.customer_id = c.id"))
        }
        Filter::Blocked(yes) => truth(*yes, "c.blocked_by IS NOT NULL"),
        Filter::Verified(yes) => with("c.verified = ?", *yes, values),
        Filter::PreferredChannel(of) => with("c.preferred_channel = ?", of.code(), values),
        Filter::Field(of) => field(of, values),
        Filter::Has(of) => point(*of, values),
    }
}

fn joined(parts: &[Filter], word: &str, none: &str, values: &mut Values) -> String {
    let each: Vec<String> =
        parts.iter().map(|part| format!("({})", condition(part, values))).collect();
    if each.is_empty() { none.to_owned() } else { each.join(word) }
}

fn with(sql: &str, value: impl ToSql + 'static, values: &mut Values) -> String {
    values.push(Box::new(value));
    sql.to_owned()
}

fn truth(yes: bool, condition: &str) -> String {
    if yes { condition.to_owned() } else { format!("NOT ({condition})") }
}

fn exists(table: &str, condition: &str) -> String {
    format!("EXISTS (SELECT 1 FROM {table} WHERE {condition})")
}

fn span(column: &str, of: TimeSpan, values: &mut Values) -> String {
    let from = of.from.map(|from| with(&format!("{column} >= ?"), from, values));
    let before = of.before.map(|before| with(&format!("{column} < ?"), before, values));
    from.into_iter().chain(before).collect::<Vec<_>>().join(" AND ")
}

/// Codes are kept in one spelling; of other texts the case does not count.
fn column(field: CustomerField) -> String {
    match field {
        CustomerField::Country
        | CustomerField::TimeZone
        | CustomerField::Locale
        | CustomerField::Owner
        | CustomerField::Team => format!("c.{field}"),
        _ => format!("c.{field} COLLATE NOCASE"),
    }
}

fn field(of: &FieldCondition, values: &mut Values) -> String {
    let column = column(of.field);
    match &of.test {
        FieldTest::Is(texts) => {
            values.extend(texts.iter().map(|text| Box::new(text.clone()) as Box<dyn ToSql>));
            format!("{column} IN ({})", vec!["?"; texts.len()].join(","))
        }
        FieldTest::StartsWith(text) => {
            values.push(Box::new(text.clone()));
            values.push(Box::new(format!("{text}{}", char::MAX)));
            format!("{column} >= ? AND {column} < ?")
        }
        FieldTest::Filled(true) => format!("c.{} IS NOT NULL", of.field),
        FieldTest::Filled(false) => format!("c.{} IS NULL", of.field),
    }
}

fn point(of: PointCondition, values: &mut Values) -> String {
    let mut condition = "q.customer_id = c.id".to_owned();
    if let Some(kind) = of.kind {
        condition += &with(" AND q.kind = ?", kind.code(), values);
    } else if let Some(family) = of.family {
        condition += &with(" AND q.family = ?", family.code(), values);
    }
    if let Some(yes) = of.contactable {
        let undeliverable = exists(
            "address_fact f",
            "f.family = q.family AND f.norm = q.norm AND f.undeliverable_since IS NOT NULL",
        );
        let contactable = format!("(q.flags & 2) <> 0 AND NOT {undeliverable}");
        condition += &format!(" AND {}", truth(yes, &contactable));
    }
    exists("contact_point q", &condition)
}

/// The conditions of a filter, of which all must hold, that an index serves.
pub(super) fn served_by_index(filter: &Filter) -> Vec<&Filter> {
    match filter {
        Filter::All(parts) => parts.iter().flat_map(served_by_index).collect(),
        Filter::Created(_) => vec![filter],
        Filter::Field(FieldCondition { field, test }) => match (field, test) {
            (
                CustomerField::Country
                | CustomerField::Owner
                | CustomerField::Team
                | CustomerField::Ref1
                | CustomerField::Ref2,
                FieldTest::Is(_) | FieldTest::StartsWith(_),
            ) => vec![filter],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
