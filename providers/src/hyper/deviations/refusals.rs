//! Wrong refusals of calls: other words, swapped words, and tokens that are not refused.

use super::SEVEN;
use crate::Deviation;
use crate::hyper::rules::{Comparison, EXPIRED, EXPIRED_VALIDITY, Presence, WRONG, clause};
use crate::hyper::settings::Settings;

const WRONG_WITHOUT_STOP: &str = "Missing / Wrong Access Token";

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("expired-without-quotes", clause::EXPIRED, "The message of a previous token has no quotes around RefreshToken.", |settings| {
        settings.rules.call.texts.previous = EXPIRED_VALIDITY
    }),
    Deviation::new("previous-token-is-wrong", clause::EXPIRED, "The previous token, no longer valid, is called wrong.", |settings| {
        settings.rules.call.texts.previous = WRONG
    }),
    Deviation::new("expired-token-is-wrong", clause::EXPIRED_CURRENT, "The current token past its end is called wrong.", |settings| {
        settings.rules.call.texts.expired = WRONG
    }),
    Deviation::new(
        "expired-without-advice",
        clause::EXPIRED_CURRENT,
        "The message of the current token past its end does not say to call RefreshToken.",
        |settings| settings.rules.call.texts.expired = "Token is no longer valid.",
    ),
    Deviation::new("wrong-message-of-wrong", clause::WRONG, "The message of a wrong token lacks its full stop.", |settings| {
        settings.rules.call.texts.unknown = WRONG_WITHOUT_STOP;
        settings.rules.validity.texts.unknown = WRONG_WITHOUT_STOP;
    }),
    Deviation::new("case-of-tokens-ignored", clause::WRONG, "Tokens are compared without regard to case.", |settings| {
        settings.rules.carriage.comparison = Comparison::IgnoringCase
    }),
    Deviation::new(
        "one-wrong-token-in-seven-is-expired",
        clause::WRONG,
        "In one call in seven a wrong token is called expired.",
        |settings: &mut Settings| settings.rules.call.texts.unknown = EXPIRED,
    )
    .one_call_in(SEVEN),
    Deviation::new("missing-alone", clause::MISSING, "The message to a call without a token reads Missing Access Token.", |settings| {
        settings.rules.call.texts.nothing = "Missing Access Token."
    }),
    Deviation::new("no-token-needed", clause::MISSING, "A call without a token is served.", |settings| {
        settings.rules.call.opened_by = &[Presence::Current, Presence::InGrace, Presence::Nothing]
    }),
    Deviation::new("basic-is-read-too", clause::MALFORMED, "The scheme Basic is taken for Bearer.", |settings| {
        settings.rules.carriage.schemes = &["Bearer", "Basic"]
    }),
    Deviation::new("rest-of-a-token-ignored", clause::MALFORMED, "What follows a token's last character is not looked at.", |settings| {
        settings.rules.carriage.comparison = Comparison::Start
    }),
    Deviation::new("malformed-in-other-words", clause::MALFORMED, "The message of a malformed header reads Malformed Authorization.", |settings| {
        settings.rules.call.texts.malformed = "Malformed Authorization."
    }),
    Deviation::new(
        "two-previous-pairs",
        clause::TWO_GENERATIONS,
        "Two previous pairs are stored, so that a token replaced twice is expired.",
        |settings| settings.rules.tokens.stored_pairs = 2,
    ),
    Deviation::new(
        "older-token-is-expired",
        clause::TWO_GENERATIONS,
        "TokenValidity calls a token replaced twice expired where grace keeps every pair.",
        |settings| settings.rules.validity.texts.older = EXPIRED_VALIDITY,
    ),
    Deviation::new("refresh-token-opens-calls", clause::REFRESH_ON_CALL, "A refresh token opens a call.", |settings| {
        settings.rules.call.opened_by = &[Presence::Current, Presence::InGrace, Presence::OtherSort]
    }),
    Deviation::new("refresh-token-opens-token-validity", clause::REFRESH_ON_CALL, "A refresh token opens TokenValidity.", |settings| {
        settings.rules.validity.opened_by = &[Presence::Current, Presence::InGrace, Presence::OtherSort]
    }),
    Deviation::new("refresh-token-on-a-call-is-expired", clause::REFRESH_ON_CALL, "A refresh token on a call is called expired.", |settings| {
        settings.rules.call.texts.other_sort = EXPIRED
    }),
    Deviation::new(
        "validity-missing-in-other-words",
        clause::VALIDITY_WRONG,
        "TokenValidity's message to a call without a token reads Missing Access Token.",
        |settings| settings.rules.validity.texts.nothing = "Missing Access Token.",
    ),
    Deviation::new("validity-of-wrong-is-expired", clause::VALIDITY_WRONG, "TokenValidity calls a wrong token expired.", |settings| {
        settings.rules.validity.texts.unknown = EXPIRED_VALIDITY
    }),
    Deviation::new(
        "expired-validity-with-quotes",
        clause::VALIDITY_EXPIRED,
        "TokenValidity's message of an expired token has quotes around RefreshToken.",
        |settings| {
            settings.rules.validity.texts.expired = EXPIRED;
            settings.rules.validity.texts.previous = EXPIRED;
        },
    ),
    Deviation::new(
        "validity-of-an-expired-token",
        clause::VALIDITY_EXPIRED,
        "TokenValidity tells the end of a token that has expired.",
        |settings| settings.rules.validity.opened_by = &[Presence::Current, Presence::InGrace, Presence::Expired],
    ),
    Deviation::new("deleted-is-expired", clause::DELETE_REFUSAL, "A deleted record's token is called expired.", |settings| {
        settings.rules.call.texts.deleted = EXPIRED
    }),
    Deviation::new(
        "deleted-in-other-words",
        clause::DELETE_REFUSAL,
        "TokenValidity says of a deleted record's token that it is unknown.",
        |settings| settings.rules.validity.texts.deleted = "Unknown Access Token.",
    ),
];
