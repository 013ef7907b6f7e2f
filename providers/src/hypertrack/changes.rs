//! What might have turned a refusal: another moment, other credentials, another form. The host tries each on a copy.

use http::HeaderName;
use http::header::AUTHORIZATION;
use jiff::Timestamp;

use super::account::Account;
use super::authentication::{Refused, find_scheme};
use super::settings::Settings;
use super::state::{State, Token};
use super::step::admit;
use super::token_call::GRANT;
use super::wire::{NoPair, Route, encode};
use crate::form::FORM;
use crate::{Authorization, Change, Changed, Method, Request, expired, nearest};

/// Candidates for a request that was refused, the smallest first. No `says` holds a secret.
pub(super) fn changes(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Vec<Change> {
    let Some(account) = state.accounts.first() else { return Vec::new() };
    let route = Route::of(settings, request);
    let wanted = Wanted { settings, state, account, request, now };
    match (admit(settings, state, route, request, now), route) {
        (Err(refused), Route::Token) => wanted.token_call(&flaw(&refused)),
        (Err(refused), _) => wanted.call(&refused),
        (Ok(_), Route::Token) => {
            wanted.token_call("the form has no grant_type=client_credentials, a field twice, or a scope that names no view of the account")
        }
        (Ok(_), Route::EmbedToken) => wanted.embed_call(),
        (Ok(_), _) => wanted.other_path(route),
    }
}

/// A request for which something else is sought.
struct Wanted<'a> {
    settings: &'a Settings,
    state: &'a State,
    account: &'a Account,
    request: &'a Request<'a>,
    now: Timestamp,
}

