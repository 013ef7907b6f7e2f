//! One call: who may, and which call it is.

use jiff::Timestamp;

use super::account::View;
use super::authentication::{Caller, Refused, by_bearer, caller};
use super::rules::{Reach, clause};
use super::settings::{Served, Settings};
use super::state::{Scope, State};
use super::token_call;
use super::wire::{self, Kind, Route};
use crate::{Answer, Authorised, ClauseId, Moment, Pairs, Request, Step};

/// Takes one request: what needs no authorization, authentication, scope, and then the call.
pub(super) fn step(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
    let route = Route::of(settings, request);
    let (caller, answer) = match admit(settings, state, route, request, moment.now) {
        Err(refused) => return Step::Answer(wire::unauthorized(settings, &refused, moment)),
        Ok(mut caller) => {
            caller.clauses.extend(slash(settings, route, request));
            let answer = match route {
                Route::Token => token_call::token(settings, state, &caller, request, moment),
                Route::EmbedToken => token_call::embed_token(settings, state, &caller, request, moment),
                _ => return Step::Authorised(authorised(route, caller, request)),
            };
            (caller, answer)
        }
    };
    Step::Answer(answered(settings, answer, &caller.clauses, moment))
}

/// The answer, and the request id that it may need.
pub(super) fn complete(settings: &Settings, authorised: &Authorised, answer: Answer, moment: &mut Moment<'_>) -> Answer {
    answered(settings, answer, &authorised.clauses, moment)
}

/// Who calls, where the call is let in.
pub(super) fn admit(settings: &Settings, state: &State, route: Route<'_>, request: &Request<'_>, now: Timestamp) -> Result<Caller, Refused> {
    let authenticated = || caller(settings, state, request, now);
    match route {
        Route::Token => token_call::client(settings, state, request, now),
        Route::Tracking(_) if settings.tracking == Served::Served => Ok(authenticated().unwrap_or_else(|_| anybody())),
        Route::View(view) => {
            let caller = embedded(settings, state, request, now).unwrap_or_else(authenticated)?;
            limited(caller, |words| opens(settings, view, words), None)
        }
        _ => limited(authenticated()?, |_| settings.scoped_calls == Served::Served, Some(clause::SCOPED_CALLS)),
    }
}

/// Somebody who shows nothing (hypertrack.call.tracking).
fn anybody() -> Caller {
    Caller { account_id: "anybody".to_owned(), scope: Scope::Whole, clauses: vec![clause::TRACKING] }
}

/// Whom the token in the query shows, with which a browser opens an embedded view (hypertrack.embed-token.query).
fn embedded(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Option<Result<Caller, Refused>> {
    if settings.query_token == Served::Refused || request.headers.contains_key(http::header::AUTHORIZATION) {
        return None;
    }
    let query = Pairs::urlencoded(request.query.as_bytes());
    let (_, token) = query.iter().find(|(name, _)| *name == settings.secure_embed_parameter.name())?;
    let mut caller = by_bearer(settings, state, token, now);
    if let Ok(caller) = &mut caller {
        caller.clauses.insert(0, clause::QUERY_TOKEN);
    }
    Some(caller)
}

/// Whether a scope opens a view (hypertrack.token.scope, hypertrack.token.other-views).
fn opens(settings: &Settings, view: &View, scope: &[String]) -> bool {
    let kind = |word: &str| word.split(':').next().map(str::to_owned);
    match settings.rules.reach {
        Reach::Named => scope.contains(&view.scope),
        Reach::FirstNamed => scope.first() == Some(&view.scope),
        Reach::Nothing => false,
        Reach::SameKind => scope.iter().any(|word| kind(word) == kind(&view.scope)),
        Reach::Everything => true,
    }
}

/// A caller whose scope, if there is one, reaches as far as this call (hypertrack.token.scope).
fn limited(mut caller: Caller, reaches: impl Fn(&[String]) -> bool, decided_by: Option<ClauseId>) -> Result<Caller, Refused> {
    match &caller.scope {
        Scope::Whole => Ok(caller),
        Scope::Views(words) if reaches(words) => {
            caller.clauses.extend(decided_by);
            Ok(caller)
        }
        Scope::Views(_) => Err(Refused::Scope),
    }
}

/// The clause under which a path with a slash at its end was taken.
fn slash(settings: &Settings, route: Route<'_>, request: &Request<'_>) -> Option<ClauseId> {
    let slashed = wire::path(settings, request).1;
    (slashed && !matches!(route, Route::Other(_))).then_some(clause::TRAILING_SLASH)
}

fn authorised(route: Route<'_>, caller: Caller, request: &Request<'_>) -> Authorised {
    let function = route.function(request.method);
    Authorised { function, principal: caller.account_id, input: route.input(request).into(), clauses: caller.clauses }
}

fn answered(settings: &Settings, mut answer: Answer, clauses: &[ClauseId], moment: &mut Moment<'_>) -> Answer {
    answer.clauses.extend(clauses);
    wire::with_request_id(settings, answer, Kind::Other, moment)
}
