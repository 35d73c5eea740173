//! From the rows that a permit reaches to a condition.

use rusqlite::ToSql;

use crate::model::access::RowScope;

/// Appends the condition for a scope, and its values.
pub(super) fn append(sql: &mut String, values: &mut Vec<Box<dyn ToSql>>, scope: &RowScope) {
    for clause in &scope.clauses {
        let mut alternatives = Vec::new();
        if !clause.teams.is_empty() {
            let marks = vec!["?"; clause.teams.len()].join(",");
            alternatives.push(format!("c.team IN ({marks})"));
            for team in &clause.teams {
                values.push(Box::new(team.clone()));
            }
        }
        if let Some(owner) = &clause.owner {
            alternatives.push("c.owner = ?".to_owned());
            values.push(Box::new(owner.clone()));
        }
        // A clause without alternatives reaches no row.
        let condition =
            if alternatives.is_empty() { "0".to_owned() } else { alternatives.join(" OR ") };
        sql.push_str(&format!(" AND ({condition})"));
    }
}
