//! What a book remembers beside its customers: facts, interactions, members, settings, changes.

use super::*;

#[test]
fn ids_of_holders_are_those_of_the_rows_in_scope() {
    on_every_engine(|store| {
        for (n, name) in [(1, "A"), (2, "B")] {
            let cards = [card(n, vec![(n, PointKind::Email, email("anna@example.com"))])];
            let of = record(n, name);
            write(store, move |tx| tx.insert_customer(&of, &cards));
        }
        let address = MatchKey::new(PointFamily::Email, "anna@example.com");
        let nobody = MatchKey::new(PointFamily::Email, "nobody@example.com");
        let ids = |rows: &RowScope| {
            read(store, |tx| {
                tx.holder_ids(rows, &[address.clone(), nobody.clone(), address.clone()])
            })
        };
        let both = vec![customer_id(1), customer_id(2)];
        assert_eq!(ids(&RowScope::all()), [both.clone(), vec![], both]);
        assert_eq!(ids(&RowScope::all().none()), [vec![], vec![], vec![]]);
        let nobody_of = RowScope { me: Some(Arc::new(anna())), ..RowScope::all().none() };
        assert_eq!(ids(&nobody_of), [vec![], vec![], vec![]]);
    });
}

#[test]
fn holders_are_found_by_key_relation_and_digits() {
    on_every_engine(|store| {
        write(store, |tx| {
            tx.insert_customer(
                &record(1, "A"),
                &[card(
                    1,
                    vec![
                        (11, PointKind::Email, email("anna+x@example.com")),
                        (12, PointKind::Home, phone("1234", Some("US"))),
                    ],
                )],
            )?;
            tx.insert_customer(
                &record(2, "B"),
                &[card(2, vec![(21, PointKind::Email, email("ANNA@example.com"))])],
            )?;
            tx.insert_customer(
                &record(3, "C"),
                &[card(3, vec![(31, PointKind::Email, email("anna@example.com"))])],
            )?;
            tx.redirect_customer(customer_id(3), customer_id(1))
        });
        let find = |query: HolderQuery| {
            let found = read(store, |tx| tx.holders(&query));
            let mut found: Vec<_> = found.iter().map(|of| (of.customer, of.merged_from)).collect();
            found.sort();
            found
        };
        let address = MatchKey::new(PointFamily::Email, "anna@example.com");
        assert_eq!(
            find(HolderQuery { keys: vec![address.clone()], ..HolderQuery::default() }),
            [(customer_id(1), Some(customer_id(3))), (customer_id(2), None)]
        );
        assert_eq!(
            find(HolderQuery {
                related_emails: vec![address.text.clone()],
                ..HolderQuery::default()
            })
            .len(),
            3
        );
        assert_eq!(
            find(HolderQuery { digits: vec!["1234".into()], ..HolderQuery::default() }),
            [(customer_id(1), None)]
        );
        assert_eq!(find(HolderQuery::default()), []);
        assert_eq!(
            find(HolderQuery {
                keys: vec![MatchKey::new(PointFamily::Phone, address.text)],
                ..HolderQuery::default()
            }),
            []
        );
    });
}

#[test]
fn facts_are_kept_once_for_an_address() {
    on_every_engine(|store| {
        let key = MatchKey::new(PointFamily::Email, "a@b.example");
        let facts = AddressFacts {
            shared: true,
            undeliverable: Some(Undeliverable { since: at(3), code: Some("5.1.1".into()) }),
            soft_bounces: 4,
        };
        let (of, to) = (key.clone(), facts.clone());
        write(store, move |tx| tx.put_address_facts(&of, &to));
        let other = MatchKey::new(PointFamily::Phone, "a@b.example");
        assert_eq!(
            read(store, |tx| tx.address_facts(&[key.clone(), other.clone()])),
            [facts, AddressFacts::default()]
        );
        let of = key.clone();
        write(store, move |tx| tx.put_address_facts(&of, &AddressFacts::default()));
        assert_eq!(
            read(store, |tx| tx.address_facts(std::slice::from_ref(&key))),
            [AddressFacts::default()]
        );
    });
}

