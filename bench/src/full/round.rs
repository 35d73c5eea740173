//! Out of a book, into an empty one, and out again: the same octets. And filters, each with its time.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufReader, Read};
use std::path::Path;

use customer_core::{
    CustomerField, CustomerListing, CustomerSelection, CustomerSort, FieldCondition, FieldTest,
    Filter, PointCondition, PointFamily,
};

use super::child;
use crate::rounds::{Waits, wait};
use crate::rows::Result;
use crate::store::Full;
use crate::table::{Line, Target};

const ROUNDS: usize = 15;

/// Exports the book, imports the file into an empty book, exports that, and compares.
pub(super) fn trip(folder: &Path, book: &Path, size: usize) -> Result<Vec<Line>> {
    let paths = [folder.join("first.csv"), folder.join("second.csv"), folder.join("again.db")];
    let [first, second, again] = &paths;
    let out = child(&["export", "0"], &[first, book])?;
    let back = child(&["csv", "0"], &[again, first])?;
    child(&["export", "0"], &[second, again])?;
    if !same(first, second)? {
        return Err("what came back is not what went out".into());
    }
    for path in &paths {
        std::fs::remove_file(path)?;
    }
    #[expect(clippy::cast_precision_loss, reason = "sizes are small")]
    let each = |seconds: f64| seconds * 1e6 / size as f64;
    let line = |work: &str, cpu: f64| Line::new("P4", work, "CPU", each(cpu), Target::None);
    Ok(vec![
        line("export of all to CSV", out.cost.cpu),
        line("import of that file, the same octets when exported again", back.cost.cpu),
        Line::new("P4", "memory of the export, MB", "", out.memory_mb, Target::Most(100.0)),
    ])
}

fn same(one: &Path, other: &Path) -> Result<bool> {
    let mut files = [BufReader::new(File::open(one)?), BufReader::new(File::open(other)?)];
    let (mut a, mut b) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let [first, second] = &mut files;
        let length = first.read(&mut a)?;
        if length == 0 {
            return Ok(second.read(&mut b)? == 0);
        }
        let (mine, theirs) = (a.get(..length), b.get_mut(..length));
        let Some(theirs) = theirs else { return Ok(false) };
        if second.read_exact(theirs).is_err() || mine != Some(&*theirs) {
            return Ok(false);
        }
    }
}

fn field(field: CustomerField, value: &str) -> Filter {
    Filter::Field(FieldCondition { field, test: FieldTest::Is(vec![value.to_owned()]) })
}

/// A page of 50 by name, and a count, of filters that leave many, some and few.
pub(super) fn filters(full: &Full) -> Result<Vec<Line>> {
    let phones = PointCondition { family: Some(PointFamily::Phone), ..PointCondition::default() };
    let several = Filter::All(vec![
        field(CustomerField::Source, "web"),
        Filter::Any(vec![
            field(CustomerField::City, "Oslo"),
            Filter::Not(Box::new(field(CustomerField::Country, "US"))),
        ]),
        Filter::Has(phones),
    ]);
    let all = [
        ("a country of many", field(CustomerField::Country, "US")),
        ("a city", field(CustomerField::City, "Oslo")),
        ("a reference", field(CustomerField::Ref1, "c-0000007")),
        ("and, or, not, has a phone", several),
    ];
    let mut lines = Vec::new();
    for (name, filter) in all {
        let listing = CustomerListing {
            sort: CustomerSort::Name,
            filter: Some(filter.clone()),
            ..CustomerListing::default()
        };
        let selection = CustomerSelection { filter: Some(filter), ..CustomerSelection::default() };
        if full.session.list_customers(&listing)?.items.is_empty() {
            return Err(format!("nobody is in {name}").into());
        }
        let of = |ask: &mut dyn FnMut()| Waits::new((0..ROUNDS).map(|_| wait(&mut *ask)).collect());
        let page = of(&mut || drop(black_box(full.session.list_customers(&listing))));
        let count = of(&mut || drop(black_box(full.session.count_customers(&selection))));
        let line = |what: &str, waits: &Waits| {
            let work = format!("filter, {name}: {what}");
            Line::new("P8", work, "wall, p50", waits.permille(500), Target::None)
        };
        lines.extend([line("a page of 50 by name", &page), line("an exact count", &count)]);
    }
    Ok(lines)
}