impl Wanted<'_> {
    /// A call whose Authorization was refused: an earlier moment, the same header mended, the account's own.
    fn call(&self, refused: &Refused) -> Vec<Change> {
        let mut changes = Vec::new();
        if let Refused::Expired(until) = refused {
            changes.push(self.earlier(*until));
        }
        let text = self.presented();
        changes.extend(self.another_token(&text));
        let says = self.mistaken(&text).map_or_else(|| flaw(refused), str::to_owned);
        let basic = format!("Basic {}", encode(&self.account.account_id, &self.account.secret_key));
        changes.push(header(AUTHORIZATION, format!("{says}; Basic with the Base64 of AccountId:SecretKey would do"), basic));
        changes
    }

    fn earlier(&self, until: Timestamp) -> Change {
        Change::at(self.settings.boundary.last_before(until), format!("send it earlier: the token {}", expired(until, self.now)))
    }

    /// A token of the instance that lives, in a proper header.
    fn another_token(&self, presented: &str) -> Option<Change> {
        let lives = |token: &&Token| token.lives(self.settings.boundary, self.now);
        let named = |token: &&Token| presented.split([' ', ',']).any(|word| word == token.value);
        let living = || self.state.tokens.iter().rev().filter(lives);
        let (token, says) = match living().find(named) {
            Some(token) => (token, "the token is good, but not the header's form or the token's scope; one header of this form is read"),
            None => (living().find(|token| token.scope.words().is_none())?, "another token of this instance lives and would do"),
        };
        Some(header(AUTHORIZATION, format!("{says}: Authorization: Bearer, a space, the token"), format!("Bearer {}", token.value)))
    }

    /// All that was presented as Authorization, as text.
    fn presented(&self) -> String {
        let values: Vec<&str> = self.request.headers.get_all(AUTHORIZATION).iter().filter_map(|value| value.to_str().ok()).collect();
        values.join(" ")
    }

    /// A value of the wrong kind, or in the wrong place.
    fn mistaken(&self, text: &str) -> Option<&'static str> {
        let has = |wanted: &str| text.split([' ', ',']).any(|word| word == wanted);
        let account = self.state.accounts.iter().find(|account| has(&account.secret_key) || has(&account.account_id));
        match account {
            Some(account) if has(&account.secret_key) => Some("this is the secret key, neither a token nor the Base64 of a pair"),
            Some(_) => Some("this is the account id, neither a token nor the Base64 of a pair"),
            None if text.to_ascii_lowercase().starts_with("authorization:") => Some("the header's own name stands in its value"),
            None => match Authorization::of(self.request.headers) {
                Authorization::Credentials { scheme, .. } if find_scheme(self.settings, scheme).is_none() && is_respelt(scheme) => {
                    Some("the scheme is written Basic or Bearer, and its case matters here")
                }
                _ => None,
            },
        }
    }

    /// The token call with the account's own credentials in a form.
    fn token_call(&self, says: &str) -> Vec<Change> {
        let pairs = [("grant_type", GRANT), ("client_id", &self.account.account_id), ("client_secret", &self.account.secret_key)];
        let form = serde_urlencoded::to_string(pairs).unwrap_or_default();
        let says = format!("{says}; a form with grant_type=client_credentials, client_id and client_secret would do");
        vec![body(says, FORM, form.into_bytes())]
    }

    fn embed_call(&self) -> Vec<Change> {
        let path = self.settings.views.first().map_or("/", |view| view.path.as_str());
        let json = serde_json::json!({"embed_url": path, "grant_type": GRANT});
        let says = "the body is no JSON object with embed_url and grant_type=client_credentials".to_owned();
        vec![body(says, "application/json", json.to_string().into_bytes())]
    }

    /// A call that was let in and finds nothing: something near that is there.
    fn other_path(&self, route: Route<'_>) -> Vec<Change> {
        let id = |things: &[serde_json::Map<String, serde_json::Value>], name: &str| -> Vec<String> {
            things.iter().filter_map(|thing| Some(thing.get(name)?.as_str()?.to_owned())).collect()
        };
        let devices = id(&self.settings.devices, "device_id").into_iter().map(|id| format!("/devices/{id}"));
        let trips = || id(&self.settings.trips, "trip_id").into_iter().map(|id| format!("/trips/{id}"));
        let lists = ["/devices", "/trips", "/workers"].map(str::to_owned).into_iter();
        let known: Vec<String> = match route {
            Route::CompleteTrip(_) => trips().map(|trip| format!("{trip}/complete")).collect(),
            _ => lists.chain(devices).chain(trips()).collect(),
        };
        let method = (!matches!(route, Route::CompleteTrip(_) | Route::NewTrip) && *self.request.method != Method::GET)
            .then(|| Change { says: "this path is read by GET".to_owned(), to: Changed::Method(Method::GET) });
        let near = nearest(self.request.path, known.iter().map(String::as_str)).map(str::to_owned);
        let others = near.into_iter().chain(known.iter().take(8).cloned());
        let mut changes: Vec<Change> = method.into_iter().collect();
        changes.extend(others.map(|path| Change { says: format!("there is {path}"), to: Changed::Path(path) }));
        changes
    }
}

fn is_respelt(scheme: &str) -> bool {
    ["Basic", "Bearer"].iter().any(|known| known.eq_ignore_ascii_case(scheme))
}

fn header(name: HeaderName, says: String, value: String) -> Change {
    Change { says, to: Changed::Header(name, Some(value)) }
}

fn body(says: String, content_type: &str, bytes: Vec<u8>) -> Change {
    Change { says, to: Changed::Body { content_type: content_type.to_owned(), bytes } }
}

/// What is wrong, in words that hold no secret.
fn flaw(refused: &Refused) -> String {
    let words = match refused {
        Refused::Missing => "there is no Authorization",
        Refused::Malformed => "the Authorization is not one header with a scheme, a space and one credential",
        Refused::UnknownScheme => "the scheme is neither Basic nor Bearer",
        Refused::NoPair(NoPair::Base64) => "what follows Basic is not Base64",
        Refused::NoPair(NoPair::Utf8) => "what the Base64 holds is not UTF-8",
        Refused::NoPair(NoPair::Colon) => "what the Base64 holds has no colon",
        Refused::WrongAccount => "there is no account of this AccountId",
        Refused::WrongSecret => "the AccountId is right and the SecretKey is wrong",
        Refused::WrongToken => "this token was not issued here, or is forgotten",
        Refused::Expired(_) => "the token has expired",
        Refused::Scope => "the token's scope does not name this call",
    };
    words.to_owned()
}
