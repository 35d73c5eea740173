//! Another language that is held against the same vectors: a program that does what it is told, line by
//! line, with the types and methods of its own package.
//!
//! `VECTOR_PLAYER` is its command. Without it the vectors are run against this library itself.
//!
//! A player answers `answer`, or the `error` that its package told; `cannot_say` when the types of its
//! language leave no room for what it was to pass, so that its package was never called (an enum has no
//! unknown words, a `UUID` holds nothing else); and `trouble`, which ends the test.

use std::cell::{Cell, RefCell};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::sync::OnceLock;

use conformance::text;
use customer_core::{Actor, Error, GroupId, Narrowing, Violation};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::surface_json;

/// What comes in place of an answer.
#[derive(Debug, PartialEq)]
pub(crate) enum Unanswered {
    /// The error that was told.
    Error(Error),
    /// There is no such value in the types of the language, for this reason.
    CannotSay(String),
}

impl From<Error> for Unanswered {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Violation> for Unanswered {
    fn from(violation: Violation) -> Self {
        Self::Error(violation.into())
    }
}

/// What a call answers.
pub(crate) type Answer = Result<Value, Unanswered>;

/// A program at work.
struct Player {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Player {
    fn start(command: &str) -> Self {
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(command)
            .env("SURFACE_JSON", surface_file())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command}: {error}"));
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output }
    }

    fn ask(&mut self, request: &Value) -> Answer {
        writeln!(self.input, "{request}").unwrap();
        self.input.flush().unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{error}: {line:?} for {request}"));
        if let Some(trouble) = answer.get("trouble") {
            panic!("{trouble} for {request}");
        }
        if let Some(why) = answer.get("cannot_say") {
            return Err(Unanswered::CannotSay(text(why).to_owned()));
        }
        match answer.get("error") {
            Some(error) => {
                let error: Error = serde_json::from_value(error.clone())
                    .unwrap_or_else(|why| panic!("{why}: {error}"));
                Err(error.into())
            }
            None => Ok(answer["answer"].clone()),
        }
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The surface as a file, written once.
fn surface_file() -> &'static PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let path = std::env::temp_dir().join(format!("surface-{}.json", std::process::id()));
        let surface = surface_json::as_json(&surface_json::surface()).to_string();
        std::fs::write(&path, surface).unwrap();
        path
    })
}

thread_local! {
    static PLAYER: RefCell<Option<Player>> = const { RefCell::new(None) };
    /// The calls of this thread that went to the other language's package.
    static CALLS: Cell<u64> = const { Cell::new(0) };
}

/// Is another language asked?
pub(crate) fn is_remote() -> bool {
    std::env::var_os("VECTOR_PLAYER").is_some()
}

/// How many calls of this thread went to the other language so far. Opening books and sessions is none.
pub(crate) fn calls() -> u64 {
    CALLS.get()
}

fn call(request: &Value) -> Answer {
    CALLS.set(CALLS.get() + 1);
    ask(request)
}

fn ask(request: &Value) -> Answer {
    PLAYER.with_borrow_mut(|player| {
        let command = std::env::var("VECTOR_PLAYER").unwrap();
        player.get_or_insert_with(|| Player::start(&command)).ask(request)
    })
}

/// A function that needs no book.
pub(crate) fn free(name: &str, args: Value) -> Answer {
    call(&json!({"do": "free", "call": name, "args": args}))
}

/// An answer in the types of this library.
pub(crate) fn typed<T: DeserializeOwned>(answer: &Value) -> T {
    serde_json::from_value(answer.clone()).unwrap_or_else(|error| panic!("{error} in {answer}"))
}

/// A book of the other language.
#[derive(Clone)]
pub(crate) struct RemoteBook(Rc<OpenBook>);

struct OpenBook(u64);

impl Drop for OpenBook {
    fn drop(&mut self) {
        // At the end of a thread the player may be gone before its books.
        if !std::thread::panicking() {
            let _ = PLAYER.try_with(|player| {
                if let Ok(mut player) = player.try_borrow_mut()
                    && let Some(player) = player.as_mut()
                {
                    let _ = player.ask(&json!({"do": "drop", "book": self.0}));
                }
            });
        }
    }
}

/// A session of the other language.
#[derive(Clone)]
pub(crate) struct RemoteSession {
    book: RemoteBook,
    id: u64,
}

impl RemoteBook {
    pub(crate) fn open(path: Option<&std::path::Path>) -> Self {
        let request = json!({"do": "open", "path": path.map(|of| of.to_string_lossy())});
        let id = ask(&request).unwrap().as_u64().unwrap();
        Self(Rc::new(OpenBook(id)))
    }

    pub(crate) fn call(&self, name: &str, args: Value) -> Answer {
        call(&json!({"do": "book", "book": self.0.0, "call": name, "args": args}))
    }

    pub(crate) fn session(
        &self,
        actor: &Actor,
        narrowing: Option<&Narrowing>,
        groups: Option<&[GroupId]>,
    ) -> Result<RemoteSession, Unanswered> {
        let request = json!({
            "do": "session", "book": self.0.0, "actor": actor, "narrowing": narrowing, "groups": groups,
        });
        let id = ask(&request)?.as_u64().unwrap();
        Ok(RemoteSession { book: self.clone(), id })
    }
}

impl RemoteSession {
    pub(crate) fn call(&self, name: &str, args: Value) -> Answer {
        call(
            &json!({"do": "call", "book": self.book.0.0, "session": self.id, "call": name, "args": args}),
        )
    }

    /// As `call`, in the types of this library.
    pub(crate) fn typed<T: DeserializeOwned>(&self, name: &str, args: Value) -> Result<T, Error> {
        match self.call(name, args) {
            Ok(answer) => Ok(typed(&answer)),
            Err(Unanswered::Error(error)) => Err(error),
            Err(Unanswered::CannotSay(why)) => panic!("{name}: {why}"),
        }
    }

    pub(crate) fn book(&self) -> &RemoteBook {
        &self.book
    }
}
