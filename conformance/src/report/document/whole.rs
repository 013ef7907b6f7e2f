//! What is said of the run as a whole: its profiles and its waivers.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::bounded::bounded;
use crate::report::word::Word;
use crate::verdict::{ProfileState, ProfileVerdict};
use crate::waiver::WaiverVerdict;

/// One profile of one API.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Profile {
    /// The API.
    pub provider: String,
    /// The profile.
    pub profile: String,
    /// What is known of it.
    pub state: State,
    /// The worst of its clauses, where it is not verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<Word>,
    /// How many of its clauses there are that a client can observe.
    pub clauses: usize,
}

/// What is known of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Each of its clauses passed, was observed, only warns, or is validly waived.
    Verified,
    /// Some do not.
    NotVerified,
    /// Only some of its cases were selected, so that nothing can be said of it as a whole.
    Partial,
    /// It was not chosen.
    NotChosen,
}

impl State {
    /// The state as people read it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::NotVerified => "not verified",
            Self::Partial => "asked about in part",
            Self::NotChosen => "not chosen",
        }
    }
}

/// One waiver, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Waiver {
    /// The clause that does not hold.
    pub clause: String,
    /// The cases in which it does not; all, where none are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// Why that is borne.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expiry: String,
    /// Waived, stale, or not run where this run says nothing of it.
    pub verdict: Word,
    /// Why.
    pub why: String,
    /// How many checks it covers.
    pub checks: usize,
}

pub(super) fn profile(judged: &ProfileVerdict) -> Profile {
    let (state, worst) = match judged.state {
        ProfileState::Verified => (State::Verified, None),
        ProfileState::NotVerified(worst) => (State::NotVerified, Some(worst.into())),
        ProfileState::Partial => (State::Partial, None),
        ProfileState::NotChosen => (State::NotChosen, None),
    };
    Profile { provider: judged.provider.clone(), profile: judged.profile.name().to_owned(), state, worst, clauses: judged.clauses }
}

pub(super) fn waiver(judged: &WaiverVerdict) -> Waiver {
    Waiver {
        clause: bounded(&judged.clause),
        check: judged.check.as_deref().map(bounded),
        reason: bounded(&judged.reason),
        owner: bounded(&judged.owner),
        expiry: judged.expiry.to_string(),
        verdict: judged.verdict.into(),
        why: bounded(&judged.why),
        checks: judged.checks,
    }
}
