//! Calls that find customers, and that move them.

use customer_core::CustomerField;
use serde_json::{Value, json};

use super::Asker;
use crate::interference::world::address;

impl Asker<'_> {
    /// What somebody types: a name, an address, a reference, or the beginning or end of one.
    fn typed(&mut self) -> String {
        let whole = match self.dice.below(4) {
            0 => self.value(CustomerField::FullName),
            1 => self.reference(),
            _ => {
                let sort = self.sort();
                address(self.person(), sort)
            }
        };
        let chars: Vec<char> = whole.chars().collect();
        let cut = self.dice.below(chars.len() + 1);
        match self.dice.below(3) {
            0 => whole,
            1 => chars[..cut].iter().collect(),
            _ => chars[cut..].iter().collect(),
        }
    }

    fn filter(&mut self) -> Value {
        if self.dice.percent(40) { Value::Null } else { self.condition() }
    }

    /// A condition, or its contrary.
    fn condition(&mut self) -> Value {
        let field = self.field();
        let condition = match self.dice.below(6) {
            0 => json!({ "status": self.dice.pick(&["active", "inactive"]) }),
            1 => json!({ "has": { "family": self.dice.pick(&["email", "phone", "handle"]) } }),
            2 => json!({ "has": { "contactable": self.dice.percent(50) } }),
            3 => {
                json!({ "field": { "field": field, "test": { "filled": self.dice.percent(50) } } })
            }
            4 => json!({ "field": { "field": field, "test": { "starts_with": "A" } } }),
            _ => json!({ "contacted": self.dice.percent(50) }),
        };
        if self.dice.percent(40) { json!({ "not": condition }) } else { condition }
    }

    pub(super) fn finding(&mut self, name: &str) -> Option<Value> {
        Some(match name {
            "search_customers" => {
                json!({ "search": {
                    "text": self.typed(),
                    "filter": self.filter(),
                    "include_inactive": self.dice.percent(50),
                    "limit": 1 + self.dice.below(5),
                } })
            }
            "count_customers" | "list_customer_ids" => {
                let text = if self.dice.percent(40) { json!(self.typed()) } else { Value::Null };
                json!({ "selection": {
                    "text": text,
                    "filter": self.filter(),
                    "include_inactive": self.dice.percent(50),
                } })
            }
            "list_segments" => json!({}),
            "put_segment" => json!({ "new": { "name": "those", "filter": self.condition() } }),
            "remove_segment" => json!({ "name": "those" }),
            _ => return None,
        })
    }

    pub(super) fn files(&mut self, name: &str) -> Option<Value> {
        Some(match name {
            "import_customers" => self.import(),
            "forget_import" => json!({ "import_id": "named" }),
            "export_customers" => {
                let format = *self.dice.pick(&["csv", "json_lines"]);
                let all = self.dice.percent(50);
                let text = if self.dice.percent(30) { json!(self.typed()) } else { Value::Null };
                json!({ "options": {
                    "format": format,
                    "include_inactive": all,
                    "text": text,
                    "filter": self.filter(),
                } })
            }
            _ => return None,
        })
    }

    fn import(&mut self) -> Value {
        let keys = [json!(null), json!("ref1"), json!("ref2"), json!("email"), json!("phone")];
        let key = self.dice.pick(&keys).clone();
        let mut rows = Vec::new();
        for _ in 0..1 + self.dice.below(4) {
            let mut row = self.new_customer();
            if let Some(row) = row.as_object_mut().filter(|_| !key.is_null()) {
                // Whose a customer is that a row finds is not known here.
                row.retain(|name, _| name != "team" && name != "owner");
            }
            if self.dice.percent(20) {
                row["status"] = json!(*self.dice.pick(&["active", "inactive"]));
            }
            rows.push(row);
        }
        let blank = *self.dice.pick(&["leave", "clear"]);
        let (dry, named) = (self.dice.percent(40), self.dice.percent(30));
        let name = if named { json!("named") } else { json!(null) };
        let rows_at_once = 1 + self.dice.below(3);
        json!({ "file": rows, "options": {
            "file": { "format": "json_lines" },
            "match_by": key,
            "blank": blank,
            "dry_run": dry,
            "batch_rows": rows_at_once,
            "import_id": name,
        } })
    }
}
