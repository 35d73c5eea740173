//! Finding customers: the calls of cases, and the relevance of what is found.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use conformance::search_properties::{self, People};
use conformance::{cases, items, text};
use customer_core::{
    Actor, CustomerId, CustomerSearch, CustomerSelection, CustomerStatus, Error, NewSegment,
    SearchPage, Session, Settings,
};
use serde_json::Value;

use crate::book::{answer, read};
use crate::desk::{Desk, Shelf};
use crate::inputs::{Dice, rounds};
use crate::played;

/// A call about finding; none when it is about something else.
pub(crate) fn call(session: &Session, name: &str, args: &Value) -> Option<Result<Value, Error>> {
    Some(match name {
        "search_customers" => session.search_customers(&read(&args["search"])).map(answer),
        "count_customers" => session.count_customers(&read(&args["selection"])).map(answer),
        "list_customer_ids" => {
            let limit = args["limit"].as_u64().map_or(100, |limit| u32::try_from(limit).unwrap());
            let selection: CustomerSelection = read(&args["selection"]);
            session.list_customer_ids(&selection, limit, args["after"].as_str()).map(answer)
        }
        "list_segments" => session.list_segments().map(answer),
        "put_segment" => session.put_segment(&read::<NewSegment>(&args["new"])).map(answer),
        "remove_segment" => session.remove_segment(text(&args["name"])).map(answer),
        _ => return None,
    })
}

/// A book with the customers of a group, and their keys by their ids.
fn book_of(group: &Value) -> (Shelf, Desk, BTreeMap<CustomerId, String>) {
    let book = Shelf::open(None);
    let admin = Actor::agent("admin", "Admin").unwrap();
    book.add_first_administrator(&admin);
    let session = book.session(&admin);
    if let Some(set) = group["settings"].as_object() {
        let mut settings = serde_json::to_value(session.get_settings().unwrap()).unwrap();
        for (name, value) in set {
            settings[name] = value.clone();
        }
        let settings: Settings = serde_json::from_value(settings).unwrap();
        session.update_settings(settings).unwrap();
    }
    let mut keys = BTreeMap::new();
    for customer in items(&group["customers"]) {
        let mut new = customer.clone();
        let fields = new.as_object_mut().unwrap();
        let key = text(&fields.remove("key").unwrap()).to_owned();
        let status = fields.remove("status");
        let written = session
            .create_customer(serde_json::from_value(new).unwrap())
            .unwrap_or_else(|error| panic!("{}, {key}: {error}", group["id"]));
        if status.is_some_and(|status| status == "inactive") {
            let id = written.customer.id;
            session.set_customer_status(id, CustomerStatus::Inactive).unwrap();
        }
        keys.insert(written.customer.id, key);
    }
    (book, session, keys)
}

/// All that is found, page by page: small pages give what a large one gives.
fn found(session: &Desk, search: &CustomerSearch, pages_of: u32) -> Vec<CustomerId> {
    let mut ids = Vec::new();
    let mut search = CustomerSearch { limit: pages_of, ..search.clone() };
    loop {
        let page: SearchPage = session.search_customers(&search).unwrap();
        for hit in &page.items {
            for of in &hit.matched {
                let (start, length) = (of.start as usize, of.length as usize);
                assert!(length > 0 && start + length <= of.value.chars().count(), "{of:?}");
            }
        }
        ids.extend(page.items.iter().map(|hit| hit.customer.id));
        match page.next {
            Some(next) => search.after = Some(next),
            None => return ids,
        }
    }
}

/// A1.4, A3.23, A2.7: who is found, in which order, and how many there are.
fn run_case(session: &Desk, keys: &BTreeMap<CustomerId, String>, case: &Value) -> Option<String> {
    let search = CustomerSearch {
        text: text(&case["query"]).to_owned(),
        include_inactive: case["include_inactive"] == true,
        ..CustomerSearch::default()
    };
    let ids = found(session, &search, 500);
    assert_eq!(ids, found(session, &search, 1), "{}: pages of one", case["id"]);
    assert_eq!(ids, found(session, &search, 2), "{}: pages of two", case["id"]);
    let selection = CustomerSelection {
        text: Some(search.text.clone()),
        include_inactive: search.include_inactive,
        ..CustomerSelection::default()
    };
    let count = session.count_customers(&selection).unwrap();
    assert_eq!(count.active + count.inactive, ids.len() as u64, "{}: count", case["id"]);
    let of_list = session.list_customer_ids(&selection, 10_000, None).unwrap().items;
    let (mut sorted, mut listed) = (ids.clone(), of_list);
    sorted.sort_unstable();
    listed.sort_unstable();
    assert_eq!(sorted, listed, "{}: list", case["id"]);
    let names: Vec<&str> = ids.iter().map(|id| keys[id].as_str()).collect();
    let first: Vec<&str> = items(&case["first"]).iter().map(text).collect();
    let total = case["total"].as_u64();
    let right = names.starts_with(&first)
        && total.is_none_or(|total| total == names.len() as u64)
        && (case["none"] != true || names.is_empty());
    (!right).then(|| format!("{:?}: wanted {first:?} ({total:?}), got {names:?}", search.text))
}

/// A1.4, A3.23: the relevance of the search, in many scripts.
#[test]
fn relevance() {
    let mut failures = Vec::new();
    let mut run = 0;
    for group in cases("search.json").unwrap() {
        let (_book, session, keys) = book_of(&group);
        for case in items(&group["searches"]) {
            run += 1;
            let play = |()| run_case(&session, &keys, case);
            failures.extend(played::case("search.json", text(&case["id"]), || (), play));
        }
    }
    assert!(failures.is_empty(), "{} of {run} failed\n{}", failures.len(), failures.join("\n"));
    assert!(run >= 150, "{run} are too few");
}

/// T22, T23: whatever somebody types, nothing breaks, and `%` is not everybody.
#[test]
fn no_text_is_an_error() {
    const ODD: &[&str] = &[
        "%", "_", "*", "\"", "'", "(", ")", "^", ":", "-", "+", "{", "}", "NEAR", "AND", "OR",
        "NOT", "words:", "\0", "\u{FEFF}", "\u{E000}", "\u{E003}", "ا", "山", "ー", "が", "ß", "İ",
        "😀", "@", ".", "0", "00", "+49", "anna", "Müller", "mueller", "K-1", "@host", "112345",
        " ", "\t", "\u{0301}", "é", "ﬁ", "١٢٣", "x'",
    ];
    let people = People::new();
    let mut dice = Dice(0x5EED);
    for round in 0..rounds() {
        let mut typed = String::new();
        for _ in 0..dice.below(8) {
            if dice.below(3) == 0 {
                let point = u32::try_from(dice.below(0x11_0000)).unwrap();
                typed.push(char::from_u32(point).unwrap_or(' '));
            } else {
                let at = dice.below(ODD.len());
                typed.push_str(ODD[at]);
            }
        }
        let held = catch_unwind(AssertUnwindSafe(|| match round % 32 {
            0 => search_properties::search(&people, &typed),
            _ => people.find(&typed),
        }));
        assert!(held.is_ok(), "{typed:?}");
    }
    for nobody in ["%", "_", "*", "\"", "%%", "\u{E000}\u{E001}"] {
        assert_eq!(people.count(nobody), 0, "{nobody}");
    }
}
