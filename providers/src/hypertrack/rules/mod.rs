//! What HyperTrack's document fixes. Only a deviation changes it.

pub(super) mod clause;
mod ways;

use jiff::SignedDuration;

use crate::Compared;

pub use ways::{Basic, Characters, Colon, Encoded, Guarded, Reach, Rule, Several};

/// The documented constants and predicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What the refusal says, in the order of [`Cause`]: always the same (hypertrack.unauthorized.status, hypertrack.unauthorized.body).
    pub refusals: [Told; 5],
    /// The name of its one member (hypertrack.unauthorized.body).
    pub member: &'static str,
    /// The words before a pair and before a token (hypertrack.basic.accepted, hypertrack.bearer.accepted).
    pub schemes: [&'static str; 2],
    /// Whether Basic opens calls (hypertrack.basic.accepted).
    pub basic: Basic,
    /// Which colon divides AccountId from SecretKey (hypertrack.basic.single-colon).
    pub divides: Colon,
    /// Which bytes are a text (hypertrack.basic.utf8).
    pub characters: Characters,
    /// What of a SecretKey counts (hypertrack.basic.wrong-credentials).
    pub secret: Compared,
    /// Which calls need the header (hypertrack.header.missing).
    pub guarded: Guarded,
    /// How often the header may stand (hypertrack.header.malformed).
    pub several: Several,
    /// How a pair is written in the header (hypertrack.header.malformed).
    pub encoded: Encoded,
    /// Bearer opens calls in place of Basic (hypertrack.bearer.accepted).
    pub bearer: Rule,
    /// Only a token that was issued opens calls (hypertrack.bearer.wrong).
    pub issued: Rule,
    /// What of a token counts (hypertrack.bearer.wrong).
    pub token: Compared,
    /// A token ends (hypertrack.bearer.expired).
    pub expiry: Rule,
    /// How long after its told end it does (hypertrack.bearer.expired).
    pub ends_after: SignedDuration,
    /// How long after its issue a token opens calls (hypertrack.token.obtain).
    pub opens_after: SignedDuration,
    /// A token that was issued is known from then on (hypertrack.token.obtain).
    pub remembered: Rule,
    /// Which views a scoped token opens (hypertrack.token.scope, hypertrack.token.other-views).
    pub reach: Reach,
}

/// What a refusal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its HTTP status.
    pub status: u16,
    /// Its message.
    pub message: &'static str,
}

/// Why a call is refused. The document knows one answer to all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There is no Authorization.
    Missing,
    /// It has another format.
    Malformed,
    /// Its AccountId or SecretKey is wrong.
    Credentials,
    /// Its token was not issued, or does not reach.
    Token,
    /// Its token has expired.
    Expired,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            refusals: [Told { status: 401, message: "Unauthorized" }; 5],
            member: "message",
            schemes: ["Basic", "Bearer"],
            basic: Basic::Opens,
            divides: Colon::First,
            characters: Characters::Utf8,
            secret: Compared::Exactly,
            guarded: Guarded::All,
            several: Several::Refused,
            encoded: Encoded::Base64,
            bearer: Rule::Kept,
            issued: Rule::Kept,
            token: Compared::Exactly,
            expiry: Rule::Kept,
            ends_after: SignedDuration::ZERO,
            opens_after: SignedDuration::ZERO,
            remembered: Rule::Kept,
            reach: Reach::Named,
        }
    }
}
