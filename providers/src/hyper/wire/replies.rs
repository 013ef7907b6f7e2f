//! Every answer that Hyper gives, byte for byte.

use jiff::Timestamp;
use serde_json::json;

use super::encoding::{Member, write};
use super::{ALIVE_CHECK, DOES_ENTITY_EXIST};
use crate::hyper::entity;
use crate::hyper::rules::clause;
use crate::hyper::settings::{RefreshRefusal, RefreshTokenMode, Settings};
use crate::hyper::state::Record;
use crate::{Answer, Authorised, ClauseId, Method};

/// The codes of the envelope in which functions report.
const UNKNOWN_FUNCTION: u16 = 3;
const NOT_PERMITTED: u16 = 8;

/// Authorization false and a message.
pub(in crate::hyper) fn refusal(settings: &Settings, message: &str, mut clauses: Vec<ClauseId>) -> Answer {
    clauses.extend([clause::REFUSAL_STATUS, clause::ENCODING]);
    let body = write(settings.encoding, &[("Authorization", Member::False), ("Message", Member::Text(message))]);
    Answer::json(settings.refusal_status, body, clauses)
}

/// The refusal of RefreshToken's own bearer (hyper.refresh.refusal-text).
pub(in crate::hyper) fn refresh_refusal(settings: &Settings, message: &str, decided_by: ClauseId, because: ClauseId) -> Answer {
    let message = match settings.refresh_refusal {
        RefreshRefusal::AccessToken => message,
        RefreshRefusal::RefreshToken => "Missing / Wrong Refresh Token.",
    };
    refusal(settings, message, vec![decided_by, because, clause::REFRESH_REFUSAL_TEXT])
}

/// The RefreshToken reply (hyper.refresh.reply); expires_in are the seconds from now to the token's end.
pub(in crate::hyper) fn refreshed(settings: &Settings, method: &Method, record: &Record, now: Timestamp, mut clauses: Vec<ClauseId>) -> Answer {
    let rules = &settings.rules.replies;
    let (access_token, valid) =
        record.access_token.as_ref().map_or(("", 0), |token| (token.value.as_str(), token.until.duration_since(now).as_secs()));
    let documented = [
        ("access_token", Member::Text(access_token)),
        ("token_type", Member::Text(rules.token_type)),
        ("expires_in", Member::Number((valid - rules.expires_in_short).saturating_mul(rules.expires_in_parts))),
        ("refresh_token", Member::Text(&record.refresh_token.value)),
    ];
    let extra = rules.refresh_extra.iter().map(|(name, text)| (*name, Member::Text(text)));
    let members: Vec<(&str, Member<'_>)> = documented.into_iter().chain(extra).collect();
    let tokens = [clause::ACCESS_LENGTH, clause::REFRESH_LENGTH, clause::TOKEN_ALPHABET];
    clauses.extend([clause::REFRESH_REPLY, clause::REFRESH_EXPIRES_IN, clause::REFRESH_GET_AND_POST].into_iter().chain(tokens));
    Answer::json(status(method, rules.refresh_post_status), write(settings.encoding, &members), clauses)
}

/// The TokenValidity reply (hyper.validity.reply).
pub(in crate::hyper) fn validity(settings: &Settings, asked_by: &Method, until: &str, last_refresh: &str) -> Answer {
    let rules = &settings.rules.replies;
    let (method, by) = match settings.refresh_token {
        RefreshTokenMode::Constant => (rules.method_constant, clause::VALIDITY_METHOD_CONSTANT),
        RefreshTokenMode::Replaceable => (settings.method_replaceable.as_str(), clause::VALIDITY_METHOD_REPLACEABLE),
    };
    let [until_name, last_refresh_name, method_name] = rules.validity_names;
    let members = [(until_name, Member::Text(until)), (last_refresh_name, Member::Text(last_refresh)), (method_name, Member::Text(method))];
    let reply = [clause::VALIDITY_REPLY, clause::VALIDITY_UNTIL, by, clause::VALIDITY_LAST_REFRESH, clause::VALIDITY_NEVER_REFRESHED];
    let clauses = reply.into_iter().chain([clause::VALIDITY_GET_AND_POST]).collect();
    Answer::json(status(asked_by, rules.validity_post_status), write(settings.encoding, &members), clauses)
}

fn status(method: &Method, by_post: u16) -> u16 {
    if *method == Method::POST { by_post } else { 200 }
}

/// An address off the whitelist, a blocked function, a blocked token (hyper.admin.refusal-replies).
pub(in crate::hyper) fn forbidden(settings: &Settings, decided_by: ClauseId, message: &str) -> Answer {
    envelope(settings.forbidden_status, NOT_PERMITTED, message, vec![decided_by, clause::REFUSAL_REPLIES])
}

/// A call over a limit; `retry_after` in seconds.
pub(in crate::hyper) fn too_many(status: u16, retry_after: u64, clauses: Vec<ClauseId>) -> Answer {
    let mut answer = envelope(status, NOT_PERMITTED, "Too many requests.", clauses);
    answer.headers.push(("retry-after".into(), retry_after.to_string().into()));
    answer
}

/// A method that the documents do not name.
pub(in crate::hyper) fn method_not_allowed() -> Answer {
    let mut answer = envelope(405, UNKNOWN_FUNCTION, "Use GET or POST.", vec![clause::FUNCTION_REPLY]);
    answer.headers.push(("allow".into(), "GET, POST".into()));
    answer
}

/// alive_check, before any check or as a function like any other (hyper.call.alive-check).
pub(in crate::hyper) fn alive(clauses: Vec<ClauseId>) -> Answer {
    envelope(200, 0, "", clauses)
}

/// The answer of an authorised function: the search, or one fixed by configuration.
pub(in crate::hyper) fn function(settings: &Settings, authorised: &Authorised) -> Answer {
    // With room for those that let the call in.
    let mut clauses = Vec::with_capacity(1 + authorised.clauses.len());
    clauses.push(clause::FUNCTION_REPLY);
    match (authorised.function.as_str(), settings.functions.get(&authorised.function)) {
        (_, Some(fixed)) => fixed.answer(clauses),
        (DOES_ENTITY_EXIST, None) => Answer::json(200, entity::search(&settings.entities, &authorised.input).to_string().into_bytes(), clauses),
        (ALIVE_CHECK, None) => alive(clauses),
        (_, None) => envelope(404, UNKNOWN_FUNCTION, "Unknown function.", clauses),
    }
}

fn envelope(status: u16, code: u16, message: &str, clauses: Vec<ClauseId>) -> Answer {
    Answer::json(status, json!({"ResponseCode": code, "ResponseMsgEng": message}).to_string().into_bytes(), clauses)
}
