//! From the rows that a permit reaches to a condition.

use rusqlite::ToSql;

use super::filters::NOBODY;
use super::tx::Values;
use crate::model::access::{ActorRows, ClassSet, RowClass, RowScope};

/// Appends the condition for a scope, and its values.
pub(super) fn append(sql: &mut String, values: &mut Values, scope: &RowScope) {
    let Some(me) = &scope.me else {
        if scope.classes != ClassSet::ALL {
            sql.push_str(&format!(" AND {NOBODY}"));
        }
        return;
    };
    if let Some(within) = &me.within {
        let condition = in_teams(within, values);
        sql.push_str(&format!(" AND {condition}"));
    }
    if scope.classes != ClassSet::ALL {
        let condition = of_classes(scope.classes, me, values);
        sql.push_str(&format!(" AND ({condition})"));
    }
}

fn in_teams(teams: &[String], values: &mut Values) -> String {
    if teams.is_empty() {
        // Of no team is no customer.
        return NOBODY.to_owned();
    }
    values.extend(teams.iter().map(|team| Box::new(team.clone()) as Box<dyn ToSql>));
    format!("c.team IN ({})", vec!["?"; teams.len()].join(","))
}

fn of_owner(me: &ActorRows, values: &mut Values) -> String {
    values.push(Box::new(me.owner.clone()));
    "c.owner = ?".to_owned()
}

/// The usual sets of classes are conditions that an index can serve; the others are spelled out.
fn of_classes(classes: ClassSet, me: &ActorRows, values: &mut Values) -> String {
    let has = |class| classes.contains(class);
    let named =
        (has(RowClass::Other), has(RowClass::Team), has(RowClass::Own), has(RowClass::Both));
    match named {
        (false, true, false, true) => in_teams(&me.teams, values),
        (false, false, true, true) => of_owner(me, values),
        (false, true, true, true) => {
            format!("{} OR {}", in_teams(&me.teams, values), of_owner(me, values))
        }
        _ => {
            let each: Vec<String> = RowClass::ALL
                .into_iter()
                .filter(|class| has(*class))
                .map(|class| {
                    let team = in_teams(&me.teams, values);
                    let own = of_owner(me, values);
                    let is = |yes| if yes { "IS TRUE" } else { "IS NOT TRUE" };
                    format!("({team}) {} AND ({own}) {}", is(class.is_team()), is(class.is_own()))
                })
                .collect();
            if each.is_empty() { NOBODY.to_owned() } else { each.join(" OR ") }
        }
    }
}
