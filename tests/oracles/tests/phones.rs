//! Generated phone numbers, read by the library and by the second opinion.
//!
//! The long form is `ORACLE_ROWS=200000 cargo test --release -p customer-core-oracles -- --nocapture`.

use std::collections::BTreeMap;

use customer_core_oracles::{Class, compare, rows};

fn wanted() -> usize {
    let asked = std::env::var("ORACLE_ROWS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(3_000)
}

#[test]
fn every_difference_from_the_second_opinion_is_of_a_known_class() {
    let rows = rows(wanted());
    let mut classes: BTreeMap<Class, (usize, Vec<String>)> = BTreeMap::new();
    for row in &rows {
        let (count, examples) = classes.entry(compare(row)).or_default();
        *count += 1;
        if examples.len() < 5 {
            examples.push(format!("{:?} in {:?}", row.text, row.region));
        }
    }
    println!("{} texts", rows.len());
    for (class, (count, examples)) in &classes {
        println!("{count:>7}  {class:?}\n         {}", examples.join("\n         "));
    }
    for (class, (count, _)) in classes {
        let most = rows.len() * class.most_in_a_thousand() / 1_000;
        assert!(count <= most, "{class:?}: {count}, at most {most}");
    }
}
