//! A mailbox put to a book: whose is each message?

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::panic::resume_unwind;
use std::thread;
use std::time::{Duration, Instant};

use customer_core::{
    Candidate, Clock, CreationMode, CustomerDraft, CustomerId, EmailToMatch, Evidence, Explanation,
    MatchAnswer, MatchOptions, MatchOutcome, SenderAuth, Session, SystemClock, Timestamp,
    parse_message,
};

use crate::mail::{self, RawMessage};
use crate::options::MailSource;
use crate::progress;
use crate::trouble::{Result, Trouble};

/// How many messages are read before they are put to the book.
const BLOCK: usize = 512;

/// What came of one message, in words to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The message.
    pub message: String,
    /// The class of its sender.
    pub class: String,
    /// What decided the class, and what else was seen.
    pub evidence: String,
    /// The row of the decision table that was used.
    pub row: String,
    /// The outcome, as the library names it.
    pub outcome: &'static str,
    /// Whom it concerns.
    pub customer: String,
    /// The references of the customers that were assigned or listed.
    pub references: Vec<String>,
}

/// A mailbox in one mode.
#[derive(Debug)]
pub struct Pass {
    /// Which mode.
    pub mode: CreationMode,
    /// A line for each message.
    pub lines: Vec<Line>,
    /// How long reading, parsing and matching took.
    pub took: Duration,
    /// The message that took longest.
    pub slowest: Duration,
}

/// Puts every message to the book.
///
/// # Errors
/// A message that cannot be read; the library's own.
pub fn run(
    session: &Session,
    source: &MailSource,
    mode: CreationMode,
    options: MatchOptions,
    threads: usize,
) -> Result<Pass> {
    session
        .set_creation_modes(Some(mode), None, None)
        .map_err(Trouble::book("setting the mode"))?;
    let bar = progress::bar(mode.as_str(), mail::size(source));
    let mut labels = Labels { session, known: HashMap::new() };
    let mut pass = Pass { mode, lines: Vec::new(), took: Duration::ZERO, slowest: Duration::ZERO };
    let begun = now();
    let mut messages = mail::messages(source)?;
    loop {
        let block: Vec<RawMessage> = messages.by_ref().take(BLOCK).collect::<Result<_>>()?;
        if block.is_empty() {
            break;
        }
        for (message, asked) in block.iter().zip(ask(session, &block, options, threads)) {
            let (answer, took) = asked?;
            bar.inc(message.bytes.len() as u64);
            pass.slowest = pass.slowest.max(took);
            pass.lines.push(labels.line(message.name.clone(), &answer)?);
        }
    }
    pass.took = begun.elapsed();
    bar.finish_and_clear();
    Ok(pass)
}

type Asked = Result<(MatchAnswer, Duration)>;

/// Puts messages to the book, by so many threads at once: each waits for its answer to be on the
/// disk, and what waits together is written together.
fn ask(
    session: &Session,
    block: &[RawMessage],
    options: MatchOptions,
    threads: usize,
) -> Vec<Asked> {
    let one = |message: &RawMessage| {
        let asked = now();
        session
            .match_email(&email(&message.bytes), options)
            .map(|answer| (answer, asked.elapsed()))
            .map_err(Trouble::book("matching a message"))
    };
    if threads < 2 {
        return block.iter().map(one).collect();
    }
    let share = block.len().div_ceil(threads);
    thread::scope(|scope| {
        let started: Vec<_> = block
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(one).collect::<Vec<_>>()))
            .collect();
        let answers =
            started.into_iter().map(|part| part.join().unwrap_or_else(|of| resume_unwind(of)));
        answers.flatten().collect()
    })
}

/// The example measures; the library asks its `Env`.
#[expect(clippy::disallowed_methods, reason = "a stopwatch needs no clock that tests can set")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

fn email(raw: &[u8]) -> EmailToMatch {
    let message = parse_message(raw);
    // A mailbox does not tell when its messages came in. Their own date is near it, unless it lies
    // in the future.
    let now = SystemClock.now();
    let received_at = message.sent_at.filter(|sent| *sent < now).unwrap_or(now);
    EmailToMatch {
        message,
        auth: SenderAuth::Unverified,
        received_at: Timestamp::from_millis(received_at.as_millis()),
        thread: None,
        keep_participants: false,
    }
}

