//! What Hyper's documents fix: lengths, lifetimes, words. Only a deviation changes them.

mod admin;
pub(super) mod clause;
mod gate;
mod limits;
mod moves;
mod replies;
mod tokens;

use jiff::SignedDuration;

pub use admin::{AccessUntil, Blocking, Deletion, DomainAddress, Extension, Recalculation, RecordRules, RegeneratedEnd, Regeneration};
pub use gate::{Carriage, Comparison, Gate, Presence, Texts};
pub use limits::{LimitRules, PostsPer, TurnedAway};
pub use moves::{Event, Moves};
pub use replies::{ReplyRules, ValidityUntil};
pub use tokens::{Drawn, RefreshNeeds, Replacement, Shape, Shapes, TokenRules};

pub(super) use gate::{EXPIRED, EXPIRED_VALIDITY, WRONG};
pub(super) use replies::TIME_FORMAT;

/// The lifetimes that the administrator can set, in hours (hyper.admin.life-range).
pub(super) const LIFE_HOURS: std::ops::RangeInclusive<u64> = 1..=8760;
/// The window of both limits (hyper.refresh.rate-limit, hyper.posts.rate-limit).
const MINUTE: SignedDuration = SignedDuration::from_secs(60);
/// Above this the document advises against a threshold (hyper.posts.rate-limit-setting).
pub(super) const MAX_POSTS_ADVISED: u64 = 500;

/// The documented constants and predicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// What opens any function but the two below, and what is said where it stays closed.
    pub call: Gate,
    /// The same of TokenValidity.
    pub validity: Gate,
    /// The same of RefreshToken.
    pub refresh: Gate,
    /// How a call carries its token.
    pub carriage: Carriage,
    /// What tokens are and how long they live.
    pub tokens: TokenRules,
    /// The limits on the way in.
    pub limits: LimitRules,
    /// The words of replies.
    pub replies: ReplyRules,
    /// The administrator's record and his buttons.
    pub record: RecordRules,
    /// What an event brings up to date.
    pub moves: Moves,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            call: Gate::documented(EXPIRED),
            validity: Gate::documented(EXPIRED_VALIDITY),
            refresh: Gate::documented(WRONG),
            carriage: Carriage::default(),
            tokens: TokenRules::default(),
            limits: LimitRules::default(),
            replies: ReplyRules::default(),
            record: RecordRules::default(),
            moves: Moves::default(),
        }
    }
}
