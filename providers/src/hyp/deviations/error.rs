//! Wrong about errors: their codes, their messages, and what they show and leave behind.

use super::{said, told_as};
use crate::Deviation;
use crate::hyp::rules::{Code, Discretion, Duty, MadeBeside, Stops, clause};
use crate::hyp::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("session-told-in-errors", clause::NOT_IN_ERRORS, "additionalInfo of an error repeats the session.", |settings| {
        settings.rules.discretion = Discretion::TellsSession
    }),
    Deviation::new("password-told-in-errors", clause::NOT_IN_ERRORS, "additionalInfo of an error repeats the password.", |settings| {
        settings.rules.discretion = Discretion::TellsPassword
    }),
    Deviation::new(
        "header-repeated-with-its-secrets",
        clause::NOT_IN_ERRORS,
        "An error repeats a header field that holds the password.",
        |settings| settings.rules.discretion = Discretion::RepeatsHeader,
    ),
    Deviation::new("error-without-element", clause::ELEMENT_KEPT, "An error reply has no getSessionId element.", |settings| {
        settings.rules.error_fields = None
    }),
    Deviation::new("error-with-an-empty-element", clause::ELEMENT_KEPT, "The getSessionId element of an error has no fields.", |settings| {
        settings.rules.error_fields = Some(&[])
    }),
    Deviation::new("error-tells-an-expiration", clause::ELEMENT_KEPT, "sessionExpiration is 600 in an error too.", |settings| {
        settings.rules.error_fields = Some(&[("sessionId", ""), ("sessionExpiration", "600"), ("sessionReUse", "")])
    }),
    Deviation::new("message-of-354-cut", clause::GATEWAY, "The message of 354 is: Gateway error.", |settings| {
        said(settings, Code::Gateway).message = "Gateway error"
    }),
    Deviation::new("broken-gateway-told-as-444", clause::GATEWAY, "A gateway that is configured wrongly gets 444.", |settings| {
        told_as(settings, Code::Gateway, Code::Processing)
    }),
    Deviation::new(
        "commands-pass-a-broken-gateway",
        clause::GATEWAY,
        "A gateway that is configured wrongly refuses getSessionId alone.",
        |settings| settings.rules.gateway = Stops::Sessions,
    ),
    Deviation::new("message-of-444-cut", clause::PROCESSING, "The message of 444 is: General error.", |settings| {
        said(settings, Code::Processing).message = "General error"
    }),
    Deviation::new("faulty-parameters-told-as-354", clause::PROCESSING, "Parameters that cannot be processed get 354.", |settings| {
        told_as(settings, Code::Processing, Code::Gateway)
    }),
    Deviation::new("message-of-455-in-the-plural", clause::NO_SESSIONS, "The message of 455 speaks of session ids.", |settings| {
        said(settings, Code::NoSessions).message = "Merchant does not support session ids"
    }),
    Deviation::new("no-sessions-told-as-457", clause::NO_SESSIONS, "A terminal that is not set up for sessions gets 457.", |settings| {
        told_as(settings, Code::NoSessions, Code::Generation)
    }),
    Deviation::new("set-up-for-sessions-not-needed", clause::NO_SESSIONS, "A terminal gets sessions though it is not set up for them.", |settings| {
        settings.rules.set_up = Duty::Neglected
    }),
    Deviation::new("message-of-457-in-other-words", clause::GENERATION, "The message of 457 is: Session id was not generated.", |settings| {
        said(settings, Code::Generation).message = "Session id was not generated"
    }),
    Deviation::new("generation-told-as-455", clause::GENERATION, "Where no session can be made the code is 455.", |settings| {
        told_as(settings, Code::Generation, Code::NoSessions)
    }),
    Deviation::new("session-made-beside-455", clause::NO_SESSION_MADE, "A session is made though its request gets 455.", |settings| {
        settings.rules.made_beside = MadeBeside::NoSessions
    }),
    Deviation::new("session-made-beside-457", clause::NO_SESSION_MADE, "A session is made though its request gets 457.", |settings| {
        settings.rules.made_beside = MadeBeside::Generation
    }),
];
