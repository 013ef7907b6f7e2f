//! Wrong about the request: its form, its command, its user and password.

use super::{one_call_in_seven, said, told_as};
use crate::hyp::rules::{Code, Duty, clause};
use crate::hyp::settings::Settings;
use crate::{Compared, Deviation};

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("form-not-read", clause::FORM_POST, "The fields of the form in the body are not read.", |settings| {
        settings.rules.form = Duty::Neglected
    }),
    one_call_in_seven("form-not-read-one-call-in-seven", clause::FORM_POST, "In one call in seven the form is not read.", |settings| {
        settings.rules.form = Duty::Neglected
    }),
    Deviation::new("user-cut-short", clause::FORM_POST, "As much of the user as is sent will do, none if need be.", |settings| {
        settings.rules.user = Compared::AsFarAsGiven
    }),
    Deviation::new("command-spelt-otherwise", clause::XML_COMMAND, "The command is called getSessionID.", |settings| {
        settings.rules.command = "getSessionID"
    }),
    Deviation::new("xml-declaration-refused", clause::XML_COMMAND, "A document that begins with its declaration is not read.", |settings| {
        settings.rules.declaration = Duty::Neglected
    }),
    Deviation::new("password-not-compared", clause::CREDENTIALS, "Any password does for a known user.", |settings| {
        settings.rules.password = Compared::NotAtAll
    }),
    Deviation::new("password-in-any-case", clause::CREDENTIALS, "The case of the password does not matter.", |settings| {
        settings.rules.password = Compared::InAnyCase
    }),
    Deviation::new("password-cut-short", clause::CREDENTIALS, "As much of the password as is sent will do.", |settings| {
        settings.rules.password = Compared::AsFarAsGiven
    }),
    Deviation::new("password-of-eight-characters", clause::CREDENTIALS, "Of the password the first eight characters count.", |settings| {
        settings.rules.password = Compared::Start(8)
    }),
    Deviation::new("message-of-405-without-ssl", clause::CREDENTIALS, "The message of 405 begins with HTTPS customers.", |settings| {
        said(settings, Code::Credentials).message = "HTTPS customers are not permitted to access the system"
    }),
    Deviation::new("wrong-credentials-told-as-444", clause::CREDENTIALS, "A wrong user or password gets 444.", |settings| {
        told_as(settings, Code::Credentials, Code::Processing)
    }),
];
