//! One call: who may, in the order in which Hyper checks it, and what becomes of it.

use jiff::Timestamp;

use super::limits::{self, Refused};
use super::rules::{Event, Gate, Presence, RefreshNeeds, ValidityUntil, WRONG, clause};
use super::settings::{AliveCheck, BlockedToken, NeverRefreshed, Settings, ValidityInGrace};
use super::state::{AccessToken, Bearer, Holder, Record, RefreshToken, State, hours};
use super::wire::{self, Function, Presented};
use crate::moment::later;
use crate::{Answer, Authorised, ClauseId, Moment, Request, Step};

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
pub(super) fn complete(settings: &Settings, state: &mut State, authorised: &Authorised, mut answer: Answer, moment: &Moment<'_>) -> Answer {
    let event = if answer.succeeded() { Event::Called } else { Event::Failed };
    state.note(event, settings, moment.now);
    answer.clauses.extend(&authorised.clauses);
    answer
}

/// The gate that a call of this function meets.
fn gate<'a>(settings: &'a Settings, function: &Function) -> &'a Gate {
    match function {
        Function::RefreshToken => &settings.rules.refresh,
        Function::TokenValidity => &settings.rules.validity,
        Function::DoesEntityExist | Function::AliveCheck | Function::Other(_) => &settings.rules.call,
    }
}

/// What is refused before any token is looked at.
fn not_served(settings: &Settings, state: &State, function: &Function, request: &Request<'_>, moment: &Moment<'_>) -> Option<Answer> {
    if !gate(settings, function).methods.contains(request.method) {
        return Some(wire::method_not_allowed());
    }
    let (rules, name) = (&settings.rules.record, function.name());
    if !state.loaded.admits(moment.client) && !rules.whitelist_spares.contains(&name) {
        return Some(wire::forbidden(settings, clause::WHITELIST, "This IP address is not permitted."));
    }
    let blocked = state.loaded.blocked_functions.iter().any(|blocked| rules.blocking.holds(blocked, name)) && !rules.blocking_spares.contains(&name);
    blocked.then(|| wire::forbidden(settings, clause::BLOCKED_FUNCTIONS, "This function is blocked."))
}

