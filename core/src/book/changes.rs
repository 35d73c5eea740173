//! The change log.

use std::collections::HashMap;

use crate::error::Result;
use crate::model::access::{Access, Levels};
use crate::model::change::{ChangeEntry, ChangedField, RecordKind};
use crate::model::contact::PointKind;
use crate::model::field::CustomerField;
use crate::model::ids::CustomerId;
use crate::model::page::{MAX_PAGE, check_limit};
use crate::model::permission::Permission;

use super::gate::ReadCall;
use super::operations::ListChanges;
use super::session::Session;

impl Session {
    /// The entries of the change log behind a number, the oldest first; of one customer if it is
    /// named. Begin with 0, and go on behind the last number that you got.
    ///
    /// Every entry says which fields changed. Old and new values are shown of fields that the actor
    /// may see on the customer: names and addresses need `customer.view` with the fields or
    /// `contact.view`, settings `settings.manage`, groups, members and data classes `permission.view`.
    /// Who reads the log of a part of the book gets the entries of that part's customers.
    ///
    /// That the log was read is written to it, once an hour in a session.
    ///
    /// # Errors
    /// `denied`; `invalid` for a limit outside 1 to 500.
    pub fn list_changes(
        &self,
        after: u64,
        customer: Option<CustomerId>,
        limit: u32,
    ) -> Result<Vec<ChangeEntry>> {
        let limit = check_limit(limit)?;
        self.gate.read_delicate::<ListChanges, _>(&self.who, |call| {
            let wanted = limit as usize;
            // Where most entries are others', small pages would take for ever.
            let limit = if call.permit.access().rows.is_all() { limit } else { MAX_PAGE };
            let (mut entries, mut last) = (Vec::new(), after);
            loop {
                let page = call.tx.changes(last, customer, limit)?;
                let whole = page.len() == limit as usize;
                last = page.last().map_or(last, |entry| entry.seq);
                entries.extend(shown(call, page)?);
                if !whole || entries.len() >= wanted {
                    entries.truncate(wanted);
                    return Ok(entries);
                }
            }
        })
    }
}

/// The entries that the actor may read, with the values that he may see.
fn shown(call: &ReadCall<'_, ListChanges>, page: Vec<ChangeEntry>) -> Result<Vec<ChangeEntry>> {
    let mut ids: Vec<CustomerId> = page.iter().filter_map(|entry| entry.subject).collect();
    ids.sort_unstable();
    ids.dedup();
    let within = |access: &Access| -> Result<HashMap<CustomerId, Levels>> {
        let records = call.tx.customers(access, &ids)?;
        Ok(records.into_iter().map(|record| (record.id, record.seen)).collect())
    };
    let own = call.permit.access();
    let listed = within(own)?;
    let view = call.permit.also(&[Permission::CustomerView]).ok();
    let open = view.as_ref().map(within).transpose()?.unwrap_or_default();
    let holds = |permission| call.permit.effective().holds_on_book(permission);
    let readable = |entry: &ChangeEntry| match entry.subject {
        _ if own.rows.is_all() => true,
        Some(subject) => listed.contains_key(&subject),
        None => false,
    };
    // Of a customer that is gone, and of an address, which may be anybody's, those see values who see
    // them of all customers.
    let everywhere = view.as_ref().filter(|view| view.rows.is_all());
    let sees = |subject: Option<CustomerId>, test: &dyn Fn(&Levels) -> bool| match subject
        .and_then(|id| open.get(&id))
    {
        Some(levels) => test(levels),
        None => everywhere.is_some_and(|view| view.on_all_rows(test)),
    };
    let mut entries: Vec<ChangeEntry> = page.into_iter().filter(readable).collect();
    for entry in &mut entries {
        let (kind, subject) = (entry.kind, entry.subject);
        entry.values.retain(|value| match kind {
            RecordKind::Settings => holds(Permission::SettingsManage),
            RecordKind::Member | RecordKind::PermissionGroup | RecordKind::Field => {
                holds(Permission::PermissionView)
            }
            // Its values are conditions over all customers.
            RecordKind::Session | RecordKind::Segment => own.rows.is_all(),
            // Another customer's id: those know it who know all.
            RecordKind::Interaction => everywhere.is_some(),
            _ => sees(subject, &|levels| may_see(levels, kind, value)),
        });
    }
    Ok(entries)
}

/// A value of a customer's record or its cards.
fn may_see(levels: &Levels, kind: RecordKind, value: &ChangedField) -> bool {
    let name = value.field.as_str();
    match (kind, CustomerField::from_word(name)) {
        (RecordKind::Customer, Some(field)) => levels.view.contains(field),
        // A new customer's addresses stand in its first entry.
        (RecordKind::Customer, None) => {
            levels.shows_contacts() || PointKind::from_word(name).is_none()
        }
        _ => levels.shows_contacts(),
    }
}
