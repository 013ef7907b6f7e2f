//! Ways to be wrong, each of which breaks one clause.

use jiff::SignedDuration;

use super::rules::{Demand, Presents, clause};
use super::settings::Settings;
use crate::Deviation;

/// Every known deviation, by subject.
pub(super) const DEVIATIONS: &[&[Deviation<Settings>]] = &[ALL];

const ALL: &[Deviation<Settings>] = &[
    Deviation::new("created-instead-of-ok", clause::TOKEN_REPLY, "A token comes with the status 201.", |settings| settings.rules.token_status = 201),
    Deviation::new("token-type-bearer", clause::TOKEN_TYPE, "token_type is Bearer.", |settings| settings.rules.token_type = "Bearer"),
    Deviation::new("expires-in-as-text", clause::EXPIRES_IN, "expires_in is a text.", |settings| settings.rules.expires_in = Presents::Text),
    Deviation::new("tokens-may-be-cached", clause::NO_STORE, "The token reply says Cache-Control: private.", |settings| {
        settings.rules.cache_control = "private"
    }),
    Deviation::new("no-charset", clause::CONTENT_TYPE, "The token reply's Content-Type names no charset.", |settings| {
        settings.rules.content_type = "application/json"
    }),
    Deviation::new("header-of-rs256", clause::ALGORITHM, "A token's header says RS256.", |settings| settings.rules.algorithm = "RS256"),
    Deviation::new("signature-of-another-text", clause::SIGNATURE, "A token's signature was made for another text.", |settings| {
        settings.rules.own_signature = Demand::Waived;
        settings.rules.signature = Demand::Waived;
    }),
    Deviation::new("issuer-in-lower-case", clause::CLAIMS, "A token's iss is cloud.", |settings| settings.rules.issuer = "cloud"),
    Deviation::new("issued-an-hour-ago", clause::JWT_LIFETIME, "A token's iat and exp are an hour too early.", |settings| {
        settings.rules.issued_after = SignedDuration::from_hours(-1)
    }),
    Deviation::new("exp-a-minute-late", clause::JWT_LIFETIME, "A token's exp is a minute after iat and expires_in.", |settings| {
        settings.rules.expires_after = SignedDuration::from_mins(1)
    }),
    Deviation::new("any-grant-type", clause::GRANT, "Any grant type fetches a token.", |settings| settings.rules.grant = Demand::Waived),
    Deviation::new("any-secret", clause::WRONG_SECRET, "A client's key fetches a token with any secret.", |settings| {
        settings.rules.secret = Demand::Waived
    }),
    Deviation::new("calls-as-jwt", clause::BEARER, "A call's token stands after the word JWT, and not after Bearer.", |settings| {
        settings.rules.scheme = "JWT"
    }),
    Deviation::new("calls-without-a-token", clause::REFUSED, "A call without Authorization is served.", |settings| {
        settings.rules.token = Demand::Waived
    }),
    Deviation::new("expired-tokens-served", clause::EXPIRED, "A token opens calls after its exp.", |settings| {
        settings.rules.in_time = Demand::Waived
    }),
    Deviation::new("signatures-not-checked", clause::TAMPERED, "A token is believed whatever its signature.", |settings| {
        settings.rules.signature = Demand::Waived
    }),
    Deviation::new("alg-none-believed", clause::TAMPERED, "A token whose header says alg none is believed without a signature.", |settings| {
        settings.rules.signed = Demand::Waived
    }),
];
