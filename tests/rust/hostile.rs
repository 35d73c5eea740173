//! Input that nobody would type: vectors taken apart and put together wrongly. The long form of this
//! is `make fuzz`.

use conformance::{exchange_properties, file_properties, properties, seeds};

use crate::inputs::{Dice, changed, rounds};

fn throw(property: &str, rounds: u32, mut test: impl FnMut(&[u8])) {
    let seeds = seeds::of(property).unwrap();
    assert!(seeds.len() > 5, "{property}: {} seeds", seeds.len());
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    seeds.iter().for_each(|seed| test(seed));
    for _ in 0..rounds {
        test(&changed(&seeds, &mut dice));
    }
}

#[test]
fn emails() {
    throw("email", rounds() * 5, |input| properties::email(&String::from_utf8_lossy(input)));
}

#[test]
fn phones() {
    throw("phone", rounds(), |input| {
        let text = String::from_utf8_lossy(input);
        let (region, number) = seeds::region_and_number(&text);
        properties::phone(number, region);
    });
}

#[test]
fn messages() {
    throw("message", rounds(), |input| {
        properties::message(input);
    });
}

#[test]
fn messages_to_a_book() {
    let book = properties::AutomaticBook::new();
    throw("message", rounds() / 10, |input| properties::matching(&book.session, input));
}

#[test]
fn authentication_results() {
    let book = properties::AutomaticBook::new();
    throw("authentication", rounds() / 4, |input| {
        properties::authentication(&book.session, &String::from_utf8_lossy(input));
    });
}

#[test]
fn mailboxes() {
    let desk = file_properties::Desk::new();
    throw("mbox", rounds() / 4, |input| file_properties::mbox(&desk, input));
}

#[test]
fn lists_of_customers() {
    let desk = file_properties::Desk::new();
    throw("csv", rounds() / 20, |input| file_properties::csv(&desk, input));
}

#[test]
fn files_to_import() {
    throw("csv_import", rounds() / 4, exchange_properties::csv_import);
    throw("json_lines", rounds() / 4, exchange_properties::json_lines);
    throw("vcard", rounds() / 4, exchange_properties::vcard);
    throw("js_contact", rounds() / 4, exchange_properties::js_contact);
}

#[test]
fn book_files_that_were_changed() {
    let file = file_properties::BookFile::new();
    throw("database", rounds() / 20, |input| file_properties::database(&file, input));
}
