//! Wrong about the Authorization header.

use crate::Deviation;
use crate::hypertrack::rules::{Cause, Encoded, Guarded, Several, clause};
use crate::hypertrack::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("served-without-authorization", clause::MISSING, "A call without Authorization is served.", |settings| {
        settings.rules.guarded = Guarded::Nothing
    }),
    Deviation::new("only-reading-is-guarded", clause::MISSING, "A call without Authorization is served where it is no GET.", |settings| {
        settings.rules.guarded = Guarded::Reading
    }),
    Deviation::new("status-400-of-a-missing-header", clause::MISSING, "A call without Authorization gets 400.", |settings| {
        settings.rules.refusals[Cause::Missing as usize].status = 400
    }),
    Deviation::new("first-of-several-headers", clause::MALFORMED, "Of several Authorization headers the first is taken.", |settings| {
        settings.rules.several = Several::First
    }),
    Deviation::new("last-of-several-headers", clause::MALFORMED, "Of several Authorization headers the last is taken.", |settings| {
        settings.rules.several = Several::Last
    }),
    Deviation::new("pair-without-base64", clause::MALFORMED, "A pair is taken that is not encoded.", |settings| {
        settings.rules.encoded = Encoded::OrPlain
    }),
    Deviation::new("status-400-of-a-malformed-header", clause::MALFORMED, "An Authorization in another format gets 400.", |settings| {
        settings.rules.refusals[Cause::Malformed as usize].status = 400
    }),
];
