//! The writer: who waits together is written together, and one's trouble is not another's.

use std::sync::mpsc;
use std::thread;

use super::*;
use crate::store::sqlite::queue;
use crate::store::{StoreError, WriteJob, WriteTx};

fn store(options: SqliteOptions) -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("book.db"), options, &new_book()).unwrap();
    (folder, store)
}

fn put(tx: &mut dyn WriteTx, id: &str) -> Result<(), StoreError> {
    tx.record_sent(id, &["a@b.example".into()], None, Timestamp::from_millis(0))
}

fn sent(store: &SqliteStore, id: &str) -> bool {
    let mut found = 0;
    store
        .read(&mut |tx| {
            found = tx.sent_message(id)?.len();
            Ok(())
        })
        .unwrap();
    found == 1
}

/// Runs jobs so that all of them but the first wait together. The answers, in the order of the jobs.
fn together(store: &SqliteStore, jobs: Vec<WriteJob>) -> Vec<Result<(), Abort>> {
    let held = store.shared.hold();
    let (come, all) = mpsc::channel();
    thread::scope(|scope| {
        let waiting = store.shared.queue.put_count();
        for (at, job) in jobs.into_iter().enumerate() {
            let come = come.clone();
            scope.spawn(move || come.send((at, store.write(job))).unwrap());
            // One after the other, so that the order is known; the first is with the writer, which
            // waits for the connection, before the second comes.
            while store.shared.queue.put_count() <= waiting + at as u64
                || at == 0 && store.shared.queue.waiting() > 0
            {
                thread::yield_now();
            }
        }
        drop((held, come));
        let mut answers: Vec<_> = all.iter().collect();
        answers.sort_by_key(|(at, _)| *at);
        answers.into_iter().map(|(_, answer)| answer).collect()
    })
}

fn put_job(id: String) -> WriteJob {
    Box::new(move |tx| Ok(put(tx, &id)?))
}

#[test]
fn jobs_that_wait_together_are_one_commit() {
    let (_folder, store) = store(OPTIONS);
    let answers = together(&store, (0..40).map(|n| put_job(format!("m{n}"))).collect());
    assert!(answers.iter().all(Result::is_ok));
    assert!((0..40).all(|n| sent(&store, &format!("m{n}"))));
    let stats = store.stats();
    assert_eq!((stats.write_jobs, stats.write_groups, stats.largest_group), (40, 2, 39));
    assert_eq!(stats.most_waiting, 39);
}

/// Errors and panics of some leave the others as they are, and each sees what those before it wrote.
#[test]
fn what_one_job_does_wrong_is_not_anothers() {
    let (_folder, store) = store(OPTIONS);
    let jobs: Vec<WriteJob> = vec![
        put_job("first".into()),
        put_job("a".into()),
        Box::new(|tx| {
            put(tx, "b")?;
            panic!("a fault of a rule");
        }),
        Box::new(|tx| {
            put(tx, "c")?;
            Err(Abort::Caller)
        }),
        Box::new(|tx| {
            let seen: Vec<bool> = ["a", "b", "c"]
                .iter()
                .map(|id| tx.sent_message(id).map(|of| !of.is_empty()))
                .collect::<Result<_, _>>()?;
            assert_eq!(seen, [true, false, false]);
            Ok(put(tx, "d")?)
        }),
    ];
    let answers = together(&store, jobs);
    assert!(answers[0].is_ok() && answers[1].is_ok() && answers[4].is_ok());
    assert!(
        matches!(&answers[2], Err(Abort::Store(error)) if matches!(error.kind, StoreErrorKind::Internal(_)))
    );
    assert!(matches!(&answers[3], Err(Abort::Caller)));
    let there = ["first", "a", "b", "c", "d"].map(|id| sent(&store, id));
    assert_eq!(there, [true, true, false, false, true]);
}

