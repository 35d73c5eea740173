//! Times that are given are ones that every language can hold.

#![cfg(feature = "sqlite")]

use customer_core::{
    Actor, CustomerBook, EmailToMatch, Error, MatchOptions, Rule, Timestamp, Violation,
    parse_message,
};

#[test]
fn an_email_of_the_year_10000_is_refused() {
    let book = CustomerBook::open_in_memory().unwrap();
    let admin = Actor::agent("admin", "Admin").unwrap();
    book.add_first_administrator(&admin).unwrap();
    let session = book.session(&admin).unwrap();
    let asked = |millis: i64| {
        let email = EmailToMatch {
            message: parse_message(b"From: anna@example.com\r\nMessage-ID: <a@b>\r\n\r\nHello"),
            received_at: Timestamp::from_millis(millis),
            auth: Default::default(),
            thread: None,
            keep_participants: false,
        };
        session.match_email(&email, MatchOptions::default()).map(|answer| answer.applied)
    };
    assert!(asked(253_402_300_799_999).is_ok());
    let wrong = Violation::new("received_at", Rule::OutOfRange);
    for beyond in [253_402_300_800_000, -62_135_596_800_001, i64::MAX, i64::MIN] {
        let told = asked(beyond);
        assert_eq!(told, Err(Error::Invalid { violations: vec![wrong.clone()] }));
    }
}
