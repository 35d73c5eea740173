//! Filters: what may be asked, and in which form it is asked of the store.

use crate::model::field::CustomerField;
use crate::model::filter::{
    FieldCondition, FieldTest, Filter, LooksAt, MAX_ALL_VALUES, MAX_CONDITIONS, MAX_DEPTH,
    MAX_PARTS, MAX_VALUES, PointCondition, TimeSpan,
};
use crate::model::text::line_within;
use crate::model::violation::{Rule, Violation};

use super::customers::check_text;

/// Checks a filter: the same with its values in canonical form, or all that is wrong with it, each
/// with its place (`filter.all[1].not.created`).
pub(crate) fn check(filter: &Filter) -> Result<Filter, Vec<Violation>> {
    let mut check = Check { violations: Vec::new(), parts: 0, conditions: 0, values: 0 };
    let checked = check.filter(filter, "filter", 1);
    if check.conditions > MAX_CONDITIONS {
        check.violations.push(Violation::limited("filter", Rule::TooMany, MAX_CONDITIONS as u32));
    }
    if check.parts > MAX_PARTS {
        check.violations.push(Violation::limited("filter", Rule::TooMany, MAX_PARTS as u32));
    }
    if check.values > MAX_ALL_VALUES {
        check.violations.push(Violation::limited("filter", Rule::TooMany, MAX_ALL_VALUES as u32));
    }
    if check.violations.is_empty() { Ok(checked) } else { Err(check.violations) }
}

struct Check {
    violations: Vec<Violation>,
    parts: usize,
    conditions: usize,
    values: usize,
}

impl Check {
    fn wrong(&mut self, violation: Violation) {
        // A filter of a million mistakes is told of as many as it may have conditions.
        if self.violations.len() < MAX_CONDITIONS {
            self.violations.push(violation);
        }
    }

    fn filter(&mut self, filter: &Filter, path: &str, depth: usize) -> Filter {
        if depth > MAX_DEPTH {
            self.wrong(Violation::limited(path, Rule::TooDeep, MAX_DEPTH as u32));
            return Filter::All(Vec::new());
        }
        self.parts += 1;
        // What is too many is looked at no further.
        if self.parts > MAX_PARTS {
            return Filter::All(Vec::new());
        }
        match filter {
            Filter::All(parts) => Filter::All(self.parts(parts, &format!("{path}.all"), depth)),
            Filter::Any(parts) => Filter::Any(self.parts(parts, &format!("{path}.any"), depth)),
            Filter::Not(part) => {
                Filter::Not(Box::new(self.filter(part, &format!("{path}.not"), depth + 1)))
            }
            condition => {
                self.conditions += 1;
                self.condition(condition, path)
            }
        }
    }

    fn parts(&mut self, parts: &[Filter], path: &str, depth: usize) -> Vec<Filter> {
        if parts.len() > MAX_CONDITIONS {
            self.wrong(Violation::limited(path, Rule::TooMany, MAX_CONDITIONS as u32));
            return Vec::new();
        }
        let each = parts.iter().enumerate();
        each.map(|(at, part)| self.filter(part, &format!("{path}[{at}]"), depth + 1)).collect()
    }

    fn condition(&mut self, condition: &Filter, path: &str) -> Filter {
        match condition {
            Filter::Created(span) => self.span(*span, &format!("{path}.created")),
            Filter::Updated(span) => self.span(*span, &format!("{path}.updated")),
            Filter::LastContact(span) => self.span(*span, &format!("{path}.last_contact")),
            Filter::Has(point) => self.point(*point, &format!("{path}.has")),
            Filter::Field(of) => return self.field(of, &format!("{path}.field")),
            _ => {}
        }
        condition.clone()
    }

    fn span(&mut self, span: TimeSpan, path: &str) {
        for (time, name) in [(span.from, "from"), (span.before, "before")] {
            if let Some(Err(violation)) = time.map(|of| of.check(&format!("{path}.{name}"))) {
                self.wrong(violation);
            }
        }
        match (span.from, span.before) {
            (None, None) => self.wrong(Violation::new(path, Rule::Required)),
            (Some(from), Some(before)) if from >= before => {
                self.wrong(Violation::new(format!("{path}.before"), Rule::OutOfRange));
            }
            _ => {}
        }
    }