#[test]
fn memories_are_kept() {
    on_every_engine(|store| {
        write(store, |tx| {
            tx.insert_customer(&record(1, "x"), &[])?;
            tx.insert_customer(&record(2, "y"), &[])?;
            tx.keep_apart(customer_id(2), customer_id(1), &actor(), at(1))?;
            let digest = KeyDigest([3; 32]);
            tx.suppress(&digest, at(1))?;
            tx.suppress(&digest, at(2))?;
            tx.note_removed_point(customer_id(1), &digest, "order", at(7))?;
            tx.note_profile(&ProfileNote {
                customer: customer_id(1),
                channel: "shop",
                account: "",
                user_id: "u",
                at: at(5),
                attribute: Some(("phone", "12")),
            })?;
            tx.note_profile(&ProfileNote {
                customer: customer_id(1),
                channel: "shop",
                account: "",
                user_id: "u",
                at: at(9),
                attribute: Some(("phone", "34")),
            })
        });
        let ids = [customer_id(1), customer_id(2), customer_id(3)];
        assert_eq!(read(store, |tx| tx.kept_apart(&ids)), [(customer_id(1), customer_id(2))]);
        assert!(read(store, |tx| tx.kept_apart(&ids[..1])).is_empty());
        assert_eq!(
            read(store, |tx| tx.suppressed(&[KeyDigest([3; 32]), KeyDigest([4; 32])])),
            [true, false]
        );
        assert_eq!(
            read(store, |tx| tx.removed_point(customer_id(1), &KeyDigest([3; 32]))),
            Some(("order".into(), at(7)))
        );
        assert_eq!(read(store, |tx| tx.removed_point(customer_id(2), &KeyDigest([3; 32]))), None);
    });
}

fn interaction(
    n: u128,
    external_id: &str,
    identity: &str,
    customer: Option<CustomerId>,
) -> InteractionRecord {
    InteractionRecord {
        id: crate::model::ids::InteractionId::from_uuid(uuid::Uuid::from_u128(n)),
        kind: InteractionKind::Email,
        external_id: external_id.into(),
        identity: identity.into(),
        customer,
        at: at(i64::try_from(n).unwrap()),
        automated: false,
        linked_by: actor(),
        linked_by_hand: true,
        linked_at: at(3),
        created_customer: false,
        participants: vec!["a@b.example".into()],
    }
}

#[test]
fn interactions_are_one_for_each_id_and_sender() {
    on_every_engine(|store| {
        write(store, |tx| {
            tx.insert_customer(&record(1, "x"), &[])?;
            tx.insert_customer(&record(2, "y"), &[])?;
            tx.put_interaction(&interaction(1, "m1", "a", Some(customer_id(1))))?;
            tx.put_interaction(&interaction(2, "m1", "b", Some(customer_id(1))))?;
            tx.put_interaction(&interaction(1, "m1", "a", Some(customer_id(2))))?;
            tx.record_sent("s1", &["k1".into(), "k2".into()], Some(customer_id(1)), at(1))?;
            tx.record_sent("s1", &["k1".into()], None, at(2))
        });
        let found = read(store, |tx| tx.interactions(InteractionKind::Email, "m1"));
        assert!(
            found
                == [
                    interaction(1, "m1", "a", Some(customer_id(2))),
                    interaction(2, "m1", "b", Some(customer_id(1)))
                ]
        );
        assert_eq!(
            read(store, |tx| tx.interaction_counts(customer_id(1))),
            [(InteractionKind::Email, 1)]
        );
        assert_eq!(read(store, |tx| tx.interactions_of(customer_id(2), 9, None)).len(), 1);
        let sent = read(store, |tx| tx.sent_message("s1"));
        assert_eq!(sent.len(), 2);
        assert!(sent.iter().all(|of| of.customer == Some(customer_id(1))));
        write(store, |tx| tx.delete_customer(customer_id(1), at(9)));
        assert_eq!(
            read(store, |tx| tx.interactions(InteractionKind::Email, "m1"))[1].customer,
            None
        );
    });
}

#[test]
fn the_last_contact_never_goes_back() {
    on_every_engine(|store| {
        write(store, |tx| {
            tx.insert_customer(&record(1, "x"), &[])?;
            tx.note_contact(customer_id(1), at(9))?;
            tx.note_contact(customer_id(1), at(4))
        });
        assert_eq!(
            read(store, |tx| tx.last_contacts(&[customer_id(1), customer_id(2)])),
            [Some(at(9)), None]
        );
        assert_eq!(read(store, |tx| tx.customers(&all(), &[customer_id(1)]))[0].version, 1);
    });
}

