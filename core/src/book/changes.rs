//! The change log.

use std::collections::HashSet;

use crate::error::Result;
use crate::model::access::Access;
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
    /// `contact.view`, settings `settings.manage`, groups and members `permission.manage`. Who reads
    /// the log of a part of the book gets the entries of that part's customers.
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
        self.gate.read::<ListChanges, _>(&self.who, |call| {
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
    let within = |access: &Access| -> Result<HashSet<CustomerId>> {
        Ok(call.tx.customers(access, &ids)?.into_iter().map(|record| record.id).collect())
    };
    let own = call.permit.access();
    let listed = within(own)?;
    let view = call.permit.also(&[Permission::CustomerView]).ok();
    let open = view.as_ref().map(within).transpose()?.unwrap_or_default();
    let holds = |permission| call.permit.effective().holds_on_book(permission);
    let readable = |entry: &ChangeEntry| match entry.subject {
        _ if own.rows.is_all() => true,
        Some(subject) => listed.contains(&subject),
        None => false,
    };
    let mut entries: Vec<ChangeEntry> = page.into_iter().filter(readable).collect();
    for entry in &mut entries {
        // Of a customer that is gone, those see values who see all customers.
        let seen = view.as_ref().filter(|view| match entry.subject {
            Some(subject) => open.contains(&subject) || view.rows.is_all(),
            None => true,
        });
        let kind = entry.kind;
        entry.values.retain(|value| match kind {
            RecordKind::Settings => holds(Permission::SettingsManage),
            RecordKind::Member | RecordKind::PermissionGroup => holds(Permission::PermissionManage),
            RecordKind::Session => own.rows.is_all(),
            _ => seen.is_some_and(|view| may_see(view, kind, value)),
        });
    }
    Ok(entries)
}

/// A value of a customer's record, its cards or its interactions.
fn may_see(view: &Access, kind: RecordKind, value: &ChangedField) -> bool {
    let name = value.field.as_str();
    match kind {
        // Another customer's id: those know it who know all.
        RecordKind::Interaction => view.rows.is_all(),
        RecordKind::Customer => match CustomerField::from_word(name) {
            Some(field) => view.may_view(field),
            // A new customer's addresses stand in its first entry.
            None => view.contacts || PointKind::from_word(name).is_none(),
        },
        _ => view.contacts,
    }
}
