//! What every store has to do, whatever stands behind the port. A second engine has to pass the same
//! tests: it adds a line to `on_every_engine`.

mod finding;
mod memory;
mod records;

use std::sync::Arc;

use super::sqlite::{NewBook, SqliteOptions, SqliteStore};
use super::*;
use crate::model::access::{Access, ActorRows, ClassLevels, ClassSet, Levels, RowClass, RowScope};
use crate::model::actor::{ActorKind, Member};
use crate::model::change::{Change, ChangedField, LogHead, RecordKind};
use crate::model::contact::{
    AddressFacts, ContactRecord, PointKind, PointRecord, PointValue, Undeliverable,
};
use crate::model::customer::{
    CustomerKind, CustomerRecord, CustomerSort, CustomerStatus, ReferenceSlot,
};
use crate::model::email::{Email, EmailOptions};
use crate::model::field::{CustomerField, FieldSet, FieldValues};
use crate::model::grant::GrantScope;
use crate::model::ids::{ActorId, ContactId, CustomerId, GroupId, PointId};
use crate::model::interaction::{InteractionKind, InteractionRecord};
use crate::model::key::{MatchKey, PointFamily};
use crate::model::page::{Cursor, CursorKey};
use crate::model::permission::Permission;
use crate::model::phone::{Phone, PhoneOptions};
use crate::model::provenance::{How, Provenance};
use crate::model::settings::Settings;
use crate::model::time::Timestamp;
use crate::rules::presets;

const OPTIONS: SqliteOptions = SqliteOptions {
    busy_timeout: std::time::Duration::from_secs(10),
    time_limit: std::time::Duration::from_secs(30),
    readers: 2,
    cache_kib: 1024,
    durable: true,
    claims: false,
};

fn new_book() -> NewBook {
    NewBook { uid: [1; 16], node: 7, salt: [9; 32], at: at(0), groups: presets::all() }
}

/// Runs a test on every engine.
fn on_every_engine(test: impl Fn(&dyn Store)) {
    test(&SqliteStore::open_in_memory(OPTIONS, &new_book()).unwrap());
    let folder = tempfile::tempdir().unwrap();
    test(&SqliteStore::open(&folder.path().join("book.db"), OPTIONS, &new_book()).unwrap());
    // The path that an engine takes whose write transactions run side by side.
    let claiming = SqliteOptions { claims: true, ..OPTIONS };
    test(&SqliteStore::open(&folder.path().join("claims.db"), claiming, &new_book()).unwrap());
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn customer_id(n: u128) -> CustomerId {
    CustomerId::from_uuid(uuid::Uuid::from_u128(n))
}

fn actor() -> ActorId {
    ActorId::new("tester").unwrap()
}

fn provenance() -> Provenance {
    Provenance { by: actor(), how: How::Typed, at: at(5), source: Some("test".into()) }
}

fn record(n: u128, name: &str) -> CustomerRecord {
    let mut values = FieldValues::default();
    values.set(CustomerField::FullName, Some(name.to_owned()));
    values.set(CustomerField::City, Some("Bonn".into()));
    CustomerRecord {
        id: customer_id(n),
        kind: CustomerKind::Entity,
        status: CustomerStatus::Active,
        values,
        sort_name: name.to_lowercase(),
        preferred_channel: Some(PointFamily::Phone),
        merged_into: None,
        verified: true,
        auto_created: false,
        blocked: None,
        created_at: at(i64::try_from(n).unwrap()),
        updated_at: at(10),
        version: 1,
        provenance: provenance(),
        field_provenance: Default::default(),
        withheld: FieldSet::NONE,
        seen: Levels::ALL,
    }
}

fn email(text: &str) -> PointValue {
    PointValue::Email(Email::parse(text, &EmailOptions::default()).unwrap())
}

fn phone(text: &str, region: Option<&str>) -> PointValue {
    PointValue::Phone(Phone::parse(text, region, &PhoneOptions::default()).unwrap())
}

fn card(n: u128, points: Vec<(u128, PointKind, PointValue)>) -> ContactRecord {
    let points = points.into_iter().map(|(n, kind, value)| PointRecord {
        id: PointId::from_uuid(uuid::Uuid::from_u128(n)),
        kind,
        value,
        preferred: n % 2 == 0,
        contactable: n % 3 != 0,
        verified: None,
        provenance: provenance(),
    });
    ContactRecord {
        id: ContactId::from_uuid(uuid::Uuid::from_u128(n)),
        label: Some("office".into()),
        person_name: None,
        points: points.collect(),
    }
}

/// Writes, and takes out what the job found.
fn write<T: Send + 'static>(
    store: &dyn Store,
    job: impl Fn(&mut dyn WriteTx) -> StoreResult<T> + Send + 'static,
) -> T {
    let slot = Arc::new(std::sync::Mutex::new(None));
    let out = Arc::clone(&slot);
    let job: WriteJob = Box::new(move |tx| {
        *out.lock().unwrap() = Some(job(tx)?);
        Ok(())
    });
    store.write(job).unwrap();
    slot.lock().unwrap().take().unwrap()
}

