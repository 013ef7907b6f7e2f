//! Wrong about a session that is made, and what is told of it.

use super::{one_call_in_seven, said};
use crate::Deviation;
use crate::hyp::rules::{Code, SessionForm, clause};
use crate::hyp::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("result-of-one-zero", clause::CREATED, "The result of a good request is 0.", |settings| {
        said(settings, Code::Permitted).result = "0"
    }),
    Deviation::new("session-id-in-other-letters", clause::CREATED, "The session stands in the field sessionID.", |settings| {
        settings.rules.session_fields[0] = "sessionID"
    }),
    Deviation::new("permitted-with-a-full-stop", clause::MESSAGE, "The message of 000 ends with a full stop.", |settings| {
        said(settings, Code::Permitted).message = "Permitted transaction."
    }),
    Deviation::new("permitted-in-capitals", clause::MESSAGE, "The message of 000 is: Permitted Transaction.", |settings| {
        said(settings, Code::Permitted).message = "Permitted Transaction"
    }),
    Deviation::new("session-without-hyphens", clause::UUID, "A sessionId is the UUID's 32 digits alone.", |settings| {
        settings.rules.session_form = SessionForm::Plain
    }),
    Deviation::new("session-of-the-second", clause::UUID, "All requests of one second get the same sessionId.", |settings| {
        settings.rules.session_form = SessionForm::OfTheSecond
    }),
    one_call_in_seven("session-without-hyphens-one-call-in-seven", clause::UUID, "One sessionId in seven is 32 digits alone.", |settings| {
        settings.rules.session_form = SessionForm::Plain
    }),
    Deviation::new("expiration-in-minutes", clause::EXPIRATION, "sessionExpiration is 10.", |settings| settings.rules.expiration = "10"),
    Deviation::new("expiration-in-milliseconds", clause::EXPIRATION, "sessionExpiration is 600000.", |settings| settings.rules.expiration = "600000"),
    Deviation::new("reuse-flag-the-wrong-way-round", clause::REUSE_FLAG, "sessionReUse is 0 where the session may be used again.", |settings| {
        settings.rules.reuse_flags = ["1", "0"]
    }),
    Deviation::new("reuse-flag-always-0", clause::REUSE_FLAG, "sessionReUse is 0 though the session may be used again.", |settings| {
        settings.rules.reuse_flags = ["0", "0"]
    }),
    Deviation::new("reuse-flag-in-words", clause::REUSE_FLAG, "sessionReUse is false or true.", |settings| {
        settings.rules.reuse_flags = ["false", "true"]
    }),
];
