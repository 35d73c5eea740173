//! The table that is printed: Markdown, so that the README can show it as it is.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is what the command is for")]

use std::error::Error;

use crate::peers::Peer;
use crate::rounds::Pair;

/// One row: what, beside what, how often, and how good it is to be. The figures are CPU time.
pub(crate) struct Row {
    pub(crate) work: &'static str,
    pub(crate) beside: &'static str,
    pub(crate) items: usize,
    pub(crate) pair: Pair,
    pub(crate) target: Target,
}

/// What a row is to reach.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    /// At most so many times the other's.
    Ratio(f64),
    /// At most so much.
    Most(f64),
    /// At most so many microseconds.
    Micros(f64),
    /// None was set.
    None,
}

/// A row as it is printed. All figures are of one sort, in microseconds.
pub(crate) struct Line {
    number: &'static str,
    work: String,
    /// What sort of figure it is.
    of: &'static str,
    ours: f64,
    /// What stands beside it: a limit, or what the work stands on.
    beside: Option<(String, f64)>,
    target: Target,
    peers: Vec<Peer>,
}

impl Line {
    pub(crate) fn new(
        number: &'static str,
        work: impl Into<String>,
        of: &'static str,
        ours: f64,
        target: Target,
    ) -> Self {
        Self { number, work: work.into(), of, ours, beside: None, target, peers: Vec::new() }
    }

    /// A row of what could not be measured here.
    pub(crate) fn missing(number: &'static str, work: impl Into<String>) -> Self {
        Self::new(number, work, "missing", f64::NAN, Target::None)
    }

    pub(crate) fn beside(self, what: &str, theirs: f64) -> Self {
        Self { beside: Some((what.to_owned(), theirs)), ..self }
    }

    /// What a user would pick instead.
    pub(crate) fn with_peers(self, peers: Vec<Peer>) -> Self {
        Self { peers, ..self }
    }

    /// A row of CPU times, each divided by its items.
    #[expect(clippy::cast_precision_loss, reason = "items are few")]
    pub(crate) fn of(number: &'static str, row: &Row) -> Self {
        let each = |seconds: f64| seconds * 1e6 / row.items as f64;
        Self::new(number, row.work, "CPU", each(row.pair.ours.cpu), row.target)
            .beside(row.beside, each(row.pair.theirs.cpu))
    }
}

pub(crate) fn title(text: &str) {
    println!("\n**{text}**\n");
}

pub(crate) fn head() {
    println!("| | work | µs of | ours | beside it | | ratio | target | |");
    println!("|---|---|---|---:|---|---:|---:|---|---|");
}

pub(crate) fn line(line: &Line) {
    let ratio = line.beside.as_ref().map(|(_, theirs)| line.ours / theirs);
    let (target, met) = match line.target {
        Target::None => (String::new(), None),
        Target::Ratio(most) => (format!("≤ {}x", figure(most)), ratio.map(|ratio| ratio <= most)),
        Target::Most(most) => (format!("≤ {}", figure(most)), Some(line.ours <= most)),
        Target::Micros(most) => (format!("≤ {} µs", figure(most)), Some(line.ours <= most)),
    };
    let (beside, theirs) = line
        .beside
        .as_ref()
        .map_or_else(Default::default, |(what, theirs)| (what.as_str(), figure(*theirs)));
    println!(
        "| {} | {} | {} | {} | {beside} | {theirs} | {} | {target} | {} |",
        line.number,
        line.work,
        line.of,
        figure(line.ours),
        ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}x")),
        met.map_or("", |met| if met { "met" } else { "**not met**" }),
    );
    for peer in &line.peers {
        let (name, of) = peer;
        match of {
            Some(theirs) => {
                let times = theirs / line.ours;
                println!(
                    "| | *{name}* | CPU | {} | | | {}x ours | | |",
                    figure(*theirs),
                    figure(times)
                );
            }
            None => println!("| | *{name}* | | missing | | | | | |"),
        }
    }
}

/// Three digits that say something.
fn figure(number: f64) -> String {
    match number {
        of if of.is_nan() => String::new(),
        of if of >= 100.0 => format!("{of:.0}"),
        of if of >= 10.0 => format!("{of:.1}"),
        of if of >= 0.1 => format!("{of:.2}"),
        of => format!("{of:.4}"),
    }
}

pub(crate) fn trouble(trouble: &dyn Error) {
    eprintln!("bench: {trouble}");
}
