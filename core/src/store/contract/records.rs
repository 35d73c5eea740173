//! Customers, cards and addresses: written, found, listed.

use super::*;

#[test]
fn what_is_written_is_read_back_whole() {
    on_every_engine(|store| {
        let cards = vec![
            card(
                1,
                vec![
                    (11, PointKind::Email, email("Anna+x@München.example")),
                    (12, PointKind::Home, phone("030 123456 ext 7", Some("DE"))),
                    (13, PointKind::OtherPhone, phone("1234", None)),
                    (14, PointKind::Mobile, phone("1-800-FLOWERS", Some("US"))),
                    (15, PointKind::Business, phone("+800 1234 5678", None)),
                ],
            ),
            card(2, vec![]),
        ];
        let (one, of) = (record(1, "Anna"), cards.clone());
        write(store, move |tx| tx.insert_customer(&one, &of));
        let found = read(store, |tx| tx.customers(&all(), &[customer_id(1), customer_id(2)]));
        assert!(found == [record(1, "Anna")]);
        let found = read(store, |tx| tx.cards(&[customer_id(1)])).remove(0);
        assert!(found == cards, "{found:?}");
    });
}

#[test]
fn an_update_needs_the_version() {
    on_every_engine(|store| {
        write(store, |tx| tx.insert_customer(&record(1, "Anna"), &[]));
        let stepped = CustomerRecord { version: 2, ..record(1, "Anne") };
        let again = stepped.clone();
        assert!(write(store, move |tx| tx.update_customer(&stepped, 1)));
        assert!(!write(store, move |tx| tx.update_customer(&again, 1)));
        assert_eq!(read(store, |tx| tx.customers(&all(), &[customer_id(1)]))[0].version, 2);
    });
}

#[test]
fn fields_that_are_not_to_be_seen_are_not_read() {
    on_every_engine(|store| {
        write(store, |tx| {
            tx.insert_customer(
                &record(1, "Anna"),
                &[card(1, vec![(11, PointKind::Email, email("a@b.example"))])],
            )
        });
        let seeing =
            |levels: Levels| Access::new(RowScope::all(), Arc::new(ClassLevels::new(|_| levels)));
        let city: FieldSet = [CustomerField::City].into_iter().collect();
        let access = seeing(Levels { view: city, ..Levels::NONE });
        let found = read(store, |tx| tx.customers(&access, &[customer_id(1)])).remove(0);
        assert_eq!(found.values.get(CustomerField::FullName), None);
        assert_eq!(found.values.get(CustomerField::City), Some("Bonn"));
        assert!(found.sort_name.is_empty() && found.withheld == FieldSet::NONE);
        let access =
            seeing(Levels { masked: FieldSet::NAMES, presence: FieldSet::ALL, ..Levels::NONE });
        let found = read(store, |tx| tx.customers(&access, &[customer_id(1)])).remove(0);
        assert_eq!(found.values.get(CustomerField::FullName), Some("A•••"));
        assert_eq!(found.values.get(CustomerField::City), None);
        assert!(found.withheld == city && found.sort_name.is_empty());
        let nothing = seeing(Levels::NONE);
        assert_eq!(
            read(store, |tx| tx.customers(&nothing, &[customer_id(1)]))[0].values,
            FieldValues::default()
        );
    });
}

/// What is seen of a row depends on whose it is, also where whose it is is not shown.
#[test]
fn each_row_shows_what_is_seen_of_its_class() {
    on_every_engine(|store| {
        for (n, owner) in [(1, "a1"), (2, "a2")] {
            let mut of = record(n, "x");
            of.values.set(CustomerField::Owner, Some(owner.to_owned()));
            write(store, move |tx| tx.insert_customer(&of, &[]));
        }
        let city: FieldSet = [CustomerField::City].into_iter().collect();
        let levels = |class: RowClass| match class.is_in(GrantScope::Own) {
            true => Levels { view: city, ..Levels::NONE },
            false => Levels::NONE,
        };
        let rows = RowScope { me: Some(Arc::new(anna())), classes: ClassSet::ALL };
        let access = Access::new(rows, Arc::new(ClassLevels::new(levels)));
        let ids = [customer_id(1), customer_id(2)];
        let found = read(store, |tx| tx.customers(&access, &ids));
        let cities: Vec<_> = found.iter().map(|of| of.values.get(CustomerField::City)).collect();
        assert_eq!(cities, [Some("Bonn"), None]);
        assert!(found.iter().all(|of| of.values.get(CustomerField::Owner).is_none()));
    });
}

