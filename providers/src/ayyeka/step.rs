//! One call: who may, in the order in which it is checked, and what becomes of it.

use super::client::Client;
use super::rules::{Demand, clause};
use super::settings::{Health, Settings};
use super::state::State;
use super::token::{self, Draft};
use super::wire::{self, Presented, Refusal, Route, TokenRequest};
use crate::{Answer, Authorised, ClauseId, Moment, Request, Step};

/// Takes one request: the token endpoint, health, or a call that needs a token.
pub(super) fn step(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
    match Route::of(request) {
        Route::Token => Step::Answer(issue(settings, state, request, moment)),
        Route::Health if settings.health == Health::Open => Step::Answer(wire::health(vec![clause::HEALTH])),
        Route::Site | Route::Health | Route::Other => call(settings, state, request, moment),
    }
}

/// A token, or why there is none: method, client, form, grant type.
fn issue(settings: &Settings, state: &mut State, request: &Request<'_>, moment: &mut Moment<'_>) -> Answer {
    match may_have_a_token(settings, state, request) {
        Ok((place, beyond)) => {
            let registered = &mut state.clients[place];
            let draft = Draft::issue(settings, &registered.client, moment.now);
            registered.issued(draft.end);
            wire::issued(settings, &draft, beyond)
        }
        Err(refusal) => wire::token_error(settings, refusal, moment.dice),
    }
}

/// The client's place in the list, and the clauses by which more was accepted than the document says.
fn may_have_a_token(settings: &Settings, state: &State, request: &Request<'_>) -> Result<(usize, Vec<ClauseId>), Refusal> {
    wire::check_method(request)?;
    let clients = state.clients.iter().map(|registered| &registered.client);
    let (place, mut beyond) = identify(settings, clients, request).ok_or(Refusal::InvalidClient)?;
    let asked = TokenRequest::read(settings, request)?;
    beyond.extend(asked.clauses);
    Ok((place, beyond))
}

/// The client that Basic names, by its place.
pub(super) fn identify<'a>(settings: &Settings, clients: impl Iterator<Item = &'a Client>, request: &Request<'_>) -> Option<(usize, Vec<ClauseId>)> {
    let basic = wire::Basic::of(settings, request)?;
    let knows = |client: &Client, (key, secret): &(String, String)| client.key == *key && settings.rules.secret.takes(&client.secret, secret);
    clients.enumerate().find_map(|(place, client)| {
        let (_, by) = basic.readings(settings).into_iter().find(|(pair, _)| knows(client, pair))?;
        Some((place, basic.beyond.iter().copied().chain(by).collect()))
    })
}

/// Any path but the token endpoint's: a good token opens it.
fn call(settings: &Settings, state: &State, request: &Request<'_>, moment: &mut Moment<'_>) -> Step {
    match open(settings, state, request, moment) {
        Ok((principal, clauses)) => Step::Authorised(Authorised {
            function: format!("{} {}", request.method, request.path),
            principal,
            input: wire::input(request, moment.dice).into(),
            clauses,
        }),
        Err(refused) => Step::Answer(wire::refusal(settings, refused, moment.dice)),
    }
}

/// Whom a call's token speaks for, and by which clauses it was let in.
fn open(settings: &Settings, state: &State, request: &Request<'_>, moment: &Moment<'_>) -> Result<(String, Vec<ClauseId>), ClauseId> {
    let (text, beyond) = match Presented::of(settings, request) {
        Presented::Token { text, beyond } => (text, beyond),
        Presented::Nothing if settings.rules.token == Demand::Waived => return Ok(("nobody".to_owned(), vec![clause::BEARER])),
        Presented::Nothing | Presented::Malformed => return Err(clause::REFUSED),
    };
    let good = token::verify(settings, state, text, moment)?;
    let clauses = [clause::BEARER].into_iter().chain(beyond).chain(good.beyond).collect();
    Ok((good.client.sub.clone(), clauses))
}
