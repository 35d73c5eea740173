//! The front door: a book of customers, and sessions in which somebody works with it.
//!
//! An operation gathers through the store, lets a rule decide, and writes; one file a noun.

mod batch;
mod capture;
mod changes;
mod check;
mod contacts;
mod create;
mod customers;
mod export;
mod find;
mod flags;
mod gate;
mod import;
mod interactions;
mod link;
mod listing;
mod lookups;
mod matching;
mod members;
mod operations;
mod options;
mod points;
mod policy;
mod preview;
mod records;
mod search;
mod segments;
mod selection;
mod session;
mod settings;
mod who;

pub use batch::CreateOutcome;
pub use capture::{CaptureOutcome, NewCapture};
pub use export::{CardVersion, Export, ExportChunk, ExportOptions, ExportProgress};
pub use find::AddressOutcome;
pub use import::{
    BlankCells, ExistingRows, Import, ImportBatch, ImportDuplicate, ImportKey, ImportOptions,
    ImportProgress, ImportRow, ImportRowOutcome, ImportSource, ImportSummary, Job, JobProgress,
};
pub use operations::{AuditRule, OperationInfo, OperationReach, operations};
pub use options::{BookOptions, BookStats, CheckSummary, Durability};
pub use preview::preview_file;
pub use session::{CustomerBook, MatchOptions, Session};
