//! Ways to be wrong, each of which breaks one clause.

use jiff::SignedDuration;

use super::rules::{RefreshBy, Replacement, clause};
use super::settings::Settings;
use crate::{Deviation, Limit};

/// Every known deviation.
pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation {
        name: "grace-of-119-seconds",
        breaks: clause::GRACE_ACCESS,
        says: "The previous access token is accepted for 119 s instead of 2 minutes.",
        apply: |settings| settings.rules.access_token_grace = SignedDuration::from_secs(119),
    },
    Deviation {
        name: "grace-of-125-seconds",
        breaks: clause::GRACE_ACCESS_ENDS,
        says: "The previous access token is accepted for 125 s instead of 2 minutes.",
        apply: |settings| settings.rules.access_token_grace = SignedDuration::from_secs(125),
    },
    Deviation {
        name: "no-grace-for-the-refresh-token",
        breaks: clause::GRACE_REFRESH,
        says: "The previous refresh token is refused at once.",
        apply: |settings| settings.rules.refresh_token_grace = SignedDuration::ZERO,
    },
    Deviation {
        name: "endless-grace-for-the-refresh-token",
        breaks: clause::GRACE_REFRESH_ENDS,
        says: "The previous refresh token is accepted for an hour.",
        apply: |settings| settings.rules.refresh_token_grace = SignedDuration::from_hours(1),
    },
    Deviation {
        name: "wrong-message-of-wrong",
        breaks: clause::WRONG,
        says: "The message of a wrong token lacks its full stop.",
        apply: |settings| settings.rules.wrong = "Missing / Wrong Access Token",
    },
    Deviation {
        name: "expired-without-quotes",
        breaks: clause::EXPIRED,
        says: "The message of an expired token has no quotes around RefreshToken.",
        apply: |settings| settings.rules.expired = settings.rules.expired_validity,
    },
    Deviation {
        name: "expired-validity-with-quotes",
        breaks: clause::VALIDITY_EXPIRED,
        says: "TokenValidity's message of an expired token has quotes around RefreshToken.",
        apply: |settings| settings.rules.expired_validity = settings.rules.expired,
    },
    Deviation {
        name: "access-token-of-119-characters",
        breaks: clause::ACCESS_LENGTH,
        says: "An access token has 119 characters.",
        apply: |settings| settings.rules.access_token_length = 119,
    },
    Deviation {
        name: "refresh-token-of-201-characters",
        breaks: clause::REFRESH_LENGTH,
        says: "A refresh token has 201 characters.",
        apply: |settings| settings.rules.refresh_token_length = 201,
    },
    Deviation {
        name: "refresh-by-access-token",
        breaks: clause::REFRESH_REFUSED,
        says: "RefreshToken takes an access token too.",
        apply: |settings| settings.rules.refresh_by = RefreshBy::AnyToken,
    },
    Deviation {
        name: "eleven-refreshes-a-minute",
        breaks: clause::REFRESH_LIMIT,
        says: "11 RefreshToken calls are served in a minute.",
        apply: |settings| settings.refresh_limit = Limit::Of(11),
    },
    Deviation {
        name: "twenty-one-posts-a-minute",
        breaks: clause::POSTS_LIMIT,
        says: "21 posts a minute are accepted from one address.",
        apply: |settings| settings.max_posts = Limit::Of(21),
    },
    Deviation {
        name: "refresh-token-never-replaced",
        breaks: clause::REPLACEABLE,
        says: "RefreshToken hands back the same refresh token in replaceable mode.",
        apply: |settings| settings.rules.replaceable = Replacement::Kept,
    },
    Deviation {
        name: "method-of-constant-misspelt",
        breaks: clause::VALIDITY_METHOD_CONSTANT,
        says: "Refresh Method reads 'Refresh Token is constant'.",
        apply: |settings| settings.rules.method_constant = "Refresh Token is constant",
    },
    Deviation {
        name: "token-type-in-lower-case",
        breaks: clause::REFRESH_REPLY,
        says: "token_type is bearer.",
        apply: |settings| settings.rules.token_type = "bearer",
    },
];
