//! Requests into what they ask for, outcomes into exact bytes. Total on any input.

mod basic;
mod reading;
mod replies;

use serde_json::{Map, Value};

pub(super) use basic::Basic;
pub(super) use reading::{Refusal, TokenRequest, check_method};
pub(super) use replies::{documented, health, issued, refusal, token_error};

use super::rules::{HEALTH_PATH, SITE_PATH, TOKEN_PATH, clause};
use super::settings::{BareToken, Blanks, SchemeCase, Settings, SeveralHeaders};
use crate::{Authorization, ClauseId, Dice, Method, Pairs, Request};

/// What a path and a method name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// The token endpoint, by whatever method.
    Token,
    Site,
    Health,
    Other,
}

impl Route {
    pub(super) fn of(request: &Request<'_>) -> Self {
        match (request.method, request.path) {
            (_, TOKEN_PATH) => Self::Token,
            (&Method::GET, SITE_PATH) => Self::Site,
            (&Method::GET, HEALTH_PATH) => Self::Health,
            _ => Self::Other,
        }
    }
}

/// The token that a call presents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Presented<'a> {
    Nothing,
    Malformed,
    Token {
        text: &'a str,
        /// The clauses by which this form is taken though the document does not show it.
        beyond: Vec<ClauseId>,
    },
}

impl<'a> Presented<'a> {
    pub(super) fn of(settings: &Settings, request: &Request<'a>) -> Self {
        let (header, first) = authorization(settings, request);
        match header {
            Authorization::Absent => Self::Nothing,
            Authorization::Credentials { scheme, credentials } => match called(settings, scheme, request) {
                Some(spelling) => Self::Token { text: credentials, beyond: first.into_iter().chain(spelling).collect() },
                None => Self::Malformed,
            },
            Authorization::Malformed if settings.bare_token == BareToken::Accepted => Self::bare(request, first),
            Authorization::Malformed => Self::Malformed,
        }
    }

    /// A header that is one token and nothing else (ayyeka.call.bare-token).
    fn bare(request: &Request<'a>, first: Option<ClauseId>) -> Self {
        let value = request.headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let is_read = |text: &str| first.is_some() || request.header("authorization") == Some(text);
        match value.filter(|text| is_read(text) && !text.contains(' ')) {
            Some(text) => Self::Token { text, beyond: first.into_iter().chain([clause::BARE_TOKEN]).collect() },
            None => Self::Malformed,
        }
    }
}

/// The header that is read, and the clause by which it is where it is the first of several.
pub(super) fn authorization<'a>(settings: &Settings, request: &Request<'a>) -> (Authorization<'a>, Option<ClauseId>) {
    match settings.several_headers {
        SeveralHeaders::First if Authorization::is_several(request.headers) => {
            (Authorization::first_of(request.headers), Some(clause::SEVERAL_HEADERS))
        }
        SeveralHeaders::First | SeveralHeaders::Refused => (Authorization::of(request.headers), None),
    }
}

/// The clauses by which the word before a call's token is taken (ayyeka.call.bearer); `None` where it is not taken.
fn called(settings: &Settings, given: &str, request: &Request<'_>) -> Option<Vec<ClauseId>> {
    settings.rules.schemes.iter().find_map(|meant| spelling(settings, meant, given, request))
}

/// The clauses by which a scheme is taken as it is written, none for the document's own form; `None` where it is not taken.
fn spelling(settings: &Settings, meant: &str, given: &str, request: &Request<'_>) -> Option<Vec<ClauseId>> {
    let respelt = match settings.scheme_case {
        _ if given == meant => None,
        SchemeCase::Insensitive if given.eq_ignore_ascii_case(meant) => Some(clause::SCHEME_CASE),
        _ => return None,
    };
    let spaced = match settings.blanks {
        _ if !Authorization::has_several_blanks(request.headers) => None,
        Blanks::Several => Some(clause::BLANKS),
        Blanks::One => return None,
    };
    Some(respelt.into_iter().chain(spaced).collect())
}

/// A call's input: the pairs of its query and of its body, and the id under which an error would tell of it.
pub(super) fn input(request: &Request<'_>, dice: &mut Dice) -> Map<String, Value> {
    let body = Pairs::json(request.body).unwrap_or_else(|| Pairs::urlencoded(request.body));
    let mut input = Map::from_iter([(replies::REQUEST_ID.to_owned(), replies::request_id(dice).into())]);
    for (name, value) in Pairs::urlencoded(request.query.as_bytes()).and(body).iter() {
        input.entry(name).or_insert_with(|| value.into());
    }
    input
}
