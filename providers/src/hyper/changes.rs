//! What might have turned a refusal: another moment, another token, another form of the header, another address.

use jiff::Timestamp;

use super::settings::Settings;
use super::state::{AccessToken, Bearer, Holder, Record, RefreshToken, State};
use super::wire::{Function, Presented};
use crate::{Change, Changed, Method, Request, expired};

/// The changes worth a try, the smallest first.
pub(super) fn changes(settings: &Settings, state: &State, request: &Request<'_>, now: Timestamp) -> Vec<Change> {
    let Some(record) = &state.record else { return Vec::new() };
    let refreshes = Function::of(settings, request) == Function::RefreshToken;
    let presented = Presented::of(settings, request);
    let mut changes = Vec::new();
    changes.extend(earlier(settings, state, presented, now));
    changes.extend(if refreshes {
        refresh_token(settings, state, record, presented, now)
    } else {
        access_token(settings, state, record, presented, now)
    });
    changes.extend(address(state));
    changes.extend(method(request));
    changes
}

/// The last moment at which the presented token was good.
fn earlier(settings: &Settings, state: &State, presented: Presented<'_>, now: Timestamp) -> Vec<Change> {
    let Presented::Token(value) = presented else { return Vec::new() };
    let ends = state.ends_of(settings, value).into_iter().filter(|end| *end <= now);
    ends.map(|end| Change::at(settings.boundary.last_before(end), format!("send it earlier: this token {}", expired(end, now)))).collect()
}

fn access_token(settings: &Settings, state: &State, record: &Record, presented: Presented<'_>, now: Timestamp) -> Option<Change> {
    let says = match presented {
        Presented::Nothing => "send the header Authorization: Bearer with the current access token",
        Presented::Malformed => "write one Authorization header: Bearer, a blank, the access token",
        Presented::Token(value) => match AccessToken::find(state, settings, value, now) {
            Bearer::OtherSort => "this is a refresh token; send the current access token",
            Bearer::Blocked => "this token is blocked; send one that is not",
            Bearer::Unknown => "this token was never issued by this instance; send the current access token",
            _ => "send the current access token",
        },
    };
    record.access_token.as_ref().map(|token| bearer(&token.value, says))
}

fn refresh_token(settings: &Settings, state: &State, record: &Record, presented: Presented<'_>, now: Timestamp) -> Option<Change> {
    let says = match presented {
        Presented::Nothing => "send the header Authorization: Bearer with the current refresh token",
        Presented::Malformed => "write one Authorization header: Bearer, a blank, the refresh token",
        Presented::Token(value) => match RefreshToken::find(state, settings, value, now) {
            Bearer::OtherSort => "this is an access token; RefreshToken takes the refresh token",
            Bearer::Blocked => "this token is blocked; send one that is not",
            Bearer::Unknown => "this token was never issued by this instance; send the current refresh token",
            _ => "send the current refresh token",
        },
    };
    Some(bearer(&record.refresh_token.value, says))
}

fn bearer(token: &str, says: &str) -> Change {
    Change::authorization(format!("Bearer {token}"), says)
}

/// An address of the whitelist (hyper.admin.whitelist).
fn address(state: &State) -> Option<Change> {
    let first = *state.loaded.whitelist.first()?;
    Some(Change { says: format!("call from an address on the whitelist, such as {first}"), to: Changed::Client(first.into()) })
}

fn method(request: &Request<'_>) -> Option<Change> {
    let wrong = !matches!(*request.method, Method::GET | Method::POST);
    wrong.then(|| Change { says: "use GET or POST".to_owned(), to: Changed::Method(Method::GET) })
}
