//! E4.10, Dec.5: exactly one customer for each new sender, whoever asks at the same time.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;

use customer_core::{
    Actor, CallPhase, CallToMatch, CreationMode, CustomerBook, CustomerId, CustomerListing,
    EmailToMatch, MatchOptions, MatchOutcome, SenderAuth, Session, Timestamp, parse_message,
};

const THREADS: usize = 8;
const SENDERS: usize = 60;

fn automatic(book: &CustomerBook) -> Session {
    let admin = Actor::agent("admin", "Admin").unwrap();
    book.add_first_administrator(&admin).unwrap();
    let session = book.session(&admin).unwrap();
    let automatic = Some(CreationMode::Automatic);
    session.set_creation_modes(automatic, automatic, automatic).unwrap();
    session
}

fn email(sender: usize, message: &str) -> EmailToMatch {
    let raw = format!(
        "From: Sender {sender} <s{sender}@example.com>\r\nMessage-ID: <{message}@example.com>\r\n\r\nx"
    );
    EmailToMatch {
        message: parse_message(raw.as_bytes()),
        auth: SenderAuth::Unverified,
        received_at: Timestamp::from_millis(1),
        thread: None,
        keep_participants: false,
    }
}

fn customer(outcome: &MatchOutcome) -> (bool, CustomerId) {
    match outcome {
        MatchOutcome::Created { customer: Some(id) } => (true, *id),
        MatchOutcome::Assigned { customer } => (false, *customer),
        other => panic!("{other:?}"),
    }
}

/// Runs the same work in all threads at once, and collects what each got for each sender.
fn race(
    session: &Session,
    ask: impl Fn(&Session, usize, usize) -> (bool, CustomerId) + Sync,
) -> BTreeMap<usize, Vec<(bool, CustomerId)>> {
    let start = Barrier::new(THREADS);
    let mut all: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS)
            .map(|worker| {
                let (start, ask, session) = (&start, &ask, session.clone());
                scope.spawn(move || {
                    start.wait();
                    let answers =
                        (0..SENDERS).map(|sender| (sender, ask(&session, worker, sender)));
                    answers.collect::<Vec<_>>()
                })
            })
            .collect();
        for thread in running {
            for (sender, answer) in thread.join().unwrap() {
                all.entry(sender).or_default().push(answer);
            }
        }
    });
    all
}

fn check(session: &Session, all: &BTreeMap<usize, Vec<(bool, CustomerId)>>) {
    assert_eq!(all.len(), SENDERS);
    for (sender, answers) in all {
        assert_eq!(answers.len(), THREADS);
        assert_eq!(answers.iter().filter(|(created, _)| *created).count(), 1, "sender {sender}");
        assert!(answers.iter().all(|(_, id)| *id == answers[0].1), "sender {sender} is several");
    }
    let listing = CustomerListing { limit: 500, ..CustomerListing::default() };
    assert_eq!(session.list_customers(&listing).unwrap().items.len(), SENDERS);
}

#[test]
fn eight_threads_create_one_customer_for_each_new_sender() {
    let folder = tempfile::tempdir().unwrap();
    let book = CustomerBook::open(folder.path().join("book.db")).unwrap();
    let session = automatic(&book);
    let all = race(&session, |session, worker, sender| {
        let message = format!("{worker}-{sender}");
        customer(
            &session
                .match_email(&email(sender, &message), MatchOptions::default())
                .unwrap()
                .outcome,
        )
    });
    check(&session, &all);
    // Each message is linked: none of them was lost.
    for answers in all.values() {
        assert_eq!(
            session.list_interactions(answers[0].1, 500, None).unwrap().items.len(),
            THREADS
        );
    }
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn eight_threads_with_the_same_messages_link_each_once() {
    let folder = tempfile::tempdir().unwrap();
    let book = CustomerBook::open(folder.path().join("book.db")).unwrap();
    let session = automatic(&book);
    let all = race(&session, |session, _, sender| {
        let answer = session
            .match_email(&email(sender, &sender.to_string()), MatchOptions::default())
            .unwrap();
        customer(&answer.outcome)
    });
    check(&session, &all);
    for answers in all.values() {
        assert_eq!(session.list_interactions(answers[0].1, 500, None).unwrap().items.len(), 1);
    }
}

#[test]
fn eight_threads_of_calls_in_memory() {
    let book = CustomerBook::open_in_memory().unwrap();
    let session = automatic(&book);
    let all = race(&session, |session, worker, sender| {
        let call = CallToMatch {
            call_id: format!("{worker}-{sender}"),
            caller: format!("+4915112{sender:06}"),
            region: None,
            caller_name: None,
            phase: CallPhase::Accepted,
            at: Timestamp::from_millis(1),
        };
        customer(&session.match_call(&call, MatchOptions::default()).unwrap().outcome)
    });
    check(&session, &all);
}

/// Two books on one file, as two processes have it.
#[test]
fn two_books_on_one_file_create_one_customer_for_each_new_sender() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    let books = [CustomerBook::open(&path).unwrap(), CustomerBook::open(&path).unwrap()];
    let session = automatic(&books[0]);
    let other = books[1].session(&Actor::agent("admin", "Admin").unwrap()).unwrap();
    let all = race(&session, |session, worker, sender| {
        let session = if worker % 2 == 0 { session } else { &other };
        let message = format!("{worker}-{sender}");
        customer(
            &session
                .match_email(&email(sender, &message), MatchOptions::default())
                .unwrap()
                .outcome,
        )
    });
    check(&session, &all);
}

/// E4.7, A5.15, Dec.1: nothing crosses books.
#[test]
fn a_book_knows_nothing_of_another() {
    let books = [CustomerBook::open_in_memory().unwrap(), CustomerBook::open_in_memory().unwrap()];
    let sessions = books.each_ref().map(automatic);
    let answers = sessions
        .each_ref()
        .map(|session| session.match_email(&email(1, "m"), MatchOptions::default()).unwrap());
    let [(created, first), (again, second)] =
        answers.each_ref().map(|answer| customer(&answer.outcome));
    assert!(created && again && first != second);
    assert!(sessions[1].get_customer(first).is_err());
}
