//! What would have to be different for a refused request to be served.
//!
//! Nothing here can sign, so no fresh token is proposed: for a token that is no token of this instance there is nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use jiff::{SignedDuration, Timestamp};

use super::client::Client;
use super::rules::{GRANT, SITE_PATH};
use super::settings::Settings;
use super::state::State;
use super::step::identify;
use super::token::{at, first_refused};
use super::wire::{Basic, Refusal, Route, TokenRequest, authorization, check_method};
use crate::form::FORM;
use crate::{Authorization, Change, Changed, Jwt, Method, Request, expired};

/// The greatest leeway that can be set, in seconds.
const MOST_LEEWAY: i64 = 300;

/// The candidates for a request that was refused at this moment, the smallest first.
pub(super) fn changes(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Vec<Change> {
    match Route::of(request) {
        Route::Token => of_token_request(settings, state, request),
        Route::Site | Route::Health | Route::Other => of_call(settings, request, now),
    }
}

fn change(says: impl Into<String>, to: Changed) -> Change {
    Change { says: says.into(), to }
}

fn of_token_request(settings: &Settings, state: &State, request: &Request<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    if check_method(request).is_err() {
        changes.push(change("a token is fetched by POST", Changed::Method(Method::POST)));
    }
    let clients = || state.clients.iter().map(|registered| &registered.client);
    if identify(settings, clients(), request).is_none() {
        changes.extend(clients().next().map(|first| proper_basic(settings, clients(), request, first)));
    }
    if !request.is_form() {
        let to = Changed::Body { content_type: FORM.to_owned(), bytes: request.body.to_vec() };
        changes.push(change(format!("the Content-Type of the form is {FORM}"), to));
    }
    if matches!(TokenRequest::read(settings, request), Err(Refusal::UnsupportedGrantType | Refusal::InvalidRequest(_))) {
        let to = Changed::Body { content_type: FORM.to_owned(), bytes: format!("grant_type={GRANT}").into_bytes() };
        changes.push(change(format!("the form says grant_type={GRANT}, once and without blanks"), to));
    }
    changes
}

/// The header of the client whose key was sent, else of the first.
fn proper_basic<'a>(settings: &Settings, mut clients: impl Iterator<Item = &'a Client>, request: &Request<'_>, first: &'a Client) -> Change {
    let given = Basic::of(settings, request);
    let owner = given.as_ref().and_then(|basic| clients.find(|client| client.key == basic.key));
    let says = match (&given, owner) {
        (None, _) => "send Authorization: Basic with the Base64 of a client's Key:Secret",
        (Some(_), Some(_)) => "the Secret is not the one of this Key; Key:Secret goes into the Base64 of Basic as it is",
        (Some(_), None) => "no client has this Key; send Authorization: Basic with the Base64 of a client's Key:Secret",
    };
    let client = owner.unwrap_or(first);
    let pair = STANDARD.encode(format!("{}:{}", client.key, client.secret));
    change(says, Changed::Header(AUTHORIZATION, Some(format!("Basic {pair}"))))
}

fn of_call(settings: &Settings, request: &Request<'_>, now: Timestamp) -> Vec<Change> {
    let mut changes = Vec::new();
    let text = match authorization(settings, request).0 {
        Authorization::Absent => None,
        Authorization::Credentials { scheme, credentials } => {
            let respelt = scheme != "Bearer" || Authorization::has_several_blanks(request.headers);
            changes.extend(respelt.then(|| as_bearer(credentials)));
            Some(credentials)
        }
        Authorization::Malformed => {
            let bare = request.header("authorization").filter(|text| Jwt::read(text).is_some());
            changes.extend(bare.into_iter().flat_map(|text| [as_bearer(text), bare_accepted()]));
            bare
        }
    };
    changes.extend(text.and_then(Jwt::read).into_iter().flat_map(|token| in_its_time(settings, &token, now)));
    if request.path == SITE_PATH && *request.method != Method::GET {
        changes.push(change("the sites are asked for by GET", Changed::Method(Method::GET)));
    } else if request.path != SITE_PATH && text.is_some() {
        changes.push(change(format!("of the paths that need a token the document shows {SITE_PATH}"), Changed::Path(SITE_PATH.to_owned())));
    }
    changes
}

fn as_bearer(token: &str) -> Change {
    change("write Authorization as the word Bearer, a blank and the token", Changed::Header(AUTHORIZATION, Some(format!("Bearer {token}"))))
}

fn bare_accepted() -> Change {
    change("a token without the word Bearer is taken where bare_token is accepted", Changed::Setting("bare_token", "accepted".to_owned()))
}

/// Moments at which the token would be good, and the leeway by which it still were.
fn in_its_time(settings: &Settings, token: &Jwt, now: Timestamp) -> Vec<Change> {
    let (Some(issued), Some(end)) = (token.seconds("iat"), token.seconds("exp")) else { return Vec::new() };
    let refused_from = first_refused(settings, end);
    if now < refused_from {
        let early = at(issued) > now;
        let says = || format!("the token is good from {} on, which is its iat; it is {now} now", at(issued));
        return early.then(|| change(says(), Changed::At(at(issued)))).into_iter().collect();
    }
    let last_good = refused_from.checked_sub(SignedDuration::from_millis(1)).unwrap_or(refused_from);
    let says = format!("send it earlier: the token {}", expired(refused_from, now));
    let needed = now.duration_since(at(end)).as_secs().saturating_add(1);
    let leeway = || change(format!("a leeway of {needed} s would still take the token"), Changed::Setting("leeway", needed.to_string()));
    [change(says, Changed::At(last_good))].into_iter().chain((needed <= MOST_LEEWAY).then(leeway)).collect()
}
