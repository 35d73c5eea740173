//! The rows that grow with the book, at sizes up to millions: `full 100000 1000000 5000000`. Each import
//! runs in a process of its own, so that its memory is its own; so does the ceiling, which writes the
//! same rows with bare statements.

mod child;
mod round;
mod search;

use std::path::{Path, PathBuf};
use std::process::Command;

use customer_core_bench::crowd;

use crate::footprint;
use crate::lookup;
use crate::peers;
use crate::records;
use crate::rounds::{Cost, Pair};
use crate::rows::Result;
use crate::store::Full;
use crate::table::{self, Line, Row, Target};

pub(crate) use child::run as run_child;

/// The sizes when none are named.
const SIZES: [usize; 3] = [100_000, 1_000_000, 5_000_000];
/// So many of a book are asked for.
const SAMPLE: usize = 20_000;

/// What a child says of its work.
pub(crate) struct Done {
    pub(crate) cost: Cost,
    pub(crate) memory_mb: f64,
    pub(crate) bytes: f64,
}

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if let [at, path, size] = arguments
        && at == "at"
    {
        return there(Path::new(path), size.parse()?);
    }
    let sizes = arguments.iter().map(|of| of.parse());
    let mut sizes: Vec<usize> = sizes.collect::<std::result::Result<_, _>>()?;
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    peers::install();
    for (round, size) in sizes.iter().enumerate() {
        let folder = tempfile::tempdir()?;
        table::title(&format!("{size} customers"));
        table::head();
        let path = imports(folder.path(), *size, round == 0)?;
        reads(&path, *size)?;
        round::trip(folder.path(), &path, *size)?.iter().for_each(table::line);
    }
    Ok(())
}

/// What reading costs in a book of the crowd that is there: `full at PATH SIZE`.
fn there(path: &Path, size: usize) -> Result<()> {
    table::title(&format!("{size} customers"));
    table::head();
    reads(path, size)
}

fn reads(path: &Path, size: usize) -> Result<()> {
    let full = opened(path, size)?;
    lookup::lines(&full)?.iter().for_each(table::line);
    footprint::opening(path, &full.people)?.iter().for_each(table::line);
    let whole = records::whole_customer_of(&full, &ids(&full)?)?;
    table::line(&Line::of("P6", &whole));
    search::lines(&full, size)?.iter().for_each(table::line);
    round::filters(&full)?.iter().for_each(table::line);
    Ok(())
}

fn ids(full: &Full) -> Result<Vec<customer_core::CustomerId>> {
    let points =
        full.people.iter().take(2_000).filter_map(|of| of.contacts.first()?.emails.first());
    let points: Vec<customer_core::NewPoint> =
        points.cloned().map(customer_core::NewPoint::Email).collect();
    let found = full.session.find_ids_by_address(&points)?;
    Ok(found
        .into_iter()
        .filter_map(|of| match of {
            customer_core::AddressOutcome::Found { customers } => customers.first().copied(),
            customer_core::AddressOutcome::Rejected { .. } => None,
        })
        .collect())
}

fn opened(path: &Path, size: usize) -> Result<Full> {
    let book = customer_core::CustomerBook::open(path)?;
    let session = book.session(&customer_core::Actor::agent("bench", "Bench")?)?;
    let step = (size / SAMPLE).max(1);
    let people = (0..size).step_by(step).map(crowd::customer).collect();
    Ok(Full { import: None, path: path.to_path_buf(), session, people })
}

/// Imports a file, beside bare statements that write the rows which come of it. The book stays.
fn imports(folder: &Path, size: usize, with_peers: bool) -> Result<PathBuf> {
    let (file, bare, rows) =
        (folder.join("book.db"), folder.join("bare.db"), folder.join("rows.csv"));
    child(&["rows", &size.to_string()], &[&rows])?;
    let of_file = child(&["csv", &size.to_string()], &[&file, &rows])?;
    std::fs::remove_file(&rows)?;
    let floor = child(&["bare", &size.to_string()], &[&bare, &file])?;
    std::fs::remove_file(&bare)?;
    let of_peers = if with_peers { peers::imports(size.min(100_000))? } else { Vec::new() };
    let pair = Pair { ours: of_file.cost, theirs: floor.cost };
    let row = Row {
        work: "import of a CSV file: read, checked, looked up, written",
        beside: "bare statements, the same rows",
        items: size,
        pair,
        target: Target::Ratio(1.67),
    };
    table::line(&Line::of("P4", &row).with_peers(of_peers));
    #[expect(clippy::cast_precision_loss, reason = "sizes are small")]
    let each = |seconds: f64| seconds * 1e6 / size as f64;
    let wall = Line::new("P4", "the same", "wall", each(of_file.cost.wall), Target::None);
    table::line(&wall.beside("bare statements", each(floor.cost.wall)));
    let figures = |work: &str, of: fn(&Done) -> f64, most| {
        let target =
            if work.contains("memory") { Target::Most(100.0) } else { Target::Ratio(most) };
        Line::new("P4", work, "", of(&of_file), target).beside("bare statements", of(&floor))
    };
    table::line(&figures("memory of the import, MB", |of| of.memory_mb, 0.0));
    #[expect(clippy::cast_precision_loss, reason = "sizes are small")]
    let each = size as f64;
    let bytes =
        Line::new("P4", "bytes of a customer", "", of_file.bytes / each, Target::Ratio(1.15));
    table::line(&bytes.beside("bare statements", floor.bytes / each));
    Ok(file)
}

pub(crate) fn child(words: &[&str], paths: &[&Path]) -> Result<Done> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("child").args(words).args(paths);
    let output = command.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let text = String::from_utf8(output.stdout)?;
    let mut numbers = text.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
    let mut next = || numbers.next().ok_or("a figure is missing");
    Ok(Done { cost: Cost { cpu: next()?, wall: next()? }, memory_mb: next()?, bytes: next()? })
}
