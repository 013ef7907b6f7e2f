//! One call: who may, in the order in which Hyper checks it, and what becomes of it.

use jiff::Timestamp;

use super::limits::{self, Refused};
use super::rules::{RefreshBy, clause};
use super::settings::{AliveCheck, BlockedToken, Settings, ValidityInGrace};
use super::state::{AccessToken, Bearer, Holder, Record, RefreshToken, State, written};
use super::wire::{self, Function, Presented};
use crate::{Answer, Authorised, ClauseId, Method, Moment, Request, Step};

/// Takes one request: alive_check, method, whitelist, blocked function, token, limits.
pub(super) fn step(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
    let function = Function::of(settings, request);
    if function == Function::AliveCheck && settings.alive_check == AliveCheck::Open {
        return Step::Answer(wire::alive(std::iter::once(clause::ALIVE_CHECK).chain(function.beyond(request)).collect()));
    }
    let refused = not_served(settings, state, &function, request, moment);
    match refused.or_else(|| limits::turn_away(settings, state, &function, request, moment, Refused::Count)) {
        Some(answer) => Step::Answer(answer),
        None if function == Function::RefreshToken => Step::Answer(refresh(settings, state, request, moment)),
        None => call(settings, state, function, request, moment),
    }
}

/// Keeps the record right once an authorised call has its answer (hyper.admin.last-trans).
pub(super) fn complete(state: &mut State, authorised: &Authorised, mut answer: Answer, moment: &Moment<'_>) -> Answer {
    if answer.succeeded() {
        state.transacted(moment.now);
    }
    answer.clauses.extend(&authorised.clauses);
    answer
}

/// What is refused before any token is looked at.
fn not_served(settings: &Settings, state: &State, function: &Function, request: &Request<'_>, moment: &Moment<'_>) -> Option<Answer> {
    if !matches!(*request.method, Method::GET | Method::POST) {
        return Some(wire::method_not_allowed());
    }
    if !state.loaded.admits(moment.client) {
        return Some(wire::forbidden(settings, clause::WHITELIST, "This IP address is not permitted."));
    }
    let blocked = state.loaded.blocked_functions.iter().any(|name| name.eq_ignore_ascii_case(function.name()));
    blocked.then(|| wire::forbidden(settings, clause::BLOCKED_FUNCTIONS, "This function is blocked."))
}

/// Any function but RefreshToken: the access token opens it.
fn call(settings: &Settings, state: &mut State, function: Function, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
    let mut opened = match open(settings, state, &function, request, moment.now) {
        Ok(opened) => opened,
        Err(refusal) => return Step::Answer(refusal),
    };
    opened.clauses.extend(beyond(&function, request));
    if let Some(answer) = limits::turn_away(settings, state, &function, request, moment, Refused::Free) {
        return Step::Answer(answer);
    }
    let Some(record) = &state.record else { return Step::Answer(wire::refusal(settings, settings.rules.wrong, vec![clause::DELETE_REFUSAL])) };
    if function == Function::TokenValidity {
        let mut answer = validity(settings, record, opened.until);
        answer.clauses.extend(opened.clauses);
        state.transacted(moment.now);
        return Step::Answer(answer);
    }
    let (input, read_beyond) = wire::input(settings, request);
    opened.clauses.extend(read_beyond);
    let (function, principal) = (function.name().to_owned(), record.user_name.clone());
    Step::Authorised(Authorised { function, principal, input, clauses: opened.clauses })
}

/// What an opened call was let in by beyond what the documents say.
fn beyond(function: &Function, request: &Request<'_>) -> impl Iterator<Item = ClauseId> {
    function.beyond(request).into_iter().chain(wire::bearer_beyond(request))
}

/// What an access token opened.
struct Opened {
    /// The end that TokenValidity tells.
    until: Timestamp,
    clauses: Vec<ClauseId>,
}

fn open(settings: &Settings, state: &State, function: &Function, request: &Request<'_>, now: Timestamp) -> Result<Opened, Answer> {
    let value = match Presented::of(settings, request) {
        Presented::Token(value) => value,
        Presented::Nothing => return Err(refuse_call(settings, function, settings.rules.wrong, clause::MISSING)),
        Presented::Malformed => return Err(refuse_call(settings, function, settings.rules.wrong, clause::MALFORMED)),
    };
    let current_end = |record: &Record| record.access_token.as_ref().map(|token| token.until);
    match AccessToken::find(state, settings, value, now) {
        Bearer::Current(token) => Ok(Opened { until: token.until, clauses: vec![clause::CALL_BEARER, clause::ACCESS_LIFE] }),
        Bearer::InGrace(token, ends) => {
            let until = match settings.validity_in_grace {
                ValidityInGrace::Current => state.record.as_ref().and_then(current_end).unwrap_or(token.until),
                ValidityInGrace::Own => token.until,
                ValidityInGrace::Grace => ends,
            };
            Ok(Opened { until, clauses: vec![clause::GRACE_ACCESS, clause::VALIDITY_IN_GRACE, clause::CALL_BEARER] })
        }
        Bearer::Expired => Err(refuse_expired(settings, function, clause::EXPIRED_CURRENT)),
        Bearer::Previous => Err(refuse_expired(settings, function, clause::GRACE_ACCESS_ENDS)),
        Bearer::Blocked => Err(refuse_blocked(settings)),
        Bearer::Older => Err(refuse_call(settings, function, settings.rules.wrong, clause::TWO_GENERATIONS)),
        Bearer::OtherSort => Err(refuse_call(settings, function, settings.rules.wrong, clause::REFRESH_ON_CALL)),
        Bearer::Unknown if state.record.is_none() => Err(refuse_call(settings, function, settings.rules.wrong, clause::DELETE_REFUSAL)),
        Bearer::Unknown => Err(refuse_call(settings, function, settings.rules.wrong, clause::WRONG)),
    }
}