/// Any function but RefreshToken: the access token opens it.
fn call(settings: &Settings, state: &mut State, function: Function, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
    let mut opened = match open(settings, state, &function, request, moment.now) {
        Ok(opened) => opened,
        Err(refusal) => {
            state.note(Event::Refused, settings, moment.now);
            return Step::Answer(refusal);
        }
    };
    opened.clauses.extend(beyond(&function, request));
    if let Some(answer) = limits::turn_away(settings, state, &function, request, moment, Refused::Free) {
        return Step::Answer(answer);
    }
    let Some(record) = &state.record else { return Step::Answer(refuse_call(settings, &function, Presence::Deleted)) };
    if function == Function::TokenValidity {
        let mut answer = validity(settings, record, opened.until, request);
        answer.clauses.extend(opened.clauses);
        state.note(Event::ValidityTold, settings, moment.now);
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
    let bearer = AccessToken::presented(state, settings, Presented::of(settings, request), now);
    if !gate(settings, function).admits(function.name(), bearer.presence()) {
        return Err(refuse_call(settings, function, bearer.presence()));
    }
    let current = state.record.as_ref().and_then(|record| record.access_token.as_ref()).map_or(now, |token| token.until);
    Ok(match bearer {
        Bearer::InGrace(token, ends) => {
            let until = match settings.validity_in_grace {
                ValidityInGrace::Current => current,
                ValidityInGrace::Own => token.until,
                ValidityInGrace::Grace => ends,
            };
            Opened { until, clauses: vec![clause::GRACE_ACCESS, clause::VALIDITY_IN_GRACE, clause::CALL_BEARER] }
        }
        _ => Opened { until: current, clauses: vec![clause::CALL_BEARER, clause::ACCESS_LIFE] },
    })
}

/// The refusal of a call, by what it presents.
fn refuse_call(settings: &Settings, function: &Function, presence: Presence) -> Answer {
    let decided_by = match presence {
        Presence::Blocked => return refuse_blocked(settings),
        Presence::Nothing => clause::MISSING,
        Presence::Malformed => clause::MALFORMED,
        Presence::Expired => clause::EXPIRED_CURRENT,
        Presence::Previous => clause::GRACE_ACCESS_ENDS,
        Presence::Older => clause::TWO_GENERATIONS,
        Presence::OtherSort => clause::REFRESH_ON_CALL,
        Presence::Deleted => clause::DELETE_REFUSAL,
        Presence::Current | Presence::InGrace | Presence::Unknown => clause::WRONG,
    };
    let words = match (presence, *function == Function::TokenValidity) {
        (Presence::Expired | Presence::Previous, true) => Some(clause::VALIDITY_EXPIRED),
        (Presence::Expired | Presence::Previous, false) => Some(clause::EXPIRED),
        (_, true) => Some(clause::VALIDITY_WRONG),
        (_, false) => None,
    };
    let message = gate(settings, function).texts.to(presence);
    wire::refusal(settings, message, std::iter::once(decided_by).chain(words).collect())
}

fn refuse_blocked(settings: &Settings) -> Answer {
    match settings.blocked_token {
        BlockedToken::Wrong => wire::refusal(settings, WRONG, vec![clause::BLOCK_TOKEN, clause::REFUSAL_REPLIES]),
        BlockedToken::Forbidden => wire::forbidden(settings, clause::BLOCK_TOKEN, "This token is blocked."),
    }
}

fn validity(settings: &Settings, record: &Record, until: Timestamp, request: &Request<'_>) -> Answer {
    let rules = &settings.rules.replies;
    let until = match rules.validity_until {
        ValidityUntil::End => until,
        ValidityUntil::Lifetime => later(record.tokens_since(), hours(record.life_hours)),
    };
    let written = |at: Timestamp| at.strftime(rules.validity_time_format).to_string();
    let last_refresh = match (record.last_refresh, settings.never_refreshed) {
        (Some(at), _) => written(at),
        (None, NeverRefreshed::Created) => written(record.created),
        (None, NeverRefreshed::Empty) => String::new(),
    };
    wire::validity(settings, request.method, &written(later(until, rules.validity_until_zone)), &last_refresh)
}

/// RefreshToken: the refresh token opens it, the limit may turn it away, and the tokens change.
fn refresh(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Answer {
    let mut clauses = match may_refresh(settings, state, request, moment.now) {
        Ok(clauses) => clauses,
        Err(refusal) => {
            state.note(Event::RefreshRefused, settings, moment.now);
            return refusal;
        }
    };
    if let Some(answer) = limits::turn_away(settings, state, &Function::RefreshToken, request, moment, Refused::Free) {
        return answer;
    }
    clauses.extend(beyond(&Function::RefreshToken, request));
    clauses.extend(state.refresh(settings, moment));
    match &state.record {
        Some(record) => wire::refreshed(settings, request.method, record, moment.now, clauses),
        None => wire::refusal(settings, WRONG, vec![clause::DELETE_REFUSAL]),
    }
}

fn may_refresh(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Result<Vec<ClauseId>, Answer> {
    let bearer = RefreshToken::presented(state, settings, Presented::of(settings, request), now);
    let gate = &settings.rules.refresh;
    let lacks = lacks_parameter(settings, gate, request) || lacks_token(settings, state);
    if !lacks && gate.admits(Function::RefreshToken.name(), bearer.presence()) {
        return Ok(vec![if matches!(bearer, Bearer::InGrace(..)) { clause::GRACE_REFRESH } else { clause::REFRESH_BEARER }]);
    }
    let (decided_by, because) = match bearer.presence() {
        Presence::Blocked => return Err(refuse_blocked(settings)),
        Presence::Nothing => (clause::REFRESH_REFUSED, clause::MISSING),
        Presence::Malformed => (clause::REFRESH_REFUSED, clause::MALFORMED),
        Presence::Expired => (clause::REFRESH_EXPIRY, clause::WRONG),
        Presence::Previous => (clause::GRACE_REFRESH_ENDS, clause::WRONG),
        Presence::Older => (clause::TWO_GENERATIONS, clause::WRONG),
        Presence::Deleted => (clause::DELETE_REFUSAL, clause::WRONG),
        Presence::Current | Presence::InGrace | Presence::OtherSort | Presence::Unknown => (clause::REFRESH_REFUSED, clause::WRONG),
    };
    Err(wire::refresh_refusal(settings, gate.texts.to(bearer.presence()), decided_by, because))
}

/// Whether a parameter is not there that RefreshToken demands (hyper.refresh.bearer).
fn lacks_parameter(settings: &Settings, gate: &Gate, request: &Request<'_>) -> bool {
    !gate.parameters.is_empty() && {
        let (input, _) = wire::input(settings, request);
        gate.parameters.iter().any(|name| !input.contains_key(*name))
    }
}

/// Whether the instance lacks a token that RefreshToken needs (hyper.instance.refresh-token-only).
fn lacks_token(settings: &Settings, state: &State) -> bool {
    settings.rules.tokens.refresh_needs == RefreshNeeds::BothTokens && state.record.as_ref().is_some_and(|record| record.access_token.is_none())
}
