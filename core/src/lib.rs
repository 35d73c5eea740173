//! Customer records for support apps: who they are, how to reach them, who wrote this message, and
//! who may see it.
//!
//! A *book* holds the customers of one project in one file. Sessions work with it, each under an
//! actor; matching says whose an email, call or chat is.
//!
#![cfg_attr(feature = "sqlite", doc = "```")]
#![cfg_attr(not(feature = "sqlite"), doc = "```ignore")]
//! use customer_core::{
//!     Actor, CreationMode, CustomerBook, EmailToMatch, MatchOptions, MatchOutcome, SenderAuth, Timestamp, parse_message,
//! };
//!
//! let book = CustomerBook::open_in_memory()?;
//! let admin = Actor::agent("a-1", "Ada")?;
//! book.add_first_administrator(&admin)?;
//! let session = book.session(&admin)?;
//! session.set_creation_modes(Some(CreationMode::Automatic), None, None)?;
//!
//! let raw = b"From: Anna <anna@example.com>\r\nMessage-ID: <1@example.com>\r\n\r\nHello";
//! let email = EmailToMatch {
//!     message: parse_message(raw),
//!     auth: SenderAuth::Unverified,
//!     received_at: Timestamp::from_millis(1_795_262_400_000),
//!     thread: None,
//!     keep_participants: false,
//! };
//! let answer = session.match_email(&email, MatchOptions::default())?;
//! assert!(matches!(answer.outcome, MatchOutcome::Created { .. }));
//!
//! let again = session.match_email(&email, MatchOptions::default())?;
//! assert!(matches!(again.outcome, MatchOutcome::Assigned { .. }));
//! # Ok::<(), customer_core::Error>(())
//! ```
//!
//! # Where to go
//!
//! * Forms and pipelines that need no book: [`parse_phone`], [`parse_email`], [`parse_phones`],
//!   [`parse_emails`], [`countries`], [`parse_message`], [`classify_sender`], [`preview_file`].
//! * The book: [`CustomerBook`] and [`Session`]. Every operation is a method of `Session`;
//!   [`operations`] lists them with the permissions that they need.
//! * What comes in: `New...` and `...Patch`, raw text, checked as a whole. What goes out: plain
//!   records. What stops an operation: [`Error`], with a stable code.
//!
//! # Features
//!
//! `sqlite` (default) is the embedded store. Without it the crate is values and rules: phones,
//! emails, countries, messages and the classes of their senders.

#![cfg_attr(
    not(feature = "sqlite"),
    expect(
        dead_code,
        reason = "without a store the rules of records and permissions have no caller"
    )
)]

#[cfg(feature = "sqlite")]
mod book;
#[cfg(feature = "sqlite")]
mod env;
mod error;
#[cfg(feature = "sqlite")]
#[expect(dead_code, reason = "its other callers are being written")]
mod exchange;
mod model;
mod parse;
mod rules;
#[cfg(feature = "sqlite")]
mod store;

