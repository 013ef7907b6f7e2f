//! The two calls that issue tokens (hypertrack.token.endpoint, hypertrack.embed-token.endpoint).

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::authentication::{Caller, Refused, by_pair, caller};
use super::rules::clause;
use super::settings::{ClientAuthentication, EmbedScope, FormType, Settings, UnknownScope};
use super::state::{Scope, State};
use super::wire;
use crate::form::FORM;
use crate::{Answer, ClauseId, Moment, Pairs, Request};

/// The one grant.
pub(super) const GRANT: &str = "client_credentials";

/// The token call's reply; the embed call's has two members more.
#[derive(Serialize)]
struct Reply<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    embed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secure_embed_url: Option<String>,
}

/// Who wants a token: by the form's fields, else by Basic (hypertrack.token.client-authentication).
pub(super) fn client(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Result<Caller, Refused> {
    let form = form(settings, request);
    if let (Some(account_id), Some(secret_key)) = (field(&form, "client_id"), field(&form, "client_secret")) {
        return by_pair(settings, state, account_id, secret_key, media_type(request).into_iter().collect());
    }
    if settings.token_credentials == ClientAuthentication::Form {
        return Err(Refused::Missing);
    }
    let mut client = caller(settings, state, request, now)?;
    // A token opens no token call, or it could outlive itself.
    if client.clauses.contains(&clause::BEARER) {
        return Err(Refused::WrongToken);
    }
    client.clauses.insert(0, clause::CLIENT_AUTHENTICATION);
    client.clauses.extend(media_type(request).filter(|_| settings.form_type == FormType::Ignored));
    Ok(client)
}

/// POST /oauth/token.
pub(super) fn token(settings: &Settings, state: &mut State, caller: &Caller, request: &Request<'_>, moment: &mut Moment<'_>) -> Answer {
    if settings.form_type == FormType::Demanded && !request.is_form() {
        return wire::token_error(settings, "invalid_request", &format!("the Content-Type must be {FORM}"));
    }
    let form = form(settings, request);
    // RFC 6749 section 3.2: no field stands twice.
    if form.has_a_name_twice() {
        return wire::token_error(settings, "invalid_request", "a field stands twice");
    }
    if let Some(error) = wrong_grant(settings, field(&form, "grant_type")) {
        return error;
    }
    let scope = match scope(settings, state, caller, field(&form, "scope").unwrap_or_default()) {
        Ok(scope) => scope,
        Err(word) => return unknown_scope(settings, &word),
    };
    let value = state.tokens.issue(settings, &caller.account_id, scope, moment);
    let reply = Reply { access_token: &value, token_type: "Bearer", expires_in: settings.expires_in, embed_url: None, secure_embed_url: None };
    issued(&reply)
}

/// POST /oauth/embed-token.
pub(super) fn embed_token(settings: &Settings, state: &mut State, caller: &Caller, request: &Request<'_>, moment: &mut Moment<'_>) -> Answer {
    let body: Map<String, Value> = serde_json::from_slice(request.body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let Some(embed_url) = text("embed_url").filter(|url| !url.is_empty()) else {
        return wire::embed_error(settings, "the JSON body has no embed_url");
    };
    if let Some(error) = wrong_grant(settings, text("grant_type")) {
        return error;
    }
    let scope = match settings.embed_scope {
        EmbedScope::Unscoped => Scope::Whole,
        EmbedScope::View => Scope::Views(view_of(settings, state, caller, embed_url)),
    };
    let value = state.tokens.issue(settings, &caller.account_id, scope, moment);
    let secure = secured(embed_url, settings.secure_embed_parameter.name(), &value);
    let (embed_url, secure_embed_url) = (Some(embed_url), Some(secure));
    let reply = Reply { access_token: &value, token_type: "Bearer", expires_in: settings.expires_in, embed_url, secure_embed_url };
    let mut answer = issued(&reply);
    answer.clauses.splice(0..0, [clause::EMBED_TOKEN, clause::EMBED_SCOPE, clause::SECURE_URL]);
    answer
}

fn issued(reply: &Reply<'_>) -> Answer {
    let body = serde_json::to_vec(reply).unwrap_or_default();
    let clauses = vec![clause::TOKEN_ENDPOINT, clause::LIFETIME, clause::TOKEN_SHAPE, clause::TOKENS_KEPT];
    // RFC 6749 section 5.1: no cache may keep a token.
    Answer::json(200, body, clauses).with("cache-control", "no-store")
}

/// The form, if the body is said to be one or need not be (hypertrack.token.media-type).
fn form(settings: &Settings, request: &Request<'_>) -> Pairs {
    match settings.form_type {
        FormType::Demanded if !request.is_form() => Pairs::default(),
        FormType::Demanded | FormType::Ignored => Pairs::urlencoded(request.body),
    }
}

/// The clause under which a body was read that is not said to be a form.
fn media_type(request: &Request<'_>) -> Option<ClauseId> {
    (!request.is_form()).then_some(clause::MEDIA_TYPE)
}

/// A field of the form, its name to the letter.
fn field<'a>(form: &'a Pairs, name: &str) -> Option<&'a str> {
    form.iter().find(|(given, _)| *given == name).map(|(_, value)| value)
}

fn wrong_grant(settings: &Settings, grant: Option<&str>) -> Option<Answer> {
    match grant {
        Some(GRANT) => None,
        Some(_) => Some(wire::token_error(settings, "unsupported_grant_type", "grant_type is client_credentials")),
        None => Some(wire::token_error(settings, "invalid_request", "grant_type is missing")),
    }
}

/// The scope of these words, divided by blanks, or the word that names no view of the account.
fn scope(settings: &Settings, state: &State, caller: &Caller, text: &str) -> Result<Scope, String> {
    let mut words: Vec<String> = Vec::new();
    // RFC 6749 section 3.3: blanks divide, and nothing else does.
    let mut given = text.split(' ').filter(|word| !word.is_empty()).peekable();
    if given.peek().is_none() {
        return Ok(Scope::Whole);
    }
    for word in given {
        let known = settings.views.iter().any(|view| view.scope == word) && may_ask(state, caller, word);
        match settings.unknown_scope {
            _ if known && words.iter().any(|taken| taken == word) => {}
            _ if known => words.push(word.to_owned()),
            UnknownScope::Refused => return Err(word.to_owned()),
            UnknownScope::Ignored => {}
        }
    }
    Ok(Scope::Views(words))
}

fn may_ask(state: &State, caller: &Caller, scope: &str) -> bool {
    state.account(&caller.account_id).is_some_and(|account| account.may_ask(scope))
}

fn unknown_scope(settings: &Settings, word: &str) -> Answer {
    let shown: String = word.chars().take(100).collect();
    let mut answer = wire::token_error(settings, "invalid_scope", &format!("the account has no view `{shown}`"));
    answer.clauses.insert(0, clause::UNKNOWN_SCOPE);
    answer
}

/// The scopes of the views to which a URL leads: its path ends with theirs.
fn view_of(settings: &Settings, state: &State, caller: &Caller, embed_url: &str) -> Vec<String> {
    let path = embed_url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let views = settings.views.iter().filter(|view| path.ends_with(&view.path) && may_ask(state, caller, &view.scope));
    views.map(|view| view.scope.clone()).collect()
}

/// The URL with the token among its parameters.
fn secured(url: &str, parameter: &str, token: &str) -> String {
    let (url, fragment) = url.split_once('#').map_or((url, String::new()), |(url, fragment)| (url, format!("#{fragment}")));
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}{parameter}={token}{fragment}")
}
