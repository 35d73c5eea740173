//! A bar for work that takes longer than a glance. It draws on a terminal only.

use indicatif::{ProgressBar, ProgressStyle};

/// Below this many octets no bar is shown.
const LARGE: u64 = 1 << 20;

/// A bar over octets; an invisible one for small input.
pub fn bar(doing: &str, octets: u64) -> ProgressBar {
    if octets < LARGE {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(octets);
    let template = "{msg:12} {wide_bar} {bytes}/{total_bytes}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(doing.to_owned());
    bar
}
