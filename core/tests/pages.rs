//! Dec.10: lists come page by page, whatever the size of a page, and cursors stay good while customers
//! come and go.

#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;

use customer_core::{
    Actor, CustomerBook, CustomerId, CustomerListing, CustomerSort, CustomerStatus, Error,
    NewCustomer, Rule, Session,
};
use proptest::prelude::*;

fn session() -> Session {
    let book = CustomerBook::open_in_memory().unwrap();
    let admin = Actor::agent("admin", "Admin").unwrap();
    book.add_first_administrator(&admin).unwrap();
    book.session(&admin).unwrap()
}

fn add(session: &Session, name: &str) -> CustomerId {
    let new = NewCustomer { full_name: Some(name.to_owned()), ..NewCustomer::default() };
    session.create_customer(new).unwrap().customer.id
}

/// All pages from a cursor on, and the cursor behind each.
fn pages(session: &Session, listing: &CustomerListing) -> (Vec<CustomerId>, Vec<String>) {
    let (mut found, mut cursors) = (Vec::new(), Vec::new());
    let mut listing = listing.clone();
    loop {
        let page = session.list_customers(&listing).unwrap();
        assert!(page.items.len() <= listing.limit as usize);
        found.extend(page.items.iter().map(|of| of.id));
        match page.next {
            Some(next) => {
                assert!(!page.items.is_empty() && found.len() < 1_000, "a list has no end");
                cursors.push(next.clone());
                listing.after = Some(next);
            }
            None => return (found, cursors),
        }
    }
}

/// Names that are alike, that differ by case or marks alone, and of many scripts.
fn names() -> impl Strategy<Value = Vec<String>> {
    let name = prop_oneof![
        prop::sample::select(&["Anna", "anna", "Ånna", "Ann", "Zoë", "山田", "Ω", "_"][..])
            .prop_map(str::to_owned),
        "\\PC{0,6}[a-zα-ωа-я]",
    ];
    prop::collection::vec(name, 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Pages of any size, put together, are the list; each customer stands in it once.
    #[test]
    fn pages_together_are_the_list(
        names in names(),
        inactive in prop::collection::vec(any::<bool>(), 25),
        sort in prop::sample::select(CustomerSort::ALL),
        descending in any::<bool>(),
        include_inactive in any::<bool>(),
        limit in 1_u32..9,
    ) {
        let session = session();
        let mut wanted = BTreeSet::new();
        for (name, inactive) in names.iter().zip(inactive) {
            let id = add(&session, name);
            if inactive {
                session.set_customer_status(id, CustomerStatus::Inactive).unwrap();
            }
            if include_inactive || !inactive {
                wanted.insert(id);
            }
        }
        let whole = CustomerListing {
            sort, descending, include_inactive, limit: 500, after: None, ..CustomerListing::default()
        };
        let (all, _) = pages(&session, &whole);
        let (paged, _) = pages(&session, &CustomerListing { limit, ..whole.clone() });
        prop_assert_eq!(&paged, &all);
        prop_assert_eq!(all.len(), wanted.len());
        prop_assert_eq!(all.iter().copied().collect::<BTreeSet<_>>(), wanted);
        let (mut back, _) = pages(&session, &CustomerListing { descending: !descending, ..whole });
        back.reverse();
        prop_assert_eq!(back, all, "from the end it is the same list");
    }

    /// Between two pages others come and go, also the one at the cursor: those who stay are shown
    /// once each.
    #[test]
    fn who_stays_is_shown_once(
        names in prop::collection::vec("[A-Za-zäöü]{1,4}", 4..20),
        sort in prop::sample::select(&[CustomerSort::Name, CustomerSort::Created][..]),
        descending in any::<bool>(),
        limit in 1_u32..4,
        gone in prop::sample::Index::arbitrary(),
        new in "[A-Za-zäöü]{1,4}",
    ) {
        let session = session();
        let mut staying: BTreeSet<_> = names.iter().map(|name| add(&session, name)).collect();
        let listing = CustomerListing {
            sort, descending, limit, ..CustomerListing::default()
        };
        let first = session.list_customers(&listing).unwrap();
        let shown: Vec<_> = first.items.iter().map(|of| of.id).collect();
        let gone = *gone.get(&shown);
        session.delete_customer(gone).unwrap();
        staying.remove(&gone);
        add(&session, &new);
        let (rest, _) = pages(&session, &CustomerListing { after: first.next, ..listing });
        let seen: Vec<_> = shown.iter().chain(&rest).filter(|id| staying.contains(id)).collect();
        prop_assert_eq!(seen.len(), staying.len(), "each once");
        prop_assert_eq!(seen.into_iter().collect::<BTreeSet<_>>().len(), staying.len());
    }

    /// A cursor that somebody changed is refused or leads to some place of the list; it breaks nothing.
    #[test]
    fn cursors_that_were_changed_break_nothing(
        sort in prop::sample::select(CustomerSort::ALL),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[0-9a-fx]"), 1..4),
        cut in prop::option::of(0_usize..80),
    ) {
        let session = session();
        for name in ["Anna", "Bo", "Cy", "Di"] {
            add(&session, name);
        }
        let listing = CustomerListing { sort, limit: 1, ..CustomerListing::default() };
        let (_, cursors) = pages(&session, &listing);
        let mut cursor: Vec<String> = cursors[1].chars().map(String::from).collect();
        for (at, digit) in changes {
            *at.get_mut(&mut cursor) = digit;
        }
        cursor.truncate(cut.unwrap_or(cursor.len()));
        let changed = CustomerListing { after: Some(cursor.concat()), ..listing };
        match session.list_customers(&changed) {
            Ok(page) => prop_assert!(page.items.len() <= 1),
            Err(Error::Invalid { violations }) => {
                prop_assert_eq!(violations[0].rule, Rule::NotACursor);
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}
