//! Questions and answers of sender matching: whose is this message, call or chat?

mod answer;
mod ask;
mod words;

pub use answer::{Candidate, CustomerDraft, Explanation, MatchAnswer, MatchOutcome};
pub use ask::{CallPhase, CallToMatch, ChatToMatch, EmailToMatch, SenderAuth};
pub use words::{
    CandidateRole, CannotRemember, DecisionRow, IgnoredReason, MatchNote, MatchStrength,
    NotACustomerReason, NotCreatedReason, VerifiedBy, Write,
};