#[test]
fn rows_out_of_scope_are_not_read() {
    on_every_engine(|store| {
        for (n, team, owner) in
            [(1, "north", "a1"), (2, "south", "a1"), (3, "north", "a2"), (4, "", "")]
        {
            let mut of = record(n, "x");
            of.values.set(CustomerField::Team, Some(team.to_owned()).filter(|t| !t.is_empty()));
            of.values.set(CustomerField::Owner, Some(owner.to_owned()).filter(|o| !o.is_empty()));
            write(store, move |tx| tx.insert_customer(&of, &[]));
        }
        let ids: Vec<_> = (1..=4).map(customer_id).collect();
        let scope = |classes: &[RowClass], within: Option<&str>| {
            let within = within.map(|team| vec![team.to_owned()]);
            let me = ActorRows { within, ..anna() };
            RowScope { me: Some(Arc::new(me)), classes: classes.iter().copied().collect() }
        };
        use RowClass::{Both, Other, Own, Team};
        for (rows, wanted) in [
            (RowScope::all(), vec![1, 2, 3, 4]),
            (scope(&[Other, Team, Own, Both], None), vec![1, 2, 3, 4]),
            (scope(&[Team, Both], None), vec![1, 3]),
            (scope(&[Own, Both], None), vec![1, 2]),
            (scope(&[Team, Own, Both], None), vec![1, 2, 3]),
            (scope(&[Both], None), vec![1]),
            (scope(&[Other, Own], None), vec![2, 4]),
            (scope(&[Other], None), vec![4]),
            (scope(&[Own, Both], Some("south")), vec![2]),
            (scope(&[Other, Team, Own, Both], Some("south")), vec![2]),
            (scope(&[], None), vec![]),
        ] {
            let access = Access::whole(rows);
            let wanted: Vec<_> = wanted.into_iter().map(customer_id).collect();
            let found = read(store, |tx| tx.customers(&access, &ids));
            assert_eq!(found.iter().map(|of| of.id).collect::<Vec<_>>(), wanted);
            let page =
                read(store, |tx| tx.customer_page(&access, &request(CustomerSort::Created, None)));
            assert_eq!(page.rows.iter().map(|of| of.id).collect::<Vec<_>>(), wanted);
            let in_hand = read(store, |tx| tx.customers(&all(), &ids)).into_iter().filter(|of| {
                access
                    .rows
                    .admits(of.values.get(CustomerField::Team), of.values.get(CustomerField::Owner))
            });
            assert_eq!(
                in_hand.map(|of| of.id).collect::<Vec<_>>(),
                wanted,
                "the test in hand is the store's own"
            );
        }
    });
}

fn request(sort: CustomerSort, after: Option<Cursor>) -> CustomerPageRequest {
    CustomerPageRequest {
        sort,
        descending: false,
        include_inactive: false,
        filter: None,
        lanes: None,
        limit: 50,
        after,
        list: "l".into(),
    }
}