/// A full disk ends the transaction of all; those for whom there is room are written all the same.
#[test]
fn a_job_that_breaks_the_transaction_breaks_only_itself() {
    let (_folder, store) = store(OPTIONS);
    {
        let mut held = store.shared.hold();
        let connection = store.shared.resume(&mut held).unwrap();
        let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        connection.pragma_update(None, "max_page_count", pages + 12).unwrap();
    }
    let huge: WriteJob = Box::new(|tx| Ok(put(tx, &"x".repeat(200_000))?));
    let mut jobs = vec![put_job("first".into()), put_job("a".into()), huge];
    jobs.extend((0..5).map(|n| put_job(format!("m{n}"))));
    let answers = together(&store, jobs);
    for (at, answer) in answers.iter().enumerate() {
        match (at, answer) {
            (2, Err(Abort::Store(error))) => {
                assert_eq!(error.kind, StoreErrorKind::Storage(StorageKind::DiskFull));
            }
            (2, other) => panic!("{other:?}"),
            (_, answer) => assert!(answer.is_ok(), "{at}: {answer:?}"),
        }
    }
    assert!(
        sent(&store, "first")
            && sent(&store, "a")
            && (0..5).all(|n| sent(&store, &format!("m{n}")))
    );
    assert!(store.check().unwrap().problems.is_empty());
}

/// Another process writes: the job waits for it, and says `busy` when its time is over.
#[test]
fn a_lock_of_another_process_is_waited_for_until_the_deadline() {
    let options = SqliteOptions { busy_timeout: Duration::from_millis(300), ..OPTIONS };
    let (folder, store) = store(options);
    let other = Connection::open(folder.path().join("book.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let start = queue::now();
    let refused = store.write(put_job("a".into()));
    assert!(matches!(refused, Err(Abort::Store(error)) if error.kind == StoreErrorKind::Busy));
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert!(store.stats().lock_retries > 5);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| store.write(put_job("b".into())));
        thread::sleep(Duration::from_millis(50));
        other.execute_batch("COMMIT").unwrap();
        waiting.join().unwrap().unwrap();
    });
    assert!(!sent(&store, "a") && sent(&store, "b"));
}

/// T38: what takes too long is stopped, undone, and the connection goes on.
#[test]
fn a_statement_that_takes_too_long_is_stopped() {
    let (_folder, store) = store(OPTIONS);
    let endless =
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    let stopped = store.with_reader(|connection| {
        let _limit = super::super::deadline::within(Duration::from_millis(30));
        let counted = connection.query_row(endless, [], |row| row.get::<_, i64>(0));
        counted.map_err(super::super::to_store_error)
    });
    assert_eq!(stopped.unwrap_err().kind, StoreErrorKind::Cancelled);
    store.write(put_job("a".into())).unwrap();
    assert!(sent(&store, "a"));
}

#[test]
fn a_suspended_book_is_one_file_and_wakes_for_the_next_job() {
    let (folder, store) = store(OPTIONS);
    let files = || fs::read_dir(folder.path()).unwrap().count();
    store.write(put_job("a".into())).unwrap();
    assert!(sent(&store, "a") && files() > 1);
    for _ in 0..2 {
        store.suspend().unwrap();
        assert_eq!(files(), 1);
        // Nothing holds the file: another could have it for itself.
        let other = Connection::open(folder.path().join("book.db")).unwrap();
        other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT").unwrap();
        drop(other);
        assert!(sent(&store, "a"));
        store.suspend().unwrap();
        store.write(put_job("b".into())).unwrap();
        assert!(sent(&store, "b"));
    }
}

/// While a book slept another one was put in its place.
#[test]
fn another_book_in_its_place_is_refused() {
    let (folder, store) = store(OPTIONS);
    store.write(put_job("a".into())).unwrap();
    store.suspend().unwrap();
    let path = folder.path().join("book.db");
    fs::remove_file(&path).unwrap();
    let gone = store.write(put_job("b".into()));
    assert!(
        matches!(gone, Err(Abort::Store(error)) if error.kind == StoreErrorKind::Storage(StorageKind::NotFound))
    );
    assert!(!path.exists(), "a book that is gone is not made anew");
    let other = NewBook { uid: [2; 16], ..new_book() };
    drop(SqliteStore::open(&path, OPTIONS, &other).unwrap());
    let exchanged = store.write(put_job("b".into()));
    assert!(
        matches!(exchanged, Err(Abort::Store(error)) if error.kind == StoreErrorKind::Storage(StorageKind::ForeignFile))
    );
    let read = store.read(&mut |_| Ok(()));
    assert_eq!(read.unwrap_err().kind, StoreErrorKind::Storage(StorageKind::ForeignFile));
}

