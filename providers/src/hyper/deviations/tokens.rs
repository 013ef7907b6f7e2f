//! Wrong tokens: whose they are, what they look like, how long they live and what replaces them.

use jiff::SignedDuration;

use super::SEVEN;
use crate::hyper::rules::{Drawn, Presence, RefreshNeeds, Replacement, clause};
use crate::hyper::settings::{Settings, StartWith};
use crate::{Deviation, Limit};

/// The alphabet of base64 for URLs.
const BASE64_URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Letters and digits with the dots that part a JWT.
const DOTTED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.";

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("same-access-token-for-all", clause::OWN_TOKENS, "Every instance is handed over with the same access token.", |settings| {
        settings.rules.tokens.handed_over.access_token.drawn = Drawn::ForAll
    }),
    Deviation::new("same-refresh-token-for-all", clause::OWN_TOKENS, "Every instance is handed over with the same refresh token.", |settings| {
        settings.rules.tokens.handed_over.refresh_token.drawn = Drawn::ForAll
    }),
    Deviation::new("access-token-of-119-characters", clause::ACCESS_LENGTH, "RefreshToken issues an access token of 119 characters.", |settings| {
        settings.rules.tokens.refreshed.access_token.length = 119
    }),
    Deviation::new(
        "regenerated-access-token-of-128-characters",
        clause::ACCESS_LENGTH,
        "A regenerated access token has 128 characters.",
        |settings| settings.rules.tokens.regenerated.access_token.length = 128,
    ),
    Deviation::new(
        "one-access-token-in-seven-is-short",
        clause::ACCESS_LENGTH,
        "In one call in seven RefreshToken issues an access token of 118 characters.",
        |settings: &mut Settings| settings.rules.tokens.refreshed.access_token.length = 118,
    )
    .one_call_in(SEVEN),
    Deviation::new("refresh-token-of-201-characters", clause::REFRESH_LENGTH, "RefreshToken issues a refresh token of 201 characters.", |settings| {
        settings.rules.tokens.refreshed.refresh_token.length = 201
    }),
    Deviation::new(
        "handed-over-refresh-token-of-120-characters",
        clause::REFRESH_LENGTH,
        "The refresh token handed over is as long as an access token.",
        |settings| settings.rules.tokens.handed_over.refresh_token.length = 120,
    ),
    Deviation::new("underscore-in-access-tokens", clause::TOKEN_ALPHABET, "An access token may hold an underscore.", |settings| {
        settings.rules.tokens.refreshed.access_token.alphabet = BASE64_URL
    }),
    Deviation::new("dot-in-refresh-tokens", clause::TOKEN_ALPHABET, "A refresh token may hold a dot.", |settings| {
        settings.rules.tokens.handed_over.refresh_token.alphabet = DOTTED
    }),
    Deviation::new(
        "access-token-though-none-is-due",
        clause::REFRESH_ONLY_START,
        "An instance that is handed over with a refresh token alone has an access token.",
        |settings| settings.rules.tokens.alone = StartWith::Both,
    ),
    Deviation::new(
        "refresh-needs-an-access-token",
        clause::REFRESH_ONLY_START,
        "RefreshToken is refused while the instance has no access token.",
        |settings| settings.rules.tokens.refresh_needs = RefreshNeeds::BothTokens,
    ),
    Deviation::new("token-in-the-query", clause::CALL_BEARER, "A call may carry its access token in the query.", |settings| {
        settings.rules.carriage.parameters = &["access_token"]
    }),
    Deviation::new("login-without-a-token", clause::CALL_BEARER, "Login_json asks for no token.", |settings| {
        settings.rules.call.spares = &["Login_json"]
    }),
    Deviation::new(
        "one-call-in-seven-is-refused",
        clause::CALL_BEARER,
        "In one call in seven the current access token is called wrong.",
        |settings: &mut Settings| settings.rules.call.opened_by = &[Presence::InGrace],
    )
    .one_call_in(SEVEN),
    Deviation::new("a-minute-of-leeway", clause::ACCESS_LIFE, "An access token is accepted for a minute past its end.", |settings| {
        settings.rules.tokens.leeway = SignedDuration::from_mins(1)
    }),
    Deviation::new("a-day-for-the-first-access-token", clause::ACCESS_LIFE, "The access token handed over is valid for a day.", |settings| {
        settings.rules.tokens.handed_over_hours = Limit::Of(24)
    }),
    Deviation::new(
        "every-client-keeps-its-token",
        clause::ACCESS_SINGLE,
        "A replaced access token works until its own end, so that every client keeps the one it got.",
        |settings| settings.rules.tokens.access_token_grace = SignedDuration::from_hours(8_760),
    ),
    Deviation::new(
        "replaced-token-opens-token-validity",
        clause::ACCESS_SINGLE,
        "TokenValidity takes the previous access token for as long as it is stored.",
        |settings| settings.rules.validity.opened_by = &[Presence::Current, Presence::InGrace, Presence::Previous],
    ),
    Deviation::new("refresh-token-of-one-year", clause::NO_EXPIRY, "A refresh token ends a year after it was issued.", |settings| {
        settings.refresh_token_life = Limit::Of(8_760)
    }),
    Deviation::new("unused-refresh-token-ends", clause::NO_EXPIRY, "A refresh token ends where it was not used for 90 days.", |settings| {
        settings.rules.tokens.refresh_unused = Some(SignedDuration::from_hours(90 * 24))
    }),
    Deviation::new(
        "refresh-token-never-replaced",
        clause::REPLACEABLE,
        "RefreshToken hands back the same refresh token in replaceable mode.",
        |settings| settings.rules.tokens.replaceable = Replacement::Never,
    ),
    Deviation::new(
        "refresh-token-replaced-after-expiry-alone",
        clause::REPLACEABLE,
        "In replaceable mode the refresh token is replaced only where the access token has expired.",
        |settings| settings.rules.tokens.replaceable = Replacement::AfterExpiry,
    ),
    Deviation::new(
        "constant-refresh-token-replaced",
        clause::CONSTANT,
        "RefreshToken replaces the refresh token in constant mode too.",
        |settings| settings.rules.tokens.constant = Replacement::Always,
    ),
    Deviation::new(
        "constant-refresh-token-replaced-after-expiry",
        clause::CONSTANT,
        "In constant mode the refresh token is replaced where the access token has expired.",
        |settings| settings.rules.tokens.constant = Replacement::AfterExpiry,
    ),
];
