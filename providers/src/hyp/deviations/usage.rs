//! Wrong about what a session opens, how often and for how long.

use jiff::SignedDuration;

use super::{one_call_in_seven, said, told_as};
use crate::hyp::rules::{Code, Counted, Opened, UsedUp, clause};
use crate::hyp::settings::Settings;
use crate::{Compared, Deviation};

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("single-use-session-used-twice", clause::SINGLE_USE, "A single-use session opens any number of commands.", |settings| {
        settings.rules.used_up = UsedUp::Nothing
    }),
    Deviation::new("newest-session-used-up", clause::SINGLE_USE, "A command uses up the session that was made last, and not its own.", |settings| {
        settings.rules.used_up = UsedUp::Newest
    }),
    Deviation::new("every-session-used-up", clause::SINGLE_USE, "A command uses up every single-use session.", |settings| {
        settings.rules.used_up = UsedUp::All
    }),
    one_call_in_seven("one-use-in-seven-not-noted", clause::SINGLE_USE, "A use in one call in seven does not use the session up.", |settings| {
        settings.rules.used_up = UsedUp::Nothing
    }),
    Deviation::new("session-of-598-seconds", clause::TEN_MINUTES, "A session is good for 598 s.", |settings| {
        settings.rules.lifetime = SignedDuration::from_secs(598)
    }),
    Deviation::new("session-of-602-seconds", clause::TEN_MINUTES, "A session is good for 602 s.", |settings| {
        settings.rules.lifetime = SignedDuration::from_secs(602)
    }),
    Deviation::new("ten-minutes-from-the-last-use", clause::TEN_MINUTES, "Each use makes a session good for ten minutes more.", |settings| {
        settings.rules.counted = Counted::FromUse
    }),
    Deviation::new("message-of-456-in-other-words", clause::EXPIRED, "The message of 456 is: Merchant session expired.", |settings| {
        said(settings, Code::Expired).message = "Merchant session expired"
    }),
    Deviation::new("expired-told-as-405", clause::EXPIRED, "An expired session gets 405.", |settings| {
        told_as(settings, Code::Expired, Code::Credentials)
    }),
    Deviation::new("session-opens-nothing", clause::INSTEAD, "A session is no credential: user and password are needed all the same.", |settings| {
        settings.rules.opened = Opened::Nothing
    }),
    Deviation::new("session-opens-deals-alone", clause::INSTEAD, "A session opens doDeal and no other command.", |settings| {
        settings.rules.opened = Opened::Deals
    }),
    Deviation::new("session-of-eight-digits", clause::INSTEAD, "Of a session the first eight digits count.", |settings| {
        settings.rules.session = Compared::Start(8)
    }),
    Deviation::new("session-cut-short", clause::INSTEAD, "As much of a session as is sent will do.", |settings| {
        settings.rules.session = Compared::AsFarAsGiven
    }),
];