#[test]
fn created_by_matching_is_counted() {
    on_every_engine(|store| {
        for n in 1..=5 {
            let of = CustomerRecord { auto_created: n != 3, ..record(n, "x") };
            write(store, move |tx| tx.insert_customer(&of, &[]));
        }
        assert_eq!(read(store, |tx| tx.auto_creates_since(at(1), 10)), 3);
        assert_eq!(read(store, |tx| tx.auto_creates_since(at(0), 2)), 2);
    });
}

#[test]
fn groups_and_members_make_a_new_epoch() {
    on_every_engine(|store| {
        let before = read(store, |tx| tx.policy_epoch());
        let admin = GroupId::new("admin").unwrap();
        let member =
            |groups| Member { id: actor(), name: "T".into(), kind: ActorKind::Bot, groups };
        let of = member(vec![admin.clone()]);
        write(store, move |tx| tx.put_member(&of));
        assert!(read(store, |tx| tx.policy_epoch()) > before);
        assert_eq!(read(store, |tx| tx.grants_of(&actor())).len(), Permission::ALL.len());
        assert_eq!(read(store, |tx| tx.members()), [member(vec![admin.clone()])]);
        assert_eq!(read(store, |tx| tx.groups()).len(), presets::all().len());
        assert!(write(store, move |tx| tx.delete_group(&admin)));
        assert!(read(store, |tx| tx.grants_of(&actor())).is_empty());
        assert!(read(store, |tx| tx.members()).is_empty(), "a member of nothing is no member");
    });
}

#[test]
fn settings_come_back_as_written() {
    on_every_engine(|store| {
        assert_eq!(read(store, |tx| tx.settings()), Settings::default());
        let settings =
            Settings { version: 3, updated_at: Some(at(8)), max_points: 7, ..Settings::default() };
        let of = settings.clone();
        write(store, move |tx| tx.put_settings(&of, &actor()));
        assert_eq!(read(store, |tx| tx.settings()), settings);
        assert_eq!(read(store, |tx| tx.salt()).0, [9; 32]);
    });
}

#[test]
fn the_log_is_in_order_and_chained() {
    on_every_engine(|store| {
        write(store, |tx| {
            for n in 1..=3_u128 {
                let change = Change {
                    operation: "test",
                    how: How::Imported,
                    kind: RecordKind::Customer,
                    id: n.to_string(),
                    subject: (n != 2).then(|| customer_id(n)),
                    fields: if n == 3 {
                        Vec::new()
                    } else {
                        vec![ChangedField::new("f", None, Some("v".into()))]
                    },
                };
                // The clock goes back; the log does not.
                tx.append_change(
                    &change,
                    &LogStamp {
                        actor: &actor(),
                        at: at(100 - i64::try_from(n).unwrap()),
                        salt: Some([5; 16]),
                        asserted: (n == 2).then_some("a b\nc"),
                    },
                )?;
            }
            Ok(())
        });
        let found = read(store, |tx| tx.changes(0, None, 10));
        assert_eq!(found.iter().map(|of| of.seq).collect::<Vec<_>>(), [1, 2, 3]);
        let asserted = found.iter().map(|of| of.asserted.len());
        assert_eq!(asserted.collect::<Vec<_>>(), [0, 2, 0]);
        let head = read(store, |tx| tx.log_head());
        assert_eq!((head.seq, head.link.len()), (3, 64));
        assert_eq!(read(store, |tx| tx.log_problems(&head)), [""; 0]);
        let other = LogHead { seq: 3, link: "0".repeat(64) };
        assert_eq!(read(store, |tx| tx.log_problems(&other)).len(), 1);
        assert_eq!(
            (found[0].fields.len(), found[0].values.len(), found[2].values.len()),
            (1, 1, 0)
        );
        assert_eq!(read(store, |tx| tx.changes(1, None, 1))[0].seq, 2);
        assert_eq!(read(store, |tx| tx.changes(0, Some(customer_id(3)), 9)).len(), 1);
        let report = store.check().unwrap();
        assert_eq!((report.problems, report.log_entries), (Vec::new(), 3));
    });
}
