//! Wrong about tokens: what they open, for how long, and which are good.

use jiff::SignedDuration;

use super::one_call_in_seven;
use crate::hypertrack::rules::{Cause, Rule, clause};
use crate::hypertrack::settings::Settings;
use crate::{Compared, Deviation};

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("no-bearer", clause::BEARER, "Bearer opens nothing.", |settings| settings.rules.bearer = Rule::Broken),
    Deviation::new("token-in-place-of-bearer", clause::BEARER, "The word before a token is Token, and not Bearer.", |settings| {
        settings.rules.schemes[1] = "Token"
    }),
    one_call_in_seven("no-bearer-one-call-in-seven", clause::BEARER, "In one call in seven Bearer opens nothing.", |settings| {
        settings.rules.bearer = Rule::Broken
    }),
    Deviation::new("any-token", clause::BEARER_WRONG, "A token of the right length opens calls though nobody issued it.", |settings| {
        settings.rules.issued = Rule::Broken
    }),
    Deviation::new("token-in-any-case", clause::BEARER_WRONG, "The case of a token does not matter.", |settings| {
        settings.rules.token = Compared::InAnyCase
    }),
    Deviation::new("token-cut-short", clause::BEARER_WRONG, "As much of a token as is sent will do.", |settings| {
        settings.rules.token = Compared::AsFarAsGiven
    }),
    Deviation::new("token-of-sixteen-characters", clause::BEARER_WRONG, "Of a token the first sixteen characters count.", |settings| {
        settings.rules.token = Compared::Start(16)
    }),
    Deviation::new("status-403-of-a-wrong-token", clause::BEARER_WRONG, "A token that was not issued gets 403.", |settings| {
        settings.rules.refusals[Cause::Token as usize].status = 403
    }),
    Deviation::new("endless-tokens", clause::BEARER_EXPIRED, "A token opens calls after its end.", |settings| settings.rules.expiry = Rule::Broken),
    Deviation::new("tokens-end-a-second-early", clause::BEARER_EXPIRED, "A token ends a second before it should.", |settings| {
        settings.rules.ends_after = SignedDuration::from_secs(-1)
    }),
    Deviation::new("tokens-end-two-seconds-late", clause::BEARER_EXPIRED, "A token ends two seconds after it should.", |settings| {
        settings.rules.ends_after = SignedDuration::from_secs(2)
    }),
    Deviation::new("status-403-of-an-expired-token", clause::BEARER_EXPIRED, "A token past its expiry gets 403.", |settings| {
        settings.rules.refusals[Cause::Expired as usize].status = 403
    }),
    Deviation::new("forgotten-tokens", clause::OBTAIN, "A token that was issued opens nothing.", |settings| settings.rules.remembered = Rule::Broken),
    Deviation::new("tokens-open-a-second-later", clause::OBTAIN, "A token opens nothing in its first second.", |settings| {
        settings.rules.opens_after = SignedDuration::from_secs(1)
    }),
    one_call_in_seven("one-token-in-seven-forgotten", clause::OBTAIN, "A token that one call in seven issued opens nothing.", |settings| {
        settings.rules.remembered = Rule::Broken
    }),
];
