//! The crate `phonenumber` as a peer of the benchmark: `phonenumber_peer COUNT` prints name, rows, ns
//! CPU and ns wall a row, over the generated rows in their own order.

#![expect(clippy::print_stdout, reason = "it is a command")]

use std::error::Error;
use std::hint::black_box;

use customer_core_bench::phone_rows::{PhoneRow, phone_rows};
use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, country};
use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let count: usize = std::env::args().nth(1).ok_or("how many rows?")?.parse()?;
    let rows: Vec<PhoneRow> = phone_rows().take(count).collect();
    let (mut cpu, mut wall) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let before = (seconds(ClockId::ProcessCPUTime), seconds(ClockId::Monotonic));
        for row in &rows {
            black_box(read(row));
        }
        if round > 0 {
            cpu.push(seconds(ClockId::ProcessCPUTime) - before.0);
            wall.push(seconds(ClockId::Monotonic) - before.1);
        }
    }
    println!("Rust phonenumber\t{count}\t{:.0}\t{:.0}", each(cpu, count), each(wall, count));
    Ok(())
}

fn read(row: &PhoneRow) -> Option<(bool, phonenumber::Type, Option<country::Id>, String)> {
    let region = row.region.as_deref().and_then(|region| region.parse().ok());
    let number = phonenumber::parse(region, &row.text).ok()?;
    let e164 = number.format().mode(Mode::E164).to_string();
    Some((number.is_valid(), number.number_type(&DATABASE), number.country().id(), e164))
}

/// The median, in ns a row.
#[expect(clippy::cast_precision_loss, reason = "rows are few")]
fn each(mut rounds: Vec<f64>, rows: usize) -> f64 {
    rounds.sort_by(f64::total_cmp);
    rounds.get(ROUNDS / 2).copied().unwrap_or(f64::NAN) * 1e9 / rows as f64
}

#[expect(clippy::cast_precision_loss, reason = "seconds since the start of the machine are few")]
fn seconds(clock: ClockId) -> f64 {
    let now = clock_gettime(clock);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}
