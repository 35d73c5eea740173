//! The table that is printed.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is what the command is for")]

use std::error::Error;

use crate::rounds::Pair;

/// One row: what, beside what, how often, and how good it is to be.
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
    /// At most so many times the other's CPU time.
    Ratio(f64),
    /// At most so many microseconds of CPU time an item.
    Micros(f64),
}

pub(crate) fn head() {
    println!(
        "{:<44} {:<34} {:>8} {:>10} {:>10} {:>7}  {:<12} ",
        "work (µs CPU an item, medians by turns)",
        "beside",
        "items",
        "ours",
        "theirs",
        "ratio",
        "target"
    );
}

#[expect(clippy::cast_precision_loss, reason = "items are few")]
pub(crate) fn row(row: &Row) {
    let each = |seconds: f64| seconds * 1e6 / row.items as f64;
    let (ours, theirs) = (each(row.pair.ours.cpu), each(row.pair.theirs.cpu));
    let ratio = ours / theirs;
    let (target, met) = match row.target {
        Target::Ratio(most) => (format!("<= {most}x"), ratio <= most),
        Target::Micros(most) => (format!("<= {most} µs"), ours <= most),
    };
    println!(
        "{:<44} {:<34} {:>8} {ours:>10.3} {theirs:>10.3} {ratio:>6.2}x  {target:<12} {}   wall {:.3} / {:.3}",
        row.work,
        row.beside,
        row.items,
        if met { "met" } else { "NOT MET" },
        each(row.pair.ours.wall),
        each(row.pair.theirs.wall),
    );
}

pub(crate) fn trouble(trouble: &dyn Error) {
    eprintln!("bench: {trouble}");
}
