//! P7: eight threads resolve new senders at once, each answer safe on the disk before it is given.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use customer_core::{
    Actor, CreationMode, CustomerBook, EmailToMatch, MatchOptions, MatchOutcome, SenderAuth,
    Session, Timestamp, parse_message,
};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use crate::rounds::{Waits, wait};
use crate::rows::{Result, Rows, empty_twin, rows_of, write};
use crate::table::{Line, Target};

const THREADS: usize = 8;
const EACH: usize = 400;
const ROUNDS: usize = 5;
/// The most jobs of one commit, and the most that wait.
const GROUP: usize = 256;
const QUEUE: usize = 1_024;

/// One round: seconds for all, and each call's wait.
struct Round {
    all: f64,
    waits: Waits,
}

impl Round {
    /// The longest wait beside the middle one.
    fn worst(&self) -> f64 {
        self.waits.permille(1_000) / self.waits.permille(500)
    }
}

pub(crate) fn lines(folder: &Path) -> Result<[Line; 2]> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let path = folder.join(format!("resolve-{round}.db"));
        let mine = by_the_book(&path)?;
        let other = by_bare_writer(&path, &folder.join(format!("resolve-bare-{round}.db")))?;
        if round > 0 {
            ours.push(mine);
            theirs.push(other);
        }
    }
    let middle = |rounds: &[Round]| {
        let all = Waits::new(rounds.iter().map(|round| round.all).collect());
        #[expect(clippy::cast_precision_loss, reason = "senders are few")]
        let each = all.permille(500) / (THREADS * EACH) as f64;
        each
    };
    let best = ours.iter().min_by(|a, b| a.worst().total_cmp(&b.worst())).ok_or("no round")?;
    Ok([
        Line::new(
            "P7",
            format!("a new sender to a customer, {THREADS} threads"),
            "wall",
            middle(&ours),
            Target::Ratio(1.25),
        )
        .beside("a bare writer thread with group commit", middle(&theirs)),
        Line::new(
            "P7",
            "the longest wait, best of five rounds",
            "wall",
            best.waits.permille(1_000),
            Target::Ratio(10.0),
        )
        .beside("the middle wait", best.waits.permille(500)),
    ])
}

fn address(thread: usize, at: usize) -> String {
    format!("sender-{thread}-{at}@example.com")
}

fn message(thread: usize, at: usize) -> EmailToMatch {
    let from = address(thread, at);
    let raw = format!("From: Anna Alm <{from}>\r\nMessage-ID: <{thread}.{at}@example.com>\r\n\r\n");
    EmailToMatch {
        message: parse_message(raw.as_bytes()),
        auth: SenderAuth::Unverified,
        received_at: Timestamp::from_millis(1_795_262_400_000),
        thread: None,
        keep_participants: false,
    }
}

/// Runs the threads, each with calls of its own.
fn at_once<T: Send>(
    of_thread: impl Fn(usize) -> T + Sync,
    call: impl Fn(&T, usize) -> Result<()> + Sync,
) -> Result<Round> {
    let mut waits = Vec::new();
    let mut failed = None;
    let all = wait(|| {
        thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|at| {
                    let (of_thread, call) = (&of_thread, &call);
                    scope.spawn(move || -> std::result::Result<Vec<f64>, String> {
                        let own = of_thread(at);
                        (0..EACH)
                            .map(|at| {
                                let mut done = Ok(());
                                let took = wait(|| done = call(&own, at));
                                done.map(|()| took).map_err(|error| error.to_string())
                            })
                            .collect()
                    })
                })
                .collect();
            for thread in threads {
                match thread.join() {
                    Ok(Ok(of_thread)) => waits.extend(of_thread),
                    Ok(Err(error)) => failed = Some(error),
                    Err(_) => failed = Some("a thread panicked".to_owned()),
                }
            }
        });
    });
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(Round { all, waits: Waits::new(waits) }),
    }
}

fn by_the_book(path: &Path) -> Result<Round> {
    let book = CustomerBook::open(path)?;
    let admin = Actor::agent("bench", "Bench")?;
    book.add_first_administrator(&admin)?;
    let session = book.session(&admin)?;
    session.set_creation_modes(Some(CreationMode::Automatic), None, None)?;
    let messages = |thread| -> (Session, Vec<EmailToMatch>) {
        (session.clone(), (0..EACH).map(|at| message(thread, at)).collect())
    };
    let round = at_once(messages, |(session, messages), at| {
        let message = messages.get(at).ok_or("no message")?;
        match session.match_email(message, MatchOptions::default())?.outcome {
            MatchOutcome::Created { .. } => Ok(()),
            other => Err(format!("not created: {other:?}").into()),
        }
    })?;
    book.close()?;
    Ok(round)
}

