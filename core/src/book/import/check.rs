//! Rows of a file, checked by themselves: what needs no book is done before a transaction is open, on
//! several threads.

use std::thread;

use crate::exchange::{FileRecord, RawCustomer};
use crate::model::customer::{CustomerKind, CustomerStatus};
use crate::model::field::CustomerField;
use crate::model::key::PointFamily;
use crate::model::settings::Settings;
use crate::model::violation::{MOST_OF_A_RECORD, Rule, Violation, gather};
use crate::rules::contacts::PointDraft;
use crate::rules::customers::{Entry, check_entry};
use crate::store::KeptProperty;

/// Fewer rows are checked faster than a thread is started.
const WORTH_A_THREAD: usize = 64;
const MOST_THREADS: usize = 4;

/// What a row says, checked field by field.
#[derive(Clone)]
pub(super) struct Entered {
    pub(super) entry: Entry,
    /// The text fields that the row has, also those that are blank.
    pub(super) named: Vec<CustomerField>,
    /// The kind that the row says.
    pub(super) kind: Option<CustomerKind>,
    pub(super) status: Option<CustomerStatus>,
    pub(super) preferred_channel: Option<PointFamily>,
    pub(super) preserved: Vec<KeptProperty>,
}

impl Entered {
    /// All addresses of the row.
    pub(super) fn points(&self) -> impl Iterator<Item = &PointDraft> {
        self.entry.draft.contacts.iter().flat_map(|card| &card.points)
    }
}

/// The rows of a batch by these settings, in their order.
pub(super) fn check_all(
    rows: &[FileRecord],
    settings: &Settings,
) -> Vec<Result<Entered, Vec<Violation>>> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let share = rows.len().div_ceil(threads).max(WORTH_A_THREAD);
    if rows.len() <= share {
        return rows.iter().map(|row| check(row, settings)).collect();
    }
    thread::scope(|scope| {
        let check_share =
            |rows: &[FileRecord]| rows.iter().map(|row| check(row, settings)).collect::<Vec<_>>();
        let mut shares = rows.chunks(share);
        let first = shares.next().unwrap_or_default();
        let others: Vec<_> =
            shares.map(|rows| (rows, scope.spawn(move || check_share(rows)))).collect();
        let mut checked = check_share(first);
        for (rows, other) in others {
            // A thread that died did nothing that cannot be done again.
            checked.extend(other.join().unwrap_or_else(|_| check_share(rows)));
        }
        checked
    })
}

fn check(row: &FileRecord, settings: &Settings) -> Result<Entered, Vec<Violation>> {
    row.content.as_ref().map(|raw| enter(raw, settings)).map_err(Clone::clone)
}

fn enter(raw: &RawCustomer, settings: &Settings) -> Entered {
    let mut entry = check_entry(&raw.new, settings);
    entry.violations.truncate(MOST_OF_A_RECORD);
    let texts = raw.new.texts().into_iter();
    let named = texts.filter(|(_, text)| text.is_some()).map(|(field, _)| field).collect();
    let word = |text: &Option<String>, field: &str| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
        Some((text.to_lowercase(), Violation::new(field, Rule::UnknownValue)))
    };
    let mut status = None;
    if let Some((text, violation)) = word(&raw.status, "status") {
        status = CustomerStatus::from_word(&text);
        if status.is_none() {
            gather(&mut entry.violations, violation);
        }
    }
    let mut preferred_channel = None;
    if let Some((text, violation)) = word(&raw.preferred_channel, "preferred_channel") {
        preferred_channel = PointFamily::from_word(&text);
        if preferred_channel.is_none() {
            gather(&mut entry.violations, violation);
        }
    }
    let preserved = raw.preserved.iter().map(|of| KeptProperty {
        format: of.format.to_owned(),
        name: of.name.clone(),
        value: of.value.clone(),
    });
    let kind = raw.kind;
    Entered { entry, named, kind, status, preferred_channel, preserved: preserved.collect() }
}