fn read<T>(store: &dyn Store, job: impl Fn(&dyn ReadTx) -> StoreResult<T>) -> T {
    let mut found = None;
    store
        .read(&mut |tx| {
            found = Some(job(tx)?);
            Ok(())
        })
        .unwrap();
    found.unwrap()
}

/// An actor of the team north.
fn anna() -> ActorRows {
    ActorRows { owner: "a1".to_owned(), teams: vec!["north".to_owned()], within: None }
}

fn all() -> Access {
    Access::internal()
}

#[test]
fn a_job_is_all_or_nothing() {
    on_every_engine(|store| {
        let outcome = store.write(Box::new(|tx| {
            tx.insert_customer(&record(1, "Anna"), &[])?;
            Err(Abort::Caller)
        }));
        assert!(matches!(outcome, Err(Abort::Caller)));
        let outcome = store.write(Box::new(|tx| {
            tx.insert_customer(&record(2, "Bo"), &[])?;
            tx.insert_customer(&record(2, "Bo"), &[])?;
            Ok(())
        }));
        assert!(matches!(outcome, Err(Abort::Store(_))));
        assert!(
            read(store, |tx| tx.customers(&all(), &[customer_id(1), customer_id(2)])).is_empty()
        );
        write(store, |tx| tx.insert_customer(&record(3, "Cy"), &[]));
        assert_eq!(read(store, |tx| tx.customers(&all(), &[customer_id(3)])).len(), 1);
    });
}

/// A panic in a job undoes the job and does not end the store.
#[test]
fn a_panic_in_a_job_writes_nothing() {
    on_every_engine(|store| {
        let outcome = store.write(Box::new(|tx| {
            tx.insert_customer(&record(1, "Anna"), &[])?;
            panic!("a fault of a rule");
        }));
        assert!(matches!(
            outcome,
            Err(Abort::Store(StoreError { kind: StoreErrorKind::Internal(_), .. }))
        ));
        let outcome = store.read(&mut |_| panic!("a fault of a rule"));
        assert!(outcome.is_err());
        assert!(read(store, |tx| tx.customers(&all(), &[customer_id(1)])).is_empty());
        write(store, |tx| tx.insert_customer(&record(1, "Anna"), &[]));
    });
}

#[test]
fn a_closed_store_says_so() {
    on_every_engine(|store| {
        store.close().unwrap();
        store.close().unwrap();
        let outcome = store.read(&mut |_| Ok(()));
        assert!(matches!(outcome, Err(error) if error.kind == StoreErrorKind::Closed));
        let outcome = store.write(Box::new(|_| Ok(())));
        assert!(
            matches!(outcome, Err(Abort::Store(error)) if error.kind == StoreErrorKind::Closed)
        );
    });
}

#[test]
fn capabilities_tell_files_from_memory() {
    let memory = SqliteStore::open_in_memory(OPTIONS, &new_book()).unwrap();
    assert!(!memory.capabilities().file);
}
