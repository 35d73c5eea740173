//! Finding customers and going through them: lanes, conditions, segments, the order of adding.

use super::*;
use crate::model::filter::{FieldCondition, FieldTest, Filter, PointCondition};
use crate::model::search::words::sought_word;
use crate::model::search::{CustomerCount, KeyIndex, KeyRange, Lane, tails_ending};
use crate::model::segment::Segment;

/// Three customers: Anna with two addresses, Annabel with one that is nearly the same, Bo.
fn fill(store: &dyn Store) {
    let cards = [
        vec![
            (11, PointKind::Email, email("info@a.example")),
            (12, PointKind::Mobile, phone("+4915112345678", None)),
        ],
        vec![
            (21, PointKind::Email, email("info@b.example")),
            (22, PointKind::Home, phone("0045678", None)),
        ],
        vec![],
    ];
    for ((n, name), points) in [(1, "Anna Alm"), (2, "Annabel"), (3, "Bo")].into_iter().zip(cards) {
        let (of, cards) = (record(n, name), [card(n, points)]);
        write(store, move |tx| tx.insert_customer(&of, &cards));
    }
}

fn look(store: &dyn Store, lane: &Lane, place: Option<(CursorKey, i64)>) -> Vec<(u128, i64)> {
    let found = read(store, |tx| {
        let (filter, include_inactive, limit) = (None, false, 10);
        let place = place.clone();
        tx.search_lane(&all(), &LaneRequest { lane, filter, include_inactive, limit, place })
    });
    found.iter().map(|of| (of.record.id.as_uuid().as_u128(), of.row)).collect()
}

fn ids(found: &[(u128, i64)]) -> Vec<u128> {
    found.iter().map(|(id, _)| *id).collect()
}

fn emails(begin: &str) -> Lane {
    let index = KeyIndex::Point(PointFamily::Email);
    Lane::Keys { index, ranges: vec![KeyRange::beginning(begin)] }
}

#[test]
fn lanes_hold_whom_they_say_in_their_order() {
    on_every_engine(|store| {
        fill(store);
        let word = sought_word("anna").unwrap();
        let whole = Lane::Words { all: vec![word.whole.clone()], but_not: Vec::new() };
        let part = Lane::Words { all: vec![word.part.clone()], but_not: vec![word.whole] };
        assert_eq!(ids(&look(store, &whole, None)), [1]);
        assert_eq!(ids(&look(store, &part, None)), [2]);
        assert_eq!(ids(&look(store, &part.with_those_before(), None)), [2, 1], "the newest first");
        assert_eq!(ids(&look(store, &emails("info@"), None)), [1, 2], "by key");
        let tails = tails_ending("45678").unwrap();
        let tails = Lane::Keys { index: KeyIndex::Tail, ranges: vec![tails] };
        assert_eq!(ids(&look(store, &tails, None)), [2, 1], "by what stands before the end");
        let both = Lane::Customers(vec![customer_id(3), customer_id(1), customer_id(9)]);
        assert_eq!(ids(&look(store, &both, None)), [3, 1]);
        assert_eq!(read(store, |tx| tx.calling_codes()), [49]);
    });
}

/// Dec.10: a place stays one when its customer goes.
#[test]
fn a_look_goes_on_behind_a_place() {
    on_every_engine(|store| {
        fill(store);
        let lane = emails("info@");
        let first = look(store, &lane, None)[0];
        let key = CursorKey::Text("info@a.example".into());
        assert_eq!(ids(&look(store, &lane, Some((key.clone(), first.1)))), [2]);
        write(store, |tx| tx.delete_customer(customer_id(1), at(20)));
        let gone = read(store, |tx| tx.place_of(&all(), customer_id(1), at(1), &lane));
        assert_eq!(ids(&look(store, &lane, Some((key, gone)))), [2]);
        let word = sought_word("annabel").unwrap();
        let words = Lane::Words { all: vec![word.whole], but_not: Vec::new() };
        let place = read(store, |tx| tx.place_of(&all(), customer_id(2), at(2), &words));
        assert!(look(store, &words, Some((CursorKey::Number(None), place))).is_empty());
    });
}

/// What customers are found by follows what is written of them.
#[test]
fn words_and_ends_follow_the_rows() {
    on_every_engine(|store| {
        fill(store);
        write(store, |tx| {
            let mut renamed = record(1, "Zoe");
            renamed.version = 2;
            tx.update_customer(&renamed, 1)?;
            tx.delete_point(customer_id(2), PointId::from_uuid(uuid::Uuid::from_u128(22)))
        });
        let found = |word: &str| {
            let all = vec![sought_word(word).unwrap().whole];
            ids(&look(store, &Lane::Words { all, but_not: Vec::new() }, None))
        };
        assert_eq!((found("anna"), found("zoe")), (vec![], vec![1]));
        let ranges = vec![tails_ending("45678").unwrap()];
        assert_eq!(ids(&look(store, &Lane::Keys { index: KeyIndex::Tail, ranges }, None)), [1]);
    });
}

