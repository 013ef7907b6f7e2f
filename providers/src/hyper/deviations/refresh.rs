//! A wrong RefreshToken: who may call it, by which method, what it replies and what it changes.

use jiff::SignedDuration;

use super::SEVEN;
use crate::hyper::rules::{Event, Presence, Replacement, clause};
use crate::hyper::settings::Settings;
use crate::{Deviation, Method};

/// GET alone, and POST alone.
const GET: &[Method] = &[Method::GET];
const POST: &[Method] = &[Method::POST];

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new(
        "refresh-by-the-access-token-alone",
        clause::REFRESH_BEARER,
        "RefreshToken takes the access token and not the refresh token.",
        |settings| settings.rules.refresh.opened_by = &[Presence::OtherSort],
    ),
    Deviation::new("grant-type-demanded", clause::REFRESH_BEARER, "RefreshToken demands a parameter grant_type, as OAuth does.", |settings| {
        settings.rules.refresh.parameters = &["grant_type"]
    }),
    Deviation::new("refresh-by-post-alone", clause::REFRESH_GET_AND_POST, "RefreshToken is not there by GET.", |settings| {
        settings.rules.refresh.methods = POST
    }),
    Deviation::new("refresh-by-post-is-created", clause::REFRESH_GET_AND_POST, "RefreshToken by POST has the status 201.", |settings| {
        settings.rules.replies.refresh_post_status = 201
    }),
    Deviation::new("token-type-in-lower-case", clause::REFRESH_REPLY, "token_type is bearer.", |settings| {
        settings.rules.replies.token_type = "bearer"
    }),
    Deviation::new("a-scope-in-the-reply", clause::REFRESH_REPLY, "The reply of RefreshToken has a member scope.", |settings| {
        settings.rules.replies.refresh_extra = &[("scope", "api")]
    }),
    Deviation::new("expires-in-milliseconds", clause::REFRESH_EXPIRES_IN, "expires_in counts milliseconds.", |settings| {
        settings.rules.replies.expires_in_parts = 1_000
    }),
    Deviation::new("expires-in-a-second-short", clause::REFRESH_EXPIRES_IN, "expires_in is one second less than the validity.", |settings| {
        settings.rules.replies.expires_in_short = 1
    }),
    Deviation::new(
        "access-token-kept-until-it-expires",
        clause::REFRESH_NEW_ACCESS,
        "RefreshToken prolongs the access token that is valid and replaces it only once it has expired.",
        |settings| settings.rules.tokens.access_token = Replacement::AfterExpiry,
    ),
    Deviation::new("new-access-token-opens-later", clause::REFRESH_NEW_ACCESS, "A new access token is wrong in its first two seconds.", |settings| {
        settings.rules.tokens.opens_after = SignedDuration::from_secs(2)
    }),
    Deviation::new(
        "one-refresh-in-seven-keeps-the-access-token",
        clause::REFRESH_NEW_ACCESS,
        "In one call in seven RefreshToken hands back the access token that was there.",
        |settings: &mut Settings| settings.rules.tokens.access_token = Replacement::Never,
    )
    .one_call_in(SEVEN),
    Deviation::new("refresh-by-access-token", clause::REFRESH_REFUSED, "RefreshToken takes an access token too.", |settings| {
        settings.rules.refresh.opened_by = &[Presence::Current, Presence::InGrace, Presence::OtherSort]
    }),
    Deviation::new("refresh-without-a-token", clause::REFRESH_REFUSED, "RefreshToken is served without a token.", |settings| {
        settings.rules.refresh.opened_by = &[Presence::Current, Presence::InGrace, Presence::Nothing]
    }),
    Deviation::new(
        "refused-refresh-is-recorded",
        clause::REFRESH_REFUSED,
        "A refused RefreshToken call is written down as the last refresh.",
        |settings| settings.rules.moves.last_refresh = &[Event::Refreshed, Event::Regenerated, Event::RefreshRefused],
    ),
    Deviation::new("no-refresh-after-expiry", clause::AFTER_EXPIRY, "RefreshToken is refused once the access token has expired.", |settings| {
        settings.rules.tokens.refresh_after_expiry = Some(SignedDuration::ZERO)
    }),
    Deviation::new(
        "no-refresh-a-month-after-expiry",
        clause::AFTER_EXPIRY,
        "RefreshToken is refused where the access token expired more than 30 days ago.",
        |settings| settings.rules.tokens.refresh_after_expiry = Some(SignedDuration::from_hours(30 * 24)),
    ),
    Deviation::new("validity-by-get-alone", clause::VALIDITY_GET_AND_POST, "TokenValidity is not there by POST.", |settings| {
        settings.rules.validity.methods = GET
    }),
    Deviation::new("validity-by-post-is-created", clause::VALIDITY_GET_AND_POST, "TokenValidity by POST has the status 201.", |settings| {
        settings.rules.replies.validity_post_status = 201
    }),
];
