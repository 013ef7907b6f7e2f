//! Wrong about the one refusal.

use super::one_call_in_seven;
use crate::Deviation;
use crate::hypertrack::rules::{Cause, Told, clause};
use crate::hypertrack::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("status-403", clause::STATUS, "The refusal's status is 403.", |settings| every(settings, |told| told.status = 403)),
    Deviation::new("status-200", clause::STATUS, "The refusal's status is 200.", |settings| every(settings, |told| told.status = 200)),
    Deviation::new("another-message", clause::BODY, "The refusal's message is Unauthorised.", |settings| {
        every(settings, |told| told.message = "Unauthorised")
    }),
    Deviation::new("message-in-capitals", clause::BODY, "The refusal's message is UNAUTHORIZED.", |settings| {
        every(settings, |told| told.message = "UNAUTHORIZED")
    }),
    Deviation::new("error-in-place-of-message", clause::BODY, "The refusal's one member is called error.", |settings| {
        settings.rules.member = "error"
    }),
    Deviation::new("expired-tokens-told", clause::BODY, "The message tells that a token has expired.", |settings| {
        settings.rules.refusals[Cause::Expired as usize].message = "The incoming token has expired"
    }),
    one_call_in_seven(
        "missing-header-told-one-call-in-seven",
        clause::BODY,
        "In one call in seven the message tells that the header is missing.",
        |settings| settings.rules.refusals[Cause::Missing as usize].message = "Missing Authentication Token",
    ),
];

fn every(settings: &mut Settings, change: fn(&mut Told)) {
    settings.rules.refusals.iter_mut().for_each(change);
}
