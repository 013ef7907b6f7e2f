//! Ways to be wrong, each of which breaks one clause.

use jiff::SignedDuration;

use super::rules::{Code, Duty, SessionForm, clause};
use super::settings::Settings;
use crate::Deviation;

/// Every known deviation, by subject.
pub(super) const DEVIATIONS: &[&[Deviation<Settings>]] = &[ALL];

const ALL: &[Deviation<Settings>] = &[
    Deviation::new("form-not-read", clause::FORM_POST, "The fields of the form in the body are not read.", |settings| {
        settings.rules.form = Duty::Neglected
    }),
    Deviation::new("command-spelt-otherwise", clause::XML_COMMAND, "The command is called getSessionID.", |settings| {
        settings.rules.command = "getSessionID"
    }),
    Deviation::new("permitted-with-a-full-stop", clause::MESSAGE, "The message of 000 ends with a full stop.", |settings| {
        say(settings, Code::Permitted, "Permitted transaction.")
    }),
    Deviation::new("session-without-hyphens", clause::UUID, "A sessionId is the UUID's 32 digits alone.", |settings| {
        settings.rules.session_form = SessionForm::Plain
    }),
    Deviation::new("expiration-in-minutes", clause::EXPIRATION, "sessionExpiration is 10.", |settings| settings.rules.expiration = "10"),
    Deviation::new("reuse-flag-the-wrong-way-round", clause::REUSE_FLAG, "sessionReUse is 0 where the session may be used again.", |settings| {
        settings.rules.reuse_flags = ["1", "0"]
    }),
    Deviation::new("single-use-session-used-twice", clause::SINGLE_USE, "A single-use session opens any number of commands.", |settings| {
        settings.rules.single_use = Duty::Neglected
    }),
    Deviation::new("session-of-598-seconds", clause::TEN_MINUTES, "A session is good for 598 s.", |settings| {
        settings.rules.lifetime = SignedDuration::from_secs(598)
    }),
    Deviation::new("session-of-602-seconds", clause::EXPIRED, "A session is good for 602 s.", |settings| {
        settings.rules.lifetime = SignedDuration::from_secs(602)
    }),
    Deviation::new("session-told-in-errors", clause::NOT_IN_ERRORS, "additionalInfo of an error repeats the session.", |settings| {
        settings.rules.discretion = Duty::Neglected
    }),
    Deviation::new("session-opens-nothing", clause::INSTEAD, "A session is no credential: user and password are needed all the same.", |settings| {
        settings.rules.sessions_open = Duty::Neglected
    }),
    Deviation::new("error-without-element", clause::ELEMENT_KEPT, "An error reply has no getSessionId element.", |settings| {
        settings.rules.element_kept = Duty::Neglected
    }),
    Deviation::new("message-of-354-cut", clause::GATEWAY, "The message of 354 is: Gateway error.", |settings| {
        say(settings, Code::Gateway, "Gateway error")
    }),
    Deviation::new("password-not-compared", clause::CREDENTIALS, "Any password does for a known user.", |settings| {
        settings.rules.password = Duty::Neglected
    }),
    Deviation::new("message-of-444-cut", clause::PROCESSING, "The message of 444 is: General error.", |settings| {
        say(settings, Code::Processing, "General error")
    }),
    Deviation::new("message-of-455-in-the-plural", clause::NO_SESSIONS, "The message of 455 speaks of session ids.", |settings| {
        say(settings, Code::NoSessions, "Merchant does not support session ids")
    }),
    Deviation::new("message-of-457-in-other-words", clause::GENERATION, "The message of 457 is: Session id was not generated.", |settings| {
        say(settings, Code::Generation, "Session id was not generated")
    }),
    Deviation::new(
        "session-made-beside-an-error",
        clause::NO_SESSION_MADE,
        "A request for a terminal without sessions gets 455, and a session is made all the same.",
        |settings| settings.rules.no_session = Duty::Neglected,
    ),
];

fn say(settings: &mut Settings, code: Code, message: &'static str) {
    settings.rules.messages[code as usize] = message;
}
