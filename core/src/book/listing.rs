//! Lists of customers.

use crate::error::{Error, Result};
use crate::model::customer::{
    CustomerListing, CustomerPage, CustomerRecord, CustomerSort, CustomerStatus,
};
use crate::model::field::{CustomerField, FieldSet};
use crate::model::ids::CustomerId;
use crate::model::page::{Cursor, CursorKey, Page, check_limit};
use crate::model::permission::Permission;
use crate::model::search::{CustomerCount, CustomerSelection};
use crate::model::violation::{Rule, Violation};
use crate::store::{CustomerPageRequest, ReadTx};

use super::operations::{CountCustomers, ListCustomerIds, ListCustomers};
use super::records;
use super::selection::{Asked, Text, Wanted, wanted};
use super::session::Session;

/// The most ids of one page.
const MAX_IDS: u32 = 10_000;
/// So many customers are read at once where each has to be looked at.
const AT_ONCE: u32 = 5_000;

impl Session {
    /// A page of the customers that the actor may see, sorted as asked: all of them, or those whom a
    /// text, a filter or a segment finds. Inactive ones are left out unless asked for. Customers that
    /// come and go between two pages move none of the others.
    ///
    /// # Errors
    /// `invalid` for a limit outside 1 to 500, a cursor of another list, a filter that breaks a rule or
    /// looks at what the actor may not see; `not_found` for a segment that is not there; `denied`, also
    /// when the list is to be sorted by a field that the actor may not see.
    pub fn list_customers(&self, listing: &CustomerListing) -> Result<CustomerPage> {
        let limit = check_limit(listing.limit)?;
        let list = list_of(listing);
        let after = listing.after.as_deref().map(|text| Cursor::decode(text, &list)).transpose()?;
        self.gate.read::<ListCustomers, _>(&self.who, |call| {
            let wanted = wanted(call.tx, call.permit.access(), &listing.into())?;
            // The order of the names in a name depends on the locale.
            let sorted_by = FieldSet::NAMES.with(CustomerField::Locale);
            if listing.sort == CustomerSort::Name
                && !wanted.access.on_all_rows(|of| of.view.contains_all(sorted_by))
            {
                return Err(Error::Denied { missing: vec![Permission::FieldView] });
            }
            let request = CustomerPageRequest {
                sort: listing.sort,
                descending: listing.descending,
                include_inactive: listing.include_inactive,
                filter: wanted.filter.clone(),
                lanes: wanted.lanes(),
                limit,
                after: after.clone(),
                list: list.clone(),
            };
            let (rows, next) = page(call.tx, &wanted, request)?;
            let items = records::summaries(call.tx, &rows)?;
            Ok(Page { items, next: next.map(|cursor| cursor.encode()) })
        })
    }

    /// How many customers a text, a filter or a segment finds among those that the actor may see.
    /// Inactive ones are counted when they are asked for, and by themselves. It is exact, and takes
    /// longer the more there are.
    ///
    /// # Errors
    /// `invalid`, `not_found` and `denied` as for [`list_customers`](Self::list_customers).
    pub fn count_customers(&self, selection: &CustomerSelection) -> Result<CustomerCount> {
        self.gate.read::<CountCustomers, _>(&self.who, |call| {
            let wanted = wanted(call.tx, call.permit.access(), &selection.into())?;
            let request = every(selection, &wanted, AT_ONCE, None, String::new());
            match &wanted.text {
                Text::Nobody => Ok(CustomerCount::default()),
                _ if wanted.is_plain() => Ok(call.tx.customer_count(&wanted.access, &request)?),
                _ => count_each(call.tx, &wanted, request),
            }
        })
    }

