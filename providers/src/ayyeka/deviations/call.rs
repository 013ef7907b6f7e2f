//! Wrong about the tokens that open calls.

use jiff::SignedDuration;

use super::one_call_in_seven;
use crate::Deviation;
use crate::ayyeka::rules::{Demand, Expiry, Opening, clause};
use crate::ayyeka::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("calls-as-jwt", clause::BEARER, "A call's token stands after the word JWT, and not after Bearer.", |settings| {
        settings.rules.schemes = &["JWT"]
    }),
    one_call_in_seven("calls-as-jwt-one-call-in-seven", clause::BEARER, "In one call in seven Bearer is not known.", |settings| {
        settings.rules.schemes = &["JWT"]
    }),
    Deviation::new("newest-token-alone", clause::BEARER, "A client's new token takes the earlier ones their calls.", |settings| {
        settings.rules.opening = Opening::Newest
    }),
    Deviation::new("calls-without-a-token", clause::REFUSED, "A call without Authorization is served.", |settings| {
        settings.rules.token = Demand::Waived
    }),
    Deviation::new("token-as-scheme", clause::REFUSED, "A token opens calls behind the word Token too.", |settings| {
        settings.rules.schemes = &["Bearer", "Token"]
    }),
    Deviation::new("tokens-of-strangers", clause::REFUSED, "A signed token opens calls though its client is none that there is.", |settings| {
        settings.rules.client = Demand::Waived
    }),
    Deviation::new("expired-tokens-served", clause::EXPIRED, "A token opens calls after its exp.", |settings| settings.rules.expiry = Expiry::Never),
    Deviation::new("expired-by-another-zone", clause::EXPIRED, "exp is compared with a clock that is two hours behind.", |settings| {
        settings.rules.served_after = SignedDuration::from_hours(2)
    }),
    Deviation::new("a-new-token-prolongs-the-old", clause::EXPIRED, "A token opens calls until its client's newest token ends.", |settings| {
        settings.rules.expiry = Expiry::Newest
    }),
    Deviation::new("signatures-not-checked", clause::TAMPERED, "A token is believed whatever its signature.", |settings| {
        settings.rules.signature = Demand::Waived
    }),
    Deviation::new("alg-none-believed", clause::TAMPERED, "A token whose header says alg none is believed without a signature.", |settings| {
        settings.rules.signed = Demand::Waived
    }),
];
