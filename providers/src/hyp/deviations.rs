//! Ways to be wrong, each of which breaks one clause.

use jiff::SignedDuration;

use super::rules::{Code, Duty, SessionForm, clause};
use super::settings::Settings;
use crate::Deviation;

/// Every known deviation.
pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation {
        name: "form-not-read",
        breaks: clause::FORM_POST,
        says: "The fields of the form in the body are not read.",
        apply: |settings| settings.rules.form = Duty::Neglected,
    },
    Deviation {
        name: "command-spelt-otherwise",
        breaks: clause::XML_COMMAND,
        says: "The command is called getSessionID.",
        apply: |settings| settings.rules.command = "getSessionID",
    },
    Deviation {
        name: "permitted-with-a-full-stop",
        breaks: clause::MESSAGE,
        says: "The message of 000 ends with a full stop.",
        apply: |settings| say(settings, Code::Permitted, "Permitted transaction."),
    },
    Deviation {
        name: "session-without-hyphens",
        breaks: clause::UUID,
        says: "A sessionId is the UUID's 32 digits alone.",
        apply: |settings| settings.rules.session_form = SessionForm::Plain,
    },
    Deviation {
        name: "expiration-in-minutes",
        breaks: clause::EXPIRATION,
        says: "sessionExpiration is 10.",
        apply: |settings| settings.rules.expiration = "10",
    },
    Deviation {
        name: "reuse-flag-the-wrong-way-round",
        breaks: clause::REUSE_FLAG,
        says: "sessionReUse is 0 where the session may be used again.",
        apply: |settings| settings.rules.reuse_flags = ["1", "0"],
    },
    Deviation {
        name: "single-use-session-used-twice",
        breaks: clause::SINGLE_USE,
        says: "A single-use session opens any number of commands.",
        apply: |settings| settings.rules.single_use = Duty::Neglected,
    },
    Deviation {
        name: "session-of-598-seconds",
        breaks: clause::TEN_MINUTES,
        says: "A session is good for 598 s.",
        apply: |settings| settings.rules.lifetime = SignedDuration::from_secs(598),
    },
    Deviation {
        name: "session-of-602-seconds",
        breaks: clause::EXPIRED,
        says: "A session is good for 602 s.",
        apply: |settings| settings.rules.lifetime = SignedDuration::from_secs(602),
    },
    Deviation {
        name: "session-told-in-errors",
        breaks: clause::NOT_IN_ERRORS,
        says: "additionalInfo of an error repeats the session.",
        apply: |settings| settings.rules.discretion = Duty::Neglected,
    },
    Deviation {
        name: "session-opens-nothing",
        breaks: clause::INSTEAD,
        says: "A session is no credential: user and password are needed all the same.",
        apply: |settings| settings.rules.sessions_open = Duty::Neglected,
    },
    Deviation {
        name: "error-without-element",
        breaks: clause::ELEMENT_KEPT,
        says: "An error reply has no getSessionId element.",
        apply: |settings| settings.rules.element_kept = Duty::Neglected,
    },
    Deviation {
        name: "message-of-354-cut",
        breaks: clause::GATEWAY,
        says: "The message of 354 is: Gateway error.",
        apply: |settings| say(settings, Code::Gateway, "Gateway error"),
    },
    Deviation {
        name: "password-not-compared",
        breaks: clause::CREDENTIALS,
        says: "Any password does for a known user.",
        apply: |settings| settings.rules.password = Duty::Neglected,
    },
    Deviation {
        name: "message-of-444-cut",
        breaks: clause::PROCESSING,
        says: "The message of 444 is: General error.",
        apply: |settings| say(settings, Code::Processing, "General error"),
    },
    Deviation {
        name: "message-of-455-in-the-plural",
        breaks: clause::NO_SESSIONS,
        says: "The message of 455 speaks of session ids.",
        apply: |settings| say(settings, Code::NoSessions, "Merchant does not support session ids"),
    },
    Deviation {
        name: "message-of-457-in-other-words",
        breaks: clause::GENERATION,
        says: "The message of 457 is: Session id was not generated.",
        apply: |settings| say(settings, Code::Generation, "Session id was not generated"),
    },
    Deviation {
        name: "session-made-beside-an-error",
        breaks: clause::NO_SESSION_MADE,
        says: "A request for a terminal without sessions gets 455, and a session is made all the same.",
        apply: |settings| settings.rules.no_session = Duty::Neglected,
    },
];

fn say(settings: &mut Settings, code: Code, message: &'static str) {
    settings.rules.messages[code as usize] = message;
}