fn refuse_call(settings: &Settings, function: &Function, message: &str, decided_by: ClauseId) -> Answer {
    let as_validity = (*function == Function::TokenValidity).then_some(clause::VALIDITY_WRONG);
    wire::refusal(settings, message, std::iter::once(decided_by).chain(as_validity).collect())
}

fn refuse_expired(settings: &Settings, function: &Function, decided_by: ClauseId) -> Answer {
    let (message, words) = match function {
        Function::TokenValidity => (settings.rules.expired_validity, clause::VALIDITY_EXPIRED),
        _ => (settings.rules.expired, clause::EXPIRED),
    };
    wire::refusal(settings, message, vec![decided_by, words])
}

fn refuse_blocked(settings: &Settings) -> Answer {
    match settings.blocked_token {
        BlockedToken::Wrong => wire::refusal(settings, settings.rules.wrong, vec![clause::BLOCK_TOKEN, clause::REFUSAL_REPLIES]),
        BlockedToken::Forbidden => wire::forbidden(settings, clause::BLOCK_TOKEN, "This token is blocked."),
    }
}

fn validity(settings: &Settings, record: &Record, until: Timestamp) -> Answer {
    let last_refresh = match (record.last_refresh, settings.never_refreshed) {
        (Some(at), _) => written(at),
        (None, super::settings::NeverRefreshed::Created) => written(record.created),
        (None, super::settings::NeverRefreshed::Empty) => String::new(),
    };
    wire::validity(settings, &written(until), &last_refresh)
}

/// RefreshToken: the refresh token opens it, the limit may turn it away, and the tokens change.
fn refresh(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Answer {
    let mut clauses = match may_refresh(settings, state, request, moment.now) {
        Ok(clauses) => clauses,
        Err(refusal) => return refusal,
    };
    if let Some(answer) = limits::turn_away(settings, state, &Function::RefreshToken, request, moment, Refused::Free) {
        return answer;
    }
    clauses.extend(beyond(&Function::RefreshToken, request));
    clauses.extend(state.refresh(settings, moment));
    match &state.record {
        Some(record) => wire::refreshed(settings, record, moment.now, clauses),
        None => wire::refusal(settings, settings.rules.wrong, vec![clause::DELETE_REFUSAL]),
    }
}

fn may_refresh(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Result<Vec<ClauseId>, Answer> {
    let value = match Presented::of(settings, request) {
        Presented::Token(value) => value,
        Presented::Nothing => return Err(wire::refresh_refusal(settings, clause::REFRESH_REFUSED, clause::MISSING)),
        Presented::Malformed => return Err(wire::refresh_refusal(settings, clause::REFRESH_REFUSED, clause::MALFORMED)),
    };
    match RefreshToken::find(state, settings, value, now) {
        Bearer::Current(_) => Ok(vec![clause::REFRESH_BEARER]),
        Bearer::InGrace(..) => Ok(vec![clause::GRACE_REFRESH]),
        Bearer::Blocked => Err(refuse_blocked(settings)),
        Bearer::Expired => Err(wire::refresh_refusal(settings, clause::REFRESH_EXPIRY, clause::WRONG)),
        Bearer::Previous => Err(wire::refresh_refusal(settings, clause::GRACE_REFRESH_ENDS, clause::WRONG)),
        Bearer::Older => Err(wire::refresh_refusal(settings, clause::TWO_GENERATIONS, clause::WRONG)),
        Bearer::OtherSort if settings.rules.refresh_by == RefreshBy::AnyToken => Ok(vec![clause::REFRESH_BEARER]),
        Bearer::Unknown if state.record.is_none() => Err(wire::refresh_refusal(settings, clause::DELETE_REFUSAL, clause::WRONG)),
        Bearer::OtherSort | Bearer::Unknown => Err(wire::refresh_refusal(settings, clause::REFRESH_REFUSED, clause::WRONG)),
    }
}
