//! Wrong about the reply that brings a token.

use jiff::SignedDuration;

use super::one_call_in_seven;
use crate::Deviation;
use crate::ayyeka::rules::{Presents, clause};
use crate::ayyeka::settings::Settings;

pub(super) const DEVIATIONS: &[Deviation<Settings>] = &[
    Deviation::new("created-instead-of-ok", clause::TOKEN_REPLY, "A token comes with the status 201.", |settings| settings.rules.token_status = 201),
    one_call_in_seven("status-500-one-call-in-seven", clause::TOKEN_REPLY, "One token in seven comes with the status 500.", |settings| {
        settings.rules.token_status = 500
    }),
    Deviation::new("scope-in-the-reply", clause::TOKEN_REPLY, "The reply has a fourth member, scope.", |settings| {
        settings.rules.more_members = &[("scope", "api")]
    }),
    Deviation::new("token-type-bearer", clause::TOKEN_TYPE, "token_type is Bearer.", |settings| settings.rules.token_type = "Bearer"),
    Deviation::new("token-type-in-lower-case", clause::TOKEN_TYPE, "token_type is jwt.", |settings| settings.rules.token_type = "jwt"),
    Deviation::new("expires-in-as-text", clause::EXPIRES_IN, "expires_in is a text.", |settings| settings.rules.expires_in = Presents::Text),
    Deviation::new("refused-two-seconds-early", clause::EXPIRES_IN, "A token opens calls for two seconds less than expires_in says.", |settings| {
        settings.rules.served_after = SignedDuration::from_secs(-2)
    }),
    Deviation::new("tokens-may-be-cached", clause::NO_STORE, "The token reply says Cache-Control: private.", |settings| {
        settings.rules.caching.cache_control = "private"
    }),
    Deviation::new("no-pragma", clause::NO_STORE, "The token reply has no Pragma.", |settings| settings.rules.caching.pragma = None),
    Deviation::new("no-charset", clause::CONTENT_TYPE, "The token reply's Content-Type names no charset.", |settings| {
        settings.rules.content_type = "application/json"
    }),
    Deviation::new("reply-as-plain-text", clause::CONTENT_TYPE, "The token reply's Content-Type is text/plain; charset=utf-8.", |settings| {
        settings.rules.content_type = "text/plain; charset=utf-8"
    }),
];