/// A copy of the process that `fork` made has no writer, and closes nothing of its parent's.
#[test]
fn a_copy_of_the_process_may_not_use_the_book() {
    let (folder, mut store) = store(OPTIONS);
    store.write(put_job("a".into())).unwrap();
    store.process = store.process.wrapping_add(1);
    let forked = StoreErrorKind::Storage(StorageKind::Forked);
    assert!(
        matches!(store.write(put_job("b".into())), Err(Abort::Store(error)) if error.kind == forked)
    );
    assert_eq!(store.read(&mut |_| Ok(())).unwrap_err().kind, forked);
    assert_eq!(store.close().unwrap_err().kind, forked);
    assert_eq!(store.suspend().unwrap_err().kind, forked);
    drop(store);
    assert!(folder.path().join("book.db-wal").exists(), "the parent's log was taken away");
}

/// Whoever is inside when the book is closed is served; whoever comes later is told.
#[test]
fn closing_waits_for_those_inside() {
    let (_folder, store) = store(OPTIONS);
    thread::scope(|scope| {
        let held = store.shared.hold();
        let before = store.shared.queue.put_count();
        let writing: Vec<_> = (0..20)
            .map(|n| {
                let store = &store;
                scope.spawn(move || store.write(put_job(format!("m{n}"))))
            })
            .collect();
        while store.shared.queue.put_count() < before + 20 {
            thread::yield_now();
        }
        let closing = scope.spawn(|| store.close());
        drop(held);
        for thread in writing {
            thread.join().unwrap().unwrap();
        }
        closing.join().unwrap().unwrap();
    });
    assert!(
        matches!(store.write(put_job("late".into())), Err(Abort::Store(error)) if error.kind == StoreErrorKind::Closed)
    );
}

/// A reader that is at work when the book is suspended is waited for, and is not used again.
#[test]
fn suspending_waits_for_readers() {
    let (folder, store) = store(OPTIONS);
    store.write(put_job("a".into())).unwrap();
    let (inside, entered) = mpsc::channel();
    let (go, wait) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let store = &store;
        scope.spawn(move || {
            store
                .read(&mut |_| {
                    inside.send(()).unwrap();
                    wait.recv().unwrap();
                    Ok(())
                })
                .unwrap();
        });
        entered.recv().unwrap();
        let busy = store.suspend().unwrap_err();
        assert_eq!(busy.kind, StoreErrorKind::Busy);
        go.send(()).unwrap();
    });
    store.suspend().unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(sent(&store, "a"));
}

#[test]
fn waits_that_no_clock_can_count_are_cut() {
    let options =
        SqliteOptions { busy_timeout: Duration::MAX, time_limit: Duration::MAX, ..OPTIONS };
    let (_folder, store) = store(options);
    store.write(put_job("a".into())).unwrap();
    assert!(sent(&store, "a"));
}

/// D8: when it is not known what a commit left on the disk, nothing is read or written until the file
/// is opened anew.
#[test]
fn a_book_of_unknown_fate_answers_nothing() {
    let (folder, store) = store(OPTIONS);
    store.write(put_job("a".into())).unwrap();
    store.shared.poison(&mut store.shared.hold());
    let poisoned = StoreErrorKind::Storage(StorageKind::Poisoned);
    let write = store.write(put_job("b".into()));
    assert!(matches!(write, Err(Abort::Store(error)) if error.kind == poisoned));
    assert_eq!(store.read(&mut |_| Ok(())).unwrap_err().kind, poisoned);
    assert_eq!(store.suspend().unwrap_err().kind, poisoned);
    store.close().unwrap();
    let again = SqliteStore::open(&folder.path().join("book.db"), OPTIONS, &new_book()).unwrap();
    assert!(sent(&again, "a") && !sent(&again, "b"));
}

/// Readers that come while the book is put away wait, and find it asleep; none of them keeps it open.
#[test]
fn readers_that_come_meanwhile_do_not_keep_the_file() {
    let (folder, store) = store(OPTIONS);
    store.write(put_job("a".into())).unwrap();
    for _ in 0..20 {
        thread::scope(|scope| {
            let reading: Vec<_> =
                (0..4).map(|_| scope.spawn(|| assert!(sent(&store, "a")))).collect();
            store.suspend().unwrap();
            for thread in reading {
                thread.join().unwrap();
            }
        });
        store.suspend().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