#[cfg(feature = "sqlite")]
pub use book::{
    AddressOutcome, AuditRule, BlankCells, BookOptions, BookStats, CaptureOutcome, CardVersion,
    CheckSummary, CreateOutcome, CustomerBook, Durability, ExistingRows, Export, ExportChunk,
    ExportOptions, ExportProgress, Import, ImportBatch, ImportDuplicate, ImportKey, ImportOptions,
    ImportProgress, ImportRow, ImportRowOutcome, ImportSource, ImportSummary, Job, JobProgress,
    MatchOptions, NewCapture, OperationInfo, OperationReach, Session, operations, preview_file,
};
#[cfg(feature = "sqlite")]
pub use env::{Clock, Env, Randomness, RandomnessFailed, SystemClock, SystemRandomness};
pub use error::{Error, Result};
pub use model::actor::{Actor, ActorKind, Member, Narrowing};
pub use model::change::{ChangeEntry, ChangedField, LogHead, RecordKind};
pub use model::contact::{
    AlsoAt, CapReason, Capability, Contact, ContactPatch, ContactPoint, ContactRoom, NewContact,
    NewEmail, NewHandle, NewPhone, NewPoint, PhoneKind, PointFlags, PointKind, PointPatch,
    PointValue, PointWritten, ShownValue, Undeliverable, Verified, Warning,
};
pub use model::country::{Country, CountryCode, address_countries, countries, search_countries};
pub use model::customer::{
    Blocked, Customer, CustomerKind, CustomerListing, CustomerPage, CustomerPatch, CustomerSort,
    CustomerStatus, CustomerSummary, CustomerWritten, NewCustomer, ReferenceSlot,
};
pub use model::decision::{
    Asked, Because, CheckOutcome, Decision, FieldChange, FieldInfo, MemberTeams, Obligation,
    PermissionChange, Policy, PolicyDiff, Question, StateReason, WhoCan,
};
pub use model::email::{Email, EmailOptions};
#[cfg(feature = "sqlite")]
pub use model::exchange::{
    ColumnMapping, ExportColumn, FileColumn, FileFormat, FileOptions, FilePreview, PreviewRecord,
};
pub use model::field::{CustomerField, DataClass};
pub use model::filter::{FieldCondition, FieldTest, Filter, PointCondition, TimeSpan};
pub use model::grant::{FieldLevel, Grant, GrantEffect, GrantScope, PermissionGroup};
pub use model::handle::{Handle, HandleChannel};
pub use model::ids::{ActorId, ContactId, CustomerId, GroupId, InteractionId, PointId};
pub use model::interaction::{
    Interaction, InteractionKind, InteractionRef, LinkAddress, LinkRequest, LinkSender, LinkTarget,
    Linked, SentMessage,
};
pub use model::key::{KEY_VERSION, MatchKey, PointFamily};
pub use model::mail::parse_message;
pub use model::matching::{
    CallPhase, CallToMatch, Candidate, CandidateRole, CannotRemember, ChatToMatch, CustomerDraft,
    DecisionRow, EmailToMatch, Explanation, IgnoredReason, MatchAnswer, MatchNote, MatchOutcome,
    MatchStrength, NotACustomerReason, NotCreatedReason, SenderAuth, VerifiedBy, Write,
};
pub use model::message::{
    ForwardSource, ForwardedMessage, InboundEmail, MailReport, Mailbox, ReportKind,
    ReportedRecipient,
};
pub use model::page::{MAX_PAGE, Page};
pub use model::permission::{EffectivePermissions, Permission, PermissionSet};
pub use model::phone::{Confidence, LineType, Phone, PhoneAcceptance, PhoneOptions, RegionOrigin};
pub use model::provenance::{FieldProvenance, How, Provenance};
pub use model::reason::{ConflictReason, RefusedReason, StorageKind};
#[cfg(feature = "sqlite")]
pub use model::search::{
    CustomerCount, CustomerSearch, CustomerSelection, HitPoint, SearchHit, SearchPage, TextMatch,
};
#[cfg(feature = "sqlite")]
pub use model::segment::{NewSegment, Segment};
pub use model::sender::{
    Evidence, EvidenceKind, Identity, IdentityVia, SenderClass, SenderFlag, SenderTier,
    SenderVerdict,
};
pub use model::settings::{
    CreationMode, ErasedSenders, GenerateRefs, MachineSenders, OutboundChannel,
    ReplyFromNewAddress, SenderSettings, Settings, UnverifiedSenders, WithheldCalls,
};
pub use model::time::{TimeZoneName, Timestamp};
pub use model::violation::{Rule, Violation};
pub use parse::{
    classify_sender, parse_email, parse_emails, parse_handle, parse_phone, parse_phones,
    parse_time_zone,
};

// The program in the README is a test.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../../README.md")]
struct Readme;

// So are those in the page about permissions.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../../docs/permissions.md")]
struct Permissions;

// And in the page about finding and moving customers.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../../docs/finding-and-moving.md")]
struct FindingAndMoving;
