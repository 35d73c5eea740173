//! Lists of customers.

use crate::error::{Error, Result};
use crate::model::customer::{CustomerListing, CustomerPage, CustomerSort};
use crate::model::field::{CustomerField, FieldSet};
use crate::model::page::{Cursor, Page, check_limit};
use crate::model::permission::Permission;
use crate::store::CustomerPageRequest;

use super::operations::ListCustomers;
use super::records;
use super::session::Session;

impl Session {
    /// A page of the customers that the actor may see, sorted as asked. Inactive ones are left out
    /// unless asked for. Customers that come and go between two pages move none of the others.
    ///
    /// # Errors
    /// `invalid` for a limit outside 1 to 500 or a cursor of another list; `denied`, also when the
    /// list is to be sorted by a field that the actor may not see.
    pub fn list_customers(&self, listing: &CustomerListing) -> Result<CustomerPage> {
        let limit = check_limit(listing.limit)?;
        let direction = if listing.descending { "desc" } else { "asc" };
        let status = if listing.include_inactive { "all" } else { "active" };
        let list = format!("customers:{}:{direction}:{status}", listing.sort);
        let after = listing.after.as_deref().map(|text| Cursor::decode(text, &list)).transpose()?;
        let request = CustomerPageRequest {
            sort: listing.sort,
            descending: listing.descending,
            include_inactive: listing.include_inactive,
            limit,
            after,
            list,
        };
        self.gate.read::<ListCustomers, _>(&self.who, |call| {
            let access = call.permit.access();
            // The order of the names in a name depends on the locale.
            let sorted_by = FieldSet::NAMES.with(CustomerField::Locale);
            if request.sort == CustomerSort::Name
                && !access.on_all_rows(|of| of.view.contains_all(sorted_by))
            {
                return Err(Error::Denied { missing: vec![Permission::FieldView] });
            }
            let found = call.tx.customer_page(access, &request)?;
            let items = records::summaries(call.tx, &found.rows)?;
            Ok(Page { items, next: found.next.map(|cursor| cursor.encode()) })
        })
    }
}