#[test]
fn pages_go_through_all_rows_once() {
    on_every_engine(|store| {
        for n in 1..=25_u128 {
            // Many have the same name and no contact: ties are broken by id.
            write(store, move |tx| {
                tx.insert_customer(&record(n, ["B", "a", "a"][n as usize % 3]), &[])
            });
            if n % 4 == 0 {
                write(store, move |tx| {
                    tx.note_contact(customer_id(n), at(i64::try_from(n % 8).unwrap()))
                });
            }
        }
        for sort in CustomerSort::ALL {
            for descending in [false, true] {
                for limit in [1, 2, 7, 24, 25, 26] {
                    let mut seen = Vec::new();
                    let mut after = None;
                    loop {
                        let wanted =
                            CustomerPageRequest { descending, limit, ..request(*sort, after) };
                        let page = read(store, |tx| tx.customer_page(&all(), &wanted));
                        seen.extend(page.rows.iter().map(|of| of.id));
                        after = page.next;
                        if after.is_none() {
                            break;
                        }
                    }
                    let whole = read(store, |tx| {
                        tx.customer_page(
                            &all(),
                            &CustomerPageRequest { descending, limit: 500, ..request(*sort, None) },
                        )
                    });
                    assert_eq!(
                        seen,
                        whole.rows.iter().map(|of| of.id).collect::<Vec<_>>(),
                        "{sort} {limit}"
                    );
                    assert_eq!(seen.len(), 25);
                }
            }
        }
        let cursor = Cursor { list: "l".into(), key: CursorKey::Text("b".into()), id: [0xFF; 16] };
        assert!(
            read(store, |tx| tx
                .customer_page(&all(), &request(CustomerSort::Name, Some(cursor.clone()))))
            .rows
            .is_empty()
        );
    });
}

#[test]
fn redirects_are_followed_to_their_end() {
    on_every_engine(|store| {
        write(store, |tx| {
            for n in 1..=3 {
                tx.insert_customer(&record(n, "x"), &[])?;
            }
            tx.redirect_customer(customer_id(3), customer_id(2))?;
            tx.redirect_customer(customer_id(2), customer_id(1))
        });
        assert_eq!(read(store, |tx| tx.survivor(customer_id(3))), Some(customer_id(1)));
        assert_eq!(read(store, |tx| tx.survivor(customer_id(9))), None);
        assert_eq!(
            read(store, |tx| tx.customer_page(&all(), &request(CustomerSort::Name, None)))
                .rows
                .len(),
            1
        );
        write(store, |tx| tx.delete_customer(customer_id(1), at(9)));
        assert_eq!(read(store, |tx| tx.survivor(customer_id(3))), None);
    });
}

#[test]
fn references_stay_with_their_customer() {
    on_every_engine(|store| {
        let mut of = record(1, "x");
        of.values.set(CustomerField::Ref1, Some("R".into()));
        write(store, move |tx| tx.insert_customer(&of, &[]));
        let used = |slot| read(store, |tx| tx.reference_use(slot, "R"));
        assert_eq!(used(ReferenceSlot::Ref1), Some(ReferenceUse::Living(customer_id(1))));
        assert_eq!(used(ReferenceSlot::Ref2), None);
        write(store, |tx| tx.delete_customer(customer_id(1), at(9)));
        assert_eq!(used(ReferenceSlot::Ref1), Some(ReferenceUse::Retired(customer_id(1))));
    });
}

#[test]
fn points_and_cards_are_changed_in_place() {
    on_every_engine(|store| {
        let (a, b) = (
            card(
                1,
                vec![
                    (11, PointKind::Email, email("a@b.example")),
                    (12, PointKind::Email, email("c@d.example")),
                ],
            ),
            card(2, vec![]),
        );
        let cards = vec![a.clone(), b];
        write(store, move |tx| tx.insert_customer(&record(1, "x"), &cards));
        let mut changed = a.points[0].clone();
        changed.value = email("z@b.example");
        let of = a.id;
        write(store, move |tx| tx.put_point(customer_id(1), of, &changed));
        let found = read(store, |tx| tx.cards(&[customer_id(1)])).remove(0);
        let typed: Vec<_> =
            found[0].points.iter().map(|of| of.value.as_typed().to_owned()).collect();
        assert_eq!(typed, ["z@b.example", "c@d.example"], "the order is the order of adding");
        let point = a.points[1].id;
        write(store, move |tx| tx.delete_point(customer_id(1), point));
        write(store, move |tx| tx.delete_contact(customer_id(1), of));
        let found = read(store, |tx| tx.cards(&[customer_id(1)])).remove(0);
        assert_eq!(found.len(), 1);
    });
}