    /// A page of ids, the customers that came first first: for who does something with all of them. At
    /// most 10,000; the cursor is that of the page before.
    ///
    /// # Errors
    /// `invalid` for a limit outside 1 to 10,000 or a cursor of another list; otherwise as for
    /// [`list_customers`](Self::list_customers).
    pub fn list_customer_ids(
        &self,
        selection: &CustomerSelection,
        limit: u32,
        after: Option<&str>,
    ) -> Result<Page<CustomerId>> {
        if !(1..=MAX_IDS).contains(&limit) {
            return Err(Violation::limited("limit", Rule::OutOfRange, MAX_IDS).into());
        }
        let list = format!("ids:{}", Asked::from(selection).mark(selection.include_inactive));
        let after = after.map(|text| Cursor::decode(text, &list)).transpose()?;
        self.gate.read::<ListCustomerIds, _>(&self.who, |call| {
            let wanted = wanted(call.tx, call.permit.access(), &selection.into())?;
            let request = every(selection, &wanted, limit, after.clone(), list.clone());
            let (rows, next) = page(call.tx, &wanted, request)?;
            let items = rows.iter().map(|record| record.id).collect();
            Ok(Page { items, next: next.map(|cursor| cursor.encode()) })
        })
    }
}

/// All that is selected, in the order in which they came.
fn every(
    selection: &CustomerSelection,
    wanted: &Wanted,
    limit: u32,
    after: Option<Cursor>,
    list: String,
) -> CustomerPageRequest {
    CustomerPageRequest {
        sort: CustomerSort::Created,
        descending: false,
        include_inactive: selection.include_inactive,
        filter: wanted.filter.clone(),
        lanes: wanted.lanes(),
        limit,
        after,
        list,
    }
}

/// The cursors of a list belong to it, and to what was asked for.
fn list_of(listing: &CustomerListing) -> String {
    let direction = if listing.descending { "desc" } else { "asc" };
    let status = if listing.include_inactive { "all" } else { "active" };
    let list = format!("customers:{}:{direction}:{status}", listing.sort);
    let asked = Asked::from(listing);
    if asked.text.is_none() && asked.filter.is_none() && asked.segment.is_none() {
        return list;
    }
    format!("{list}:{}", asked.mark(listing.include_inactive))
}

/// A page of those who are wanted.
fn page(
    tx: &dyn ReadTx,
    wanted: &Wanted,
    request: CustomerPageRequest,
) -> Result<(Vec<CustomerRecord>, Option<Cursor>)> {
    if matches!(wanted.text, Text::Nobody) {
        return Ok((Vec::new(), None));
    }
    if wanted.is_plain() {
        let found = tx.customer_page(&wanted.access, &request)?;
        return Ok((found.rows, found.next));
    }
    // Of those whom the store finds some are not wanted: one by one, so that the cursor of the last who
    // is, is known.
    let limit = request.limit as usize;
    let mut rows: Vec<CustomerRecord> = Vec::new();
    let mut request = CustomerPageRequest { limit: AT_ONCE, ..request };
    loop {
        let found = tx.customer_page(&wanted.access, &request)?;
        rows.extend(wanted.keep_found(tx, found.rows)?);
        if rows.len() > limit {
            rows.truncate(limit);
            let cursor = rows.last().map(|last| cursor_of(tx, last, &request)).transpose()?;
            return Ok((rows, cursor));
        }
        match found.next {
            Some(next) => request.after = Some(next),
            None => return Ok((rows, None)),
        }
    }
}

/// The place of a customer in a list.
fn cursor_of(
    tx: &dyn ReadTx,
    record: &CustomerRecord,
    request: &CustomerPageRequest,
) -> Result<Cursor> {
    let key = match request.sort {
        CustomerSort::Name => CursorKey::Text(record.sort_name.clone()),
        CustomerSort::Created => CursorKey::Number(Some(record.created_at.as_millis())),
        CustomerSort::LastContact => {
            let last = tx.last_contacts(&[record.id])?.pop().flatten();
            CursorKey::Number(last.map(|at| at.as_millis()))
        }
    };
    Ok(Cursor { list: request.list.clone(), key, id: record.id.as_uuid().into_bytes() })
}

fn count_each(
    tx: &dyn ReadTx,
    wanted: &Wanted,
    mut request: CustomerPageRequest,
) -> Result<CustomerCount> {
    let mut count = CustomerCount::default();
    loop {
        let found = tx.customer_page(&wanted.access, &request)?;
        for record in wanted.keep_found(tx, found.rows)? {
            match record.status {
                CustomerStatus::Active => count.active += 1,
                CustomerStatus::Inactive => count.inactive += 1,
            }
        }
        match found.next {
            Some(next) => request.after = Some(next),
            None => return Ok(count),
        }
    }
}