/// What customers are called.
struct Labels<'s> {
    session: &'s Session,
    known: HashMap<CustomerId, (String, Option<String>)>,
}

impl Labels<'_> {
    fn line(&mut self, message: String, answer: &MatchAnswer) -> Result<Line> {
        let why = &answer.explanation;
        let (outcome, customer) = self.outcome(answer)?;
        Ok(Line {
            message,
            class: words(why.class.as_str()),
            evidence: evidence(why),
            row: words(why.row.as_str()),
            outcome,
            customer,
            references: self.references(&answer.outcome)?,
        })
    }

    fn outcome(&mut self, answer: &MatchAnswer) -> Result<(&'static str, String)> {
        let why = &answer.explanation;
        Ok(match &answer.outcome {
            MatchOutcome::Assigned { customer } => ("assigned", self.of(*customer)?),
            MatchOutcome::Created { customer: Some(customer) } => ("created", self.of(*customer)?),
            MatchOutcome::Created { customer: None } => ("created", sender(why)),
            MatchOutcome::Candidates { candidates } => ("candidates", several(candidates)),
            MatchOutcome::NoMatch { draft, .. } => ("no_match", named(draft)),
            MatchOutcome::NotACustomer { about, .. } => {
                let about = about.iter().map(|id| self.of(*id)).collect::<Result<Vec<_>>>()?;
                ("not_a_customer", joined("about ", &about))
            }
            MatchOutcome::Quarantined { draft } => ("quarantined", named(draft)),
            MatchOutcome::Ignored { .. } => ("ignored", String::new()),
            MatchOutcome::Unidentified => ("unidentified", String::new()),
            MatchOutcome::Invalid { .. } => ("invalid", String::new()),
        })
    }

    fn of(&mut self, id: CustomerId) -> Result<String> {
        let (name, reference) = self.look_up(id)?;
        Ok(match reference {
            Some(reference) => format!("{name} ({reference})"),
            None => name.clone(),
        })
    }

    fn references(&mut self, outcome: &MatchOutcome) -> Result<Vec<String>> {
        let ids: Vec<CustomerId> = match outcome {
            MatchOutcome::Assigned { customer } => vec![*customer],
            MatchOutcome::Candidates { candidates } => {
                candidates.iter().map(|one| one.customer).collect()
            }
            _ => Vec::new(),
        };
        let mut references = Vec::new();
        for id in ids {
            references.extend(self.look_up(id)?.1.clone());
        }
        Ok(references)
    }

    /// Name and reference of a customer.
    fn look_up(&mut self, id: CustomerId) -> Result<&(String, Option<String>)> {
        match self.known.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => {
                let customer = self
                    .session
                    .get_customer(id)
                    .map_err(Trouble::book("looking up a customer"))?;
                Ok(free.insert((customer.display_name, customer.ref1)))
            }
        }
    }
}

fn several(candidates: &[Candidate]) -> String {
    let names: Vec<String> = candidates.iter().map(|one| one.display_name.clone()).collect();
    joined(&format!("{}: ", names.len()), &names)
}

fn joined(before: &str, names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("{before}{}", names.join(" / ")) }
}

fn named(draft: &CustomerDraft) -> String {
    let name = draft.full_name.as_ref().or(draft.email.as_ref());
    name.map(|name| format!("draft: {name}")).unwrap_or_default()
}

fn sender(why: &Explanation) -> String {
    let name = why.identity.as_ref().and_then(|identity| {
        identity.name.clone().or_else(|| Some(identity.email.as_typed().to_owned()))
    });
    name.unwrap_or_default()
}

/// What decided comes first; then what else was seen, and what is worth telling.
fn evidence(why: &Explanation) -> String {
    let shown = |one: &Evidence| match &one.value {
        Some(value) => format!("{}: {value}", words(one.kind.as_str())),
        None => words(one.kind.as_str()),
    };
    // Some flags are evidence under the same name.
    let is_new = |word: &&str| !why.evidence.iter().any(|one| one.kind.as_str() == *word);
    let flags = why.flags.iter().map(|flag| flag.as_str()).filter(is_new).map(words);
    let notes = why.notes.iter().map(|note| words(note.as_str()));
    why.evidence.iter().map(shown).chain(flags).chain(notes).collect::<Vec<_>>().join(", ")
}

/// The library's words as words.
fn words(word: &str) -> String {
    word.replace('_', " ")
}
