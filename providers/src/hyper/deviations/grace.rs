//! Wrong grace: too short, too long, ended by the wrong thing, never ended.

use jiff::SignedDuration;

use crate::Deviation;
use crate::hyper::rules::{Event, Presence, clause};
use crate::hyper::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new(
        "grace-of-119-seconds",
        clause::GRACE_ACCESS,
        "The previous access token is accepted for 119 s instead of 2 minutes.",
        |settings| settings.rules.tokens.access_token_grace = SignedDuration::from_secs(119),
    ),
    Deviation::new("grace-ends-at-a-restart", clause::GRACE_ACCESS, "A restart of the app ends the grace.", |settings| {
        settings.rules.moves.grace = &[Event::Restarted]
    }),
    Deviation::new("no-grace-for-the-refresh-token", clause::GRACE_REFRESH, "The previous refresh token is refused at once.", |settings| {
        settings.rules.tokens.refresh_token_grace = SignedDuration::ZERO
    }),
    Deviation::new(
        "grace-of-119-seconds-for-the-refresh-token",
        clause::GRACE_REFRESH,
        "The previous refresh token is accepted for 119 s instead of 2 minutes.",
        |settings| settings.rules.tokens.refresh_token_grace = SignedDuration::from_secs(119),
    ),
    Deviation::new("grace-ends-at-a-refused-refresh", clause::GRACE_REFRESH, "A refused RefreshToken call ends the grace.", |settings| {
        settings.rules.moves.grace = &[Event::RefreshRefused]
    }),
    Deviation::new(
        "grace-of-125-seconds",
        clause::GRACE_ACCESS_ENDS,
        "The previous access token is accepted for 125 s instead of 2 minutes.",
        |settings| settings.rules.tokens.access_token_grace = SignedDuration::from_secs(125),
    ),
    Deviation::new(
        "previous-access-token-opens-calls",
        clause::GRACE_ACCESS_ENDS,
        "The previous access token opens calls for as long as it is stored.",
        |settings| settings.rules.call.opened_by = &[Presence::Current, Presence::InGrace, Presence::Previous],
    ),
    Deviation::new(
        "endless-grace-for-the-refresh-token",
        clause::GRACE_REFRESH_ENDS,
        "The previous refresh token is accepted for an hour.",
        |settings| settings.rules.tokens.refresh_token_grace = SignedDuration::from_hours(1),
    ),
    Deviation::new(
        "previous-refresh-token-refreshes",
        clause::GRACE_REFRESH_ENDS,
        "The previous refresh token is accepted for as long as it is stored.",
        |settings| settings.rules.refresh.opened_by = &[Presence::Current, Presence::InGrace, Presence::Previous],
    ),
];