    fn point(&mut self, point: PointCondition, path: &str) {
        match (point.family, point.kind) {
            (Some(family), Some(kind)) if kind.family() != family => {
                self.wrong(Violation::new(format!("{path}.kind"), Rule::UnknownValue));
            }
            _ => {}
        }
    }

    fn field(&mut self, of: &FieldCondition, path: &str) -> Filter {
        let test = match &of.test {
            FieldTest::Is(values) => {
                let path = format!("{path}.test.is");
                if values.is_empty() {
                    self.wrong(Violation::new(&path, Rule::Required));
                }
                if values.len() > MAX_VALUES {
                    self.wrong(Violation::limited(&path, Rule::TooMany, MAX_VALUES as u32));
                    return Filter::All(Vec::new());
                }
                self.values += values.len();
                let values = values.iter().enumerate();
                FieldTest::Is(
                    values
                        .filter_map(|(at, value)| {
                            self.value(of.field, value, &format!("{path}[{at}]"))
                        })
                        .collect(),
                )
            }
            FieldTest::StartsWith(text) => {
                let path = format!("{path}.test.starts_with");
                match line_within(text, &path, of.field.max_chars()) {
                    Ok(Some(text)) => FieldTest::StartsWith(text),
                    Ok(None) => {
                        self.wrong(Violation::new(path, Rule::Required));
                        FieldTest::Filled(true)
                    }
                    Err(violation) => {
                        self.wrong(violation);
                        FieldTest::Filled(true)
                    }
                }
            }
            FieldTest::Filled(filled) => FieldTest::Filled(*filled),
        };
        Filter::Field(FieldCondition { field: of.field, test })
    }

    fn value(&mut self, field: CustomerField, value: &str, path: &str) -> Option<String> {
        match check_text(field, value) {
            Ok(Some(value)) => Some(value),
            Ok(None) => {
                self.wrong(Violation::new(path, Rule::Required));
                None
            }
            Err(violation) => {
                self.wrong(violation.at(path));
                None
            }
        }
    }
}

/// The places of a filter that look at something, for those who may not see it.
pub(crate) fn places_beyond(filter: &Filter, seen: impl Fn(LooksAt) -> bool) -> Vec<Violation> {
    let mut found = Vec::new();
    collect(filter, "filter", &seen, &mut found);
    found
}

fn collect(
    filter: &Filter,
    path: &str,
    seen: &impl Fn(LooksAt) -> bool,
    found: &mut Vec<Violation>,
) {
    let mut each = |parts: &[Filter], word: &str| {
        for (at, part) in parts.iter().enumerate() {
            collect(part, &format!("{path}.{word}[{at}]"), seen, found);
        }
    };
    match filter {
        Filter::All(parts) => each(parts, "all"),
        Filter::Any(parts) => each(parts, "any"),
        Filter::Not(part) => collect(part, &format!("{path}.not"), seen, found),
        condition if !seen(condition.looks_at()) => {
            found.push(Violation::new(path, Rule::NotSearchable));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(filter: &Filter) -> Vec<(String, Option<u32>)> {
        let told = check(filter).err().unwrap_or_default();
        told.into_iter().map(|of| (of.field, of.limit)).collect()
    }

    #[test]
    fn conditions_and_groups_are_counted_apart() {
        let conditions = |count| Filter::All(vec![Filter::Blocked(true); count]);
        assert_eq!(told(&conditions(100)), []);
        assert_eq!(told(&conditions(101)), [("filter.all".to_owned(), Some(100))]);
        let halves = |count| Filter::Any(vec![conditions(50), conditions(count)]);
        assert_eq!(told(&halves(50)), []);
        assert_eq!(told(&halves(51)), [("filter".to_owned(), Some(100))]);
        let groups = |count| Filter::All(vec![Filter::Any(vec![Filter::All(vec![]); count]); 9]);
        assert_eq!(told(&groups(99)), []);
        assert_eq!(
            told(&Filter::Any(vec![groups(99), groups(99)])),
            [("filter".to_owned(), Some(1_000))]
        );
    }
}
