//! Measuring two ways of doing the same, by turns.

use rustix::time::{ClockId, clock_gettime};

/// Rounds that count; one goes before them to warm up.
const ROUNDS: usize = 7;

/// Seconds that something took.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Cost {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
}

/// Ours and the other's, medians over all rounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) ours: Cost,
    pub(crate) theirs: Cost,
}

/// Runs both by turns and takes the medians.
pub(crate) fn by_turns(mut ours: impl FnMut(), mut theirs: impl FnMut()) -> Pair {
    let mut costs = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (mine, other) = (cost(&mut ours), cost(&mut theirs));
        if round > 0 {
            costs.0.push(mine);
            costs.1.push(other);
        }
    }
    Pair { ours: median(&costs.0), theirs: median(&costs.1) }
}

/// What one run costs.
pub(crate) fn cost(work: &mut impl FnMut()) -> Cost {
    let before = (seconds(ClockId::Monotonic), seconds(ClockId::ProcessCPUTime));
    work();
    Cost {
        wall: seconds(ClockId::Monotonic) - before.0,
        cpu: seconds(ClockId::ProcessCPUTime) - before.1,
    }
}

pub(crate) fn median(costs: &[Cost]) -> Cost {
    let of = |figure: fn(&Cost) -> f64| middle(costs.iter().map(figure).collect());
    Cost { wall: of(|cost| cost.wall), cpu: of(|cost| cost.cpu) }
}

/// The median.
pub(crate) fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

#[expect(clippy::cast_precision_loss, reason = "seconds since the start of the machine are few")]
fn seconds(clock: ClockId) -> f64 {
    let now = clock_gettime(clock);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

/// How long each of many calls took, in seconds, in order of length.
pub(crate) struct Waits(Vec<f64>);

impl Waits {
    pub(crate) fn new(mut all: Vec<f64>) -> Self {
        all.sort_by(f64::total_cmp);
        Self(all)
    }

    /// The wait that so many of a thousand calls did not exceed, in microseconds.
    pub(crate) fn permille(&self, share: usize) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get(last * share / 1_000).copied().unwrap_or(f64::NAN) * 1e6
    }
}

/// The seconds of CPU that one call took on this thread.
pub(crate) fn cpu_of(call: impl FnOnce()) -> f64 {
    let before = seconds(ClockId::ThreadCPUTime);
    call();
    seconds(ClockId::ThreadCPUTime) - before
}

/// The seconds that one call took.
pub(crate) fn wait(call: impl FnOnce()) -> f64 {
    let before = seconds(ClockId::Monotonic);
    call();
    seconds(ClockId::Monotonic) - before
}