/// What a bare writer does for one sender: looks for the address, and writes the rows of its customer
/// when nobody has it.
struct Job {
    norm: Value,
    rows: Vec<(String, Vec<Value>)>,
}

/// The rows that the book wrote, by the sender that they belong to.
fn jobs(path: &Path) -> Result<HashMap<String, Job>> {
    let tables = rows_of(path)?;
    let table = |name: &str| tables.iter().find(|of| of.table == name).ok_or("a table is missing");
    let customers = keys(table("customer")?, "id", "uid");
    let mut of_customer: HashMap<String, Job> = HashMap::new();
    let mut logged: HashMap<String, String> = HashMap::new();
    for name in [
        "customer",
        "contact",
        "contact_point",
        "phone_tail",
        "search",
        "customer_activity",
        "interaction",
        "change_log",
        "change_value",
    ] {
        let table = table(name)?;
        let insert = table.insert();
        let column = |name: &str| table.column(name).ok_or("a column is missing");
        for row in &table.rows {
            let cell = |name: &str| -> Result<String> {
                Ok(row.get(column(name)?).map(text).unwrap_or_default())
            };
            let owner = match name {
                "customer" => cell("uid")?,
                "change_log" => {
                    logged.insert(cell("seq")?, cell("subject")?);
                    cell("subject")?
                }
                "change_value" => logged.get(&cell("seq")?).cloned().unwrap_or_default(),
                "search" => customers.get(&cell("rowid")?).cloned().unwrap_or_default(),
                _ => customers.get(&cell("customer_id")?).cloned().unwrap_or_default(),
            };
            let job = of_customer
                .entry(owner)
                .or_insert_with(|| Job { norm: Value::Null, rows: Vec::new() });
            if name == "contact_point" {
                job.norm = row.get(column("norm")?).cloned().unwrap_or(Value::Null);
            }
            job.rows.push((insert.clone(), row.clone()));
        }
    }
    Ok(of_customer.into_values().map(|job| (text(&job.norm), job)).collect())
}

fn keys(table: &Rows, from: &str, to: &str) -> HashMap<String, String> {
    let (from, to) = (table.column(from), table.column(to));
    let cell = |row: &[Value], at: Option<usize>| at.and_then(|at| row.get(at)).map(text);
    table.rows.iter().filter_map(|row| Some((cell(row, from)?, cell(row, to)?))).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

type Asked<'j> = (&'j Job, Sender<std::result::Result<(), String>>);

fn by_bare_writer(from: &Path, to: &Path) -> Result<Round> {
    let jobs = jobs(from)?;
    let file = empty_twin(from, to)?;
    let (queue, asked): (SyncSender<Asked<'_>>, Receiver<Asked<'_>>) = sync_channel(QUEUE);
    thread::scope(|scope| {
        scope.spawn(move || bare_writer(&file, &asked));
        let jobs = &jobs;
        at_once(
            |thread| (thread, queue.clone()),
            |(thread, queue), at| {
                let job = jobs.get(&address(*thread, at)).ok_or("no such sender")?;
                let (reply, answer) = channel();
                queue.send((job, reply)).map_err(|_| "the writer is gone")?;
                Ok(answer.recv()??)
            },
        )
        .inspect(|_| drop(queue))
    })
}

fn bare_writer(file: &Connection, asked: &Receiver<Asked<'_>>) {
    while let Ok(first) = asked.recv() {
        let group: Vec<Asked<'_>> =
            std::iter::once(first).chain(asked.try_iter()).take(GROUP).collect();
        let written = file
            .execute_batch("BEGIN IMMEDIATE")
            .and_then(|()| group.iter().try_for_each(|(job, _)| resolve(file, job)))
            .and_then(|()| file.execute_batch("COMMIT"));
        for (_, reply) in group {
            let _ = reply.send(written.as_ref().copied().map_err(ToString::to_string));
        }
    }
}

fn resolve(file: &Connection, job: &Job) -> rusqlite::Result<()> {
    let found = file
        .prepare_cached("SELECT c.uid FROM contact_point p JOIN customer c ON c.id = p.customer_id WHERE p.norm = ? AND p.family = 0")?
        .query_row([&job.norm], |row| row.get::<_, Value>(0))
        .optional()?;
    match found {
        Some(_) => Ok(()),
        None => job.rows.iter().try_for_each(|(insert, row)| write(file, insert, row)),
    }
}
