//! Ways to be wrong, each of which breaks one clause.

use jiff::SignedDuration;

use super::rules::{RefreshBy, Replacement, clause};
use super::settings::Settings;
use crate::{Deviation, Limit};

/// Every known deviation, by subject.
pub(super) const DEVIATIONS: &[&[Deviation<Settings>]] = &[ALL];

const ALL: &[Deviation<Settings>] = &[
    Deviation::new(
        "grace-of-119-seconds",
        clause::GRACE_ACCESS,
        "The previous access token is accepted for 119 s instead of 2 minutes.",
        |settings| settings.rules.access_token_grace = SignedDuration::from_secs(119),
    ),
    Deviation::new(
        "grace-of-125-seconds",
        clause::GRACE_ACCESS_ENDS,
        "The previous access token is accepted for 125 s instead of 2 minutes.",
        |settings| settings.rules.access_token_grace = SignedDuration::from_secs(125),
    ),
    Deviation::new("no-grace-for-the-refresh-token", clause::GRACE_REFRESH, "The previous refresh token is refused at once.", |settings| {
        settings.rules.refresh_token_grace = SignedDuration::ZERO
    }),
    Deviation::new(
        "endless-grace-for-the-refresh-token",
        clause::GRACE_REFRESH_ENDS,
        "The previous refresh token is accepted for an hour.",
        |settings| settings.rules.refresh_token_grace = SignedDuration::from_hours(1),
    ),
    Deviation::new("wrong-message-of-wrong", clause::WRONG, "The message of a wrong token lacks its full stop.", |settings| {
        settings.rules.wrong = "Missing / Wrong Access Token"
    }),
    Deviation::new("expired-without-quotes", clause::EXPIRED, "The message of an expired token has no quotes around RefreshToken.", |settings| {
        settings.rules.expired = settings.rules.expired_validity
    }),
    Deviation::new(
        "expired-validity-with-quotes",
        clause::VALIDITY_EXPIRED,
        "TokenValidity's message of an expired token has quotes around RefreshToken.",
        |settings| settings.rules.expired_validity = settings.rules.expired,
    ),
    Deviation::new("access-token-of-119-characters", clause::ACCESS_LENGTH, "An access token has 119 characters.", |settings| {
        settings.rules.access_token_length = 119
    }),
    Deviation::new("refresh-token-of-201-characters", clause::REFRESH_LENGTH, "A refresh token has 201 characters.", |settings| {
        settings.rules.refresh_token_length = 201
    }),
    Deviation::new("refresh-by-access-token", clause::REFRESH_REFUSED, "RefreshToken takes an access token too.", |settings| {
        settings.rules.refresh_by = RefreshBy::AnyToken
    }),
    Deviation::new("eleven-refreshes-a-minute", clause::REFRESH_LIMIT, "11 RefreshToken calls are served in a minute.", |settings| {
        settings.refresh_limit = Limit::Of(11)
    }),
    Deviation::new("twenty-one-posts-a-minute", clause::POSTS_LIMIT, "21 posts a minute are accepted from one address.", |settings| {
        settings.max_posts = Limit::Of(21)
    }),
    Deviation::new(
        "refresh-token-never-replaced",
        clause::REPLACEABLE,
        "RefreshToken hands back the same refresh token in replaceable mode.",
        |settings| settings.rules.replaceable = Replacement::Kept,
    ),
    Deviation::new(
        "method-of-constant-misspelt",
        clause::VALIDITY_METHOD_CONSTANT,
        "Refresh Method reads 'Refresh Token is constant'.",
        |settings| settings.rules.method_constant = "Refresh Token is constant",
    ),
    Deviation::new("token-type-in-lower-case", clause::REFRESH_REPLY, "token_type is bearer.", |settings| settings.rules.token_type = "bearer"),
];
