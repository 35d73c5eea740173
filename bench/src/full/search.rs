//! P8: finding as somebody types, query by query.

use std::hint::black_box;

use customer_core::{CustomerSearch, NewCustomer};
use customer_core_bench::crowd;
use rusqlite::{Connection, OpenFlags, Statement};

use crate::people::Dice;
use crate::rounds::{Waits, cpu_of};
use crate::rows::Result;
use crate::store::Full;
use crate::table::{Line, Target};

const QUERIES: usize = 1_500;

/// The names that somebody types: whole ones, beginnings, two of them.
fn names(of: &NewCustomer, dice: &mut Dice) -> String {
    let given = of.given_name.clone().unwrap_or_default();
    let family = of.family_name.clone().unwrap_or_default();
    let beginning = |text: &str, dice: &mut Dice| -> String {
        let count = text.chars().count();
        text.chars().take(1 + dice.below(count)).collect()
    };
    match dice.below(6) {
        0 => family,
        1 => given,
        2 => beginning(&given, dice),
        3 => format!("{} {}", beginning(&given, dice), beginning(&family, dice)),
        _ => beginning(&family, dice),
    }
}

/// What somebody types of an address or a reference: all of it, most of it, the last digits.
fn identifiers(of: &NewCustomer, dice: &mut Dice) -> String {
    let card = of.contacts.first().cloned().unwrap_or_default();
    let email = card.emails.first().map(|email| email.address.clone()).unwrap_or_default();
    let phone = card.phones.first().map(|phone| phone.number.clone()).unwrap_or_default();
    let reference = of.ref1.clone().unwrap_or_default();
    let most = |text: &str, less: usize| -> String {
        text.chars().take(text.chars().count().saturating_sub(less)).collect()
    };
    let last = |text: &str, count: usize| -> String {
        text.chars().skip(text.chars().count().saturating_sub(count)).collect()
    };
    match dice.below(6) {
        0 => email,
        1 => most(&email, 3),
        2 => phone,
        3 => last(&phone, 7),
        4 => most(&phone, 2),
        _ => reference,
    }
}

pub(crate) fn lines(full: &Full, size: usize) -> Result<Vec<Line>> {
    let bare = Connection::open_with_flags(&full.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    bare.execute_batch("PRAGMA cache_size = -65536;")?;
    let mut lines = Vec::new();
    let mut dice = Dice::new(29);
    let texts = |kind: fn(&NewCustomer, &mut Dice) -> String, dice: &mut Dice| -> Vec<String> {
        (0..QUERIES).map(|_| kind(&crowd::customer(dice.below(size)), dice)).collect()
    };
    let of_names = texts(names, &mut dice);
    let mut words = bare.prepare(
        "SELECT c.uid FROM search s CROSS JOIN customer c ON c.id = s.rowid \
         WHERE s.search MATCH ? AND c.status = 0 ORDER BY s.rowid DESC LIMIT 20",
    )?;
    let theirs = waits(&of_names, |text| {
        let exact = count(&mut words, &expression(text, false));
        if exact < 20 {
            count(&mut words, &expression(text, true));
        }
    });
    lines.extend(both("names", &of_names, full, &theirs, 5_000.0)?);
    let of_identifiers = texts(identifiers, &mut dice);
    let mut keys = bare.prepare(
        "SELECT c.uid FROM contact_point p CROSS JOIN customer c ON c.id = p.customer_id \
         WHERE p.norm >= ?1 AND p.norm < ?1 || char(1114111) AND c.status = 0 LIMIT 20",
    )?;
    let theirs = waits(&of_identifiers, |text| {
        count(&mut keys, &text.to_lowercase());
    });
    lines.extend(both("identifiers", &of_identifiers, full, &theirs, 300.0)?);
    Ok(lines)
}

fn expression(text: &str, prefix: bool) -> String {
    let star = if prefix { " *" } else { "" };
    let words = text.split_whitespace().map(|word| format!("\"{}\"{star}", word.to_lowercase()));
    words.collect::<Vec<_>>().join(" AND ")
}

fn count(statement: &mut Statement<'_>, text: &str) -> usize {
    statement
        .query_map([text], |row| row.get::<_, [u8; 16]>(0))
        .map_or(0, |rows| black_box(rows.filter(std::result::Result::is_ok).count()))
}

fn waits(texts: &[String], mut ask: impl FnMut(&str)) -> Waits {
    texts.iter().take(100).for_each(|text| ask(text));
    Waits::new(texts.iter().map(|text| cpu_of(|| ask(text))).collect())
}

fn both(
    what: &str,
    texts: &[String],
    full: &Full,
    theirs: &Waits,
    target: f64,
) -> Result<[Line; 2]> {
    let mut found = 0;
    let ours = waits(texts, |text| {
        let search = CustomerSearch { text: text.to_owned(), ..CustomerSearch::default() };
        found += full.session.search_customers(&search).map_or(0, |page| page.items.len());
    });
    if found < texts.len() / 2 {
        return Err(format!("too few were found by {what}").into());
    }
    let line = |share, permille, target| {
        let work = format!("search by {what}, a page of 20, {share}");
        let line = Line::new("P8", work, "CPU", ours.permille(permille), target);
        line.beside("a bare statement, ids alone", theirs.permille(permille))
    };
    Ok([line("p50", 500, Target::None), line("p99", 990, Target::Micros(target))])
}