#[test]
fn conditions_leave_whom_they_say() {
    on_every_engine(|store| {
        fill(store);
        let counted = |filter: Filter| {
            let wanted = CustomerPageRequest {
                sort: CustomerSort::Created,
                descending: false,
                include_inactive: true,
                filter: Some(filter),
                lanes: None,
                limit: 50,
                after: None,
                list: "l".into(),
            };
            let page = read(store, |tx| tx.customer_page(&all(), &wanted)).rows.len() as u64;
            let count = read(store, |tx| tx.customer_count(&all(), &wanted));
            assert_eq!(count, CustomerCount { active: page, inactive: 0 });
            page
        };
        let city = |test| Filter::Field(FieldCondition { field: CustomerField::City, test });
        let nowhere = || city(FieldTest::Filled(false));
        assert_eq!(counted(city(FieldTest::Is(vec!["bonn".into()]))), 3);
        assert_eq!(counted(Filter::Not(Box::new(city(FieldTest::StartsWith("Bo".into()))))), 0);
        assert_eq!(counted(nowhere()), 0);
        assert_eq!(counted(Filter::Not(Box::new(nowhere()))), 3);
        assert_eq!(counted(Filter::Has(PointCondition::default())), 2);
        // Nobody and everybody, in every form: an index that is named must bear it.
        let (none, many) = (Filter::Any(vec![]), Filter::All(vec![]));
        assert_eq!((counted(none.clone()), counted(many.clone())), (0, 3));
        assert_eq!(counted(Filter::Not(Box::new(many.clone()))), 0);
        assert_eq!(counted(Filter::All(vec![Filter::Not(Box::new(none)), many])), 3);
    });
}

#[test]
fn segments_are_kept_by_name() {
    on_every_engine(|store| {
        let of = |name: &str, blocked| Segment {
            name: name.to_owned(),
            description: String::new(),
            filter: Filter::Blocked(blocked),
            updated_at: at(3),
            updated_by: actor(),
        };
        for segment in [of("b", true), of("a", true), of("b", false)] {
            write(store, move |tx| tx.put_segment(&segment));
        }
        assert_eq!(read(store, |tx| tx.segments()), [of("a", true), of("b", false)]);
        write(store, |tx| tx.delete_segment("a"));
        assert_eq!(read(store, |tx| tx.segment("a")), None);
        assert_eq!(read(store, |tx| tx.segment("b")), Some(of("b", false)));
    });
}

#[test]
fn customers_are_read_in_the_order_of_adding() {
    on_every_engine(|store| {
        fill(store);
        let request =
            |limit| CustomersAfter { include_inactive: false, filter: None, lanes: None, limit };
        let first = read(store, |tx| tx.customers_after(&all(), 0, &request(2)));
        let last = first.last().unwrap().0;
        let rest = read(store, |tx| tx.customers_after(&all(), last, &request(2)));
        let found = first.iter().chain(&rest).map(|(_, record)| record.id);
        assert!(found.eq([1, 2, 3].map(customer_id)));
        let lanes = [emails("info@b")];
        let one = CustomersAfter { lanes: Some(&lanes), ..request(2) };
        assert_eq!(read(store, |tx| tx.customers_after(&all(), 0, &one)).len(), 1);
    });
}

/// What an import remembers is there in the next transaction, and goes in steps.
#[test]
fn a_run_remembers_whom_it_touched() {
    on_every_engine(|store| {
        fill(store);
        let run = ImportRun {
            key: 0,
            actor: actor(),
            name: "run".into(),
            unnamed: false,
            fingerprint: [1; 32],
            state: RunState::Running,
            updated_at: at(1),
            rows: 0,
            report_bytes: 0,
            progress: "{}".into(),
            last_batch: "[]".into(),
        };
        let key = write(store, move |tx| tx.put_import_run(&run));
        write(store, move |tx| {
            tx.touch_imported(key, customer_id(1), 7, Some(1))?;
            tx.touch_imported(key, customer_id(2), 8, None)?;
            // Of several rows the first is remembered.
            tx.touch_imported(key, customer_id(2), 9, None)
        });
        let touched = |n| read(store, |tx| tx.touched(key, customer_id(n)));
        assert_eq!(touched(1), Some(Touched { row: 7, version: Some(1), fresh: true }));
        assert_eq!(touched(2), Some(Touched { row: 8, version: None, fresh: false }));
        assert_eq!(touched(3), None);
        let address = MatchKey::new(PointFamily::Email, "info@a.example");
        let holders =
            read(store, |tx| tx.address_holders(&RowScope::all(), Some(key), &address, 5));
        assert_eq!(holders, [AddressHolder { customer: customer_id(1), row: Some(7) }]);
        assert_eq!(write(store, move |tx| tx.forget_touched(key, 1)), 1);
        assert_eq!(write(store, move |tx| tx.forget_touched(key, 5)), 1);
        write(store, move |tx| tx.delete_import_run(key));
        assert!(read(store, |tx| tx.import_run(&actor(), "run")).is_none());
    });
}
