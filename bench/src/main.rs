//! Figures beside the physical limit, or beside what a user would pick instead. What counts is the
//! ratio: both sides are measured in one run, by turns.

mod contacts;
mod crossing;
mod footprint;
mod full;
mod lookup;
mod messages;
mod peers;
mod people;
mod records;
mod resolve;
mod rounds;
mod rows;
mod store;
mod table;

use std::process::ExitCode;

use table::Line;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            table::trouble(trouble.as_ref());
            ExitCode::FAILURE
        }
    }
}

/// Prints the rows, or those of the numbers that are given as arguments (`P7 P9`); `full` prints those
/// that grow with the book.
fn run() -> Result<(), Box<dyn std::error::Error>> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    match wanted.split_first() {
        Some((first, rest)) if first == "full" => return full::run(rest),
        Some((first, rest)) if first == "child" => return full::run_child(rest),
        _ => {}
    }
    let any = |numbers: &[&str]| {
        wanted.is_empty() || wanted.iter().any(|wanted| numbers.contains(&wanted.as_str()))
    };
    if any(&["P1", "P2"]) {
        peers::install();
    }
    if any(&["P11"]) {
        crossing::install();
    }
    table::head();
    if any(&["P1"]) {
        table::line(&Line::of("P1", &contacts::phones()));
        table::line(&Line::of("P1", &contacts::plain_phones()));
        let mixed = Line::of("P1", &contacts::mixed_phones());
        table::line(&mixed.with_peers(peers::phones()?));
    }
    if any(&["P2"]) {
        let emails = Line::of("P2", &contacts::emails());
        table::line(&emails.with_peers(peers::emails()?));
        table::line(&Line::of("P2", &contacts::international_emails()));
    }
    if any(&["P3"]) {
        table::line(&Line::of("P3", &messages::headers_to_class()?));
    }
    let folder = tempfile::tempdir()?;
    let of_records = any(&["P4", "P5", "P6", "P9", "P10"]);
    let full =
        if of_records || any(&["P11", "P12"]) { Some(store::import(folder.path())?) } else { None };
    if let Some(full) = full.as_ref().filter(|_| of_records) {
        if let Some(import) = &full.import {
            table::line(&Line::of("P4", import));
        }
        lookup::lines(full)?.iter().for_each(table::line);
        records::lines(full)?.iter().for_each(table::line);
    }
    if any(&["P7"]) {
        resolve::lines(folder.path())?.iter().for_each(table::line);
    }
    if let Some(full) = full.as_ref().filter(|_| any(&["P11"])) {
        crossing::lines(full)?.iter().for_each(table::line);
    }
    if let Some(full) = full.as_ref().filter(|_| any(&["P12"])) {
        footprint::opening(&full.path, &full.people)?.iter().for_each(table::line);
        footprint::library()?.iter().for_each(table::line);
    }
    Ok(())
}
