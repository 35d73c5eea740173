//! What customers are found by beside their own rows: the words in the full-text index, and the tails
//! of phones.

use rusqlite::params;

use super::tx::SqliteTx;
use crate::model::access::Access;
use crate::model::contact::ContactRecord;
use crate::model::field::{CustomerField, FieldSet, FieldValues};
use crate::model::ids::CustomerId;
use crate::model::search::tail_of;
use crate::model::search::words::{self, Tokens};
use crate::store::{ContactReads, CustomerReads, StoreError, StoreResult};

/// The row of a phone's last digits, from its columns.
fn tail_of_row(norm: &str, weak: Option<&str>) -> i64 {
    tail_of(norm.strip_prefix('+').or(weak).unwrap_or(norm))
}

/// Tokens as the index takes them.
fn line_of(tokens: &Tokens) -> String {
    tokens.iter().fold(String::new(), |mut line, token| {
        line.push_str(token);
        line.push(' ');
        line
    })
}

impl SqliteTx<'_> {
    /// Enters a customer that was just inserted.
    pub(super) fn enter_words(
        &self,
        customer: i64,
        values: &FieldValues,
        cards: &[ContactRecord],
    ) -> StoreResult<()> {
        // Not `OR REPLACE`, which would look for words of before.
        let sql = "INSERT INTO search(rowid, words) VALUES (?, ?)";
        self.run(sql, params![customer, line_of(&words::of_customer(values, cards))])?;
        for point in cards.iter().flat_map(|card| &card.points) {
            if let Some(tail) = point.value.tail() {
                self.put_tail(customer, tail)?;
            }
        }
        Ok(())
    }

    fn put_words(&self, customer: i64, tokens: &Tokens) -> StoreResult<()> {
        let sql = "INSERT OR REPLACE INTO search(rowid, words) VALUES (?, ?)";
        self.run(sql, params![customer, line_of(tokens)]).map(drop)
    }

    fn put_tail(&self, customer: i64, tail: i64) -> StoreResult<()> {
        let sql = "INSERT INTO phone_tail(tail, customer_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
        self.run(sql, [tail, customer]).map(drop)
    }

    /// Enters the words of a customer anew, from its rows.
    pub(super) fn renew_words(&self, id: CustomerId) -> StoreResult<()> {
        let found = self.customers(&Access::internal(), &[id])?.pop();
        let record = found.ok_or_else(|| StoreError::internal("store.words"))?;
        let cards = self.cards(&[id])?.pop().unwrap_or_default();
        let key = self.key_of(id)?;
        self.put_words(key, &words::of_customer(&record.values, &cards))
    }

    /// Enters the tails of a customer's phones, from its rows.
    pub(super) fn renew_tails(&self, customer: i64) -> StoreResult<()> {
        for tail in self.tails_of(customer, "1", 0)? {
            self.put_tail(customer, tail)?;
        }
        Ok(())
    }

    /// Takes out the tails of the points of a customer of which this is true.
    pub(super) fn drop_tails(
        &self,
        customer: i64,
        which: &'static str,
        value: impl rusqlite::ToSql,
    ) -> StoreResult<()> {
        for tail in self.tails_of(customer, which, value)? {
            let sql = "DELETE FROM phone_tail WHERE tail = ? AND customer_id = ?";
            self.run(sql, [tail, customer])?;
        }
        Ok(())
    }

    fn tails_of(
        &self,
        customer: i64,
        which: &'static str,
        value: impl rusqlite::ToSql,
    ) -> StoreResult<Vec<i64>> {
        let sql = format!(
            "SELECT norm, weak FROM contact_point WHERE customer_id = ?1 AND family = 1 AND ({which} OR ?2 IS NULL)"
        );
        self.rows(&sql, params![customer, value], |row| {
            let weak: Option<String> = row.get(1)?;
            Ok(tail_of_row(&row.get::<_, String>(0)?, weak.as_deref()))
        })
    }

    /// Takes a customer out.
    pub(super) fn leave_search(&self, customer: i64) -> StoreResult<()> {
        self.run("DELETE FROM search WHERE rowid = ?", [customer])?;
        self.drop_tails(customer, "1", 0)
    }

    /// The names that words are made of, as they stand.
    pub(super) fn names_of(&self, id: CustomerId) -> StoreResult<Option<FieldValues>> {
        let sql = "SELECT full_name, given_name, family_name FROM customer WHERE uid = ?";
        self.row(sql, [id], |row| {
            let mut values = FieldValues::default();
            for (at, field) in NAMES.iter().enumerate() {
                values.set(*field, row.get(at)?);
            }
            Ok(values)
        })
    }
}

const NAMES: [CustomerField; 3] =
    [CustomerField::FullName, CustomerField::GivenName, CustomerField::FamilyName];

/// Are the words of the names the same?
pub(super) fn same_words(before: &FieldValues, after: &FieldValues) -> bool {
    NAMES.iter().all(|field| before.get(*field) == after.get(*field))
        || words::of_names(before, FieldSet::ALL) == words::of_names(after, FieldSet::ALL)
}
